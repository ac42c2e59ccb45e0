//! 點收 in the books: the line, the receipt rows by lot and condition, the serial number.

use super::arrive::ensure;
use super::deal::deal;
use super::follow::follow_up;
use super::merge::whole;
use super::settle::{settle_head, settle_line};
use super::{date_of, task};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::stock::{self, Source};
use crate::params;
use shared::facts::{DamageReason, Received};
use shared::id::{DeliveryId, DeliveryLineId, DiscrepancyId, ItemId};
use shared::row::RowKind;
use shared::stock::{Condition, Lot};

/// Forward as it was counted, or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    Done,
    TakenBack,
}

impl Counted {
    fn sign(self) -> i64 {
        match self {
            Counted::Done => 1,
            Counted::TakenBack => -1,
        }
    }
}

/// Good or bad pieces of one lot, counted out of a delivery.
pub(super) struct Bunch<'a> {
    pub delivery: DeliveryId,
    pub item: ItemId,
    pub lot: &'a Lot,
    pub damage: Option<DamageReason>,
}

/// Adds counted pieces to their delivery; what follows from the new totals follows. The movement is the caller's.
pub fn receive(
    cx: &Cx<'_>,
    source: &Source,
    fact: &Received,
    counted: Counted,
) -> Result<Option<DiscrepancyId>, DbError> {
    let blind = ensure(cx, source, fact.delivery)?;
    let bunch = Bunch {
        delivery: whole(cx, fact.delivery)?,
        item: fact.item,
        lot: &fact.lot,
        damage: fact.damage,
    };
    let line = line_for(cx, &bunch, fact.line)?;
    add(cx, &bunch, line, counted.sign() * fact.quantity)?;
    let serial = serial(cx, source, fact, counted)?;
    let (mut over, mut dated) = (None, None);
    let lines = deal(cx, source, bunch.delivery, bunch.item)?;
    for line in &lines {
        over = over.or(settle_line(cx, source, *line)?);
        dated = dated.or(short_dated(cx, source, &bunch, *line)?);
    }
    let head = settle_head(cx, source, bunch.delivery)?;
    for line in lines {
        follow_up(cx, source, bunch.delivery, Some(line))?;
    }
    Ok(over.or(serial).or(dated).or(head).or(blind))
}

/// The line that the device named, where it is one of this delivery and item; else the delivery's first line of the
/// item; else a new one that nobody ordered. Where the item has several, `deal` says on which its pieces stand.
pub(super) fn line_for(
    cx: &Cx<'_>,
    bunch: &Bunch<'_>,
    named: Option<DeliveryLineId>,
) -> Result<DeliveryLineId, DbError> {
    if let Some(line) = named
        && let Some(row) = cx.row(
            "select item, delivery from delivery_line where id = ?1",
            params![line],
        )?
        && row.parse::<ItemId>("item")? == bunch.item
        && row.parse::<DeliveryId>("delivery")? == bunch.delivery
    {
        return Ok(line);
    }
    let known = cx.row(
        include_str!("sql/line_of_item.sql"),
        params![bunch.delivery, bunch.item],
    )?;
    if let Some(row) = known {
        return row.parse("id");
    }
    let line: DeliveryLineId = cx.new_id();
    cx.exec(
        include_str!("sql/line_unordered.sql"),
        params![line, bunch.delivery, bunch.item],
    )?;
    Ok(line)
}

/// Adds `delta` pieces to a line and its receipt.
pub(super) fn add(cx: &Cx<'_>, bunch: &Bunch<'_>, line: DeliveryLineId, delta: i64) -> Result<(), DbError> {
    let (condition, damage) = match bunch.damage {
        None => (Condition::Good, ""),
        Some(damage) => (Condition::Defect, damage.code()),
    };
    cx.exec(
        include_str!("sql/receipt_add.sql"),
        params![
            bunch.delivery,
            line,
            bunch.item,
            &bunch.lot.number,
            &bunch.lot.expiry,
            condition,
            damage,
            delta
        ],
    )?;
    cx.exec(
        "delete from receipt where line = ?1 and quantity = 0",
        params![line],
    )?;
    let (good, bad) = match bunch.damage {
        None => (delta, 0),
        Some(_) => (0, delta),
    };
    cx.exec(
        "update delivery_line set good = good + ?2, bad = bad + ?3 where id = ?1",
        params![line, good, bad],
    )?;
    cx.touch(RowKind::DeliveryLine, line.0);
    Ok(())
}

/// One serial number is one piece: received more than once, or after it was there on the first day, whoever did it,
/// somebody must look.
fn serial(
    cx: &Cx<'_>,
    source: &Source,
    fact: &Received,
    counted: Counted,
) -> Result<Option<DiscrepancyId>, DbError> {
    if fact.serial.is_empty() {
        return Ok(None);
    }
    let pieces = stock::serial_received(cx, source, fact.item, &fact.serial, counted.sign())?;
    let subject = format!("{} {}", fact.item, fact.serial);
    if pieces < 2 {
        discrepancies::close(cx, Kind::SerialTwice, &subject, "undone")?;
        return Ok(None);
    }
    let raise = Raise {
        fact: source.fact,
        staff: source.staff,
        item: Some(fact.item),
        task: Some(task(fact.delivery)),
        quantity: pieces,
        detail: fact.serial.clone(),
        ..Raise::new(Kind::SerialTwice, subject)
    };
    discrepancies::raise(cx, &raise).map(Some)
}

/// Good pieces past their last day, or below the supplier's 允收效期, are received and asked about.
pub(super) fn short_dated(
    cx: &Cx<'_>,
    source: &Source,
    bunch: &Bunch<'_>,
    line: DeliveryLineId,
) -> Result<Option<DiscrepancyId>, DbError> {
    let lot = bunch.lot;
    if lot.expiry.is_empty() || bunch.damage.is_some() {
        return Ok(None);
    }
    let row = cx.row(
        include_str!("sql/good_of_lot.sql"),
        params![line, &lot.number, &lot.expiry],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (quantity, accept_from) = (row.int("quantity")?, row.text("accept_from")?);
    let short = lot.expiry < date_of(cx, source.at)? || lot.expiry < accept_from;
    let subject = format!("{line} {} {}", lot.number, lot.expiry);
    if quantity <= 0 || !short {
        discrepancies::close(cx, Kind::ShortDated, &subject, "undone")?;
        return Ok(None);
    }
    let raise = Raise {
        fact: source.fact,
        staff: source.staff,
        item: Some(bunch.item),
        task: Some(task(bunch.delivery)),
        quantity,
        detail: [lot.number.as_str(), &lot.expiry, &accept_from]
            .map(str::trim)
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" / "),
        ..Raise::new(Kind::ShortDated, subject)
    };
    discrepancies::raise(cx, &raise).map(Some)
}
