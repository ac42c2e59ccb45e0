//! One refund: what it comes to, where it is, and the next step.

use super::papers;
use crate::db::{DbError, Tx};
use crate::documents::{Paper, RefundPapers};
use crate::domain::allowances::{self, AllowanceHead};
use crate::domain::invoices::{self, InvoiceHead};
use crate::domain::refunds::{self, Approved, End, PapersIssued, RefundView, State as Way, Stepped};
use crate::domain::settings::{self, day};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::notice::Said;
use crate::office::papers::Desk;
use crate::office::setup::status;
use crate::office::sheet::Asked;
use crate::office::{Page, html, id, texts};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::lang::Lang;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "office/refunds/detail.html")]
struct Detail {
    p: Page,
    notice: String,
    error: String,
    v: RefundView,
    invoices: Vec<InvoiceHead>,
    allowances: Vec<AllowanceHead>,
    /// What has no allowance yet.
    open: i64,
    /// Masked, or whole where it was asked for; empty: there is none.
    bank: String,
    bank_whole: bool,
    looks: Vec<(i64, String, String)>,
    f: Fields,
}

impl Detail {
    fn may(&self, next: &str) -> bool {
        Way::parse(next).is_some_and(|next| self.v.head.state.may_become(next))
    }

    /// The ends that fit this refund.
    fn ends(&self) -> Vec<&'static str> {
        let head = &self.v.head;
        let mut ends = Vec::new();
        if head.state != Way::Approved {
            return ends;
        }
        if head.method == refunds::Method::Platform {
            ends.push("platform");
        }
        if head.method == refunds::Method::Nothing || head.amount() == 0 {
            ends.push("nothing");
        }
        if head.paper == refunds::Paper::Void && (!head.method.is_own() || head.amount() == 0) {
            ends.push("invoice_void");
        }
        ends
    }

    fn may_issue(&self) -> bool {
        self.v.head.state == Way::Approved && self.v.head.paper == refunds::Paper::Allowance && self.open > 0
    }
}

fn page(tx: &Tx<'_>, user: &User, id: Uuid, now: i64, f: Option<Fields>) -> Result<Option<Detail>, DbError> {
    let Some(v) = refunds::refund(tx, id)? else {
        return Ok(None);
    };
    let p = Page::new(tx, user, "refunds")?;
    let today = day::date(now, settings::shop(tx)?.utc_offset_min);
    Ok(Some(Detail {
        notice: String::new(),
        error: String::new(),
        invoices: invoices::of_order(tx, v.head.order)?,
        allowances: allowances::of_refund(tx, id)?,
        open: refunds::papers_open(tx, &v)?,
        bank: refunds::has_bank(tx, id)?.unwrap_or_default(),
        bank_whole: false,
        looks: refunds::bank_looks(tx, id)?,
        f: f.unwrap_or_else(|| Fields::filled(p.lang, "refund", &[("paid_day", today)])),
        v,
        p,
    }))
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path(refund): Path<String>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let (refund, now): (Uuid, _) = (id(&refund)?, state.store.clock().now_ms());
    let lang = user.lang();
    let page = state.store.read(move |rx| page(rx, &user, refund, now, None));
    let page = page.await?.ok_or(Failure::NotFound)?;
    html(&Detail {
        notice: said.text(lang),
        ..page
    })
}

async fn again(
    state: &AppState,
    user: User,
    refund: Uuid,
    fields: Option<Fields>,
    error: String,
) -> Result<Response, Failure> {
    let now = state.store.clock().now_ms();
    let page = state.store.read(move |rx| page(rx, &user, refund, now, fields));
    let page = page.await?.ok_or(Failure::NotFound)?;
    Ok((status(true), html(&Detail { error, ..page })?).into_response())
}

fn back(refund: Uuid, said: &str) -> Response {
    Redirect::to(&format!("/office/refunds/{}?said={said}", refund.simple())).into_response()
}

fn not_from(lang: Lang, state: Way) -> String {
    let state = texts::text(lang, &format!("refund_state.{}", state.code()));
    texts::text(lang, "refund.not_from").replace("{state}", state)
}

