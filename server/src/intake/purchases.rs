//! Files of orders to suppliers: one row a line; rows of one supplier with one reference are one draft.
//!
//! Invariant: an order comes in whole or not at all. Without a reference all rows of a supplier are one order of this
//! file. Deliberately absent: whether supplier and item exist, and what a carton holds where the file does not say.

use super::fields::Field;
use super::file::Sheet;
use super::items::{Cells, Intake, unit_word};
use super::mapping::{Mapping, Reader};
use super::row::{RowProblem, Severity, What};
use super::suppliers::price;
use super::value;
use shared::catalogue::Unit;
use shared::money::Minor;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseDraft {
    pub supplier: String,
    /// Empty where the file has none.
    pub reference: String,
    pub lines: Vec<LineDraft>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDraft {
    pub sku: String,
    pub units: i64,
    pub unit: Unit,
    pub per_unit: Option<i64>,
    pub price: Option<Minor>,
    /// `YYYY-MM-DD` or empty.
    pub due: String,
    pub remark: String,
    pub row: u32,
}

pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> Intake<PurchaseDraft> {
    let reader = Reader::new(sheet, mapping);
    let mut out = Intake {
        drafts: Vec::new(),
        problems: Vec::new(),
        rows: sheet.len(),
        held: 0,
    };
    // Orders in the file's order; a bad row holds its whole order.
    let mut index: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut orders: Vec<(PurchaseDraft, Option<u32>)> = Vec::new();
    for row in sheet.rows() {
        let sku = reader.get(row, Field::Sku);
        let mut cells = Cells {
            sheet,
            reader: &reader,
            key: sku,
            problems: Vec::new(),
        };
        let supplier = cells.required(row, Field::SupplierCode).to_owned();
        let reference = cells.text(row, Field::PurchaseRef).to_owned();
        let line = line(&mut cells, row, mapping);
        let bad = cells.problems.iter().any(|p| p.severity == Severity::Held);
        out.problems.extend(cells.problems);
        if supplier.is_empty() {
            out.held += 1;
            continue;
        }
        let at = *index
            .entry((supplier.clone(), reference.clone()))
            .or_insert_with(|| {
                let draft = PurchaseDraft {
                    supplier,
                    reference,
                    lines: Vec::new(),
                };
                orders.push((draft, None));
                orders.len() - 1
            });
        let (draft, bad_row) = &mut orders[at];
        if bad && bad_row.is_none() {
            *bad_row = Some(line.row);
        }
        draft.lines.push(line);
    }
    for (draft, bad_row) in orders {
        let Some(bad_row) = bad_row else {
            out.drafts.push(draft);
            continue;
        };
        out.held += draft.lines.len();
        let named: Vec<u32> = out.problems.iter().flat_map(|p| p.rows.clone()).collect();
        let rest: Vec<u32> = draft
            .lines
            .iter()
            .map(|line| line.row)
            .filter(|row| !named.contains(row))
            .collect();
        if !rest.is_empty() {
            out.problems.push(RowProblem {
                rows: rest,
                ..RowProblem::held(0, &draft.supplier, What::HeldWithOrder { bad_row })
            });
        }
    }
    out
}

fn line(cells: &mut Cells<'_, '_>, row: usize, mapping: &Mapping) -> LineDraft {
    let sku = cells.required(row, Field::Sku).to_owned();
    cells.required(row, Field::Quantity);
    LineDraft {
        sku,
        units: cells.read(row, Field::Quantity, value::pieces).unwrap_or(0),
        unit: cells.word(row, Field::LineUnit, unit_word).unwrap_or_default(),
        per_unit: cells.read(row, Field::PerUnit, value::pieces),
        price: cells.read(row, Field::UnitPrice, price),
        due: cells
            .read(row, Field::Due, |text| {
                value::day(text, mapping.options.date_order)
            })
            .map(value::day_iso)
            .unwrap_or_default(),
        remark: cells.text(row, Field::Remark).to_owned(),
        row: cells.sheet.row_number(row),
    }
}
