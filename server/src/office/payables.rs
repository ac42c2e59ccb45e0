//! 廠商請款單: what each supplier is to be paid for a month, on the screen, on paper and as a file for accounting;
//! issued, it is handed out as it was, byte for byte.

use super::fields::Fields;
use super::notice::Said;
use super::papers::Desk;
use super::setup::status;
use super::sheet::{Asked, lay_out, paper_lang, pdf_answer};
use super::{Page, html, id};
use crate::db::DbError;
use crate::documents::{Paper, PaymentLine, PaymentRequest};
use crate::domain::payables::{
    self, FileKind, Issue, Issued, Proof, Statement, StatementLine, StatementOf, Void, VoucherForm,
};
use crate::domain::purchasing::terms::Terms;
use crate::domain::settings::{self, day};
use crate::http::{AppState, Failure, User};
use crate::office::table::{Cell, Columns, FileOut, Sheet};
use crate::office::texts;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::id::SupplierId;
use shared::lang::Lang;
use uuid::Uuid;

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
    notice: String,
    error: String,
    s: Statement,
    /// What changed since it was issued.
    changed: Vec<StatementLine>,
    /// Requests of this month that were voided.
    voided: Vec<Issued>,
    /// The reason for voiding it.
    f: Fields,
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

    fn proofs(&self, proofs: &[Proof]) -> String {
        proven(proofs, self.p.lang).join("、")
    }
}

/// `AB12345678 2026-11-23 三聯式`
fn proven(proofs: &[Proof], lang: Lang) -> Vec<String> {
    let text = |proof: &Proof| match proof.form {
        VoucherForm::Unsaid => format!("{} {}", proof.number, proof.day),
        form => {
            let form = texts::text(lang, &format!("voucher_form.{}", form.code()));
            format!("{} {} {form}", proof.number, proof.day)
        }
    };
    proofs.iter().map(text).collect()
}

async fn page(
    state: &AppState,
    user: User,
    supplier: &str,
    month: String,
    f: Option<Fields>,
) -> Result<Detail, Failure> {
    let s = find(state, supplier, month).await?;
    let page = state.store.read(move |rx| -> Result<Detail, DbError> {
        let p = Page::new(rx, &user, "payables")?;
        let mut voided = payables::issued_of(rx, s.supplier, &s.month)?;
        voided.retain(|issued| issued.voided.is_some());
        Ok(Detail {
            notice: String::new(),
            error: String::new(),
            changed: match s.issued {
                Some(_) => payables::changed_since(rx, &s)?,
                None => Vec::new(),
            },
            voided,
            f: f.unwrap_or_else(|| Fields::filled(p.lang, "request", &[])),
            s,
            p,
        })
    });
    Ok(page.await?)
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path((supplier, month)): Path<(String, String)>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let lang = user.lang();
    let page = page(&state, user, &supplier, month, None).await?;
    html(&Detail {
        notice: said.text(lang),
        ..page
    })
}

