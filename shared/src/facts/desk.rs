//! Facts that belong to no single kind of work: who is at the device, what was scanned wrongly, what was taken back.

use super::{FactError, RAW_LIMIT, TaskRef};
use crate::id::*;
use serde::{Deserialize, Serialize};

/// A badge took the device: at shift start with its PIN, after idle or in mid-task without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub staff: StaffId,
    /// Who was signed in before, in mid-task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<StaffId>,
}

/// A scan that changed nothing, kept because it tells what was confusing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misscanned {
    /// The screen and step: `pick.item`.
    pub step: String,
    /// The stable code of what was said: `wrong_item`.
    pub said: String,
    pub raw: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskRef>,
}

impl Misscanned {
    pub fn check(&self) -> Result<(), FactError> {
        let length = self.raw.chars().count();
        if length > RAW_LIMIT + 1 {
            return Err(FactError::TooLong {
                field: "raw",
                length,
                limit: RAW_LIMIT,
            });
        }
        Ok(())
    }
}

/// The device's latest fact of a task was taken back. The original stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    pub of: FactId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskRef>,
}
