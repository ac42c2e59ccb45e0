//! What stands behind a number: the movements, the lists that reserve, the deliveries that are owed.

use crate::db::{DbError, Tx};
use crate::domain::stock::Move;
use crate::params;
use shared::id::{DeliveryId, ItemId, ListId, PurchaseId};
use shared::stock::{Condition, Lot};

/// Which movements of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveFilter {
    pub item: ItemId,
    /// From this moment on, milliseconds since 1970.
    pub since: i64,
    /// Before this moment.
    pub until: i64,
    pub condition: Option<Condition>,
    /// Number and expiry, each where it is not empty.
    pub lot: Lot,
    /// A place outside the house that one end must be: `customer`; empty: any.
    pub other: String,
}

/// The movements, latest first.
pub fn moves(tx: &Tx<'_>, filter: &MoveFilter, limit: i64) -> Result<Vec<Move>, DbError> {
    let condition = filter.condition.map(Condition::code).unwrap_or_default();
    tx.rows(
        include_str!("sql/moves.sql"),
        params![
            filter.item,
            filter.since,
            filter.until,
            condition,
            &filter.lot.number,
            &filter.lot.expiry,
            &filter.other,
            limit
        ],
    )?
    .iter()
    .map(Move::decode)
    .collect()
}

/// A line of a released list that speaks for an item.
#[derive(Clone, Debug)]
pub struct Spoken {
    pub list: ListId,
    pub number: String,
    pub state: String,
    pub bin: String,
    pub lot: Lot,
    pub quantity: i64,
}

pub fn spoken(tx: &Tx<'_>, item: ItemId, limit: i64) -> Result<Vec<Spoken>, DbError> {
    tx.rows(include_str!("sql/behind_reserved.sql"), params![item, limit])?
        .iter()
        .map(|row| {
            Ok(Spoken {
                list: row.parse("list")?,
                number: row.text("number")?,
                state: row.text("state")?,
                bin: row.text("bin")?,
                lot: Lot {
                    number: row.text("lot")?,
                    expiry: row.text("expiry")?,
                },
                quantity: row.int("quantity")?,
            })
        })
        .collect()
}

/// A line of an open delivery that still owes an item.
#[derive(Clone, Debug)]
pub struct Owed {
    pub delivery: DeliveryId,
    pub number: String,
    pub purchase: Option<PurchaseId>,
    pub purchase_no: String,
    pub supplier: String,
    pub due: String,
    /// It is here, and not counted.
    pub arrived: bool,
    pub quantity: i64,
}

pub fn owed(tx: &Tx<'_>, item: ItemId, limit: i64) -> Result<Vec<Owed>, DbError> {
    tx.rows(include_str!("sql/behind_expected.sql"), params![item, limit])?
        .iter()
        .map(|row| {
            Ok(Owed {
                delivery: row.parse("id")?,
                number: row.text("number")?,
                purchase: row.opt_parse("purchase")?,
                purchase_no: row.text("purchase_no")?,
                supplier: row.text("supplier")?,
                due: row.text("due")?,
                arrived: row.opt_int("arrived_at")?.is_some() || row.text("state")? == "started",
                quantity: row.int("quantity")?,
            })
        })
        .collect()
}
