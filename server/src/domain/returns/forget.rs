//! Benches hold what work needs: parcels that left in the last 90 days, and returns until they are over for days.

use crate::db::{Cx, DbError};
use crate::domain::devices;
use crate::domain::settings::day::DAY_MS;
use crate::params;
use shared::id::{ReturnId, ShipmentId};
use shared::row::RowKind;

/// How long a parcel that left may be asked about, milliseconds.
pub const SENT_MS: i64 = 90 * DAY_MS;
/// Rows forgotten in one transaction.
const AT_ONCE: i64 = 100;

/// Takes old parcels and returns that are over for more than three days off the benches; answers how many. Call again while it
/// answers more than none.
pub fn forget_old(cx: &Cx<'_>) -> Result<usize, DbError> {
    let returns = cx.rows(
        include_str!("sql/forgettable_returns.sql"),
        params![cx.now - devices::REMEMBERED_MS, AT_ONCE],
    )?;
    for row in &returns {
        let id: ReturnId = row.parse("id")?;
        cx.exec("update sales_return set off_bench = 1 where id = ?1", params![id])?;
        cx.touch(RowKind::Return, id.0);
    }
    let parcels = cx.rows(
        include_str!("sql/forgettable_parcels.sql"),
        params![cx.now - SENT_MS, AT_ONCE],
    )?;
    for row in &parcels {
        let id: ShipmentId = row.parse("id")?;
        cx.exec("update shipment set off_bench = 1 where id = ?1", params![id])?;
        cx.touch(RowKind::Sent, id.0);
    }
    Ok(returns.len() + parcels.len())
}
