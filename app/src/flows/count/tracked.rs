//! Serial, lot and expiry of a tracked item: from the code, from the last scan of the item, or from the person.

use super::{Sheet, State, bad_entry, clear, item_name, mis, over, take};
use crate::flows::day;
use crate::flows::item_scan::Goods;
use crate::flows::pad::Pad;
use crate::flows::tracked::{Missing, Unsound, missing, sound};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Count, shown};
use shared::facts::How;

/// Asks for what is missing, one thing at a time; then counts.
pub(super) fn next(state: &State, mut goods: Goods, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let (Some(item), Some(visit)) = (look.item(goods.item)?, &state.visit) else {
        return Ok(Step::stay(clear(state)));
    };
    let name = item_name(item.id, ctx, look)?;
    // A closed carton of serials counts as it is: its serials are read when it is opened.
    let single = goods.quantity == 1;
    if !item.serial_tracked || (!single && goods.how == How::Scanned) {
        goods.serial.clear();
    } else if !single {
        return Ok(Step::say(clear(state), Count::SerialEach { item: name }));
    } else if visit.serials.contains(&(goods.item, goods.serial.clone())) {
        let serial = shown(&goods.serial);
        return Ok(mis(&clear(state), Count::SerialTwice { serial }, &goods.raw));
    }
    let last = visit.last.as_ref().filter(|last| last.item == item.id);
    if let (Some(last), false) = (last, visit.other_lot) {
        let same = goods.lot.number.is_empty() || goods.lot.number == last.lot.number;
        if same && goods.lot.expiry.is_empty() {
            goods.lot = last.lot.clone();
        }
    }
    if !item.lot_tracked {
        goods.lot.number.clear();
    }
    if !item.expiry_tracked {
        // A lot that the code dates is told apart by its number alone.
        goods.lot.expiry.clear();
    }
    let (sheet, say) = match missing(&item, single, &goods.serial, &goods.lot) {
        Some(Missing::Serial) => (Sheet::Serial { pending: goods }, Count::AskSerial { item: name }),
        Some(Missing::Lot) => (Sheet::Lot { pending: goods }, Count::AskLot { item: name }),
        Some(Missing::Expiry) => {
            let pad = Pad::days(false);
            (
                Sheet::Expiry { pending: goods, pad },
                Count::AskExpiry { item: name },
            )
        }
        None => return take::take(state, &goods, ctx, look),
    };
    Ok(Step::say(over(state, sheet), say))
}

/// A lot was scanned or keyed.
pub(super) fn lot(
    state: &State,
    pending: &Goods,
    text: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut goods = pending.clone();
    goods.lot.number = match sound(text) {
        Ok(text) => text,
        Err(Unsound::Empty) => return Ok(bad_entry(state)),
        Err(Unsound::TooLong(length)) => {
            return Ok(Step::say(state.clone(), Count::LotTooLong { length }));
        }
    };
    next(&forget_lot(state), goods, ctx, look)
}

/// A serial number was scanned or keyed.
pub(super) fn serial(
    state: &State,
    pending: &Goods,
    text: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut goods = pending.clone();
    goods.serial = match sound(text) {
        Ok(text) => text,
        Err(Unsound::Empty) => return Ok(bad_entry(state)),
        Err(Unsound::TooLong(length)) => {
            return Ok(Step::say(state.clone(), Count::SerialTooLong { length }));
        }
    };
    next(&clear(state), goods, ctx, look)
}

pub(super) fn expiry(
    state: &State,
    pending: &Goods,
    text: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Ok(read) = day::read(text) else {
        return Ok(Step::say(state.clone(), Count::BadDay { got: shown(text) }));
    };
    let mut goods = pending.clone();
    goods.lot.expiry = day::iso(read);
    next(&forget_lot(state), goods, ctx, look)
}

/// The next scan of the item asks for its lot again.
pub(super) fn forget_lot(state: &State) -> State {
    let mut next = clear(state);
    if let Some(visit) = &mut next.visit {
        visit.other_lot = true;
    }
    next
}
