//! 換貨單, A4: what comes back, what goes out, both waybills, and the difference.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, NUMBER_DOTS, at_most, put_number};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// One exchange. Names come masked, amounts formatted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExchangePaper {
    pub lang: Lang,
    pub company: Company,
    /// ASCII.
    pub number: String,
    pub date: String,
    pub printed_at: String,
    pub state: String,
    /// 先收後出 or 先出後收.
    pub way: String,
    pub order_no: String,
    pub customer: String,
    pub return_no: String,
    /// The order that goes out.
    pub new_no: String,
    pub reason: String,
    pub waybill_out: String,
    pub waybill_back: String,
    /// 補 or 退, and how much.
    pub difference: String,
    /// When the customer agreed.
    pub confirmed: String,
    pub made_by: String,
    pub back: Vec<ExchangePaperLine>,
    pub out: Vec<ExchangePaperLine>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExchangePaperLine {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    /// Inspected pieces, of what comes back.
    pub found: i64,
    pub amount: String,
}

impl Fill for ExchangePaper {
    const TEMPLATE: &'static str = "exchange.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("lines", self.back.len() + self.out.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        put_number(input, codes, &self.number, NUMBER_DOTS)
    }
}
