//! Picking in the books: bin → tote, the line, the list.

use super::{ApplyError, Circumstances, Direction, putaway};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::stock::{self, SerialStep};
use crate::domain::waves;
use crate::params;
use shared::facts::{How, ListTakenOver, Picked, ShortPicked, ToteAttached};
use shared::id::{DiscrepancyId, ListId};
use shared::row::RowKind;

pub fn tote_attached(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &ToteAttached,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let begun = in_hand(cx, now, fact.list, Some(&fact.tote))?;
    if begun {
        waves::begin_list(cx, fact.list)?;
        return two_totes(cx, now, fact.list);
    }
    unknown_task(cx, now, fact.list)
}

pub fn taken_over(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &ListTakenOver,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    if in_hand(cx, now, fact.list, fact.tote.as_deref())? {
        waves::begin_list(cx, fact.list)?;
        return two_totes(cx, now, fact.list);
    }
    unknown_task(cx, now, fact.list)
}

/// Somebody has the list in hand. Whoever did so last has it, its tote is the first that was attached: by the order
/// in which it happened, not in which it is heard. False: the books do not know the list.
fn in_hand(cx: &Cx<'_>, now: &Circumstances, list: ListId, tote: Option<&str>) -> Result<bool, DbError> {
    let known = cx.row("select id from pick_list where id = ?1", params![list])?;
    if known.is_none() {
        return Ok(false);
    }
    cx.exec(
        include_str!("sql/list_hand_add.sql"),
        params![now.id, list, tote, now.by, now.device],
    )?;
    cx.exec(
        include_str!("sql/list_in_hand.sql"),
        params![list, now.id, now.by, now.device],
    )?;
    cx.touch(RowKind::List, list.0);
    Ok(true)
}

