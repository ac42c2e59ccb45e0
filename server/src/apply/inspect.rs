//! The returns bench in the books: customer → plate or dock, in the condition that the inspector decided.

use super::{ApplyError, Circumstances, Direction};
use crate::db::Cx;
use crate::domain::returns::{self, Bench, Looked};
use crate::domain::stock::{self, Source};
use shared::facts::{Inspected, ReturnArrived, ReturnClosed, ReturnedSealed};
use shared::id::DiscrepancyId;

fn bench<'a>(now: &Circumstances, source: &'a Source, direction: Direction) -> Bench<'a> {
    Bench {
        source,
        device: now.device,
        original: now.original,
        looked: match direction {
            Direction::Done => Looked::Done,
            Direction::TakenBack => Looked::TakenBack,
        },
    }
}

pub fn arrived(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &ReturnArrived,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    Ok(returns::arrived(cx, &now.source(), fact)?)
}

pub fn sealed(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &ReturnedSealed,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let mut raised = returns::sealed(cx, &bench(now, &now.source(), direction), fact)?;
    for pieces in &fact.pieces {
        raised = stock::serial_came_back(cx, &now.source(), pieces.item, &pieces.serial)?.or(raised);
    }
    Ok(raised)
}

pub fn inspected(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Inspected,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let raised = returns::inspected(cx, &bench(now, &now.source(), direction), fact)?;
    let shipped_twice = stock::serial_came_back(cx, &now.source(), fact.item, &fact.serial)?;
    Ok(raised.or(shipped_twice))
}

pub fn closed(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &ReturnClosed,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    Ok(returns::closed(cx, &now.source(), fact)?)
}
