//! The two conversations with the server as functions over bytes: what is asked, and what an answer means.
//!
//! Invariant: nothing here reads a clock, a file or a socket. The same functions run against a real server, a fake one
//! in a test and a simulated one.

use super::SyncNews;
use super::plan::{Learnt, Plan, plan};
use crate::store::Outgoing;
use serde::Deserialize;
use serde_json::value::RawValue;
use shared::enrol::{EnrolReply, EnrolRequest, Invitation};
use shared::facts::Envelope;
use shared::id::FactId;
use shared::photo::PhotoId;
use shared::refusal::Refusal;
use shared::row::RowKind;
use shared::sync::{
    FactOutcome, FeedRow, Held, PULL_WAIT_S, Page, PhotoReply, PushReply, PushRequest, ZSTD_LEVEL, path,
};
use std::collections::BTreeSet;
use std::future::Future;
use std::io::Read;
use thiserror::Error;

/// Bytes of an answer at most, unpacked.
const ANSWER_LIMIT: u64 = 64 * 1024 * 1024;

/// A request, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// With a body it is a POST, a photo a PUT.
    pub body: Option<Vec<u8>>,
    pub path: String,
    pub kind: BodyKind,
    pub timeout_s: u64,
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    Json,
    /// JSON, packed.
    Zstd,
    Jpeg,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

/// No answer came, or none that can be used. What was asked may or may not have been done.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct NetError(pub String);

/// The way to the server.
pub trait Transport {
    fn call(&self, call: Call) -> impl Future<Output = Result<Reply, NetError>>;
}

/// What an answer means.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// For the app; then go on at once.
    News(SyncNews),
    /// The batch could not be read, or the photo is not wanted: plan again at once.
    Split,
    /// Try the same again, later.
    Again(String),
}

/// A push on its way.
#[derive(Clone, Debug)]
pub enum Push {
    Batch(Vec<Outgoing>),
    Quarantine(Outgoing),
    Photo(PhotoId),
}

/// The push conversation.
#[derive(Clone, Debug, Default)]
pub struct Pusher {
    learnt: Learnt,
    /// Photos that the server will not have. They stay on the device and are tried again by the next run.
    refused: BTreeSet<PhotoId>,
}

impl Pusher {
    /// What to send of the outbox, which begins with the oldest that waits. `pending` is how many wait in all.
    pub fn next(&self, outbox: &[Outgoing], pending: i64, wall_ms: i64) -> Option<(Push, Call)> {
        match plan(outbox, &self.learnt) {
            Plan::Nothing => None,
            Plan::Batch { facts } => {
                let batch = outbox[..facts].to_vec();
                let request = PushRequest {
                    epoch: batch[0].epoch,
                    first: batch[0].seq,
                    facts: batch.iter().map(|fact| fact.envelope.clone()).collect(),
                    pending,
                    now: wall_ms,
                };
                let json = serde_json::to_vec(&request).ok()?;
                Some((Push::Batch(batch), post(path::PUSH.to_owned(), &json)))
            }
            Plan::Quarantine => {
                let fact = outbox.first()?.clone();
                let json = serde_json::to_vec::<Envelope>(&fact.envelope).ok()?;
                let path = format!("{}?seq={}&epoch={}", path::QUARANTINE, fact.seq, fact.epoch);
                Some((Push::Quarantine(fact), post(path, &json)))
            }
        }
    }

    /// The photo to send once no fact waits: the oldest that was not refused.
    pub fn next_photo(&self, waiting: &[PhotoId]) -> Option<PhotoId> {
        waiting.iter().copied().find(|id| !self.refused.contains(id))
    }

