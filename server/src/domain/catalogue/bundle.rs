//! 組合品: sold as one, picked as its parts. A retired one is not matched by new orders; orders that have it keep it.

use super::{Invalid, Kept, text};
use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::id::ItemId;
use shared::quantity;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundlePart {
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    pub id: Uuid,
    pub sku: String,
    pub name: String,
    pub active: bool,
    pub parts: Vec<BundlePart>,
}

/// Creates a bundle, or changes the one with this `id`. `parts` are SKUs of items with pieces.
pub fn save_bundle(
    cx: &Cx<'_>,
    id: Option<Uuid>,
    sku: &str,
    name: &str,
    parts: &[(String, i64)],
) -> Result<Kept<Uuid>, DbError> {
    let (sku, name) = match (text("sku", sku, 40), text("name", name, 200)) {
        (Ok(sku), Ok(name)) => (sku, name),
        (Err(invalid), _) | (_, Err(invalid)) => return Ok(Err(invalid)),
    };
    let known = bundle_by_sku(cx, &sku)?;
    if (known.is_some() && known != id) || super::item_by_sku(cx, &sku)?.is_some() {
        return Ok(Err(Invalid::Taken {
            field: "sku",
            value: sku,
        }));
    }
    if parts.is_empty() {
        return Ok(Err(Invalid::Empty("parts")));
    }
    let mut resolved = Vec::with_capacity(parts.len());
    for (part, pieces) in parts {
        let Some(item) = super::item_by_sku(cx, part.trim())? else {
            return Ok(Err(Invalid::Unknown {
                field: "parts",
                value: part.clone(),
            }));
        };
        if let Err(error) = quantity::check(*pieces) {
            return Ok(Err(Invalid::Quantity {
                field: "parts",
                error,
            }));
        }
        resolved.push((item, *pieces));
    }
    let id: Uuid = id.unwrap_or_else(|| cx.new_id());
    cx.exec(include_str!("sql/bundle_put.sql"), params![id, &sku, &name])?;
    cx.exec("delete from bundle_part where bundle = ?1", params![id])?;
    for (item, pieces) in resolved {
        cx.exec(include_str!("sql/bundle_part_put.sql"), params![id, item, pieces])?;
    }
    Ok(Ok(id))
}

/// Takes a bundle out of use, or into use again.
pub fn use_bundle(cx: &Cx<'_>, id: Uuid, active: bool) -> Result<bool, DbError> {
    let known = cx.exec("update bundle set active = ?2 where id = ?1", params![id, active])?;
    Ok(known > 0)
}

/// The SKU of the retired bundle that a platform's code stood for.
pub fn retired_bundle(tx: &Tx<'_>, channel: &str, code: &str) -> Result<Option<String>, DbError> {
    tx.row(include_str!("sql/retired_bundle.sql"), params![channel, code])?
        .map(|row| row.text("sku"))
        .transpose()
}

pub fn bundle_by_sku(tx: &Tx<'_>, sku: &str) -> Result<Option<Uuid>, DbError> {
    tx.row("select id from bundle where sku = ?1", params![sku])?
        .map(|row| row.parse("id"))
        .transpose()
}

pub fn bundles(tx: &Tx<'_>) -> Result<Vec<Bundle>, DbError> {
    let mut all: Vec<Bundle> = Vec::new();
    for row in tx.rows(include_str!("sql/bundles.sql"), params![])? {
        let id: Uuid = row.parse("id")?;
        if all.last().is_none_or(|last| last.id != id) {
            all.push(Bundle {
                id,
                sku: row.text("sku")?,
                name: row.text("name")?,
                active: row.flag("active")?,
                parts: Vec::new(),
            });
        }
        if let Some(bundle) = all.last_mut() {
            bundle.parts.push(BundlePart {
                item: row.parse("item")?,
                sku: row.text("item_sku")?,
                name: row.text("item_name")?,
                quantity: row.int("quantity")?,
            });
        }
    }
    Ok(all)
}
