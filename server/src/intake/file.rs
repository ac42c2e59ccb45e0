//! Opening an uploaded file: what kind it is, its headings and its rows.
//!
//! Invariant: the kind comes from the bytes, never from the name; nothing is read that passes a limit. Deliberately
//! absent: what the columns mean (see `mapping`).

use super::encoding::{self, Encoding, Guess};
use super::problem::FileProblem;
use super::table::Table;
use super::{csv_text, workbook};
use std::collections::HashMap;
use std::ops::Range;

/// A day of orders is under 5 MB; 25 MB is a year of a small shop.
pub const MAX_FILE_BYTES: usize = 25_000_000;

/// What the person chose on the screen; all `None` at first.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenOptions<'a> {
    pub encoding: Option<Encoding>,
    pub password: Option<&'a str>,
    /// Name of the worksheet.
    pub sheet: Option<&'a str>,
    pub delimiter: Option<char>,
    /// Row number of the headings as a spreadsheet shows it, from 1.
    pub heading_row: Option<u32>,
    /// Row number of the first data row.
    pub first_data_row: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Separated text.
    Text,
    Xlsx,
    Xls,
}

/// One opened sheet. Rows are counted from 0 below the headings; `row_number` gives what a spreadsheet shows.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub kind: FileKind,
    /// Of text files only.
    pub encoding: Option<Guess>,
    /// Of text files only.
    pub delimiter: Option<char>,
    /// The sheet that was read; workbooks only.
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
    headings: Vec<String>,
    keys: Vec<String>,
    heading_row: u32,
    table: Table,
    data_at: usize,
}

/// Opens a file.
///
/// `name` is the file's name as uploaded, used only for telling a web page named `.xls` apart in messages.
///
/// # Errors
/// [`FileProblem`], each with what to do about it.
pub fn open(bytes: &[u8], name: &str, options: OpenOptions<'_>) -> Result<Sheet, FileProblem> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(FileProblem::TooLarge {
            bytes: bytes.len() as u64,
            limit: MAX_FILE_BYTES as u64,
        });
    }
    if bytes.is_empty() {
        return Err(FileProblem::Empty);
    }
    if workbook::is_zip(bytes) || workbook::is_ole(bytes) {
        let read = workbook::read(bytes, options.password, options.sheet)?;
        let kind = match workbook::is_zip(bytes) || name.to_ascii_lowercase().ends_with(".xlsx") {
            true => FileKind::Xlsx,
            false => FileKind::Xls,
        };
        let sheet = Sheet::empty(kind, read.table);
        return Sheet {
            sheet: Some(read.sheet),
            sheets: read.sheets,
            ..sheet
        }
        .with_headings(options);
    }
    if let Some(what) = other_kind(bytes) {
        return Err(FileProblem::NotATable { what });
    }
    let (text, guess) = encoding::decode(bytes, options.encoding)?;
    // NUL never stands in a text table; UTF-16 without its mark is the usual reason.
    if text.contains('\0') {
        return Err(FileProblem::UnknownEncoding { line: 1 });
    }
    let delimiter = options
        .delimiter
        .filter(char::is_ascii)
        .unwrap_or_else(|| csv_text::guess_delimiter(&text));
    let table = csv_text::read(&text, delimiter)?;
    let sheet = Sheet::empty(FileKind::Text, table);
    Sheet {
        encoding: Some(guess),
        delimiter: Some(delimiter),
        ..sheet
    }
    .with_headings(options)
}

/// What a file is that is certainly no table. Several Taiwanese back offices export a web page named `.xls`.
fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(1024)];
    let lower = head.to_ascii_lowercase();
    let has = |needle: &[u8]| lower.windows(needle.len()).any(|w| w == needle);
    if head.starts_with(b"%PDF") {
        return Some("PDF");
    }
    if head.starts_with(b"\x89PNG") || head.starts_with(b"\xFF\xD8\xFF") || head.starts_with(b"GIF8") {
        return Some("picture");
    }
    if has(b"<html") || has(b"<!doctype html") || has(b"<table") {
        return Some("web page (HTML)");
    }
    if head.starts_with(b"Rar!") || head.starts_with(b"7z\xBC\xAF") || head.starts_with(b"\x1F\x8B") {
        return Some("archive");
    }
    None
}

impl Sheet {
    fn empty(kind: FileKind, table: Table) -> Sheet {
        Sheet {
            kind,
            encoding: None,
            delimiter: None,
            sheet: None,
            sheets: Vec::new(),
            headings: Vec::new(),
            keys: Vec::new(),
            heading_row: 0,
            table,
            data_at: 0,
        }
    }

