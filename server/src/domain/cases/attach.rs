//! 附件 of a case.

use crate::db::{Cx, DbError, Tx};
use crate::domain::attachments::{Attached, FileHead, KeptFile, accept};
use crate::params;
use uuid::Uuid;

/// Files of one case.
const FILES: usize = 20;

pub fn attach(cx: &Cx<'_>, case: Uuid, name: &str, bytes: &[u8]) -> Result<Attached, DbError> {
    if super::find(cx, case)?.is_none() {
        return Ok(Attached::NotFound);
    }
    let file = match accept(name, bytes, files(cx, case)?.len(), FILES) {
        Ok(file) => file,
        Err(no) => return Ok(no),
    };
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/file_put.sql"),
        params![
            id,
            case,
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
pub fn files(tx: &Tx<'_>, case: Uuid) -> Result<Vec<FileHead>, DbError> {
    let rows = tx.rows(include_str!("sql/files.sql"), params![case])?;
    rows.iter().map(FileHead::read).collect()
}

pub fn file(tx: &Tx<'_>, id: Uuid) -> Result<Option<KeptFile>, DbError> {
    let row = tx.row(include_str!("sql/file.sql"), params![id])?;
    row.as_ref().map(KeptFile::read).transpose()
}
