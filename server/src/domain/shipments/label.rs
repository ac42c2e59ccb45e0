//! The carrier's own numbers: typed, scanned at the bench, or from a pool.
//!
//! Invariant: a number that was given, used or voided is never given again.

use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::catalogue::LabelRule;
use shared::id::*;
use shared::row::RowKind;

/// Numbers added to a pool in one go.
pub const POOL_BATCH: usize = 20_000;

/// The next free number of the carrier, now given to this shipment.
pub(super) fn take_from_pool(
    cx: &Cx<'_>,
    carrier: CarrierId,
    shipment: ShipmentId,
) -> Result<Option<String>, DbError> {
    let row = cx.row(include_str!("sql/waybill_take.sql"), params![carrier, shipment])?;
    row.map(|row| row.text("number")).transpose()
}

/// Voids what was given to this shipment, except `used`.
pub(crate) fn void_given(cx: &Cx<'_>, shipment: ShipmentId, used: Option<&str>) -> Result<(), DbError> {
    cx.exec(include_str!("sql/waybill_void.sql"), params![shipment, used])?;
    Ok(())
}

/// The number is on a parcel now.
pub(crate) fn use_label(
    cx: &Cx<'_>,
    carrier: CarrierId,
    number: &str,
    shipment: ShipmentId,
) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/waybill_use.sql"),
        params![carrier, number, shipment],
    )?;
    Ok(())
}

/// How many of `numbers` were new to the carrier's pool, and which cannot be its numbers.
pub fn add_waybills(
    cx: &Cx<'_>,
    carrier: CarrierId,
    rule: &LabelRule,
    numbers: &[String],
) -> Result<(usize, Vec<String>), DbError> {
    let (mut added, mut wrong) = (0, Vec::new());
    for number in numbers
        .iter()
        .take(POOL_BATCH)
        .map(|number| number.trim())
        .filter(|number| !number.is_empty())
    {
        if !rule.admits(number) || number.chars().any(char::is_control) {
            wrong.push(number.to_owned());
            continue;
        }
        added += usize::try_from(cx.exec(
            include_str!("sql/waybill_add.sql"),
            params![carrier, number, cx.now],
        )?)
        .unwrap_or(0);
    }
    Ok((added, wrong))
}

pub fn free_waybills(tx: &Tx<'_>, carrier: CarrierId) -> Result<i64, DbError> {
    tx.number(
        "select count(*) as n from waybill where carrier = ?1 and state = 'free'",
        params![carrier],
    )
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelOutcome {
    Set,
    /// Not a number of this carrier.
    NotAdmitted,
    /// On another shipment.
    Taken(String),
    /// The parcel is closed: its number stays.
    TooLate,
}

/// Types the carrier's number for a shipment. A number given before is voided.
pub fn set_label(cx: &Cx<'_>, shipment: ShipmentId, number: &str) -> Result<LabelOutcome, DbError> {
    let number = number.trim();
    let Some(row) = cx.row(include_str!("sql/label_of.sql"), params![shipment])? else {
        return Ok(LabelOutcome::TooLate);
    };
    let rule: LabelRule = serde_json::from_str(&row.text("rule")?).unwrap_or_default();
    if row.opt_text("parcel_label")?.is_some() || row.text("state")? == "cancelled" {
        return Ok(LabelOutcome::TooLate);
    }
    if !rule.admits(number) || number.chars().any(char::is_control) {
        return Ok(LabelOutcome::NotAdmitted);
    }
    let carrier: CarrierId = row.parse("carrier")?;
    let taken = cx.row(
        include_str!("sql/label_taken.sql"),
        params![carrier, number, shipment],
    )?;
    if let Some(other) = taken {
        return Ok(LabelOutcome::Taken(other.text("number")?));
    }
    void_given(cx, shipment, Some(number))?;
    cx.exec(
        include_str!("sql/waybill_give.sql"),
        params![carrier, number, shipment, cx.now],
    )?;
    cx.exec(
        "update shipment set label = ?2 where id = ?1",
        params![shipment, number],
    )?;
    cx.touch(RowKind::Shipment, shipment.0);
    Ok(LabelOutcome::Set)
}
