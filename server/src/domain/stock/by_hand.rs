//! 移儲, 改狀態, 報廢 by the office, for a shop without a handheld at hand: by form, confirmed by a second person.
//!
//! Invariant: nothing is taken that the books do not hold there, and nobody confirms their own change. Who confirmed it,
//! and why, stands in the audit.

use super::{Source, post, settle_promise};
use crate::db::{Cx, DbError};
use crate::params;
use shared::facts::RegradeReason;
use shared::id::{BinId, ItemId, StaffId};
use shared::stock::{Condition, Lot, Movement, Place};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Move(BinId),
    Regrade(Condition),
    Scrap,
}

impl Change {
    pub fn code(self) -> &'static str {
        match self {
            Change::Move(_) => "move",
            Change::Regrade(_) => "regrade",
            Change::Scrap => "scrap",
        }
    }
}

/// Pieces in a bin and what is to become of them. The quantity was checked by whoever read it.
#[derive(Clone, Debug)]
pub struct ByHand {
    pub item: ItemId,
    pub bin: BinId,
    pub lot: Lot,
    pub condition: Condition,
    pub quantity: i64,
    pub change: Change,
    pub reason: RegradeReason,
    pub remark: String,
    /// Who confirmed it with their password.
    pub second: StaffId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Done,
    /// So many are there of this lot and condition.
    NotEnough(i64),
    SamePerson,
    /// From a bin to itself, or to the condition that it has.
    NothingChanges,
}

pub fn change_by_hand(cx: &Cx<'_>, form: &ByHand) -> Result<Changed, DbError> {
    if cx.staff() == Some(form.second) {
        return Ok(Changed::SamePerson);
    }
    let place = Place::Bin(form.bin);
    let there = cx.number(
        include_str!("sql/held_at.sql"),
        params![
            place,
            form.item,
            &form.lot.number,
            &form.lot.expiry,
            form.condition
        ],
    )?;
    if there < form.quantity {
        return Ok(Changed::NotEnough(there.max(0)));
    }
    let of = |condition: Condition, from: Place, to: Place| Movement {
        item: form.item,
        lot: form.lot.clone(),
        condition,
        from,
        to,
        quantity: form.quantity,
    };
    let movements = match form.change {
        Change::Move(to) if to == form.bin => return Ok(Changed::NothingChanges),
        Change::Regrade(to) if to == form.condition => return Ok(Changed::NothingChanges),
        Change::Move(to) => vec![of(form.condition, place, Place::Bin(to))],
        Change::Regrade(to) => vec![
            of(form.condition, place, Place::Regrade),
            of(to, Place::Regrade, place),
        ],
        Change::Scrap => vec![of(form.condition, place, Place::Scrap)],
    };
    let source = Source {
        fact: None,
        what: format!("office:{}", form.change.code()),
        staff: cx.staff(),
        at: cx.now,
    };
    for movement in &movements {
        post(cx, &source, movement)?;
    }
    let detail = format!("{} second:{} {}", form.reason.code(), form.second, form.remark);
    cx.exec(
        "insert into audit (at, staff, verb, subject, detail) values (?1, ?2, ?3, ?4, ?5)",
        params![
            cx.now,
            cx.staff(),
            format!("stock::{}", form.change.code()),
            format!("{} {place} × {}", form.item, form.quantity),
            detail.trim()
        ],
    )?;
    settle_promise(cx, form.item, form.bin, true, (None, cx.staff()))?;
    Ok(Changed::Done)
}
