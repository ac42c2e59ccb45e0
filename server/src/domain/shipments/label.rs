//! The carrier's own numbers: typed, scanned at the bench, or from a pool.
//!
//! Invariants: a number that was given, used or voided is never given again. Of several numbers with which one
//! shipment was closed the books keep one, whichever fact is heard first: the one that a person chose, else the one that
//! was read when the parcel was handed over, else the first. The others stay known.

use crate::db::{Cx, DbError, Row, Tx};
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
pub(crate) fn use_label(cx: &Cx<'_>, carrier: CarrierId, number: &str) -> Result<(), DbError> {
    cx.exec(include_str!("sql/waybill_use.sql"), params![carrier, number])?;
    Ok(())
}

/// The numbers with which a shipment was closed, each once, in the order in which it happened.
pub fn labels(tx: &Tx<'_>, shipment: ShipmentId) -> Result<Vec<String>, DbError> {
    tx.rows(include_str!("sql/labels.sql"), params![shipment])?
        .iter()
        .map(|row| row.text("label"))
        .collect()
}

/// Which of a shipment's closes the books keep.
fn kept(tx: &Tx<'_>, shipment: ShipmentId, closes: &[Row]) -> Result<usize, DbError> {
    let [first, _, ..] = closes else {
        return Ok(0);
    };
    if first.flag("chosen")? {
        return Ok(0);
    }
    let labels: Vec<String> = closes
        .iter()
        .map(|row| row.text("label"))
        .collect::<Result<_, _>>()?;
    for scan in tx.rows(include_str!("sql/scans.sql"), params![shipment])? {
        let keys = keys(&scan.text("raw")?);
        if let Some(at) = labels.iter().position(|label| keys.contains(label)) {
            return Ok(at);
        }
    }
    Ok(0)
}

/// What a scanned code may be looked up by. No date in a parcel's number depends on the day.
fn keys(raw: &str) -> Vec<String> {
    let mut keys = vec![raw.trim().to_owned()];
    if let Ok(scan) = shared::scan::parse(raw, &shared::scan::Options::new(time::Date::MIN)) {
        keys.extend(scan.keys());
    }
    keys
}

/// Brings a shipment's parcel to the number that the books keep, if it was closed.
pub(crate) fn settle_label(cx: &Cx<'_>, shipment: ShipmentId) -> Result<(), DbError> {
    let closes = cx.rows(include_str!("sql/closes.sql"), params![shipment])?;
    let Some(row) = closes.get(kept(cx, shipment, &closes)?) else {
        return Ok(());
    };
    cx.exec(
        include_str!("sql/close.sql"),
        params![
            shipment,
            row.text("parcel")?,
            row.text("label")?,
            row.text("carton")?,
            row.opt_int("weight_g")?,
            row.int("at")?,
            row.opt_text("by_staff")?
        ],
    )?;
    cx.touch(RowKind::Shipment, shipment.0);
    Ok(())
}

/// A person has looked: of the numbers with which this parcel was closed, this one is on it.
fn choose(cx: &Cx<'_>, shipment: ShipmentId, number: &str) -> Result<LabelOutcome, DbError> {
    let one = cx.number(
        "select count(*) as n from parcel_close where shipment = ?1 and label = ?2",
        params![shipment, number],
    )?;
    if one == 0 {
        return Ok(LabelOutcome::TooLate);
    }
    cx.exec(
        "update parcel_close set chosen = case when label = ?2 then 1 else 0 end where shipment = ?1",
        params![shipment, number],
    )?;
    settle_label(cx, shipment)?;
    Ok(LabelOutcome::Set)
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
    /// The parcel is closed, and with none of its numbers: what is on it stays.
    TooLate,
}

/// Types the carrier's number for a shipment. A number given before is voided. Of a closed parcel it only says which of
/// its numbers is really on it.
pub fn set_label(cx: &Cx<'_>, shipment: ShipmentId, number: &str) -> Result<LabelOutcome, DbError> {
    let number = number.trim();
    let Some(row) = cx.row(include_str!("sql/label_of.sql"), params![shipment])? else {
        return Ok(LabelOutcome::TooLate);
    };
    let rule: LabelRule = serde_json::from_str(&row.text("rule")?).unwrap_or_default();
    if row.opt_text("parcel_label")?.is_some() {
        return choose(cx, shipment, number);
    }
    if row.text("state")? == "cancelled" {
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
