use super::Raster;

/// The program that prints `copies` (1 to 999) of the label on a ZPL printer.
pub fn program(_raster: &Raster, _copies: u32) -> Vec<u8> {
    Vec::new()
}
