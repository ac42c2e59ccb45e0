//! Facts of counting (盤點): what a person saw in a bin. Nothing moves: the books compare, in the order in which
//! things happened at that bin, and post the difference once it is accepted.
//!
//! Invariant: what a visit counted is the sum of its [`Counted`] facts that were not taken back; [`BinCounted`] closes it.

use super::receive::check_serial;
use super::{FactError, How};
use crate::id::*;
use crate::quantity;
use crate::stock::{Condition, Lot};
use serde::{Deserialize, Serialize};

/// Pieces were seen in a bin: one scan, one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub visit: VisitId,
    /// `None`: this bin now, without a plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<CountTaskId>,
    pub bin: BinId,
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    #[serde(default, skip_serializing_if = "Condition::is_good")]
    pub condition: Condition,
    /// 序號; its quantity is then 1. Empty also for a closed carton, whose serials nobody reads.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    pub quantity: i64,
    pub how: How,
    pub raw: String,
}

impl Counted {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        check_serial(&self.serial, self.quantity)
    }
}

/// The bin is counted to the end. Without any [`Counted`] it is empty, and the worker has said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BinCounted {
    pub visit: VisitId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<CountTaskId>,
    pub bin: BinId,
    /// When the bin was scanned, by the same clock as the fact's own time: what others did at this bin between the
    /// two cannot be ordered against the count.
    pub began_at: i64,
    /// Pieces counted, as the device believed: the sum of the visit's facts.
    pub pieces: i64,
    /// Only this item was asked for (the zero question of a pick): what else the bin holds was not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<ItemId>,
    pub bin_raw: String,
}

impl BinCounted {
    pub fn check(&self) -> Result<(), FactError> {
        if self.pieces < 0 {
            return Err(FactError::Quantity(quantity::QuantityError::TooSmall(
                self.pieces,
            )));
        }
        Ok(())
    }
}
