//! Files of suppliers (one row a card) and of what they sell (one row an item).
//!
//! Invariant: a supplier comes in whole or not at all. What a file does not say, or leaves empty, stays as it is in the
//! books. Deliberately absent: the rule of the 統一編號, which the verb keeps.

use super::fields::Field;
use super::file::Sheet;
use super::items::{Cells, Intake, count, in_groups};
use super::mapping::{Mapping, Reader};
use super::row::{Severity, What};
use super::terms::{FeeBy, InvoiceKind, PayBy, TaxKind, Terms};
use super::value::{self, Wrong};
use shared::money::Minor;
use shared::task::Inspection;
use std::collections::HashMap;

/// The card's texts: the field of a file and the name the books know it by.
pub const TEXTS: [(Field, &str); 23] = [
    (Field::SupplierName, "name"),
    (Field::LegalName, "legal_name"),
    (Field::TaxId, "tax_id"),
    (Field::TaxIdReason, "tax_id_reason"),
    (Field::PersonInCharge, "person_in_charge"),
    (Field::Contact, "contact"),
    (Field::Phone, "phone"),
    (Field::Mobile, "mobile"),
    (Field::Fax, "fax"),
    (Field::Email, "email"),
    (Field::LineId, "line_id"),
    (Field::Zip, "zip"),
    (Field::Address, "address"),
    (Field::InvoiceAddress, "invoice_address"),
    (Field::ReturnAddress, "return_address"),
    (Field::BankCode, "bank_code"),
    (Field::BankName, "bank_name"),
    (Field::BankBranch, "bank_branch"),
    (Field::AccountName, "account_name"),
    (Field::AccountNo, "account_no"),
    (Field::ReturnTerms, "return_terms"),
    (Field::Rating, "rating"),
    (Field::Remark, "remark"),
];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupplierDraft {
    pub code: String,
    /// Those that the file fills, by the books' names.
    pub texts: Vec<(&'static str, String)>,
    pub terms: Option<Terms>,
    pub term_days: Option<i64>,
    pub closing_day: Option<i64>,
    pub pay_by: Option<PayBy>,
    pub fee_by: Option<FeeBy>,
    pub invoice_kind: Option<InvoiceKind>,
    pub tax_kind: Option<TaxKind>,
    pub tax_included: Option<bool>,
    pub lead_days: Option<i64>,
    pub min_quantity: Option<i64>,
    pub min_amount: Option<Minor>,
    pub inspection: Option<Inspection>,
    pub rows: Vec<u32>,
}

pub fn drafts(sheet: &Sheet, mapping: &Mapping) -> Intake<SupplierDraft> {
    let reader = Reader::new(sheet, mapping);
    in_groups(sheet, &reader, Field::SupplierCode, supplier)
}

fn supplier(cells: &mut Cells<'_, '_>, code: &str, rows: &[usize]) -> SupplierDraft {
    cells.text(rows[0], Field::SupplierCode);
    let mut texts = Vec::new();
    for (field, name) in TEXTS {
        let (row, _) = cells.agreed(rows, field);
        let text = match field {
            Field::SupplierName => cells.required(row, field),
            _ => cells.text(row, field),
        };
        if !text.is_empty() {
            texts.push((name, text.to_owned()));
        }
    }
    let mut at = |field| cells.agreed(rows, field).0;
    let rows_of = [
        Field::Terms,
        Field::PayBy,
        Field::FeeBy,
        Field::InvoiceKind,
        Field::TaxKind,
        Field::Inspection,
        Field::TermDays,
        Field::ClosingDay,
        Field::LeadDays,
        Field::MinQuantity,
        Field::MinAmount,
        Field::TaxIncluded,
    ]
    .map(|field| (at(field), field));
    let [
        terms,
        pay_by,
        fee_by,
        invoice,
        tax,
        inspection,
        days,
        closing,
        lead,
        least,
        amount,
        included,
    ] = rows_of;
    SupplierDraft {
        code: code.to_owned(),
        texts,
        terms: cells.word(terms.0, terms.1, Terms::word),
        pay_by: cells.word(pay_by.0, pay_by.1, PayBy::word),
        fee_by: cells.word(fee_by.0, fee_by.1, FeeBy::word),
        invoice_kind: cells.word(invoice.0, invoice.1, InvoiceKind::word),
        tax_kind: cells.word(tax.0, tax.1, TaxKind::word),
        inspection: cells.word(inspection.0, inspection.1, inspection_word),
        term_days: cells.read(days.0, days.1, |text| up_to(text, 365)),
        closing_day: cells.read(closing.0, closing.1, |text| up_to(text, 31)),
        lead_days: cells.read(lead.0, lead.1, |text| up_to(text, 365)),
        min_quantity: cells.read(least.0, least.1, count),
        min_amount: cells.read(amount.0, amount.1, price),
        tax_included: cells.read(included.0, included.1, value::flag),
        rows: rows.iter().map(|&row| cells.sheet.row_number(row)).collect(),
    }
}

fn inspection_word(word: &str) -> Option<Inspection> {
    match word {
        "全驗" => Some(Inspection::Full),
        "抽驗" => Some(Inspection::Sample),
        code => Inspection::parse(code),
    }
}

fn up_to(text: &str, most: i64) -> Result<i64, Wrong> {
    let number = value::whole(text)?;
    if (0..=most).contains(&number) {
        Ok(number)
    } else {
        Err(Wrong::OutOfRange)
    }
}

/// A price: not below zero, and not rounded in silence.
pub(super) fn price(text: &str) -> Result<Minor, Wrong> {
    let amount = value::amount(text)?;
    if amount.minor < 0 || amount.rounded {
        return Err(Wrong::NotAnAmount);
    }
    Ok(amount.minor)
}

/// An item on a supplier's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplyDraft {
    pub supplier: String,
    pub sku: String,
    pub code: Option<String>,
    pub price: Option<Minor>,
    pub min_quantity: Option<i64>,
    pub accept_days: Option<i64>,
    pub main: Option<bool>,
    pub row: u32,
}

