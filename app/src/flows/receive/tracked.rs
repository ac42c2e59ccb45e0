//! Lot, serial and expiry of a tracked item: what the code did not say, the person does.

use super::{Pending, Sheet, State, Work, count, mis, name, over};
use crate::flows::day::{self, DayError};
use crate::flows::pad::Pad;
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Receive, shown};
use shared::catalogue::Item;
use shared::facts::receive::LOT_LIMIT;

/// Asks for what is missing, one thing at a time; then counts.
pub(super) fn next(
    state: &State,
    pending: Pending,
    item: &Item,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let known = name(item, ctx);
    // A closed carton of serials counts as it is: its serials are read when it is opened.
    if !item.serial_tracked || pending.quantity != 1 {
        return lot_first(
            state,
            Pending {
                serial: String::new(),
                ..pending
            },
            item,
            work,
            ctx,
            look,
        );
    }
    if pending.serial.is_empty() {
        return Ok(Step::say(
            over(state, Sheet::Serial { pending }),
            Receive::AskSerial { item: known },
        ));
    }
    if state.kept.serials.contains(&pending.serial) {
        let serial = shown(&pending.serial);
        return Ok(mis(state, Receive::SerialTwice { serial }, &pending.raw));
    }
    lot_first(state, pending, item, work, ctx, look)
}

fn lot_first(
    state: &State,
    pending: Pending,
    item: &Item,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let known = name(item, ctx);
    if item.lot_tracked && pending.lot.number.is_empty() {
        return Ok(Step::say(
            over(state, Sheet::Lot { pending }),
            Receive::AskLot { item: known },
        ));
    }
    if item.expiry_tracked && pending.lot.expiry.is_empty() {
        let pad = Pad::days(item.shelf_life_days > 0);
        return Ok(Step::say(
            over(state, Sheet::Expiry { pending, pad }),
            Receive::AskExpiry { item: known },
        ));
    }
    count::dated(state, &pending, item, work, ctx, look)
}

fn go_on(state: &State, pending: Pending, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match look.item(pending.item)? {
        Some(item) => next(&super::clear(state), pending, &item, work, ctx, look),
        None => Ok(Step::stay(state.clone())),
    }
}

/// What may be a lot or a serial at all.
fn sound(text: &str) -> Result<String, Receive> {
    let text = text.trim();
    if text.chars().count() > LOT_LIMIT {
        return Err(Receive::TextTooLong { limit: LOT_LIMIT });
    }
    Ok(text.to_owned())
}

pub(super) fn lot(
    state: &State,
    pending: &Pending,
    text: &str,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match sound(text) {
        Ok(number) if number.is_empty() => Ok(super::bad_entry(state)),
        Ok(number) => {
            let mut pending = pending.clone();
            pending.lot.number = number;
            go_on(state, pending, work, ctx, look)
        }
        Err(say) => Ok(mis(state, say, text)),
    }
}

pub(super) fn serial(
    state: &State,
    pending: &Pending,
    text: &str,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match sound(text) {
        Ok(serial) if serial.is_empty() => Ok(super::bad_entry(state)),
        Ok(serial) => {
            let pending = Pending {
                serial,
                ..pending.clone()
            };
            go_on(state, pending, work, ctx, look)
        }
        Err(say) => Ok(mis(state, say, text)),
    }
}

/// The last day of use, keyed as such or as the day of making.
pub(super) fn expiry(
    state: &State,
    pending: &Pending,
    text: &str,
    made: bool,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let wrong = |error: DayError| match error {
        DayError::Unreadable => Receive::NoDay {},
        DayError::Year => Receive::NoYear {},
        DayError::NoSuchDay { year, month, day } => Receive::NoSuchDay { year, month, day },
    };
    let life = look.item(pending.item)?.map_or(0, |item| item.shelf_life_days);
    let read = day::read(text).and_then(|day| {
        if made {
            day::after(day, life).ok_or(DayError::Year)
        } else {
            Ok(day)
        }
    });
    match read {
        Ok(day) => {
            let mut pending = pending.clone();
            pending.lot.expiry = day::iso(day);
            go_on(state, pending, work, ctx, look)
        }
        Err(error) => Ok(Step::say(state.clone(), wrong(error))),
    }
}
