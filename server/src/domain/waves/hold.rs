//! Orders as platforms send them again: news before release is applied, after release it holds the order until a
//! person has answered.

use super::cancel::cancel_order;
use crate::db::{Cx, DbError};
use crate::domain::orders::{self, Arrival, NewOrder};
use crate::params;
use shared::id::OrderId;
use shared::row::RowKind;

/// Takes an order in, or compares it with what is known of it. See [`orders::arrive`].
pub fn take_in(cx: &Cx<'_>, order: &NewOrder) -> Result<Arrival, DbError> {
    let arrival = orders::arrive(cx, order)?;
    if let Arrival::Held { order, reason } = &arrival {
        hold_order(cx, *order, reason)?;
    }
    Ok(arrival)
}

/// Hands off: packing and handing over of its parcels is stopped on every handheld.
pub fn hold_order(cx: &Cx<'_>, order: OrderId, reason: &str) -> Result<(), DbError> {
    cx.exec(include_str!("sql/order_hold.sql"), params![order, reason, cx.now])?;
    for row in cx.rows(include_str!("sql/live_shipments.sql"), params![order])? {
        cx.exec(
            "update shipment set state = 'held' where id = ?1 and handed_at is null",
            params![row.text("id")?],
        )?;
        cx.touch(RowKind::Shipment, row.parse::<uuid::Uuid>("id")?);
    }
    Ok(())
}

/// A person has looked at the waiting changes of an order: takes them over, or leaves the order as it was. Either
/// way the work goes on, unless the change is that the order is off.
pub fn answer_change(cx: &Cx<'_>, order: OrderId, accept: bool) -> Result<(), DbError> {
    let cancelled = accept && orders::cancellation_waits(cx, order)?;
    if accept {
        orders::apply_waiting(cx, order)?;
    }
    let state = if accept { "accepted" } else { "ignored" };
    cx.exec(
        "update order_change set state = ?2 where order_id = ?1 and state = 'waiting'",
        params![order, state],
    )?;
    cx.exec(include_str!("sql/order_unhold.sql"), params![order, cx.now])?;
    for row in cx.rows(include_str!("sql/live_shipments.sql"), params![order])? {
        cx.exec(include_str!("sql/shipment_unhold.sql"), params![row.text("id")?])?;
        cx.touch(RowKind::Shipment, row.parse::<uuid::Uuid>("id")?);
    }
    if cancelled {
        cancel_order(cx, order, "platform")?;
    }
    Ok(())
}
