//! QR codes, error correction level M, as rectangles.

use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::{Color, EcLevel, QrResult, bits, ec};
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
    let colors = encode(value.as_bytes()).map_err(|_| BarcodeError::Encoder)?;
    let width = colors.len().isqrt();
    let modules = width as u32 + 2 * QUIET;
    let module = (space / modules).min(widest);
    if module < MIN_MODULE_DOTS {
        return Err(BarcodeError::TooWide {
            needed_dots: modules * MIN_MODULE_DOTS,
            space_dots: space,
        });
    }
    let dark = runs(&colors, width)
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

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// The modules of the symbol, row by row: what `QrCode` gives (a test compares), in a third of the time. Most of a QR
/// code's work is the choice among eight masks, and a line of modules fits a machine word.
pub(super) fn encode(data: &[u8]) -> QrResult<Vec<Color>> {
    let bits = bits::encode_auto(data, EcLevel::M)?;
    let version = bits.version();
    let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, EcLevel::M)?;
    let mut canvas = Canvas::new(version, EcLevel::M);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    let masked = |mask: MaskPattern| {
        let mut canvas = canvas.clone();
        canvas.apply_mask(mask);
        canvas.into_colors()
    };
    Ok(MASKS
        .map(masked)
        .into_iter()
        .min_by_key(|colors| penalty(colors))
        .unwrap_or_default())
}

/// The penalty of ISO/IEC 18004, 7.8.3. [`MAX_QR_BYTES`] keeps a symbol under 128 modules a side.
fn penalty(colors: &[Color]) -> usize {
    let width = colors.len().isqrt();
    let (mut rows, mut columns) = (vec![0_u128; width], vec![0_u128; width]);
    for (i, _) in colors
        .iter()
        .enumerate()
        .filter(|(_, color)| **color == Color::Dark)
    {
        rows[i / width] |= 1 << (i % width);
        columns[i % width] |= 1 << (i / width);
    }
    let lines: usize = rows
        .iter()
        .chain(&columns)
        .map(|&line| line_penalty(line, width))
        .sum();
    let blocks: u32 = rows
        .windows(2)
        .map(|pair| same_blocks(pair[0], pair[1], width))
        .sum();
    let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
    let ratio = dark as usize * 200 / colors.len();
    lines + 3 * blocks as usize + ratio.abs_diff(100)
}

/// Runs of five and more of one colour, and shapes like a finder with four light modules on one side.
fn line_penalty(line: u128, width: usize) -> usize {
    let mut total = 0;
    let mut length = 0;
    let mut last = None;
    for x in 0..=width {
        let color = (x < width).then_some(line >> x & 1);
        if color == last {
            length += 1;
            continue;
        }
        total += if length >= 5 { length - 2 } else { 0 };
        (last, length) = (color, 1);
    }
    for x in 0..width - 6 {
        if line >> x & 0b111_1111 == 0b101_1101 {
            let before = line << 4 >> x & 0b1111;
            let after = line >> (x + 7) & 0b1111;
            total += if before == 0 || after == 0 { 40 } else { 0 };
        }
    }
    total
}

/// Squares of two by two modules of one colour across two rows.
fn same_blocks(above: u128, below: u128, width: usize) -> u32 {
    let same = !(above ^ below);
    let beside = !(above ^ above >> 1);
    (same & same >> 1 & beside & ((1 << (width - 1)) - 1)).count_ones()
}
