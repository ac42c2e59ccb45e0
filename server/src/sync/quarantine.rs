//! Facts that could not be read or applied yet: kept byte for byte, tried again at every start of the server.

use super::push;
use crate::apply::{self, Circumstances};
use crate::db::{By, Cx, DbError, Store};
use crate::domain::devices::{self, Device, DeviceState, Heard};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::settings;
use crate::params;
use shared::facts::Envelope;
use shared::id::FactId;
use shared::refusal::Refusal;
use shared::sync::{FactOutcome, PushReply};
use uuid::Uuid;

/// Keeps a fact that our own code could not handle. Its place in the stream is taken, so the stream goes on.
pub(super) fn keep(
    cx: &Cx<'_>,
    device: &Device,
    seq: i64,
    envelope: &Envelope,
    reason: &str,
) -> Result<(), DbError> {
    push::put(cx, device, seq, envelope, None, "quarantined")?;
    let bytes = serde_json::to_vec(envelope).map_err(|error| DbError::Driver(error.to_string()))?;
    store(cx, device, seq, Some(envelope.id), &envelope.kind, bytes, reason)
}

fn store(
    cx: &Cx<'_>,
    device: &Device,
    seq: i64,
    fact: Option<FactId>,
    kind: &str,
    bytes: Vec<u8>,
    reason: &str,
) -> Result<(), DbError> {
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/quarantine_put.sql"),
        params![
            id,
            device.id,
            device.epoch,
            seq,
            fact,
            kind,
            bytes,
            reason,
            cx.now
        ],
    )?;
    let raise = Raise {
        fact,
        detail: format!("{kind}: {reason}").chars().take(500).collect(),
        ..Raise::new(Kind::Quarantined, format!("{} {} {seq}", device.id, device.epoch))
    };
    discrepancies::raise(cx, &raise)?;
    Ok(())
}

/// A fact that its own device could not even send in a batch that we can read: opaque bytes.
pub fn keep_opaque(
    cx: &Cx<'_>,
    device: &Device,
    epoch: i64,
    seq: i64,
    bytes: Vec<u8>,
) -> Result<PushReply, DbError> {
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
    if epoch != device.epoch || seq > device.acked_seq + 1 || seq < 1 {
        return Ok(PushReply::Refused {
            refusal: Refusal::StreamForked,
        });
    }
    if seq == device.acked_seq + 1 {
        store(
            cx,
            &device,
            seq,
            None,
            "",
            bytes,
            "a batch with it could not be read",
        )?;
        devices::set_acked(cx, device.id, seq)?;
    }
    devices::heard(cx, device.id, Heard::default())?;
    Ok(PushReply::Recorded {
        acked_seq: device.acked_seq.max(seq),
        results: Vec::new(),
        server_epoch: settings::server_epoch(cx)?,
        now: cx.now,
    })
}

/// Tries what waits in quarantine again, oldest first, each in a transaction of its own; answers how many went through.
pub fn replay(db: &Store) -> Result<usize, DbError> {
    let waiting = db.read_now(|rx| {
        rx.rows(include_str!("sql/quarantine_waiting.sql"), params![])?
            .iter()
            .map(|row| {
                Ok((
                    row.text("id")?,
                    row.parse("device")?,
                    row.int("epoch")?,
                    row.int("seq")?,
                    row.blob("bytes")?,
                ))
            })
            .collect::<Result<Vec<(String, shared::id::DeviceId, i64, i64, Vec<u8>)>, DbError>>()
    })?;
    let mut through = 0;
    for (id, device, epoch, seq, bytes) in waiting {
        let Ok(envelope) = serde_json::from_slice::<Envelope>(&bytes) else {
            continue;
        };
        let result = db.write_now(
            By::Device(device),
            move |cx| -> Result<FactOutcome, apply::ApplyError> {
                let fact = envelope.fact()?;
                let task = fact.task().map(|task| task.to_string());
                cx.exec(
                    "update fact set outcome = 'applied', task = ?2 where id = ?1",
                    params![envelope.id, task],
                )?;
                let raised = apply::apply(cx, &Circumstances::of(device, &envelope), &fact)?;
                cx.exec(
                    "update quarantine set state = 'replayed' where id = ?1",
                    params![id],
                )?;
                discrepancies::close(
                    cx,
                    Kind::Quarantined,
                    &format!("{device} {epoch} {seq}"),
                    "replayed",
                )?;
                Ok(match raised {
                    None => FactOutcome::Applied,
                    Some(raised) => {
                        push::mark(cx, envelope.id, raised)?;
                        FactOutcome::Discrepancy(raised)
                    }
                })
            },
        );
        match result {
            Ok(_) => through += 1,
            Err(error) => tracing::info!(%device, seq, %error, "a fact stays in quarantine"),
        }
    }
    Ok(through)
}
