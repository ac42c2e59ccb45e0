//! 補貨: pieces of reserve bins that pick bins will need.
//!
//! The rule: an item's home is filled up to its most (最高存量) when what is free there (good, not spoken for) falls
//! below its least (補貨點), from reserve bins, the earliest expiry first. A release takes from reserve bins where the pick
//! bins do not hold enough, so no list ever waits for a replenishment; but a home that has promised more than it holds
//! (counted, moved, judged anew) is filled urgently. Tasks are made after each release and when the office asks.
//!
//! Invariant: what was moved is the sum of the facts that say they serve the task; its state follows from that sum.
//! Absent on purpose: reservations. A later release may take the same pieces; the next round of tasks sees that.

use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::settings::{self, day};
use crate::params;
use shared::id::*;
use shared::row::RowKind;
use shared::stock::Lot;

/// Tasks that are done or cancelled leave the handhelds after this long, milliseconds.
const REMEMBERED_MS: i64 = 24 * 60 * 60 * 1000;

/// Pieces were carried, or back: says whether the books know the task.
pub fn moved(cx: &Cx<'_>, task: ReplenishmentId, delta: i64) -> Result<bool, DbError> {
    let known = cx.exec(include_str!("sql/moved.sql"), params![task, delta, cx.now])? > 0;
    if known {
        cx.touch(RowKind::Replenishment, task.0);
    }
    Ok(known)
}

/// Nobody is to carry it any more.
pub fn cancel(cx: &Cx<'_>, task: ReplenishmentId) -> Result<bool, DbError> {
    let sql = "update replenishment set state = 'cancelled', done_at = ?2 where id = ?1 and state in ('open', 'started')";
    let known = cx.exec(sql, params![task, cx.now])? > 0;
    cx.touch(RowKind::Replenishment, task.0);
    Ok(known)
}

/// Makes the tasks that are wanted now; answers how many.
pub fn propose(cx: &Cx<'_>) -> Result<usize, DbError> {
    let today = day::date(cx.now, settings::shop(cx)?.utc_offset_min);
    let mut made = 0;
    for row in cx.rows(include_str!("sql/homes_below.sql"), params![&today])? {
        let (item, home): (ItemId, BinId) = (row.parse("item")?, row.parse("home")?);
        let (free, most) = (row.int("free")?, row.int("most")?);
        let mut wanted = most - free - row.int("coming")?;
        for source in cx.rows(include_str!("sql/reserves.sql"), params![item, home, &today])? {
            let quantity = source.int("available")?.min(wanted);
            if quantity <= 0 {
                continue;
            }
            let id: ReplenishmentId = cx.new_id();
            cx.exec(
                include_str!("sql/put.sql"),
                params![
                    id,
                    item,
                    source.text("lot")?,
                    source.text("expiry")?,
                    source.parse::<BinId>("bin")?,
                    home,
                    quantity,
                    free < 0,
                    cx.now
                ],
            )?;
            cx.touch(RowKind::Replenishment, id.0);
            wanted -= quantity;
            made += 1;
        }
    }
    forget_old(cx)?;
    Ok(made)
}

fn forget_old(cx: &Cx<'_>) -> Result<(), DbError> {
    let sql = "select id from replenishment where forgotten = 0 and state in ('done', 'cancelled') and done_at < ?1 limit 200";
    for row in cx.rows(sql, params![cx.now - REMEMBERED_MS])? {
        let id: ReplenishmentId = row.parse("id")?;
        cx.exec(
            "update replenishment set forgotten = 1 where id = ?1",
            params![id],
        )?;
        cx.touch(RowKind::Replenishment, id.0);
    }
    Ok(())
}

/// A task with the names of what it speaks of.
#[derive(Clone, Debug)]
pub struct View {
    pub id: ReplenishmentId,
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub lot: Lot,
    pub from: String,
    pub to: String,
    pub quantity: i64,
    pub moved: i64,
    pub state: String,
    pub urgent: bool,
    pub created_at: i64,
}

fn view(row: &Row) -> Result<View, DbError> {
    Ok(View {
        id: row.parse("id")?,
        item: row.parse("item")?,
        sku: row.text("sku")?,
        name: row.text("name")?,
        lot: Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        },
        from: row.text("from_code")?,
        to: row.text("to_code")?,
        quantity: row.int("quantity")?,
        moved: row.int("moved")?,
        state: row.text("state")?,
        urgent: row.flag("urgent")?,
        created_at: row.int("created_at")?,
    })
}

/// What is to be carried, urgent first, then what was carried lately.
pub fn list(tx: &Tx<'_>, limit: i64) -> Result<Vec<View>, DbError> {
    tx.rows(include_str!("sql/list.sql"), params![limit])?
        .iter()
        .map(view)
        .collect()
}
