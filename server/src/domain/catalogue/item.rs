//! Items with their barcodes.

use super::bin::bin_by_code;
use super::{Invalid, Kept, optional, text};
use crate::db::{Cx, DbError, Tx};
use crate::params;
use crate::sync::feed;
use shared::catalogue::{Barcode, Item, ItemKind};
use shared::id::ItemId;
use shared::inspect::InspectGroup;
use shared::quantity;
use shared::row::RowKind;

const SKU_LIMIT: usize = 40;
const NAME_LIMIT: usize = 200;
/// A barcode that a label can carry. GS1 element strings are longer, but they are not a catalogue code.
const CODE_LIMIT: usize = 80;

/// An item as typed into the form or read from a file. `id` names the one to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemForm {
    pub id: Option<ItemId>,
    pub sku: String,
    pub name: String,
    pub name_en: String,
    pub kind: ItemKind,
    pub barcodes: Vec<Barcode>,
    pub weight_g: i64,
    pub lot_tracked: bool,
    pub expiry_tracked: bool,
    pub serial_tracked: bool,
    pub keyable: bool,
    /// 固定儲位, by its code; empty: none.
    pub home: String,
    /// 保存期限, days; 0 when unknown.
    pub shelf_life_days: i64,
    /// 安全存量, 最低存量 and 最高存量, pieces; 0: no rule.
    pub safety_stock: i64,
    pub min_stock: i64,
    pub max_stock: i64,
    /// 檢驗組別: what a returns bench asks.
    pub inspect_group: InspectGroup,
}

/// Ten years: nothing that a shop sells keeps longer on purpose.
pub const MAX_SHELF_LIFE: i64 = 3_650;

/// An item with what only the office knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemCard {
    pub item: Item,
    /// Code of its home bin; empty: none.
    pub home: String,
    pub safety_stock: i64,
    pub min_stock: i64,
    pub max_stock: i64,
}

fn checked(form: &ItemForm) -> Kept<ItemForm> {
    let mut barcodes = Vec::with_capacity(form.barcodes.len());
    for barcode in &form.barcodes {
        let code = text("barcode", &barcode.code, CODE_LIMIT)?;
        quantity::check(barcode.quantity).map_err(|error| Invalid::Quantity {
            field: "barcode_quantity",
            error,
        })?;
        barcodes.push(Barcode { code, ..*barcode });
    }
    barcodes.sort_by(|a, b| (a.quantity, &a.code, a.unit.code()).cmp(&(b.quantity, &b.code, b.unit.code())));
    barcodes.dedup_by(|a, b| a.code == b.code && a.unit == b.unit);
    Ok(ItemForm {
        sku: text("sku", &form.sku, SKU_LIMIT)?,
        name: text("name", &form.name, NAME_LIMIT)?,
        name_en: optional("name_en", &form.name_en, NAME_LIMIT)?,
        weight_g: form.weight_g.clamp(0, 1_000_000),
        home: optional("home", &form.home, 30)?,
        shelf_life_days: form.shelf_life_days.clamp(0, MAX_SHELF_LIFE),
        safety_stock: form.safety_stock.clamp(0, quantity::MAX),
        min_stock: form.min_stock.clamp(0, quantity::MAX),
        max_stock: form.max_stock.clamp(0, quantity::MAX),
        barcodes,
        ..form.clone()
    })
}

/// Creates or changes an item and all its barcodes.
pub fn save_item(cx: &Cx<'_>, form: &ItemForm) -> Result<Kept<ItemId>, DbError> {
    let form = match checked(form) {
        Ok(form) => form,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let known = item_by_sku(cx, &form.sku)?;
    // An SKU that was taken out of use comes back with its history.
    let back = match known {
        Some(known) if form.id.is_none() => get_item(cx, known)?.is_none(),
        _ => false,
    };
    let bundle = cx.row("select id from bundle where sku = ?1", params![&form.sku])?;
    if (known.is_some() && known != form.id && !back) || bundle.is_some() {
        return Ok(Err(Invalid::Taken {
            field: "sku",
            value: form.sku,
        }));
    }
    let home = match form.home.as_str() {
        "" => None,
        code => match bin_by_code(cx, code)? {
            Some(bin) => Some(bin),
            None => {
                return Ok(Err(Invalid::Unknown {
                    field: "home",
                    value: form.home,
                }));
            }
        },
    };
    let id = form.id.or(known).unwrap_or_else(|| cx.new_id());
    let mut search = format!("{} {} {}", form.sku, form.name, form.name_en);
    for barcode in &form.barcodes {
        search.push(' ');
        search.push_str(&barcode.code);
    }
    cx.exec(
        include_str!("sql/item_put.sql"),
        params![
            id,
            &form.sku,
            &form.name,
            &form.name_en,
            form.kind.code(),
            form.weight_g,
            form.lot_tracked,
            form.expiry_tracked,
            form.serial_tracked,
            form.keyable,
            search.to_lowercase(),
            cx.now,
            home,
            form.shelf_life_days,
            form.safety_stock,
            form.min_stock,
            form.max_stock,
            form.inspect_group.code(),
        ],
    )?;
    cx.exec("delete from barcode where item = ?1", params![id])?;
    for barcode in &form.barcodes {
        cx.exec(
            include_str!("sql/barcode_put.sql"),
            params![id, &barcode.code, barcode.quantity, barcode.unit.code()],
        )?;
    }
    cx.touch(RowKind::Item, id.0);
    Ok(Ok(id))
}

/// Takes an item out of use. Its movements stay.
pub fn retire_item(cx: &Cx<'_>, id: ItemId) -> Result<(), DbError> {
    cx.exec("update item set active = 0 where id = ?1", params![id])?;
    cx.touch(RowKind::Item, id.0);
    Ok(())
}

pub fn item_by_sku(tx: &Tx<'_>, sku: &str) -> Result<Option<ItemId>, DbError> {
    tx.row("select id from item where sku = ?1", params![sku])?
        .map(|row| row.parse("id"))
        .transpose()
}

pub fn get_item(tx: &Tx<'_>, id: ItemId) -> Result<Option<Item>, DbError> {
    tx.row(include_str!("../../sync/sql/feed_item.sql"), params![id])?
        .map(|row| feed::item(tx, &row))
        .transpose()
}

/// The same with what only the office knows.
pub fn item_card(tx: &Tx<'_>, id: ItemId) -> Result<Option<ItemCard>, DbError> {
    let (Some(item), Some(row)) = (
        get_item(tx, id)?,
        tx.row(include_str!("sql/item_rules.sql"), params![id])?,
    ) else {
        return Ok(None);
    };
    Ok(Some(ItemCard {
        home: row.opt_text("home_code")?.unwrap_or_default(),
        safety_stock: row.int("safety_stock")?,
        min_stock: row.int("min_stock")?,
        max_stock: row.int("max_stock")?,
        item,
    }))
}

/// Items whose SKU, names or codes contain `query` (any case), by SKU.
pub fn items(tx: &Tx<'_>, query: &str, limit: i64, offset: i64) -> Result<Vec<Item>, DbError> {
    tx.rows(
        include_str!("sql/items.sql"),
        params![query.to_lowercase(), limit, offset],
    )?
    .iter()
    .map(|row| feed::item(tx, row))
    .collect()
}
