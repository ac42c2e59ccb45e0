//! The dry run's and the import's report, with a progress bar while it runs.

use super::{AppState, Failure, Fields, Upload, User, find};
use crate::db::DbError;
use crate::domain::catalogue;
use crate::domain::imports::{self, ImportError, Order, Refused, Report};
use crate::intake::fields::Subject;
use crate::office::notice::Said;
use crate::office::{Page, html, texts};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use shared::lang::Lang;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Problems listed in the page; the rest is in the download.
const SHOWN: usize = 200;
/// Items offered while a code is mapped.
const OFFERED: i64 = 2_000;

#[derive(Template)]
#[template(path = "office/import/progress.html")]
struct Progress {
    p: Page,
    id: i64,
    dry_run: bool,
    done: usize,
    all: usize,
}

/// Rows left out for one reason.
struct Group {
    reason: String,
    count: usize,
    rows: usize,
    examples: String,
}

/// A code that means nothing here yet, with the form that asks what it is.
#[derive(Clone)]
pub(super) struct Unknown {
    pub code: String,
    pub orders: usize,
    pub f: Fields,
}

impl Unknown {
    pub fn new(
        lang: Lang,
        channel: &str,
        code: String,
        orders: usize,
        sku: String,
        quantity: String,
    ) -> Unknown {
        let filled = [
            ("channel", channel.to_owned()),
            ("code", code.clone()),
            ("sku", sku),
            ("quantity", quantity),
        ];
        Unknown {
            code,
            orders,
            f: Fields::filled(lang, "code", &filled),
        }
    }
}

#[derive(Template)]
#[template(path = "office/import/report.html")]
struct Done {
    p: Page,
    id: i64,
    notice: String,
    error: String,
    what: &'static str,
    file_name: String,
    channel: String,
    report: Arc<Report>,
    refused: Vec<(String, Refused)>,
    refused_groups: usize,
    skipped: Vec<Group>,
    notes: Vec<(String, Refused)>,
    notes_all: usize,
    unknown: Vec<Unknown>,
    /// SKU and name of items and bundles.
    offered: Vec<(String, String)>,
    orders: bool,
}

/// `3, 4, 7 …`
fn row_text(rows: &[u32]) -> String {
    let few: Vec<String> = rows.iter().take(6).map(u32::to_string).collect();
    let more = if rows.len() > 6 { " …" } else { "" };
    few.join(", ") + more
}

fn listed(all: &[Refused]) -> Vec<(String, Refused)> {
    all.iter()
        .take(SHOWN)
        .map(|one| (row_text(&one.rows), one.clone()))
        .collect()
}

fn grouped(all: &[Refused]) -> Vec<Group> {
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    for one in all {
        let group = groups.entry(&one.reason).or_insert_with(|| Group {
            reason: one.reason.clone(),
            count: 0,
            rows: 0,
            examples: String::new(),
        });
        group.count += 1;
        group.rows += one.rows.len();
        if group.count <= 5 {
            group.examples = [group.examples.as_str(), one.key.as_str()]
                .join(" ")
                .trim()
                .to_owned();
        }
    }
    groups.into_values().collect()
}

/// Runs the import in the background; a second one of the same file is not begun meanwhile.
pub(super) fn begin(state: &AppState, user: &User, id: i64, upload: &Upload, dry_run: bool) {
    let Some(job) = state.uploads.begin(id, dry_run, state.store.clock().now_ms()) else {
        return;
    };
    let order = Order {
        bytes: Arc::clone(&upload.bytes),
        file_name: upload.file_name.clone(),
        mapping: upload.mapping.clone(),
        password: upload.password.clone(),
        create_items: upload.create_items,
        dry_run,
        by: user.by(),
        lang: user.lang(),
    };
    let (store, lang) = (state.store.clone(), user.lang());
    tokio::spawn(async move {
        let watched = Arc::clone(&job);
        let ran = tokio::task::spawn_blocking(move || {
            imports::run(&store, &order, &|done, all| watched.progress(done, all))
        });
        let broken = || texts::text(lang, "import.broken").to_owned();
        job.finish(match ran.await {
            Ok(Ok(report)) => Ok(report),
            Ok(Err(ImportError::Db(error))) => {
                tracing::error!(%error, "an import stopped");
                Err(broken())
            }
            Ok(Err(error @ (ImportError::File(_) | ImportError::Mapping(_)))) => Err(error.message(lang)),
            Err(error) => {
                tracing::error!(%error, "an import's worker is gone");
                Err(broken())
            }
        });
    });
}

pub async fn report(
    State(state): State<AppState>,
    user: User,
    Path(id): Path<i64>,
    Query(said): Query<Said>,
) -> Result<Response, Failure> {
    let upload = match find(&state, &user, id) {
        Ok(upload) => upload,
        Err(back) => return Ok(back.into_response()),
    };
    let Some(job) = upload.job.clone() else {
        return Ok(Redirect::to(&format!("/office/import/{id}")).into_response());
    };
    match job.outcome() {
        None => {
            let (done, all) = job.at();
            let p = state.store.read(move |rx| Page::new(rx, &user, "orders")).await?;
            let page = Progress {
                p,
                id,
                dry_run: job.dry_run,
                done,
                all,
            };
            // Without any script: the browser asks again after a second.
            Ok(([(header::REFRESH, "1")], html(&page)?).into_response())
        }
        Some(Ok(report)) => {
            let notice = said.text(user.lang());
            let page = page(&state, user, id, upload, report, None).await?;
            Ok(html(&Done { notice, ..page })?.into_response())
        }
        Some(Err(error)) => super::map::screen(&state, user, id, upload, String::new(), error).await,
    }
}

