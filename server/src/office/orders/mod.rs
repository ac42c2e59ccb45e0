//! Orders: found and chosen here, released in `release`, looked at and cancelled in `detail`.

mod detail;
mod release;

pub use detail::{cancel, change, detail, label, with_invoice};
pub use release::release;

use super::fields::Fields;
use super::notice::Said;
use super::{Page, html, id, texts};
use crate::db::{DbError, Tx};
use crate::domain::orders::{self, OrderFilter, OrderHead};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;
use shared::catalogue::Role;
use shared::id::OrderId;

/// Orders on a page.
const PAGE: i64 = 200;
/// Order states in the order of work.
const STATES: [&str; 6] = ["open", "held", "released", "packed", "shipped", "cancelled"];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Find {
    /// A state, or `all`; empty: open ones.
    state: String,
    q: String,
    page: i64,
}

impl Find {
    fn filter(&self) -> OrderFilter {
        let state = if self.state == "all" { "" } else { self.tab() };
        OrderFilter {
            state: state.to_owned(),
            query: self.q.clone(),
            limit: PAGE,
            offset: (self.page.max(1) - 1).saturating_mul(PAGE),
        }
    }

    fn tab(&self) -> &str {
        match self.state.as_str() {
            "all" => "all",
            state => STATES.into_iter().find(|one| *one == state).unwrap_or("open"),
        }
    }
}

#[derive(Template)]
#[template(path = "office/orders/list.html")]
struct List {
    p: Page,
    notice: String,
    error: String,
    tab: String,
    q: String,
    page: i64,
    pages: i64,
    total: i64,
    tabs: Vec<(String, i64)>,
    heads: Vec<OrderHead>,
    chosen: Vec<OrderId>,
    /// The release's form.
    f: Fields,
    /// The page shows orders that can be released, to one who may.
    releasing: bool,
}

impl List {
    fn is_chosen(&self, id: &OrderId) -> bool {
        self.chosen.contains(id)
    }
}

fn list_page(tx: &Tx<'_>, user: &User, find: &Find, fields: Option<Fields>) -> Result<List, DbError> {
    let fresh = || Fields::filled(user.lang(), "release", &[("per_list", "1".to_owned())]);
    let filter = find.filter();
    let total = orders::count(tx, &filter)?;
    let mut tabs = Vec::new();
    for state in STATES {
        let one = OrderFilter {
            state: state.to_owned(),
            ..OrderFilter::default()
        };
        tabs.push((state.to_owned(), orders::count(tx, &one)?));
    }
    Ok(List {
        p: Page::new(tx, user, "orders")?,
        notice: String::new(),
        error: String::new(),
        tab: find.tab().to_owned(),
        q: find.q.clone(),
        page: find.page.max(1),
        pages: (total + PAGE - 1) / PAGE,
        total,
        tabs,
        heads: orders::list(tx, &filter)?,
        chosen: Vec::new(),
        f: fields.unwrap_or_else(fresh),
        releasing: find.tab() == "open" && user.may(Role::Office),
    })
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
            Ok(List {
                notice: said.text(user.lang()),
                ..list_page(rx, &user, &find, None)?
            })
        })
        .await?;
    html(&page)
}
