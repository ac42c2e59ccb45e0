//! 點箱 and closing: the two ends of a delivery on the floor.
//!
//! Invariant: of two arrivals, or two closings, the later one counts, whichever reaches the server first.

use super::follow::follow_up;
use super::merge::whole;
use super::settle::settle_head;
use super::{next_number, task};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::stock::Source;
use crate::params;
use shared::facts::{DeliveryArrived, DeliveryClosed};
use shared::id::{DeliveryId, DiscrepancyId, SupplierId};
use shared::row::RowKind;

/// Makes sure that the books know a delivery. One that they have never heard of is blind: a device made it, nothing is
/// over in it, and the office is asked whose it is.
pub(super) fn ensure(
    cx: &Cx<'_>,
    source: &Source,
    delivery: DeliveryId,
) -> Result<Option<DiscrepancyId>, DbError> {
    if cx
        .row("select id from delivery where id = ?1", params![delivery])?
        .is_some()
    {
        return Ok(None);
    }
    let number = next_number(cx)?;
    cx.exec(
        include_str!("sql/blind_put.sql"),
        params![delivery, &number, cx.now],
    )?;
    cx.touch(RowKind::Delivery, delivery.0);
    let raise = Raise {
        fact: source.fact,
        staff: source.staff,
        task: Some(task(delivery)),
        ..Raise::new(Kind::BlindDelivery, delivery.hex())
    };
    discrepancies::raise(cx, &raise).map(Some)
}

/// The cartons were counted at the door.
pub fn arrived(
    cx: &Cx<'_>,
    source: &Source,
    fact: &DeliveryArrived,
) -> Result<Option<DiscrepancyId>, DbError> {
    let blind = ensure(cx, source, fact.delivery)?;
    let supplier = known_supplier(cx, fact.supplier)?;
    cx.exec(
        include_str!("sql/device_told.sql"),
        params![fact.delivery, supplier, &fact.number],
    )?;
    cx.touch(RowKind::Delivery, fact.delivery.0);
    let delivery = whole(cx, fact.delivery)?;
    keep_arrival(cx, source, delivery, fact)?;
    let cancelled = settle_head(cx, source, delivery)?;
    Ok(blind.or(cancelled))
}

pub(super) fn keep_arrival(
    cx: &Cx<'_>,
    source: &Source,
    delivery: DeliveryId,
    fact: &DeliveryArrived,
) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/arrived.sql"),
        params![
            delivery,
            source.at,
            source.fact,
            source.staff,
            fact.cartons,
            fact.damaged,
            &fact.driver,
            &fact.signature,
            &fact.note_no,
        ],
    )?;
    cx.touch(RowKind::Delivery, delivery.0);
    Ok(())
}

/// A supplier that the books do not hold (a restored backup) is none: the office names it.
fn known_supplier(cx: &Cx<'_>, supplier: Option<SupplierId>) -> Result<Option<SupplierId>, DbError> {
    let Some(supplier) = supplier else { return Ok(None) };
    let row = cx.row("select id from supplier where id = ?1", params![supplier])?;
    Ok(row.map(|_| supplier))
}

/// A clerk is through with a delivery: what is missing follows on a slip of its own.
pub fn closed(cx: &Cx<'_>, source: &Source, fact: &DeliveryClosed) -> Result<Option<DiscrepancyId>, DbError> {
    let blind = ensure(cx, source, fact.delivery)?;
    let delivery = whole(cx, fact.delivery)?;
    keep_closing(cx, source, delivery, fact)?;
    let asked = settle_head(cx, source, delivery)?;
    follow_up(cx, source, delivery, None)?;
    Ok(blind.or(asked))
}

pub(super) fn keep_closing(
    cx: &Cx<'_>,
    source: &Source,
    delivery: DeliveryId,
    fact: &DeliveryClosed,
) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/closed.sql"),
        params![
            delivery,
            source.at,
            source.fact,
            source.staff,
            fact.good,
            fact.bad
        ],
    )?;
    cx.touch(RowKind::Delivery, delivery.0);
    Ok(())
}
