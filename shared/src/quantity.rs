//! Quantities are whole base units (pieces). A barcode may stand for several: see [`crate::catalogue::Barcode`].

use thiserror::Error;

/// The most that one line, one count or one keyed entry may name. A million pieces in one gesture is a typing error.
pub const MAX: i64 = 999_999;

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum QuantityError {
    #[error("{0} is not a quantity: it must be at least 1")]
    TooSmall(i64),
    #[error("{0} is more than the {MAX} that one entry may name")]
    TooLarge(i64),
}

/// A quantity of goods that moved: 1 to [`MAX`].
pub fn check(quantity: i64) -> Result<i64, QuantityError> {
    match quantity {
        ..=0 => Err(QuantityError::TooSmall(quantity)),
        1..=MAX => Ok(quantity),
        _ => Err(QuantityError::TooLarge(quantity)),
    }
}
