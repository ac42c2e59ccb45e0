//! 進貨退出單, A4: what goes back to a supplier, why, and what it takes off the payable.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, NUMBER_DOTS, at_most, json, put_number};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// A return to a supplier. Amounts come formatted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SupplierReturnPaper {
    pub lang: Lang,
    pub company: Company,
    /// ASCII.
    pub number: String,
    pub date: String,
    pub printed_at: String,
    pub supplier: String,
    pub tax_id: String,
    pub contact: String,
    /// 廠退收件地址
    pub address: String,
    pub reason: String,
    /// 取件方式 and 物流單號.
    pub carrier: String,
    /// 原進貨單號 and 發票: the deliveries by which the items came last.
    pub origin: String,
    /// 折讓單號
    pub allowance: String,
    pub made_by: String,
    pub note: String,
    /// For who may not see what goods cost: neither prices nor amounts, pieces only.
    pub without_amounts: bool,
    pub net: String,
    pub tax: String,
    pub gross: String,
    pub lines: Vec<SupplierReturnLine>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SupplierReturnLine {
    pub sku: String,
    pub name: String,
    pub lot: String,
    pub condition: String,
    pub from: String,
    pub quantity: i64,
    /// Pieces of these that had been payable.
    pub off: i64,
    pub price: String,
    pub amount: String,
}

impl Fill for SupplierReturnPaper {
    const TEMPLATE: &'static str = "supplier_return.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("lines", self.lines.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        put_number(input, codes, &self.number, NUMBER_DOTS)?;
        let pieces: i64 = self.lines.iter().map(|line| line.quantity).sum();
        input.insert("pieces".into(), json(&pieces)?);
        let off: i64 = self.lines.iter().map(|line| line.off).sum();
        input.insert("off".into(), json(&off)?);
        Ok(())
    }
}
