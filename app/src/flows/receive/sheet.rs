//! Presses, and what is keyed.

use super::{
    Asked, Pending, Sheet, State, Work, arrive, bad_entry, clear, close, count, learn, over, task, tracked,
};
use crate::flows::day;
use crate::flows::pad::{Key, Pad};
use crate::flows::pick::last_four_match;
use crate::flows::{Ctx, Go, KEY_ABOVE, Look, Looked, Step, undo_name};
use crate::say::{Desk, Photo, Receive, shown};
use shared::catalogue::{Item, Unit};
use shared::facts::{DamageReason, Fact, How, Undone, kept_raw};
use shared::id::{ItemId, SupplierId};
use shared::stock::Lot;

pub(super) fn press(state: &State, id: &str, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match id {
        "pause" | "home" => return Ok(Step::say(clear(state), Desk::Paused {}).go(Go::Home)),
        "overlay.close" => return Ok(Step::stay(clear(state))),
        "undo" => return undo(state, ctx, look),
        _ => {}
    }
    if let Some(say) = super::stopped(work) {
        return Ok(Step::say(state.clone(), say));
    }
    Ok(match id {
        "arrive" => arrive::ask(state),
        "bad" => damage(state),
        "good" => good(state),
        "key" => return key(state, work, look),
        "manual" => Step::say(over(state, Sheet::Manual), Receive::ManualAsk {}),
        "lot" => return another_lot(state, ctx, look),
        "close" => close::ask(state, work),
        // A keyed item has no code to scan again.
        "accept" => match &state.ask {
            Some((_, Asked::Extra(pending))) => {
                return count::tracked(&clear(state), pending.clone(), work, ctx, look);
            }
            Some((_, Asked::Expiry(pending))) => {
                let mut next = clear(state);
                next.kept.accepted.push((pending.item, pending.lot.clone()));
                return count::take(&next, pending, work, ctx, look);
            }
            Some((_, Asked::Switch(_) | Asked::Teach { .. })) | None => Step::stay(state.clone()),
        },
        "close.confirm" if state.sheet == Some(Sheet::Close) => close::confirmed(state, work),
        "put_away" => Step::stay(clear(state)).go(Go::PutAway(Some(state.delivery))),
        _ => return keys(state, id, work, ctx, look),
    })
}

/// Photos that went with nothing go.
fn good(state: &State) -> Step<State> {
    let next = State {
        damage: None,
        photos: Vec::new(),
        ..clear(state)
    };
    match state.photos.len() {
        0 => Step::say(next, Receive::BadOff {}),
        photos => Step::say(next, Photo::Dropped { photos }),
    }
}

/// The question about a short expiry stays: a reason answers it.
fn damage(state: &State) -> Step<State> {
    let next = State {
        sheet: Some(Sheet::Damage),
        ..state.clone()
    };
    Step::say(next, Receive::AskDamage {})
}

/// The same item with another lot or expiry.
fn another_lot(state: &State, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(item) = state
        .last
        .as_ref()
        .map(|last| look.item(last.item))
        .transpose()?
        .flatten()
    else {
        return Ok(Step::stay(state.clone()));
    };
    let next = State {
        last: None,
        ..clear(state)
    };
    let item = item.name_in(ctx.lang).to_owned();
    Ok(Step::say(next, Receive::AnotherLot { item }))
}

/// Pieces still to come of an item; 0 where nobody said how many.
pub fn open_of(item: ItemId, work: &[shared::task::DeliveryLine]) -> i64 {
    work.iter()
        .filter(|line| line.item == item)
        .map(|line| line.open())
        .sum()
}

/// Whether more of the last item may be keyed.
pub fn may_key(state: &State, lines: &[shared::task::DeliveryLine], item: &Item) -> bool {
    let unplanned = !lines.iter().any(|line| line.item == item.id && line.expected > 0);
    state.last.is_some()
        && !item.serial_tracked
        && (item.keyable || unplanned || open_of(item.id, lines) > KEY_ABOVE)
}

fn key(state: &State, work: &Work, look: &dyn Look) -> Looked<Step<State>> {
    let Some(last) = &state.last else {
        return Ok(Step::stay(state.clone()));
    };
    let Some(item) = look
        .item(last.item)?
        .filter(|item| may_key(state, &work.lines, item))
    else {
        return Ok(Step::stay(state.clone()));
    };
    let sheet = Sheet::Quantity {
        pad: Pad::quantity(&item),
        how: How::Keyed,
    };
    let open = open_of(item.id, &work.lines);
    Ok(Step::say(over(state, sheet), Receive::KeyQuantity { open }))
}

