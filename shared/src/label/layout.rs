//! What stands where on the item label.
//!
//! From the top: name (bold, one line or two), SKU and 規格 on one line, the bars, the code below them. The layout is
//! reckoned in dots of a 203 dpi printer and carried over to finer ones; only the bars are reckoned anew on each
//! printer's own dots.

use ab_glyph::{Font, FontRef, GlyphId};

use super::text::{self, Fitted};
use super::{Bar, Dpi, Drawing, Fonts, ItemLabel, LabelError, Text};
use crate::barcode::{self, BarcodeError, Bars, Drawn, MIN_MODULE_DOTS};

/// Dots of margin left and right of texts.
const MARGIN: u32 = 8;
/// Dots an em and lines, tried in turn. Chinese of fewer than 16 dots runs together.
const NAME: [(f32, usize); 3] = [(23.0, 1), (20.0, 1), (18.0, 2)];
const DETAIL: [(f32, usize); 2] = [(18.0, 1), (16.0, 1)];
const CODE_SIZE: u32 = 18;
const CODE_TRACKING: u32 = 1;

/// The widest module in dots: 0.375 mm at 203 dpi, 0.339 mm at 300.
const fn widest(dpi: Dpi) -> u32 {
    match dpi {
        Dpi::D203 => 3,
        Dpi::D300 => 4,
    }
}

/// The narrowest module in dots: a quarter of a millimetre, which a handheld reads at arm's length.
const fn narrowest(dpi: Dpi) -> u32 {
    match dpi {
        Dpi::D203 => MIN_MODULE_DOTS,
        Dpi::D300 => 3,
    }
}

/// Lays the label out; `fonts` measure the texts and say which characters they lack.
///
/// # Errors
/// A code that cannot be a barcode of 40 mm, by name; a font that cannot be read.
pub fn item_label(label: &ItemLabel, dpi: Dpi, fonts: &Fonts<'_>) -> Result<Drawing, LabelError> {
    let faces = Faces::of(fonts)?;
    let refused = |reason| LabelError::Barcode {
        code: label.code.clone(),
        reason,
    };
    let symbol = symbol(&label.code).map_err(refused)?;
    let drawn = draw(&symbol, dpi).map_err(refused)?;
    let [width, height] = dpi.size();
    let mut page = Page {
        faces: &faces,
        dpi,
        texts: Vec::new(),
    };
    let name = page.fit(&label.name, &NAME, true);
    let spread = name.lines.len() > 1;
    page.lines(&name, if spread { [2, 20] } else { [3, 25] }, true);
    let parts = [&label.sku, &label.spec].map(|part| faces.cleaned(part));
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|p| !p.is_empty())
        .collect();
    let detail = page.fit(&parts.join("　"), &DETAIL, false);
    page.lines(&detail, if spread { [43, 19] } else { [32, 20] }, false);
    page.code(&symbol.text);
    let [top, bottom] = if spread { [65, 131] } else { [54, 130] }.map(|y| scaled(y, dpi));
    let left = width.saturating_sub(drawn.width) / 2;
    let bar = |&[x, width]: &[u32; 2]| Bar {
        x: left + x,
        y: top,
        width,
        height: bottom - top,
    };
    Ok(Drawing {
        width,
        height,
        bars: drawn.bars.iter().map(bar).collect(),
        texts: page.texts,
    })
}

/// Dots of a 203 dpi printer as dots of this one.
fn scaled(dots: u32, dpi: Dpi) -> u32 {
    let [from, to] = [Dpi::D203, dpi].map(|dpi| dpi.size()[0]);
    dots * to / from
}

/// The symbol of an item's code: EAN when it is one.
fn symbol(code: &str) -> Result<Bars, BarcodeError> {
    if barcode::is_gtin(code, 13) {
        barcode::ean13(code)
    } else if barcode::is_gtin(code, 8) {
        barcode::ean8(code)
    } else {
        barcode::code128(code)
    }
}

