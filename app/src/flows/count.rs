//! Counting (盤點): what really is in a bin.
//!
//! The rule. A plan names bins, in walking order but free to be counted in any; without a plan any bin may be counted
//! now. Scanning the bin opens a visit, every scan in it counts what its code is worth, and the bin scanned again
//! closes it. Nothing the books expect is ever shown or used to correct a scan: a count is blind. What no code
//! matches is kept on a list, with the good scan before it, and the list is looked at before the visit closes. Another
//! bin in mid-visit closes this one only when it is scanned a second time. Items outside the plan's kinds are not
//! counted. A second count is not made by who made the first.
//!
//! Invariant: `tallies` and `pieces` are the sum of this visit's facts that were not taken back. A visit whose state
//! is lost is counted anew under a new id: without `BinCounted` the books take no notice of it.
//! Absent on purpose: differences. They are known in the office, where the books are.

mod sheet;
mod take;

pub use sheet::may_key;

use super::pad::Pad;
use super::resolve::{self, Code, Found};
use super::{Answer, Ask, Ctx, Go, Input, Look, Looked, Step};
use crate::say::{Count, Desk, Say, brief, shown};
use serde::{Deserialize, Serialize};
use shared::catalogue::{Bin, Unit};
use shared::facts::{BinCounted, How, TaskRef, kept_raw};
use shared::id::{BinId, CountPlanId, CountTaskId, ItemId, StaffId, VisitId};
use shared::lang::Lang;
use shared::stock::Lot;
use shared::task::{CountPlan, CountTask, TaskState};

/// Version of [`State`] on the disk.
pub const VERSION: i64 = 1;
/// Codes without a match that one visit keeps on its list; each is a fact in any case.
pub const UNMATCHED: usize = 50;
/// Kinds that one visit tells apart on the screen; each scan is a fact in any case.
const TALLIES: usize = 500;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// `None`: this bin now.
    #[serde(default)]
    pub plan: Option<CountPlanId>,
    /// The bin that is being counted.
    #[serde(default)]
    pub visit: Option<Visit>,
    #[serde(default)]
    pub ask: Option<Ask>,
    #[serde(default)]
    pub sheet: Option<Sheet>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub id: VisitId,
    #[serde(default)]
    pub task: Option<CountTaskId>,
    pub bin: BinId,
    pub bin_raw: String,
    /// When the bin was scanned, by the clock that the facts have.
    pub began_at: i64,
    #[serde(default)]
    pub tallies: Vec<Tally>,
    #[serde(default)]
    pub pieces: i64,
    #[serde(default)]
    pub last: Option<Last>,
    /// In the order in which they were scanned.
    #[serde(default)]
    pub unmatched: Vec<Unmatched>,
}

/// Pieces of one item and lot, as counted here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub item: ItemId,
    #[serde(default)]
    pub lot: Lot,
    pub pieces: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub item: ItemId,
    #[serde(default)]
    pub lot: Lot,
    pub raw: String,
    /// Piece or carton, where they share a code.
    #[serde(default)]
    pub unit: Option<Unit>,
    /// False after 另一批: the next scan asks for the lot again.
    #[serde(default)]
    pub same_lot: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmatched {
    pub code: String,
    /// The good scan before it: where on the shelf to look for the thing.
    #[serde(default)]
    pub after: Option<ItemId>,
}

/// A scan on its way to being counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub item: ItemId,
    pub quantity: i64,
    #[serde(default)]
    pub unit: Option<Unit>,
    #[serde(default)]
    pub lot: Lot,
    pub how: How,
    pub raw: String,
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    Quantity {
        pad: Pad,
        pending: Pending,
    },
    Unit {
        pending: Pending,
        options: Vec<(Unit, i64)>,
    },
    Item {
        key: String,
        times: Option<i64>,
        pending: Pending,
        items: Vec<ItemId>,
    },
    Lot {
        pending: Pending,
    },
    Expiry {
        pending: Pending,
    },
    Manual,
    Unmatched,
}

pub fn anchor(state: &State) -> String {
    task(state).map_or_else(String::new, |task| task.to_string())
}

pub fn task(state: &State) -> Option<TaskRef> {
    state.visit.as_ref().map(|visit| TaskRef::Visit(visit.id))
}

