//! Facts about stock that stands in a bin: it was moved, judged anew, or thrown away.

use super::receive::check_serial;
use super::{FactError, How, check_text};
use crate::id::*;
use crate::lang::Lang;
use crate::quantity;
use crate::stock::{Condition, Lot, Movement, Place};
use serde::{Deserialize, Serialize};

/// Longest note beside a reason, characters.
pub const REMARK_LIMIT: usize = 200;

/// 移儲: pieces went from one bin to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    pub session: SessionId,
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    #[serde(default, skip_serializing_if = "Condition::is_good")]
    pub condition: Condition,
    pub from: BinId,
    pub to: BinId,
    pub quantity: i64,
    /// 補貨: the task it serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replenishment: Option<ReplenishmentId>,
    pub how: How,
    pub raw: String,
    pub from_raw: String,
    pub to_raw: String,
    /// 序號, where the code carried it; its quantity is then 1.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
}

impl Transferred {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        check_serial(&self.serial, self.quantity)?;
        if self.from == self.to {
            return Err(FactError::Place(Place::Bin(self.to)));
        }
        Ok(())
    }

    pub fn movement(&self) -> Movement {
        Movement {
            item: self.item,
            lot: self.lot.clone(),
            condition: self.condition,
            from: Place::Bin(self.from),
            to: Place::Bin(self.to),
            quantity: self.quantity,
        }
    }
}

/// Why pieces are judged anew or thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegradeReason {
    Damaged,
    Expired,
    ShortDated,
    Recalled,
    Inspected,
    Other,
}

impl RegradeReason {
    pub const ALL: [RegradeReason; 6] = [
        RegradeReason::Damaged,
        RegradeReason::Expired,
        RegradeReason::ShortDated,
        RegradeReason::Recalled,
        RegradeReason::Inspected,
        RegradeReason::Other,
    ];

    pub fn code(self) -> &'static str {
        match self {
            RegradeReason::Damaged => "damaged",
            RegradeReason::Expired => "expired",
            RegradeReason::ShortDated => "short_dated",
            RegradeReason::Recalled => "recalled",
            RegradeReason::Inspected => "inspected",
            RegradeReason::Other => "other",
        }
    }

    pub fn parse(code: &str) -> Option<RegradeReason> {
        RegradeReason::ALL
            .into_iter()
            .find(|reason| reason.code() == code)
    }

    pub fn text(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            RegradeReason::Damaged => ("破損", "Damaged"),
            RegradeReason::Expired => ("過期", "Expired"),
            RegradeReason::ShortDated => ("短效", "Short-dated"),
            RegradeReason::Recalled => ("下架回收", "Recalled"),
            RegradeReason::Inspected => ("檢驗判定", "Inspected"),
            RegradeReason::Other => ("其他", "Other"),
        };
        match lang {
            Lang::ZhTw => zh,
            Lang::En => en,
        }
    }
}

/// 改狀態: pieces in a bin are from now on another condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regraded {
    pub session: SessionId,
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    pub bin: BinId,
    pub from: Condition,
    pub to: Condition,
    pub quantity: i64,
    pub reason: RegradeReason,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    pub raw: String,
}

impl Regraded {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        remark(&self.remark)?;
        if self.from == self.to {
            return Err(FactError::SameCondition(self.to));
        }
        Ok(())
    }

    /// They leave the bin as one condition and enter it as the other, through [`Place::Regrade`].
    pub fn movements(&self) -> [Movement; 2] {
        let leave = Movement {
            item: self.item,
            lot: self.lot.clone(),
            condition: self.from,
            from: Place::Bin(self.bin),
            to: Place::Regrade,
            quantity: self.quantity,
        };
        let enter = Movement {
            condition: self.to,
            from: Place::Regrade,
            to: Place::Bin(self.bin),
            ..leave.clone()
        };
        [leave, enter]
    }
}

/// 報廢: pieces were thrown away, and a second person stood by with badge and PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scrapped {
    pub session: SessionId,
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    pub condition: Condition,
    pub bin: BinId,
    pub quantity: i64,
    pub reason: RegradeReason,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// Who confirmed it; never who did it.
    pub second: StaffId,
    pub raw: String,
}

impl Scrapped {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        remark(&self.remark)
    }

    pub fn movement(&self) -> Movement {
        Movement {
            item: self.item,
            lot: self.lot.clone(),
            condition: self.condition,
            from: Place::Bin(self.bin),
            to: Place::Scrap,
            quantity: self.quantity,
        }
    }
}

fn remark(text: &str) -> Result<(), FactError> {
    match text {
        "" => Ok(()),
        text => check_text("remark", text, REMARK_LIMIT),
    }
}