/// A step's no in words; where it is about a field, it stands there.
fn why(no: &Stepped, fields: &mut Fields, lang: Lang) -> String {
    let word = |key: &str| texts::text(lang, key);
    match no {
        Stepped::Done | Stepped::NotFound => String::new(),
        Stepped::NotFrom(state) => not_from(lang, *state),
        Stepped::AllowanceOpen(open) => {
            word("refund.allowance_open").replace("{open}", &shared::money::twd(*open))
        }
        Stepped::Unsigned(numbers) => word("refund.unsigned").replace("{numbers}", &numbers.join("、")),
        Stepped::InvoiceStands(numbers) => {
            word("refund.invoice_stands").replace("{numbers}", &numbers.join("、"))
        }
        Stepped::Allowances(numbers) => {
            word("refund.allowances_first").replace("{numbers}", &numbers.join("、"))
        }
        Stepped::OtherWay(method) => {
            let method = texts::text(lang, &format!("refund_method.{}", method.code()));
            word("refund.other_way").replace("{method}", method)
        }
        Stepped::Wrong(invalid) => {
            fields.refuse(invalid);
            String::new()
        }
    }
}

async fn stepped(
    state: AppState,
    user: User,
    refund: Uuid,
    mut fields: Fields,
    said: &str,
    done: Stepped,
) -> Result<Response, Failure> {
    match done {
        Stepped::Done => Ok(back(refund, said)),
        Stepped::NotFound => Err(Failure::NotFound),
        no => {
            let error = why(&no, &mut fields, user.lang());
            again(&state, user, refund, Some(fields), error).await
        }
    }
}

pub async fn approve(
    State(state): State<AppState>,
    user: User,
    Path(refund): Path<String>,
) -> Result<Response, Failure> {
    let refund: Uuid = id(&refund)?;
    let lang = user.lang();
    let done = state
        .store
        .write(user.by(), move |cx| refunds::approve(cx, refund));
    let error = match done.await? {
        Approved::Done => return Ok(back(refund, "refund_approved")),
        Approved::NotFound => return Err(Failure::NotFound),
        Approved::NotFrom(state) => not_from(lang, state),
        Approved::TwoPeople => texts::text(lang, "refund.two_people").to_owned(),
    };
    again(&state, user, refund, None, error).await
}

pub async fn refuse(
    State(state): State<AppState>,
    user: User,
    Path(refund): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let refund: Uuid = id(&refund)?;
    let fields = fields.of("refund");
    let reason = fields.text("refuse_reason");
    let done = state
        .store
        .write(user.by(), move |cx| refunds::refuse(cx, refund, &reason));
    let done = done.await?;
    stepped(state, user, refund, fields, "refund_refused", done).await
}

pub async fn withdraw(
    State(state): State<AppState>,
    user: User,
    Path(refund): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let refund: Uuid = id(&refund)?;
    let fields = fields.of("refund");
    let reason = fields.text("withdraw_reason");
    let done = state
        .store
        .write(user.by(), move |cx| refunds::withdraw(cx, refund, &reason));
    let done = done.await?;
    stepped(state, user, refund, fields, "refund_withdrawn", done).await
}

pub async fn issue_papers(
    State(state): State<AppState>,
    user: User,
    Path(refund): Path<String>,
) -> Result<Response, Failure> {
    let refund: Uuid = id(&refund)?;
    let lang = user.lang();
    let done = state
        .store
        .write(user.by(), move |cx| refunds::issue_papers(cx, refund));
    let error = match done.await? {
        PapersIssued::Done { .. } => return Ok(back(refund, "allowance_issued")),
        PapersIssued::NotFound => return Err(Failure::NotFound),
        PapersIssued::NotNow(state) => not_from(lang, state),
        PapersIssued::Nothing => texts::text(lang, "refund.nothing_open").to_owned(),
    };
    again(&state, user, refund, None, error).await
}

pub async fn hand_over(
    State(state): State<AppState>,
    user: User,
    Path(refund): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let refund: Uuid = id(&refund)?;
    let done = state
        .store
        .write(user.by(), move |cx| refunds::hand_over(cx, refund));
    let done = done.await?;
    stepped(state, user, refund, fields.of("refund"), "refund_handed", done).await
}

