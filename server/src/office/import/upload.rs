//! The first step: which file, and of what.

use super::{AppState, Failure, Page, Subject, Upload, User, blocking, html, least_role, texts};
use crate::db::{DbError, Tx};
use crate::domain::imports::{self, Run};
use crate::intake::file::MAX_FILE_BYTES;
use crate::intake::problem::FileProblem;
use crate::office::parts::Upload as Sent;
use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Past imports on the page.
const RUNS: i64 = 100;
#[derive(Template)]
#[template(path = "office/import/start.html")]
struct Start {
    p: Page,
    error: String,
    notice: String,
    what: &'static str,
    subjects: Vec<(&'static str, &'static str)>,
    runs: Vec<Run>,
    megabytes: usize,
}

/// What the page offers, in this order.
const OFFERED: [Subject; Subject::ALL.len()] = [
    Subject::Orders,
    Subject::Items,
    Subject::Bundles,
    Subject::Bins,
    Subject::Stock,
    Subject::Suppliers,
    Subject::SupplierItems,
    Subject::Purchases,
    Subject::Traffic,
    Subject::Returns,
    Subject::Invoices,
    Subject::Staff,
];

fn start_page(tx: &Tx<'_>, user: &User, what: Subject, error: String) -> Result<Start, DbError> {
    Ok(Start {
        p: Page::new(tx, user, "orders")?,
        error,
        notice: String::new(),
        what: what.code(),
        subjects: OFFERED
            .into_iter()
            .filter(|one| user.may(least_role(*one)))
            .map(|one| (one.code(), one.title(user.lang())))
            .collect(),
        runs: imports::last_runs(tx, RUNS)?,
        megabytes: MAX_FILE_BYTES / 1_000_000,
    })
}

#[derive(Deserialize)]
pub struct What {
    #[serde(default)]
    what: String,
    /// The upload of an older page is gone.
    #[serde(default)]
    gone: String,
}

pub async fn start(
    State(state): State<AppState>,
    user: User,
    Query(what): Query<What>,
) -> Result<Html<String>, Failure> {
    let subject = Subject::parse(&what.what).unwrap_or(Subject::Orders);
    let error = if what.gone == "1" {
        texts::text(user.lang(), "import.gone").to_owned()
    } else {
        String::new()
    };
    let page = state
        .store
        .read(move |rx| start_page(rx, &user, subject, error))
        .await?;
    html(&page)
}

/// Takes a file into memory and goes on to its mapping. What is wrong with its inside is said there.
pub async fn upload(State(state): State<AppState>, user: User, form: Multipart) -> Result<Response, Failure> {
    let sent = Sent::read(form, MAX_FILE_BYTES).await?;
    let subject = Subject::parse(sent.field("what")).unwrap_or(Subject::Orders);
    let password = Some(sent.field("password").to_owned()).filter(|text| !text.is_empty());
    let file_name: String = sent.name.chars().filter(|c| !c.is_control()).take(120).collect();
    let lang = user.lang();
    if !user.may(least_role(subject)) {
        let error = texts::text(lang, "import.admin_only").to_owned();
        let page = state
            .store
            .read(move |rx| start_page(rx, &user, Subject::Orders, error))
            .await?;
        return Ok((StatusCode::FORBIDDEN, html(&page)?).into_response());
    }
    let error = match sent.size {
        0 if file_name.is_empty() => Some(texts::text(lang, "import.no_file").to_owned()),
        0 => Some(FileProblem::Empty.message(lang)),
        all if all > MAX_FILE_BYTES as u64 => Some(
            FileProblem::TooLarge {
                bytes: all,
                limit: MAX_FILE_BYTES as u64,
            }
            .message(lang),
        ),
        _ => None,
    };
    if let Some(error) = error {
        let page = state
            .store
            .read(move |rx| start_page(rx, &user, subject, error))
            .await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let mut upload = Upload::new(user.member.id, subject, file_name, sent.bytes);
    upload.password = password;
    let (store, hashed) = (state.store.clone(), upload.bytes.clone());
    upload.seen = blocking(move || imports::seen_before(&store, &hashed)).await??;
    let id = state.uploads.put(upload, state.store.clock().now_ms());
    Ok(Redirect::to(&format!("/office/import/{id}")).into_response())
}
