//! Opening a delivery: an expected one, or one that nobody announced.

use super::{ASIDE, Blind, Kept, Sheet, State, number, read, stopped, supplier};
use crate::flows::day;
use crate::flows::{Ctx, Go, Look, Looked, Step};
use crate::say::Receive;
use shared::id::DeliveryId;

/// Where receiving was left, if it can still be read.
fn before(look: &dyn Look) -> Looked<Option<State>> {
    Ok(look
        .paused("receive")?
        .and_then(|json| serde_json::from_str(&json).ok()))
}

/// A blind delivery that somebody really began, and has not closed.
fn begun(kept: &Kept) -> bool {
    kept.blind
        .as_ref()
        .is_some_and(|blind| !blind.closed && blind.told)
}

/// A fresh state for a delivery; what only this device knows of it, and of the others, is taken along.
fn fresh(delivery: DeliveryId, before: Option<State>) -> State {
    let mut aside = Vec::new();
    if let Some(before) = before {
        aside = before.aside;
        aside.retain(|(id, _)| *id != before.delivery);
        aside.insert(0, (before.delivery, before.kept));
    }
    let at = aside.iter().position(|(id, _)| *id == delivery);
    let kept = at.map_or_else(Kept::default, |at| aside.remove(at).1);
    aside.retain(|(_, kept)| *kept != Kept::default() && kept.blind.as_ref().is_none_or(|_| begun(kept)));
    aside.truncate(ASIDE);
    State {
        delivery,
        kept,
        aside,
        ask: None,
        sheet: None,
        damage: None,
        photos: Vec::new(),
        last: None,
    }
}

/// Opens an expected delivery, or one that was begun here. One that turned out to be another leads there.
pub fn open(delivery: DeliveryId, look: &dyn Look) -> Looked<Step<State>> {
    let whole = look.delivery(delivery)?.and_then(|delivery| delivery.merged);
    let Some(whole) = whole else {
        return open_own(fresh(delivery, before(look)?), look);
    };
    let mut state = fresh(whole, before(look)?);
    // Nothing is left that only this device knows of it.
    state.aside.retain(|(id, _)| *id != delivery);
    let step = open_own(state, look)?;
    if step.go == Go::Home {
        return Ok(step);
    }
    let number = number(&step.next, look.delivery(whole)?.as_ref());
    Ok(Step {
        say: Some(Receive::Merged { number }.into()),
        ..step
    })
}

fn open_own(state: State, look: &dyn Look) -> Looked<Step<State>> {
    let work = read(&state, look)?;
    if work.delivery.is_none() && state.kept.blind.is_none() {
        return Ok(Step::say(state, Receive::Gone {}).go(Go::Home));
    }
    if let Some(say) = stopped(&work) {
        return Ok(Step::say(state, say).go(Go::Home));
    }
    let number = number(&state, work.delivery.as_ref());
    if work.begun() {
        return Ok(Step::say(state, Receive::ReadingOn { number }));
    }
    let supplier = match supplier(&state, work.delivery.as_ref()) {
        Some(id) => look
            .supplier(id)?
            .map_or_else(String::new, |supplier| supplier.name),
        None => String::new(),
    };
    Ok(Step::say(state, Receive::Opened { number, supplier }))
}

/// 沒有單據: a delivery that this device makes, and its number.
pub fn blind(ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut state = fresh(DeliveryId(ctx.fresh), before(look)?);
    let offset = look.settings().utc_offset_min;
    let number = day::number('R', &ctx.device_label, ctx.now_ms, offset);
    state.kept.blind = Some(Blind {
        number,
        supplier: None,
        told: false,
        closed: false,
    });
    state.sheet = Some(Sheet::Supplier);
    Ok(Step::say(state, Receive::WhichSupplier {}))
}

/// Blind deliveries begun here that the server has not told of yet: for the list.
pub fn begun_blind(look: &dyn Look) -> Looked<Vec<(DeliveryId, Kept)>> {
    let Some(before) = before(look)? else {
        return Ok(Vec::new());
    };
    let mut all = vec![(before.delivery, before.kept)];
    all.extend(before.aside);
    let mut open = Vec::new();
    for (id, kept) in all {
        if begun(&kept) && look.delivery(id)?.is_none() {
            open.push((id, kept));
        }
    }
    Ok(open)
}
