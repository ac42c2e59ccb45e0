//! 出貨單 (出貨明細), A4 or A5: what is in the parcel, for the packing bench. No prices and no amounts.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::pick_list::total;
use super::{Company, Fill, MAX_LINES, Recipient, Temperature, at_most, json, put_number};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// Paper size of a slip.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlipSize {
    #[default]
    A4,
    A5,
}

/// A delivery slip.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliverySlip {
    pub lang: Lang,
    pub size: SlipSize,
    pub company: Company,
    /// 出貨單號, ASCII.
    pub number: String,
    /// 出貨日期.
    pub date: String,
    pub printed_at: String,
    pub order_no: String,
    /// 平台/通路.
    pub platform: String,
    pub recipient: Recipient,
    pub carrier: String,
    /// 託運單號.
    pub waybill: String,
    /// 件數: parcels of this order.
    pub parcels: u32,
    pub temperature: Temperature,
    /// 付款別, already worded.
    pub payment: String,
    /// 代收貨款 yes or no; the amount stands on the label, not here.
    pub cod: bool,
    /// 發票號碼.
    pub invoice_no: String,
    pub notes: String,
    /// 包裝人, if known.
    pub packed_by: String,
    /// 複核人, if known.
    pub checked_by: String,
    pub lines: Vec<SlipLine>,
}

/// One item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SlipLine {
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub qty: u32,
    /// 贈品.
    pub gift: bool,
    pub note: String,
}

impl Fill for DeliverySlip {
    const TEMPLATE: &'static str = "delivery_slip.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("lines", self.lines.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        let space = match self.size {
            SlipSize::A4 => 720,
            SlipSize::A5 => 560,
        };
        put_number(input, codes, &self.number, space)?;
        input.insert("pieces".into(), json(&total(self.lines.iter().map(|l| l.qty)))?);
        Ok(())
    }
}
