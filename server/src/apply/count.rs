//! Counting in the books: a visit is the fold of its facts, and a closed one is compared.

use super::{ApplyError, Circumstances};
use crate::db::Cx;
use crate::domain::counts;
use crate::domain::discrepancies::{self, Kind, Raise};
use shared::facts::{BinCounted, Counted};
use shared::id::{BinId, CountTaskId, DiscrepancyId, VisitId};

/// A scan, or a scan that was taken back: the fold sees either.
pub fn counted(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Counted,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    counts::begin(cx, fact.visit, fact.task, fact.bin, now.device, now.by, now.at)?;
    counts::refold(cx, fact.visit)?;
    known(cx, now, fact.visit, fact.task, fact.bin)
}

pub fn bin_counted(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &BinCounted,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    counts::begin(
        cx,
        fact.visit,
        fact.task,
        fact.bin,
        now.device,
        now.by,
        fact.began_at,
    )?;
    counts::close(cx, fact.visit)?;
    known(cx, now, fact.visit, fact.task, fact.bin)
}

fn known(
    cx: &Cx<'_>,
    now: &Circumstances,
    visit: VisitId,
    task: Option<CountTaskId>,
    bin: BinId,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    let Some(task) = task else { return Ok(None) };
    if counts::begin_task(cx, task)? {
        return Ok(None);
    }
    let raise = Raise {
        fact: Some(now.id),
        staff: now.by,
        bin: Some(bin),
        task: Some(format!("visit:{visit}")),
        ..Raise::new(Kind::UnknownTask, task.hex())
    };
    Ok(Some(discrepancies::raise(cx, &raise)?))
}
