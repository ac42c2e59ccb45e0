//! The 40 × 20 mm item label: one layout, drawn alike by a PDF, a ZPL printer and a TSPL printer.

mod layout;
mod raster;
pub mod tspl;
pub mod zpl;

pub use layout::item_label;
pub use raster::{Raster, raster};

/// A label printer's resolution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dpi {
    /// 203 dots an inch, 8 a millimetre.
    #[default]
    D203,
    /// 300 dots an inch.
    D300,
}

/// What stands on an item label with a linear symbol.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemLabel {
    /// What is scanned, ASCII.
    pub code: String,
    pub sku: String,
    pub name: String,
    pub spec: String,
}

/// A label as black bars and text runs; every number is in dots from the top left corner.
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
    /// The bytes given are no font.
    #[error("the font cannot be read")]
    Font,
}
