//! One page of the feed for a handheld.
//!
//! Invariant: rows and `acked_seq` of the last page are read in one transaction, so the handheld may take the
//! effects of everything up to `acked_seq` off its overlay when it applies the rows. The same holds for `released`:
//! a fact that came out of quarantine is named in the page whose rows contain it, or in a later one.
//!
//! A handheld acknowledges what was released by no longer saying that it holds it: nothing is kept here for that, a
//! lost answer costs nothing, and an app that does not know the word is told nothing.

use crate::db::{DbError, Tx};
use crate::domain::devices::{self, DeviceState};
use crate::domain::settings;
use crate::params;
use serde_json::value::RawValue;
use shared::id::{DeviceId, FactId};
use shared::refusal::Refusal;
use shared::row::RowKind;
use shared::sync::{FeedRow, Held, PULL_ROWS, Page, PullReply, RELEASED_FACTS};

/// `held`: the oldest fact that the device knows to be in quarantine.
pub fn page(
    tx: &Tx<'_>,
    device: DeviceId,
    since: i64,
    held: Option<Held>,
    now: i64,
) -> Result<PullReply, DbError> {
    let refuse = |refusal| Ok(PullReply::Refused { refusal });
    let Some(device) = devices::get(tx, device)? else {
        return refuse(Refusal::DeviceUnknown);
    };
    if device.state == DeviceState::Revoked {
        return refuse(Refusal::DeviceRevoked);
    }
    let draining = device.state == DeviceState::Draining;
    let rows = if draining {
        Vec::new()
    } else {
        tx.rows(include_str!("sql/feed_since.sql"), params![since, PULL_ROWS + 1])?
    };
    let more = rows.len() > PULL_ROWS;
    let rows = rows
        .iter()
        .take(PULL_ROWS)
        .map(|row| {
            let kind = row.code("kind", RowKind::parse)?;
            // What a handheld is no bench for leaves it.
            let body = row
                .opt_text("body")?
                .filter(|_| device.bench || kind != RowKind::Sent);
            let body = body.map(|body| {
                RawValue::from_string(body).map_err(|_| DbError::Decode("feed".to_owned(), "JSON"))
            });
            Ok(FeedRow {
                version: row.int("version")?,
                kind,
                id: row.parse("id")?,
                body: body.transpose()?,
            })
        })
        .collect::<Result<Vec<FeedRow>, DbError>>()?;
    // A device that gets no rows must not take off its screen what only rows contain.
    let released = match held {
        Some(held) if !more && !draining => released(tx, device.id, held)?,
        Some(_) | None => Vec::new(),
    };
    Ok(PullReply::Page(Box::new(Page {
        next: rows.last().map_or(since, |row| row.version),
        rows,
        more,
        acked_seq: (!more).then_some(device.acked_seq),
        server_epoch: settings::server_epoch(tx)?,
        now,
        released,
    })))
}

/// Should more of them lie above one that still waits than fit a page, the rest is forgotten by the device's own
/// limit of thirty days.
fn released(tx: &Tx<'_>, device: DeviceId, held: Held) -> Result<Vec<FactId>, DbError> {
    tx.rows(
        include_str!("sql/quarantine_released.sql"),
        params![device, held.epoch, held.seq, RELEASED_FACTS],
    )?
    .iter()
    .map(|row| row.parse("fact"))
    .collect()
}
