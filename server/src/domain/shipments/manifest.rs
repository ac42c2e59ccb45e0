//! 託運總表: what was really scanned to the carrier's pile.

use crate::db::{DbError, Row, Tx};
use crate::domain::orders::mask_name;
use crate::params;
use shared::id::*;

#[derive(Clone, Debug)]
pub struct ManifestView {
    pub id: ManifestId,
    pub number: String,
    pub device_number: String,
    pub carrier: String,
    /// 客代
    pub customer: String,
    pub state: String,
    /// As scanned, by the books.
    pub parcels: i64,
    /// 代收總額, minor units, by the books.
    pub cod: i64,
    pub driver: String,
    /// SVG path in a 400×160 box.
    pub signature: String,
    pub by: String,
    pub opened_at: i64,
    pub closed_at: Option<i64>,
}

fn view(row: &Row) -> Result<ManifestView, DbError> {
    Ok(ManifestView {
        id: row.parse("id")?,
        number: row.text("number")?,
        device_number: row.text("device_number")?,
        carrier: row.text("carrier_name")?,
        customer: row.text("customer")?,
        state: row.text("state")?,
        parcels: row.int("parcels")?,
        cod: row.int("cod")?,
        driver: row.text("driver")?,
        signature: row.text("signature")?,
        by: row.opt_text("by_name")?.unwrap_or_default(),
        opened_at: row.int("opened_at")?,
        closed_at: row.opt_int("closed_at")?,
    })
}

/// Manifests, newest first.
pub fn manifests(tx: &Tx<'_>, limit: i64) -> Result<Vec<ManifestView>, DbError> {
    tx.rows(
        include_str!("sql/manifests.sql"),
        params![Option::<String>::None, limit],
    )?
    .iter()
    .map(view)
    .collect()
}

pub fn manifest(tx: &Tx<'_>, id: ManifestId) -> Result<Option<ManifestView>, DbError> {
    tx.row(include_str!("sql/manifests.sql"), params![Some(id.hex()), 1i64])?
        .map(|row| view(&row))
        .transpose()
}

#[derive(Clone, Debug)]
pub struct ManifestRow {
    pub label: String,
    pub order_no: String,
    pub recipient_masked: String,
    pub cod: i64,
    pub handed_at: i64,
}

pub fn manifest_rows(tx: &Tx<'_>, id: ManifestId) -> Result<Vec<ManifestRow>, DbError> {
    tx.rows(include_str!("sql/manifest_rows.sql"), params![id])?
        .iter()
        .map(|row| {
            Ok(ManifestRow {
                label: row.text("label")?,
                order_no: row.text("order_no")?,
                recipient_masked: mask_name(&row.text("recipient")?),
                cod: row.int("cod")?,
                handed_at: row.int("handed_at")?,
            })
        })
        .collect()
}
