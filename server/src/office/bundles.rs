//! 組合品: list and form.

use super::fields::Fields;
use super::setup::{Asked, Head, ListQuery, Noun, done, listed};
use super::{Page, id};
use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue::{self, Bundle, Kept};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Response};
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
    listed(&state, user, ("setup", "bundles"), query, |rx, p, head| {
        let bundles = catalogue::bundles(rx)?;
        Ok(List { p, head, bundles })
    })
    .await
}

#[derive(Template)]
#[template(path = "office/bundles/form.html")]
pub struct FormPage {
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

/// The noun of these pages.
pub struct Bundles;

/// SKU, name, and SKU and pieces of each part.
pub struct Typed {
    id: Option<Uuid>,
    sku: String,
    name: String,
    parts: Vec<(String, i64)>,
}

impl Noun for Bundles {
    const NAME: &'static str = "bundle";
    const LIST: &'static str = "/office/bundles";
    type Id = Uuid;
    type Now = Bundle;
    type Form = Typed;
    type Page = FormPage;

    fn find(tx: &Tx<'_>, id: Uuid) -> Result<Option<Bundle>, DbError> {
        Ok(catalogue::bundles(tx)?.into_iter().find(|bundle| bundle.id == id))
    }

    fn filled(now: Option<&Bundle>) -> Vec<(&'static str, String)> {
        let Some(bundle) = now else { return Vec::new() };
        let mut pairs = vec![("sku", bundle.sku.clone()), ("name", bundle.name.clone())];
        for part in &bundle.parts {
            pairs.push(("parts", part.sku.clone()));
            pairs.push(("quantity", part.quantity.to_string()));
        }
        pairs
    }

    async fn read(_: &Asked<'_>, fields: &mut Fields, now: Option<&Bundle>) -> Result<Typed, Failure> {
        let rows = typed_parts(fields);
        if rows.len() > PARTS {
            fields.say("parts", "invalid.rows", &[("limit", &PARTS.to_string())]);
        }
        let mut parts = Vec::new();
        for [sku, pieces] in rows {
            let typed = if pieces.trim().is_empty() { "1" } else { &pieces };
            let pieces = fields.whole_in("quantity", typed, 1..=quantity::MAX);
            parts.push((sku, pieces));
        }
        Ok(Typed {
            id: now.map(|bundle| bundle.id),
            sku: fields.text("sku"),
            name: fields.text("name"),
            parts,
        })
    }

    fn keep(cx: &Cx<'_>, form: &Typed) -> Result<Kept<()>, DbError> {
        Ok(catalogue::save_bundle(cx, form.id, &form.sku, &form.name, &form.parts)?.map(drop))
    }

    fn page(tx: &Tx<'_>, user: &User, f: Fields, now: Option<Bundle>) -> Result<FormPage, DbError> {
        let mut rows = Vec::new();
        for [sku, pieces] in typed_parts(&f) {
            let known = catalogue::item_by_sku(tx, sku.trim())?;
            let item = known.map(|id| catalogue::get_item(tx, id)).transpose()?.flatten();
            rows.push([sku, pieces, item.map_or(String::new(), |item| item.name)]);
        }
        rows.extend(std::iter::repeat_n(["", "1", ""].map(str::to_owned), SPARE_ROWS));
        Ok(FormPage {
            p: Page::new(tx, user, "setup")?,
            head: Head::quiet("bundles"),
            f,
            active: now.as_ref().is_none_or(|bundle| bundle.active),
            id: now.map(|bundle| bundle.id.simple().to_string()),
            rows,
        })
    }
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
