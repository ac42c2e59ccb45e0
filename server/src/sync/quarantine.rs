//! Facts that could not be read or applied yet: kept byte for byte, tried again at every start of the server.

use super::push;
use crate::apply::{self, ApplyError, Circumstances};
use crate::db::{By, Cx, DbError, Store};
use crate::domain::devices::{self, Device, DeviceState, Heard};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::settings;
use crate::params;
use shared::facts::Envelope;
use shared::id::{DeviceId, FactId};
use shared::refusal::Refusal;
use shared::sync::PushReply;
use uuid::Uuid;

/// Keeps a fact that our own code could not handle. Its place in the stream is taken, so the stream goes on.
pub(super) fn keep(
    cx: &Cx<'_>,
    device: &Device,
    seq: i64,
    envelope: &Envelope,
    reason: &str,
) -> Result<(), DbError> {
    let bytes = serde_json::to_vec(envelope).map_err(|error| DbError::Driver(error.to_string()))?;
    // Where not even the plain record fits the books, the bytes alone are kept: nothing may stop the stream.
    let recorded = cx.savepoint(|| push::put(cx, device, seq, envelope, None, "quarantined"));
    let fact = recorded.is_ok().then_some(envelope.id);
    store(cx, device, seq, fact, &envelope.kind, bytes, reason)
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

/// One that waits, with its place in its stream.
struct Waiting {
    id: String,
    device: DeviceId,
    epoch: i64,
    seq: i64,
    envelope: Envelope,
}

fn waiting(db: &Store) -> Result<Vec<Waiting>, DbError> {
    let rows = db.read_now(|rx| rx.rows(include_str!("sql/quarantine_waiting.sql"), params![]))?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        // Opaque bytes that still mean nothing wait on.
        if let Ok(envelope) = serde_json::from_slice::<Envelope>(&row.blob("bytes")?) {
            out.push(Waiting {
                id: row.text("id")?,
                device: row.parse("device")?,
                epoch: row.int("epoch")?,
                seq: row.int("seq")?,
                envelope,
            });
        }
    }
    Ok(out)
}

/// Tries what waits in quarantine again, in the order of its streams, each fact (each group whole) in a transaction
/// of its own; answers how many facts went through.
pub fn replay(db: &Store) -> Result<usize, DbError> {
    let mut all = waiting(db)?;
    let mut through = 0;
    while !all.is_empty() {
        let (device, seq, group) = (all[0].device, all[0].seq, all[0].envelope.group);
        let together = all
            .iter()
            .take_while(|one| group.is_some() && one.device == device && one.envelope.group == group)
            .count()
            .max(1);
        let rest = all.split_off(together);
        let result = db.write_now(By::Device(device), move |cx| -> Result<(), ApplyError> {
            all.iter().try_for_each(|one| replay_one(cx, one))
        });
        match result {
            Ok(()) => through += together,
            Err(error) => tracing::info!(%device, seq, %error, "a fact stays in quarantine"),
        }
        all = rest;
    }
    Ok(through)
}

fn replay_one(cx: &Cx<'_>, one: &Waiting) -> Result<(), ApplyError> {
    let Waiting {
        id,
        device,
        epoch,
        seq,
        envelope,
    } = one;
    let fact = envelope.fact()?;
    cx.exec(
        "update quarantine set state = 'replayed', fact = ?2 where id = ?1",
        params![id, envelope.id],
    )?;
    let subject = format!("{device} {epoch} {seq}");
    discrepancies::close(cx, Kind::Quarantined, &subject, "replayed")?;
    match push::outcome_of(cx, envelope.id)?.as_deref() {
        Some("quarantined") => {
            let task = fact.task().map(|task| task.to_string());
            cx.exec(
                "update fact set outcome = 'applied', task = ?2 where id = ?1",
                params![envelope.id, task],
            )?;
        }
        // It came in by another way meanwhile.
        Some(_) => return Ok(()),
        None => push::put_at(cx, (*device, *epoch, *seq), envelope, Some(&fact), "applied")?,
    }
    if let Some(raised) = apply::apply(cx, &Circumstances::of(*device, envelope), &fact)? {
        push::mark(cx, envelope.id, raised)?;
    }
    Ok(())
}