fn mis(state: &State, say: impl Into<Say>, raw: &str) -> Step<State> {
    let at = if state.visit.is_some() {
        "count.item"
    } else {
        "count.bin"
    };
    Step::mis(state.clone(), say, raw, at, task(state))
}

/// The same scan again will be taken as a yes.
fn asks(state: &State, say: Count, code: &Code) -> Step<State> {
    let next = State {
        ask: Some(Ask::of(code)),
        ..state.clone()
    };
    mis(&next, say, &code.raw)
}

/// The same place, nothing over it and nothing asked.
fn clear(state: &State) -> State {
    State {
        ask: None,
        sheet: None,
        ..state.clone()
    }
}

fn over(state: &State, sheet: Sheet) -> State {
    State {
        sheet: Some(sheet),
        ..clear(state)
    }
}

pub fn bin_code(bin: BinId, look: &dyn Look) -> Looked<String> {
    Ok(look.bin(bin)?.map_or_else(|| "?".to_owned(), |bin| bin.code))
}

fn item_name(item: ItemId, ctx: &Ctx, look: &dyn Look) -> Looked<String> {
    Ok(look
        .item(item)?
        .map_or_else(|| "?".to_owned(), |item| brief(item.name_in(ctx.lang))))
}

pub(crate) fn is_open(task: &CountTask) -> bool {
    matches!(task.state, TaskState::Open | TaskState::Started)
}

/// Plans with something left to count.
pub fn open_plans(look: &dyn Look) -> Looked<Vec<(CountPlan, Vec<CountTask>)>> {
    let mut open = Vec::new();
    for plan in look.all_count_plans()? {
        if matches!(plan.state, TaskState::Open | TaskState::Started) {
            let tasks = look.count_tasks(plan.id)?;
            if tasks.iter().any(is_open) {
                open.push((plan, tasks));
            }
        }
    }
    Ok(open)
}

/// The next bin on the walk that this person may count.
pub fn next_task(
    tasks: &[CountTask],
    staff: Option<StaffId>,
    but: Option<CountTaskId>,
) -> Option<&CountTask> {
    tasks.iter().find(|task| {
        is_open(task) && Some(task.id) != but && !(task.not_by.is_some() && task.not_by == staff)
    })
}

/// From the home screen: where it was left, else the choice.
pub fn open(ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let paused = look.paused("count")?;
    let state: Option<State> = paused.and_then(|json| serde_json::from_str(&json).ok());
    let state = clear(&state.unwrap_or_default());
    if let Some(visit) = &state.visit {
        let bin = bin_code(visit.bin, look)?;
        return Ok(Step::say(state, Count::ReadingOn { bin }));
    }
    match state.plan {
        Some(plan) if open_plans(look)?.iter().any(|(open, _)| open.id == plan) => {
            open_plan(&state, plan, ctx, look)
        }
        Some(_) | None => Ok(Step::say(State::default(), Count::Start {})),
    }
}

/// A plan was tapped or its number scanned.
pub fn open_plan(state: &State, plan: CountPlanId, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(found) = look.count_plan(plan)? else {
        return Ok(Step::say(State::default(), Count::Start {}));
    };
    let number = found.number.clone();
    if matches!(found.state, TaskState::Held | TaskState::Cancelled) {
        return Ok(Step::say(clear(state), Count::PlanStopped { plan: number }));
    }
    let tasks = look.count_tasks(plan)?;
    let Some(next) = next_task(&tasks, ctx.staff, None) else {
        return Ok(Step::say(State::default(), Count::PlanNothing { plan: number }));
    };
    let next = bin_code(next.bin, look)?;
    let state = State {
        plan: Some(plan),
        ..State::default()
    };
    Ok(Step::say(
        state,
        Count::PlanOpened {
            plan: number,
            bin: next,
        },
    ))
}

pub fn step(state: &State, input: Input<'_>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match input {
        Input::Scan(code) => scan(state, code, ctx, look),
        Input::Press(id) => sheet::press(state, id, ctx, look),
        Input::Typed { id, text } => sheet::typed(state, id, text, ctx, look),
    }
}

