//! 訂貨單, A4: what is ordered from a supplier, for how much and by when; the supplier signs it back.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::pick_list::total;
use super::{Company, Fill, MAX_LINES, NUMBER_DOTS, at_most, json, put_number};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// An order to a supplier. Amounts come as texts: the books round them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PurchaseOrder {
    pub lang: Lang,
    pub company: Company,
    /// 單號, ASCII; also its barcode, which a handheld reads when the goods come.
    pub number: String,
    pub date: String,
    pub printed_at: String,
    /// A word across the head: 草稿, 已取消; empty for an order that stands.
    pub mark: String,
    pub supplier: PurchaseSupplier,
    pub deliver_to: String,
    pub due: String,
    pub terms: String,
    pub tax_kind: String,
    pub reference: String,
    pub buyer: String,
    pub remark: String,
    pub lines: Vec<PurchaseOrderLine>,
    pub net: String,
    pub tax: String,
    pub total: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PurchaseSupplier {
    pub code: String,
    pub name: String,
    pub tax_id: String,
    pub contact: String,
    pub phone: String,
    pub fax: String,
    pub address: String,
}

/// One item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PurchaseOrderLine {
    pub sku: String,
    /// 廠商貨號
    pub supplier_code: String,
    pub name: String,
    /// Pieces.
    pub qty: u32,
    /// How it is ordered: `2 箱 × 24`; empty for pieces.
    pub unit: String,
    pub price: String,
    pub amount: String,
    pub due: String,
    pub note: String,
}

impl Fill for PurchaseOrder {
    const TEMPLATE: &'static str = "purchase_order.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("lines", self.lines.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        put_number(input, codes, &self.number, NUMBER_DOTS)?;
        input.insert("pieces".into(), json(&total(self.lines.iter().map(|l| l.qty)))?);
        Ok(())
    }
}
