//! 未拆封快速通道: parcels that never reached their customer, one scan each.
//!
//! The rule. The lane is chosen once, and a tote is scanned for it; that each parcel is sealed is the person's word.
//! Then one scan puts into the tote what left in the parcel and has not come back; what is short-dated or expired is
//! held, and that is told. A parcel that nobody knows, that came back already, that was never handed over, or that the
//! customer had, is stopped: the same scan again opens it the normal way.

use super::parcel::{Means, means};
use super::{Asked, BEGUN, Begun, Lane, Parcel, State, Target, asks, clear, judge, known, mis, plate};
use crate::flows::resolve::{Code, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Inspect, shown};
use shared::facts::inspect::LINES_LIMIT;
use shared::facts::{ReturnedSealed, SealedPieces, kept_raw};
use shared::id::{PlateId, ReturnId, ShipmentId};
use shared::inspect::ReturnSource;
use shared::stock::{Condition, Place};
use shared::task::Outside;

/// The lane is chosen: which tote?
pub(super) fn begin(state: &State) -> Step<State> {
    let next = State {
        lane: Some(Lane::default()),
        tote: String::new(),
        ..clear(state)
    };
    super::parcel::start(next)
}

/// This tote from now on.
pub(super) fn into(state: &State, tote: &str) -> Step<State> {
    let next = State {
        tote: tote.to_owned(),
        ..clear(state)
    };
    super::parcel::start(next)
}

pub(super) fn scan(
    state: &State,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if state.tote.is_empty() {
        return Ok(match plate::refused(state, code, found) {
            Some(say) => mis(state, say, &code.raw),
            None => into(state, &code.text),
        });
    }
    if code.text == state.tote {
        let tote = state.tote.clone();
        return Ok(Step::say(state.clone(), Inspect::ToteAlready { tote }));
    }
    // A tote that something stands in is one, whoever filled it.
    let holds = look.content(Place::Plate(PlateId::of(&code.text)))?;
    if !known(found) && !holds.is_empty() {
        return Ok(into(state, &code.text));
    }
    let meant = means(state, code, found, look)?;
    match meant {
        Means::One(target) => one(state, &target, code, ctx, look),
        Means::Several(_) => Ok(mis(state, Inspect::SealedSeveral {}, &code.raw)),
        Means::Closed { number, again } => {
            if state
                .begun
                .last()
                .is_some_and(|last| last.sealed && last.parcel.raw == kept_raw(&code.raw))
            {
                return Ok(Step::say(state.clone(), Inspect::SealedAlready { number }));
            }
            let say = Inspect::ClosedAlready { number };
            Ok(asks(state, Asked::Open(again), say, code))
        }
        Means::Cancelled { number } => Ok(mis(state, Inspect::Cancelled { number }, &code.raw)),
        Means::NotGone { order } => Ok(mis(state, Inspect::NotGone { order }, &code.raw)),
        Means::Unknown if found.items.is_empty() => {
            let say = Inspect::SealedUnknown {
                got: shown(&code.raw),
            };
            Ok(asks(state, Asked::Tote(code.text.clone()), say, code))
        }
        Means::Unknown | Means::NoParcel => {
            let got = found.name(ctx.lang);
            Ok(mis(state, Inspect::NoParcel { got }, &code.raw))
        }
    }
}

/// A parcel that is known: its seal is believed, where nothing says that its customer had it.
fn one(state: &State, target: &Target, code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let (returned, shipment) = match target {
        Target::Return(id) => (*id, look.returned(*id)?.and_then(|row| row.shipment)),
        Target::Sent(shipment) | Target::Another(shipment) => {
            (ReturnId::first_of(*shipment), Some(*shipment))
        }
        Target::Unknown => (ReturnId(ctx.fresh), None),
    };
    let stop = |say| Ok(asks(state, Asked::Open(target.clone()), say, code));
    if let Some(row) = look.returned(returned)? {
        let number = row.called().to_owned();
        let unannounced = row.source == ReturnSource::Unannounced;
        if !row.source.unopened() && !unannounced {
            return stop(Inspect::CustomerHadIt { number });
        }
        // Taken sealed here and taken back: it is as it was.
        let ours = |begun: &Begun| begun.sealed && begun.parcel.returned == returned;
        let untouched = row.inspected.is_empty() && state.begun.iter().any(ours);
        if row.arrived.is_some() && !untouched {
            return stop(Inspect::OnTheBench { number });
        }
    }
    let sent = match shipment {
        Some(shipment) => look.sent(shipment)?,
        None => None,
    };
    let (Some(sent), Some(shipment)) = (sent, shipment) else {
        let got = shown(&code.raw);
        return stop(Inspect::NoContents { got });
    };
    let outside = sent.outside();
    if outside.is_empty() {
        let number = sent.order_no.clone();
        return stop(Inspect::BackAlready { number });
    }
    if outside.len() > LINES_LIMIT {
        let number = sent.order_no.clone();
        return stop(Inspect::SealedTooMuch {
            number,
            most: LINES_LIMIT,
        });
    }
    let pieces = conditions(outside, ctx, look);
    Ok(taken(state, returned, shipment, pieces, code))
}

/// What may be sold again as it is, and what must be looked at first.
fn conditions(outside: Vec<Outside>, ctx: &Ctx, look: &dyn Look) -> Vec<SealedPieces> {
    let condition = |piece: &Outside| {
        let seen = judge::dated(&piece.lot, ctx, look);
        if seen.expired || seen.short_dated {
            Condition::Hold
        } else {
            Condition::Good
        }
    };
    outside
        .into_iter()
        .map(|piece| SealedPieces {
            condition: condition(&piece),
            item: piece.item,
            lot: piece.lot,
            serial: piece.serial,
            quantity: piece.quantity,
        })
        .collect()
}

fn taken(
    state: &State,
    returned: ReturnId,
    shipment: ShipmentId,
    pieces: Vec<SealedPieces>,
    code: &Code,
) -> Step<State> {
    let all: i64 = pieces.iter().map(|pieces| pieces.quantity).sum();
    let held = pieces.iter().filter(|pieces| !pieces.condition.is_good());
    let held: i64 = held.map(|pieces| pieces.quantity).sum();
    let mut next = clear(state);
    if let Some(lane) = &mut next.lane {
        lane.parcels += 1;
        lane.pieces += all;
    }
    let raw = kept_raw(&code.raw);
    next.begun.retain(|begun| begun.parcel.returned != returned);
    next.begun.push(Begun {
        parcel: Parcel {
            returned,
            shipment: Some(shipment),
            number: String::new(),
            raw: raw.clone(),
        },
        sealed: true,
    });
    let much = next.begun.len().saturating_sub(BEGUN);
    next.begun.drain(..much);
    let tote = state.tote.clone();
    let say = if held > 0 {
        Inspect::SealedHeld {
            pieces: all,
            held,
            tote,
        }
    } else {
        Inspect::Sealed { pieces: all, tote }
    };
    let fact = ReturnedSealed {
        returned,
        shipment,
        plate: state.tote.clone(),
        pieces,
        raw,
    };
    Step::say(next, say).fact(fact)
}
