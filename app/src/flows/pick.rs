//! Picking: goods leave bins and enter the list's tote.
//!
//! The rule. The tote is scanned once a list: an empty one, never one that holds another list's goods. Then line by
//! line in walking order: the bin is scanned once a visit, and each scan of the item counts what the code is worth,
//! one piece or a carton's content. More than the line still wants is never counted: the worker opens the carton and
//! scans pieces. When several lines take from one bin, any of their items counts for its own line. Above five open
//! pieces the rest may be keyed after one scan; a code that cannot be read is replaced by its last four, keyed. At
//! the target the flow goes on by itself. A bin that does not hold enough is confirmed short with a reason. A list
//! that another device began goes on here from its tote when a lead's badge allows it.
//!
//! Invariant: what was picked is in the lines (server row + effects), never in this state. Losing the state costs one
//! bin scan and nothing else.
//! Absent on purpose: reservations and who else is at the list. Two pickers may work one list offline; both post.

use super::pad::{Key, Pad};
use super::resolve::{self, Code, Counts, Found};
use super::{Answer, Ask, Ctx, Go, Input, KEY_ABOVE, Look, Looked, Step, undo_name};
use crate::say::{Desk, Pick, Say, shown};
use serde::{Deserialize, Serialize};
use shared::catalogue::{Item, Unit};
use shared::facts::pick::TOTE_LIMIT;
use shared::facts::{
    Fact, How, ListTakenOver, Picked, ShortPicked, ShortReason, TaskRef, ToteAttached, Undone, kept_raw,
};
use shared::id::{BinId, LineId, ListId};
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
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// Somebody else's: a lead's badge is asked for.
    Foreign,
    Tote,
    Bin { line: LineId },
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
    Quantity { pad: Pad, how: How, raw: String },
    Manual,
    Reason,
    Unit { raw: String, lot: Lot, options: Vec<(Unit, i64)> },
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
    State { list: state.list, at, ask: None, sheet: None }
}

/// Opens a list: from its tote and its first open line, wherever it was left.
pub fn open(list: ListId, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let state = State { list, at: At::Tote, ask: None, sheet: None };
    let Some(work) = read(list, look)? else { return Ok(Step::say(state, Pick::ListGone {}).go(Go::Home)) };
    if let Some(say) = stopped(&work.list) {
        return Ok(Step::say(state, say).go(Go::Home));
    }
    let elsewhere = work.list.device.is_some() && work.list.device != ctx.device && !look.claimed_here(list);
    if elsewhere && work.lines.iter().any(|line| line.open() > 0) {
        let name = match work.list.picker {
            Some(picker) => look.staff(picker)?.map_or_else(|| "?".to_owned(), |staff| staff.name),
            None => "?".to_owned(),
        };
        if work.list.picker.is_some() && work.list.picker == ctx.staff {
            let taken = ListTakenOver { list, from: work.list.picker, lead: None, tote: work.list.tote.clone() };
            return go_on(&state, &work, look).map(|step| step.fact(taken));
        }
        let say = Pick::ListTaken { list: work.list.number, name };
        return Ok(Step::say(with(&state, At::Foreign), say));
    }
    go_on(&state, &work, look)
}

/// From the tote onwards.
fn go_on(state: &State, work: &Work, look: &dyn Look) -> Looked<Step<State>> {
    if work.lines.iter().all(|line| line.open() == 0) {
        return Ok(Step::say(with(state, At::Done), done(&work.lines)));
    }
    if work.list.tote.is_none() {
        let say = Pick::ScanTote { list: work.list.number.clone() };
        return Ok(Step::say(with(state, At::Tote), say));
    }
    let at = first_open(&work.lines);
    let bin = place(&at, &work.lines, look)?;
    Ok(Step::say(with(state, at), Pick::ReadingOn { bin }))
}

