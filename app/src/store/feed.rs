//! Applying what the server sends: pages are staged, and only the last one makes them visible.
//!
//! Invariant: rows, cursor, code index and the end of the overlay entries that the rows contain change in one
//! transaction, so at every moment the worker sees state(cursor) + pending effects.

use super::write::Cx;
use super::{Contained, Key, StoreError};
use rusqlite::params;
use shared::id::FactId;
use shared::row::{Row, RowKind};
use shared::stock::{Content, Place};
use shared::sync::{FeedRow, Page};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Cx<'_> {
    /// Keeps rows of a pull that is not complete. At most [`shared::sync::PULL_ROWS`] a transaction.
    pub fn stage(&mut self, rows: &[FeedRow]) -> Result<(), StoreError> {
        let mut statement = self.tx.prepare_cached(include_str!("sql/staged_put.sql"))?;
        for row in rows {
            let body = row.body.as_ref().map(|body| body.get());
            statement.execute(params![row.kind.code(), row.id, row.version, body])?;
        }
        Ok(())
    }

    /// Forgets a pull that was broken off: it starts again from the cursor.
    pub fn unstage(&mut self) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(include_str!("sql/staged_clear.sql"))?
            .execute([])?;
        Ok(())
    }

    /// The last page: everything staged becomes what the worker sees. `page.acked_seq` says which of this
    /// device's facts the rows contain, `page.released` which of those that were in quarantine.
    pub fn apply(&mut self, page: &Page) -> Result<(), StoreError> {
        self.stage(&page.rows)?;
        let upto: Key = (
            self.store.device().epoch,
            page.acked_seq.unwrap_or(0).max(self.store.device().trimmed_seq),
        );
        let contained = Contained {
            upto,
            released: self.release(&page.released)?,
        };
        let mut trimmed: BTreeSet<(RowKind, Uuid)> = self
            .store
            .reader()
            .overlay()
            .touched_by(&contained)
            .into_iter()
            .collect();
        for staged in self.staged()? {
            trimmed.remove(&(staged.kind, staged.id));
            self.replace(staged, &contained)?;
        }
        for (kind, id) in trimmed {
            if kind == RowKind::Content {
                let before = self.store.reader().content(Place::of_content(id))?;
                let now = self.content_after(id, self.store.reader().pulled(kind, id)?, &contained);
                self.recontent(id, &before, &now)?;
                continue;
            }
            let Some(pulled) = self.store.reader().pulled(kind, id)? else {
                continue;
            };
            let (mut before, mut now) = (pulled.clone(), pulled);
            self.store.reader().overlay().fold(&mut before);
            self.store.reader().overlay().fold_rest(&mut now, &contained);
            self.reindex(kind, id, Some(&before), Some(&now))?;
        }
        self.unstage()?;
        self.after.trim = Some(contained);
        let device = self.device();
        device.cursor = page.next;
        device.trimmed_seq = upto.1;
        device.server_epoch = page.server_epoch;
        Ok(())
    }

    /// Facts that came out of quarantine count as acknowledged from now on; answers where they stand. Those that are
    /// not held here (any more) are passed over.
    fn release(&mut self, released: &[FactId]) -> Result<BTreeSet<Key>, StoreError> {
        let held = self.store.reader().held_among(released)?;
        let mut statement = self.tx.prepare_cached(include_str!("sql/fact_release.sql"))?;
        for key in &held {
            statement.execute(params![key.0, key.1])?;
        }
        Ok(held)
    }

    fn staged(&self) -> Result<Vec<Staged>, StoreError> {
        let mut statement = self.tx.prepare_cached(include_str!("sql/staged_all.sql"))?;
        let mut rows = statement.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            if let Some(kind) = RowKind::parse(row.get_ref("kind")?.as_str().unwrap_or("")) {
                all.push(Staged {
                    kind,
                    id: row.get("id")?,
                    version: row.get("version")?,
                    body: row.get("body")?,
                });
            }
        }
        Ok(all)
    }

    fn replace(&mut self, staged: Staged, contained: &Contained) -> Result<(), StoreError> {
        let Staged {
            kind,
            id,
            version,
            body,
        } = staged;
        let before = self.store.reader().row(kind, id)?;
        let held = (kind == RowKind::Content)
            .then(|| self.store.reader().content(Place::of_content(id)))
            .transpose()?;
        // A body that this app cannot read comes from a newer server: the row is as good as absent.
        let pulled = body
            .as_deref()
            .and_then(|body| self.store.reader().decode(kind, body).ok());
        match (&pulled, &body) {
            (Some(row), Some(body)) => {
                let mut statement = self.tx.prepare_cached(include_str!("sql/row_put.sql"))?;
                statement.execute(params![kind.code(), id, row.parent(), version, body])?;
            }
            _ => {
                self.tx
                    .prepare_cached(include_str!("sql/row_delete.sql"))?
                    .execute(params![kind.code(), id])?;
            }
        }
        if let Some(Row::Settings(settings)) = &pulled {
            self.after.settings = Some(settings.clone());
        }
        if let Some(held) = held {
            let now = self.content_after(id, pulled, contained);
            return self.recontent(id, &held, &now);
        }
        if kind == RowKind::Bin {
            self.rewalk(id, pulled.as_ref())?;
        }
        let now = pulled.map(|mut row| {
            self.store.reader().overlay().fold_rest(&mut row, contained);
            row
        });
        self.reindex(kind, id, before.as_ref(), now.as_ref())
    }
}

impl Cx<'_> {
    /// A place's content once the rows contain so much; a place without a row holds what was put there here.
    fn content_after(&self, id: Uuid, pulled: Option<Row>, contained: &Contained) -> Content {
        let mut row = Row::Content(super::content::of(id, pulled.as_ref()));
        self.store.reader().overlay().fold_rest(&mut row, contained);
        super::content::of(id, Some(&row))
    }
}

struct Staged {
    kind: RowKind,
    id: Uuid,
    version: i64,
    body: Option<String>,
}
