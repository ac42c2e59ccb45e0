//! 銷售表: what was sold, as the ledger says: pieces that left the house for a customer.

use crate::db::{DbError, Tx};
use crate::params;
use shared::id::ItemId;

/// Pieces of an item on one day for one platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The platform; empty where what left belonged to no order.
    pub channel: String,
    pub item: ItemId,
    /// Days since 1970 in the shop's zone.
    pub day: i64,
    pub sold: i64,
    /// What came back.
    pub returned: i64,
    /// Orders it was in.
    pub orders: i64,
}

/// From `since` on and before `until` (milliseconds since 1970), by platform, item and day.
pub fn sales(tx: &Tx<'_>, (since, until): (i64, i64), utc_offset_min: i32) -> Result<Vec<Sale>, DbError> {
    let offset = i64::from(utc_offset_min) * 60_000;
    tx.rows(include_str!("sql/sales.sql"), params![since, until, offset])?
        .iter()
        .map(|row| {
            Ok(Sale {
                channel: row.text("channel")?,
                item: row.parse("item")?,
                day: row.int("day")?,
                sold: row.int("sold")?,
                returned: row.int("returned")?,
                orders: row.int("orders")?,
            })
        })
        .collect()
}
