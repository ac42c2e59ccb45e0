//! Opening stock: which bin holds how many of what.
//!
//! Invariant: a place, item, lot, expiry and condition stand once, and so does a serial number of an item; rows that repeat one are all held, because whether
//! they add up or replace each other only a person knows. Deliberately absent: whether bin and item exist.

use super::fields::Field;
use super::file::Sheet;
use super::items::{Cells, Intake};
use super::mapping::{Mapping, Reader};
use super::row::{RowProblem, What};
use super::value;
use serde::Serialize;
use shared::stock::{Condition, Lot};
use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StockDraft {
    pub bin: String,
    pub sku: String,
    /// 1 to 999,999.
    pub quantity: i64,
    pub lot: Lot,
    pub condition: Condition,
    /// Of one piece; empty where the file has none.
    pub serial: String,
    /// Row number in the file.
    pub row: u32,
}

impl StockDraft {
    /// What may stand once in a file: a serial number, else a lot of an item in a bin.
    fn stands_for(&self) -> (String, String, Lot, Condition, String) {
        let StockDraft {
            bin,
            sku,
            lot,
            condition,
            serial,
            ..
        } = self.clone();
        match serial.is_empty() {
            true => (bin, sku, lot, condition, serial),
            false => (String::new(), sku, Lot::default(), Condition::default(), serial),
        }
    }
}

pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> Intake<StockDraft> {
    let reader = Reader::new(sheet, mapping);
    let order = mapping.options.date_order;
    let mut out = Intake::of(sheet);
    for row in sheet.rows() {
        let sku = reader.get(row, Field::Sku);
        let mut cells = Cells {
            sheet,
            reader: &reader,
            key: sku,
            problems: Vec::new(),
        };
        let bin = cells.required(row, Field::BinCode).to_owned();
        cells.required(row, Field::Sku);
        cells.required(row, Field::Quantity);
        let quantity = cells.read(row, Field::Quantity, value::pieces).unwrap_or(0);
        let number = cells.text(row, Field::Lot).to_owned();
        let expiry = cells
            .read(row, Field::Expiry, |t| value::day(t, order))
            .map(value::day_iso)
            .unwrap_or_default();
        let serial = cells.text(row, Field::Serial).to_owned();
        let condition = cells
            .word(row, Field::Condition, condition_word)
            .unwrap_or_default();
        let draft = StockDraft {
            bin,
            sku: sku.to_owned(),
            quantity,
            lot: Lot { number, expiry },
            condition,
            serial,
            row: sheet.row_number(row),
        };
        out.add(Some(draft), cells.problems);
    }
    hold_repeated(&mut out);
    out
}

fn hold_repeated(out: &mut Intake<StockDraft>) {
    let mut rows: HashMap<_, Vec<u32>> = HashMap::new();
    for d in &out.drafts {
        rows.entry(d.stands_for()).or_default().push(d.row);
    }
    let mut problems = Vec::new();
    let mut held = 0;
    out.drafts.retain(|d| {
        let all = &rows[&d.stands_for()];
        let other = all.iter().copied().find(|&r| r != d.row);
        if let Some(first_row) = other {
            held += 1;
            problems.push(RowProblem::held(
                d.row,
                &d.sku,
                What::Repeated {
                    field: Field::BinCode,
                    first_row,
                },
            ));
        }
        other.is_none()
    });
    out.held += held;
    out.problems.extend(problems);
}

fn condition_word(word: &str) -> Option<Condition> {
    match word {
        "良品" | "正常品" | "a" => Some(Condition::Good),
        "待驗" => Some(Condition::PendingInspection),
        "待判" | "隔離" => Some(Condition::Hold),
        "福利品" | "整新品" => Some(Condition::BGrade),
        "不良品" | "瑕疵品" | "ng品" | "ng" => Some(Condition::Defect),
        "鎖定" | "鎖倉" => Some(Condition::Blocked),
        code => Condition::parse(code),
    }
}
