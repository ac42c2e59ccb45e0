//! Handing over in the books: whatever a parcel holds goes to the customer; the manifest closes with what was scanned.

use super::{ApplyError, Circumstances, Direction};
use crate::db::{Cx, DbError, Row};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::settings::{self, day};
use crate::domain::{returns, shipments, stock};
use crate::params;
use shared::facts::{HandedOver, ManifestClosed};
use shared::id::{CarrierId, DiscrepancyId, ManifestId, ShipmentId};
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
    let before = standing(cx, fact.shipment)?;
    cx.exec(
        include_str!("sql/hand_over_add.sql"),
        params![
            fact.shipment,
            fact.manifest,
            fact.parcel,
            direction.sign(),
            now.at
        ],
    )?;
    cx.exec(
        include_str!("sql/hand_over_scan_add.sql"),
        params![fact.shipment, fact.manifest, &fact.raw, direction.sign()],
    )?;
    let after = standing(cx, fact.shipment)?;
    let parcel = Place::Parcel(fact.parcel);
    match (before, after) {
        (None, Some(_)) => move_all(cx, now, parcel, Place::Customer)?,
        (Some(_), None) => take_back(cx, now, parcel)?,
        (None, None) | (Some(_), Some(_)) => {}
    }
    let row = cx.row(
        "select state, order_id from shipment where id = ?1",
        params![fact.shipment],
    )?;
    let Some(row) = row else {
        let raise = Raise {
            fact: Some(now.id),
            staff: now.by,
            task: Some(format!("shipment:{}", fact.shipment)),
            ..Raise::new(Kind::UnknownTask, fact.shipment.hex())
        };
        return Ok(Some(discrepancies::raise(cx, &raise)?));
    };
    let (manifest, at) = after.unzip();
    cx.exec(
        "update shipment set manifest = ?2, handed_at = ?3, parcel = coalesce(parcel, ?4) where id = ?1",
        params![fact.shipment, manifest, at, fact.parcel],
    )?;
    cx.touch(RowKind::Shipment, fact.shipment.0);
    cx.touch(RowKind::Sent, fact.shipment.0);
    returns::sent_changed(cx, &now.source(), fact.shipment)?;
    shipments::settle_label(cx, fact.shipment)?;
    shipments::settle_order(cx, row.parse("order_id")?)?;
    let mut piles = vec![fact.manifest];
    piles.extend(before.map(|(manifest, _)| manifest));
    piles.extend(manifest);
    piles.sort_unstable();
    piles.dedup();
    for pile in piles {
        settle_manifest(cx, now, pile)?;
    }
    handed_off(cx, now, fact, &row.text("state")?, after.is_some())
}

/// The pile on which a parcel stands, and since when. Of several the one that was opened first: ids sort by time.
fn standing(cx: &Cx<'_>, shipment: ShipmentId) -> Result<Option<(ManifestId, i64)>, DbError> {
    cx.row(include_str!("sql/hand_over_standing.sql"), params![shipment])?
        .map(|row| Ok((row.parse("manifest")?, row.int("at")?)))
        .transpose()
}

/// A parcel of an order that is off or held went to the carrier.
fn handed_off(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &HandedOver,
    state: &str,
    handed: bool,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    if !handed {
        discrepancies::close(cx, Kind::HandedOverCancelled, &fact.shipment.hex(), "undone")?;
        return Ok(None);
    }
    if !matches!(state, "cancelled" | "held") {
        return Ok(None);
    }
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        task: Some(format!("shipment:{}", fact.shipment)),
        ..Raise::new(Kind::HandedOverCancelled, fact.shipment.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}

/// So many pieces of what a row speaks of.
fn moved(row: &Row, from: Place, to: Place, quantity: i64) -> Result<Movement, DbError> {
    Ok(Movement {
        item: row.parse("item")?,
        lot: Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        },
        condition: row.code("condition", Condition::parse)?,
        from,
        to,
        quantity,
    })
}

/// Moves everything that the books hold in `from`.
fn move_all(cx: &Cx<'_>, now: &Circumstances, from: Place, to: Place) -> Result<(), DbError> {
    for row in cx.rows(include_str!("sql/contents.sql"), params![from])? {
        let quantity = row.int("quantity")?;
        let (from, to) = if quantity > 0 { (from, to) } else { (to, from) };
        stock::post(cx, &now.source(), &moved(&row, from, to, quantity.abs())?)?;
    }
    Ok(())
}

/// Reverses what went from this parcel to the customer.
fn take_back(cx: &Cx<'_>, now: &Circumstances, parcel: Place) -> Result<(), DbError> {
    for row in cx.rows(include_str!("sql/gone_from.sql"), params![parcel])? {
        let movement = moved(&row, Place::Customer, parcel, row.int("quantity")?)?;
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
    settle_manifest(cx, now, fact.manifest)
}

/// A closed manifest whose count is not what the books have on that pile asks a question, until it is.
fn settle_manifest(
    cx: &Cx<'_>,
    now: &Circumstances,
    manifest: ManifestId,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let row = cx.row(include_str!("sql/manifest_count.sql"), params![manifest])?;
    let Some(row) = row else {
        return Ok(None);
    };
    let differ = row.int("parcels")? - row.int("booked")?;
    if differ == 0 {
        discrepancies::close(cx, Kind::ManifestDiffers, &manifest.hex(), "by_itself")?;
        return Ok(None);
    }
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        task: Some(format!("manifest:{manifest}")),
        quantity: differ,
        detail: row.text("device_number")?,
        ..Raise::new(Kind::ManifestDiffers, manifest.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}