fn read(list: ListId, look: &dyn Look) -> Looked<Option<Work>> {
    let Some(found) = look.list(list)? else { return Ok(None) };
    Ok(Some(Work { lines: look.lines(list)?, list: found }))
}

fn stopped(list: &PickList) -> Option<Pick> {
    match list.state {
        TaskState::Held => Some(Pick::ListHeld { list: list.number.clone() }),
        TaskState::Cancelled => Some(Pick::ListCancelled { list: list.number.clone() }),
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
    lines.iter().find(|line| line.open() > 0).map_or(At::Done, |line| At::Bin { line: line.id })
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
    Ok(look.item(line.item)?.map_or_else(|| "?".to_owned(), |item| item.name_in(ctx.lang).to_owned()))
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
        Input::Press(id) => press(state, id, &work, ctx, look),
        Input::Typed { id: "last4", text } => manual(state, text, &work, ctx, look),
        Input::Typed { id: "quantity", text } => {
            let mut state = state.clone();
            let taken = match &mut state.sheet {
                Some(Sheet::Quantity { pad, .. }) => pad.type_in(text),
                Some(Sheet::Manual | Sheet::Reason | Sheet::Unit { .. }) | None => false,
            };
            if taken { press(&state, "pad.ok", &work, ctx, look) } else { Ok(Step::say(state, Desk::BadEntry {})) }
        }
        Input::Typed { .. } => Ok(Step::say(state.clone(), Desk::BadEntry {})),
    }
}

fn scan(state: &State, code: &Code, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if let Some(say) = stopped(&work.list) {
        return Ok(mis(state, say, &code.raw));
    }
    match (Ask::answer(state.ask.as_ref().map(|(ask, _)| ask), code), &state.ask) {
        (Answer::Yes, Some((_, list))) => return Ok(Step::stay(with(state, state.at.clone())).go(Go::Pick(*list))),
        (Answer::TooSoon, _) => return Ok(Step::stay(state.clone())),
        (Answer::Yes | Answer::No, _) => {}
    }
    // A scan closes whatever lies over the screen: nothing open ever swallows one.
    let state = &with(state, state.at.clone());
    let found = resolve::find(code, look)?;
    match &state.at {
        At::Foreign => badge(state, code, &found, work, ctx, look),
        At::Tote => tote(state, code, &found, work, look),
        At::Bin { line } => bin(state, *line, code, &found, work, ctx, look),
        At::Item(visit) => item(state, visit, code, &found, work, ctx, look),
        At::Done => Ok(Step::stay(state.clone()).go(Go::Scanned)),
    }
}

fn badge(
    state: &State,
    code: &Code,
    found: &Found,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(staff) = &found.staff else {
        let got = found.name(ctx.lang);
        return Ok(mis(state, Desk::NotABadge { got }, &code.raw));
    };
    if !staff.role.leads() {
        return Ok(mis(state, Desk::NotALead { name: staff.name.clone() }, &code.raw));
    }
    let taken = ListTakenOver {
        list: state.list,
        from: work.list.picker,
        lead: Some(staff.id),
        tote: work.list.tote.clone(),
    };
    let step = go_on(state, work, look)?.fact(taken);
    let say = match &work.list.tote {
        Some(tote) => Pick::TakenOver { tote: tote.clone() },
        None => Pick::TakenOverEmpty {},
    };
    Ok(Step { say: Some(say.into()), ..step })
}

fn tote(state: &State, code: &Code, found: &Found, work: &Work, look: &dyn Look) -> Looked<Step<State>> {
    let known = found.bin.is_some()
        || !found.items.is_empty()
        || found.staff.is_some()
        || !found.shipments.is_empty()
        || found.carton.is_some()
        || found.lists.iter().any(|list| list.number == found.key);
    if known || code.length() > TOTE_LIMIT || code.text.is_empty() || code.text.chars().any(char::is_control) {
        return Ok(mis(state, Pick::NotATote { got: shown(&code.text) }, &code.raw));
    }
    for list in found.lists.iter().filter(|list| list.id != state.list) {
        if full(list, look)? {
            let say = Pick::ToteBusy { tote: shown(&code.text), list: list.number.clone() };
            return Ok(mis(state, say, &code.raw));
        }
    }
    let at = first_open(&work.lines);
    let bin = place(&at, &work.lines, look)?;
    let attached = ToteAttached { list: state.list, tote: code.text.clone() };
    Ok(Step::say(with(state, at), Pick::ToteBound { tote: shown(&code.text), bin }).fact(attached))
}

