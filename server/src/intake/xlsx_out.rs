//! A workbook of one sheet, as spreadsheets open it: texts stay texts (leading zeros kept, nothing is a formula), amounts
//! are numbers. The same rows give the same bytes.

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A column's or row's title: bold.
    Head(String),
    Text(String),
    Number(i64),
    /// Minor units; shown with two decimals.
    Money(i64),
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// Styles: 0 plain, 1 text, 2 two decimals, 3 bold text.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>"#;

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no others below a blank.
            '\t' | '\n' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// `A`, `Z`, `AA`
fn column(mut at: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + u8::try_from(at % 26).unwrap_or(0)));
        if at < 26 {
            return name;
        }
        at = at / 26 - 1;
    }
}

fn sheet(rows: &[Vec<Cell>]) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols><col min="1" max="20" width="18" customWidth="1"/></cols><sheetData>"#,
    );
    for (at, row) in rows.iter().enumerate() {
        let number = at + 1;
        let _ = write!(xml, r#"<row r="{number}">"#);
        for (at, cell) in row.iter().enumerate() {
            let place = format!("{}{number}", column(at));
            let _ = match cell {
                Cell::Head(text) => write!(
                    xml,
                    r#"<c r="{place}" s="3" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                    escaped(text)
                ),
                Cell::Text(text) => write!(
                    xml,
                    r#"<c r="{place}" s="1" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                    escaped(text)
                ),
                Cell::Number(number) => write!(xml, r#"<c r="{place}"><v>{number}</v></c>"#),
                Cell::Money(minor) => {
                    let sign = if *minor < 0 { "-" } else { "" };
                    let (whole, part) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
                    write!(xml, r#"<c r="{place}" s="2"><v>{sign}{whole}.{part:02}</v></c>"#)
                }
            };
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml
}

/// The bytes of a workbook whose one sheet has this name.
///
/// # Errors
/// What the zip container says; memory is all it writes to.
pub fn workbook(name: &str, rows: &[Vec<Cell>]) -> Result<Vec<u8>, ZipError> {
    // Spreadsheets allow 31 characters and none of these.
    let name: String = name
        .chars()
        .filter(|c| !"[]:*?/\\'".contains(*c))
        .take(31)
        .collect();
    let book = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        escaped(&name)
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (path, text) in [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", book.as_str()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", sheet(rows).as_str()),
    ] {
        zip.start_file(path, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};

    #[test]
    fn a_workbook_reads_back_as_written() {
        let rows = vec![
            vec![Cell::Head("貨號".to_owned()), Cell::Head("金額".to_owned())],
            vec![Cell::Text("00123".to_owned()), Cell::Money(-12_345)],
            vec![Cell::Text("=1+1 <&\"\u{1}>".to_owned()), Cell::Number(7)],
        ];
        let bytes = workbook("AP2611-S[01]", &rows).unwrap();
        assert_eq!(bytes, workbook("AP2611-S[01]", &rows).unwrap());
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["AP2611-S01"]);
        let range = book.worksheet_range("AP2611-S01").unwrap();
        let at = |row, column| range.get((row, column)).cloned().unwrap();
        assert_eq!(at(1, 0), Data::String("00123".to_owned()));
        assert_eq!(at(1, 1), Data::Float(-123.45));
        assert_eq!(at(2, 0), Data::String("=1+1 <&\">".to_owned()));
        assert_eq!(at(2, 1), Data::Float(7.0));
    }

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let names: Vec<String> = [0, 25, 26, 51, 52, 701, 702].map(column).to_vec();
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
