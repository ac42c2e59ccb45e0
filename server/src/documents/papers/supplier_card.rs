//! 供應商資料卡, A4: all that is known of a supplier, for the folder.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, at_most};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// A supplier's card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SupplierCardPaper {
    pub lang: Lang,
    pub company: Company,
    pub code: String,
    pub name: String,
    pub printed_at: String,
    /// Groups of fields; a field without a value is left out.
    pub groups: Vec<CardGroup>,
    pub items: Vec<CardItem>,
    pub notes: Vec<CardNote>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardGroup {
    pub title: String,
    pub fields: Vec<CardField>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardField {
    pub title: String,
    pub value: String,
    /// Takes the whole line.
    pub wide: bool,
}

/// 供應品項
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardItem {
    pub sku: String,
    pub name: String,
    pub supplier_code: String,
    pub price: String,
    pub least: String,
    pub accept_days: String,
    pub main: bool,
}

/// 聯絡紀錄
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardNote {
    pub at: String,
    pub about: String,
    pub agreed: String,
    pub quantity: String,
    pub person: String,
    pub note: String,
}

impl Fill for SupplierCardPaper {
    const TEMPLATE: &'static str = "supplier_card.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("items", self.items.len(), MAX_LINES)?;
        at_most("notes", self.notes.len(), MAX_LINES)
    }

    fn add(&self, _: &mut Map<String, Value>, _: &mut Codes) -> Result<(), DocumentError> {
        Ok(())
    }
}
