//! Serial numbers: one number of an item is one piece, whether it was there on the first day or came with a delivery.
//!
//! Invariant: a number has a row while it was opened or a fact that stands received it.
//! Deliberately absent: where a piece went since. The books follow pieces by lot, not by number.

use super::Source;
use crate::db::{Cx, DbError};
use crate::params;
use shared::id::{BinId, ItemId};

/// A piece with this number is there on the first day. `false`: the number is known, opened or received.
pub(super) fn open(cx: &Cx<'_>, item: ItemId, serial: &str, bin: BinId) -> Result<bool, DbError> {
    let new = cx.exec(
        include_str!("sql/serial_open.sql"),
        params![item, serial, bin, cx.now],
    )?;
    Ok(new > 0)
}

/// A fact received a number (`by` 1) or took that back (-1); answers how many pieces claim the number now.
pub fn serial_received(
    cx: &Cx<'_>,
    source: &Source,
    item: ItemId,
    serial: &str,
    by: i64,
) -> Result<i64, DbError> {
    let row = cx.row(
        include_str!("sql/serial_receive.sql"),
        params![item, serial, source.fact, source.at, by],
    )?;
    let pieces = row.map_or(Ok(0), |row| row.int("pieces"))?;
    if pieces == 0 {
        cx.exec(
            "delete from serial_number where item = ?1 and serial = ?2",
            params![item, serial],
        )?;
    }
    Ok(pieces)
}

/// The bin that a serial number of an item was opened in.
pub fn serial_bin(cx: &Cx<'_>, item: ItemId, serial: &str) -> Result<Option<BinId>, DbError> {
    cx.row(
        "select bin from serial_number where item = ?1 and serial = ?2",
        params![item, serial],
    )?
    .map_or(Ok(None), |row| row.opt_parse("bin"))
}
