//! 供應品項: what a supplier sells, under which code, for how much, and with how many days of life left.
//!
//! Invariant: an item stands once on a supplier's list; at most one supplier of an item is the main one.

use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::catalogue::{Invalid, Kept, item_by_sku, optional};
use crate::params;
use shared::id::{ItemId, SupplierId};
use shared::money::Minor;

/// Items of one supplier.
pub const MAX_SUPPLIES: usize = 2_000;
const CODE_LIMIT: usize = 40;

/// As typed or read from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupplyForm {
    pub sku: String,
    /// 廠商貨號
    pub code: String,
    /// Minor units a piece; 0 when not agreed.
    pub price: Minor,
    pub min_quantity: i64,
    /// 允收天數
    pub accept_days: i64,
    pub main: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    pub supplier: SupplierId,
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub expiry_tracked: bool,
    pub code: String,
    pub price: Minor,
    pub min_quantity: i64,
    pub accept_days: i64,
    pub main: bool,
}

/// Puts one item on a supplier's list or changes it.
pub fn save_supply(cx: &Cx<'_>, supplier: SupplierId, form: &SupplyForm) -> Result<Kept<()>, DbError> {
    let code = match optional("supplier_code", &form.code, CODE_LIMIT) {
        Ok(code) => code,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let Some(item) = item_by_sku(cx, form.sku.trim())? else {
        return Ok(Err(Invalid::Unknown {
            field: "sku",
            value: form.sku.clone(),
        }));
    };
    if form.main {
        cx.exec(
            "update supplier_item set main = 0 where item = ?1 and supplier <> ?2",
            params![item, supplier],
        )?;
    }
    cx.exec(
        include_str!("sql/supply_put.sql"),
        params![
            supplier,
            item,
            code,
            form.price.max(0),
            form.min_quantity.max(0),
            form.accept_days.clamp(0, 3_650),
            form.main
        ],
    )?;
    Ok(Ok(()))
}

/// The whole list as it is to be: what is not in it is taken off. Nothing is changed where one row is wrong.
pub fn save_supplies(cx: &Cx<'_>, supplier: SupplierId, forms: &[SupplyForm]) -> Result<Kept<()>, DbError> {
    let mut seen = std::collections::BTreeSet::new();
    for form in forms {
        let sku = form.sku.trim();
        if !seen.insert(sku.to_owned()) {
            return Ok(Err(Invalid::Repeated {
                field: "sku",
                value: sku.to_owned(),
            }));
        }
        if item_by_sku(cx, sku)?.is_none() {
            return Ok(Err(Invalid::Unknown {
                field: "sku",
                value: sku.to_owned(),
            }));
        }
        if let Err(invalid) = optional("supplier_code", &form.code, CODE_LIMIT) {
            return Ok(Err(invalid));
        }
    }
    cx.exec("delete from supplier_item where supplier = ?1", params![supplier])?;
    for form in forms {
        if let Err(invalid) = save_supply(cx, supplier, form)? {
            return Ok(Err(invalid));
        }
    }
    Ok(Ok(()))
}

fn decode(row: &Row) -> Result<Supply, DbError> {
    Ok(Supply {
        supplier: row.parse("supplier")?,
        item: row.parse("item")?,
        sku: row.text("sku")?,
        name: row.text("name")?,
        expiry_tracked: row.flag("expiry_tracked")?,
        code: row.text("code")?,
        price: row.int("price")?,
        min_quantity: row.int("min_quantity")?,
        accept_days: row.int("accept_days")?,
        main: row.flag("main")?,
    })
}

/// What a supplier sells, by SKU.
pub fn supplies(tx: &Tx<'_>, supplier: SupplierId) -> Result<Vec<Supply>, DbError> {
    tx.rows(
        include_str!("sql/supplies.sql"),
        params![supplier, None::<ItemId>],
    )?
    .iter()
    .map(decode)
    .collect()
}

/// An item as that supplier sells it.
pub fn supply_of(tx: &Tx<'_>, supplier: SupplierId, item: ItemId) -> Result<Option<Supply>, DbError> {
    tx.row(include_str!("sql/supplies.sql"), params![supplier, item])?
        .map(|row| decode(&row))
        .transpose()
}
