//! Presses and what is keyed: quantities, 刷不到, short picks, what is taken back.

use super::count::{lot_of, next, take};
use super::{At, Sheet, State, Visit, Work, empty, item_name, mis, stopped, with};
use crate::flows::pad::{Key, Pad};
use crate::flows::{Ctx, Go, KEY_ABOVE, Look, Looked, Step, undo_name};
use crate::say::{Desk, Pick, Say, shown};
use shared::catalogue::{Item, Unit};
use shared::facts::{Fact, How, ShortPicked, ShortReason, TaskRef, Undone, kept_raw};
use shared::id::BinId;
use shared::stock::Lot;
use shared::task::{PickLine, TaskState};

pub(super) fn press(state: &State, id: &str, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let line = match &state.at {
        At::Bin { line } => work.lines.iter().find(|l| l.id == *line),
        At::Item(visit) => work.lines.iter().find(|l| l.id == visit.line),
        At::Foreign | At::Tote | At::Done => None,
    };
    match (id, line) {
        ("pause" | "home", _) => {
            let say = if state.at == At::Done {
                Desk::Home {}
            } else {
                Desk::Paused {}
            };
            Ok(Step::say(with(state, state.at.clone()), say).go(Go::Home))
        }
        ("overlay.close", _) => Ok(Step::stay(with(state, state.at.clone()))),
        ("zero.yes" | "zero.no", _) => empty::answer(state, id == "zero.yes", ctx, look),
        ("undo", _) => undo(state, work, ctx, look),
        _ if stopped(&work.list).is_some() => Ok(Step {
            say: stopped(&work.list).map(Say::from),
            ..Step::stay(state.clone())
        }),
        ("short", Some(line)) => {
            let next = State {
                sheet: Some(Sheet::Reason),
                ..state.clone()
            };
            Ok(Step::say(next, Pick::AskReason { open: line.open() }))
        }
        ("manual", Some(line)) => match &state.at {
            At::Item(_) => {
                let next = State {
                    sheet: Some(Sheet::Manual),
                    ..state.clone()
                };
                Ok(Step::say(
                    next,
                    Pick::ManualAsk {
                        item: item_name(line, ctx, look)?,
                    },
                ))
            }
            _ => Ok(Step::stay(state.clone())),
        },
        ("key", Some(line)) => key(state, line, look),
        (_, Some(line)) => sheet(state, id, line, work, ctx, look),
        (_, None) => Ok(Step::stay(state.clone())),
    }
}

/// Whether the rest of this line may be keyed now.
pub fn may_key(visit: &Visit, line: &PickLine, item: &Item) -> bool {
    visit.raw.is_some() && (line.open() > KEY_ABOVE || item.keyable)
}

pub(super) fn key(state: &State, line: &PickLine, look: &dyn Look) -> Looked<Step<State>> {
    let (At::Item(visit), Some(item)) = (&state.at, look.item(line.item)?) else {
        return Ok(Step::stay(state.clone()));
    };
    let Some(raw) = visit.raw.clone().filter(|_| may_key(visit, line, &item)) else {
        return Ok(Step::stay(state.clone()));
    };
    let sheet = Sheet::Quantity {
        pad: Pad::quantity(&item),
        how: How::Keyed,
        raw,
    };
    Ok(Step::say(
        State {
            sheet: Some(sheet),
            ..state.clone()
        },
        Pick::KeyQuantity { open: line.open() },
    ))
}

/// Keys of what lies over the screen.
pub(super) fn sheet(
    state: &State,
    id: &str,
    line: &PickLine,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match (&state.sheet, &state.at) {
        (Some(Sheet::Quantity { pad, how, raw }), At::Item(visit)) => {
            let mut pad = pad.clone();
            let key = pad.press(id);
            let keyed = pad.total();
            let next = State {
                sheet: Some(Sheet::Quantity {
                    pad,
                    how: *how,
                    raw: raw.clone(),
                }),
                ..state.clone()
            };
            match (key, keyed) {
                (Key::Ok, Some(keyed)) if keyed > line.open() => Ok(Step::say(
                    next,
                    Pick::TooManyKeyed {
                        open: line.open(),
                        keyed,
                    },
                )),
                (Key::Ok, Some(keyed)) if keyed > 0 => {
                    let visit = Visit {
                        raw: Some(raw.clone()),
                        ..visit.clone()
                    };
                    take(
                        state,
                        &visit,
                        line,
                        keyed,
                        *how,
                        line.lot.clone(),
                        work,
                        ctx,
                        look,
                    )
                }
                (Key::Ok | Key::Typed | Key::Other, _) => Ok(Step::stay(next)),
            }
        }
        (Some(Sheet::Unit { raw, lot, options }), At::Item(visit)) => {
            let chosen = id.strip_prefix("choose.").and_then(Unit::parse);
            let Some((unit, quantity)) = options.iter().copied().find(|(unit, _)| Some(*unit) == chosen)
            else {
                return Ok(Step::stay(state.clone()));
            };
            let item = look.item(line.item)?;
            let lot = item.map_or_else(Lot::default, |item| lot_of(line, &item, lot));
            let visit = Visit {
                raw: Some(raw.clone()),
                unit: Some(unit),
                ..visit.clone()
            };
            take(
                state,
                &visit,
                line,
                quantity.min(line.open()),
                How::Scanned,
                lot,
                work,
                ctx,
                look,
            )
        }
        (Some(Sheet::Reason), _) => match id.strip_prefix("choose.").and_then(ShortReason::parse) {
            Some(reason) => short(state, line, reason, work, ctx, look),
            None => Ok(Step::stay(state.clone())),
        },
        (Some(Sheet::Manual | Sheet::Quantity { .. } | Sheet::Unit { .. }) | None, _) => {
            Ok(Step::stay(state.clone()))
        }
    }
}

