//! The returns bench (退貨檢驗): what customers send back is looked at, judged, and sent on its way.
//!
//! The rule. Whatever is on the parcel may be scanned ([`parcel`]); what nobody knows is opened as an unexpected return,
//! with a photo. What was declared stays hidden until the return is closed. Each piece is compared with what once left
//! ([`piece`]), a few questions suggest its grade, the inspector decides ([`judge`]), and it leaves the bench in the
//! 待入儲位 tote or under a licence plate whose scan proves that it is on ([`plate`]). Grades C, D and X want a photo;
//! without one the piece can only be held. Scrap wants a second person. Unopened parcels that never reached their
//! customer take one scan each ([`sealed`]).
//!
//! Invariant: what was inspected is in the rows (server + effects), never in this state; the piece in hand is in nobody's
//! books until its place is known.
//! Absent on purpose: money, and what the customer said beyond its reason. What is declared compares at the end only.

mod close;
mod judge;
mod parcel;
pub mod photo;
mod piece;
mod plate;
mod sealed;
mod second;
mod sheet;
mod tracked;

pub use close::{Compared, compared, next_missing};
pub use judge::{asked as questions_of, choices, lacks_photo, words};
pub use plate::label;
pub use sheet::{begun, keyed_question, may_key, on_the_bench, undo_label};

use super::item_scan::{Goods, Open};
use super::pad::Pad;
use super::resolve::{self, Code, Found};
use super::sign_in::Tried;
use super::{Answer as Asks, Ask, Ctx, Go, Input, Look, Looked, Step};
use crate::say::{Inspect, Say, brief};
use serde::{Deserialize, Serialize};
use shared::facts::{MissingPieces, TaskRef};
use shared::id::{ItemId, ReturnId, ShipmentId, StaffId};
use shared::inspect::{Answer, Disposition, Grade, ReturnReason};
use shared::photo::PhotoId;
use shared::task::{Return, TaskState};

/// Version of [`State`] on the disk.
pub const VERSION: i64 = 1;
/// Returns that were begun here and are remembered, the latest.
pub const BEGUN: usize = 100;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    #[serde(default)]
    pub parcel: Option<Parcel>,
    #[serde(default)]
    pub at: At,
    /// 待入儲位: the tote that sound pieces go into; empty: none was scanned yet.
    #[serde(default)]
    pub tote: String,
    /// 未拆封快速通道 is on.
    #[serde(default)]
    pub lane: Option<Lane>,
    /// Begun on this device, the latest last.
    #[serde(default)]
    pub begun: Vec<Begun>,
    #[serde(default)]
    pub ask: Option<(Ask, Asked)>,
    #[serde(default)]
    pub sheet: Option<Sheet>,
    /// Photos of the parcel or the piece in hand ([`photo`]).
    #[serde(default)]
    pub photos: Vec<PhotoId>,
    /// A PIN was tried: the app keeps the count.
    #[serde(skip)]
    pub tried: Option<Tried>,
}

/// The return that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    pub returned: ReturnId,
    #[serde(default)]
    pub shipment: Option<ShipmentId>,
    /// Made here for one that nobody announced: `H3-B1124-140512`; else empty.
    #[serde(default)]
    pub number: String,
    /// What was read on it.
    pub raw: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    pub parcel: Parcel,
    #[serde(default)]
    pub sealed: bool,
}

/// How far the fast lane has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    pub parcels: i64,
    pub pieces: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// A parcel is awaited.
    #[default]
    Parcel,
    /// Nobody knows it: a photo of it is asked for, and nothing is told yet.
    Unknown,
    Item {
        /// What was judged last.
        #[serde(default)]
        last: Option<Goods>,
    },
    /// `each` is false while one press may still answer all.
    Questions {
        piece: Piece,
        answers: Vec<Answer>,
        each: bool,
    },
    Decide {
        piece: Piece,
        verdict: Verdict,
    },
    /// Its way is decided: where does it leave the bench?
    Plate {
        piece: Piece,
        verdict: Verdict,
        /// What its label says, should one be printed.
        code: String,
    },
    /// Declared and not there, one by one.
    Missing {
        confirmed: Vec<MissingPieces>,
    },
    Closing {
        missing: Vec<MissingPieces>,
    },
}

