//! TSPL, the language of TSC's printers: the whole label as one bitmap.
//!
//! Invariant: as for ZPL, what other software may have left changed is set: direction and mirror image, reference, the
//! extra feed of peel-off and cutter (`OFFSET`), peel-off itself, and tearing off, which stops the label at the tear bar.
//! They outlive the power switch. Here a dot is burnt where the bit is 0.

use super::{Dpi, MAX_COPIES, Raster};

/// The gap between two labels on the roll, mm: what 40 × 20 mm rolls are sold with.
const GAP_MM: u32 = 2;

/// The program that prints `copies` of the label; fewer than 1 count as 1, more than [`MAX_COPIES`] as that many.
pub fn program(raster: &Raster, dpi: Dpi, copies: u32) -> Vec<u8> {
    let copies = copies.clamp(1, MAX_COPIES);
    let (height, row) = (raster.height, raster.row_bytes());
    let [width_mm, height_mm] = [raster.width, raster.height].map(|dots| mm(dots, dpi));
    let mut out = format!(
        "SIZE {width_mm} mm,{height_mm} mm\r\nGAP {GAP_MM} mm,0\r\nDIRECTION 1,0\r\nREFERENCE 0,0\r\n\
         OFFSET 0 mm\r\nSET PEEL OFF\r\nSET TEAR ON\r\nCLS\r\n\
         BITMAP 0,0,{row},{height},0,"
    )
    .into_bytes();
    out.extend(raster.rows().flatten().map(|byte| !byte));
    out.extend(format!("\r\nPRINT {copies}\r\n").into_bytes());
    out
}

/// Dots in whole millimetres, to the nearest.
fn mm(dots: u32, dpi: Dpi) -> u32 {
    let per_inch = match dpi {
        Dpi::D203 => 203,
        Dpi::D300 => 300,
    };
    (dots * 254 + per_inch * 5) / (per_inch * 10)
}
