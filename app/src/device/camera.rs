//! Where pictures come from: a camera behind a command, and a folder that something else fills.
//!
//! A handheld runs on what its shop has: a camera that the system's own program drives (`libcamera-still -n -o {file}`,
//! `fswebcam {file}`), the folder into which the device's camera app saves, or a plugged-in card. Neither needs a
//! driver of ours. Both are set on the device, or with `--camera` and `--pictures`.
//!
//! Invariant: nothing here runs on the app's thread or the window's. [`perform`] does one [`Job`] and tells what came of
//! it; whoever starts the thread brings the news back as events, and scanning goes on meanwhile.
//! Absent on purpose: a live preview. It would need a driver for each camera.

use super::picture::{self, FILE_BYTES, Photo, PhotoError};
use crate::view::Thumb;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, UNIX_EPOCH};

/// How long the camera's command may take, seconds.
pub const COMMAND_S: u64 = 20;
/// How often it is looked whether it has ended, milliseconds.
const LOOK_MS: u64 = 50;
/// Pictures that the chooser shows.
pub const PICTURES: usize = 12;
/// Files of a folder that are looked at, and folders inside folders (`DCIM/100CANON`).
const FILES: usize = 5_000;
const DEPTH: usize = 3;
/// Characters of a setting at most.
pub const SETTING_CHARS: usize = 300;
/// Stands in the command for the file that it is to write.
pub const FILE_SIGN: &str = "{file}";

/// Which sources this device has; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// A program and its arguments, divided by spaces, `{file}` among them. No shell reads it.
    pub command: String,
    pub folder: String,
}

impl Settings {
    pub fn is_set(&self) -> bool {
        !self.command.is_empty() || !self.folder.is_empty()
    }

    /// Whether a command could be run: it names a file to write.
    pub fn is_command(text: &str) -> bool {
        let mut words = text.split_whitespace();
        words.next().is_some() && words.any(|word| word.contains(FILE_SIGN))
    }
}

/// Somewhere that a picture comes from.
pub trait PhotoSource {
    /// One picture file as it is, at most [`FILE_BYTES`].
    fn fetch(&self) -> Result<Vec<u8>, PhotoError>;
}

/// A camera that a command drives.
#[derive(Clone, Debug)]
pub struct CommandSource<'a> {
    pub command: &'a str,
    /// What the command writes; gone afterwards.
    pub scratch: &'a Path,
}

impl PhotoSource for CommandSource<'_> {
    fn fetch(&self) -> Result<Vec<u8>, PhotoError> {
        // What a killed run left.
        _ = std::fs::remove_file(self.scratch);
        let ran = self.run();
        let bytes = ran.and_then(|()| FileSource(self.scratch).fetch());
        _ = std::fs::remove_file(self.scratch);
        match bytes {
            Err(PhotoError::Gone) => Err(PhotoError::Command("it wrote no file".to_owned())),
            bytes => bytes,
        }
    }
}

impl CommandSource<'_> {
    fn run(&self) -> Result<(), PhotoError> {
        let failed = |error: std::io::Error| PhotoError::Command(error.to_string());
        let scratch = self.scratch.to_string_lossy();
        let mut words = self
            .command
            .split_whitespace()
            .map(|word| word.replace(FILE_SIGN, &scratch));
        let program = words.next().unwrap_or_default();
        let mut child = Command::new(program)
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        for _ in 0..COMMAND_S * 1_000 / LOOK_MS {
            match child.try_wait().map_err(failed)? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(PhotoError::Command(status.to_string())),
                None => std::thread::sleep(Duration::from_millis(LOOK_MS)),
            }
        }
        _ = child.kill();
        _ = child.wait();
        Err(PhotoError::TimedOut(COMMAND_S))
    }
}

/// A file that is there already.
#[derive(Clone, Debug)]
pub struct FileSource<'a>(pub &'a Path);

impl PhotoSource for FileSource<'_> {
    fn fetch(&self) -> Result<Vec<u8>, PhotoError> {
        let gone = |_| PhotoError::Gone;
        let file = File::open(self.0).map_err(gone)?;
        let about = file.metadata().map_err(gone)?;
        if !about.is_file() {
            return Err(PhotoError::Gone);
        }
        if about.len() > FILE_BYTES {
            return Err(PhotoError::TooLarge(about.len()));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
        file.take(FILE_BYTES + 1).read_to_end(&mut bytes).map_err(gone)?;
        match bytes.len() as u64 {
            read if read > FILE_BYTES => Err(PhotoError::TooLarge(read)),
            _ => Ok(bytes),
        }
    }
}

/// A picture of the folder, before it is looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its path from the folder on.
    pub name: String,
    pub path: PathBuf,
    /// Milliseconds since 1970.
    pub modified: i64,
}

/// The newest pictures of a folder, newest first.
pub fn newest(folder: &Path) -> Result<Vec<Picture>, PhotoError> {
    let mut found = Vec::new();
    let mut left = FILES;
    gather(folder, folder, DEPTH, &mut left, &mut found).map_err(|_| PhotoError::Gone)?;
    found.sort_by(|a, b| (b.modified, &b.name).cmp(&(a.modified, &a.name)));
    found.truncate(PICTURES);
    if found.is_empty() {
        Err(PhotoError::None)
    } else {
        Ok(found)
    }
}

