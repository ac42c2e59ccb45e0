//! What the set-up pages share: their tabs, the notice after something was done, ids in paths, pages of a list.

use super::texts;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::lang::Lang;

/// Rows of one page of a list.
pub const PAGE: usize = 100;
/// A search text longer than this is no search.
const QUERY_LIMIT: usize = 100;

/// Handed to every set-up template as `head`.
#[derive(Clone, Debug)]
pub struct Head {
    pub tab: &'static str,
    /// What was just done, in words; empty for nothing.
    pub done: &'static str,
    /// It was not done: shown as a warning.
    pub careful: bool,
}

impl Head {
    pub fn new(lang: Lang, tab: &'static str, list: &ListQuery) -> Head {
        Head {
            tab,
            done: Some(&list.done)
                .filter(|done| !done.is_empty())
                .and_then(|done| texts::find(lang, &format!("done.{done}")))
                .unwrap_or_default(),
            careful: list.done.starts_with("not_"),
        }
    }

    pub fn quiet(tab: &'static str) -> Head {
        Head {
            tab,
            done: "",
            careful: false,
        }
    }
}

/// `?q=…&page=…&done=…`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub q: String,
    pub page: String,
    pub done: String,
    pub zone: String,
}

impl ListQuery {
    pub fn words(&self) -> String {
        self.q.trim().chars().take(QUERY_LIMIT).collect()
    }

    /// From 0. What is no number is the first page.
    pub fn page(&self) -> usize {
        self.page.parse().unwrap_or(0).min(100_000)
    }
}

/// Where a list goes on, from the rows of one page and one more.
#[derive(Clone, Debug)]
pub struct Pager {
    pub number: usize,
    pub next: bool,
}

impl Pager {
    /// Cuts the one row too many that tells whether there is a next page.
    pub fn cut<T>(rows: &mut Vec<T>, number: usize) -> Pager {
        let next = rows.len() > PAGE;
        rows.truncate(PAGE);
        Pager { number, next }
    }

    pub fn before(&self) -> usize {
        self.number.saturating_sub(1)
    }

    pub fn after(&self) -> usize {
        self.number + 1
    }

    pub fn needed(&self) -> bool {
        self.next || self.number > 0
    }
}

/// Back to a list, with a notice.
pub fn done(to: &str, what: &str) -> Response {
    Redirect::to(&format!("{to}?done={what}")).into_response()
}

/// 422 for a form that comes back, 200 for one that is opened.
pub fn status(failed: bool) -> StatusCode {
    if failed {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}
