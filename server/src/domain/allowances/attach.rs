//! The signed paper as a scan or photo: what its first bytes say it is, and nothing that a browser would run.

use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::payables::ATTACHMENT_BYTES;
use crate::file_type::FileType;
use crate::params;
use uuid::Uuid;

/// Files of one allowance.
const FILES_LIMIT: usize = 10;
const NAME_LIMIT: usize = 120;

pub use crate::domain::payables::Attached;

/// Keeps a file beside an allowance.
pub fn attach(cx: &Cx<'_>, allowance: Uuid, name: &str, bytes: &[u8]) -> Result<Attached, DbError> {
    if bytes.is_empty() {
        return Ok(Attached::Empty);
    }
    if bytes.len() > ATTACHMENT_BYTES {
        return Ok(Attached::TooLarge(bytes.len() as u64));
    }
    let Some(kind) = FileType::of(bytes) else {
        return Ok(Attached::NotAPaper);
    };
    if files(cx, allowance)?.len() >= FILES_LIMIT {
        return Ok(Attached::TooMany);
    }
    let id: Uuid = cx.new_id();
    let name: String = name
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME_LIMIT)
        .collect();
    cx.exec(
        include_str!("sql/put_file.sql"),
        params![
            id,
            allowance,
            &name,
            kind.media(),
            bytes.len(),
            bytes,
            cx.now,
            cx.staff()
        ],
    )?;
    Ok(Attached::Done(id))
}

#[derive(Clone, Debug)]
pub struct FileHead {
    pub id: Uuid,
    pub name: String,
    pub kind: FileType,
    pub created_at: i64,
    pub created_by: String,
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

pub fn files(tx: &Tx<'_>, allowance: Uuid) -> Result<Vec<FileHead>, DbError> {
    let rows = tx.rows(include_str!("sql/files.sql"), params![allowance])?;
    rows.iter().map(head).collect()
}

pub struct File {
    pub head: FileHead,
    pub bytes: Vec<u8>,
}

pub fn file(tx: &Tx<'_>, id: Uuid) -> Result<Option<File>, DbError> {
    tx.row(include_str!("sql/file.sql"), params![id])?
        .map(|row| {
            Ok(File {
                head: head(&row)?,
                bytes: row.blob("bytes")?,
            })
        })
        .transpose()
}
