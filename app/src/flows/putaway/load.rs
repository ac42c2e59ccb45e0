//! What is being put away: pieces of one kind, or the rest of a delivery or a tote.

use super::{At, Back, Plate, Sheet, State, mis, suggest, with};
use crate::flows::resolve::{self, Code, Found};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::PutAway;
use serde::{Deserialize, Serialize};
use shared::catalogue::Item;
use shared::facts::{How, kept_raw};
use shared::id::ItemId;
use shared::stock::{Condition, Lot, Pieces, Place};
use shared::task::{Delivery, PickList, TaskState};

/// Pieces of one kind that stand in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    pub item: ItemId,
    #[serde(default)]
    pub lot: Lot,
    #[serde(default)]
    pub condition: Condition,
    pub from: Place,
    /// Pieces there.
    pub here: i64,
    /// Pieces for the next bin; `None`: all.
    #[serde(default)]
    pub part: Option<i64>,
    /// What the first scan was worth: the second makes it a part.
    #[serde(default)]
    pub first: i64,
    pub how: How,
    pub raw: String,
}

impl Load {
    pub fn quantity(&self) -> i64 {
        self.part.unwrap_or(self.here)
    }
}

/// Names pieces of one kind on the screen.
pub fn pieces_key(item: ItemId, lot: &Lot, condition: Condition) -> String {
    format!("{item}.{}.{}.{}", condition.code(), lot.expiry, lot.number)
}

/// What stands where this state takes from.
pub fn standing(state: &State, look: &dyn Look) -> Looked<Vec<Pieces>> {
    let Some(list) = state.tote else {
        let mut pieces = look.content(place(state))?.pieces;
        pieces.retain(|pieces| pieces.quantity > 0);
        return Ok(pieces);
    };
    let mut pieces: Vec<Pieces> = Vec::new();
    for line in look.lines(list)?.into_iter().filter(|line| line.picked > 0) {
        let same = |known: &&mut Pieces| known.item == line.item && known.lot == line.lot;
        match pieces.iter_mut().find(same) {
            Some(known) => known.quantity += line.picked,
            None => pieces.push(Pieces {
                item: line.item,
                lot: line.lot,
                condition: Condition::Good,
                quantity: line.picked,
            }),
        }
    }
    for back in state.back.iter().filter(|back| back.list == list) {
        let same = |known: &&mut Pieces| known.item == back.item && known.lot == back.lot;
        if let Some(known) = pieces.iter_mut().find(same) {
            known.quantity -= back.quantity;
        }
    }
    pieces.retain(|pieces| pieces.quantity > 0);
    Ok(pieces)
}

fn place(state: &State) -> Place {
    match (&state.tote, &state.plate) {
        (Some(list), _) => Place::Tote(*list),
        (None, Some(plate)) => plate.place(),
        (None, None) => Place::Dock,
    }
}

/// Good pieces of the delivery, tote or plate that is open, of a delivery at most so many as it brought; of a plate that
/// holds nothing good, all.
pub fn rest(state: &State, look: &dyn Look) -> Looked<Vec<Pieces>> {
    let mut pieces = standing(state, look)?;
    if state.plate.is_some() && pieces.iter().all(|pieces| !pieces.condition.is_good()) {
        return Ok(pieces);
    }
    pieces.retain(|pieces| pieces.condition.is_good());
    let Some(delivery) = state.delivery else {
        return Ok(pieces);
    };
    let lines = look.delivery_lines(delivery)?;
    // Nothing is over, and held, where nobody said how many.
    let blind = look.delivery(delivery)?.is_some_and(|delivery| delivery.blind);
    let mut left: std::collections::BTreeMap<ItemId, i64> = std::collections::BTreeMap::new();
    for line in &lines {
        *left.entry(line.item).or_default() += if blind { line.good } else { line.good - line.over() };
    }
    for pieces in &mut pieces {
        let left = left.entry(pieces.item).or_default();
        pieces.quantity = pieces.quantity.min(*left);
        *left -= pieces.quantity;
    }
    pieces.retain(|pieces| pieces.quantity > 0);
    Ok(pieces)
}

