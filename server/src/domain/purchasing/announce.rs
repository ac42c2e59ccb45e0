//! What is ordered is expected: an order, and whatever a supplier says of its parts later, makes deliveries that
//! handhelds get. And the end of an order whose rest will not come.
//!
//! Invariants: expected deliveries never promise more than is open on their order's lines; a delivery in which
//! something was counted keeps what was counted. Late counts are taken in all the same: what was taken back is over.

use super::query::{PurchaseLine, PurchaseView, purchase};
use super::supplier::get_supplier;
use super::supply::supply_of;
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{Invalid, optional};
use crate::domain::settings::{self, day};
use crate::params;
use shared::id::{DeliveryId, DeliveryLineId, PurchaseId, PurchaseLineId};
use shared::row::RowKind;
use std::collections::BTreeMap;

/// What became of ordering a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderOutcome {
    /// With its expected deliveries, one a day on which something is due.
    Ordered(Vec<DeliveryId>),
    /// It was ordered or cancelled before.
    NoDraft,
    /// The supplier was taken out of use.
    NoSupplier,
}

/// Orders a draft. `expect` announces everything at once, by the days it is due; without it the office announces what
/// the supplier promises later.
pub fn order(cx: &Cx<'_>, id: PurchaseId, expect: bool) -> Result<OrderOutcome, DbError> {
    let Some(view) = purchase(cx, id)?.filter(|view| view.head.state == "draft") else {
        return Ok(OrderOutcome::NoDraft);
    };
    if get_supplier(cx, view.head.supplier)?.is_none() {
        return Ok(OrderOutcome::NoSupplier);
    }
    cx.exec(
        "update purchase set state = 'ordered', ordered_at = ?2, ordered_by = ?3 where id = ?1",
        params![id, cx.now, cx.staff()],
    )?;
    let mut by_day: BTreeMap<&str, Vec<(&PurchaseLine, i64)>> = BTreeMap::new();
    if expect {
        for line in &view.lines {
            by_day
                .entry(view.due_of(line))
                .or_default()
                .push((line, line.quantity));
        }
    }
    let mut deliveries = Vec::with_capacity(by_day.len());
    for (due, lines) in by_day {
        deliveries.push(delivery(cx, &view, due, "", &lines)?);
    }
    Ok(OrderOutcome::Ordered(deliveries))
}

