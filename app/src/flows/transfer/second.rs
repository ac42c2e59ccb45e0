//! Another condition, or the bin for waste: reasons, and the second person who stands by.

use super::put::sums;
use super::{Sheet, State, bin_code, clear, mis, over, total};
use crate::flows::resolve::{Code, Found};
use crate::flows::second::{self, Badge, Keyed, Pin};
use crate::flows::sign_in::Tried;
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Desk, Transfer, shown};
use shared::catalogue::Staff;
use shared::facts::transfer::RegradeReason;
use shared::facts::{Regraded, Scrapped};
use shared::id::StaffId;
use shared::stock::Condition;

/// What is in hand goes back into the bin, judged anew.
pub(super) fn regrade(
    state: &State,
    to: Condition,
    reason: RegradeReason,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(from) = &state.from else {
        return Ok(Step::stay(clear(state)));
    };
    let condition = to.text(ctx.lang).to_owned();
    let changing: Vec<_> = sums(&state.carried)
        .into_iter()
        .filter(|sum| sum.condition != to)
        .collect();
    if changing.is_empty() {
        return Ok(Step::say(clear(state), Transfer::SameCondition { condition }));
    }
    let next = State {
        carried: Vec::new(),
        task: None,
        ..clear(state)
    };
    let say = Transfer::Regraded {
        pieces: changing.iter().map(|sum| sum.quantity).sum(),
        condition,
        bin: bin_code(from.bin, look)?,
    };
    let mut step = Step::say(next, say);
    for sum in changing {
        step = step.fact(Regraded {
            session: state.session,
            item: sum.item,
            lot: sum.lot,
            bin: from.bin,
            from: sum.condition,
            to,
            quantity: sum.quantity,
            reason,
            remark: String::new(),
            raw: sum.raw,
        });
    }
    Ok(step)
}

pub(super) fn ask(state: &State, reason: RegradeReason) -> Step<State> {
    let pieces = total(state);
    Step::say(
        over(state, Sheet::Second { reason }),
        Transfer::AskSecond { pieces },
    )
}

/// A badge is awaited; whatever else is scanned changes nothing.
pub(super) fn badge(
    state: &State,
    reason: RegradeReason,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let waiting = over(state, Sheet::Second { reason });
    Ok(match second::badge(found, ctx, look)? {
        Badge::NotABadge => {
            let got = shown(&code.raw);
            mis(&waiting, Desk::NotABadge { got }, &code.raw)
        }
        Badge::SamePerson => mis(&waiting, Transfer::SamePerson {}, &code.raw),
        Badge::Locked { name } => Step::say(waiting, Desk::BadgeLocked { name }),
        Badge::Right { staff, name } => {
            let sheet = Sheet::Pin {
                reason,
                staff,
                typed: String::new(),
            };
            Step::say(over(state, sheet), Transfer::SecondPin { name })
        }
    })
}

/// A key of the PIN pad.
pub(super) fn key(state: &State, id: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut next = State {
        tried: None,
        ..state.clone()
    };
    let Some(Sheet::Pin { reason, staff, typed }) = &mut next.sheet else {
        return Ok(Step::stay(next));
    };
    match second::key(typed, id) {
        Keyed::Typed(now) => {
            *typed = now;
            Ok(Step::stay(next))
        }
        Keyed::Try(pin) => {
            let (reason, staff) = (*reason, *staff);
            typed.clear();
            tried(&next, reason, staff, &pin, ctx, look)
        }
    }
}

/// The same count of wrong PINs as at signing in, and the same lock.
pub(super) fn tried(
    state: &State,
    reason: RegradeReason,
    who: StaffId,
    pin: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let waiting = || over(state, Sheet::Second { reason });
    let (mut next, say, tried) = match second::tried(who, pin, ctx, look)? {
        Pin::Nobody => return Ok(Step::say(waiting(), Transfer::SamePerson {})),
        Pin::Right { staff, tried } => return Ok(scrapped(state, reason, &staff, tried)),
        Pin::Locked { name, tried } => (waiting(), Desk::BadgeLocked { name }, tried),
        Pin::Wrong { left, tried } => (state.clone(), Desk::PinWrong { left }, tried),
    };
    next.tried = Some(tried);
    Ok(Step::say(next, say))
}

fn scrapped(state: &State, reason: RegradeReason, second: &Staff, tried: Tried) -> Step<State> {
    let next = State {
        carried: Vec::new(),
        task: None,
        tried: Some(tried),
        ..clear(state)
    };
    let say = Transfer::Scrapped {
        pieces: total(state),
        name: second.name.clone(),
    };
    let mut step = Step::say(next, say);
    let Some(from) = &state.from else {
        return step;
    };
    for sum in sums(&state.carried) {
        step = step.fact(Scrapped {
            session: state.session,
            item: sum.item,
            lot: sum.lot,
            condition: sum.condition,
            bin: from.bin,
            quantity: sum.quantity,
            reason,
            remark: String::new(),
            second: second.id,
            raw: sum.raw,
        });
    }
    step
}