/// Keys of what lies over the screen.
fn keys(state: &State, id: &str, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let chosen = id.strip_prefix("choose.");
    match (&state.sheet, chosen) {
        (Some(Sheet::Supplier), Some(chosen)) => Ok(supplier(state, chosen)),
        (Some(Sheet::Damage), Some(chosen)) => reason(state, chosen, work, ctx, look),
        (Some(Sheet::Unit { pending, options }), Some(chosen)) => {
            let unit = Unit::parse(chosen);
            match options.iter().copied().find(|(option, _)| Some(*option) == unit) {
                Some((unit, quantity)) => {
                    let pending = Pending {
                        unit,
                        quantity,
                        ..pending.clone()
                    };
                    count::ordered(&clear(state), pending, work, ctx, look)
                }
                None => Ok(Step::stay(state.clone())),
            }
        }
        (Some(Sheet::Item { key, pending, items }), Some(chosen)) => {
            let id = chosen.parse::<ItemId>().ok().filter(|id| items.contains(id));
            match id.map(|id| look.item(id)).transpose()?.flatten() {
                Some(item) => {
                    let times = Some(pending.quantity);
                    let pending = Pending {
                        item: item.id,
                        ..pending.clone()
                    };
                    count::item_chosen(&clear(state), &item, key, times, pending, work, ctx, look)
                }
                None => Ok(Step::stay(state.clone())),
            }
        }
        (Some(Sheet::LearnUnit { code, raw, item }), Some(chosen)) => {
            match (Unit::parse(chosen), look.item(*item)?) {
                (Some(unit), Some(item)) => Ok(learn::quantity(state, code, raw, &item, unit, ctx)),
                _ => Ok(Step::stay(state.clone())),
            }
        }
        (Some(_), None) => pad(state, id, work, ctx, look),
        (Some(_) | None, _) => Ok(Step::stay(state.clone())),
    }
}

fn supplier(state: &State, chosen: &str) -> Step<State> {
    let mut next = clear(state);
    if let Some(blind) = &mut next.kept.blind {
        blind.supplier = chosen.parse::<SupplierId>().ok();
    }
    arrive::ask(&next)
}

fn reason(state: &State, chosen: &str, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(reason) = DamageReason::parse(chosen) else {
        return Ok(Step::stay(state.clone()));
    };
    // The pieces whose expiry was asked about are bad; the ones after them are asked about again.
    if let Some((_, Asked::Expiry(pending))) = &state.ask {
        let bad = State {
            damage: Some(reason),
            ..clear(state)
        };
        let step = count::take(&bad, pending, work, ctx, look)?;
        let next = State {
            damage: None,
            ..step.next
        };
        return Ok(Step { next, ..step });
    }
    let next = State {
        damage: Some(reason),
        ..clear(state)
    };
    let say = Receive::BadOn {
        reason: reason.text(ctx.lang).to_owned(),
    };
    Ok(Step::say(next, say))
}

fn pad(state: &State, id: &str, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut next = state.clone();
    let pad = match &mut next.sheet {
        Some(
            Sheet::Cartons { pad }
            | Sheet::Quantity { pad, .. }
            | Sheet::Expiry { pad, .. }
            | Sheet::LearnQuantity { pad, .. },
        ) => pad,
        _ => return Ok(Step::stay(next)),
    };
    if pad.press(id) != Key::Ok {
        return Ok(Step::stay(next));
    }
    done(&next, work, ctx, look)
}

/// 確定 on a pad.
fn done(state: &State, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match &state.sheet {
        Some(Sheet::Cartons { pad }) if pad.total().is_some() => Ok(arrive::counted(state, pad)),
        Some(Sheet::Quantity { pad, how }) => match pad.total().filter(|total| *total > 0) {
            Some(quantity) => keyed(state, quantity, *how, work, ctx, look),
            None => Ok(Step::stay(state.clone())),
        },
        Some(Sheet::Expiry { pending, pad }) => {
            let made = pad.active == "made";
            let text = pad.text(&pad.active).to_owned();
            tracked::expiry(state, pending, &text, made, work, ctx, look)
        }
        Some(Sheet::LearnQuantity {
            code,
            raw,
            item,
            unit,
            pad,
        }) => match (pad.total().filter(|total| *total > 0), look.item(*item)?) {
            (Some(quantity), Some(item)) => Ok(learn::learned(state, code, raw, &item, *unit, quantity, ctx)),
            _ => Ok(Step::stay(state.clone())),
        },
        _ => Ok(Step::stay(state.clone())),
    }
}

/// More of the item that was scanned last.
fn keyed(
    state: &State,
    quantity: i64,
    how: How,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(last) = &state.last else {
        return Ok(Step::stay(clear(state)));
    };
    let pending = Pending {
        item: last.item,
        quantity,
        unit: Unit::Piece,
        lot: last.lot.clone(),
        serial: String::new(),
        how,
        raw: last.raw.clone(),
        at_ms: 0,
    };
    count::take(state, &pending, work, ctx, look)
}

