//! 供應商資料卡.
//!
//! Invariant: a 統一編號 whose check fails is kept only with a reason (foreign suppliers have none); an empty one needs
//! no reason. A supplier that was taken out of use keeps its papers and comes back under its code.

use super::terms::{FeeBy, InvoiceKind, PayBy, TaxKind, Terms};
use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::catalogue::{Invalid, Kept, optional, text};
use crate::intake::value::MAX_AMOUNT;
use crate::params;
use shared::id::SupplierId;
use shared::money::Minor;
use shared::quantity;
use shared::row::RowKind;
use shared::task::Inspection;
use shared::tax_id;

/// The card, as typed into the form or read from a file. `id` names the one to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupplierCard {
    pub id: Option<SupplierId>,
    pub code: String,
    /// 簡稱
    pub name: String,
    pub legal_name: String,
    pub tax_id: String,
    pub tax_id_reason: String,
    pub person_in_charge: String,
    pub contact: String,
    pub phone: String,
    pub mobile: String,
    pub fax: String,
    pub email: String,
    pub line_id: String,
    pub zip: String,
    pub address: String,
    pub invoice_address: String,
    pub return_address: String,
    pub terms: Terms,
    /// 月結天數
    pub term_days: i64,
    /// 結帳日; 0: end of month.
    pub closing_day: i64,
    pub pay_by: PayBy,
    pub bank_code: String,
    pub bank_name: String,
    pub bank_branch: String,
    pub account_name: String,
    pub account_no: String,
    pub fee_by: FeeBy,
    pub invoice_kind: InvoiceKind,
    pub tax_kind: TaxKind,
    /// Prices contain the tax.
    pub tax_included: bool,
    /// 交貨天數
    pub lead_days: i64,
    pub min_quantity: i64,
    pub min_amount: Minor,
    pub return_terms: String,
    pub inspection: Inspection,
    pub rating: String,
    pub remark: String,
    pub created_at: i64,
    pub changed_at: i64,
    /// Who changed it last; empty: a file without a person.
    pub changed_by: String,
}

/// The card's texts by their names in forms, files and the table, each with its longest length.
pub const TEXTS: [(&str, usize); 24] = [
    ("code", 20),
    ("name", 40),
    ("legal_name", 100),
    ("tax_id", 20),
    ("tax_id_reason", 100),
    ("person_in_charge", 40),
    ("contact", 40),
    ("phone", 40),
    ("mobile", 40),
    ("fax", 40),
    ("email", 100),
    ("line_id", 60),
    ("zip", 10),
    ("address", 200),
    ("invoice_address", 200),
    ("return_address", 200),
    ("bank_code", 10),
    ("bank_name", 60),
    ("bank_branch", 60),
    ("account_name", 100),
    ("account_no", 30),
    ("return_terms", 300),
    ("rating", 20),
    ("remark", 500),
];

impl SupplierCard {
    /// The text of that name.
    pub fn text_mut(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "code" => &mut self.code,
            "name" => &mut self.name,
            "legal_name" => &mut self.legal_name,
            "tax_id" => &mut self.tax_id,
            "tax_id_reason" => &mut self.tax_id_reason,
            "person_in_charge" => &mut self.person_in_charge,
            "contact" => &mut self.contact,
            "phone" => &mut self.phone,
            "mobile" => &mut self.mobile,
            "fax" => &mut self.fax,
            "email" => &mut self.email,
            "line_id" => &mut self.line_id,
            "zip" => &mut self.zip,
            "address" => &mut self.address,
            "invoice_address" => &mut self.invoice_address,
            "return_address" => &mut self.return_address,
            "bank_code" => &mut self.bank_code,
            "bank_name" => &mut self.bank_name,
            "bank_branch" => &mut self.bank_branch,
            "account_name" => &mut self.account_name,
            "account_no" => &mut self.account_no,
            "return_terms" => &mut self.return_terms,
            "rating" => &mut self.rating,
            "remark" => &mut self.remark,
            _ => return None,
        })
    }

    /// The text of that name, empty where there is none.
    pub fn text(&self, name: &str) -> String {
        let mut copy = self.clone();
        copy.text_mut(name).map(std::mem::take).unwrap_or_default()
    }

    /// The 統一編號 is there and its check fails.
    pub fn tax_id_wrong(&self) -> bool {
        !self.tax_id.is_empty() && !tax_id::valid(&self.tax_id)
    }
}

fn checked(form: &SupplierCard) -> Kept<SupplierCard> {
    let mut card = form.clone();
    for (name, limit) in TEXTS {
        let Some(value) = card.text_mut(name) else {
            continue;
        };
        *value = match name {
            "code" | "name" => text(name, value, limit)?,
            // Written in lines.
            "return_terms" | "remark" => optional(name, &value.replace(['\r', '\n'], " "), limit)?,
            _ => optional(name, value, limit)?,
        };
    }
    if card.tax_id_wrong() && card.tax_id_reason.is_empty() {
        return Err(Invalid::Check {
            field: "tax_id",
            value: card.tax_id,
        });
    }
    if !card.tax_id_wrong() {
        card.tax_id_reason.clear();
    }
    card.term_days = card.term_days.clamp(0, 365);
    card.closing_day = card.closing_day.clamp(0, 31);
    card.lead_days = card.lead_days.clamp(0, 365);
    card.min_quantity = card.min_quantity.clamp(0, quantity::MAX);
    card.min_amount = card.min_amount.clamp(0, MAX_AMOUNT);
    Ok(card)
}

