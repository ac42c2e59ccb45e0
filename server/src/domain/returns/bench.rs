//! What the bench tells: a parcel came, pieces were looked at, a return is through.

use super::book::{ensure, touch};
use crate::db::{Cx, DbError};
use crate::domain::stock::{self, Source};
use crate::params;
use shared::facts::{Inspected, ReturnArrived, ReturnClosed, ReturnedSealed};
use shared::id::{DeviceId, FactId, ItemId, PlateId, ReturnId, ShipmentId, StaffId};
use shared::inspect::{Answer, Disposition, Grade, ReturnReason};
use shared::stock::{Condition, Lot, Movement};

/// Whether pieces were looked at, or the looking was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    Done,
    TakenBack,
}

/// Where, by whom and how a finding came.
pub struct Bench<'a> {
    pub source: &'a Source,
    pub device: DeviceId,
    /// The fact that says what was found; when it is taken back, not the one that takes it back.
    pub original: FactId,
    pub looked: Looked,
}

impl Bench<'_> {
    fn post(&self, cx: &Cx<'_>, movement: &Movement) -> Result<(), DbError> {
        match self.looked {
            Looked::Done => stock::post(cx, self.source, movement),
            Looked::TakenBack => stock::post(cx, self.source, &movement.reversed()),
        }
    }
}

/// Of two arrivals the first counts: since then the goods are back, whichever reaches the server first.
pub fn arrived(cx: &Cx<'_>, source: &Source, fact: &ReturnArrived) -> Result<(), DbError> {
    ensure(cx, fact.returned, fact.shipment, &fact.number)?;
    came(cx, source, fact.returned, &fact.raw)
}

/// A parcel came back unopened: what was packed is in it, and the return is through.
pub fn sealed(cx: &Cx<'_>, bench: &Bench<'_>, fact: &ReturnedSealed) -> Result<(), DbError> {
    ensure(cx, fact.returned, Some(fact.shipment), "")?;
    plate(cx, &fact.plate)?;
    for movement in fact.movements() {
        bench.post(cx, &movement)?;
    }
    match bench.looked {
        Looked::TakenBack => {
            forget(cx, bench)?;
            cx.exec(include_str!("sql/reopened.sql"), params![fact.returned])?;
        }
        Looked::Done => {
            for (seq, pieces) in (0i64..).zip(&fact.pieces) {
                let (grade, disposition) = match pieces.condition {
                    Condition::Good => (Grade::A, Disposition::Restock),
                    _ => (Grade::B, Disposition::Hold),
                };
                let found = Found {
                    item: pieces.item,
                    lot: &pieces.lot,
                    serial: &pieces.serial,
                    quantity: pieces.quantity,
                    sealed: true,
                    not_ours: false,
                    answers: &[],
                    suggested: grade,
                    grade,
                    disposition,
                    finding: None,
                    remark: "",
                    plate: &fact.plate,
                    second: None,
                };
                keep(cx, bench, fact.returned, seq, &found)?;
            }
            came(cx, bench.source, fact.returned, &fact.raw)?;
            cx.exec(
                include_str!("sql/closed.sql"),
                params![fact.returned, bench.source.at, bench.source.staff],
            )?;
        }
    }
    touch(cx, fact.returned, Some(fact.shipment));
    Ok(())
}

/// Pieces were looked at.
pub fn inspected(cx: &Cx<'_>, bench: &Bench<'_>, fact: &Inspected) -> Result<(), DbError> {
    ensure(cx, fact.returned, None, "")?;
    plate(cx, &fact.plate)?;
    if let Some(movement) = fact.movement() {
        bench.post(cx, &movement)?;
    }
    match bench.looked {
        Looked::TakenBack => forget(cx, bench)?,
        Looked::Done => {
            let found = Found {
                item: fact.item,
                lot: &fact.lot,
                serial: &fact.serial,
                quantity: fact.quantity,
                sealed: false,
                not_ours: fact.not_ours,
                answers: &fact.answers,
                suggested: fact.suggested,
                grade: fact.grade,
                disposition: fact.disposition,
                finding: fact.finding,
                remark: &fact.remark,
                plate: &fact.plate,
                second: fact.second,
            };
            keep(cx, bench, fact.returned, 0, &found)?;
            came(cx, bench.source, fact.returned, &fact.raw)?;
        }
    }
    touch(cx, fact.returned, shipment_of(cx, fact.returned)?);
    Ok(())
}

/// The inspector is through. What was declared and is not there is confirmed; the latest word counts.
pub fn closed(cx: &Cx<'_>, source: &Source, fact: &ReturnClosed) -> Result<(), DbError> {
    ensure(cx, fact.returned, None, "")?;
    cx.exec(
        include_str!("sql/closed.sql"),
        params![fact.returned, source.at, source.staff],
    )?;
    for missing in &fact.missing {
        cx.exec(
            include_str!("sql/missing_put.sql"),
            params![fact.returned, source.fact, missing.item, missing.quantity],
        )?;
    }
    touch(cx, fact.returned, shipment_of(cx, fact.returned)?);
    Ok(())
}

/// What was found of some pieces, as one row of the books.
struct Found<'a> {
    item: ItemId,
    lot: &'a Lot,
    serial: &'a str,
    quantity: i64,
    sealed: bool,
    not_ours: bool,
    answers: &'a [Answer],
    suggested: Grade,
    grade: Grade,
    disposition: Disposition,
    finding: Option<ReturnReason>,
    remark: &'a str,
    plate: &'a str,
    second: Option<StaffId>,
}

fn keep(
    cx: &Cx<'_>,
    bench: &Bench<'_>,
    returned: ReturnId,
    seq: i64,
    found: &Found<'_>,
) -> Result<(), DbError> {
    let answers = serde_json::to_string(found.answers).map_err(|error| DbError::Driver(error.to_string()))?;
    cx.exec(
        include_str!("sql/inspection_put.sql"),
        params![
            bench.original,
            seq,
            returned,
            found.item,
            &found.lot.number,
            &found.lot.expiry,
            found.serial,
            found.quantity,
            found.not_ours,
            found.sealed,
            answers,
            found.suggested.code(),
            found.grade.code(),
            found.disposition.code(),
            found.finding.map_or("", |why| why.code()),
            found.remark,
            found.plate,
            found.second,
            bench.source.staff,
            bench.device,
            bench.source.at,
        ],
    )?;
    Ok(())
}

fn forget(cx: &Cx<'_>, bench: &Bench<'_>) -> Result<(), DbError> {
    cx.exec(
        "update inspection set undone = 1 where fact = ?1",
        params![bench.original],
    )?;
    Ok(())
}

/// The goods are back since the first that anybody saw of them.
fn came(cx: &Cx<'_>, source: &Source, returned: ReturnId, raw: &str) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/arrived.sql"),
        params![returned, source.at, source.staff, raw],
    )?;
    Ok(())
}

/// The code of a plate is kept beside its id, so that people can read where pieces stand.
fn plate(cx: &Cx<'_>, code: &str) -> Result<(), DbError> {
    if !code.is_empty() {
        cx.exec(
            include_str!("sql/plate_put.sql"),
            params![PlateId::of(code), code.trim(), cx.now],
        )?;
    }
    Ok(())
}

fn shipment_of(cx: &Cx<'_>, returned: ReturnId) -> Result<Option<ShipmentId>, DbError> {
    match cx.row(
        "select shipment from sales_return where id = ?1",
        params![returned],
    )? {
        Some(row) => row.opt_parse("shipment"),
        None => Ok(None),
    }
}