    /// What the answer to `push` means. `acked` is what the server was known to have before.
    pub fn answer(&mut self, push: &Push, reply: Result<Reply, NetError>, acked: i64) -> Verdict {
        let reply = match reply {
            Ok(reply) => reply,
            Err(error) => return Verdict::Again(error.to_string()),
        };
        match (reply.status, push) {
            (401, Push::Photo(_)) => Verdict::News(SyncNews::Refused(Refusal::DeviceUnknown)),
            (_, Push::Photo(id)) => self.photographed(*id, &reply),
            (200 | 409, _) => self.recorded(push, &reply, acked),
            (401, _) => Verdict::News(SyncNews::Refused(Refusal::DeviceUnknown)),
            (400 | 413 | 422, Push::Batch(batch)) => {
                self.learnt.unreadable(batch);
                Verdict::Split
            }
            (status, _) => Verdict::Again(format!("the server answered {status}")),
        }
    }

    fn photographed(&mut self, id: PhotoId, reply: &Reply) -> Verdict {
        match decode::<PhotoReply>(&reply.body) {
            Ok(PhotoReply::Stored | PhotoReply::AlreadyThere) => Verdict::News(SyncNews::PhotoKept(id)),
            Ok(PhotoReply::TooManyToday) => Verdict::Again("enough photos for today".to_owned()),
            Ok(PhotoReply::Refused { refusal }) => Verdict::News(SyncNews::Refused(refusal)),
            // The others must not wait for one that the server will never have.
            Ok(why @ (PhotoReply::HashDiffers | PhotoReply::NotJpeg | PhotoReply::TooLarge)) => {
                tracing::warn!(%id, ?why, "a photo stays here");
                self.refused.insert(id);
                Verdict::Split
            }
            // An older server has no such route.
            Err(_) => Verdict::Again(format!("the server answered {}", reply.status)),
        }
    }

    fn recorded(&mut self, push: &Push, reply: &Reply, acked: i64) -> Verdict {
        match decode::<PushReply>(&reply.body) {
            Ok(PushReply::Recorded {
                acked_seq,
                results,
                now,
                ..
            }) => {
                let first = match push {
                    Push::Batch(batch) => batch.first().map_or(0, |fact| fact.seq),
                    Push::Quarantine(fact) => fact.seq,
                    Push::Photo(_) => 0,
                };
                if acked_seq >= acked && acked_seq < first {
                    return Verdict::Again("the server has not taken the batch".to_owned());
                }
                self.learnt.readable();
                let mut quarantined: Vec<_> = results
                    .into_iter()
                    .filter(|(_, outcome)| *outcome == FactOutcome::Quarantined)
                    .map(|(id, _)| id)
                    .collect();
                if let Push::Quarantine(fact) = push {
                    quarantined.push(fact.envelope.id);
                }
                quarantined.dedup();
                Verdict::News(SyncNews::Acked {
                    acked_seq,
                    quarantined,
                    now,
                })
            }
            Ok(PushReply::Refused { refusal }) => Verdict::News(SyncNews::Refused(refusal)),
            Err(_) if reply.status == 409 => Verdict::News(SyncNews::Refused(Refusal::StreamForked)),
            Err(error) => Verdict::Again(error.to_string()),
        }
    }
}

/// Sends a photo as it is: a JPEG does not get smaller. One that is on its way is not interrupted for facts.
pub fn photo(id: PhotoId, bytes: Vec<u8>) -> Call {
    Call {
        body: Some(bytes),
        path: format!("{}/{id}", path::PHOTOS),
        kind: BodyKind::Jpeg,
        timeout_s: 60,
    }
}

/// Asks for rows above `since`; waits for news unless `at_once`. Says how much is unsent: what a device holds of a
/// list that was taken back is freed only when it holds nothing unsent. `held` asks what became of the facts in
/// quarantine, from the oldest on.
pub fn pull(since: i64, at_once: bool, pending: i64, held: Option<Held>) -> Call {
    let wait = if at_once { 0 } else { PULL_WAIT_S };
    let held = held.map_or_else(String::new, |held| format!("&held={held}"));
    Call {
        body: None,
        path: format!("{}?since={since}&wait={wait}&pending={pending}{held}", path::PULL),
        kind: BodyKind::Zstd,
        timeout_s: wait + 20,
    }
}

