//! From fact to books: task progress, movements, discrepancies.
//!
//! Invariant: a fact is never refused here. What disagrees with the books is posted and raises a discrepancy; an
//! `Err` means our own code could not handle it, and the caller keeps the fact in quarantine.
//! The order in which facts of several devices arrive changes neither stock nor documents in the end.

mod count;
mod desk;
mod handover;
mod inspect;
mod pack;
mod pick;
mod putaway;
mod receive;
mod transfer;

use crate::db::{Cx, DbError};
use crate::domain::stock::{self, SerialStep, Source};
use crate::domain::{counts, photos};
use shared::facts::{Envelope, Fact};
use shared::id::{DeviceId, DiscrepancyId, FactId, ItemId, StaffId};
use shared::stock::Movement;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum ApplyError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Decode(#[from] shared::facts::DecodeError),
    #[error(transparent)]
    Fact(#[from] shared::facts::FactError),
    #[error("the server's own code failed on it")]
    Panicked,
    #[error("the fact that is taken back ({0}) is not here")]
    NothingToUndo(FactId),
}

/// Who did it, where and when.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    pub id: FactId,
    /// The fact that is applied; other than `id` where that one takes it back.
    pub original: FactId,
    pub device: DeviceId,
    pub by: Option<StaffId>,
    pub at: i64,
}

impl Circumstances {
    pub fn of(device: DeviceId, envelope: &Envelope) -> Circumstances {
        Circumstances {
            id: envelope.id,
            original: envelope.id,
            device,
            by: envelope.by,
            at: envelope.at,
        }
    }

    pub fn source(&self) -> Source {
        Source {
            fact: Some(self.id),
            what: String::new(),
            staff: self.by,
            at: self.at,
        }
    }
}

impl Circumstances {
    /// Posts what left one place and entered another, or takes it back.
    fn post(&self, cx: &Cx<'_>, movement: &Movement, direction: Direction) -> Result<(), DbError> {
        match direction {
            Direction::Done => stock::post(cx, &self.source(), movement),
            Direction::TakenBack => stock::post(cx, &self.source(), &movement.reversed()),
        }
    }

    /// Follows a numbered piece; nothing where the fact names none.
    fn follow(
        &self,
        cx: &Cx<'_>,
        piece: (ItemId, &str),
        step: SerialStep,
        direction: Direction,
    ) -> Result<Option<DiscrepancyId>, DbError> {
        stock::serial_step(cx, &self.source(), piece, step, direction == Direction::TakenBack)
    }
}

/// Forward as it happened, or taken back by an [`shared::facts::Undone`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Done,
    TakenBack,
}

impl Direction {
    pub fn sign(self) -> i64 {
        match self {
            Direction::Done => 1,
            Direction::TakenBack => -1,
        }
    }
}

/// Applies one fact; answers the discrepancy that it raised, if it did.
pub fn apply(cx: &Cx<'_>, now: &Circumstances, fact: &Fact) -> Result<Option<DiscrepancyId>, ApplyError> {
    fact.check()?;
    photos::name(cx, now.id, fact.photos())?;
    let raised = dispatch(cx, now, fact, Direction::Done)?;
    Ok(raised.or(aftermath(cx, now, fact)?))
}

/// What a change of a bin means for those who have counted it and for those who were promised pieces of it.
fn aftermath(cx: &Cx<'_>, now: &Circumstances, fact: &Fact) -> Result<Option<DiscrepancyId>, ApplyError> {
    let who = (Some(now.id), now.by);
    if let Fact::ShortPicked(short) = fact {
        return Ok(stock::settle_promise(cx, short.item, short.bin, false, who)?);
    }
    if fact.movements().is_empty() && !matches!(fact, Fact::Undone(_)) {
        return Ok(None);
    }
    let takes = matches!(fact, Fact::Transferred(_) | Fact::Regraded(_) | Fact::Scrapped(_));
    let mut raised = None;
    let changed = stock::changed_by(cx, now.id)?;
    for (item, bin) in &changed {
        raised = stock::settle_promise(cx, *item, *bin, takes, who)?.or(raised);
    }
    let bins = changed.into_iter().map(|(_, bin)| bin).collect();
    let original = if let Fact::Undone(undone) = fact {
        Some(undone.of)
    } else {
        None
    };
    counts::moved(cx, now.id, original, bins)?;
    Ok(raised)
}

/// The one `match` over all facts.
fn dispatch(
    cx: &Cx<'_>,
    now: &Circumstances,
    fact: &Fact,
    direction: Direction,
) -> Result<Option<DiscrepancyId>, ApplyError> {
    match fact {
        Fact::SignedIn(_) | Fact::Misscanned(_) => Ok(None),
        Fact::Undone(fact) => desk::undone(cx, now, fact),
        Fact::ToteAttached(fact) => pick::tote_attached(cx, now, fact),
        Fact::Picked(fact) => pick::picked(cx, now, fact, direction),
        Fact::ShortPicked(fact) => pick::short_picked(cx, now, fact, direction),
        Fact::ListTakenOver(fact) => pick::taken_over(cx, now, fact),
        Fact::Packed(fact) => pack::packed(cx, now, fact, direction),
        Fact::PackShort(fact) => pack::pack_short(cx, now, fact, direction),
        Fact::ParcelClosed(fact) => pack::closed(cx, now, fact),
        Fact::HandedOver(fact) => handover::handed_over(cx, now, fact, direction),
        Fact::ManifestClosed(fact) => handover::manifest_closed(cx, now, fact),
        Fact::DeliveryArrived(fact) => receive::arrived(cx, now, fact),
        Fact::Received(fact) => receive::received(cx, now, fact, direction),
        Fact::DeliveryClosed(fact) => receive::closed(cx, now, fact),
        Fact::BarcodeLearned(fact) => receive::learned(cx, now, fact, direction),
        Fact::PutAway(fact) => putaway::put_away(cx, now, fact, direction),
        Fact::Counted(fact) => count::counted(cx, now, fact),
        Fact::BinCounted(fact) => count::bin_counted(cx, now, fact),
        Fact::Transferred(fact) => transfer::transferred(cx, now, fact, direction),
        Fact::Regraded(fact) => transfer::regraded(cx, now, fact, direction),
        Fact::Scrapped(fact) => transfer::scrapped(cx, now, fact, direction),
        Fact::ReturnArrived(fact) => inspect::arrived(cx, now, fact),
        Fact::ReturnedSealed(fact) => inspect::sealed(cx, now, fact, direction),
        Fact::Inspected(fact) => inspect::inspected(cx, now, fact, direction),
        Fact::ReturnClosed(fact) => inspect::closed(cx, now, fact),
    }
}
