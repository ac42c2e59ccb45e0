//! What a scan of goods takes out of the bin.

use super::{CARRIED, Sheet, Source, State, bin_code, clear, item_name, mis, over, replenishment};
use crate::flows::item_scan::{self, Goods, Open, Read};
use crate::flows::pick::lots_differ;
use crate::flows::resolve::{Code, Found};
use crate::flows::tracked::serial_of;
use crate::flows::{Ask, Ctx, Look, Looked, Step};
use crate::say::Transfer;
use shared::catalogue::Item;
use shared::facts::How;
use shared::id::ItemId;
use shared::quantity;
use shared::stock::{Condition, Lot, Pieces, Place};

/// Pieces in hand.
pub fn total(state: &State) -> i64 {
    state.carried.iter().map(|carried| carried.quantity).sum()
}

/// Whether another lot or condition of what was taken last stands there: then it can be asked for.
pub fn other_lots(state: &State, look: &dyn Look) -> Looked<bool> {
    let Some(last) = state.carried.last() else {
        return Ok(false);
    };
    let others = here(state, last.item, look)?;
    Ok(others
        .iter()
        .any(|pieces| (&pieces.lot, pieces.condition) != (&last.lot, last.condition)))
}

/// What the bin still holds of an item by this device's books, without what is in hand.
pub fn here(state: &State, item: ItemId, look: &dyn Look) -> Looked<Vec<Pieces>> {
    let Some(from) = &state.from else {
        return Ok(Vec::new());
    };
    let mut content = look.content(Place::Bin(from.bin))?;
    for carried in &state.carried {
        content.add(carried.item, &carried.lot, carried.condition, -carried.quantity);
    }
    let mut here: Vec<Pieces> = content
        .of(item)
        .filter(|pieces| pieces.quantity > 0)
        .cloned()
        .collect();
    here.sort_by(|a, b| (&a.lot.expiry, &a.lot, a.condition).cmp(&(&b.lot.expiry, &b.lot, b.condition)));
    Ok(here)
}

/// The code is one item's, or several's.
pub(super) fn found(
    state: &State,
    from: &Source,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if let Some(task) = replenishment(state, look)?
        && found.item(task.item).is_none()
    {
        let say = Transfer::WrongItem {
            expected: item_name(task.item, ctx, look)?,
            got: found.name(ctx.lang),
        };
        return Ok(mis(state, say, &code.raw));
    }
    let task = replenishment(state, look)?;
    let content = look.content(Place::Bin(from.bin))?;
    let mut likely: Vec<&Item> = match &task {
        Some(task) => found.item(task.item).into_iter().collect(),
        None => found
            .items
            .iter()
            .filter(|item| content.of(item.id).next().is_some())
            .collect(),
    };
    if likely.is_empty() {
        likely = found.items.iter().collect();
    }
    match item_scan::scanned(code, &found.key, &likely, state.carried.last()) {
        Some(read) => go_on(state, read, ctx, look),
        None => Ok(Step::stay(state.clone())),
    }
}

/// After a scan, a choice or a key.
pub(super) fn go_on(state: &State, read: Read, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match read {
        Read::Still(open) => Ok(Step::stay(over(state, Sheet::Goods(open)))),
        Read::Asks(open) => asks(state, open, ctx, look),
        Read::Goods(goods) if goods.how == How::Scanned => which(state, goods, ctx, look),
        Read::Goods(goods) => {
            // The pad stays open, so that the number can be changed.
            let keyed = goods.quantity;
            let here = if unbooked(state, &goods, look)? {
                open(state, look)?
            } else {
                let lot = (goods.how == How::Keyed).then_some((&goods.lot, goods.condition));
                most(state, goods.item, lot, look)?
            };
            if keyed > here {
                return Ok(Step::say(state.clone(), Transfer::TooManyKeyed { here, keyed }));
            }
            if goods.how == How::Keyed {
                take(state, goods, ctx, look)
            } else {
                which(state, goods, ctx, look)
            }
        }
    }
}

pub(super) fn asks(state: &State, open: Open, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let item = item_name(open.goods().item, ctx, look)?;
    let say = match &open {
        Open::Item { .. } => Transfer::ChooseItem {},
        Open::Unit { .. } => Transfer::ChooseUnit {},
        Open::Quantity { goods, .. } if unbooked(state, goods, look)? => Transfer::ManualNotBooked {
            bin: match &state.from {
                Some(from) => bin_code(from.bin, look)?,
                None => String::new(),
            },
            item,
        },
        Open::Quantity { goods, .. } if goods.how == How::Manual => Transfer::ManualQuantity {
            here: most(state, goods.item, None, look)?,
            item,
        },
        Open::Quantity { goods, .. } => Transfer::KeyQuantity {
            here: most(state, goods.item, Some((&goods.lot, goods.condition)), look)?,
            item,
        },
    };
    Ok(Step::say(over(state, Sheet::Goods(open)), say))
}

/// The most that may be keyed of an item: what the books hold, what the task wants.
fn most(state: &State, item: ItemId, lot: Option<(&Lot, Condition)>, look: &dyn Look) -> Looked<i64> {
    let books: i64 = here(state, item, look)?
        .iter()
        .filter(|pieces| {
            lot.is_none_or(|(lot, condition)| pieces.lot == *lot && pieces.condition == condition)
        })
        .map(|pieces| pieces.quantity)
        .sum();
    Ok(books.min(open(state, look)?))
}