/// With the widest module that fits; what is refused is refused on every printer alike, in dots of 203 to the inch.
fn draw(symbol: &Bars, dpi: Dpi) -> Result<Drawn, BarcodeError> {
    let coarse = Dpi::D203.size()[0];
    symbol.fit(coarse, widest(Dpi::D203))?;
    let module = (dpi.size()[0] / symbol.modules()).min(widest(dpi));
    if module < narrowest(dpi) {
        return Err(BarcodeError::TooWide {
            needed_dots: symbol.modules() * MIN_MODULE_DOTS,
            space_dots: coarse,
        });
    }
    Ok(symbol.draw(module))
}

/// The texts of a label while it is laid out; places are in dots of 203 to the inch.
struct Page<'a> {
    faces: &'a Faces<'a>,
    dpi: Dpi,
    texts: Vec<Text>,
}

impl Page<'_> {
    fn fit(&self, text: &str, tries: &[(f32, usize)], bold: bool) -> Fitted {
        let width = (Dpi::D203.size()[0] - 2 * MARGIN) as f32;
        let advance = |c| self.faces.advance(c, bold);
        text::fit(&self.faces.cleaned(text), width, tries, advance)
    }

    /// Lines under each other, each in the middle of its own `pitch`, from `top` on.
    fn lines(&mut self, fitted: &Fitted, [top, pitch]: [u32; 2], bold: bool) {
        let size = fitted.size as u32;
        let mut middle = top + pitch / 2;
        for line in &fitted.lines {
            self.put(MARGIN, middle, size, bold, line);
            middle += pitch;
        }
    }

    /// The human-readable line in the middle below the bars.
    fn code(&mut self, text: &str) {
        let text = self.faces.cleaned(text);
        let wide = self.faces.width(&text, false) * CODE_SIZE as f32;
        let spaces = text.chars().count().saturating_sub(1) as u32 * CODE_TRACKING;
        let left = Dpi::D203.size()[0].saturating_sub(wide as u32 + spaces) / 2;
        self.put(left, 144, CODE_SIZE, false, &text);
        if let Some(code) = self.texts.last_mut() {
            code.tracking = CODE_TRACKING;
        }
    }

    /// One line, the height of its capitals (0.733 em) around `middle`.
    fn put(&mut self, x: u32, middle: u32, size: u32, bold: bool, text: &str) {
        self.texts.push(Text {
            x: scaled(x, self.dpi),
            baseline: scaled(middle, self.dpi) + scaled(size, self.dpi) * 733 / 2000,
            size: scaled(size, self.dpi),
            tracking: 0,
            bold,
            text: text.into(),
        });
    }
}

/// Both fonts, read.
pub(super) struct Faces<'a> {
    regular: FontRef<'a>,
    bold: FontRef<'a>,
}

impl<'a> Faces<'a> {
    /// # Errors
    /// Bytes that are no font.
    pub(super) fn of(fonts: &Fonts<'a>) -> Result<Self, LabelError> {
        let face = |data| FontRef::try_from_slice(data).map_err(|_| LabelError::Font);
        Ok(Self {
            regular: face(fonts.regular)?,
            bold: face(fonts.bold)?,
        })
    }

    /// The font that has `c`: the one asked for, else the other.
    pub(super) fn face(&self, c: char, bold: bool) -> Option<(&FontRef<'a>, GlyphId)> {
        let (first, second) = if bold {
            (&self.bold, &self.regular)
        } else {
            (&self.regular, &self.bold)
        };
        [first, second]
            .into_iter()
            .map(|face| (face, face.glyph_id(c)))
            .find(|(_, glyph)| glyph.0 != 0)
    }

    /// `text` with the code points of characters that neither font has.
    pub(super) fn cleaned(&self, text: &str) -> String {
        text::cleaned(text, |c| self.face(c, false).is_some())
    }

    /// Width of a character in em; of one without a shape, 1.
    pub(super) fn advance(&self, c: char, bold: bool) -> f32 {
        self.face(c, bold).map_or(1.0, |(face, glyph)| {
            face.h_advance_unscaled(glyph) / face.units_per_em().unwrap_or(1000.0)
        })
    }

    fn width(&self, text: &str, bold: bool) -> f32 {
        text.chars().map(|c| self.advance(c, bold)).sum()
    }
}
