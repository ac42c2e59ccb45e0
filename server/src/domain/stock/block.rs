//! An item that a picker did not find in a bin is not allocated from there until the office has answered.

use crate::db::{Cx, DbError};
use crate::params;
use shared::id::{BinId, DiscrepancyId, ItemId};

pub fn block(cx: &Cx<'_>, item: ItemId, bin: BinId, discrepancy: DiscrepancyId) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/block.sql"),
        params![item, bin, discrepancy, cx.now],
    )?;
    Ok(())
}

pub fn unblock(cx: &Cx<'_>, item: ItemId, bin: BinId) -> Result<(), DbError> {
    cx.exec(
        "delete from stock_block where item = ?1 and bin = ?2",
        params![item, bin],
    )?;
    Ok(())
}
