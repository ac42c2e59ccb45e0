//! What stands where on the item label.
//!
//! With a linear symbol, from the top: name (bold, one line or two), SKU and 規格 on one line, the bars, the code below
//! them. A code that no linear symbol of 40 mm carries is a QR code at the left, and the same words stand beside it. The
//! layout is reckoned in dots of a 203 dpi printer and carried over to finer ones; only the symbol is reckoned anew on
//! each printer's own dots.

use ab_glyph::{Font, FontRef, GlyphId};

use super::text::{self, Fitted};
use super::{Bar, Dpi, Drawing, Fonts, ItemLabel, LabelError, Text};
use crate::barcode::qr::{self, Squares};
use crate::barcode::{self, BarcodeError, Bars, Drawn, MIN_MODULE_DOTS};

/// Dots of margin left and right of texts.
const MARGIN: u32 = 8;
/// Dots an em and lines, tried in turn. Chinese of fewer than 16 dots runs together.
const NAME: [(f32, usize); 3] = [(23.0, 1), (20.0, 1), (18.0, 2)];
const DETAIL: [(f32, usize); 2] = [(18.0, 1), (16.0, 1)];
/// Beside a QR code, with [`NAME_BESIDE_LONG`] for the name where the code takes more than three lines.
const NAME_BESIDE: [(f32, usize); 2] = [(20.0, 2), (18.0, 3)];
const NAME_BESIDE_LONG: [(f32, usize); 2] = [(20.0, 1), (18.0, 2)];
const DETAIL_BESIDE: [(f32, usize); 2] = [(18.0, 1), (16.0, 2)];
const CODE_BESIDE: [(f32, usize); 2] = [(18.0, 2), (16.0, 4)];
/// Dots from one line beside a QR code to the next, beyond its size.
const LEAD: u32 = 2;
const CODE_SIZE: u32 = 18;
const CODE_TRACKING: u32 = 1;

/// The widest module of bars in dots: 0.375 mm at 203 dpi, 0.339 mm at 300.
const fn widest(dpi: Dpi) -> u32 {
    match dpi {
        Dpi::D203 => 3,
        Dpi::D300 => 4,
    }
}

