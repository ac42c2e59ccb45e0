//! 盤點: plans, what was counted beside what the books held, and the office's decision; the limits of counters.

mod differences;

pub use differences::differences;

use super::fields::{Fields, Pairs};
use super::sheet::Asked;
use super::story::{self, Step};
use super::{Page, html, texts};
use crate::db::{DbError, Tx};
use crate::documents::{CountLine, CountSheet, Paper};
use crate::domain::catalogue;
use crate::domain::counts::{
    self, Choice, Class, Decided, Limit, Limits, LineView, PlanForm, PlanView, Planned, TaskView, VisitView,
};
use crate::domain::settings::day;
use crate::domain::shipments;
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::catalogue::ItemKind;
use shared::id::{BinId, CountPlanId, VisitId};
use shared::lang::Lang;
use std::collections::BTreeSet;

/// Plans on the page, counts that wait, counts of one bin.
const PLANS: i64 = 100;
const WAITING: i64 = 100;
const OF_BIN: i64 = 20;
/// Bins whose zones are offered.
const ZONES: i64 = 100_000;

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// What was just done, as a code in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
    bins: String,
}

impl Done {
    fn text(&self, lang: Lang) -> &'static str {
        texts::find(lang, &format!("counts.done.{}", self.done)).unwrap_or_default()
    }
}

// ---------------------------------------------------------------- plans

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

/// One count with its lines, and the count it confirms beside it.
struct Counted {
    visit: VisitView,
    lines: Vec<Compared>,
    /// Handhelds that may still hold something of this bin, in words; empty for none.
    silent: String,
}

struct Compared {
    it: LineView,
    /// What the count before it saw of the same pieces.
    before: Option<i64>,
}

fn counted(tx: &Tx<'_>, visit: VisitView, lines: &[LineView], all: bool) -> Result<Counted, DbError> {
    let same = |a: &LineView, b: &LineView| a.item == b.item && a.lot == b.lot && a.condition == b.condition;
    let earlier = |line: &LineView| {
        let before = lines.iter().filter(|other| Some(other.visit) == visit.follows);
        before
            .into_iter()
            .find(|other| same(other, line))
            .map(|other| other.counted)
    };
    let own = lines.iter().filter(|line| line.visit == visit.id);
    let shown = own.filter(|line| all || line.difference() != 0 || line.unclear);
    Ok(Counted {
        lines: shown
            .map(|line| Compared {
                before: earlier(line),
                it: line.clone(),
            })
            .collect(),
        silent: counts::waiting_for(tx, &visit)?.join(", "),
        visit,
    })
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

// ---------------------------------------------------------------- one count

#[derive(Template)]
#[template(path = "office/counts/visit.html")]
struct VisitPage {
    p: Page,
    done: &'static str,
    counted: Counted,
    /// All counts of this bin, newest first.
    others: Vec<VisitView>,
    steps: Vec<Step>,
}

pub async fn visit(
    State(state): State<AppState>,
    user: User,
    Path(visit): Path<String>,
    Query(done): Query<Done>,
) -> Result<Html<String>, Failure> {
    let visit: VisitId = id(&visit)?;
    let page = state.store.read(move |rx| -> Result<Option<VisitPage>, DbError> {
        let Some(view) = counts::visit(rx, visit)? else {
            return Ok(None);
        };
        let p = Page::new(rx, &user, "counts")?;
        let mut lines = counts::lines_of(rx, Some(visit), None)?;
        if view.follows.is_some() {
            lines.extend(counts::lines_of(rx, view.follows, None)?);
        }
        let events = match counts::stream_of(rx, visit)? {
            Some(at) => shipments::story_of_stream(rx, at.device, at.epoch, at.seqs)?,
            None => Vec::new(),
        };
        Ok(Some(VisitPage {
            done: done.text(user.lang()),
            others: counts::bin_visits(rx, view.bin, OF_BIN)?,
            steps: story::steps(rx, &p, events)?,
            counted: counted(rx, view, &lines, true)?,
            p,
        }))
    });
    html(&page.await?.ok_or(Failure::NotFound)?)
}

#[derive(Debug, Deserialize)]
pub struct Decision {
    answer: String,
}

pub async fn decide(
    State(state): State<AppState>,
    user: User,
    Path(visit): Path<String>,
    Form(decision): Form<Decision>,
) -> Result<Redirect, Failure> {
    let visit: VisitId = id(&visit)?;
    let accept = decision.answer == "accept";
    let decided = state
        .store
        .write(user.by(), move |cx| counts::decide(cx, visit, accept))
        .await?;
    let done = match decided {
        Decided::Done if accept => "accepted",
        Decided::Done => "again",
        Decided::NotNow => "not_now",
        Decided::NotFound => return Err(Failure::NotFound),
    };
    Ok(Redirect::to(&format!(
        "/office/counts/visits/{visit}?done={done}"
    )))
}

// ---------------------------------------------------------------- limits and the sheet

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

/// The 盤點表: never how much the books expect.
pub async fn sheet(
    State(state): State<AppState>,
    user: User,
    uri: Uri,
    Path(plan): Path<String>,
) -> Result<Response, Failure> {
    let plan: CountPlanId = id(&plan)?;
    let now = state.store.clock().now_ms();
    let lang = user.lang();
    let found = state.store.read({
        let user = user.clone();
        move |rx| -> Result<Option<CountSheet>, DbError> {
            let Some(view) = counts::plan(rx, plan)? else {
                return Ok(None);
            };
            let p = Page::new(rx, &user, "counts")?;
            Ok(Some(paper(&p, lang, &view, &counts::sheet(rx, plan)?, now)))
        }
    });
    let paper = found.await?.ok_or(Failure::NotFound)?;
    let asked = Asked {
        state: &state,
        user: &user,
        uri: &uri,
        back: "/office/counts",
    };
    let file = format!("{}.pdf", paper.number);
    asked.pdf(&file, Paper::CountSheet(paper)).await
}

fn paper(p: &Page, lang: Lang, plan: &PlanView, rows: &[counts::SheetRow], now: i64) -> CountSheet {
    let zones: BTreeSet<&str> = rows.iter().map(|row| row.zone.as_str()).collect();
    let kinds: Vec<&str> = plan.kinds.iter().map(|kind| p.code("kind", kind)).collect();
    let number = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
    CountSheet {
        lang,
        company: crate::documents::Company {
            name: p.shop.name.clone(),
            tax_id: p.shop.tax_id.clone(),
            phone: p.shop.phone.clone(),
            address: p.shop.address.clone(),
        },
        number: plan.number.clone(),
        date: day::date(plan.created_at, p.shop.utc_offset_min),
        printed_at: day::minute(now, p.shop.utc_offset_min),
        name: plan.name.clone(),
        zones: zones.into_iter().collect::<Vec<_>>().join(" "),
        kinds: kinds.join(" "),
        lines: rows
            .iter()
            .map(|row| CountLine {
                bin: row.bin.clone(),
                sku: row.sku.clone(),
                barcode: row.barcode.clone(),
                name: row.name.clone(),
                lot: row.lot.number.clone(),
                expiry: row.lot.expiry.clone(),
                first: number(row.first),
                second: number(row.second),
            })
            .collect(),
    }
}
