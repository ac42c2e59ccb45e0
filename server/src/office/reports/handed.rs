//! 呈報主管: handing a report up, the list of those that were, and reading one.

use super::ask::{Ask, Kind};
use super::build::{Desk, Unmade, build};
use crate::db::DbError;
use crate::domain::reports::{self, HandUp, Handed, NOTE_LIMIT, Read};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::setup::{Head, ListQuery, done, listed};
use crate::office::table::{SHOWN, Sheet};
use crate::office::{Page, html, id};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Response};
use shared::id::StaffId;
use uuid::Uuid;

/// Reports on the list.
const ROWS: i64 = 200;
/// Bytes of a sheet that is kept: some 20,000 rows.
const SHEET_BYTES: usize = 8_000_000;

fn clipped(text: &str) -> String {
    text.trim().chars().take(NOTE_LIMIT).collect()
}

/// The report is made again at this moment and kept as it is now.
pub async fn hand_up(
    State(state): State<AppState>,
    user: User,
    Path(kind): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let kind = Kind::parse(&kind).ok_or(Failure::NotFound)?;
    let ask: Ask = serde_urlencoded::from_str(fields.get("asked")).unwrap_or_default();
    let back = format!("/office/reports/{}", kind.code());
    let Ok(to) = fields.get("instructed_by").parse::<StaffId>() else {
        return Ok(done("/office/reports/handed", "not_handed_who"));
    };
    let (now, reader, asked) = (state.store.clock().now_ms(), user.clone(), ask.clone());
    let made = state.store.read(move |rx| -> Result<Option<Sheet>, DbError> {
        let p = Page::new(rx, &reader, "reports")?;
        match build(&Desk { tx: rx, p: &p, now }, kind, &asked) {
            Ok((sheet, _)) => Ok(Some(sheet)),
            Err(Unmade::Wrong(_)) => Ok(None),
            Err(Unmade::Inside(error)) => Err(error),
        }
    });
    let Some(sheet) = made.await? else {
        return Ok(done("/office/reports/handed", "not_handed_question"));
    };
    let sheet = serde_json::to_string(&sheet).map_err(|error| Failure::Inside(error.to_string()))?;
    if sheet.len() > SHEET_BYTES {
        return Ok(done("/office/reports/handed", "not_handed_large"));
    }
    let form = HandUp {
        kind: kind.code().to_owned(),
        asked: format!("{back}?{}", ask.query("")),
        sheet,
        instructed_by: to,
        note: clipped(fields.get("note")),
    };
    let kept = state
        .store
        .write(user.by(), move |cx| reports::hand_up(cx, &form));
    Ok(match kept.await? {
        Some(id) => done(&format!("/office/reports/handed/{}", id.simple()), "handed_up"),
        None => done("/office/reports/handed", "not_handed_who"),
    })
}

#[derive(Template)]
#[template(path = "office/reports/handed.html")]
struct List {
    p: Page,
    tab: &'static str,
    head: Head,
    all: Vec<Handed>,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    listed(&state, user, ("reports", "handed"), query, |rx, p, head| {
        let (tab, all) = ("handed", reports::handed(rx, None, ROWS)?);
        Ok(List { p, tab, head, all })
    })
    .await
}

#[derive(Template)]
#[template(path = "office/reports/handed_one.html")]
struct One {
    p: Page,
    tab: &'static str,
    head: Head,
    report: Handed,
    sheet: Sheet,
    reads: Vec<Read>,
    /// Whoever looks is the one who asked for it and has not said that it was read.
    mine: bool,
    shown: usize,
}

pub async fn one(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let page = state.store.read(move |rx| -> Result<Option<One>, DbError> {
        let (Some(report), Some(sheet)) = (
            reports::handed(rx, Some(wanted), 1)?.pop(),
            reports::handed_sheet(rx, wanted)?,
        ) else {
            return Ok(None);
        };
        let sheet: Sheet =
            serde_json::from_str(&sheet).map_err(|_| DbError::Decode(report.number.clone(), "a sheet"))?;
        let p = Page::new(rx, &user, "reports")?;
        Ok(Some(One {
            head: Head::new(user.lang(), "handed", &query),
            sheet: p.costs().sheet(sheet),
            p,
            tab: "handed",
            mine: report.instructed_by == user.member.id && report.read_at.is_none(),
            reads: reports::reads(rx, wanted)?,
            report,
            shown: SHOWN,
        }))
    });
    html(&page.await?.ok_or(Failure::NotFound)?)
}

/// Whoever is signed in says that they read it, and what they answer.
pub async fn read(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let answer = clipped(fields.get("answer"));
    let kept = state
        .store
        .write(user.by(), move |cx| reports::mark_read(cx, wanted, &answer));
    if !kept.await? {
        return Err(Failure::NotFound);
    }
    Ok(done(
        &format!("/office/reports/handed/{}", wanted.simple()),
        "report_read",
    ))
}
