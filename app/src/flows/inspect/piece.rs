//! A piece out of the parcel: read, completed, and compared with what left.
//!
//! The rule. An item that never left in this shipment, or one more than left, is surplus: the same scan again takes it.
//! A serial number that was not shipped is not the piece we sent, whatever it looks like: it is graded X. Another lot is
//! told. Where nobody knows what left, nothing is compared; an item that was not declared is surplus then.

use super::parcel::{Means, means};
use super::{
    Asked, At, Piece, Sheet, State, Target, asks, clear, item_name, judge, mis, number, over, row, tracked,
};
use crate::flows::item_scan::{self, Goods, Open, Read};
use crate::flows::pick::lots_differ;
use crate::flows::resolve::{Code, Found};
use crate::flows::{Ask, Ctx, Look, Looked, Step};
use crate::say::{Inspect, shown};
use shared::catalogue::Item;
use shared::id::ItemId;
use shared::task::Sent;

/// What left in the parcel that is open, where this device knows it.
pub(super) fn sent(state: &State, look: &dyn Look) -> Looked<Option<Sent>> {
    match state.parcel.as_ref().and_then(|parcel| parcel.shipment) {
        Some(shipment) => look.sent(shipment),
        None => Ok(None),
    }
}

pub(super) fn scan(
    state: &State,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if found.items.is_empty() {
        return other(state, code, found, ctx, look);
    }
    let sent = sent(state, look)?;
    let left = |item: &&Item| sent.as_ref().is_some_and(|sent| sent.quantity(item.id) > 0);
    let mut likely: Vec<&Item> = found.items.iter().filter(left).collect();
    if likely.is_empty() {
        likely = found.items.iter().collect();
    }
    match item_scan::scanned(code, &found.key, &likely, last(state)) {
        Some(read) => go_on(state, read, ctx, look),
        None => Ok(Step::stay(state.clone())),
    }
}

pub(super) fn last(state: &State) -> Option<&Goods> {
    match &state.at {
        At::Item { last } => last.as_ref(),
        _ => None,
    }
}

/// No goods: this parcel's own number, another parcel's, or something that no bench needs.
fn other(state: &State, code: &Code, found: &Found, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let this = state.parcel.as_ref();
    let ask = |target, number| {
        let say = Inspect::OtherParcel { number };
        Ok(asks(state, Asked::Open(target), say, code))
    };
    match means(state, code, found, look)? {
        Means::One(Target::Return(id)) if this.is_some_and(|this| this.returned == id) => {
            let number = number(state, row(state, look)?.as_ref());
            Ok(Step::say(state.clone(), Inspect::ThisOne { number }))
        }
        Means::One(Target::Sent(id)) if this.is_some_and(|this| this.shipment == Some(id)) => {
            let number = number(state, row(state, look)?.as_ref());
            Ok(Step::say(state.clone(), Inspect::ThisOne { number }))
        }
        Means::One(target) => ask(target, shown(&code.raw)),
        Means::Closed { number, again } => ask(again, number),
        Means::Several(_) | Means::Cancelled { .. } | Means::NotGone { .. } | Means::NoParcel => {
            let got = found.name(ctx.lang);
            Ok(mis(state, Inspect::NotGoods { got }, &code.raw))
        }
        Means::Unknown => {
            let got = shown(&code.raw);
            Ok(mis(state, Inspect::UnknownGoods { got }, &code.raw))
        }
    }
}

/// After a scan, a choice or a key.
pub(super) fn go_on(state: &State, read: Read, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let goods = match read {
        Read::Still(open) => return Ok(Step::stay(over(state, Sheet::Goods(open)))),
        Read::Asks(open) => {
            let say = match &open {
                Open::Item { .. } => Inspect::ChooseItem {},
                Open::Unit { .. } => Inspect::ChooseUnit {},
                Open::Quantity { goods, .. } => Inspect::HowMany {
                    item: item_name(goods.item, ctx, look)?,
                },
            };
            return Ok(Step::say(over(state, Sheet::Goods(open)), say));
        }
        Read::Goods(goods) => goods,
    };
    match surplus(state, &goods, ctx, look)? {
        Some(say) => {
            let ask = Ask {
                code: goods.raw.clone(),
                since: goods.at_ms,
            };
            let raw = goods.raw.clone();
            let next = State {
                ask: Some((ask, Asked::Surplus(goods))),
                ..clear(state)
            };
            Ok(mis(&next, say, &raw))
        }
        None => sure(state, goods, ctx, look),
    }
}

