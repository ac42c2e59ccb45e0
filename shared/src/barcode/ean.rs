//! EAN-13 and EAN-8, always from the full number with its check digit, which is verified here and not by the encoder.

use barcoders::sym::{ean8::EAN8, ean13::EAN13};

use super::code128::check_digits;
use super::{BarcodeError, Bars};

/// EAN-13 of thirteen digits. Quiet zones 11 and 7 modules (GS1 General Specifications 5.2.3.4).
///
/// # Errors
/// Not thirteen digits, or a wrong check digit.
pub fn ean13(digits: &str) -> Result<Bars, BarcodeError> {
    check_digits(digits, 13)?;
    let symbol = EAN13::new(digits).map_err(|_| BarcodeError::Encoder)?;
    Bars::from_modules(&symbol.encode(), 11, 7, digits.into())
}

/// EAN-8 of eight digits. Quiet zones 7 modules.
///
/// # Errors
/// Not eight digits, or a wrong check digit.
pub fn ean8(digits: &str) -> Result<Bars, BarcodeError> {
    check_digits(digits, 8)?;
    let symbol = EAN8::new(digits).map_err(|_| BarcodeError::Encoder)?;
    Bars::from_modules(&symbol.encode(), 7, 7, digits.into())
}

/// Whether `code` is a number of `digits` digits with its right check digit.
pub fn is_gtin(code: &str, digits: usize) -> bool {
    check_digits(code, digits).is_ok()
}
