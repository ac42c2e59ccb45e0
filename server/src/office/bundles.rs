//! 組合品: list and form.

use super::fields::{Fields, Pairs};
use super::setup::{Head, ListQuery, done, status};
use super::{Page, html, id};
use crate::db::DbError;
use crate::domain::catalogue::{self, Bundle};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use shared::quantity;
use uuid::Uuid;

/// Different items in one bundle, and how many empty rows the form keeps ready.
const PARTS: usize = 50;
const SPARE_ROWS: usize = 3;

#[derive(Template)]
#[template(path = "office/bundles/list.html")]
struct List {
    p: Page,
    head: Head,
    bundles: Vec<Bundle>,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let page = state.store.read(move |rx| -> Result<List, DbError> {
        Ok(List {
            bundles: catalogue::bundles(rx)?,
            head: Head::new(user.lang(), "bundles", &query),
            p: Page::new(rx, &user, "setup")?,
        })
    });
    html(&page.await?)
}

#[derive(Template)]
#[template(path = "office/bundles/form.html")]
struct FormPage {
    p: Page,
    head: Head,
    f: Fields,
    id: Option<String>,
    /// In use.
    active: bool,
    /// SKU, pieces, name.
    rows: Vec<[String; 3]>,
}

fn typed_parts(fields: &Fields) -> Vec<[String; 2]> {
    let rows = fields.rows(["parts", "quantity"]);
    rows.into_iter()
        .filter(|[sku, pieces]| !sku.trim().is_empty() || !matches!(pieces.trim(), "" | "1"))
        .collect()
}

async fn show(state: &AppState, user: User, id: Option<Uuid>, fields: Fields) -> Result<Response, Failure> {
    let typed = typed_parts(&fields);
    let read = state.store.read(move |rx| -> Result<_, DbError> {
        let known = catalogue::bundles(rx)?;
        let active = known.iter().all(|bundle| Some(bundle.id) != id || bundle.active);
        let mut rows = Vec::new();
        for [sku, pieces] in typed {
            let known = catalogue::item_by_sku(rx, sku.trim())?;
            let item = known.map(|id| catalogue::get_item(rx, id)).transpose()?.flatten();
            rows.push([sku, pieces, item.map_or(String::new(), |item| item.name)]);
        }
        Ok((Page::new(rx, &user, "setup")?, rows, active))
    });
    let (p, mut rows, active) = read.await?;
    rows.extend(std::iter::repeat_n(["", "1", ""].map(str::to_owned), SPARE_ROWS));
    let status = status(fields.failed());
    let page = FormPage {
        p,
        head: Head::quiet("bundles"),
        f: fields,
        id: id.map(|id| id.simple().to_string()),
        active,
        rows,
    };
    Ok((status, html(&page)?).into_response())
}

pub async fn new(State(state): State<AppState>, user: User) -> Result<Response, Failure> {
    let fields = Fields::filled(user.lang(), "bundle", &[]);
    show(&state, user, None, fields).await
}

pub async fn edit(
    State(state): State<AppState>,
    user: User,
    Path(bundle): Path<String>,
) -> Result<Response, Failure> {
    let wanted: Uuid = id(&bundle)?;
    let all = state.store.read(catalogue::bundles).await?;
    let bundle = all
        .into_iter()
        .find(|bundle| bundle.id == wanted)
        .ok_or(Failure::NotFound)?;
    let mut pairs = vec![("sku", bundle.sku), ("name", bundle.name)];
    for part in bundle.parts {
        pairs.push(("parts", part.sku));
        pairs.push(("quantity", part.quantity.to_string()));
    }
    let fields = Fields::filled(user.lang(), "bundle", &pairs);
    show(&state, user, Some(wanted), fields).await
}

async fn save(state: &AppState, user: User, id: Option<Uuid>, typed: Pairs) -> Result<Response, Failure> {
    let mut fields = Fields::typed(user.lang(), "bundle", typed);
    let (sku, name) = (fields.get("sku").to_owned(), fields.get("name").to_owned());
    let rows = typed_parts(&fields);
    if rows.len() > PARTS {
        fields.say("parts", "invalid.rows", &[("limit", &PARTS.to_string())]);
    }
    let mut parts = Vec::new();
    for [sku, pieces] in rows {
        let typed = if pieces.trim().is_empty() { "1" } else { &pieces };
        let pieces = fields.whole_in("quantity", typed, 1..=quantity::MAX);
        parts.push((sku, pieces));
    }
    if !fields.failed() {
        let kept = state.store.write(user.by(), move |cx| -> Result<_, DbError> {
            if let Some(id) = id
                && !catalogue::bundles(cx)?.iter().any(|bundle| bundle.id == id)
            {
                return Ok(None);
            }
            catalogue::save_bundle(cx, id, &sku, &name, &parts).map(Some)
        });
        match kept.await?.ok_or(Failure::NotFound)? {
            Ok(_) => return Ok(done("/office/bundles", "saved")),
            Err(invalid) => fields.refuse(&invalid),
        }
    }
    show(state, user, id, fields).await
}

pub async fn create(
    State(state): State<AppState>,
    user: User,
    Form(typed): Form<Pairs>,
) -> Result<Response, Failure> {
    save(&state, user, None, typed).await
}

pub async fn change(
    State(state): State<AppState>,
    user: User,
    Path(bundle): Path<String>,
    Form(typed): Form<Pairs>,
) -> Result<Response, Failure> {
    save(&state, user, Some(id(&bundle)?), typed).await
}

async fn set_in_use(state: &AppState, user: &User, bundle: &str, active: bool) -> Result<Response, Failure> {
    let bundle: Uuid = id(bundle)?;
    let known = state
        .store
        .write(user.by(), move |cx| catalogue::use_bundle(cx, bundle, active));
    match known.await? {
        true => Ok(done("/office/bundles", if active { "in_use" } else { "retired" })),
        false => Err(Failure::NotFound),
    }
}

pub async fn retire(
    State(state): State<AppState>,
    user: User,
    Path(bundle): Path<String>,
) -> Result<Response, Failure> {
    set_in_use(&state, &user, &bundle, false).await
}

pub async fn use_again(
    State(state): State<AppState>,
    user: User,
    Path(bundle): Path<String>,
) -> Result<Response, Failure> {
    set_in_use(&state, &user, &bundle, true).await
}
