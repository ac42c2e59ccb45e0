//! Stock that stands in a bin: moved to another (移儲, 補貨), judged anew, or scrapped.
//!
//! The rule. The bin it comes from is scanned, then the goods, as many scans as it takes, then the bin it goes to; only
//! then are facts made. What is in hand between the two bins is no fact: the books have it where it came from. More
//! than the books hold there is taken only when the same code is scanned again; what cannot be read and is not in the
//! books there is keyed by its whole number, and that is said. A replenishment prefills where from,
//! what, how many and where to; pieces that a free move brings the same way count for it too. Instead of the other bin,
//! 更多 gives what is in hand another condition with a reason, or scraps it, which a second person confirms with badge
//! and PIN, never the one who does it.
//!
//! Invariant: `carried` is in nobody's books; losing the state loses no stock.
//! Absent on purpose: reservations. The books say so afterwards when a list goes short.

mod put;
mod second;
mod sheet;
mod take;

pub use sheet::{may_key, undo_label};
pub use take::{here, other_lots, total};

use super::count::bin_code;
use super::item_scan::{Goods, Open};
use super::resolve::{self, Code, Found};
use super::sign_in::Tried;
use super::{Answer, Ask, Ctx, Go, Input, Look, Looked, Step};
use crate::say::{Desk, Say, Transfer, brief, shown};
use serde::{Deserialize, Serialize};
use shared::catalogue::Bin;
use shared::facts::transfer::RegradeReason;
use shared::facts::{TaskRef, kept_raw};
use shared::id::{BinId, ItemId, ReplenishmentId, SessionId, StaffId};
use shared::stock::{Condition, Lot};
use shared::task::{Replenishment, TaskState};

/// Version of [`State`] on the disk.
pub const VERSION: i64 = 2;
/// Scans that may be in hand between two bins.
pub const CARRIED: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub session: SessionId,
    #[serde(default)]
    pub task: Option<ReplenishmentId>,
    /// Where it is taken from, its code confirmed.
    #[serde(default)]
    pub from: Option<Source>,
    /// One entry a scan.
    #[serde(default)]
    pub carried: Vec<Goods>,
    /// 另一批: the next scan asks for the lot again.
    #[serde(default)]
    pub other_lot: bool,
    #[serde(default)]
    pub ask: Option<Ask>,
    /// What is more than the books hold: the same scan again takes it.
    #[serde(default)]
    pub doubted: Option<Goods>,
    #[serde(default)]
    pub sheet: Option<Sheet>,
    /// A PIN was tried: the app keeps the count.
    #[serde(skip)]
    pub tried: Option<Tried>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub bin: BinId,
    pub raw: String,
}

/// What lies over the screen, or is asked for on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    Goods(Open),
    /// Which lot or condition of it.
    Which {
        pending: Goods,
        options: Vec<(Lot, Condition)>,
    },
    Manual,
    Condition,
    /// `None`: to be scrapped.
    Reason {
        to: Option<Condition>,
    },
    /// A second person's badge is awaited.
    Second {
        reason: RegradeReason,
    },
    Pin {
        reason: RegradeReason,
        staff: StaffId,
        #[serde(skip)]
        typed: String,
    },
}

/// Whether a badge is for this flow and not for changing the person.
pub fn wants_badge(state: &State) -> bool {
    matches!(state.sheet, Some(Sheet::Second { .. } | Sheet::Pin { .. }))
}

pub fn anchor(state: &State) -> String {
    task(state).to_string()
}

pub fn task(state: &State) -> TaskRef {
    TaskRef::Session(state.session)
}

fn mis(state: &State, say: impl Into<Say>, raw: &str) -> Step<State> {
    let at = if state.from.is_some() {
        "transfer.item"
    } else {
        "transfer.bin"
    };
    Step::mis(state.clone(), say, raw, at, Some(task(state)))
}

/// The same scan again will be taken as a yes.
fn asks(state: &State, say: Transfer, code: &Code) -> Step<State> {
    let next = State {
        ask: Some(Ask::of(code)),
        ..clear(state)
    };
    mis(&next, say, &code.raw)
}

/// The same place, nothing over it and nothing asked.
fn clear(state: &State) -> State {
    State {
        ask: None,
        doubted: None,
        sheet: None,
        tried: None,
        ..state.clone()
    }
}

fn over(state: &State, sheet: Sheet) -> State {
    State {
        sheet: Some(sheet),
        ..clear(state)
    }
}

fn empty(session: SessionId) -> State {
    State {
        session,
        task: None,
        from: None,
        carried: Vec::new(),
        other_lot: false,
        ask: None,
        doubted: None,
        sheet: None,
        tried: None,
    }
}

fn item_name(item: ItemId, ctx: &Ctx, look: &dyn Look) -> Looked<String> {
    Ok(look
        .item(item)?
        .map_or_else(|| "?".to_owned(), |item| brief(item.name_in(ctx.lang))))
}

/// Replenishments with something left to move, the urgent first.
pub fn open_tasks(look: &dyn Look) -> Looked<Vec<Replenishment>> {
    let mut open = look.all_replenishments()?;
    open.retain(|task| task.open() > 0 && matches!(task.state, TaskState::Open | TaskState::Started));
    Ok(open)
}

