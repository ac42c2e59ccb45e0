//! What follows from the totals of a line and of a delivery.
//!
//! Invariant: called again with nothing new, nothing changes. What is over is held in the lot that is latest in
//! (expiry, number) order first, so that what may be sold is what must be sold first.

use super::task;
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::stock::{self, Source};
use crate::params;
use shared::id::{DeliveryId, DeliveryLineId, DiscrepancyId, ItemId};
use shared::row::RowKind;
use shared::stock::{Condition, Lot, Movement, Place};
use shared::task::over;

/// Totals of a line, and what the office said to what is over.
pub(super) struct Totals {
    pub line: DeliveryLineId,
    pub delivery: DeliveryId,
    pub item: ItemId,
    pub over: i64,
    pub accepted: i64,
    pub refused: i64,
}

pub(super) fn totals(cx: &Cx<'_>, line: DeliveryLineId) -> Result<Option<Totals>, DbError> {
    let Some(row) = cx.row(include_str!("sql/line_totals.sql"), params![line])? else {
        return Ok(None);
    };
    // Nothing is over where nothing was announced.
    let over = if row.flag("blind")? {
        0
    } else {
        over(row.int("expected")?, row.int("good")?, row.int("bad")?)
    };
    Ok(Some(Totals {
        line,
        delivery: row.parse("delivery")?,
        item: row.parse("item")?,
        over,
        accepted: row.int("accepted")?,
        refused: row.int("refused")?,
    }))
}

/// Holds what is over and asks the office about what it has not answered yet.
pub(super) fn settle_line(
    cx: &Cx<'_>,
    source: &Source,
    line: DeliveryLineId,
) -> Result<Option<DiscrepancyId>, DbError> {
    let Some(totals) = totals(cx, line)? else {
        return Ok(None);
    };
    hold(cx, source, &totals)?;
    let asked = (totals.over - totals.accepted - totals.refused).max(0);
    if asked == 0 {
        discrepancies::close(cx, Kind::OverDelivered, &line.hex(), "by_itself")?;
        return Ok(None);
    }
    let raise = Raise {
        fact: source.fact,
        staff: source.staff,
        item: Some(totals.item),
        task: Some(task(totals.delivery)),
        quantity: asked,
        ..Raise::new(Kind::OverDelivered, line.hex())
    };
    discrepancies::raise(cx, &raise).map(Some)
}

/// Makes the held pieces of a line what its totals say, lot by lot.
fn hold(cx: &Cx<'_>, source: &Source, totals: &Totals) -> Result<(), DbError> {
    let mut wanted = (totals.over - totals.accepted).max(0);
    for row in cx.rows(include_str!("sql/lots_latest_first.sql"), params![totals.line])? {
        let held = row.int("held")?;
        let target = wanted.min(row.int("good")?.max(0));
        wanted -= target;
        if target != held {
            let lot = Lot {
                number: row.text("lot")?,
                expiry: row.text("expiry")?,
            };
            change_hold(cx, source, totals, &lot, target - held)?;
        }
    }
    Ok(())
}

/// Moves `delta` pieces at the dock from good to held, or back where it is negative. They enter before they leave, so
/// that pieces put away before they were held are never for a moment missing without an explanation.
fn change_hold(cx: &Cx<'_>, source: &Source, totals: &Totals, lot: &Lot, delta: i64) -> Result<(), DbError> {
    let (from, to) = if delta > 0 {
        (Condition::Good, Condition::Hold)
    } else {
        (Condition::Hold, Condition::Good)
    };
    let source = Source {
        what: format!("over:{}", totals.line),
        ..source.clone()
    };
    for movement in regrade(totals.item, lot, Place::Dock, (from, to), delta.abs()) {
        stock::post(cx, &source, &movement)?;
    }
    cx.exec(
        include_str!("sql/receipt_add.sql"),
        params![
            totals.delivery,
            totals.line,
            totals.item,
            &lot.number,
            &lot.expiry,
            Condition::Hold,
            "",
            delta
        ],
    )?;
    cx.exec(
        "delete from receipt where line = ?1 and quantity = 0",
        params![totals.line],
    )?;
    Ok(())
}

/// The two movements of pieces that change their condition where they stand: in first, then out.
pub(super) fn regrade(
    item: ItemId,
    lot: &Lot,
    place: Place,
    (from, to): (Condition, Condition),
    quantity: i64,
) -> [Movement; 2] {
    let enter = Movement {
        item,
        lot: lot.clone(),
        condition: to,
        from: Place::Regrade,
        to: place,
        quantity,
    };
    let leave = Movement {
        condition: from,
        from: place,
        to: Place::Regrade,
        ..enter.clone()
    };
    [enter, leave]
}

/// The state of a delivery, and the questions about it as a whole.
pub(super) fn settle_head(
    cx: &Cx<'_>,
    source: &Source,
    delivery: DeliveryId,
) -> Result<Option<DiscrepancyId>, DbError> {
    let Some(row) = cx.row(include_str!("sql/head_totals.sql"), params![delivery])? else {
        return Ok(None);
    };
    let (good, bad) = (row.int("good")?, row.int("bad")?);
    let came = row.opt_int("arrived_at")?.is_some() || good + bad > 0;
    let cancelled = row.opt_int("cancelled_at")?.is_some();
    let merged = row.opt_text("whole")?.is_some();
    // Its shortage is none any more, or its order's rest was taken back.
    let empty = !row.flag("blind")? && row.int("expected")? == 0;
    let state = match () {
        // Everything of it is the expected delivery's.
        () if merged => "cancelled",
        () if row.opt_int("closed_at")?.is_some() => "done",
        () if came => "started",
        () if cancelled || empty => "cancelled",
        () => "open",
    };
    if state != row.text("state")? {
        cx.exec(
            "update delivery set state = ?2 where id = ?1",
            params![delivery, state],
        )?;
        cx.touch(RowKind::Delivery, delivery.0);
    }
    let ask = |kind: Kind, quantity: i64, detail: String| -> Result<Option<DiscrepancyId>, DbError> {
        let subject = delivery.hex();
        if quantity == 0 {
            discrepancies::close(cx, kind, &subject, "by_itself")?;
            return Ok(None);
        }
        let raise = Raise {
            fact: source.fact,
            staff: source.staff,
            task: Some(task(delivery)),
            quantity,
            detail,
            ..Raise::new(kind, subject)
        };
        discrepancies::raise(cx, &raise).map(Some)
    };
    let after_all = ask(
        Kind::ReceivedCancelled,
        i64::from(cancelled && came) * (good + bad).max(1),
        String::new(),
    )?;
    let (told_good, told_bad) = (row.int("closed_good")?, row.int("closed_bad")?);
    let differs = row.opt_text("closed_fact")?.is_some() && (told_good, told_bad) != (good, bad);
    // Good and bad may differ although their sum does not.
    let quantity = match good + bad - told_good - told_bad {
        0 => good - told_good,
        difference => difference,
    };
    let detail = format!("{told_good} + {told_bad} ≠ {good} + {bad}");
    let differs = ask(Kind::DeliveryDiffers, i64::from(differs) * quantity, detail)?;
    Ok(after_all.or(differs))
}
