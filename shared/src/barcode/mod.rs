//! Barcodes as runs of modules, ready to be drawn as rectangles on a printer's dot grid.
//!
//! Invariant: what is drawn is what was asked for, or there is an error. Data that a symbology cannot carry, a wrong
//! check digit and a symbol too wide for its place are refused, never shortened, padded or scaled.
//!
//! Deliberately absent: Codabar, Code 93, EAN-5, UPC-A and ITF (the encoder behind us gets them wrong), and any text
//! or picture drawing: whoever lays out draws bars and text from the same [`Bars`].

mod code128;
mod ean;
pub mod qr;
#[cfg(test)]
pub(crate) mod readers;

pub use code128::{Element, code128, gs1_128, sscc};
pub use ean::{ean8, ean13, is_gtin};

pub use qr::{MAX_QR_BYTES, Squares, qr};

use serde::Serialize;

use crate::lang::Lang;

/// Dots per inch of the common thermal label printer; one dot is 25.4 / 203 mm (0.125 mm).
pub const DPI: u32 = 203;
/// The narrowest bar we print: 2 dots, 0.25 mm, which a handheld reads at arm's length.
pub const MIN_MODULE_DOTS: u32 = 2;
/// Most characters in one linear symbol: beyond it no label of ours is wide enough.
pub const MAX_LINEAR_CHARS: usize = 80;

/// Why a value cannot become a barcode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BarcodeError {
    #[error("empty value")]
    Empty,
    #[error("{given} characters, at most {limit}")]
    TooLong { given: usize, limit: usize },
    #[error("character U+{code:04X} at position {position}: only ASCII 00 to 7E can be encoded")]
    Character { code: u32, position: usize },
    #[error("{given} digits, {wanted} needed")]
    Digits { given: usize, wanted: usize },
    #[error("check digit is {given}, should be {wanted}")]
    CheckDigit { given: char, wanted: char },
    #[error("needs {needed_dots} dots at the narrowest printable bar, only {space_dots} there")]
    TooWide { needed_dots: u32, space_dots: u32 },
    #[error("encoder refused the value")]
    Encoder,
}

impl BarcodeError {
    /// The reason for a person, in their language; position counts from 1, widths are mm.
    pub fn say(&self, lang: Lang) -> String {
        let mm = |dots: u32| f64::from(dots) * 25.4 / f64::from(DPI);
        match (self, lang) {
            (Self::Empty, Lang::ZhTw) => "條碼內容是空的".into(),
            (Self::Empty, Lang::En) => "the barcode is empty".into(),
            (Self::TooLong { given, limit }, Lang::ZhTw) => format!("條碼有 {given} 個字，最多 {limit} 個"),
            (Self::TooLong { given, limit }, Lang::En) => {
                format!("the barcode has {given} characters, at most {limit}")
            }
            (Self::Character { code, position }, Lang::ZhTw) => {
                format!("第 {position} 個字 (U+{code:04X}) 不能印成條碼，只能用英文、數字與半形符號")
            }
            (Self::Character { code, position }, Lang::En) => {
                format!(
                    "character {position} (U+{code:04X}) cannot be in a barcode; use ASCII letters, digits and signs"
                )
            }
            (Self::Digits { given, wanted }, Lang::ZhTw) => format!("需要 {wanted} 位數字，目前 {given} 位"),
            (Self::Digits { given, wanted }, Lang::En) => format!("{wanted} digits needed, {given} given"),
            (Self::CheckDigit { given, wanted }, Lang::ZhTw) => format!("檢查碼是 {given}，應為 {wanted}"),
            (Self::CheckDigit { given, wanted }, Lang::En) => {
                format!("the check digit is {given}, should be {wanted}")
            }
            (
                Self::TooWide {
                    needed_dots,
                    space_dots,
                },
                Lang::ZhTw,
            ) => {
                format!(
                    "條碼太長：至少要 {:.1} mm，這裡只有 {:.1} mm",
                    mm(*needed_dots),
                    mm(*space_dots)
                )
            }
            (
                Self::TooWide {
                    needed_dots,
                    space_dots,
                },
                Lang::En,
            ) => {
                format!(
                    "the barcode is too long: it needs {:.1} mm, there are {:.1} mm",
                    mm(*needed_dots),
                    mm(*space_dots)
                )
            }
            (Self::Encoder, Lang::ZhTw) => "無法編成條碼".into(),
            (Self::Encoder, Lang::En) => "cannot be encoded".into(),
        }
    }
}

/// A linear symbol: widths in modules of bar, space, bar, … beginning and ending with a bar, no quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// Alternating bar and space widths in modules, odd in number.
    pub runs: Vec<u32>,
    /// Quiet zone before the first bar, in modules.
    pub quiet_left: u32,
    /// Quiet zone after the last bar, in modules.
    pub quiet_right: u32,
    /// What stands below the bars, made from the very value that was encoded.
    pub text: String,
}

/// A linear symbol at its printed size; every number is in whole dots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// `[x, width]` of each bar; x counts from the left edge of the quiet zone.
    pub bars: Vec<[u32; 2]>,
    /// Whole width, quiet zones included.
    pub width: u32,
    /// Left and right quiet zone.
    pub quiet: [u32; 2],
    /// Width of one module.
    pub module: u32,
    /// The human-readable line.
    pub text: String,
}

impl Bars {
    /// From an encoder's modules (1 = bar), which begin and end with a bar.
    fn from_modules(
        modules: &[u8],
        quiet_left: u32,
        quiet_right: u32,
        text: String,
    ) -> Result<Self, BarcodeError> {
        if modules.first() != Some(&1) || modules.last() != Some(&1) {
            return Err(BarcodeError::Encoder);
        }
        let mut runs = Vec::with_capacity(modules.len() / 2);
        for same in modules.chunk_by(|a, b| a == b) {
            runs.push(same.len() as u32);
        }
        Ok(Self {
            runs,
            quiet_left,
            quiet_right,
            text,
        })
    }

    /// Width in modules with both quiet zones.
    pub fn modules(&self) -> u32 {
        self.quiet_left + self.runs.iter().sum::<u32>() + self.quiet_right
    }

    /// Draws at `module` dots a module.
    pub fn draw(&self, module: u32) -> Drawn {
        let mut x = self.quiet_left * module;
        let mut bars = Vec::with_capacity(self.runs.len() / 2 + 1);
        for (i, run) in self.runs.iter().enumerate() {
            let width = run * module;
            if i % 2 == 0 {
                bars.push([x, width]);
            }
            x += width;
        }
        let quiet = [self.quiet_left * module, self.quiet_right * module];
        Drawn {
            bars,
            width: x + quiet[1],
            quiet,
            module,
            text: self.text.clone(),
        }
    }

    /// Draws with the widest module, at most `widest` dots, that fits `space` dots with its quiet zones.
    ///
    /// # Errors
    /// [`BarcodeError::TooWide`] when not even [`MIN_MODULE_DOTS`] fits: a symbol is never scaled.
    pub fn fit(&self, space: u32, widest: u32) -> Result<Drawn, BarcodeError> {
        let module = (space / self.modules()).min(widest);
        if module < MIN_MODULE_DOTS {
            let needed_dots = self.modules() * MIN_MODULE_DOTS;
            return Err(BarcodeError::TooWide {
                needed_dots,
                space_dots: space,
            });
        }
        Ok(self.draw(module))
    }
}

#[cfg(test)]
mod tests;
