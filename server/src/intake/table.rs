//! The cells of one sheet, held compactly: one text, one end per cell, one end per row.
//!
//! Invariant: `ends` grows, the last end is the text's length, and `numbers` are the row numbers a spreadsheet shows
//! (blank rows are dropped but still counted). Deliberately absent: types. A cell is text until a field reads it.

/// Rows of a file a person would still open by hand; the largest platform export seen is under 60,000.
pub const MAX_ROWS: usize = 200_000;
/// The widest platform file known has 79 columns.
pub const MAX_COLUMNS: usize = 300;
/// Excel's own limit for the characters of one cell is 32,767.
pub const MAX_CELL_CHARS: usize = 32_767;
/// Four bytes a cell: at most 80 MB of bookkeeping however sparse the sheet is.
pub const MAX_CELLS: usize = 20_000_000;
/// As much as a workbook may unpack to. One long shared text named by every cell would otherwise pass it a hundredfold.
const MAX_TEXT_BYTES: usize = 200_000_000;

/// Rows of text cells; rows may differ in length.
#[derive(Clone, Debug, Default)]
pub struct Table {
    text: String,
    ends: Vec<u32>,
    rows: Vec<u32>,
    numbers: Vec<u32>,
}

/// What a table can refuse while it grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    Rows,
    Columns { row: u32 },
    Cell { row: u32, column: usize },
    Cells,
}

impl Table {
    /// Number of rows that have at least one filled cell.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row number a spreadsheet shows, counted from 1.
    pub fn number(&self, row: usize) -> u32 {
        self.numbers.get(row).copied().unwrap_or(0)
    }

    /// The row with that spreadsheet number, or the first one after it.
    pub fn at_number(&self, number: u32) -> usize {
        self.numbers.partition_point(|&n| n < number)
    }

    /// Cells in this row, trailing empty ones not counted.
    pub fn width(&self, row: usize) -> usize {
        let (from, to) = self.span(row);
        to - from
    }

    /// A cell's text; empty beyond the row's end.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let (from, to) = self.span(row);
        match from.checked_add(column) {
            Some(at) if at < to => self.at(at),
            _ => "",
        }
    }

    pub fn cells(&self, row: usize) -> impl Iterator<Item = &str> {
        let (from, to) = self.span(row);
        (from..to).map(|at| self.at(at))
    }

    fn span(&self, row: usize) -> (usize, usize) {
        let Some(&to) = self.rows.get(row) else {
            return (0, 0);
        };
        let from = if row == 0 { 0 } else { self.rows[row - 1] };
        (from as usize, to as usize)
    }

    fn at(&self, cell: usize) -> &str {
        let from = if cell == 0 {
            0
        } else {
            self.ends[cell - 1] as usize
        };
        &self.text[from..self.ends[cell] as usize]
    }

    fn open_from(&self) -> usize {
        self.ends.last().map_or(0, |&e| e as usize)
    }

    fn row_from(&self) -> usize {
        self.rows.last().map_or(0, |&r| r as usize)
    }

    /// Cells already closed in the row being written.
    pub fn open_width(&self) -> usize {
        self.ends.len() - self.row_from()
    }

    /// Adds to the cell being written.
    pub fn push_str(&mut self, part: &str) {
        self.text.push_str(part);
    }

    /// Closes the cell being written, cleaned (see [`clean`]).
    ///
    /// # Errors
    /// [`Overflow`] when the cell, the row or the table passes its limit; `number` names the row.
    pub fn end_cell(&mut self, number: u32) -> Result<(), Overflow> {
        let from = self.open_from();
        let raw = &self.text[from..];
        if raw.len() > MAX_CELL_CHARS && raw.chars().count() > MAX_CELL_CHARS {
            return Err(Overflow::Cell {
                row: number,
                column: self.open_width(),
            });
        }
        let kept = clean(raw);
        if kept.len() != raw.len() {
            let start = from + (kept.as_ptr() as usize - raw.as_ptr() as usize);
            let end = start + kept.len();
            self.text.truncate(end);
            self.text.drain(from..start);
        }
        if self.ends.len() >= MAX_CELLS || self.text.len() > MAX_TEXT_BYTES {
            return Err(Overflow::Cells);
        }
        self.ends
            .push(u32::try_from(self.text.len()).map_err(|_| Overflow::Cells)?);
        Ok(())
    }

    /// Closes the row: trailing empty cells go, and the whole row if nothing is in it.
    ///
    /// # Errors
    /// [`Overflow`] when there are too many rows or filled columns.
    pub fn end_row(&mut self, number: u32) -> Result<(), Overflow> {
        let from = self.row_from();
        while self.ends.len() > from {
            let last = self.ends.len() - 1;
            let before = if last == 0 { 0 } else { self.ends[last - 1] };
            if self.ends[last] != before {
                break;
            }
            self.ends.pop();
        }
        let width = self.ends.len() - from;
        if width == 0 {
            return Ok(());
        }
        if width > MAX_COLUMNS {
            return Err(Overflow::Columns { row: number });
        }
        if self.rows.len() >= MAX_ROWS {
            return Err(Overflow::Rows);
        }
        self.rows
            .push(u32::try_from(self.ends.len()).map_err(|_| Overflow::Cells)?);
        self.numbers.push(number);
        Ok(())
    }
}

/// A cell without the wrapping that tools put around it: outer blanks, `="…"` (keeps leading zeros in Excel), and the
/// apostrophe that protects a text from being a number or a formula.
pub fn clean(raw: &str) -> &str {
    let mut text = raw.trim_matches(is_blank);
    if let Some(inner) = text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"')) {
        text = inner.trim_matches(is_blank);
    }
    if let Some(rest) = text.strip_prefix('\'') {
        let formula = rest.starts_with(['=', '+', '-', '@']);
        let digits = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
        if formula || digits {
            text = rest;
        }
    }
    text
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers_that_protect_digits_are_taken_off() {
        for (raw, want) in [
            ("=\"0912345678\"", "0912345678"),
            (" 嗶倉\u{3000}", "嗶倉"),
            ("'100", "100"),
            ("'=1+1", "=1+1"),
            ("'90s shirt", "'90s shirt"),
            ("\u{feff}訂單編號", "訂單編號"),
            ("=\"", "=\""),
            ("", ""),
        ] {
            assert_eq!(clean(raw), want, "{raw:?}");
        }
    }

    #[test]
    fn blank_rows_go_but_row_numbers_stay_what_a_spreadsheet_shows() {
        let mut t = Table::default();
        for (number, cells) in [(1, vec!["a", "b", ""]), (2, vec!["", " "]), (3, vec!["c"])] {
            for c in cells {
                t.push_str(c);
                t.end_cell(number).unwrap();
            }
            t.end_row(number).unwrap();
        }
        assert_eq!((t.len(), t.number(1), t.width(0)), (2, 3, 2));
        assert_eq!((t.cell(0, 1), t.cell(0, 9), t.cell(1, 0)), ("b", "", "c"));
        assert_eq!(t.at_number(2), 1);
    }
}
