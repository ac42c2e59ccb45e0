//! Facts of put-away (入儲位): goods leave the dock, a tote that is to be put back, or a licence plate, and enter a bin.

use super::receive::check_serial;
use super::{FactError, How};
use crate::id::*;
use crate::quantity;
use crate::stock::{Condition, Lot, Movement, Place};
use serde::{Deserialize, Serialize};

/// Pieces were put into a bin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutAway {
    pub session: SessionId,
    /// The delivery they came with, as the worker's device believed: for the 驗收單, not for the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<DeliveryId>,
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    #[serde(default, skip_serializing_if = "Condition::is_good")]
    pub condition: Condition,
    pub from: Place,
    pub bin: BinId,
    pub quantity: i64,
    pub how: How,
    pub raw: String,
    pub bin_raw: String,
    /// 序號, where the code carried it; its quantity is then 1.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
}

impl PutAway {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        check_serial(&self.serial, self.quantity)?;
        match self.from {
            Place::Dock | Place::Tote(_) | Place::Plate(_) => Ok(()),
            place => Err(FactError::Place(place)),
        }
    }

    pub fn movement(&self) -> Movement {
        Movement {
            item: self.item,
            lot: self.lot.clone(),
            condition: self.condition,
            from: self.from,
            to: Place::Bin(self.bin),
            quantity: self.quantity,
        }
    }
}