pub async fn pay(
    State(state): State<AppState>,
    user: User,
    Path(refund): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let refund: Uuid = id(&refund)?;
    let mut fields = fields.of("refund");
    let (paid_day, reference) = (fields.day("paid_day"), fields.text("reference"));
    if fields.failed() {
        return again(&state, user, refund, Some(fields), String::new()).await;
    }
    let done = state
        .store
        .write(user.by(), move |cx| {
            refunds::pay(cx, refund, &paid_day, &reference)
        })
        .await?;
    stepped(state, user, refund, fields, "refund_paid", done).await
}

pub async fn finish(
    State(state): State<AppState>,
    user: User,
    Path(refund): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let refund: Uuid = id(&refund)?;
    let fields = fields.of("refund");
    let end = End::parse(fields.get("end")).ok_or(Failure::Bad("an end that is none"))?;
    let note = fields.text("note");
    let done = state
        .store
        .write(user.by(), move |cx| refunds::finish(cx, refund, end, &note));
    let done = done.await?;
    stepped(state, user, refund, fields, "refund_ended", done).await
}

/// The account in full; who looked is written down.
pub async fn show_bank(
    State(state): State<AppState>,
    user: User,
    Path(refund): Path<String>,
) -> Result<Response, Failure> {
    let (refund, now): (Uuid, _) = (id(&refund)?, state.store.clock().now_ms());
    let shown = state.store.write(user.by(), move |cx| -> Result<_, DbError> {
        let bank = refunds::show_bank(cx, refund)?;
        let page = page(cx, &user, refund, now, None)?;
        Ok(page.map(|page| Detail {
            bank: bank.map(|bank| bank.whole()).unwrap_or_default(),
            bank_whole: true,
            ..page
        }))
    });
    let page = shown.await?.ok_or(Failure::NotFound)?;
    Ok(html(&page)?.into_response())
}

/// Number and day of each invoice, voided ones said so.
pub(super) fn invoice_texts(heads: &[InvoiceHead], void: &str) -> Vec<String> {
    let text = |head: &InvoiceHead| match head.voided_at {
        None => format!("{} {}", head.number, head.day),
        Some(_) => format!("{} {} {void}", head.number, head.day),
    };
    heads.iter().map(text).collect()
}

fn voucher(
    tx: &Tx<'_>,
    refund: Uuid,
    now: i64,
    bank: &str,
) -> Result<Option<(String, RefundPapers)>, DbError> {
    let Some(view) = refunds::refund(tx, refund)? else {
        return Ok(None);
    };
    let desk = Desk::new(tx, now)?;
    let invoices = invoices::of_order(tx, view.head.order)?;
    let invoices = invoice_texts(&invoices, &desk.word("invoice_state.void"));
    let voucher = papers::voucher(&desk, &view, &invoices, bank);
    let name = format!("{}.pdf", view.head.number);
    Ok(Some((
        name,
        papers::refund_papers(&desk, now, Vec::new(), vec![voucher]),
    )))
}

/// The voucher; its account is masked.
pub async fn voucher_pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(refund): Path<String>,
) -> Result<Response, Failure> {
    let (refund, now): (Uuid, _) = (id(&refund)?, state.store.clock().now_ms());
    let made = state.store.read(move |rx| {
        let bank = refunds::has_bank(rx, refund)?.unwrap_or_default();
        voucher(rx, refund, now, &bank)
    });
    let (name, paper) = made.await?.ok_or(Failure::NotFound)?;
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/refunds",
    };
    asked.pdf(&name, Paper::RefundPapers(paper)).await
}

/// The voucher with the account in full, for whoever sends the money; that it was printed is written down.
pub async fn bank_pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(refund): Path<String>,
) -> Result<Response, Failure> {
    let (refund, now): (Uuid, _) = (id(&refund)?, state.store.clock().now_ms());
    let made = state.store.write(user.by(), move |cx| {
        let bank = refunds::show_bank(cx, refund)?;
        let bank = bank.map(|bank| bank.whole()).unwrap_or_default();
        voucher(cx, refund, now, &bank)
    });
    let (name, paper) = made.await?.ok_or(Failure::NotFound)?;
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/refunds",
    };
    asked.pdf(&name, Paper::RefundPapers(paper)).await
}
