//! A draft of a 訂貨單, made and changed by hand.

use crate::db::{DbError, Tx};
use crate::domain::catalogue::item_by_sku;
use crate::domain::purchasing::{
    self, LineForm, Origin, PurchaseForm, PurchaseView, SaveOutcome, SupplierHead, Supply,
};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::setup::{Head, done, status};
use crate::office::{Page, html, id};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::catalogue::Unit;
use shared::id::{PurchaseId, SupplierId};
use shared::money;
use shared::quantity;

/// Suppliers that the form offers, and rows it keeps ready.
const SUPPLIERS: i64 = 2_000;
const SPARE_ROWS: usize = 6;
const COLUMNS: [&str; 7] = [
    "sku",
    "units",
    "unit",
    "per_unit",
    "price",
    "line_due",
    "line_remark",
];

#[derive(Template)]
#[template(path = "office/purchasing/form.html")]
struct FormPage {
    p: Page,
    head: Head,
    f: Fields,
    id: Option<PurchaseId>,
    number: String,
    suppliers: Vec<SupplierHead>,
    /// What the chosen supplier sells, offered while typing.
    offered: Vec<Supply>,
    units: [&'static str; 3],
    rows: Vec<[String; 7]>,
}

impl FormPage {
    fn is_supplier(&self, id: &SupplierId) -> bool {
        self.f.get("supplier") == id.hex()
    }
}

fn typed_rows(fields: &Fields) -> Vec<[String; 7]> {
    let rows = fields.rows(COLUMNS).into_iter();
    rows.filter(|row| !row[0].trim().is_empty() || !row[1].trim().is_empty())
        .collect()
}

fn page(tx: &Tx<'_>, user: &User, f: Fields, view: Option<&PurchaseView>) -> Result<FormPage, DbError> {
    let mut rows = typed_rows(&f);
    let spare = || {
        let mut row: [String; 7] = std::array::from_fn(|_| String::new());
        "piece".clone_into(&mut row[2]);
        row
    };
    rows.extend(std::iter::repeat_with(spare).take(SPARE_ROWS));
    let offered = match f.get("supplier").parse() {
        Ok(supplier) => purchasing::supplies(tx, supplier)?,
        Err(_) => Vec::new(),
    };
    Ok(FormPage {
        p: Page::new(tx, user, "purchasing")?,
        head: Head::quiet("purchases"),
        f,
        id: view.map(|view| view.head.id),
        number: view.map(|view| view.head.number.clone()).unwrap_or_default(),
        suppliers: purchasing::suppliers(tx, "", SUPPLIERS, 0)?,
        offered,
        units: Unit::ALL.map(Unit::code),
        rows,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begin {
    /// Whom to order from.
    supplier: String,
}

pub async fn new(
    State(state): State<AppState>,
    user: User,
    Query(begin): Query<Begin>,
) -> Result<Response, Failure> {
    let page = state.store.read(move |rx| {
        let f = Fields::filled(user.lang(), "purchase", &[("supplier", begin.supplier)]);
        page(rx, &user, f, None)
    });
    Ok(html(&page.await?)?.into_response())
}

fn filled(user: &User, view: &PurchaseView) -> Fields {
    let mut pairs = vec![
        ("supplier", view.head.supplier.hex()),
        ("due", view.head.due.clone()),
        ("reference", view.head.reference.clone()),
        ("remark", view.head.remark.clone()),
    ];
    for line in &view.lines {
        let per_unit = if line.per_unit > 1 {
            line.per_unit.to_string()
        } else {
            String::new()
        };
        pairs.extend([
            ("sku", line.sku.clone()),
            ("units", line.units().to_string()),
            ("unit", line.unit.code().to_owned()),
            ("per_unit", per_unit),
            ("price", money::plain(line.price)),
            ("line_due", line.due.clone()),
            ("line_remark", line.remark.clone()),
        ]);
    }
    Fields::filled(user.lang(), "purchase", &pairs)
}

/// A draft; what was ordered is looked at and not changed.
async fn draft(state: &AppState, wanted: &str) -> Result<PurchaseView, Failure> {
    let wanted: PurchaseId = id(wanted)?;
    let found = state
        .store
        .read(move |rx| purchasing::purchase(rx, wanted))
        .await?;
    found.ok_or(Failure::NotFound)
}

pub async fn edit(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let view = draft(&state, &wanted).await?;
    if !view.head.is_draft() {
        return Ok(done(&format!("/office/purchases/{}", view.head.id), "not_draft"));
    }
    let page = state.store.read(move |rx| {
        let f = filled(&user, &view);
        page(rx, &user, f, Some(&view))
    });
    Ok(html(&page.await?)?.into_response())
}

fn read_lines(tx: &Tx<'_>, fields: &mut Fields) -> Result<Vec<LineForm>, DbError> {
    let mut lines = Vec::new();
    for [sku, units, unit, per_unit, price, due, remark] in typed_rows(fields) {
        let sku = sku.trim().to_owned();
        let Some(item) = item_by_sku(tx, &sku)? else {
            fields.say("sku", "invalid.unknown", &[("value", &sku)]);
            continue;
        };
        if units.trim().is_empty() {
            fields.say("units", "invalid.empty", &[]);
        }
        lines.push(LineForm {
            item,
            sku,
            units: fields.whole_in("units", &units, 1..=quantity::MAX),
            unit: Unit::parse(&unit).unwrap_or_default(),
            per_unit: Some(fields.whole_in("per_unit", &per_unit, 0..=quantity::MAX))
                .filter(|pieces| *pieces > 0),
            price: fields.money_in("price", &price),
            due: fields.day_in("line_due", &due),
            remark,
        });
    }
    Ok(lines)
}

async fn save(
    state: &AppState,
    user: User,
    view: Option<PurchaseView>,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("purchase");
    let due = fields.day("due");
    let (lines, mut fields) = state
        .store
        .read(move |rx| -> Result<_, DbError> {
            let lines = read_lines(rx, &mut fields)?;
            Ok((lines, fields))
        })
        .await?;
    let supplier = fields.get("supplier").parse::<SupplierId>();
    if supplier.is_err() {
        fields.say("supplier", "invalid.empty", &[]);
    }
    if let (Ok(supplier), false) = (supplier, fields.failed()) {
        let form = PurchaseForm {
            id: view.as_ref().map(|view| view.head.id),
            supplier,
            origin: Origin::Hand,
            reference: fields.text("reference"),
            due,
            remark: fields.text("remark"),
            lines,
        };
        let outcome = state
            .store
            .write(user.by(), move |cx| purchasing::save_purchase(cx, &form))
            .await?;
        match outcome {
            SaveOutcome::Kept(id) => return Ok(done(&format!("/office/purchases/{id}"), "saved")),
            SaveOutcome::NoDraft => return Ok(done("/office/purchases", "not_draft")),
            SaveOutcome::Invalid(invalid) => fields.refuse(&invalid),
        }
    }
    let page = state
        .store
        .read(move |rx| page(rx, &user, fields, view.as_ref()))
        .await?;
    Ok((status(true), html(&page)?).into_response())
}

pub async fn create(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    save(&state, user, None, fields).await
}

pub async fn change(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let view = draft(&state, &wanted).await?;
    save(&state, user, Some(view), fields).await
}
