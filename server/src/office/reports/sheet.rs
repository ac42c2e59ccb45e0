//! A report as a sheet: the same columns, rows and sums on the screen, on paper, in a workbook and in a CSV file.
//!
//! Invariant: whatever leaves as a file holds every row; only the screen and the paper are cut, and say so.

use crate::documents::{Company, Lang as PaperLang, MAX_LINES, ReportColumn, ReportFact, ReportPaper};
use crate::http::Failure;
use crate::intake::csv_out::Writer;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::{Deserialize, Serialize};

/// Rows on the screen.
pub const SHOWN: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub title: String,
    pub number: bool,
}

/// What stands in a cell, and where a press on it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cell {
    pub text: String,
    pub number: Option<i64>,
    pub href: String,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell {
            text: text.into(),
            ..Cell::default()
        }
    }

    pub fn number(number: i64) -> Cell {
        Cell {
            text: number.to_string(),
            number: Some(number),
            href: String::new(),
        }
    }

    /// A dash where nothing is known.
    pub fn maybe(number: Option<i64>) -> Cell {
        number.map_or_else(|| Cell::text("–"), Cell::number)
    }

    /// Nothing stands behind a zero.
    pub fn to(self, href: impl FnOnce() -> String) -> Cell {
        match self.number {
            Some(0) => self,
            Some(_) | None => Cell { href: href(), ..self },
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    pub title: String,
    /// What was asked for, in words: caption and value.
    pub about: Vec<(String, String)>,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// Below the columns; empty where there is nothing to add up.
    pub sums: Vec<String>,
    /// What the reader must know to understand the numbers.
    pub note: String,
}

/// Takes columns in the order in which they are named.
pub struct Columns(pub Vec<Column>);

impl Columns {
    pub fn text(mut self, title: &str) -> Columns {
        self.0.push(Column {
            title: title.to_owned(),
            number: false,
        });
        self
    }

    pub fn number(mut self, title: &str) -> Columns {
        self.0.push(Column {
            title: title.to_owned(),
            number: true,
        });
        self
    }
}

impl Sheet {
    /// Sums of the columns in `which`; `title` stands in the first.
    pub fn add_up(&mut self, title: &str, which: &[&str]) {
        let sums = self.columns.iter().enumerate().map(|(at, column)| {
            let asked = column.number && which.contains(&column.title.as_str());
            match (at, asked) {
                (0, _) => title.to_owned(),
                (_, true) => {
                    let all = self.rows.iter().filter_map(|row| row.get(at)?.number);
                    all.sum::<i64>().to_string()
                }
                (_, false) => String::new(),
            }
        });
        self.sums = sums.collect();
    }

    pub fn shown(&self) -> &[Vec<Cell>] {
        &self.rows[..self.rows.len().min(SHOWN)]
    }

    pub fn is_cut(&self) -> bool {
        self.rows.len() > SHOWN
    }

    /// UTF-8 with a byte order mark; digits that a spreadsheet would damage are kept.
    pub fn csv(&self) -> Vec<u8> {
        let mut out = Writer::new();
        out.row(self.columns.iter().map(|column| column.title.as_str()));
        for row in &self.rows {
            out.row(row.iter().map(|cell| cell.text.as_str()));
        }
        out.finish()
    }

    /// A workbook: numbers as numbers, texts as texts and never as formulas, so leading zeros stay.
    ///
    /// # Errors
    /// More rows than a workbook holds.
    pub fn xlsx(&self) -> Result<Vec<u8>, Failure> {
        self.workbook()
            .map_err(|error| Failure::Inside(error.to_string()))
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let (head, sum) = (
            Format::new().set_bold().set_background_color("E4E4E0"),
            Format::new().set_bold(),
        );
        let page = book.add_worksheet();
        page.write_string_with_format(0, 0, &self.title, &sum)?;
        let mut at = 1;
        for (caption, value) in &self.about {
            page.write_string(at, 0, caption)?.write_string(at, 1, value)?;
            at += 1;
        }
        if !self.note.is_empty() {
            page.write_string(at, 0, &self.note)?;
            at += 1;
        }
        at += 1;
        for (column, title) in (0u16..).zip(&self.columns) {
            page.write_string_with_format(at, column, &title.title, &head)?;
            let widest = self
                .rows
                .iter()
                .take(200)
                .filter_map(|row| row.get(usize::from(column)));
            let widest = widest.map(|cell| width(&cell.text)).fold(0.0, f64::max);
            page.set_column_width(column, widest.max(width(&title.title)).clamp(7.0, 48.0) + 1.5)?;
        }
        page.set_freeze_panes(at + 1, 0)?;
        for row in &self.rows {
            at += 1;
            for (column, cell) in (0u16..).zip(row) {
                match cell.number {
                    #[allow(
                        clippy::cast_precision_loss,
                        reason = "a workbook has no other numbers; pieces are far below 2^53"
                    )]
                    Some(number) => page.write_number(at, column, number as f64)?,
                    None => page.write_string(at, column, &cell.text)?,
                };
            }
        }
        at += 1;
        for (column, text) in (0u16..).zip(&self.sums) {
            match text.parse::<i32>() {
                Ok(number) => page.write_number_with_format(at, column, f64::from(number), &sum)?,
                Err(_) => page.write_string_with_format(at, column, text, &sum)?,
            };
        }
        book.save_to_buffer()
    }

    /// A4 across; `cut` is said where there are more rows than a paper holds.
    pub fn paper(
        &self,
        lang: PaperLang,
        company: Company,
        printed_at: String,
        signs: Vec<String>,
        cut: &str,
    ) -> ReportPaper {
        let fact = |(caption, value): &(String, String)| ReportFact {
            caption: caption.clone(),
            value: value.clone(),
        };
        let note = if self.rows.len() > MAX_LINES {
            format!("{} {cut}", self.note)
        } else {
            self.note.clone()
        };
        let columns = (0..).zip(&self.columns).map(|(at, column)| ReportColumn {
            title: column.title.clone(),
            number: column.number,
            weight: self.weight(at),
        });
        let texts = |row: &Vec<Cell>| row.iter().map(|cell| cell.text.clone()).collect();
        ReportPaper {
            lang,
            company,
            title: self.title.clone(),
            printed_at,
            facts: self.about.iter().map(fact).collect(),
            note: note.trim().to_owned(),
            columns: columns.collect(),
            rows: self.rows.iter().take(MAX_LINES).map(texts).collect(),
            sums: self.sums.clone(),
            signs,
        }
    }

    /// How much of the paper's width a column needs, in tenths of a letter.
    fn weight(&self, at: usize) -> u32 {
        let cells = self.rows.iter().take(MAX_LINES).filter_map(|row| row.get(at));
        let widest = cells.map(|cell| width(&cell.text)).fold(0.0, f64::max);
        let title = self.columns.get(at).map_or(0.0, |column| width(&column.title));
        let widest = widest.max(title * 0.9).clamp(4.0, 26.0);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 40 and 260"
        )]
        let tenths = (widest * 10.0) as u32;
        tenths
    }
}

/// Letters of a text; Chinese ones are twice as wide.
fn width(text: &str) -> f64 {
    text.chars()
        .map(|c| if u32::from(c) < 0x2000 { 1.0 } else { 2.0 })
        .sum()
}
