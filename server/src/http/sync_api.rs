//! The wire to handhelds: zstd-compressed JSON, one handler an endpoint of [`shared::sync::path`].

use super::guard::Handheld;
use super::{AppState, Failure};
use crate::db::{By, DbError};
use crate::domain::{devices, photos, waves};
use crate::sync;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shared::enrol::{EnrolReply, EnrolRequest};
use shared::photo::PhotoId;
use shared::refusal::Refusal;
use shared::sync::{
    Held, PULL_WAIT_S, PUSH_BYTES, PUSH_FACTS, PhotoReply, PullReply, PushReply, PushRequest,
    QUARANTINE_BYTES, ZSTD_LEVEL,
};
use std::time::Duration;

/// Decompressed bytes of a push: its facts, and some room for the envelope of the batch.
const PUSH_LIMIT: usize = PUSH_BYTES + 64 * 1024;

fn packed(status: StatusCode, reply: &impl Serialize) -> Result<Response, Failure> {
    let json = serde_json::to_vec(reply).map_err(|error| Failure::Inside(error.to_string()))?;
    let body = zstd::bulk::compress(&json, ZSTD_LEVEL).map_err(|error| Failure::Inside(error.to_string()))?;
    Ok((status, [(header::CONTENT_TYPE, "application/zstd")], body).into_response())
}

fn unpacked(body: &[u8], limit: usize) -> Option<Vec<u8>> {
    zstd::bulk::decompress(body, limit).ok()
}

/// The status that goes with an answer: a refusal of the whole stream is also one in HTTP.
fn status(refusal: Option<Refusal>) -> StatusCode {
    match refusal {
        None => StatusCode::OK,
        Some(Refusal::StreamForked) => StatusCode::CONFLICT,
        Some(Refusal::TooManyTries) => StatusCode::TOO_MANY_REQUESTS,
        Some(Refusal::DeviceUnknown) => StatusCode::UNAUTHORIZED,
        Some(
            Refusal::DeviceRevoked
            | Refusal::PairingCodeUnknown
            | Refusal::PairingCodeUsed
            | Refusal::PairingCodeExpired,
        ) => StatusCode::FORBIDDEN,
    }
}

pub async fn push(
    State(state): State<AppState>,
    Handheld(device): Handheld,
    body: Bytes,
) -> Result<Response, Failure> {
    let Some(json) = unpacked(&body, PUSH_LIMIT) else {
        return Ok((StatusCode::BAD_REQUEST, "not zstd, or too large").into_response());
    };
    let request: PushRequest = match serde_json::from_slice(&json) {
        Ok(request) => request,
        Err(error) => return Ok((StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response()),
    };
    if request.facts.len() > PUSH_FACTS {
        return Ok((StatusCode::PAYLOAD_TOO_LARGE, "too many facts").into_response());
    }
    let reply = state
        .store
        .write(By::Device(device.id), move |cx| sync::push(cx, &device, &request))
        .await?;
    let refusal = match &reply {
        PushReply::Recorded { .. } => None,
        PushReply::Refused { refusal } => Some(*refusal),
    };
    packed(status(refusal), &reply)
}

#[derive(Deserialize)]
pub struct PullQuery {
    since: i64,
    /// Seconds to wait for news.
    #[serde(default)]
    wait: u64,
    /// Facts that the device still holds. Older apps do not say.
    pending: Option<i64>,
    /// The oldest fact that the device knows to be in quarantine ([`Held`]). Anything else is passed over: it only
    /// means that nothing is said of what was released.
    held: Option<String>,
}

pub async fn pull(
    State(state): State<AppState>,
    Handheld(device): Handheld,
    Query(query): Query<PullQuery>,
) -> Result<Response, Failure> {
    let mut news = state.store.news();
    let (id, since, pending) = (device.id, query.since, query.pending);
    let known = state
        .store
        .write(By::Device(id), move |cx| -> Result<(), DbError> {
            devices::heard(
                cx,
                id,
                devices::Heard {
                    cursor: Some(since),
                    pending,
                    ..Default::default()
                },
            )?;
            waves::heard_from(cx, id, since)
        });
    known.await?;
    let mut closing = state.closing.subscribe();
    // Whichever comes first, the answer is a page.
    tokio::select! {
        () = tokio::time::sleep(Duration::from_secs(query.wait.min(PULL_WAIT_S))) => {}
        _ = news.wait_for(|news| news.feed > since) => {}
        _ = closing.wait_for(|closing| *closing) => {}
    }
    let now = state.store.clock().now_ms();
    let held: Option<Held> = query.held.and_then(|held| held.parse().ok());
    let reply = state
        .store
        .read(move |rx| sync::page(rx, id, since, held, now))
        .await?;
    let refusal = match &reply {
        PullReply::Page(_) => None,
        PullReply::Refused { refusal } => Some(*refusal),
    };
    packed(status(refusal), &reply)
}

#[derive(Deserialize)]
pub struct QuarantineQuery {
    epoch: i64,
    seq: i64,
}

pub async fn quarantine(
    State(state): State<AppState>,
    Handheld(device): Handheld,
    Query(query): Query<QuarantineQuery>,
    body: Bytes,
) -> Result<Response, Failure> {
    let Some(bytes) = unpacked(&body, QUARANTINE_BYTES) else {
        return Ok((StatusCode::BAD_REQUEST, "not zstd, or too large").into_response());
    };
    let reply = state
        .store
        .write(By::Device(device.id), move |cx| {
            sync::keep_opaque(cx, &device, query.epoch, query.seq, bytes)
        })
        .await?;
    packed(StatusCode::OK, &reply)
}

/// A photo, as it is. Too many bytes are counted by the route's limit and never held.
pub async fn photo(
    State(state): State<AppState>,
    Handheld(device): Handheld,
    Path(id): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let Ok(id) = id.parse::<PhotoId>() else {
        return Ok((StatusCode::NOT_FOUND, "no SHA-256").into_response());
    };
    let reply = match body {
        Ok(bytes) => {
            state
                .store
                .write(By::Device(device.id), move |cx| {
                    photos::keep(cx, &device, id, &bytes)
                })
                .await?
        }
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => PhotoReply::TooLarge,
        Err(_) => return Ok((StatusCode::BAD_REQUEST, "a body that broke off").into_response()),
    };
    let code = match reply {
        PhotoReply::Stored | PhotoReply::AlreadyThere => StatusCode::OK,
        PhotoReply::HashDiffers | PhotoReply::NotJpeg => StatusCode::UNPROCESSABLE_ENTITY,
        PhotoReply::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        PhotoReply::TooManyToday => StatusCode::TOO_MANY_REQUESTS,
        PhotoReply::Refused { refusal } => status(Some(refusal)),
    };
    packed(code, &reply)
}

/// Pairing codes are 128 random bits: guessing is hopeless, so the throttle only keeps the log quiet.
pub async fn enrol(
    State(state): State<AppState>,
    Json(request): Json<EnrolRequest>,
) -> Result<Response, Failure> {
    let outcome = state
        .store
        .write(By::System, move |cx| devices::enrol(cx, &request))
        .await?;
    let (code, reply) = match outcome {
        Ok(enrolled) => (StatusCode::OK, EnrolReply::Enrolled(enrolled)),
        Err(refusal) => (status(Some(refusal)), EnrolReply::Refused { refusal }),
    };
    Ok((code, Json(reply)).into_response())
}
