//! 廠商請款單, A4: what a supplier is to be paid for a month, with the checklist of vouchers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, NUMBER_DOTS, at_most, put_number};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// A payment request. Amounts come formatted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaymentRequest {
    pub lang: Lang,
    /// To look at: it is not issued.
    pub draft: bool,
    pub company: Company,
    /// ASCII.
    pub number: String,
    pub date: String,
    pub printed_at: String,
    pub supplier: String,
    pub legal_name: String,
    pub tax_id: String,
    pub period: String,
    pub terms: String,
    pub pay_on: String,
    pub bank: String,
    pub requested_by: String,
    pub received: String,
    pub returned: String,
    /// What earlier requests asked too little or too much; empty: nothing.
    pub corrected: String,
    pub net: String,
    pub tax: String,
    pub payable: String,
    pub lines: Vec<PaymentLine>,
}

/// A delivery, or a return, whose amounts are below zero.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaymentLine {
    pub is_return: bool,
    /// Number of the earlier request that it puts right.
    pub corrects: String,
    pub number: String,
    pub day: String,
    pub order_no: String,
    /// Numbers and days.
    pub invoices: Vec<String>,
    pub receipts: Vec<String>,
    pub allowances: Vec<String>,
    pub net: String,
    pub tax: String,
    pub gross: String,
}

impl Fill for PaymentRequest {
    const TEMPLATE: &'static str = "payment_request.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("lines", self.lines.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        put_number(input, codes, &self.number, NUMBER_DOTS)
    }
}
