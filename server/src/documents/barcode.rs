//! Barcodes on papers are [`shared::barcode`]'s, for the handheld prints labels too.

pub use shared::barcode::{
    BarcodeError, Bars, DPI, Drawn, Element, MAX_LINEAR_CHARS, MAX_QR_BYTES, MIN_MODULE_DOTS, Squares,
    code128, ean8, ean13, gs1_128, is_gtin, qr, sscc,
};
