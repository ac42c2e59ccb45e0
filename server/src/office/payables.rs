//! 廠商請款單: what each supplier is to be paid for a month, on the screen, on paper and as a file for accounting.

use super::papers::Desk;
use super::sheet::Asked;
use super::{Page, html, id};
use crate::db::DbError;
use crate::documents::{Paper, PaymentLine, PaymentRequest};
use crate::domain::payables::{self, Statement, StatementLine, StatementOf};
use crate::domain::settings::{self, day};
use crate::http::{AppState, Failure, User};
use crate::intake::xlsx_out::{Cell, workbook};
use crate::office::texts;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{Uri, header};
use axum::response::{Html, IntoResponse, Response};
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
    let terms = desk.terms(&s.terms, s.term_days);
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

/// The request as a workbook: one row a document, amounts as numbers.
pub async fn xlsx(
    State(state): State<AppState>,
    user: User,
    Path((supplier, month)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let s = find(&state, &supplier, month).await?;
    let name = format!("{}.xlsx", s.number());
    let bytes =
        workbook(&s.number(), &cells(&s, user.lang())).map_err(|error| Failure::Inside(error.to_string()))?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}

fn cells(s: &Statement, lang: Lang) -> Vec<Vec<Cell>> {
    let word = |key: &str| Cell::Head(texts::text(lang, key).to_owned());
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut rows = vec![
        vec![word("pay.number"), text(&s.number())],
        vec![
            word("delivery.supplier"),
            text(&s.supplier_code),
            text(&s.supplier_name),
            text(&s.tax_id),
        ],
        vec![word("pay.period"), text(&s.from), text(&s.to)],
        vec![word("pay.bank"), text(&s.bank.join(" "))],
        vec![],
        [
            "pay.kind",
            "pay.document",
            "pay.day",
            "delivery.purchase_no",
            "voucher_kind.invoice",
            "voucher_kind.receipt",
            "voucher_kind.allowance",
            "match.net",
            "match.tax",
            "voucher.gross",
            "pay.complete",
        ]
        .map(word)
        .to_vec(),
    ];
    for line in &s.lines {
        let kind = match line.of {
            StatementOf::Delivery(_) => "pay.receipt",
            StatementOf::Return(_) => "pay.return",
        };
        let complete = if line.complete() { "pay.yes" } else { "pay.no" };
        rows.push(vec![
            text(texts::text(lang, kind)),
            text(&line.number),
            text(&line.day),
            text(&line.purchase_no),
            text(&line.invoices.join("; ")),
            text(&line.receipts.join("; ")),
            text(&line.allowances.join("; ")),
            Cell::Money(line.amount.net),
            Cell::Money(line.amount.tax),
            Cell::Money(line.amount.gross()),
            text(texts::text(lang, complete)),
        ]);
    }
    let mut total = vec![word("pay.payable")];
    total.extend(std::iter::repeat_n(text(""), 6));
    let payable = s.payable();
    total.extend([payable.net, payable.tax, payable.gross()].map(Cell::Money));
    rows.push(total);
    rows
}
