//! 庫齡 and 呆滯: how long pieces have been here, and what does not move.

use super::{Desk, Made, TOP, moves};
use crate::domain::reports::{self, Age};
use crate::domain::settings::day;
use crate::office::reports::ask::{Ask, Kind};
use crate::office::reports::chart;
use crate::office::table::{Cell, Columns};

/// Days without a sale where none are asked for.
pub const IDLE_DAYS: i64 = 90;

impl Desk<'_> {
    /// The words of a window of ages: `31–60 days`.
    fn window(&self, at: usize) -> String {
        let from = at.checked_sub(1).map_or(0, |before| reports::WINDOWS[before]);
        match reports::WINDOWS.get(at) {
            Some(to) => self
                .t("report.window")
                .replace("{from}", &(from + i64::from(at > 0)).to_string())
                .replace("{to}", &to.to_string()),
            None => self.t("report.window_over").replace("{from}", &from.to_string()),
        }
    }

    fn aged<'c>(&'c self) -> Columns<'c, Age> {
        self.item_columns(|row: &Age| (row.sku.as_str(), row.name.as_str(), row.item))
            .number(self.t("report.on_hand"), |row| {
                Cell::number(row.on_hand).to(|| moves(row.item, (None, None), &[]))
            })
            .summed()
    }

    pub(super) fn ageing(&self, ask: &Ask) -> Made {
        let rows = reports::ages(self.tx, self.now, &ask.words())?;
        let mut columns = self.aged();
        for at in 0..=reports::WINDOWS.len() {
            let ago = |days: &i64| self.now - days * day::DAY_MS;
            let until = at
                .checked_sub(1)
                .and_then(|before| reports::WINDOWS.get(before))
                .map(ago);
            let since = reports::WINDOWS.get(at).map(ago);
            columns = columns
                .number(&self.window(at), move |row| {
                    Cell::number(row.pieces[at]).to(|| moves(row.item, (since, until), &[]))
                })
                .summed();
        }
        columns = columns
            .number(self.t("report.age_days"), |row| Cell::maybe(row.days(self.now)))
            .text(self.t("report.came_last"), |row| self.date(row.came_last))
            .text(self.t("report.sold_last"), |row| self.date(row.sold_last));
        let mut about = self.about_moment(self.now);
        about.extend(self.about_items(ask));
        let mut sheet = self.sheet(Kind::Ageing, columns, &rows, about);
        sheet.note = self.t("report.ageing_note").to_owned();
        let points = (0..=reports::WINDOWS.len()).map(|at| {
            let pieces: i64 = rows.iter().map(|row| row.pieces[at]).sum();
            let tone = if at == reports::WINDOWS.len() { "stop" } else { "" };
            (self.window(at), pieces, pieces.to_string(), tone)
        });
        let chart = chart::lying(self.t("report.chart_ages"), points.collect());
        Ok((sheet, chart))
    }

    pub(super) fn slow(&self, ask: &Ask) -> Made {
        let days = ask.days()?.unwrap_or(IDLE_DAYS);
        let mut rows = reports::ages(self.tx, self.now, &ask.words())?;
        rows.retain(|row| row.idle_days(self.now).is_some_and(|idle| idle >= days));
        rows.sort_by_key(|row| std::cmp::Reverse(row.idle_days(self.now)));
        let columns = self
            .aged()
            .number(self.t("report.idle_days"), |row| {
                Cell::maybe(row.idle_days(self.now))
            })
            .text(self.t("report.sold_last"), |row| {
                self.date(row.sold_last)
                    .to(|| moves(row.item, (None, None), &[("other", "customer")]))
            })
            .text(self.t("report.came_last"), |row| self.date(row.came_last))
            .number(self.t("report.age_days"), |row| Cell::maybe(row.days(self.now)));
        let mut about = self.about("report.idle_for", days.to_string());
        about.extend(self.about_items(ask));
        let mut sheet = self.sheet(Kind::Slow, columns, &rows, about);
        sheet.note = self.t("report.slow_note").to_owned();
        let points = rows.iter().take(TOP).map(|row| {
            let idle = row.idle_days(self.now).unwrap_or(0);
            (row.sku.clone(), idle, self.n_days(idle), "careful")
        });
        let chart = chart::lying(self.t("report.chart_slow"), points.collect());
        Ok((sheet, chart))
    }
}