/// What the answer to a pull means.
pub fn pulled(reply: Result<Reply, NetError>) -> Verdict {
    let reply = match reply {
        Ok(reply) => reply,
        Err(error) => return Verdict::Again(error.to_string()),
    };
    match reply.status {
        200 | 409 => match decode::<LoosePull>(&reply.body) {
            Ok(LoosePull::Page(page)) => Verdict::News(SyncNews::Page(Box::new(page.known()))),
            Ok(LoosePull::Refused { refusal }) => Verdict::News(SyncNews::Refused(refusal)),
            Err(error) => Verdict::Again(error.to_string()),
        },
        401 => Verdict::News(SyncNews::Refused(Refusal::DeviceUnknown)),
        status => Verdict::Again(format!("the server answered {status}")),
    }
}

/// A pull's answer whose rows may be of kinds that a newer server knows and this app does not: those are passed over.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum LoosePull {
    Page(LoosePage),
    Refused { refusal: Refusal },
}

#[derive(Deserialize)]
struct LoosePage {
    rows: Vec<LooseRow>,
    next: i64,
    more: bool,
    #[serde(default)]
    acked_seq: Option<i64>,
    server_epoch: i64,
    now: i64,
    #[serde(default)]
    released: Vec<FactId>,
}

#[derive(Deserialize)]
struct LooseRow {
    #[serde(rename = "v")]
    version: i64,
    #[serde(rename = "k")]
    kind: String,
    #[serde(with = "uuid::serde::simple")]
    id: uuid::Uuid,
    #[serde(rename = "b", default)]
    body: Option<Box<RawValue>>,
}

impl LoosePage {
    fn known(self) -> Page {
        let known = |row: LooseRow| {
            let kind = RowKind::parse(&row.kind)?;
            Some(FeedRow {
                version: row.version,
                kind,
                id: row.id,
                body: row.body,
            })
        };
        Page {
            rows: self.rows.into_iter().filter_map(known).collect(),
            next: self.next,
            more: self.more,
            acked_seq: self.acked_seq,
            server_epoch: self.server_epoch,
            now: self.now,
            released: self.released,
        }
    }
}

/// Asks to be paired.
pub fn enrol(invitation: &Invitation, name: &str) -> Call {
    let request = EnrolRequest {
        code: invitation.code.clone(),
        name: name.to_owned(),
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let body = serde_json::to_vec(&request).unwrap_or_default();
    Call {
        body: Some(body),
        path: path::ENROL.to_owned(),
        kind: BodyKind::Json,
        timeout_s: 20,
    }
}

/// What the answer to a pairing code means.
pub fn enrolled(invitation: &Invitation, reply: Result<Reply, NetError>) -> SyncNews {
    let failed = |why: String| SyncNews::EnrolFailed { why };
    let reply = match reply {
        Ok(reply) => reply,
        Err(error) => return failed(error.to_string()),
    };
    if reply.status == 429 {
        return SyncNews::EnrolRefused(Refusal::TooManyTries);
    }
    match serde_json::from_slice::<EnrolReply>(&reply.body) {
        Ok(EnrolReply::Enrolled(enrolled)) => SyncNews::Enrolled {
            enrolled,
            urls: invitation.urls.clone(),
            pin: invitation.pin.clone(),
        },
        Ok(EnrolReply::Refused { refusal }) => SyncNews::EnrolRefused(refusal),
        Err(_) => failed(format!("HTTP {}", reply.status)),
    }
}

fn post(path: String, json: &[u8]) -> Call {
    // Packing bytes in memory cannot fail; should it, the server answers that it cannot read them.
    let body = zstd::bulk::compress(json, ZSTD_LEVEL).unwrap_or_default();
    Call {
        body: Some(body),
        path,
        kind: BodyKind::Zstd,
        timeout_s: 30,
    }
}

fn decode<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, NetError> {
    let unreadable = |error: String| NetError(format!("the answer cannot be read: {error}"));
    let mut json = Vec::new();
    let stream = zstd::stream::Decoder::new(body).map_err(|error| unreadable(error.to_string()))?;
    stream
        .take(ANSWER_LIMIT)
        .read_to_end(&mut json)
        .map_err(|error| unreadable(error.to_string()))?;
    serde_json::from_slice(&json).map_err(|error| unreadable(error.to_string()))
}
