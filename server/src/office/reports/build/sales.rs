//! 銷售表: what was sold by day, platform and item, or by one of them, beside what is there.

use super::{Desk, Made, moves};
use crate::db::DbError;
use crate::domain::reports::{self, Sale, StockFilter, StockRow};
use crate::domain::settings::day;
use crate::office::reports::ask::{Ask, Kind, Period};
use crate::office::reports::chart::{self, Chart, Point};
use crate::office::table::{Cell, Columns};
use shared::id::{ItemId, OrderId};
use shared::money::Minor;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What makes a row.
#[derive(Clone, Copy)]
struct By {
    day: bool,
    channel: bool,
    item: bool,
}

impl By {
    fn of(view: &str) -> By {
        let one = By {
            day: false,
            channel: false,
            item: false,
        };
        match view {
            "day" => By { day: true, ..one },
            "channel" => By { channel: true, ..one },
            "item" => By { item: true, ..one },
            _ => By {
                day: true,
                channel: true,
                item: true,
            },
        }
    }
}

/// Sales added up. Day, platform and item are those of its first where they do not make the row.
struct Row {
    day: i64,
    channel: String,
    item: ItemId,
    sku: String,
    name: String,
    orders: BTreeSet<OrderId>,
    sold: i64,
    returned: i64,
    amount: Option<Minor>,
}

impl Row {
    fn net(&self) -> i64 {
        self.sold - self.returned
    }

    fn add(&mut self, sale: &Sale) {
        self.orders.extend(sale.order.filter(|_| sale.sold > 0));
        self.sold += sale.sold;
        self.returned += sale.returned;
        self.amount = self
            .amount
            .zip(sale.amount)
            .map(|(sum, amount)| sum.saturating_add(amount));
    }
}

fn grouped(sales: &[Sale], names: &HashMap<ItemId, (String, String)>, by: By) -> Vec<Row> {
    let mut rows: BTreeMap<(i64, String, String), Row> = BTreeMap::new();
    for sale in sales {
        let Some((sku, name)) = names.get(&sale.item) else {
            continue;
        };
        let text = |asked: bool, text: &String| if asked { text.clone() } else { String::new() };
        let key = (
            if by.day { sale.day } else { 0 },
            text(by.channel, &sale.channel),
            text(by.item, sku),
        );
        let row = rows.entry(key).or_insert_with(|| Row {
            day: sale.day,
            channel: sale.channel.clone(),
            item: sale.item,
            sku: sku.clone(),
            name: name.clone(),
            orders: BTreeSet::new(),
            sold: 0,
            returned: 0,
            amount: Some(0),
        });
        row.add(sale);
    }
    rows.into_values().collect()
}

impl Desk<'_> {
    pub(super) fn sales(&self, ask: &Ask) -> Made {
        let period = ask.period(self.now, self.offset())?;
        let by = By::of(&ask.view);
        let names = reports::names(self.tx, &ask.words())?;
        let mut sales = reports::sales(self.tx, (period.since, period.until), self.offset())?;
        sales.retain(|sale| names.contains_key(&sale.item));
        let rows = grouped(&sales, &names, by);
        let held = self.held(ask, by)?;
        let columns = self.sales_columns(by, &period, &held);
        let mut about = self.about_period(&period);
        about.extend(self.about_items(ask));
        let mut sheet = self.sheet(Kind::Sales, columns, &rows, about);
        sheet.note = self.t("report.sales_note").to_owned();
        self.note_unknown(&mut sheet);
        Ok((sheet, self.sales_chart(&sales)))
    }

    /// What is there of each item now, where rows are by item.
    fn held(&self, ask: &Ask, by: By) -> Result<HashMap<ItemId, StockRow>, DbError> {
        if !by.item {
            return Ok(HashMap::new());
        }
        let filter = StockFilter {
            query: ask.words(),
            ..StockFilter::default()
        };
        let rows = reports::stock(self.tx, &filter, &self.today())?;
        Ok(rows.into_iter().map(|row| (row.item, row)).collect())
    }

    fn begins(&self, day: i64) -> i64 {
        day * day::DAY_MS - i64::from(self.offset()) * 60_000
    }

    fn day_text(&self, day: i64) -> String {
        day::date(self.begins(day), self.offset())
    }

    fn sales_columns<'c>(
        &'c self,
        by: By,
        period: &Period,
        held: &'c HashMap<ItemId, StockRow>,
    ) -> Columns<'c, Row> {
        let (since, until) = (period.since, period.until);
        let sold = move |row: &Row, number: i64| {
            let span = match by.day {
                true => {
                    let begins = self.begins(row.day);
                    (begins.max(since), (begins + day::DAY_MS).min(until))
                }
                false => (since, until),
            };
            let cell = Cell::number(number);
            match by.item {
                true => cell.to(|| moves(row.item, (Some(span.0), Some(span.1)), &[("other", "customer")])),
                false => cell,
            }
        };
        let mut columns = Columns::new();
        if by.day {
            columns = columns.text(self.t("report.day"), |row: &Row| {
                Cell::text(self.day_text(row.day))
            });
        }
        if by.channel {
            columns = columns.text(self.t("report.channel"), |row| match row.channel.as_str() {
                "" => Cell::text("–"),
                channel => Cell::text(channel),
            });
        }
        if by.item {
            columns = columns
                .text(self.t("report.sku"), |row| {
                    Cell::text(&row.sku).to(|| format!("/office/stock/{}", row.item))
                })
                .text(self.t("report.name"), |row| Cell::text(&row.name));
        }
        columns = columns
            // An order of several rows is in each of them: no sum.
            .number(self.t("report.orders"), |row| {
                Cell::number(i64::try_from(row.orders.len()).unwrap_or(i64::MAX))
            })
            .number(self.t("report.sold"), move |row| sold(row, row.sold))
            .summed()
            .number(self.t("report.customer_returns"), move |row| {
                sold(row, row.returned)
            })
            .summed()
            .number(self.t("report.net"), move |row| sold(row, row.net()))
            .summed()
            .money(self.t("report.sold_amount"), |row| self.amount(row.amount))
            .summed();
        if by.item {
            let there = |row: &Row| held.get(&row.item).map_or(0, StockRow::on_hand);
            columns = columns
                .number(self.t("report.on_hand"), move |row| {
                    Cell::number(there(row)).to(|| moves(row.item, (None, None), &[]))
                })
                .number(self.t("report.available"), |row| {
                    Cell::number(held.get(&row.item).and_then(|row| row.available).unwrap_or(0))
                });
        }
        columns
    }

    fn sales_chart(&self, sales: &[Sale]) -> Option<Chart> {
        let mut days: BTreeMap<i64, i64> = BTreeMap::new();
        for sale in sales {
            *days.entry(sale.day).or_default() += sale.sold - sale.returned;
        }
        let skipped = days.len().saturating_sub(chart::BARS);
        let points: Vec<Point> = days
            .into_iter()
            .skip(skipped)
            .map(|(day, pieces)| (self.day_text(day)[5..].to_owned(), pieces, pieces.to_string(), ""))
            .collect();
        chart::standing(self.t("report.chart_sales"), points)
    }
}
