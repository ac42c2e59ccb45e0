//! What stands on the parcel: a return's number, our label, the carrier's, an order; or nothing that anybody knows.

use super::{
    Asked, At, BEGUN, Begun, Parcel, Sheet, State, Target, asks, inspected, mis, number, over, piece, to,
};
use crate::flows::day;
use crate::flows::resolve::{Code, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Inspect, shown};
use shared::facts::{ReturnArrived, kept_raw};
use shared::id::{ReturnId, ShipmentId};
use shared::task::{Return, TaskState};

/// What a code means as a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Means {
    One(Target),
    Several(Vec<Target>),
    /// Its return is closed; the same scan again opens another.
    Closed {
        number: String,
        again: Target,
    },
    /// The office has taken it back.
    Cancelled {
        number: String,
    },
    /// Packed here, and never handed over.
    NotGone {
        order: String,
    },
    /// Nothing, or goods: a parcel that nobody knows.
    Unknown,
    /// A bin, a list, a badge.
    NoParcel,
}

fn is_live(row: &Return) -> bool {
    matches!(row.state, TaskState::Open | TaskState::Started | TaskState::Held)
}

/// A return of this shipment that is open: announced, or begun here.
fn live_of(state: &State, shipment: ShipmentId, look: &dyn Look) -> Looked<Option<Return>> {
    let begun = state.begun.iter().rev();
    let here = begun
        .filter(|begun| begun.parcel.shipment == Some(shipment))
        .map(|begun| begun.parcel.returned);
    for id in here.chain([ReturnId::first_of(shipment)]) {
        if let Some(row) = look.returned(id)?.filter(is_live) {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// The way a parcel that left is opened: its return where one is open, the first where there was none.
fn sent(state: &State, shipment: ShipmentId, name: &str, look: &dyn Look) -> Looked<Means> {
    if live_of(state, shipment, look)?.is_some() {
        return Ok(Means::One(Target::Sent(shipment)));
    }
    Ok(match look.returned(ReturnId::first_of(shipment))? {
        None => Means::One(Target::Sent(shipment)),
        Some(first) => Means::Closed {
            number: if first.called().is_empty() {
                name.to_owned()
            } else {
                first.called().to_owned()
            },
            again: Target::Another(shipment),
        },
    })
}

pub(super) fn means(state: &State, code: &Code, found: &Found, look: &dyn Look) -> Looked<Means> {
    let mut targets: Vec<Target> = Vec::new();
    let live = || found.returns.iter().filter(|row| is_live(row));
    targets.extend(live().map(|row| Target::Return(row.id)));
    let covered = |id: ShipmentId| live().any(|row| row.shipment == Some(id));
    let left: Vec<_> = found.sent.iter().filter(|sent| !covered(sent.id)).collect();
    if let ([], [only]) = (targets.as_slice(), left.as_slice()) {
        return sent(state, only.id, &only.order_no, look);
    }
    targets.extend(left.iter().map(|sent| Target::Sent(sent.id)));
    match targets.as_slice() {
        [] => {}
        [one] => return Ok(Means::One(one.clone())),
        _ => return Ok(Means::Several(targets)),
    }
    if let Some(closed) = found.returns.first() {
        let number = closed.called().to_owned();
        return Ok(match (closed.state, closed.shipment) {
            (TaskState::Cancelled, _) => Means::Cancelled { number },
            (_, Some(shipment)) => Means::Closed {
                number,
                again: Target::Another(shipment),
            },
            (_, None) => Means::Closed {
                number,
                again: Target::Unknown,
            },
        });
    }
    if let Some(shipment) = found.shipments.first() {
        let order = shipment.order_no.clone();
        return match shipment.handed_over {
            None => Ok(Means::NotGone { order }),
            Some(_) => sent(state, shipment.id, &order, look),
        };
    }
    // The same label of a parcel that was opened here as unknown.
    let raw = kept_raw(&code.raw);
    for begun in state.begun.iter().rev().filter(|begun| begun.parcel.raw == raw) {
        if look
            .returned(begun.parcel.returned)?
            .is_some_and(|row| is_live(&row))
        {
            return Ok(Means::One(Target::Return(begun.parcel.returned)));
        }
    }
    Ok(if found.nothing() || !found.items.is_empty() {
        Means::Unknown
    } else {
        Means::NoParcel
    })
}

/// Nothing is open.
pub(super) fn start(state: State) -> Step<State> {
    let say = match (&state.lane, state.tote.as_str()) {
        (None, _) => Inspect::Start {},
        (Some(_), "") => Inspect::LaneTote {},
        (Some(_), tote) => Inspect::Lane {
            tote: tote.to_owned(),
        },
    };
    Step::say(state, say)
}

pub(super) fn scan(
    state: &State,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    opened(state, means(state, code, found, look)?, code, found, ctx, look)
}

/// What the code means is opened, where nothing speaks against it.
fn opened(
    state: &State,
    means: Means,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match means {
        Means::One(target) => open(state, &target, &code.raw, ctx, look),
        Means::Several(targets) => {
            let raw = kept_raw(&code.raw);
            let sheet = Sheet::Which { raw, targets };
            Ok(Step::say(over(state, sheet), Inspect::Which {}))
        }
        Means::Closed { number, again } => Ok(asks(
            state,
            Asked::Open(again),
            Inspect::ClosedAlready { number },
            code,
        )),
        Means::Cancelled { number } => Ok(mis(state, Inspect::Cancelled { number }, &code.raw)),
        Means::NotGone { order } => Ok(mis(state, Inspect::NotGone { order }, &code.raw)),
        Means::Unknown => open(state, &Target::Unknown, &code.raw, ctx, look),
        Means::NoParcel => {
            let got = found.name(ctx.lang);
            Ok(mis(state, Inspect::NoParcel { got }, &code.raw))
        }
    }
}

/// Opens a parcel on the bench; that it stands there is told where nobody has told it.
pub(super) fn open(
    state: &State,
    target: &Target,
    raw: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let offset = look.settings().utc_offset_min;
    let made = || day::number('B', &ctx.device_label, ctx.now_ms, offset);
    let parcel = |returned, shipment, number| Parcel {
        returned,
        shipment,
        number,
        raw: kept_raw(raw),
    };
    let (parcel, row) = match target {
        Target::Return(id) => {
            let row = look.returned(*id)?;
            let shipment = row.as_ref().and_then(|row| row.shipment);
            (parcel(*id, shipment, String::new()), row)
        }
        Target::Sent(shipment) => match live_of(state, *shipment, look)? {
            Some(row) => {
                let number = if row.called().is_empty() {
                    made()
                } else {
                    String::new()
                };
                (parcel(row.id, Some(*shipment), number), Some(row))
            }
            None => (
                parcel(ReturnId::first_of(*shipment), Some(*shipment), made()),
                None,
            ),
        },
        Target::Another(shipment) => (parcel(ReturnId(ctx.fresh), Some(*shipment), made()), None),
        Target::Unknown => (parcel(ReturnId(ctx.fresh), None, made()), None),
    };
    let next = State {
        parcel: Some(parcel),
        photos: Vec::new(),
        ..to(state, At::Unknown)
    };
    if *target == Target::Unknown {
        return Ok(Step::say(next, Inspect::Unexpected { got: shown(raw) }));
    }
    match row.filter(|row| row.arrived.is_some()) {
        Some(row) => {
            let next = remember(to(&next, At::Item { last: None }));
            let number = number(&next, Some(&row));
            let pieces = inspected(Some(&row));
            Ok(Step::say(next, Inspect::ReadingOn { number, pieces }))
        }
        None => arrived(&next, look),
    }
}

/// It stands on the bench from now on.
pub(super) fn arrived(state: &State, look: &dyn Look) -> Looked<Step<State>> {
    let Some(parcel) = &state.parcel else {
        return Ok(Step::stay(state.clone()));
    };
    let row = look.returned(parcel.returned)?;
    let fact = ReturnArrived {
        returned: parcel.returned,
        shipment: parcel.shipment,
        number: parcel.number.clone(),
        raw: parcel.raw.clone(),
        photos: state.photos.clone(),
    };
    let next = State {
        photos: Vec::new(),
        ..to(state, At::Item { last: None })
    };
    let say = match &row {
        Some(row) => Inspect::Opened {
            number: row.called().to_owned(),
        },
        None => Inspect::OpenedNew {
            number: parcel.number.clone(),
        },
    };
    Ok(Step::say(remember(next), say).fact(fact))
}

/// Among those begun here, the latest last.
fn remember(mut state: State) -> State {
    if let Some(parcel) = state.parcel.clone() {
        state
            .begun
            .retain(|begun| begun.parcel.returned != parcel.returned);
        state.begun.push(Begun {
            parcel,
            sealed: false,
        });
        let much = state.begun.len().saturating_sub(BEGUN);
        state.begun.drain(..much);
    }
    state
}

/// A photo of a parcel that nobody knows is awaited: another number on it may be known after all, and goods go on.
pub(super) fn unknown(
    state: &State,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let means = means(state, code, found, look)?;
    if means != Means::Unknown {
        return opened(state, means, code, found, ctx, look);
    }
    if found.items.is_empty() {
        let got = shown(&code.raw);
        return Ok(mis(state, Inspect::StillUnknown { got }, &code.raw));
    }
    let told = arrived(state, look)?;
    let mut step = piece::scan(&told.next, code, found, ctx, look)?;
    step.facts.splice(0..0, told.facts);
    Ok(step)
}