    /// Chooses another heading row without opening the file again.
    ///
    /// # Errors
    /// [`FileProblem::NoHeadings`] when that row is empty, [`FileProblem::NoRows`] when nothing is below it.
    pub fn with_headings(mut self, options: OpenOptions<'_>) -> Result<Sheet, FileProblem> {
        if self.table.is_empty() {
            return Err(FileProblem::Empty);
        }
        let (at, found_data) = match options.heading_row {
            Some(number) => (self.table.at_number(number), None),
            None => self.find_headings(),
        };
        if at >= self.table.len() || options.heading_row.is_some_and(|n| n != self.table.number(at)) {
            return Err(FileProblem::NoHeadings);
        }
        let data_number = options.first_data_row.or(found_data);
        self.data_at = data_number
            .map_or(at + 1, |n| self.table.at_number(n))
            .max(at + 1);
        if self.data_at >= self.table.len() {
            return Err(FileProblem::NoRows);
        }
        self.heading_row = self.table.number(at);
        let width = (self.data_at..self.table.len())
            .map(|r| self.table.width(r))
            .max()
            .unwrap_or(0);
        let width = width.max(self.table.width(at));
        self.headings = (0..width).map(|c| self.table.cell(at, c).to_owned()).collect();
        self.keys = keys(&self.headings);
        Ok(self)
    }

    /// The first row with at least two filled cells, or the first row of a one-column file. Shopee's mass-update sheet
    /// has technical keys in row 1, its headings in row 3 and its data from row 7.
    fn find_headings(&self) -> (usize, Option<u32>) {
        if self.table.cell(0, 0).starts_with("et_title_") {
            return (self.table.at_number(3), Some(7));
        }
        let filled = |r: usize| self.table.cells(r).filter(|c| !c.is_empty()).count();
        let found = (0..self.table.len()).find(|&r| filled(r) >= 2);
        (found.unwrap_or(0), None)
    }

    /// Headings as written in the file; a column without one has an empty heading.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// One key per column, unique in the file: the normalised heading, `#2` and so on behind a repeated one, `@C` for a
    /// column without heading.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The heading row's number as a spreadsheet shows it.
    pub fn heading_row(&self) -> u32 {
        self.heading_row
    }

    /// The column of a key; `@C` always means the third column.
    pub fn column(&self, key: &str) -> Option<usize> {
        if let Some(letters) = key.strip_prefix('@') {
            return from_letter(letters).filter(|&c| c < self.keys.len());
        }
        self.keys.iter().position(|k| k == key).or_else(|| {
            let wanted = normalise(key);
            self.keys.iter().position(|k| *k == wanted)
        })
    }

    pub fn rows(&self) -> Range<usize> {
        0..self.len()
    }

    /// Number of data rows; blank ones are not counted.
    pub fn len(&self) -> usize {
        self.table.len() - self.data_at
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row number a spreadsheet shows for a data row.
    pub fn row_number(&self, row: usize) -> u32 {
        self.table.number(self.data_at + row)
    }

    /// The data row with that spreadsheet number.
    pub fn row_at(&self, number: u32) -> Option<usize> {
        let at = self.table.at_number(number);
        (at >= self.data_at && self.table.number(at) == number).then(|| at - self.data_at)
    }

    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.table.cell(self.data_at + row, column)
    }

    /// The first rows for the screen, each as wide as the headings.
    pub fn preview(&self, rows: usize) -> Vec<Vec<&str>> {
        self.rows()
            .take(rows)
            .map(|r| (0..self.headings.len()).map(|c| self.cell(r, c)).collect())
            .collect()
    }
}

/// A heading as it is compared: full-width folded to half-width, lower case, line breaks and invisible characters
/// dropped, bracket tails cut (`收件者電話⏎(若您是自行配送…)` is `收件者電話`).
pub fn normalise(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len());
    let mut space = false;
    for c in heading.chars() {
        let c = fold(c);
        if matches!(c, '(' | '[' | '【' | '〔') && !out.is_empty() {
            break;
        }
        if c.is_whitespace() && !matches!(c, '\n' | '\r') {
            space = !out.is_empty();
            continue;
        }
        if c.is_control() || matches!(c, '\u{200b}' | '\u{feff}') {
            continue;
        }
        if std::mem::take(&mut space) {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// Full-width ASCII and the ideographic space to their half-width forms, as NFKC does.
pub fn fold(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    }
}

fn keys(headings: &[String]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    headings
        .iter()
        .enumerate()
        .map(|(column, heading)| {
            let key = normalise(heading);
            if key.is_empty() {
                return format!("@{}", letter(column));
            }
            let count = seen.entry(key.clone()).or_insert(0);
            *count += 1;
            match *count {
                1 => key,
                n => format!("{key}#{n}"),
            }
        })
        .collect()
}

/// The letter a spreadsheet shows for a column counted from 0: A, Z, AA.
pub fn letter(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&b| b as char).collect()
}

fn from_letter(letters: &str) -> Option<usize> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0usize;
    for b in letters.bytes() {
        let b = b.to_ascii_uppercase();
        if !b.is_ascii_uppercase() {
            return None;
        }
        column = column * 26 + usize::from(b - b'A') + 1;
    }
    Some(column - 1)
}
