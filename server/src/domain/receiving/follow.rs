//! The follow-up slip (`-1`): what a closed delivery still owes.
//!
//! Invariant: its expected pieces are what its source's lines are short of now. Late facts shrink it, an undo makes it
//! grow again; lines stay once made, for a device may be counting on them.

use super::deal::deal;
use super::settle::{settle_head, settle_line};
use crate::db::{Cx, DbError};
use crate::domain::stock::Source;
use crate::params;
use shared::id::{DeliveryId, DeliveryLineId};
use shared::row::RowKind;

/// Brings the follow-up of a closed delivery in line with it: one line of it, or all.
pub(super) fn follow_up(
    cx: &Cx<'_>,
    source: &Source,
    delivery: DeliveryId,
    line: Option<DeliveryLineId>,
) -> Result<(), DbError> {
    let closed = cx.row(
        "select number from delivery where id = ?1 and closed_at is not null and blind = 0",
        params![delivery],
    )?;
    let Some(closed) = closed else { return Ok(()) };
    let mut follow = follow_of(cx, delivery)?;
    for row in cx.rows(include_str!("sql/short_lines.sql"), params![delivery, line])? {
        let (from, open): (DeliveryLineId, i64) = (row.parse("id")?, row.int("open")?);
        let known: Option<DeliveryLineId> = row.opt_parse("follow")?;
        if open == 0 && known.is_none() {
            continue;
        }
        let slip = match follow {
            Some(slip) => slip,
            None => new_slip(cx, delivery, &closed.text("number")?)?,
        };
        follow = Some(slip);
        let target = match known {
            Some(target) if row.opt_int("follow_expected")? == Some(open) => {
                debug_assert!(target != from);
                continue;
            }
            Some(target) => {
                cx.exec(
                    "update delivery_line set expected = ?2 where id = ?1",
                    params![target, open],
                )?;
                target
            }
            None => {
                let target: DeliveryLineId = cx.new_id();
                cx.exec(
                    include_str!("sql/follow_line_put.sql"),
                    params![target, slip, from, open],
                )?;
                target
            }
        };
        cx.touch(RowKind::DeliveryLine, target.0);
        cx.touch(RowKind::Delivery, slip.0);
        settle_item(cx, source, slip, target)?;
    }
    if let Some(slip) = follow {
        settle_head(cx, source, slip)?;
        follow_up(cx, source, slip, None)?;
    }
    Ok(())
}

/// A line expects more or less: what was counted of its item is dealt anew, and what follows follows.
fn settle_item(cx: &Cx<'_>, source: &Source, slip: DeliveryId, line: DeliveryLineId) -> Result<(), DbError> {
    let Some(row) = cx.row("select item from delivery_line where id = ?1", params![line])? else {
        return Ok(());
    };
    for line in deal(cx, source, slip, row.parse("item")?)? {
        settle_line(cx, source, line)?;
    }
    Ok(())
}

/// A delivery is no longer closed: its slip asks for nothing until it is closed again.
pub(super) fn take_back(cx: &Cx<'_>, source: &Source, delivery: DeliveryId) -> Result<(), DbError> {
    let closed = cx.row(
        "select id from delivery where id = ?1 and closed_at is not null",
        params![delivery],
    )?;
    let (None, Some(slip)) = (closed, follow_of(cx, delivery)?) else {
        return Ok(());
    };
    for row in cx.rows("select id from delivery_line where delivery = ?1", params![slip])? {
        let line: DeliveryLineId = row.parse("id")?;
        cx.exec(
            "update delivery_line set expected = 0 where id = ?1",
            params![line],
        )?;
        cx.touch(RowKind::DeliveryLine, line.0);
        settle_item(cx, source, slip, line)?;
    }
    cx.touch(RowKind::Delivery, slip.0);
    settle_head(cx, source, slip).map(|_| ())
}

pub(super) fn follow_of(cx: &Cx<'_>, delivery: DeliveryId) -> Result<Option<DeliveryId>, DbError> {
    cx.row("select id from delivery where follows = ?1", params![delivery])?
        .map(|row| row.parse("id"))
        .transpose()
}

fn new_slip(cx: &Cx<'_>, delivery: DeliveryId, number: &str) -> Result<DeliveryId, DbError> {
    let slip: DeliveryId = cx.new_id();
    let follows_up = cx
        .row(
            "select id from delivery where id = ?1 and follows is not null",
            params![delivery],
        )?
        .is_some();
    cx.exec(
        include_str!("sql/follow_put.sql"),
        params![slip, delivery, next_slip(number, follows_up), cx.now],
    )?;
    cx.touch(RowKind::Delivery, slip.0);
    Ok(slip)
}

/// `DN261123-0007` → `DN261123-0007-1` → `DN261123-0007-2`
fn next_slip(number: &str, follows_up: bool) -> String {
    let counted = number
        .rsplit_once('-')
        .filter(|_| follows_up)
        .and_then(|(head, n)| Some((head, n.parse::<u32>().ok()?)));
    match counted {
        Some((head, n)) => format!("{head}-{}", n + 1),
        None => format!("{number}-1"),
    }
}

#[cfg(test)]
mod tests {
    use super::next_slip;

    #[test]
    fn a_slip_counts_on_from_the_slip_that_it_follows() {
        assert_eq!(next_slip("DN261123-0007", false), "DN261123-0007-1");
        assert_eq!(next_slip("DN261123-0007-1", true), "DN261123-0007-2");
        assert_eq!(next_slip("DN261123-0007-9", true), "DN261123-0007-10");
    }
}
