use super::{Dpi, Raster};

/// The program that prints `copies` (1 to 999) of the label on a TSPL printer.
pub fn program(_raster: &Raster, _dpi: Dpi, _copies: u32) -> Vec<u8> {
    Vec::new()
}
