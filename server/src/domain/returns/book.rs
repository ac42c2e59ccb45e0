//! The books know a return, whoever spoke of it first.

use super::next_number;
use crate::db::{Cx, DbError};
use crate::params;
use shared::id::{OrderId, ReturnId, ShipmentId};
use shared::row::RowKind;

/// Makes sure that the books know a return. A bench may open one that nobody announced; of a shipment that it names, or
/// of nobody's.
pub(super) fn ensure(
    cx: &Cx<'_>,
    returned: ReturnId,
    shipment: Option<ShipmentId>,
    device_number: &str,
) -> Result<(), DbError> {
    let (shipment, order) = known(cx, shipment)?;
    if cx
        .row("select id from sales_return where id = ?1", params![returned])?
        .is_none()
    {
        let number = next_number(cx)?;
        cx.exec(
            include_str!("sql/unannounced_put.sql"),
            params![returned, &number, cx.now],
        )?;
    }
    cx.exec(
        include_str!("sql/device_told.sql"),
        params![returned, shipment, order, device_number, cx.now],
    )?;
    touch(cx, returned, shipment);
    Ok(())
}

/// A shipment that the books hold, and its order. What a restored backup does not know is nobody's: the office matches it.
fn known(
    cx: &Cx<'_>,
    shipment: Option<ShipmentId>,
) -> Result<(Option<ShipmentId>, Option<OrderId>), DbError> {
    let Some(shipment) = shipment else {
        return Ok((None, None));
    };
    match cx.row("select order_id from shipment where id = ?1", params![shipment])? {
        Some(row) => Ok((Some(shipment), Some(row.parse("order_id")?))),
        None => Ok((None, None)),
    }
}

/// Handhelds must hear of a return, and of what came back of its parcel.
pub(super) fn touch(cx: &Cx<'_>, returned: ReturnId, shipment: Option<ShipmentId>) {
    cx.touch(RowKind::Return, returned.0);
    if let Some(shipment) = shipment {
        cx.touch(RowKind::Sent, shipment.0);
    }
}
