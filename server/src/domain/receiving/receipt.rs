//! 點收 in the books: the line, the receipt rows by lot and condition, the serial number.

use super::arrive::ensure;
use super::follow::follow_up;
use super::settle::{settle_head, settle_line};
use super::{date_of, task};
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::stock::Source;
use crate::params;
use shared::facts::Received;
use shared::id::{DeliveryId, DeliveryLineId, DiscrepancyId, ItemId};
use shared::row::RowKind;
use shared::stock::Condition;

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

/// Adds counted pieces to their delivery; what follows from the new totals follows. The movement is the caller's.
pub fn receive(
    cx: &Cx<'_>,
    source: &Source,
    fact: &Received,
    counted: Counted,
) -> Result<Option<DiscrepancyId>, DbError> {
    let blind = ensure(cx, source, fact.delivery)?;
    let line = line_for(cx, fact)?;
    let delta = counted.sign() * fact.quantity;
    add(cx, fact, line, delta)?;
    cx.touch(RowKind::DeliveryLine, line.0);
    let serial = serial(cx, source, fact, counted)?;
    let over = settle_line(cx, source, line)?;
    let dated = short_dated(cx, source, fact, line)?;
    let head = settle_head(cx, source, fact.delivery)?;
    follow_up(cx, source, fact.delivery, Some(line))?;
    Ok(over.or(serial).or(dated).or(head).or(blind))
}

/// The line that the device named, where it is one of this delivery and item; else the delivery's first line of the
/// item; else a new one that nobody ordered.
fn line_for(cx: &Cx<'_>, fact: &Received) -> Result<DeliveryLineId, DbError> {
    if let Some(line) = fact.line
        && let Some(row) = cx.row(
            "select item, delivery from delivery_line where id = ?1",
            params![line],
        )?
        && row.parse::<ItemId>("item")? == fact.item
        && row.parse::<DeliveryId>("delivery")? == fact.delivery
    {
        return Ok(line);
    }
    let known = cx.row(
        include_str!("sql/line_of_item.sql"),
        params![fact.delivery, fact.item],
    )?;
    if let Some(row) = known {
        return row.parse("id");
    }
    let line: DeliveryLineId = cx.new_id();
    cx.exec(
        include_str!("sql/line_unordered.sql"),
        params![line, fact.delivery, fact.item],
    )?;
    Ok(line)
}

fn add(cx: &Cx<'_>, fact: &Received, line: DeliveryLineId, delta: i64) -> Result<(), DbError> {
    let damage = fact.damage.map_or("", |damage| damage.code());
    cx.exec(
        include_str!("sql/receipt_add.sql"),
        params![
            fact.delivery,
            line,
            fact.item,
            &fact.lot.number,
            &fact.lot.expiry,
            fact.condition(),
            damage,
            delta
        ],
    )?;
    cx.exec(
        "delete from receipt where line = ?1 and quantity = 0",
        params![line],
    )?;
    let (good, bad) = match fact.condition() {
        Condition::Good => (delta, 0),
        _ => (0, delta),
    };
    cx.exec(
        "update delivery_line set good = good + ?2, bad = bad + ?3 where id = ?1",
        params![line, good, bad],
    )?;
    Ok(())
}

/// One serial number is one piece: received more than once, whoever did it, somebody must look.
fn serial(
    cx: &Cx<'_>,
    source: &Source,
    fact: &Received,
    counted: Counted,
) -> Result<Option<DiscrepancyId>, DbError> {
    if fact.serial.is_empty() {
        return Ok(None);
    }
    let row = cx.row(
        include_str!("sql/serial_add.sql"),
        params![
            fact.item,
            &fact.serial,
            fact.delivery,
            source.fact,
            source.at,
            counted.sign()
        ],
    )?;
    let times = row.map_or(Ok(0), |row| row.int("times"))?;
    if times == 0 {
        cx.exec(
            "delete from serial_received where item = ?1 and serial = ?2",
            params![fact.item, &fact.serial],
        )?;
    }
    let subject = format!("{} {}", fact.item, fact.serial);
    // One that was there on the first day came before.
    let opened = cx.number(
        "select count(*) as n from serial where item = ?1 and serial = ?2",
        params![fact.item, &fact.serial],
    )?;
    if times == 0 || times + opened < 2 {
        discrepancies::close(cx, Kind::SerialTwice, &subject, "undone")?;
        return Ok(None);
    }
    let raise = Raise {
        fact: source.fact,
        staff: source.staff,
        item: Some(fact.item),
        task: Some(task(fact.delivery)),
        quantity: times + opened,
        detail: fact.serial.clone(),
        ..Raise::new(Kind::SerialTwice, subject)
    };
    discrepancies::raise(cx, &raise).map(Some)
}

/// Good pieces past their last day, or below the supplier's 允收效期, are received and asked about.
fn short_dated(
    cx: &Cx<'_>,
    source: &Source,
    fact: &Received,
    line: DeliveryLineId,
) -> Result<Option<DiscrepancyId>, DbError> {
    if fact.lot.expiry.is_empty() || fact.condition() != Condition::Good {
        return Ok(None);
    }
    let row = cx.row(
        include_str!("sql/good_of_lot.sql"),
        params![line, &fact.lot.number, &fact.lot.expiry],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (quantity, accept_from) = (row.int("quantity")?, row.text("accept_from")?);
    let short = fact.lot.expiry < date_of(cx, source.at)? || fact.lot.expiry < accept_from;
    let subject = format!("{line} {} {}", fact.lot.number, fact.lot.expiry);
    if quantity <= 0 || !short {
        discrepancies::close(cx, Kind::ShortDated, &subject, "undone")?;
        return Ok(None);
    }
    let raise = Raise {
        fact: source.fact,
        staff: source.staff,
        item: Some(fact.item),
        task: Some(task(fact.delivery)),
        quantity,
        detail: [fact.lot.number.as_str(), &fact.lot.expiry, &accept_from]
            .map(str::trim)
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" / "),
        ..Raise::new(Kind::ShortDated, subject)
    };
    discrepancies::raise(cx, &raise).map(Some)
}
