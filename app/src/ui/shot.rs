//! Pictures of the real screens, without any display: for `--drive … shot` and for the golden tests.
//!
//! Each thread that takes pictures gets its own headless platform at the first one. A thread that has a window open
//! cannot take pictures, and says so.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{Platform, WindowAdapter};
use slint::{ComponentHandle, PhysicalSize, PlatformError, Rgb8Pixel};

use super::app_window::Open;
use super::{Driver, fonts};
use crate::device::scanner::Typed;
use crate::practice::PracticeSheet;
use crate::view::View;

/// The reference screen, in pixels.
pub const REFERENCE: (u32, u32) = (480, 800);
/// No side of a picture is longer than this.
const LONGEST_SIDE: u32 = 4_096;

#[derive(Debug, thiserror::Error)]
pub enum ShotError {
    #[error("the screen cannot be drawn here: {0}")]
    Platform(String),
    #[error("the picture cannot be written: {0}")]
    Write(#[from] std::io::Error),
    #[error("the picture cannot be encoded: {0}")]
    Encode(#[from] png::EncodingError),
    #[error("this system has no font: the program must call start::ensure first")]
    NoFont,
    #[error("no picture of {0} × {1} pixels")]
    Size(u32, u32),
}

impl From<PlatformError> for ShotError {
    fn from(error: PlatformError) -> ShotError {
        ShotError::Platform(error.to_string())
    }
}

/// Eight bits each of red, green, blue, row by row from the top.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

impl Picture {
    /// Writes a PNG, as small as it gets.
    pub fn write_png(&self, path: &Path) -> Result<(), ShotError> {
        let mut encoder = png::Encoder::new(
            std::io::BufWriter::new(std::fs::File::create(path)?),
            self.width,
            self.height,
        );
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        match self.palette() {
            Some((palette, indexes)) => {
                encoder.set_color(png::ColorType::Indexed);
                encoder.set_palette(palette);
                encoder.set_filter(png::Filter::NoFilter);
                encoder.write_header()?.write_image_data(&indexes)?;
            }
            None => {
                encoder.set_color(png::ColorType::Rgb);
                encoder.set_filter(png::Filter::Adaptive);
                encoder.write_header()?.write_image_data(&self.rgb)?;
            }
        }
        Ok(())
    }

    /// A palette and each pixel's place in it, where 256 colours are enough: half the bytes.
    fn palette(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        let mut places = std::collections::HashMap::new();
        let mut palette = Vec::new();
        let mut indexes = Vec::with_capacity(self.rgb.len() / 3);
        for pixel in self.rgb.chunks_exact(3) {
            let next = places.len();
            let place = *places.entry(pixel).or_insert(next);
            if place == next {
                palette.extend_from_slice(pixel);
            }
            indexes.push(u8::try_from(place).ok()?);
        }
        Some((palette, indexes))
    }
}

/// Draws the view at the reference size into a PNG file.
pub fn shot(view: &View, path: &Path) -> Result<(), ShotError> {
    picture(view, REFERENCE)?.write_png(path)
}

/// Draws the view at a size in pixels.
pub fn picture(view: &View, size: (u32, u32)) -> Result<Picture, ShotError> {
    stage()?;
    let open = Open::new(Rc::new(Nobody), false, Rc::new(|| 0))?;
    open.app.show()?;
    let window = newest_window()?;
    lay_out(&window, size)?;
    open.show(view);
    draw(&window, size)
}

/// Draws the practice window at a size in pixels, in the language and theme of the view.
pub fn practice_picture(view: &View, sheet: &PracticeSheet, size: (u32, u32)) -> Result<Picture, ShotError> {
    stage()?;
    let open = Open::new(Rc::new(Nobody), true, Rc::new(|| 0))?;
    open.show(view);
    open.show_practice(sheet);
    let Some(practice) = &open.practice else {
        return Err(ShotError::Size(0, 0));
    };
    practice.show()?;
    let window = newest_window()?;
    lay_out(&window, size)?;
    draw(&window, size)
}

fn lay_out(window: &MinimalSoftwareWindow, (width, height): (u32, u32)) -> Result<(), ShotError> {
    if !(1..=LONGEST_SIDE).contains(&width) || !(1..=LONGEST_SIDE).contains(&height) {
        return Err(ShotError::Size(width, height));
    }
    window.set_size(PhysicalSize::new(width, height));
    window.dispatch_event(slint::platform::WindowEvent::WindowActiveChanged(true));
    slint::platform::update_timers_and_animations();
    Ok(())
}

fn draw(window: &MinimalSoftwareWindow, (width, height): (u32, u32)) -> Result<Picture, ShotError> {
    let mut pixels = vec![Rgb8Pixel::default(); (width * height) as usize];
    // Sizes that hang on others settle in the first pass: a list knows its rows only once it was drawn.
    for _ in 0..3 {
        PASSES.set(PASSES.get() + 1);
        slint::platform::update_timers_and_animations();
        window.request_redraw();
        window.draw_if_needed(|renderer| {
            renderer.render(&mut pixels, width as usize);
        });
    }
    let rgb = pixels
        .iter()
        .flat_map(|pixel| [pixel.r, pixel.g, pixel.b])
        .collect();
    Ok(Picture { width, height, rgb })
}

/// Nobody presses anything in a picture.
struct Nobody;

impl Driver for Nobody {
    fn scanned(&self, _raw: String, _at_ms: u64, _typed: Option<Typed>) {}
    fn pressed(&self, _id: &str) {}
    fn typed(&self, _id: &str, _text: &str) {}
}

/// Longer than a screen's own timers.
const PASS_MS: u64 = 20;

thread_local! {
    static PASSES: Cell<u64> = const { Cell::new(0) };
    static STAGED: Cell<bool> = const { Cell::new(false) };
    static NEWEST: RefCell<Option<Rc<MinimalSoftwareWindow>>> = const { RefCell::new(None) };
}

/// A platform without a display. Its clock moves by one pass at each, so that every picture is taken at the same moments:
/// timers have run, and a cursor has not blinked yet.
struct Headless;

impl Platform for Headless {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        let window = MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer);
        NEWEST.replace(Some(window.clone()));
        Ok(window)
    }

    fn duration_since_start(&self) -> Duration {
        Duration::from_millis(PASSES.get() * PASS_MS)
    }
}

pub(super) fn stage() -> Result<(), ShotError> {
    if STAGED.get() {
        return Ok(());
    }
    if !fonts::system_has_a_font() {
        return Err(ShotError::NoFont);
    }
    slint::platform::set_platform(Box::new(Headless))
        .map_err(|error| ShotError::Platform(error.to_string()))?;
    fonts::register();
    STAGED.set(true);
    Ok(())
}

fn newest_window() -> Result<Rc<MinimalSoftwareWindow>, ShotError> {
    NEWEST
        .with_borrow(Clone::clone)
        .ok_or_else(|| ShotError::Platform("no window was made".into()))
}
