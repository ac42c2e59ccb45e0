//! QR codes, error correction level M, as rectangles.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use super::{BarcodeError, MAX_QR_BYTES, MIN_MODULE_DOTS};

/// Quiet zone around a QR code, in modules (ISO/IEC 18004).
const QUIET: u32 = 4;

/// A QR code at its printed size, in whole dots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Squares {
    /// `[x, y, width, height]` of each dark rectangle, from the corner of the quiet zone.
    pub dark: Vec<[u32; 4]>,
    /// Side with the quiet zone.
    pub side: u32,
    /// Side of one module.
    pub module: u32,
}

/// The QR code of `value` with the widest module, at most `widest` dots, that fits a square of `space` dots.
///
/// # Errors
/// Empty, more than [`MAX_QR_BYTES`] bytes, or too big for the space at two dots a module.
pub fn qr(value: &str, space: u32, widest: u32) -> Result<Squares, BarcodeError> {
    if value.is_empty() {
        return Err(BarcodeError::Empty);
    }
    if value.len() > MAX_QR_BYTES {
        return Err(BarcodeError::TooLong {
            given: value.len(),
            limit: MAX_QR_BYTES,
        });
    }
    let code = QrCode::with_error_correction_level(value, EcLevel::M).map_err(|_| BarcodeError::Encoder)?;
    let modules = code.width() as u32 + 2 * QUIET;
    let module = (space / modules).min(widest);
    if module < MIN_MODULE_DOTS {
        return Err(BarcodeError::TooWide {
            needed_dots: modules * MIN_MODULE_DOTS,
            space_dots: space,
        });
    }
    let dark = runs(&code.to_colors(), code.width())
        .into_iter()
        .map(|[x, y, w, h]| [(x + QUIET) * module, (y + QUIET) * module, w * module, h * module])
        .collect();
    Ok(Squares {
        dark,
        side: modules * module,
        module,
    })
}

/// Dark runs of each row, joined downwards where the next row has the very same run: fewer rectangles, fewer seams.
fn runs(colors: &[Color], width: usize) -> Vec<[u32; 4]> {
    let mut all: Vec<[u32; 4]> = Vec::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for same in row.chunk_by(|a, b| a == b) {
            let (w, dark) = (same.len() as u32, same[0] == Color::Dark);
            let above = all
                .iter_mut()
                .find(|r| r[0] == x && r[2] == w && r[1] + r[3] == y as u32);
            match (dark, above) {
                (true, Some(above)) => above[3] += 1,
                (true, None) => all.push([x, y as u32, w, 1]),
                (false, _) => {}
            }
            x += w;
        }
    }
    all
}
