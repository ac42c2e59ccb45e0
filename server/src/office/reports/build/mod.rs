//! From a question to its sheet and chart, a file a report. No SQL, no layout.
//!
//! Each report asks its rows, names its columns with their cells once, and says what was asked for. What goods cost is
//! for the office: nobody else's sheet has such a column.

mod ages;
mod flow;
mod returned;
mod runout;
mod sales;
mod stock;

pub use ages::IDLE_DAYS;
pub use runout::AVERAGE_DAYS;

use super::ask::{Ask, Kind, Period, Wrong};
use super::chart::Chart;
use crate::db::{DbError, Tx};
use crate::domain::reports::{self, Costs};
use crate::domain::settings::day;
use crate::office::Page;
use crate::office::table::{Cell, Columns, Sheet};
use shared::id::ItemId;
use shared::stock::Condition;

/// Bars of the charts that name items.
const TOP: usize = 12;

/// Why there is no report.
#[derive(Debug)]
pub enum Unmade {
    /// What of the question cannot be read, as the key of its words.
    Wrong(Wrong),
    Inside(DbError),
}

impl From<Wrong> for Unmade {
    fn from(wrong: Wrong) -> Unmade {
        Unmade::Wrong(wrong)
    }
}

impl From<DbError> for Unmade {
    fn from(error: DbError) -> Unmade {
        Unmade::Inside(error)
    }
}

/// A report with its picture, where it has one.
pub type Made = Result<(Sheet, Option<Chart>), Unmade>;

/// Whose question, and when.
pub struct Desk<'a> {
    pub tx: &'a Tx<'a>,
    pub p: &'a Page,
    pub now: i64,
}

pub fn build(desk: &Desk<'_>, kind: Kind, ask: &Ask) -> Made {
    match kind {
        Kind::Stock => desk.stock(ask),
        Kind::Flow => desk.flow(ask),
        Kind::Ageing => desk.ageing(ask),
        Kind::Slow => desk.slow(ask),
        Kind::Runout => desk.runout(ask),
        Kind::Sales => desk.sales(ask),
        Kind::Returned => desk.returned(ask),
    }
}

/// The page of the movements behind a number.
fn moves(item: ItemId, (since, until): (Option<i64>, Option<i64>), rest: &[(&str, &str)]) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    pairs.extend(since.map(|at| ("since", at.to_string())));
    pairs.extend(until.map(|at| ("until", at.to_string())));
    let rest = rest.iter().filter(|(_, value)| !value.is_empty());
    pairs.extend(rest.map(|(name, value)| (*name, (*value).to_owned())));
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    format!("/office/reports/moves/{item}?{query}")
}

/// The page of the plans that reserve or bring.
fn behind(item: ItemId) -> String {
    format!("/office/reports/behind/{item}")
}

impl<'a> Desk<'a> {
    fn t(&self, key: &str) -> &'static str {
        self.p.t(key)
    }

    fn offset(&self) -> i32 {
        self.p.shop.utc_offset_min
    }

    fn today(&self) -> String {
        day::date(self.now, self.offset())
    }

    fn date(&self, at: Option<i64>) -> Cell {
        Cell::text(at.map_or_else(|| "–".to_owned(), |at| day::date(at, self.offset())))
    }

    fn n_days(&self, days: i64) -> String {
        self.t("report.n_days").replace("{n}", &days.to_string())
    }

    /// Every report of items begins with these two.
    fn item_columns<R: 'a>(&self, of: impl Fn(&R) -> (&str, &str, ItemId) + Copy + 'a) -> Columns<'a, R> {
        Columns::new()
            .text(self.t("report.sku"), move |row| {
                let (sku, _, item) = of(row);
                Cell::text(sku).to(|| format!("/office/stock/{item}"))
            })
            .text(self.t("report.name"), move |row| Cell::text(of(row).1))
    }

    /// The sheet of a report, below what was asked for.
    fn sheet<R>(
        &self,
        kind: Kind,
        columns: Columns<'_, R>,
        rows: &[R],
        about: Vec<(String, String)>,
    ) -> Sheet {
        Sheet {
            about,
            ..columns.sheet(self.p.code("report", kind.code()), self.t("stock.sum"), rows)
        }
    }

    fn about(&self, key: &str, value: String) -> Vec<(String, String)> {
        vec![(self.t(key).to_owned(), value)]
    }

    fn about_moment(&self, moment: i64) -> Vec<(String, String)> {
        self.about("report.moment", day::minute(moment, self.offset()))
    }

    fn about_period(&self, period: &Period) -> Vec<(String, String)> {
        self.about("report.period", format!("{} – {}", period.from, period.to))
    }

    /// Which items were asked for.
    fn about_items(&self, ask: &Ask) -> Option<(String, String)> {
        let words = ask.words();
        (!words.is_empty()).then(|| (self.t("report.find").to_owned(), words))
    }

    fn about_condition(&self, ask: &Ask) -> Option<(String, String)> {
        Condition::parse(&ask.condition).map(|condition| {
            (
                self.t("report.condition").to_owned(),
                condition.text(self.p.lang).to_owned(),
            )
        })
    }

    /// What pieces cost just before a moment; `None` for who may not see it.
    fn costs(&self, moment: i64) -> Result<Option<Costs>, DbError> {
        match self.p.sees_costs() {
            true => reports::costs(self.tx, moment).map(Some),
            false => Ok(None),
        }
    }

    /// An amount, or that it is not known.
    fn amount(&self, amount: Option<i64>) -> Cell {
        Cell::maybe_money(amount, self.t("report.unknown"))
    }

    /// Says so below a sheet where sums leave out what is not known.
    fn note_unknown(&self, sheet: &mut Sheet) {
        let unknown = self.t("report.unknown");
        let rows = sheet
            .rows
            .iter()
            .filter(|row| row.iter().any(|cell| cell.text.ends_with(unknown)));
        let rows = rows.count();
        if rows > 0 {
            let words = self.t("report.unknown_note").replace("{n}", &rows.to_string());
            sheet.note = format!("{}\n{words}", sheet.note).trim().to_owned();
        }
    }
}