/// Brings the load in step with what another device has taken meanwhile.
pub fn settle(state: &State, look: &dyn Look) -> Looked<State> {
    let At::Bin { load } = &state.at else {
        return Ok(state.clone());
    };
    let here = standing(state, look)?
        .into_iter()
        .find(|p| (p.item, &p.lot, p.condition) == (load.item, &load.lot, load.condition))
        .map_or(0, |pieces| pieces.quantity);
    if here == 0 {
        return Ok(with(state, At::Item));
    }
    let load = Load {
        here,
        part: load.part.map(|part| part.min(here)),
        ..load.clone()
    };
    Ok(State {
        at: At::Bin { load },
        ..state.clone()
    })
}

pub(super) fn scanned(
    state: &State,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if let At::Bin { load } = &state.at
        && let Some(item) = found.item(load.item)
    {
        return more(state, load, item, code, &found.key, ctx);
    }
    let mut loads = candidates(state, found, code, look)?;
    if loads.is_empty() && (state.tote.is_some() || state.plate.is_some()) {
        // Not out of this tote or plate: then from the dock.
        let state = &State {
            tote: None,
            plate: None,
            delivery: None,
            ..state.clone()
        };
        loads = candidates(state, found, code, look)?;
        return chosen(state, loads, code, found, ctx, look);
    }
    chosen(state, loads, code, found, ctx, look)
}

fn chosen(
    state: &State,
    loads: Vec<Load>,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match loads.as_slice() {
        [] => {
            let item = found.name(ctx.lang);
            Ok(mis(state, PutAway::NotHere { item }, &code.raw))
        }
        [load] => take_up(state, load.clone(), ctx, look),
        _ => {
            let next = State {
                sheet: Some(Sheet::Which { loads }),
                ..state.clone()
            };
            Ok(Step::say(next, PutAway::Which {}))
        }
    }
}

/// Pieces standing there that this code may mean.
fn candidates(state: &State, found: &Found, code: &Code, look: &dyn Look) -> Looked<Vec<Load>> {
    let fits = |wanted: &str, there: &str| wanted.is_empty() || wanted == there;
    let mut loads = Vec::new();
    for pieces in standing(state, look)? {
        let Some(item) = found.item(pieces.item) else {
            continue;
        };
        if !fits(&code.lot.number, &pieces.lot.number) || !fits(&code.lot.expiry, &pieces.lot.expiry) {
            continue;
        }
        let worth = resolve::worth(item, &found.key)[0]
            .1
            .saturating_mul(code.count.unwrap_or(1));
        loads.push(of(state, &pieces, worth, How::Scanned, &code.raw));
    }
    Ok(loads)
}

pub(super) fn of(state: &State, pieces: &Pieces, first: i64, how: How, raw: &str) -> Load {
    Load {
        item: pieces.item,
        lot: pieces.lot.clone(),
        condition: pieces.condition,
        from: place(state),
        here: pieces.quantity,
        part: None,
        first,
        how,
        raw: kept_raw(raw),
    }
}

/// The same item again: so many of it, and not all.
fn more(state: &State, load: &Load, item: &Item, code: &Code, key: &str, ctx: &Ctx) -> Looked<Step<State>> {
    let name = item.name_in(ctx.lang).to_owned();
    let worth = resolve::worth(item, key)[0]
        .1
        .saturating_mul(code.count.unwrap_or(1));
    let part = load.part.unwrap_or(load.first) + worth;
    if part > load.here {
        let say = PutAway::Enough {
            item: name,
            here: load.here,
        };
        return Ok(mis(state, say, &code.raw));
    }
    let load = Load {
        part: Some(part),
        raw: kept_raw(&code.raw),
        ..load.clone()
    };
    let say = PutAway::Split {
        item: name,
        quantity: part,
    };
    Ok(Step::say(with(state, At::Bin { load }), say))
}

