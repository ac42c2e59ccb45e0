//! 託運總表, A4: what the driver takes, counted and signed for.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::pick_list::total;
use super::{Company, Fill, MAX_LINES, NUMBER_DOTS, at_most, json, put_number, rows};
use crate::documents::DocumentError;
use crate::documents::codes::Codes;
use crate::documents::text::money;
use shared::lang::Lang;

/// A manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifest {
    pub lang: Lang,
    pub company: Company,
    /// Number of the manifest, ASCII.
    pub number: String,
    pub date: String,
    pub printed_at: String,
    pub carrier: String,
    /// 客代.
    pub customer_code: String,
    /// 營業所.
    pub station: String,
    pub note: String,
    pub rows: Vec<ManifestRow>,
}

/// One parcel, or several of one waybill.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ManifestRow {
    pub waybill: String,
    /// Masked: the manifest leaves the house with the driver.
    pub recipient: String,
    /// 件數.
    pub pieces: u32,
    /// 代收金額 in whole NT$; 0 prints a dash.
    pub cod: u32,
}

impl Fill for Manifest {
    const TEMPLATE: &'static str = "manifest.typ";

    fn check(&self) -> Result<(), DocumentError> {
        at_most("rows", self.rows.len(), MAX_LINES)
    }

    fn add(&self, input: &mut Map<String, Value>, codes: &mut Codes) -> Result<(), DocumentError> {
        put_number(input, codes, &self.number, NUMBER_DOTS)?;
        input.insert("pieces".into(), json(&total(self.rows.iter().map(|r| r.pieces)))?);
        input.insert(
            "cod_total".into(),
            money(total(self.rows.iter().map(|r| r.cod))).into(),
        );
        input.insert(
            "cod_rows".into(),
            self.rows.iter().filter(|r| r.cod > 0).count().into(),
        );
        for (fields, row) in rows(input, "rows").zip(&self.rows) {
            fields.insert(
                "cod_text".into(),
                if row.cod > 0 {
                    money(row.cod.into())
                } else {
                    "－".into()
                }
                .into(),
            );
        }
        Ok(())
    }
}
