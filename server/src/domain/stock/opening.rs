//! Opening stock, and setting a bin to what was really counted in it.

use super::{Source, at_bin, post, serial};
use crate::db::{Cx, DbError};
use crate::params;
use shared::id::{BinId, ItemId};
use shared::quantity;
use shared::stock::{Condition, Lot, Movement, Place};

/// Stock that is there on the first day.
#[derive(Clone, Debug)]
pub struct Opening {
    pub item: ItemId,
    pub bin: BinId,
    pub lot: Lot,
    pub condition: Condition,
    pub quantity: i64,
    /// Of an item that is tracked by serial number: one piece, one number. Empty otherwise.
    pub serial: String,
}

/// What an item may be tracked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracked {
    Lot,
    Expiry,
    Serial,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpeningOutcome {
    Posted,
    /// The quantity cannot be: says why.
    Refused(quantity::QuantityError),
    /// The item is tracked by these, and they were not given.
    Missing(Vec<Tracked>),
    /// A serial number stands for one piece.
    OnePiece,
    /// This serial number was opened before, or received.
    SerialKnown,
}

/// Stock that can be traced: an item that is tracked comes in with its lot, expiry and serial number, or not at all.
pub fn open_stock(cx: &Cx<'_>, opening: &Opening) -> Result<OpeningOutcome, DbError> {
    if let Err(error) = quantity::check(opening.quantity) {
        return Ok(OpeningOutcome::Refused(error));
    }
    let missing = missing(cx, opening)?;
    if !missing.is_empty() {
        return Ok(OpeningOutcome::Missing(missing));
    }
    if !opening.serial.is_empty() {
        if opening.quantity != 1 {
            return Ok(OpeningOutcome::OnePiece);
        }
        if !serial::open(cx, opening.item, &opening.serial, opening.bin)? {
            return Ok(OpeningOutcome::SerialKnown);
        }
    }
    let source = Source {
        fact: None,
        what: "opening".to_owned(),
        staff: cx.staff(),
        at: cx.now,
    };
    let movement = Movement {
        item: opening.item,
        lot: opening.lot.clone(),
        condition: opening.condition,
        from: Place::Opening,
        to: Place::Bin(opening.bin),
        quantity: opening.quantity,
    };
    post(cx, &source, &movement)?;
    Ok(OpeningOutcome::Posted)
}

/// What an item is tracked by and this opening does not say.
fn missing(cx: &Cx<'_>, opening: &Opening) -> Result<Vec<Tracked>, DbError> {
    let Some(row) = cx.row(include_str!("sql/tracked.sql"), params![opening.item])? else {
        return Ok(Vec::new());
    };
    let asked = [
        (Tracked::Lot, row.flag("lot_tracked")?, &opening.lot.number),
        (Tracked::Expiry, row.flag("expiry_tracked")?, &opening.lot.expiry),
        (Tracked::Serial, row.flag("serial_tracked")?, &opening.serial),
    ];
    let missing = asked
        .into_iter()
        .filter(|(_, tracked, given)| *tracked && given.is_empty());
    Ok(missing.map(|(what, _, _)| what).collect())
}

/// Sets what a bin holds of an item to `counted` pieces: the difference comes from or goes to `lost`, out of the
/// lots that expire last, so that what is left is what will be sold first.
pub fn adjust_to(cx: &Cx<'_>, item: ItemId, bin: BinId, counted: i64, what: &str) -> Result<i64, DbError> {
    let lots = at_bin(cx, item, bin)?;
    let book: i64 = lots.iter().map(|(_, quantity)| quantity).sum();
    let source = Source {
        fact: None,
        what: what.to_owned(),
        staff: cx.staff(),
        at: cx.now,
    };
    let between = |lot: &Lot, from: Place, to: Place, quantity: i64| Movement {
        item,
        lot: lot.clone(),
        condition: Condition::Good,
        from,
        to,
        quantity,
    };
    // First nothing may stay below zero, then the rest follows.
    let mut missing = counted - book;
    for (lot, quantity) in lots.iter().filter(|(_, quantity)| *quantity < 0) {
        post(
            cx,
            &source,
            &between(lot, Place::Lost, Place::Bin(bin), -quantity),
        )?;
        missing += quantity;
    }
    if missing > 0 {
        let lot = lots
            .iter()
            .map(|(lot, _)| lot)
            .max_by_key(|lot| lot.expiry.clone())
            .cloned()
            .unwrap_or_default();
        post(cx, &source, &between(&lot, Place::Lost, Place::Bin(bin), missing))?;
    }
    let mut surplus = -missing;
    let mut positive: Vec<&(Lot, i64)> = lots.iter().filter(|(_, quantity)| *quantity > 0).collect();
    positive.sort_by(|(a, _), (b, _)| b.expiry.cmp(&a.expiry));
    for (lot, quantity) in positive {
        let taken = surplus.min(*quantity);
        if taken > 0 {
            post(cx, &source, &between(lot, Place::Bin(bin), Place::Lost, taken))?;
            surplus -= taken;
        }
    }
    Ok(counted - book)
}

/// What a bin was opened with of an item and lot.
pub fn opened(
    cx: &Cx<'_>,
    item: ItemId,
    bin: BinId,
    lot: &Lot,
    condition: Condition,
) -> Result<i64, DbError> {
    cx.number(
        include_str!("sql/opened.sql"),
        params![item, Place::Bin(bin), &lot.number, &lot.expiry, condition],
    )
}
