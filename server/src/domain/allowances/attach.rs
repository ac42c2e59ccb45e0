//! The signed paper as a scan or photo.

use crate::db::{Cx, DbError, Tx};
use crate::domain::attachments::{Attached, FileHead, KeptFile, accept};
use crate::params;
use uuid::Uuid;

/// Files of one allowance.
const FILES: usize = 10;

/// Keeps a file beside an allowance.
pub fn attach(cx: &Cx<'_>, allowance: Uuid, name: &str, bytes: &[u8]) -> Result<Attached, DbError> {
    if super::allowance(cx, allowance)?.is_none() {
        return Ok(Attached::NotFound);
    }
    let file = match accept(name, bytes, files(cx, allowance)?.len(), FILES) {
        Ok(file) => file,
        Err(no) => return Ok(no),
    };
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/put_file.sql"),
        params![
            id,
            allowance,
            &file.name,
            file.kind.media(),
            bytes.len(),
            bytes,
            cx.now,
            cx.staff()
        ],
    )?;
    Ok(Attached::Done(id))
}

/// Without their bytes.
pub fn files(tx: &Tx<'_>, allowance: Uuid) -> Result<Vec<FileHead>, DbError> {
    let rows = tx.rows(include_str!("sql/files.sql"), params![allowance])?;
    rows.iter().map(FileHead::read).collect()
}

pub fn file(tx: &Tx<'_>, id: Uuid) -> Result<Option<KeptFile>, DbError> {
    let row = tx.row(include_str!("sql/file.sql"), params![id])?;
    row.as_ref().map(KeptFile::read).transpose()
}