/// Why this would be too much.
fn surplus(state: &State, goods: &Goods, ctx: &Ctx, look: &dyn Look) -> Looked<Option<Inspect>> {
    let item = item_name(goods.item, ctx, look)?;
    if let Some(sent) = sent(state, look)? {
        let left = sent.quantity(goods.item);
        return Ok(if left == 0 {
            Some(Inspect::NotOfThis { item })
        } else if sent.back_of(goods.item) + goods.quantity > left {
            Some(Inspect::MoreThanLeft { item, left })
        } else {
            None
        });
    }
    let row = row(state, look)?;
    let undeclared = row.is_some_and(|row| {
        !row.declared.is_empty() && row.declared.iter().all(|declared| declared.item != goods.item)
    });
    Ok(undeclared.then_some(Inspect::NotDeclared { item }))
}

/// It is meant: what the code did not say is asked for.
pub(super) fn sure(state: &State, goods: Goods, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    tracked::next(state, goods, ctx, look)
}

/// Everything is known of it: is it what we sent?
pub(super) fn compare(state: &State, goods: Goods, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let item = item_name(goods.item, ctx, look)?;
    if is_here(state, goods.item, &goods.serial, look)? {
        let serial = shown(&goods.serial);
        return Ok(mis(&clear(state), Inspect::SerialTwice { serial }, &goods.raw));
    }
    let Some(sent) = sent(state, look)? else {
        let piece = Piece {
            goods,
            not_ours: false,
        };
        return judge::begin(state, piece, None, ctx, look);
    };
    let swapped = !goods.serial.is_empty() && sent.knows_serial(goods.item, &goods.serial) == Some(false);
    let foreign = sent.quantity(goods.item) == 0;
    let say = if swapped {
        Some(Inspect::NotTheOneWeSent {
            serial: shown(&goods.serial),
        })
    } else if foreign {
        Some(Inspect::NeverLeft { item })
    } else {
        other_lot(&sent, &goods, item)
    };
    let piece = Piece {
        goods,
        not_ours: swapped || foreign,
    };
    judge::begin(state, piece, say, ctx, look)
}

/// A piece with this serial number was inspected in this return.
fn is_here(state: &State, item: ItemId, serial: &str, look: &dyn Look) -> Looked<bool> {
    let row = row(state, look)?;
    Ok(!serial.is_empty()
        && row.is_some_and(|row| {
            let same = |piece: &&shared::task::BackPieces| piece.item == item && piece.serial == serial;
            row.inspected.iter().any(|piece| same(&piece))
        }))
}

/// None of the lots that left is this one.
fn other_lot(sent: &Sent, goods: &Goods, item: String) -> Option<Inspect> {
    let mut lots = sent.lines.iter().filter(|line| line.item == goods.item);
    let first = lots.clone().map(|line| &line.lot).find(|lot| !lot.is_none())?;
    if goods.lot.is_none() || lots.any(|line| lots_differ(&line.lot, &goods.lot).is_none()) {
        return None;
    }
    let (left, got) = lots_differ(first, &goods.lot)?;
    Some(Inspect::OtherLot { item, left, got })
}

/// 刷不到: last four among what left and what was declared; a whole SKU or barcode of anything.
pub(super) fn manual(state: &State, text: &str, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let typed = text.trim();
    let mut ids: Vec<ItemId> = Vec::new();
    if let Some(sent) = sent(state, look)? {
        ids.extend(sent.lines.iter().map(|line| line.item));
    }
    if let Some(row) = row(state, look)? {
        ids.extend(row.declared.iter().map(|declared| declared.item));
    }
    let mut items = item_scan::near(ids, typed, look)?;
    if items.is_empty() {
        let whole = Code::read(typed, 0, ctx.now_ms);
        items = crate::flows::resolve::find(&whole, look)?.items;
    }
    match item_scan::by_hand(&items, typed) {
        Some(open) => go_on(state, Read::Asks(open), ctx, look),
        None => Ok(mis(state, Inspect::ManualWrong { got: shown(typed) }, typed)),
    }
}
