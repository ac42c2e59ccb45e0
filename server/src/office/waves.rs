//! Releases and their lists, as they advance; taking them back.

use super::notice::Said;
use super::story::{self, Step};
use super::{Page, html, id};
use crate::db::{DbError, Tx};
use crate::domain::shipments::{self, ShipmentView};
use crate::domain::waves::{self, LineView, ListView, UndoOutcome, WaveView};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::id::{ListId, WaveId};

/// Releases on the page.
const SHOWN: i64 = 200;
/// Facts of a list's story on its page.
const STORY: i64 = 500;

#[derive(Template)]
#[template(path = "office/waves/list.html")]
struct List {
    p: Page,
    waves: Vec<WaveView>,
}

pub async fn list(State(state): State<AppState>, user: User) -> Result<Html<String>, Failure> {
    let page = state
        .store
        .read(move |rx| -> Result<List, DbError> {
            Ok(List {
                p: Page::new(rx, &user, "waves")?,
                waves: waves::waves(rx, SHOWN)?,
            })
        })
        .await?;
    html(&page)
}

#[derive(Template)]
#[template(path = "office/waves/detail.html")]
struct Detail {
    p: Page,
    notice: String,
    error: String,
    wave: WaveView,
    lists: Vec<ListView>,
    ships: Vec<ShipmentView>,
    /// List number and the label of a silent device that it waits for.
    holders: Vec<(String, String)>,
    /// Parcels of the release that go into T-Cat's file.
    tcat: usize,
    /// Parcels without a number yet.
    unlabelled: usize,
    /// Answer to an undo.
    undone: Option<UndoOutcome>,
}

impl Detail {
    fn percent(&self, list: &ListView) -> i64 {
        if list.pieces <= 0 {
            return 100;
        }
        ((list.picked + list.short) * 100 / list.pieces).clamp(0, 100)
    }

    fn can_undo(&self) -> bool {
        self.wave.state == "released" && self.lists.iter().any(|list| list.state == "open")
    }
}

fn detail_page(tx: &Tx<'_>, user: &User, id: WaveId) -> Result<Option<Detail>, DbError> {
    let Some(wave) = waves::wave(tx, id)? else {
        return Ok(None);
    };
    let ships = shipments::shipments_of_wave(tx, id)?;
    let unlabelled = ships
        .iter()
        .filter(|ship| ship.label.is_none() && ship.parcel_label.is_none())
        .count();
    Ok(Some(Detail {
        p: Page::new(tx, user, "waves")?,
        notice: String::new(),
        error: String::new(),
        lists: waves::lists_of_wave(tx, id)?,
        holders: waves::holders(tx, id)?,
        tcat: shipments::tcat_parcels(tx, id, super::carrier_file::CARRIER)?.len(),
        unlabelled,
        ships,
        undone: None,
        wave,
    }))
}

pub async fn detail(
    State(state): State<AppState>,
    user: User,
    Path(wave): Path<String>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Failure> {
    let wave: WaveId = id(&wave)?;
    let page = state
        .store
        .read(move |rx| -> Result<Option<Detail>, DbError> {
            let mut page = detail_page(rx, &user, wave)?;
            if let Some(page) = &mut page {
                page.notice = said.text(user.lang());
            }
            Ok(page)
        })
        .await?;
    html(&page.ok_or(Failure::NotFound)?)
}

/// Takes a release back; the page then says what could not be taken back and why.
pub async fn undo(
    State(state): State<AppState>,
    user: User,
    Path(wave): Path<String>,
) -> Result<Response, Failure> {
    let wave: WaveId = id(&wave)?;
    let page = state
        .store
        .write(user.by(), move |cx| -> Result<Option<Detail>, DbError> {
            if waves::wave(cx, wave)?.is_none() {
                return Ok(None);
            }
            let out = waves::undo_wave(cx, wave)?;
            let mut page = detail_page(cx, &user, wave)?;
            if let Some(page) = &mut page {
                page.undone = Some(out);
            }
            Ok(page)
        })
        .await?
        .ok_or(Failure::NotFound)?;
    match &page.undone {
        Some(out) if out.begun.is_empty() && out.waiting.is_empty() => {
            let to = format!("/office/waves/{wave}?said=undone&n={}", out.reopened);
            Ok(Redirect::to(&to).into_response())
        }
        _ => Ok(html(&page)?.into_response()),
    }
}

/// Frees a list from whoever began it.
pub async fn free_list(
    State(state): State<AppState>,
    user: User,
    Path(list): Path<String>,
) -> Result<Redirect, Failure> {
    free(&state, &user, &list, Freeing::List).await
}

/// Frees what a silent device keeps reserved.
pub async fn free_reservation(
    State(state): State<AppState>,
    user: User,
    Path(list): Path<String>,
) -> Result<Redirect, Failure> {
    free(&state, &user, &list, Freeing::Reservation).await
}

enum Freeing {
    List,
    Reservation,
}

async fn free(state: &AppState, user: &User, list: &str, what: Freeing) -> Result<Redirect, Failure> {
    let list: ListId = id(list)?;
    let said = match what {
        Freeing::List => "freed",
        Freeing::Reservation => "reservation_freed",
    };
    let wave = state
        .store
        .write(user.by(), move |cx| -> Result<Option<WaveId>, DbError> {
            let Some(view) = waves::list(cx, list)? else {
                return Ok(None);
            };
            match what {
                Freeing::List => waves::free_list(cx, list)?,
                Freeing::Reservation => waves::free_reservation(cx, list)?,
            }
            Ok(Some(view.wave))
        })
        .await?
        .ok_or(Failure::NotFound)?;
    Ok(Redirect::to(&format!("/office/waves/{wave}?said={said}")))
}

#[derive(Template)]
#[template(path = "office/waves/pick_list.html")]
struct OneList {
    p: Page,
    list: ListView,
    wave: String,
    lines: Vec<LineView>,
    ships: Vec<ShipmentView>,
    steps: Vec<Step>,
}

pub async fn one_list(
    State(state): State<AppState>,
    user: User,
    Path(list): Path<String>,
) -> Result<Html<String>, Failure> {
    let list: ListId = id(&list)?;
    let page = state
        .store
        .read(move |rx| -> Result<Option<OneList>, DbError> {
            let Some(view) = waves::list(rx, list)? else {
                return Ok(None);
            };
            let p = Page::new(rx, &user, "waves")?;
            let mut ships = shipments::shipments_of_wave(rx, view.wave)?;
            ships.retain(|ship| ship.list_number == view.number);
            let story = shipments::story_of_task(rx, &format!("list:{list}"), STORY)?;
            Ok(Some(OneList {
                wave: waves::wave(rx, view.wave)?
                    .map(|wave| wave.number)
                    .unwrap_or_default(),
                lines: waves::list_lines(rx, list)?,
                steps: story::steps(rx, &p, story)?,
                ships,
                list: view,
                p,
            }))
        })
        .await?;
    html(&page.ok_or(Failure::NotFound)?)
}
