use super::{Dpi, Drawing, Fonts, ItemLabel, LabelError};

/// Lays the label out; `fonts` measure the texts and say which characters they lack.
///
/// # Errors
/// A code that cannot be a barcode of 40 mm, by name; a font that cannot be read.
pub fn item_label(_label: &ItemLabel, _dpi: Dpi, _fonts: &Fonts<'_>) -> Result<Drawing, LabelError> {
    Err(LabelError::Font)
}
