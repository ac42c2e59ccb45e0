//! Deliveries that are over for days leave the handhelds: their memory is for work, the books remember the rest.

use crate::db::{Cx, DbError};
use crate::domain::devices;
use crate::params;
use shared::id::{DeliveryId, DeliveryLineId};
use shared::row::RowKind;

/// Deliveries forgotten in one transaction.
const AT_ONCE: i64 = 20;

/// Takes deliveries off all handhelds that are done or cancelled for more than three days; answers how many. Call again
/// while it answers more than none.
pub fn forget_old(cx: &Cx<'_>) -> Result<usize, DbError> {
    let old = cx.rows(
        include_str!("sql/forgettable.sql"),
        params![cx.now - devices::REMEMBERED_MS, AT_ONCE],
    )?;
    for row in &old {
        let delivery: DeliveryId = row.parse("id")?;
        cx.exec(
            "update delivery set forgotten = 1 where id = ?1",
            params![delivery],
        )?;
        cx.touch(RowKind::Delivery, delivery.0);
        for line in cx.rows(
            "select id from delivery_line where delivery = ?1",
            params![delivery],
        )? {
            cx.touch(RowKind::DeliveryLine, line.parse::<DeliveryLineId>("id")?.0);
        }
    }
    Ok(old.len())
}
