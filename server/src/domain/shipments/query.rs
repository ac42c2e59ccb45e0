//! Shipments as the office looks at them.

use crate::db::{DbError, Row, Tx};
use crate::domain::orders::mask_name;
use crate::params;
use shared::id::*;

#[derive(Clone, Debug)]
pub struct ShipmentView {
    pub id: ShipmentId,
    pub number: String,
    pub order: OrderId,
    pub order_no: String,
    pub channel: String,
    pub recipient_masked: String,
    pub list_number: String,
    pub state: String,
    pub carrier: CarrierId,
    pub carrier_name: String,
    pub label: Option<String>,
    pub parcel_label: Option<String>,
    /// Other numbers with which it was closed; a person says which is on the parcel.
    pub other_labels: Vec<String>,
    pub printed: i64,
    pub pieces: i64,
    pub packed: i64,
    pub short: i64,
    pub weight_g: Option<i64>,
    pub packed_by: String,
    pub packed_at: Option<i64>,
    pub handed_at: Option<i64>,
    pub cod: i64,
}

fn view(tx: &Tx<'_>, row: &Row) -> Result<ShipmentView, DbError> {
    let parcel_label = row.opt_text("parcel_label")?;
    let mut other_labels = match row.int("numbers")? {
        ..=1 => Vec::new(),
        _ => super::labels(tx, row.parse("id")?)?,
    };
    other_labels.retain(|other| Some(other) != parcel_label.as_ref());
    Ok(ShipmentView {
        id: row.parse("id")?,
        number: row.text("number")?,
        order: row.parse("order_id")?,
        order_no: row.text("order_no")?,
        channel: row.text("channel")?,
        recipient_masked: mask_name(&row.text("recipient")?),
        list_number: row.text("list_number")?,
        state: row.text("state")?,
        carrier: row.parse("carrier")?,
        carrier_name: row.text("carrier_name")?,
        label: row.opt_text("label")?,
        parcel_label,
        other_labels,
        printed: row.int("printed")?,
        pieces: row.int("pieces")?,
        packed: row.int("packed")?,
        short: row.int("short")?,
        weight_g: row.opt_int("weight_g")?,
        packed_by: row.opt_text("packed_by_name")?.unwrap_or_default(),
        packed_at: row.opt_int("packed_at")?,
        handed_at: row.opt_int("handed_at")?,
        cod: row.int("cod")?,
    })
}

/// Live shipments of a release, in the order of their lists.
pub fn shipments_of_wave(tx: &Tx<'_>, wave: WaveId) -> Result<Vec<ShipmentView>, DbError> {
    tx.rows(
        include_str!("sql/views.sql"),
        params![Some(wave.hex()), Option::<String>::None],
    )?
    .iter()
    .map(|row| view(tx, row))
    .collect()
}

pub fn shipments_of_order(tx: &Tx<'_>, order: OrderId) -> Result<Vec<ShipmentView>, DbError> {
    tx.rows(
        include_str!("sql/views.sql"),
        params![Option::<String>::None, Some(order.hex())],
    )?
    .iter()
    .map(|row| view(tx, row))
    .collect()
}

/// A line of a shipment.
#[derive(Clone, Debug)]
pub struct ShipLine {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub packed: i64,
    pub short: i64,
}

pub fn ship_lines(tx: &Tx<'_>, shipment: ShipmentId) -> Result<Vec<ShipLine>, DbError> {
    tx.rows(include_str!("sql/lines.sql"), params![shipment])?
        .iter()
        .map(|row| {
            Ok(ShipLine {
                sku: row.text("sku")?,
                name: row.text("name")?,
                quantity: row.int("quantity")?,
                packed: row.int("packed")?,
                short: row.int("short")?,
            })
        })
        .collect()
}
