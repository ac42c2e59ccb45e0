//! 退貨單, A4: what a customer sends back, what the bench found of it, what was decided. Goes into accounting's bundle.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, NUMBER_DOTS, at_most, json, put_number};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// A customer's return. The customer is masked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SalesReturnPaper {
    pub lang: Lang,
    pub company: Company,
    /// ASCII.
    pub number: String,
    /// The day on which the customer asked, else the one on which it was opened.
    pub date: String,
    pub printed_at: String,
    pub source: String,
    pub platform: String,
    pub order_no: String,
    pub platform_no: String,
    pub shipment_no: String,
    pub left_on: String,
    pub received_on: String,
    pub customer: String,
    /// 客戶原因
    pub reason: String,
    pub liable: String,
    /// 逆物流商、單號
    pub way_back: String,
    pub arrived: String,
    pub withdraw_by: String,
    pub fetch_by: String,
    pub pay_back_by: String,
    pub decision: String,
    pub note: String,
    pub made_by: String,
    pub inspected_by: String,
    pub decided_by: String,
    pub lines: Vec<SalesReturnLine>,
    pub findings: Vec<SalesReturnFinding>,
}

/// 申請退數, 實收數
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SalesReturnLine {
    pub sku: String,
    pub name: String,
    /// Empty: not known.
    pub bought: String,
    pub declared: i64,
    pub found: i64,
    pub missing: i64,
}

/// What the bench found of some pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SalesReturnFinding {
    pub sku: String,
    /// Lot, expiry, serial number.
    pub lot: String,
    pub quantity: i64,
    pub grade: String,
    pub disposition: String,
    /// 倉庫判定原因, answers, remark.
    pub found: String,
    pub plate: String,
    pub by: String,
}

impl Fill for SalesReturnPaper {
    const TEMPLATE: &'static str = "sales_return.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("lines", self.lines.len(), MAX_LINES)?;
        at_most("findings", self.findings.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        put_number(input, codes, &self.number, NUMBER_DOTS)?;
        let declared: i64 = self.lines.iter().map(|line| line.declared).sum();
        input.insert("declared".into(), json(&declared)?);
        let found: i64 = self.lines.iter().map(|line| line.found).sum();
        input.insert("found".into(), json(&found)?);
        let missing: i64 = self.lines.iter().map(|line| line.missing).sum();
        input.insert("missing".into(), json(&missing)?);
        Ok(())
    }
}
