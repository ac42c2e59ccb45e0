//! What lists were promised of an item in a bin, and whether it is still there.
//!
//! Invariant: the question is open only while more is spoken for than is good there; it closes itself. A bin below zero
//! of which nothing is spoken for is [`Kind::NegativeStock`]'s matter.

use super::{at_bin, reserved};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::params;
use shared::id::{BinId, DiscrepancyId, FactId, ItemId, StaffId};
use shared::stock::Place;

/// Looks again. `ask`: something other than a pick took pieces away, so a shortage is worth a question; else only a
/// question that is open is brought up to date.
pub fn settle_promise(
    cx: &Cx<'_>,
    item: ItemId,
    bin: BinId,
    ask: bool,
    (fact, staff): (Option<FactId>, Option<StaffId>),
) -> Result<Option<DiscrepancyId>, DbError> {
    let subject = format!("{item} {bin}");
    let open = discrepancies::find_open(cx, Kind::OverPromised, &subject)?;
    if !ask && open.is_none() {
        return Ok(None);
    }
    let there: i64 = at_bin(cx, item, bin)?.iter().map(|(_, quantity)| quantity).sum();
    let missing = reserved(cx, item, bin)? - there.max(0);
    if missing <= 0 {
        discrepancies::close(cx, Kind::OverPromised, &subject, "by_itself")?;
        return Ok(None);
    }
    let raise = Raise {
        fact,
        staff,
        item: Some(item),
        bin: Some(bin),
        quantity: missing,
        ..Raise::new(Kind::OverPromised, subject)
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}

/// The items and bins whose balance a fact has changed.
pub fn changed_by(cx: &Cx<'_>, fact: FactId) -> Result<Vec<(ItemId, BinId)>, DbError> {
    let mut out = Vec::new();
    for row in cx.rows(include_str!("sql/changed_by.sql"), params![fact])? {
        if let Place::Bin(bin) = row.parse("place")? {
            out.push((row.parse("item")?, bin));
        }
    }
    Ok(out)
}
