//! 退貨分析: what came back of what was sold, by item, by platform, by the customer's reason or by what the warehouse
//! found. The two reasons are never mixed: what a customer says and what a bench finds are different questions.

use super::sales::rate;
use super::{Desk, Made, TOP};
use crate::domain::reports::{self, Back};
use crate::office::reports::ask::{Ask, Kind};
use crate::office::reports::chart::{self, Point};
use crate::office::table::{Cell, Columns};
use shared::id::ItemId;
use shared::inspect::ReturnReason;
use std::collections::BTreeMap;

#[derive(Default)]
struct Row {
    /// SKU, platform, or code of a reason.
    key: String,
    name: String,
    item: Option<ItemId>,
    sold: i64,
    returned: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Item,
    Channel,
    Reason,
    Finding,
}

impl By {
    fn of(view: &str) -> By {
        match view {
            "channel" => By::Channel,
            "reason" => By::Reason,
            "finding" => By::Finding,
            _ => By::Item,
        }
    }

    /// Whether what was sold can be told apart the same way.
    fn has_sold(self) -> bool {
        match self {
            By::Item | By::Channel => true,
            By::Reason | By::Finding => false,
        }
    }
}

impl Desk<'_> {
    pub(super) fn returned(&self, ask: &Ask) -> Made {
        let period = ask.period(self.now, self.offset())?;
        let (by, span) = (By::of(&ask.view), (period.since, period.until));
        let names = reports::names(self.tx, &ask.words())?;
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        let mut backs = reports::back(self.tx, span, self.offset())?;
        backs.retain(|back| names.contains_key(&back.item));
        let mut sales = reports::sales(self.tx, span, self.offset())?;
        sales.retain(|sale| names.contains_key(&sale.item));
        let all_sold: i64 = sales.iter().map(|sale| sale.sold).sum();
        let all_back: i64 = backs.iter().map(|back| back.quantity).sum();
        let mut add = |item: ItemId, channel: &str, reason: &str, sold: i64, returned: i64| {
            let (sku, name) = names.get(&item).cloned().unwrap_or_default();
            let (key, name, item) = match by {
                By::Item => (sku, name, Some(item)),
                By::Channel => (channel.to_owned(), String::new(), None),
                By::Reason | By::Finding => (reason.to_owned(), String::new(), None),
            };
            let row = rows.entry(key.clone()).or_insert_with(|| Row {
                key,
                name,
                item,
                ..Row::default()
            });
            row.sold += sold;
            row.returned += returned;
        };
        for back in &backs {
            add(back.item, &back.channel, self.why(by, back), 0, back.quantity);
        }
        if by.has_sold() {
            for sale in &sales {
                add(sale.item, &sale.channel, "", sale.sold, 0);
            }
        }
        let mut rows: Vec<Row> = rows.into_values().collect();
        rows.sort_by(|a, b| (b.returned, &a.key).cmp(&(a.returned, &b.key)));
        let columns = self.returned_columns(by, (all_sold, all_back));
        let mut about = self.about_period(&period);
        about.extend(self.about_items(ask));
        about.extend(self.about(
            "report.return_rate",
            rate(all_back, all_sold).unwrap_or_else(|| "–".to_owned()),
        ));
        let mut sheet = self.sheet(Kind::Returned, columns, &rows, about);
        sheet.note = self.t("report.returned_note").to_owned();
        let top = rows.iter().filter(|row| row.returned > 0).take(TOP);
        let points: Vec<Point> = top
            .map(|row| {
                let words = match by.has_sold() {
                    true => rate(row.returned, row.sold),
                    false => rate(row.returned, all_back),
                };
                let words = format!("{}　{}", row.returned, words.unwrap_or_default());
                (self.returned_head(by, row), row.returned, words, "")
            })
            .collect();
        let title = match by {
            By::Item => "report.chart_returned_item",
            By::Channel => "report.chart_returned_channel",
            By::Reason => "report.chart_returned_reason",
            By::Finding => "report.chart_returned_finding",
        };
        Ok((sheet, chart::lying(self.t(title), points)))
    }

    fn why(&self, by: By, back: &Back) -> &'static str {
        let reason = match by {
            By::Reason => back.reason,
            By::Finding => back.finding,
            By::Item | By::Channel => None,
        };
        reason.map_or("", ReturnReason::code)
    }

    fn returned_head(&self, by: By, row: &Row) -> String {
        match (by, row.key.as_str()) {
            (By::Reason | By::Finding, code) => match ReturnReason::parse(code) {
                Some(reason) => reason.text(self.p.lang).to_owned(),
                None => self.t("report.not_said").to_owned(),
            },
            (By::Channel, "") => "–".to_owned(),
            (By::Channel, "exchange") => self.t("report.exchange").to_owned(),
            (By::Item | By::Channel, key) => key.to_owned(),
        }
    }

    fn returned_columns<'c>(&'c self, by: By, (all_sold, all_back): (i64, i64)) -> Columns<'c, Row> {
        let title = match by {
            By::Item => "report.sku",
            By::Channel => "report.channel",
            By::Reason => "report.reason",
            By::Finding => "report.finding",
        };
        let mut columns = Columns::new().text(self.t(title), move |row: &Row| {
            let head = Cell::text(self.returned_head(by, row));
            match row.item {
                Some(item) => head.to(|| format!("/office/stock/{item}")),
                None => head,
            }
        });
        if by == By::Item {
            columns = columns.text(self.t("report.name"), |row| Cell::text(&row.name));
        }
        if by.has_sold() {
            columns = columns
                .number(self.t("report.sold"), |row| Cell::number(row.sold))
                .summed();
        }
        columns = columns
            .number(self.t("report.customer_returns"), |row| {
                Cell::number(row.returned)
            })
            .summed()
            .number(self.t("report.return_share"), move |row| {
                Cell::text(rate(row.returned, all_back).unwrap_or_else(|| "–".to_owned()))
            });
        columns.number(self.t("report.return_rate"), move |row| {
            let sold = if by.has_sold() { row.sold } else { all_sold };
            Cell::text(rate(row.returned, sold).unwrap_or_else(|| "–".to_owned()))
        })
    }
}
