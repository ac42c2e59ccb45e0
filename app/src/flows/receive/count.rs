//! What a scan of an item counts, and on which line.

use super::{Ask, Asked, Last, Pending, Sheet, State, Work, clear, name, over, supplier, to_receive};
use crate::flows::day;
use crate::flows::resolve::{self, Code, Counts, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::{Receive, Say};
use shared::catalogue::{Item, Unit};
use shared::facts::{Fact, How, Received, kept_raw};
use shared::stock::Lot;
use shared::task::DeliveryLine;

/// The code is one item's, or several's.
pub(super) fn found(
    state: &State,
    code: &Code,
    found: &Found,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let pending = |item: &Item| Pending {
        item: item.id,
        quantity: 1,
        unit: Unit::Piece,
        lot: code.lot.clone(),
        serial: code.serial.clone(),
        how: How::Scanned,
        raw: kept_raw(&code.raw),
        at_ms: code.at_ms,
    };
    let here = |item: &&Item| work.lines.iter().any(|line| line.item == item.id);
    let mut likely: Vec<&Item> = found.items.iter().filter(here).collect();
    if likely.is_empty() {
        likely = found.items.iter().collect();
    }
    match likely.as_slice() {
        [item] => item_chosen(
            state,
            item,
            &found.key,
            code.count,
            pending(item),
            work,
            ctx,
            look,
        ),
        [first, ..] => {
            let sheet = Sheet::Item {
                key: found.key.clone(),
                pending: Pending {
                    quantity: code.count.unwrap_or(1),
                    ..pending(first)
                },
                items: likely.iter().map(|item| item.id).collect(),
            };
            Ok(Step::say(over(state, sheet), Receive::ChooseItem {}))
        }
        [] => Ok(Step::stay(state.clone())),
    }
}

/// The item is known: how much is this code worth?
#[allow(clippy::too_many_arguments)]
pub(super) fn item_chosen(
    state: &State,
    item: &Item,
    key: &str,
    times: Option<i64>,
    pending: Pending,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let chosen = state
        .last
        .as_ref()
        .filter(|last| last.item == item.id)
        .and_then(|last| last.unit);
    match resolve::counts(item, key, times, i64::MAX, chosen) {
        Counts::One((unit, quantity)) | Counts::TooMany((unit, quantity)) => {
            let pending = Pending {
                unit,
                quantity,
                ..pending
            };
            ordered(state, pending, work, ctx, look)
        }
        Counts::Ask(options) => {
            let sheet = Sheet::Unit { pending, options };
            Ok(Step::say(over(state, sheet), Receive::ChooseUnit {}))
        }
    }
}

/// Is it on this delivery? Asked once an item.
pub(super) fn ordered(
    state: &State,
    pending: Pending,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let known = work.blind
        || work.lines.iter().any(|line| line.item == pending.item)
        || work.extra(pending.item) != (0, 0);
    if known {
        return tracked(state, pending, work, ctx, look);
    }
    let item = item_name(&pending, ctx, look)?;
    let say = match elsewhere(state, &pending, work, look)? {
        Some(number) => Receive::OtherDelivery { item, number },
        None => Receive::NotOrdered { item },
    };
    Ok(asks(state, Asked::Extra(pending), say))
}

fn asks(state: &State, asked: Asked, say: Receive) -> Step<State> {
    let (Asked::Extra(pending) | Asked::Expiry(pending)) = &asked else {
        return Step::say(state.clone(), say);
    };
    let ask = Ask {
        code: pending.raw.clone(),
        since: pending.at_ms,
    };
    let raw = pending.raw.clone();
    let next = State {
        ask: Some((ask, asked)),
        ..clear(state)
    };
    let task = super::task(&next);
    Step::mis(next, say, &raw, "receive.item", Some(task))
}

/// Another open delivery of the same supplier that still wants the item.
fn elsewhere(state: &State, pending: &Pending, work: &Work, look: &dyn Look) -> Looked<Option<String>> {
    let from = supplier(state, work.delivery.as_ref());
    if from.is_none() {
        return Ok(None);
    }
    for delivery in look.all_deliveries()? {
        let candidate = delivery.id != state.delivery && delivery.supplier == from && to_receive(&delivery);
        if candidate && wants(&look.delivery_lines(delivery.id)?, pending) {
            return Ok(Some(delivery.number));
        }
    }
    Ok(None)
}

fn wants(lines: &[DeliveryLine], pending: &Pending) -> bool {
    lines
        .iter()
        .any(|line| line.item == pending.item && line.open() > 0)
}

fn item_name(pending: &Pending, ctx: &Ctx, look: &dyn Look) -> Looked<String> {
    Ok(look
        .item(pending.item)?
        .map_or_else(|| "?".to_owned(), |item| name(&item, ctx)))
}

/// Lot, expiry and serial: from the code, from the last scan of the item, or from the person.
pub(super) fn tracked(
    state: &State,
    mut pending: Pending,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(item) = look.item(pending.item)? else {
        return Ok(Step::stay(state.clone()));
    };
    if !(item.lot_tracked || item.expiry_tracked) {
        pending.lot = Lot::default();
    } else if let Some(last) = state.last.as_ref().filter(|last| last.item == item.id) {
        let same = pending.lot.number.is_empty() || pending.lot.number == last.lot.number;
        if same && pending.lot.number.is_empty() && pending.lot.expiry.is_empty() {
            pending.lot = last.lot.clone();
        } else if same && pending.lot.expiry.is_empty() {
            pending.lot.expiry = last.lot.expiry.clone();
        }
    }
    super::tracked::next(state, pending, &item, work, ctx, look)
}

/// Good enough to be sold? Asked once a lot.
pub(super) fn dated(
    state: &State,
    pending: &Pending,
    item: &Item,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let accepted = state.kept.accepted.contains(&(pending.item, pending.lot.clone()));
    let day = day::from_iso(&pending.lot.expiry);
    if let (Some(day), false, None) = (day, accepted, state.damage) {
        let today = day::today(ctx.now_ms, look.settings().utc_offset_min);
        let from = work
            .lines
            .iter()
            .filter(|line| line.item == pending.item)
            .filter_map(|line| day::from_iso(&line.accept_from))
            .max();
        let words = day::words(day, ctx.lang);
        if day < today {
            let say = Receive::Expired {
                item: name(item, ctx),
                day: words,
            };
            return Ok(asks(state, Asked::Expiry(pending.clone()), say));
        }
        if let Some(from) = from.filter(|from| day < *from) {
            let say = Receive::ShortDated {
                item: name(item, ctx),
                day: words,
                from: day::iso(from),
            };
            return Ok(asks(state, Asked::Expiry(pending.clone()), say));
        }
    }
    take(state, pending, work, ctx, look)
}

/// The pieces are counted.
pub(super) fn take(
    state: &State,
    pending: &Pending,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut next = clear(state);
    let facts = received(&next, pending, work);
    if next.damage.is_some() {
        next.photos.clear();
    }
    let say = said(&next, pending, work, ctx, look)?;
    if !pending.serial.is_empty() && next.kept.serials.len() < super::SERIALS {
        next.kept.serials.push(pending.serial.clone());
    }
    next.last = Some(Last {
        item: pending.item,
        lot: pending.lot.clone(),
        raw: pending.raw.clone(),
        quantity: pending.quantity,
        unit: Some(pending.unit),
    });
    Ok(Step {
        facts,
        ..Step::say(next, say)
    })
}

/// One fact a line: the open ones first, what is over on the last.
fn received(state: &State, pending: &Pending, work: &Work) -> Vec<Fact> {
    let fact = |line, quantity| {
        Fact::from(Received {
            delivery: state.delivery,
            line,
            item: pending.item,
            lot: pending.lot.clone(),
            serial: pending.serial.clone(),
            damage: state.damage,
            quantity,
            how: pending.how,
            raw: pending.raw.clone(),
            photos: super::photo::along(state),
        })
    };
    let lines: Vec<&DeliveryLine> = work
        .lines
        .iter()
        .filter(|line| line.item == pending.item)
        .collect();
    let Some(last) = lines.last() else {
        return vec![fact(None, pending.quantity)];
    };
    let mut left = pending.quantity;
    let mut shares: Vec<(_, i64)> = Vec::new();
    for line in &lines {
        let share = left.min(line.open());
        if share > 0 {
            shares.push((line.id, share));
            left -= share;
        }
    }
    if left > 0 {
        match shares.iter_mut().find(|(line, _)| *line == last.id) {
            Some((_, share)) => *share += left,
            None => shares.push((last.id, left)),
        }
    }
    shares
        .into_iter()
        .map(|(line, share)| fact(Some(line), share))
        .collect()
}

fn said(state: &State, pending: &Pending, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Say> {
    let item = item_name(pending, ctx, look)?;
    let quantity = pending.quantity;
    let lines: Vec<&DeliveryLine> = work
        .lines
        .iter()
        .filter(|line| line.item == pending.item)
        .collect();
    let more = lot_words(&pending.lot, ctx);
    if let Some(reason) = state.damage {
        let say = Receive::Bad {
            pieces: quantity,
            reason: reason.text(ctx.lang).to_owned(),
            item: format!("{item}{more}"),
        };
        return Ok(say.into());
    }
    let target: i64 = lines.iter().map(|line| line.expected).sum();
    let before: i64 = lines.iter().map(|line| line.counted()).sum();
    let done = if lines.is_empty() {
        work.extra(pending.item).0 + quantity
    } else {
        before + quantity
    };
    let say = if work.blind {
        Receive::Free {
            item,
            pieces: quantity,
            done,
            more,
        }
    } else if done > target {
        Receive::Over {
            over: done - target,
            item,
        }
    } else if done == target && pending.unit == Unit::Piece {
        Receive::Complete { item, target, more }
    } else if quantity > 1 && pending.how == How::Scanned {
        Receive::Content {
            pieces: quantity,
            unit: pending.unit.text(ctx.lang).to_owned(),
            item,
            done,
            target,
            more,
        }
    } else {
        Receive::Counted {
            item,
            done,
            target,
            more,
        }
    };
    Ok(say.into())
}

/// ` · 批號 L1 · 效期 2026 年 6 月 30 日`: repeated in words, so that a typing error is seen.
fn lot_words(lot: &Lot, ctx: &Ctx) -> String {
    use shared::lang::Lang;
    let mut words = String::new();
    if !lot.number.is_empty() {
        words += match ctx.lang {
            Lang::ZhTw => " · 批號 ",
            Lang::En => " · lot ",
        };
        words += &lot.number;
    }
    if let Some(day) = day::from_iso(&lot.expiry) {
        words += match ctx.lang {
            Lang::ZhTw => " · 效期 ",
            Lang::En => " · use by ",
        };
        words += &day::words(day, ctx.lang);
    }
    words
}
