//! What opens an order: its tote, its list, one of its numbers, or an item of a tote with several.

use super::put::piece;
use super::{State, Work, ask_weight, label_text, mis, stopped, to_pack};
use crate::flows::resolve::{Code, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Pack, Say, shown};
use shared::facts::pick::TOTE_LIMIT;
use shared::id::ListId;
use shared::task::{PickList, Shipment};

pub(super) fn open_from(
    from: &State,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut finished = None;
    for list in &found.lists {
        let tote = if list.number == found.key {
            from.tote.clone()
        } else {
            code.text.clone()
        };
        let waiting: Vec<Shipment> = look.shipments(list.id)?.into_iter().filter(to_pack).collect();
        match waiting.as_slice() {
            [] => finished = Some(list),
            [one] => {
                let state = State {
                    list: Some(list.id),
                    tote,
                    ..State::default()
                };
                return open_shipment(&state, one, code, look);
            }
            several => {
                let state = State {
                    list: Some(list.id),
                    tote,
                    ..State::default()
                };
                return Ok(Step::say(
                    state,
                    Pack::WhichOrder {
                        orders: several.len(),
                    },
                ));
            }
        }
    }
    if let Some(list) = finished {
        return Ok(mis(from, nothing_left(list, look)?, &code.raw));
    }
    let shipment = found
        .shipments
        .iter()
        .find(|shipment| to_pack(shipment))
        .or(found.shipments.first());
    match shipment {
        Some(shipment) => {
            let state = State {
                tote: from.tote.clone(),
                ..State::default()
            };
            open_shipment(&state, shipment, code, look)
        }
        None => Ok(mis(
            from,
            Pack::NothingToPack {
                got: found.name(ctx.lang),
            },
            &code.raw,
        )),
    }
}

/// A list without an order to pack: why?
pub(super) fn nothing_left(list: &PickList, look: &dyn Look) -> Looked<Say> {
    let shipments = look.shipments(list.id)?;
    let stopped = shipments
        .iter()
        .filter(|shipment| shipment.parcel.is_none())
        .find_map(stopped);
    Ok(stopped.map_or_else(
        || {
            Pack::AllPacked {
                list: list.number.clone(),
            }
            .into()
        },
        Say::from,
    ))
}

pub(super) fn open_shipment(
    state: &State,
    shipment: &Shipment,
    code: &Code,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if let Some(say) = stopped(shipment) {
        return Ok(mis(state, say, &code.raw));
    }
    if let Some(tied) = &shipment.parcel {
        let say = Pack::AlreadyPacked {
            order: shipment.order_no.clone(),
            label: tied.label.clone(),
        };
        return Ok(mis(state, say, &code.raw));
    }
    let state = State {
        shipment: Some(shipment.id),
        ..state.clone()
    };
    let work = Work {
        lines: look.shipment_lines(shipment.id)?,
        shipment: shipment.clone(),
    };
    if work.open() == 0 && work.packed() > 0 {
        return Ok(Step::say(
            ask_weight(state, look),
            Pack::Complete {
                label: label_text(&work.shipment),
            },
        ));
    }
    let say = Pack::Opened {
        order: shipment.order_no.clone(),
        open: work.open(),
    };
    Ok(Step::say(state, say))
}

/// Nothing is open: a tote, a list, an order.
pub(super) fn begin(
    state: &State,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if !found.lists.is_empty() || !found.shipments.is_empty() {
        return open_from(state, code, found, ctx, look);
    }
    let tote_like = found.nothing() && !code.text.is_empty() && code.length() <= TOTE_LIMIT;
    if tote_like && state.list.is_none() {
        let next = State {
            tote: code.text.clone(),
            ..State::default()
        };
        let say = Pack::ToteUnknown {
            tote: shown(&code.text),
        };
        return Ok(Step {
            next,
            ..mis(state, say, &code.raw)
        });
    }
    let say = match (state.list, found.nothing()) {
        (Some(_), true) => Pack::UnknownCode {
            got: shown(&code.raw),
        },
        _ => Pack::NothingToPack {
            got: found.name(ctx.lang),
        },
    };
    Ok(mis(state, say, &code.raw))
}

/// Several orders in the tote: the one already begun, else the oldest, that still needs this item.
pub(super) fn which(
    state: &State,
    list: ListId,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut candidates = Vec::new();
    for shipment in look.shipments(list)?.into_iter().filter(to_pack) {
        let work = Work {
            lines: look.shipment_lines(shipment.id)?,
            shipment,
        };
        if found.items.iter().any(|item| work.open_of(item.id) > 0) {
            candidates.push(work);
        }
    }
    candidates.sort_by_key(|work| (work.packed() == 0, work.shipment.number.clone()));
    match candidates.first() {
        Some(work) => {
            let state = State {
                shipment: Some(work.shipment.id),
                ..state.clone()
            };
            piece(&state, work, code, found, ctx, look)
        }
        None => Ok(mis(
            state,
            Pack::NotInTote {
                got: found.name(ctx.lang),
            },
            &code.raw,
        )),
    }
}
