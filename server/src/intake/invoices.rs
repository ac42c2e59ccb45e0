//! Invoices of sales: one row a line of an invoice, its rows together by number.
//!
//! Invariant: an invoice comes in whole or not at all; rows that say different things of it hold it. Where the file has
//! a total, the lines add up to it. Deliberately absent: whether the order is there, and what it came to.

use super::fields::Field;
use super::file::{Sheet, fold};
use super::items::{Cells, Intake, in_groups};
use super::mapping::{Mapping, Reader};
use super::row::What;
use super::suppliers::price;
use super::terms::TaxKind;
use super::value;
use shared::money::{self, Minor};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceDraft {
    pub order_no: String,
    /// Empty where the file has none.
    pub channel: String,
    pub number: String,
    /// `YYYY-MM-DD`
    pub day: String,
    pub random_code: String,
    pub buyer_tax_id: String,
    pub buyer_name: String,
    pub donated: bool,
    pub lines: Vec<LineDraft>,
    pub rows: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDraft {
    /// Empty: freight, or the order as a whole.
    pub code: String,
    pub name: String,
    pub quantity: i64,
    pub unit: String,
    pub tax_kind: TaxKind,
    pub amount: Minor,
}

pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> Intake<InvoiceDraft> {
    let reader = Reader::new(sheet, mapping);
    let order = mapping.options.date_order;
    in_groups(sheet, &reader, Field::InvoiceNo, |cells, number, rows| {
        for field in [
            Field::OrderNo,
            Field::Channel,
            Field::InvoiceDay,
            Field::RandomCode,
            Field::TaxId,
            Field::InvoiceTitle,
            Field::InvoiceTotal,
            Field::Donated,
        ] {
            cells.agreed(rows, field);
        }
        let first = rows[0];
        let agreed = |cells: &mut Cells<'_, '_>, field| cells.agreed(rows, field).1.to_owned();
        cells.required(first, Field::OrderNo);
        cells.required(first, Field::InvoiceDay);
        let lines: Vec<LineDraft> = rows.iter().map(|row| line(cells, *row)).collect();
        check_total(cells, rows, &lines);
        let day = cells.read(first, Field::InvoiceDay, |text| value::day(text, order));
        let donated = cells.read(first, Field::Donated, value::flag);
        InvoiceDraft {
            order_no: agreed(cells, Field::OrderNo),
            channel: agreed(cells, Field::Channel),
            number: number.to_owned(),
            day: day.map(value::day_iso).unwrap_or_default(),
            random_code: random(&agreed(cells, Field::RandomCode)),
            buyer_tax_id: agreed(cells, Field::TaxId),
            buyer_name: agreed(cells, Field::InvoiceTitle),
            donated: donated.unwrap_or(false),
            lines,
            rows: rows.iter().map(|row| cells.sheet.row_number(*row)).collect(),
        }
    })
}

/// 隨機碼 with the zeros that a spreadsheet took away.
fn random(text: &str) -> String {
    let digits: String = text.trim().chars().map(fold).collect();
    match digits.len() {
        1..=3 if digits.bytes().all(|b| b.is_ascii_digit()) => format!("{digits:0>4}"),
        _ => digits,
    }
}

fn line(cells: &mut Cells<'_, '_>, row: usize) -> LineDraft {
    cells.required(row, Field::InvoiceAmount);
    let code = cells.text(row, Field::Sku).to_owned();
    let name = cells.text(row, Field::ItemName).to_owned();
    LineDraft {
        name: match (name.is_empty(), code.is_empty()) {
            (false, _) => name,
            (true, false) => code.clone(),
            // What a shop writes when it invoices an order as a whole.
            (true, true) => "商品一批".to_owned(),
        },
        code,
        quantity: cells.read(row, Field::Quantity, value::pieces).unwrap_or(1),
        unit: cells.text(row, Field::InvoiceUnit).to_owned(),
        tax_kind: cells.word(row, Field::TaxKind, tax_word).unwrap_or_default(),
        amount: cells.read(row, Field::InvoiceAmount, price).unwrap_or(0),
    }
}

/// As files write it: the word, or MIG's number.
fn tax_word(word: &str) -> Option<TaxKind> {
    match word {
        "1" => Some(TaxKind::Taxable),
        "2" => Some(TaxKind::Zero),
        "3" => Some(TaxKind::Free),
        word => TaxKind::word(word),
    }
}

/// The lines come to what the file says the invoice comes to.
fn check_total(cells: &mut Cells<'_, '_>, rows: &[usize], lines: &[LineDraft]) {
    let Some(total) = cells.read(rows[0], Field::InvoiceTotal, price) else {
        return;
    };
    let sum: Minor = lines.iter().map(|line| line.amount).sum();
    if sum != total {
        for row in rows {
            cells.hold(
                *row,
                What::Conflict {
                    field: Field::InvoiceTotal,
                    first: money::plain(total),
                    other: money::plain(sum),
                },
            );
        }
    }
}
