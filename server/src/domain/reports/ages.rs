//! 庫齡, 呆滯 and what runs out when.
//!
//! Age is first in, first out: what is there is taken to be what came in last. So the ages of a stock need only the
//! pieces that came in during the last windows, and older movements are never read.

use super::stock::{StockFilter, stock};
use crate::db::{DbError, Tx};
use crate::domain::settings::day::DAY_MS;
use crate::params;
use shared::id::ItemId;
use std::collections::HashMap;

/// Days at which a window of ages ends; the last has no end.
pub const WINDOWS: [i64; 4] = [30, 60, 90, 180];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Age {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub on_hand: i64,
    /// Pieces in each window, youngest first, and older than all.
    pub pieces: [i64; 5],
    /// Milliseconds since 1970.
    pub came_first: Option<i64>,
    pub came_last: Option<i64>,
    pub sold_last: Option<i64>,
}

impl Age {
    /// 庫齡天數: whole days since it first came in.
    pub fn days(&self, now: i64) -> Option<i64> {
        self.came_first.map(|at| (now - at).div_euclid(DAY_MS))
    }

    /// 呆滯天數: whole days since it was last sold; since it first came in where it never was.
    pub fn idle_days(&self, now: i64) -> Option<i64> {
        let since = self.sold_last.or(self.came_first);
        since.map(|at| (now - at).div_euclid(DAY_MS))
    }
}

/// What is there, youngest first, out of what came in since the end of each window.
fn layers(on_hand: i64, came_since: [i64; 4]) -> [i64; 5] {
    let mut pieces = [0; 5];
    let mut before = 0;
    for (window, came) in pieces.iter_mut().zip(came_since) {
        let upto = came.min(on_hand).max(before);
        *window = upto - before;
        before = upto;
    }
    pieces[4] = on_hand - before;
    pieces
}

/// Items in the house, by SKU.
pub fn ages(tx: &Tx<'_>, now: i64, query: &str) -> Result<Vec<Age>, DbError> {
    let [first, second, third, fourth] = WINDOWS.map(|days| now - days * DAY_MS);
    let query = query.trim().to_lowercase();
    tx.rows(
        include_str!("sql/ages.sql"),
        params![first, second, third, fourth, &query],
    )?
    .iter()
    .map(|row| {
        let on_hand = row.int("pieces")?;
        let came = [
            row.int("first")?,
            row.int("second")?,
            row.int("third")?,
            row.int("fourth")?,
        ];
        Ok(Age {
            item: row.parse("item")?,
            sku: row.text("sku")?,
            name: row.text("name")?,
            on_hand,
            pieces: layers(on_hand, came),
            came_first: row.opt_int("came_first")?,
            came_last: row.opt_int("came_last")?,
            sold_last: row.opt_int("sold_last")?,
        })
    })
    .collect()
}

/// When an item runs out if it goes on as in the last days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runout {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub available: i64,
    pub expected: i64,
    /// Pieces sold in the days looked at, less what came back.
    pub sold: i64,
    /// Whole days that the available pieces last, at that pace; what is expected not counted.
    pub days: i64,
}

/// Items that were sold in the last `days` days, those that run out first in front.
pub fn runouts(tx: &Tx<'_>, now: i64, days: i64, query: &str, today: &str) -> Result<Vec<Runout>, DbError> {
    let filter = StockFilter {
        query: query.to_owned(),
        ..StockFilter::default()
    };
    let held: HashMap<ItemId, (i64, i64)> = stock(tx, &filter, today)?
        .into_iter()
        .map(|row| {
            let coming = row.expected.unwrap_or(0) + row.arrived.unwrap_or(0);
            (row.item, (row.available.unwrap_or(0), coming))
        })
        .collect();
    let names = super::names(tx, query)?;
    let mut rows = Vec::new();
    for row in tx.rows(include_str!("sql/demand.sql"), params![now - days * DAY_MS, now])? {
        let (item, sold) = (row.parse::<ItemId>("item")?, row.int("quantity")?);
        let Some((sku, name)) = names.get(&item) else {
            continue;
        };
        if sold <= 0 {
            continue;
        }
        let (available, expected) = held.get(&item).copied().unwrap_or_default();
        rows.push(Runout {
            item,
            sku: sku.clone(),
            name: name.clone(),
            available,
            expected,
            sold,
            days: available.max(0) * days / sold,
        });
    }
    rows.sort_by(|a, b| (a.days, &a.sku).cmp(&(b.days, &b.sku)));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::layers;

    #[test]
    fn what_is_there_is_what_came_in_last() {
        // 10 came within 30 days, 25 within 60, nothing more within 180; 40 are there.
        assert_eq!(layers(40, [10, 25, 25, 25]), [10, 15, 0, 0, 15]);
        assert_eq!(layers(8, [10, 25, 25, 25]), [8, 0, 0, 0, 0]);
        assert_eq!(layers(12, [0, 0, 0, 0]), [0, 0, 0, 0, 12]);
    }
}
