//! 網站流量報表: what a platform says of visits, a row a day, platform and, where it says so, item.
//!
//! Invariant: a day, platform and item stand once; rows that repeat one are held. Deliberately absent: whether the SKU is
//! known.

use super::fields::Field;
use super::file::Sheet;
use super::items::{Cells, Intake};
use super::mapping::{Mapping, Reader};
use super::row::What;
use super::value::{self, Wrong};
use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrafficDraft {
    /// `YYYY-MM-DD`
    pub day: String,
    pub channel: String,
    /// Empty: the shop's pages as a whole.
    pub sku: String,
    pub visitors: i64,
    pub views: i64,
    pub clicks: i64,
    pub row: u32,
}

/// A count of visits; a dash is none.
fn visits(text: &str) -> Result<i64, Wrong> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '，')).collect();
    match plain.trim() {
        "-" | "–" | "—" => Ok(0),
        plain => match value::whole(plain)? {
            n @ 0.. => Ok(n),
            _ => Err(Wrong::OutOfRange),
        },
    }
}

pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> Intake<TrafficDraft> {
    let reader = Reader::new(sheet, mapping);
    let order = mapping.options.date_order;
    let mut out = Intake::of(sheet);
    let mut seen: HashMap<(String, String, String), u32> = HashMap::new();
    for row in sheet.rows() {
        let number = sheet.row_number(row);
        let mut cells = Cells {
            sheet,
            reader: &reader,
            key: reader.get(row, Field::TrafficDay),
            problems: Vec::new(),
        };
        for field in [Field::TrafficDay, Field::Channel, Field::Visitors] {
            cells.required(row, field);
        }
        let day = cells
            .read(row, Field::TrafficDay, |text| value::day(text, order))
            .map(value::day_iso)
            .unwrap_or_default();
        let channel = cells.text(row, Field::Channel).to_owned();
        let sku = cells.text(row, Field::Sku).to_owned();
        let key = (day.clone(), channel.clone(), sku.clone());
        if let Some(&first_row) = seen.get(&key) {
            cells.hold(
                row,
                What::Repeated {
                    field: Field::TrafficDay,
                    first_row,
                },
            );
        }
        seen.entry(key).or_insert(number);
        let mut count = |field| cells.read(row, field, visits).unwrap_or(0);
        let draft = TrafficDraft {
            visitors: count(Field::Visitors),
            views: count(Field::PageViews),
            clicks: count(Field::Clicks),
            day,
            channel,
            sku,
            row: number,
        };
        out.add(Some(draft), cells.problems);
    }
    out
}
