//! A blind delivery turns out to be an expected one: what the money side has to say to it.

use crate::db::{Cx, DbError, Tx};
use crate::domain::receiving::{self, Merge, Unmerge};
use crate::params;
use shared::id::DeliveryId;

/// What accounting has of a delivery already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A voucher is recorded against it.
    Voucher(String),
    /// An issued payment request asks for it.
    Requested(String),
}

fn bound(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Option<Bound>, DbError> {
    let row = tx.row(include_str!("sql/bound.sql"), params![delivery])?;
    row.map(|row| {
        let number = row.text("number")?;
        Ok(match row.text("kind")?.as_str() {
            "voucher" => Bound::Voucher(number),
            _ => Bound::Requested(number),
        })
    })
    .transpose()
}

/// See [`receiving::merge`]; not where accounting has the blind delivery already.
pub fn merge_delivery(
    cx: &Cx<'_>,
    blind: DeliveryId,
    expected: DeliveryId,
) -> Result<Result<Merge, Bound>, DbError> {
    match bound(cx, blind)? {
        Some(bound) => Ok(Err(bound)),
        None => receiving::merge(cx, blind, expected).map(Ok),
    }
}

/// See [`receiving::unmerge`]; not where accounting has the expected delivery with what came.
pub fn unmerge_delivery(
    cx: &Cx<'_>,
    blind: DeliveryId,
    expected: DeliveryId,
) -> Result<Result<Unmerge, Bound>, DbError> {
    match bound(cx, expected)? {
        Some(bound) => Ok(Err(bound)),
        None => receiving::unmerge(cx, blind).map(Ok),
    }
}
