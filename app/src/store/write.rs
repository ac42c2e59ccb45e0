//! Inside a write: what one transaction may do, and what memory must learn once it is committed.

use super::{Contained, Device, Key, RECENT, Recent, Store, StoreError};
use rusqlite::{Transaction, params};
use shared::enrol::Enrolled;
use shared::facts::{ClockSource, Effect, Fact, undo_effects};
use shared::id::{FactId, GroupId, StaffId, v7};
use shared::row::{Row, RowKind, Settings};
use shared::stock::Place;
use uuid::Uuid;

/// Who writes, when, and the randomness that ids are made of.
#[derive(Clone, Debug)]
pub struct By {
    pub staff: Option<StaffId>,
    /// Milliseconds since 1970.
    pub at: i64,
    pub clock: ClockSource,
    pub random: [u8; 10],
}

/// What memory learns after the commit.
#[derive(Default)]
pub(super) struct After {
    pub added: Vec<(Key, Effect)>,
    pub recent: Vec<Recent>,
    pub sticky: Vec<Key>,
    pub trim: Option<Contained>,
    pub device: Option<Device>,
    pub settings: Option<Settings>,
    pub acked: i64,
    pub reload: bool,
    /// Which photos there are has changed.
    pub photos: bool,
}

impl After {
    pub(super) fn apply(self, store: &mut Store) -> Result<(), StoreError> {
        if let Some(device) = self.device {
            store.device = device;
        }
        if self.reload || self.trim.is_some() {
            store.parts.get_mut().clear();
        }
        if self.reload {
            return store.reload();
        }
        if self.photos {
            store.photos = super::Photos::load(&store.conn)?;
        }
        store.next_seq += self.recent.len() as i64;
        store.pending += self.recent.len() as i64 - self.acked;
        for (key, effect) in self.added {
            store.overlay.add(key, false, effect);
        }
        self.sticky.into_iter().for_each(|key| store.overlay.keep(key));
        if let Some(contained) = self.trim {
            store.overlay.trim(&contained);
        }
        if let Some(settings) = self.settings {
            store.settings = settings;
        }
        store.recent.extend(self.recent);
        while store.recent.len() > RECENT {
            store.recent.pop_front();
        }
        Ok(())
    }
}

pub struct Cx<'a> {
    pub(super) store: &'a Store,
    pub(super) tx: &'a Transaction<'a>,
    by: &'a By,
    pub(super) after: After,
}

