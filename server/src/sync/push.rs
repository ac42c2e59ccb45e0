//! Recording a batch of facts.
//!
//! Invariants: a fact that was answered is recorded exactly once, with its effects, in one transaction. A fact is
//! never refused: what cannot be read or applied is kept in quarantine and acknowledged, and delays nobody.
//! Only a whole stream is refused: when it is a copy of another (forked), or when its device was revoked.

use super::quarantine;
use crate::apply::{self, ApplyError, Circumstances};
use crate::db::{Cx, DbError};
use crate::domain::devices::{self, Device, DeviceState, Heard};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::{settings, waves};
use crate::params;
use shared::facts::{Envelope, Fact};
use shared::id::{DeviceId, DiscrepancyId, FactId};
use shared::refusal::Refusal;
use shared::sync::{FactOutcome, PushReply, PushRequest};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub fn push(cx: &Cx<'_>, device: &Device, request: &PushRequest) -> Result<PushReply, DbError> {
    // Read again inside this transaction: two pushes of one device may wait for the writer together.
    let Some(device) = devices::get(cx, device.id)? else {
        return Ok(PushReply::Refused {
            refusal: Refusal::DeviceUnknown,
        });
    };
    if device.state == DeviceState::Revoked {
        return Ok(PushReply::Refused {
            refusal: Refusal::DeviceRevoked,
        });
    }
    if request.epoch != device.epoch || forked(cx, &device, request)? {
        return Ok(PushReply::Refused {
            refusal: Refusal::StreamForked,
        });
    }
    let mut results = Vec::with_capacity(request.facts.len());
    let mut seq = request.first;
    for group in request
        .facts
        .chunk_by(|a, b| a.group.is_some() && a.group == b.group)
    {
        record_group(cx, &device, seq, group, &mut results)?;
        seq += i64::try_from(group.len()).unwrap_or(0);
    }
    let acked_seq = device.acked_seq.max(seq - 1);
    devices::set_acked(cx, device.id, acked_seq)?;
    let sent = i64::try_from(request.facts.len()).unwrap_or(0);
    let still = request.pending.saturating_sub(sent).max(0);
    let heard = Heard {
        pending: Some(still),
        clock_skew: Some(request.now.saturating_sub(cx.now)),
        cursor: None,
    };
    devices::heard(cx, device.id, heard)?;
    let cursor = cx.number("select cursor as n from device where id = ?1", params![device.id])?;
    waves::heard_from(cx, device.id, cursor)?;
    Ok(PushReply::Recorded {
        acked_seq,
        results,
        server_epoch: settings::server_epoch(cx)?,
        now: cx.now,
    })
}

