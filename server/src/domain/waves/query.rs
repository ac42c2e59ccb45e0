//! Releases and lists as the office looks at them.

use crate::db::{DbError, Row, Tx};
use crate::params;
use shared::id::*;
use shared::stock::Lot;

#[derive(Clone, Debug)]
pub struct WaveView {
    pub id: WaveId,
    pub number: String,
    pub state: String,
    pub created_at: i64,
    pub by: String,
    pub note: String,
    pub lists: i64,
    pub lists_done: i64,
    pub shipments: i64,
    pub packed: i64,
    pub handed: i64,
}

fn wave_view(row: &Row) -> Result<WaveView, DbError> {
    Ok(WaveView {
        id: row.parse("id")?,
        number: row.text("number")?,
        state: row.text("state")?,
        created_at: row.int("created_at")?,
        by: row.opt_text("by_name")?.unwrap_or_default(),
        note: row.text("note")?,
        lists: row.int("lists")?,
        lists_done: row.int("lists_done")?,
        shipments: row.int("shipments")?,
        packed: row.int("packed")?,
        handed: row.int("handed")?,
    })
}

/// Releases, newest first.
pub fn waves(tx: &Tx<'_>, limit: i64) -> Result<Vec<WaveView>, DbError> {
    tx.rows(
        include_str!("sql/waves.sql"),
        params![Option::<String>::None, limit],
    )?
    .iter()
    .map(wave_view)
    .collect()
}

pub fn wave(tx: &Tx<'_>, id: WaveId) -> Result<Option<WaveView>, DbError> {
    tx.row(include_str!("sql/waves.sql"), params![Some(id.hex()), 1i64])?
        .map(|row| wave_view(&row))
        .transpose()
}

#[derive(Clone, Debug)]
pub struct ListView {
    pub id: ListId,
    pub number: String,
    pub wave: WaveId,
    pub state: String,
    pub carrier: String,
    pub cut_off: Option<i64>,
    pub tote: Option<String>,
    pub picker: String,
    pub device: String,
    pub orders: i64,
    pub pieces: i64,
    pub picked: i64,
    pub short: i64,
    /// Its stock stays reserved for a silent device.
    pub waiting: bool,
    pub created_at: i64,
}

fn list_view(row: &Row) -> Result<ListView, DbError> {
    Ok(ListView {
        id: row.parse("id")?,
        number: row.text("number")?,
        wave: row.parse("wave")?,
        state: row.text("state")?,
        carrier: row.opt_text("carrier_name")?.unwrap_or_default(),
        cut_off: row.opt_int("cut_off")?,
        tote: row.opt_text("tote")?,
        picker: row.opt_text("picker_name")?.unwrap_or_default(),
        device: row.opt_text("device_label")?.unwrap_or_default(),
        orders: row.int("orders")?,
        pieces: row.int("pieces")?,
        picked: row.int("picked")?,
        short: row.int("short")?,
        waiting: row.flag("waiting")?,
        created_at: row.int("created_at")?,
    })
}

pub fn lists_of_wave(tx: &Tx<'_>, wave: WaveId) -> Result<Vec<ListView>, DbError> {
    tx.rows(
        include_str!("sql/lists.sql"),
        params![Some(wave.hex()), Option::<String>::None, 5000i64],
    )?
    .iter()
    .map(list_view)
    .collect()
}

/// Lists of all releases, those at work first.
pub fn lists(tx: &Tx<'_>, limit: i64) -> Result<Vec<ListView>, DbError> {
    tx.rows(
        include_str!("sql/lists.sql"),
        params![Option::<String>::None, Option::<String>::None, limit],
    )?
    .iter()
    .map(list_view)
    .collect()
}

/// A line of a list with everything that paper and page say of it.
#[derive(Clone, Debug)]
pub struct LineView {
    pub id: LineId,
    pub seq: i64,
    pub bin: String,
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub barcode: String,
    pub lot: Lot,
    pub quantity: i64,
    pub picked: i64,
    pub short: i64,
    /// The orders it serves.
    pub order_nos: String,
}

pub fn list_lines(tx: &Tx<'_>, list: ListId) -> Result<Vec<LineView>, DbError> {
    tx.rows(include_str!("sql/list_lines.sql"), params![list])?
        .iter()
        .map(|row| {
            Ok(LineView {
                id: row.parse("id")?,
                seq: row.int("seq")?,
                bin: row.text("bin")?,
                item: row.parse("item")?,
                sku: row.text("sku")?,
                name: row.text("name")?,
                barcode: row.opt_text("barcode")?.unwrap_or_default(),
                lot: Lot {
                    number: row.text("lot")?,
                    expiry: row.text("expiry")?,
                },
                quantity: row.int("quantity")?,
                picked: row.int("picked")?,
                short: row.int("short")?,
                order_nos: row.opt_text("order_nos")?.unwrap_or_default(),
            })
        })
        .collect()
}

/// Silent devices that taken-back lists of a release wait for: list number and device label.
pub fn holders(tx: &Tx<'_>, wave: WaveId) -> Result<Vec<(String, String)>, DbError> {
    tx.rows(include_str!("sql/holders.sql"), params![wave])?
        .iter()
        .map(|row| Ok((row.text("number")?, row.text("label")?)))
        .collect()
}

pub fn list(tx: &Tx<'_>, id: ListId) -> Result<Option<ListView>, DbError> {
    tx.row(
        include_str!("sql/lists.sql"),
        params![Option::<String>::None, Some(id.hex()), 1i64],
    )?
    .map(|row| list_view(&row))
    .transpose()
}
