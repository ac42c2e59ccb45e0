//! The ledger: movements only ever added, balances their fold.
//!
//! Invariant: a movement and both balances it changes are written together, by [`post`] and nowhere else.

mod answer;
mod balances;
mod block;
mod by_hand;
mod dock;
pub mod marks;
mod opening;
mod promise;
pub mod recount;
mod retire;
mod serial;

pub use answer::{Answered, answer};
pub use balances::{Held, Move, at, at_bin, held, movements_of, reserved};
pub use block::{block, unblock};
pub use by_hand::{ByHand, Change, Changed, change_by_hand};
pub use dock::subject as dock_subject;
pub use opening::{Opening, OpeningOutcome, Tracked, adjust_to, open_stock, opened};
pub use promise::{changed_by, settle_promise};
pub use retire::{RetireOutcome, retire_bin, retire_item};
pub use serial::{SerialStep, serial_bin, serial_came_back, serial_received, serial_step};

use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::params;
use shared::id::{FactId, StaffId};
use shared::row::RowKind;
use shared::stock::{Movement, Place};

/// Where a posting comes from.
#[derive(Clone, Debug)]
pub struct Source {
    pub fact: Option<FactId>,
    /// `opening`, `adjust:<discrepancy>`; empty where a fact posted.
    pub what: String,
    pub staff: Option<StaffId>,
    /// When it happened, as told by the source's clock.
    pub at: i64,
}

/// Posts one movement and both its balances. A place that falls below zero raises a discrepancy, and one that
/// comes back to zero closes it.
pub fn post(cx: &Cx<'_>, source: &Source, movement: &Movement) -> Result<(), DbError> {
    if let Err(error) = movement.check() {
        return Err(DbError::Driver(error.to_string()));
    }
    cx.exec(
        include_str!("sql/movement_put.sql"),
        params![
            source.at,
            source.fact,
            &source.what,
            source.staff,
            movement.item,
            &movement.lot.number,
            &movement.lot.expiry,
            movement.condition,
            movement.from,
            movement.to,
            movement.quantity,
        ],
    )?;
    marks::late(cx, source.at, movement)?;
    change(cx, source, movement, movement.from, -movement.quantity)?;
    change(cx, source, movement, movement.to, movement.quantity)
}

fn change(
    cx: &Cx<'_>,
    source: &Source,
    movement: &Movement,
    place: Place,
    delta: i64,
) -> Result<(), DbError> {
    let row = cx.row(
        include_str!("sql/balance_add.sql"),
        params![
            place,
            movement.item,
            &movement.lot.number,
            &movement.lot.expiry,
            movement.condition,
            delta
        ],
    )?;
    let now = row
        .ok_or_else(|| DbError::Column("quantity".to_owned()))?
        .int("quantity")?;
    if let Some(content) = place.content_id() {
        cx.touch(RowKind::Content, content);
    }
    let bin = match place {
        Place::Bin(bin) => Some(bin),
        Place::Tote(_) | Place::Parcel(_) | Place::Plate(_) => None,
        // Held pieces explain part of what is missing there.
        Place::Dock => return dock::settle(cx, source, movement.item, &movement.lot),
        // The world outside is endless in both directions.
        Place::Opening | Place::Supplier | Place::Customer | Place::Lost | Place::Scrap | Place::Regrade => {
            return Ok(());
        }
    };
    let subject = format!(
        "{place} {} {} {}",
        movement.item, movement.lot.number, movement.lot.expiry
    );
    if now < 0 {
        let raise = Raise {
            fact: source.fact,
            staff: source.staff,
            item: Some(movement.item),
            bin,
            quantity: now,
            detail: place.to_string(),
            ..Raise::new(Kind::NegativeStock, subject)
        };
        discrepancies::raise(cx, &raise)?;
    } else if now - delta < 0 {
        discrepancies::close(cx, Kind::NegativeStock, &subject, "by_itself")?;
    }
    Ok(())
}
