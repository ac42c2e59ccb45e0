//! Photos that handhelds took, and the facts that name them.
//!
//! Invariant: a photo is kept under the SHA-256 of its bytes, once, and never changes; it is a JPEG by its first bytes, so
//! nothing that a browser would run is ever sent back. Fact and photo come by different ways, and either may come first.
//! Deliberately absent: removing one. What a person did stays, and so does what they showed.

use crate::db::{Cx, DbError, Tx};
use crate::domain::devices::{Device, DeviceState, Heard};
use crate::domain::{devices, settings::day::DAY_MS};
use crate::file_type::FileType;
use crate::params;
use shared::id::FactId;
use shared::photo::{PHOTO_WIRE_BYTES, PHOTOS_A_DAY, PhotoId};
use shared::refusal::Refusal;
use shared::sync::PhotoReply;

/// Keeps what a handheld sent as `id`.
pub fn keep(cx: &Cx<'_>, device: &Device, id: PhotoId, bytes: &[u8]) -> Result<PhotoReply, DbError> {
    // Read again inside this transaction, as a push does.
    let state = devices::get(cx, device.id)?.map(|device| device.state);
    let refusal = match state {
        None => Some(Refusal::DeviceUnknown),
        Some(DeviceState::Revoked) => Some(Refusal::DeviceRevoked),
        Some(DeviceState::Active | DeviceState::Draining) => None,
    };
    if let Some(refusal) = refusal {
        return Ok(PhotoReply::Refused { refusal });
    }
    if bytes.len() > PHOTO_WIRE_BYTES {
        return Ok(PhotoReply::TooLarge);
    }
    if PhotoId::of(bytes) != id {
        return Ok(PhotoReply::HashDiffers);
    }
    if FileType::of(bytes) != Some(FileType::Jpeg) {
        return Ok(PhotoReply::NotJpeg);
    }
    devices::heard(cx, device.id, Heard::default())?;
    if is_here(cx, id)? {
        return Ok(PhotoReply::AlreadyThere);
    }
    let today = cx.number(
        include_str!("sql/of_device.sql"),
        params![device.id, cx.now - DAY_MS],
    )?;
    if today >= PHOTOS_A_DAY {
        return Ok(PhotoReply::TooManyToday);
    }
    cx.exec(
        include_str!("sql/put.sql"),
        params![id.hex(), bytes.len(), bytes, device.id, cx.now],
    )?;
    Ok(PhotoReply::Stored)
}

/// Notes the photos that a fact names, whether they are here or not.
pub fn name(cx: &Cx<'_>, fact: FactId, photos: &[PhotoId]) -> Result<(), DbError> {
    for (seq, photo) in photos.iter().enumerate() {
        cx.exec(include_str!("sql/name.sql"), params![fact, photo.hex(), seq])?;
    }
    Ok(())
}

pub fn is_here(tx: &Tx<'_>, id: PhotoId) -> Result<bool, DbError> {
    let n = tx.number("select count(*) as n from photo where id = ?1", params![id.hex()])?;
    Ok(n > 0)
}

/// A photo's bytes.
pub fn photo(tx: &Tx<'_>, id: PhotoId) -> Result<Option<Vec<u8>>, DbError> {
    tx.row("select bytes from photo where id = ?1", params![id.hex()])?
        .map(|row| row.blob("bytes"))
        .transpose()
}

/// A photo that a fact names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    pub id: PhotoId,
    /// False: the handheld has not sent it yet.
    pub here: bool,
}

pub fn named(tx: &Tx<'_>, id: PhotoId) -> Result<Named, DbError> {
    Ok(Named {
        id,
        here: is_here(tx, id)?,
    })
}

/// The photos of everything that was done about a task and still stands, in the order in which it was done.
pub fn of_task(tx: &Tx<'_>, task: &str) -> Result<Vec<(FactId, Named)>, DbError> {
    tx.rows(include_str!("sql/of_task.sql"), params![task])?
        .iter()
        .map(|row| {
            let named = Named {
                id: row.parse("photo")?,
                here: row.flag("here")?,
            };
            Ok((row.parse("fact")?, named))
        })
        .collect()
}
