//! 補貨: what is to be carried to pick bins, live.

use super::{Page, html, texts};
use crate::db::DbError;
use crate::domain::replenish::{self, View};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;
use shared::id::ReplenishmentId;

/// Tasks on the page.
const SHOWN: i64 = 300;

#[derive(Template)]
#[template(path = "office/replenish/list.html")]
struct List {
    p: Page,
    done: String,
    tasks: Vec<View>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Made {
    made: Option<i64>,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(made): Query<Made>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        let said = |made: i64| texts::text(user.lang(), "replenish.made").replace("{n}", &made.to_string());
        Ok(List {
            done: made.made.map(said).unwrap_or_default(),
            p: Page::new(rx, &user, "counts")?,
            tasks: replenish::list(rx, SHOWN)?,
        })
    });
    html(&page.await?)
}

pub async fn propose(State(state): State<AppState>, user: User) -> Result<Redirect, Failure> {
    let made = state.store.write(user.by(), replenish::propose).await?;
    Ok(Redirect::to(&format!("/office/replenish?made={made}")))
}

pub async fn cancel(
    State(state): State<AppState>,
    user: User,
    Path(task): Path<String>,
) -> Result<Redirect, Failure> {
    let task: ReplenishmentId = task.parse().map_err(|_| Failure::NotFound)?;
    state
        .store
        .write(user.by(), move |cx| replenish::cancel(cx, task))
        .await?;
    Ok(Redirect::to("/office/replenish"))
}
