//! Photos that wait: taken, perhaps named by a fact, and gone once the server has them.
//!
//! Invariant: only a photo that a fact names is sent, and the row goes with the server's acknowledgement and never
//! before. What no fact names is dropped by whoever knows that no fact will.

use super::{Cx, Reader, StoreError};
use crate::device::picture::Photo;
use crate::view::Thumb;
use rusqlite::{Connection, OptionalExtension, params};
use shared::photo::PhotoId;

/// Photos that may wait on a device: 150 MB.
pub const PHOTOS_WAITING: usize = 500;

/// Which photos are on this device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Photos {
    /// No fact names them yet.
    pub loose: Vec<PhotoId>,
    /// Facts name them; in the order in which they are sent.
    pub waiting: Vec<PhotoId>,
}

impl Photos {
    pub fn is_full(&self) -> bool {
        self.loose.len() + self.waiting.len() >= PHOTOS_WAITING
    }

    pub(super) fn load(conn: &Connection) -> Result<Photos, StoreError> {
        Ok(Photos {
            loose: list(conn, false)?,
            waiting: list(conn, true)?,
        })
    }
}

/// Oldest first.
pub(super) fn list(conn: &Connection, named: bool) -> Result<Vec<PhotoId>, StoreError> {
    let mut statement = conn.prepare_cached(include_str!("sql/photo_list.sql"))?;
    let rows = statement.query_map([named], |row| row.get::<_, [u8; 32]>("hash"))?;
    rows.map(|row| Ok(PhotoId(row?))).collect()
}

pub(super) fn bytes(conn: &Connection, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = conn.prepare_cached(include_str!("sql/photo_bytes.sql"))?;
    Ok(statement.query_row([id.0], |row| row.get("bytes")).optional()?)
}

impl Reader<'_> {
    /// The small picture; `None` once the server has it.
    pub fn thumb(&self, id: PhotoId) -> Result<Option<Thumb>, StoreError> {
        let mut statement = self.conn().prepare_cached(include_str!("sql/photo_thumb.sql"))?;
        let rgb: Option<Vec<u8>> = statement.query_row([id.0], |row| row.get("thumb")).optional()?;
        Ok(rgb.map(Thumb::new))
    }

    /// The bytes that will be sent.
    pub fn photo(&self, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
        bytes(self.conn(), id)
    }
}

impl Cx<'_> {
    /// Keeps a photo that was taken at `at`, milliseconds since 1970.
    pub fn photo(&mut self, photo: &Photo, at: i64) -> Result<(), StoreError> {
        self.after.photos = true;
        self.tx
            .prepare_cached(include_str!("sql/photo_put.sql"))?
            .execute(params![photo.id.0, at, photo.thumb.rgb(), photo.bytes])?;
        Ok(())
    }

    /// A fact of this transaction names it.
    pub(super) fn name_photo(&mut self, id: PhotoId) -> Result<(), StoreError> {
        self.after.photos = true;
        self.tx
            .prepare_cached(include_str!("sql/photo_name.sql"))?
            .execute([id.0])?;
        Ok(())
    }

    /// Nothing will name it.
    pub fn drop_photo(&mut self, id: PhotoId) -> Result<(), StoreError> {
        self.after.photos = true;
        self.tx
            .prepare_cached(include_str!("sql/photo_drop.sql"))?
            .execute([id.0])?;
        Ok(())
    }

    /// The server has it.
    pub fn photo_sent(&mut self, id: PhotoId) -> Result<(), StoreError> {
        self.after.photos = true;
        self.tx
            .prepare_cached(include_str!("sql/photo_sent.sql"))?
            .execute([id.0])?;
        Ok(())
    }
}