fn gather(
    root: &Path,
    folder: &Path,
    depth: usize,
    left: &mut usize,
    found: &mut Vec<Picture>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)?.flatten() {
        *left = left.saturating_sub(1);
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let Ok(about) = entry.metadata() else { continue };
        let path = entry.path();
        if *left == 0 || hidden {
            continue;
        }
        if about.is_dir() && depth > 1 {
            // A folder that may not be read hides its own pictures only.
            _ = gather(root, &path, depth - 1, left, found);
        }
        let name = path.strip_prefix(root).ok().and_then(Path::to_str);
        if let (true, Some(name)) = (about.is_file() && is_picture(&path), name) {
            let modified = about
                .modified()
                .ok()
                .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let modified = modified.map_or(0, |at| i64::try_from(at.as_millis()).unwrap_or(0));
            let name = name.to_owned();
            found.push(Picture { name, path, modified });
        }
    }
    Ok(())
}

/// By the name: only a chooser's guess. What a file is, its bytes say.
fn is_picture(path: &Path) -> bool {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    ["jpg", "jpeg", "png", "webp"].contains(&ending.to_ascii_lowercase().as_str())
}

/// What is asked of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// The camera takes one.
    Shoot { command: String },
    /// This file.
    File { path: PathBuf },
    /// What the chooser shows; those of these names need no thumb any more.
    List {
        folder: PathBuf,
        seen: Vec<(String, i64)>,
    },
}

/// What came of a job.
#[derive(Clone, Debug)]
pub enum PhotoNews {
    Taken(Box<Photo>),
    Listed(Vec<Picture>),
    /// Of one that was listed: they come one by one.
    Seen {
        name: String,
        thumb: Thumb,
    },
    Failed(PhotoError),
    /// The list is complete.
    Done,
}

/// Does a job. `scratch` is a file that the camera may write. `tell` answers false when nobody listens any more.
pub fn perform(job: &Job, scratch: &Path, tell: &mut dyn FnMut(PhotoNews) -> bool) {
    let taken = match job {
        Job::Shoot { command } => CommandSource { command, scratch }.fetch(),
        Job::File { path } => FileSource(path).fetch(),
        Job::List { folder, seen } => return list(folder, seen, tell),
    };
    match taken.and_then(|file| picture::photo(&file)) {
        Ok(photo) => tell(PhotoNews::Taken(Box::new(photo))),
        Err(error) => tell(PhotoNews::Failed(error)),
    };
}

fn list(folder: &Path, seen: &[(String, i64)], tell: &mut dyn FnMut(PhotoNews) -> bool) {
    let pictures = match newest(folder) {
        Ok(pictures) => pictures,
        Err(error) => {
            tell(PhotoNews::Failed(error));
            return;
        }
    };
    tell(PhotoNews::Listed(pictures.clone()));
    for Picture { name, path, modified } in pictures {
        if seen.contains(&(name.clone(), modified)) {
            continue;
        }
        // One that cannot be shown can still be chosen, and then says why not.
        if let Ok(thumb) = FileSource(&path).fetch().and_then(|file| picture::thumb(&file))
            && !tell(PhotoNews::Seen { name, thumb })
        {
            return;
        }
    }
    tell(PhotoNews::Done);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, bytes: &[u8], modified_s: u64) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        let at = UNIX_EPOCH + Duration::from_secs(modified_s);
        File::options()
            .append(true)
            .open(path)
            .unwrap()
            .set_modified(at)
            .unwrap();
    }

    #[test]
    fn the_newest_pictures_come_first_also_from_a_cards_own_folders() {
        let folder = tempfile::tempdir().unwrap();
        for n in 1..=14 {
            write(folder.path(), &format!("IMG_{n:02}.JPG"), b"x", n);
        }
        write(folder.path(), "DCIM/100CANON/newest.jpeg", b"x", 90);
        write(folder.path(), "notes.txt", b"x", 99);
        write(folder.path(), ".hidden.jpg", b"x", 99);
        let names: Vec<String> = newest(folder.path())
            .unwrap()
            .into_iter()
            .map(|picture| picture.name)
            .collect();
        assert_eq!(names.len(), PICTURES);
        assert_eq!(
            names[..3],
            ["DCIM/100CANON/newest.jpeg", "IMG_14.JPG", "IMG_13.JPG"]
        );
        assert_eq!(newest(&folder.path().join("nowhere")), Err(PhotoError::Gone));
        std::fs::create_dir(folder.path().join("empty")).unwrap();
        assert_eq!(newest(&folder.path().join("empty")), Err(PhotoError::None));
    }

    #[test]
    fn a_file_of_fifty_megabytes_and_more_is_refused_unread() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film.jpg");
        // Sparse: on the disk it takes nothing.
        File::create(&path).unwrap().set_len(FILE_BYTES + 1).unwrap();
        assert_eq!(
            FileSource(&path).fetch(),
            Err(PhotoError::TooLarge(FILE_BYTES + 1))
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_camera_is_a_command_that_writes_a_file() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "sensor", b"picture", 1);
        let scratch = folder.path().join("camera.jpg");
        let fetch = |command: &str| {
            CommandSource {
                command,
                scratch: &scratch,
            }
            .fetch()
        };
        let copy = format!("cp {} {{file}}", folder.path().join("sensor").display());
        assert_eq!(fetch(&copy), Ok(b"picture".to_vec()));
        assert!(!scratch.exists(), "nothing is left lying");
        assert_eq!(
            fetch("true {file}"),
            Err(PhotoError::Command("it wrote no file".to_owned()))
        );
        assert!(matches!(fetch("false {file}"), Err(PhotoError::Command(_))));
        assert!(matches!(
            fetch("no-such-program {file}"),
            Err(PhotoError::Command(_))
        ));
    }

    #[test]
    fn a_command_names_the_file_that_it_writes() {
        assert!(Settings::is_command("libcamera-still -n -o {file}"));
        for text in ["", "{file}", "fswebcam", "fswebcam out.jpg"] {
            assert!(!Settings::is_command(text), "{text}");
        }
    }
}
