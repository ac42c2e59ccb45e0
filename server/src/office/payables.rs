//! 廠商請款單: what each supplier is to be paid for a month, on the screen, on paper and as a file for accounting.

use super::papers::Desk;
use super::sheet::Asked;
use super::{Page, html, id};
use crate::db::DbError;
use crate::documents::{Paper, PaymentLine, PaymentRequest};
use crate::domain::payables::{self, Statement, StatementLine, StatementOf};
use crate::domain::purchasing::terms::Terms;
use crate::domain::settings::{self, day};
use crate::http::{AppState, Failure, User};
use crate::office::table::{Cell, Columns, FileOut, Sheet};
use crate::office::texts;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::{Html, Response};
use serde::Deserialize;
use shared::id::SupplierId;
use shared::lang::Lang;

#[derive(Template)]
#[template(path = "office/payables/list.html")]
struct List {
    p: Page,
    month: String,
    statements: Vec<Statement>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asks {
    month: String,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(asks): Query<Asks>,
) -> Result<Html<String>, Failure> {
    let now = state.store.clock().now_ms();
    let page = state
        .store
        .read(move |rx| -> Result<List, DbError> {
            let this = day::date(now, settings::shop(rx)?.utc_offset_min)[..7].to_owned();
            let month = match payables::period(&asks.month, 0) {
                Some(_) => asks.month,
                None => this,
            };
            Ok(List {
                p: Page::new(rx, &user, "payables")?,
                statements: payables::suppliers_of_month(rx, &month)?,
                month,
            })
        })
        .await?;
    html(&page)
}

async fn find(state: &AppState, supplier: &str, month: String) -> Result<Statement, Failure> {
    let supplier: SupplierId = id(supplier)?;
    let found = state
        .store
        .read(move |rx| payables::statement(rx, supplier, &month))
        .await?;
    found.ok_or(Failure::NotFound)
}

#[derive(Template)]
#[template(path = "office/payables/detail.html")]
struct Detail {
    p: Page,
    s: Statement,
}

impl Detail {
    fn link(&self, line: &StatementLine) -> String {
        match line.of {
            StatementOf::Delivery(id) => format!("/office/deliveries/{id}"),
            StatementOf::Return(id) => format!("/office/returns/{}", id.simple()),
        }
    }

    fn is_return(&self, line: &StatementLine) -> bool {
        matches!(line.of, StatementOf::Return(_))
    }
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path((supplier, month)): Path<(String, String)>,
) -> Result<Html<String>, Failure> {
    let s = find(&state, &supplier, month).await?;
    let p = state
        .store
        .read(move |rx| Page::new(rx, &user, "payables"))
        .await?;
    html(&Detail { p, s })
}

pub async fn pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path((supplier, month)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let s = find(&state, &supplier, month).await?;
    let now = state.store.clock().now_ms();
    let name = format!("{}.pdf", s.number());
    let by = user.member.name.clone();
    let paper = state
        .store
        .read(move |rx| -> Result<PaymentRequest, DbError> { Ok(paper(&Desk::new(rx, now)?, &s, by, now)) })
        .await?;
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/payables",
    };
    asked.pdf(&name, Paper::PaymentRequest(paper)).await
}

fn paper(desk: &Desk, s: &Statement, by: String, now: i64) -> PaymentRequest {
    let money = shared::money::twd;
    let terms = desk.terms(Terms::parse(&s.terms).unwrap_or_default(), s.term_days);
    PaymentRequest {
        lang: desk.lang(),
        company: desk.company(),
        number: s.number(),
        date: desk.date(now),
        printed_at: desk.minute(now),
        supplier: format!("{} {}", s.supplier_code, s.supplier_name),
        legal_name: s.legal_name.clone(),
        tax_id: s.tax_id.clone(),
        period: format!("{} – {}", s.from, s.to),
        terms,
        pay_on: s.pay_on.clone(),
        bank: s.bank.join(" "),
        requested_by: by,
        received: money(s.received().gross()),
        returned: money(s.returned().gross()),
        net: money(s.payable().net),
        tax: money(s.payable().tax),
        payable: money(s.payable().gross()),
        lines: s
            .lines
            .iter()
            .map(|line| PaymentLine {
                is_return: matches!(line.of, StatementOf::Return(_)),
                number: line.number.clone(),
                day: line.day.clone(),
                order_no: line.purchase_no.clone(),
                invoices: line.invoices.clone(),
                receipts: line.receipts.clone(),
                allowances: line.allowances.clone(),
                net: money(line.amount.net),
                tax: money(line.amount.tax),
                gross: money(line.amount.gross()),
            })
            .collect(),
    }
}

/// The request as a file for accounting: one row a document.
pub async fn file(
    State(state): State<AppState>,
    user: User,
    Path((supplier, month)): Path<(String, String)>,
    out: FileOut,
) -> Result<Response, Failure> {
    let s = find(&state, &supplier, month).await?;
    out.answer(&s.number(), table(&s, user.lang())).await
}

fn table(s: &Statement, lang: Lang) -> Sheet {
    let word = |key: &str| texts::text(lang, key);
    let supplier = [&s.supplier_code, &s.supplier_name, &s.tax_id].map(String::as_str);
    let about = [
        ("delivery.supplier", supplier.join(" ")),
        ("pay.period", format!("{} – {}", s.from, s.to)),
        ("pay.pay_on", s.pay_on.clone()),
        ("pay.bank", s.bank.join(" ")),
    ];
    let columns = Columns::new()
        .text(word("pay.kind"), |line: &StatementLine| {
            Cell::text(word(match line.of {
                StatementOf::Delivery(_) => "pay.receipt",
                StatementOf::Return(_) => "pay.return",
            }))
        })
        .text(word("pay.document"), |line| Cell::text(&line.number))
        .text(word("pay.day"), |line| Cell::text(&line.day))
        .text(word("delivery.purchase_no"), |line| Cell::text(&line.purchase_no))
        .text(word("voucher_kind.invoice"), |line| {
            Cell::text(line.invoices.join("; "))
        })
        .text(word("voucher_kind.receipt"), |line| {
            Cell::text(line.receipts.join("; "))
        })
        .text(word("voucher_kind.allowance"), |line| {
            Cell::text(line.allowances.join("; "))
        })
        .money(word("match.net"), |line| Cell::money(line.amount.net))
        .summed()
        .money(word("match.tax"), |line| Cell::money(line.amount.tax))
        .summed()
        .money(word("voucher.gross"), |line| Cell::money(line.amount.gross()))
        .summed()
        .text(word("pay.complete"), |line| {
            Cell::text(word(if line.complete() { "pay.yes" } else { "pay.no" }))
        });
    let mut sheet = columns.sheet(&s.number(), word("pay.payable"), &s.lines);
    let about = about.into_iter().filter(|(_, value)| !value.trim().is_empty());
    sheet.about = about.map(|(key, value)| (word(key).to_owned(), value)).collect();
    sheet
}
