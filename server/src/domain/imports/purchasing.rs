//! Suppliers, what they sell, and orders to them from a file.

use super::{Became, ImportError, Order, Report, file_hash, in_batches, reason, take_in};
use crate::db::{Cx, DbError, Store};
use crate::domain::catalogue::{Invalid, item_by_sku};
use crate::domain::purchasing::{
    self, LineForm, Origin, PurchaseForm, SaveOutcome, SupplierCard, SupplyForm,
};
use crate::intake::file::Sheet;
use crate::intake::purchases::{self as purchase_intake, PurchaseDraft};
use crate::intake::suppliers::{self as supplier_intake, SupplierDraft, SupplyDraft};
use shared::lang::Lang;

pub fn suppliers(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let intake = supplier_intake::drafts(sheet, &order.mapping);
    take_in(store, order, intake, report, progress, keep_supplier)
}

fn keep_supplier(cx: &Cx<'_>, draft: &SupplierDraft, lang: Lang) -> Result<Became, DbError> {
    let known = match purchasing::supplier_by_code(cx, &draft.code)? {
        Some(known) => purchasing::get_supplier(cx, known)?,
        None => None,
    };
    let before = known.clone().unwrap_or_default();
    let mut card = SupplierCard {
        code: draft.code.clone(),
        terms: draft.terms.unwrap_or(before.terms),
        term_days: draft.term_days.unwrap_or(before.term_days),
        closing_day: draft.closing_day.unwrap_or(before.closing_day),
        pay_by: draft.pay_by.unwrap_or(before.pay_by),
        fee_by: draft.fee_by.unwrap_or(before.fee_by),
        invoice_kind: draft.invoice_kind.unwrap_or(before.invoice_kind),
        tax_kind: draft.tax_kind.unwrap_or(before.tax_kind),
        tax_included: draft.tax_included.unwrap_or(before.tax_included),
        lead_days: draft.lead_days.unwrap_or(before.lead_days),
        min_quantity: draft.min_quantity.unwrap_or(before.min_quantity),
        min_amount: draft.min_amount.unwrap_or(before.min_amount),
        inspection: draft.inspection.unwrap_or(before.inspection),
        ..before
    };
    for (name, text) in &draft.texts {
        if let Some(slot) = card.text_mut(name) {
            slot.clone_from(text);
        }
    }
    if known.as_ref() == Some(&card) {
        return Ok(Became::Same);
    }
    Ok(match purchasing::save_supplier(cx, &card)? {
        Ok(_) if known.is_some() => Became::Changed,
        Ok(_) => Became::Created,
        Err(invalid) => reason::invalid(&draft.rows, &draft.code, lang, &invalid),
    })
}

pub fn supplier_items(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let intake = supplier_intake::items(sheet, &order.mapping);
    take_in(store, order, intake, report, progress, keep_supply)
}

fn keep_supply(cx: &Cx<'_>, draft: &SupplyDraft, lang: Lang) -> Result<Became, DbError> {
    let refuse = |invalid: Invalid| {
        let key = format!("{} {}", draft.supplier, draft.sku);
        Ok(reason::invalid(&[draft.row], &key, lang, &invalid))
    };
    let unknown = |field, value: &str| Invalid::Unknown {
        field,
        value: value.to_owned(),
    };
    let Some(supplier) = purchasing::supplier_by_code(cx, &draft.supplier)? else {
        return refuse(unknown("supplier", &draft.supplier));
    };
    let Some(item) = item_by_sku(cx, &draft.sku)? else {
        return refuse(unknown("sku", &draft.sku));
    };
    let before = purchasing::supply_of(cx, supplier, item)?;
    let kept = |said: Option<i64>, kept: Option<i64>| said.or(kept).unwrap_or(0);
    let form = SupplyForm {
        sku: draft.sku.clone(),
        code: draft
            .code
            .clone()
            .or_else(|| before.as_ref().map(|before| before.code.clone()))
            .unwrap_or_default(),
        price: kept(draft.price, before.as_ref().map(|before| before.price)),
        min_quantity: kept(
            draft.min_quantity,
            before.as_ref().map(|before| before.min_quantity),
        ),
        accept_days: kept(
            draft.accept_days,
            before.as_ref().map(|before| before.accept_days),
        ),
        main: draft
            .main
            .or(before.as_ref().map(|before| before.main))
            .unwrap_or(false),
    };
    Ok(match purchasing::save_supply(cx, supplier, &form)? {
        Ok(()) if before.is_some() => Became::Changed,
        Ok(()) => Became::Created,
        Err(invalid) => return refuse(invalid),
    })
}

/// Drafts of orders. What tells an order of this file from another is its reference, else the file itself: taken in
/// again it orders nothing twice.
pub fn purchases(
    store: &Store,
    order: &Order,
    sheet: &Sheet,
    report: &mut Report,
    progress: &dyn Fn(usize, usize),
) -> Result<(), ImportError> {
    let intake = purchase_intake::drafts(sheet, &order.mapping);
    report.problems(&intake.problems, order.lang);
    let (lang, file) = (order.lang, file_hash(&order.bytes)[..12].to_owned());
    let keep = move |cx: &Cx<'_>, draft: &PurchaseDraft| keep_purchase(cx, draft, &file, lang);
    Ok(in_batches(store, order, intake.drafts, report, progress, keep)?)
}

fn keep_purchase(cx: &Cx<'_>, draft: &PurchaseDraft, file: &str, lang: Lang) -> Result<Became, DbError> {
    let refuse = |invalid: &Invalid| {
        let rows: Vec<u32> = draft.lines.iter().map(|line| line.row).collect();
        let key = format!("{} {}", draft.supplier, draft.reference);
        Ok(reason::invalid(&rows, key.trim(), lang, invalid))
    };
    let unknown = |field, value: &str| Invalid::Unknown {
        field,
        value: value.to_owned(),
    };
    let Some(supplier) = purchasing::supplier_by_code(cx, &draft.supplier)? else {
        return refuse(&unknown("supplier", &draft.supplier));
    };
    let reference = if draft.reference.is_empty() {
        format!("file:{file}")
    } else {
        draft.reference.clone()
    };
    if purchasing::known_reference(cx, supplier, &reference)?.is_some() {
        return Ok(Became::Same);
    }
    let mut lines = Vec::with_capacity(draft.lines.len());
    for line in &draft.lines {
        let Some(item) = item_by_sku(cx, &line.sku)? else {
            return refuse(&unknown("sku", &line.sku));
        };
        lines.push(LineForm {
            item,
            sku: line.sku.clone(),
            units: line.units,
            unit: line.unit,
            per_unit: line.per_unit,
            price: line.price,
            due: line.due.clone(),
            remark: line.remark.clone(),
        });
    }
    let form = PurchaseForm {
        id: None,
        supplier,
        origin: Origin::Import,
        reference,
        due: draft
            .lines
            .iter()
            .map(|line| line.due.clone())
            .max()
            .unwrap_or_default(),
        remark: String::new(),
        lines,
    };
    match purchasing::save_purchase(cx, &form)? {
        SaveOutcome::Kept(_) | SaveOutcome::NoDraft => Ok(Became::Created),
        SaveOutcome::Invalid(invalid) => refuse(&invalid),
    }
}
