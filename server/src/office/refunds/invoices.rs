//! Invoices of sales: the list, one of them, voiding it, and one typed on an order's page.

use super::{Find, PAGE, filter_of, pages};
use crate::db::{Cx, DbError, Tx};
use crate::domain::allowances::{self, AllowanceHead};
use crate::domain::catalogue::Invalid;
use crate::domain::invoices::{
    self, InvoiceFilter, InvoiceHead, InvoiceView, NewInvoice, NewLine, Origin, Recorded, Voided, number,
};
use crate::domain::orders;
use crate::domain::purchasing::terms::TaxKind;
use crate::domain::settings::{self, day};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::notice::Said;
use crate::office::setup::status;
use crate::office::{Page, amounts, html, id, texts};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::id::OrderId;
use shared::lang::Lang;
use shared::quantity;
use uuid::Uuid;

const TABS: [&str; 5] = ["standing", "differs", "taken_off", "void", "all"];

#[derive(Template)]
#[template(path = "office/refunds/invoices.html")]
struct List {
    p: Page,
    notice: String,
    error: String,
    tab: &'static str,
    tabs: Vec<(&'static str, i64)>,
    q: String,
    page: i64,
    pages: i64,
    total: i64,
    heads: Vec<InvoiceHead>,
}

pub async fn invoice_list(
    State(state): State<AppState>,
    user: User,
    Query(find): Query<Find>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        let tab = find.tab(&TABS);
        let filter = InvoiceFilter {
            state: filter_of(tab),
            query: find.q.clone(),
            limit: PAGE,
            offset: find.offset(),
        };
        let mut tabs = Vec::new();
        for tab in TABS {
            let all = InvoiceFilter {
                state: filter_of(tab),
                ..InvoiceFilter::default()
            };
            tabs.push((tab, invoices::count(rx, &all)?));
        }
        let total = invoices::count(rx, &filter)?;
        Ok(List {
            p: Page::new(rx, &user, "refunds")?,
            notice: said.text(user.lang()),
            error: String::new(),
            tab,
            tabs,
            page: find.page.max(1),
            pages: pages(total),
            total,
            heads: invoices::list(rx, &filter)?,
            q: find.q,
        })
    });
    html(&page.await?)
}

#[derive(Template)]
#[template(path = "office/refunds/invoice.html")]
struct Detail {
    p: Page,
    notice: String,
    error: String,
    v: InvoiceView,
    allowances: Vec<AllowanceHead>,
    /// 115年11-12月
    period: String,
    /// The period of the invoice is over: an allowance is usual.
    late: bool,
    /// The form that came back: voiding, or an allowance by hand.
    f: Fields,
}

fn page(tx: &Tx<'_>, user: &User, id: Uuid, now: i64, f: Fields) -> Result<Option<Detail>, DbError> {
    let Some(v) = invoices::invoice(tx, id)? else {
        return Ok(None);
    };
    let today = day::date(now, settings::shop(tx)?.utc_offset_min);
    Ok(Some(Detail {
        p: Page::new(tx, user, "refunds")?,
        notice: String::new(),
        error: String::new(),
        allowances: allowances::of_invoice(tx, id)?,
        period: number::period_text(&v.head.day),
        late: !number::same_period(&v.head.day, &today),
        v,
        f,
    }))
}

pub async fn invoice_detail(
    State(state): State<AppState>,
    user: User,
    Path(invoice): Path<String>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let (invoice, now): (Uuid, _) = (id(&invoice)?, state.store.clock().now_ms());
    let lang = user.lang();
    let fields = Fields::filled(lang, "invoice", &[]);
    let page = state.store.read(move |rx| page(rx, &user, invoice, now, fields));
    let page = page.await?.ok_or(Failure::NotFound)?;
    html(&Detail {
        notice: said.text(lang),
        ..page
    })
}

/// The invoice's page with what is wrong.
pub(super) async fn again(
    state: &AppState,
    user: User,
    invoice: Uuid,
    fields: Fields,
    error: String,
) -> Result<Response, Failure> {
    let now = state.store.clock().now_ms();
    let page = state.store.read(move |rx| page(rx, &user, invoice, now, fields));
    let page = page.await?.ok_or(Failure::NotFound)?;
    Ok((status(true), html(&Detail { error, ..page })?).into_response())
}

pub async fn void(
    State(state): State<AppState>,
    user: User,
    Path(invoice): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let invoice: Uuid = id(&invoice)?;
    let lang = user.lang();
    let mut fields = fields.of("invoice");
    let reason = fields.text("reason");
    let done = state
        .store
        .write(user.by(), move |cx| invoices::void(cx, invoice, &reason))
        .await?;
    let mut error = String::new();
    match done {
        Voided::Done => {
            let back = format!("/office/invoices/{}?said=invoice_voided", invoice.simple());
            return Ok(Redirect::to(&back).into_response());
        }
        Voided::NotFound => return Err(Failure::NotFound),
        Voided::Before => texts::text(lang, "invoice.void_before").clone_into(&mut error),
        Voided::Donated => texts::text(lang, "invoice.donated_stands").clone_into(&mut error),
        Voided::Allowances(numbers) => {
            error = texts::text(lang, "invoice.allowances_first").replace("{numbers}", &numbers.join("、"));
        }
        Voided::Wrong(invalid) => fields.refuse(&invalid),
    }
    again(&state, user, invoice, fields, error).await
}

