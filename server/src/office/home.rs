//! The board: what is to be done, what is on the floor, what asks for a person.

use super::{Page, html};
use crate::db::DbError;
use crate::domain::cases;
use crate::domain::devices::{self, Device, DeviceState};
use crate::domain::orders;
use crate::domain::waves::{self, WaveView};
use crate::http::{AppState, Failure, User};
use askama::Template;
use axum::extract::State;
use axum::response::Html;

#[derive(Template)]
#[template(path = "office/home.html")]
struct Home {
    p: Page,
    counts: Vec<(String, i64)>,
    cases: cases::Counts,
    waves: Vec<WaveView>,
    devices: Vec<(Device, bool)>,
}

pub async fn page(State(state): State<AppState>, user: User) -> Result<Html<String>, Failure> {
    let now = state.store.clock().now_ms();
    let template = state
        .store
        .read(move |rx| -> Result<Home, DbError> {
            let devices = devices::list(rx)?
                .into_iter()
                .filter(|device| device.state != DeviceState::Revoked);
            Ok(Home {
                p: Page::new(rx, &user, "home")?,
                counts: orders::counts(rx)?,
                cases: cases::counts(rx, now)?,
                waves: waves::waves(rx, 8)?,
                devices: devices
                    .map(|device| {
                        let silent = now - device.seen_at > devices::SILENT_MS;
                        (device, silent)
                    })
                    .collect(),
            })
        })
        .await?;
    html(&template)
}