/// Print and workbook are made first, then the request is issued as it was shown.
pub async fn issue(
    State(state): State<AppState>,
    user: User,
    Path((supplier, month)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let s = find(&state, &supplier, month.clone()).await?;
    let (lang, by) = (user.lang(), user.member.name.clone());
    let paper = paper_of(&state, s.clone(), by).await?;
    let made = lay_out(&state, move |renderer, now| {
        renderer.pdf(&Paper::PaymentRequest(paper), now)
    })
    .await?;
    let error = match made {
        Err(error) => error.say(paper_lang(lang)),
        Ok(rendered) => {
            let (shown, xlsx) = (s.clone(), table(&s, lang).xlsx()?);
            let done = state
                .store
                .write(user.by(), move |cx| {
                    payables::issue(cx, &shown, &rendered.pdf, &xlsx)
                })
                .await?;
            let why = match done {
                Issue::Done(_) => {
                    let back = format!("/office/payables/{}/{}?said=request_issued", s.supplier, s.month);
                    return Ok(Redirect::to(&back).into_response());
                }
                Issue::Standing => "pay.standing",
                Issue::Empty => "pay.empty",
                Issue::Unpriced => "pay.unpriced",
                Issue::Changed => "pay.changed_meanwhile",
            };
            texts::text(lang, why).to_owned()
        }
    };
    let page = page(&state, user, &supplier, month, None).await?;
    Ok((status(true), html(&Detail { error, ..page })?).into_response())
}

pub async fn void(
    State(state): State<AppState>,
    user: User,
    Path((supplier, month)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("request");
    let request: Uuid = id(fields.get("request"))?;
    let reason = fields.text("reason");
    let done = state
        .store
        .write(user.by(), move |cx| payables::void(cx, request, &reason))
        .await?;
    let mut error = String::new();
    match done {
        Void::Done => {
            let back = format!("/office/payables/{supplier}/{month}?said=request_voided");
            return Ok(Redirect::to(&back).into_response());
        }
        Void::NotStanding => texts::text(user.lang(), "pay.not_standing").clone_into(&mut error),
        Void::Wrong(invalid) => fields.refuse(&invalid),
    }
    let page = page(&state, user, &supplier, month, Some(fields)).await?;
    Ok((status(true), html(&Detail { error, ..page })?).into_response())
}

/// Print or workbook of an issued request, as it was handed over.
pub async fn issued_file(
    State(state): State<AppState>,
    Path((request, name)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let request: Uuid = id(&request)?;
    let kind = match name.as_str() {
        "request.pdf" => FileKind::Pdf,
        "request.xlsx" => FileKind::Xlsx,
        _ => return Err(Failure::NotFound),
    };
    let (number, bytes) = state
        .store
        .read(move |rx| payables::file(rx, request, kind))
        .await?
        .ok_or(Failure::NotFound)?;
    let name = format!("{number}.{}", kind.code());
    Ok(match kind {
        FileKind::Pdf => pdf_answer(&name, bytes),
        FileKind::Xlsx => {
            let head = [
                (
                    header::CONTENT_TYPE,
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
                ),
                (
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{name}\""),
                ),
            ];
            (head, bytes).into_response()
        }
    })
}

/// What would be issued now, to look at before.
pub async fn pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path((supplier, month)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let s = find(&state, &supplier, month).await?;
    if let Some(issued) = &s.issued {
        return Ok(
            Redirect::to(&format!("/office/requests/{}/request.pdf", issued.id.simple())).into_response(),
        );
    }
    let name = format!("{}.pdf", s.number());
    let paper = PaymentRequest {
        draft: true,
        ..paper_of(&state, s, user.member.name.clone()).await?
    };
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/payables",
    };
    asked.pdf(&name, Paper::PaymentRequest(paper)).await
}

async fn paper_of(state: &AppState, s: Statement, by: String) -> Result<PaymentRequest, Failure> {
    let now = state.store.clock().now_ms();
    let paper = state
        .store
        .read(move |rx| -> Result<PaymentRequest, DbError> { Ok(paper(&Desk::new(rx, now)?, &s, by, now)) });
    Ok(paper.await?)
}

fn paper(desk: &Desk, s: &Statement, by: String, now: i64) -> PaymentRequest {
    let money = shared::money::twd;
    let terms = desk.terms(Terms::parse(&s.terms).unwrap_or_default(), s.term_days);
    let lang = desk.text_lang();
    PaymentRequest {
        lang: desk.lang(),
        draft: false,
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
        corrected: match s.corrected().gross() {
            0 => String::new(),
            corrected => money(corrected),
        },
        net: money(s.payable().net),
        tax: money(s.payable().tax),
        payable: money(s.payable().gross()),
        lines: s
            .lines
            .iter()
            .map(|line| PaymentLine {
                is_return: matches!(line.of, StatementOf::Return(_)),
                corrects: line.corrects.clone(),
                number: line.number.clone(),
                day: line.day.clone(),
                order_no: line.purchase_no.clone(),
                invoices: proven(&line.invoices, lang),
                receipts: proven(&line.receipts, lang),
                allowances: proven(&line.allowances, lang),
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
    if let (FileOut::Xlsx, Some(issued)) = (&out, &s.issued) {
        let path = format!("/office/requests/{}/request.xlsx", issued.id.simple());
        return Ok(Redirect::to(&path).into_response());
    }
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
                _ if !line.corrects.is_empty() => "pay.correction",
                StatementOf::Delivery(_) => "pay.receipt",
                StatementOf::Return(_) => "pay.return",
            }))
        })
        .text(word("pay.document"), |line| Cell::text(&line.number))
        .text(word("pay.day"), |line| Cell::text(&line.day))
        .text(word("delivery.purchase_no"), |line| Cell::text(&line.purchase_no))
        .text(word("voucher_kind.invoice"), |line| {
            Cell::text(proven(&line.invoices, lang).join("; "))
        })
        .text(word("voucher_kind.receipt"), |line| {
            Cell::text(proven(&line.receipts, lang).join("; "))
        })
        .text(word("voucher_kind.allowance"), |line| {
            Cell::text(proven(&line.allowances, lang).join("; "))
        })
        .money(word("match.net"), |line| Cell::money(line.amount.net))
        .summed()
        .money(word("match.tax"), |line| Cell::money(line.amount.tax))
        .summed()
        .money(word("voucher.gross"), |line| Cell::money(line.amount.gross()))
        .summed()
        .text(word("pay.complete"), |line| {
            Cell::text(word(if line.complete() { "pay.yes" } else { "pay.no" }))
        })
        .text(word("pay.corrects"), |line| Cell::text(&line.corrects));
    let mut sheet = columns.sheet(&s.number(), word("pay.payable"), &s.lines);
    let about = about.into_iter().filter(|(_, value)| !value.trim().is_empty());
    sheet.about = about.map(|(key, value)| (word(key).to_owned(), value)).collect();
    sheet
}
