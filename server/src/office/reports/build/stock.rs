//! 庫存報表: what there is and what it is worth, by item or by lot.

use super::{Desk, Made, behind, moves};
use crate::domain::reports::{self, Costs, StockFilter, StockRow, is_valued};
use crate::office::reports::ask::{Ask, Kind};
use crate::office::table::{Cell, Columns, Sheet};
use shared::stock::Condition;

impl Desk<'_> {
    pub(super) fn stock(&self, ask: &Ask) -> Made {
        let filter = ask.stock(self.offset(), &self.today())?;
        let rows = reports::stock(self.tx, &filter, &self.today())?;
        let costs = self.costs(filter.moment.unwrap_or(i64::MAX))?;
        let mut about = self.about_moment(filter.moment.unwrap_or(self.now));
        about.extend(self.about_items(ask));
        about.extend(self.about_condition(ask));
        about.extend(self.about_zone(ask));
        if !filter.expires_by.is_empty() {
            about.extend(self.about("report.expires_by", filter.expires_by.clone()));
        }
        let columns = match filter.by_lot {
            true => self.lots(&filter),
            false => self.items(&filter, &rows),
        };
        let mut sheet = self.sheet(
            Kind::Stock,
            self.worth(columns, filter.moment, costs.as_ref()),
            &rows,
            about,
        );
        self.stock_notes(&mut sheet, &filter, costs.is_some());
        Ok((sheet, None))
    }

    fn about_zone(&self, ask: &Ask) -> Option<(String, String)> {
        let zone = match ask.zone.as_str() {
            "" => return None,
            "@dock" => self.t("report.at_dock"),
            "@totes" => self.t("report.at_totes"),
            "@parcels" => self.t("report.at_parcels"),
            zone => zone,
        };
        Some((self.t("report.zone").to_owned(), zone.to_owned()))
    }

    fn stock_notes(&self, sheet: &mut Sheet, filter: &StockFilter, costs: bool) {
        let mut notes = Vec::new();
        if filter.moment.is_some() {
            notes.push(self.t("report.past_note"));
        }
        if costs {
            notes.push(self.t("report.cost_note"));
        }
        sheet.note = notes.join("\n");
        if costs {
            self.note_unknown(sheet);
        }
    }

    /// Conditions that any row has; good always.
    fn conditions(rows: &[StockRow]) -> Vec<(usize, Condition)> {
        let all = (0..).zip(Condition::ALL);
        all.filter(|(at, _)| *at == 0 || rows.iter().any(|row| row.by_condition[*at] != 0))
            .collect()
    }

    fn items<'c>(&'c self, filter: &StockFilter, rows: &[StockRow]) -> Columns<'c, StockRow> {
        let moment = filter.moment;
        let of = move |row: &StockRow, condition: &str| {
            moves(row.item, (None, moment), &[("condition", condition)])
        };
        let mut columns = self
            .item_columns(|row: &StockRow| (row.sku.as_str(), row.name.as_str(), row.item))
            .number(self.t("report.on_hand"), move |row| {
                Cell::number(row.on_hand()).to(|| of(row, ""))
            })
            .summed();
        for (at, condition) in Self::conditions(rows) {
            columns = columns
                .number(condition.text(self.p.lang), move |row| {
                    Cell::number(row.by_condition[at]).to(|| of(row, condition.code()))
                })
                .summed();
        }
        columns = columns.number(self.t("report.available"), |row| {
            Cell::maybe(row.available).to(|| format!("/office/stock/{}", row.item))
        });
        if filter.moment.is_none() {
            columns = columns.summed();
        }
        type Plan = (&'static str, fn(&StockRow) -> Option<i64>);
        let plans: [Plan; 3] = [
            ("report.reserved", |row| row.reserved),
            ("report.expected", |row| row.expected),
            ("report.arrived", |row| row.arrived),
        ];
        for (key, number) in plans {
            columns = columns.number(self.t(key), move |row| {
                Cell::maybe(number(row)).to(|| behind(row.item))
            });
            if filter.moment.is_none() {
                columns = columns.summed();
            }
        }
        columns
    }

    fn lots<'c>(&'c self, filter: &StockFilter) -> Columns<'c, StockRow> {
        let (moment, lang) = (filter.moment, self.p.lang);
        let there = move |row: &StockRow| {
            let rest = [
                (
                    "condition",
                    row.condition.map(Condition::code).unwrap_or_default(),
                ),
                ("lot", row.lot.number.as_str()),
                ("expiry", row.lot.expiry.as_str()),
            ];
            moves(row.item, (None, moment), &rest)
        };
        self.item_columns(|row: &StockRow| (row.sku.as_str(), row.name.as_str(), row.item))
            .text(self.t("report.condition"), move |row| {
                Cell::text(row.condition.map_or("", |condition| condition.text(lang)))
            })
            .text(self.t("report.lot"), |row| Cell::text(&row.lot.number))
            .text(self.t("report.expiry"), |row| Cell::text(&row.lot.expiry))
            .number(self.t("report.on_hand"), move |row| {
                Cell::number(row.on_hand()).to(|| there(row))
            })
            .summed()
            .number(self.t("report.available"), |row| Cell::maybe(row.available))
            .number(self.t("report.reserved"), |row| {
                Cell::maybe(row.reserved).to(|| behind(row.item))
            })
    }

    /// Cost and value, where they may be seen.
    fn worth<'c>(
        &'c self,
        columns: Columns<'c, StockRow>,
        moment: Option<i64>,
        costs: Option<&'c Costs>,
    ) -> Columns<'c, StockRow> {
        let Some(costs) = costs else { return columns };
        let valued = |row: &StockRow| row.condition.is_none_or(is_valued);
        columns
            .money(self.t("report.cost"), move |row| match valued(row) {
                true => match costs.of(row.item) {
                    Some(cost) => {
                        Cell::money(cost).to(|| moves(row.item, (None, moment), &[("other", "supplier")]))
                    }
                    None => self.amount(None),
                },
                false => Cell::maybe(None),
            })
            .cost()
            .money(self.t("report.value"), move |row| match valued(row) {
                true => self.amount(costs.value(row.item, row.valued())),
                false => Cell::maybe(None),
            })
            .summed()
            .cost()
    }
}
