//! A delivery as this device believes it: the server's lines, what was counted here, and what stands on no line.
//!
//! Invariant: pieces stand on the lines on which the server will count them ([`deal`]).

use super::State;
use crate::flows::{Look, Looked};
use shared::id::ItemId;
use shared::task::{Delivery, DeliveryLine, Extra, deal};

/// The delivery and what was counted of it, read once a step.
pub struct Work {
    pub delivery: Option<Delivery>,
    /// With the extras of their items.
    pub lines: Vec<DeliveryLine>,
    /// Pieces on no line.
    pub extras: Vec<Extra>,
    /// Nobody announced it: nothing is over or short.
    pub blind: bool,
}

impl Work {
    /// Something of it was counted.
    pub fn begun(&self) -> bool {
        !self.extras.is_empty() || self.lines.iter().any(|line| line.counted() > 0)
    }

    /// Good and bad pieces that stand on no line.
    pub(super) fn extra(&self, item: ItemId) -> (i64, i64) {
        let found = self.extras.iter().find(|extra| extra.item == item);
        found.map_or((0, 0), |extra| (extra.good, extra.bad))
    }

    /// Good pieces of a line beyond the order.
    pub fn over(&self, line: &DeliveryLine) -> i64 {
        if self.blind { 0 } else { line.over() }
    }
}

pub fn read(state: &State, look: &dyn Look) -> Looked<Work> {
    let delivery = look.delivery(state.delivery)?;
    let mut lines = look.delivery_lines(state.delivery)?;
    let mut extras = look.delivery_extras(state.delivery)?;
    extras.retain(|extra| !counted_on(&mut lines, extra));
    let mut items: Vec<ItemId> = lines.iter().map(|line| line.item).collect();
    items.sort_unstable();
    for several in items.chunk_by(|a, b| a == b).filter(|same| same.len() > 1) {
        dealt(&mut lines, several[0]);
    }
    Ok(Work {
        blind: state.kept.blind.is_some() || delivery.as_ref().is_some_and(|delivery| delivery.blind),
        delivery,
        lines,
        extras,
    })
}

/// Whether pieces on no line have one, as the server will count them.
fn counted_on(lines: &mut [DeliveryLine], extra: &Extra) -> bool {
    let line = lines.iter_mut().find(|line| line.item == extra.item);
    line.is_some_and(|line| {
        line.good += extra.good;
        line.bad += extra.bad;
        true
    })
}

/// An item on several lines stands on them as the server will deal it.
fn dealt(lines: &mut [DeliveryLine], item: ItemId) {
    let mut its: Vec<&mut DeliveryLine> = lines.iter_mut().filter(|line| line.item == item).collect();
    let expected: Vec<i64> = its.iter().map(|line| line.expected).collect();
    let totals = [
        its.iter().map(|line| line.bad).sum(),
        its.iter().map(|line| line.good).sum(),
    ];
    if let [bad, good] = deal(&expected, &totals).as_slice() {
        for ((line, bad), good) in its.iter_mut().zip(bad).zip(good) {
            (line.bad, line.good) = (*bad, *good);
        }
    }
}
