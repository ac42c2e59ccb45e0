//! Presses and what is keyed while moving stock.

use super::{
    Sheet, State, bad_entry, bin_code, clear, empty, item_name, mis, open_tasks, over, replenishment, second,
    take, task, total,
};
use crate::flows::item_scan::{self, Goods};
use crate::flows::putaway::pieces_key;
use crate::flows::resolve::{self, Code};
use crate::flows::{Ctx, Go, Look, Looked, Step, gesture_name, undo_name};
use crate::say::{Desk, Transfer, shown};
use shared::facts::transfer::RegradeReason;
use shared::facts::{Fact, Transferred, Undone};
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
        "other_lot" => {
            let Some(last) = state.carried.last() else {
                return Ok(Step::stay(clear(state)));
            };
            let item = item_name(last.item, ctx, look)?;
            let next = State {
                other_lot: true,
                ..clear(state)
            };
            return Ok(Step::say(next, Transfer::OtherLot { item }));
        }
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

fn key(state: &State, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(last) = state.carried.last() else {
        return Ok(Step::stay(state.clone()));
    };
    match look.item(last.item)? {
        Some(item) => take::asks(state, item_scan::more(&item, last), ctx, look),
        None => Ok(Step::stay(state.clone())),
    }
}

/// Keys of what lies over the screen.
fn sheet(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let choice = id.strip_prefix("choose.").unwrap_or("");
    let stay = || Ok(Step::stay(state.clone()));
    match &state.sheet {
        Some(Sheet::Goods(open)) => {
            let read = open.press(id, state.carried.last(), look)?;
            take::go_on(state, read, ctx, look)
        }
        Some(Sheet::Which { pending, options }) => {
            let key =
                |(lot, condition): &&(Lot, Condition)| pieces_key(pending.item, lot, *condition) == choice;
            match options.iter().find(key) {
                Some((lot, condition)) => {
                    let pending = Goods {
                        lot: lot.clone(),
                        condition: *condition,
                        ..pending.clone()
                    };
                    take::take(state, pending, ctx, look)
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

pub(super) fn typed(state: &State, id: &str, text: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match (&state.sheet, id) {
        (Some(Sheet::Goods(open)), "quantity") => match open.typed(text) {
            Some(open) => press(&over(state, Sheet::Goods(open)), "pad.ok", ctx, look),
            None => Ok(bad_entry(state)),
        },
        (Some(Sheet::Pin { reason, staff, .. }), "pin") => {
            second::tried(state, *reason, *staff, text, ctx, look)
        }
        (Some(Sheet::Manual), "last4") => manual(state, text, ctx, look),
        _ => Ok(bad_entry(state)),
    }
}

/// 刷不到: last four among what the books hold in the bin, else a whole SKU or barcode: what stands there is moved, and
/// what the books hold of it is theirs to ask about.
fn manual(state: &State, text: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(from) = &state.from else {
        return Ok(bad_entry(state));
    };
    let typed = text.trim();
    let wanted = replenishment(state, look)?;
    let content = look.content(Place::Bin(from.bin))?;
    let booked = content.pieces.iter().map(|pieces| pieces.item);
    let is_wanted = |item: &ItemId| wanted.as_ref().is_none_or(|task| task.item == *item);
    let mut items = item_scan::near(booked.filter(is_wanted), typed, look)?;
    if items.is_empty() {
        items = resolve::find(&Code::read(typed, 0, ctx.now_ms), look)?.items;
        items.retain(|item| is_wanted(&item.id));
    }
    match item_scan::by_hand(&items, typed) {
        Some(open) => take::asks(state, open, ctx, look),
        None => Ok(mis(state, Transfer::ManualWrong { got: shown(typed) }, typed)),
    }
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
    let say = match gesture.first() {
        Some((_, Fact::Regraded(_))) => Transfer::ConditionBack { what },
        Some(_) | None => Transfer::Undone { what },
    };
    let mut step = Step::say(next, say);
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
fn as_fact(state: &State, carried: &Goods) -> Fact {
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
        serial: String::new(),
    })
}
