//! 盤點表, A4: where to look and what may be there, with room for two counts. Blind: it has no field for what the books
//! expect, so no caller can print it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Company, Fill, MAX_LINES, NUMBER_DOTS, at_most, put_number};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use shared::lang::Lang;

/// A count sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CountSheet {
    pub lang: Lang,
    pub company: Company,
    /// 盤點單號, ASCII: it is scanned at the handheld.
    pub number: String,
    pub date: String,
    pub printed_at: String,
    pub name: String,
    pub zones: String,
    /// Which kinds of items, already worded; empty: all.
    pub kinds: String,
    /// In walking order.
    pub lines: Vec<CountLine>,
}

/// One item in one bin; a bin that should be empty has a line without an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CountLine {
    pub bin: String,
    pub sku: String,
    pub barcode: String,
    pub name: String,
    pub lot: String,
    pub expiry: String,
    /// 初盤量 and 複盤量 where they are known already; empty: to be written by hand.
    pub first: String,
    pub second: String,
}

impl Fill for CountSheet {
    const TEMPLATE: &'static str = "count_sheet.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("lines", self.lines.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        put_number(input, codes, &self.number, NUMBER_DOTS)
    }
}
