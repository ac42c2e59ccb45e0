//! One count: what was seen beside what the books held, and what the office says to it.

use super::Done;
use crate::db::{DbError, Tx};
use crate::domain::counts::{self, Decided, LineView, SerialView, VisitView};
use crate::domain::shipments;
use crate::http::{AppState, Failure, User};
use crate::office::story::{self, Step};
use crate::office::{Page, html, id};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;
use shared::id::VisitId;

/// Counts of one bin.
const OF_BIN: i64 = 20;

/// One count with its lines, and the count it confirms beside it.
pub(super) struct Counted {
    pub visit: VisitView,
    pub lines: Vec<Compared>,
    /// 序號, those that differ first.
    pub serials: Vec<SerialView>,
    /// Handhelds that may still hold something of this bin, in words; empty for none.
    pub silent: String,
}

pub(super) struct Compared {
    pub it: LineView,
    /// What the count before it saw of the same pieces.
    pub before: Option<i64>,
}

/// `all`: also what is as the books say.
pub(super) fn counted(
    tx: &Tx<'_>,
    visit: VisitView,
    lines: &[LineView],
    all: bool,
) -> Result<Counted, DbError> {
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
    let mut serials = counts::serials_of(tx, visit.id)?;
    serials.retain(|serial| all || serial.differs());
    Ok(Counted {
        serials,
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
