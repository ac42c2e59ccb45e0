//! Facts of packing: goods leave the tote of a list and enter a parcel, which is closed by its label.

use super::receive::check_serial;
use super::{FactError, How, ShortReason, check_text};
use crate::id::*;
use crate::quantity;
use crate::stock::{Condition, Lot, Movement, Place};
use crate::task::Tied;
use serde::{Deserialize, Serialize};

/// Longest number on a label, characters.
pub const LABEL_LIMIT: usize = 64;
/// No parcel that a person lifts weighs more, grams.
pub const WEIGHT_LIMIT_G: i64 = 200_000;

/// Pieces were checked and put into the parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed {
    pub shipment: ShipmentId,
    pub line: ShipmentLineId,
    pub list: ListId,
    pub parcel: ParcelId,
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    pub quantity: i64,
    pub how: How,
    pub raw: String,
    /// The code on the tote that was emptied, as scanned; empty where the order or the list was scanned instead.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tote: String,
    /// 序號; its quantity is then 1.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
}

impl Packed {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        check_serial(&self.serial, self.quantity)
    }

    pub fn movement(&self) -> Movement {
        Movement {
            item: self.item,
            lot: self.lot.clone(),
            condition: Condition::Good,
            from: Place::Tote(self.list),
            to: Place::Parcel(self.parcel),
            quantity: self.quantity,
        }
    }
}

/// The packer confirmed that the tote does not hold the rest: the parcel may go without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackShort {
    pub shipment: ShipmentId,
    pub line: ShipmentLineId,
    pub item: ItemId,
    pub quantity: i64,
    pub reason: ShortReason,
}

impl PackShort {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        Ok(())
    }
}

/// The label was stuck on and scanned: the parcel is closed and tied to the number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelClosed {
    pub shipment: ShipmentId,
    pub parcel: ParcelId,
    pub carrier: CarrierId,
    /// The number on the label.
    pub label: String,
    pub raw: String,
    /// Code of the carton; empty when none was named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub carton: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_g: Option<i64>,
}

impl ParcelClosed {
    pub fn check(&self) -> Result<(), FactError> {
        check_text("label", &self.label, LABEL_LIMIT)?;
        match self.weight_g {
            Some(weight) if !(1..=WEIGHT_LIMIT_G).contains(&weight) => Err(FactError::Weight(weight)),
            _ => Ok(()),
        }
    }

    pub fn tied(&self) -> Tied {
        Tied {
            parcel: self.parcel,
            label: self.label.clone(),
        }
    }
}
