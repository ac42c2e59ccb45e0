//! What the bench tells: a parcel came, pieces were looked at, a return is through.

use super::book::ensure;
use super::settle::settle;
use crate::db::{Cx, DbError};
use crate::domain::stock::Source;
use crate::params;
use shared::facts::{Inspected, ReturnArrived, ReturnClosed, ReturnedSealed};
use shared::id::{DeviceId, DiscrepancyId, FactId, ItemId, PlateId, ReturnId, StaffId};
use shared::inspect::{Answer, Disposition, Grade, ReturnReason};
use shared::stock::{Condition, Lot};

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

/// Of two arrivals the first counts: since then the goods are back, whichever reaches the server first.
pub fn arrived(cx: &Cx<'_>, source: &Source, fact: &ReturnArrived) -> Result<Option<DiscrepancyId>, DbError> {
    let returned = ensure(cx, fact.returned, fact.shipment, &fact.number)?;
    tell(
        cx,
        source,
        source.fact,
        (returned, fact.returned),
        &fact.raw,
        false,
    )?;
    settle(cx, source, returned)
}

/// A parcel came back unopened: what was packed is in it, and the return is through.
pub fn sealed(
    cx: &Cx<'_>,
    bench: &Bench<'_>,
    fact: &ReturnedSealed,
) -> Result<Option<DiscrepancyId>, DbError> {
    let returned = ensure(cx, fact.returned, Some(fact.shipment), "")?;
    plate(cx, &fact.plate)?;
    match bench.looked {
        Looked::TakenBack => forget(cx, bench)?,
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
                keep(cx, bench, (returned, fact.returned), seq, &found)?;
            }
            let original = Some(bench.original);
            tell(
                cx,
                bench.source,
                original,
                (returned, fact.returned),
                &fact.raw,
                true,
            )?;
        }
    }
    settle(cx, bench.source, returned)
}

/// Pieces were looked at.
pub fn inspected(cx: &Cx<'_>, bench: &Bench<'_>, fact: &Inspected) -> Result<Option<DiscrepancyId>, DbError> {
    let returned = ensure(cx, fact.returned, fact.shipment, "")?;
    plate(cx, &fact.plate)?;
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
            keep(cx, bench, (returned, fact.returned), 0, &found)?;
            let original = Some(bench.original);
            tell(
                cx,
                bench.source,
                original,
                (returned, fact.returned),
                &fact.raw,
                false,
            )?;
        }
    }
    settle(cx, bench.source, returned)
}

/// The inspector is through. What was declared and is not there is confirmed; the latest word counts.
pub fn closed(cx: &Cx<'_>, source: &Source, fact: &ReturnClosed) -> Result<Option<DiscrepancyId>, DbError> {
    let returned = ensure(cx, fact.returned, None, "")?;
    for missing in &fact.missing {
        cx.exec(
            include_str!("sql/missing_put.sql"),
            params![returned, source.fact, missing.item, missing.quantity],
        )?;
    }
    tell(cx, source, source.fact, (returned, fact.returned), "", true)?;
    settle(cx, source, returned)
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
    (returned, told): (ReturnId, ReturnId),
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
            told,
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
    cx.exec(
        "update return_event set undone = 1 where fact = ?1",
        params![bench.original],
    )?;
    Ok(())
}

/// A bench has seen a return (first: for which it counts, second: as it is named), or is through with it.
fn tell(
    cx: &Cx<'_>,
    source: &Source,
    fact: Option<FactId>,
    (returned, told): (ReturnId, ReturnId),
    raw: &str,
    closes: bool,
) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/event_put.sql"),
        params![fact, returned, told, closes, source.at, source.staff, raw],
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
