//! Presses and what is keyed while moving stock.

use super::{
    Carried, Sheet, State, bad_entry, bin_code, clear, empty, here, item_name, mis, open_tasks, over,
    replenishment, second, take, task, total,
};
use crate::flows::pad::{Key, Pad};
use crate::flows::pick::last_four_match;
use crate::flows::putaway::pieces_key;
use crate::flows::{Ctx, Go, Look, Looked, Step, gesture_name, undo_name};
use crate::say::{Desk, Transfer, shown};
use shared::catalogue::{Item, Unit};
use shared::facts::transfer::RegradeReason;
use shared::facts::{Fact, How, Transferred, Undone, kept_raw};
use shared::id::{BinId, ItemId, ReplenishmentId};
use shared::lang::Lang;
use shared::stock::{Condition, Lot, Place};

/// Whether more of what was scanned last may be keyed.
pub fn may_key(state: &State) -> bool {
    !state.carried.is_empty()
}

pub(super) fn press(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if let Some(Sheet::Pin { .. }) = &state.sheet
        && id.starts_with("pad.")
    {
        return second::key(state, id, ctx, look);
    }
    match id {
        "pause" | "home" => {
            let say = if state.carried.is_empty() {
                Desk::Home {}
            } else {
                Desk::Paused {}
            };
            return Ok(Step::say(clear(state), say).go(Go::Home));
        }
        "overlay.close" => return Ok(Step::stay(clear(state))),
        "undo" => return undo(state, ctx, look),
        "other" if state.carried.is_empty() => {
            return Ok(Step::say(empty(state.session), Transfer::Start {}));
        }
        "key" => return key(state, ctx, look),
        "manual" if state.from.is_some() => {
            return Ok(Step::say(over(state, Sheet::Manual), Transfer::ManualAsk {}));
        }
        "regrade" | "scrap" if state.carried.is_empty() => {
            return Ok(Step::say(clear(state), Transfer::NothingTaken {}));
        }
        "regrade" => {
            let pieces = total(state);
            return Ok(Step::say(
                over(state, Sheet::Condition),
                Transfer::AskCondition { pieces },
            ));
        }
        "scrap" => {
            return Ok(Step::say(
                over(state, Sheet::Reason { to: None }),
                Transfer::AskReason {},
            ));
        }
        _ => {}
    }
    if let Some(chosen) = id.strip_prefix("repl.").and_then(|id| id.parse().ok()) {
        return choose(state, chosen, ctx, look);
    }
    sheet(state, id, ctx, look)
}

/// A replenishment was tapped.
fn choose(state: &State, id: ReplenishmentId, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if state.from.is_some() {
        return Ok(Step::stay(state.clone()));
    }
    let Some(task) = open_tasks(look)?.into_iter().find(|task| task.id == id) else {
        return Ok(Step::say(clear(state), Transfer::Gone {}));
    };
    let next = State {
        task: Some(id),
        ..empty(state.session)
    };
    let say = Transfer::GoTo {
        bin: bin_code(task.from, look)?,
        item: item_name(task.item, ctx, look)?,
        quantity: task.open(),
    };
    Ok(Step::say(next, say))
}

/// The most that may be keyed of an item: what the books hold, what the task wants.
fn most(state: &State, item: ItemId, lot: Option<(&Lot, Condition)>, look: &dyn Look) -> Looked<i64> {
    let books: i64 = here(state, item, look)?
        .iter()
        .filter(|pieces| {
            lot.is_none_or(|(lot, condition)| pieces.lot == *lot && pieces.condition == condition)
        })
        .map(|pieces| pieces.quantity)
        .sum();
    let open = replenishment(state, look)?.map_or(i64::MAX, |task| task.open() - total(state));
    Ok(books.min(open))
}

