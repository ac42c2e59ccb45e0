//! Packing in the books: tote → parcel, the shipment, the order. Pick facts may still be on their way.

use super::{ApplyError, Circumstances, Direction};
use crate::db::{Cx, DbError, Row};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::stock::{self, SerialStep};
use crate::domain::{returns, shipments};
use crate::params;
use shared::facts::{PackShort, Packed, ParcelClosed};
use shared::id::{DiscrepancyId, ItemId, ShipmentId, ShipmentLineId};
use shared::row::RowKind;
use shared::stock::{Movement, Place};

fn about(now: &Circumstances, shipment: ShipmentId, kind: Kind, subject: String) -> Raise {
    Raise {
        fact: Some(now.id),
        staff: now.by,
        task: Some(format!("shipment:{shipment}")),
        ..Raise::new(kind, subject)
    }
}

fn unknown(
    cx: &Cx<'_>,
    now: &Circumstances,
    shipment: ShipmentId,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    Ok(Some(discrepancies::raise(
        cx,
        &about(now, shipment, Kind::UnknownTask, shipment.hex()),
    )?))
}

pub fn packed(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Packed,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let movement = fact.movement();
    let movement = match direction {
        Direction::Done => movement,
        Direction::TakenBack => movement.reversed(),
    };
    stock::post(cx, &now.source(), &movement)?;
    pass_on_if_handed(cx, now, fact, &movement)?;
    cx.exec(
        include_str!("sql/shipment_begin.sql"),
        params![fact.shipment, fact.parcel],
    )?;
    cx.touch(RowKind::Shipment, fact.shipment.0);
    let step = SerialStep::Packed(fact.shipment, fact.line);
    let twice = now.follow(cx, (fact.item, &fact.serial), step, direction)?;
    let row = cx.row(
        include_str!("sql/line_packed.sql"),
        params![fact.line, direction.sign() * fact.quantity],
    )?;
    let Some(row) = row else {
        return unknown(cx, now, fact.shipment);
    };
    cx.touch(RowKind::ShipmentLine, fact.line.0);
    let raised = settle_line(cx, now, fact.shipment, fact.line, fact.item, &row)?;
    Ok(packed_off(cx, now, fact.shipment)?.or(raised).or(twice))
}

/// What a line of a shipment says: more in the parcel than was ordered, or less and it was confirmed.
fn settle_line(
    cx: &Cx<'_>,
    now: &Circumstances,
    shipment: ShipmentId,
    line: ShipmentLineId,
    item: ItemId,
    row: &Row,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let (ordered, packed, short) = (row.int("quantity")?, row.int("packed")?, row.int("short")?);
    let mut raised = None;
    for (kind, quantity) in [
        (Kind::OverPacked, packed - ordered),
        (Kind::PackShort, short.min(ordered - packed)),
    ] {
        if quantity > 0 {
            let raise = Raise {
                item: Some(item),
                quantity,
                ..about(now, shipment, kind, line.hex())
            };
            raised = Some(discrepancies::raise(cx, &raise)?);
        } else {
            discrepancies::close(cx, kind, &line.hex(), "by_itself")?;
        }
    }
    Ok(raised)
}

/// Goods in the parcel of an order that is off, or a closed parcel of one that is held: somebody must look.
fn packed_off(
    cx: &Cx<'_>,
    now: &Circumstances,
    shipment: ShipmentId,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let row = cx.row(include_str!("sql/packed_off.sql"), params![shipment])?;
    let Some(row) = row else {
        return Ok(None);
    };
    let packed = row.int("packed")?;
    if packed == 0 && row.opt_text("parcel_label")?.is_none() {
        discrepancies::close(cx, Kind::PackedCancelled, &shipment.hex(), "by_itself")?;
        return Ok(None);
    }
    let raise = Raise {
        quantity: packed,
        detail: row.text("number")?,
        ..about(now, shipment, Kind::PackedCancelled, shipment.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}

/// The parcel was handed over before this fact arrived (another device's): what enters it goes on to the customer.
fn pass_on_if_handed(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Packed,
    movement: &Movement,
) -> Result<(), DbError> {
    let handed = cx.number(
        "select count(*) as n from hand_over where shipment = ?1 and times > 0",
        params![fact.shipment],
    )?;
    if handed == 0 {
        return Ok(());
    }
    cx.touch(RowKind::Sent, fact.shipment.0);
    let (inside, outside) = (Place::Parcel(fact.parcel), Place::Customer);
    let (from, to) = if movement.to == inside {
        (inside, outside)
    } else {
        (outside, inside)
    };
    stock::post(
        cx,
        &now.source(),
        &Movement {
            from,
            to,
            ..movement.clone()
        },
    )?;
    returns::sent_changed(cx, &now.source(), fact.shipment)?;
    Ok(())
}

pub fn pack_short(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &PackShort,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let row = cx.row(
        include_str!("sql/line_pack_short.sql"),
        params![fact.line, direction.sign() * fact.quantity],
    )?;
    let Some(row) = row else {
        return unknown(cx, now, fact.shipment);
    };
    cx.touch(RowKind::ShipmentLine, fact.line.0);
    settle_line(cx, now, fact.shipment, fact.line, fact.item, &row)
}

pub fn closed(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &ParcelClosed,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let row = cx.row(
        "select order_id from shipment where id = ?1",
        params![fact.shipment],
    )?;
    let Some(row) = row else {
        return unknown(cx, now, fact.shipment);
    };
    cx.exec(
        include_str!("sql/parcel_close_add.sql"),
        params![
            now.id,
            fact.shipment,
            fact.carrier,
            &fact.label,
            fact.parcel,
            &fact.carton,
            fact.weight_g,
            now.at,
            now.by
        ],
    )?;
    shipments::settle_label(cx, fact.shipment)?;
    shipments::use_label(cx, fact.carrier, &fact.label)?;
    shipments::void_given(cx, fact.shipment, Some(&fact.label))?;
    shipments::settle_order(cx, row.parse("order_id")?)?;
    let two = two_labels(cx, now, fact.shipment)?;
    let twice = label_twice(cx, now, fact)?;
    Ok(packed_off(cx, now, fact.shipment)?.or(two).or(twice))
}

/// Two devices that did not know of each other closed one shipment, each with a number of its own.
fn two_labels(
    cx: &Cx<'_>,
    now: &Circumstances,
    shipment: ShipmentId,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let numbers = shipments::labels(cx, shipment)?;
    if numbers.len() < 2 {
        return Ok(None);
    }
    let raise = Raise {
        detail: numbers.join(" / "),
        ..about(now, shipment, Kind::TwoLabels, shipment.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}

/// One number closed parcels of several shipments.
fn label_twice(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &ParcelClosed,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let rows = cx.rows(
        include_str!("sql/label_twice.sql"),
        params![fact.carrier, &fact.label],
    )?;
    let [first, _, ..] = rows.as_slice() else {
        return Ok(None);
    };
    let mut detail = fact.label.clone();
    for row in &rows {
        detail = format!("{detail} {}", row.text("number")?);
    }
    let raise = Raise {
        detail,
        ..about(now, first.parse("id")?, Kind::LabelTwice, fact.label.clone())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}
