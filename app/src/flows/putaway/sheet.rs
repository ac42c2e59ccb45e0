//! Presses, and what is keyed.

use super::{At, Load, Sheet, State, load, mis, pieces_key, task, with};
use crate::flows::pad::{Key, Pad};
use crate::flows::pick::last_four_match;
use crate::flows::{Ctx, Look, Looked, Step, gesture_name};
use crate::say::{Desk, PutAway, shown};
use shared::facts::{Fact, How, Undone};
use shared::stock::Pieces;

pub(super) fn press(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match id {
        "overlay.close" => return Ok(Step::stay(with(state, state.at.clone()))),
        "undo" => return undo(state, ctx, look),
        "other" => {
            let next = State {
                delivery: None,
                tote: None,
                plate: None,
                ..with(state, At::Item)
            };
            return Ok(Step::say(next, PutAway::Start {}));
        }
        "manual" => {
            let next = State {
                sheet: Some(Sheet::Manual),
                ..with(state, At::Item)
            };
            return Ok(Step::say(next, PutAway::ManualAsk {}));
        }
        "key" => return key(state, look),
        _ => {}
    }
    if let Some(chosen) = id.strip_prefix("dock.") {
        // A line of the list was tapped: its code was not read.
        let found = load::standing(state, look)?
            .into_iter()
            .find(|p| pieces_key(p.item, &p.lot, p.condition) == chosen);
        return match found {
            Some(pieces) => take_up(state, &pieces, "", ctx, look),
            None => Ok(Step::stay(state.clone())),
        };
    }
    match (&state.sheet, id.strip_prefix("choose.")) {
        (Some(Sheet::Which { loads }), Some(chosen)) => {
            let found = loads
                .iter()
                .find(|load| pieces_key(load.item, &load.lot, load.condition) == chosen);
            match found {
                Some(load) => load::take_up(state, load.clone(), ctx, look),
                None => Ok(Step::stay(state.clone())),
            }
        }
        (Some(Sheet::Quantity { pad }), None) => {
            let mut pad = pad.clone();
            let pressed = pad.press(id);
            let next = State {
                sheet: Some(Sheet::Quantity { pad: pad.clone() }),
                ..state.clone()
            };
            match (pressed, pad.total()) {
                (Key::Ok, Some(keyed)) if keyed > 0 => Ok(keyed_part(&next, keyed, ctx, look)?),
                _ => Ok(Step::stay(next)),
            }
        }
        _ => Ok(Step::stay(state.clone())),
    }
}

fn take_up(state: &State, pieces: &Pieces, raw: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let load = load::of(state, pieces, 1, How::Manual, raw);
    load::take_up(state, load, ctx, look)
}

fn key(state: &State, look: &dyn Look) -> Looked<Step<State>> {
    let At::Bin { load } = &state.at else {
        return Ok(Step::stay(state.clone()));
    };
    let Some(item) = look.item(load.item)? else {
        return Ok(Step::stay(state.clone()));
    };
    let next = State {
        sheet: Some(Sheet::Quantity {
            pad: Pad::quantity(&item),
        }),
        ..with(state, state.at.clone())
    };
    Ok(Step::say(next, PutAway::KeyQuantity { here: load.here }))
}

fn keyed_part(state: &State, keyed: i64, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let At::Bin { load } = &state.at else {
        return Ok(Step::stay(state.clone()));
    };
    if keyed > load.here {
        let here = load.here;
        return Ok(Step::say(state.clone(), PutAway::TooManyKeyed { here, keyed }));
    }
    let item = look
        .item(load.item)?
        .map_or_else(|| "?".to_owned(), |item| item.name_in(ctx.lang).to_owned());
    let how = if load.how == How::Scanned {
        How::Keyed
    } else {
        load.how
    };
    let load = Load {
        part: Some(keyed),
        how,
        ..load.clone()
    };
    let say = PutAway::Split {
        item,
        quantity: keyed,
    };
    Ok(Step::say(with(state, At::Bin { load }), say))
}

pub(super) fn typed(state: &State, id: &str, text: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match (&state.sheet, id) {
        (Some(Sheet::Manual), "last4") => {
            let mut found = Vec::new();
            for pieces in load::standing(state, look)? {
                if let Some(item) = look.item(pieces.item)?
                    && (last_four_match(&item, text.trim()) || item.sku == text.trim())
                {
                    found.push(load::of(state, &pieces, 1, How::Manual, text.trim()));
                }
            }
            match found.as_slice() {
                [] => Ok(mis(
                    state,
                    PutAway::ManualWrong {
                        got: shown(text.trim()),
                    },
                    text,
                )),
                [one] => load::take_up(state, one.clone(), ctx, look),
                _ => {
                    let next = State {
                        sheet: Some(Sheet::Which { loads: found }),
                        ..state.clone()
                    };
                    Ok(Step::say(next, PutAway::Which {}))
                }
            }
        }
        (Some(Sheet::Quantity { pad }), "quantity") => {
            let mut pad = pad.clone();
            if pad.type_in(text)
                && let Some(keyed) = pad.total().filter(|keyed| *keyed > 0)
            {
                return keyed_part(state, keyed, ctx, look);
            }
            Ok(Step::say(state.clone(), Desk::BadEntry {}))
        }
        _ => Ok(Step::say(state.clone(), Desk::BadEntry {})),
    }
}

fn undo(state: &State, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some((id, _)) = look.undoable(task(state)) else {
        return Ok(Step::say(state.clone(), Desk::NothingToUndo {}));
    };
    let gesture = look.gesture(id);
    let what = gesture_name(&gesture, ctx.lang, look)?;
    let mut next = State {
        delivery: None,
        tote: None,
        plate: None,
        ..with(state, At::Item)
    };
    let mut facts = Vec::new();
    for (of, fact) in &gesture {
        if let Fact::PutAway(fact) = fact {
            load::put_back(&mut next, fact.from, fact.item, &fact.lot, -fact.quantity);
        }
        let task = Some(task(state));
        facts.push(Undone { of: *of, task }.into());
    }
    Ok(Step {
        facts,
        ..Step::say(next, PutAway::Undone { what })
    })
}
