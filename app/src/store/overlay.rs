//! What this device has done and the pulled rows do not show yet, held in memory.
//!
//! Invariant: after every committed write it equals the effects of all facts that are pending, quarantined or
//! younger than `device.trimmed_seq`, in (epoch, seq) order; [`super::Store::open`] rebuilds it from the facts.
//! It is memory and not a table because the app thread owns the only write connection: a scan then dirties one
//! page less, and folding a row costs no query.

use shared::facts::Effect;
use shared::row::{Row, RowKind};
use std::collections::HashMap;
use uuid::Uuid;

/// Place of a fact in the device's order.
pub type Key = (i64, i64);

#[derive(Clone, Debug)]
struct Entry {
    key: Key,
    /// Quarantined at the server: no pulled row will contain it, so it stays.
    sticky: bool,
    effect: Effect,
}

#[derive(Debug, Default)]
pub struct Overlay {
    rows: HashMap<(RowKind, Uuid), Vec<Entry>>,
}

impl Overlay {
    /// Adds the effect of the youngest fact.
    pub fn add(&mut self, key: Key, sticky: bool, effect: Effect) {
        self.rows
            .entry(effect.target())
            .or_default()
            .push(Entry { key, sticky, effect });
    }

    /// The server's row with everything done here folded in.
    pub fn fold(&self, row: &mut Row) {
        if let Some(entries) = self.rows.get(&(row.kind(), row.id())) {
            entries.iter().for_each(|entry| row.apply(&entry.effect));
        }
    }

    /// The same, as if everything up to `upto` were already in the row.
    pub fn fold_above(&self, row: &mut Row, upto: Key) {
        if let Some(entries) = self.rows.get(&(row.kind(), row.id())) {
            entries
                .iter()
                .filter(|entry| entry.sticky || entry.key > upto)
                .for_each(|entry| row.apply(&entry.effect));
        }
    }

    pub fn touches(&self, kind: RowKind, id: Uuid) -> bool {
        self.rows.contains_key(&(kind, id))
    }

    /// The rows whose overlay changes when everything up to `upto` goes.
    pub fn touched_up_to(&self, upto: Key) -> Vec<(RowKind, Uuid)> {
        let gone = |entry: &Entry| !entry.sticky && entry.key <= upto;
        self.rows
            .iter()
            .filter(|(_, entries)| entries.iter().any(gone))
            .map(|(row, _)| *row)
            .collect()
    }

    pub fn trim(&mut self, upto: Key) {
        self.rows.retain(|_, entries| {
            entries.retain(|entry| entry.sticky || entry.key > upto);
            !entries.is_empty()
        });
    }

    pub fn keep(&mut self, key: Key) {
        for entry in self.rows.values_mut().flatten().filter(|entry| entry.key == key) {
            entry.sticky = true;
        }
    }

    /// How many effects wait; for the support view and for tests.
    pub fn count(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }
}
