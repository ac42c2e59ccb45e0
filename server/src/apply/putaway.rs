//! Put-away in the books: dock → bin, or a tote that is to be put back → bin.
//!
//! Invariant: a surplus is what was picked beyond its line and is not back in a bin. What went back is counted for the
//! list and item, and is taken off the lines' surplus in the order of the list, so that neither the order of facts nor
//! the bin that the worker chose decides which question closes.

use super::{ApplyError, Circumstances, Direction};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::receiving;
use crate::domain::stock::SerialStep;
use crate::params;
use shared::facts::PutAway;
use shared::id::{DiscrepancyId, ItemId, LineId, ListId};
use shared::stock::Place;

pub fn put_away(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &PutAway,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    now.post(cx, &fact.movement(), direction)?;
    now.follow(
        cx,
        (fact.item, &fact.serial),
        SerialStep::PutAway(fact.bin),
        direction,
    )?;
    let quantity = direction.sign() * fact.quantity;
    receiving::stow(cx, fact, quantity)?;
    if let Place::Tote(list) = fact.from {
        cx.exec(
            include_str!("sql/put_back_add.sql"),
            params![list, fact.item, quantity],
        )?;
        settle_list_surplus(cx, list, fact.item)?;
    }
    // What the dock's books make of it is asked about the dock, and not about this fact.
    Ok(None)
}

/// Pieces that were picked for `line` beyond what it asked for and are not back in a bin.
pub(super) fn surplus_left(cx: &Cx<'_>, list: ListId, item: ItemId, line: LineId) -> Result<i64, DbError> {
    let all = surpluses(cx, list, item)?;
    Ok(all
        .into_iter()
        .find(|(of, _)| *of == line)
        .map_or(0, |(_, left)| left))
}

/// Pieces of a list that went back from its tote, of every item.
pub(super) fn put_back_of(cx: &Cx<'_>, list: ListId) -> Result<i64, DbError> {
    cx.number(
        "select cast(coalesce(sum(quantity), 0) as bigint) as n from put_back where list = ?1",
        params![list],
    )
}

fn surpluses(cx: &Cx<'_>, list: ListId, item: ItemId) -> Result<Vec<(LineId, i64)>, DbError> {
    let mut back = cx.number(
        "select quantity as n from put_back where list = ?1 and item = ?2",
        params![list, item],
    )?;
    cx.rows(include_str!("sql/line_surpluses.sql"), params![list, item])?
        .iter()
        .map(|row| {
            let surplus = row.int("surplus")?;
            let covered = back.clamp(0, surplus);
            back -= covered;
            Ok((row.parse("id")?, surplus - covered))
        })
        .collect()
}

/// After pieces went back, or came out again: what of the list's questions is left.
pub(super) fn settle_list_surplus(cx: &Cx<'_>, list: ListId, item: ItemId) -> Result<(), DbError> {
    let state = cx.row("select state from pick_list where id = ?1", params![list])?;
    let Some(state) = state.map(|row| row.text("state")).transpose()? else {
        return Ok(());
    };
    for (line, left) in surpluses(cx, list, item)? {
        settle(cx, Kind::SurplusPicked, &line.hex(), left, state != "cancelled")?;
    }
    let row = cx.number(
        "select cast(coalesce(sum(picked), 0) as bigint) as n from pick_line where list = ?1",
        params![list],
    )?;
    let left = (row - put_back_of(cx, list)?).max(0);
    settle(cx, Kind::WorkedCancelled, &list.hex(), left, false)?;
    // Of a list that was cancelled whole, its tote is what is asked about.
    let in_tote = cx.number(include_str!("sql/held_in.sql"), params![Place::Tote(list)])?;
    settle(cx, Kind::SurplusPicked, &list.hex(), in_tote.max(0), false)
}

/// Closes a question when nothing is left of it; else it asks about what is left. `again`: it is asked anew where a
/// put-back that had closed it was taken back.
fn settle(cx: &Cx<'_>, kind: Kind, subject: &str, left: i64, again: bool) -> Result<(), DbError> {
    if left == 0 {
        return discrepancies::close(cx, kind, subject, "by_itself");
    }
    let open = discrepancies::find_open(cx, kind, subject)?;
    let last = match open {
        Some(open) => discrepancies::get(cx, open)?,
        None if again => discrepancies::latest(cx, kind, subject)?,
        None => None,
    };
    let Some(last) = last else { return Ok(()) };
    let raise = Raise {
        fact: last.fact,
        staff: last.staff,
        item: last.item,
        bin: last.bin,
        task: last.task,
        quantity: left,
        detail: last.detail,
        ..Raise::new(kind, subject)
    };
    discrepancies::raise(cx, &raise).map(|_| ())
}