impl<'a> Cx<'a> {
    pub(super) fn new(store: &'a Store, tx: &'a Transaction<'a>, by: &'a By) -> Cx<'a> {
        Cx {
            store,
            tx,
            by,
            after: After::default(),
        }
    }

    pub(super) fn finish(self) -> Result<After, StoreError> {
        if let Some(device) = &self.after.device {
            device.save(self.tx)?;
        }
        Ok(self.after)
    }

    /// The device's row, to be changed.
    pub fn device(&mut self) -> &mut Device {
        self.after.device.get_or_insert_with(|| self.store.device.clone())
    }

    /// The `n`th id of this transaction: time first, so that ids sort as they were made.
    fn fresh(&self, n: usize) -> Uuid {
        let mut random = self.by.random;
        let tail = u32::from_be_bytes([random[6], random[7], random[8], random[9]]).wrapping_add(n as u32);
        random[6..].copy_from_slice(&tail.to_be_bytes());
        v7(self.by.at, &random)
    }

    /// Several facts of one gesture: they stand and fall together.
    pub fn record_all(&mut self, facts: &[Fact]) -> Result<Vec<FactId>, StoreError> {
        let group = (facts.len() > 1).then(|| GroupId(self.fresh(self.after.recent.len())));
        facts.iter().map(|fact| self.record(fact, group)).collect()
    }

    /// Writes a fact: the outbox row, and what it changes on the screen.
    pub fn record(&mut self, fact: &Fact, group: Option<GroupId>) -> Result<FactId, StoreError> {
        fact.check()?;
        let n = self.after.recent.len();
        let id = FactId(self.fresh(n));
        let key = (
            self.after.device.as_ref().unwrap_or(&self.store.device).epoch,
            self.store.next_seq + n as i64,
        );
        let effects = match fact {
            Fact::Undone(undone) => self.effects_of_undoing(undone.of)?,
            _ => fact.effects(self.by.staff, self.by.at),
        };
        let written = if effects.is_empty() {
            None
        } else {
            Some(serde_json::to_string(&effects)?)
        };
        self.tx
            .prepare_cached(include_str!("sql/fact_insert.sql"))?
            .execute(params![
                key.0,
                key.1,
                id.0,
                fact.kind(),
                fact.version(),
                self.by.at,
                if self.by.clock == ClockSource::Server {
                    "server"
                } else {
                    "wall"
                },
                self.by.staff.map(|staff| staff.0),
                group.map(|group| group.0),
                fact.body().get(),
                written,
            ])?;
        for photo in fact.photos() {
            self.name_photo(*photo)?;
        }
        for effect in effects {
            self.follow(&effect)?;
            self.after.added.push((key, effect));
        }
        self.after.recent.push(Recent {
            id,
            group,
            fact: fact.clone(),
        });
        if let Fact::ManifestClosed(_) = fact {
            self.device().manifests += 1;
        }
        Ok(id)
    }

    fn effects_of_undoing(&self, of: FactId) -> Result<Vec<Effect>, StoreError> {
        self.store
            .recent
            .iter()
            .find(|recent| recent.id == of)
            .map(|recent| undo_effects(&recent.fact, self.by.staff, self.by.at))
            .ok_or(StoreError::Rule(
                "a fact that this device no longer holds was to be undone",
            ))
    }

    /// Keeps the code index in step with an effect: a bound tote, a tied label and a barcode
    /// learnt here can be scanned at once.
    fn follow(&mut self, effect: &Effect) -> Result<(), StoreError> {
        let (kind, id) = effect.target();
        match kind {
            RowKind::Content => {
                let mut before = self.store.reader().content(Place::of_content(id))?;
                self.after
                    .added
                    .iter()
                    .filter(|(_, effect)| effect.target() == (kind, id))
                    .for_each(|(_, effect)| before.apply(effect));
                let mut now = before.clone();
                now.apply(effect);
                self.recontent(id, &before, &now)
            }
            RowKind::List | RowKind::Shipment | RowKind::Item | RowKind::Return => {
                let Some(before) = self.shown(kind, id)? else {
                    return Ok(());
                };
                let mut now = before.clone();
                now.apply(effect);
                self.reindex(kind, id, Some(&before), Some(&now))
            }
            RowKind::Settings
            | RowKind::Bin
            | RowKind::Staff
            | RowKind::Carrier
            | RowKind::Line
            | RowKind::ShipmentLine
            | RowKind::Supplier
            | RowKind::Delivery
            | RowKind::DeliveryLine
            | RowKind::CountPlan
            | RowKind::CountTask
            | RowKind::Replenishment
            | RowKind::Sent => Ok(()),
        }
    }

    /// A row with everything folded in, this transaction's effects included.
    fn shown(&self, kind: RowKind, id: Uuid) -> Result<Option<Row>, StoreError> {
        let mut row = self.store.reader().row(kind, id)?;
        if let Some(row) = &mut row {
            self.after
                .added
                .iter()
                .filter(|(_, effect)| effect.target() == (kind, id))
                .for_each(|(_, effect)| row.apply(effect));
        }
        Ok(row)
    }

    pub(super) fn reindex(
        &mut self,
        kind: RowKind,
        id: Uuid,
        before: Option<&Row>,
        now: Option<&Row>,
    ) -> Result<(), StoreError> {
        let old = before.map(Row::codes).unwrap_or_default();
        let new = now.map(Row::codes).unwrap_or_default();
        for code in old.iter().filter(|code| !new.contains(code)) {
            self.tx
                .prepare_cached(include_str!("sql/code_delete.sql"))?
                .execute(params![code, kind.code(), id])?;
        }
        for code in new.iter().filter(|code| !old.contains(code)) {
            self.tx
                .prepare_cached(include_str!("sql/code_put.sql"))?
                .execute(params![code, kind.code(), id])?;
        }
        Ok(())
    }

    /// Where a flow stands after this.
    pub fn flow(&mut self, stem: &str, version: i64, anchor: &str, json: &str) -> Result<(), StoreError> {
        let mut statement = self.tx.prepare_cached(include_str!("sql/flow_put.sql"))?;
        statement.execute(params![stem, version, anchor, json])?;
        Ok(())
    }

    pub fn end_flow(&mut self, stem: &str) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(include_str!("sql/flow_delete.sql"))?
            .execute([stem])?;
        Ok(())
    }

    /// Counts wrong PINs of a badge; `unlocks` is the staff row's number now.
    pub fn wrong_pins(&mut self, staff: StaffId, wrong: i64, unlocks: i64) -> Result<(), StoreError> {
        let mut statement = self.tx.prepare_cached(include_str!("sql/wrong_pin_put.sql"))?;
        statement.execute(params![staff.0, wrong, unlocks])?;
        Ok(())
    }

    /// The server has recorded everything up to `acked_seq`; `quarantined` of it raw.
    pub fn acked(&mut self, acked_seq: i64, quarantined: &[FactId], now: i64) -> Result<(), StoreError> {
        let (epoch, from) = (self.store.device.epoch, self.store.device.acked_seq);
        for id in quarantined {
            let mut find = self.tx.prepare_cached(include_str!("sql/fact_find.sql"))?;
            let mut rows = find.query(params![epoch, from, acked_seq, id.0])?;
            if let Some(row) = rows.next()? {
                let seq: i64 = row.get("seq")?;
                let mut statement = self.tx.prepare_cached(include_str!("sql/fact_quarantine.sql"))?;
                self.after.acked += statement.execute(params![epoch, seq, now])? as i64;
                self.after.sticky.push((epoch, seq));
                // The pull may have been quicker than this answer: its effect is then shown again.
                self.after.reload |= seq <= self.store.device.trimmed_seq;
            }
        }
        let mut statement = self.tx.prepare_cached(include_str!("sql/fact_ack.sql"))?;
        self.after.acked += statement.execute(params![epoch, acked_seq, now])? as i64;
        let device = self.device();
        device.acked_seq = device.acked_seq.max(acked_seq);
        Ok(())
    }

    /// Drops what was acknowledged thirty days before `now`.
    pub fn forget(&mut self, before: i64) -> Result<usize, StoreError> {
        let gone = self
            .tx
            .prepare_cached(include_str!("sql/fact_forget.sql"))?
            .execute([before])?;
        // The quarantined among them were overlay.
        self.after.reload |= gone > 0;
        Ok(gone)
    }

    /// Paired, or paired anew: a new epoch. What was not acknowledged moves into it in its order, with the same
    /// fact ids; the rows are pulled afresh.
    pub fn enrolled(
        &mut self,
        enrolled: &Enrolled,
        urls: Vec<String>,
        pin: String,
    ) -> Result<(), StoreError> {
        let old = self.store.device.epoch;
        let waiting = super::outbox::pending(self.tx, old, 0, usize::MAX >> 1)?;
        if enrolled.epoch != old {
            for (n, fact) in waiting.iter().enumerate() {
                self.tx
                    .prepare_cached(include_str!("sql/fact_renumber.sql"))?
                    .execute(params![enrolled.epoch, n as i64 + 1, old, fact.seq])?;
            }
        }
        self.tx
            .execute_batch("delete from replica; delete from code; delete from staged;")?;
        self.device().enrolled(enrolled, urls, pin);
        self.after.reload = true;
        Ok(())
    }
}
