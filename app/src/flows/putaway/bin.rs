//! Which bin is suggested, whether a scanned one will do, and the pieces going in.

use super::{At, Load, State, load, with};
use crate::flows::resolve::Code;
use crate::flows::tracked::serial_in;
use crate::flows::{Ask, Ctx, Look, Looked, Step};
use crate::say::PutAway as Words;
use shared::catalogue::{Bin, BinUse};
use shared::facts::{How, PutAway, kept_raw};
use shared::lang::Lang;
use shared::stock::Place;

/// Why a bin is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Home,
    Same,
    Free,
    Quarantine,
}

impl Why {
    pub fn text(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Why::Home, Lang::ZhTw) => "固定儲位",
            (Why::Home, Lang::En) => "its own bin",
            (Why::Same, Lang::ZhTw) => "同商品在這裡",
            (Why::Same, Lang::En) => "the same item is there",
            (Why::Free, Lang::ZhTw) => "最近的空儲位",
            (Why::Free, Lang::En) => "the nearest free bin",
            (Why::Quarantine, Lang::ZhTw) => "待處理區",
            (Why::Quarantine, Lang::En) => "quarantine",
        }
    }
}

/// The bin that a load should go to.
pub fn suggest(load: &Load, look: &dyn Look) -> Looked<Option<(Bin, Why)>> {
    let mut same = same_bins(load, look)?;
    if !load.condition.is_good() {
        same.retain(|bin| bin.used_for == BinUse::Quarantine);
        if let Some(bin) = same.into_iter().next() {
            return Ok(Some((bin, Why::Quarantine)));
        }
        for held in [false, true] {
            if let Some(bin) = look.bins(BinUse::Quarantine, held, 1)?.pop() {
                return Ok(Some((bin, Why::Quarantine)));
            }
        }
        return Ok(None);
    }
    let home = look.item(load.item)?.and_then(|item| item.home);
    if let Some(bin) = home.map(|bin| look.bin(bin)).transpose()?.flatten()
        && objection(load, &bin, Lang::ZhTw, look)?.is_none()
    {
        return Ok(Some((bin, Why::Home)));
    }
    same.retain(|bin| bin.used_for != BinUse::Quarantine);
    for bin in same {
        // One that holds something else beside it would ask for a second scan.
        if objection(load, &bin, Lang::ZhTw, look)?.is_none() {
            return Ok(Some((bin, Why::Same)));
        }
    }
    Ok(look
        .bins(BinUse::Pick, false, 1)?
        .pop()
        .map(|bin| (bin, Why::Free)))
}

/// Bins that hold the same item, lot and condition, pick bins first, then as the walk goes.
fn same_bins(load: &Load, look: &dyn Look) -> Looked<Vec<Bin>> {
    let mut bins = Vec::new();
    for content in look.contents_with(load.item)? {
        let Place::Bin(bin) = content.place else { continue };
        let same = content.of(load.item).any(|pieces| {
            pieces.quantity > 0 && pieces.lot == load.lot && pieces.condition == load.condition
        });
        if same {
            bins.extend(look.bin(bin)?);
        }
    }
    bins.sort_by(|a, b| {
        (a.used_for != BinUse::Pick, a.walk, &a.code).cmp(&(b.used_for != BinUse::Pick, b.walk, &b.code))
    });
    Ok(bins)
}

/// Why this bin takes a second scan.
fn objection(load: &Load, bin: &Bin, lang: Lang, look: &dyn Look) -> Looked<Option<Words>> {
    let quarantine = bin.used_for == BinUse::Quarantine;
    let code = bin.code.clone();
    match (load.condition.is_good(), quarantine) {
        (true, true) => return Ok(Some(Words::NotForGood { bin: code })),
        // Quarantine holds all kinds side by side.
        (false, true) => return Ok(None),
        (false, false) => {
            return Ok(Some(Words::NotForBad {
                bin: code,
                condition: load.condition.text(lang).to_owned(),
            }));
        }
        (true, false) => {}
    }
    let content = look.content(Place::Bin(bin.id))?;
    let there = content.pieces.iter().filter(|pieces| pieces.quantity > 0);
    let tracked = look
        .item(load.item)?
        .is_some_and(|item| item.lot_tracked || item.expiry_tracked);
    let mut other_lot = None;
    for pieces in there {
        if pieces.item != load.item {
            let name = look
                .item(pieces.item)?
                .map_or_else(|| "?".to_owned(), |item| item.name_in(lang).to_owned());
            return Ok(Some(Words::Occupied {
                bin: code,
                holds: format!("{name} ×{}", pieces.quantity),
            }));
        }
        if tracked && pieces.lot != load.lot {
            other_lot = Some(format!("{} {}", pieces.lot.number, pieces.lot.expiry));
        }
    }
    Ok(other_lot.map(|holds| Words::OtherLot {
        bin: code,
        holds: holds.trim().to_owned(),
    }))
}

