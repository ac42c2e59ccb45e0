//! Put-away (入儲位): what stands at the dock, in a tote that is to be put back, or under a licence plate of the returns
//! bench, enters bins.
//!
//! The rule. The item is scanned, then the bin: all of it goes there. More scans of the item, or a keyed number, split
//! it. A bin is suggested: the item's own, else one that holds the same item and lot, else the first empty pick bin on
//! the walk; what is not good goes to quarantine. Any free bin takes one scan; one that holds something else, another
//! lot of a tracked item, or is not meant for the condition takes the same scan a second time. A delivery or a tote
//! may go into one bin as a whole, and so may a plate where all of it is good, or none.
//!
//! Invariant: what stands where is in the rows (server + effects), never in this state, but for totes: no row says
//! what a tote holds, so what was put back in this session is counted here.
//! Absent on purpose: who brought it. The dock is one pool; the delivery is named with the fact where it is known.

mod bin;
mod load;
mod sheet;

pub use bin::{Why, suggest};
pub use load::{Load, pieces_key, rest, settle, standing};

use super::pad::Pad;
use super::resolve::{self, Code, Found};
use super::{Answer, Ask, Ctx, Go, Input, Look, Looked, Step};
use crate::say::{PutAway, Say, shown};
use serde::{Deserialize, Serialize};
use shared::facts::TaskRef;
use shared::id::{BinId, DeliveryId, ItemId, ListId, PlateId, SessionId};
use shared::stock::{Lot, Place};

/// Version of [`State`] on the disk.
pub const VERSION: i64 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub session: SessionId,
    pub at: At,
    /// The delivery that was scanned, for the papers.
    #[serde(default)]
    pub delivery: Option<DeliveryId>,
    /// The tote that is being emptied.
    #[serde(default)]
    pub tote: Option<ListId>,
    /// The licence plate, or the tote of the returns bench, that is being emptied.
    #[serde(default)]
    pub plate: Option<Plate>,
    /// The bin that the same scan again confirms.
    #[serde(default)]
    pub ask: Option<(Ask, BinId)>,
    #[serde(default)]
    pub sheet: Option<Sheet>,
    /// Put back out of totes in this session.
    #[serde(default)]
    pub back: Vec<Back>,
}

/// A licence plate by its code; its place is made from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plate {
    pub code: String,
}

impl Plate {
    pub fn place(&self) -> Place {
        Place::Plate(PlateId::of(&self.code))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    pub list: ListId,
    pub item: ItemId,
    #[serde(default)]
    pub lot: Lot,
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    Item,
    Bin {
        load: Load,
    },
    /// All of a delivery or a tote into one bin.
    Rest {
        raw: String,
    },
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    Quantity {
        pad: Pad,
    },
    /// Several lots or conditions of it stand there.
    Which {
        loads: Vec<Load>,
    },
    Manual,
}

pub fn anchor(state: &State) -> String {
    task(state).to_string()
}

pub fn task(state: &State) -> TaskRef {
    TaskRef::Session(state.session)
}

fn mis(state: &State, say: impl Into<Say>, raw: &str) -> Step<State> {
    let at = match state.at {
        At::Item => "put_away.item",
        At::Bin { .. } => "put_away.bin",
        At::Rest { .. } => "put_away.rest",
    };
    Step::mis(state.clone(), say, raw, at, Some(task(state)))
}

fn with(state: &State, at: At) -> State {
    State {
        at,
        ask: None,
        sheet: None,
        ..state.clone()
    }
}

fn empty(session: SessionId) -> State {
    State {
        session,
        at: At::Item,
        delivery: None,
        tote: None,
        plate: None,
        ask: None,
        sheet: None,
        back: Vec::new(),
    }
}

/// Opens put-away; with a delivery, for all that it brought. The session goes on where it was paused.
pub fn open(delivery: Option<DeliveryId>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let before: Option<State> = look
        .paused("putaway")?
        .and_then(|json| serde_json::from_str(&json).ok());
    let mut state = before.unwrap_or_else(|| empty(SessionId(ctx.fresh)));
    state.delivery = None;
    state.tote = None;
    state.plate = None;
    let state = with(&state, At::Item);
    if let Some(found) = delivery.map(|id| look.delivery(id)).transpose()?.flatten() {
        return load::delivery(&state, &found, "", look);
    }
    let here = look.content(Place::Dock)?;
    let say = if here.is_empty() {
        PutAway::Empty {}
    } else {
        PutAway::Start {}
    };
    Ok(Step::say(state, say))
}

/// For a state that cannot be read.
pub fn restart(session: uuid::Uuid) -> State {
    empty(SessionId(session))
}

pub fn step(state: &State, input: Input<'_>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let state = &load::settle(state, look)?;
    match input {
        Input::Scan(code) => scan(state, code, ctx, look),
        Input::Press("pause" | "home") => {
            let next = with(state, At::Item);
            Ok(Step::say(next, crate::say::Desk::Home {}).go(Go::Home))
        }
        Input::Press(id) => sheet::press(state, id, ctx, look),
        Input::Typed { id, text } => sheet::typed(state, id, text, ctx, look),
    }
}

/// A scan on the home screen that is work for put-away: an item at the dock.
pub fn first_scan(code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let opened = open(None, ctx, look)?;
    scan(&opened.next, code, ctx, look)
}

fn scan(state: &State, code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match (
        Ask::answer(state.ask.as_ref().map(|(ask, _)| ask), code),
        &state.ask,
    ) {
        (Answer::Yes, Some((_, bin))) => {
            if let Some(bin) = look.bin(*bin)? {
                return bin::store(&with(state, state.at.clone()), &bin, &code.raw, ctx, look);
            }
        }
        (Answer::TooSoon, _) => return Ok(Step::stay(state.clone())),
        (Answer::Yes | Answer::No, _) => {}
    }
    let state = &with(state, state.at.clone());
    let found = resolve::find(code, look)?;
    if let (Some(bin), At::Bin { .. } | At::Rest { .. }) = (&found.bin, &state.at) {
        return bin::scanned(state, bin, code, ctx, look);
    }
    if let Some(bin) = &found.bin {
        let bin = bin.code.clone();
        return Ok(mis(state, PutAway::ItemFirst { bin }, &code.raw));
    }
    goods(state, code, &found, ctx, look)
}

/// Not a bin: an item, a delivery, a tote.
fn goods(state: &State, code: &Code, found: &Found, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if !found.items.is_empty() {
        return load::scanned(state, code, found, ctx, look);
    }
    if let Some(delivery) = found.deliveries.first() {
        return load::delivery(state, delivery, &code.raw, look);
    }
    if let Some(list) = found.lists.first() {
        return load::tote(state, list, &code.raw, look);
    }
    if found.nothing()
        && let Some(step) = load::plate(state, code, ctx, look)?
    {
        return Ok(step);
    }
    let got = shown(&code.raw);
    if found.nothing() {
        return Ok(mis(state, PutAway::Unknown { got }, &code.raw));
    }
    let got = found.name(ctx.lang);
    Ok(mis(state, PutAway::NotABin { got }, &code.raw))
}
