//! Work to be done, as the handheld holds it. Rows come from the server; `apply` folds the effects of facts
//! that the server's row does not yet contain over them.

mod count;
mod delivery;
mod replenish;
mod returned;

pub use count::{CountPlan, CountTask, Round};
pub use delivery::{Arrival, Delivery, DeliveryLine, Extra, Inspection, deal, over};
pub use replenish::Replenishment;
pub use returned::{BackPieces, Declared, Outside, Return, Sent, SentLine};

use crate::facts::Effect;
use crate::id::*;
use crate::stock::Lot;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    Open,
    /// Somebody has begun.
    Started,
    Done,
    /// 保留: the order changed after release; hands off until the office has answered.
    Held,
    Cancelled,
}

/// 揀貨單
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickList {
    pub id: ListId,
    /// Printed and scanned: `PK261123-0007`.
    pub number: String,
    pub state: TaskState,
    /// How many orders it serves.
    pub orders: i64,
    /// Pieces to pick, over all lines.
    pub pieces: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<CarrierId>,
    /// Ship-by, milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<i64>,
    /// The tote that the first picker scanned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tote: Option<String>,
    /// Totes that other devices attached without knowing of the first: their goods are of this list too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_totes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picker: Option<StaffId>,
    /// The device it is on; a lead frees it when that device is dead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
}

impl PickList {
    pub fn apply(&mut self, effect: &Effect) {
        if let Effect::ListTote { list, tote, picker } = effect
            && *list == self.id
        {
            keep_other(&mut self.other_totes, self.tote.as_ref(), tote.as_ref());
            self.tote = tote.clone();
            self.picker = *picker;
            if self.state == TaskState::Open && tote.is_some() {
                self.state = TaskState::Started;
            }
        }
    }
}

/// A code that gives way to another stays known: it is on a tote or a parcel, and somebody will scan it.
fn keep_other(others: &mut Vec<String>, before: Option<&String>, now: Option<&String>) {
    if let (Some(before), Some(now)) = (before, now) {
        others.retain(|other| other != now);
        if before != now && !others.contains(before) {
            others.push(before.clone());
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickLine {
    pub id: LineId,
    pub list: ListId,
    /// Place in the walk, from 1.
    pub seq: i64,
    pub item: ItemId,
    pub bin: BinId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    pub quantity: i64,
    #[serde(default)]
    pub picked: i64,
    /// Confirmed as not there.
    #[serde(default)]
    pub short: i64,
}

impl PickLine {
    pub fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::LinePicked { line, delta } if *line == self.id => self.picked += delta,
            Effect::LineShort { line, delta } if *line == self.id => self.short += delta,
            _ => {}
        }
    }

    /// Pieces still to pick; never below zero, however many pickers were at it.
    pub fn open(&self) -> i64 {
        (self.quantity - self.picked - self.short).max(0)
    }
}

/// An order released for packing. The customer's name is masked; no address or phone reaches a handheld.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    pub id: ShipmentId,
    /// Ours, printed on slip and label: `SH261123-0012`.
    pub number: String,
    /// The platform's.
    pub order_no: String,
    pub channel: String,
    /// 王○明
    pub customer: String,
    pub state: TaskState,
    pub list: ListId,
    pub carrier: CarrierId,
    /// The number that must be on the parcel: ours, or one from the carrier's pool. `None`: the carrier's label
    /// is scanned at the bench.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// 代收金額, minor units; 0 when paid.
    #[serde(default)]
    pub cod: i64,
    /// 溫層
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub temperature: String,
    /// 出貨備註 for the packer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Set when the parcel is closed: its id and the number on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parcel: Option<Tied>,
    /// Numbers with which other devices closed it: they may be on the parcel, or on a second one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_labels: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_over: Option<ManifestId>,
}

/// A closed parcel and the number stuck on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tied {
    pub parcel: ParcelId,
    pub label: String,
}

