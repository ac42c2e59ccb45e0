//! Presses and what is keyed: quantities, weight, carton, what is missing, what is taken back.

use super::put::{count, goods, lot_for, may_key, put};
use super::{Sheet, State, Work, ask_weight, calm, mis, serial, start, stopped};
use crate::flows::pad::{Key, Pad};
use crate::flows::pick::last_four_match;
use crate::flows::{Ctx, Go, Look, Looked, Step, gesture_name};
use crate::say::{Desk, Pack, Say, shown};
use shared::catalogue::Unit;
use shared::facts::pack::WEIGHT_LIMIT_G;
use shared::facts::{Fact, How, PackShort, ShortReason, TaskRef, Undone, kept_raw};
use shared::id::ItemId;
use shared::stock::Lot;

pub(super) fn press(
    state: &State,
    id: &str,
    work: Option<&Work>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match (id, work) {
        ("pause" | "home", _) => {
            let say = if work.is_some() {
                Desk::Paused {}
            } else {
                Desk::Home {}
            };
            Ok(Step::say(calm(state), say).go(Go::Home))
        }
        ("overlay.close", _) => Ok(Step::stay(calm(state))),
        ("other", _) => Ok(start()),
        (_, None) => Ok(Step::stay(state.clone())),
        ("undo", Some(work)) => undo(state, work, ctx, look),
        (_, Some(work)) if stopped(&work.shipment).is_some() => Ok(Step {
            say: stopped(&work.shipment).map(Say::from),
            ..Step::stay(calm(state))
        }),
        ("short", Some(work)) if work.open() > 0 => {
            let next = State {
                sheet: Some(Sheet::Reason),
                ..calm(state)
            };
            Ok(Step::say(next, Pack::AskReason { open: work.open() }))
        }
        ("manual", Some(work)) if work.open() > 0 => Ok(Step::stay(State {
            sheet: Some(Sheet::Manual),
            ..calm(state)
        })),
        ("carton", Some(_)) => Ok(Step::stay(State {
            sheet: Some(Sheet::Carton),
            ..calm(state)
        })),
        ("weight", Some(_)) => {
            let next = State {
                sheet: Some(Sheet::Weight { pad: Pad::grams() }),
                ..calm(state)
            };
            Ok(Step::say(next, Pack::AskWeight {}))
        }
        ("key", Some(work)) => match may_key(state, &work.lines, look)? {
            Some((item, raw)) => {
                let pad = Pad::quantity(&item);
                let sheet = Sheet::Quantity {
                    item: item.id,
                    pad,
                    how: How::Keyed,
                    raw,
                };
                let say = Pack::KeyQuantity {
                    open: work.open_of(item.id),
                };
                Ok(Step::say(
                    State {
                        sheet: Some(sheet),
                        ..calm(state)
                    },
                    say,
                ))
            }
            None => Ok(Step::stay(state.clone())),
        },
        (_, Some(work)) => sheet(state, id, work, ctx, look),
    }
}

/// Keys of what lies over the screen.
pub(super) fn sheet(state: &State, id: &str, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let chosen = id.strip_prefix("choose.");
    match (&state.sheet, chosen) {
        (Some(Sheet::Quantity { item, pad, how, raw }), _) => {
            keyed(state, id, work, *item, pad.clone(), *how, raw, ctx, look)
        }
        (Some(Sheet::Weight { pad }), _) => {
            let mut pad = pad.clone();
            let key = pad.press(id);
            let grams = pad.total();
            let next = State {
                sheet: Some(Sheet::Weight { pad }),
                ..state.clone()
            };
            match (key, grams) {
                (Key::Ok, Some(grams)) if (1..=WEIGHT_LIMIT_G).contains(&grams) => Ok(Step::say(
                    State {
                        weight_g: Some(grams),
                        ..calm(state)
                    },
                    Pack::Weight { grams },
                )),
                (Key::Ok, Some(keyed)) => Ok(Step::say(
                    next,
                    Pack::WeightWrong {
                        keyed,
                        limit: WEIGHT_LIMIT_G,
                    },
                )),
                (Key::Ok | Key::Typed | Key::Other, _) => Ok(Step::stay(next)),
            }
        }
        (Some(Sheet::Reason), Some(reason)) => match ShortReason::parse(reason) {
            Some(reason) => short(state, work, reason, ctx, look),
            None => Ok(Step::stay(state.clone())),
        },
        (Some(Sheet::Carton), Some(carton)) => {
            let carton = look.settings().cartons.iter().find(|known| known.code == carton);
            Ok(match carton {
                Some(carton) => {
                    let next = State {
                        carton: carton.code.clone(),
                        ..calm(state)
                    };
                    Step::say(
                        next,
                        Pack::Carton {
                            name: carton.name.clone(),
                        },
                    )
                }
                None => Step::stay(state.clone()),
            })
        }
        (
            Some(Sheet::Unit {
                item, code, options, ..
            }),
            Some(unit),
        ) => {
            let unit = Unit::parse(unit);
            let option = options.iter().copied().find(|(option, _)| Some(*option) == unit);
            let (Some((unit, quantity)), Some(item)) = (option, look.item(*item)?) else {
                return Ok(Step::stay(state.clone()));
            };
            let lot = lot_for(work.shipment.list, &item, &code.lot, look)?.unwrap_or_default();
            let state = State {
                unit: Some(unit),
                ..calm(state)
            };
            let quantity = quantity.min(work.open_of(item.id));
            let serial = code.serial.clone();
            let goods = goods(&item, quantity, How::Scanned, &code.raw, lot, serial);
            put(&state, work, goods, ctx, look)
        }
        (Some(Sheet::Item { code, key, items }), Some(id)) => {
            let chosen = items
                .iter()
                .find(|item| item.hex() == id)
                .map(|id| look.item(*id))
                .transpose()?
                .flatten();
            match chosen {
                Some(item) => count(&calm(state), work, &item, code, key, ctx, look),
                None => Ok(Step::stay(state.clone())),
            }
        }
        (
            Some(
                Sheet::Serial { .. }
                | Sheet::Manual
                | Sheet::Reason
                | Sheet::Carton
                | Sheet::Unit { .. }
                | Sheet::Item { .. },
            )
            | None,
            _,
        ) => Ok(Step::stay(state.clone())),
    }
}

