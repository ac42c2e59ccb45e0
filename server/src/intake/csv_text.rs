//! Reading separated text: commas, tabs, semicolons, quoted cells with newlines in them.
//!
//! Written by hand because the row numbers must be those a spreadsheet shows and a quotation that is never closed
//! must be told, not swallowed. Invariant: all limits of [`Table`] hold while reading, not after.

use super::problem::FileProblem;
use super::table::Table;

/// Separators we look for, the most usual first.
pub const DELIMITERS: [char; 4] = [',', '\t', ';', '|'];

/// How much of the file the choice of separator looks at.
const SAMPLE_ROWS: usize = 30;

/// The separator that cuts the first rows into the most even columns; a comma if none does.
pub fn guess_delimiter(text: &str) -> char {
    let mut best = (0usize, ',');
    for delimiter in DELIMITERS {
        let mut counts: Vec<usize> = Vec::new();
        let mut rest = text;
        while counts.len() < SAMPLE_ROWS && !rest.is_empty() {
            let (fields, used) = count_fields(rest, delimiter as u8);
            rest = &rest[used..];
            if fields > 1 {
                counts.push(fields);
            }
        }
        let score = counts
            .iter()
            .map(|c| counts.iter().filter(|o| *o == c).count() * (c - 1))
            .max()
            .unwrap_or(0);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// Fields in the first record and the bytes it takes.
fn count_fields(text: &str, delimiter: u8) -> (usize, usize) {
    let mut fields = 1;
    let mut quoted = false;
    for (i, b) in text.bytes().enumerate() {
        match b {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => return (fields, i + 1),
            b if b == delimiter && !quoted => fields += 1,
            _ => {}
        }
    }
    (fields, text.len())
}

/// All rows.
///
/// # Errors
/// [`FileProblem::OpenQuote`] with the line the quotation starts on, or a limit of [`Table`].
pub fn read(text: &str, delimiter: char) -> Result<Table, FileProblem> {
    let bytes = text.as_bytes();
    let delimiter = delimiter as u8;
    let mut table = Table::default();
    let mut at = 0;
    let mut number = 1u32;
    while at < bytes.len() {
        at = field(text, at, delimiter, &mut table)?;
        table.end_cell(number)?;
        match bytes.get(at) {
            Some(&b) if b == delimiter => {
                at += 1;
                if at == bytes.len() {
                    table.end_row(number)?;
                }
            }
            Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => {
                at += 2;
                table.end_row(number)?;
                number = number.saturating_add(1);
            }
            Some(_) => {
                at += 1;
                table.end_row(number)?;
                number = number.saturating_add(1);
            }
            None => table.end_row(number)?,
        }
    }
    Ok(table)
}

/// Reads one field into the table and returns where its separator, line end or the file's end is.
fn field(text: &str, mut at: usize, delimiter: u8, table: &mut Table) -> Result<usize, FileProblem> {
    let bytes = text.as_bytes();
    // `="0912"`: the formula that keeps leading zeros; its quotation may hold separators like any other.
    if bytes[at..].starts_with(b"=\"") {
        at += 1;
    }
    if bytes.get(at) == Some(&b'"') {
        let opened = at;
        at += 1;
        loop {
            let Some(length) = bytes[at..].iter().position(|&b| b == b'"') else {
                let line = bytes[..opened].iter().filter(|&&b| b == b'\n').count() + 1;
                return Err(FileProblem::OpenQuote {
                    line: u32::try_from(line).unwrap_or(u32::MAX),
                });
            };
            table.push_str(&text[at..at + length]);
            at += length + 1;
            if bytes.get(at) != Some(&b'"') {
                break;
            }
            table.push_str("\"");
            at += 1;
        }
    }
    let length = bytes[at..]
        .iter()
        .position(|&b| b == delimiter || b == b'\n' || b == b'\r')
        .unwrap_or(bytes.len() - at);
    table.push_str(&text[at..at + length]);
    Ok(at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: char) -> Vec<Vec<String>> {
        let t = read(text, delimiter).unwrap();
        (0..t.len())
            .map(|r| t.cells(r).map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn quoted_cells_keep_newlines_separators_and_quotes() {
        assert_eq!(
            rows(
                "a,b\r\n\"x\n1, \"\"y\"\"\",2\r\n=\"007\",\"=\"\"08\"\"\"\n5\" pipe,6",
                ','
            ),
            [
                vec!["a", "b"],
                vec!["x\n1, \"y\"", "2"],
                vec!["007", "08"],
                vec!["5\" pipe", "6"]
            ]
        );
        assert_eq!(rows("a,b,\n,,\n1,2", ','), [["a", "b"], ["1", "2"]]);
    }

    #[test]
    fn a_quotation_never_closed_names_the_line_it_starts_on() {
        assert_eq!(
            read("a,b\n1,2\n3,\"four\n5,6\n", ',').unwrap_err(),
            FileProblem::OpenQuote { line: 3 }
        );
    }

    #[test]
    fn the_separator_is_found_even_with_commas_in_addresses() {
        assert_eq!(guess_delimiter("a;b;c\n1;x, y;2\n1;x, y, z;2\n"), ';');
        assert_eq!(guess_delimiter("訂單報表\na\tb\n1\t2\n"), '\t');
        assert_eq!(guess_delimiter("only\none\n"), ',');
    }

    #[test]
    fn row_numbers_count_records_and_blank_lines() {
        let t = read("a,b\n\n\"1\n1\",2\n3,4\n", ',').unwrap();
        assert_eq!((0..t.len()).map(|r| t.number(r)).collect::<Vec<_>>(), [1, 3, 4]);
    }

    #[test]
    fn limits_hold_while_reading() {
        let wide = "x,".repeat(301);
        assert_eq!(
            read(&wide, ',').unwrap_err(),
            FileProblem::TooManyColumns { row: 1 }
        );
        let long = format!("a,b\n1,{}", "x".repeat(40_000));
        assert_eq!(
            read(&long, ',').unwrap_err(),
            FileProblem::CellTooLong {
                row: 2,
                column: "B".into()
            }
        );
        let tall = "1\n".repeat(200_001);
        assert_eq!(read(&tall, ',').unwrap_err(), FileProblem::TooManyRows);
    }
}
