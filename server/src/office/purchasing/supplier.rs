//! 供應商資料卡: what they sell, what was agreed with them, their latest orders.

use super::suppliers::Suppliers;
use crate::db::{DbError, Tx};
use crate::domain::purchasing::{
    self, About, Contact, ContactForm, MAX_SUPPLIES, PurchaseFilter, PurchaseHead, Retired, SupplierCard,
    Supply, SupplyForm,
};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::setup::{self, Head, ListQuery, done, flag, status};
use crate::office::{Page, amounts, html, id};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use shared::id::SupplierId;
use shared::lang::Lang;
use shared::quantity;

/// Orders and notes on a card.
const ORDERS: i64 = 10;
const NOTES: i64 = 50;
/// Empty rows that the list of items keeps ready.
const SPARE_ROWS: usize = 3;

#[derive(Template)]
#[template(path = "office/purchasing/supplier.html")]
struct CardPage {
    p: Page,
    head: Head,
    id: SupplierId,
    card: SupplierCard,
    /// The list of items as it is typed.
    items: Fields,
    /// SKU, name, supplier's code, price, least order, days of life, main.
    rows: Vec<[String; 7]>,
    note: Fields,
    about: [&'static str; 3],
    notes: Vec<Contact>,
    orders: Vec<PurchaseHead>,
}

/// Typed rows with the names of the items beside them.
fn typed_rows(items: &Fields, known: &[Supply]) -> Vec<[String; 7]> {
    let rows = items.rows([
        "sku",
        "supplier_code",
        "price",
        "min_quantity",
        "accept_days",
        "main",
    ]);
    let named = rows
        .into_iter()
        .filter(|row| !row[0].trim().is_empty())
        .map(|row| {
            let name = known.iter().find(|supply| supply.sku == row[0].trim());
            let [sku, code, price, least, days, main] = row;
            let name = name.map(|supply| supply.name.clone()).unwrap_or_default();
            [sku, name, code, price, least, days, main]
        });
    let spare = || std::array::from_fn(|_| String::new());
    named
        .chain(std::iter::repeat_with(spare).take(SPARE_ROWS))
        .collect()
}

fn filled_items(lang: Lang, supplies: &[Supply]) -> Fields {
    let number = |n: i64| if n > 0 { n.to_string() } else { String::new() };
    let mut pairs = Vec::with_capacity(supplies.len() * 6);
    for supply in supplies {
        pairs.extend([
            ("sku", supply.sku.clone()),
            ("supplier_code", supply.code.clone()),
            ("price", amounts::typed(supply.price)),
            ("min_quantity", number(supply.min_quantity)),
            ("accept_days", number(supply.accept_days)),
            ("main", flag(supply.main)),
        ]);
    }
    Fields::filled(lang, "supply", &pairs)
}

fn card_page(
    tx: &Tx<'_>,
    user: &User,
    supplier: SupplierId,
    head: Head,
    items: Option<Fields>,
    note: Option<Fields>,
) -> Result<Option<CardPage>, DbError> {
    let Some(card) = purchasing::get_supplier(tx, supplier)? else {
        return Ok(None);
    };
    let supplies = purchasing::supplies(tx, supplier)?;
    let items = items.unwrap_or_else(|| filled_items(user.lang(), &supplies));
    let filter = PurchaseFilter {
        supplier: Some(supplier),
        limit: ORDERS,
        ..PurchaseFilter::default()
    };
    Ok(Some(CardPage {
        p: Page::new(tx, user, "purchasing")?,
        head,
        id: supplier,
        card,
        rows: typed_rows(&items, &supplies),
        items,
        note: note.unwrap_or_else(|| Fields::filled(user.lang(), "contact", &[])),
        about: About::CODES,
        notes: purchasing::contacts(tx, supplier, NOTES)?,
        orders: purchasing::purchases(tx, &filter)?,
    }))
}

pub async fn card(
    State(state): State<AppState>,
    user: User,
    Path(supplier): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let supplier: SupplierId = id(&supplier)?;
    let page = state.store.read(move |rx| {
        let head = Head::new(user.lang(), "suppliers", &query);
        card_page(rx, &user, supplier, head, None, None)
    });
    html(&page.await?.ok_or(Failure::NotFound)?)
}

/// The card again with what was wrong with one of its forms.
async fn again(
    state: &AppState,
    user: User,
    supplier: SupplierId,
    items: Option<Fields>,
    note: Option<Fields>,
) -> Result<Response, Failure> {
    let page = state
        .store
        .read(move |rx| card_page(rx, &user, supplier, Head::quiet("suppliers"), items, note))
        .await?;
    Ok((status(true), html(&page.ok_or(Failure::NotFound)?)?).into_response())
}

fn read_items(fields: &mut Fields) -> Vec<SupplyForm> {
    let rows = fields.rows([
        "sku",
        "supplier_code",
        "price",
        "min_quantity",
        "accept_days",
        "main",
    ]);
    let rows: Vec<_> = rows.into_iter().filter(|row| !row[0].trim().is_empty()).collect();
    if rows.len() > MAX_SUPPLIES {
        fields.say("sku", "invalid.rows", &[("limit", &MAX_SUPPLIES.to_string())]);
    }
    rows.into_iter()
        .map(|[sku, code, price, least, days, main]| SupplyForm {
            sku: sku.trim().to_owned(),
            code,
            price: fields.money_in("price", &price).unwrap_or(0),
            min_quantity: fields.whole_in("min_quantity", &least, 0..=quantity::MAX),
            accept_days: fields.whole_in("accept_days", &days, 0..=3_650),
            main: !main.is_empty(),
        })
        .collect()
}

/// 供應品項, the whole list.
pub async fn save_items(
    State(state): State<AppState>,
    user: User,
    Path(supplier): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let supplier: SupplierId = id(&supplier)?;
    setup::find::<Suppliers>(&state, supplier).await?;
    let mut fields = fields.of("supply");
    let forms = read_items(&mut fields);
    if !fields.failed() {
        let kept = state
            .store
            .write(user.by(), move |cx| {
                purchasing::save_supplies(cx, supplier, &forms)
            })
            .await?;
        match kept {
            Ok(()) => return Ok(done(&format!("/office/suppliers/{supplier}"), "saved")),
            Err(invalid) => fields.refuse(&invalid),
        }
    }
    again(&state, user, supplier, Some(fields), None).await
}

/// 聯絡紀錄
pub async fn note(
    State(state): State<AppState>,
    user: User,
    Path(supplier): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let supplier: SupplierId = id(&supplier)?;
    setup::find::<Suppliers>(&state, supplier).await?;
    let mut fields = fields.of("contact");
    let form = ContactForm {
        about: About::parse(fields.get("about")).unwrap_or_default(),
        day: fields.day("day"),
        clock: fields.text("clock"),
        quantity: fields.text("quantity"),
        person: fields.text("person"),
        note: fields.text("note"),
    };
    if !fields.failed() {
        let kept = state
            .store
            .write(user.by(), move |cx| purchasing::note_contact(cx, supplier, &form))
            .await?;
        match kept {
            Ok(()) => return Ok(done(&format!("/office/suppliers/{supplier}"), "noted")),
            Err(invalid) => fields.refuse(&invalid),
        }
    }
    again(&state, user, supplier, None, Some(fields)).await
}

pub async fn retire(
    State(state): State<AppState>,
    user: User,
    Path(supplier): Path<String>,
) -> Result<Response, Failure> {
    let supplier: SupplierId = id(&supplier)?;
    setup::find::<Suppliers>(&state, supplier).await?;
    let outcome = state
        .store
        .write(user.by(), move |cx| purchasing::retire_supplier(cx, supplier))
        .await?;
    Ok(match outcome {
        Retired::Retired => done("/office/suppliers", "retired"),
        Retired::HasOrders => done(&format!("/office/suppliers/{supplier}"), "not_retired_orders"),
    })
}