/// What the task still wants; without one there is no limit.
fn open(state: &State, look: &dyn Look) -> Looked<i64> {
    Ok(replenishment(state, look)?.map_or(i64::MAX, |task| task.open() - total(state)))
}

/// 刷不到, and the books hold none of it in the bin: the person who keys it has been told so.
fn unbooked(state: &State, goods: &Goods, look: &dyn Look) -> Looked<bool> {
    Ok(goods.how == How::Manual && here(state, goods.item, look)?.is_empty())
}

/// Which lot and condition of it: what the code says, what was taken before, what alone is there, else a question.
pub(super) fn which(state: &State, mut pending: Goods, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let wanted = replenishment(state, look)?.map_or_else(Lot::default, |task| task.lot);
    let mut options = here(state, pending.item, look)?;
    options.retain(|pieces| {
        lots_differ(&pieces.lot, &pending.lot).is_none() && lots_differ(&wanted, &pieces.lot).is_none()
    });
    let before = state.carried.last().filter(|last| last.item == pending.item);
    let same = before.filter(|last| {
        !state.other_lot
            && options
                .iter()
                .any(|pieces| pieces.lot == last.lot && pieces.condition == last.condition)
    });
    let chosen = match (options.as_slice(), same) {
        (_, Some(last)) => Some((last.lot.clone(), last.condition)),
        ([one], None) => Some((one.lot.clone(), one.condition)),
        ([], None) => {
            // The books know of none: as the code says, or as what is in hand.
            if let (true, Some(last)) = (pending.lot.is_none(), before) {
                pending.lot = last.lot.clone();
                pending.condition = last.condition;
            } else if let Some(item) = look.item(pending.item)? {
                if !item.lot_tracked {
                    pending.lot.number.clear();
                }
                if !item.expiry_tracked {
                    pending.lot.expiry.clear();
                }
            }
            Some((pending.lot.clone(), pending.condition))
        }
        (_, None) => None,
    };
    let Some((lot, condition)) = chosen else {
        let sheet = Sheet::Which {
            pending,
            options: options
                .into_iter()
                .map(|pieces| (pieces.lot, pieces.condition))
                .collect(),
        };
        return Ok(Step::say(over(state, sheet), Transfer::Which {}));
    };
    pending.lot = lot;
    pending.condition = condition;
    take(state, pending, ctx, look)
}

/// The pieces are in hand, unless that cannot be.
pub(super) fn take(state: &State, goods: Goods, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let books: i64 = here(state, goods.item, look)?
        .iter()
        .filter(|pieces| pieces.lot == goods.lot && pieces.condition == goods.condition)
        .map(|pieces| pieces.quantity)
        .sum();
    if let Some(say) = refused(state, &goods, look)? {
        return Ok(not_taken(&clear(state), &goods, say));
    }
    if goods.quantity <= books || unbooked(state, &goods, look)? {
        return sure(&clear(state), &goods, ctx, look);
    }
    if goods.how != How::Scanned {
        let (here, keyed) = (books, goods.quantity);
        // What was asked stays open, so that the number or the lot can be changed.
        return Ok(Step::say(state.clone(), Transfer::TooManyKeyed { here, keyed }));
    }
    let say = Transfer::MoreThanBooks {
        item: item_name(goods.item, ctx, look)?,
        here: books,
        bin: match &state.from {
            Some(from) => bin_code(from.bin, look)?,
            None => String::new(),
        },
    };
    let next = State {
        ask: Some(Ask {
            code: goods.raw.clone(),
            since: goods.at_ms,
        }),
        doubted: Some(goods.clone()),
        ..clear(state)
    };
    Ok(not_taken(&next, &goods, say))
}

/// What no second scan makes right.
fn refused(state: &State, goods: &Goods, look: &dyn Look) -> Looked<Option<Transfer>> {
    let quantity = goods.quantity;
    let open = open(state, look)?;
    if quantity > open {
        return Ok(Some(Transfer::TooMany { open, quantity }));
    }
    let full =
        state.carried.len() >= CARRIED || quantity::check(total(state).saturating_add(quantity)).is_err();
    Ok(full.then_some(Transfer::FullHands {}))
}

fn not_taken(state: &State, goods: &Goods, say: Transfer) -> Step<State> {
    match goods.how {
        How::Scanned => mis(state, say, &goods.raw),
        How::Keyed | How::Manual => Step::say(state.clone(), say),
    }
}

/// The pieces are in hand.
pub(super) fn sure(state: &State, goods: &Goods, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let task = replenishment(state, look)?;
    let quantity = goods.quantity;
    let mut next = state.clone();
    let known = look.item(goods.item)?;
    next.carried.push(Goods {
        serial: known.map_or_else(String::new, |item| serial_of(&item, quantity, &goods.serial)),
        ..goods.clone()
    });
    next.other_lot = false;
    let item = item_name(goods.item, ctx, look)?;
    let total = total(&next);
    let say = match task {
        Some(task) if total == task.open() => Transfer::AllTaken {
            item,
            total,
            bin: bin_code(task.to, look)?,
        },
        Some(_) | None => Transfer::Taken {
            item,
            quantity,
            total,
            more: more(goods, ctx),
        },
    };
    Ok(Step::say(next, say))
}

/// ` · 不良品 · L2401`; empty for good pieces without a lot.
fn more(carried: &Goods, ctx: &Ctx) -> String {
    let condition = if carried.condition.is_good() {
        ""
    } else {
        carried.condition.text(ctx.lang)
    };
    [condition, &carried.lot.number, &carried.lot.expiry]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| format!(" · {part}"))
        .collect()
}