/// What a supplier says will come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announcement {
    pub due: String,
    /// 廠商送貨單號
    pub note_no: String,
    /// Pieces; 0 leaves a line out.
    pub pieces: Vec<(PurchaseLineId, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnnounceOutcome {
    Announced(DeliveryId),
    /// The order is a draft, cancelled or complete.
    NotOpen,
    /// No pieces were named.
    Nothing,
    /// More than is open on the line of that SKU, or than deliveries that have begun leave of it.
    TooMany {
        sku: String,
        free: i64,
    },
    Invalid(Invalid),
}

/// Announces another delivery of an order. Its pieces are first those that nothing announces yet, then they are taken
/// out of the order's expected deliveries that have not begun, the latest first.
pub fn announce(cx: &Cx<'_>, id: PurchaseId, said: &Announcement) -> Result<AnnounceOutcome, DbError> {
    let Some(view) = purchase(cx, id)?.filter(|view| view.head.is_open()) else {
        return Ok(AnnounceOutcome::NotOpen);
    };
    let note_no = match optional("note_no", &said.note_no, 40) {
        Ok(note_no) => note_no,
        Err(invalid) => return Ok(AnnounceOutcome::Invalid(invalid)),
    };
    if !said.due.is_empty() && !day::is_day(&said.due) {
        let (field, value) = ("due", said.due.clone());
        return Ok(AnnounceOutcome::Invalid(Invalid::Unknown { field, value }));
    }
    let mut lines = Vec::new();
    for line in &view.lines {
        let named = said.pieces.iter().filter(|(named, _)| *named == line.id);
        let pieces: i64 = named.map(|(_, pieces)| *pieces).sum();
        if pieces <= 0 {
            continue;
        }
        let free =
            (line.open - line.announced).max(0) + waiting(cx, line.id)?.iter().map(|(_, n)| n).sum::<i64>();
        if pieces > free.min(line.open) {
            return Ok(AnnounceOutcome::TooMany {
                sku: line.sku.clone(),
                free: free.min(line.open),
            });
        }
        lines.push((line, pieces));
    }
    if lines.is_empty() {
        return Ok(AnnounceOutcome::Nothing);
    }
    for (line, pieces) in &lines {
        take_out(cx, line.id, pieces - (line.open - line.announced).max(0))?;
    }
    let due = if said.due.is_empty() {
        &view.head.due
    } else {
        &said.due
    };
    Ok(AnnounceOutcome::Announced(delivery(
        cx, &view, due, &note_no, &lines,
    )?))
}

/// Lines of deliveries that have not begun, with what they expect of an order's line, the latest due first.
fn waiting(cx: &Cx<'_>, line: PurchaseLineId) -> Result<Vec<(DeliveryLineId, i64)>, DbError> {
    cx.rows(include_str!("sql/waiting.sql"), params![line])?
        .iter()
        .map(|row| Ok((row.parse("id")?, row.int("expected")?)))
        .collect()
}

/// Takes pieces out of deliveries that have not begun. One that expects nothing any more is cancelled.
fn take_out(cx: &Cx<'_>, line: PurchaseLineId, mut pieces: i64) -> Result<(), DbError> {
    for (of, expected) in waiting(cx, line)? {
        if pieces <= 0 {
            break;
        }
        let taken = pieces.min(expected);
        pieces -= taken;
        expect_only(cx, of, expected - taken)?;
    }
    Ok(())
}

/// Lowers what a line expects. A follow-up slip expects what the line it follows is short of, so that one, and whatever
/// it follows in turn, expects as much less: else the next late count there would want it again.
fn expect_only(cx: &Cx<'_>, line: DeliveryLineId, expected: i64) -> Result<(), DbError> {
    let before = cx.number(
        "select expected as n from delivery_line where id = ?1",
        params![line],
    )?;
    let less = before - expected;
    let mut next = Some(line);
    while let Some(line) = next {
        let row = cx.row(include_str!("sql/expect_less.sql"), params![line, less])?;
        let Some(row) = row else { break };
        let delivery: DeliveryId = row.parse("delivery")?;
        next = row.opt_parse("follows")?;
        cx.exec(include_str!("sql/delivery_empty.sql"), params![delivery])?;
        cx.touch(RowKind::DeliveryLine, line.0);
        cx.touch(RowKind::Delivery, delivery.0);
    }
    Ok(())
}

/// `DN261123-0001`: an expected delivery, with the rules of the supplier for it.
fn delivery(
    cx: &Cx<'_>,
    view: &PurchaseView,
    due: &str,
    note_no: &str,
    lines: &[(&PurchaseLine, i64)],
) -> Result<DeliveryId, DbError> {
    let shop = settings::shop(cx)?;
    let series = format!("DN{}", day::stamp(cx.now, shop.utc_offset_min));
    let number = format!("{series}-{:04}", cx.next_number(&series)?);
    let inspection = get_supplier(cx, view.head.supplier)?.map(|card| card.inspection);
    let id: DeliveryId = cx.new_id();
    cx.exec(
        include_str!("sql/delivery_put.sql"),
        params![
            id,
            number,
            view.head.supplier,
            view.head.id,
            &view.head.number,
            note_no,
            due,
            inspection.unwrap_or_default().code(),
            cx.now,
            cx.staff()
        ],
    )?;
    cx.touch(RowKind::Delivery, id.0);
    let today = day::date(cx.now, shop.utc_offset_min);
    // What is late is looked at on the day it comes, which is not before today.
    let comes = if due > today.as_str() { due } else { &today };
    for (at, (line, pieces)) in lines.iter().enumerate() {
        let supply = supply_of(cx, view.head.supplier, line.item)?;
        let days = supply
            .filter(|supply| supply.expiry_tracked && supply.accept_days > 0)
            .map_or(0, |supply| supply.accept_days);
        let accept_from = if days > 0 {
            day::plus(comes, days).unwrap_or_default()
        } else {
            String::new()
        };
        let line_id: DeliveryLineId = cx.new_id();
        cx.exec(
            include_str!("sql/delivery_line_put.sql"),
            params![
                line_id,
                id,
                at + 1,
                line.item,
                line.id,
                *pieces,
                accept_from,
                &line.supplier_code
            ],
        )?;
        cx.touch(RowKind::DeliveryLine, line_id.0);
    }
    Ok(id)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// Nothing had come.
    Cancelled,
    /// What has come stays; the rest will not come.
    RestTakenBack,
    /// It was cancelled or complete before.
    NotOpen,
}

/// Cancels an order, or what has not come of it. Deliveries that have not begun are taken off the handhelds; of those
/// that have, only what was counted is still expected, so that whatever comes after is over and asks the office.
pub fn cancel(cx: &Cx<'_>, id: PurchaseId, reason: &str) -> Result<CancelOutcome, DbError> {
    let Some(view) = purchase(cx, id)?.filter(|view| view.head.state == "draft" || view.head.is_open())
    else {
        return Ok(CancelOutcome::NotOpen);
    };
    let reason: String = reason
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    for row in cx.rows(include_str!("sql/expected_of.sql"), params![id])? {
        expect_only(cx, row.parse("id")?, row.int("counted")?)?;
    }
    for line in &view.lines {
        cx.exec(
            "update purchase_line set taken_back = taken_back + ?2 where id = ?1",
            params![line.id, line.open],
        )?;
    }
    let come = view.lines.iter().any(|line| line.delivered > 0);
    cx.exec(
        include_str!("sql/purchase_cancel.sql"),
        params![
            id,
            if come { "ordered" } else { "cancelled" },
            cx.now,
            cx.staff(),
            reason
        ],
    )?;
    Ok(if come {
        CancelOutcome::RestTakenBack
    } else {
        CancelOutcome::Cancelled
    })
}