fn key(state: &State, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(last) = state.carried.last() else {
        return Ok(Step::stay(state.clone()));
    };
    let Some(item) = look.item(last.item)? else {
        return Ok(Step::stay(state.clone()));
    };
    let say = Transfer::KeyQuantity {
        item: item_name(last.item, ctx, look)?,
        here: most(state, last.item, Some((&last.lot, last.condition)), look)?,
    };
    let sheet = Sheet::Quantity {
        pad: Pad::quantity(&item),
        pending: Carried {
            quantity: 0,
            how: How::Keyed,
            ..last.clone()
        },
    };
    Ok(Step::say(over(state, sheet), say))
}

/// Keys of what lies over the screen.
fn sheet(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let choice = id.strip_prefix("choose.").unwrap_or("");
    let stay = || Ok(Step::stay(state.clone()));
    match &state.sheet {
        Some(Sheet::Quantity { pad, pending }) => quantity(state, pad, pending, id, ctx, look),
        Some(Sheet::Unit { pending, options }) => {
            match options
                .iter()
                .find(|(unit, _)| Some(*unit) == Unit::parse(choice))
            {
                Some((unit, quantity)) => {
                    let pending = Carried {
                        quantity: *quantity,
                        unit: Some(*unit),
                        ..pending.clone()
                    };
                    take::which(state, pending, None, ctx, look)
                }
                None => stay(),
            }
        }
        Some(Sheet::Item {
            key,
            times,
            pending,
            items,
        }) => {
            let chosen: Option<ItemId> = choice.parse().ok().filter(|id| items.contains(id));
            match chosen.map(|id| look.item(id)).transpose()?.flatten() {
                Some(item) => {
                    let pending = Carried {
                        item: item.id,
                        ..pending.clone()
                    };
                    if pending.how == How::Manual {
                        return manual_quantity(state, &item, &pending.raw, ctx, look);
                    }
                    take::chosen(state, &item, key, *times, pending, None, ctx, look)
                }
                None => stay(),
            }
        }
        Some(Sheet::Which { pending, options }) => {
            let key =
                |(lot, condition): &&(Lot, Condition)| pieces_key(pending.item, lot, *condition) == choice;
            match options.iter().find(key) {
                Some((lot, condition)) => {
                    let pending = Carried {
                        lot: lot.clone(),
                        condition: *condition,
                        ..pending.clone()
                    };
                    take::take(state, pending, None, ctx, look)
                }
                None => stay(),
            }
        }
        Some(Sheet::Condition) => match Condition::parse(choice) {
            Some(to) => Ok(Step::say(
                over(state, Sheet::Reason { to: Some(to) }),
                Transfer::AskReason {},
            )),
            None => stay(),
        },
        Some(Sheet::Reason { to }) => match (RegradeReason::parse(choice), to) {
            (Some(reason), Some(to)) => second::regrade(state, *to, reason, ctx, look),
            (Some(reason), None) => Ok(second::ask(state, reason)),
            (None, _) => stay(),
        },
        Some(Sheet::Manual | Sheet::Second { .. } | Sheet::Pin { .. }) | None => stay(),
    }
}

fn quantity(
    state: &State,
    pad: &Pad,
    pending: &Carried,
    id: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut pad = pad.clone();
    let key = pad.press(id);
    let keyed = pad.total().unwrap_or(0);
    let next = over(
        state,
        Sheet::Quantity {
            pad,
            pending: pending.clone(),
        },
    );
    if key != Key::Ok || keyed <= 0 {
        return Ok(Step::stay(next));
    }
    let lot = (pending.how == How::Keyed).then_some((&pending.lot, pending.condition));
    let here = most(state, pending.item, lot, look)?;
    if keyed > here {
        return Ok(Step::say(next, Transfer::TooManyKeyed { here, keyed }));
    }
    let pending = Carried {
        quantity: keyed,
        ..pending.clone()
    };
    if pending.how == How::Keyed {
        take::take(state, pending, None, ctx, look)
    } else {
        take::which(state, pending, None, ctx, look)
    }
}

pub(super) fn typed(state: &State, id: &str, text: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match (&state.sheet, id) {
        (Some(Sheet::Quantity { pad, pending }), "quantity") => {
            let mut pad = pad.clone();
            if pad.type_in(text) {
                quantity(state, &pad, pending, "pad.ok", ctx, look)
            } else {
                Ok(bad_entry(state))
            }
        }
        (Some(Sheet::Pin { reason, staff, .. }), "pin") => {
            second::tried(state, *reason, *staff, text, ctx, look)
        }
        (Some(Sheet::Manual), "last4") => manual(state, text, ctx, look),
        _ => Ok(bad_entry(state)),
    }
}

