//! All refunds, those that wait for somebody first.

use super::{Find, PAGE, filter_of, pages};
use crate::db::DbError;
use crate::domain::refunds::{self, RefundFilter, RefundHead};
use crate::http::{AppState, Failure, User};
use crate::office::notice::Said;
use crate::office::{Page, html};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;

const TABS: [&str; 10] = [
    "open",
    "asked",
    "approved",
    "accounting",
    "paid",
    "platform",
    "nothing",
    "invoice_void",
    "refused",
    "all",
];

#[derive(Template)]
#[template(path = "office/refunds/list.html")]
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
    heads: Vec<RefundHead>,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(find): Query<Find>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        let tab = find.tab(&TABS);
        let filter = RefundFilter {
            state: filter_of(tab),
            query: find.q.clone(),
            limit: PAGE,
            offset: find.offset(),
        };
        let mut tabs = Vec::new();
        for tab in TABS {
            let all = RefundFilter {
                state: filter_of(tab),
                ..RefundFilter::default()
            };
            tabs.push((tab, refunds::count(rx, &all)?));
        }
        let total = refunds::count(rx, &filter)?;
        Ok(List {
            p: Page::new(rx, &user, "refunds")?,
            notice: said.text(user.lang()),
            error: String::new(),
            tab,
            tabs,
            page: find.page.max(1),
            pages: pages(total),
            total,
            heads: refunds::list(rx, &filter)?,
            q: find.q,
        })
    });
    html(&page.await?)
}
