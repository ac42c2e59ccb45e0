//! A drawing as one bit a dot, as a thermal printer burns it.
//!
//! Invariant: bars come out dot for dot; what lies outside the label is left away, nothing else is.

use ab_glyph::{Font, FontRef, GlyphId, PxScale, point};

use super::layout::Faces;
use super::{Drawing, Fonts, LabelError, Text};

/// How much of a dot a letter must cover for it to be burnt. Less than half: the thin strokes of small Chinese lie
/// across two dots.
const THRESHOLD: f32 = 0.42;

/// One bit a dot, 1 = black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    pub width: u32,
    pub height: u32,
    /// Rows of `width.div_ceil(8)` bytes, the leftmost dot in the highest bit; bits beyond the width are 0.
    rows: Vec<u8>,
}

impl Raster {
    /// All white.
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            rows: vec![0; width.div_ceil(8) as usize * height as usize],
        }
    }

    /// Bytes of one row.
    pub fn row_bytes(&self) -> usize {
        self.width.div_ceil(8) as usize
    }

    /// The rows from the top, each of [`Self::row_bytes`].
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.rows.chunks(self.row_bytes().max(1))
    }

    /// Whether a dot is black; outside all is white.
    pub fn black(&self, x: u32, y: u32) -> bool {
        x < self.width && y < self.height && self.rows[self.byte(x, y)] >> (7 - x % 8) & 1 == 1
    }

    /// Blackens a dot; outside nothing happens.
    pub fn blacken(&mut self, x: u32, y: u32) {
        if x < self.width && y < self.height {
            let at = self.byte(x, y);
            self.rows[at] |= 1 << (7 - x % 8);
        }
    }

    fn byte(&self, x: u32, y: u32) -> usize {
        y as usize * self.row_bytes() + x as usize / 8
    }
}

/// The drawing in dots.
///
/// # Errors
/// A font that cannot be read.
pub fn raster(drawing: &Drawing, fonts: &Fonts<'_>) -> Result<Raster, LabelError> {
    let faces = Faces::of(fonts)?;
    let mut raster = Raster::new(drawing.width, drawing.height);
    for bar in &drawing.bars {
        for y in bar.y..bar.y.saturating_add(bar.height).min(drawing.height) {
            for x in bar.x..bar.x.saturating_add(bar.width).min(drawing.width) {
                raster.blacken(x, y);
            }
        }
    }
    for text in &drawing.texts {
        set(&mut raster, &faces, text);
    }
    Ok(raster)
}

/// One line of text. Each letter begins on a whole dot, so that equal letters look equal.
fn set(raster: &mut Raster, faces: &Faces<'_>, text: &Text) {
    let mut x = text.x as f32;
    for c in faces.cleaned(&text.text).chars() {
        if let Some((face, glyph)) = faces.face(c, text.bold) {
            let origin = [x.round(), text.baseline as f32];
            burn(raster, face, glyph, text.size, origin);
        }
        x += faces.advance(c, text.bold) * text.size as f32 + text.tracking as f32;
    }
}

fn burn(raster: &mut Raster, face: &FontRef<'_>, glyph: GlyphId, size: u32, [x, y]: [f32; 2]) {
    // The library's scale is ascent to descent, ours is the em.
    let em = face.units_per_em().unwrap_or(1000.0);
    let scale = PxScale::from(size as f32 * face.height_unscaled() / em);
    let Some(outline) = face.outline_glyph(glyph.with_scale_and_position(scale, point(x, y))) else {
        return;
    };
    let corner = outline.px_bounds().min;
    outline.draw(|dx, dy, covered| {
        let [x, y] = [corner.x + dx as f32, corner.y + dy as f32];
        if covered >= THRESHOLD && x >= 0.0 && y >= 0.0 {
            raster.blacken(x as u32, y as u32);
        }
    });
}