/// Two devices that did not know of each other filled a tote each: the goods of one list lie in two.
fn two_totes(cx: &Cx<'_>, now: &Circumstances, list: ListId) -> Result<Option<DiscrepancyId>, ApplyError> {
    let totes = waves::totes(cx, list)?;
    if totes.len() < 2 {
        return Ok(None);
    }
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        task: Some(format!("list:{list}")),
        detail: totes.join(" / "),
        ..Raise::new(Kind::TwoTotes, list.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}

pub fn picked(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Picked,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    now.post(cx, &fact.movement(), direction)?;
    now.follow(
        cx,
        (fact.item, &fact.serial),
        SerialStep::Picked(fact.bin),
        direction,
    )?;
    let sign = direction.sign();
    let row = cx.row(
        include_str!("sql/line_picked.sql"),
        params![fact.line, sign * fact.quantity],
    )?;
    if row.is_none() {
        return unknown_task(cx, now, fact.list);
    }
    cx.touch(RowKind::Line, fact.line.0);
    // Pieces, not claims: one picker finding what another reported short leaves nothing to put back.
    let surplus = putaway::surplus_left(cx, fact.list, fact.item, fact.line)?;
    let raised = match list_state(cx, fact.list)?.as_str() {
        "cancelled" => worked_cancelled(cx, now, fact)?,
        _ => surplus_of(cx, now, fact, surplus)?,
    };
    if putaway::put_back_of(cx, fact.list)? != 0 {
        putaway::settle_list_surplus(cx, fact.list, fact.item)?;
    }
    if fact.how == How::Manual && direction == Direction::Done {
        let raise = Raise {
            fact: Some(now.id),
            staff: now.by,
            item: Some(fact.item),
            bin: Some(fact.bin),
            ..Raise::new(Kind::Relabel, fact.item.hex())
        };
        discrepancies::raise(cx, &raise)?;
    }
    waves::begin_list(cx, fact.list)?;
    waves::settle_list(cx, fact.list)?;
    Ok(raised)
}

fn list_state(cx: &Cx<'_>, list: ListId) -> Result<String, DbError> {
    let row = cx.row("select state from pick_list where id = ?1", params![list])?;
    Ok(row.map(|row| row.text("state")).transpose()?.unwrap_or_default())
}

/// Two people did one list, or an order was cancelled: what is too much waits in the tote to be put back.
fn surplus_of(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Picked,
    surplus: i64,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    if surplus <= 0 {
        discrepancies::close(cx, Kind::SurplusPicked, &fact.line.hex(), "by_itself")?;
        return Ok(None);
    }
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        item: Some(fact.item),
        bin: Some(fact.bin),
        task: Some(format!("list:{}", fact.list)),
        quantity: surplus,
        ..Raise::new(Kind::SurplusPicked, fact.line.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}

fn worked_cancelled(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Picked,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let held = cx.number(
        "select cast(coalesce(sum(picked), 0) as bigint) as n from pick_line where list = ?1",
        params![fact.list],
    )? - putaway::put_back_of(cx, fact.list)?;
    if held <= 0 {
        discrepancies::close(cx, Kind::WorkedCancelled, &fact.list.hex(), "undone")?;
        return Ok(None);
    }
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        task: Some(format!("list:{}", fact.list)),
        quantity: held,
        ..Raise::new(Kind::WorkedCancelled, fact.list.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}

pub fn short_picked(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &ShortPicked,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let sign = direction.sign();
    let row = cx.row(
        include_str!("sql/line_short.sql"),
        params![fact.line, sign * fact.quantity],
    )?;
    if row.is_none() {
        return unknown_task(cx, now, fact.list);
    }
    cx.touch(RowKind::Line, fact.line.0);
    let raised = match direction {
        Direction::Done => Some(short_found(cx, now, fact)?),
        Direction::TakenBack => {
            short_taken_back(cx, fact)?;
            None
        }
    };
    waves::begin_list(cx, fact.list)?;
    waves::settle_list(cx, fact.list)?;
    Ok(raised)
}

/// One question an item and bin, however many pickers missed it there; the pieces they missed add up.
fn short_subject(fact: &ShortPicked) -> String {
    format!("{} {}", fact.item, fact.bin)
}

fn short_found(cx: &Cx<'_>, now: &Circumstances, fact: &ShortPicked) -> Result<DiscrepancyId, ApplyError> {
    let subject = short_subject(fact);
    let before = match discrepancies::find_open(cx, Kind::ShortPick, &subject)? {
        Some(open) => discrepancies::get(cx, open)?.map_or(0, |open| open.quantity),
        None => 0,
    };
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        item: Some(fact.item),
        bin: Some(fact.bin),
        task: Some(format!("list:{}", fact.list)),
        quantity: before + fact.quantity,
        detail: fact.reason.code().to_owned(),
        ..Raise::new(Kind::ShortPick, subject)
    };
    let id = discrepancies::raise(cx, &raise)?;
    stock::block(cx, fact.item, fact.bin, id)?;
    Ok(id)
}

/// The bin is free again only when nobody else's short of the same question stands.
fn short_taken_back(cx: &Cx<'_>, fact: &ShortPicked) -> Result<(), ApplyError> {
    let subject = short_subject(fact);
    let Some(open) = discrepancies::find_open(cx, Kind::ShortPick, &subject)? else {
        return Ok(());
    };
    let others = cx.number(include_str!("sql/shorts_standing.sql"), params![open])?;
    if others == 0 {
        discrepancies::close(cx, Kind::ShortPick, &subject, "undone")?;
        stock::unblock(cx, fact.item, fact.bin)?;
    } else if let Some(before) = discrepancies::get(cx, open)? {
        let raise = Raise {
            quantity: before.quantity - fact.quantity,
            detail: before.detail,
            ..Raise::new(Kind::ShortPick, subject)
        };
        discrepancies::raise(cx, &raise)?;
    }
    Ok(())
}

pub(super) fn unknown_task(
    cx: &Cx<'_>,
    now: &Circumstances,
    list: ListId,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        task: Some(format!("list:{list}")),
        ..Raise::new(Kind::UnknownTask, list.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}
