//! Allowances: the list, one with its way, its paper, its data, and one made by hand from an invoice.

use super::{Find, PAGE, filter_of, pages, papers};
use crate::db::{Cx, DbError, Tx};
use crate::documents::{Paper, RefundPapers};
use crate::domain::allowances::{
    self, AllowanceFilter, AllowanceHead, AllowanceView, Issued, NewAllowance, SignedHow, State as Way,
    Stepped, TakenOff, mig,
};
use crate::domain::attachments::{FILE_BYTES, FileHead};
use crate::domain::{refunds, settings};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::notice::Said;
use crate::office::papers::Desk;
use crate::office::parts::Upload;
use crate::office::setup::status;
use crate::office::sheet::Asked;
use crate::office::{Page, amounts, files, html, id, texts};
use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::lang::Lang;
use shared::quantity;
use uuid::Uuid;

const TABS: [&str; 6] = ["issued", "signed", "accounting", "refunded", "void", "all"];

#[derive(Template)]
#[template(path = "office/refunds/allowances.html")]
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
    heads: Vec<AllowanceHead>,
}

pub async fn allowance_list(
    State(state): State<AppState>,
    user: User,
    Query(find): Query<Find>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        let tab = find.tab(&TABS);
        let filter = AllowanceFilter {
            state: filter_of(tab),
            query: find.q.clone(),
            limit: PAGE,
            offset: find.offset(),
        };
        let mut tabs = Vec::new();
        for tab in TABS {
            let all = AllowanceFilter {
                state: filter_of(tab),
                ..AllowanceFilter::default()
            };
            tabs.push((tab, allowances::count(rx, &all)?));
        }
        let total = allowances::count(rx, &filter)?;
        Ok(List {
            p: Page::new(rx, &user, "refunds")?,
            notice: said.text(user.lang()),
            error: String::new(),
            tab,
            tabs,
            page: find.page.max(1),
            pages: pages(total),
            total,
            heads: allowances::list(rx, &filter)?,
            q: find.q,
        })
    });
    html(&page.await?)
}

#[derive(Template)]
#[template(path = "office/refunds/allowance.html")]
struct Detail {
    p: Page,
    notice: String,
    error: String,
    v: AllowanceView,
    files: Vec<FileHead>,
    /// 統編 of the shop is not set: there are no data files.
    no_seller: bool,
    f: Fields,
}

impl Detail {
    fn may(&self, next: &str) -> bool {
        Way::parse(next).is_some_and(|next| self.v.head.state.may_become(next))
    }
}

fn page(tx: &Tx<'_>, user: &User, id: Uuid, f: Option<Fields>) -> Result<Option<Detail>, DbError> {
    let Some(v) = allowances::allowance(tx, id)? else {
        return Ok(None);
    };
    let p = Page::new(tx, user, "refunds")?;
    Ok(Some(Detail {
        notice: String::new(),
        error: String::new(),
        files: allowances::files(tx, id)?,
        no_seller: mig::g0401(&v, &p.shop).is_err(),
        f: f.unwrap_or_else(|| Fields::filled(p.lang, "allowance", &[])),
        v,
        p,
    }))
}

pub async fn allowance_detail(
    State(state): State<AppState>,
    user: User,
    Path(allowance): Path<String>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let allowance: Uuid = id(&allowance)?;
    let lang = user.lang();
    let page = state.store.read(move |rx| page(rx, &user, allowance, None));
    let page = page.await?.ok_or(Failure::NotFound)?;
    html(&Detail {
        notice: said.text(lang),
        ..page
    })
}

async fn again(
    state: &AppState,
    user: User,
    allowance: Uuid,
    fields: Option<Fields>,
    error: String,
) -> Result<Response, Failure> {
    let page = state.store.read(move |rx| page(rx, &user, allowance, fields));
    let page = page.await?.ok_or(Failure::NotFound)?;
    Ok((status(true), html(&Detail { error, ..page })?).into_response())
}

fn back(allowance: Uuid, said: &str) -> Response {
    Redirect::to(&format!("/office/allowances/{}?said={said}", allowance.simple())).into_response()
}

/// What a step's no is in words; where it is about a field, it stands there.
fn why(no: &Stepped, fields: &mut Fields, lang: Lang) -> String {
    match no {
        Stepped::Done | Stepped::NotFound => String::new(),
        Stepped::NotFrom(state) => {
            let state = texts::text(lang, &format!("allowance_state.{}", state.code()));
            texts::text(lang, "allowance.not_from").replace("{state}", state)
        }
        Stepped::NoScan => texts::text(lang, "allowance.no_scan").to_owned(),
        Stepped::Wrong(invalid) => {
            fields.refuse(invalid);
            String::new()
        }
    }
}

async fn step(
    state: AppState,
    user: User,
    allowance: Uuid,
    mut fields: Fields,
    said: &str,
    done: Stepped,
) -> Result<Response, Failure> {
    match done {
        Stepped::Done => Ok(back(allowance, said)),
        Stepped::NotFound => Err(Failure::NotFound),
        no => {
            let error = why(&no, &mut fields, user.lang());
            again(&state, user, allowance, Some(fields), error).await
        }
    }
}

pub async fn sign(
    State(state): State<AppState>,
    user: User,
    Path(allowance): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let allowance: Uuid = id(&allowance)?;
    let fields = fields.of("allowance");
    let (how, note) = (
        SignedHow::parse(fields.get("how")).unwrap_or_default(),
        fields.text("note"),
    );
    let done = state
        .store
        .write(user.by(), move |cx| allowances::sign(cx, allowance, how, &note))
        .await?;
    step(state, user, allowance, fields, "allowance_signed", done).await
}

