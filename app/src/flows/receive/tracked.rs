//! Lot, serial and expiry of a tracked item: what the code did not say, the person does.

use super::{Pending, Sheet, State, Work, count, mis, name, over};
use crate::flows::day::{self, DayError};
use crate::flows::pad::Pad;
use crate::flows::tracked::{Missing, Unsound, missing, sound};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Receive, shown};
use shared::catalogue::Item;
use shared::facts::receive::LOT_LIMIT;

/// Asks for what is missing, one thing at a time; then counts.
pub(super) fn next(
    state: &State,
    mut pending: Pending,
    item: &Item,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    // A closed carton of serials counts as it is: its serials are read when it is opened.
    let single = pending.quantity == 1;
    if !item.serial_tracked || !single {
        pending.serial.clear();
    } else if state.kept.serials.contains(&pending.serial) {
        let serial = shown(&pending.serial);
        return Ok(mis(state, Receive::SerialTwice { serial }, &pending.raw));
    }
    let known = name(item, ctx);
    let (sheet, say) = match missing(item, single, &pending.serial, &pending.lot) {
        Some(Missing::Serial) => (Sheet::Serial { pending }, Receive::AskSerial { item: known }),
        Some(Missing::Lot) => (Sheet::Lot { pending }, Receive::AskLot { item: known }),
        Some(Missing::Expiry) => {
            let pad = Pad::days(item.shelf_life_days > 0);
            (Sheet::Expiry { pending, pad }, Receive::AskExpiry { item: known })
        }
        None => return count::dated(state, &pending, item, work, ctx, look),
    };
    Ok(Step::say(over(state, sheet), say))
}

fn go_on(state: &State, pending: Pending, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match look.item(pending.item)? {
        Some(item) => next(&super::clear(state), pending, &item, work, ctx, look),
        None => Ok(Step::stay(state.clone())),
    }
}

/// What was scanned or keyed is no lot and no serial.
fn unsound(state: &State, why: Unsound, text: &str) -> Step<State> {
    match why {
        Unsound::Empty => super::bad_entry(state),
        Unsound::TooLong(_) => mis(state, Receive::TextTooLong { limit: LOT_LIMIT }, text),
    }
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
        Ok(number) => {
            let mut pending = pending.clone();
            pending.lot.number = number;
            go_on(state, pending, work, ctx, look)
        }
        Err(why) => Ok(unsound(state, why, text)),
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
        Ok(serial) => {
            let pending = Pending {
                serial,
                ..pending.clone()
            };
            go_on(state, pending, work, ctx, look)
        }
        Err(why) => Ok(unsound(state, why, text)),
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
