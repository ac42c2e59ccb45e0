//! 報廢: the second person who stands by.

use super::{At, Piece, Sheet, State, mis, over, plate};
use crate::flows::resolve::{Code, Found};
use crate::flows::second::{self, Badge, Keyed, Pin};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Desk, Inspect, shown};
use shared::id::StaffId;

pub(super) fn ask(state: &State, piece: &Piece) -> Step<State> {
    let pieces = piece.goods.quantity;
    Step::say(over(state, Sheet::Second), Inspect::AskSecond { pieces })
}

/// A badge is awaited; whatever else is scanned changes nothing.
pub(super) fn badge(
    state: &State,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let waiting = over(state, Sheet::Second);
    Ok(match second::badge(found, ctx, look)? {
        Badge::NotABadge => {
            let got = shown(&code.raw);
            mis(&waiting, Desk::NotABadge { got }, &code.raw)
        }
        Badge::SamePerson => mis(&waiting, Inspect::SamePerson {}, &code.raw),
        Badge::Locked { name } => Step::say(waiting, Desk::BadgeLocked { name }),
        Badge::Right { staff, name } => {
            let typed = String::new();
            Step::say(
                over(state, Sheet::Pin { staff, typed }),
                Inspect::SecondPin { name },
            )
        }
    })
}

/// A key of the PIN pad.
pub(super) fn key(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut next = state.clone();
    let Some(Sheet::Pin { staff, typed }) = &mut next.sheet else {
        return Ok(Step::stay(next));
    };
    match second::key(typed, id) {
        Keyed::Typed(now) => {
            *typed = now;
            Ok(Step::stay(next))
        }
        Keyed::Try(pin) => {
            let staff = *staff;
            typed.clear();
            tried(&next, staff, &pin, ctx, look)
        }
    }
}

/// The same count of wrong PINs as at signing in, and the same lock.
pub(super) fn tried(
    state: &State,
    who: StaffId,
    pin: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let waiting = || over(state, Sheet::Second);
    let (mut step, tried) = match second::tried(who, pin, ctx, look)? {
        Pin::Nobody => return Ok(Step::say(waiting(), Inspect::SamePerson {})),
        Pin::Locked { name, tried } => (Step::say(waiting(), Desk::BadgeLocked { name }), tried),
        Pin::Wrong { left, tried } => (Step::say(state.clone(), Desk::PinWrong { left }), tried),
        Pin::Right { staff, tried } => {
            let At::Decide { piece, verdict } = &state.at else {
                return Ok(Step::stay(super::clear(state)));
            };
            let posted = plate::post(state, piece, verdict, "", Some(staff.id), ctx, look)?;
            let say = Inspect::Scrapped {
                pieces: piece.goods.quantity,
                name: staff.name,
            };
            let said = Step {
                say: Some(say.into()),
                ..posted
            };
            (said, tried)
        }
    };
    step.next.tried = Some(tried);
    Ok(step)
}
