//! A table that leaves the office: the same columns, rows and sums on the screen, on paper, in a workbook and in a CSV
//! file.
//!
//! Each column is named once, with what stands in its cells and whether it is added up ([`Columns`]).
//! Invariant: whatever leaves as a file holds every row; only the screen and the paper are cut, and say so.

use crate::documents::{Company, Lang as PaperLang, MAX_LINES, ReportColumn, ReportFact, ReportPaper};
use crate::http::Failure;
use crate::intake::csv_out::Writer;
use crate::intake::xlsx_out::{self, Book, width};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shared::money::{self, Minor};

/// So many columns are crowded on a paper: as `report.typ` sets them.
const CROWDED: usize = 15;
/// Rows on the screen.
pub const SHOWN: usize = 500;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    pub title: String,
    pub number: bool,
    /// Numbers are minor units.
    pub money: bool,
    pub summed: bool,
    /// Says what goods cost the shop: for those who may see that.
    pub cost: bool,
    /// On the screen and in files; a paper has no room for it.
    pub aside: bool,
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

    pub fn money(amount: Minor) -> Cell {
        Cell {
            text: money::twd(amount),
            number: Some(amount),
            href: String::new(),
        }
    }

    /// `unknown` where no amount is known: never a zero.
    pub fn maybe_money(amount: Option<Minor>, unknown: &str) -> Cell {
        amount.map_or_else(|| Cell::text(unknown), Cell::money)
    }

    /// Nothing stands behind a zero, nor behind a dash.
    pub fn to(self, href: impl FnOnce() -> String) -> Cell {
        match (self.number, self.text.as_str()) {
            (Some(0), _) | (None, "–") => self,
            (Some(_) | None, _) => Cell { href: href(), ..self },
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// Empty: files begin with the columns.
    pub title: String,
    /// What was asked for, in words: caption and value.
    pub about: Vec<(String, String)>,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// Below the columns; empty where there is nothing to add up.
    pub sums: Vec<String>,
    /// What the reader must know to understand the numbers; a paragraph a line.
    pub note: String,
}

/// A row's cell.
type CellOf<'a, R> = Box<dyn Fn(&R) -> Cell + 'a>;

/// Columns of rows of `R` in the order in which they are named, each with its cell.
pub struct Columns<'a, R>(Vec<(Column, CellOf<'a, R>)>);

impl<'a, R> Columns<'a, R> {
    pub fn new() -> Columns<'a, R> {
        Columns(Vec::new())
    }

    fn with(mut self, column: Column, cell: impl Fn(&R) -> Cell + 'a) -> Columns<'a, R> {
        self.0.push((column, Box::new(cell)));
        self
    }

    pub fn text(self, title: &str, cell: impl Fn(&R) -> Cell + 'a) -> Columns<'a, R> {
        let column = Column {
            title: title.to_owned(),
            ..Column::default()
        };
        self.with(column, cell)
    }

    pub fn number(self, title: &str, cell: impl Fn(&R) -> Cell + 'a) -> Columns<'a, R> {
        let column = Column {
            title: title.to_owned(),
            number: true,
            ..Column::default()
        };
        self.with(column, cell)
    }

    pub fn money(self, title: &str, cell: impl Fn(&R) -> Cell + 'a) -> Columns<'a, R> {
        let column = Column {
            title: title.to_owned(),
            number: true,
            money: true,
            ..Column::default()
        };
        self.with(column, cell)
    }

    /// The column that was named last is added up.
    pub fn summed(mut self) -> Columns<'a, R> {
        if let Some((column, _)) = self.0.last_mut() {
            column.summed = true;
        }
        self
    }

    /// The column that was named last says what goods cost.
    pub fn cost(mut self) -> Columns<'a, R> {
        if let Some((column, _)) = self.0.last_mut() {
            column.cost = true;
        }
        self
    }

    /// The column that was named last stays off the paper.
    pub fn aside(mut self) -> Columns<'a, R> {
        if let Some((column, _)) = self.0.last_mut() {
            column.aside = true;
        }
        self
    }

    /// The sheet of these rows. `sum` names the sums, in the first column.
    pub fn sheet(self, title: &str, sum: &str, rows: &[R]) -> Sheet {
        let (columns, cells): (Vec<Column>, Vec<_>) = self.0.into_iter().unzip();
        let row = |row: &R| cells.iter().map(|cell| cell(row)).collect();
        let mut sheet = Sheet {
            title: title.to_owned(),
            columns,
            rows: rows.iter().map(row).collect(),
            ..Sheet::default()
        };
        sheet.add_up(sum);
        sheet
    }
}

impl Sheet {
    /// What a column comes to, without what is not known; `None` where nothing is known, which is no zero.
    fn total(&self, at: usize) -> Option<i64> {
        let column = self.columns.get(at).filter(|column| column.summed)?;
        let known = self.rows.iter().filter_map(|row| row.get(at)?.number);
        let nothing = self.rows.is_empty().then_some(0);
        known
            .reduce(i64::saturating_add)
            .or(nothing)
            .filter(|_| column.number)
    }

