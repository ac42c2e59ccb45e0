//! Packing in the books: tote → parcel, the shipment, the order. Pick facts may still be on their way.

use super::{ApplyError, Circumstances, Direction};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::{shipments, stock};
use crate::params;
use shared::facts::{PackShort, Packed, ParcelClosed};
use shared::id::{DiscrepancyId, ShipmentId};
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
    let row = cx.row(
        include_str!("sql/line_packed.sql"),
        params![fact.line, direction.sign() * fact.quantity],
    )?;
    let Some(row) = row else {
        return unknown(cx, now, fact.shipment);
    };
    cx.touch(RowKind::ShipmentLine, fact.line.0);
    let surplus = row.int("packed")? + row.int("short")? - row.int("quantity")?;
    if surplus > 0 {
        let raise = Raise {
            item: Some(fact.item),
            quantity: surplus,
            ..about(now, fact.shipment, Kind::OverPacked, fact.line.hex())
        };
        return Ok(Some(discrepancies::raise(cx, &raise)?));
    }
    discrepancies::close(cx, Kind::OverPacked, &fact.line.hex(), "by_itself")?;
    Ok(None)
}

/// The parcel was handed over before this fact arrived (another device's): what enters it goes on to the customer.
fn pass_on_if_handed(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Packed,
    movement: &Movement,
) -> Result<(), DbError> {
    let handed = cx.number(
        "select count(*) as n from shipment where id = ?1 and parcel = ?2 and handed_at is not null",
        params![fact.shipment, fact.parcel],
    )?;
    if handed == 0 {
        return Ok(());
    }
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
    )
}

pub fn pack_short(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &PackShort,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let known = cx.exec(
        "update shipment_line set short = short + ?2 where id = ?1",
        params![fact.line, direction.sign() * fact.quantity],
    )?;
    if known == 0 {
        return unknown(cx, now, fact.shipment);
    }
    cx.touch(RowKind::ShipmentLine, fact.line.0);
    match direction {
        Direction::Done => {
            let raise = Raise {
                item: Some(fact.item),
                quantity: fact.quantity,
                detail: fact.reason.code().to_owned(),
                ..about(now, fact.shipment, Kind::PackShort, fact.line.hex())
            };
            Ok(Some(discrepancies::raise(cx, &raise)?))
        }
        Direction::TakenBack => {
            discrepancies::close(cx, Kind::PackShort, &fact.line.hex(), "undone")?;
            Ok(None)
        }
    }
}

pub fn closed(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &ParcelClosed,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let row = cx.row(
        "select state, order_id from shipment where id = ?1",
        params![fact.shipment],
    )?;
    let Some(row) = row else {
        return unknown(cx, now, fact.shipment);
    };
    let before = row.text("state")?;
    let twice = cx.row(
        include_str!("sql/label_twice.sql"),
        params![fact.carrier, &fact.label, fact.shipment],
    )?;
    cx.exec(
        include_str!("sql/shipment_close.sql"),
        params![
            fact.shipment,
            fact.parcel,
            &fact.label,
            &fact.carton,
            fact.weight_g,
            now.at,
            now.by
        ],
    )?;
    cx.touch(RowKind::Shipment, fact.shipment.0);
    shipments::use_label(cx, fact.carrier, &fact.label, fact.shipment)?;
    shipments::void_given(cx, fact.shipment, Some(&fact.label))?;
    cx.exec(
        include_str!("sql/order_packed.sql"),
        params![row.text("order_id")?, cx.now],
    )?;
    if matches!(before.as_str(), "cancelled" | "held") {
        return Ok(Some(discrepancies::raise(
            cx,
            &Raise {
                detail: fact.label.clone(),
                ..about(now, fact.shipment, Kind::PackedCancelled, fact.shipment.hex())
            },
        )?));
    }
    if let Some(other) = twice {
        let detail = format!("{} {}", fact.label, other.text("number")?);
        let raise = Raise {
            detail,
            ..about(now, fact.shipment, Kind::LabelTwice, fact.label.clone())
        };
        return Ok(Some(discrepancies::raise(cx, &raise)?));
    }
    Ok(None)
}
