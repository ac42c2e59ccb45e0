//! What is where, what of it is spoken for, and the movements behind a number.

use crate::db::{DbError, Row, Tx};
use crate::params;
use shared::id::{BinId, FactId, ItemId, StaffId};
use shared::stock::{Condition, Lot, Place};

/// Stock of an item at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub place: Place,
    /// The bin's code where the place is a bin, the list's or parcel's number where it is one.
    pub place_name: String,
    pub lot: Lot,
    pub condition: Condition,
    pub quantity: i64,
    /// Spoken for by released lists; bins only.
    pub reserved: i64,
    pub blocked: bool,
}

fn decode(row: &Row) -> Result<Held, DbError> {
    Ok(Held {
        item: row.parse("item")?,
        sku: row.text("sku")?,
        name: row.text("name")?,
        place: row.parse("place")?,
        place_name: row.text("place_name")?,
        lot: Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        },
        condition: row.code("condition", Condition::parse)?,
        quantity: row.int("quantity")?,
        reserved: row.int("reserved")?,
        blocked: row.flag("blocked")?,
    })
}

/// Everything held inside the house (bins, totes, parcels), of one item or of all whose search text, or whose
/// bin, list or parcel, contains `query` (lower case), by item and place.
pub fn held(tx: &Tx<'_>, item: Option<ItemId>, query: &str, limit: i64) -> Result<Vec<Held>, DbError> {
    tx.rows(include_str!("sql/held.sql"), params![item, query, limit])?
        .iter()
        .map(decode)
        .collect()
}

/// What a place holds of an item, lot and condition.
pub fn at(tx: &Tx<'_>, place: Place, item: ItemId, lot: &Lot, condition: Condition) -> Result<i64, DbError> {
    tx.number(
        include_str!("sql/held_at.sql"),
        params![place, item, &lot.number, &lot.expiry, condition],
    )
}

/// What a bin holds of an item, all lots, good only.
pub fn at_bin(tx: &Tx<'_>, item: ItemId, bin: BinId) -> Result<Vec<(Lot, i64)>, DbError> {
    tx.rows(include_str!("sql/at_bin.sql"), params![item, Place::Bin(bin)])?
        .iter()
        .map(|row| {
            Ok((
                Lot {
                    number: row.text("lot")?,
                    expiry: row.text("expiry")?,
                },
                row.int("quantity")?,
            ))
        })
        .collect()
}

/// Pieces of an item in a bin that released lists have spoken for.
pub fn reserved(tx: &Tx<'_>, item: ItemId, bin: BinId) -> Result<i64, DbError> {
    tx.number(include_str!("sql/reserved.sql"), params![item, bin])
}

/// A movement with its circumstances.
#[derive(Clone, Debug)]
pub struct Move {
    pub at: i64,
    pub fact: Option<FactId>,
    pub kind: String,
    pub source: String,
    pub staff: Option<StaffId>,
    pub staff_name: String,
    pub lot: Lot,
    pub condition: Condition,
    pub from: Place,
    pub from_name: String,
    pub to: Place,
    pub to_name: String,
    pub quantity: i64,
}

impl Move {
    pub(crate) fn decode(row: &Row) -> Result<Move, DbError> {
        Ok(Move {
            at: row.int("at")?,
            fact: row.opt_parse("fact")?,
            kind: row.opt_text("kind")?.unwrap_or_default(),
            source: row.text("source")?,
            staff: row.opt_parse("staff")?,
            staff_name: row.opt_text("staff_name")?.unwrap_or_default(),
            lot: Lot {
                number: row.text("lot")?,
                expiry: row.text("expiry")?,
            },
            condition: row.code("condition", Condition::parse)?,
            from: row.parse("from_place")?,
            from_name: row.opt_text("from_name")?.unwrap_or_default(),
            to: row.parse("to_place")?,
            to_name: row.opt_text("to_name")?.unwrap_or_default(),
            quantity: row.int("quantity")?,
        })
    }
}

/// The movements of an item, newest first.
pub fn movements_of(tx: &Tx<'_>, item: ItemId, limit: i64) -> Result<Vec<Move>, DbError> {
    tx.rows(include_str!("sql/movements_of.sql"), params![item, limit])?
        .iter()
        .map(Move::decode)
        .collect()
}
