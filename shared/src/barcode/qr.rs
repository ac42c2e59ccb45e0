//! QR codes, error correction level M, as rectangles.

use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::{Color, EcLevel, QrResult, bits, ec};
use serde::Serialize;

use super::{BarcodeError, MIN_MODULE_DOTS};

/// Most bytes in a QR code: keeps it at a size that still prints with 2-dot modules on a label.
pub const MAX_QR_BYTES: usize = 300;
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
    Symbol::of(value)?.fit(space, widest)
}

/// A QR code before it has a size: sides are in modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// `[x, y, width, height]` of each dark rectangle, without the quiet zone.
    dark: Vec<[u32; 4]>,
    side: u32,
}

impl Symbol {
    /// # Errors
    /// Empty, or more than [`MAX_QR_BYTES`] bytes.
    pub fn of(value: &str) -> Result<Self, BarcodeError> {
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
        Ok(Self {
            dark: runs(&colors, width),
            side: width as u32,
        })
    }

    /// Side in modules with the quiet zone.
    pub fn modules(&self) -> u32 {
        self.side + 2 * QUIET
    }

    /// Draws at `module` dots a module.
    pub fn draw(&self, module: u32) -> Squares {
        let placed =
            |&[x, y, w, h]: &[u32; 4]| [(x + QUIET) * module, (y + QUIET) * module, w * module, h * module];
        Squares {
            dark: self.dark.iter().map(placed).collect(),
            side: self.modules() * module,
            module,
        }
    }

    /// With the widest module, at most `widest` dots, that fits a square of `space` dots.
    ///
    /// # Errors
    /// [`BarcodeError::TooWide`] when not even [`MIN_MODULE_DOTS`] fits.
    pub fn fit(&self, space: u32, widest: u32) -> Result<Squares, BarcodeError> {
        let module = (space / self.modules()).min(widest);
        if module < MIN_MODULE_DOTS {
            return Err(BarcodeError::TooWide {
                needed_dots: self.modules() * MIN_MODULE_DOTS,
                space_dots: space,
            });
        }
        Ok(self.draw(module))
    }
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

#[cfg(test)]
mod tests {
    use super::super::readers::{Grey, Numbers, read_barcodes};
    use super::*;

    #[test]
    fn qr_carries_chinese_and_keeps_its_size() {
        let squares = qr("L20260929-000777", 164, 4).expect("small enough");
        assert_eq!((squares.module, squares.side), (4, (21 + 2 * 4) * 4));
        let mut sheet = Grey::white(300, 300);
        for [x, y, w, h] in &squares.dark {
            sheet.black(*x as usize + 20, *y as usize + 20, *w as usize, *h as usize);
        }
        assert_eq!(read_barcodes(&sheet.pgm()), ["QR-Code:L20260929-000777"]);
        assert!(qr("門市 188230", 164, 4).is_ok());
        assert!(matches!(
            qr(&"x".repeat(300), 100, 4),
            Err(BarcodeError::TooWide { .. })
        ));
        assert_eq!(
            qr(&"x".repeat(301), 900, 4),
            Err(BarcodeError::TooLong {
                given: 301,
                limit: 300
            })
        );
    }

    #[test]
    fn qr_symbols_are_those_of_the_library() {
        let mut numbers = Numbers(11);
        for i in 0..40 {
            let length = 1 + numbers.below(if i % 4 == 0 { MAX_QR_BYTES } else { 40 });
            let value = numbers.text(b"ABC0123456789:/?=abc-", length);
            let theirs = qrcode::QrCode::with_error_correction_level(&value, qrcode::EcLevel::M)
                .expect("short enough");
            assert!(
                encode(value.as_bytes()).expect("short enough") == theirs.into_colors(),
                "{value}"
            );
        }
    }
}
