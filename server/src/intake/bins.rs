//! Bin files: one row per 儲位.
//!
//! Invariant: a code stands once. Deliberately absent: the bins already in the books.

use super::fields::Field;
use super::file::Sheet;
use super::items::{Cells, Intake};
use super::mapping::{Mapping, Reader};
use super::row::What;
use super::value::{self, Wrong};
use serde::Serialize;
use shared::catalogue::BinUse;
use std::collections::HashMap;

/// Coordinates in whatever unit the shop measures its floor; ten kilometres in centimetres.
pub const MAX_COORDINATE: i64 = 1_000_000;
pub const MAX_WALK: i64 = 1_000_000_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BinDraft {
    /// As printed on the shelf: `A-03-2`.
    pub code: String,
    pub zone: String,
    pub aisle: String,
    pub bay: String,
    pub level: String,
    pub x: Option<i64>,
    pub y: Option<i64>,
    /// Walking order: smaller is sooner. Without one in the file the caller orders by code.
    pub walk: Option<i64>,
    /// What it is for; without a word in the file it stays as it is.
    pub used_for: Option<BinUse>,
    /// Row number in the file.
    pub row: u32,
}

pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> Intake<BinDraft> {
    let reader = Reader::new(sheet, mapping);
    let mut out = Intake::of(sheet);
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for row in sheet.rows() {
        let number = sheet.row_number(row);
        let code = reader.get(row, Field::BinCode);
        let mut cells = Cells {
            sheet,
            reader: &reader,
            key: code,
            problems: Vec::new(),
        };
        cells.required(row, Field::BinCode);
        if let Some(&first_row) = seen.get(code).filter(|_| !code.is_empty()) {
            cells.hold(
                row,
                What::Repeated {
                    field: Field::BinCode,
                    first_row,
                },
            );
        }
        let place = |text: &str| within(text, -MAX_COORDINATE, MAX_COORDINATE);
        let draft = BinDraft {
            code: code.to_owned(),
            zone: cells.text(row, Field::Zone).to_owned(),
            aisle: cells.text(row, Field::Aisle).to_owned(),
            bay: cells.text(row, Field::Bay).to_owned(),
            level: cells.text(row, Field::Level).to_owned(),
            x: cells.read(row, Field::X, place),
            y: cells.read(row, Field::Y, place),
            walk: cells.read(row, Field::Walk, |t| within(t, 0, MAX_WALK)),
            used_for: cells.word(row, Field::BinUse, use_word),
            row: number,
        };
        if out.add(Some(draft), cells.problems) {
            seen.insert(code, number);
        }
    }
    out
}

fn use_word(word: &str) -> Option<BinUse> {
    match word {
        "揀貨位" | "揀貨" => Some(BinUse::Pick),
        "備貨位" | "備貨" | "儲備位" => Some(BinUse::Reserve),
        "待處理區" | "待處理" | "隔離" => Some(BinUse::Quarantine),
        code => BinUse::parse(code),
    }
}

fn within(text: &str, least: i64, most: i64) -> Result<i64, Wrong> {
    let value = value::whole(text)?;
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(Wrong::OutOfRange)
    }
}
