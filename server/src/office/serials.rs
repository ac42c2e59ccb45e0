//! 序號查詢: what is known of a numbered piece, from where it came in to the customer it went to.

use super::setup::ListQuery;
use super::{Page, html};
use crate::db::DbError;
use crate::domain::shipments::{self, FoundSerial, LifeStep};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;

/// Numbers on one page.
const SHOWN: i64 = 20;

/// A number and its life.
struct Piece {
    is: FoundSerial,
    life: Vec<LifeStep>,
}

#[derive(Template)]
#[template(path = "office/stock/serials.html")]
struct Serials {
    p: Page,
    q: String,
    pieces: Vec<Piece>,
    more: bool,
}

pub async fn page(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<Serials, DbError> {
        let q = query.words();
        let mut found = if q.is_empty() {
            Vec::new()
        } else {
            shipments::find_serials(rx, &q, SHOWN + 1)?
        };
        // The whole number alone, where it is one: others that only begin so are not meant.
        if found.iter().any(|one| one.serial == q) {
            found.retain(|one| one.serial == q);
        }
        let limit = usize::try_from(SHOWN).unwrap_or(usize::MAX);
        let more = found.len() > limit;
        found.truncate(limit);
        let pieces = found.into_iter().map(|is| {
            let life = shipments::serial_life(rx, is.item, &is.serial)?;
            Ok(Piece { is, life })
        });
        Ok(Serials {
            pieces: pieces.collect::<Result<_, DbError>>()?,
            p: Page::new(rx, &user, "stock")?,
            q,
            more,
        })
    });
    html(&page.await?)
}
