//! What platforms' codes mean here: asked while an import waits for it, and as a page of its own.

use super::report::{self, Unknown};
use super::{AppState, Failure, Fields, Said, User, find};
use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue;
use crate::office::{Page, html};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};

/// Codes in one form.
const MAX_CODES: usize = 500;
/// Characters of a channel's name and of a code.
const CHANNEL_LIMIT: usize = 40;
const CODE_LIMIT: usize = 200;

/// Keeps one code as it was typed; what is wrong stands beside its field then.
fn keep(cx: &Cx<'_>, f: &mut Fields) -> Result<(), DbError> {
    for (name, limit) in [("channel", CHANNEL_LIMIT), ("code", CODE_LIMIT)] {
        let text = f.text_within(name, limit);
        if text.is_empty() {
            f.say(name, "invalid.empty", &[]);
        }
        if text.chars().any(char::is_control) {
            f.say(name, "invalid.control", &[]);
        }
    }
    let pieces = f.number("quantity").unwrap_or(0);
    if !f.failed()
        && let Err(invalid) =
            catalogue::remember(cx, &f.text("channel"), &f.text("code"), f.get("sku"), pieces)?
    {
        f.refuse(&invalid);
    }
    Ok(())
}

/// Remembers the codes that were answered; then tries the file again.
pub async fn remember(
    State(state): State<AppState>,
    user: User,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Response, Failure> {
    let upload = match find(&state, &user, id) {
        Ok(upload) => upload,
        Err(back) => return Ok(back.into_response()),
    };
    let (channel, lang) = (fields.text("channel"), user.lang());
    let rows = fields.rows(["code", "sku", "quantity", "orders"]);
    let typed = state
        .store
        .write(user.by(), move |cx| -> Result<Vec<Unknown>, DbError> {
            let mut typed = Vec::new();
            for [code, sku, quantity, orders] in rows.into_iter().take(MAX_CODES) {
                let orders = orders.parse().unwrap_or(0);
                let mut one = Unknown::new(lang, &channel, code, orders, sku, quantity);
                if one.f.on("sku") {
                    keep(cx, &mut one.f)?;
                }
                typed.push(one);
            }
            Ok(typed)
        })
        .await?;
    if typed.iter().any(|one| one.f.failed()) {
        return report::again(&state, user, id, upload, typed).await;
    }
    let kept = typed.iter().filter(|one| one.f.on("sku")).count();
    report::begin(&state, &user, id, &upload, true);
    Ok(Redirect::to(&format!("/office/import/{id}/report?said=remembered&n={kept}")).into_response())
}

#[derive(Template)]
#[template(path = "office/import/codes.html")]
struct Codes {
    p: Page,
    notice: String,
    error: String,
    codes: Vec<(String, String, String, i64)>,
    f: Fields,
}

fn codes_page(tx: &Tx<'_>, user: &User, f: Fields) -> Result<Codes, DbError> {
    Ok(Codes {
        notice: String::new(),
        error: String::new(),
        p: Page::new(tx, user, "orders")?,
        codes: catalogue::code_maps(tx)?,
        f,
    })
}

pub async fn codes(
    State(state): State<AppState>,
    user: User,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<Codes, DbError> {
            let fields = Fields::filled(user.lang(), "code", &[("quantity", "1".to_owned())]);
            Ok(Codes {
                notice: said.text(user.lang()),
                ..codes_page(rx, &user, fields)?
            })
        })
        .await?;
    html(&page)
}

/// One code, new or changed, from the page of codes.
pub async fn remember_one(
    State(state): State<AppState>,
    user: User,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut fields = fields.of("code");
    let page = state
        .store
        .write(user.by(), move |cx| -> Result<Option<Codes>, DbError> {
            keep(cx, &mut fields)?;
            if !fields.failed() {
                return Ok(None);
            }
            codes_page(cx, &user, fields).map(Some)
        })
        .await?;
    match page {
        None => Ok(Redirect::to("/office/codes?said=remembered&n=1").into_response()),
        Some(page) => Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response()),
    }
}
