use super::{Drawing, Fonts, LabelError};

/// One bit a dot, 1 = black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    pub width: u32,
    pub height: u32,
    /// Rows of `width.div_ceil(8)` bytes, the leftmost dot in the highest bit.
    pub rows: Vec<u8>,
}

/// The drawing in dots.
///
/// # Errors
/// A font that cannot be read.
pub fn raster(_drawing: &Drawing, _fonts: &Fonts<'_>) -> Result<Raster, LabelError> {
    Err(LabelError::Font)
}
