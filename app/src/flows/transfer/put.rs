//! The bin it goes to: what is in hand becomes facts.

use super::{Source, State, asks, bin_code, empty, open_tasks, replenishment, total};
use crate::flows::item_scan::Goods;
use crate::flows::resolve::Code;
use crate::flows::{Look, Looked, Step};
use crate::say::Transfer;
use shared::catalogue::{Bin, BinUse};
use shared::facts::{Transferred, kept_raw};
use shared::task::Replenishment;

/// What is in hand, one entry for all scans of the same item, lot and condition; a piece whose code said its serial
/// number is an entry of its own.
pub(super) fn sums(carried: &[Goods]) -> Vec<Goods> {
    let mut sums: Vec<Goods> = Vec::new();
    for one in carried {
        let same = |sum: &&mut Goods| {
            sum.item == one.item
                && sum.lot == one.lot
                && sum.condition == one.condition
                && sum.how == one.how
                && sum.serial.is_empty()
                && one.serial.is_empty()
        };
        match sums.iter_mut().find(same) {
            Some(sum) => sum.quantity += one.quantity,
            None => sums.push(one.clone()),
        }
    }
    sums
}

pub(super) fn put(
    state: &State,
    from: &Source,
    bin: &Bin,
    code: &Code,
    again: bool,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let task = replenishment(state, look)?;
    if !again && let Some(say) = doubt(state, bin, task.as_ref(), look)? {
        return Ok(asks(state, say, code));
    }
    let mut tasks: Vec<Replenishment> = open_tasks(look)?;
    // The chosen one first, then whichever the same way serves.
    tasks.sort_by_key(|open| Some(open.id) != state.task);
    let say = Transfer::Moved {
        pieces: total(state),
        from: bin_code(from.bin, look)?,
        to: bin.code.clone(),
    };
    let mut step = Step::say(empty(state.session), say);
    for sum in sums(&state.carried) {
        let serves = |task: &&Replenishment| {
            task.item == sum.item
                && task.from == from.bin
                && task.to == bin.id
                && sum.condition.is_good()
                && (task.lot.is_none() || task.lot == sum.lot)
        };
        let fact = Transferred {
            session: state.session,
            item: sum.item,
            lot: sum.lot.clone(),
            condition: sum.condition,
            from: from.bin,
            to: bin.id,
            quantity: sum.quantity,
            replenishment: tasks.iter().find(serves).map(|task| task.id),
            how: sum.how,
            raw: sum.raw.clone(),
            from_raw: from.raw.clone(),
            to_raw: kept_raw(&code.raw),
            serial: sum.serial.clone(),
        };
        step = step.fact(fact);
    }
    Ok(step)
}

/// What speaks against this bin.
fn doubt(
    state: &State,
    bin: &Bin,
    task: Option<&Replenishment>,
    look: &dyn Look,
) -> Looked<Option<Transfer>> {
    if let Some(task) = task.filter(|task| task.to != bin.id) {
        return Ok(Some(Transfer::OtherTarget {
            expected: bin_code(task.to, look)?,
            got: bin.code.clone(),
        }));
    }
    let quarantine = bin.used_for == BinUse::Quarantine;
    let good = |carried: &Goods| carried.condition.is_good();
    let code = bin.code.clone();
    Ok(match quarantine {
        true if state.carried.iter().any(good) => Some(Transfer::NotForGood { bin: code }),
        false if !state.carried.iter().all(good) => Some(Transfer::NotForBad { bin: code }),
        true | false => None,
    })
}
