//! What runs out when, if each day goes on as the average did.

use super::{Desk, Made, TOP, behind, moves};
use crate::domain::reports::{self, Runout};
use crate::domain::settings::day;
use crate::office::reports::ask::{Ask, Kind};
use crate::office::reports::chart;
use crate::office::table::Cell;

/// Days that are averaged where none are asked for.
pub const AVERAGE_DAYS: i64 = 28;

impl Desk<'_> {
    pub(super) fn runout(&self, ask: &Ask) -> Made {
        let days = ask.days()?.unwrap_or(AVERAGE_DAYS);
        let today = self.today();
        let rows = reports::runouts(self.tx, self.now, days, &ask.words(), &today)?;
        let since = Some(self.now - days * day::DAY_MS);
        let columns = self
            .item_columns(|row: &Runout| (row.sku.as_str(), row.name.as_str(), row.item))
            .number(self.t("report.available"), |row| Cell::number(row.available))
            .number(self.t("report.sold_in"), |row| {
                Cell::number(row.sold).to(|| moves(row.item, (since, None), &[("other", "customer")]))
            })
            .text(self.t("report.a_day"), |row| {
                let hundredths = row.sold * 100 / days;
                Cell::text(format!("{}.{:02}", hundredths / 100, hundredths % 100))
            })
            .number(self.t("report.lasts"), |row| Cell::number(row.days))
            .text(self.t("report.out_on"), |row| {
                Cell::text(day::plus(&today, row.days).unwrap_or_else(|| "–".to_owned()))
            })
            .number(self.t("report.coming"), |row| {
                Cell::number(row.expected).to(|| behind(row.item))
            });
        let mut about = self.about("report.average_of", self.n_days(days));
        about.extend(self.about_moment(self.now));
        about.extend(self.about_items(ask));
        let mut sheet = self.sheet(Kind::Runout, columns, &rows, about);
        sheet.note = self.t("report.runout_note").to_owned();
        let points = rows.iter().take(TOP).map(|row| {
            let tone = match row.days {
                ..7 => "stop",
                7..30 => "careful",
                _ => "",
            };
            (row.sku.clone(), row.days, self.n_days(row.days), tone)
        });
        let chart = chart::lying(self.t("report.chart_runout"), points.collect());
        Ok((sheet, chart))
    }
}
