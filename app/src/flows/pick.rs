//! Picking: goods leave bins and enter the list's tote.
//!
//! The rule. The tote is scanned once a list: an empty one, never one that holds another list's goods. Then line by
//! line in walking order: the bin is scanned once a visit, and each scan of the item counts what the code is worth,
//! one piece or a carton's content. More than the line still wants is never counted: the worker opens the carton and
//! scans pieces. When several lines take from one bin, any of their items counts for its own line. Above five open
//! pieces the rest may be keyed after one scan; a code that cannot be read is replaced by its last four, keyed. At
//! the target the flow goes on by itself. A bin that does not hold enough is confirmed short with a reason. A list
//! that another device began goes on here from its tote when a lead's badge allows it. A pick that by this device's
//! books empties the bin of the item asks once whether it is empty; no scan waits for the answer.
//!
//! Invariant: what was picked is in the lines (server row + effects), never in this state. Losing the state costs one
//! bin scan and nothing else.
//! Absent on purpose: reservations and who else is at the list. Two pickers may work one list offline; both post.

mod count;
mod empty;
mod open;
mod sheet;

pub use count::lots_differ;
pub use open::open;
pub use sheet::{last_four_match, may_key};

use super::pad::Pad;
use super::resolve::{self, Code, Found};
use super::{Answer, Ask, Ctx, Go, Input, Look, Looked, Step};
use crate::say::{Desk, Pick, Say, brief, shown};
use serde::{Deserialize, Serialize};
use shared::catalogue::Unit;
use shared::facts::{How, TaskRef, kept_raw};
use shared::id::{BinId, ItemId, LineId, ListId};
use shared::stock::Lot;
use shared::task::{PickLine, PickList, TaskState};

/// Version of [`State`] on the disk.
pub const VERSION: i64 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub list: ListId,
    pub at: At,
    #[serde(default)]
    pub ask: Option<(Ask, ListId)>,
    #[serde(default)]
    pub sheet: Option<Sheet>,
    /// 儲位空了嗎？ The next scan goes on and leaves it unanswered.
    #[serde(default)]
    pub zero: Option<Zero>,
}

/// By this device's books a pick has taken the last piece of an item out of a bin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zero {
    pub bin: BinId,
    pub bin_raw: String,
    pub item: ItemId,
    /// When it was picked, by the clock that the facts have.
    pub at: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// Somebody else's: a lead's badge is asked for.
    Foreign,
    Tote,
    Bin {
        line: LineId,
    },
    Item(Visit),
    Done,
}

/// At the bin, its code confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub line: LineId,
    pub bin: BinId,
    /// What the scanner read at the bin.
    pub bin_raw: String,
    /// The item's code as it was scanned for this line; `None` before the first.
    #[serde(default)]
    pub raw: Option<String>,
    /// Piece or carton, once the worker has said which, where they share a code.
    #[serde(default)]
    pub unit: Option<Unit>,
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    /// The rest is keyed; `how` says whether a scan or a keyed code came before.
    Quantity {
        pad: Pad,
        how: How,
        raw: String,
    },
    Manual,
    Reason,
    Unit {
        raw: String,
        lot: Lot,
        options: Vec<(Unit, i64)>,
    },
}

/// The list and its lines, read once a step.
struct Work {
    list: PickList,
    lines: Vec<PickLine>,
}

/// Whether a badge is for this flow and not for changing the person.
pub fn wants_badge(state: &State) -> bool {
    state.at == At::Foreign
}

pub fn anchor(state: &State) -> String {
    TaskRef::List(state.list).to_string()
}

fn task(state: &State) -> Option<TaskRef> {
    Some(TaskRef::List(state.list))
}

/// Screen and step, for mis-scans.
fn step_name(state: &State) -> &'static str {
    match state.at {
        At::Foreign => "pick.foreign",
        At::Tote => "pick.tote",
        At::Bin { .. } => "pick.bin",
        At::Item(_) => "pick.item",
        At::Done => "pick.done",
    }
}

fn mis(state: &State, say: impl Into<Say>, raw: &str) -> Step<State> {
    Step::mis(state.clone(), say, raw, step_name(state), task(state))
}

fn with(state: &State, at: At) -> State {
    State {
        list: state.list,
        at,
        ask: None,
        sheet: None,
        zero: None,
    }
}

fn read(list: ListId, look: &dyn Look) -> Looked<Option<Work>> {
    let Some(found) = look.list(list)? else {
        return Ok(None);
    };
    Ok(Some(Work {
        lines: look.lines(list)?,
        list: found,
    }))
}

fn stopped(list: &PickList) -> Option<Pick> {
    match list.state {
        TaskState::Held => Some(Pick::ListHeld {
            list: list.number.clone(),
        }),
        TaskState::Cancelled => Some(Pick::ListCancelled {
            list: list.number.clone(),
        }),
        TaskState::Open | TaskState::Started | TaskState::Done => None,
    }
}

fn done(lines: &[PickLine]) -> Pick {
    Pick::ListDone {
        pieces: lines.iter().map(|line| line.picked).sum(),
        missing: lines.iter().map(|line| line.short).sum(),
    }
}

fn first_open(lines: &[PickLine]) -> At {
    lines
        .iter()
        .find(|line| line.open() > 0)
        .map_or(At::Done, |line| At::Bin { line: line.id })
}

