//! 銷售表: what was sold and came back by day, platform and item, or by one of them; what it comes to, who bore the
//! discounts, what it cost; and, where a platform said so, who came to look.

use super::{Desk, Made, moves};
use crate::db::DbError;
use crate::domain::orders::Share;
use crate::domain::reports::{self, CostHistory, Placed, Sale, StockFilter, StockRow, untaxed};
use crate::domain::settings::day;
use crate::domain::traffic::{self, Traffic, Visits};
use crate::office::reports::ask::{Ask, Kind, Period};
use crate::office::reports::chart::{self, Chart, Point};
use crate::office::table::{Cell, Columns};
use shared::id::{ItemId, OrderId};
use shared::money::{self, Minor};
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

/// Amounts added up: what is known, and whether all of it is.
#[derive(Clone, Copy, Default)]
struct Sum {
    known: Minor,
    any: bool,
    unknown: bool,
}

impl Sum {
    fn add(&mut self, amount: Option<Minor>) {
        match amount {
            Some(amount) => {
                self.known = self.known.saturating_add(amount);
                self.any = true;
            }
            None => self.unknown = true,
        }
    }

    /// What is known counts into the sums below; that something is missing is said beside it.
    fn cell(self, unknown: &str) -> Cell {
        match (self.any, self.unknown) {
            (false, true) => Cell::text(unknown),
            (_, false) => Cell::money(self.known),
            (true, true) => Cell {
                text: format!("{} + {unknown}", money::twd(self.known)),
                ..Cell::money(self.known)
            },
        }
    }
}

/// Sales added up. Day, platform and item are those of its first where they do not make the row.
#[derive(Default)]
struct Row {
    day: i64,
    channel: String,
    item: Option<ItemId>,
    sku: String,
    name: String,
    orders: BTreeSet<OrderId>,
    sold: i64,
    returned: i64,
    list: Sum,
    by_platform: Sum,
    by_seller: Sum,
    revenue: Sum,
    net: Sum,
    tax: Sum,
    cost: Sum,
    margin: Sum,
    visits: Visits,
    placed: BTreeSet<OrderId>,
}

impl Row {
    fn add(&mut self, sale: &Sale, cost: Option<Minor>) {
        self.orders.extend(sale.order.filter(|_| sale.sold > 0));
        self.sold += sale.sold;
        self.returned += sale.returned;
        let revenue = sale.worth.map(Share::revenue);
        let net = revenue.map(untaxed);
        self.list.add(sale.worth.map(|worth| worth.list));
        self.by_platform.add(sale.worth.map(|worth| worth.platform));
        self.by_seller.add(sale.worth.map(|worth| worth.seller));
        self.revenue.add(revenue);
        self.net.add(net);
        self.tax.add(revenue.zip(net).map(|(all, net)| all - net));
        self.cost.add(cost);
        self.margin
            .add(net.zip(cost).map(|(net, cost)| net.saturating_sub(cost)));
    }

    /// 轉換率: orders placed in a hundred visitors; `None` where nobody said how many came.
    fn conversion(&self) -> Option<String> {
        let placed = i64::try_from(self.placed.len()).unwrap_or(i64::MAX);
        rate(placed, self.visits.visitors)
    }
}

/// `3.2%`; `None` of nothing.
pub(super) fn rate(part: i64, whole: i64) -> Option<String> {
    (whole > 0).then(|| {
        let tenths = (i128::from(part) * 2_000 + i128::from(whole)) / (i128::from(whole) * 2);
        format!("{}.{}%", tenths / 10, tenths % 10)
    })
}

fn rate_cell(rate: Option<String>) -> Cell {
    rate.map_or_else(|| Cell::text("–"), Cell::text)
}

type Names = HashMap<ItemId, (String, String)>;

/// What the rows are made of.
struct Heard {
    sales: Vec<Sale>,
    /// Visits as far as they fit the rows: by item where rows are, else of the shop as a whole.
    traffic: Vec<(i64, Traffic)>,
    placed: Vec<Placed>,
}

fn row<'r>(
    rows: &'r mut BTreeMap<(i64, String, String), Row>,
    names: &Names,
    by: By,
    (day, channel, item): (i64, &str, Option<ItemId>),
) -> Option<&'r mut Row> {
    let (sku, name) = match item {
        Some(item) => names.get(&item)?.clone(),
        None => (String::new(), String::new()),
    };
    let text = |asked: bool, text: &str| if asked { text.to_owned() } else { String::new() };
    let key = (
        if by.day { day } else { 0 },
        text(by.channel, channel),
        text(by.item, &sku),
    );
    Some(rows.entry(key).or_insert_with(|| Row {
        day,
        channel: channel.to_owned(),
        item,
        sku,
        name,
        ..Row::default()
    }))
}

