//! Serial numbers: one number of an item is one piece, whether it was there on the first day or came with a delivery,
//! and it is followed to the parcel it left in.
//!
//! Invariant: a number has a row in `serial_number` while it was opened or a fact that stands received it. `serial_step`
//! has what each fact says of a piece, whether or not the fact still stands: what is known of a piece is a function of the
//! facts, and no order in which they are heard changes it.
//! A number that nobody knew is learnt where it is first read; a step that cannot be (shipped twice) is kept and asked.
//! Deliberately absent: stock by number. The ledger holds lots; put-away takes a pile by one scan, so many pieces have
//! no known bin.

use super::Source;
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::params;
use shared::id::{BinId, DiscrepancyId, ItemId, ShipmentId, ShipmentLineId};

/// A piece with this number is there on the first day. `false`: the number is known, opened or received.
pub(super) fn open(cx: &Cx<'_>, item: ItemId, serial: &str, bin: BinId) -> Result<bool, DbError> {
    let new = cx.exec(
        include_str!("sql/serial_open.sql"),
        params![item, serial, bin, cx.now],
    )?;
    Ok(new > 0)
}

/// A fact received a number (`by` 1) or took that back (-1); answers how many pieces claim the number now.
pub fn serial_received(
    cx: &Cx<'_>,
    source: &Source,
    item: ItemId,
    serial: &str,
    by: i64,
) -> Result<i64, DbError> {
    let row = cx.row(
        include_str!("sql/serial_receive.sql"),
        params![item, serial, source.fact, source.at, by],
    )?;
    let pieces = row.map_or(Ok(0), |row| row.int("pieces"))?;
    if pieces == 0 {
        cx.exec(
            "delete from serial_number where item = ?1 and serial = ?2",
            params![item, serial],
        )?;
    }
    Ok(pieces)
}

/// The bin that a serial number of an item was opened in.
pub fn serial_bin(cx: &Cx<'_>, item: ItemId, serial: &str) -> Result<Option<BinId>, DbError> {
    cx.row(
        "select bin from serial_number where item = ?1 and serial = ?2",
        params![item, serial],
    )?
    .map_or(Ok(None), |row| row.opt_parse("bin"))
}

/// What a fact says of a numbered piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialStep {
    Received,
    PutAway(BinId),
    /// Into this bin.
    Moved(BinId),
    /// From this bin.
    Picked(BinId),
    Packed(ShipmentId, ShipmentLineId),
}

impl SerialStep {
    pub fn code(self) -> &'static str {
        match self {
            SerialStep::Received => "received",
            SerialStep::PutAway(_) => "put_away",
            SerialStep::Moved(_) => "moved",
            SerialStep::Picked(_) => "picked",
            SerialStep::Packed(..) => "packed",
        }
    }

    /// Whether it says anything about being shipped twice.
    fn comes_or_goes(self) -> bool {
        match self {
            SerialStep::Received | SerialStep::Packed(..) => true,
            SerialStep::PutAway(_) | SerialStep::Moved(_) | SerialStep::Picked(_) => false,
        }
    }
}

/// A fact says this of a piece, or said so and was taken back (`undone_by` stands before this is called). A fact without
/// a serial number says nothing.
pub fn serial_step(
    cx: &Cx<'_>,
    source: &Source,
    (item, serial): (ItemId, &str),
    step: SerialStep,
    taken_back: bool,
) -> Result<Option<DiscrepancyId>, DbError> {
    if serial.is_empty() {
        return Ok(None);
    }
    if !taken_back {
        let (bin, shipment, line) = match step {
            SerialStep::Received => (None, None, None),
            SerialStep::PutAway(bin) | SerialStep::Moved(bin) | SerialStep::Picked(bin) => {
                (Some(bin), None, None)
            }
            SerialStep::Packed(shipment, line) => (None, Some(shipment), Some(line)),
        };
        cx.exec(
            include_str!("sql/serial_step_put.sql"),
            params![source.fact, item, serial, step.code(), bin, shipment, line],
        )?;
    }
    if step.comes_or_goes() {
        return shipped_twice(cx, source, item, serial);
    }
    Ok(None)
}

/// A piece came back from a customer, or that was taken back: the books know it from their inspections.
pub fn serial_came_back(
    cx: &Cx<'_>,
    source: &Source,
    item: ItemId,
    serial: &str,
) -> Result<Option<DiscrepancyId>, DbError> {
    if serial.is_empty() {
        return Ok(None);
    }
    shipped_twice(cx, source, item, serial)
}

/// A piece that left a second time without having come in between: one of the two numbers was misread, or a piece was
/// swapped. Who has said that it is seen to is not asked the same again.
fn shipped_twice(
    cx: &Cx<'_>,
    source: &Source,
    item: ItemId,
    serial: &str,
) -> Result<Option<DiscrepancyId>, DbError> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut twice: Option<Vec<(String, String)>> = None;
    for row in cx.rows(include_str!("sql/serial_comings.sql"), params![item, serial])? {
        if row.text("kind")? != "packed" {
            out.clear();
            continue;
        }
        let number = row.opt_text("number")?.unwrap_or_else(|| "?".to_owned());
        out.push((row.opt_text("shipment")?.unwrap_or_default(), number));
        if out.len() > 1 {
            twice = Some(out.clone());
        }
    }
    let subject = format!("{item} {serial}");
    let Some(twice) = twice else {
        discrepancies::close(cx, Kind::SerialShippedTwice, &subject, "undone")?;
        return Ok(None);
    };
    let numbers: Vec<&str> = twice.iter().map(|(_, number)| number.as_str()).collect();
    let detail = format!("{serial} · {}", numbers.join(" / "));
    let last = discrepancies::latest(cx, Kind::SerialShippedTwice, &subject)?;
    if last.is_some_and(|last| !last.open && last.answer == "seen" && last.detail == detail) {
        return Ok(None);
    }
    let raise = Raise {
        fact: source.fact,
        staff: source.staff,
        item: Some(item),
        task: twice.last().map(|(shipment, _)| format!("shipment:{shipment}")),
        quantity: i64::try_from(twice.len()).unwrap_or(i64::MAX),
        detail,
        ..Raise::new(Kind::SerialShippedTwice, subject)
    };
    discrepancies::raise(cx, &raise).map(Some)
}
