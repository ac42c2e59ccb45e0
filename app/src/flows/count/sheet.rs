//! Presses and what is keyed while counting.

use super::{
    Pending, Sheet, State, Visit, asks_empty, bad_entry, clear, close, home, item_name, not_mine, open_plan,
    over, stopped, take, task,
};
use crate::flows::pad::{Key, Pad};
use crate::flows::pick::last_four_match;
use crate::flows::resolve::{self, Code};
use crate::flows::{Ctx, Look, Looked, Step, undo_name};
use crate::say::{Count, Desk, Say, shown};
use shared::catalogue::{Item, Unit};
use shared::facts::{Fact, How, Undone, kept_raw};
use shared::id::ItemId;
use shared::stock::Place;

/// Whether more of the last item may be keyed: any amount, after one scan.
pub fn may_key(visit: &Visit) -> bool {
    visit.last.is_some()
}

pub(super) fn press(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match id {
        "pause" | "home" => return Ok(home(state)),
        "overlay.close" => return Ok(Step::stay(clear(state))),
        "undo" => return undo(state, ctx, look),
        _ => {}
    }
    if let Some(say) = stopped(state, look)? {
        return Ok(Step::say(clear(state), say));
    }
    if let Some(plan) = id.strip_prefix("plan.").and_then(|id| id.parse().ok()) {
        return open_plan(state, plan, ctx, look);
    }
    let Some(visit) = &state.visit else {
        return Ok(match id {
            "plans" => Step::say(State::default(), Count::Start {}),
            _ => Step::stay(state.clone()),
        });
    };
    match id {
        "empty" => empty(state, visit, ctx, look),
        "key" => key(state, visit, ctx, look),
        "manual" => Ok(Step::say(over(state, Sheet::Manual), Count::ManualAsk {})),
        "unmatched" => Ok(Step::stay(over(state, Sheet::Unmatched))),
        "other_lot" => match &visit.last {
            Some(last) => {
                let item = item_name(last.item, ctx, look)?;
                Ok(Step::say(take::forget_lot(state), Count::OtherLot { item }))
            }
            None => Ok(Step::stay(state.clone())),
        },
        _ => sheet(state, id, ctx, look),
    }
}

/// 儲位是空的
fn empty(state: &State, visit: &Visit, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if visit.pieces > 0 || !visit.unmatched.is_empty() {
        let pieces = visit.pieces;
        return Ok(asks_empty(state, pieces));
    }
    if not_mine(state, visit, ctx, look)? {
        let bin = super::bin_code(visit.bin, look)?;
        return Ok(Step::say(clear(state), Count::SecondPerson { bin }));
    }
    close(state, visit, ctx, look)
}

fn key(state: &State, visit: &Visit, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(last) = &visit.last else {
        return Ok(Step::stay(state.clone()));
    };
    let Some(item) = look.item(last.item)? else {
        return Ok(Step::stay(state.clone()));
    };
    let pending = Pending {
        item: last.item,
        quantity: 0,
        unit: last.unit,
        lot: last.lot.clone(),
        how: How::Keyed,
        raw: last.raw.clone(),
    };
    let sheet = Sheet::Quantity {
        pad: Pad::quantity(&item),
        pending,
    };
    let item = item_name(last.item, ctx, look)?;
    Ok(Step::say(over(state, sheet), Count::KeyQuantity { item }))
}

/// Keys of what lies over the screen.
fn sheet(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match &state.sheet {
        Some(Sheet::Quantity { pad, pending }) => {
            let mut pad = pad.clone();
            let key = pad.press(id);
            match (key, pad.total()) {
                (Key::Ok, Some(quantity)) if quantity > 0 => {
                    let pending = Pending {
                        quantity,
                        ..pending.clone()
                    };
                    take::tracked(state, pending, ctx, look)
                }
                (Key::Ok | Key::Typed | Key::Other, _) => {
                    let sheet = Sheet::Quantity {
                        pad,
                        pending: pending.clone(),
                    };
                    Ok(Step::stay(over(state, sheet)))
                }
            }
        }
        Some(Sheet::Unit { pending, options }) => {
            let chosen = id.strip_prefix("choose.").and_then(Unit::parse);
            match options.iter().find(|(unit, _)| Some(*unit) == chosen) {
                Some((unit, quantity)) => {
                    let pending = Pending {
                        quantity: *quantity,
                        unit: Some(*unit),
                        ..pending.clone()
                    };
                    take::tracked(state, pending, ctx, look)
                }
                None => Ok(Step::stay(state.clone())),
            }
        }
        Some(Sheet::Item {
            key,
            times,
            pending,
            items,
        }) => {
            let chosen: Option<ItemId> = id.strip_prefix("choose.").and_then(|id| id.parse().ok());
            match chosen
                .filter(|id| items.contains(id))
                .map(|id| look.item(id))
                .transpose()?
                .flatten()
            {
                Some(item) => {
                    let pending = Pending {
                        item: item.id,
                        ..pending.clone()
                    };
                    if pending.how == How::Manual {
                        return Ok(manual_quantity(state, &item, &pending.raw, ctx));
                    }
                    take::chosen(state, &item, key, *times, pending, ctx, look)
                }
                None => Ok(Step::stay(state.clone())),
            }
        }
        Some(Sheet::Lot { .. } | Sheet::Expiry { .. } | Sheet::Manual | Sheet::Unmatched) | None => {
            Ok(Step::stay(state.clone()))
        }
    }
}