pub async fn send(
    State(state): State<AppState>,
    user: User,
    Path(allowance): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let allowance: Uuid = id(&allowance)?;
    let done = state
        .store
        .write(user.by(), move |cx| refunds::send_allowance(cx, allowance))
        .await?;
    step(
        state,
        user,
        allowance,
        fields.of("allowance"),
        "allowance_sent",
        done,
    )
    .await
}

pub async fn void(
    State(state): State<AppState>,
    user: User,
    Path(allowance): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let allowance: Uuid = id(&allowance)?;
    let fields = fields.of("allowance");
    let reason = fields.text("reason");
    let done = state
        .store
        .write(user.by(), move |cx| allowances::void(cx, allowance, &reason))
        .await?;
    step(state, user, allowance, fields, "allowance_voided", done).await
}

/// The signed paper, scanned or photographed.
pub async fn attach(
    State(state): State<AppState>,
    user: User,
    Path(allowance): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let allowance: Uuid = id(&allowance)?;
    let upload = Upload::read(form, FILE_BYTES).await?;
    let keep = move |cx: &Cx<'_>, name: &str, bytes: &[u8]| allowances::attach(cx, allowance, name, bytes);
    match files::keep(&state, &user, upload, keep).await? {
        Ok(()) => Ok(back(allowance, "file_kept")),
        Err(error) => again(&state, user, allowance, None, error).await,
    }
}

pub async fn allowance_file(
    State(state): State<AppState>,
    Path(file): Path<String>,
) -> Result<Response, Failure> {
    let file: Uuid = id(&file)?;
    files::answer(state.store.read(move |rx| allowances::file(rx, file)).await?)
}

async fn find(state: &AppState, allowance: &str) -> Result<AllowanceView, Failure> {
    let allowance: Uuid = id(allowance)?;
    let found = state.store.read(move |rx| allowances::allowance(rx, allowance));
    found.await?.ok_or(Failure::NotFound)
}

/// All four copies.
pub async fn allowance_pdf(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(allowance): Path<String>,
) -> Result<Response, Failure> {
    let view = find(&state, &allowance).await?;
    let name = format!("{}.pdf", view.head.number);
    let now = state.store.clock().now_ms();
    let paper = state.store.read(move |rx| -> Result<RefundPapers, DbError> {
        let desk = Desk::new(rx, now)?;
        Ok(papers::refund_papers(
            &desk,
            now,
            vec![papers::slip(&view, &[1, 2, 3, 4])],
            Vec::new(),
        ))
    });
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/allowances",
    };
    asked.pdf(&name, Paper::RefundPapers(paper.await?)).await
}

fn xml(name: &str, bytes: Vec<u8>) -> Response {
    let head = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.xml\""),
        ),
    ];
    (head, bytes).into_response()
}

pub async fn g0401(
    State(state): State<AppState>,
    user: User,
    Path(allowance): Path<String>,
) -> Result<Response, Failure> {
    let view = find(&state, &allowance).await?;
    let shop = state.store.read(settings::shop).await?;
    match mig::g0401(&view, &shop) {
        Ok(bytes) => Ok(xml(&format!("G0401-{}", view.head.number), bytes)),
        Err(mig::NoSeller) => no_seller(&state, user, view.head.id).await,
    }
}

pub async fn g0501(
    State(state): State<AppState>,
    user: User,
    Path(allowance): Path<String>,
) -> Result<Response, Failure> {
    let view = find(&state, &allowance).await?;
    let shop = state.store.read(settings::shop).await?;
    match mig::g0501(&view, &shop) {
        Ok(Some(bytes)) => Ok(xml(&format!("G0501-{}", view.head.number), bytes)),
        Ok(None) => Err(Failure::NotFound),
        Err(mig::NoSeller) => no_seller(&state, user, view.head.id).await,
    }
}

async fn no_seller(state: &AppState, user: User, allowance: Uuid) -> Result<Response, Failure> {
    let error = texts::text(user.lang(), "mig.no_seller").to_owned();
    again(state, user, allowance, None, error).await
}

/// An allowance without a refund: typed line by line on the invoice's page.
pub async fn by_hand(
    State(state): State<AppState>,
    user: User,
    Path(invoice): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let invoice: Uuid = id(&invoice)?;
    let lang = user.lang();
    let mut fields = fields.of("invoice");
    let mut lines = Vec::new();
    for [line, pieces, amount] in fields.rows(["line", "pieces", "off"]) {
        let amount = amounts::read(&mut fields, "off", &amount);
        if amount > 0 {
            lines.push(TakenOff {
                line: id(&line)?,
                quantity: fields.whole_in("pieces", &pieces, 1..=quantity::MAX),
                amount,
            });
        }
    }
    let mut error = String::new();
    if !fields.failed() {
        let new = NewAllowance {
            invoice,
            refund: None,
            remark: fields.text("remark"),
            lines,
        };
        let done = state
            .store
            .write(user.by(), move |cx| allowances::issue(cx, &new));
        match done.await? {
            Issued::Done { id, .. } => return Ok(back(id, "allowance_issued")),
            Issued::NoInvoice => return Err(Failure::NotFound),
            Issued::Void => texts::text(lang, "invoice.void_before").clone_into(&mut error),
            Issued::Empty => texts::text(lang, "allowance.empty").clone_into(&mut error),
            Issued::TooMuch {
                description,
                remaining,
            } => {
                error = texts::text(lang, "allowance.too_much")
                    .replace("{line}", &description)
                    .replace("{left}", &shared::money::twd(remaining));
            }
            Issued::Wrong(invalid) => fields.refuse(&invalid),
        }
    }
    super::invoices::again(&state, user, invoice, fields, error).await
}
