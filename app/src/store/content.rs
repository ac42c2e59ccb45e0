//! Who holds what: the index behind "which bins hold this item" and "which bin is free".
//!
//! Invariant: after every committed write the index equals the content rows with the overlay folded in, a place that
//! was never pulled included. An item is listed where its pieces are not zero; a bin counts as held where there are
//! more than zero of anything.

use super::write::Cx;
use super::{Reader, StoreError};
use rusqlite::params;
use shared::catalogue::BinUse;
use shared::id::{BinId, ItemId};
use shared::row::{Row, RowKind};
use shared::stock::{Content, Place};
use std::collections::BTreeSet;
use uuid::Uuid;

fn items(content: &Content) -> BTreeSet<ItemId> {
    content.pieces.iter().map(|pieces| pieces.item).collect()
}

impl Reader<'_> {
    /// What a place holds, everything done here folded in. Nothing pulled is nothing there.
    pub fn content(&self, place: Place) -> Result<Content, StoreError> {
        let Some(id) = place.content_id() else {
            return Ok(Content::empty(place));
        };
        if let Some(Row::Content(content)) = self.row(RowKind::Content, id)? {
            return Ok(content);
        }
        let mut row = Row::Content(Content::empty(place));
        self.fold(&mut row);
        Ok(match row {
            Row::Content(content) => content,
            _ => Content::empty(place),
        })
    }

    /// The places that hold an item.
    pub fn places_with(&self, item: ItemId) -> Result<Vec<Place>, StoreError> {
        let mut statement = self
            .conn()
            .prepare_cached(include_str!("sql/content_of_item.sql"))?;
        let rows = statement.query_map([item.0], |row| row.get::<_, Uuid>("place"))?;
        Ok(rows
            .map(|id| id.map(Place::of_content))
            .collect::<Result<_, rusqlite::Error>>()?)
    }

    /// The first bins on the walk of one use, held or free.
    pub fn bins(&self, used_for: BinUse, held: bool, limit: usize) -> Result<Vec<BinId>, StoreError> {
        let mut statement = self
            .conn()
            .prepare_cached(include_str!("sql/bin_walk_next.sql"))?;
        let asked = params![used_for.code(), held, i64::try_from(limit).unwrap_or(i64::MAX)];
        let rows = statement.query_map(asked, |row| Ok(BinId(row.get("id")?)))?;
        Ok(rows.collect::<Result<_, rusqlite::Error>>()?)
    }
}

impl Cx<'_> {
    /// Keeps the index in step with a place whose content changed from `before` to `now`.
    pub(super) fn recontent(&mut self, id: Uuid, before: &Content, now: &Content) -> Result<(), StoreError> {
        let (old, new) = (items(before), items(now));
        for item in old.difference(&new) {
            self.tx
                .prepare_cached(include_str!("sql/content_delete.sql"))?
                .execute(params![item.0, id])?;
        }
        for item in new.difference(&old) {
            self.tx
                .prepare_cached(include_str!("sql/content_put.sql"))?
                .execute(params![item.0, id])?;
        }
        if before.is_empty() != now.is_empty() {
            self.tx
                .prepare_cached(include_str!("sql/bin_walk_held.sql"))?
                .execute(params![id, !now.is_empty()])?;
        }
        Ok(())
    }

    /// A bin came, changed, or went.
    pub(super) fn rewalk(&mut self, id: Uuid, now: Option<&Row>) -> Result<(), StoreError> {
        let Some(Row::Bin(bin)) = now else {
            self.tx
                .prepare_cached(include_str!("sql/bin_walk_delete.sql"))?
                .execute([id])?;
            return Ok(());
        };
        // What the index says, this transaction included; below zero counts as free, and is rare.
        let held: i64 = self
            .tx
            .prepare_cached(include_str!("sql/content_any.sql"))?
            .query_row([id], |row| row.get("n"))?;
        self.tx
            .prepare_cached(include_str!("sql/bin_walk_put.sql"))?
            .execute(params![id, bin.used_for.code(), held > 0, bin.walk, bin.code])?;
        Ok(())
    }
}

/// A row's content; an absent row holds nothing.
pub(super) fn of(id: Uuid, row: Option<&Row>) -> Content {
    match row {
        Some(Row::Content(content)) => content.clone(),
        _ => Content::empty(Place::of_content(id)),
    }
}
