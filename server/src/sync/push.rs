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
use shared::id::{DiscrepancyId, FactId};
use shared::refusal::Refusal;
use shared::sync::{FactOutcome, PushReply, PushRequest};

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
    let still = (request.pending - i64::try_from(request.facts.len()).unwrap_or(0)).max(0);
    let heard = Heard {
        pending: Some(still),
        clock_skew: Some(request.now - cx.now),
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
    let mut fresh = Vec::with_capacity(group.len());
    for (seq, envelope) in (first..).zip(group) {
        match known(cx, device, seq, envelope)? {
            Some(outcome) => results.push((envelope.id, outcome)),
            None => fresh.push((seq, envelope)),
        }
    }
    let applied = cx.savepoint(|| -> Result<Vec<(FactId, FactOutcome)>, ApplyError> {
        fresh
            .iter()
            .map(|(seq, envelope)| Ok((envelope.id, record(cx, device, *seq, envelope)?)))
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

/// The answer to a fact that was recorded before.
fn known(
    cx: &Cx<'_>,
    device: &Device,
    seq: i64,
    envelope: &Envelope,
) -> Result<Option<FactOutcome>, DbError> {
    let Some(row) = cx.row(include_str!("sql/fact_known.sql"), params![envelope.id])? else {
        return Ok(None);
    };
    if row.blob("hash")? == envelope.hash() {
        return Ok(Some(FactOutcome::Duplicate));
    }
    let raise = Raise {
        fact: Some(envelope.id),
        staff: envelope.by,
        detail: envelope.body.get().chars().take(2000).collect(),
        ..Raise::new(Kind::FactChanged, format!("{} {} {seq}", envelope.id, device.id))
    };
    Ok(Some(FactOutcome::Discrepancy(discrepancies::raise(cx, &raise)?)))
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

pub(super) fn put(
    cx: &Cx<'_>,
    device: &Device,
    seq: i64,
    envelope: &Envelope,
    fact: Option<&Fact>,
    outcome: &str,
) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/fact_put.sql"),
        params![
            envelope.id,
            device.id,
            device.epoch,
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