/// The widest module of a QR code in dots: 0.5 mm at 203 dpi, 0.42 mm at 300.
const fn widest_square(dpi: Dpi) -> u32 {
    match dpi {
        Dpi::D203 => 4,
        Dpi::D300 => 5,
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
/// A code that cannot be on a label, by name; a font that cannot be read.
pub fn item_label(label: &ItemLabel, dpi: Dpi, fonts: &Fonts<'_>) -> Result<Drawing, LabelError> {
    let faces = Faces::of(fonts)?;
    let page = Page {
        faces: &faces,
        dpi,
        texts: Vec::new(),
    };
    match linear(&label.code, dpi) {
        Ok((symbol, drawn)) => Ok(below_each_other(page, label, &symbol, &drawn)),
        Err(reason) => match square(&label.code, dpi) {
            Ok((squares, side)) => Ok(beside(page, label, &squares, side)),
            // Nothing at all is said as that; the rest is too much even for a QR code.
            Err(too_much) => Err(LabelError::Barcode {
                code: label.code.clone(),
                reason: if label.code.is_empty() { reason } else { too_much },
            }),
        },
    }
}

/// Name, SKU and 規格, the bars, the code.
fn below_each_other(mut page: Page<'_>, label: &ItemLabel, symbol: &Bars, drawn: &Drawn) -> Drawing {
    let dpi = page.dpi;
    let [width, height] = dpi.size();
    let name = page.fit(&label.name, WHOLE, &NAME, true);
    let spread = name.lines.len() > 1;
    page.lines(&name, MARGIN, if spread { [2, 20] } else { [3, 25] }, true);
    let detail = page.fit(&page.joined(&[&label.sku, &label.spec]), WHOLE, &DETAIL, false);
    page.lines(&detail, MARGIN, if spread { [43, 19] } else { [32, 20] }, false);
    page.code(&symbol.text);
    let [top, bottom] = if spread { [65, 131] } else { [54, 130] }.map(|y| scaled(y, dpi));
    let left = width.saturating_sub(drawn.width) / 2;
    let bar = |&[x, width]: &[u32; 2]| Bar {
        x: left + x,
        y: top,
        width,
        height: bottom - top,
    };
    Drawing {
        width,
        height,
        bars: drawn.bars.iter().map(bar).collect(),
        texts: page.texts,
    }
}

/// The QR code at the left in the middle of its height, the same words beside it. A code that is the SKU stands once.
fn beside(mut page: Page<'_>, label: &ItemLabel, squares: &Squares, side: u32) -> Drawing {
    let [width, height] = page.dpi.size();
    let room = Dpi::D203.size()[0].saturating_sub(side + MARGIN);
    let code = page.fit(&label.code, room, &CODE_BESIDE, false);
    let tries = if code.lines.len() > 3 {
        NAME_BESIDE_LONG
    } else {
        NAME_BESIDE
    };
    let name = page.fit(&label.name, room, &tries, true);
    let sku = if label.sku == label.code { "" } else { &label.sku };
    let detail = page.fit(&page.joined(&[sku, &label.spec]), room, &DETAIL_BESIDE, false);
    let blocks = [(&name, true), (&detail, false), (&code, false)];
    let pitch = |block: &Fitted| block.size as u32 + LEAD;
    let all: u32 = blocks.iter().map(|(b, _)| pitch(b) * b.lines.len() as u32).sum();
    let mut top = Dpi::D203.size()[1].saturating_sub(all) / 2;
    for (block, bold) in blocks {
        page.lines(block, side, [top, pitch(block)], bold);
        top += pitch(block) * block.lines.len() as u32;
    }
    let down = height.saturating_sub(squares.side) / 2;
    let bar = |&[x, y, width, height]: &[u32; 4]| Bar {
        x,
        y: y + down,
        width,
        height,
    };
    Drawing {
        width,
        height,
        bars: squares.dark.iter().map(bar).collect(),
        texts: page.texts,
    }
}

/// Dots of a 203 dpi printer as dots of this one.
fn scaled(dots: u32, dpi: Dpi) -> u32 {
    let [from, to] = [Dpi::D203, dpi].map(|dpi| dpi.size()[0]);
    dots * to / from
}

/// The linear symbol of an item's code, EAN when it is one, with the widest module that fits; what is refused is refused
/// on every printer alike, in dots of 203 to the inch.
fn linear(code: &str, dpi: Dpi) -> Result<(Bars, Drawn), BarcodeError> {
    let symbol = if barcode::is_gtin(code, 13) {
        barcode::ean13(code)
    } else if barcode::is_gtin(code, 8) {
        barcode::ean8(code)
    } else {
        barcode::code128(code)
    }?;
    let coarse = Dpi::D203.size()[0];
    symbol.fit(coarse, widest(Dpi::D203))?;
    let module = (dpi.size()[0] / symbol.modules()).min(widest(dpi));
    if module < narrowest(dpi) {
        return Err(BarcodeError::TooWide {
            needed_dots: symbol.modules() * MIN_MODULE_DOTS,
            space_dots: coarse,
        });
    }
    let drawn = symbol.draw(module);
    Ok((symbol, drawn))
}

/// The QR code of an item's code, as high as the label at most, and its side in dots of 203 to the inch: the wider of
/// both printers', so that words break alike on both.
fn square(code: &str, dpi: Dpi) -> Result<(Squares, u32), BarcodeError> {
    let symbol = qr::Symbol::of(code)?;
    let [coarse, fine] = [Dpi::D203, Dpi::D300].map(|dpi| {
        let module = (dpi.size()[1] / symbol.modules()).min(widest_square(dpi));
        (module >= narrowest(dpi)).then(|| symbol.draw(module))
    });
    let (Some(coarse), Some(fine)) = (coarse, fine) else {
        return Err(BarcodeError::TooWide {
            needed_dots: symbol.modules() * MIN_MODULE_DOTS,
            space_dots: Dpi::D203.size()[1],
        });
    };
    let [from, to] = [Dpi::D300, Dpi::D203].map(|dpi| dpi.size()[0]);
    let side = coarse.side.max((fine.side * to).div_ceil(from));
    Ok(match dpi {
        Dpi::D203 => (coarse, side),
        Dpi::D300 => (fine, side),
    })
}

/// Width of the lines above and below bars, dots.
const WHOLE: u32 = Dpi::D203.size()[0] - 2 * MARGIN;

/// The texts of a label while it is laid out; places are in dots of 203 to the inch.
struct Page<'a> {
    faces: &'a Faces<'a>,
    dpi: Dpi,
    texts: Vec<Text>,
}

impl Page<'_> {
    fn fit(&self, text: &str, width: u32, tries: &[(f32, usize)], bold: bool) -> Fitted {
        let advance = |c| self.faces.advance(c, bold);
        text::fit(&self.faces.cleaned(text), width as f32, tries, advance)
    }

    /// The parts that say something, on one line.
    fn joined(&self, parts: &[&str]) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.faces.cleaned(part)).collect();
        let told: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|p| !p.is_empty())
            .collect();
        told.join("　")
    }

    /// Lines under each other from `x`, each in the middle of its own `pitch`, from `top` on.
    fn lines(&mut self, fitted: &Fitted, x: u32, [top, pitch]: [u32; 2], bold: bool) {
        let size = fitted.size as u32;
        let mut middle = top + pitch / 2;
        for line in &fitted.lines {
            self.put(x, middle, size, bold, line);
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
