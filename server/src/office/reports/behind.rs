//! What stands behind a number: its movements, each with the fact that made it, and the plans that reserve or bring.

use crate::db::DbError;
use crate::domain::catalogue;
use crate::domain::reports::{self, MoveFilter, Owed, Spoken};
use crate::http::{AppState, Failure, User};
use crate::office::stock::Moved;
use crate::office::{Page, html, id, texts};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use serde::Deserialize;
use shared::id::ItemId;
use shared::stock::{Condition, Lot};

/// Movements on one page.
const ROWS: i64 = 1_000;
/// Lists and deliveries on one page.
const PLANS: i64 = 500;
/// Places outside the house that may be asked for.
const OTHERS: [&str; 6] = ["supplier", "customer", "lost", "scrap", "opening", "regrade"];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Find {
    since: String,
    until: String,
    condition: String,
    lot: String,
    expiry: String,
    other: String,
}

impl Find {
    fn filter(&self, item: ItemId) -> Option<MoveFilter> {
        let moment = |text: &str, standard: i64| match text {
            "" => Some(standard),
            text => text.parse().ok(),
        };
        Some(MoveFilter {
            item,
            since: moment(&self.since, i64::MIN)?,
            until: moment(&self.until, i64::MAX)?,
            condition: match self.condition.as_str() {
                "" => None,
                code => Some(Condition::parse(code)?),
            },
            lot: Lot {
                number: self.lot.clone(),
                expiry: self.expiry.clone(),
            },
            other: match self.other.as_str() {
                "" => String::new(),
                other => (*OTHERS.iter().find(|known| **known == other)?).to_owned(),
            },
        })
    }
}

#[derive(Template)]
#[template(path = "office/reports/moves.html")]
struct MovesPage {
    p: Page,
    tab: &'static str,
    item: ItemId,
    sku: String,
    name: String,
    /// What was asked for, in words.
    about: Vec<String>,
    moves: Vec<Moved>,
    more: bool,
}

impl MovesPage {
    /// What follows from a fact (over, and held) has a name of its own. Facts of kinds that this version has no words for
    /// show their own name.
    fn what(&self, moved: &Moved) -> String {
        if moved.step.fact.is_none() || moved.source != "other" {
            return self.p.code("stock.source", moved.source).to_owned();
        }
        let key = format!("stock.kind.{}", moved.step.kind);
        let other = format!("fact.{}", moved.step.kind);
        texts::find(self.p.lang, &key)
            .or_else(|| texts::find(self.p.lang, &other))
            .map_or_else(|| moved.step.kind.clone(), str::to_owned)
    }
}

/// The item, also one that is out of use.
fn named(tx: &crate::db::Tx<'_>, item: ItemId) -> Result<Option<(String, String)>, DbError> {
    if let Some(item) = catalogue::get_item(tx, item)? {
        return Ok(Some((item.sku, item.name)));
    }
    Ok(reports::names(tx, "")?.remove(&item))
}

pub async fn moves(
    State(state): State<AppState>,
    user: User,
    Path(item): Path<String>,
    Query(find): Query<Find>,
) -> Result<Html<String>, Failure> {
    let item: ItemId = id(&item)?;
    let filter = find.filter(item).ok_or(Failure::NotFound)?;
    let page = state.store.read(move |rx| -> Result<Option<MovesPage>, DbError> {
        let Some((sku, name)) = named(rx, item)? else {
            return Ok(None);
        };
        let p = Page::new(rx, &user, "reports")?;
        let mut moves = reports::moves(rx, &filter, ROWS + 1)?;
        let limit = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let more = moves.len() > limit;
        moves.truncate(limit);
        let mut about = Vec::new();
        if filter.since > i64::MIN {
            about.push(format!("{} {}", p.t("report.since"), p.second(&filter.since)));
        }
        if filter.until < i64::MAX {
            about.push(format!("{} {}", p.t("report.until"), p.second(&filter.until)));
        }
        about.extend(
            filter
                .condition
                .map(|condition| condition.text(p.lang).to_owned()),
        );
        about.extend([filter.lot.number.clone(), filter.lot.expiry.clone()]);
        if !filter.other.is_empty() {
            about.push(p.code("report.place", &filter.other).to_owned());
        }
        about.retain(|words| !words.is_empty());
        Ok(Some(MovesPage {
            p,
            tab: "",
            item,
            sku,
            name,
            about,
            moves: moves.into_iter().map(Moved::of).collect(),
            more,
        }))
    });
    html(&page.await?.ok_or(Failure::NotFound)?)
}

#[derive(Template)]
#[template(path = "office/reports/behind.html")]
struct OpenPage {
    p: Page,
    tab: &'static str,
    item: ItemId,
    sku: String,
    name: String,
    spoken: Vec<Spoken>,
    owed: Vec<Owed>,
}

/// The lists that reserve an item, and the deliveries that owe it.
pub async fn open(
    State(state): State<AppState>,
    user: User,
    Path(item): Path<String>,
) -> Result<Html<String>, Failure> {
    let item: ItemId = id(&item)?;
    let page = state.store.read(move |rx| -> Result<Option<OpenPage>, DbError> {
        let Some((sku, name)) = named(rx, item)? else {
            return Ok(None);
        };
        Ok(Some(OpenPage {
            p: Page::new(rx, &user, "reports")?,
            tab: "",
            item,
            sku,
            name,
            spoken: reports::spoken(rx, item, PLANS)?,
            owed: reports::owed(rx, item, PLANS)?,
        }))
    });
    html(&page.await?.ok_or(Failure::NotFound)?)
}
