//! Golden pictures: what a screen looked like when a person last looked at it and found it good.
//!
//! `BEELINE_BLESS=1` writes the pictures anew; look at each before committing. For tests.

use std::path::{Path, PathBuf};

use super::shot::Picture;

/// A pixel is off when one of its colours differs by more than this.
const TOLERANCE: u8 = 16;
/// At most one pixel in so many may be off.
const ONE_IN: usize = 1_000;

/// Whether the pictures are written anew.
pub fn blessing() -> bool {
    std::env::var_os("BEELINE_BLESS").is_some_and(|value| value == "1")
}

/// Compares a picture with its golden file, `folder/FILE`. On a miss it says what is different, and the picture as it
/// is now is written under `target/golden/`.
pub fn compare(folder: &Path, file: &str, drawn: &Picture) -> Result<(), String> {
    let drawn = &coarse(drawn);
    let golden = folder.join(file);
    let old = read_png(&golden);
    if blessing() {
        // A picture that still agrees is left alone, so that blessing makes no noise in the history.
        if old.is_none_or(|old| difference(&old, drawn).is_some()) {
            drawn
                .write_png(&golden)
                .map_err(|error| format!("{file}: {error}"))?;
        }
        return Ok(());
    }
    let miss = match old {
        None => Some("there is no golden picture of it".to_owned()),
        Some(old) => difference(&old, drawn),
    };
    let Some(miss) = miss else { return Ok(()) };
    let actual = actual_folder().join(file);
    let written = drawn.write_png(&actual);
    Err(format!(
        "{file}: {miss}; as it is now: {} ({written:?}). BEELINE_BLESS=1 accepts it.",
        actual.display()
    ))
}

/// The picture in 52 steps a colour: too fine for the eye and the tolerance, and half the bytes.
fn coarse(picture: &Picture) -> Picture {
    let step = |c: &u8| (c.saturating_add(2)) / 5 * 5;
    Picture {
        rgb: picture.rgb.iter().map(step).collect(),
        ..*picture
    }
}

/// What is different, or `None` when the pictures agree.
fn difference(old: &Picture, new: &Picture) -> Option<String> {
    if (old.width, old.height) != (new.width, new.height) {
        return Some(format!(
            "{}×{} became {}×{}",
            old.width, old.height, new.width, new.height
        ));
    }
    let is_off = |(a, b): (&[u8], &[u8])| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > TOLERANCE);
    let off = old
        .rgb
        .chunks(3)
        .zip(new.rgb.chunks(3))
        .filter(|pair| is_off(*pair))
        .count();
    let all = old.rgb.len() / 3;
    (off * ONE_IN > all).then(|| format!("{off} of {all} pixels are off"))
}

fn read_png(path: &Path) -> Option<Picture> {
    let file = std::fs::File::open(path).ok()?;
    let mut decoder = png::Decoder::new(std::io::BufReader::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().ok()?;
    let mut rgb = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut rgb).ok()?;
    rgb.truncate(info.buffer_size());
    (info.color_type == png::ColorType::Rgb).then_some(Picture {
        width: info.width,
        height: info.height,
        rgb,
    })
}

fn actual_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/golden");
    let _ = std::fs::create_dir_all(&folder);
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(level: u8, width: u32, height: u32) -> Picture {
        Picture {
            width,
            height,
            rgb: vec![level; (width * height * 3) as usize],
        }
    }

    #[test]
    fn a_shade_is_no_difference_and_one_pixel_in_a_thousand_neither() {
        assert_eq!(difference(&grey(100, 50, 40), &grey(116, 50, 40)), None);
        let mut touched = grey(100, 50, 40);
        touched.rgb[..6].fill(0);
        assert_eq!(difference(&grey(100, 50, 40), &touched), None);
        touched.rgb[..9].fill(0);
        assert!(difference(&grey(100, 50, 40), &touched).is_some());
    }

    #[test]
    fn another_size_is_a_difference() {
        assert!(difference(&grey(1, 4, 4), &grey(1, 4, 5)).is_some());
    }
}
