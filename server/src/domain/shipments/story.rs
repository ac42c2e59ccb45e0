//! An order's story, scan by scan: who, which device, when, and what the scanner read.

use crate::db::{DbError, Row, Tx};
use crate::params;
use shared::facts::Fact;
use shared::id::*;

#[derive(Clone, Debug)]
pub struct Event {
    pub fact: FactId,
    pub at: i64,
    /// The device had not spoken with the server since it was switched on: its own clock.
    pub wall_clock: bool,
    pub received_at: i64,
    pub kind: String,
    pub staff: String,
    pub device: String,
    pub outcome: String,
    pub undone: bool,
    /// Decoded where this server understands it.
    pub what: Option<Fact>,
    pub body: String,
    /// Names of what the fact speaks of.
    pub sku: String,
    pub item_name: String,
    pub bin: String,
}

fn event(row: &Row) -> Result<Event, DbError> {
    let (kind, body) = (row.text("kind")?, row.text("body")?);
    let version = u16::try_from(row.int("version")?).unwrap_or(0);
    Ok(Event {
        fact: row.parse("id")?,
        at: row.int("at")?,
        wall_clock: row.flag("wall_clock")?,
        received_at: row.int("received_at")?,
        staff: row.opt_text("staff_name")?.unwrap_or_default(),
        device: row.text("device_label")?,
        outcome: row.text("outcome")?,
        undone: row.opt_text("undone_by")?.is_some(),
        what: Fact::decode(&kind, version, &body).ok(),
        kind,
        body,
        sku: row.opt_text("sku")?.unwrap_or_default(),
        item_name: row.opt_text("item_name")?.unwrap_or_default(),
        bin: row.opt_text("bin_code")?.unwrap_or_default(),
    })
}

/// Everything that devices recorded about an order's lists, shipments and hand-over, as it happened.
pub fn story_of_order(tx: &Tx<'_>, order: OrderId) -> Result<Vec<Event>, DbError> {
    tx.rows(include_str!("sql/story.sql"), params![order])?
        .iter()
        .map(event)
        .collect()
}

/// One fact: what stands behind a movement.
pub fn story_of_fact(tx: &Tx<'_>, fact: FactId) -> Result<Option<Event>, DbError> {
    tx.row(include_str!("sql/story_of_fact.sql"), params![fact])?
        .map(|row| event(&row))
        .transpose()
}

/// Everything about one task: `list:…`, `shipment:…`, `manifest:…`.
pub fn story_of_task(tx: &Tx<'_>, task: &str, limit: i64) -> Result<Vec<Event>, DbError> {
    tx.rows(include_str!("sql/story_of_task.sql"), params![task, limit])?
        .iter()
        .map(event)
        .collect()
}

/// What one device recorded from one place of its stream to another, in its order: a scan with what came before and
/// after it.
pub fn story_of_stream(
    tx: &Tx<'_>,
    device: DeviceId,
    epoch: i64,
    (from, to): (i64, i64),
) -> Result<Vec<Event>, DbError> {
    tx.rows(
        include_str!("sql/story_of_stream.sql"),
        params![device, epoch, from, to],
    )?
    .iter()
    .map(event)
    .collect()
}
