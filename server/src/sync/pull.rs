//! One page of the feed for a handheld.
//!
//! Invariant: rows and `acked_seq` of the last page are read in one transaction, so the handheld may take the
//! effects of everything up to `acked_seq` off its overlay when it applies the rows.

use crate::db::{DbError, Tx};
use crate::domain::devices::{self, DeviceState};
use crate::domain::settings;
use crate::params;
use serde_json::value::RawValue;
use shared::id::DeviceId;
use shared::refusal::Refusal;
use shared::row::RowKind;
use shared::sync::{FeedRow, PULL_ROWS, Page, PullReply};

pub fn page(tx: &Tx<'_>, device: DeviceId, since: i64, now: i64) -> Result<PullReply, DbError> {
    let refuse = |refusal| Ok(PullReply::Refused { refusal });
    let Some(device) = devices::get(tx, device)? else {
        return refuse(Refusal::DeviceUnknown);
    };
    if device.state == DeviceState::Revoked {
        return refuse(Refusal::DeviceRevoked);
    }
    let rows = if device.state == DeviceState::Draining {
        Vec::new()
    } else {
        tx.rows(include_str!("sql/feed_since.sql"), params![since, PULL_ROWS + 1])?
    };
    let more = rows.len() > PULL_ROWS;
    let rows = rows
        .iter()
        .take(PULL_ROWS)
        .map(|row| {
            let body = row.opt_text("body")?.map(|body| {
                RawValue::from_string(body).map_err(|_| DbError::Decode("feed".to_owned(), "JSON"))
            });
            Ok(FeedRow {
                version: row.int("version")?,
                kind: row.code("kind", RowKind::parse)?,
                id: row.parse("id")?,
                body: body.transpose()?,
            })
        })
        .collect::<Result<Vec<FeedRow>, DbError>>()?;
    Ok(PullReply::Page(Box::new(Page {
        next: rows.last().map_or(since, |row| row.version),
        rows,
        more,
        acked_seq: (!more).then_some(device.acked_seq),
        server_epoch: settings::server_epoch(tx)?,
        now,
    })))
}
