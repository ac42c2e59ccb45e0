//! 常見問題: the list, searched; made from a case, changed, taken out of use.

use crate::db::{DbError, Tx};
use crate::domain::cases::{self, Category, Faq, FaqForm};
use crate::http::{AppState, Failure, User};
use crate::office::fields::Fields;
use crate::office::notice::Said;
use crate::office::setup::status;
use crate::office::{Page, html, id};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

const SHOWN: i64 = 200;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Find {
    q: String,
    category: String,
    /// The one that is being changed.
    edit: String,
}

#[derive(Template)]
#[template(path = "office/cases/faq.html")]
struct List {
    p: Page,
    tab: &'static str,
    notice: String,
    error: String,
    find: Find,
    faqs: Vec<Faq>,
    categories: [&'static str; 6],
    f: Fields,
    /// Where the form goes: a new one, or the one that is being changed.
    target: String,
}

fn page(tx: &Tx<'_>, user: &User, find: Find, typed: Option<Fields>) -> Result<List, DbError> {
    let edited = match find.edit.parse() {
        Ok(id) => cases::faq_get(tx, id)?,
        Err(_) => None,
    };
    let kept = |faq: &Faq| {
        let pairs = [
            ("category", faq.category.code().to_owned()),
            ("faq_question", faq.question.clone()),
            ("faq_answer", faq.answer.clone()),
        ];
        Fields::filled(user.lang(), "case", &pairs)
    };
    Ok(List {
        p: Page::new(tx, user, "cases")?,
        tab: "faq",
        notice: String::new(),
        error: String::new(),
        faqs: cases::faq_list(tx, &find.q, Category::parse(&find.category), SHOWN)?,
        categories: Category::ALL.map(Category::code),
        target: match &edited {
            Some(faq) => format!("/office/faq/{}", faq.id.simple()),
            None => "/office/faq".to_owned(),
        },
        f: typed
            .or_else(|| edited.as_ref().map(kept))
            .unwrap_or_else(|| Fields::filled(user.lang(), "case", &[])),
        find,
    })
}

pub async fn faq(
    State(state): State<AppState>,
    user: User,
    Query(find): Query<Find>,
    Query(told): Query<Said>,
) -> Result<Html<String>, Failure> {
    let lang = user.lang();
    let page = state.store.read(move |rx| page(rx, &user, find, None)).await?;
    html(&List {
        notice: told.text(lang),
        ..page
    })
}

async fn save(state: AppState, user: User, which: Option<Uuid>, fields: Fields) -> Result<Response, Failure> {
    let mut fields = fields.of("case");
    let from_case: Option<Uuid> = fields.text("from_case").parse().ok();
    let form = FaqForm {
        category: Category::parse(fields.get("category")).unwrap_or(Category::Other),
        question: fields.text("faq_question"),
        answer: fields.text("faq_answer"),
        from_case,
    };
    let shown = state.store.write(user.by(), move |cx| -> Result<_, DbError> {
        match cases::faq_save(cx, which, &form)? {
            Ok(_) => Ok(None),
            Err(invalid) => {
                fields.refuse(&invalid);
                let find = Find {
                    edit: which.map(|id| id.simple().to_string()).unwrap_or_default(),
                    ..Find::default()
                };
                page(cx, &user, find, Some(fields)).map(Some)
            }
        }
    });
    match (shown.await?, from_case) {
        (None, Some(case)) => Ok(super::said(case, "faq_saved")),
        (None, None) => Ok(Redirect::to("/office/faq?said=faq_saved").into_response()),
        (Some(page), _) => Ok((status(true), html(&page)?).into_response()),
    }
}

pub async fn faq_create(
    State(state): State<AppState>,
    user: User,
    fields: Fields,
) -> Result<Response, Failure> {
    save(state, user, None, fields).await
}

pub async fn faq_save(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    if state
        .store
        .read(move |rx| cases::faq_get(rx, wanted))
        .await?
        .is_none()
    {
        return Err(Failure::NotFound);
    }
    save(state, user, Some(wanted), fields).await
}

pub async fn faq_retire(
    State(state): State<AppState>,
    user: User,
    Path(wanted): Path<String>,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&wanted)?;
    let there = state
        .store
        .write(user.by(), move |cx| cases::faq_retire(cx, wanted))
        .await?;
    match there {
        true => Ok(Redirect::to("/office/faq?said=faq_retired").into_response()),
        false => Err(Failure::NotFound),
    }
}
