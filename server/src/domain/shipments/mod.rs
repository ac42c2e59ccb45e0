//! Shipments: an order on its way through packing and the carrier's hands; the numbers stuck on them; manifests.

mod label;
mod manifest;
mod print;
mod query;
mod serial;
mod story;
mod tcat;

pub use label::{LabelOutcome, POOL_BATCH, add_waybills, free_waybills, labels, set_label};
pub use manifest::{ManifestRow, ManifestView, manifest, manifest_rows, manifests};
pub use print::{ParcelFacts, count_print, parcel_facts, slip_lines};
pub use query::{ShipLine, ShipmentView, ship_lines, shipments_of_order, shipments_of_wave};
pub use serial::{
    FoundSerial, LifeStep, Shipped, Stage, find_serials, serial_life, serials_of_shipment, shipped_serials,
    where_is,
};
pub use story::{Event, story_of_fact, story_of_order, story_of_stream, story_of_task};
pub use tcat::tcat_parcels;

use crate::db::{Cx, DbError};
use crate::domain::settings::Shop;
use crate::params;
use shared::catalogue::Carrier;
use shared::id::*;
use shared::row::RowKind;

/// A released order's shipment, with our own number; also with the number its parcel must carry, where that is
/// known beforehand: ours, or the next free one of the carrier's pool.
pub fn open(
    cx: &Cx<'_>,
    shop: &Shop,
    stamp: &str,
    order: OrderId,
    wave: WaveId,
    list: ListId,
    carrier: &Carrier,
) -> Result<ShipmentId, DbError> {
    let id: ShipmentId = cx.new_id();
    let serial = cx.next_number(&format!("SH{stamp}"))?;
    let number = format!("SH{stamp}-{serial:04}");
    let label = if carrier.label.own {
        Some(format!("BL{stamp}{serial:05}"))
    } else {
        label::take_from_pool(cx, carrier.id, id)?
    };
    let sscc = sscc(cx, shop)?;
    cx.exec(
        include_str!("sql/open.sql"),
        params![id, number, order, wave, list, carrier.id, label, sscc, cx.now],
    )?;
    cx.touch(RowKind::Shipment, id.0);
    Ok(id)
}

/// A GS1 SSCC where the shop has a company prefix; extension digit 3, which marks no one else's numbers here.
fn sscc(cx: &Cx<'_>, shop: &Shop) -> Result<Option<String>, DbError> {
    if shop.gs1_prefix.is_empty() {
        return Ok(None);
    }
    let serial = u64::try_from(cx.next_number("sscc")?).unwrap_or(0);
    Ok(shared::scan::check_digit::sscc(3, &shop.gs1_prefix, serial).ok())
}

pub fn open_line(
    cx: &Cx<'_>,
    shipment: ShipmentId,
    at: usize,
    item: ItemId,
    quantity: i64,
) -> Result<ShipmentLineId, DbError> {
    let id: ShipmentLineId = cx.new_id();
    cx.exec(
        "insert into shipment_line (id, shipment, seq, item, quantity) values (?1, ?2, ?3, ?4, ?5)",
        params![id, shipment, at + 1, item, quantity],
    )?;
    cx.touch(RowKind::ShipmentLine, id.0);
    Ok(id)
}

/// The shipment is off. Its unused number is void and never given again.
pub fn cancel(cx: &Cx<'_>, id: ShipmentId) -> Result<(), DbError> {
    cx.exec(
        "update shipment set state = 'cancelled' where id = ?1",
        params![id],
    )?;
    label::void_given(cx, id, None)?;
    cx.touch(RowKind::Shipment, id.0);
    Ok(())
}

/// Brings an order's state to what its shipments say.
pub fn settle_order(cx: &Cx<'_>, order: OrderId) -> Result<(), DbError> {
    cx.exec(include_str!("sql/order_settle.sql"), params![order, cx.now])?;
    Ok(())
}

pub(crate) use label::{settle_label, use_label, void_given};
