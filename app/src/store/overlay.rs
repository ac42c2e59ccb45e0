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

/// What waits for one row. Invariant: `sum` changes a row as the entries do, one after the other, in fewer steps: one
/// bin or line may have thousands of scans behind it while the device is offline.
#[derive(Debug, Default)]
struct Waiting {
    entries: Vec<Entry>,
    sum: Vec<Effect>,
}

impl Waiting {
    fn add(&mut self, entry: Entry) {
        add_up(&mut self.sum, &entry.effect);
        self.entries.push(entry);
    }

    fn trim(&mut self, contained: &Contained) {
        let before = self.entries.len();
        self.entries.retain(|entry| !contained.has(entry));
        if self.entries.len() != before {
            self.sum.clear();
            for entry in &self.entries {
                add_up(&mut self.sum, &entry.effect);
            }
        }
    }
}

fn add_up(sum: &mut Vec<Effect>, effect: &Effect) {
    if !sum.iter_mut().any(|earlier| earlier.absorb(effect)) {
        sum.push(effect.clone());
    }
}

#[derive(Debug, Default)]
pub struct Overlay {
    rows: HashMap<(RowKind, Uuid), Waiting>,
}

impl Overlay {
    /// Adds the effect of the youngest fact.
    pub fn add(&mut self, key: Key, sticky: bool, effect: Effect) {
        self.rows
            .entry(effect.target())
            .or_default()
            .add(Entry { key, sticky, effect });
    }

    /// The server's row with everything done here folded in.
    pub fn fold(&self, row: &mut Row) {
        if let Some(waiting) = self.rows.get(&(row.kind(), row.id())) {
            waiting.sum.iter().for_each(|effect| row.apply(effect));
        }
    }

    /// The same, where the row contains some of it already.
    pub fn fold_rest(&self, row: &mut Row, contained: &Contained) {
        if let Some(waiting) = self.rows.get(&(row.kind(), row.id())) {
            waiting
                .entries
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
            .filter(|(_, waiting)| waiting.entries.iter().any(|entry| contained.has(entry)))
            .map(|(row, _)| *row)
            .collect()
    }

    pub fn trim(&mut self, contained: &Contained) {
        self.rows.retain(|_, waiting| {
            waiting.trim(contained);
            !waiting.entries.is_empty()
        });
    }

    pub fn keep(&mut self, key: Key) {
        let entries = self.rows.values_mut().flat_map(|waiting| &mut waiting.entries);
        for entry in entries.filter(|entry| entry.key == key) {
            entry.sticky = true;
        }
    }

    /// How many effects wait; for the support view and for tests.
    pub fn count(&self) -> usize {
        self.rows.values().map(|waiting| waiting.entries.len()).sum()
    }
}
