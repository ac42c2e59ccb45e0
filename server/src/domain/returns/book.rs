//! The books know a return, whoever spoke of it first.

use super::next_number;
use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::id::{OrderId, ReturnId, ShipmentId};
use shared::row::RowKind;

/// Makes sure that the books know a return, and answers for which one its facts count. A bench may open one that nobody
/// announced; of a shipment that it names, or of nobody's.
pub(super) fn ensure(
    cx: &Cx<'_>,
    told: ReturnId,
    shipment: Option<ShipmentId>,
    device_number: &str,
) -> Result<ReturnId, DbError> {
    let (shipment, order) = known(cx, shipment.unwrap_or(ShipmentId(told.0)))?;
    if cx
        .row("select id from sales_return where id = ?1", params![told])?
        .is_none()
    {
        let number = next_number(cx)?;
        cx.exec(
            include_str!("sql/unannounced_put.sql"),
            params![told, &number, cx.now],
        )?;
    }
    let returned = standing(cx, told)?;
    cx.exec(
        include_str!("sql/device_told.sql"),
        params![returned, shipment, order, device_number, cx.now],
    )?;
    touch(cx, returned, shipment);
    Ok(returned)
}

/// The return that one stands for: itself, unless it was merged into another.
pub fn standing(tx: &Tx<'_>, told: ReturnId) -> Result<ReturnId, DbError> {
    match tx.row(include_str!("sql/alias_of.sql"), params![told])? {
        Some(row) => row.parse("main"),
        None => Ok(told),
    }
}

/// A shipment that the books hold, and its order. What a restored backup does not know is nobody's: the office matches it.
/// The first return of a shipment has the shipment's id, so that a fact that names only the return names the shipment.
fn known(cx: &Cx<'_>, shipment: ShipmentId) -> Result<(Option<ShipmentId>, Option<OrderId>), DbError> {
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