    fn add_up(&mut self, title: &str) {
        let sums = (0..)
            .zip(&self.columns)
            .map(|(at, column)| match (at, self.total(at)) {
                (0, _) => title.to_owned(),
                (_, Some(total)) if column.money => money::twd(total),
                (_, Some(total)) => total.to_string(),
                (_, None) if column.summed => "–".to_owned(),
                (_, None) => String::new(),
            });
        self.sums = match self.columns.iter().any(|column| column.summed) {
            true => sums.collect(),
            false => Vec::new(),
        };
    }

    /// The same for somebody who may not see what goods cost.
    pub fn without_costs(self) -> Sheet {
        self.only(|column| !column.cost)
    }

    fn only(mut self, wanted: impl Fn(&Column) -> bool) -> Sheet {
        let seen: Vec<bool> = self.columns.iter().map(wanted).collect();
        fn keep<T>(row: &mut Vec<T>, seen: &[bool]) {
            let mut at = 0..;
            row.retain(|_| {
                at.next()
                    .and_then(|at: usize| seen.get(at))
                    .copied()
                    .unwrap_or(true)
            });
        }
        keep(&mut self.columns, &seen);
        keep(&mut self.sums, &seen);
        self.rows.iter_mut().for_each(|row| keep(row, &seen));
        self
    }

    pub fn shown(&self) -> &[Vec<Cell>] {
        &self.rows[..self.rows.len().min(SHOWN)]
    }

    pub fn is_cut(&self) -> bool {
        self.rows.len() > SHOWN
    }

    /// UTF-8 with a byte order mark; digits that a spreadsheet would damage are kept. Amounts are plain numbers.
    pub fn csv(&self) -> Vec<u8> {
        let mut out = Writer::new();
        out.row(self.columns.iter().map(|column| column.title.as_str()));
        for row in &self.rows {
            let cells = self.columns.iter().zip(row);
            let texts = cells.map(|(column, cell)| match cell.number {
                Some(amount) if column.money => money::plain(amount),
                Some(_) | None => cell.text.clone(),
            });
            let texts: Vec<String> = texts.collect();
            out.row(texts.iter().map(String::as_str));
        }
        out.finish()
    }

    /// A workbook: numbers as numbers, texts as texts and never as formulas, so leading zeros stay.
    ///
    /// # Errors
    /// More rows than a workbook holds.
    pub fn xlsx(&self) -> Result<Vec<u8>, Failure> {
        xlsx_out::workbook(&self.book()).map_err(|error| Failure::Inside(error.to_string()))
    }

    fn book(&self) -> Book {
        use xlsx_out::Cell as Out;
        let mut rows: Vec<Vec<Out>> = Vec::with_capacity(self.rows.len() + self.about.len() + 5);
        if !self.title.is_empty() {
            rows.push(vec![Out::Bold(self.title.clone())]);
            let about = self.about.iter();
            rows.extend(about.map(|(caption, value)| vec![Out::text(caption), Out::text(value)]));
            rows.extend(self.note.lines().map(|line| vec![Out::text(line)]));
            rows.push(Vec::new());
        }
        let head = rows.len();
        rows.push(
            self.columns
                .iter()
                .map(|column| Out::Head(column.title.clone()))
                .collect(),
        );
        for row in &self.rows {
            let cells = self.columns.iter().zip(row);
            let cells = cells.map(|(column, cell)| match cell.number {
                Some(number) if column.money => Out::Money(number),
                Some(number) => Out::Number(number),
                None => Out::text(&cell.text),
            });
            rows.push(cells.collect());
        }
        if !self.sums.is_empty() {
            let sums = (0..).zip(self.columns.iter().zip(&self.sums));
            let sums = sums.map(|(at, (column, text))| match self.total(at) {
                Some(total) if column.money => Out::MoneySum(total),
                Some(total) => Out::Sum(total),
                None if text.is_empty() => Out::Blank,
                None => Out::Bold(text.clone()),
            });
            rows.push(sums.collect());
        }
        Book {
            name: self.title.clone(),
            rows,
            head,
        }
    }

    /// A4 across; `cut` is said where there are more rows than a paper holds.
    pub fn paper(
        self,
        lang: PaperLang,
        company: Company,
        printed_at: String,
        signs: Vec<String>,
        cut: &str,
    ) -> ReportPaper {
        let sheet = self.only(|column| !column.aside);
        let fact = |(caption, value): &(String, String)| ReportFact {
            caption: caption.clone(),
            value: value.clone(),
        };
        let mut notes: Vec<String> = sheet.note.lines().map(str::to_owned).collect();
        if sheet.rows.len() > MAX_LINES {
            notes.push(cut.to_owned());
        }
        let columns = (0..).zip(&sheet.columns).map(|(at, column)| ReportColumn {
            title: column.title.clone(),
            number: column.number,
            weight: sheet.weight(at),
        });
        let texts = |row: &Vec<Cell>| row.iter().map(|cell| cell.text.clone()).collect();
        ReportPaper {
            lang,
            company,
            title: sheet.title.clone(),
            printed_at,
            facts: sheet.about.iter().map(fact).collect(),
            notes,
            columns: columns.collect(),
            rows: sheet.rows.iter().take(MAX_LINES).map(texts).collect(),
            sums: sheet.sums.clone(),
            signs,
        }
    }

