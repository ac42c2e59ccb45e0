//! What a scan of goods takes out of the bin.

use super::{
    CARRIED, Carried, Sheet, Source, State, asks, bin_code, clear, item_name, mis, over, replenishment,
};
use crate::flows::pick::lots_differ;
use crate::flows::resolve::{self, Code, Counts, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::Transfer;
use shared::catalogue::Item;
use shared::facts::{How, kept_raw};
use shared::quantity;
use shared::stock::{Condition, Lot, Pieces, Place};

/// Pieces in hand.
pub fn total(state: &State) -> i64 {
    state.carried.iter().map(|carried| carried.quantity).sum()
}

/// What the bin still holds of an item by this device's books, without what is in hand.
pub fn here(state: &State, item: shared::id::ItemId, look: &dyn Look) -> Looked<Vec<Pieces>> {
    let Some(from) = &state.from else {
        return Ok(Vec::new());
    };
    let mut content = look.content(Place::Bin(from.bin))?;
    for carried in &state.carried {
        content.add(carried.item, &carried.lot, carried.condition, -carried.quantity);
    }
    let mut here: Vec<Pieces> = content
        .of(item)
        .filter(|pieces| pieces.quantity > 0)
        .cloned()
        .collect();
    here.sort_by(|a, b| (&a.lot.expiry, &a.lot, a.condition).cmp(&(&b.lot.expiry, &b.lot, b.condition)));
    Ok(here)
}

/// The code is one item's, or several's.
pub(super) fn found(
    state: &State,
    from: &Source,
    code: &Code,
    found: &Found,
    again: bool,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if let Some(task) = replenishment(state, look)?
        && found.item(task.item).is_none()
    {
        let say = Transfer::WrongItem {
            expected: item_name(task.item, ctx, look)?,
            got: found.name(ctx.lang),
        };
        return Ok(mis(state, say, &code.raw));
    }
    let task = replenishment(state, look)?;
    let content = look.content(Place::Bin(from.bin))?;
    let mut likely: Vec<&Item> = match &task {
        Some(task) => found.item(task.item).into_iter().collect(),
        None => found
            .items
            .iter()
            .filter(|item| content.of(item.id).next().is_some())
            .collect(),
    };
    if likely.is_empty() {
        likely = found.items.iter().collect();
    }
    let pending = |item: &Item| Carried {
        item: item.id,
        lot: code.lot.clone(),
        condition: Condition::Good,
        quantity: 1,
        unit: None,
        how: How::Scanned,
        raw: kept_raw(&code.raw),
    };
    match likely.as_slice() {
        [item] => chosen(
            state,
            item,
            &found.key,
            code.count,
            pending(item),
            Some((code, again)),
            ctx,
            look,
        ),
        [first, ..] => {
            let sheet = Sheet::Item {
                key: found.key.clone(),
                times: code.count,
                pending: pending(first),
                items: likely.iter().map(|item| item.id).collect(),
            };
            Ok(Step::say(over(state, sheet), Transfer::ChooseItem {}))
        }
        [] => Ok(Step::stay(state.clone())),
    }
}

/// The item is known: how much is this code worth? `scan`: the code that can be scanned again, and whether it was.
#[allow(clippy::too_many_arguments)]
pub(super) fn chosen(
    state: &State,
    item: &Item,
    key: &str,
    times: Option<i64>,
    pending: Carried,
    scan: Option<(&Code, bool)>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let last = state.carried.last();
    let unit = last
        .filter(|last| last.item == item.id && last.raw == pending.raw)
        .and_then(|last| last.unit);
    match resolve::counts(item, key, times, i64::MAX, unit) {
        Counts::One((unit, quantity)) | Counts::TooMany((unit, quantity)) => {
            let pending = Carried {
                quantity,
                unit: Some(unit),
                ..pending
            };
            which(state, pending, scan, ctx, look)
        }
        Counts::Ask(options) => {
            let sheet = Sheet::Unit { pending, options };
            Ok(Step::say(over(state, sheet), Transfer::ChooseUnit {}))
        }
    }
}

/// Which lot and condition of it: what the code says, what was taken before, what alone is there, else a question.
pub(super) fn which(
    state: &State,
    mut pending: Carried,
    scan: Option<(&Code, bool)>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let wanted = replenishment(state, look)?.map_or_else(Lot::default, |task| task.lot);
    let mut options = here(state, pending.item, look)?;
    options.retain(|pieces| {
        lots_differ(&pieces.lot, &pending.lot).is_none() && lots_differ(&wanted, &pieces.lot).is_none()
    });
    let before = state.carried.last().filter(|last| last.item == pending.item);
    let same = before.filter(|last| {
        options
            .iter()
            .any(|pieces| pieces.lot == last.lot && pieces.condition == last.condition)
    });
    let chosen = match (options.as_slice(), same) {
        (_, Some(last)) => Some((last.lot.clone(), last.condition)),
        ([one], None) => Some((one.lot.clone(), one.condition)),
        ([], None) => {
            // The books know of none: as the code says, or as what is in hand.
            if let (true, Some(last)) = (pending.lot.is_none(), before) {
                pending.lot = last.lot.clone();
                pending.condition = last.condition;
            } else if let Some(item) = look.item(pending.item)? {
                if !item.lot_tracked {
                    pending.lot.number.clear();
                }
                if !item.expiry_tracked {
                    pending.lot.expiry.clear();
                }
            }
            Some((pending.lot.clone(), pending.condition))
        }
        (_, None) => None,
    };
    let Some((lot, condition)) = chosen else {
        let sheet = Sheet::Which {
            pending,
            options: options
                .into_iter()
                .map(|pieces| (pieces.lot, pieces.condition))
                .collect(),
        };
        return Ok(Step::say(over(state, sheet), Transfer::Which {}));
    };
    pending.lot = lot;
    pending.condition = condition;
    take(state, pending, scan, ctx, look)
}

/// The pieces are in hand.
pub(super) fn take(
    state: &State,
    pending: Carried,
    scan: Option<(&Code, bool)>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let state = &clear(state);
    let quantity = pending.quantity;
    let task = replenishment(state, look)?;
    let open = task.as_ref().map_or(i64::MAX, |task| task.open() - total(state));
    let refused = |say: Transfer| match scan {
        Some((code, _)) => mis(state, say, &code.raw),
        None => Step::say(state.clone(), say),
    };
    if quantity > open {
        return Ok(refused(Transfer::TooMany { open, quantity }));
    }
    if state.carried.len() >= CARRIED || quantity::check(total(state).saturating_add(quantity)).is_err() {
        return Ok(refused(Transfer::FullHands {}));
    }
    let books: i64 = here(state, pending.item, look)?
        .iter()
        .filter(|pieces| pieces.lot == pending.lot && pieces.condition == pending.condition)
        .map(|pieces| pieces.quantity)
        .sum();
    if quantity > books && !matches!(scan, Some((_, true))) {
        let bin = match &state.from {
            Some(from) => bin_code(from.bin, look)?,
            None => String::new(),
        };
        let say = Transfer::MoreThanBooks {
            item: item_name(pending.item, ctx, look)?,
            here: books,
            bin,
        };
        return Ok(match scan {
            Some((code, _)) => asks(state, say, code),
            None => Step::say(state.clone(), say),
        });
    }
    let mut next = state.clone();
    next.carried.push(pending.clone());
    let item = item_name(pending.item, ctx, look)?;
    let total = total(&next);
    let say = match task {
        Some(task) if total == task.open() => Transfer::AllTaken {
            item,
            total,
            bin: bin_code(task.to, look)?,
        },
        Some(_) | None => Transfer::Taken {
            item,
            quantity,
            total,
            more: more(&pending, ctx),
        },
    };
    Ok(Step::say(next, say))
}

/// ` · 不良品 · L2401`; empty for good pieces without a lot.
fn more(carried: &Carried, ctx: &Ctx) -> String {
    let condition = if carried.condition.is_good() {
        ""
    } else {
        carried.condition.text(ctx.lang)
    };
    [condition, &carried.lot.number, &carried.lot.expiry]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| format!(" · {part}"))
        .collect()
}
