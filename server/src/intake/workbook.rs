//! Reading `.xlsx` and `.xls` into text cells.
//!
//! Invariant: a zip is measured (declared sizes, ratio, then what really comes out) before calamine sees it, and cells
//! are streamed, so one cell at XFD1048576 costs nothing. Deliberately absent: formulas, styles, merged cells.

use super::problem::FileProblem;
use super::table::{MAX_CELL_CHARS, MAX_COLUMNS, Table};
use calamine::{Data, DataRef, ExcelDateTime, Reader, Xls, XlsError, Xlsx, XlsxError};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The 50,062-line file as xlsx unpacks to 20 MB; ten times that is room enough.
pub const MAX_INFLATED_BYTES: u64 = 200_000_000;
/// Sheets of repeated rows reach 40 : 1; deflate's own maximum, which bombs use, is 1,032 : 1.
pub const MAX_RATIO: u64 = 200;
/// Below this the ratio is not asked about: a small file of blanks packs very well and harms nobody.
const RATIO_FLOOR_BYTES: u64 = 10_000_000;
/// A workbook has some dozens of parts.
const MAX_PARTS: usize = 5_000;
/// A password longer than Excel accepts is not worth hashing.
const MAX_PASSWORD_CHARS: usize = 255;

const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

pub fn is_ole(bytes: &[u8]) -> bool {
    bytes.starts_with(OLE)
}

pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// What a workbook gives: the names of its sheets, which one was read, and its cells.
pub struct Read1 {
    pub sheets: Vec<String>,
    pub sheet: String,
    pub table: Table,
}

/// Reads the wanted sheet, or the first one that has anything in it.
///
/// # Errors
/// Everything that [`FileProblem`] says about workbooks.
pub fn read(bytes: &[u8], password: Option<&str>, sheet: Option<&str>) -> Result<Read1, FileProblem> {
    if is_zip(bytes) {
        return read_xlsx(bytes, sheet);
    }
    if !is_encrypted_package(bytes) {
        return guarded(|| read_xls(bytes, sheet));
    }
    let password = password
        .filter(|p| !p.is_empty())
        .ok_or(FileProblem::PasswordNeeded)?;
    if password.chars().count() > MAX_PASSWORD_CHARS {
        return Err(FileProblem::WrongPassword);
    }
    let plain = guarded(|| {
        office_crypto::decrypt_from_bytes(bytes.to_vec(), password).map_err(|e| match e {
            office_crypto::DecryptError::Unimplemented(_) => FileProblem::PasswordUnsupported,
            office_crypto::DecryptError::IoError(_)
            | office_crypto::DecryptError::InvalidHeader
            | office_crypto::DecryptError::InvalidStructure
            | office_crypto::DecryptError::NotEncrypted
            | office_crypto::DecryptError::Unknown => FileProblem::CutOff,
        })
    })?;
    // The crate does not check the password's verifier: the wrong key gives noise where a zip must begin.
    if !is_zip(&plain) {
        return Err(FileProblem::WrongPassword);
    }
    read_xlsx(&plain, sheet)
}

/// A third party's parser may panic on a crafted file. That is a broken file, not a broken server.
fn guarded<T>(work: impl FnOnce() -> Result<T, FileProblem>) -> Result<T, FileProblem> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(FileProblem::Unreadable {
            detail: "parser stopped".into(),
        })
    })
}

/// An OLE container whose directory names the stream `EncryptedPackage` (MS-OFFCRYPTO 2.3.4.4), in UTF-16.
fn is_encrypted_package(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    bytes.windows(name.len()).any(|w| w == name)
}

/// Refuses a zip that is cut off or unpacks to too much; nothing is kept in memory while measuring.
fn measure(bytes: &[u8]) -> Result<(), FileProblem> {
    let too_much = || FileProblem::InflatesTooMuch {
        limit: MAX_INFLATED_BYTES,
    };
    // The directory of a zip is at its end: without it the end is missing.
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileProblem::CutOff)?;
    if zip.len() > MAX_PARTS {
        return Err(too_much());
    }
    let packed = bytes.len() as u64;
    let limit = MAX_INFLATED_BYTES.min((packed * MAX_RATIO).max(RATIO_FLOOR_BYTES));
    if zip
        .decompressed_size()
        .is_some_and(|declared| declared > u128::from(limit))
    {
        return Err(too_much());
    }
    let has = |end: &str| {
        zip.file_names()
            .flatten()
            .any(|n| n.to_ascii_lowercase().ends_with(end))
    };
    if !has("workbook.xml") {
        let what = match () {
            () if has("workbook.bin") => "xlsb",
            () if has("content.xml") => "OpenDocument (.ods)",
            () => "zip",
        };
        return Err(FileProblem::NotATable { what });
    }
    // Declared sizes can lie: unpack into nothing, counting.
    let mut left = limit;
    for part in 0..zip.len() {
        let entry = zip.by_index(part).map_err(|_| damaged("zip"))?;
        let real =
            std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| damaged("zip"))?;
        left = left.checked_sub(real).ok_or_else(too_much)?;
    }
    Ok(())
}

fn damaged(detail: &str) -> FileProblem {
    FileProblem::Unreadable {
        detail: detail.to_owned(),
    }
}

fn read_xlsx(bytes: &[u8], wanted: Option<&str>) -> Result<Read1, FileProblem> {
    guarded(|| {
        measure(bytes)?;
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(xlsx_problem)?;
        let sheets = book.sheet_names();
        let order = choose(&sheets, wanted)?;
        let mut last = None;
        for name in order {
            let table = xlsx_sheet(&mut book, &name)?;
            let filled = !table.is_empty();
            last = Some(Read1 {
                sheets: sheets.clone(),
                sheet: name,
                table,
            });
            if filled {
                break;
            }
        }
        last.ok_or(FileProblem::Empty)
    })
}

