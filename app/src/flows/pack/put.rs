//! Pieces into the parcel: what a code is worth, which lot left the tote, over how many lines it goes.

use super::{Sheet, State, Work, ask_weight, calm, label_text, mis, parcel_of, serial};
use crate::flows::item_scan::Goods;
use crate::flows::pick::lots_differ;
use crate::flows::resolve::{self, Code, Counts, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Pack, brief, shown};
use shared::catalogue::Item;
use shared::facts::{How, Packed, kept_raw};
use shared::id::ListId;
use shared::stock::{Condition, Lot};
use shared::task::ShipmentLine;

/// An item was scanned.
pub(super) fn piece(
    state: &State,
    work: &Work,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let wanted: Vec<&Item> = found
        .items
        .iter()
        .filter(|item| work.open_of(item.id) > 0)
        .collect();
    match wanted.as_slice() {
        [] => {
            let ours = found
                .items
                .iter()
                .find(|item| work.lines.iter().any(|line| line.item == item.id));
            let say = match ours {
                Some(item) => Pack::Surplus {
                    item: brief(item.name_in(ctx.lang)),
                },
                None => Pack::WrongItem {
                    got: found.name(ctx.lang),
                },
            };
            Ok(mis(state, say, &code.raw))
        }
        [item] => count(state, work, item, code, &found.key, ctx, look),
        several => {
            let items = several.iter().map(|item| item.id).collect();
            let sheet = Sheet::Item {
                code: code.clone(),
                key: found.key.clone(),
                items,
            };
            Ok(Step::say(
                State {
                    sheet: Some(sheet),
                    ..state.clone()
                },
                Pack::ChooseItem {},
            ))
        }
    }
}

pub(super) fn count(
    state: &State,
    work: &Work,
    item: &Item,
    code: &Code,
    key: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let lot = match lot_for(work.shipment.list, item, &code.lot, look)? {
        Ok(lot) => lot,
        Err((expected, got)) => return Ok(mis(state, Pack::WrongLot { expected, got }, &code.raw)),
    };
    let open = work.open_of(item.id);
    let current = state
        .current
        .as_ref()
        .and_then(|(id, _)| work.lines.iter().find(|line| line.id == *id));
    let chosen = state
        .unit
        .filter(|_| current.is_some_and(|line| line.item == item.id));
    match resolve::counts(item, key, code.count, open, chosen) {
        Counts::One((_, quantity)) => {
            let state = State {
                unit: chosen,
                ..state.clone()
            };
            let serial = code.serial.clone();
            let goods = goods(item, quantity, How::Scanned, &code.raw, lot, serial);
            put(&state, work, goods, ctx, look)
        }
        Counts::Ask(options) => {
            let sheet = Sheet::Unit {
                item: item.id,
                code: code.clone(),
                key: key.to_owned(),
                options,
            };
            Ok(Step::say(
                State {
                    sheet: Some(sheet),
                    ..state.clone()
                },
                Pack::ChooseUnit {},
            ))
        }
        Counts::TooMany((unit, content)) => {
            let say = Pack::TooMany {
                open,
                content,
                unit: unit.text(ctx.lang).to_owned(),
            };
            Ok(mis(state, say, &code.raw))
        }
    }
}

/// The lot that leaves the tote: the one the list was to bring, checked against the code where that names one.
pub(super) fn lot_for(
    list: ListId,
    item: &Item,
    came: &Lot,
    look: &dyn Look,
) -> Looked<Result<Lot, (String, String)>> {
    if !item.lot_tracked && !item.expiry_tracked {
        return Ok(Ok(Lot::default()));
    }
    let lines = look.lines(list)?;
    let mut lots = lines
        .iter()
        .filter(|line| line.item == item.id && !line.lot.is_none())
        .map(|line| &line.lot);
    let Some(first) = lots.clone().next() else {
        return Ok(Ok(came.clone()));
    };
    match lots.find(|lot| lots_differ(lot, came).is_none()) {
        Some(lot) => Ok(Ok(lot.clone())),
        None => Ok(Err(lots_differ(first, came).unwrap_or_default())),
    }
}

/// Pieces of one item, as they were scanned or keyed.
pub(super) fn goods(item: &Item, quantity: i64, how: How, raw: &str, lot: Lot, serial: String) -> Goods {
    Goods {
        item: item.id,
        lot,
        serial,
        condition: Condition::Good,
        quantity,
        unit: None,
        how,
        raw: kept_raw(raw),
        at_ms: 0,
    }
}

/// Pieces go into the parcel: over as many lines of the item as it takes, one gesture. A piece that has a serial
/// number says it first.
pub(super) fn put(
    state: &State,
    work: &Work,
    goods: Goods,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(item) = look.item(goods.item)? else {
        return Ok(Step::stay(calm(state)));
    };
    let goods = match serial::checked(state, work, &item, goods, ctx) {
        Ok(goods) => goods,
        Err(step) => return Ok(*step),
    };
    let mut rest = goods.quantity;
    let mut step = Step::stay(calm(state));
    let mut touched = None;
    for line in work
        .lines
        .iter()
        .filter(|line| line.item == item.id && line.open() > 0)
    {
        let here = rest.min(line.open());
        if here == 0 {
            break;
        }
        rest -= here;
        touched = Some((line, here));
        step = step.fact(Packed {
            shipment: work.shipment.id,
            line: line.id,
            list: work.shipment.list,
            parcel: parcel_of(work.shipment.id),
            item: item.id,
            lot: goods.lot.clone(),
            quantity: here,
            how: goods.how,
            raw: goods.raw.clone(),
            tote: state.tote.clone(),
            serial: goods.serial.clone(),
        });
    }
    let Some((line, here)) = touched else {
        return Ok(Step::stay(calm(state)));
    };
    step.next.current = Some((line.id, goods.raw.clone()));
    let open = work.open() - goods.quantity;
    let say = if open == 0 {
        step.next = ask_weight(step.next, look);
        Pack::Complete {
            label: label_text(&work.shipment),
        }
    } else {
        let (done, target) = (line.packed + here, line.quantity - line.short);
        let item = brief(item.name_in(ctx.lang));
        if goods.serial.is_empty() {
            Pack::PieceRight {
                item,
                done,
                target,
                open,
            }
        } else {
            Pack::SerialRight {
                serial: shown(&goods.serial),
                item,
                done,
                target,
                open,
            }
        }
    };
    Ok(Step {
        say: Some(say.into()),
        ..step
    })
}

/// The item whose rest may be keyed now: scanned once, marked keyable or with many to go.
pub fn may_key(state: &State, lines: &[ShipmentLine], look: &dyn Look) -> Looked<Option<(Item, String)>> {
    let Some((current, raw)) = &state.current else {
        return Ok(None);
    };
    let Some(line) = lines.iter().find(|line| line.id == *current) else {
        return Ok(None);
    };
    let open: i64 = lines
        .iter()
        .filter(|other| other.item == line.item)
        .map(ShipmentLine::open)
        .sum();
    let item = look
        .item(line.item)?
        .filter(|item| item.keyable && !item.serial_tracked && open > 0);
    Ok(item.map(|item| (item, raw.clone())))
}