/// Whether a list's tote still holds goods: until its last parcel is closed.
fn full(list: &PickList, look: &dyn Look) -> Looked<bool> {
    let shipments = look.shipments(list.id)?;
    if shipments.is_empty() {
        return Ok(matches!(list.state, TaskState::Open | TaskState::Started | TaskState::Held));
    }
    Ok(shipments.iter().any(|shipment| {
        shipment.parcel.is_none() && !matches!(shipment.state, TaskState::Cancelled | TaskState::Done)
    }))
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
    let Some(line) = work.lines.iter().find(|l| l.id == line) else { return Ok(Step::stay(state.clone())) };
    if let Some(step) = other_list(state, code, found) {
        return Ok(step);
    }
    let expected = bin_code(line.bin, look)?;
    match &found.bin {
        Some(bin) if bin.id == line.bin => {
            let visit =
                Visit { line: line.id, bin: bin.id, bin_raw: kept_raw(&code.raw), raw: None, unit: None };
            let say = Pick::BinRight { bin: expected, item: item_name(line, ctx, look)?, open: line.open() };
            Ok(Step::say(with(state, At::Item(visit)), say))
        }
        Some(bin) => Ok(mis(state, Pick::WrongBin { expected, got: bin.code.clone() }, &code.raw)),
        None if found.nothing() => {
            Ok(mis(state, Pick::UnknownCode { expected, got: shown(&code.raw) }, &code.raw))
        }
        None => Ok(mis(state, Pick::BinFirst { expected, got: found.name(ctx.lang) }, &code.raw)),
    }
}

/// Another list's number in mid-task: the same code again switches.
fn other_list(state: &State, code: &Code, found: &Found) -> Option<Step<State>> {
    let list = found.lists.iter().find(|list| list.id != state.list)?;
    let say = Pick::SwitchList { list: list.number.clone() };
    let next = State { ask: Some((Ask::of(code), list.id)), ..state.clone() };
    Some(Step::mis(next, say, &code.raw, step_name(state), task(state)))
}

fn item(
    state: &State,
    visit: &Visit,
    code: &Code,
    found: &Found,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let Some(line) = work.lines.iter().find(|l| l.id == visit.line) else { return Ok(Step::stay(state.clone())) };
    if let Some(item) = found.item(line.item) {
        return count(state, visit, line, item, code, &found.key, work, ctx, look);
    }
    // Several lines take from this bin: any of their items is right.
    let beside = |l: &&PickLine| l.bin == visit.bin && l.open() > 0 && found.item(l.item).is_some();
    if let Some(other) = work.lines.iter().find(beside)
        && let Some(item) = found.item(other.item)
    {
        let visit = Visit { line: other.id, raw: None, unit: None, ..visit.clone() };
        return count(state, &visit, other, item, code, &found.key, work, ctx, look);
    }
    if let Some(bin) = &found.bin {
        if bin.id == visit.bin {
            return Ok(Step::say(state.clone(), Pick::BinAlready { bin: bin.code.clone() }));
        }
        let expected = bin_code(visit.bin, look)?;
        return Ok(mis(state, Pick::WrongBin { expected, got: bin.code.clone() }, &code.raw));
    }
    if let Some(step) = other_list(state, code, found) {
        return Ok(step);
    }
    let expected = item_name(line, ctx, look)?;
    let complete = |l: &&PickLine| l.open() == 0 && found.item(l.item).is_some();
    if let Some(line) = work.lines.iter().find(complete) {
        let say = Pick::DoneAlready { item: item_name(line, ctx, look)?, expected };
        return Ok(mis(state, say, &code.raw));
    }
    let got = found.name(ctx.lang);
    let say = if found.nothing() { Pick::UnknownCode { expected, got } } else { Pick::WrongItem { expected, got } };
    Ok(mis(state, say, &code.raw))
}