/// Creates or changes a supplier; handhelds hear of it.
pub fn save_supplier(cx: &Cx<'_>, form: &SupplierCard) -> Result<Kept<SupplierId>, DbError> {
    let card = match checked(form) {
        Ok(card) => card,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let known = supplier_by_code(cx, &card.code)?;
    let back = match known {
        Some(known) if card.id.is_none() => taken_out(cx, known)?,
        _ => false,
    };
    if known.is_some() && known != card.id && !back {
        return Ok(Err(Invalid::Taken {
            field: "code",
            value: card.code,
        }));
    }
    let id = card.id.or(known).unwrap_or_else(|| cx.new_id());
    cx.exec(include_str!("sql/supplier_put.sql"), &put(&card, id, cx))?;
    cx.touch(RowKind::Supplier, id.0);
    Ok(Ok(id))
}

fn put(card: &SupplierCard, id: SupplierId, cx: &Cx<'_>) -> Vec<crate::db::Value> {
    params![
        id,
        &card.code,
        &card.name,
        &card.legal_name,
        &card.tax_id,
        &card.tax_id_reason,
        &card.person_in_charge,
        &card.contact,
        &card.phone,
        &card.mobile,
        &card.fax,
        &card.email,
        &card.line_id,
        &card.zip,
        &card.address,
        &card.invoice_address,
        &card.return_address,
        card.terms.code(),
        card.term_days,
        card.closing_day,
        card.pay_by.code(),
        &card.bank_code,
        &card.bank_name,
        &card.bank_branch,
        &card.account_name,
        &card.account_no,
        card.fee_by.code(),
        card.invoice_kind.code(),
        card.tax_kind.code(),
        card.tax_included,
        card.lead_days,
        card.min_quantity,
        card.min_amount,
        &card.return_terms,
        card.inspection.code(),
        &card.rating,
        &card.remark,
        cx.now,
        cx.staff(),
    ]
    .to_vec()
}

pub fn supplier_by_code(tx: &Tx<'_>, code: &str) -> Result<Option<SupplierId>, DbError> {
    tx.row("select id from supplier where code = ?1", params![code])?
        .map(|row| row.parse("id"))
        .transpose()
}

/// It was taken out of use.
pub fn taken_out(tx: &Tx<'_>, id: SupplierId) -> Result<bool, DbError> {
    let row = tx.row("select active from supplier where id = ?1", params![id])?;
    row.map_or(Ok(false), |row| Ok(!row.flag("active")?))
}

/// What became of taking a supplier out of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retired {
    Retired,
    /// It still owes us goods, or has a draft.
    HasOrders,
}

/// Takes a supplier out of use, unless an order is open. Its papers stay.
pub fn retire_supplier(cx: &Cx<'_>, id: SupplierId) -> Result<Retired, DbError> {
    if cx.number(include_str!("sql/supplier_open.sql"), params![id])? > 0 {
        return Ok(Retired::HasOrders);
    }
    cx.exec(
        "update supplier set active = 0, changed_at = ?2, changed_by = ?3 where id = ?1",
        params![id, cx.now, cx.staff()],
    )?;
    cx.touch(RowKind::Supplier, id.0);
    Ok(Retired::Retired)
}

fn decode(row: &Row) -> Result<SupplierCard, DbError> {
    let mut card = SupplierCard {
        id: Some(row.parse("id")?),
        terms: row.code("terms", |code| Terms::parse(said(code)))?,
        term_days: row.int("term_days")?,
        closing_day: row.int("closing_day")?,
        pay_by: row.code("pay_by", |code| PayBy::parse(said(code)))?,
        fee_by: row.code("fee_by", |code| FeeBy::parse(said(code)))?,
        invoice_kind: row.code("invoice_kind", |code| InvoiceKind::parse(said(code)))?,
        tax_kind: row.code("tax_kind", TaxKind::parse)?,
        tax_included: row.flag("tax_included")?,
        lead_days: row.int("lead_days")?,
        min_quantity: row.int("min_quantity")?,
        min_amount: row.int("min_amount")?,
        inspection: row.code("inspection", Inspection::parse)?,
        created_at: row.int("created_at")?,
        changed_at: row.int("changed_at")?,
        changed_by: row.text("changed_by")?,
        ..SupplierCard::default()
    };
    for (name, _) in TEXTS {
        if let Some(text) = card.text_mut(name) {
            *text = row.text(name)?;
        }
    }
    Ok(card)
}

/// The table's own default says nothing.
fn said(code: &str) -> &str {
    if code.is_empty() { "unsaid" } else { code }
}

/// A supplier in use.
pub fn get_supplier(tx: &Tx<'_>, id: SupplierId) -> Result<Option<SupplierCard>, DbError> {
    tx.row(include_str!("sql/supplier_get.sql"), params![id])?
        .map(|row| decode(&row))
        .transpose()
}

/// A supplier in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierHead {
    pub id: SupplierId,
    pub code: String,
    pub name: String,
    pub contact: String,
    pub phone: String,
    pub terms: Terms,
    pub term_days: i64,
    pub lead_days: i64,
    /// Items it sells.
    pub items: i64,
    /// Orders that are not over.
    pub open: i64,
}

/// Suppliers in use whose code, names or 統一編號 contain `query`, by code.
pub fn suppliers(tx: &Tx<'_>, query: &str, limit: i64, offset: i64) -> Result<Vec<SupplierHead>, DbError> {
    tx.rows(
        include_str!("sql/suppliers.sql"),
        params![query.to_lowercase(), limit, offset],
    )?
    .iter()
    .map(|row| {
        Ok(SupplierHead {
            id: row.parse("id")?,
            code: row.text("code")?,
            name: row.text("name")?,
            contact: row.text("contact")?,
            phone: row.text("phone")?,
            terms: row.code("terms", |code| Terms::parse(said(code)))?,
            term_days: row.int("term_days")?,
            lead_days: row.int("lead_days")?,
            items: row.int("items")?,
            open: row.int("open")?,
        })
    })
    .collect()
}
