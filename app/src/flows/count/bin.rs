//! A bin is opened, counted in, and closed by its own code.

use super::{Sheet, State, UNMATCHED, Unmatched, Visit, asks, bin_code, clear, is_open, mis, plan, take};
use crate::flows::resolve::{Code, Found};
use crate::flows::{Ask, Ctx, Look, Looked, Step};
use crate::say::{Count, brief, shown};
use shared::catalogue::Bin;
use shared::facts::{BinCounted, kept_raw};
use shared::id::VisitId;
use shared::stock::Condition;
use shared::task::CountTask;

/// A bin is awaited.
pub(super) fn wanted(
    state: &State,
    code: &Code,
    found: &Found,
    again: bool,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if let Some(plan) = found.plans.first() {
        return plan::open_plan(state, plan.id, ctx, look);
    }
    let got = found.name(ctx.lang);
    match &found.bin {
        Some(bin) => enter(state, bin, code, again, ctx, look),
        None if found.nothing() => Ok(mis(
            state,
            Count::Unknown {
                got: shown(&code.raw),
            },
            &code.raw,
        )),
        None => Ok(mis(state, Count::BinFirst { got }, &code.raw)),
    }
}

/// Opens a visit, if the plan has this bin and this person may count it.
fn enter(
    state: &State,
    bin: &Bin,
    code: &Code,
    again: bool,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut task = None;
    if let Some(plan) = state.plan {
        let tasks = look.count_tasks(plan)?;
        let here: Vec<&CountTask> = tasks.iter().filter(|task| task.bin == bin.id).collect();
        let code_of = || bin.code.clone();
        match here.iter().find(|task| is_open(task)) {
            Some(open) if open.not_by.is_some() && open.not_by == ctx.staff => {
                return Ok(mis(state, Count::SecondPerson { bin: code_of() }, &code.raw));
            }
            Some(open) => task = Some(open.id),
            None if again => {}
            None if here.is_empty() => {
                let plan = look
                    .count_plan(plan)?
                    .map_or_else(String::new, |plan| plan.number);
                return Ok(asks(state, Count::NotInPlan { bin: code_of(), plan }, code));
            }
            None => return Ok(asks(state, Count::CountedAlready { bin: code_of() }, code)),
        }
    }
    let visit = Visit {
        id: VisitId(ctx.fresh),
        task,
        bin: bin.id,
        bin_raw: kept_raw(&code.raw),
        began_at: ctx.now_ms,
        tallies: Vec::new(),
        pieces: 0,
        last: None,
        other_lot: false,
        condition: Condition::Good,
        serials: Vec::new(),
        unmatched: Vec::new(),
    };
    let next = State {
        visit: Some(visit),
        ..clear(state)
    };
    Ok(Step::say(
        next,
        Count::BinOpen {
            bin: bin.code.clone(),
        },
    ))
}

/// In a bin.
pub(super) fn inside(
    state: &State,
    visit: &Visit,
    code: &Code,
    found: &Found,
    again: bool,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if not_mine(state, visit, ctx, look)? {
        let bin = bin_code(visit.bin, look)?;
        return Ok(mis(state, Count::SecondPerson { bin }, &code.raw));
    }
    match &found.bin {
        Some(bin) if bin.id == visit.bin => {
            if !visit.unmatched.is_empty() && !again {
                return Ok(look_first(state, visit, bin, code));
            }
            if visit.pieces == 0 && visit.unmatched.is_empty() {
                let say = Count::NothingCounted {
                    bin: bin.code.clone(),
                };
                return Ok(mis(state, say, &code.raw));
            }
            close(state, visit, ctx, look)
        }
        Some(bin) if visit.pieces == 0 && visit.unmatched.is_empty() => {
            // Nothing was seen: the visit never was.
            let outside = State {
                visit: None,
                ..state.clone()
            };
            enter(&outside, bin, code, again, ctx, look)
        }
        Some(bin) if again => {
            let closed = close(state, visit, ctx, look)?;
            let opened = enter(&closed.next, bin, code, false, ctx, look)?;
            let mut facts = closed.facts;
            facts.extend(opened.facts);
            Ok(Step { facts, ..opened })
        }
        Some(bin) => {
            let say = Count::SwitchBin {
                bin: bin_code(visit.bin, look)?,
                pieces: visit.pieces,
                got: bin.code.clone(),
            };
            let mut step = asks(state, say, code);
            if !visit.unmatched.is_empty() {
                step.next.sheet = Some(Sheet::Unmatched);
            }
            Ok(step)
        }
        None if !found.items.is_empty() => take::found(state, visit, code, found, ctx, look),
        None if found.nothing() => Ok(unmatched(state, visit, code, found, ctx)),
        None => {
            let got = found.name(ctx.lang);
            Ok(mis(state, Count::NotGoods { got }, &code.raw))
        }
    }
}

/// Another person has taken the device over in the middle of a second count.
pub(super) fn not_mine(state: &State, visit: &Visit, ctx: &Ctx, look: &dyn Look) -> Looked<bool> {
    let (Some(plan), Some(task)) = (state.plan, visit.task) else {
        return Ok(false);
    };
    let tasks = look.count_tasks(plan)?;
    Ok(tasks
        .iter()
        .any(|t| t.id == task && t.not_by.is_some() && t.not_by == ctx.staff))
}

fn look_first(state: &State, visit: &Visit, bin: &Bin, code: &Code) -> Step<State> {
    let say = Count::UnmatchedLook {
        bin: bin.code.clone(),
        count: visit.unmatched.len(),
    };
    let next = State {
        ask: Some(Ask::of(code)),
        sheet: Some(Sheet::Unmatched),
        ..state.clone()
    };
    Step::say(next, say)
}

fn unmatched(state: &State, visit: &Visit, code: &Code, found: &Found, ctx: &Ctx) -> Step<State> {
    let mut visit = visit.clone();
    if visit.unmatched.len() < UNMATCHED {
        visit.unmatched.push(Unmatched {
            code: shown(&code.raw),
            after: visit.last.as_ref().map(|last| last.item),
        });
    }
    let (got, count) = (shown(&code.raw), visit.unmatched.len());
    let say = match &found.refused {
        Some(item) => Count::Refused {
            got,
            item: brief(item.name_in(ctx.lang)),
            count,
        },
        None => Count::Unmatched { got, count },
    };
    let next = State {
        visit: Some(visit),
        ..state.clone()
    };
    mis(&next, say, &code.raw)
}

/// The bin is counted to the end.
pub(super) fn close(state: &State, visit: &Visit, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let bin = bin_code(visit.bin, look)?;
    let (plan, next) = plan::after(state.plan, visit.task, ctx, look)?;
    let say = if visit.pieces == 0 {
        Count::BinEmpty { bin, next }
    } else {
        let pieces = visit.pieces;
        Count::BinDone { bin, pieces, next }
    };
    let fact = BinCounted {
        visit: visit.id,
        task: visit.task,
        bin: visit.bin,
        began_at: visit.began_at,
        pieces: visit.pieces,
        only: None,
        bin_raw: visit.bin_raw.clone(),
    };
    let next = State {
        plan,
        ..State::default()
    };
    Ok(Step::say(next, say).fact(fact))
}