/// These pieces: where do they go?
pub(super) fn take_up(state: &State, load: Load, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let item = look
        .item(load.item)?
        .map_or_else(|| "?".to_owned(), |item| item.name_in(ctx.lang).to_owned());
    let say = match suggest(&load, look)? {
        Some((bin, why)) => PutAway::Goes {
            item,
            bin: bin.code,
            why: why.text(ctx.lang).to_owned(),
            quantity: load.quantity(),
        },
        None => PutAway::NoSuggestion {
            item,
            quantity: load.quantity(),
        },
    };
    Ok(Step::say(with(state, At::Bin { load }), say))
}

/// A delivery was scanned: all that is left of it.
pub(super) fn delivery(
    state: &State,
    delivery: &Delivery,
    raw: &str,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let next = State {
        delivery: Some(delivery.id),
        tote: None,
        plate: None,
        ..with(state, At::Rest { raw: kept_raw(raw) })
    };
    let pieces: i64 = rest(&next, look)?.iter().map(|pieces| pieces.quantity).sum();
    let number = delivery.number.clone();
    if pieces == 0 {
        return Ok(Step::say(with(state, At::Item), PutAway::NothingOfIt { number }));
    }
    Ok(Step::say(next, PutAway::Rest { number, pieces }))
}

/// A tote, or a list's number: only a cancelled list's goods are put back.
pub(super) fn tote(state: &State, list: &PickList, raw: &str, look: &dyn Look) -> Looked<Step<State>> {
    let next = State {
        delivery: None,
        tote: Some(list.id),
        plate: None,
        ..with(state, At::Rest { raw: kept_raw(raw) })
    };
    let number = list.tote.clone().unwrap_or_else(|| list.number.clone());
    let pieces: i64 = rest(&next, look)?.iter().map(|pieces| pieces.quantity).sum();
    if pieces == 0 || list.state != TaskState::Cancelled {
        let say = PutAway::ToteEmpty { tote: number };
        return Ok(mis(&with(state, At::Item), say, raw));
    }
    Ok(Step::say(next, PutAway::Rest { number, pieces }))
}

/// A licence plate, or a tote of the returns bench, that something stands under; `None` for any other code. One kind is
/// taken up, several go into one bin where all are good or none is, else each goes where it belongs.
pub(super) fn plate(state: &State, code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Option<Step<State>>> {
    let next = State {
        delivery: None,
        tote: None,
        plate: Some(Plate {
            code: code.text.trim().to_owned(),
        }),
        ..with(state, At::Item)
    };
    let pieces = standing(&next, look)?;
    let number = crate::say::shown(&code.text);
    let all: i64 = pieces.iter().map(|pieces| pieces.quantity).sum();
    let good = pieces.iter().filter(|pieces| pieces.condition.is_good()).count();
    Ok(match pieces.as_slice() {
        [] => None,
        [one] => {
            let load = of(&next, one, 1, How::Scanned, &code.raw);
            Some(take_up(&next, load, ctx, look)?)
        }
        _ if good == 0 || good == pieces.len() => {
            let raw = kept_raw(&code.raw);
            let say = PutAway::Rest { number, pieces: all };
            Some(Step::say(with(&next, At::Rest { raw }), say))
        }
        _ => Some(Step::say(next, PutAway::Mixed { number, pieces: all })),
    })
}

/// Counts what left a tote; less for what is taken back.
pub(super) fn put_back(state: &mut State, from: Place, item: ItemId, lot: &Lot, quantity: i64) {
    let Place::Tote(list) = from else { return };
    let same = |back: &&mut Back| back.list == list && back.item == item && back.lot == *lot;
    match state.back.iter_mut().find(same) {
        Some(back) => back.quantity += quantity,
        None => state.back.push(Back {
            list,
            item,
            lot: lot.clone(),
            quantity,
        }),
    }
    state.back.retain(|back| back.quantity != 0);
}
