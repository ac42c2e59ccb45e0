//! Writing CSV that Excel opens without harm: UTF-8 with a byte order mark, CRLF, formulas disarmed, digits kept.

use std::borrow::Cow;

pub const BOM: &[u8] = b"\xEF\xBB\xBF";

pub struct Writer {
    out: Vec<u8>,
}

impl Default for Writer {
    fn default() -> Writer {
        Writer { out: BOM.to_vec() }
    }
}

impl Writer {
    pub fn new() -> Writer {
        Writer::default()
    }

    pub fn row<'a>(&mut self, cells: impl Iterator<Item = &'a str>) {
        for (i, cell) in cells.enumerate() {
            if i > 0 {
                self.out.push(b',');
            }
            let safe = safe(cell);
            self.out.extend_from_slice(quote(&safe).as_bytes());
        }
        self.out.extend_from_slice(b"\r\n");
    }

    pub fn finish(self) -> Vec<u8> {
        self.out
    }
}

/// Disarms a cell that a spreadsheet would run (`= + - @ TAB CR NUL`, OWASP ASVS 5.0 1.2.10) with a leading apostrophe.
/// Numbers stay numbers; digits a spreadsheet would damage (leading zero, more than fifteen) become `="…"`.
pub fn safe(cell: &str) -> Cow<'_, str> {
    let digits = !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
    if digits && (cell.len() > 15 || (cell.len() > 1 && cell.starts_with('0'))) {
        return Cow::Owned(format!("=\"{cell}\""));
    }
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) && !is_number(cell) {
        return Cow::Owned(format!("'{cell}"));
    }
    Cow::Borrowed(cell)
}

fn is_number(cell: &str) -> bool {
    let rest = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let (int, frac) = rest.split_once('.').unwrap_or((rest, ""));
    !int.is_empty() && int.bytes().chain(frac.bytes()).all(|b| b.is_ascii_digit())
}

/// RFC 4180 quoting, only where needed.
pub fn quote(cell: &str) -> Cow<'_, str> {
    if cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        return Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\"")));
    }
    Cow::Borrowed(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_left_alone() {
        for (cell, want) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-1+1", "'-1+1"),
            ("\t=1", "'\t=1"),
            ("-1", "-1"),
            ("-12.50", "-12.50"),
            ("0912345678", "=\"0912345678\""),
            ("1234567890123456", "=\"1234567890123456\""),
            ("0", "0"),
            ("嗶倉", "嗶倉"),
        ] {
            assert_eq!(safe(cell), want);
        }
    }
}
