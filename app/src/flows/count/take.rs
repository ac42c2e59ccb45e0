//! What a scan of goods counts in an open visit.

use super::{Last, Pending, Sheet, State, TALLIES, Tally, Visit, clear, item_name, mis, over};
use crate::flows::day;
use crate::flows::resolve::{self, Code, Counts, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Count, shown};
use shared::catalogue::Item;
use shared::facts::receive::LOT_LIMIT;
use shared::facts::{Counted, How, kept_raw};
use shared::quantity;
use shared::stock::{Condition, Lot};

/// The code is one item's, or several's.
pub(super) fn found(
    state: &State,
    visit: &Visit,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let kinds = match state.plan {
        Some(plan) if visit.task.is_some() => {
            look.count_plan(plan)?.map(|plan| plan.kinds).unwrap_or_default()
        }
        Some(_) | None => Vec::new(),
    };
    let wanted: Vec<&Item> = found
        .items
        .iter()
        .filter(|item| kinds.is_empty() || kinds.contains(&item.kind))
        .collect();
    let pending = |item: &Item| Pending {
        item: item.id,
        quantity: 1,
        unit: None,
        lot: code.lot.clone(),
        how: How::Scanned,
        raw: kept_raw(&code.raw),
    };
    match wanted.as_slice() {
        [] => {
            let item = found.name(ctx.lang);
            Ok(mis(state, Count::OtherKind { item }, &code.raw))
        }
        [item] => chosen(state, item, &found.key, code.count, pending(item), ctx, look),
        [first, ..] => {
            let sheet = Sheet::Item {
                key: found.key.clone(),
                times: code.count,
                pending: pending(first),
                items: wanted.iter().map(|item| item.id).collect(),
            };
            Ok(Step::say(over(state, sheet), Count::ChooseItem {}))
        }
    }
}

/// The item is known: how much is this code worth?
pub(super) fn chosen(
    state: &State,
    item: &Item,
    key: &str,
    times: Option<i64>,
    pending: Pending,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let last = state.visit.as_ref().and_then(|visit| visit.last.as_ref());
    let unit = last
        .filter(|last| last.item == item.id && last.raw == pending.raw)
        .and_then(|last| last.unit);
    match resolve::counts(item, key, times, i64::MAX, unit) {
        Counts::One((unit, quantity)) | Counts::TooMany((unit, quantity)) => {
            let pending = Pending {
                quantity,
                unit: Some(unit),
                ..pending
            };
            tracked(state, pending, ctx, look)
        }
        Counts::Ask(options) => {
            let sheet = Sheet::Unit { pending, options };
            Ok(Step::say(over(state, sheet), Count::ChooseUnit {}))
        }
    }
}

/// Lot and expiry: from the code, from the last scan of the item, or from the person.
pub(super) fn tracked(
    state: &State,
    mut pending: Pending,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let (Some(item), Some(visit)) = (look.item(pending.item)?, &state.visit) else {
        return Ok(Step::stay(clear(state)));
    };
    let last = visit
        .last
        .as_ref()
        .filter(|last| last.item == item.id && last.same_lot);
    if let Some(last) = last {
        let same = pending.lot.number.is_empty() || pending.lot.number == last.lot.number;
        if same && pending.lot.expiry.is_empty() {
            pending.lot = last.lot.clone();
        }
    }
    if !item.lot_tracked {
        pending.lot.number.clear();
    } else if pending.lot.number.is_empty() {
        let say = Count::AskLot {
            item: item_name(item.id, ctx, look)?,
        };
        return Ok(Step::say(over(state, Sheet::Lot { pending }), say));
    }
    if !item.expiry_tracked {
        // A lot that the code dates is told apart by its number alone.
        pending.lot.expiry.clear();
    } else if pending.lot.expiry.is_empty() {
        let say = Count::AskExpiry {
            item: item_name(item.id, ctx, look)?,
        };
        return Ok(Step::say(over(state, Sheet::Expiry { pending }), say));
    }
    take(state, &pending, ctx, look)
}

/// A lot was scanned or keyed.
pub(super) fn lot(
    state: &State,
    pending: &Pending,
    text: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let text = text.trim();
    let length = text.chars().count();
    if length > LOT_LIMIT {
        return Ok(Step::say(state.clone(), Count::LotTooLong { length }));
    }
    if text.is_empty() {
        return Ok(super::bad_entry(state));
    }
    let mut pending = pending.clone();
    pending.lot.number = text.to_owned();
    tracked(&forget_lot(state), pending, ctx, look)
}

pub(super) fn expiry(
    state: &State,
    pending: &Pending,
    text: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Ok(read) = day::read(text) else {
        return Ok(Step::say(state.clone(), Count::BadDay { got: shown(text) }));
    };
    let mut pending = pending.clone();
    pending.lot.expiry = day::iso(read);
    tracked(&forget_lot(state), pending, ctx, look)
}

/// The next scan of the item asks for its lot again.
pub(super) fn forget_lot(state: &State) -> State {
    let mut next = clear(state);
    if let Some(last) = next.visit.as_mut().and_then(|visit| visit.last.as_mut()) {
        last.same_lot = false;
    }
    next
}

/// The pieces are counted.
pub(super) fn take(state: &State, pending: &Pending, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut next = clear(state);
    let Some(visit) = &mut next.visit else {
        return Ok(Step::stay(next));
    };
    if quantity::check(pending.quantity).is_err() {
        let quantity = pending.quantity;
        return Ok(Step::say(next, Count::TooMany { quantity }));
    }
    let fact = Counted {
        visit: visit.id,
        task: visit.task,
        bin: visit.bin,
        item: pending.item,
        lot: pending.lot.clone(),
        condition: Condition::Good,
        quantity: pending.quantity,
        how: pending.how,
        raw: pending.raw.clone(),
    };
    let total = add(visit, &fact, fact.quantity);
    visit.last = Some(Last {
        item: pending.item,
        lot: pending.lot.clone(),
        raw: pending.raw.clone(),
        unit: pending.unit,
        same_lot: true,
    });
    let say = Count::Counted {
        item: item_name(pending.item, ctx, look)?,
        quantity: pending.quantity,
        total,
        more: lot_words(&pending.lot),
    };
    Ok(Step::say(next, say).fact(fact))
}

/// Adds to what the visit has of the fact's item and lot; negative takes it back. The total after it.
pub(super) fn add(visit: &mut Visit, fact: &Counted, pieces: i64) -> i64 {
    visit.pieces += pieces;
    let same = |tally: &&mut Tally| tally.item == fact.item && tally.lot == fact.lot;
    let total = match visit.tallies.iter_mut().find(same) {
        Some(tally) => {
            tally.pieces += pieces;
            tally.pieces
        }
        None => {
            if visit.tallies.len() < TALLIES {
                visit.tallies.push(Tally {
                    item: fact.item,
                    lot: fact.lot.clone(),
                    pieces,
                });
            }
            pieces
        }
    };
    visit.tallies.retain(|tally| tally.pieces != 0);
    total
}

/// ` · L2401 · 2027-03-31`; empty without a lot.
fn lot_words(lot: &Lot) -> String {
    [&lot.number, &lot.expiry]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| format!(" · {part}"))
        .collect()
}