/// The sheets to try, in order: the wanted one alone, else all.
fn choose(sheets: &[String], wanted: Option<&str>) -> Result<Vec<String>, FileProblem> {
    let Some(wanted) = wanted else {
        return Ok(sheets.to_vec());
    };
    match sheets.iter().find(|s| s.eq_ignore_ascii_case(wanted)) {
        Some(found) => Ok(vec![found.clone()]),
        None => Err(FileProblem::NoSuchSheet {
            name: wanted.to_owned(),
        }),
    }
}

fn xlsx_problem(e: XlsxError) -> FileProblem {
    match e {
        XlsxError::Password => FileProblem::PasswordNeeded,
        other => damaged(&short(&other.to_string())),
    }
}

/// The first words of a parser's complaint; it may quote what it read.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

fn xlsx_sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Table, FileProblem> {
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A chart sheet has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Table::default()),
        Err(e) => return Err(xlsx_problem(e)),
    };
    let mut rows = Rows::default();
    while let Some(cell) = cells.next_cell().map_err(xlsx_problem)? {
        let (row, column) = cell.get_position();
        match cell.get_value() {
            DataRef::Empty => {}
            DataRef::SharedString(s) => rows.put(row, column, s)?,
            DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => {
                rows.put(row, column, s)?
            }
            DataRef::Int(i) => rows.put(row, column, &i.to_string())?,
            DataRef::Float(f) => rows.put(row, column, &number(*f))?,
            DataRef::Bool(b) => rows.put(row, column, if *b { "TRUE" } else { "FALSE" })?,
            DataRef::DateTime(d) => rows.put(row, column, &date(d))?,
            DataRef::Error(e) => rows.put(row, column, &e.to_string())?,
        }
    }
    rows.finish()
}

fn read_xls(bytes: &[u8], wanted: Option<&str>) -> Result<Read1, FileProblem> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
        XlsError::Password => FileProblem::PasswordUnsupported,
        XlsError::Cfb(_) | XlsError::EoStream(_) => FileProblem::CutOff,
        other => damaged(&short(&other.to_string())),
    })?;
    let sheets = book.sheet_names();
    let mut last = None;
    for name in choose(&sheets, wanted)? {
        let range = book
            .worksheet_range(&name)
            .map_err(|e| damaged(&short(&e.to_string())))?;
        let mut rows = Rows::default();
        let (top, left) = range.start().unwrap_or((0, 0));
        for (r, c, value) in range.used_cells() {
            let row = top.saturating_add(u32::try_from(r).unwrap_or(u32::MAX));
            let column = left.saturating_add(u32::try_from(c).unwrap_or(u32::MAX));
            match value {
                Data::Empty => {}
                Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => rows.put(row, column, s)?,
                Data::Int(i) => rows.put(row, column, &i.to_string())?,
                Data::Float(f) => rows.put(row, column, &number(*f))?,
                Data::Bool(b) => rows.put(row, column, if *b { "TRUE" } else { "FALSE" })?,
                Data::DateTime(d) => rows.put(row, column, &date(d))?,
                Data::Error(e) => rows.put(row, column, &e.to_string())?,
            }
        }
        let table = rows.finish()?;
        let filled = !table.is_empty();
        last = Some(Read1 {
            sheets: sheets.clone(),
            sheet: name,
            table,
        });
        if filled {
            break;
        }
    }
    last.ok_or(FileProblem::Empty)
}

/// Turns cells that come row by row, gaps left out, into rows.
#[derive(Default)]
struct Rows {
    table: Table,
    row: u32,
}

impl Rows {
    fn put(&mut self, row: u32, column: u32, text: &str) -> Result<(), FileProblem> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let number = row.saturating_add(1);
        if row != self.row {
            if row < self.row {
                return Err(damaged("rows out of order"));
            }
            self.table.end_row(self.row.saturating_add(1))?;
            self.row = row;
        }
        let column = column as usize;
        if column >= MAX_COLUMNS {
            return Err(FileProblem::TooManyColumns { row: number });
        }
        if column < self.table.open_width() {
            return Err(damaged("cells out of order"));
        }
        while self.table.open_width() < column {
            self.table.end_cell(number)?;
        }
        if text.len() > 4 * MAX_CELL_CHARS {
            return Err(FileProblem::CellTooLong {
                row: number,
                column: super::file::letter(column),
            });
        }
        self.table.push_str(text);
        self.table.end_cell(number)?;
        Ok(())
    }

    fn finish(mut self) -> Result<Table, FileProblem> {
        self.table.end_row(self.row.saturating_add(1))?;
        Ok(self.table)
    }
}

/// A number as Excel shows it in a wide cell: fifteen digits, no exponent, no `.0`.
pub fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e18 {
        return format!("{value:.0}");
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    format!("{rounded}")
}

/// `2026-09-29`, `2026-09-29 10:05:00`, or `10:05:00` for a time without a day.
fn date(value: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let serial = value.as_f64();
    if (0.0..1.0).contains(&serial) || value.is_duration() {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    if serial.fract() == 0.0 {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_person_sees_them() {
        for (value, want) in [
            (912345678.0, "912345678"),
            (1e12, "1000000000000"),
            (0.1 + 0.2, "0.3"),
            (1.5, "1.5"),
            (-3.0, "-3"),
            (1e-7, "0.0000001"),
        ] {
            assert_eq!(number(value), want);
        }
    }
}