/// What is in hand, and what its scan told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub goods: Goods,
    #[serde(default)]
    pub not_ours: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub answers: Vec<Answer>,
    pub suggested: Grade,
    pub grade: Grade,
    pub disposition: Disposition,
    /// A person said that none can be taken.
    #[serde(default)]
    pub no_photo: bool,
    #[serde(default)]
    pub finding: Option<ReturnReason>,
    #[serde(default)]
    pub remark: String,
}

/// What the same scan again confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Not of this shipment, or one more than left in it.
    Surplus(Goods),
    /// Open this parcel the normal way, whatever spoke against it.
    Open(Target),
    /// A code that means nothing: the fast lane's next tote.
    Tote(String),
}

/// What a code on a parcel stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Return(ReturnId),
    /// A parcel that left: its first return, or one that was begun.
    Sent(ShipmentId),
    /// Its return is closed, and something more came.
    Another(ShipmentId),
    Unknown,
}

/// What lies over the screen, or is asked for on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    Which {
        raw: String,
        targets: Vec<Target>,
    },
    Goods(Open),
    Serial {
        pending: Goods,
    },
    Lot {
        pending: Goods,
    },
    Expiry {
        pending: Goods,
        pad: Pad,
    },
    Manual,
    /// A number on the parcel is keyed.
    Number,
    Quantity {
        pad: Pad,
    },
    Grade,
    Disposition,
    Finding,
    Remark,
    /// A second person's badge is awaited.
    Second,
    Pin {
        staff: StaffId,
        #[serde(skip)]
        typed: String,
    },
}

/// Whether a badge is for this flow and not for changing the person.
pub fn wants_badge(state: &State) -> bool {
    matches!(state.sheet, Some(Sheet::Second | Sheet::Pin { .. }))
}

pub fn anchor(state: &State) -> String {
    task(state).map_or_else(String::new, |task| task.to_string())
}

pub fn task(state: &State) -> Option<TaskRef> {
    state
        .parcel
        .as_ref()
        .map(|parcel| TaskRef::Return(parcel.returned))
}

fn mis(state: &State, say: impl Into<Say>, raw: &str) -> Step<State> {
    let at = match &state.at {
        At::Parcel if state.lane.is_some() => "inspect.sealed",
        At::Parcel | At::Unknown => "inspect.parcel",
        At::Item { .. } => "inspect.item",
        At::Questions { .. } | At::Decide { .. } => "inspect.judge",
        At::Plate { .. } => "inspect.plate",
        At::Missing { .. } | At::Closing { .. } => "inspect.close",
    };
    Step::mis(state.clone(), say, raw, at, task(state))
}

/// The same scan again will be taken as a yes.
fn asks(state: &State, asked: Asked, say: Inspect, code: &Code) -> Step<State> {
    let next = State {
        ask: Some((Ask::of(code), asked)),
        ..clear(state)
    };
    mis(&next, say, &code.raw)
}