fn scan(state: &State, code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if let Some(say) = stopped(state, look)? {
        return Ok(mis(&clear(state), say, &code.raw));
    }
    let again = match Ask::answer(state.ask.as_ref(), code) {
        Answer::TooSoon => return Ok(Step::stay(state.clone())),
        Answer::Yes => true,
        Answer::No => false,
    };
    let found = resolve::find(code, look)?;
    if let (Some(Sheet::Lot { pending }), true) = (&state.sheet, found.nothing()) {
        let lot = if code.lot.number.is_empty() {
            &code.text
        } else {
            &code.lot.number
        };
        return take::lot(state, pending, lot, ctx, look);
    }
    let state = &clear(state);
    match &state.visit {
        None => bin(state, code, &found, again, ctx, look),
        Some(visit) => inside(state, visit, code, &found, again, ctx, look),
    }
}

/// The office took the plan away.
fn stopped(state: &State, look: &dyn Look) -> Looked<Option<Count>> {
    let Some(plan) = state.plan else { return Ok(None) };
    let plan = look.count_plan(plan)?;
    Ok(match plan {
        Some(plan) if matches!(plan.state, TaskState::Held | TaskState::Cancelled) => {
            Some(Count::PlanStopped { plan: plan.number })
        }
        Some(_) => None,
        None => Some(Count::PlanStopped { plan: "?".to_owned() }),
    })
}

/// A bin is awaited.
fn bin(
    state: &State,
    code: &Code,
    found: &Found,
    again: bool,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if let Some(plan) = found.plans.first() {
        return open_plan(state, plan.id, ctx, look);
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
fn inside(
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
        None if found.nothing() => Ok(unmatched(state, visit, code)),
        None => {
            let got = found.name(ctx.lang);
            Ok(mis(state, Count::NotGoods { got }, &code.raw))
        }
    }
}

/// Another person has taken the device over in the middle of a second count.
fn not_mine(state: &State, visit: &Visit, ctx: &Ctx, look: &dyn Look) -> Looked<bool> {
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

fn unmatched(state: &State, visit: &Visit, code: &Code) -> Step<State> {
    let mut visit = visit.clone();
    if visit.unmatched.len() < UNMATCHED {
        visit.unmatched.push(Unmatched {
            code: shown(&code.raw),
            after: visit.last.as_ref().map(|last| last.item),
        });
    }
    let say = Count::Unmatched {
        got: shown(&code.raw),
        count: visit.unmatched.len(),
    };
    let next = State {
        visit: Some(visit),
        ..state.clone()
    };
    mis(&next, say, &code.raw)
}

/// The bin is counted to the end.
fn close(state: &State, visit: &Visit, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let bin = bin_code(visit.bin, look)?;
    let (plan, next) = after(state.plan, visit.task, ctx, look)?;
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

/// Where the walk goes after a bin, in words; no plan any more when it is through.
fn after(
    plan: Option<CountPlanId>,
    done: Option<CountTaskId>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<(Option<CountPlanId>, String)> {
    let words = |zh: String, en: String| match ctx.lang {
        Lang::ZhTw => zh,
        Lang::En => en,
    };
    let Some(plan) = plan else {
        let say = words(
            "刷下一個儲位，或回首頁".to_owned(),
            "Scan the next bin, or go home".to_owned(),
        );
        return Ok((None, say));
    };
    let tasks = look.count_tasks(plan)?;
    if let Some(next) = next_task(&tasks, ctx.staff, done) {
        let bin = bin_code(next.bin, look)?;
        return Ok((
            Some(plan),
            words(format!("下一個：{bin}"), format!("Next: {bin}")),
        ));
    }
    let number = look
        .count_plan(plan)?
        .map_or_else(String::new, |plan| plan.number);
    let say = words(
        format!("{number} 你的部分盤完了"),
        format!("Your part of {number} is done"),
    );
    Ok((None, say))
}

fn bad_entry(state: &State) -> Step<State> {
    Step::say(state.clone(), Desk::BadEntry {})
}

fn home(state: &State) -> Step<State> {
    let say = if state.visit.is_some() {
        Desk::Paused {}.into()
    } else {
        Say::from(Desk::Home {})
    };
    Step::say(clear(state), say).go(Go::Home)
}

/// "Empty" was pressed where something was seen.
fn asks_empty(state: &State, pieces: i64) -> Step<State> {
    Step::say(clear(state), Count::NotEmpty { pieces })
}
