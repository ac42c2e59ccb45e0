//! At the bin: what a scan of the item counts, and where the walk goes next.

use super::{At, Sheet, State, Visit, Work, bin_code, done, empty, item_name, mis, other_list, with};
use crate::flows::resolve::{self, Code, Counts, Found};
use crate::flows::tracked::serial_in;
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::Pick;
use shared::catalogue::Item;
use shared::facts::{How, Picked, kept_raw};
use shared::stock::Lot;
use shared::task::PickLine;

pub(super) fn item(
    state: &State,
    visit: &Visit,
    code: &Code,
    found: &Found,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(line) = work.lines.iter().find(|l| l.id == visit.line) else {
        return Ok(Step::stay(state.clone()));
    };
    if let Some(item) = found.item(line.item) {
        return count(state, visit, line, item, code, &found.key, work, ctx, look);
    }
    // Several lines take from this bin: any of their items is right.
    let beside = |l: &&PickLine| l.bin == visit.bin && l.open() > 0 && found.item(l.item).is_some();
    if let Some(other) = work.lines.iter().find(beside)
        && let Some(item) = found.item(other.item)
    {
        let visit = Visit {
            line: other.id,
            raw: None,
            unit: None,
            ..visit.clone()
        };
        return count(state, &visit, other, item, code, &found.key, work, ctx, look);
    }
    if let Some(bin) = &found.bin {
        if bin.id == visit.bin {
            return Ok(Step::say(
                state.clone(),
                Pick::BinAlready {
                    bin: bin.code.clone(),
                },
            ));
        }
        let expected = bin_code(visit.bin, look)?;
        return Ok(mis(
            state,
            Pick::WrongBin {
                expected,
                got: bin.code.clone(),
            },
            &code.raw,
        ));
    }
    if let Some(step) = other_list(state, code, found) {
        return Ok(step);
    }
    let expected = item_name(line, ctx, look)?;
    let complete = |l: &&PickLine| l.open() == 0 && found.item(l.item).is_some();
    if let Some(line) = work.lines.iter().find(complete) {
        let say = Pick::DoneAlready {
            item: item_name(line, ctx, look)?,
            expected,
        };
        return Ok(mis(state, say, &code.raw));
    }
    let got = found.name(ctx.lang);
    let say = if found.nothing() {
        Pick::UnknownCode { expected, got }
    } else {
        Pick::WrongItem { expected, got }
    };
    Ok(mis(state, say, &code.raw))
}

/// The right item: how much of it is this scan?
#[allow(clippy::too_many_arguments)]
pub(super) fn count(
    state: &State,
    visit: &Visit,
    line: &PickLine,
    item: &Item,
    code: &Code,
    key: &str,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if let Some((expected, got)) = lots_differ(&line.lot, &code.lot) {
        return Ok(mis(state, Pick::WrongLot { expected, got }, &code.raw));
    }
    match resolve::counts(item, key, code.count, line.open(), visit.unit) {
        Counts::One((_, quantity)) => {
            let visit = Visit {
                raw: Some(kept_raw(&code.raw)),
                ..visit.clone()
            };
            take(
                state,
                &visit,
                line,
                quantity,
                How::Scanned,
                lot_of(line, item, &code.lot),
                work,
                ctx,
                look,
            )
        }
        Counts::Ask(options) => {
            let sheet = Sheet::Unit {
                raw: kept_raw(&code.raw),
                lot: code.lot.clone(),
                options,
            };
            let next = State {
                sheet: Some(sheet),
                ..with(state, At::Item(visit.clone()))
            };
            Ok(Step::say(next, Pick::ChooseUnit {}))
        }
        Counts::TooMany((unit, content)) => {
            let say = Pick::TooMany {
                open: line.open(),
                content,
                unit: unit.text(ctx.lang).to_owned(),
            };
            Ok(mis(state, say, &code.raw))
        }
    }
}

/// Lot or expiry that the code names and the line does not want.
pub fn lots_differ(wanted: &Lot, came: &Lot) -> Option<(String, String)> {
    let differ = |wanted: &str, came: &str| !wanted.is_empty() && !came.is_empty() && wanted != came;
    if differ(&wanted.number, &came.number) {
        return Some((wanted.number.clone(), came.number.clone()));
    }
    differ(&wanted.expiry, &came.expiry).then(|| (wanted.expiry.clone(), came.expiry.clone()))
}

pub(super) fn lot_of(line: &PickLine, item: &Item, came: &Lot) -> Lot {
    let tracked = item.lot_tracked || item.expiry_tracked;
    if line.lot.is_none() && tracked {
        came.clone()
    } else {
        line.lot.clone()
    }
}

/// Pieces go into the tote, and the flow goes on by itself.
#[allow(clippy::too_many_arguments)]
pub(super) fn take(
    state: &State,
    visit: &Visit,
    line: &PickLine,
    quantity: i64,
    how: How,
    lot: Lot,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let raw = visit.raw.clone().unwrap_or_default();
    let item = look.item(line.item)?;
    let picked = Picked {
        list: state.list,
        line: line.id,
        item: line.item,
        bin: line.bin,
        lot,
        quantity,
        how,
        serial: item.map_or_else(String::new, |item| serial_in(&item, quantity, how, &raw, ctx)),
        raw,
        bin_raw: visit.bin_raw.clone(),
    };
    let mut lines = work.lines.clone();
    lines
        .iter_mut()
        .filter(|l| l.id == line.id)
        .for_each(|l| l.picked += quantity);
    let zero = empty::asked(&picked, ctx, look)?;
    let (done, target, open) = (
        line.picked + quantity,
        line.quantity - line.short,
        line.open() - quantity,
    );
    if open > 0 {
        let say = Pick::ItemRight { done, target, open };
        let next = State {
            zero,
            ..with(state, At::Item(visit.clone()))
        };
        return Ok(Step::say(next, say).fact(picked));
    }
    let (at, say) = next(visit, line.seq, &lines, done, target, ctx, look)?;
    let next = State {
        zero,
        ..with(state, at)
    };
    Ok(Step::say(next, say).fact(picked))
}

/// After a line: the same bin's next line, else the next bin on the walk, else done.
pub(super) fn next(
    visit: &Visit,
    seq: i64,
    lines: &[PickLine],
    done_here: i64,
    target: i64,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<(At, Pick)> {
    if let Some(line) = lines.iter().find(|l| l.bin == visit.bin && l.open() > 0) {
        let visit = Visit {
            line: line.id,
            raw: None,
            unit: None,
            ..visit.clone()
        };
        let say = Pick::NextItem {
            done: done_here,
            target,
            item: item_name(line, ctx, look)?,
        };
        return Ok((At::Item(visit), say));
    }
    let ahead = lines.iter().find(|l| l.seq > seq && l.open() > 0);
    match ahead.or_else(|| lines.iter().find(|l| l.open() > 0)) {
        Some(line) => {
            let say = Pick::NextBin {
                done: done_here,
                target,
                bin: bin_code(line.bin, look)?,
            };
            Ok((At::Bin { line: line.id }, say))
        }
        None => Ok((At::Done, done(lines))),
    }
}
