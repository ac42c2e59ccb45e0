//! What waits to be sent. Read by the sync thread through its own connection, which never writes.

use super::{StoreError, configure};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use serde_json::value::RawValue;
use shared::facts::{ClockSource, Envelope};
use shared::id::{FactId, GroupId, StaffId};
use shared::photo::PhotoId;
use shared::sync::Held;
use std::path::Path;

/// A fact on its way, with its place in the stream.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub epoch: i64,
    pub seq: i64,
    pub envelope: Envelope,
}

impl Outgoing {
    /// About what it takes in a push, bytes before compression.
    pub fn bytes(&self) -> usize {
        self.envelope.body.get().len() + self.envelope.kind.len() + 160
    }
}

/// A read-only connection to the outbox.
pub struct Outbox {
    conn: Connection,
}

impl Outbox {
    pub fn open(path: &Path) -> Result<Outbox, StoreError> {
        let conn = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        configure(&conn)?;
        Ok(Outbox { conn })
    }

    /// The oldest `limit` facts of `epoch` above `after` that the server does not have.
    pub fn pending(&self, epoch: i64, after: i64, limit: usize) -> Result<Vec<Outgoing>, StoreError> {
        pending(&self.conn, epoch, after, limit)
    }

    pub fn count(&self, epoch: i64, after: i64) -> Result<i64, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached(include_str!("sql/fact_pending_count.sql"))?;
        Ok(statement.query_row(params![epoch, after], |row| row.get("n"))?)
    }

    /// Photos that facts name, oldest first.
    pub fn photos(&self) -> Result<Vec<PhotoId>, StoreError> {
        super::photo::list(&self.conn, true)
    }

    pub fn photo(&self, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
        super::photo::bytes(&self.conn, id)
    }

    /// The oldest fact that the server is known to keep in quarantine.
    pub fn held(&self) -> Result<Option<Held>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached(include_str!("sql/fact_held_first.sql"))?;
        let found = statement.query_row([], |row| {
            Ok(Held {
                epoch: row.get("epoch")?,
                seq: row.get("seq")?,
            })
        });
        Ok(found.optional()?)
    }
}

pub(super) fn pending(
    conn: &Connection,
    epoch: i64,
    after: i64,
    limit: usize,
) -> Result<Vec<Outgoing>, StoreError> {
    let mut statement = conn.prepare_cached(include_str!("sql/fact_pending.sql"))?;
    let rows = statement.query_map(params![epoch, after, limit as i64], |row| Ok(outgoing(row)))?;
    rows.map(|row| row?).collect()
}

fn outgoing(row: &Row<'_>) -> Result<Outgoing, StoreError> {
    let body: String = row.get("body")?;
    let clock: String = row.get("clock")?;
    Ok(Outgoing {
        epoch: row.get("epoch")?,
        seq: row.get("seq")?,
        envelope: Envelope {
            id: FactId(row.get("id")?),
            kind: row.get("kind")?,
            version: row.get("version")?,
            at: row.get("at")?,
            clock: if clock == "server" {
                ClockSource::Server
            } else {
                ClockSource::Wall
            },
            by: row.get::<_, Option<_>>("by_staff")?.map(StaffId),
            group: row.get::<_, Option<_>>("grp")?.map(GroupId),
            body: RawValue::from_string(body)?,
        },
    })
}
