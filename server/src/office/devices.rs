//! Handhelds: what they are up to, inviting one, draining and revoking.

use super::setup::{Head, ListQuery, done, listed};
use super::{Page, html, id};
use crate::db::DbError;
use crate::documents::barcode::{self, Squares};
use crate::domain::devices::{self, Device, DeviceState};
use crate::domain::settings;
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Response};
use serde::Deserialize;
use shared::enrol::{CODE_TTL_MS, Invitation};
use shared::id::DeviceId;

/// A clock that is further off than this is shown as wrong, milliseconds.
const SKEW_MS: i64 = 120_000;
/// The QR's side in its own dots, at most; the page scales it.
const QR_SPACE: u32 = 2_000;

struct Row {
    device: Device,
    silent: bool,
    /// Minutes its clock is off; 0 for a clock that is right.
    skew_min: i64,
}

#[derive(Template)]
#[template(path = "office/devices/list.html")]
struct List {
    p: Page,
    head: Head,
    rows: Vec<Row>,
}

pub async fn list(
    State(state): State<AppState>,
    user: User,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Failure> {
    let now = state.store.clock().now_ms();
    listed(&state, user, ("setup", "devices"), query, move |rx, p, head| {
        let row = |device: Device| Row {
            silent: now - device.seen_at > devices::SILENT_MS,
            skew_min: if device.clock_skew.abs() > SKEW_MS {
                device.clock_skew / 60_000
            } else {
                0
            },
            device,
        };
        let rows = devices::list(rx)?.into_iter().map(row).collect();
        Ok(List { p, head, rows })
    })
    .await
}

#[derive(Template)]
#[template(path = "office/devices/invite.html")]
struct Invited {
    p: Page,
    head: Head,
    squares: Squares,
    json: String,
    minutes: i64,
    until: i64,
    /// Handhelds could not reach this server: it listens on nothing they can see.
    unreachable: bool,
}

/// Shown once: only the code's hash is kept.
pub async fn invite(State(state): State<AppState>, user: User) -> Result<Html<String>, Failure> {
    let code = state.store.write(user.by(), devices::invite).await?;
    let until = state.store.clock().now_ms() + CODE_TTL_MS;
    let (p, shop) = state
        .store
        .read(move |rx| -> Result<_, DbError> { Ok((Page::new(rx, &user, "setup")?, settings::shop(rx)?)) })
        .await?;
    let invitation = Invitation {
        v: 1,
        urls: state.addresses.urls.clone(),
        pin: state.addresses.pin.clone(),
        code,
        training: shop.training,
    };
    let json = serde_json::to_string(&invitation).map_err(|error| Failure::Inside(error.to_string()))?;
    let squares =
        barcode::qr(&json, QR_SPACE, 4).map_err(|error| Failure::Inside(format!("pairing QR: {error}")))?;
    html(&Invited {
        p,
        head: Head::quiet("devices"),
        squares,
        json,
        minutes: CODE_TTL_MS / 60_000,
        until,
        unreachable: !invitation.urls.iter().any(|url| url.starts_with("https://")),
    })
}

#[derive(Deserialize)]
pub struct NewState {
    state: String,
}

pub async fn set_bench(
    State(state): State<AppState>,
    user: User,
    Path(device): Path<String>,
    Form(form): Form<NewState>,
) -> Result<Response, Failure> {
    let device: DeviceId = id(&device)?;
    let bench = form.state == "bench";
    state
        .store
        .write(user.by(), move |cx| devices::set_bench(cx, device, bench))
        .await?;
    Ok(done("/office/devices", "saved"))
}

pub async fn set_state(
    State(state): State<AppState>,
    user: User,
    Path(device): Path<String>,
    Form(form): Form<NewState>,
) -> Result<Response, Failure> {
    let device: DeviceId = id(&device)?;
    let new = DeviceState::parse(&form.state).ok_or(Failure::Bad("a state that devices do not have"))?;
    let known = state.store.write(user.by(), move |cx| -> Result<bool, DbError> {
        if devices::get(cx, device)?.is_none() {
            return Ok(false);
        }
        devices::set_state(cx, device, new)?;
        Ok(true)
    });
    if !known.await? {
        return Err(Failure::NotFound);
    }
    Ok(done("/office/devices", "saved"))
}
