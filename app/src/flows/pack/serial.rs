//! Which piece it is: an item with serial numbers goes into the parcel piece by piece, each with its own, so that a
//! piece that comes back can be compared with what was sent.
//!
//! The number is in the code, or is the next scan, or is keyed. A code that means something else here is said and not
//! taken for one, and what looks like the carrier's label is taken when it is scanned again; a number that is in the parcel already is stopped. A number that nobody knows is as good as any: the
//! books learn it.

use super::put::put;
use super::{Sheet, State, Work, calm, mis};
use crate::flows::item_scan::Goods;
use crate::flows::resolve::{Code, Found};
use crate::flows::tracked::{Unsound, sound, told};
use crate::flows::{Answer, Ask, Ctx, Look, Looked, Step};
use crate::say::{Desk, Pack, brief, shown};
use shared::catalogue::Item;
use shared::facts::How;

/// The pieces as they may go in; or what is said instead.
pub(super) fn checked(
    state: &State,
    work: &Work,
    item: &Item,
    mut goods: Goods,
    ctx: &Ctx,
) -> Result<Goods, Box<Step<State>>> {
    if !item.serial_tracked {
        goods.serial.clear();
        return Ok(goods);
    }
    let name = brief(item.name_in(ctx.lang));
    let said = |say: Pack| match goods.how {
        How::Scanned => mis(state, say, &goods.raw),
        How::Keyed | How::Manual => Step::say(state.clone(), say),
    };
    if goods.quantity != 1 {
        return Err(Box::new(said(Pack::SerialEach { item: name })));
    }
    match sound(&goods.serial) {
        Err(Unsound::Empty) => {
            let sheet = Some(Sheet::Serial { pending: goods });
            let next = State { sheet, ..calm(state) };
            Err(Box::new(Step::say(next, Pack::AskSerial { item: name })))
        }
        Err(Unsound::TooLong(length)) => Err(Box::new(said(Pack::SerialTooLong { length }))),
        Ok(serial) if work.holds(item.id, &serial) => {
            let serial = shown(&serial);
            Err(Box::new(mis(state, Pack::SerialTwice { serial }, &goods.raw)))
        }
        Ok(serial) => Ok(Goods { serial, ..goods }),
    }
}

/// A scan while the number is asked for.
#[allow(clippy::too_many_arguments)]
pub(super) fn scanned(
    state: &State,
    pending: &Goods,
    work: &Work,
    code: &Code,
    found: &Found,
    answer: Answer,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let state = &match answer {
        Answer::TooSoon => return Ok(Step::stay(state.clone())),
        Answer::Yes | Answer::No => State {
            ask: None,
            ..state.clone()
        },
    };
    if answer == Answer::No && code.serial.is_empty() && found.nothing() && label_like(work, code, look)? {
        let asked = State {
            ask: Some(Ask::of(code)),
            ..state.clone()
        };
        let got = shown(&code.raw);
        return Ok(mis(&asked, Pack::SerialOrLabel { got }, &code.raw));
    }
    let same = found.item(pending.item).is_some();
    if found.nothing() || (same && !code.serial.is_empty()) {
        return answered(state, pending, told(&code.serial, code), work, ctx, look);
    }
    let got = found.name(ctx.lang);
    Ok(mis(state, Pack::NotSerial { got }, &code.raw))
}

/// Whether the code may be the carrier's label, where that is not known beforehand.
fn label_like(work: &Work, code: &Code, look: &dyn Look) -> Looked<bool> {
    if work.shipment.label.is_some() {
        return Ok(false);
    }
    let carrier = look.carrier(work.shipment.carrier)?;
    Ok(carrier.is_some_and(|carrier| carrier.label.admits(&code.text)))
}

/// The number was keyed; the item's own code is none.
pub(super) fn typed(
    state: &State,
    pending: &Goods,
    text: &str,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let text = text.trim();
    let own = look.item(pending.item)?.filter(|item| {
        item.sku.eq_ignore_ascii_case(text) || item.barcodes.iter().any(|barcode| barcode.code == text)
    });
    match own {
        Some(item) => {
            let got = brief(item.name_in(ctx.lang));
            Ok(Step::say(state.clone(), Pack::NotSerial { got }))
        }
        None => answered(state, pending, text, work, ctx, look),
    }
}

fn answered(
    state: &State,
    pending: &Goods,
    text: &str,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if text.trim().is_empty() {
        return Ok(Step::say(state.clone(), Desk::BadEntry {}));
    }
    // What is wrong with it is said while the question stays.
    let goods = Goods {
        serial: text.to_owned(),
        ..pending.clone()
    };
    put(state, work, goods, ctx, look)
}
