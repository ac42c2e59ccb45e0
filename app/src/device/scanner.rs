//! A trigger was pulled: what reaches the app, whatever read it. How a scanner that types is told from a person is
//! the wedge decoder's business.

use serde::{Deserialize, Serialize};

/// Where a scan comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A scanner that types.
    Wedge,
    /// `--drive`: a worker's day replayed.
    Drive,
    /// The practice window's clickable codes.
    Practice,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawScan {
    pub raw: String,
    pub source: Source,
    /// By the source's own clock, milliseconds. Only differences mean anything.
    pub at_ms: i64,
    /// How it was typed; `None` where it was not.
    pub typed: Option<Typed>,
}

/// What a scanner's keys were before anything was taken off them. For the settings' try-out alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub keys: String,
    /// Between two keys, the one that ends the code included, milliseconds.
    pub longest_gap_ms: u64,
}