/// The same place, nothing over it and nothing asked.
fn clear(state: &State) -> State {
    State {
        ask: None,
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

/// On to the next thing; photos stay.
fn to(state: &State, at: At) -> State {
    State { at, ..clear(state) }
}

fn item_name(item: ItemId, ctx: &Ctx, look: &dyn Look) -> Looked<String> {
    Ok(look
        .item(item)?
        .map_or_else(|| "?".to_owned(), |item| brief(item.name_in(ctx.lang))))
}

/// The row of the return that is open, as far as there is one.
pub fn row(state: &State, look: &dyn Look) -> Looked<Option<Return>> {
    match &state.parcel {
        Some(parcel) => look.returned(parcel.returned),
        None => Ok(None),
    }
}

/// How people call the return that is open.
pub fn number(state: &State, row: Option<&Return>) -> String {
    let made = state.parcel.as_ref().map_or("", |parcel| parcel.number.as_str());
    row.map(Return::called)
        .filter(|called| !called.is_empty())
        .unwrap_or(made)
        .to_owned()
}

/// Pieces of this return that were inspected, on any device.
pub fn inspected(row: Option<&Return>) -> i64 {
    row.map_or(0, |row| row.inspected.iter().map(|pieces| pieces.quantity).sum())
}

/// Where it was left, else where it begins.
pub fn open(look: &dyn Look) -> Looked<Step<State>> {
    let paused = look.paused("inspect")?;
    let paused: Option<State> = paused.and_then(|json| serde_json::from_str(&json).ok());
    let mut state = clear(&paused.unwrap_or_default());
    // They were let go of when the bench was left.
    state.photos.clear();
    let row = row(&state, look)?;
    let shut = |row: &Return| matches!(row.state, TaskState::Done | TaskState::Cancelled);
    if state.parcel.is_none() || row.as_ref().is_some_and(shut) {
        state.parcel = None;
        state.at = At::Parcel;
        return Ok(parcel::start(state));
    }
    let say = Inspect::ReadingOn {
        number: number(&state, row.as_ref()),
        pieces: inspected(row.as_ref()),
    };
    Ok(Step::say(state, say))
}

/// A scan on the home screen that is work for the bench.
pub fn first_scan(code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let opened = open(look)?;
    scan(&opened.next, code, ctx, look)
}

/// For a state that cannot be read.
pub fn restart(returned: ReturnId, look: &dyn Look) -> Looked<State> {
    let Some(row) = look.returned(returned)? else {
        return Ok(State::default());
    };
    let parcel = Parcel {
        returned,
        shipment: row.shipment,
        number: row.device_number.clone(),
        raw: String::new(),
    };
    Ok(State {
        parcel: Some(parcel),
        at: At::Item { last: None },
        ..State::default()
    })
}

pub fn step(state: &State, input: Input<'_>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut state = state.clone();
    state.tried = None;
    let row = row(&state, look)?;
    if let Some(row) = row.filter(|row| row.state == TaskState::Cancelled) {
        state = State {
            parcel: None,
            photos: Vec::new(),
            ..to(&state, At::Parcel)
        };
        let number = row.called().to_owned();
        let step = Step::say(state.clone(), Inspect::Cancelled { number });
        return Ok(match input {
            Input::Press("home" | "pause") => step.go(Go::Home),
            Input::Scan(_) | Input::Press(_) | Input::Typed { .. } => step,
        });
    }
    match input {
        Input::Scan(code) => scan(&state, code, ctx, look),
        Input::Press(id) => sheet::press(&state, id, ctx, look),
        Input::Typed { id, text } => sheet::typed(&state, id, text, ctx, look),
    }
}

fn scan(state: &State, code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match (Asks::of(state, code), &state.ask) {
        (Asks::TooSoon, _) => return Ok(Step::stay(state.clone())),
        (Asks::Yes, Some((_, asked))) => return confirmed(&clear(state), asked, code, ctx, look),
        (Asks::Yes | Asks::No, _) => {}
    }
    let found = resolve::find(code, look)?;
    match &state.sheet {
        Some(Sheet::Second | Sheet::Pin { .. }) => return second::badge(state, code, &found, ctx, look),
        Some(Sheet::Serial { pending }) => {
            return tracked::serial_scan(state, pending, code, &found, ctx, look);
        }
        Some(Sheet::Lot { pending }) => return tracked::lot_scan(state, pending, code, &found, ctx, look),
        Some(_) | None => {}
    }
    let state = &clear(state);
    match &state.at {
        At::Parcel if state.lane.is_some() => sealed::scan(state, code, &found, ctx, look),
        At::Parcel => parcel::scan(state, code, &found, ctx, look),
        At::Unknown => parcel::unknown(state, code, &found, ctx, look),
        At::Item { .. } => piece::scan(state, code, &found, ctx, look),
        At::Questions { piece, .. } => judge::more(state, piece, code, &found, ctx, look),
        At::Decide { piece, verdict } => judge::scan(state, piece, verdict, code, &found, ctx, look),
        At::Plate { piece, verdict, .. } => plate::scan(state, piece, verdict, code, &found, ctx, look),
        At::Missing { .. } | At::Closing { .. } => close::scan(state, code, &found, ctx, look),
    }
}

impl Asks {
    fn of(state: &State, code: &Code) -> Asks {
        Ask::answer(state.ask.as_ref().map(|(ask, _)| ask), code)
    }
}

fn confirmed(state: &State, asked: &Asked, code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match asked {
        Asked::Surplus(goods) => piece::sure(state, goods.clone(), ctx, look),
        Asked::Open(target) => parcel::open(state, target, &code.raw, ctx, look),
        Asked::Tote(tote) => Ok(sealed::into(state, tote)),
    }
}

/// Something here has this code.
fn known(found: &Found) -> bool {
    !found.nothing() || !found.sent.is_empty()
}
