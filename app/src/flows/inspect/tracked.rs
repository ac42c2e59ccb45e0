//! Serial number, lot and last day of a piece that its code did not say.

use super::{Sheet, State, clear, item_name, known, mis, over, piece};
use crate::flows::day;
use crate::flows::item_scan::Goods;
use crate::flows::pad::Pad;
use crate::flows::resolve::{Code, Found};
use crate::flows::tracked::{Missing, Unsound, missing, sound, told};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Desk, Inspect, shown};
use shared::facts::How;
use shared::facts::receive::LOT_LIMIT;

/// Asks for what is missing, one thing at a time; then compares.
pub(super) fn next(state: &State, mut goods: Goods, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(item) = look.item(goods.item)? else {
        return Ok(Step::stay(clear(state)));
    };
    let name = item_name(item.id, ctx, look)?;
    let carton = goods.quantity != 1 && goods.how == How::Scanned;
    if !item.serial_tracked || carton {
        goods.serial.clear();
    } else if goods.quantity != 1 {
        return Ok(Step::say(clear(state), Inspect::SerialEach { item: name }));
    }
    if !item.lot_tracked {
        goods.lot.number.clear();
    }
    if !item.expiry_tracked {
        goods.lot.expiry.clear();
    }
    let asks = |sheet, say| Ok(Step::say(over(state, sheet), say));
    match missing(&item, !carton, &goods.serial, &goods.lot) {
        Some(Missing::Serial) => asks(
            Sheet::Serial { pending: goods },
            Inspect::AskSerial { item: name },
        ),
        Some(Missing::Lot) => asks(Sheet::Lot { pending: goods }, Inspect::AskLot { item: name }),
        Some(Missing::Expiry) => {
            let pad = Pad::days(false);
            asks(
                Sheet::Expiry { pending: goods, pad },
                Inspect::AskExpiry { item: name },
            )
        }
        None => piece::compare(&clear(state), goods, ctx, look),
    }
}

pub(super) fn serial_scan(
    state: &State,
    pending: &Goods,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if code.serial.is_empty() && known(found) {
        let got = found.name(ctx.lang);
        return Ok(mis(state, Inspect::NotASerial { got }, &code.raw));
    }
    serial(state, pending, told(&code.serial, code), ctx, look)
}

pub(super) fn lot_scan(
    state: &State,
    pending: &Goods,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if code.lot.number.is_empty() && known(found) {
        let got = found.name(ctx.lang);
        return Ok(mis(state, Inspect::NotALot { got }, &code.raw));
    }
    let mut pending = pending.clone();
    if pending.lot.expiry.is_empty() {
        pending.lot.expiry.clone_from(&code.lot.expiry);
    }
    lot(state, &pending, told(&code.lot.number, code), ctx, look)
}

fn unsound(state: &State, why: Unsound) -> Step<State> {
    match why {
        Unsound::Empty => Step::say(state.clone(), Desk::BadEntry {}),
        Unsound::TooLong(length) => {
            let most = LOT_LIMIT;
            Step::say(state.clone(), Inspect::TextTooLong { length, most })
        }
    }
}

pub(super) fn serial(
    state: &State,
    pending: &Goods,
    text: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match sound(text) {
        Ok(serial) => {
            let goods = Goods {
                serial,
                ..pending.clone()
            };
            next(&clear(state), goods, ctx, look)
        }
        Err(why) => Ok(unsound(state, why)),
    }
}

pub(super) fn lot(
    state: &State,
    pending: &Goods,
    text: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match sound(text) {
        Ok(number) => {
            let mut goods = pending.clone();
            goods.lot.number = number;
            next(&clear(state), goods, ctx, look)
        }
        Err(why) => Ok(unsound(state, why)),
    }
}

pub(super) fn expiry(
    state: &State,
    pending: &Goods,
    text: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Ok(read) = day::read(text) else {
        return Ok(Step::say(state.clone(), Inspect::BadDay { got: shown(text) }));
    };
    let mut goods = pending.clone();
    goods.lot.expiry = day::iso(read);
    next(&clear(state), goods, ctx, look)
}
