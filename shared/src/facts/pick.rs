//! Facts of picking: goods leave a bin and enter the tote of a list.

use super::receive::check_serial;
use super::{FactError, How, check_text};
use crate::id::*;
use crate::lang::Lang;
use crate::quantity;
use crate::stock::{Condition, Lot, Movement, Place};
use serde::{Deserialize, Serialize};

/// Longest code on a tote, characters.
pub const TOTE_LIMIT: usize = 64;

/// A tote was scanned for a list. Done once a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToteAttached {
    pub list: ListId,
    pub tote: String,
}

impl ToteAttached {
    pub fn check(&self) -> Result<(), FactError> {
        check_text("tote", &self.tote, TOTE_LIMIT)
    }
}

/// Pieces were taken from a bin into the list's tote: one scan, one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picked {
    pub list: ListId,
    pub line: LineId,
    pub item: ItemId,
    pub bin: BinId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    pub quantity: i64,
    pub how: How,
    /// What the scanner read; what was keyed, where nothing could be read.
    pub raw: String,
    /// What the scanner read at the bin.
    pub bin_raw: String,
    /// 序號, where the code carried it; its quantity is then 1.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
}

impl Picked {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        check_serial(&self.serial, self.quantity)
    }

    pub fn movement(&self) -> Movement {
        Movement {
            item: self.item,
            lot: self.lot.clone(),
            condition: Condition::Good,
            from: Place::Bin(self.bin),
            to: Place::Tote(self.list),
            quantity: self.quantity,
        }
    }
}

/// Why a bin did not give what the list asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShortReason {
    NotFound,
    TooFew,
    Damaged,
    OutOfReach,
}

impl ShortReason {
    pub const ALL: [ShortReason; 4] = [
        ShortReason::NotFound,
        ShortReason::TooFew,
        ShortReason::Damaged,
        ShortReason::OutOfReach,
    ];

    pub fn code(self) -> &'static str {
        match self {
            ShortReason::NotFound => "not_found",
            ShortReason::TooFew => "too_few",
            ShortReason::Damaged => "damaged",
            ShortReason::OutOfReach => "out_of_reach",
        }
    }

    pub fn parse(code: &str) -> Option<ShortReason> {
        ShortReason::ALL.into_iter().find(|reason| reason.code() == code)
    }

    pub fn text(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (ShortReason::NotFound, Lang::ZhTw) => "找不到",
            (ShortReason::NotFound, Lang::En) => "Not there",
            (ShortReason::TooFew, Lang::ZhTw) => "數量不足",
            (ShortReason::TooFew, Lang::En) => "Too few",
            (ShortReason::Damaged, Lang::ZhTw) => "破損",
            (ShortReason::Damaged, Lang::En) => "Damaged",
            (ShortReason::OutOfReach, Lang::ZhTw) => "拿不到",
            (ShortReason::OutOfReach, Lang::En) => "Out of reach",
        }
    }
}

/// The bin did not hold what the list asked for. Nothing moved; the item in that bin is not allocated again
/// until the office has answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortPicked {
    pub list: ListId,
    pub line: LineId,
    pub item: ItemId,
    pub bin: BinId,
    #[serde(default, skip_serializing_if = "Lot::is_none")]
    pub lot: Lot,
    /// Pieces that were missing.
    pub quantity: i64,
    pub reason: ShortReason,
}

impl ShortPicked {
    pub fn check(&self) -> Result<(), FactError> {
        quantity::check(self.quantity)?;
        Ok(())
    }
}

/// A list that somebody else had begun goes on here, from its tote. A lead's badge stands for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTakenOver {
    pub list: ListId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<StaffId>,
    /// Who allowed it; `None` where the person takes back their own list on another device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<StaffId>,
    /// The tote in which the work goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tote: Option<String>,
}
