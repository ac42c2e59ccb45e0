//! One plan: its bins, and what was counted in them.

use super::Done;
use super::visit::{Counted, counted};
use crate::db::DbError;
use crate::domain::counts::{self, Choice, PlanForm, PlanView, Planned, TaskView};
use crate::http::{AppState, Failure, User};
use crate::office::{Page, html, id};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use shared::id::CountPlanId;

/// "This bin now": a plan of one bin.
pub async fn this_bin(
    State(state): State<AppState>,
    user: User,
    Path(bin): Path<String>,
) -> Result<Redirect, Failure> {
    let form = PlanForm {
        name: String::new(),
        choice: Choice::Bins(vec![id(&bin)?]),
        kinds: Vec::new(),
    };
    match state
        .store
        .write(user.by(), move |cx| counts::make_plan(cx, &form))
        .await?
    {
        Planned::Made(plan, _) => Ok(Redirect::to(&format!("/office/counts/{plan}?done=made"))),
        Planned::NoBins | Planned::TooMany(_) => Err(Failure::NotFound),
    }
}

#[derive(Template)]
#[template(path = "office/counts/detail.html")]
struct DetailPage {
    p: Page,
    done: &'static str,
    plan: PlanView,
    tasks: Vec<TaskView>,
    counted: Vec<Counted>,
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path(plan): Path<String>,
    Query(done): Query<Done>,
) -> Result<Html<String>, Failure> {
    let plan: CountPlanId = id(&plan)?;
    let page = state
        .store
        .read(move |rx| -> Result<Option<DetailPage>, DbError> {
            let Some(view) = counts::plan(rx, plan)? else {
                return Ok(None);
            };
            let lines = counts::lines_of(rx, None, Some(plan))?;
            let mut found = Vec::new();
            for visit in counts::visits_of_plan(rx, plan)? {
                found.push(counted(rx, visit, &lines, false)?);
            }
            Ok(Some(DetailPage {
                p: Page::new(rx, &user, "counts")?,
                done: done.text(user.lang()),
                tasks: counts::tasks(rx, plan)?,
                counted: found,
                plan: view,
            }))
        });
    html(&page.await?.ok_or(Failure::NotFound)?)
}

pub async fn cancel(
    State(state): State<AppState>,
    user: User,
    Path(plan): Path<String>,
) -> Result<Redirect, Failure> {
    let plan: CountPlanId = id(&plan)?;
    state
        .store
        .write(user.by(), move |cx| counts::cancel_plan(cx, plan))
        .await?;
    Ok(Redirect::to(&format!("/office/counts/{plan}?done=cancelled")))
}
