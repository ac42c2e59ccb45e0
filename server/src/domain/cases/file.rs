//! 附件 of a case, kept in the database as every paper is: part of every backup.
//!
//! Invariant: what a file is, its first bytes say; nothing that a browser would run is ever sent back.

use crate::db::{Cx, DbError, Row, Tx};
use crate::file_type::FileType;
use crate::params;
use uuid::Uuid;

/// Bytes of one file.
pub const FILE_BYTES: usize = 10_000_000;
/// Files of one case.
const LIMIT: usize = 20;
const NAME_LIMIT: usize = 120;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    Done(Uuid),
    NotFound,
    Empty,
    TooLarge(u64),
    /// Neither photo nor PDF.
    NotAPaper,
    TooMany,
}

#[derive(Clone, Debug)]
pub struct FileHead {
    pub id: Uuid,
    pub name: String,
    pub kind: FileType,
    pub created_at: i64,
    pub created_by: String,
}

pub struct CaseFile {
    pub head: FileHead,
    pub bytes: Vec<u8>,
}

fn head(row: &Row) -> Result<FileHead, DbError> {
    Ok(FileHead {
        id: row.parse("id")?,
        name: row.text("name")?,
        kind: row.code("type", FileType::parse)?,
        created_at: row.int("created_at")?,
        created_by: row.opt_text("created_by_name")?.unwrap_or_default(),
    })
}

pub fn attach(cx: &Cx<'_>, case: Uuid, name: &str, bytes: &[u8]) -> Result<Kept, DbError> {
    if cx
        .row("select id from customer_case where id = ?1", params![case])?
        .is_none()
    {
        return Ok(Kept::NotFound);
    }
    let kind = match (bytes.len(), FileType::of(bytes)) {
        (0, _) => return Ok(Kept::Empty),
        (length, _) if length > FILE_BYTES => return Ok(Kept::TooLarge(length as u64)),
        (_, None) => return Ok(Kept::NotAPaper),
        (_, Some(kind)) => kind,
    };
    if files(cx, case)?.len() >= LIMIT {
        return Ok(Kept::TooMany);
    }
    let id: Uuid = cx.new_id();
    let name: String = name
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME_LIMIT)
        .collect();
    cx.exec(
        include_str!("sql/file_put.sql"),
        params![
            id,
            case,
            name,
            kind.media(),
            bytes.len(),
            bytes,
            cx.now,
            cx.staff()
        ],
    )?;
    Ok(Kept::Done(id))
}

/// Without their bytes.
pub fn files(tx: &Tx<'_>, case: Uuid) -> Result<Vec<FileHead>, DbError> {
    let rows = tx.rows(include_str!("sql/files.sql"), params![case])?;
    rows.iter().map(head).collect()
}

pub fn file(tx: &Tx<'_>, id: Uuid) -> Result<Option<CaseFile>, DbError> {
    tx.row(include_str!("sql/file.sql"), params![id])?
        .map(|row| {
            Ok(CaseFile {
                head: head(&row)?,
                bytes: row.blob("bytes")?,
            })
        })
        .transpose()
}
