//! Releasing the chosen orders, or all that a search finds.

use super::{Fields, Find, List, html, list_page, texts};
use crate::db::DbError;
use crate::domain::orders::{self, OrderFilter};
use crate::domain::waves::{self, Missing, ReleaseForm};
use crate::http::{AppState, Failure, User};
use crate::office::Page;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use shared::id::OrderId;

/// Orders that one release takes at most.
const AT_ONCE: i64 = waves::ORDERS_PER_RELEASE as i64;
/// Characters of the note that the lists carry.
const NOTE_LIMIT: usize = 200;

/// What a release could not take, where it could not take all.
#[derive(Template)]
#[template(path = "office/orders/released.html")]
struct Released {
    p: Page,
    wave: Option<(String, String)>,
    released: usize,
    missing: Vec<Missing>,
    passed_over: Vec<String>,
}

pub async fn release(State(state): State<AppState>, user: User, fields: Fields) -> Result<Response, Failure> {
    let mut fields = fields.of("release");
    let find = Find {
        state: fields.get("state").to_owned(),
        q: fields.get("q").to_owned(),
        page: fields.number("page").unwrap_or(1),
    };
    let chosen: Vec<OrderId> = fields.ids("id");
    let everything = fields.on("everything");
    let per_list = fields.whole("per_list", 1..=waves::ORDERS_PER_LIST as i64);
    let note = fields.text_within("note", NOTE_LIMIT);
    let none = chosen.is_empty() && !everything;
    if none || fields.failed() {
        let error = if none {
            texts::text(user.lang(), "release.none_chosen")
        } else {
            ""
        };
        let page = state
            .store
            .read(move |rx| -> Result<List, DbError> {
                Ok(List {
                    error: error.to_owned(),
                    chosen,
                    ..list_page(rx, &user, &find, Some(fields))?
                })
            })
            .await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let per_list = usize::try_from(per_list).unwrap_or(1);
    let by = user.by();
    let (out, page) = state
        .store
        .write(by, move |cx| -> Result<_, DbError> {
            let filter = OrderFilter {
                limit: AT_ONCE,
                offset: 0,
                ..find.filter()
            };
            let orders = if everything {
                orders::list(cx, &filter)?
                    .into_iter()
                    .map(|head| head.id)
                    .collect()
            } else {
                chosen
            };
            let form = ReleaseForm {
                orders,
                orders_per_list: per_list,
                note,
            };
            let out = waves::release(cx, &form)?;
            Ok((out, Page::new(cx, &user, "orders")?))
        })
        .await?;
    match (&out.wave, out.missing.is_empty() && out.passed_over.is_empty()) {
        (Some((wave, _)), true) => {
            let to = format!("/office/waves/{wave}?said=released&n={}", out.released);
            Ok(Redirect::to(&to).into_response())
        }
        _ => {
            let page = Released {
                p: page,
                wave: out.wave.map(|(wave, number)| (wave.hex(), number)),
                released: out.released,
                missing: out.missing,
                passed_over: out.passed_over,
            };
            Ok(html(&page)?.into_response())
        }
    }
}
