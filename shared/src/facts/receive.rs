//! Facts of receiving: goods leave the supplier and stand at the dock.
//!
//! Absent on purpose: whether there were too many. Two clerks on two devices may count one delivery offline; what is
//! over is known from the totals, and the books hold it (待判) whatever the order in which the facts arrive.

use super::{FactError, How, check_text};
use crate::catalogue::{Barcode, Unit};
use crate::id::*;
use crate::lang::Lang;
use crate::photo::{FACT_PHOTOS, PhotoId};
use crate::quantity;
use crate::stock::{Condition, Lot, Movement, Place};
use crate::task::Arrival;
use serde::{Deserialize, Serialize};

use super::handover::{DRIVER_LIMIT, SIGNATURE_LIMIT};

/// Longest number of a supplier's delivery note, characters.
pub const NOTE_LIMIT: usize = 40;
/// Longest lot or serial number, characters: GS1 AI (10) and (21) allow 20, house numbers get as much again.
pub const LOT_LIMIT: usize = 40;
/// Cartons of one delivery at most.
pub const CARTONS_LIMIT: i64 = 9_999;
/// Longest barcode that may be learnt, characters.
pub const CODE_LIMIT: usize = 80;

/// 點箱: the cartons were counted at the door and the driver signed. Nothing is in stock yet: pieces are, once counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryArrived {
    pub delivery: DeliveryId,
    /// Known for an expected delivery; chosen or left open for a blind one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<SupplierId>,
    /// Number made by the device for a delivery nobody announced: `H3-R0007`; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// 廠商送貨單號
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note_no: String,
    pub cartons: i64,
    /// Cartons with outer damage.
    #[serde(default)]
    pub damaged: i64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub driver: String,
    /// Drawn strokes as an SVG path in a 400×160 box.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signature: String,
}

impl DeliveryArrived {
    pub fn check(&self) -> Result<(), FactError> {
        at_most("note_no", &self.note_no, NOTE_LIMIT)?;
        at_most("driver", &self.driver, DRIVER_LIMIT)?;
        at_most("signature", &self.signature, SIGNATURE_LIMIT)?;
        if !(0..=CARTONS_LIMIT).contains(&self.cartons) || !(0..=self.cartons).contains(&self.damaged) {
            return Err(FactError::Cartons {
                cartons: self.cartons,
                damaged: self.damaged,
            });
        }
        Ok(())
    }

    pub fn arrival(&self, at: i64) -> Arrival {
        Arrival {
            at,
            cartons: self.cartons,
            damaged: self.damaged,
        }
    }
}

pub(super) fn at_most(field: &'static str, text: &str, limit: usize) -> Result<(), FactError> {
    let length = text.chars().count();
    if length > limit {
        return Err(FactError::TooLong { field, length, limit });
    }
    Ok(())
}

/// 序號: none, or one of a single piece.
pub(super) fn check_serial(serial: &str, quantity: i64) -> Result<(), FactError> {
    at_most("serial", serial, LOT_LIMIT)?;
    if !serial.is_empty() && quantity != 1 {
        return Err(FactError::SerialQuantity(quantity));
    }
    Ok(())
}

/// Why pieces are not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DamageReason {
    Broken,
    Wet,
    Expired,
    WrongGoods,
    Other,
}

impl DamageReason {
    pub const ALL: [DamageReason; 5] = [
        DamageReason::Broken,
        DamageReason::Wet,
        DamageReason::Expired,
        DamageReason::WrongGoods,
        DamageReason::Other,
    ];

    pub fn code(self) -> &'static str {
        match self {
            DamageReason::Broken => "broken",
            DamageReason::Wet => "wet",
            DamageReason::Expired => "expired",
            DamageReason::WrongGoods => "wrong_goods",
            DamageReason::Other => "other",
        }
    }

    pub fn parse(code: &str) -> Option<DamageReason> {
        DamageReason::ALL.into_iter().find(|reason| reason.code() == code)
    }

    pub fn text(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            DamageReason::Broken => ("破損", "Broken"),
            DamageReason::Wet => ("受潮", "Wet"),
            DamageReason::Expired => ("過期或短效", "Expired or short-dated"),
            DamageReason::WrongGoods => ("錯貨", "Wrong goods"),
            DamageReason::Other => ("其他", "Other"),
        };
        match lang {
            Lang::ZhTw => zh,
            Lang::En => en,
        }
    }
}

/// 點收: pieces were counted out of a delivery and stand at the dock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub delivery: DeliveryId,
    /// `None`: nobody ordered it, or the delivery is blind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<DeliveryLineId>,
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    /// 序號; its quantity is then 1.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    /// `None`: good. Else not good, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<DamageReason>,
    pub quantity: i64,
    pub how: How,
    pub raw: String,
    /// Of what is not good about them; they come by themselves, before or after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoId>,
}

impl Received {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        at_most("lot", &self.lot.number, LOT_LIMIT)?;
        check_serial(&self.serial, self.quantity)?;
        let room = if self.damage.is_some() { FACT_PHOTOS } else { 0 };
        if self.photos.len() > room {
            return Err(FactError::Photos {
                photos: self.photos.len(),
                room,
            });
        }
        Ok(())
    }

    pub fn condition(&self) -> Condition {
        match self.damage {
            None => Condition::Good,
            Some(_) => Condition::Defect,
        }
    }

    pub fn movement(&self) -> Movement {
        Movement {
            item: self.item,
            lot: self.lot.clone(),
            condition: self.condition(),
            from: Place::Supplier,
            to: Place::Dock,
            quantity: self.quantity,
        }
    }
}

/// The clerk is through with a delivery. Pieces that another device counts later still count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryClosed {
    pub delivery: DeliveryId,
    /// Pieces as this device believed when it closed: a difference to the books is worth a look.
    pub good: i64,
    #[serde(default)]
    pub bad: i64,
}

/// An unknown barcode was bound to an item: used at once on this device, confirmed for all by the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarcodeLearned {
    pub item: ItemId,
    pub code: String,
    /// Pieces that the code stands for.
    pub quantity: i64,
    pub unit: Unit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<DeliveryId>,
    pub raw: String,
}

impl BarcodeLearned {
    pub fn barcode(&self) -> Barcode {
        Barcode {
            code: self.code.clone(),
            quantity: self.quantity,
            unit: self.unit,
        }
    }

    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        check_text("code", &self.code, CODE_LIMIT)
    }
}
