//! Presses and what is keyed while counting.

use super::{
    CONDITIONS, Sheet, State, Visit, asks_empty, bad_entry, bin, clear, home, item_name, over, plan, take,
    task, tracked,
};
use crate::flows::item_scan;
use crate::flows::pad::Key;
use crate::flows::resolve::{self, Code};
use crate::flows::{Ctx, Look, Looked, Step, undo_name};
use crate::say::{Count, Desk, Say, shown};
use shared::facts::{Fact, Undone};
use shared::stock::{Condition, Place};

/// Whether more of the last item may be keyed: any amount, after one scan; but pieces with serials are scanned.
pub fn may_key(visit: &Visit, look: &dyn Look) -> Looked<bool> {
    let Some(last) = &visit.last else { return Ok(false) };
    Ok(look.item(last.item)?.is_some_and(|item| !item.serial_tracked))
}

pub(super) fn press(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match id {
        "pause" | "home" => return Ok(home(state)),
        "overlay.close" if state.sheet == Some(Sheet::Unmatched) => return Ok(Step::stay(looked_at(state))),
        "overlay.close" => return Ok(Step::stay(clear(state))),
        "undo" => return undo(state, ctx, look),
        _ => {}
    }
    if let Some(say) = plan::stopped(state, look)? {
        return Ok(Step::say(clear(state), say));
    }
    if let Some(plan) = id.strip_prefix("plan.").and_then(|id| id.parse().ok()) {
        return plan::open_plan(state, plan, ctx, look);
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
                Ok(Step::say(tracked::forget_lot(state), Count::OtherLot { item }))
            }
            None => Ok(Step::stay(state.clone())),
        },
        "condition" => Ok(Step::say(over(state, Sheet::Condition), Count::AskCondition {})),
        "good" => Ok(condition(state, visit, Condition::Good, ctx)),
        _ => sheet(state, visit, id, ctx, look),
    }
}

/// 儲位是空的
fn empty(state: &State, visit: &Visit, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if visit.pieces > 0 || !visit.unmatched.is_empty() {
        let pieces = visit.pieces;
        return Ok(asks_empty(state, pieces));
    }
    if bin::not_mine(state, visit, ctx, look)? {
        let bin = super::bin_code(visit.bin, look)?;
        return Ok(Step::say(clear(state), Count::SecondPerson { bin }));
    }
    bin::close(state, visit, ctx, look)
}

fn key(state: &State, visit: &Visit, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(last) = visit
        .last
        .as_ref()
        .filter(|_| may_key(visit, look).unwrap_or(false))
    else {
        return Ok(Step::stay(state.clone()));
    };
    match look.item(last.item)? {
        Some(item) => take::asks(state, item_scan::more(&item, last), ctx, look),
        None => Ok(Step::stay(state.clone())),
    }
}

/// The list of what had no match was closed; the bin scanned again is still the answer to what it asked.
fn looked_at(state: &State) -> State {
    State {
        sheet: None,
        ..state.clone()
    }
}

/// From now on scans are of this condition.
fn condition(state: &State, visit: &Visit, to: Condition, ctx: &Ctx) -> Step<State> {
    let next = State {
        visit: Some(Visit {
            condition: to,
            ..visit.clone()
        }),
        ..clear(state)
    };
    if to.is_good() {
        return Step::say(next, Count::ConditionOff {});
    }
    let condition = to.text(ctx.lang).to_owned();
    Step::say(next, Count::ConditionOn { condition })
}

/// Keys of what lies over the screen.
fn sheet(state: &State, visit: &Visit, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match &state.sheet {
        Some(Sheet::Goods(open)) => {
            let read = open.press(id, visit.last.as_ref(), look)?;
            take::go_on(state, read, ctx, look)
        }
        Some(Sheet::Condition) => {
            let chosen = id.strip_prefix("choose.").and_then(Condition::parse);
            Ok(match chosen.filter(|chosen| CONDITIONS.contains(chosen)) {
                Some(to) => condition(state, visit, to, ctx),
                None => Step::stay(state.clone()),
            })
        }
        Some(Sheet::Expiry { pending, pad }) => {
            let mut pad = pad.clone();
            match pad.press(id) {
                Key::Ok => tracked::expiry(state, pending, pad.text("expiry"), ctx, look),
                Key::Typed | Key::Other => {
                    let pending = pending.clone();
                    Ok(Step::stay(over(state, Sheet::Expiry { pending, pad })))
                }
            }
        }
        // Only looked at: the question whether the bin is done stays.
        Some(Sheet::Unmatched) => Ok(Step::stay(looked_at(state))),
        Some(Sheet::Serial { .. } | Sheet::Lot { .. } | Sheet::Manual) | None => {
            Ok(Step::stay(state.clone()))
        }
    }
}

pub(super) fn typed(state: &State, id: &str, text: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if let Some(say) = plan::stopped(state, look)? {
        return Ok(Step::say(clear(state), say));
    }
    match (&state.sheet, id) {
        (Some(Sheet::Goods(open)), "quantity") => match open.typed(text) {
            Some(open) => press(&over(state, Sheet::Goods(open)), "pad.ok", ctx, look),
            None => Ok(bad_entry(state)),
        },
        (Some(Sheet::Serial { pending }), "serial") => tracked::serial(state, pending, text, ctx, look),
        (Some(Sheet::Lot { pending }), "lot") => tracked::lot(state, pending, text, ctx, look),
        (Some(Sheet::Expiry { pending, .. }), "expiry") => tracked::expiry(state, pending, text, ctx, look),
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
    let counted = visit.tallies.iter().map(|tally| tally.item);
    let booked = content.pieces.iter().map(|pieces| pieces.item);
    let mut items = item_scan::near(counted.chain(booked), typed, look)?;
    if items.is_empty() {
        items = resolve::find(&Code::read(typed, 0, ctx.now_ms), look)?.items;
    }
    let kinds = take::kinds(state, visit, look)?;
    items.retain(|item| kinds.is_empty() || kinds.contains(&item.kind));
    match item_scan::by_hand(&items, typed) {
        Some(open) => take::asks(state, open, ctx, look),
        None => Ok(super::mis(state, Count::ManualWrong { got: shown(typed) }, typed)),
    }
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
