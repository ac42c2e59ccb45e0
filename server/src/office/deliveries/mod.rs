//! 進貨: deliveries found here, announced by hand in `announce`, merged in `merge`, looked at and answered in `detail`, their vouchers and
//! files in `money`, on paper in `paper`.

mod announce;
mod detail;
mod merge;
mod money;
mod paper;

pub use announce::{create, new};
pub use detail::{cancel, detail, identify, over};
pub use merge::{merge, unmerge};
pub use money::{attach, file, prices, remove_voucher, voucher};
pub use paper::{notice_pdf, receipt_pdf};

use super::notice::Said;
use super::{Page, html};
use crate::db::DbError;
use crate::domain::receiving::{self, DeliveryFilter, DeliveryView};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;

/// Deliveries on the page.
const SHOWN: i64 = 300;
/// Stages in the order of work.
const STAGES: [&str; 6] = ["expected", "arrived", "counting", "done", "cancelled", "merged"];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Find {
    /// One of [`STAGES`]; else all that are not over.
    stage: String,
    q: String,
}

#[derive(Template)]
#[template(path = "office/deliveries/list.html")]
struct List {
    p: Page,
    notice: String,
    error: String,
    stage: String,
    q: String,
    tabs: Vec<(&'static str, i64)>,
    deliveries: Vec<DeliveryView>,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(find): Query<Find>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<List, DbError> {
            let stage = STAGES
                .into_iter()
                .find(|stage| *stage == find.stage)
                .unwrap_or("");
            let filter = DeliveryFilter {
                stage: stage.to_owned(),
                query: find.q.chars().take(100).collect::<String>().trim().to_owned(),
                limit: SHOWN,
            };
            let counts = receiving::state_counts(rx)?;
            let count = |stage: &str| counts.iter().find(|(one, _)| one == stage).map_or(0, |(_, n)| *n);
            Ok(List {
                p: Page::new(rx, &user, "deliveries")?,
                notice: said.text(user.lang()),
                error: String::new(),
                tabs: STAGES.map(|stage| (stage, count(stage))).to_vec(),
                deliveries: receiving::deliveries(rx, &filter)?,
                stage: stage.to_owned(),
                q: filter.query,
            })
        })
        .await?;
    html(&page)
}