impl Shipment {
    /// Whether one of these `keys` of a code is a number with which its parcel was closed.
    pub fn carries(&self, keys: &[String]) -> bool {
        let tied = self.parcel.iter().map(|tied| &tied.label);
        tied.chain(&self.other_labels).any(|label| keys.contains(label))
    }

    pub fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::ParcelTied { shipment, tied } if *shipment == self.id => {
                let label = |tied: &Option<Tied>| tied.as_ref().map(|tied| tied.label.clone());
                keep_other(
                    &mut self.other_labels,
                    label(&self.parcel).as_ref(),
                    label(tied).as_ref(),
                );
                self.parcel = tied.clone();
                if self.state == TaskState::Open && tied.is_some() {
                    self.state = TaskState::Started;
                }
            }
            Effect::HandedOver { shipment, manifest } if *shipment == self.id => {
                self.handed_over = *manifest;
            }
            _ => {}
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentLine {
    pub id: ShipmentLineId,
    pub shipment: ShipmentId,
    pub seq: i64,
    pub item: ItemId,
    pub quantity: i64,
    #[serde(default)]
    pub packed: i64,
    #[serde(default)]
    pub short: i64,
    /// 序號 of the pieces that are in the parcel, as far as they have one, in the order in which they went in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serials: Vec<String>,
}

impl ShipmentLine {
    pub fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::LinePacked { line, delta } if *line == self.id => self.packed += delta,
            Effect::SerialPacked { line, serial, packed } if *line == self.id => {
                self.serials.retain(|known| known != serial);
                if *packed {
                    self.serials.push(serial.clone());
                }
            }
            Effect::LinePackShort { line, delta } if *line == self.id => self.short += delta,
            _ => {}
        }
    }

    /// Pieces still to scan into the parcel.
    pub fn open(&self) -> i64 {
        (self.quantity - self.packed - self.short).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::{Row, RowKind};

    fn shipment() -> Shipment {
        let body = include_str!("../../fixtures/rows/shipment.two_labels.json");
        match Row::decode(RowKind::Shipment, body) {
            Ok(Row::Shipment(shipment)) => shipment,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_parcel_is_known_by_every_number_with_which_it_was_closed() {
        let mut shipment = shipment();
        let carries = |shipment: &Shipment, number: &str| shipment.carries(&[number.to_owned()]);
        assert!(carries(&shipment, "900000000001") && carries(&shipment, "777777777777"));
        assert!(!carries(&shipment, "900000000002"));
        // This device closes it too, and the server has not heard of it yet.
        let tied = Some(Tied {
            parcel: ParcelId(shipment.id.0),
            label: "555555555555".to_owned(),
        });
        shipment.apply(&Effect::ParcelTied {
            shipment: shipment.id,
            tied,
        });
        assert_eq!(shipment.other_labels, ["777777777777", "900000000001"]);
        let codes = Row::Shipment(shipment.clone());
        for number in ["900000000001", "777777777777", "555555555555"] {
            assert!(
                carries(&shipment, number) && codes.codes().contains(&number),
                "{number}"
            );
        }
    }

    #[test]
    fn a_line_holds_the_numbers_that_went_in_and_not_those_that_were_taken_out() {
        let body = include_str!("../../fixtures/rows/shipment_line.serials.json");
        let Row::ShipmentLine(mut line) = Row::decode(RowKind::ShipmentLine, body).expect("a line") else {
            panic!("a line");
        };
        let packed = |serial: &str| Effect::SerialPacked {
            line: line.id,
            serial: serial.to_owned(),
            packed: true,
        };
        let (one, new) = (packed("SN-0001"), packed("SN-0003"));
        line.apply(&new);
        line.apply(&new);
        assert_eq!(line.serials, ["SN-0001", "SN-0002", "SN-0003"]);
        line.apply(&one.inverse());
        assert_eq!(line.serials, ["SN-0002", "SN-0003"]);
    }
}