pub(super) fn typed(state: &State, id: &str, text: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if let Some(say) = stopped(state, look)? {
        return Ok(Step::say(clear(state), say));
    }
    match (&state.sheet, id) {
        (Some(Sheet::Quantity { pad, pending }), "quantity") => {
            let mut pad = pad.clone();
            if !pad.type_in(text) {
                return Ok(bad_entry(state));
            }
            let sheet = Sheet::Quantity {
                pad,
                pending: pending.clone(),
            };
            press(&over(state, sheet), "pad.ok", ctx, look)
        }
        (Some(Sheet::Lot { pending }), "lot") => take::lot(state, pending, text, ctx, look),
        (Some(Sheet::Expiry { pending }), "expiry") => take::expiry(state, pending, text, ctx, look),
        (Some(Sheet::Manual), "last4") => manual(state, text, ctx, look),
        _ => Ok(bad_entry(state)),
    }
}

/// 刷不到: last four among what is known to be in this bin, else a whole SKU or barcode.
fn manual(state: &State, text: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(visit) = &state.visit else {
        return Ok(bad_entry(state));
    };
    let typed = text.trim();
    let content = look.content(Place::Bin(visit.bin))?;
    let mut near: Vec<ItemId> = visit.tallies.iter().map(|tally| tally.item).collect();
    near.extend(content.pieces.iter().map(|pieces| pieces.item));
    near.sort();
    near.dedup();
    let mut items: Vec<Item> = Vec::new();
    for id in near {
        items.extend(look.item(id)?.filter(|item| last_four_match(item, typed)));
    }
    if items.is_empty() {
        items = resolve::find(&Code::read(typed, 0, ctx.now_ms), look)?.items;
    }
    let kinds = match state.plan {
        Some(plan) if visit.task.is_some() => {
            look.count_plan(plan)?.map(|plan| plan.kinds).unwrap_or_default()
        }
        Some(_) | None => Vec::new(),
    };
    items.retain(|item| kinds.is_empty() || kinds.contains(&item.kind));
    match items.as_slice() {
        [] => Ok(super::mis(state, Count::ManualWrong { got: shown(typed) }, typed)),
        [item] => Ok(manual_quantity(state, item, &kept_raw(typed), ctx)),
        [first, ..] => {
            let sheet = Sheet::Item {
                key: typed.to_owned(),
                times: None,
                pending: Pending {
                    item: first.id,
                    quantity: 1,
                    unit: None,
                    lot: Default::default(),
                    how: How::Manual,
                    raw: kept_raw(typed),
                },
                items: items.iter().map(|item| item.id).collect(),
            };
            Ok(Step::say(over(state, sheet), Count::ChooseItem {}))
        }
    }
}

fn manual_quantity(state: &State, item: &Item, raw: &str, ctx: &Ctx) -> Step<State> {
    let sheet = Sheet::Quantity {
        pad: Pad::quantity(item),
        pending: Pending {
            item: item.id,
            quantity: 0,
            unit: None,
            lot: Default::default(),
            how: How::Manual,
            raw: raw.to_owned(),
        },
    };
    let item = crate::say::brief(item.name_in(ctx.lang));
    Step::say(over(state, sheet), Count::ManualQuantity { item })
}

fn undo(state: &State, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut next = clear(state);
    let (Some(visit), Some(task)) = (&mut next.visit, task(state)) else {
        return Ok(Step::say(next, Desk::NothingToUndo {}));
    };
    let Some((of, Fact::Counted(fact))) = look.undoable(task) else {
        return Ok(Step::say(next, Desk::NothingToUndo {}));
    };
    take::add(visit, &fact, -fact.quantity);
    let what = undo_name(&Fact::Counted(fact), ctx.lang, look)?;
    let say: Say = Count::Undone { what }.into();
    Ok(Step::say(next, say).fact(Undone { of, task: Some(task) }))
}
