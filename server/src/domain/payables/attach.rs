//! Photos and PDFs of vouchers, and of whatever else came with a delivery.

use crate::db::{Cx, DbError, Tx};
use crate::domain::attachments::{Attached, FileHead, KeptFile, accept};
use crate::params;
use shared::id::DeliveryId;
use uuid::Uuid;

/// Files of one voucher or delivery.
const FILES: usize = 20;

/// Keeps a file beside a voucher, or beside a delivery.
pub fn attach(
    cx: &Cx<'_>,
    voucher: Option<Uuid>,
    delivery: Option<DeliveryId>,
    name: &str,
    bytes: &[u8],
) -> Result<Attached, DbError> {
    let file = match accept(name, bytes, attachments(cx, voucher, delivery)?.len(), FILES) {
        Ok(file) => file,
        Err(no) => return Ok(no),
    };
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/attachment_put.sql"),
        params![
            id,
            voucher,
            delivery,
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

/// Files of a voucher, or of a delivery itself; without their bytes.
pub fn attachments(
    tx: &Tx<'_>,
    voucher: Option<Uuid>,
    delivery: Option<DeliveryId>,
) -> Result<Vec<FileHead>, DbError> {
    let rows = tx.rows(include_str!("sql/attachments.sql"), params![voucher, delivery])?;
    rows.iter().map(FileHead::read).collect()
}

pub fn attachment(tx: &Tx<'_>, id: Uuid) -> Result<Option<KeptFile>, DbError> {
    let row = tx.row(include_str!("sql/attachment.sql"), params![id])?;
    row.as_ref().map(KeptFile::read).transpose()
}