/// A gap, or another fact under a sequence number that is taken: this stream is not the one we know.
fn forked(cx: &Cx<'_>, device: &Device, request: &PushRequest) -> Result<bool, DbError> {
    if request.first < 1 || request.first > device.acked_seq + 1 {
        return Ok(true);
    }
    for (seq, envelope) in (request.first..)
        .zip(&request.facts)
        .take_while(|(seq, _)| *seq <= device.acked_seq)
    {
        let taken = cx.row(
            include_str!("sql/fact_at.sql"),
            params![device.id, device.epoch, seq],
        )?;
        if let Some(row) = taken
            && row.parse::<FactId>("id")? != envelope.id
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Facts that belong together stand and fall together.
fn record_group(
    cx: &Cx<'_>,
    device: &Device,
    first: i64,
    group: &[Envelope],
    results: &mut Vec<(FactId, FactOutcome)>,
) -> Result<(), DbError> {
    let mut fresh: Vec<(i64, &Envelope)> = Vec::with_capacity(group.len());
    for (seq, envelope) in (first..).zip(group) {
        // The same id twice in one group is not in the books yet, but must not be recorded twice either.
        let twin = fresh.iter().find(|(_, other)| other.id == envelope.id);
        let before = match twin {
            Some((_, other)) => Some(other.hash().to_vec()),
            None => recorded_hash(cx, envelope.id)?,
        };
        match before {
            Some(hash) => results.push((envelope.id, again(cx, device, seq, envelope, &hash)?)),
            None => fresh.push((seq, envelope)),
        }
    }
    let applied = cx.savepoint(|| -> Result<Vec<(FactId, FactOutcome)>, ApplyError> {
        fresh
            .iter()
            .map(|(seq, envelope)| Ok((envelope.id, record_guarded(cx, device, *seq, envelope)?)))
            .collect()
    });
    match applied {
        Ok(outcomes) => results.extend(outcomes),
        Err(error) => {
            for (seq, envelope) in fresh {
                quarantine::keep(cx, device, seq, envelope, &error.to_string())?;
                results.push((envelope.id, FactOutcome::Quarantined));
            }
        }
    }
    Ok(())
}

/// The hash under which a fact was recorded before, applied or in quarantine.
fn recorded_hash(cx: &Cx<'_>, id: FactId) -> Result<Option<Vec<u8>>, DbError> {
    cx.row(include_str!("sql/fact_known.sql"), params![id])?
        .map(|row| row.blob("hash"))
        .transpose()
}

/// The answer to a fact that was recorded before under `hash`.
fn again(
    cx: &Cx<'_>,
    device: &Device,
    seq: i64,
    envelope: &Envelope,
    hash: &[u8],
) -> Result<FactOutcome, DbError> {
    if hash == envelope.hash() {
        // A device that never heard the first answer must know that no row will contain this fact yet.
        return Ok(match outcome_of(cx, envelope.id)?.as_deref() {
            Some("quarantined") => FactOutcome::Quarantined,
            _ => FactOutcome::Duplicate,
        });
    }
    let raise = Raise {
        fact: Some(envelope.id),
        staff: envelope.by,
        detail: envelope.body.get().chars().take(2000).collect(),
        ..Raise::new(Kind::FactChanged, format!("{} {} {seq}", envelope.id, device.id))
    };
    Ok(FactOutcome::Discrepancy(discrepancies::raise(cx, &raise)?))
}

/// [`record`], where a panic of our own code is an error like any other: the fact goes to quarantine.
fn record_guarded(
    cx: &Cx<'_>,
    device: &Device,
    seq: i64,
    envelope: &Envelope,
) -> Result<FactOutcome, ApplyError> {
    catch_unwind(AssertUnwindSafe(|| record(cx, device, seq, envelope))).unwrap_or(Err(ApplyError::Panicked))
}

fn record(cx: &Cx<'_>, device: &Device, seq: i64, envelope: &Envelope) -> Result<FactOutcome, ApplyError> {
    let fact = envelope.fact()?;
    put(cx, device, seq, envelope, Some(&fact), "applied")?;
    let raised = apply::apply(cx, &Circumstances::of(device.id, envelope), &fact)?;
    Ok(match raised {
        None => FactOutcome::Applied,
        Some(id) => {
            mark(cx, envelope.id, id)?;
            FactOutcome::Discrepancy(id)
        }
    })
}

/// What became of a fact that was recorded before.
pub(super) fn outcome_of(cx: &Cx<'_>, id: FactId) -> Result<Option<String>, DbError> {
    cx.row(include_str!("sql/fact_known.sql"), params![id])?
        .map(|row| row.text("outcome"))
        .transpose()
}

pub(super) fn put(
    cx: &Cx<'_>,
    device: &Device,
    seq: i64,
    envelope: &Envelope,
    fact: Option<&Fact>,
    outcome: &str,
) -> Result<(), DbError> {
    put_at(cx, (device.id, device.epoch, seq), envelope, fact, outcome)
}

/// Records a fact at its place in its stream: device, epoch, seq.
pub(super) fn put_at(
    cx: &Cx<'_>,
    (device, epoch, seq): (DeviceId, i64, i64),
    envelope: &Envelope,
    fact: Option<&Fact>,
    outcome: &str,
) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/fact_put.sql"),
        params![
            envelope.id,
            device,
            epoch,
            seq,
            &envelope.kind,
            envelope.version,
            envelope.at,
            envelope.clock == shared::facts::ClockSource::Wall,
            envelope.by,
            envelope.group,
            fact.and_then(Fact::task).map(|task| task.to_string()),
            envelope.body.get(),
            envelope.hash(),
            cx.now,
            outcome,
        ],
    )?;
    Ok(())
}

pub(super) fn mark(cx: &Cx<'_>, fact: FactId, discrepancy: DiscrepancyId) -> Result<(), DbError> {
    cx.exec(
        "update fact set outcome = 'discrepancy', discrepancy = ?2 where id = ?1",
        params![fact, discrepancy],
    )?;
    Ok(())
}