pub(super) fn typed(
    state: &State,
    id: &str,
    text: &str,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match (&state.sheet, id) {
        (Some(Sheet::Lot { pending }), "lot") => tracked::lot(state, pending, text, work, ctx, look),
        (Some(Sheet::Serial { pending }), "serial") => tracked::serial(state, pending, text, work, ctx, look),
        (Some(Sheet::Expiry { pending, .. }), "expiry" | "made") => {
            tracked::expiry(state, pending, text, id == "made", work, ctx, look)
        }
        (Some(Sheet::Driver { cartons, damaged, .. }), "driver") => {
            Ok(arrive::driver(state, *cartons, *damaged, text))
        }
        (
            Some(Sheet::Driver {
                cartons,
                damaged,
                driver,
            }),
            "signature",
        ) => Ok(arrive::signed(state, *cartons, *damaged, driver, text, work)),
        (Some(Sheet::Manual), "last4") => match by_last_four(text, work, look)? {
            Some(item) => {
                let pending = Pending {
                    item: item.id,
                    quantity: 1,
                    unit: Unit::Piece,
                    lot: Lot::default(),
                    serial: String::new(),
                    how: How::Manual,
                    raw: kept_raw(text.trim()),
                    at_ms: 0,
                };
                count::ordered(&clear(state), pending, work, ctx, look)
            }
            None => Ok(super::mis(
                state,
                Receive::ManualWrong {
                    got: shown(text.trim()),
                },
                text,
            )),
        },
        (Some(Sheet::Learn { code, raw }), "last4") => match by_last_four(text, work, look)? {
            Some(item) => Ok(learn::unit(state, code, raw, &item, ctx)),
            None => Ok(super::mis(
                state,
                Receive::ManualWrong {
                    got: shown(text.trim()),
                },
                text,
            )),
        },
        (Some(Sheet::Quantity { .. } | Sheet::Cartons { .. } | Sheet::LearnQuantity { .. }), _) => {
            let mut next = state.clone();
            let taken = match &mut next.sheet {
                Some(
                    Sheet::Quantity { pad, .. } | Sheet::Cartons { pad } | Sheet::LearnQuantity { pad, .. },
                ) => pad.type_in(text),
                _ => false,
            };
            if taken {
                done(&next, work, ctx, look)
            } else {
                Ok(bad_entry(state))
            }
        }
        _ => Ok(bad_entry(state)),
    }
}

/// A whole SKU or code of any item; or the last four of one on this delivery.
fn by_last_four(text: &str, work: &Work, look: &dyn Look) -> Looked<Option<Item>> {
    let text = text.trim();
    for (kind, id) in look.find(text)? {
        if kind == shared::row::RowKind::Item
            && let Some(item) = look.item(id.into())?.filter(|item| item.is_called(text))
        {
            return Ok(Some(item));
        }
    }
    let mut found = Vec::new();
    for line in &work.lines {
        if let Some(item) = look.item(line.item)?.filter(|item| last_four_match(item, text))
            && !found.iter().any(|known: &Item| known.id == item.id)
        {
            found.push(item);
        }
    }
    // Two that end alike: neither.
    Ok(if found.len() == 1 { found.pop() } else { None })
}

fn undo(state: &State, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some((id, fact)) = look.undoable(task(state)) else {
        return Ok(Step::say(state.clone(), Desk::NothingToUndo {}));
    };
    let what = undo_name(&fact, ctx.lang, look)?;
    let mut next = State {
        last: None,
        ..clear(state)
    };
    let mut step_facts: Vec<Fact> = Vec::new();
    for (of, fact) in look.gesture(id) {
        if let Fact::Received(received) = &fact {
            next.kept.serials.retain(|serial| *serial != received.serial);
            super::photo::back(&mut next, &fact);
        }
        if matches!(fact, Fact::Received(_) | Fact::BarcodeLearned(_)) {
            let task = Some(task(state));
            step_facts.push(Undone { of, task }.into());
        }
    }
    let step = Step::say(next, Receive::Undone { what });
    Ok(Step {
        facts: step_facts,
        ..step
    })
}

/// The day that the pad would give, for the screen: in words.
pub fn day_on(pad: &Pad, item: &Item, lang: shared::lang::Lang) -> Option<String> {
    let read = day::read(pad.text(&pad.active)).ok()?;
    let day = if pad.active == "made" {
        day::after(read, item.shelf_life_days)?
    } else {
        read
    };
    Some(day::words(day, lang))
}
