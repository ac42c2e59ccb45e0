//! Open questions: what happened, what to do, and the answers a person can give.

use super::fields::Fields;
use super::notice::Said;
use super::{Page, html, id, story, texts};
use crate::db::{DbError, Tx};
use crate::domain::discrepancies::{self, Answer, Kind, View};
use crate::domain::returns;
use crate::domain::stock::Answered;
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::facts::ShortReason;
use shared::id::DiscrepancyId;
use shared::stock::Place;

/// Characters of an answer's note.
const NOTE_LIMIT: usize = 500;
/// Questions on the page.
const SHOWN: i64 = 200;

/// One question as the page shows it.
struct Question {
    view: View,
    title: &'static str,
    advice: &'static str,
    raw: String,
    detail: String,
    answers: Vec<(Answer, &'static str)>,
    /// The answer's form.
    f: Fields,
}

impl Question {
    fn link(&self) -> String {
        let task = self.view.it.task.as_deref().unwrap_or_default();
        match (task.split_once(':'), self.view.order) {
            (Some(("list", id)), _) => format!("/office/lists/{id}"),
            (Some(("delivery", id)), _) => format!("/office/deliveries/{id}"),
            (Some(("return", id)), _) => format!("/office/sales-returns/{id}"),
            (Some(("manifest", id)), _) => format!("/office/manifests/{id}"),
            (_, Some(order)) => format!("/office/orders/{order}"),
            _ => String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "office/discrepancies/list.html")]
struct List {
    p: Page,
    notice: String,
    error: String,
    all: bool,
    questions: Vec<Question>,
}

fn question(p: &Page, view: View) -> Question {
    let kind = view.it.kind;
    // A bin is needed to set what is in it.
    let possible = |answer: &Answer| {
        view.it.bin.is_some() || !matches!(answer, Answer::Adjust | Answer::Found | Answer::Lost)
    };
    let detail = match ShortReason::parse(&view.it.detail) {
        Some(reason) => reason.text(p.lang).to_owned(),
        None if view.it.detail == Place::Dock.to_string() => p.t("place.dock").to_owned(),
        None => view.it.detail.clone(),
    };
    Question {
        title: kind.title(p.lang),
        advice: kind.advice(p.lang),
        raw: view
            .fact
            .as_ref()
            .map(|fact| story::visible(&story::raw_of(fact)))
            .unwrap_or_default(),
        // Places and bodies are for support, not for the page.
        detail: if detail.contains(':') || detail.starts_with('{') {
            String::new()
        } else {
            detail
        },
        answers: kind
            .answers()
            .iter()
            .filter(|answer| possible(answer))
            .map(|answer| (*answer, answer.label(p.lang)))
            .collect(),
        f: Fields::filled(p.lang, "answer", &[]),
        view,
    }
}

/// One code that was learnt for two items is one problem: each question names the other's item.
fn learnt_twice(p: &Page, views: &mut [View]) {
    let waits = |view: &View| view.it.kind == Kind::BarcodeLearned && view.it.open;
    let learnt: Vec<(String, String)> = views
        .iter()
        .filter(|view| waits(view))
        .map(|view| (view.it.detail.clone(), view.sku.clone()))
        .collect();
    for view in views.iter_mut().filter(|view| waits(view)) {
        let others = learnt
            .iter()
            .filter(|(code, sku)| *code == view.it.detail && *sku != view.sku);
        let others: Vec<&str> = others.map(|(_, sku)| sku.as_str()).collect();
        if !others.is_empty() {
            let also = p.t("learnt.also").replace("{sku}", &others.join("、"));
            view.it.detail = format!("{} {also}", view.it.detail);
        }
    }
}

fn page(tx: &Tx<'_>, p: Page, all: bool) -> Result<List, DbError> {
    let mut views = discrepancies::views(tx, None, !all, SHOWN)?;
    learnt_twice(&p, &mut views);
    Ok(List {
        notice: String::new(),
        error: String::new(),
        all,
        questions: views.into_iter().map(|view| question(&p, view)).collect(),
        p,
    })
}

#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    all: String,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(which): Query<Which>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<List, DbError> {
            let p = Page::new(rx, &user, "discrepancies")?;
            Ok(List {
                notice: said.text(user.lang()),
                ..page(rx, p, which.all == "1")?
            })
        })
        .await?;
    html(&page)
}

pub async fn answer(
    State(state): State<AppState>,
    user: User,
    Path(asked): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let asked: DiscrepancyId = id(&asked)?;
    let mut fields = fields.of("answer");
    let answer = Answer::parse(fields.get("answer")).ok_or(Failure::Bad("an answer that is none"))?;
    let counted = fields.number("counted");
    let note = fields.text_within("note", NOTE_LIMIT);
    let lang = user.lang();
    let list = state
        .store
        .write(user.by(), move |cx| -> Result<Option<List>, DbError> {
            let mut error = "";
            if !fields.failed() {
                match returns::answer(cx, asked, answer, counted, &note)? {
                    Answered::Done(_) => return Ok(None),
                    Answered::NotFound | Answered::ClosedBefore => error = "answer.closed_before",
                    Answered::NotAnAnswer => error = "answer.not_possible",
                    Answered::NumberNeeded => fields.say("counted", "answer.number_needed", &[]),
                }
            }
            let p = Page::new(cx, &user, "discrepancies")?;
            let mut list = page(cx, p, false)?;
            if !error.is_empty() {
                list.error = texts::text(lang, error).to_owned();
            }
            if let Some(question) = list.questions.iter_mut().find(|one| one.view.it.id == asked) {
                question.f = fields;
            }
            Ok(Some(list))
        })
        .await?;
    match list {
        None => Ok(Redirect::to("/office/discrepancies?said=answered").into_response()),
        Some(list) => Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&list)?).into_response()),
    }
}
