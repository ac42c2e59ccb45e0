//! What this device has done and the pulled rows do not show yet, held in memory.
//!
//! Invariant: after every committed write it equals the effects of all facts that are pending, quarantined or
//! younger than `device.trimmed_seq`, in (epoch, seq) order; [`super::Store::open`] rebuilds it from the facts.
//! It is memory and not a table because the app thread owns the only write connection: a scan then dirties one
//! page less, and folding a row costs no query.

use shared::facts::Effect;
use shared::row::{Row, RowKind};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Place of a fact in the device's order.
pub type Key = (i64, i64);

/// Which facts the server's rows contain from a moment on.
#[derive(Clone, Debug, Default)]
pub struct Contained {
    /// Everything up to here, but for what is in quarantine.
    pub upto: Key,
    /// What came out of quarantine.
    pub released: BTreeSet<Key>,
}

impl Contained {
    fn has(&self, entry: &Entry) -> bool {
        if entry.sticky {
            self.released.contains(&entry.key)
        } else {
            entry.key <= self.upto
        }
    }
}

#[derive(Clone, Debug)]
struct Entry {
    key: Key,
    /// Quarantined at the server: no pulled row contains it until the server says that it is released.
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

    /// The same, where the row contains some of it already.
    pub fn fold_rest(&self, row: &mut Row, contained: &Contained) {
        if let Some(entries) = self.rows.get(&(row.kind(), row.id())) {
            entries
                .iter()
                .filter(|entry| !contained.has(entry))
                .for_each(|entry| row.apply(&entry.effect));
        }
    }

    pub fn touches(&self, kind: RowKind, id: Uuid) -> bool {
        self.rows.contains_key(&(kind, id))
    }

    /// The rows whose overlay changes when what is contained goes.
    pub fn touched_by(&self, contained: &Contained) -> Vec<(RowKind, Uuid)> {
        self.rows
            .iter()
            .filter(|(_, entries)| entries.iter().any(|entry| contained.has(entry)))
            .map(|(row, _)| *row)
            .collect()
    }

    pub fn trim(&mut self, contained: &Contained) {
        self.rows.retain(|_, entries| {
            entries.retain(|entry| !contained.has(entry));
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
