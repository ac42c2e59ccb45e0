//! Bundle files (組合品): one row per part, so several rows a bundle.
//!
//! Invariant: a bundle comes in whole or not at all; a part stands once in it, because whether two rows of one part add
//! up or replace each other only a person knows. Deliberately absent: whether the parts are known items.

use super::fields::Field;
use super::file::Sheet;
use super::items::{Cells, Intake, in_groups};
use super::mapping::{Mapping, Reader};
use super::row::What;
use super::value;
use serde::Serialize;
use std::collections::HashMap;

/// Parts of one bundle: more is a wrong file.
pub const MAX_PARTS: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BundleDraft {
    pub sku: String,
    pub name: String,
    /// SKU of the part and how many pieces, 1 to 999,999; in the file's order.
    pub parts: Vec<(String, i64)>,
    /// Row numbers in the file.
    pub rows: Vec<u32>,
}

pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> Intake<BundleDraft> {
    let reader = Reader::new(sheet, mapping);
    in_groups(sheet, &reader, Field::BundleSku, bundle)
}

fn bundle(cells: &mut Cells<'_, '_>, sku: &str, rows: &[usize]) -> BundleDraft {
    cells.text(rows[0], Field::BundleSku);
    let (name_row, name) = cells.agreed(rows, Field::BundleName);
    cells.required(name_row, Field::BundleName);
    if rows.len() > MAX_PARTS {
        cells.hold(
            rows[0],
            What::TooManyLines {
                count: rows.len(),
                limit: MAX_PARTS,
            },
        );
    }
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let mut parts = Vec::with_capacity(rows.len());
    for &row in rows {
        let part = cells.required(row, Field::PartSku);
        cells.required(row, Field::Quantity);
        let quantity = cells.read(row, Field::Quantity, value::pieces).unwrap_or(0);
        if let Some(&first_row) = seen.get(part).filter(|_| !part.is_empty()) {
            cells.hold(
                row,
                What::Repeated {
                    field: Field::PartSku,
                    first_row,
                },
            );
        }
        seen.entry(part).or_insert(cells.sheet.row_number(row));
        parts.push((part.to_owned(), quantity));
    }
    BundleDraft {
        sku: sku.to_owned(),
        name: name.to_owned(),
        parts,
        rows: rows.iter().map(|&row| cells.sheet.row_number(row)).collect(),
    }
}