pub(super) fn short(
    state: &State,
    line: &PickLine,
    reason: ShortReason,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let missing = line.open();
    let fact = ShortPicked {
        list: state.list,
        line: line.id,
        item: line.item,
        bin: line.bin,
        lot: line.lot.clone(),
        quantity: missing,
        reason,
    };
    let mut lines = work.lines.clone();
    lines
        .iter_mut()
        .filter(|l| l.id == line.id)
        .for_each(|l| l.short += missing);
    let visit = match &state.at {
        At::Item(visit) => visit.clone(),
        // The bin was never confirmed: whatever comes next asks for its bin.
        _ => Visit {
            line: line.id,
            bin: BinId(uuid::Uuid::nil()),
            bin_raw: String::new(),
            raw: None,
            unit: None,
        },
    };
    let (at, after) = next(&visit, line.seq, &lines, line.picked, line.quantity, ctx, look)?;
    let say: Say = match at {
        At::Done => after.into(),
        _ => Pick::Shorted {
            missing,
            reason: reason.text(ctx.lang).to_owned(),
        }
        .into(),
    };
    Ok(Step::say(with(state, at), say).fact(fact))
}

/// 刷不到: the last four of the SKU or of one of the item's codes.
pub(super) fn manual(
    state: &State,
    text: &str,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let (Some(Sheet::Manual), At::Item(visit)) = (&state.sheet, &state.at) else {
        return Ok(Step::say(state.clone(), Desk::BadEntry {}));
    };
    let Some(line) = work.lines.iter().find(|l| l.id == visit.line) else {
        return Ok(Step::stay(state.clone()));
    };
    let Some(item) = look.item(line.item)? else {
        return Ok(Step::stay(state.clone()));
    };
    let typed = text.trim();
    if !last_four_match(&item, typed) {
        return Ok(mis(state, Pick::ManualWrong { got: shown(typed) }, typed));
    }
    let raw = kept_raw(typed);
    if line.open() == 1 {
        let visit = Visit {
            raw: Some(raw),
            ..visit.clone()
        };
        return take(
            state,
            &visit,
            line,
            1,
            How::Manual,
            line.lot.clone(),
            work,
            ctx,
            look,
        );
    }
    let sheet = Sheet::Quantity {
        pad: Pad::quantity(&item),
        how: How::Manual,
        raw,
    };
    Ok(Step::say(
        State {
            sheet: Some(sheet),
            ..state.clone()
        },
        Pick::KeyQuantity { open: line.open() },
    ))
}

/// Whether `typed` is the end of the SKU or of a barcode: four characters, or all of a shorter SKU.
pub fn last_four_match(item: &Item, typed: &str) -> bool {
    let tail = |code: &str| -> String {
        let skip = code.chars().count().saturating_sub(4);
        code.chars().skip(skip).collect::<String>().to_uppercase()
    };
    let typed = typed.to_uppercase();
    !typed.is_empty()
        && (tail(&item.sku) == typed || item.barcodes.iter().any(|barcode| tail(&barcode.code) == typed))
}

pub(super) fn undo(state: &State, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let list = TaskRef::List(state.list);
    let open = !matches!(work.list.state, TaskState::Cancelled | TaskState::Done);
    let Some((of, fact)) = look.undoable(list).filter(|_| open) else {
        return Ok(Step::say(state.clone(), Desk::NothingToUndo {}));
    };
    let at = match &fact {
        Fact::Picked(fact) => At::Item(Visit {
            line: fact.line,
            bin: fact.bin,
            bin_raw: fact.bin_raw.clone(),
            raw: None,
            unit: None,
        }),
        Fact::ShortPicked(fact) => At::Bin { line: fact.line },
        _ => state.at.clone(),
    };
    let say = Pick::Undone {
        what: undo_name(&fact, ctx.lang, look)?,
    };
    Ok(Step::say(with(state, at), say).fact(Undone { of, task: Some(list) }))
}
