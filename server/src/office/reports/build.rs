//! From a question to its sheet and chart. No SQL, no layout.

use super::ask::{Ask, Kind, Period, Wrong};
use super::chart::{self, Chart, Point};
use super::sheet::{Cell, Columns, Sheet};
use crate::db::{DbError, Tx};
use crate::domain::reports::{self, Age, Flow, Sale, StockFilter, StockRow};
use crate::domain::settings::day;
use crate::office::Page;
use shared::id::ItemId;
use shared::stock::Condition;
use std::collections::BTreeMap;

/// Days where none are asked for: idle, and averaged.
pub const IDLE_DAYS: i64 = 90;
pub const AVERAGE_DAYS: i64 = 28;
/// Bars of the charts that name items.
const TOP: usize = 12;

/// A report, or the words of what cannot be read.
pub type Made = Result<(Sheet, Option<Chart>), Wrong>;

/// Whose question, and when.
pub struct Desk<'a> {
    pub tx: &'a Tx<'a>,
    pub p: &'a Page,
    pub now: i64,
}

pub fn build(desk: &Desk<'_>, kind: Kind, ask: &Ask) -> Result<Made, DbError> {
    match kind {
        Kind::Stock => desk.stock(ask),
        Kind::Flow => desk.flow(ask),
        Kind::Ageing => desk.ageing(ask),
        Kind::Slow => desk.slow(ask),
        Kind::Runout => desk.runout(ask),
        Kind::Sales => desk.sales(ask),
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

macro_rules! ask {
    ($asked:expr) => {
        match $asked {
            Ok(value) => value,
            Err(wrong) => return Ok(Err(wrong)),
        }
    };
}

impl Desk<'_> {
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

    fn sheet(&self, kind: Kind, columns: Columns) -> Sheet {
        Sheet {
            title: self.p.code("report", kind.code()).to_owned(),
            columns: columns.0,
            ..Sheet::default()
        }
    }

    fn item_columns(&self) -> Columns {
        Columns(Vec::new())
            .text(self.t("report.sku"))
            .text(self.t("report.name"))
    }

    fn item_cells(sku: &str, name: &str, item: ItemId) -> Vec<Cell> {
        vec![
            Cell::text(sku).to(|| format!("/office/stock/{item}")),
            Cell::text(name),
        ]
    }

    fn about_items(&self, ask: &Ask, about: &mut Vec<(String, String)>) {
        let mut say = |key: &str, value: String| {
            if !value.is_empty() {
                about.push((self.t(key).to_owned(), value));
            }
        };
        say("report.find", ask.words());
        if Condition::parse(&ask.condition).is_some() {
            say(
                "report.condition",
                self.p.code("condition", &ask.condition).to_owned(),
            );
        }
        let zone = match ask.zone.as_str() {
            "@dock" => self.t("report.at_dock"),
            "@totes" => self.t("report.at_totes"),
            "@parcels" => self.t("report.at_parcels"),
            zone => zone,
        };
        say("report.zone", zone.to_owned());
    }

    // ------------------------------------------------------------ 庫存報表

    fn stock(&self, ask: &Ask) -> Result<Made, DbError> {
        let filter = ask!(ask.stock(self.offset(), &self.today()));
        let rows = reports::stock(self.tx, &filter, &self.today())?;
        let mut sheet = if filter.by_lot {
            self.lots(&filter, &rows)
        } else {
            self.items(&filter, &rows)
        };
        let moment = filter.moment.unwrap_or(self.now);
        sheet.about = vec![(
            self.t("report.moment").to_owned(),
            day::minute(moment, self.offset()),
        )];
        self.about_items(ask, &mut sheet.about);
        if !filter.expires_by.is_empty() {
            let by = (self.t("report.expires_by").to_owned(), filter.expires_by.clone());
            sheet.about.push(by);
        }
        if filter.moment.is_some() {
            sheet.note = self.t("report.past_note").to_owned();
        }
        Ok(Ok((sheet, None)))
    }

    /// Conditions that any row has; good always.
    fn conditions(rows: &[StockRow]) -> Vec<usize> {
        (0..Condition::ALL.len())
            .filter(|at| *at == 0 || rows.iter().any(|row| row.by_condition[*at] != 0))
            .collect()
    }

    fn items(&self, filter: &StockFilter, rows: &[StockRow]) -> Sheet {
        let conditions = Self::conditions(rows);
        let titles: Vec<&str> = conditions
            .iter()
            .map(|at| self.p.code("condition", Condition::ALL[*at].code()))
            .collect();
        let mut columns = self.item_columns().number(self.t("report.on_hand"));
        for title in &titles {
            columns = columns.number(title);
        }
        let plans = [
            "report.available",
            "report.reserved",
            "report.expected",
            "report.arrived",
        ]
        .map(|key| self.t(key));
        for title in plans {
            columns = columns.number(title);
        }
        let mut sheet = self.sheet(Kind::Stock, columns);
        sheet.rows = rows
            .iter()
            .map(|row| {
                let behind =
                    |condition: &str| moves(row.item, (None, filter.moment), &[("condition", condition)]);
                let open = || format!("/office/reports/behind/{}", row.item);
                let mut cells = Self::item_cells(&row.sku, &row.name, row.item);
                cells.push(Cell::number(row.on_hand()).to(|| behind("")));
                for at in &conditions {
                    let code = Condition::ALL[*at].code();
                    cells.push(Cell::number(row.by_condition[*at]).to(|| behind(code)));
                }
                let free = Cell::maybe(row.available);
                cells.push(match row.available {
                    Some(_) => free.to(|| format!("/office/stock/{}", row.item)),
                    None => free,
                });
                for number in [row.reserved, row.expected, row.arrived] {
                    let cell = Cell::maybe(number);
                    cells.push(if number.is_some() { cell.to(open) } else { cell });
                }
                cells
            })
            .collect();
        let mut which = vec![self.t("report.on_hand")];
        which.extend(titles);
        if filter.moment.is_none() {
            which.extend(plans);
        }
        sheet.add_up(self.t("stock.sum"), &which);
        sheet
    }

    fn lots(&self, filter: &StockFilter, rows: &[StockRow]) -> Sheet {
        let columns = self
            .item_columns()
            .text(self.t("report.condition"))
            .text(self.t("report.lot"))
            .text(self.t("report.expiry"))
            .number(self.t("report.on_hand"))
            .number(self.t("report.available"))
            .number(self.t("report.reserved"));
        let mut sheet = self.sheet(Kind::Stock, columns);
        sheet.rows = rows
            .iter()
            .map(|row| {
                let condition = row.condition.map(Condition::code).unwrap_or_default();
                let behind = || {
                    let rest = [
                        ("condition", condition),
                        ("lot", row.lot.number.as_str()),
                        ("expiry", row.lot.expiry.as_str()),
                    ];
                    moves(row.item, (None, filter.moment), &rest)
                };
                let reserved = Cell::maybe(row.reserved);
                let mut cells = Self::item_cells(&row.sku, &row.name, row.item);
                cells.extend([
                    Cell::text(row.condition.map_or("", |condition| condition.text(self.p.lang))),
                    Cell::text(&row.lot.number),
                    Cell::text(&row.lot.expiry),
                    Cell::number(row.on_hand()).to(behind),
                    Cell::maybe(row.available),
                    match row.reserved {
                        Some(_) => reserved.to(|| format!("/office/reports/behind/{}", row.item)),
                        None => reserved,
                    },
                ]);
                cells
            })
            .collect();
        sheet.add_up(self.t("stock.sum"), &[self.t("report.on_hand")]);
        sheet
    }

    // ------------------------------------------------------------ 進銷存

    fn about_period(&self, period: &Period) -> Vec<(String, String)> {
        let text = format!("{} – {}", period.from, period.to);
        vec![(self.t("report.period").to_owned(), text)]
    }

    fn flow(&self, ask: &Ask) -> Result<Made, DbError> {
        let period = ask!(ask.period(self.now, self.offset()));
        let condition = ask!(ask.condition());
        let rows = reports::flow(self.tx, (period.since, period.until), &ask.words(), condition)?;
        let between = (Some(period.since), Some(period.until));
        let code = condition.map(Condition::code).unwrap_or_default();
        type Number = (&'static str, fn(&Flow) -> i64, &'static str);
        let numbers: [Number; 8] = [
            ("report.opened", |row| row.opened, "opening"),
            ("report.received", |row| row.received, "supplier"),
            ("report.customer_returns", |row| row.customer_returns, "customer"),
            ("report.sold", |row| row.sold, "customer"),
            ("report.supplier_returns", |row| row.supplier_returns, "supplier"),
            ("report.transfers", |row| row.transfers, "regrade"),
            ("report.scrapped", |row| row.scrapped, "scrap"),
            ("report.counted", |row| row.counted, "lost"),
        ];
        let mut titles = vec![self.t("report.opening")];
        titles.extend(numbers.iter().map(|(key, _, _)| self.t(key)));
        titles.push(self.t("report.closing"));
        let columns = titles
            .iter()
            .fold(self.item_columns(), |columns, title| columns.number(title));
        let mut sheet = self.sheet(Kind::Flow, columns);
        sheet.rows = rows
            .iter()
            .map(|row| {
                let mut cells = Self::item_cells(&row.sku, &row.name, row.item);
                let until = |at| moves(row.item, (None, Some(at)), &[("condition", code)]);
                cells.push(Cell::number(row.opening).to(|| until(period.since)));
                for (_, number, other) in numbers {
                    let rest = [("condition", code), ("other", other)];
                    cells.push(Cell::number(number(row)).to(|| moves(row.item, between, &rest)));
                }
                cells.push(Cell::number(row.closing).to(|| until(period.until)));
                cells
            })
            .collect();
        sheet.add_up(self.t("stock.sum"), &titles);
        sheet.about = self.about_period(&period);
        self.about_items(ask, &mut sheet.about);
        sheet.note = self.t("report.flow_note").to_owned();
        Ok(Ok((sheet, None)))
    }

    // ------------------------------------------------------------ 庫齡, 呆滯, what runs out

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

    fn ageing(&self, ask: &Ask) -> Result<Made, DbError> {
        let rows = reports::ages(self.tx, self.now, &ask.words())?;
        let windows: Vec<String> = (0..5).map(|at| self.window(at)).collect();
        let mut columns = self.item_columns().number(self.t("report.on_hand"));
        for window in &windows {
            columns = columns.number(window);
        }
        let columns = columns
            .number(self.t("report.age_days"))
            .text(self.t("report.came_last"))
            .text(self.t("report.sold_last"));
        let mut sheet = self.sheet(Kind::Ageing, columns);
        sheet.rows = rows.iter().map(|row| self.age_cells(row)).collect();
        let mut which = vec![self.t("report.on_hand")];
        which.extend(windows.iter().map(String::as_str));
        sheet.add_up(self.t("stock.sum"), &which);
        sheet.about = vec![(
            self.t("report.moment").to_owned(),
            day::minute(self.now, self.offset()),
        )];
        self.about_items(
            &Ask {
                q: ask.words(),
                ..Ask::default()
            },
            &mut sheet.about,
        );
        sheet.note = self.t("report.ageing_note").to_owned();
        let points = windows.into_iter().enumerate().map(|(at, window)| {
            let pieces: i64 = rows.iter().map(|row| row.pieces[at]).sum();
            (
                window,
                pieces,
                pieces.to_string(),
                if at == 4 { "stop" } else { "" },
            )
        });
        Ok(Ok((
            sheet,
            chart::lying(self.t("report.chart_ages"), points.collect()),
        )))
    }

    fn age_cells(&self, row: &Age) -> Vec<Cell> {
        let mut cells = Self::item_cells(&row.sku, &row.name, row.item);
        cells.push(Cell::number(row.on_hand).to(|| moves(row.item, (None, None), &[])));
        for (at, pieces) in row.pieces.iter().enumerate() {
            let until = at
                .checked_sub(1)
                .map(|before| self.now - reports::WINDOWS[before] * day::DAY_MS);
            let since = reports::WINDOWS.get(at).map(|days| self.now - days * day::DAY_MS);
            cells.push(Cell::number(*pieces).to(|| moves(row.item, (since, until), &[])));
        }
        cells.push(Cell::maybe(row.days(self.now)));
        cells.push(self.date(row.came_last));
        cells.push(self.date(row.sold_last));
        cells
    }

    fn slow(&self, ask: &Ask) -> Result<Made, DbError> {
        let days = ask!(ask.days()).unwrap_or(IDLE_DAYS);
        let mut rows = reports::ages(self.tx, self.now, &ask.words())?;
        rows.retain(|row| row.idle_days(self.now).is_some_and(|idle| idle >= days));
        rows.sort_by_key(|row| std::cmp::Reverse(row.idle_days(self.now)));
        let columns = self
            .item_columns()
            .number(self.t("report.on_hand"))
            .number(self.t("report.idle_days"))
            .text(self.t("report.sold_last"))
            .text(self.t("report.came_last"))
            .number(self.t("report.age_days"));
        let mut sheet = self.sheet(Kind::Slow, columns);
        sheet.rows = rows
            .iter()
            .map(|row| {
                let mut cells = Self::item_cells(&row.sku, &row.name, row.item);
                cells.push(Cell::number(row.on_hand).to(|| moves(row.item, (None, None), &[])));
                cells.push(Cell::maybe(row.idle_days(self.now)));
                let sold = self.date(row.sold_last);
                cells.push(match row.sold_last {
                    Some(_) => sold.to(|| moves(row.item, (None, None), &[("other", "customer")])),
                    None => sold,
                });
                cells.push(self.date(row.came_last));
                cells.push(Cell::maybe(row.days(self.now)));
                cells
            })
            .collect();
        sheet.add_up(self.t("stock.sum"), &[self.t("report.on_hand")]);
        sheet.about = vec![(self.t("report.idle_for").to_owned(), days.to_string())];
        self.about_items(
            &Ask {
                q: ask.words(),
                ..Ask::default()
            },
            &mut sheet.about,
        );
        sheet.note = self.t("report.slow_note").to_owned();
        let points = rows.iter().take(TOP).map(|row| {
            let idle = row.idle_days(self.now).unwrap_or(0);
            (row.sku.clone(), idle, self.days_text(idle), "careful")
        });
        Ok(Ok((
            sheet,
            chart::lying(self.t("report.chart_slow"), points.collect()),
        )))
    }

    fn days_text(&self, days: i64) -> String {
        self.t("report.n_days").replace("{n}", &days.to_string())
    }

    fn runout(&self, ask: &Ask) -> Result<Made, DbError> {
        let days = ask!(ask.days()).unwrap_or(AVERAGE_DAYS);
        let today = self.today();
        let rows = reports::runouts(self.tx, self.now, days, &ask.words(), &today)?;
        let columns = self
            .item_columns()
            .number(self.t("report.available"))
            .number(self.t("report.sold_in"))
            .text(self.t("report.a_day"))
            .number(self.t("report.lasts"))
            .text(self.t("report.out_on"))
            .number(self.t("report.coming"));
        let mut sheet = self.sheet(Kind::Runout, columns);
        let since = Some(self.now - days * day::DAY_MS);
        sheet.rows = rows
            .iter()
            .map(|row| {
                let hundredths = row.sold * 100 / days;
                let mut cells = Self::item_cells(&row.sku, &row.name, row.item);
                cells.extend([
                    Cell::number(row.available),
                    Cell::number(row.sold).to(|| moves(row.item, (since, None), &[("other", "customer")])),
                    Cell::text(format!("{}.{:02}", hundredths / 100, hundredths % 100)),
                    Cell::number(row.days),
                    Cell::text(day::plus(&today, row.days).unwrap_or_else(|| "–".to_owned())),
                    Cell::number(row.expected).to(|| format!("/office/reports/behind/{}", row.item)),
                ]);
                cells
            })
            .collect();
        sheet.about = vec![
            (self.t("report.average_of").to_owned(), self.days_text(days)),
            (
                self.t("report.moment").to_owned(),
                day::minute(self.now, self.offset()),
            ),
        ];
        self.about_items(
            &Ask {
                q: ask.words(),
                ..Ask::default()
            },
            &mut sheet.about,
        );
        sheet.note = self.t("report.runout_note").to_owned();
        let points = rows.iter().take(TOP).map(|row| {
            let tone = match row.days {
                ..7 => "stop",
                7..30 => "careful",
                _ => "",
            };
            (row.sku.clone(), row.days, self.days_text(row.days), tone)
        });
        Ok(Ok((
            sheet,
            chart::lying(self.t("report.chart_runout"), points.collect()),
        )))
    }

    // ------------------------------------------------------------ 銷售表

    fn sales(&self, ask: &Ask) -> Result<Made, DbError> {
        let period = ask!(ask.period(self.now, self.offset()));
        let names = reports::names(self.tx, &ask.words())?;
        let mut sales = reports::sales(self.tx, (period.since, period.until), self.offset())?;
        sales.retain(|sale| names.contains_key(&sale.item));
        let (by_day, by_channel, by_item) = match ask.view.as_str() {
            "day" => (true, false, false),
            "channel" => (false, true, false),
            "item" => (false, false, true),
            _ => (true, true, true),
        };
        let mut groups: BTreeMap<(i64, String, String), (Sale, i64)> = BTreeMap::new();
        for sale in &sales {
            let sku = names
                .get(&sale.item)
                .map(|(sku, _)| sku.clone())
                .unwrap_or_default();
            let key = (
                if by_day { sale.day } else { 0 },
                if by_channel {
                    sale.channel.clone()
                } else {
                    String::new()
                },
                if by_item { sku } else { String::new() },
            );
            let (sum, orders) = groups.entry(key).or_insert_with(|| {
                let none = Sale {
                    sold: 0,
                    returned: 0,
                    orders: 0,
                    ..sale.clone()
                };
                (none, 0)
            });
            sum.sold += sale.sold;
            sum.returned += sale.returned;
            *orders += sale.orders;
        }
        let held: BTreeMap<ItemId, StockRow> = if by_item {
            let filter = StockFilter {
                query: ask.words(),
                ..StockFilter::default()
            };
            let rows = reports::stock(self.tx, &filter, &self.today())?;
            rows.into_iter().map(|row| (row.item, row)).collect()
        } else {
            BTreeMap::new()
        };
        let mut columns = Columns(Vec::new());
        if by_day {
            columns = columns.text(self.t("report.day"));
        }
        if by_channel {
            columns = columns.text(self.t("report.channel"));
        }
        if by_item {
            columns = columns.text(self.t("report.sku")).text(self.t("report.name"));
        }
        // Orders of several items would be counted once an item.
        let orders_known = by_item;
        if orders_known {
            columns = columns.number(self.t("report.orders"));
        }
        columns = columns
            .number(self.t("report.sold"))
            .number(self.t("report.customer_returns"))
            .number(self.t("report.net"));
        if by_item {
            columns = columns
                .number(self.t("report.on_hand"))
                .number(self.t("report.available"));
        }
        let mut sheet = self.sheet(Kind::Sales, columns);
        let day_text = |day: i64| {
            day::date(
                day * day::DAY_MS - i64::from(self.offset()) * 60_000,
                self.offset(),
            )
        };
        for (sale, orders) in groups.values() {
            let mut cells = Vec::new();
            if by_day {
                cells.push(Cell::text(day_text(sale.day)));
            }
            if by_channel {
                let channel = if sale.channel.is_empty() {
                    "–"
                } else {
                    sale.channel.as_str()
                };
                cells.push(Cell::text(channel));
            }
            if by_item {
                let (sku, name) = names.get(&sale.item).cloned().unwrap_or_default();
                cells.extend(Self::item_cells(&sku, &name, sale.item));
                cells.push(Cell::number(*orders));
            }
            let span = if by_day {
                let begins = sale.day * day::DAY_MS - i64::from(self.offset()) * 60_000;
                (
                    Some(begins.max(period.since)),
                    Some((begins + day::DAY_MS).min(period.until)),
                )
            } else {
                (Some(period.since), Some(period.until))
            };
            for number in [sale.sold, sale.returned, sale.sold - sale.returned] {
                let cell = Cell::number(number);
                cells.push(match by_item {
                    true => cell.to(|| moves(sale.item, span, &[("other", "customer")])),
                    false => cell,
                });
            }
            if let Some(row) = held.get(&sale.item) {
                cells.push(Cell::number(row.on_hand()).to(|| moves(sale.item, (None, None), &[])));
                cells.push(Cell::maybe(row.available));
            } else if by_item {
                cells.extend([Cell::number(0), Cell::number(0)]);
            }
            sheet.rows.push(cells);
        }
        let which = ["report.sold", "report.customer_returns", "report.net"].map(|key| self.t(key));
        sheet.add_up(self.t("stock.sum"), &which);
        sheet.about = self.about_period(&period);
        self.about_items(
            &Ask {
                q: ask.words(),
                ..Ask::default()
            },
            &mut sheet.about,
        );
        sheet.note = self.t("report.sales_note").to_owned();
        let mut days: BTreeMap<i64, i64> = BTreeMap::new();
        for sale in &sales {
            *days.entry(sale.day).or_default() += sale.sold - sale.returned;
        }
        let skipped = days.len().saturating_sub(chart::BARS);
        let points: Vec<Point> = days
            .into_iter()
            .skip(skipped)
            .map(|(day, pieces)| (day_text(day)[5..].to_owned(), pieces, pieces.to_string(), ""))
            .collect();
        Ok(Ok((sheet, chart::standing(self.t("report.chart_sales"), points))))
    }
}
