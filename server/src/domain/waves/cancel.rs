//! Taking back: a whole release, one order, a list from a dead device.
//!
//! Invariant: what a silent device may have in its hands stays reserved until the device is heard from or the
//! office frees it, so that the same pieces are not promised twice.

use super::settle::settle_list;
use crate::db::{Cx, DbError, Row};
use crate::domain::devices::SILENT_MS;
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::shipments;
use crate::params;
use shared::id::*;
use shared::row::RowKind;

/// An answer may reach a device so long after it asked, milliseconds.
const POLL_MS: i64 = 5_000 + 1000 * shared::sync::PULL_WAIT_S as i64;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndoOutcome {
    /// Orders that are open again.
    pub reopened: usize,
    /// Lists that somebody had begun: they stay.
    pub begun: Vec<String>,
    /// Lists whose stock stays reserved for a silent device.
    pub waiting: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    Cancelled {
        /// Pieces already picked or packed: a discrepancy asks for them to be put back.
        put_back: i64,
    },
    /// The parcel has left, or the order was cancelled before.
    TooLate(String),
}

pub fn undo_wave(cx: &Cx<'_>, wave: WaveId) -> Result<UndoOutcome, DbError> {
    let mut out = UndoOutcome::default();
    let mut left = 0;
    for row in cx.rows(
        "select id, number, state from pick_list where wave = ?1",
        params![wave],
    )? {
        let (list, number): (ListId, String) = (row.parse("id")?, row.text("number")?);
        match row.text("state")?.as_str() {
            "open" => {
                let waiting = cancel_list(cx, list)?;
                for shipment in cx.rows(
                    "select id, order_id from shipment where list = ?1 and state <> 'cancelled'",
                    params![list],
                )? {
                    shipments::cancel(cx, shipment.parse("id")?)?;
                    reopen(cx, shipment.parse("order_id")?)?;
                    out.reopened += 1;
                }
                if waiting {
                    out.waiting.push(number);
                }
            }
            "cancelled" => {}
            _ => {
                left += 1;
                out.begun.push(number);
            }
        }
    }
    if left == 0 {
        cx.exec("update wave set state = 'undone' where id = ?1", params![wave])?;
    }
    Ok(out)
}

fn reopen(cx: &Cx<'_>, order: OrderId) -> Result<(), DbError> {
    cx.exec(include_str!("sql/order_reopen.sql"), params![order, cx.now])?;
    Ok(())
}

/// Cancels a list; answers whether its stock stays reserved for a silent device.
fn cancel_list(cx: &Cx<'_>, list: ListId) -> Result<bool, DbError> {
    cx.exec(
        include_str!("sql/holders_put.sql"),
        params![list, cx.now - SILENT_MS, POLL_MS],
    )?;
    let waiting = cx.number(
        "select count(*) as n from list_holder where list = ?1",
        params![list],
    )? > 0;
    cx.exec(
        "update pick_list set state = 'cancelled' where id = ?1",
        params![list],
    )?;
    if !waiting {
        cx.exec("update pick_line set reserves = 0 where list = ?1", params![list])?;
    }
    cx.touch(RowKind::List, list.0);
    Ok(waiting)
}

/// The office knows better than to wait for a silent device.
pub fn free_reservation(cx: &Cx<'_>, list: ListId) -> Result<(), DbError> {
    cx.exec("delete from list_holder where list = ?1", params![list])?;
    cx.exec(include_str!("sql/free_cancelled.sql"), params![])?;
    Ok(())
}

/// A device has the feed up to `cursor` and holds nothing unsent: what it held of taken-back lists is free.
pub fn heard_from(cx: &Cx<'_>, device: DeviceId, cursor: i64) -> Result<(), DbError> {
    if cx.exec(include_str!("sql/holders_release.sql"), params![device, cursor])? > 0 {
        cx.exec(include_str!("sql/free_cancelled.sql"), params![])?;
    }
    Ok(())
}

/// Frees a list from the person and device that began it. Its tote stays: the next picker goes on from there.
pub fn free_list(cx: &Cx<'_>, list: ListId) -> Result<(), DbError> {
    cx.exec(
        "update pick_list set picker = null, device = null where id = ?1",
        params![list],
    )?;
    cx.touch(RowKind::List, list.0);
    Ok(())
}

