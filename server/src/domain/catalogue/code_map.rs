//! What a platform's code means here: so many pieces of an item, or a bundle. Remembered from the first import
//! that had to ask.

use super::{Invalid, Kept};
use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::id::ItemId;
use shared::quantity;

/// Items and pieces behind one unit of a platform's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning(pub Vec<(ItemId, i64)>);

/// What `code` on `channel` means: a remembered mapping, else an item's or bundle's own SKU, else a barcode that
/// stands on exactly one item.
pub fn meaning(tx: &Tx<'_>, channel: &str, code: &str) -> Result<Option<Meaning>, DbError> {
    for sql in [
        include_str!("sql/meaning_mapped_item.sql"),
        include_str!("sql/meaning_mapped_bundle.sql"),
        include_str!("sql/meaning_sku.sql"),
        include_str!("sql/meaning_bundle.sql"),
        include_str!("sql/meaning_barcode.sql"),
    ] {
        let rows = tx.rows(sql, params![channel, code])?;
        if !rows.is_empty() {
            let parts = rows
                .iter()
                .map(|row| Ok((row.parse("item")?, row.int("quantity")?)));
            return Ok(Some(Meaning(parts.collect::<Result<_, DbError>>()?)));
        }
    }
    Ok(None)
}

/// Remembers that `code` on `channel` is `quantity` of the item or bundle with this SKU.
pub fn remember(cx: &Cx<'_>, channel: &str, code: &str, sku: &str, pieces: i64) -> Result<Kept<()>, DbError> {
    if let Err(error) = quantity::check(pieces) {
        return Ok(Err(Invalid::Quantity {
            field: "quantity",
            error,
        }));
    }
    let sku = sku.trim();
    let item = super::item_by_sku(cx, sku)?;
    let bundle = cx
        .row(
            "select id from bundle where sku = ?1 and active = 1",
            params![sku],
        )?
        .map(|row| row.text("id"))
        .transpose()?;
    if item.is_none() && bundle.is_none() {
        return Ok(Err(Invalid::Unknown {
            field: "sku",
            value: sku.to_owned(),
        }));
    }
    cx.exec(
        include_str!("sql/code_map_put.sql"),
        params![channel, code, item, bundle, pieces],
    )?;
    Ok(Ok(()))
}

/// All remembered codes: channel, code, SKU, pieces.
pub fn code_maps(tx: &Tx<'_>) -> Result<Vec<(String, String, String, i64)>, DbError> {
    tx.rows(include_str!("sql/code_maps.sql"), params![])?
        .iter()
        .map(|row| {
            Ok((
                row.text("channel")?,
                row.text("code")?,
                row.text("sku")?,
                row.int("quantity")?,
            ))
        })
        .collect()
}

/// Items and units that a scanned `code` may stand for.
pub fn resolve(tx: &Tx<'_>, code: &str) -> Result<Vec<(ItemId, i64)>, DbError> {
    tx.rows(
        "select item, quantity from barcode where code = ?1 order by quantity",
        params![code],
    )?
    .iter()
    .map(|row| Ok((row.parse("item")?, row.int("quantity")?)))
    .collect()
}
