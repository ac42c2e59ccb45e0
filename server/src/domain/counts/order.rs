//! Before the count, after it, or nobody can say.
//!
//! Facts of one device are ordered by its own sequence, and never by its clock: what it did before its first scan of the
//! visit is before, what it did after the closing is after. Where nothing was scanned ("the bin is empty") the answer is
//! of the moment in which it was given: what this device took out until then was gone by then, but what it brought in
//! since the question cannot have been meant, and the bin is counted again. Facts of two devices are ordered by the time at which they
//! happened, where both knew the server's clock and one lies clear of the other's window. A device that did not know it
//! (wall clock) did its work after what it did before by a known clock, and before we heard of it: no more is known.

use super::visit::Visit;
use crate::db::{Cx, DbError, Row, Tx};
use crate::params;
use shared::facts::Undone;
use shared::id::{DeviceId, FactId, ItemId, VisitId};
use shared::stock::{Condition, Lot};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
    Unclear,
}

/// A movement at the bin that is not certainly before the count.
pub(super) struct Near {
    pub item: ItemId,
    pub condition: Condition,
    pub lot: Lot,
    /// Pieces that came into the bin; negative: left it.
    pub delta: i64,
    pub side: Side,
}

/// The moment before which a fact of this device, at this place of its stream, cannot have happened.
pub(super) fn not_before(tx: &Tx<'_>, device: DeviceId, (epoch, seq): (i64, i64)) -> Result<i64, DbError> {
    tx.number(include_str!("sql/not_before.sql"), params![device, epoch, seq])
}

/// Where and when a fact was recorded.
struct Circumstance {
    device: DeviceId,
    place: (i64, i64),
    at: i64,
    wall: bool,
    received_at: i64,
}

impl Circumstance {
    fn of(row: &Row) -> Result<Option<Circumstance>, DbError> {
        let Some(device) = row.opt_parse("device")? else {
            return Ok(None);
        };
        Ok(Some(Circumstance {
            device,
            place: (row.int("epoch")?, row.int("seq")?),
            at: row.int("at")?,
            wall: row.flag("wall_clock")?,
            received_at: row.int("received_at")?,
        }))
    }
}

/// Every movement at the bin that is not certainly before the visit, each with its side.
pub(super) fn near(
    cx: &Cx<'_>,
    visit: &Visit,
    first_seq: Option<(i64, i64)>,
    places: &BTreeMap<VisitId, (i64, VisitId)>,
) -> Result<Vec<Near>, DbError> {
    let bin = shared::stock::Place::Bin(visit.bin);
    let rows = cx.rows(include_str!("sql/near.sql"), params![bin, visit.from_at])?;
    rows.iter()
        .map(|row| {
            Ok(Near {
                item: row.parse("item")?,
                condition: row.code("condition", Condition::parse)?,
                lot: Lot {
                    number: row.text("lot")?,
                    expiry: row.text("expiry")?,
                },
                delta: row.int("delta")?,
                side: side(cx, visit, first_seq, places, row)?,
            })
        })
        .collect()
}

fn side(
    cx: &Cx<'_>,
    visit: &Visit,
    first_seq: Option<(i64, i64)>,
    places: &BTreeMap<VisitId, (i64, VisitId)>,
    row: &Row,
) -> Result<Side, DbError> {
    let source = row.text("source")?;
    if let Some(of) = source.strip_prefix("count:") {
        let earlier = of
            .parse()
            .ok()
            .and_then(|id: VisitId| places.get(&id))
            .is_some_and(|place| *place < visit.place());
        return Ok(if earlier { Side::Before } else { Side::After });
    }
    let Some(fact) = Circumstance::of(row)? else {
        return Ok(by_the_office(visit, row.int("moved_at")?));
    };
    let own = of_fact(cx, visit, first_seq, &fact, row.int("delta")?)?;
    if row.opt_text("kind")?.as_deref() != Some("undone") || own != Side::After {
        return Ok(own);
    }
    // Taken back after the count: whether the pieces lay in the bin while it was counted, nobody has said.
    let body = row.opt_text("body")?.unwrap_or_default();
    let of: Option<FactId> = serde_json::from_str::<Undone>(&body).ok().map(|undone| undone.of);
    let original = match of {
        Some(of) => cx.row(include_str!("sql/circumstance.sql"), params![of])?,
        None => None,
    };
    let original = original.as_ref().map(Circumstance::of).transpose()?.flatten();
    Ok(match original {
        Some(original) if of_fact(cx, visit, first_seq, &original, 0)? == Side::After => Side::After,
        Some(_) | None => Side::Unclear,
    })
}

/// The server's own clock; and what the office did after we had the count was done after it.
fn by_the_office(visit: &Visit, at: i64) -> Side {
    if at < visit.from_at {
        Side::Before
    } else if at > visit.to_at || at >= visit.received_at {
        Side::After
    } else {
        Side::Unclear
    }
}

fn of_fact(
    cx: &Cx<'_>,
    visit: &Visit,
    first_seq: Option<(i64, i64)>,
    fact: &Circumstance,
    delta: i64,
) -> Result<Side, DbError> {
    if fact.device == visit.device {
        return Ok(of_the_same_device(visit, first_seq, fact, delta));
    }
    let (earliest, latest) = if fact.wall {
        (not_before(cx, fact.device, fact.place)?, fact.received_at)
    } else {
        (fact.at, fact.at)
    };
    Ok(if latest < visit.from_at {
        Side::Before
    } else if earliest > visit.to_at {
        Side::After
    } else {
        Side::Unclear
    })
}

fn of_the_same_device(visit: &Visit, first_seq: Option<(i64, i64)>, fact: &Circumstance, delta: i64) -> Side {
    // By the same clock, that of the device: `began_at` is when the question was put.
    let since_asked = fact.wall == visit.wall_clock && fact.at > visit.began_at;
    match first_seq {
        _ if fact.place > (visit.epoch, visit.seq) => Side::After,
        Some(first) if fact.place < first => Side::Before,
        Some(_) => Side::Unclear,
        None if delta > 0 && since_asked => Side::Unclear,
        None => Side::Before,
    }
}
