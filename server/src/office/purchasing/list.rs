//! 訂貨單, found and chosen.

use crate::db::DbError;
use crate::domain::purchasing::{self, PurchaseFilter, PurchaseHead, STATES};
use crate::domain::settings::day;
use crate::http::{AppState, Failure, User};
use crate::office::setup::{Head, ListQuery, PAGE, Pager};
use crate::office::{Page, html};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Find {
    /// One of the states; empty: all.
    state: String,
}

impl Find {
    pub(super) fn tab(&self) -> &'static str {
        let known = STATES.into_iter().find(|one| *one == self.state);
        known.unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "office/purchasing/list.html")]
struct List {
    p: Page,
    head: Head,
    q: String,
    tab: &'static str,
    tabs: Vec<(&'static str, i64)>,
    orders: Vec<PurchaseHead>,
    today: String,
    at: Pager,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
    Query(find): Query<Find>,
) -> Result<Html<String>, Failure> {
    let now = state.store.clock().now_ms();
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        let (q, number) = (query.words(), query.page());
        let tab = find.tab();
        let p = Page::new(rx, &user, "purchasing")?;
        let filter = PurchaseFilter {
            state: tab.to_owned(),
            query: q.clone(),
            supplier: None,
            limit: i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
            offset: i64::try_from(number * PAGE).unwrap_or(0),
        };
        let mut orders = purchasing::purchases(rx, &filter)?;
        let at = Pager::cut(&mut orders, number);
        Ok(List {
            head: Head::new(user.lang(), "purchases", &query),
            today: day::date(now, p.shop.utc_offset_min),
            p,
            q,
            tab,
            tabs: purchasing::count_purchases(rx)?,
            orders,
            at,
        })
    });
    html(&page.await?)
}
