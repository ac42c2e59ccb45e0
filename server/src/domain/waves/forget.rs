//! Lists that are over for days leave the handhelds: their memory is for work, the books remember the rest.

use crate::db::{Cx, DbError};
use crate::domain::devices;
use crate::params;
use shared::id::*;
use shared::row::RowKind;

/// Lists forgotten in one transaction.
const AT_ONCE: i64 = 50;

/// Takes lists off all handhelds that are done or cancelled, whose parcels have left, and that are older than three
/// days; answers how many. Call again while it answers more than none.
pub fn forget_old(cx: &Cx<'_>) -> Result<usize, DbError> {
    let old = cx.rows(
        include_str!("sql/forgettable.sql"),
        params![cx.now - devices::REMEMBERED_MS, AT_ONCE],
    )?;
    for row in &old {
        let list: ListId = row.parse("id")?;
        cx.exec("update pick_list set forgotten = 1 where id = ?1", params![list])?;
        cx.touch(RowKind::List, list.0);
        for line in cx.rows("select id from pick_line where list = ?1", params![list])? {
            cx.touch(RowKind::Line, line.parse::<LineId>("id")?.0);
        }
        for shipment in cx.rows("select id from shipment where list = ?1", params![list])? {
            let shipment: ShipmentId = shipment.parse("id")?;
            cx.touch(RowKind::Shipment, shipment.0);
            for line in cx.rows(
                "select id from shipment_line where shipment = ?1",
                params![shipment],
            )? {
                cx.touch(RowKind::ShipmentLine, line.parse::<ShipmentLineId>("id")?.0);
            }
        }
    }
    Ok(old.len())
}
