//! What the set-up pages share: their tabs, the notice after something was done, pages of a list, and the way of a
//! form: opened empty or filled, read, kept, shown again with what is wrong.
//!
//! A new set-up noun is a file with its list (an ordinary handler) and an `impl Noun`; `router.rs` then names
//! `setup::new::<X>`, `create`, `edit` and `change`. Deliberately absent: what only one list shows, and what only one noun
//! has (labels, retiring). They are as different as they look.

use super::fields::Fields;
use super::{Page, html, id, texts};
use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue::Kept;
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::lang::Lang;
use std::str::FromStr;

/// Something that is set up by a form: an item, a bin, a person.
pub trait Noun: Send + Sync + 'static {
    /// Whose titles the fields have: `field.item.sku`.
    const NAME: &'static str;
    /// The page that lists them; their forms stand below it.
    const LIST: &'static str;
    type Id: FromStr + Copy + Send + 'static;
    /// As it is kept now.
    type Now: Send + Sync + 'static;
    /// As it was read from a form, ready for the verb.
    type Form: Send + 'static;
    type Page: Template + Send + 'static;

    fn find(tx: &Tx<'_>, id: Self::Id) -> Result<Option<Self::Now>, DbError>;

    /// What its form shows: of one that is there, or the defaults of a new one.
    fn filled(now: Option<&Self::Now>) -> Vec<(&'static str, String)>;

    /// Reads the form; says beside the fields what cannot be read. Async for what must not run in a transaction.
    fn read(
        asked: &Asked<'_>,
        fields: &mut Fields,
        now: Option<&Self::Now>,
    ) -> impl Future<Output = Result<Self::Form, Failure>> + Send;

    fn keep(cx: &Cx<'_>, form: &Self::Form) -> Result<Kept<()>, DbError>;

    fn page(tx: &Tx<'_>, user: &User, fields: Fields, now: Option<Self::Now>) -> Result<Self::Page, DbError>;
}

/// Whose form is read.
pub struct Asked<'a> {
    pub state: &'a AppState,
    pub user: &'a User,
}

async fn show<N: Noun>(
    state: &AppState,
    user: User,
    fields: Fields,
    now: Option<N::Now>,
) -> Result<Response, Failure> {
    let status = status(fields.failed());
    let page = state
        .store
        .read(move |rx| N::page(rx, &user, fields, now))
        .await?;
    Ok((status, html(&page)?).into_response())
}

async fn save<N: Noun>(
    state: &AppState,
    user: User,
    wanted: Option<N::Id>,
    fields: Fields,
) -> Result<Response, Failure> {
    let now = match wanted {
        Some(wanted) => Some(find::<N>(state, wanted).await?),
        None => None,
    };
    let mut fields = fields.of(N::NAME);
    let asked = Asked { state, user: &user };
    let form = N::read(&asked, &mut fields, now.as_ref()).await?;
    if !fields.failed() {
        let kept = state.store.write(user.by(), move |cx| -> Result<_, DbError> {
            // Somebody may have removed it meanwhile.
            if let Some(wanted) = wanted
                && N::find(cx, wanted)?.is_none()
            {
                return Ok(None);
            }
            N::keep(cx, &form).map(Some)
        });
        match kept.await?.ok_or(Failure::NotFound)? {
            Ok(()) => return Ok(done(N::LIST, "saved")),
            Err(invalid) => fields.refuse(&invalid),
        }
    }
    show::<N>(state, user, fields, now).await
}

pub async fn find<N: Noun>(state: &AppState, wanted: N::Id) -> Result<N::Now, Failure> {
    let found = state.store.read(move |rx| N::find(rx, wanted)).await?;
    found.ok_or(Failure::NotFound)
}

pub async fn new<N: Noun>(State(state): State<AppState>, user: User) -> Result<Response, Failure> {
    let fields = Fields::filled(user.lang(), N::NAME, &N::filled(None));
    show::<N>(&state, user, fields, None).await
}

pub async fn edit<N: Noun>(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let now = find::<N>(&state, id(&wanted)?).await?;
    let fields = Fields::filled(user.lang(), N::NAME, &N::filled(Some(&now)));
    show::<N>(&state, user, fields, Some(now)).await
}

pub async fn create<N: Noun>(
    State(state): State<AppState>,
    user: User,
    fields: Fields,
) -> Result<Response, Failure> {
    save::<N>(&state, user, None, fields).await
}

pub async fn change<N: Noun>(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    save::<N>(&state, user, Some(id(&wanted)?), fields).await
}

/// A box of a form: ticked or not.
pub fn flag(on: bool) -> String {
    if on { "1" } else { "" }.to_owned()
}

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

/// A list as an answer: `make` gets the page around it and the notice about what was just done. `lit` names the menu's
/// entry and the tab.
pub async fn listed<T: Template + Send + 'static>(
    state: &AppState,
    user: User,
    lit: (&'static str, &'static str),
    query: ListQuery,
    make: impl FnOnce(&Tx<'_>, Page, Head) -> Result<T, DbError> + Send + 'static,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| {
        let head = Head::new(user.lang(), lit.1, &query);
        make(rx, Page::new(rx, &user, lit.0)?, head)
    });
    html(&page.await?)
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
