//! Barcodes on papers: the linear ones are [`shared::barcode`]'s, for the handheld prints labels too; QR codes are here.
//!
//! Invariant: as there, what is drawn is what was asked for, or there is an error.

mod qr;

pub use qr::{Squares, qr};
pub use shared::barcode::{
    BarcodeError, Bars, DPI, Drawn, Element, MAX_LINEAR_CHARS, MIN_MODULE_DOTS, code128, ean8, ean13,
    gs1_128, is_gtin, sscc,
};

/// Most bytes in a QR code: keeps it at a size that still prints with 2-dot modules on a label.
pub const MAX_QR_BYTES: usize = 300;

#[cfg(test)]
mod tests;
