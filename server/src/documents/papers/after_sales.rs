//! 售後服務紀錄, A4: what was asked, what was done, when, and what it cost.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, NUMBER_DOTS, at_most, put_number};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// One case. Names come masked, amounts formatted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AfterSalesPaper {
    pub lang: Lang,
    pub company: Company,
    /// ASCII.
    pub number: String,
    pub date: String,
    pub printed_at: String,
    pub state: String,
    pub channel: String,
    pub category: String,
    pub customer: String,
    pub order_no: String,
    pub return_no: String,
    pub item: String,
    pub serial: String,
    /// 服務類型
    pub service: String,
    pub question: String,
    pub work: String,
    pub cost: String,
    pub way_out: String,
    pub way_back: String,
    /// 承辦
    pub holder: String,
    pub done_on: String,
    pub satisfaction: String,
    /// How many files are kept with it.
    pub attachments: String,
    pub entries: Vec<AfterSalesEntry>,
}

/// What happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AfterSalesEntry {
    pub at: String,
    pub by: String,
    pub what: String,
    pub text: String,
}

impl Fill for AfterSalesPaper {
    const TEMPLATE: &'static str = "after_sales.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("entries", self.entries.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        put_number(input, codes, &self.number, NUMBER_DOTS)
    }
}
