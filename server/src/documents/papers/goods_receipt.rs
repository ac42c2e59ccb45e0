//! 進貨單 and 驗收單, A4: what is expected, with room to write; and what came of it, signed for.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, NUMBER_DOTS, at_most, json, put_number, rows};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// A delivery on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoodsReceipt {
    pub lang: Lang,
    pub company: Company,
    /// Number of the delivery, ASCII.
    pub number: String,
    /// 驗收單: what was counted. Else 進貨單: boxes to write into.
    pub counted: bool,
    pub date: String,
    pub printed_at: String,
    pub supplier: String,
    /// 訂貨單號
    pub order_no: String,
    /// 廠商送貨單號
    pub note_no: String,
    pub due: String,
    /// 全驗 or 抽驗.
    pub inspection: String,
    pub arrived: String,
    /// 箱數, with the damaged ones.
    pub cartons: String,
    pub driver: String,
    pub received_by: String,
    pub closed: String,
    /// The slip that follows it up, or the one that it follows.
    pub follows: String,
    pub note: String,
    pub lines: Vec<GoodsReceiptLine>,
}

/// One line; pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoodsReceiptLine {
    pub sku: String,
    pub barcode: String,
    /// 廠商貨號
    pub supplier_code: String,
    pub name: String,
    pub ordered: i64,
    pub good: i64,
    pub bad: i64,
    pub short: i64,
    pub over: i64,
    /// Lots, expiries and what is not good of them, one line each.
    pub lots: Vec<String>,
    /// Where it is to go, or went.
    pub bins: Vec<String>,
}

impl Fill for GoodsReceipt {
    const TEMPLATE: &'static str = "goods_receipt.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("lines", self.lines.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        put_number(input, codes, &self.number, NUMBER_DOTS)?;
        let sum = |of: fn(&GoodsReceiptLine) -> i64| self.lines.iter().map(of).sum::<i64>();
        let totals = [
            ("ordered", sum(|line| line.ordered)),
            ("counted", sum(|line| line.good + line.bad)),
            ("good", sum(|line| line.good)),
            ("bad", sum(|line| line.bad)),
            ("short", sum(|line| line.short)),
            ("over", sum(|line| line.over)),
        ];
        for (name, total) in totals {
            input.insert(format!("total_{name}"), json(&total)?);
        }
        for (fields, line) in rows(input, "lines").zip(&self.lines) {
            fields.insert("counted".into(), json(&(line.good + line.bad))?);
        }
        Ok(())
    }
}
