//! What a returns bench holds: returns that are on their way or on a bench, and parcels that left not long ago.
//!
//! Absent on purpose: the customer. Numbers, items, lots and serial numbers are all that a bench needs.

use super::TaskState;
use crate::facts::Effect;
use crate::id::*;
use crate::inspect::{ReturnReason, ReturnSource};
use crate::stock::Lot;
use serde::{Deserialize, Serialize};

/// 退貨單, as a bench knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    pub id: ReturnId,
    /// 退貨單號; empty for one that the server has not heard of.
    pub number: String,
    pub state: TaskState,
    pub source: ReturnSource,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment: Option<ShipmentId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub order_no: String,
    /// 客戶原因
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReturnReason>,
    /// 逆物流單號, 退貨便代碼, the platform's number: whatever may stand on the parcel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub device_number: String,
    /// What was declared: hidden from the inspector until it was counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declared: Vec<Declared>,
    /// When the parcel came, milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<i64>,
    /// What was inspected so far, on any device.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inspected: Vec<BackPieces>,
}

/// 申請退數
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    pub item: ItemId,
    pub quantity: i64,
}

/// Pieces that came back; one serial number is one piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackPieces {
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    pub quantity: i64,
}

impl Return {
    /// A return that the server has never heard of, before effects are folded in.
    pub fn unknown(id: ReturnId) -> Return {
        Return {
            id,
            number: String::new(),
            state: TaskState::Open,
            source: ReturnSource::Unannounced,
            shipment: None,
            order_no: String::new(),
            reason: None,
            codes: Vec::new(),
            device_number: String::new(),
            declared: Vec::new(),
            arrived: None,
            inspected: Vec::new(),
        }
    }

    /// The number by which people call it.
    pub fn called(&self) -> &str {
        if self.number.is_empty() {
            &self.device_number
        } else {
            &self.number
        }
    }

    pub fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::ReturnArrived {
                returned,
                shipment,
                number,
                arrived,
            } if *returned == self.id => {
                self.arrived = *arrived;
                if arrived.is_some() {
                    self.shipment = self.shipment.or(*shipment);
                    if self.device_number.is_empty() {
                        self.device_number.clone_from(number);
                    }
                    if self.state == TaskState::Open {
                        self.state = TaskState::Started;
                    }
                }
            }
            Effect::ReturnInspected {
                returned,
                item,
                serial,
                delta,
            } if *returned == self.id => self.add(*item, serial, *delta),
            Effect::ReturnClosed { returned, closed } if *returned == self.id => {
                self.state = if *closed {
                    TaskState::Done
                } else {
                    TaskState::Started
                };
            }
            _ => {}
        }
    }

    fn add(&mut self, item: ItemId, serial: &str, delta: i64) {
        let same = |pieces: &&mut BackPieces| pieces.item == item && pieces.serial == serial;
        match self.inspected.iter_mut().find(same) {
            Some(pieces) => pieces.quantity += delta,
            None => self.inspected.push(BackPieces {
                item,
                serial: serial.to_owned(),
                quantity: delta,
            }),
        }
        self.inspected.retain(|pieces| pieces.quantity != 0);
    }

    /// Pieces of an item that were inspected.
    pub fn inspected_of(&self, item: ItemId) -> i64 {
        let of_item = self.inspected.iter().filter(|pieces| pieces.item == item);
        of_item.map(|pieces| pieces.quantity).sum()
    }

    /// Declared and not seen yet, by item.
    pub fn missing(&self) -> Vec<Declared> {
        self.declared
            .iter()
            .map(|declared| Declared {
                item: declared.item,
                quantity: declared.quantity - self.inspected_of(declared.item),
            })
            .filter(|declared| declared.quantity > 0)
            .collect()
    }
}

/// A parcel that left in the last 90 days: what a bench compares with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The shipment's.
    pub id: ShipmentId,
    /// 出貨單號
    pub number: String,
    pub order_no: String,
    /// Numbers that stand on its labels.
    pub labels: Vec<String>,
    /// The day on which it left, `YYYY-MM-DD`.
    pub left: String,
    pub lines: Vec<SentLine>,
    /// What came back of it so far, in any return.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub back: Vec<BackPieces>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentLine {
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    pub quantity: i64,
    /// Of those pieces whose serial number was read at packing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serials: Vec<String>,
}

impl Sent {
    /// Pieces of an item that left.
    pub fn quantity(&self, item: ItemId) -> i64 {
        let of_item = self.lines.iter().filter(|line| line.item == item);
        of_item.map(|line| line.quantity).sum()
    }

    /// Whether a serial number left in this parcel; `None` where none was read of this item.
    pub fn knows_serial(&self, item: ItemId, serial: &str) -> Option<bool> {
        let mut read = self
            .lines
            .iter()
            .filter(|line| line.item == item)
            .flat_map(|line| &line.serials)
            .peekable();
        read.peek()?;
        Some(read.any(|known| known == serial))
    }

    /// Whether pieces of this lot left in it; `None` where the item left without a lot.
    pub fn knows_lot(&self, item: ItemId, lot: &Lot) -> Option<bool> {
        let mut lots = self
            .lines
            .iter()
            .filter(|line| line.item == item && !line.lot.is_none())
            .map(|line| &line.lot)
            .peekable();
        lots.peek()?;
        Some(lots.any(|known| known == lot))
    }
}
