//! What the toolkit reads from the environment once, put right before the first window by starting the program again.
//!
//! **Fonts**: where fontconfig is installed but no font is, Slint panics. The program then starts on its own.
//!
//! **Input methods**: on X11 an input method hears every key before the window does, whatever the window asks for. Once
//! a worker has switched it on in a text field, it goes on composing on the scan screens and swallows scans (seen with
//! fcitx5 and chewing). So a window on X11 runs without one, unless [`ensure`] is told otherwise. On Wayland an input
//! method comes and goes with the text field, as it should.
//!
//! Absent on purpose: `set_var`, which is unsafe.

use super::fonts;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Says that the program was started again; whoever sees it does not do so a second time.
const RESTARTED: &str = "BEELINE_RESTARTED";
const MODIFIERS: &str = "XMODIFIERS";
const NO_INPUT_METHOD: &str = "@im=none";

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("this system has no font, and our own cannot be put into {folder}: {error}")]
    Write { folder: PathBuf, error: std::io::Error },
    #[error("the program cannot start again with another environment: {0}")]
    Restart(std::io::Error),
    #[error("this system has no font, and our own was not taken either")]
    NotTaken,
}

/// Call first in `main`, before any thread. Where something is to be put right, it does not return but starts the
/// program again with the same arguments. Takes 7 ms where all is well. `folder` takes the font; with `input_method`
/// the one that the system has is left on.
pub fn ensure(folder: &Path, input_method: bool) -> Result<(), StartError> {
    let restarted = std::env::var_os(RESTARTED).is_some();
    let mut wanted: Vec<(&str, OsString)> = Vec::new();
    if !fonts::system_has_a_font() {
        if restarted {
            return Err(StartError::NotTaken);
        }
        let config = fonts::write_own(folder).map_err(|error| StartError::Write {
            folder: folder.to_owned(),
            error,
        })?;
        wanted.push(("FONTCONFIG_FILE", config.into()));
    }
    if !input_method && !restarted && Keys::here().may_be_swallowed() {
        wanted.push((MODIFIERS, NO_INPUT_METHOD.into()));
    }
    if wanted.is_empty() {
        return Ok(());
    }
    Err(StartError::Restart(start_again(&wanted)))
}

/// Whether a text field can offer an input method.
pub(super) fn can_compose() -> bool {
    let keys = Keys::here();
    !keys.x11 || keys.may_be_swallowed()
}

/// Where this process's keys come from.
struct Keys {
    x11: bool,
    modifiers: String,
}

impl Keys {
    fn here() -> Keys {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Keys {
            x11: set("DISPLAY") && !set("WAYLAND_DISPLAY") && !set("WAYLAND_SOCKET"),
            modifiers: std::env::var(MODIFIERS).unwrap_or_default(),
        }
    }

    fn may_be_swallowed(&self) -> bool {
        self.x11 && self.modifiers != NO_INPUT_METHOD
    }
}

/// Returns only when it did not work.
#[cfg(unix)]
fn start_again(wanted: &[(&str, OsString)]) -> std::io::Error {
    use std::os::unix::process::CommandExt as _;
    match std::env::current_exe() {
        Ok(program) => std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .envs(wanted.iter().map(|(name, value)| (name, value)))
            .env(RESTARTED, "1")
            .exec(),
        Err(error) => error,
    }
}

#[cfg(not(unix))]
fn start_again(_wanted: &[(&str, OsString)]) -> std::io::Error {
    std::io::ErrorKind::Unsupported.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swallowed(x11: bool, modifiers: &str) -> bool {
        Keys {
            x11,
            modifiers: modifiers.to_owned(),
        }
        .may_be_swallowed()
    }

    #[test]
    fn only_x11_lets_an_input_method_hear_a_scan() {
        assert!(swallowed(true, ""));
        assert!(swallowed(true, "@im=fcitx"));
        assert!(!swallowed(true, NO_INPUT_METHOD));
        assert!(!swallowed(false, "@im=ibus"));
    }

    /// Runs itself again as a child on such a system; the child starts itself once more, then draws.
    #[test]
    fn a_system_without_any_font_starts_again_with_ours() {
        if let Some(folder) = std::env::var_os("BEELINE_TEST_FOLDER") {
            ensure(Path::new(&folder), true).expect("the second start has a font");
            super::super::shot::stage().expect("the screens can be drawn");
            println!("drawn, restarted: {:?}", std::env::var_os(RESTARTED));
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let nothing = folder.path().join("nothing.conf");
        std::fs::write(&nothing, "<?xml version=\"1.0\"?><fontconfig></fontconfig>").expect("it is written");
        let child = std::process::Command::new(std::env::current_exe().expect("this program"))
            .args([
                "--exact",
                "ui::start::tests::a_system_without_any_font_starts_again_with_ours",
                "--nocapture",
            ])
            .env("FONTCONFIG_FILE", &nothing)
            .env("BEELINE_TEST_FOLDER", folder.path())
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(
            child.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&child.stderr)
        );
        assert!(said.contains("drawn, restarted: Some"), "{said}");
        assert!(folder.path().join("fonts/NotoSansTC-Bold.ttf").exists());
    }
}