    /// How much of the paper's width a column needs, in tenths of a letter.
    fn weight(&self, at: usize) -> u32 {
        let cells = self.rows.iter().take(MAX_LINES).filter_map(|row| row.get(at));
        let widest = cells.map(|cell| width(&cell.text)).fold(0.0, f64::max);
        let sum = self.sums.get(at).map_or(0.0, |sum| width(sum));
        let title = self.columns.get(at).map_or("", |column| &column.title);
        // Where many share the paper, titles take two lines; a word stays whole.
        let title = match self.columns.len() > CROWDED {
            true => title.split(' ').map(width).fold(width(title) / 2.0, f64::max) + 1.0,
            false => width(title) * 0.9,
        };
        let widest = widest.max(sum).max(title).clamp(4.0, 26.0);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 40 and 260"
        )]
        let tenths = (widest * 10.0) as u32;
        tenths
    }
}

/// A table as a file, by the last part of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileOut {
    Csv,
    Xlsx,
}

impl FileOut {
    pub fn parse(extension: &str) -> Option<FileOut> {
        match extension {
            "csv" => Some(FileOut::Csv),
            "xlsx" => Some(FileOut::Xlsx),
            _ => None,
        }
    }

    /// A file to save; `name` is ASCII. A workbook is written away from the async threads.
    pub async fn answer(self, name: &str, sheet: Sheet) -> Result<Response, Failure> {
        let (extension, kind, bytes) = match self {
            FileOut::Csv => ("csv", "text/csv; charset=utf-8", sheet.csv()),
            FileOut::Xlsx => {
                let book = tokio::task::spawn_blocking(move || sheet.xlsx()).await;
                (
                    "xlsx",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    book.map_err(|_| Failure::Inside("no workbook".to_owned()))??,
                )
            }
        };
        let head = [
            (header::CONTENT_TYPE, kind.to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{name}.{extension}\""),
            ),
        ];
        Ok((head, bytes).into_response())
    }
}

/// What an address ends in: `/office/suppliers.xlsx`.
impl<S: Sync> FromRequestParts<S> for FileOut {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<FileOut, Failure> {
        let extension = parts.uri.path().rsplit_once('.').map(|(_, extension)| extension);
        extension.and_then(FileOut::parse).ok_or(Failure::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        Columns::new()
            .text("sku", |row: &(&str, i64, Option<i64>)| Cell::text(row.0))
            .number("pieces", |row| Cell::number(row.1))
            .summed()
            .money("value", |row| Cell::maybe_money(row.2, "unknown"))
            .summed()
            .cost()
            .sheet("stock", "sum", &[("00012", 3, Some(12_345)), ("B", 4, None)])
    }

    #[test]
    fn what_is_not_known_is_no_zero_and_in_no_sum() {
        let sheet = sheet();
        assert_eq!(sheet.sums, ["sum", "7", "NT$123.45"]);
        assert_eq!(sheet.rows[1][2], Cell::text("unknown"));
        let csv = String::from_utf8(sheet.csv()).unwrap();
        assert!(
            csv.contains("\"=\"\"00012\"\"\",3,123.45\r\nB,4,unknown\r\n"),
            "{csv}"
        );
    }

    #[test]
    fn where_nothing_is_known_there_is_no_sum_either() {
        let mut sheet = sheet();
        sheet.rows.retain(|row| row[2].number.is_none());
        sheet.add_up("sum");
        assert_eq!(sheet.sums, ["sum", "4", "–"]);
        sheet.rows.clear();
        sheet.add_up("sum");
        assert_eq!(sheet.sums, ["sum", "0", "NT$0"], "no rows come to nothing");
    }

    #[test]
    fn who_may_not_see_costs_sees_the_rest() {
        let sheet = sheet().without_costs();
        assert_eq!(sheet.sums, ["sum", "7"]);
        let titles: Vec<&str> = sheet.columns.iter().map(|column| column.title.as_str()).collect();
        assert_eq!(titles, ["sku", "pieces"]);
        assert!(sheet.rows.iter().all(|row| row.len() == 2));
    }

    #[test]
    fn a_report_that_was_kept_before_there_was_money_can_be_read() {
        let kept = r#"{"columns":[{"title":"sku","number":false}],"rows":[[{"text":"A"}]],"sums":["sum"]}"#;
        let sheet: Sheet = serde_json::from_str(kept).unwrap();
        assert_eq!(sheet.without_costs().sums, ["sum"]);
    }
}
