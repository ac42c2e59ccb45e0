//! What a scan of goods counts in an open visit.

use super::{SERIALS, Sheet, State, TALLIES, Tally, Visit, clear, item_name, mis, over, tracked};
use crate::flows::item_scan::{self, Goods, Open, Read};
use crate::flows::resolve::{Code, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::Count;
use shared::catalogue::{Item, ItemKind};
use shared::facts::{Counted, How};
use shared::lang::Lang;
use shared::quantity;

/// The kinds of items that the plan asks for; empty: all.
pub(super) fn kinds(state: &State, visit: &Visit, look: &dyn Look) -> Looked<Vec<ItemKind>> {
    Ok(match state.plan {
        Some(plan) if visit.task.is_some() => {
            look.count_plan(plan)?.map(|plan| plan.kinds).unwrap_or_default()
        }
        Some(_) | None => Vec::new(),
    })
}

/// The code is one item's, or several's.
pub(super) fn found(
    state: &State,
    visit: &Visit,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let kinds = kinds(state, visit, look)?;
    let wanted = |item: &&Item| kinds.is_empty() || kinds.contains(&item.kind);
    let items: Vec<&Item> = found.items.iter().filter(wanted).collect();
    match item_scan::scanned(code, &found.key, &items, visit.last.as_ref()) {
        Some(read) => go_on(state, read, ctx, look),
        None => {
            let item = found.name(ctx.lang);
            Ok(mis(state, Count::OtherKind { item }, &code.raw))
        }
    }
}

/// After a scan, a choice or a key.
pub(super) fn go_on(state: &State, read: Read, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match read {
        Read::Goods(goods) => tracked::next(state, goods, ctx, look),
        Read::Still(open) => Ok(Step::stay(over(state, Sheet::Goods(open)))),
        Read::Asks(open) => asks(state, open, ctx, look),
    }
}

pub(super) fn asks(state: &State, open: Open, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let item = item_name(open.goods().item, ctx, look)?;
    let say = match &open {
        Open::Item { .. } => Count::ChooseItem {},
        Open::Unit { .. } => Count::ChooseUnit {},
        Open::Quantity { goods, .. } if goods.how == How::Manual => Count::ManualQuantity { item },
        Open::Quantity { .. } => Count::KeyQuantity { item },
    };
    Ok(Step::say(over(state, Sheet::Goods(open)), say))
}

/// The pieces are counted.
pub(super) fn take(state: &State, goods: &Goods, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut next = clear(state);
    let Some(visit) = &mut next.visit else {
        return Ok(Step::stay(next));
    };
    if quantity::check(goods.quantity).is_err() {
        let quantity = goods.quantity;
        return Ok(Step::say(next, Count::TooMany { quantity }));
    }
    let fact = Counted {
        visit: visit.id,
        task: visit.task,
        bin: visit.bin,
        item: goods.item,
        lot: goods.lot.clone(),
        condition: visit.condition,
        serial: goods.serial.clone(),
        quantity: goods.quantity,
        how: goods.how,
        raw: goods.raw.clone(),
    };
    let total = add(visit, &fact, fact.quantity);
    visit.last = Some(Goods {
        condition: fact.condition,
        ..goods.clone()
    });
    visit.other_lot = false;
    let say = Count::Counted {
        item: item_name(goods.item, ctx, look)?,
        quantity: goods.quantity,
        total,
        more: more(&fact, ctx.lang),
    };
    Ok(Step::say(next, say).fact(fact))
}

/// Adds to what the visit has of the fact's pieces; negative takes it back. The total after it.
pub(super) fn add(visit: &mut Visit, fact: &Counted, pieces: i64) -> i64 {
    visit.pieces += pieces;
    if !fact.serial.is_empty() {
        let serial = (fact.item, fact.serial.clone());
        visit.serials.retain(|seen| *seen != serial);
        if pieces > 0 && visit.serials.len() < SERIALS {
            visit.serials.push(serial);
        }
    }
    let same = |tally: &&mut Tally| {
        tally.item == fact.item && tally.lot == fact.lot && tally.condition == fact.condition
    };
    let total = match visit.tallies.iter_mut().find(same) {
        Some(tally) => {
            tally.pieces += pieces;
            tally.pieces
        }
        None => {
            if visit.tallies.len() < TALLIES {
                visit.tallies.push(Tally {
                    item: fact.item,
                    lot: fact.lot.clone(),
                    condition: fact.condition,
                    pieces,
                });
            }
            pieces
        }
    };
    visit.tallies.retain(|tally| tally.pieces != 0);
    total
}

/// ` · 不良品 · L2401 · 2027-03-31 · SN1`; empty for good pieces without a lot.
fn more(fact: &Counted, lang: Lang) -> String {
    let condition = if fact.condition.is_good() {
        ""
    } else {
        fact.condition.text(lang)
    };
    [condition, &fact.lot.number, &fact.lot.expiry, &fact.serial]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| format!(" · {part}"))
        .collect()
}