fn grouped(heard: &Heard, names: &Names, by: By, cost: impl Fn(&Sale) -> Option<Minor>) -> Vec<Row> {
    let mut rows = BTreeMap::new();
    for sale in &heard.sales {
        if let Some(row) = row(&mut rows, names, by, (sale.day, &sale.channel, Some(sale.item))) {
            row.add(sale, cost(sale));
        }
    }
    for (day, traffic) in &heard.traffic {
        if let Some(row) = row(&mut rows, names, by, (*day, &traffic.channel, traffic.item)) {
            row.visits.visitors += traffic.visits.visitors;
            row.visits.views += traffic.visits.views;
            row.visits.clicks += traffic.visits.clicks;
        }
    }
    for placed in &heard.placed {
        let at = (placed.day, placed.channel.as_str(), Some(placed.item));
        if let Some(row) = row(&mut rows, names, by, at) {
            row.placed.insert(placed.order);
        }
    }
    rows.into_values().collect()
}

impl Desk<'_> {
    pub(super) fn sales(&self, ask: &Ask) -> Made {
        let period = ask.period(self.now, self.offset())?;
        let by = By::of(&ask.view);
        let names = reports::names(self.tx, &ask.words())?;
        let heard = self.heard(ask, &period, by, &names)?;
        let costs = match self.p.sees_costs() {
            true => reports::cost_history(self.tx, period.until)?,
            false => CostHistory::default(),
        };
        let cost = |sale: &Sale| sale.cost(costs.at(sale.item, self.begins(sale.day + 1)));
        let rows = grouped(&heard, &names, by, cost);
        let held = self.held(ask, by)?;
        let columns = self.sales_columns(by, &period, &held, !heard.traffic.is_empty());
        let mut about = self.about_period(&period);
        about.extend(self.about_items(ask));
        let mut sheet = self.sheet(Kind::Sales, columns, &rows, about);
        let mut notes = vec![self.t("report.sales_note"), self.t("report.sales_money_note")];
        if self.p.sees_costs() {
            notes.push(self.t("report.sales_cost_note"));
        }
        if !heard.traffic.is_empty() {
            notes.push(self.t("report.traffic_note"));
        }
        sheet.note = notes.join("\n");
        if !self.p.sees_costs() {
            sheet = sheet.without_costs();
        }
        self.note_unknown(&mut sheet);
        Ok((sheet, self.sales_chart(&heard.sales)))
    }

    fn heard(&self, ask: &Ask, period: &Period, by: By, names: &Names) -> Result<Heard, DbError> {
        let span = (period.since, period.until);
        let mut sales = reports::sales(self.tx, span, self.offset())?;
        sales.retain(|sale| names.contains_key(&sale.item));
        let by_item = by.item || !ask.words().is_empty();
        let mut traffic = traffic::period(self.tx, &period.from, &period.to)?;
        traffic.retain(|one| match one.item {
            Some(item) => by_item && names.contains_key(&item),
            None => !by_item,
        });
        let placed = match traffic.is_empty() {
            true => Vec::new(),
            false => reports::placed(self.tx, span, self.offset())?,
        };
        let offset = i64::from(self.offset()) * 60_000;
        let numbered = traffic.into_iter().filter_map(|one| {
            let begins = day::start(&one.day, self.offset())?;
            Some(((begins + offset).div_euclid(day::DAY_MS), one))
        });
        Ok(Heard {
            sales,
            traffic: numbered.collect(),
            placed,
        })
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
        visited: bool,
    ) -> Columns<'c, Row> {
        let mut columns = self.sales_heads(by);
        columns = self.sales_pieces(columns, by, (period.since, period.until));
        columns = self.sales_money(columns);
        if by.item {
            let of = |row: &Row| row.item.and_then(|item| held.get(&item));
            columns = columns
                .number(self.t("report.on_hand"), move |row| {
                    let there = Cell::number(of(row).map_or(0, StockRow::on_hand));
                    match row.item {
                        Some(item) => there.to(|| moves(item, (None, None), &[])),
                        None => there,
                    }
                })
                .aside()
                .number(self.t("report.available"), move |row| {
                    Cell::number(of(row).and_then(|row| row.available).unwrap_or(0))
                })
                .aside();
        }
        match visited {
            true => self.visits(columns),
            false => columns,
        }
    }

    fn sales_heads<'c>(&'c self, by: By) -> Columns<'c, Row> {
        let mut columns = Columns::new();
        if by.day {
            columns = columns.text(self.t("report.day"), |row: &Row| {
                Cell::text(self.day_text(row.day))
            });
        }
        if by.channel {
            columns = columns.text(self.t("report.channel"), |row| match row.channel.as_str() {
                "" => Cell::text("–"),
                "exchange" => Cell::text(self.t("report.exchange")),
                channel => Cell::text(channel),
            });
        }
        if by.item {
            columns = columns
                .text(self.t("report.sku"), |row| match row.item {
                    Some(item) => Cell::text(&row.sku).to(|| format!("/office/stock/{item}")),
                    None => Cell::text("–"),
                })
                .text(self.t("report.name"), |row| Cell::text(&row.name));
        }
        columns
    }

    fn sales_pieces<'c>(
        &'c self,
        columns: Columns<'c, Row>,
        by: By,
        (since, until): (i64, i64),
    ) -> Columns<'c, Row> {
        let behind = move |row: &Row, number: i64| {
            let span = match by.day {
                true => {
                    let begins = self.begins(row.day);
                    (begins.max(since), (begins + day::DAY_MS).min(until))
                }
                false => (since, until),
            };
            let cell = Cell::number(number);
            match row.item.filter(|_| by.item) {
                Some(item) => cell.to(|| moves(item, (Some(span.0), Some(span.1)), &[("other", "customer")])),
                None => cell,
            }
        };
        columns
            // An order of several rows is in each of them: no sum.
            .number(self.t("report.orders"), |row| {
                Cell::number(i64::try_from(row.orders.len()).unwrap_or(i64::MAX))
            })
            .number(self.t("report.sold"), move |row| behind(row, row.sold))
            .summed()
            .number(self.t("report.customer_returns"), move |row| {
                behind(row, row.returned)
            })
            .summed()
            .number(self.t("report.net"), move |row| {
                behind(row, row.sold - row.returned)
            })
            .summed()
    }

    fn sales_money<'c>(&'c self, mut columns: Columns<'c, Row>) -> Columns<'c, Row> {
        type Amount = (&'static str, fn(&Row) -> Sum, bool);
        let amounts: [Amount; 8] = [
            ("report.list_price", |row| row.list, false),
            ("report.off_platform", |row| row.by_platform, false),
            ("report.off_seller", |row| row.by_seller, false),
            ("report.sold_amount", |row| row.revenue, false),
            ("report.untaxed", |row| row.net, false),
            ("report.tax", |row| row.tax, false),
            ("report.sold_cost", |row| row.cost, true),
            ("report.margin", |row| row.margin, true),
        ];
        for (key, of, cost) in amounts {
            columns = columns
                .money(self.t(key), move |row| of(row).cell(self.t("report.unknown")))
                .summed();
            if cost {
                columns = columns.cost();
            }
        }
        columns
    }

    fn visits<'c>(&'c self, columns: Columns<'c, Row>) -> Columns<'c, Row> {
        columns
            .number(self.t("report.visitors"), |row| Cell::number(row.visits.visitors))
            .summed()
            .number(self.t("report.views"), |row| Cell::number(row.visits.views))
            .summed()
            .aside()
            .number(self.t("report.clicks"), |row| Cell::number(row.visits.clicks))
            .summed()
            .aside()
            .number(self.t("report.placed"), |row| {
                Cell::number(i64::try_from(row.placed.len()).unwrap_or(i64::MAX))
            })
            .number(self.t("report.conversion"), |row| rate_cell(row.conversion()))
    }

    fn sales_chart(&self, sales: &[Sale]) -> Option<Chart> {
        let mut days: BTreeMap<i64, i64> = BTreeMap::new();
        for sale in sales {
            *days.entry(sale.day).or_default() += sale.net();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_rounded_and_nothing_has_none() {
        for (part, whole, text) in [
            (1, 3, Some("33.3%")),
            (2, 3, Some("66.7%")),
            (0, 5, Some("0.0%")),
            (3, 2, Some("150.0%")),
            (1, 0, None),
        ] {
            assert_eq!(rate(part, whole).as_deref(), text, "{part} of {whole}");
        }
    }

    #[test]
    fn what_is_known_counts_and_what_is_not_is_said() {
        let mut sum = Sum::default();
        sum.add(Some(10_000));
        assert_eq!(sum.cell("?"), Cell::money(10_000));
        sum.add(None);
        let cell = sum.cell("?");
        assert_eq!((cell.text.as_str(), cell.number), ("NT$100 + ?", Some(10_000)));
        let mut unknown = Sum::default();
        unknown.add(None);
        assert_eq!(unknown.cell("?"), Cell::text("?"));
    }
}
