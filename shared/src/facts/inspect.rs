//! Facts of the returns bench: what came back, what was found, where it goes.
//!
//! Stock rises by [`Inspected`] and [`ReturnedSealed`] only, into the condition that was decided; never from what a
//! return declares.
//! Absent on purpose: whether there are more pieces than were shipped. Two benches may inspect one return offline; the
//! books compare the totals and ask.

use super::receive::{CODE_LIMIT, LOT_LIMIT, at_most, check_serial};
use super::transfer::REMARK_LIMIT;
use super::{FactError, How, check_text};
use crate::id::*;
use crate::inspect::{ANSWERS_LIMIT, Answer, Disposition, Grade, ReturnReason};
use crate::photo::{FACT_PHOTOS, PhotoId};
use crate::quantity;
use crate::stock::{Condition, Lot, Movement, Place};
use serde::{Deserialize, Serialize};

/// Lines of one sealed parcel, or missing lines of one return, at most.
pub const LINES_LIMIT: usize = 200;

/// 退貨到件: a parcel stands on the bench.
///
/// The first return of a shipment has the shipment's id, so that two benches without a network, and the office, speak
/// of one return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnArrived {
    pub returned: ReturnId,
    /// The parcel that once left; `None`: nobody here knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment: Option<ShipmentId>,
    /// Number made by the device for a return nobody announced: `H3-B1123-140512`; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// What was read on the parcel.
    pub raw: String,
    /// Of a parcel that nobody here knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoId>,
}

impl ReturnArrived {
    pub fn check(&self) -> Result<(), FactError> {
        at_most("number", &self.number, CODE_LIMIT)?;
        room_for(&self.photos)
    }
}

/// One kind of piece in a sealed parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedPieces {
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    /// 序號; its quantity is then 1.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    /// Good, or held where it is short-dated.
    #[serde(default, skip_serializing_if = "Condition::is_good")]
    pub condition: Condition,
    pub quantity: i64,
}

/// 未拆封快速通道: a parcel that never reached its customer came back unopened. The seal is the person's word; what
/// is in it is what was packed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedSealed {
    pub returned: ReturnId,
    pub shipment: ShipmentId,
    /// Code of the 待入儲位 tote that it went into.
    pub plate: String,
    pub pieces: Vec<SealedPieces>,
    pub raw: String,
}

impl ReturnedSealed {
    pub fn check(&self) -> Result<(), FactError> {
        check_text("plate", &self.plate, CODE_LIMIT)?;
        if self.pieces.is_empty() {
            return Err(FactError::Empty("pieces"));
        }
        few("pieces", self.pieces.len(), LINES_LIMIT)?;
        self.pieces.iter().try_for_each(|pieces| {
            quantity::check(pieces.quantity)?;
            check_serial(&pieces.serial, pieces.quantity)
        })
    }

    pub fn movements(&self) -> Vec<Movement> {
        let to = Place::Plate(PlateId::of(&self.plate));
        let movement = |pieces: &SealedPieces| Movement {
            item: pieces.item,
            lot: pieces.lot.clone(),
            condition: pieces.condition,
            from: Place::Customer,
            to,
            quantity: pieces.quantity,
        };
        self.pieces.iter().map(movement).collect()
    }
}

/// 檢驗: pieces were looked at and their way was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    pub returned: ReturnId,
    /// The parcel that once left, where the device knew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment: Option<ShipmentId>,
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    /// 序號 as read on the piece; its quantity is then 1.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    pub quantity: i64,
    /// The device believed that this shipment never held it: another serial number, another item.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_ours: bool,
    pub answers: Vec<Answer>,
    /// What the answers suggested; what the inspector decided is `grade`.
    pub suggested: Grade,
    pub grade: Grade,
    pub disposition: Disposition,
    /// 倉庫判定原因
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<ReturnReason>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// Of what is not as new.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoId>,
    /// Code of the licence plate that was stuck on and scanned, or of the tote; empty: it stands at the dock.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub plate: String,
    /// 報廢: who confirmed it; never who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<StaffId>,
    pub how: How,
    pub raw: String,
}

