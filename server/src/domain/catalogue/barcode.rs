//! One barcode of an item, where the whole item is not at hand.

use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::catalogue::Barcode;
use shared::id::ItemId;
use shared::row::RowKind;

/// Whether an item has exactly this barcode.
pub fn has_barcode(tx: &Tx<'_>, item: ItemId, barcode: &Barcode) -> Result<bool, DbError> {
    let row = tx.row(
        include_str!("sql/barcode_of.sql"),
        params![item, &barcode.code, barcode.unit.code()],
    )?;
    Ok(row.map(|row| row.int("quantity")).transpose()? == Some(barcode.quantity))
}

/// Gives an item one more barcode; the same code for the same unit counts anew.
pub fn add_barcode(cx: &Cx<'_>, item: ItemId, barcode: &Barcode) -> Result<(), DbError> {
    cx.exec(
        "delete from barcode where item = ?1 and code = ?2 and unit = ?3",
        params![item, &barcode.code, barcode.unit.code()],
    )?;
    cx.exec(
        include_str!("sql/barcode_put.sql"),
        params![item, &barcode.code, barcode.quantity, barcode.unit.code()],
    )?;
    cx.exec(
        "update item set search = search || ' ' || ?2 where id = ?1",
        params![item, barcode.code.to_lowercase()],
    )?;
    cx.touch(RowKind::Item, item.0);
    Ok(())
}

/// The item of a SKU, or of a barcode that only one item has.
pub fn item_by_code(tx: &Tx<'_>, code: &str) -> Result<Option<ItemId>, DbError> {
    if let Some(item) = super::item_by_sku(tx, code)? {
        return Ok(super::get_item(tx, item)?.map(|item| item.id));
    }
    let items = tx.rows(include_str!("sql/item_by_code.sql"), params![code])?;
    match items.as_slice() {
        [one] => Ok(Some(one.parse("id")?)),
        _ => Ok(None),
    }
}
