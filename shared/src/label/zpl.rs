//! ZPL II: the whole label as one graphic.
//!
//! Invariant: the program says everything that other software may have left changed in the printer, and only ASCII is
//! sent. Stated are width, length and home, and what the manual calls persistent or carried over: units (`^MUd`), dots a
//! millimetre (`^JMA`, before the first `^FS`), reverse and mirror printing (`^LRN`, `^PMN`), media mode, orientation.
//!
//! Deliberately absent: the printer's own fonts and barcodes, which differ from maker to maker.

use super::{MAX_COPIES, Raster};

/// The program that prints `copies` of the label; fewer than 1 count as 1, more than [`MAX_COPIES`] as that many.
pub fn program(raster: &Raster, copies: u32) -> Vec<u8> {
    let copies = copies.clamp(1, MAX_COPIES);
    let (width, height, row) = (raster.width, raster.height, raster.row_bytes());
    let all = row * height as usize;
    format!(
        "^XA^MUd^JMA^PMN^LRN^PW{width}^LL{height}^LH0,0^MMT^PON^FWN\n^FO0,0^GFA,{all},{all},{row},{}^FS\n^PQ{copies}\n^XZ\n",
        compressed(raster)
    )
    .into_bytes()
}

/// The rows in hexadecimal with Zebra's Alternative Compression Scheme: `G` to `Y` repeat the next digit 1 to 19 times,
/// `g` to `z` 20 to 400 times; `,` fills a row with 0, `!` with F, `:` repeats the row above.
fn compressed(raster: &Raster) -> String {
    let mut out = String::new();
    let mut above: Option<&[u8]> = None;
    for row in raster.rows() {
        if above == Some(row) {
            out.push(':');
        } else {
            compress_row(&mut out, row);
        }
        above = Some(row);
    }
    out
}

fn compress_row(out: &mut String, row: &[u8]) {
    let digits: Vec<u8> = row.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
    let runs: Vec<&[u8]> = digits.chunk_by(|a, b| a == b).collect();
    for (i, run) in runs.iter().enumerate() {
        match (run[0], i + 1 == runs.len()) {
            (0, true) => out.push(','),
            (15, true) => out.push('!'),
            (digit, _) => repeated(out, digit, run.len()),
        }
    }
}

/// A digit `times` times, in the shortest way.
fn repeated(out: &mut String, digit: u8, mut times: usize) {
    let letter = |first: u8, n: usize| char::from(first + n as u8 - 1);
    let single = times == 1;
    while times > 400 {
        out.push('z');
        times -= 400;
    }
    if times >= 20 {
        out.push(letter(b'g', times / 20));
    }
    if !times.is_multiple_of(20) && !single {
        out.push(letter(b'G', times % 20));
    }
    out.push(char::from(b"0123456789ABCDEF"[usize::from(digit & 15)]));
}
