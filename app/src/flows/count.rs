//! Counting (盤點): what really is in a bin.
//!
//! The rule. A plan names bins, in walking order but free to be counted in any; without a plan any bin may be counted
//! now. Scanning the bin opens a visit, every scan in it counts what its code is worth, and the bin scanned again
//! closes it. Nothing the books expect is ever shown or used to correct a scan: a count is blind. What no code
//! matches is kept on a list, with the good scan before it, and the list is looked at before the visit closes. Another
//! bin in mid-visit closes this one only when it is scanned a second time. Items outside the plan's kinds are not
//! counted. A second count is not made by who made the first. Pieces that are not good are counted as what they are: a
//! condition stays on until it is taken off or the bin is closed. Of an item with serial numbers every piece is scanned
//! with its own, and one number counts once; a closed carton counts as it is.
//!
//! Invariant: `tallies` and `pieces` are the sum of this visit's facts that were not taken back. A visit whose state
//! is lost is counted anew under a new id: without `BinCounted` the books take no notice of it.
//! Absent on purpose: differences. They are known in the office, where the books are.

mod bin;
mod plan;
mod sheet;
mod take;
mod tracked;

pub use plan::{is_open, next_task, open_plan, open_plans};
pub use sheet::may_key;

use super::item_scan::{Goods, Open};
use super::pad::Pad;
use super::resolve::{self, Code};
use super::tracked::told;
use super::{Answer, Ask, Ctx, Go, Input, Look, Looked, Step};
use crate::say::{Count, Desk, Say, brief};
use serde::{Deserialize, Serialize};
use shared::facts::TaskRef;
use shared::id::{BinId, CountPlanId, CountTaskId, ItemId, VisitId};
use shared::stock::{Condition, Lot};

/// Version of [`State`] on the disk.
pub const VERSION: i64 = 2;
/// Codes without a match that one visit keeps on its list; each is a fact in any case.
pub const UNMATCHED: usize = 50;
/// Kinds that one visit tells apart on the screen; each scan is a fact in any case.
const TALLIES: usize = 500;
/// What a count can say of pieces that are not good, the likely first.
pub const CONDITIONS: [Condition; 5] = [
    Condition::Defect,
    Condition::BGrade,
    Condition::Hold,
    Condition::Blocked,
    Condition::PendingInspection,
];
/// Serials of one visit that are checked for being counted twice on this device; the books check all.
const SERIALS: usize = 1_000;

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
    pub last: Option<Goods>,
    /// 另一批: the next scan asks for the lot again.
    #[serde(default)]
    pub other_lot: bool,
    /// What is scanned now is this, until it is taken off.
    #[serde(default)]
    pub condition: Condition,
    /// Serial numbers that were seen.
    #[serde(default)]
    pub serials: Vec<(ItemId, String)>,
    /// In the order in which they were scanned.
    #[serde(default)]
    pub unmatched: Vec<Unmatched>,
}

/// Pieces of one item, lot and condition, as counted here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub item: ItemId,
    #[serde(default)]
    pub lot: Lot,
    #[serde(default)]
    pub condition: Condition,
    pub pieces: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmatched {
    pub code: String,
    /// The good scan before it: where on the shelf to look for the thing.
    #[serde(default)]
    pub after: Option<ItemId>,
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    Goods(Open),
    Serial { pending: Goods },
    Lot { pending: Goods },
    Expiry { pending: Goods, pad: Pad },
    Condition,
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

pub fn step(state: &State, input: Input<'_>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match input {
        Input::Scan(code) => scan(state, code, ctx, look),
        Input::Press(id) => sheet::press(state, id, ctx, look),
        Input::Typed { id, text } => sheet::typed(state, id, text, ctx, look),
    }
}

fn scan(state: &State, code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if let Some(say) = plan::stopped(state, look)? {
        return Ok(mis(&clear(state), say, &code.raw));
    }
    let again = match Ask::answer(state.ask.as_ref(), code) {
        Answer::TooSoon => return Ok(Step::stay(state.clone())),
        Answer::Yes => true,
        Answer::No => false,
    };
    let found = resolve::find(code, look)?;
    if found.nothing() {
        match &state.sheet {
            Some(Sheet::Lot { pending }) => {
                return tracked::lot(state, pending, told(&code.lot.number, code), ctx, look);
            }
            Some(Sheet::Serial { pending }) => {
                return tracked::serial(state, pending, told(&code.serial, code), ctx, look);
            }
            _ => {}
        }
    }
    let state = &clear(state);
    match &state.visit {
        None => bin::wanted(state, code, &found, again, ctx, look),
        Some(visit) => bin::inside(state, visit, code, &found, again, ctx, look),
    }
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
