//! Receiving in the books: supplier → dock, and what follows from the delivery's totals.

use super::{ApplyError, Circumstances, Direction};
use crate::db::Cx;
use crate::domain::receiving::{self, Counted};
use crate::domain::stock::SerialStep;
use shared::facts::{BarcodeLearned, DeliveryArrived, DeliveryClosed, Received};
use shared::id::DiscrepancyId;

fn counted(direction: Direction) -> Counted {
    match direction {
        Direction::Done => Counted::Done,
        Direction::TakenBack => Counted::TakenBack,
    }
}

pub fn arrived(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &DeliveryArrived,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    Ok(receiving::arrived(cx, &now.source(), fact)?)
}

pub fn received(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Received,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    now.post(cx, &fact.movement(), direction)?;
    let twice = now.follow(cx, (fact.item, &fact.serial), SerialStep::Received, direction)?;
    Ok(receiving::receive(cx, &now.source(), fact, counted(direction))?.or(twice))
}

pub fn closed(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &DeliveryClosed,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    Ok(receiving::closed(cx, &now.source(), fact)?)
}

pub fn learned(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &BarcodeLearned,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    Ok(receiving::learned(cx, &now.source(), fact, counted(direction))?)
}
