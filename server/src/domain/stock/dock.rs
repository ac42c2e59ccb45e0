//! The dock below nothing: what of it is explained, and what asks a person.
//!
//! Pieces that were put away as good before the books held them (待判, over-delivered) leave the dock with less than no
//! good pieces and with held ones that are not there. That is one question of its own, which closes itself when the
//! office accepts what is over; only what no held piece explains is negative stock.
//! Invariant: a function of the dock's balances of one item and lot, so any order of postings asks the same.

use super::Source;
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::params;
use shared::id::{BinId, ItemId};
use shared::stock::{Condition, Lot, Place};

/// What names a question about an item and lot at the dock.
pub fn subject(item: ItemId, lot: &Lot) -> String {
    format!("{} {item} {} {}", Place::Dock, lot.number, lot.expiry)
}

/// Asks, refreshes or closes the dock's questions about an item and lot.
pub(super) fn settle(cx: &Cx<'_>, source: &Source, item: ItemId, lot: &Lot) -> Result<(), DbError> {
    let (mut good, mut held, mut missing) = (0, 0, 0);
    for row in cx.rows(
        include_str!("sql/at_dock.sql"),
        params![Place::Dock, item, &lot.number, &lot.expiry],
    )? {
        let quantity = row.int("quantity")?;
        match row.code("condition", Condition::parse)? {
            Condition::Good => good = quantity,
            Condition::Hold => held = quantity,
            Condition::PendingInspection | Condition::BGrade | Condition::Defect | Condition::Blocked => {}
        }
        missing += (-quantity).max(0);
    }
    let explained = (-good).clamp(0, held.max(0));
    let ask = |kind: Kind, quantity: i64, bin: Option<BinId>| -> Result<(), DbError> {
        let subject = subject(item, lot);
        if quantity == 0 {
            return discrepancies::close(cx, kind, &subject, "by_itself");
        }
        let raise = Raise {
            fact: source.fact,
            staff: source.staff,
            item: Some(item),
            bin,
            quantity,
            detail: Place::Dock.to_string(),
            ..Raise::new(kind, subject)
        };
        discrepancies::raise(cx, &raise).map(|_| ())
    };
    let bin = if explained > 0 {
        last_bin(cx, item, lot)?
    } else {
        None
    };
    ask(Kind::HeldPutAway, explained, bin)?;
    ask(Kind::NegativeStock, explained - missing, None)
}

/// Where good pieces of this item and lot were put away last.
fn last_bin(cx: &Cx<'_>, item: ItemId, lot: &Lot) -> Result<Option<BinId>, DbError> {
    let row = cx.row(
        include_str!("sql/put_away_last.sql"),
        params![Place::Dock, item, &lot.number, &lot.expiry, Condition::Good],
    )?;
    let place = row.map(|row| row.parse::<Place>("bin")).transpose()?;
    Ok(match place {
        Some(Place::Bin(bin)) => Some(bin),
        _ => None,
    })
}
