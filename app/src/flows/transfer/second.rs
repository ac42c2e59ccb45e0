//! Another condition, or the bin for waste: reasons, and the second person who stands by.

use super::put::sums;
use super::{Sheet, State, bin_code, clear, mis, over, total};
use crate::flows::resolve::{Code, Found};
use crate::flows::sign_in::{Tried, WRONG_PINS};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Desk, Transfer, shown};
use shared::catalogue::Staff;
use shared::facts::transfer::RegradeReason;
use shared::facts::{Regraded, Scrapped};
use shared::id::StaffId;
use shared::stock::Condition;

/// Digits of a PIN at most.
const PIN_DIGITS: usize = 8;

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
    let Some(staff) = &found.staff else {
        return Ok(mis(
            &waiting,
            Desk::NotABadge {
                got: shown(&code.raw),
            },
            &code.raw,
        ));
    };
    if Some(staff.id) == ctx.staff {
        return Ok(mis(&waiting, Transfer::SamePerson {}, &code.raw));
    }
    let name = staff.name.clone();
    if look.wrong_pins(staff)? >= WRONG_PINS {
        return Ok(Step::say(waiting, Desk::BadgeLocked { name }));
    }
    let sheet = Sheet::Pin {
        reason,
        staff: staff.id,
        typed: String::new(),
    };
    Ok(Step::say(over(state, sheet), Transfer::SecondPin { name }))
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
    match id.strip_prefix("pad.").unwrap_or("") {
        "back" => {
            typed.pop();
        }
        "clear" => typed.clear(),
        "ok" if !typed.is_empty() => {
            let (reason, staff, pin) = (*reason, *staff, std::mem::take(typed));
            return tried(&next, reason, staff, &pin, ctx, look);
        }
        digit if digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit() && typed.len() < PIN_DIGITS => {
            typed.push_str(digit);
        }
        _ => {}
    }
    Ok(Step::stay(next))
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
    let Some(staff) = look.staff(who)?.filter(|staff| Some(staff.id) != ctx.staff) else {
        return Ok(Step::say(
            over(state, Sheet::Second { reason }),
            Transfer::SamePerson {},
        ));
    };
    let before = look.wrong_pins(&staff)?;
    if before < WRONG_PINS && look.pin_is(&staff, pin) {
        return Ok(scrapped(state, reason, &staff));
    }
    let wrong = (before + 1).min(WRONG_PINS);
    let left = WRONG_PINS - wrong;
    let (mut next, say) = if left == 0 {
        let name = staff.name.clone();
        (over(state, Sheet::Second { reason }), Desk::BadgeLocked { name })
    } else {
        (state.clone(), Desk::PinWrong { left })
    };
    next.tried = Some(Tried {
        staff: staff.id,
        wrong,
        unlocks: staff.unlocks,
    });
    Ok(Step::say(next, say))
}

fn scrapped(state: &State, reason: RegradeReason, second: &Staff) -> Step<State> {
    let mut next = State {
        carried: Vec::new(),
        task: None,
        ..clear(state)
    };
    next.tried = Some(Tried {
        staff: second.id,
        wrong: 0,
        unlocks: second.unlocks,
    });
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
