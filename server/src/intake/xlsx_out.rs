//! A workbook of one sheet, as spreadsheets open it: texts stay texts (leading zeros and long numbers kept, nothing is a
//! formula), amounts and pieces are numbers. The one writer of workbooks.
//!
//! Invariant: the same sheet gives the same bytes, whenever it is written.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Characters of a cell; spreadsheets hold no more.
const TEXT_LIMIT: usize = 32_767;
/// Characters of a sheet's name, and those that it may not have.
const NAME_LIMIT: usize = 31;
const NOT_IN_A_NAME: &str = "[]:*?/\\'";
/// Rows below the head whose texts make the columns' widths.
const MEASURED: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Blank,
    /// A column's title: bold on grey.
    Head(String),
    /// What stands out: a sheet's title, a sum's name.
    Bold(String),
    Text(String),
    Number(i64),
    /// Minor units; shown with two decimals.
    Money(i64),
    /// What is added up: bold.
    Sum(i64),
    MoneySum(i64),
}

impl Cell {
    pub fn text(text: &str) -> Cell {
        match text {
            "" => Cell::Blank,
            text => Cell::Text(text.to_owned()),
        }
    }
}

/// A sheet to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
    /// Which row names the columns: it stays in view, and rows above it do not make columns wide.
    pub head: usize,
}

struct Formats {
    head: Format,
    bold: Format,
    text: Format,
    money: Format,
    money_bold: Format,
}

impl Formats {
    fn new() -> Formats {
        // "@" keeps a text a text after somebody has edited it; 4 is `#,##0.00`.
        let (text, money) = (
            Format::new().set_num_format("@"),
            Format::new().set_num_format_index(4),
        );
        Formats {
            head: Format::new().set_bold().set_background_color("E4E4E0"),
            bold: Format::new().set_bold(),
            money_bold: money.clone().set_bold(),
            text,
            money,
        }
    }
}

/// What XML can hold: no control characters but tab and line end.
fn clean(text: &str) -> String {
    let kept =
        |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\t' | '\n');
    text.chars().filter(kept).take(TEXT_LIMIT).collect()
}

/// Letters of a text; Chinese ones are twice as wide.
pub fn width(text: &str) -> f64 {
    text.chars()
        .map(|c| if u32::from(c) < 0x2000 { 1.0 } else { 2.0 })
        .sum()
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a workbook has no other numbers; pieces and minor units are far below 2^53"
)]
fn number(whole: i64) -> f64 {
    whole as f64
}

fn write(page: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, f: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => page,
        Cell::Head(text) => page.write_string_with_format(row, column, clean(text), &f.head)?,
        Cell::Bold(text) => page.write_string_with_format(row, column, clean(text), &f.bold)?,
        Cell::Text(text) => page.write_string_with_format(row, column, clean(text), &f.text)?,
        Cell::Number(pieces) => page.write_number(row, column, number(*pieces))?,
        Cell::Money(minor) => page.write_number_with_format(row, column, number(*minor) / 100.0, &f.money)?,
        Cell::Sum(pieces) => page.write_number_with_format(row, column, number(*pieces), &f.bold)?,
        Cell::MoneySum(minor) => {
            page.write_number_with_format(row, column, number(*minor) / 100.0, &f.money_bold)?
        }
    };
    Ok(())
}

fn shown_width(cell: &Cell) -> f64 {
    match cell {
        Cell::Blank => 0.0,
        Cell::Head(text) | Cell::Bold(text) | Cell::Text(text) => width(text),
        Cell::Number(pieces) | Cell::Sum(pieces) => width(&pieces.to_string()),
        // A point, two decimals, and commas.
        Cell::Money(minor) | Cell::MoneySum(minor) => width(&minor.to_string()) * 1.3 + 1.0,
    }
}

/// The bytes of a workbook.
///
/// # Errors
/// More rows or columns than a workbook holds.
pub fn workbook(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut file = Workbook::new();
    // A fixed day: when the file was made is no part of what it says.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    file.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let formats = Formats::new();
    let page = file.add_worksheet();
    let name = clean(&book.name);
    let name: String = name
        .chars()
        .filter(|c| !NOT_IN_A_NAME.contains(*c))
        .take(NAME_LIMIT)
        .collect();
    if !name.is_empty() {
        page.set_name(name)?;
    }
    for (row, cells) in (0u32..).zip(&book.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            write(page, (row, column), cell, &formats)?;
        }
    }
    let measured = || book.rows.iter().skip(book.head).take(MEASURED);
    let columns = measured().map(Vec::len).max().unwrap_or_default();
    for (at, column) in (0..columns).zip(0u16..) {
        let widest = measured().filter_map(|row| row.get(at));
        let widest = widest.map(shown_width).fold(0.0, f64::max);
        page.set_column_width(column, widest.clamp(7.0, 48.0) + 1.5)?;
    }
    if let Ok(head) = u32::try_from(book.head) {
        page.set_freeze_panes(head + 1, 0)?;
    }
    file.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn a_workbook_reads_back_as_written_and_is_the_same_bytes_again() {
        let book = Book {
            name: "AP2611-S[01]".to_owned(),
            rows: vec![
                vec![Cell::Head("貨號".to_owned()), Cell::Head("金額".to_owned())],
                vec![Cell::text("00123"), Cell::Money(-12_345)],
                vec![Cell::text("=1+1 <&\"\u{1}>"), Cell::Number(7)],
                vec![Cell::text("4710000000017000"), Cell::Blank],
                vec![
                    Cell::Bold("合計".to_owned()),
                    Cell::MoneySum(-12_345),
                    Cell::Sum(7),
                ],
            ],
            head: 0,
        };
        let bytes = workbook(&book).unwrap();
        assert_eq!(bytes, workbook(&book).unwrap());
        let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(read.sheet_names(), ["AP2611-S01"]);
        let range = read.worksheet_range("AP2611-S01").unwrap();
        let at = |row, column| range.get((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(1, 0), Data::String("00123".to_owned()));
        assert_eq!(at(1, 1), Data::Float(-123.45));
        assert_eq!(at(2, 0), Data::String("=1+1 <&\">".to_owned()));
        assert_eq!(at(2, 1), Data::Float(7.0));
        assert_eq!(at(3, 0), Data::String("4710000000017000".to_owned()));
        assert_eq!(
            (at(3, 1), at(4, 1), at(4, 2)),
            (Data::Empty, Data::Float(-123.45), Data::Float(7.0))
        );
    }

    #[test]
    fn a_workbook_says_nothing_of_when_it_was_written() {
        let book = Book {
            rows: vec![vec![Cell::text("a")]],
            ..Book::default()
        };
        let mut zip = zip::ZipArchive::new(Cursor::new(workbook(&book).unwrap())).unwrap();
        let mut core = String::new();
        let mut part = zip.by_name("docProps/core.xml").unwrap();
        std::io::Read::read_to_string(&mut part, &mut core).unwrap();
        assert!(core.contains("2026-01-01T00:00:00Z"), "{core}");
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_and_a_sheet_without_a_name_gets_one() {
        let long = "茶".repeat(TEXT_LIMIT + 5);
        let book = Book {
            rows: vec![vec![Cell::text(&long)]],
            ..Book::default()
        };
        let mut read: Xlsx<_> = Xlsx::new(Cursor::new(workbook(&book).unwrap())).unwrap();
        let range = read.worksheet_range_at(0).unwrap().unwrap();
        let cell = range.get((0, 0)).unwrap().to_string();
        assert_eq!(cell.chars().count(), TEXT_LIMIT);
    }
}
