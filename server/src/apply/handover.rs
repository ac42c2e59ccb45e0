//! Handing over in the books: whatever a parcel holds goes to the customer; the manifest closes with what was scanned.

use super::{ApplyError, Circumstances, Direction};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::settings::{self, day};
use crate::domain::stock;
use crate::params;
use shared::facts::{HandedOver, ManifestClosed};
use shared::id::{CarrierId, DiscrepancyId, ManifestId};
use shared::row::RowKind;
use shared::stock::{Condition, Lot, Movement, Place};

/// The manifest of the device's pile, opened by its first fact, whichever that is.
fn ensure(cx: &Cx<'_>, now: &Circumstances, manifest: ManifestId, carrier: CarrierId) -> Result<(), DbError> {
    if cx
        .row("select id from manifest where id = ?1", params![manifest])?
        .is_some()
    {
        return Ok(());
    }
    let offset = settings::shop(cx)?.utc_offset_min;
    let stamp = day::stamp(cx.now, offset);
    let number = format!("MF{stamp}-{:03}", cx.next_number(&format!("MF{stamp}"))?);
    cx.exec(
        include_str!("sql/manifest_open.sql"),
        params![manifest, number, now.device, carrier, now.at, now.by],
    )?;
    Ok(())
}

pub fn handed_over(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &HandedOver,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    ensure(cx, now, fact.manifest, fact.carrier)?;
    let row = cx.row(
        "select state, order_id, handed_at from shipment where id = ?1",
        params![fact.shipment],
    )?;
    let Some(row) = row else {
        let raise = Raise {
            fact: Some(now.id),
            ..Raise::new(Kind::UnknownTask, fact.shipment.hex())
        };
        return Ok(Some(discrepancies::raise(cx, &raise)?));
    };
    cx.touch(RowKind::Shipment, fact.shipment.0);
    let parcel = Place::Parcel(fact.parcel);
    match direction {
        Direction::Done => {
            if row.opt_int("handed_at")?.is_some() {
                return Ok(None);
            }
            cx.exec(
                include_str!("sql/shipment_hand.sql"),
                params![fact.shipment, fact.manifest, now.at, fact.parcel],
            )?;
            move_all(cx, now, parcel, Place::Customer)?;
            cx.exec(
                include_str!("sql/order_shipped.sql"),
                params![row.text("order_id")?, cx.now],
            )?;
        }
        Direction::TakenBack => {
            take_back(cx, now, parcel)?;
            cx.exec(
                "update shipment set manifest = null, handed_at = null where id = ?1",
                params![fact.shipment],
            )?;
            cx.exec(
                include_str!("sql/order_unshipped.sql"),
                params![row.text("order_id")?, cx.now],
            )?;
        }
    }
    let state = row.text("state")?;
    if direction == Direction::Done && matches!(state.as_str(), "cancelled" | "held") {
        let raise = Raise {
            fact: Some(now.id),
            staff: now.by,
            task: Some(format!("shipment:{}", fact.shipment)),
            ..Raise::new(Kind::HandedOverCancelled, fact.shipment.hex())
        };
        return Ok(Some(discrepancies::raise(cx, &raise)?));
    }
    Ok(None)
}

/// Moves everything that the books hold in `from`.
fn move_all(cx: &Cx<'_>, now: &Circumstances, from: Place, to: Place) -> Result<(), DbError> {
    for row in cx.rows(include_str!("sql/contents.sql"), params![from])? {
        let quantity = row.int("quantity")?;
        let (from, to) = if quantity > 0 { (from, to) } else { (to, from) };
        let movement = Movement {
            item: row.parse("item")?,
            lot: Lot {
                number: row.text("lot")?,
                expiry: row.text("expiry")?,
            },
            condition: row.code("condition", Condition::parse)?,
            from,
            to,
            quantity: quantity.abs(),
        };
        stock::post(cx, &now.source(), &movement)?;
    }
    Ok(())
}

/// Reverses what went from this parcel to the customer.
fn take_back(cx: &Cx<'_>, now: &Circumstances, parcel: Place) -> Result<(), DbError> {
    for row in cx.rows(include_str!("sql/gone_from.sql"), params![parcel])? {
        let movement = Movement {
            item: row.parse("item")?,
            lot: Lot {
                number: row.text("lot")?,
                expiry: row.text("expiry")?,
            },
            condition: row.code("condition", Condition::parse)?,
            from: Place::Customer,
            to: parcel,
            quantity: row.int("quantity")?,
        };
        stock::post(cx, &now.source(), &movement)?;
    }
    Ok(())
}

pub fn manifest_closed(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &ManifestClosed,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    ensure(cx, now, fact.manifest, fact.carrier)?;
    cx.exec(
        include_str!("sql/manifest_close.sql"),
        params![
            fact.manifest,
            &fact.number,
            fact.parcels,
            fact.cod,
            &fact.driver,
            &fact.signature,
            now.at,
            now.by
        ],
    )?;
    let booked = cx.number(
        "select count(*) as n from shipment where manifest = ?1",
        params![fact.manifest],
    )?;
    if booked == fact.parcels {
        return Ok(None);
    }
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        task: Some(format!("manifest:{}", fact.manifest)),
        quantity: fact.parcels - booked,
        detail: fact.number.clone(),
        ..Raise::new(Kind::ManifestDiffers, fact.manifest.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}