async fn page(
    state: &AppState,
    user: User,
    id: i64,
    upload: Upload,
    report: Arc<Report>,
    typed: Option<Vec<Unknown>>,
) -> Result<Done, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<Done, DbError> {
            let mut offered = Vec::new();
            if !report.unknown_codes.is_empty() {
                let items = catalogue::items(rx, "", OFFERED, 0)?;
                offered.extend(items.into_iter().map(|item| (item.sku, item.name)));
                let bundles = catalogue::bundles(rx)?;
                offered.extend(bundles.into_iter().map(|bundle| (bundle.sku, bundle.name)));
            }
            let unknown = report.unknown_codes.iter().take(SHOWN).map(|(code, orders)| {
                let channel = &upload.mapping.options.channel;
                Unknown::new(
                    user.lang(),
                    channel,
                    code.clone(),
                    *orders,
                    String::new(),
                    "1".to_owned(),
                )
            });
            let unknown = typed.unwrap_or_else(|| unknown.collect());
            Ok(Done {
                p: Page::new(rx, &user, "orders")?,
                id,
                notice: String::new(),
                error: String::new(),
                what: upload.mapping.subject.title(user.lang()),
                file_name: upload.file_name,
                channel: upload.mapping.options.channel.clone(),
                refused: listed(&report.refused),
                refused_groups: report.refused.len(),
                skipped: grouped(&report.skipped),
                notes: listed(&report.notes),
                notes_all: report.notes.len(),
                unknown,
                offered,
                orders: upload.mapping.subject == Subject::Orders,
                report,
            })
        })
        .await?;
    Ok(page)
}

/// The report again with what was wrong beside the codes as they were typed.
pub(super) async fn again(
    state: &AppState,
    user: User,
    id: i64,
    upload: Upload,
    typed: Vec<Unknown>,
) -> Result<Response, Failure> {
    let Some(Ok(report)) = upload.job.as_ref().and_then(|job| job.outcome()) else {
        return Ok(Redirect::to(&format!("/office/import/{id}")).into_response());
    };
    let error = texts::text(user.lang(), "codes.some_wrong").to_owned();
    let page = page(state, user, id, upload, report, Some(typed)).await?;
    let page = Done { error, ..page };
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// The real import.
pub async fn run(
    State(state): State<AppState>,
    user: User,
    Path(id): Path<i64>,
) -> Result<Redirect, Failure> {
    let upload = match find(&state, &user, id) {
        Ok(upload) => upload,
        Err(back) => return Ok(back),
    };
    // Only what a dry run has shown is imported.
    let tried = upload
        .job
        .as_ref()
        .and_then(|job| job.outcome())
        .is_some_and(|out| out.is_ok());
    if !tried {
        return Ok(Redirect::to(&format!("/office/import/{id}")));
    }
    begin(&state, &user, id, &upload, false);
    Ok(Redirect::to(&format!("/office/import/{id}/report")))
}

fn csv(name: &str, bytes: Vec<u8>) -> Response {
    (
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{name}\""),
            ),
        ],
        bytes,
    )
        .into_response()
}

/// The refused rows of this file with their reasons.
pub async fn bad_rows(
    State(state): State<AppState>,
    user: User,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    let upload = match find(&state, &user, id) {
        Ok(upload) => upload,
        Err(back) => return Ok(back.into_response()),
    };
    match upload.job.and_then(|job| job.outcome()) {
        Some(Ok(report)) if !report.bad_rows.is_empty() => Ok(csv("bad-rows.csv", report.bad_rows.clone())),
        _ => Err(Failure::NotFound),
    }
}

/// The refused rows of an import of the past.
pub async fn run_bad_rows(
    State(state): State<AppState>,
    _user: User,
    Path(run): Path<String>,
) -> Result<Response, Failure> {
    let run: Uuid = run.parse().map_err(|_| Failure::NotFound)?;
    let bytes = state.store.read(move |rx| imports::run_bad_rows(rx, run)).await?;
    match bytes.filter(|bytes| !bytes.is_empty()) {
        Some(bytes) => Ok(csv("bad-rows.csv", bytes)),
        None => Err(Failure::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_counted_together_with_a_few_examples() {
        let one = |key: &str, rows: &[u32], reason: &str| Refused {
            rows: rows.to_vec(),
            key: key.to_owned(),
            reason: reason.to_owned(),
        };
        let groups = grouped(&[
            one("C1", &[2, 3], "off"),
            one("C2", &[4], "off"),
            one("9", &[5], "fee"),
        ]);
        let off = groups
            .iter()
            .find(|group| group.reason == "off")
            .expect("counted");
        assert_eq!((off.count, off.rows, off.examples.as_str()), (2, 3, "C1 C2"));
        assert_eq!(row_text(&[1, 2, 3, 4, 5, 6, 7]), "1, 2, 3, 4, 5, 6 …");
    }
}
