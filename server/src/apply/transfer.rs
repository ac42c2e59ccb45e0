//! Stock that stands in a bin, in the books: moved, judged anew, thrown away.
//!
//! Invariant: what a person did is posted as it was done. Whether lists still have what they were promised is asked
//! after every fact, for all of them together: see [`super::apply`].

use super::{ApplyError, Circumstances, Direction};
use crate::db::Cx;
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::replenish;
use crate::domain::stock::{self, SerialStep};
use shared::facts::{Regraded, Scrapped, Transferred};
use shared::id::DiscrepancyId;

pub fn transferred(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Transferred,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    now.post(cx, &fact.movement(), direction)?;
    now.follow(
        cx,
        (fact.item, &fact.serial),
        SerialStep::Moved(fact.to),
        direction,
    )?;
    let Some(task) = fact.replenishment else {
        return Ok(None);
    };
    if replenish::moved(cx, task, direction.sign() * fact.quantity)? {
        return Ok(None);
    }
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        item: Some(fact.item),
        bin: Some(fact.from),
        ..Raise::new(Kind::UnknownTask, task.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}

pub fn regraded(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Regraded,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let [leave, enter] = fact.movements();
    let movements = match direction {
        Direction::Done => [leave, enter],
        Direction::TakenBack => [enter.reversed(), leave.reversed()],
    };
    for movement in &movements {
        stock::post(cx, &now.source(), movement)?;
    }
    Ok(None)
}

/// It is gone, whoever confirmed it; one who confirmed their own work is asked about.
pub fn scrapped(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Scrapped,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    now.post(cx, &fact.movement(), direction)?;
    if now.by.is_some_and(|by| by != fact.second) || direction == Direction::TakenBack {
        return Ok(None);
    }
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        item: Some(fact.item),
        bin: Some(fact.bin),
        quantity: fact.quantity,
        detail: fact.reason.code().to_owned(),
        ..Raise::new(Kind::ScrapAlone, now.id.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}
