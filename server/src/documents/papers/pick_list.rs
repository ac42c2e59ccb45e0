//! 揀貨單, A4: where to go, what to take, how many, with room to write the quantity by hand.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, NUMBER_DOTS, at_most, json, put_number};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// A pick list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PickListPaper {
    pub lang: Lang,
    pub company: Company,
    /// 揀貨單號, ASCII: it is scanned at the handheld.
    pub number: String,
    pub date: String,
    /// Date and time of printing.
    pub printed_at: String,
    /// 揀貨方式, already worded.
    pub method: String,
    pub warehouse: String,
    pub zone: String,
    /// 訂單數.
    pub orders: u32,
    /// 物流別.
    pub carrier: String,
    /// 截單時間.
    pub cut_off: String,
    pub note: String,
    /// In walking order.
    pub lines: Vec<PickLine>,
}

/// One stop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PickLine {
    pub seq: u32,
    pub bin: String,
    pub sku: String,
    /// The item's barcode as text.
    pub barcode: String,
    pub name: String,
    /// 規格: colour, size.
    pub spec: String,
    /// 應揀量 in pieces.
    pub qty: u32,
    pub lot: String,
    pub expiry: String,
    /// 播種格位.
    pub slot: String,
    pub order_no: String,
    pub note: String,
}

impl Fill for PickListPaper {
    const TEMPLATE: &'static str = "pick_list.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("lines", self.lines.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        put_number(input, codes, &self.number, NUMBER_DOTS)?;
        input.insert("pieces".into(), json(&total(self.lines.iter().map(|l| l.qty)))?);
        Ok(())
    }
}

/// The sum; [`MAX_LINES`] quantities cannot overflow it.
pub(super) fn total(quantities: impl Iterator<Item = u32>) -> u64 {
    quantities.map(u64::from).sum()
}
