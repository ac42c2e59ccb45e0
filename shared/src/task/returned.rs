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
            } if *returned == self.id => add(&mut self.inspected, *item, serial, *delta),
            Effect::ReturnClosed { returned, closed } if *returned == self.id => {
                self.state = match (closed, self.arrived) {
                    (true, _) => TaskState::Done,
                    (false, Some(_)) => TaskState::Started,
                    (false, None) => TaskState::Open,
                };
            }
            _ => {}
        }
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

fn add(all: &mut Vec<BackPieces>, item: ItemId, serial: &str, delta: i64) {
    let same = |pieces: &&mut BackPieces| pieces.item == item && pieces.serial == serial;
    match all.iter_mut().find(same) {
        Some(pieces) => pieces.quantity += delta,
        None => all.push(BackPieces {
            item,
            serial: serial.to_owned(),
            quantity: delta,
        }),
    }
    all.retain(|pieces| pieces.quantity != 0);
    // Whatever order they were told in, as the server tells them.
    all.sort_by(|a, b| (a.item, &a.serial).cmp(&(b.item, &b.serial)));
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

/// Pieces of a parcel that have not come back; one serial number is one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    pub item: ItemId,
    pub lot: Lot,
    pub serial: String,
    pub quantity: i64,
}

impl Sent {
    pub fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::SentBack {
                shipment,
                item,
                serial,
                delta,
            } if *shipment == self.id => add(&mut self.back, *item, serial, *delta),
            _ => {}
        }
    }

    /// Pieces of an item that came back.
    pub fn back_of(&self, item: ItemId) -> i64 {
        let of_item = self.back.iter().filter(|pieces| pieces.item == item);
        of_item.map(|pieces| pieces.quantity).sum()
    }

    /// What left in it and has not come back. Serial numbers that came back are out first; a piece that came back
    /// without one, or with one that never left, stands for one that left without, then for any.
    pub fn outside(&self) -> Vec<Outside> {
        let mut back = self.back.clone();
        let mut outside = Vec::new();
        for line in &self.lines {
            let piece = |serial: &str, quantity: i64| Outside {
                item: line.item,
                lot: line.lot.clone(),
                serial: serial.to_owned(),
                quantity,
            };
            outside.push(piece("", line.quantity - line.serials.len() as i64));
            for serial in &line.serials {
                let came = |back: &&mut BackPieces| {
                    back.item == line.item && back.serial == *serial && back.quantity > 0
                };
                match back.iter_mut().find(came) {
                    Some(back) => back.quantity -= 1,
                    None => outside.push(piece(serial, 1)),
                }
            }
        }
        outside.sort_by_key(|piece| !piece.serial.is_empty());
        for back in &mut back {
            for piece in outside.iter_mut().filter(|piece| piece.item == back.item) {
                let gone = piece.quantity.min(back.quantity).max(0);
                piece.quantity -= gone;
                back.quantity -= gone;
            }
        }
        outside.retain(|piece| piece.quantity > 0);
        outside
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_came_back_is_not_outside_any_more_whatever_its_number_was() {
        let item = |n| ItemId(Uuid::from_u128(n));
        let line = |n, quantity, serials: &[&str]| SentLine {
            item: item(n),
            lot: Lot::default(),
            quantity,
            serials: serials.iter().map(|serial| (*serial).to_owned()).collect(),
        };
        let mut sent = Sent {
            id: ShipmentId(Uuid::from_u128(9)),
            number: "SH-9".into(),
            order_no: "R9".into(),
            labels: Vec::new(),
            left: "2026-11-20".into(),
            lines: vec![line(1, 3, &[]), line(2, 3, &["S1", "S2"])],
            back: Vec::new(),
        };
        let outside = |sent: &Sent| -> Vec<(ItemId, String, i64)> {
            let row = |piece: Outside| (piece.item, piece.serial, piece.quantity);
            sent.outside().into_iter().map(row).collect()
        };
        let back = |sent: &mut Sent, n, serial: &str, delta| {
            sent.apply(&Effect::SentBack {
                shipment: sent.id,
                item: item(n),
                serial: serial.into(),
                delta,
            });
        };
        back(&mut sent, 1, "", 2);
        back(&mut sent, 2, "S1", 1);
        let left = [
            (item(1), String::new(), 1),
            (item(2), String::new(), 1),
            (item(2), "S2".into(), 1),
        ];
        assert_eq!(outside(&sent), left);
        // Another number came: it stands for the piece that left without one, and the next one for any.
        back(&mut sent, 2, "S9", 1);
        assert_eq!(outside(&sent), [left[0].clone(), left[2].clone()]);
        back(&mut sent, 2, "S8", 1);
        assert_eq!(outside(&sent), [left[0].clone()]);
        back(&mut sent, 2, "S8", -1);
        assert_eq!(outside(&sent), [left[0].clone(), left[2].clone()]);
        assert_eq!(sent.back_of(item(2)), 2);
    }
}
