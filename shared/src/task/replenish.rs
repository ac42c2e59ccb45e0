//! 補貨: pieces of a reserve bin that the pick bin will need.

use super::TaskState;
use crate::facts::Effect;
use crate::id::*;
use crate::stock::Lot;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replenishment {
    pub id: ReplenishmentId,
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    pub from: BinId,
    pub to: BinId,
    pub quantity: i64,
    #[serde(default)]
    pub moved: i64,
    pub state: TaskState,
    /// A released list waits for it.
    #[serde(default)]
    pub urgent: bool,
}

impl Replenishment {
    pub fn apply(&mut self, effect: &Effect) {
        if let Effect::Replenished { task, delta } = effect
            && *task == self.id
        {
            self.moved += delta;
        }
    }

    pub fn open(&self) -> i64 {
        (self.quantity - self.moved).max(0)
    }
}
