//! What papers say of a shipment. Full names and addresses: the label needs them; nothing else does.

use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::id::*;

/// Everything that label and slip print.
#[derive(Clone, Debug)]
pub struct ParcelFacts {
    pub id: ShipmentId,
    pub number: String,
    pub label: Option<String>,
    pub sscc: Option<String>,
    /// How often its label was printed before.
    pub printed: i64,
    pub order_no: String,
    pub channel: String,
    /// Stable code of the carrier: `tcat`.
    pub carrier_code: String,
    pub carrier: String,
    pub recipient: String,
    pub phone: String,
    pub zip: String,
    pub address: String,
    pub store_id: String,
    pub store_name: String,
    pub temperature: String,
    pub payment: String,
    pub cod: i64,
    pub invoice_no: String,
    pub buyer_note: String,
    pub seller_note: String,
    pub tax_id: String,
    pub invoice_carrier: String,
    pub donation_code: String,
    pub list_number: String,
}

/// Live shipments of a release (or one shipment) for printing, in the order of their lists.
pub fn parcel_facts(
    tx: &Tx<'_>,
    wave: Option<WaveId>,
    shipment: Option<ShipmentId>,
) -> Result<Vec<ParcelFacts>, DbError> {
    tx.rows(include_str!("sql/print.sql"), params![wave, shipment])?
        .iter()
        .map(|row| {
            Ok(ParcelFacts {
                id: row.parse("id")?,
                number: row.text("number")?,
                label: row.opt_text("label")?,
                sscc: row.opt_text("sscc")?,
                printed: row.int("printed")?,
                order_no: row.text("order_no")?,
                channel: row.text("channel")?,
                carrier_code: row.text("carrier_code")?,
                carrier: row.text("carrier_name")?,
                recipient: row.text("recipient")?,
                phone: row.text("phone")?,
                zip: row.text("zip")?,
                address: row.text("address")?,
                store_id: row.text("store_id")?,
                store_name: row.text("store_name")?,
                temperature: row.text("temperature")?,
                payment: row.text("payment")?,
                cod: row.int("cod")?,
                invoice_no: row.text("invoice_no")?,
                buyer_note: row.text("buyer_note")?,
                seller_note: row.text("seller_note")?,
                tax_id: row.text("tax_id")?,
                invoice_carrier: row.text("invoice_carrier")?,
                donation_code: row.text("donation_code")?,
                list_number: row.text("list_number")?,
            })
        })
        .collect()
}

/// A line of the 出貨單.
#[derive(Clone, Debug)]
pub struct SlipRow {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub gift: bool,
    /// Of the pieces that are in the parcel by now: a slip that was printed before packing has none.
    pub serials: Vec<String>,
}

pub fn slip_lines(tx: &Tx<'_>, shipment: ShipmentId) -> Result<Vec<SlipRow>, DbError> {
    let packed = super::serials_of_shipment(tx, shipment)?;
    tx.rows(include_str!("sql/lines.sql"), params![shipment])?
        .iter()
        .map(|row| {
            let line: ShipmentLineId = row.parse("id")?;
            let here = packed.iter().filter(|piece| piece.line == Some(line));
            Ok(SlipRow {
                sku: row.text("sku")?,
                name: row.text("name")?,
                quantity: row.int("quantity")?,
                gift: row.text("kind")? == "gift",
                serials: here.map(|piece| piece.serial.clone()).collect(),
            })
        })
        .collect()
}

/// A label went to paper once more: 補印 carries the count.
pub fn count_print(cx: &Cx<'_>, shipments: &[ShipmentId]) -> Result<(), DbError> {
    for shipment in shipments {
        cx.exec(
            "update shipment set printed = printed + 1 where id = ?1",
            params![*shipment],
        )?;
    }
    Ok(())
}
