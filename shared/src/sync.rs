//! The wire between handheld and server: JSON, zstd level 3. Only ever added to.

use crate::facts::Envelope;
use crate::id::{DiscrepancyId, FactId};
use crate::refusal::Refusal;
use crate::row::RowKind;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Facts a push at most.
pub const PUSH_FACTS: usize = 200;
/// Bytes of a push at most, before compression.
pub const PUSH_BYTES: usize = 256 * 1024;
/// Rows a page of the feed, and rows a transaction in which a handheld stages them.
pub const PULL_ROWS: usize = 500;
/// How long a pull waits for news, seconds.
pub const PULL_WAIT_S: u64 = 25;
/// Facts that one page says are out of quarantine, at most; the next pull hears of the rest.
pub const RELEASED_FACTS: usize = 500;
/// Bytes of one opaque fact for quarantine.
pub const QUARANTINE_BYTES: usize = 1024 * 1024;
/// zstd level of both directions.
pub const ZSTD_LEVEL: i32 = 3;

/// Paths, one place for both sides.
pub mod path {
    pub const ENROL: &str = "/sync/v1/enrol";
    pub const PUSH: &str = "/sync/v1/push";
    pub const PULL: &str = "/sync/v1/pull";
    pub const QUARANTINE: &str = "/sync/v1/quarantine";
    /// `PUT /sync/v1/photos/{sha256}`, see [`super::PhotoReply`].
    pub const PHOTOS: &str = "/sync/v1/photos";
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PushRequest {
    pub epoch: i64,
    /// seq of the first fact; the others follow without a gap.
    pub first: i64,
    pub facts: Vec<Envelope>,
    /// Facts still waiting on the device, these included: what the office sees as 待傳.
    pub pending: i64,
    /// The device's wall clock, milliseconds: a difference is a yellow banner, never a refusal.
    pub now: i64,
}

/// What became of a fact. Never a refusal: it has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactOutcome {
    Applied,
    Duplicate,
    /// Posted, but a person must look.
    Discrepancy(DiscrepancyId),
    /// Kept raw: the server could not read or apply it yet.
    Quarantined,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushReply {
    Recorded {
        /// Everything up to here is durably the server's.
        acked_seq: i64,
        results: Vec<(FactId, FactOutcome)>,
        server_epoch: i64,
        now: i64,
    },
    Refused {
        refusal: Refusal,
    },
}

/// The answer to `PUT /sync/v1/photos/{sha256}`: the body is the JPEG as it is, not compressed again, at most
/// [`PHOTO_WIRE_BYTES`](crate::photo::PHOTO_WIRE_BYTES); the address names it by the SHA-256 of these bytes. A device
/// sends photos when none of its facts wait, only those that a fact of its own names, one at a time. A repeat is
/// answered [`AlreadyThere`](PhotoReply::AlreadyThere) and changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoReply {
    /// Durably the server's: the device may forget it.
    Stored,
    AlreadyThere,
    /// 422: the bytes are not those that the address names.
    HashDiffers,
    /// 422, by the first bytes.
    NotJpeg,
    /// 413
    TooLarge,
    /// 429: [`PHOTOS_A_DAY`](crate::photo::PHOTOS_A_DAY) came from this device within 24 hours. Later it may.
    TooManyToday,
    Refused {
        refusal: Refusal,
    },
}

/// A row of the feed; `body` absent is a tombstone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FeedRow {
    #[serde(rename = "v")]
    pub version: i64,
    #[serde(rename = "k")]
    pub kind: RowKind,
    #[serde(with = "uuid::serde::simple")]
    pub id: Uuid,
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Box<RawValue>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PullReply {
    Page(Box<Page>),
    Refused { refusal: Refusal },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page {
    /// In version order.
    pub rows: Vec<FeedRow>,
    /// The cursor for the next page or pull.
    pub next: i64,
    /// More rows wait above `next`. Only the last page, where this is false, carries an `acked_seq`.
    pub more: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acked_seq: Option<i64>,
    pub server_epoch: i64,
    /// The server's clock, milliseconds since 1970.
    pub now: i64,
    /// Facts of this device that came out of quarantine: the rows up to `next` contain what they did. Only on the last
    /// page, only for a device that says what it [holds](Held), and again until it no longer does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub released: Vec<FactId>,
}

/// The oldest fact of a handheld that it knows to be in quarantine, by its place in the handheld's stream. A pull says
/// it as `held=EPOCH.SEQ`, and leaves it out where nothing is held: that is how a released fact is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    pub epoch: i64,
    pub seq: i64,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.seq)
    }
}

impl FromStr for Held {
    type Err = HeldError;
    fn from_str(text: &str) -> Result<Held, HeldError> {
        let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number >= 0);
        text.split_once('.')
            .and_then(|(epoch, seq)| {
                Some(Held {
                    epoch: number(epoch)?,
                    seq: number(seq)?,
                })
            })
            .ok_or(HeldError)
    }
}

/// Not `EPOCH.SEQ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a place in a stream is written EPOCH.SEQ")]
pub struct HeldError;
