//! All plans, what waits for a decision, a new plan, and the limits of counters.

use super::Done;
use crate::db::{DbError, Tx};
use crate::domain::catalogue;
use crate::domain::counts::{self, Choice, Class, Limit, Limits, PlanForm, PlanView, Planned, VisitView};
use crate::http::{AppState, Failure, User};
use crate::office::fields::{Fields, Pairs};
use crate::office::{Page, html};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use shared::catalogue::ItemKind;
use shared::id::BinId;
use std::collections::BTreeSet;

/// Plans on the page, counts that wait.
const PLANS: i64 = 100;
const WAITING: i64 = 100;
/// Bins whose zones are offered.
const ZONES: i64 = 100_000;

#[derive(Template)]
#[template(path = "office/counts/list.html")]
struct ListPage {
    p: Page,
    f: Fields,
    done: &'static str,
    plans: Vec<PlanView>,
    waiting: Vec<VisitView>,
    zones: Vec<String>,
    chosen_zones: Vec<String>,
    /// Code and whether it is ticked.
    kinds: Vec<(&'static str, bool)>,
    ways: [&'static str; 4],
    classes: [&'static str; 3],
    limits: Limits,
}

const KINDS: [ItemKind; 4] = [
    ItemKind::Goods,
    ItemKind::Packing,
    ItemKind::Supplies,
    ItemKind::Gift,
];

async fn show(state: &AppState, user: User, fields: Fields, done: &'static str) -> Result<Response, Failure> {
    let failed = fields.failed();
    let page = state.store.read(move |rx| -> Result<ListPage, DbError> {
        let bins = catalogue::bins(rx, ZONES)?;
        let zones: BTreeSet<String> = bins.into_iter().map(|bin| bin.zone).collect();
        Ok(ListPage {
            p: Page::new(rx, &user, "counts")?,
            done,
            plans: counts::plans(rx, PLANS)?,
            waiting: counts::waiting(rx, WAITING)?,
            zones: zones.into_iter().collect(),
            chosen_zones: fields.all("zone").into_iter().map(str::to_owned).collect(),
            kinds: KINDS
                .iter()
                .map(|kind| (kind.code(), fields.all("kind").contains(&kind.code())))
                .collect(),
            ways: ["zone", "class", "stale", "bins"],
            classes: Class::ALL.map(Class::code),
            limits: counts::limits(rx)?,
            f: fields,
        })
    });
    let status = if failed {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((status, html(&page.await?)?).into_response())
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let way = if done.bins.is_empty() { "zone" } else { "bins" };
    let filled = [
        ("way", way.to_owned()),
        ("class", "A".to_owned()),
        ("days", "30".to_owned()),
        ("bins", done.bins.chars().take(200).collect()),
    ];
    let fields = Fields::filled(user.lang(), "plan", &filled);
    let done = done.text(user.lang());
    show(&state, user, fields, done).await
}

/// Codes of bins, separated by blanks, commas or lines. Says which are unknown.
fn named_bins(tx: &Tx<'_>, text: &str) -> Result<Result<Vec<BinId>, String>, DbError> {
    let mut out = Vec::new();
    let codes = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';'));
    for code in codes
        .filter(|code| !code.is_empty())
        .take(counts::BINS_A_PLAN + 1)
    {
        match catalogue::bin_by_code(tx, code)? {
            Some(bin) => out.push(bin),
            None => return Ok(Err(code.to_owned())),
        }
    }
    Ok(Ok(out))
}

pub async fn make(
    State(state): State<AppState>,
    user: User,
    Form(typed): Form<Pairs>,
) -> Result<Response, Failure> {
    let mut fields = Fields::typed(user.lang(), "plan", typed);
    let days = fields.whole("days", 0..=3_650);
    let way = fields.get("way").to_owned();
    let text = fields.get("bins").to_owned();
    let bins = match state.store.read(move |rx| named_bins(rx, &text)).await? {
        Ok(bins) => bins,
        Err(code) => {
            if way == "bins" {
                fields.say("bins", "invalid.unknown", &[("value", &code)]);
            }
            Vec::new()
        }
    };
    let choice = match way.as_str() {
        "class" => Choice::Class(Class::parse(fields.get("class")).unwrap_or(Class::A)),
        "stale" => Choice::NotCountedFor(days),
        "bins" => Choice::Bins(bins),
        _ => Choice::Zones(fields.all("zone").into_iter().map(str::to_owned).collect()),
    };
    let form = PlanForm {
        name: fields.get("name").to_owned(),
        choice,
        kinds: fields
            .all("kind")
            .into_iter()
            .filter_map(ItemKind::parse)
            .collect(),
    };
    if !fields.failed() {
        let planned = state.store.write(user.by(), move |cx| -> Result<_, DbError> {
            counts::forget_old(cx)?;
            counts::make_plan(cx, &form)
        });
        match planned.await? {
            Planned::Made(plan, _) => {
                return Ok(Redirect::to(&format!("/office/counts/{plan}?done=made")).into_response());
            }
            Planned::NoBins => fields.say("way", "counts.no_bins", &[]),
            Planned::TooMany(many) => {
                let (many, most) = (many.to_string(), counts::BINS_A_PLAN.to_string());
                fields.say("way", "counts.too_many", &[("many", &many), ("most", &most)]);
            }
        }
    }
    show(&state, user, fields, "").await
}

pub async fn set_limits(
    State(state): State<AppState>,
    user: User,
    Form(typed): Form<Pairs>,
) -> Result<Response, Failure> {
    let mut fields = Fields::typed(user.lang(), "plan", typed);
    let mut limit = |pieces: &str, percent: &str| Limit {
        pieces: fields.whole(pieces, 0..=1_000_000),
        percent: fields.whole(percent, 0..=100),
    };
    let limits = Limits {
        worker: limit("worker_pieces", "worker_percent"),
        lead: limit("lead_pieces", "lead_percent"),
    };
    if fields.failed() {
        return show(&state, user, fields, "").await;
    }
    state
        .store
        .write(user.by(), move |cx| counts::save_limits(cx, limits))
        .await?;
    Ok(Redirect::to("/office/counts?done=limits").into_response())
}