/// What an order's page shows of its invoices.
#[derive(Clone, Debug)]
pub struct OnOrder {
    pub heads: Vec<InvoiceHead>,
    pub f: Fields,
}

/// The order's invoices with an empty form, or the form that came back.
pub fn on_order(tx: &Tx<'_>, lang: Lang, order: OrderId, f: Option<Fields>) -> Result<OnOrder, DbError> {
    let heads = invoices::of_order(tx, order)?;
    let empty = || -> Result<Fields, DbError> {
        let known = orders::get(tx, order)?;
        let (total, tax_id, title, donated) = known.map_or_else(Default::default, |order| {
            let donated = if order.donation_code.is_empty() { "" } else { "1" };
            (order.total, order.tax_id, order.invoice_title, donated)
        });
        let invoiced: i64 = heads
            .iter()
            .filter(|head| head.voided_at.is_none())
            .map(|head| head.amount)
            .sum();
        Ok(Fields::filled(
            lang,
            "invoice",
            &[
                ("amount", amounts::typed((total - invoiced).max(0))),
                ("buyer_tax_id", tax_id),
                ("buyer_name", title),
                ("donated", donated.to_owned()),
                ("description", texts::text(lang, "invoice.whole_order").to_owned()),
            ],
        ))
    };
    let f = match f {
        Some(f) => f,
        None => empty()?,
    };
    Ok(OnOrder { heads, f })
}

fn read(fields: &mut Fields, order: OrderId) -> NewInvoice {
    let mut lines = Vec::new();
    for [code, description, pieces, unit, kind, amount] in
        fields.rows(["code", "description", "quantity", "unit", "tax_kind", "amount"])
    {
        if amount.trim().is_empty() && code.trim().is_empty() && !lines.is_empty() {
            continue;
        }
        lines.push(NewLine {
            code: code.trim().to_owned(),
            description,
            quantity: fields.whole_in("quantity", &pieces, 1..=quantity::MAX),
            unit: unit.trim().to_owned(),
            tax_kind: TaxKind::parse(&kind).unwrap_or_default(),
            amount: amounts::read(fields, "amount", &amount),
        });
    }
    if lines.iter().all(|line| line.amount == 0) {
        lines.clear();
    }
    NewInvoice {
        order: Some(order),
        number: fields.text("number"),
        day: fields.day("day"),
        random_code: fields.text("random_code"),
        buyer_tax_id: fields.text("buyer_tax_id"),
        buyer_name: fields.text("buyer_name"),
        donated: fields.on("donated"),
        origin: Origin::Hand,
        lines,
        anyway: fields.on("anyway"),
    }
}

/// Records what was typed on an order's page. `None`: kept.
pub fn record(cx: &Cx<'_>, order: OrderId, fields: Fields) -> Result<Option<Fields>, DbError> {
    let mut fields = fields.of("invoice");
    let new = read(&mut fields, order);
    if fields.failed() {
        return Ok(Some(fields));
    }
    match invoices::record(cx, &new)? {
        Recorded::Done(_) | Recorded::Same(_) => return Ok(None),
        Recorded::Wrong(Invalid::Unknown {
            field: field @ ("number" | "random_code" | "amount"),
            ..
        }) => {
            let key = match field {
                "number" => "invoice.number_wrong",
                "random_code" => "invoice.random_wrong",
                _ => "refund.whole_dollars",
            };
            fields.say(field, key, &[]);
        }
        Recorded::Wrong(invalid) => fields.refuse(&invalid),
        Recorded::NoOrder => fields.say("number", "invoice.no_order", &[]),
        Recorded::Twice(at) => fields.say("number", "invoice.twice", &[("at", &at)]),
        Recorded::NotInOrder(code) => fields.say("code", "invoice.not_in_order", &[("code", &code)]),
        Recorded::MoreThanOrder { invoiced, order } => {
            let (invoiced, order) = (shared::money::twd(invoiced), shared::money::twd(order));
            fields.say(
                "amount",
                "invoice.more_than_order",
                &[("invoiced", &invoiced), ("order", &order)],
            );
        }
    }
    Ok(Some(fields))
}

pub async fn by_hand(
    State(state): State<AppState>,
    user: User,
    Path(order): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let order: OrderId = id(&order)?;
    let wrong = state.store.write(user.by(), move |cx| record(cx, order, fields));
    match wrong.await? {
        None => Ok(Redirect::to(&format!("/office/orders/{order}?said=invoice_recorded")).into_response()),
        Some(wrong) => crate::office::orders::with_invoice(&state, user, order, wrong).await,
    }
}
