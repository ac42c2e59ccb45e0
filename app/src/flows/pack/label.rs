//! The label closes the parcel, and nothing else does.

use super::open::open_from;
use super::{State, Work, mis, parcel_of, to_pack};
use crate::flows::resolve::{Code, Found};
use crate::flows::{Ask, Ctx, Look, Looked, Step};
use crate::say::{Pack, shown};
use shared::facts::pack::LABEL_LIMIT;
use shared::facts::{ParcelClosed, kept_raw};

/// A code that nothing here knows: the carrier's label, or not.
pub(super) fn stranger(state: &State, work: &Work, code: &Code, look: &dyn Look) -> Looked<Step<State>> {
    let got = shown(&code.raw);
    let complete = work.open() == 0;
    if let Some(expected) = &work.shipment.label {
        let say = if complete {
            Pack::LabelWrong {
                expected: expected.clone(),
                got,
            }
        } else {
            Pack::UnknownCode { got }
        };
        return Ok(mis(state, say, &code.raw));
    }
    let carrier = look.carrier(work.shipment.carrier)?;
    let admitted = carrier.as_ref().and_then(|carrier| {
        let fits = |key: &&String| carrier.label.admits(key) && key.chars().count() <= LABEL_LIMIT;
        std::iter::once(&code.text).chain(&code.keys).find(fits)
    });
    match (admitted, complete) {
        (Some(label), _) => close(state, work, label.clone(), code, look),
        (None, true) => {
            let carrier = carrier.map_or_else(String::new, |carrier| carrier.name);
            Ok(mis(state, Pack::LabelNotAdmitted { carrier, got }, &code.raw))
        }
        (None, false) => Ok(mis(state, Pack::UnknownCode { got }, &code.raw)),
    }
}

/// Another order or list in mid-parcel: at once while the parcel is empty, else the same code again.
pub(super) fn switch(
    state: &State,
    work: &Work,
    order: String,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if work.packed() == 0 {
        return open_from(&State::default(), code, found, ctx, look);
    }
    let step = mis(state, Pack::Switch { order }, &code.raw);
    Ok(Step {
        next: State {
            ask: Some(Ask::of(code)),
            ..state.clone()
        },
        ..step
    })
}

/// The label: only when everything is in, or confirmed missing.
pub(super) fn close(
    state: &State,
    work: &Work,
    label: String,
    code: &Code,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if work.open() > 0 {
        return Ok(mis(state, Pack::LabelTooEarly { open: work.open() }, &code.raw));
    }
    if work.packed() == 0 {
        return Ok(mis(state, Pack::NothingPacked {}, &code.raw));
    }
    let shipment = &work.shipment;
    let closed = ParcelClosed {
        shipment: shipment.id,
        parcel: parcel_of(shipment.id),
        carrier: shipment.carrier,
        label: label.clone(),
        raw: kept_raw(&code.raw),
        carton: state.carton.clone(),
        weight_g: state.weight_g,
    };
    let order = shipment.order_no.clone();
    let left = match state.list {
        Some(list) => look
            .shipments(list)?
            .iter()
            .filter(|other| other.id != shipment.id && to_pack(other))
            .count(),
        None => 0,
    };
    if left > 0 {
        let next = State {
            list: state.list,
            tote: state.tote.clone(),
            ..State::default()
        };
        return Ok(Step::say(next, Pack::ClosedNext { order, orders: left }).fact(closed));
    }
    Ok(Step::say(State::default(), Pack::Closed { order, label }).fact(closed))
}