pub fn cancel_order(cx: &Cx<'_>, order: OrderId, reason: &str) -> Result<CancelOutcome, DbError> {
    let Some(row) = cx.row("select state, order_no from orders where id = ?1", params![order])? else {
        return Ok(CancelOutcome::TooLate("unknown".to_owned()));
    };
    let state = row.text("state")?;
    if matches!(state.as_str(), "shipped" | "cancelled") {
        return Ok(CancelOutcome::TooLate(state));
    }
    let mut put_back = 0;
    for shipment in cx.rows(include_str!("sql/live_shipments.sql"), params![order])? {
        let (id, list): (ShipmentId, ListId) = (shipment.parse("id")?, shipment.parse("list")?);
        let packed = cx.number(
            "select cast(coalesce(sum(packed), 0) as bigint) as n from shipment_line where shipment = ?1",
            params![id],
        )?;
        put_back += packed + shrink_list(cx, id, list, packed)?;
        if packed > 0 {
            let raise = Raise {
                task: Some(format!("shipment:{id}")),
                quantity: packed,
                detail: shipment.text("number")?,
                ..Raise::new(Kind::PackedCancelled, id.hex())
            };
            discrepancies::raise(cx, &raise)?;
        }
        shipments::cancel(cx, id)?;
    }
    cx.exec(
        include_str!("sql/order_cancelled.sql"),
        params![order, reason.trim(), cx.now],
    )?;
    Ok(CancelOutcome::Cancelled { put_back })
}

/// Takes a shipment's pieces off its list; answers how many of them lie in the tote. A list that a silent device may
/// hold stays as it is: the worker picks it, packing says that it is cancelled, and a discrepancy asks for the goods.
fn shrink_list(cx: &Cx<'_>, shipment: ShipmentId, list: ListId, packed: i64) -> Result<i64, DbError> {
    let others = cx.number(include_str!("sql/other_shipments.sql"), params![list, shipment])?;
    if others == 0 {
        let picked = cx.number(
            "select cast(coalesce(sum(picked), 0) as bigint) as n from pick_line where list = ?1",
            params![list],
        )?;
        cancel_list(cx, list)?;
        let in_tote = (picked - packed).max(0);
        if in_tote > 0 {
            surplus(cx, list, None, in_tote)?;
        }
        return Ok(in_tote);
    }
    let silent = cx.number(
        include_str!("sql/silent_holders.sql"),
        params![list, cx.now - SILENT_MS, POLL_MS],
    )?;
    let shares = cx.rows(include_str!("sql/shares.sql"), params![shipment])?;
    if silent > 0 {
        let raise = Raise {
            task: Some(format!("list:{list}")),
            quantity: shares
                .iter()
                .map(|row| row.int("quantity"))
                .sum::<Result<i64, DbError>>()?
                - packed,
            ..Raise::new(Kind::WorkedCancelled, shipment.hex())
        };
        discrepancies::raise(cx, &raise)?;
        return Ok(0);
    }
    take_off(cx, list, &shares, packed)
}

/// Makes a list smaller by these shares of its lines. What was picked beyond the rest, and is not in the cancelled
/// parcel, is to be put back.
fn take_off(cx: &Cx<'_>, list: ListId, shares: &[Row], packed: i64) -> Result<i64, DbError> {
    let (mut in_parcel, mut put_back) = (packed, 0);
    for row in shares {
        let (line, share): (LineId, i64) = (row.parse("pick_line")?, row.int("quantity")?);
        cx.exec(
            "update pick_line set quantity = quantity - ?2 where id = ?1",
            params![line, share],
        )?;
        cx.exec(
            "delete from allocation where pick_line = ?1 and shipment_line = ?2",
            params![line, row.text("shipment_line")?],
        )?;
        cx.touch(RowKind::Line, line.0);
        let over = (row.int("picked")? - (row.int("line_quantity")? - share)).clamp(0, share);
        let from_parcel = over.min(in_parcel);
        in_parcel -= from_parcel;
        if over > from_parcel {
            put_back += over - from_parcel;
            let place = (line, row.parse("item")?, row.parse("bin")?);
            surplus(cx, list, Some(place), over - from_parcel)?;
        }
    }
    cx.exec(include_str!("sql/list_shrunk.sql"), params![list])?;
    cx.touch(RowKind::List, list.0);
    settle_list(cx, list)?;
    Ok(put_back)
}

fn surplus(
    cx: &Cx<'_>,
    list: ListId,
    line: Option<(LineId, ItemId, BinId)>,
    quantity: i64,
) -> Result<(), DbError> {
    let subject = line.map_or_else(|| list.hex(), |(line, _, _)| line.hex());
    let raise = Raise {
        item: line.map(|(_, item, _)| item),
        bin: line.map(|(_, _, bin)| bin),
        task: Some(format!("list:{list}")),
        quantity,
        ..Raise::new(
            if line.is_some() {
                Kind::SurplusPicked
            } else {
                Kind::WorkedCancelled
            },
            subject,
        )
    };
    discrepancies::raise(cx, &raise)?;
    Ok(())
}