/// 刷不到: last four among what the books hold in the bin.
fn manual(state: &State, text: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(from) = &state.from else {
        return Ok(bad_entry(state));
    };
    let typed = text.trim();
    let wanted = replenishment(state, look)?;
    let mut near: Vec<ItemId> = look
        .content(Place::Bin(from.bin))?
        .pieces
        .iter()
        .map(|pieces| pieces.item)
        .filter(|item| wanted.as_ref().is_none_or(|task| task.item == *item))
        .collect();
    near.sort();
    near.dedup();
    let mut items: Vec<Item> = Vec::new();
    for id in near {
        items.extend(look.item(id)?.filter(|item| last_four_match(item, typed)));
    }
    let raw = kept_raw(typed);
    match items.as_slice() {
        [] => Ok(mis(state, Transfer::ManualWrong { got: shown(typed) }, typed)),
        [item] => manual_quantity(state, item, &raw, ctx, look),
        [first, ..] => {
            let sheet = Sheet::Item {
                key: typed.to_owned(),
                times: None,
                pending: by_hand(first.id, &raw),
                items: items.iter().map(|item| item.id).collect(),
            };
            Ok(Step::say(over(state, sheet), Transfer::ChooseItem {}))
        }
    }
}

fn by_hand(item: ItemId, raw: &str) -> Carried {
    Carried {
        item,
        lot: Lot::default(),
        condition: Condition::Good,
        quantity: 1,
        unit: None,
        how: How::Manual,
        raw: raw.to_owned(),
    }
}

fn manual_quantity(state: &State, item: &Item, raw: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let say = Transfer::ManualQuantity {
        item: item_name(item.id, ctx, look)?,
        here: most(state, item.id, None, look)?,
    };
    let sheet = Sheet::Quantity {
        pad: Pad::quantity(item),
        pending: by_hand(item.id, raw),
    };
    Ok(Step::say(over(state, sheet), say))
}

/// The last scan in hand; with nothing in hand, the last gesture.
fn undo(state: &State, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut next = clear(state);
    if let Some(last) = next.carried.pop() {
        let what = undo_name(&as_fact(state, &last), ctx.lang, look)?;
        return Ok(Step::say(next, Transfer::Undone { what }));
    }
    let Some((of, _)) = look.undoable(task(state)) else {
        return Ok(Step::say(next, Desk::NothingToUndo {}));
    };
    let gesture = look.gesture(of);
    let what = gesture_name(&gesture, ctx.lang, look)?;
    let mut step = Step::say(next, Transfer::Undone { what });
    for (of, _) in gesture.iter().rev() {
        step = step.fact(Undone {
            of: *of,
            task: Some(task(state)),
        });
    }
    Ok(step)
}

/// What an undo would take back, in words.
pub fn undo_label(state: &State, lang: Lang, look: &dyn Look) -> Looked<Option<String>> {
    if let Some(last) = state.carried.last() {
        return Ok(Some(undo_name(&as_fact(state, last), lang, look)?));
    }
    match look.undoable(task(state)) {
        Some((of, _)) => Ok(Some(gesture_name(&look.gesture(of), lang, look)?)),
        None => Ok(None),
    }
}

/// What is in hand, as it would be told.
fn as_fact(state: &State, carried: &Carried) -> Fact {
    let from = state
        .from
        .as_ref()
        .map_or(BinId(uuid::Uuid::nil()), |from| from.bin);
    Fact::Transferred(Transferred {
        session: state.session,
        item: carried.item,
        lot: carried.lot.clone(),
        condition: carried.condition,
        from,
        to: from,
        quantity: carried.quantity,
        replenishment: None,
        how: carried.how,
        raw: String::new(),
        from_raw: String::new(),
        to_raw: String::new(),
    })
}
