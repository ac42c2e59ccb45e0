//! Stock at a past moment: the ledger is a log, and marks keep the fold short however long the log gets.
//!
//! A moment means: all that happened before it, whenever the server heard of it. The answer is the newest mark at or
//! before the moment and the movements between the two, read through the index on `at`.
//!
//! Invariant: the balances of a mark are the fold of the movements with `at` before it. A movement that is posted
//! after its mark was kept (a handheld was offline, a count was corrected) is added to every later mark by [`late`],
//! in the transaction that posts it: nothing is ever invalid, and nothing is made again. `check` compares.
//!
//! A mark is a midnight of the shop. Not every midnight gets one: the next mark comes after at least [`LEAST`]
//! movements, and not fewer than half the balances of the last, so that a question folds no more rows than its answer
//! has (or [`LEAST`], and a day), and all marks together are at most twice as long as the ledger.
//!
//! Deliberately absent: places outside the house, whose totals nobody asks for; removal of old marks.

use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::settings::{self, day::DAY_MS};
use crate::params;
use shared::id::ItemId;
use shared::stock::{Condition, Lot, Movement, Place};

/// Movements between two marks, at least.
pub const LEAST: i64 = 10_000;
/// Before every movement: the mark that is always there and holds nothing.
const BEGINNING: i64 = i64::MIN;

/// So many pieces of one kind in one place of the house.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    pub item: ItemId,
    pub place: Place,
    pub lot: Lot,
    pub condition: Condition,
    pub quantity: i64,
}

impl At {
    /// Columns `item`, `place`, `lot`, `expiry`, `condition`, `quantity`.
    pub(crate) fn decode(row: &Row) -> Result<At, DbError> {
        Ok(At {
            item: row.parse("item")?,
            place: row.parse("place")?,
            lot: Lot {
                number: row.text("lot")?,
                expiry: row.text("expiry")?,
            },
            condition: row.code("condition", Condition::parse)?,
            quantity: row.int("quantity")?,
        })
    }
}

/// What the house held just before `moment` (milliseconds since 1970), of one item or of all; never zero.
pub fn stock_at(tx: &Tx<'_>, item: Option<ItemId>, moment: i64) -> Result<Vec<At>, DbError> {
    let mark = newest(tx, moment)?;
    let rows = match item {
        None => tx.rows(include_str!("sql/stock_at.sql"), params![mark, moment])?,
        Some(item) => tx.rows(include_str!("sql/stock_at_item.sql"), params![mark, moment, item])?,
    };
    rows.iter().map(At::decode).collect()
}

/// What a place held of an item, lot and condition just before `moment`.
pub fn held_at(
    tx: &Tx<'_>,
    moment: i64,
    (item, place): (ItemId, Place),
    lot: &Lot,
    condition: Condition,
) -> Result<i64, DbError> {
    let all = stock_at(tx, Some(item), moment)?;
    let same = |at: &&At| at.place == place && at.lot == *lot && at.condition == condition;
    Ok(all.iter().filter(same).map(|at| at.quantity).sum())
}

/// The newest mark at or before a moment.
pub fn newest(tx: &Tx<'_>, moment: i64) -> Result<i64, DbError> {
    let row = tx.row(include_str!("sql/mark_newest.sql"), params![moment])?;
    Ok(match row {
        Some(row) => row.opt_int("n")?.unwrap_or(BEGINNING),
        None => BEGINNING,
    })
}

/// The first midnight of the shop after a moment.
fn midnight_after(moment: i64, utc_offset_min: i32) -> i64 {
    let offset = i64::from(utc_offset_min) * 60_000;
    ((moment + offset).div_euclid(DAY_MS) + 1) * DAY_MS - offset
}

/// The mark that is due, if one is: after the newest, behind `least` movements, at a midnight that has passed.
fn due(tx: &Tx<'_>, now: i64, least: i64) -> Result<Option<(i64, i64)>, DbError> {
    let last = newest(tx, i64::MAX)?;
    let kept = tx.number(
        "select count(*) as n from stock_mark_balance where mark = ?1",
        params![last],
    )?;
    let nth = tx.row(
        include_str!("sql/mark_nth.sql"),
        params![last, least.max(kept / 2) - 1],
    )?;
    let Some(nth) = nth else { return Ok(None) };
    let next = midnight_after(nth.int("n")?, settings::shop(tx)?.utc_offset_min);
    Ok((next <= now).then_some((last, next)))
}

/// Whether [`keep`] has something to do: a question that is read only.
pub fn is_due(tx: &Tx<'_>, now: i64) -> Result<bool, DbError> {
    Ok(due(tx, now, LEAST)?.is_some())
}

/// Keeps the next mark that is due, one a call; `false` where none is. `least` is [`LEAST`] but in tests.
pub fn keep(cx: &Cx<'_>, least: i64) -> Result<bool, DbError> {
    let Some((last, next)) = due(cx, cx.now, least)? else {
        return Ok(false);
    };
    cx.exec(
        "insert into stock_mark (at, made_at) values (?1, ?2)",
        params![next, cx.now],
    )?;
    cx.exec(include_str!("sql/mark_balances.sql"), params![last, next])?;
    Ok(true)
}

/// Takes a movement that happened at `at` into the marks after it. Almost always there is none.
pub(super) fn late(cx: &Cx<'_>, at: i64, movement: &Movement) -> Result<(), DbError> {
    let later = cx.number("select count(*) as n from stock_mark where at > ?1", params![at])?;
    if later == 0 {
        return Ok(());
    }
    for (place, delta) in [
        (movement.from, -movement.quantity),
        (movement.to, movement.quantity),
    ] {
        if in_house(place) {
            cx.exec(
                include_str!("sql/mark_late.sql"),
                params![
                    at,
                    movement.item,
                    place,
                    &movement.lot.number,
                    &movement.lot.expiry,
                    movement.condition,
                    delta
                ],
            )?;
        }
    }
    Ok(())
}

/// Bins, totes, parcels, plates and the dock: what the shop has.
pub fn in_house(place: Place) -> bool {
    match place {
        Place::Bin(_) | Place::Tote(_) | Place::Parcel(_) | Place::Plate(_) | Place::Dock => true,
        Place::Opening | Place::Supplier | Place::Customer | Place::Lost | Place::Scrap | Place::Regrade => {
            false
        }
    }
}