pub fn items(sheet: &Sheet, mapping: &Mapping) -> Intake<SupplyDraft> {
    let reader = Reader::new(sheet, mapping);
    let mut out = Intake {
        drafts: Vec::new(),
        problems: Vec::new(),
        rows: sheet.len(),
        held: 0,
    };
    let mut seen: HashMap<(&str, &str), u32> = HashMap::new();
    for row in sheet.rows() {
        let number = sheet.row_number(row);
        let sku = reader.get(row, Field::Sku);
        let mut cells = Cells {
            sheet,
            reader: &reader,
            key: sku,
            problems: Vec::new(),
        };
        let supplier = cells.required(row, Field::SupplierCode);
        cells.required(row, Field::Sku);
        if let Some(&first_row) = seen.get(&(supplier, sku)) {
            let field = Field::Sku;
            cells.hold(row, What::Repeated { field, first_row });
        }
        let code = cells.text(row, Field::SupplierSku);
        let draft = SupplyDraft {
            supplier: supplier.to_owned(),
            sku: sku.to_owned(),
            code: Some(code.to_owned()).filter(|code| !code.is_empty()),
            price: cells.read(row, Field::UnitPrice, price),
            min_quantity: cells.read(row, Field::MinQuantity, count),
            accept_days: cells.read(row, Field::AcceptDays, |text| up_to(text, 3_650)),
            main: cells.read(row, Field::MainSupplier, value::flag),
            row: number,
        };
        if cells.problems.iter().any(|p| p.severity == Severity::Held) {
            out.held += 1;
        } else {
            seen.insert((supplier, sku), number);
            out.drafts.push(draft);
        }
        out.problems.extend(cells.problems);
    }
    out
}
