//! The 40 × 20 mm item label: one layout for a PDF, a ZPL printer and a TSPL printer.
//!
//! [`item_label`] decides what stands where, in dots; [`raster`] turns that into one bit a dot; [`zpl`] and [`tspl`] wrap
//! the bits for a printer. The office's PDF draws the same [`Drawing`], so a label looks alike wherever it was printed,
//! and a printer needs no Chinese font.
//!
//! The symbol: EAN where the code is one, Code 128 where that fits 40 mm, else a QR code, which every imager reads. Not
//! the other way round: lasers read bars only, and bars forgive more dirt.
//!
//! Invariant: a module is whole dots, never less than a quarter of a millimetre, with its quiet zone inside the label, or
//! there is an error that names the code. A character without a shape shows its code point; a name too long
//! ends in "…".
//!
//! Deliberately absent: sending (the caller's), other sizes of label, and the fonts' bytes (both sides have them embedded
//! already).

mod layout;
mod raster;
pub mod text;
pub mod tspl;
pub mod zpl;

pub use layout::item_label;
pub use raster::{Raster, raster};

use crate::barcode::BarcodeError;
use crate::lang::Lang;

/// Width and height of the label, mm.
pub const SIZE_MM: [u32; 2] = [40, 20];
/// Most copies of one label in one program.
pub const MAX_COPIES: u32 = 999;

/// A label printer's resolution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dpi {
    /// 203 dots an inch, 8 a millimetre.
    #[default]
    D203,
    /// 300 dots an inch, 11.8 a millimetre.
    D300,
}

impl Dpi {
    /// The whole label in dots, width and height. Both widths are whole millimetres and whole bytes of dots.
    pub const fn size(self) -> [u32; 2] {
        match self {
            Self::D203 => [320, 160],
            Self::D300 => [472, 236],
        }
    }
}

/// What stands on an item label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemLabel {
    /// What is scanned.
    pub code: String,
    pub sku: String,
    pub name: String,
    pub spec: String,
}

/// A label as black rectangles and text runs; every number is in dots from the top left corner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    pub width: u32,
    pub height: u32,
    pub bars: Vec<Bar>,
    pub texts: Vec<Text>,
}

/// A black rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// One line of text, set from `x` to the right on its baseline, without kerning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub x: u32,
    pub baseline: u32,
    /// Dots an em.
    pub size: u32,
    /// Dots between two characters beyond their own widths.
    pub tracking: u32,
    pub bold: bool,
    /// Cleaned: every character has a shape in one of the fonts.
    pub text: String,
}

/// TrueType fonts as bytes; the caller has them. What bold lacks is set in regular.
#[derive(Debug, Clone, Copy)]
pub struct Fonts<'a> {
    pub regular: &'a [u8],
    pub bold: &'a [u8],
}

/// Why a label cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// The code is empty, or too long even for a QR code of a label's height.
    #[error("{code}: {reason}")]
    Barcode { code: String, reason: BarcodeError },
    /// The bytes given are no font.
    #[error("the font cannot be read")]
    Font,
}

impl LabelError {
    /// The error for a person, in their language.
    pub fn say(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Barcode { code, reason }, Lang::ZhTw) => {
                format!("「{}」無法印成標籤：{}", text::shown(code), reason.say(lang))
            }
            (Self::Barcode { code, reason }, Lang::En) => {
                format!("“{}” cannot be a label: {}", text::shown(code), reason.say(lang))
            }
            (Self::Font, Lang::ZhTw) => "字型檔無法讀取，請重新安裝".into(),
            (Self::Font, Lang::En) => "the font cannot be read: install again".into(),
        }
    }
}

#[cfg(test)]
mod tests;
