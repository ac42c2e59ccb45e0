//! 進銷存: what came into the house and what left it in a period, and what the receipts and the closing come to.

use super::{Desk, Made, moves};
use crate::domain::reports::{self, Flow, is_valued};
use crate::office::reports::ask::{Ask, Kind};
use crate::office::table::Cell;
use shared::stock::Condition;

/// A column between opening and closing: its title, its pieces, and the place outside that its movements crossed to.
type Crossing = (&'static str, fn(&Flow) -> i64, &'static str);

const CROSSINGS: [Crossing; 8] = [
    ("report.opened", |row| row.opened, "opening"),
    ("report.received", |row| row.received, "supplier"),
    ("report.customer_returns", |row| row.customer_returns, "customer"),
    ("report.sold", |row| row.sold, "customer"),
    ("report.supplier_returns", |row| row.supplier_returns, "supplier"),
    ("report.transfers", |row| row.transfers, "regrade"),
    ("report.scrapped", |row| row.scrapped, "scrap"),
    ("report.counted", |row| row.counted, "lost"),
];

impl Desk<'_> {
    pub(super) fn flow(&self, ask: &Ask) -> Made {
        let period = ask.period(self.now, self.offset())?;
        let condition = ask.condition()?;
        let span = (period.since, period.until);
        let rows = reports::flow(self.tx, span, &ask.words(), condition)?;
        let costs = self.costs(period.until)?;
        let bought = match costs {
            Some(_) => reports::bought(self.tx, span)?,
            None => Default::default(),
        };
        let code = condition.map(Condition::code).unwrap_or_default();
        let until = |row: &Flow, at| moves(row.item, (None, Some(at)), &[("condition", code)]);
        let mut columns = self
            .item_columns(|row: &Flow| (row.sku.as_str(), row.name.as_str(), row.item))
            .number(self.t("report.opening"), |row| {
                Cell::number(row.opening).to(|| until(row, period.since))
            })
            .summed();
        for (key, number, other) in CROSSINGS {
            columns = columns
                .number(self.t(key), move |row| {
                    let rest = [("condition", code), ("other", other)];
                    Cell::number(number(row)).to(|| moves(row.item, (Some(span.0), Some(span.1)), &rest))
                })
                .summed();
        }
        columns = columns
            .number(self.t("report.closing"), |row| {
                Cell::number(row.closing).to(|| until(row, period.until))
            })
            .summed();
        // Only good pieces are bought.
        if costs.is_some() && condition.is_none_or(|condition| condition == Condition::Good) {
            columns = columns
                .money(self.t("report.received_amount"), |row| {
                    self.amount(bought.get(&row.item).copied().unwrap_or(Some(0)))
                })
                .summed()
                .cost();
        }
        if let Some(costs) = costs.as_ref().filter(|_| condition.is_none_or(is_valued)) {
            columns = columns
                .money(self.t("report.closing_value"), |row| {
                    self.amount(costs.value(row.item, row.closing_valued))
                })
                .summed()
                .cost();
        }
        let mut about = self.about_period(&period);
        about.extend(self.about_items(ask));
        about.extend(self.about_condition(ask));
        let mut sheet = self.sheet(Kind::Flow, columns, &rows, about);
        sheet.note = self.t("report.flow_note").to_owned();
        if costs.is_some() {
            sheet.note = format!("{}\n{}", sheet.note, self.t("report.cost_note"));
            self.note_unknown(&mut sheet);
        }
        Ok((sheet, None))
    }
}
