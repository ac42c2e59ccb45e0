//! Questions to the store. Every row comes with the overlay folded in.

use super::{Key, Store, StoreError};
use rusqlite::{OptionalExtension, params};
use shared::facts::{Fact, TaskRef};
use shared::id::{FactId, StaffId};
use shared::row::{Row, RowKind};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// A flow's saved state, not yet understood.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowRow {
    pub version: i64,
    pub anchor: String,
    pub json: String,
}

pub struct Reader<'a> {
    store: &'a Store,
}

impl<'a> Reader<'a> {
    pub(super) fn new(store: &'a Store) -> Reader<'a> {
        Reader { store }
    }

    pub(super) fn conn(&self) -> &rusqlite::Connection {
        &self.store.conn
    }

    /// One row as the worker sees it.
    pub fn row(&self, kind: RowKind, id: Uuid) -> Result<Option<Row>, StoreError> {
        let mut row = self.pulled(kind, id)?;
        if let Some(row) = &mut row {
            self.store.overlay.fold(row);
        }
        Ok(row)
    }

    /// What was done here, folded into a row that was never pulled.
    pub fn fold(&self, row: &mut Row) {
        self.store.overlay.fold(row);
    }

    /// One row as the server last told it.
    pub fn pulled(&self, kind: RowKind, id: Uuid) -> Result<Option<Row>, StoreError> {
        let mut statement = self.store.conn.prepare_cached(include_str!("sql/row_get.sql"))?;
        let found = statement
            .query_row(params![kind.code(), id], |row| {
                Ok(self.decode(kind, row.get_ref("body")?.as_str()?))
            })
            .optional()?;
        Ok(found.transpose()?)
    }

    /// A row as this device may know it.
    pub(super) fn decode(&self, kind: RowKind, body: &str) -> Result<Row, serde_json::Error> {
        let mut row = Row::decode(kind, body)?;
        if let (Row::Item(item), Some(device)) = (&mut row, self.store.device.id) {
            item.seen_by(device);
        }
        Ok(row)
    }

    /// The parts of a row: lines of a list, lines of a shipment, shipments of a list. In no order.
    pub fn children(&self, kind: RowKind, parent: Uuid) -> Result<Vec<Row>, StoreError> {
        let mut rows = if self.store.conn.is_autocommit() {
            let mut parts = self.store.parts.borrow_mut();
            match parts.get(&kind) {
                Some((of, rows)) if *of == parent => rows.clone(),
                Some(_) | None => {
                    let rows = self.pulled_children(kind, parent)?;
                    parts.insert(kind, (parent, rows.clone()));
                    rows
                }
            }
        } else {
            // Inside a transaction rows may be there that never stay.
            self.pulled_children(kind, parent)?
        };
        for row in &mut rows {
            self.store.overlay.fold(row);
        }
        Ok(rows)
    }

    fn pulled_children(&self, kind: RowKind, parent: Uuid) -> Result<Vec<Row>, StoreError> {
        let mut statement = self
            .store
            .conn
            .prepare_cached(include_str!("sql/row_children.sql"))?;
        let mut rows = statement.query(params![parent, kind.code()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(self.decode(kind, row.get_ref("body")?.as_str().unwrap_or(""))?);
        }
        Ok(found)
    }

    /// All rows of a kind. For kinds that a device holds hundreds of, never for items.
    pub fn all(&self, kind: RowKind) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.store.conn.prepare_cached(include_str!("sql/row_all.sql"))?;
        let mut rows = statement.query([kind.code()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let mut row = self.decode(kind, row.get_ref("body")?.as_str().unwrap_or(""))?;
            self.store.overlay.fold(&mut row);
            found.push(row);
        }
        Ok(found)
    }

    pub fn counts(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let mut statement = self
            .store
            .conn
            .prepare_cached(include_str!("sql/row_count.sql"))?;
        let rows = statement.query_map([], |row| Ok((row.get("kind")?, row.get("n")?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What a code may mean.
    pub fn find(&self, code: &str) -> Result<Vec<(RowKind, Uuid)>, StoreError> {
        let mut statement = self
            .store
            .conn
            .prepare_cached(include_str!("sql/code_find.sql"))?;
        let mut rows = statement.query([code])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            if let Some(kind) = RowKind::parse(row.get_ref("kind")?.as_str().unwrap_or("")) {
                found.push((kind, row.get("id")?));
            }
        }
        Ok(found)
    }

    /// Whether something done here and not yet pulled back changes this row.
    pub fn touched(&self, kind: RowKind, id: Uuid) -> bool {
        self.store.overlay.touches(kind, id)
    }

    /// The latest fact of a task that may be taken back: the youngest that is not taken back yet, if nothing
    /// final (a closed parcel, a closed pile) came after it.
    pub fn undoable(&self, task: TaskRef) -> Option<(FactId, Fact)> {
        let mut taken_back = Vec::new();
        for recent in self
            .store
            .recent
            .iter()
            .rev()
            .filter(|recent| recent.fact.task() == Some(task))
        {
            match &recent.fact {
                Fact::Undone(undone) => taken_back.push(undone.of),
                Fact::Misscanned(_) => {}
                fact if fact.can_be_undone() => {
                    if !taken_back.contains(&recent.id) {
                        return Some((recent.id, fact.clone()));
                    }
                }
                _ => return None,
            }
        }
        None
    }

    /// The facts of the gesture that this one was made by, itself included, latest first.
    pub fn gesture(&self, id: FactId) -> Vec<(FactId, Fact)> {
        let group = self
            .store
            .recent
            .iter()
            .find(|recent| recent.id == id)
            .and_then(|recent| recent.group);
        let same = |recent: &&super::Recent| recent.id == id || (group.is_some() && recent.group == group);
        self.store
            .recent
            .iter()
            .rev()
            .filter(same)
            .map(|recent| (recent.id, recent.fact.clone()))
            .collect()
    }

    pub fn flow(&self, stem: &str) -> Result<Option<FlowRow>, StoreError> {
        let mut statement = self.store.conn.prepare_cached(include_str!("sql/flow_get.sql"))?;
        let found = statement
            .query_row([stem], |row| {
                Ok(FlowRow {
                    version: row.get("version")?,
                    anchor: row.get("anchor")?,
                    json: row.get("json")?,
                })
            })
            .optional()?;
        Ok(found)
    }

    /// Wrong PINs since the last right one, and the staff row's `unlocks` when they were counted.
    pub fn wrong_pins(&self, staff: StaffId) -> Result<(i64, i64), StoreError> {
        let mut statement = self
            .store
            .conn
            .prepare_cached(include_str!("sql/wrong_pin_get.sql"))?;
        let found = statement
            .query_row([staff.0], |row| Ok((row.get("wrong")?, row.get("unlocks")?)))
            .optional()?;
        Ok(found.unwrap_or((0, 0)))
    }

    /// Which of these facts does this device know to be in quarantine, and where do they stand?
    pub(super) fn held_among(&self, facts: &[FactId]) -> Result<BTreeSet<Key>, StoreError> {
        if facts.is_empty() {
            return Ok(BTreeSet::new());
        }
        let facts: HashSet<Uuid> = facts.iter().map(|fact| fact.0).collect();
        let mut statement = self
            .store
            .conn
            .prepare_cached(include_str!("sql/fact_held.sql"))?;
        let mut rows = statement.query([])?;
        let mut found = BTreeSet::new();
        while let Some(row) = rows.next()? {
            if facts.contains(&row.get("id")?) {
                found.insert((row.get("epoch")?, row.get("seq")?));
            }
        }
        Ok(found)
    }

    /// Whether a page's `released` says something new.
    pub fn holds_any(&self, facts: &[FactId]) -> Result<bool, StoreError> {
        Ok(!self.held_among(facts)?.is_empty())
    }

    pub(super) fn overlay(&self) -> &super::Overlay {
        &self.store.overlay
    }
}