impl Inspected {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        at_most("lot", &self.lot.number, LOT_LIMIT)?;
        check_serial(&self.serial, self.quantity)?;
        at_most("remark", &self.remark, REMARK_LIMIT)?;
        at_most("plate", &self.plate, CODE_LIMIT)?;
        few("answers", self.answers.len(), ANSWERS_LIMIT)?;
        room_for(&self.photos)
    }

    /// Where it stands now; `None` where it is not in our stock: thrown away, or kept for its customer.
    pub fn place(&self) -> Place {
        match self.plate.as_str() {
            "" => Place::Dock,
            plate => Place::Plate(PlateId::of(plate)),
        }
    }

    /// From the customer into the condition decided. What goes back to its customer never becomes ours.
    pub fn movement(&self) -> Option<Movement> {
        let (condition, to) = match (self.disposition, self.disposition.condition()) {
            (_, Some(condition)) => (condition, self.place()),
            (Disposition::Customer, None) => return None,
            (_, None) => (Condition::Defect, Place::Scrap),
        };
        Some(Movement {
            item: self.item,
            lot: self.lot.clone(),
            condition,
            from: Place::Customer,
            to,
            quantity: self.quantity,
        })
    }
}

/// Declared, and not in the parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPieces {
    pub item: ItemId,
    pub quantity: i64,
}

/// The inspector is through with a return, and has confirmed each piece that was declared and is not there. Pieces that
/// another device inspects later still count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnClosed {
    pub returned: ReturnId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingPieces>,
}

impl ReturnClosed {
    pub fn check(&self) -> Result<(), FactError> {
        few("missing", self.missing.len(), LINES_LIMIT)?;
        for missing in &self.missing {
            quantity::check(missing.quantity)?;
        }
        Ok(())
    }
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

fn room_for(photos: &[PhotoId]) -> Result<(), FactError> {
    if photos.len() > FACT_PHOTOS {
        return Err(FactError::Photos {
            photos: photos.len(),
            room: FACT_PHOTOS,
        });
    }
    Ok(())
}

fn few(field: &'static str, length: usize, limit: usize) -> Result<(), FactError> {
    if length > limit {
        return Err(FactError::TooMany { field, length, limit });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn inspected(disposition: Disposition, plate: &str) -> Inspected {
        Inspected {
            returned: ReturnId(Uuid::from_u128(1)),
            shipment: None,
            item: ItemId(Uuid::from_u128(2)),
            lot: Lot::default(),
            serial: String::new(),
            quantity: 1,
            not_ours: false,
            answers: Vec::new(),
            suggested: Grade::A,
            grade: Grade::A,
            disposition,
            finding: None,
            remark: String::new(),
            photos: Vec::new(),
            plate: plate.to_owned(),
            second: None,
            how: How::Scanned,
            raw: String::new(),
        }
    }

    #[test]
    fn a_piece_enters_stock_in_the_condition_decided_and_nothing_else_does() {
        let plate = Place::Plate(PlateId::of("LP-1"));
        for (disposition, code, goes) in [
            (Disposition::Restock, "LP-1", Some((Condition::Good, plate))),
            (Disposition::Restock, "", Some((Condition::Good, Place::Dock))),
            (
                Disposition::Repack,
                "",
                Some((Condition::PendingInspection, Place::Dock)),
            ),
            (Disposition::BGrade, "LP-1", Some((Condition::BGrade, plate))),
            (Disposition::Repair, "LP-1", Some((Condition::Blocked, plate))),
            (Disposition::Hold, "LP-1", Some((Condition::Hold, plate))),
            (Disposition::Supplier, "LP-1", Some((Condition::Defect, plate))),
            (Disposition::Scrap, "", Some((Condition::Defect, Place::Scrap))),
            (Disposition::Customer, "", None),
        ] {
            let movement = inspected(disposition, code).movement();
            let went = movement.map(|movement| {
                assert_eq!(movement.from, Place::Customer);
                (movement.condition, movement.to)
            });
            assert_eq!(went, goes, "{disposition:?}");
        }
    }

    #[test]
    fn a_serial_number_is_check_serial() {
        let fact = Inspected {
            serial: "SN-1".to_owned(),
            quantity: 2,
            ..inspected(Disposition::Restock, "")
        };
        assert_eq!(fact.check(), Err(FactError::SerialQuantity(2)));
    }
}
