//! 附件: photos and PDFs beside a voucher, an allowance, a customer's case; in the database, so part of every backup.
//!
//! Invariant: what a file is, its first bytes say, and not its name; nothing else than these types is kept, so nothing
//! that a browser would run is ever sent back. Deliberately absent: the tables; each noun has its own, with these columns.

use crate::db::{DbError, Row};
use crate::file_type::FileType;
use uuid::Uuid;

/// Bytes of one file.
pub const FILE_BYTES: usize = 10_000_000;
const NAME_LIMIT: usize = 120;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attached {
    Done(Uuid),
    /// What it should stand beside is not there.
    NotFound,
    Empty,
    /// More than [`FILE_BYTES`].
    TooLarge(u64),
    /// Neither photo nor PDF.
    NotAPaper,
    /// There are as many as may be.
    TooMany,
}

/// What is kept of a file beside its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub name: String,
    pub kind: FileType,
}

/// Whether a file is kept where `there` of `most` files are.
///
/// # Errors
/// Why not.
pub fn accept(name: &str, bytes: &[u8], there: usize, most: usize) -> Result<Accepted, Attached> {
    if bytes.is_empty() {
        return Err(Attached::Empty);
    }
    if bytes.len() > FILE_BYTES {
        return Err(Attached::TooLarge(bytes.len() as u64));
    }
    let kind = FileType::of(bytes).ok_or(Attached::NotAPaper)?;
    if there >= most {
        return Err(Attached::TooMany);
    }
    let name = name.chars().filter(|c| !c.is_control());
    Ok(Accepted {
        name: name.take(NAME_LIMIT).collect(),
        kind,
    })
}

#[derive(Clone, Debug)]
pub struct FileHead {
    pub id: Uuid,
    pub name: String,
    pub kind: FileType,
    pub size: i64,
    pub created_at: i64,
    pub created_by: String,
}

impl FileHead {
    pub fn read(row: &Row) -> Result<FileHead, DbError> {
        Ok(FileHead {
            id: row.parse("id")?,
            name: row.text("name")?,
            kind: row.code("type", FileType::parse)?,
            size: row.int("size")?,
            created_at: row.int("created_at")?,
            created_by: row.opt_text("created_by_name")?.unwrap_or_default(),
        })
    }

    /// `1.2 MB`
    pub fn megabytes(&self) -> String {
        let tenths = (self.size + 50_000) / 100_000;
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

/// A file with its bytes.
pub struct KeptFile {
    pub head: FileHead,
    pub bytes: Vec<u8>,
}

impl KeptFile {
    pub fn read(row: &Row) -> Result<KeptFile, DbError> {
        Ok(KeptFile {
            head: FileHead::read(row)?,
            bytes: row.blob("bytes")?,
        })
    }
}
