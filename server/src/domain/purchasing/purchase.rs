//! 訂貨單 as a draft: made by hand, from a file or from what was proposed; changed until it is ordered.
//!
//! Invariant: only a draft is changed. Prices are a piece's, quantities are pieces; what it is ordered by (箱 = 24 個)
//! is kept beside them, because the supplier reads that.

use super::supplier::get_supplier;
use super::supply::supply_of;
use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue::{Invalid, Kept, optional};
use crate::domain::settings::{self, day};
use crate::intake::value::MAX_AMOUNT;
use crate::params;
use shared::catalogue::Unit;
use shared::id::{ItemId, PurchaseId, PurchaseLineId, SupplierId};
use shared::money::Minor;
use shared::quantity;
use std::collections::BTreeSet;

/// Lines of one order; a delivery of as many still scrolls on a handheld.
pub const MAX_LINES: usize = 500;

/// Where an order comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Origin {
    #[default]
    Hand,
    Proposal,
    Import,
}

impl Origin {
    pub fn code(self) -> &'static str {
        match self {
            Origin::Hand => "hand",
            Origin::Proposal => "proposal",
            Origin::Import => "import",
        }
    }

    pub fn parse(code: &str) -> Option<Origin> {
        match code {
            "hand" => Some(Origin::Hand),
            "proposal" => Some(Origin::Proposal),
            "import" => Some(Origin::Import),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineForm {
    pub item: ItemId,
    /// For messages.
    pub sku: String,
    /// How many units are ordered.
    pub units: i64,
    pub unit: Unit,
    /// Pieces of one unit; `None`: as the item's barcodes say.
    pub per_unit: Option<i64>,
    /// Minor units a piece; `None`: as agreed with the supplier.
    pub price: Option<Minor>,
    /// `YYYY-MM-DD`; empty: the order's.
    pub due: String,
    pub remark: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseForm {
    /// The draft to change; `None` makes a new one.
    pub id: Option<PurchaseId>,
    pub supplier: SupplierId,
    pub origin: Origin,
    pub reference: String,
    pub due: String,
    pub remark: String,
    pub lines: Vec<LineForm>,
}

/// What became of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveOutcome {
    Kept(PurchaseId),
    /// It was ordered or cancelled meanwhile: nothing was changed.
    NoDraft,
    Invalid(Invalid),
}

/// A line that can be written.
struct Line<'a> {
    form: &'a LineForm,
    quantity: i64,
    per_unit: i64,
    price: Minor,
    supplier_code: String,
    due: String,
    remark: String,
}

fn a_day(field: &'static str, text: &str) -> Kept<String> {
    let text = text.trim();
    if text.is_empty() || day::is_day(text) {
        Ok(text.to_owned())
    } else {
        Err(Invalid::Unknown {
            field,
            value: text.to_owned(),
        })
    }
}

/// Pieces of one unit, as the item's barcodes say: the largest where several makers pack differently.
fn content(tx: &Tx<'_>, item: ItemId, unit: Unit) -> Result<Option<i64>, DbError> {
    if unit == Unit::Piece {
        return Ok(Some(1));
    }
    let row = tx.row(
        "select max(quantity) as n from barcode where item = ?1 and unit = ?2",
        params![item, unit.code()],
    )?;
    row.map_or(Ok(None), |row| row.opt_int("n"))
}

fn line<'a>(tx: &Tx<'_>, order: &PurchaseForm, form: &'a LineForm) -> Result<Kept<Line<'a>>, DbError> {
    let supply = supply_of(tx, order.supplier, form.item)?;
    let per_unit = match form.per_unit {
        Some(pieces) => Some(pieces),
        None => content(tx, form.item, form.unit)?,
    };
    Ok((|| {
        let per_unit = per_unit.ok_or_else(|| Invalid::Unknown {
            field: "per_unit",
            value: form.sku.clone(),
        })?;
        let pieces = form.units.checked_mul(per_unit).unwrap_or(i64::MAX);
        let quantity = quantity::check(form.units)
            .and_then(|_| quantity::check(per_unit))
            .and_then(|_| quantity::check(pieces))
            .map_err(|error| Invalid::Quantity {
                field: "quantity",
                error,
            })?;
        let agreed = supply.as_ref().map_or(0, |supply| supply.price);
        let due = a_day("line_due", &form.due)?;
        Ok(Line {
            form,
            quantity,
            per_unit,
            price: form.price.unwrap_or(agreed).clamp(0, MAX_AMOUNT),
            supplier_code: supply.map(|supply| supply.code).unwrap_or_default(),
            due: if due == order.due { String::new() } else { due },
            remark: optional("line_remark", &form.remark, 100)?,
        })
    })())
}

fn lines<'a>(tx: &Tx<'_>, form: &'a PurchaseForm) -> Result<Kept<Vec<Line<'a>>>, DbError> {
    if form.lines.is_empty() {
        return Ok(Err(Invalid::Empty("lines")));
    }
    if form.lines.len() > MAX_LINES {
        return Ok(Err(Invalid::TooLong {
            field: "lines",
            length: form.lines.len(),
            limit: MAX_LINES,
        }));
    }
    let mut seen = BTreeSet::new();
    let mut lines = Vec::with_capacity(form.lines.len());
    for each in &form.lines {
        match line(tx, form, each)? {
            // A delivery would hold the item twice, and a scan could not say which.
            Ok(line) if !seen.insert((each.item, line.due.clone())) => {
                return Ok(Err(Invalid::Repeated {
                    field: "sku",
                    value: each.sku.clone(),
                }));
            }
            Ok(line) => lines.push(line),
            Err(invalid) => return Ok(Err(invalid)),
        }
    }
    Ok(Ok(lines))
}

/// Makes a draft or changes one, whole.
pub fn save_purchase(cx: &Cx<'_>, form: &PurchaseForm) -> Result<SaveOutcome, DbError> {
    let head = (|| {
        Ok((
            a_day("due", &form.due)?,
            optional("reference", &form.reference, 60)?,
            optional("remark", &form.remark.replace(['\r', '\n'], " "), 300)?,
        ))
    })();
    let (due, reference, remark) = match head {
        Ok(head) => head,
        Err(invalid) => return Ok(SaveOutcome::Invalid(invalid)),
    };
    let Some(supplier) = get_supplier(cx, form.supplier)? else {
        return Ok(SaveOutcome::Invalid(Invalid::Empty("supplier")));
    };
    let lines = match lines(cx, form)? {
        Ok(lines) => lines,
        Err(invalid) => return Ok(SaveOutcome::Invalid(invalid)),
    };
    let id = match form.id {
        Some(id) => {
            let state = cx.row("select state from purchase where id = ?1", params![id])?;
            if state.map(|row| row.text("state")).transpose()?.as_deref() != Some("draft") {
                return Ok(SaveOutcome::NoDraft);
            }
            id
        }
        None => cx.new_id(),
    };
    let number = match form.id {
        Some(_) => String::new(),
        None => next_number(cx)?,
    };
    cx.exec(
        include_str!("sql/purchase_put.sql"),
        params![
            id,
            number,
            form.supplier,
            form.origin.code(),
            reference,
            due,
            supplier.terms.code(),
            supplier.term_days,
            supplier.tax_kind.code(),
            supplier.tax_included,
            remark,
            cx.now,
            cx.staff()
        ],
    )?;
    cx.exec("delete from purchase_line where purchase = ?1", params![id])?;
    for (at, line) in lines.iter().enumerate() {
        let line_id: PurchaseLineId = cx.new_id();
        cx.exec(
            include_str!("sql/purchase_line_put.sql"),
            params![
                line_id,
                id,
                at + 1,
                line.form.item,
                &line.supplier_code,
                line.quantity,
                line.form.unit.code(),
                line.per_unit,
                line.price,
                &line.due,
                &line.remark
            ],
        )?;
    }
    Ok(SaveOutcome::Kept(id))
}

/// `PO261123-0001`
fn next_number(cx: &Cx<'_>) -> Result<String, DbError> {
    let shop = settings::shop(cx)?;
    let series = format!("PO{}", day::stamp(cx.now, shop.utc_offset_min));
    Ok(format!("{series}-{:04}", cx.next_number(&series)?))
}

/// The order of that supplier that has this reference, cancelled ones left out: a file taken in twice orders once.
pub fn known_reference(
    tx: &Tx<'_>,
    supplier: SupplierId,
    reference: &str,
) -> Result<Option<PurchaseId>, DbError> {
    tx.row(
        "select id from purchase where supplier = ?1 and reference = ?2 and state <> 'cancelled'",
        params![supplier, reference],
    )?
    .map(|row| row.parse("id"))
    .transpose()
}