fn place(at: &At, lines: &[PickLine], look: &dyn Look) -> Looked<String> {
    let line = match at {
        At::Bin { line } => lines.iter().find(|l| l.id == *line),
        At::Item(visit) => lines.iter().find(|l| l.id == visit.line),
        At::Foreign | At::Tote | At::Done => None,
    };
    match line {
        Some(line) => bin_code(line.bin, look),
        None => Ok(String::new()),
    }
}

fn bin_code(bin: BinId, look: &dyn Look) -> Looked<String> {
    Ok(look.bin(bin)?.map_or_else(|| "?".to_owned(), |bin| bin.code))
}

fn item_name(line: &PickLine, ctx: &Ctx, look: &dyn Look) -> Looked<String> {
    Ok(look
        .item(line.item)?
        .map_or_else(|| "?".to_owned(), |item| brief(item.name_in(ctx.lang))))
}

/// Brings the state in step with lines that changed under it: another picker, an office that took a line away.
pub fn settle(state: &State, look: &dyn Look) -> Looked<State> {
    let line = match &state.at {
        At::Bin { line } => *line,
        At::Item(visit) => visit.line,
        At::Foreign | At::Tote | At::Done => return Ok(state.clone()),
    };
    let lines = look.lines(state.list)?;
    if lines.iter().any(|l| l.id == line && l.open() > 0) {
        return Ok(state.clone());
    }
    Ok(with(state, first_open(&lines)))
}

pub fn step(state: &State, input: Input<'_>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let state = &settle(state, look)?;
    let Some(work) = read(state.list, look)? else {
        return Ok(Step::say(state.clone(), Pick::ListGone {}).go(Go::Home));
    };
    match input {
        Input::Scan(code) => scan(state, code, &work, ctx, look),
        Input::Press(id) => sheet::press(state, id, &work, ctx, look),
        Input::Typed { id: "last4", text } => sheet::manual(state, text, &work, ctx, look),
        Input::Typed { id: "quantity", text } => {
            let mut state = state.clone();
            let taken = match &mut state.sheet {
                Some(Sheet::Quantity { pad, .. }) => pad.type_in(text),
                Some(Sheet::Manual | Sheet::Reason | Sheet::Unit { .. }) | None => false,
            };
            if taken {
                sheet::press(&state, "pad.ok", &work, ctx, look)
            } else {
                Ok(Step::say(state, Desk::BadEntry {}))
            }
        }
        Input::Typed { .. } => Ok(Step::say(state.clone(), Desk::BadEntry {})),
    }
}

fn scan(state: &State, code: &Code, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if let Some(say) = stopped(&work.list) {
        return Ok(mis(state, say, &code.raw));
    }
    match (
        Ask::answer(state.ask.as_ref().map(|(ask, _)| ask), code),
        &state.ask,
    ) {
        (Answer::Yes, Some((_, list))) => {
            return Ok(Step::stay(with(state, state.at.clone())).go(Go::Pick(*list)));
        }
        (Answer::TooSoon, _) => return Ok(Step::stay(state.clone())),
        (Answer::Yes | Answer::No, _) => {}
    }
    // A scan closes whatever lies over the screen: nothing open ever swallows one.
    let state = &with(state, state.at.clone());
    let found = resolve::find(code, look)?;
    match &state.at {
        At::Foreign => open::badge(state, code, &found, work, ctx, look),
        At::Tote => open::tote(state, code, &found, work, look),
        At::Bin { line } => bin(state, *line, code, &found, work, ctx, look),
        At::Item(visit) => count::item(state, visit, code, &found, work, ctx, look),
        At::Done => Ok(Step::stay(state.clone()).go(Go::Scanned)),
    }
}

fn bin(
    state: &State,
    line: LineId,
    code: &Code,
    found: &Found,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(line) = work.lines.iter().find(|l| l.id == line) else {
        return Ok(Step::stay(state.clone()));
    };
    if let Some(step) = other_list(state, code, found) {
        return Ok(step);
    }
    let expected = bin_code(line.bin, look)?;
    match &found.bin {
        Some(bin) if bin.id == line.bin => {
            let visit = Visit {
                line: line.id,
                bin: bin.id,
                bin_raw: kept_raw(&code.raw),
                raw: None,
                unit: None,
            };
            let say = Pick::BinRight {
                bin: expected,
                item: item_name(line, ctx, look)?,
                open: line.open(),
            };
            Ok(Step::say(with(state, At::Item(visit)), say))
        }
        Some(bin) => Ok(mis(
            state,
            Pick::WrongBin {
                expected,
                got: bin.code.clone(),
            },
            &code.raw,
        )),
        None if found.nothing() => Ok(mis(
            state,
            Pick::UnknownCode {
                expected,
                got: shown(&code.raw),
            },
            &code.raw,
        )),
        None => Ok(mis(
            state,
            Pick::BinFirst {
                expected,
                got: found.name(ctx.lang),
            },
            &code.raw,
        )),
    }
}

/// Another list's number in mid-task: the same code again switches.
fn other_list(state: &State, code: &Code, found: &Found) -> Option<Step<State>> {
    let list = found.lists.iter().find(|list| list.id != state.list)?;
    let say = Pick::SwitchList {
        list: list.number.clone(),
    };
    let next = State {
        ask: Some((Ask::of(code), list.id)),
        ..state.clone()
    };
    Some(Step::mis(next, say, &code.raw, step_name(state), task(state)))
}