pub(super) fn scanned(
    state: &State,
    bin: &Bin,
    code: &Code,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    for load in loads(state, look)? {
        let Some(say) = objection(&load, bin, ctx.lang, look)? else {
            continue;
        };
        let next = State {
            ask: Some((Ask::of(code), bin.id)),
            ..with(state, state.at.clone())
        };
        let task = super::task(state);
        return Ok(Step::mis(next, say, &code.raw, "put_away.bin", Some(task)));
    }
    store(state, bin, &code.raw, ctx, look)
}

/// What goes into the next bin.
fn loads(state: &State, look: &dyn Look) -> Looked<Vec<Load>> {
    Ok(match &state.at {
        At::Item => Vec::new(),
        At::Bin { load } => vec![load.clone()],
        At::Rest { raw } => load::rest(state, look)?
            .iter()
            .map(|pieces| load::of(state, pieces, 1, How::Scanned, raw))
            .collect(),
    })
}

/// The pieces go in.
pub(super) fn store(
    state: &State,
    bin: &Bin,
    bin_raw: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let loads = loads(state, look)?;
    let mut next = with(state, At::Item);
    let mut facts = Vec::new();
    for load in &loads {
        let item = look.item(load.item)?;
        let serial = item.map_or_else(String::new, |item| {
            serial_in(&item, load.quantity(), load.how, &load.raw, ctx)
        });
        load::put_back(&mut next, load.from, load.item, &load.lot, load.quantity());
        facts.push(
            PutAway {
                session: state.session,
                delivery: state.delivery,
                item: load.item,
                lot: load.lot.clone(),
                condition: load.condition,
                from: load.from,
                bin: bin.id,
                quantity: load.quantity(),
                how: load.how,
                raw: load.raw.clone(),
                bin_raw: kept_raw(bin_raw),
                serial,
            }
            .into(),
        );
    }
    let pieces: i64 = loads.iter().map(Load::quantity).sum();
    let code = bin.code.clone();
    let [load] = loads.as_slice() else {
        next.delivery = None;
        next.tote = None;
        next.plate = None;
        let say = Words::RestStored {
            pieces,
            kinds: loads.len(),
            bin: code,
        };
        return Ok(Step {
            facts,
            ..Step::say(next, say)
        });
    };
    let item = look
        .item(load.item)?
        .map_or_else(|| "?".to_owned(), |item| item.name_in(ctx.lang).to_owned());
    let open = load.here - load.quantity();
    let say = if open > 0 {
        next.at = At::Bin {
            load: Load {
                here: open,
                part: None,
                first: 0,
                ..load.clone()
            },
        };
        Words::StoredPart {
            item,
            quantity: pieces,
            bin: code,
            open,
        }
    } else {
        let here = if matches!(load.from, Place::Plate(_)) {
            load.from
        } else {
            Place::Dock
        };
        let there = look.content(here)?.pieces;
        let there: i64 = there.iter().map(|pieces| pieces.quantity.max(0)).sum();
        let left = if load.from == here { there - pieces } else { there };
        let plate = next.plate.clone().filter(|plate| plate.place() == load.from);
        if left == 0 {
            next.plate = None;
        }
        if matches!(state.at, At::Rest { .. }) {
            next.delivery = None;
            next.tote = None;
            next.plate = None;
        }
        match plate {
            Some(plate) => Words::StoredOf {
                item,
                quantity: pieces,
                bin: code,
                plate: crate::say::shown(&plate.code),
                left,
            },
            None => Words::Stored {
                item,
                quantity: pieces,
                bin: code,
                left,
            },
        }
    };
    Ok(Step {
        facts,
        ..Step::say(next, say)
    })
}
