//! What platforms' codes mean here: asked while an import waits for it, and as a page of its own.

use super::report::{self, Unknown};
use super::{AppState, Failure, User, find};
use crate::db::DbError;
use crate::domain::catalogue::{self, Invalid};
use crate::office::notice::Said;
use crate::office::posted::Posted;
use crate::office::{Page, html, texts};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::lang::Lang;

/// Codes in one form.
const MAX_CODES: usize = 500;

/// What is wrong with a code as it was typed, in words.
fn words(lang: Lang, invalid: &Invalid) -> String {
    let key = match invalid {
        Invalid::Unknown { .. } => "codes.unknown_sku",
        Invalid::Quantity { .. } => "codes.bad_quantity",
        Invalid::Empty(_) => "codes.empty",
        Invalid::TooLong { .. }
        | Invalid::Taken { .. }
        | Invalid::Control { .. }
        | Invalid::LastAdmin
        | Invalid::Untracked(_)
        | Invalid::OnePiece => "codes.bad_code",
    };
    texts::text(lang, key).to_owned()
}

/// Remembers the codes that were answered; then tries the file again.
pub async fn remember(
    State(state): State<AppState>,
    user: User,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Failure> {
    let upload = match find(&state, &user, id) {
        Ok(upload) => upload,
        Err(back) => return Ok(back.into_response()),
    };
    let channel = posted.get("channel").trim().to_owned();
    let (codes, skus, quantities, orders) = (
        posted.all("code"),
        posted.all("sku"),
        posted.all("quantity"),
        posted.all("orders"),
    );
    let mut typed: Vec<Unknown> = codes
        .zip(skus)
        .zip(quantities.zip(orders))
        .take(MAX_CODES)
        .map(|((code, sku), (quantity, orders))| Unknown {
            code: code.to_owned(),
            orders: orders.parse().unwrap_or(0),
            sku: sku.trim().to_owned(),
            quantity: quantity.trim().to_owned(),
            error: String::new(),
        })
        .collect();
    let lang = user.lang();
    let typed = state
        .store
        .write(user.by(), move |cx| -> Result<Vec<Unknown>, DbError> {
            for one in typed.iter_mut().filter(|one| !one.sku.is_empty()) {
                let pieces = one.quantity.parse().unwrap_or(0);
                if let Err(invalid) = catalogue::remember(cx, &channel, &one.code, &one.sku, pieces)? {
                    one.error = words(lang, &invalid);
                }
            }
            Ok(typed)
        })
        .await?;
    if typed.iter().any(|one| !one.error.is_empty()) {
        return report::again(&state, user, id, upload, typed).await;
    }
    let kept = typed.iter().filter(|one| !one.sku.is_empty()).count();
    report::begin(&state, &user, id, &upload, true);
    Ok(Redirect::to(&format!("/office/import/{id}/report?said=remembered&n={kept}")).into_response())
}

#[derive(Default)]
struct Typed {
    channel: String,
    code: String,
    sku: String,
    quantity: String,
}

#[derive(Template)]
#[template(path = "office/import/codes.html")]
struct Codes {
    p: Page,
    notice: String,
    error: String,
    codes: Vec<(String, String, String, i64)>,
    typed: Typed,
}

pub async fn codes(
    State(state): State<AppState>,
    user: User,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<Codes, DbError> {
            Ok(Codes {
                notice: said.text(user.lang()),
                error: String::new(),
                p: Page::new(rx, &user, "orders")?,
                codes: catalogue::code_maps(rx)?,
                typed: Typed {
                    quantity: "1".to_owned(),
                    ..Typed::default()
                },
            })
        })
        .await?;
    html(&page)
}

/// One code, new or changed, from the page of codes.
pub async fn remember_one(
    State(state): State<AppState>,
    user: User,
    posted: Posted,
) -> Result<Response, Failure> {
    let field = |name: &str| posted.get(name).trim().to_owned();
    let typed = Typed {
        channel: field("channel"),
        code: field("code"),
        sku: field("sku"),
        quantity: field("quantity"),
    };
    let pieces = posted.number("quantity").unwrap_or(0);
    let lang = user.lang();
    let page = state
        .store
        .write(user.by(), move |cx| -> Result<Option<Codes>, DbError> {
            let kept = if typed.channel.is_empty() || typed.code.is_empty() {
                Err(Invalid::Empty("code"))
            } else if typed.code.chars().count() > 200 || typed.code.chars().any(char::is_control) {
                Err(Invalid::Control {
                    field: "code",
                    value: String::new(),
                })
            } else {
                catalogue::remember(cx, &typed.channel, &typed.code, &typed.sku, pieces)?
            };
            let Err(invalid) = kept else {
                return Ok(None);
            };
            Ok(Some(Codes {
                notice: String::new(),
                error: words(lang, &invalid),
                p: Page::new(cx, &user, "orders")?,
                codes: catalogue::code_maps(cx)?,
                typed,
            }))
        })
        .await?;
    match page {
        None => Ok(Redirect::to("/office/codes?said=remembered&n=1").into_response()),
        Some(page) => Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response()),
    }
}
