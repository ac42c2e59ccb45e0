//! 供應商: list, form, card with what they sell and what was agreed, and the file of all.

use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue::Kept;
use crate::domain::purchasing::terms::{FeeBy, InvoiceKind, PayBy, TaxKind, Terms};
use crate::domain::purchasing::{
    self, About, Contact, ContactForm, MAX_SUPPLIES, PurchaseFilter, PurchaseHead, Retired, SupplierCard,
    SupplierHead, Supply, SupplyForm, TEXTS,
};
use crate::http::{AppState, Failure, User};
use crate::intake::csv_out;
use crate::intake::fields::{Field, Subject};
use crate::intake::suppliers::TEXTS as FILE_TEXTS;
use crate::office::fields::Fields;
use crate::office::setup::{self, Head, ListQuery, Noun, PAGE, Pager, done, flag, status};
use crate::office::{Page, html, id};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use shared::id::SupplierId;
use shared::lang::Lang;
use shared::money;
use shared::quantity;
use shared::task::Inspection;

/// Suppliers in a file, orders and notes on a card.
const FILE_ROWS: i64 = 20_000;
const ORDERS: i64 = 10;
const NOTES: i64 = 50;
/// Empty rows that the list of items keeps ready.
const SPARE_ROWS: usize = 3;

#[derive(Template)]
#[template(path = "office/purchasing/suppliers.html")]
struct List {
    p: Page,
    head: Head,
    q: String,
    suppliers: Vec<SupplierHead>,
    at: Pager,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        let (q, number) = (query.words(), query.page());
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let offset = i64::try_from(number * PAGE).unwrap_or(0);
        let mut suppliers = purchasing::suppliers(rx, &q, limit, offset)?;
        let at = Pager::cut(&mut suppliers, number);
        Ok(List {
            head: Head::new(user.lang(), "suppliers", &query),
            p: Page::new(rx, &user, "purchasing")?,
            q,
            suppliers,
            at,
        })
    });
    html(&page.await?)
}

#[derive(Template)]
#[template(path = "office/purchasing/supplier_form.html")]
pub struct FormPage {
    p: Page,
    head: Head,
    f: Fields,
    id: Option<SupplierId>,
    terms: &'static [&'static str],
    pay_by: &'static [&'static str],
    fee_by: &'static [&'static str],
    invoice_kinds: &'static [&'static str],
    tax_kinds: &'static [&'static str],
    inspections: [&'static str; 2],
}

/// The noun of these pages.
pub struct Suppliers;

impl Noun for Suppliers {
    const NAME: &'static str = "supplier";
    const LIST: &'static str = "/office/suppliers";
    type Id = SupplierId;
    type Now = SupplierCard;
    type Form = SupplierCard;
    type Page = FormPage;

    fn find(tx: &Tx<'_>, id: SupplierId) -> Result<Option<SupplierCard>, DbError> {
        purchasing::get_supplier(tx, id)
    }

