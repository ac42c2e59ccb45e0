//! What a write knows beside its transaction: who, when, new ids, and which rows handhelds must hear of.

use super::{DbError, Driver, Tx};
use crate::sync::feed;
use shared::id::{DeviceId, StaffId};
use shared::row::RowKind;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::Deref;
use uuid::Uuid;

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Office(StaffId),
    Device(DeviceId),
    /// Set-up, imports from a command line, jobs.
    System,
}

/// Where new ids come from; randomness is a parameter.
pub trait Ids: Send {
    fn next(&mut self, now_ms: i64) -> Uuid;
    fn random(&mut self, bytes: &mut [u8]);
}

/// Ids from the operating system's randomness.
pub struct RandomIds;

impl Ids for RandomIds {
    fn next(&mut self, now_ms: i64) -> Uuid {
        let mut random = [0u8; 10];
        self.random(&mut random);
        shared::id::v7(now_ms, &random)
    }

    fn random(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system has randomness");
    }
}

/// What changed, for those who wait: long polls and open office pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Version of the newest feed row.
    pub feed: i64,
    /// Rises with every committed write.
    pub writes: u64,
}

/// A write in progress. Derefs to its [`Tx`].
pub struct Cx<'a> {
    tx: Tx<'a>,
    pub by: By,
    /// Milliseconds since 1970, one moment for the whole write.
    pub now: i64,
    ids: &'a RefCell<Box<dyn Ids>>,
    touched: RefCell<BTreeSet<(RowKind, Uuid)>>,
    pub(super) feed: Cell<Option<i64>>,
}

impl<'a> Deref for Cx<'a> {
    type Target = Tx<'a>;
    fn deref(&self) -> &Tx<'a> {
        &self.tx
    }
}

impl<'a> Cx<'a> {
    pub(super) fn new(driver: &'a dyn Driver, by: By, now: i64, ids: &'a RefCell<Box<dyn Ids>>) -> Cx<'a> {
        Cx {
            tx: Tx::new(driver),
            by,
            now,
            ids,
            touched: RefCell::default(),
            feed: Cell::new(None),
        }
    }

    pub fn new_id<T: From<Uuid>>(&self) -> T {
        T::from(self.ids.borrow_mut().next(self.now))
    }

    /// `N` random bytes as hexadecimal digits: tokens and codes.
    pub fn secret<const N: usize>(&self) -> String {
        let mut bytes = [0u8; N];
        self.ids.borrow_mut().random(&mut bytes);
        crate::hex::of(&bytes)
    }

    /// Who did it, as a staff member, if it was one.
    pub fn staff(&self) -> Option<StaffId> {
        match self.by {
            By::Office(staff) => Some(staff),
            By::Device(_) | By::System => None,
        }
    }

    /// Says that handhelds must hear of this row: it goes into the feed at the end of this transaction.
    pub fn touch(&self, kind: RowKind, id: impl Into<Uuid>) {
        self.touched.borrow_mut().insert((kind, id.into()));
    }

    /// The last statement of every write: rebuilds the touched rows' feed bodies and takes their versions from the
    /// one counter row. A sequence would lose rows to a polling reader under concurrent writers.
    pub(super) fn finish(&self) -> Result<(), DbError> {
        let touched = self.touched.take();
        if !touched.is_empty() {
            self.feed.set(Some(feed::publish(self, &touched)?));
        }
        Ok(())
    }

    /// The next number of a series, from 1: `PK261123` → 7.
    pub fn next_number(&self, series: &str) -> Result<i64, DbError> {
        let row = self.row(
            "insert into counter (name, value) values (?1, 1) on conflict (name) do update set value = counter.value + 1 returning value",
            crate::params![series],
        )?;
        row.ok_or_else(|| DbError::Column("value".to_owned()))?
            .int("value")
    }
}