#[allow(clippy::too_many_arguments)]
pub(super) fn keyed(
    state: &State,
    id: &str,
    work: &Work,
    item: ItemId,
    mut pad: Pad,
    how: How,
    raw: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let key = pad.press(id);
    let (total, open) = (pad.total(), work.open_of(item));
    let sheet = Sheet::Quantity {
        item,
        pad,
        how,
        raw: raw.to_owned(),
    };
    let next = State {
        sheet: Some(sheet),
        ..state.clone()
    };
    match (key, total, look.item(item)?) {
        (Key::Ok, Some(keyed), _) if keyed > open => Ok(Step::say(next, Pack::TooManyKeyed { open, keyed })),
        (Key::Ok, Some(keyed), Some(item)) if keyed > 0 => {
            let lot = lot_for(work.shipment.list, &item, &Lot::default(), look)?.unwrap_or_default();
            let goods = goods(&item, keyed, how, raw, lot, String::new());
            put(&calm(state), work, goods, ctx, look)
        }
        (Key::Ok | Key::Typed | Key::Other, _, _) => Ok(Step::stay(next)),
    }
}

pub(super) fn typed(
    state: &State,
    id: &str,
    text: &str,
    work: Option<&Work>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut with = state.clone();
    let taken = match (id, work, &mut with.sheet) {
        ("last4", Some(work), Some(Sheet::Manual)) => return manual(state, text, work, ctx, look),
        ("serial", Some(work), Some(Sheet::Serial { pending })) => {
            if let Some(say) = stopped(&work.shipment) {
                return Ok(Step::say(calm(state), say));
            }
            return serial::typed(state, pending, text, work, ctx, look);
        }
        ("quantity", Some(_), Some(Sheet::Quantity { pad, .. }))
        | ("weight", Some(_), Some(Sheet::Weight { pad })) => pad.type_in(text),
        _ => false,
    };
    if taken {
        press(&with, "pad.ok", work, ctx, look)
    } else {
        Ok(Step::say(state.clone(), Desk::BadEntry {}))
    }
}

/// 刷不到: the last four of an item that the order still needs.
pub(super) fn manual(
    state: &State,
    text: &str,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let text = text.trim();
    for line in work.lines.iter().filter(|line| line.open() > 0) {
        let Some(item) = look.item(line.item)?.filter(|item| last_four_match(item, text)) else {
            continue;
        };
        let open = work.open_of(item.id);
        if open == 1 || item.serial_tracked {
            let lot = lot_for(work.shipment.list, &item, &Lot::default(), look)?.unwrap_or_default();
            let goods = goods(&item, 1, How::Manual, text, lot, String::new());
            return put(&calm(state), work, goods, ctx, look);
        }
        let sheet = Sheet::Quantity {
            item: item.id,
            pad: Pad::quantity(&item),
            how: How::Manual,
            raw: kept_raw(text),
        };
        return Ok(Step::say(
            State {
                sheet: Some(sheet),
                ..calm(state)
            },
            Pack::KeyQuantity { open },
        ));
    }
    Ok(mis(state, Pack::WrongItem { got: shown(text) }, text))
}

/// The tote does not hold the rest: the parcel may go without it.
pub(super) fn short(
    state: &State,
    work: &Work,
    reason: ShortReason,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let missing = work.open();
    let say = Pack::Shorted {
        missing,
        reason: reason.text(ctx.lang).to_owned(),
    };
    let mut step = Step::say(ask_weight(calm(state), look), say);
    for line in work.lines.iter().filter(|line| line.open() > 0) {
        step = step.fact(PackShort {
            shipment: work.shipment.id,
            line: line.id,
            item: line.item,
            quantity: line.open(),
            reason,
        });
    }
    Ok(step)
}

pub(super) fn undo(state: &State, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let task = TaskRef::Shipment(work.shipment.id);
    let Some((of, fact)) = look.undoable(task).filter(|_| work.shipment.parcel.is_none()) else {
        return Ok(Step::say(state.clone(), Desk::NothingToUndo {}));
    };
    let current = match &fact {
        Fact::Packed(fact) => Some((fact.line, fact.raw.clone())),
        _ => None,
    };
    let gesture = look.gesture(of);
    let mut what = gesture_name(&gesture, ctx.lang, look)?;
    if let Fact::Packed(fact) = &fact
        && !fact.serial.is_empty()
    {
        what = format!("{what} {}", shown(&fact.serial));
    }
    let say = Pack::Undone { what };
    let next = State {
        current,
        unit: None,
        ..calm(state)
    };
    let back = gesture.into_iter().map(|(of, _)| Undone { of, task: Some(task) });
    Ok(back.fold(Step::say(next, say), Step::fact))
}
