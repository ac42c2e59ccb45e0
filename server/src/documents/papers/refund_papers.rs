//! 折讓證明單 (A5 across, one page a copy) and 退款憑證 (A4): one of them, or all of a day for accounting.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, at_most, draw, in_field, rows};
use crate::documents::DocumentError;
use crate::documents::barcode;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// Slips and vouchers of one PDF.
pub const MAX_REFUND_PAPERS: usize = 100;
/// Dots that the number has for its bars: a slip is half a sheet.
const SPACE: u32 = 480;

/// Allowances first, then vouchers. Amounts come formatted; dates of the official form are 民國.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RefundPapers {
    pub lang: Lang,
    pub company: Company,
    pub printed_at: String,
    pub allowances: Vec<AllowanceSlip>,
    pub vouchers: Vec<RefundVoucher>,
}

/// 營業人銷貨退回進貨退出或折讓證明單.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AllowanceSlip {
    /// ASCII.
    pub number: String,
    /// 作廢: shown across the slip.
    pub void: bool,
    /// Which of the four copies (聯) are printed, from 1.
    pub copies: Vec<u32>,
    /// 民國 year, month and day of the slip.
    pub date: [String; 3],
    /// 二 or 三.
    pub form: String,
    /// 民國 year, month and day of the invoice.
    pub invoice_date: [String; 3],
    /// 字軌
    pub track: String,
    pub invoice_digits: String,
    pub order_no: String,
    pub refund_no: String,
    /// Empty: a private buyer, who signs.
    pub buyer_name: String,
    pub buyer_tax_id: String,
    pub remark: String,
    pub lines: Vec<AllowanceSlipLine>,
    pub net: String,
    pub tax: String,
    pub gross: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AllowanceSlipLine {
    pub name: String,
    pub quantity: i64,
    pub unit: String,
    pub unit_price: String,
    pub net: String,
    pub tax: String,
    /// `taxable`, `zero`, `free`: where the tick stands.
    pub tax_kind: String,
}

/// 退款憑證.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RefundVoucher {
    /// ASCII.
    pub number: String,
    pub state: String,
    pub asked_on: String,
    pub channel: String,
    pub order_no: String,
    pub return_no: String,
    /// Number and date of each invoice.
    pub invoices: String,
    /// 作廢發票 or 折讓.
    pub handling: String,
    pub allowances: String,
    /// Masked.
    pub customer: String,
    pub reason: String,
    pub lines: Vec<RefundVoucherLine>,
    pub gross: String,
    pub discount: String,
    pub points: String,
    pub freight: String,
    pub deducted: String,
    pub deduct_reason: String,
    pub amount: String,
    pub method: String,
    pub bank: String,
    pub reference: String,
    pub paid_on: String,
    pub remark: String,
    /// Who and when.
    pub asked_by: String,
    pub approved_by: String,
    pub accounting_by: String,
    pub paid_by: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RefundVoucherLine {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub gross: String,
    pub discount: String,
    pub points: String,
    pub money: String,
}

impl Fill for RefundPapers {
    const TEMPLATE: &'static str = "refund_papers.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("allowances", self.allowances.len(), MAX_REFUND_PAPERS)?;
        at_most("vouchers", self.vouchers.len(), MAX_REFUND_PAPERS)?;
        let lines = |count: usize| at_most("lines", count, MAX_LINES);
        self.allowances
            .iter()
            .try_for_each(|one| lines(one.lines.len()))?;
        self.vouchers.iter().try_for_each(|one| lines(one.lines.len()))
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        let mut number = |row: &mut Map<String, Value>, number: &str| -> Result<(), DocumentError> {
            let bars = barcode::code128(number).map_err(in_field("number", number))?;
            let drawn = draw(&bars, "number", number, SPACE, 2)?;
            row.insert("number_bars".into(), codes.bars(drawn));
            Ok(())
        };
        for (row, slip) in rows(input, "allowances").zip(&self.allowances) {
            number(row, &slip.number)?;
        }
        for (row, voucher) in rows(input, "vouchers").zip(&self.vouchers) {
            number(row, &voucher.number)?;
        }
        Ok(())
    }
}