/// The replenishment that is being done.
pub fn replenishment(state: &State, look: &dyn Look) -> Looked<Option<Replenishment>> {
    let Some(id) = state.task else { return Ok(None) };
    Ok(open_tasks(look)?.into_iter().find(|task| task.id == id))
}

/// From the home screen: where it was left, else the choice.
pub fn open(ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let paused = look.paused("transfer")?;
    let paused: Option<State> = paused.and_then(|json| serde_json::from_str(&json).ok());
    Ok(match paused {
        Some(state) if !state.carried.is_empty() => {
            let state = clear(&state);
            let bin = match &state.from {
                Some(from) => bin_code(from.bin, look)?,
                None => String::new(),
            };
            let pieces = total(&state);
            Step::say(state, Transfer::ReadingOn { pieces, bin })
        }
        Some(_) | None => Step::say(empty(SessionId(ctx.fresh)), Transfer::Start {}),
    })
}

pub fn step(state: &State, input: Input<'_>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut state = state.clone();
    // The office has taken the task away, or another device has done it: what is in hand is a move like any other.
    if state.task.is_some() && replenishment(&state, look)?.is_none() {
        state.task = None;
        if state.from.is_none() {
            let step = Step::say(clear(&state), Transfer::Gone {});
            return Ok(match input {
                Input::Scan(code) => scan(&step.next, code, ctx, look)?,
                Input::Press("home" | "pause") => step.go(Go::Home),
                Input::Press(_) | Input::Typed { .. } => step,
            });
        }
    }
    match input {
        Input::Scan(code) => scan(&state, code, ctx, look),
        Input::Press(id) => sheet::press(&state, id, ctx, look),
        Input::Typed { id, text } => sheet::typed(&state, id, text, ctx, look),
    }
}

fn scan(state: &State, code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let again = match Ask::answer(state.ask.as_ref(), code) {
        Answer::TooSoon => return Ok(Step::stay(state.clone())),
        Answer::Yes => true,
        Answer::No => false,
    };
    if let (true, Some(goods)) = (again, &state.doubted) {
        return take::sure(&clear(state), goods, ctx, look);
    }
    let found = resolve::find(code, look)?;
    if let Some(Sheet::Second { reason } | Sheet::Pin { reason, .. }) = &state.sheet {
        return second::badge(state, *reason, code, &found, ctx, look);
    }
    let state = &clear(state);
    match &state.from {
        None => from(state, code, &found, ctx, look),
        Some(from) => inside(state, from, code, &found, again, ctx, look),
    }
}

/// The bin to take from is awaited.
fn from(state: &State, code: &Code, found: &Found, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let wanted = replenishment(state, look)?;
    match (&found.bin, wanted) {
        (Some(bin), Some(task)) if bin.id != task.from => {
            let say = Transfer::WrongBin {
                expected: bin_code(task.from, look)?,
                got: bin.code.clone(),
            };
            Ok(mis(state, say, &code.raw))
        }
        (Some(bin), _) => Ok(enter(state, bin, code)),
        (None, _) if found.nothing() => Ok(mis(
            state,
            Transfer::Unknown {
                got: shown(&code.raw),
            },
            &code.raw,
        )),
        (None, _) => {
            let got = found.name(ctx.lang);
            Ok(mis(state, Transfer::BinFirst { got }, &code.raw))
        }
    }
}

fn enter(state: &State, bin: &Bin, code: &Code) -> Step<State> {
    let from = Source {
        bin: bin.id,
        raw: kept_raw(&code.raw),
    };
    let next = State {
        from: Some(from),
        ..clear(state)
    };
    Step::say(
        next,
        Transfer::FromRight {
            bin: bin.code.clone(),
        },
    )
}

/// The goods, or the bin they go to.
fn inside(
    state: &State,
    from: &Source,
    code: &Code,
    found: &Found,
    again: bool,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match &found.bin {
        Some(bin) if bin.id == from.bin => {
            let bin = bin.code.clone();
            Ok(Step::say(state.clone(), Transfer::BinAlready { bin }))
        }
        Some(bin) if state.carried.is_empty() => match replenishment(state, look)? {
            Some(task) if bin.id != task.from => {
                let say = Transfer::WrongBin {
                    expected: bin_code(task.from, look)?,
                    got: bin.code.clone(),
                };
                Ok(mis(state, say, &code.raw))
            }
            Some(_) | None => Ok(enter(state, bin, code)),
        },
        Some(bin) => put::put(state, from, bin, code, again, look),
        None if !found.items.is_empty() => take::found(state, from, code, found, ctx, look),
        None => {
            let got = found.name(ctx.lang);
            let say = if found.nothing() {
                Transfer::Unknown { got }
            } else {
                Transfer::NotGoods { got }
            };
            Ok(mis(state, say, &code.raw))
        }
    }
}

fn bad_entry(state: &State) -> Step<State> {
    Step::say(state.clone(), Desk::BadEntry {})
}