/// The right item: how much of it is this scan?
#[allow(clippy::too_many_arguments)]
fn count(
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
            let visit = Visit { raw: Some(kept_raw(&code.raw)), ..visit.clone() };
            take(state, &visit, line, quantity, How::Scanned, lot_of(line, item, &code.lot), work, ctx, look)
        }
        Counts::Ask(options) => {
            let sheet = Sheet::Unit { raw: kept_raw(&code.raw), lot: code.lot.clone(), options };
            let next = State { sheet: Some(sheet), ..with(state, At::Item(visit.clone())) };
            Ok(Step::say(next, Pick::ChooseUnit {}))
        }
        Counts::TooMany((unit, content)) => {
            let say = Pick::TooMany { open: line.open(), content, unit: unit.text(ctx.lang).to_owned() };
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

fn lot_of(line: &PickLine, item: &Item, came: &Lot) -> Lot {
    let tracked = item.lot_tracked || item.expiry_tracked;
    if line.lot.is_none() && tracked { came.clone() } else { line.lot.clone() }
}

/// Pieces go into the tote, and the flow goes on by itself.
#[allow(clippy::too_many_arguments)]
fn take(
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
    let picked = Picked {
        list: state.list,
        line: line.id,
        item: line.item,
        bin: line.bin,
        lot,
        quantity,
        how,
        raw: visit.raw.clone().unwrap_or_default(),
        bin_raw: visit.bin_raw.clone(),
    };
    let mut lines = work.lines.clone();
    lines.iter_mut().filter(|l| l.id == line.id).for_each(|l| l.picked += quantity);
    let (done, target, open) = (line.picked + quantity, line.quantity - line.short, line.open() - quantity);
    if open > 0 {
        let say = Pick::ItemRight { done, target, open };
        return Ok(Step::say(with(state, At::Item(visit.clone())), say).fact(picked));
    }
    let (at, say) = next(visit, line.seq, &lines, done, target, ctx, look)?;
    Ok(Step::say(with(state, at), say).fact(picked))
}

/// After a line: the same bin's next line, else the next bin on the walk, else done.
fn next(
    visit: &Visit,
    seq: i64,
    lines: &[PickLine],
    done_here: i64,
    target: i64,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<(At, Pick)> {
    if let Some(line) = lines.iter().find(|l| l.bin == visit.bin && l.open() > 0) {
        let visit = Visit { line: line.id, raw: None, unit: None, ..visit.clone() };
        let say = Pick::NextItem { done: done_here, target, item: item_name(line, ctx, look)? };
        return Ok((At::Item(visit), say));
    }
    let ahead = lines.iter().find(|l| l.seq > seq && l.open() > 0);
    match ahead.or_else(|| lines.iter().find(|l| l.open() > 0)) {
        Some(line) => {
            let say = Pick::NextBin { done: done_here, target, bin: bin_code(line.bin, look)? };
            Ok((At::Bin { line: line.id }, say))
        }
        None => Ok((At::Done, done(lines))),
    }
}

fn press(state: &State, id: &str, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let line = match &state.at {
        At::Bin { line } => work.lines.iter().find(|l| l.id == *line),
        At::Item(visit) => work.lines.iter().find(|l| l.id == visit.line),
        At::Foreign | At::Tote | At::Done => None,
    };
    match (id, line) {
        ("pause" | "home", _) => {
            let say = if state.at == At::Done { Desk::Home {} } else { Desk::Paused {} };
            Ok(Step::say(with(state, state.at.clone()), say).go(Go::Home))
        }
        ("overlay.close", _) => Ok(Step::stay(with(state, state.at.clone()))),
        ("undo", _) => undo(state, work, ctx, look),
        _ if stopped(&work.list).is_some() => Ok(Step { say: stopped(&work.list).map(Say::from), ..Step::stay(state.clone()) }),
        ("short", Some(line)) => {
            let next = State { sheet: Some(Sheet::Reason), ..state.clone() };
            Ok(Step::say(next, Pick::AskReason { open: line.open() }))
        }
        ("manual", Some(line)) => match &state.at {
            At::Item(_) => {
                let next = State { sheet: Some(Sheet::Manual), ..state.clone() };
                Ok(Step::say(next, Pick::ManualAsk { item: item_name(line, ctx, look)? }))
            }
            _ => Ok(Step::stay(state.clone())),
        },
        ("key", Some(line)) => key(state, line, look),
        (_, Some(line)) => sheet(state, id, line, work, ctx, look),
        (_, None) => Ok(Step::stay(state.clone())),
    }
}

/// Whether the rest of this line may be keyed now.
pub fn may_key(visit: &Visit, line: &PickLine, item: &Item) -> bool {
    visit.raw.is_some() && (line.open() > KEY_ABOVE || item.keyable)
}

fn key(state: &State, line: &PickLine, look: &dyn Look) -> Looked<Step<State>> {
    let (At::Item(visit), Some(item)) = (&state.at, look.item(line.item)?) else {
        return Ok(Step::stay(state.clone()));
    };
    let Some(raw) = visit.raw.clone().filter(|_| may_key(visit, line, &item)) else {
        return Ok(Step::stay(state.clone()));
    };
    let sheet = Sheet::Quantity { pad: Pad::quantity(&item), how: How::Keyed, raw };
    Ok(Step::say(State { sheet: Some(sheet), ..state.clone() }, Pick::KeyQuantity { open: line.open() }))
}

/// Keys of what lies over the screen.
fn sheet(
    state: &State,
    id: &str,
    line: &PickLine,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    match (&state.sheet, &state.at) {
        (Some(Sheet::Quantity { pad, how, raw }), At::Item(visit)) => {
            let mut pad = pad.clone();
            let key = pad.press(id);
            let keyed = pad.total();
            let next = State { sheet: Some(Sheet::Quantity { pad, how: *how, raw: raw.clone() }), ..state.clone() };
            match (key, keyed) {
                (Key::Ok, Some(keyed)) if keyed > line.open() => {
                    Ok(Step::say(next, Pick::TooManyKeyed { open: line.open(), keyed }))
                }
                (Key::Ok, Some(keyed)) if keyed > 0 => {
                    let visit = Visit { raw: Some(raw.clone()), ..visit.clone() };
                    take(state, &visit, line, keyed, *how, line.lot.clone(), work, ctx, look)
                }
                (Key::Ok | Key::Typed | Key::Other, _) => Ok(Step::stay(next)),
            }
        }
        (Some(Sheet::Unit { raw, lot, options }), At::Item(visit)) => {
            let chosen = id.strip_prefix("choose.").and_then(Unit::parse);
            let Some((unit, quantity)) = options.iter().copied().find(|(unit, _)| Some(*unit) == chosen) else {
                return Ok(Step::stay(state.clone()));
            };
            let item = look.item(line.item)?;
            let lot = item.map_or_else(Lot::default, |item| lot_of(line, &item, lot));
            let visit = Visit { raw: Some(raw.clone()), unit: Some(unit), ..visit.clone() };
            take(state, &visit, line, quantity.min(line.open()), How::Scanned, lot, work, ctx, look)
        }
        (Some(Sheet::Reason), _) => match id.strip_prefix("choose.").and_then(ShortReason::parse) {
            Some(reason) => short(state, line, reason, work, ctx, look),
            None => Ok(Step::stay(state.clone())),
        },
        (Some(Sheet::Manual | Sheet::Quantity { .. } | Sheet::Unit { .. }) | None, _) => Ok(Step::stay(state.clone())),
    }
}

fn short(
    state: &State,
    line: &PickLine,
    reason: ShortReason,
    work: &Work,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let missing = line.open();
    let fact = ShortPicked {
        list: state.list,
        line: line.id,
        item: line.item,
        bin: line.bin,
        lot: line.lot.clone(),
        quantity: missing,
        reason,
    };
    let mut lines = work.lines.clone();
    lines.iter_mut().filter(|l| l.id == line.id).for_each(|l| l.short += missing);
    let visit = match &state.at {
        At::Item(visit) => visit.clone(),
        // The bin was never confirmed: whatever comes next asks for its bin.
        _ => Visit { line: line.id, bin: BinId(uuid::Uuid::nil()), bin_raw: String::new(), raw: None, unit: None },
    };
    let (at, after) = next(&visit, line.seq, &lines, line.picked, line.quantity, ctx, look)?;
    let say: Say = match at {
        At::Done => after.into(),
        _ => Pick::Shorted { missing, reason: reason.text(ctx.lang).to_owned() }.into(),
    };
    Ok(Step::say(with(state, at), say).fact(fact))
}

/// 刷不到: the last four of the SKU or of one of the item's codes.
fn manual(state: &State, text: &str, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let (Some(Sheet::Manual), At::Item(visit)) = (&state.sheet, &state.at) else {
        return Ok(Step::say(state.clone(), Desk::BadEntry {}));
    };
    let Some(line) = work.lines.iter().find(|l| l.id == visit.line) else { return Ok(Step::stay(state.clone())) };
    let Some(item) = look.item(line.item)? else { return Ok(Step::stay(state.clone())) };
    let typed = text.trim();
    if !last_four_match(&item, typed) {
        return Ok(mis(state, Pick::ManualWrong { got: shown(typed) }, typed));
    }
    let raw = kept_raw(typed);
    if line.open() == 1 {
        let visit = Visit { raw: Some(raw), ..visit.clone() };
        return take(state, &visit, line, 1, How::Manual, line.lot.clone(), work, ctx, look);
    }
    let sheet = Sheet::Quantity { pad: Pad::quantity(&item), how: How::Manual, raw };
    Ok(Step::say(State { sheet: Some(sheet), ..state.clone() }, Pick::KeyQuantity { open: line.open() }))
}

/// Whether `typed` is the end of the SKU or of a barcode: four characters, or all of a shorter SKU.
pub fn last_four_match(item: &Item, typed: &str) -> bool {
    let tail = |code: &str| -> String {
        let skip = code.chars().count().saturating_sub(4);
        code.chars().skip(skip).collect::<String>().to_uppercase()
    };
    let typed = typed.to_uppercase();
    !typed.is_empty()
        && (tail(&item.sku) == typed || item.barcodes.iter().any(|barcode| tail(&barcode.code) == typed))
}

fn undo(state: &State, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let list = TaskRef::List(state.list);
    let open = !matches!(work.list.state, TaskState::Cancelled | TaskState::Done);
    let Some((of, fact)) = look.undoable(list).filter(|_| open) else {
        return Ok(Step::say(state.clone(), Desk::NothingToUndo {}));
    };
    let at = match &fact {
        Fact::Picked(fact) => At::Item(Visit {
            line: fact.line,
            bin: fact.bin,
            bin_raw: fact.bin_raw.clone(),
            raw: None,
            unit: None,
        }),
        Fact::ShortPicked(fact) => At::Bin { line: fact.line },
        _ => state.at.clone(),
    };
    let say = Pick::Undone { what: undo_name(&fact, ctx.lang, look)? };
    Ok(Step::say(with(state, at), say).fact(Undone { of, task: Some(list) }))
}
