//! Photos and PDFs of papers, kept in the database: they are part of every backup.
//!
//! Invariant: what a file is, its first bytes say, and not its name; nothing else than these types is kept, so nothing
//! that a browser would run is ever sent back.

use crate::db::{Cx, DbError, Row, Tx};
use crate::file_type::FileType;
use crate::params;
use shared::id::DeliveryId;
use uuid::Uuid;

/// Bytes of one file.
pub const ATTACHMENT_BYTES: usize = 10_000_000;
/// Files of one voucher or delivery.
const FILES_LIMIT: i64 = 20;
const NAME_LIMIT: usize = 120;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attached {
    Done(Uuid),
    Empty,
    /// More than [`ATTACHMENT_BYTES`].
    TooLarge(u64),
    /// Neither photo nor PDF.
    NotAPaper,
    /// There are [`FILES_LIMIT`] already.
    TooMany,
}

/// Keeps a file beside a voucher, or beside a delivery.
pub fn attach(
    cx: &Cx<'_>,
    voucher: Option<Uuid>,
    delivery: Option<DeliveryId>,
    name: &str,
    bytes: &[u8],
) -> Result<Attached, DbError> {
    if bytes.is_empty() {
        return Ok(Attached::Empty);
    }
    if bytes.len() > ATTACHMENT_BYTES {
        return Ok(Attached::TooLarge(bytes.len() as u64));
    }
    let Some(kind) = FileType::of(bytes) else {
        return Ok(Attached::NotAPaper);
    };
    if attachments(cx, voucher, delivery)?.len() as i64 >= FILES_LIMIT {
        return Ok(Attached::TooMany);
    }
    let id: Uuid = cx.new_id();
    let name: String = name
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME_LIMIT)
        .collect();
    cx.exec(
        include_str!("sql/attachment_put.sql"),
        params![
            id,
            voucher,
            delivery,
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
pub struct AttachmentHead {
    pub id: Uuid,
    pub name: String,
    pub kind: FileType,
    pub size: i64,
    pub created_at: i64,
    pub created_by: String,
}

impl AttachmentHead {
    /// `1.2 MB`
    pub fn megabytes(&self) -> String {
        let tenths = (self.size + 50_000) / 100_000;
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

fn head(row: &Row) -> Result<AttachmentHead, DbError> {
    Ok(AttachmentHead {
        id: row.parse("id")?,
        name: row.text("name")?,
        kind: row.code("type", FileType::parse)?,
        size: row.int("size")?,
        created_at: row.int("created_at")?,
        created_by: row.opt_text("created_by_name")?.unwrap_or_default(),
    })
}

/// Files of a voucher, or of a delivery itself.
pub fn attachments(
    tx: &Tx<'_>,
    voucher: Option<Uuid>,
    delivery: Option<DeliveryId>,
) -> Result<Vec<AttachmentHead>, DbError> {
    let rows = tx.rows(include_str!("sql/attachments.sql"), params![voucher, delivery])?;
    rows.iter().map(head).collect()
}

pub struct Attachment {
    pub head: AttachmentHead,
    pub bytes: Vec<u8>,
}

pub fn attachment(tx: &Tx<'_>, id: Uuid) -> Result<Option<Attachment>, DbError> {
    tx.row(include_str!("sql/attachment.sql"), params![id])?
        .map(|row| {
            Ok(Attachment {
                head: head(&row)?,
                bytes: row.blob("bytes")?,
            })
        })
        .transpose()
}