    fn filled(now: Option<&SupplierCard>) -> Vec<(&'static str, String)> {
        let Some(card) = now else { return Vec::new() };
        let number = |n: i64| if n > 0 { n.to_string() } else { String::new() };
        let mut pairs: Vec<(&'static str, String)> = TEXTS.map(|(name, _)| (name, card.text(name))).to_vec();
        pairs.extend([
            ("terms", card.terms.code().to_owned()),
            ("term_days", number(card.term_days)),
            ("closing_day", number(card.closing_day)),
            ("pay_by", card.pay_by.code().to_owned()),
            ("fee_by", card.fee_by.code().to_owned()),
            ("invoice_kind", card.invoice_kind.code().to_owned()),
            ("tax_kind", card.tax_kind.code().to_owned()),
            ("tax_included", flag(card.tax_included)),
            ("lead_days", number(card.lead_days)),
            ("min_quantity", number(card.min_quantity)),
            ("min_amount", amount(card.min_amount)),
            ("inspection", card.inspection.code().to_owned()),
        ]);
        pairs
    }

    async fn read(
        _: &setup::Asked<'_>,
        fields: &mut Fields,
        now: Option<&SupplierCard>,
    ) -> Result<SupplierCard, Failure> {
        let mut card = SupplierCard {
            id: now.and_then(|card| card.id),
            terms: Terms::parse(fields.get("terms")).unwrap_or_default(),
            term_days: fields.whole("term_days", 0..=365),
            closing_day: fields.whole("closing_day", 0..=31),
            pay_by: PayBy::parse(fields.get("pay_by")).unwrap_or_default(),
            fee_by: FeeBy::parse(fields.get("fee_by")).unwrap_or_default(),
            invoice_kind: InvoiceKind::parse(fields.get("invoice_kind")).unwrap_or_default(),
            tax_kind: TaxKind::parse(fields.get("tax_kind")).unwrap_or_default(),
            tax_included: fields.on("tax_included"),
            lead_days: fields.whole("lead_days", 0..=365),
            min_quantity: fields.whole("min_quantity", 0..=quantity::MAX),
            min_amount: fields.money("min_amount").unwrap_or(0),
            inspection: Inspection::parse(fields.get("inspection")).unwrap_or_default(),
            ..SupplierCard::default()
        };
        for (name, _) in TEXTS {
            if let Some(text) = card.text_mut(name) {
                *text = fields.text(name);
            }
        }
        Ok(card)
    }

    fn keep(cx: &Cx<'_>, form: &SupplierCard) -> Result<Kept<()>, DbError> {
        Ok(purchasing::save_supplier(cx, form)?.map(drop))
    }

    fn page(tx: &Tx<'_>, user: &User, f: Fields, now: Option<SupplierCard>) -> Result<FormPage, DbError> {
        Ok(FormPage {
            p: Page::new(tx, user, "purchasing")?,
            head: Head::quiet("suppliers"),
            f,
            id: now.and_then(|card| card.id),
            terms: Terms::CODES,
            pay_by: PayBy::CODES,
            fee_by: FeeBy::CODES,
            invoice_kinds: InvoiceKind::CODES,
            tax_kinds: TaxKind::CODES,
            inspections: Inspection::ALL.map(Inspection::code),
        })
    }
}

/// An amount as it is typed; empty for none.
fn amount(minor: i64) -> String {
    if minor > 0 {
        money::plain(minor)
    } else {
        String::new()
    }
}

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
            ("price", amount(supply.price)),
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

/// A supplier's cell under a field of the file.
fn cell(card: &SupplierCard, field: Field, lang: Lang) -> String {
    let word = |zh: &str, code: &str| match lang {
        Lang::ZhTw => zh.to_owned(),
        Lang::En => code.to_owned(),
    };
    let yes = match (card.tax_included, lang) {
        (true, Lang::ZhTw) => "是",
        (false, Lang::ZhTw) => "否",
        (true, Lang::En) => "yes",
        (false, Lang::En) => "no",
    };
    match field {
        Field::SupplierCode => card.code.clone(),
        Field::Terms => word(card.terms.zh(), card.terms.code()),
        Field::TermDays => card.term_days.to_string(),
        Field::ClosingDay => card.closing_day.to_string(),
        Field::PayBy => word(card.pay_by.zh(), card.pay_by.code()),
        Field::FeeBy => word(card.fee_by.zh(), card.fee_by.code()),
        Field::InvoiceKind => word(card.invoice_kind.zh(), card.invoice_kind.code()),
        Field::TaxKind => word(card.tax_kind.zh(), card.tax_kind.code()),
        Field::TaxIncluded => yes.to_owned(),
        Field::LeadDays => card.lead_days.to_string(),
        Field::MinQuantity => card.min_quantity.to_string(),
        Field::MinAmount => money::plain(card.min_amount),
        Field::Inspection => word(card.inspection.text(Lang::ZhTw), card.inspection.code()),
        _ => FILE_TEXTS
            .iter()
            .find(|(of, _)| *of == field)
            .map(|(_, name)| card.text(name))
            .unwrap_or_default(),
    }
}

/// All suppliers as a file that can be taken in again: UTF-8 with a byte order mark, leading zeros kept.
pub async fn export(State(state): State<AppState>, user: User) -> Result<Response, Failure> {
    let lang = user.lang();
    let cards = state
        .store
        .read(|rx| -> Result<Vec<SupplierCard>, DbError> {
            let heads = purchasing::suppliers(rx, "", FILE_ROWS, 0)?;
            let cards = heads.iter().map(|head| purchasing::get_supplier(rx, head.id));
            cards.filter_map(Result::transpose).collect()
        })
        .await?;
    let fields: Vec<Field> = Subject::Suppliers
        .fields()
        .iter()
        .map(|spec| spec.field)
        .collect();
    let mut out = csv_out::Writer::new();
    out.row(fields.iter().map(|field| match lang {
        Lang::ZhTw => field.title(lang),
        Lang::En => field.key(),
    }));
    for card in &cards {
        let cells: Vec<String> = fields.iter().map(|field| cell(card, *field, lang)).collect();
        out.row(cells.iter().map(String::as_str));
    }
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"suppliers.csv\"",
        ),
    ];
    Ok((head, out.finish()).into_response())
}
