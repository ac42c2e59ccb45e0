//! Receiving: cartons at the door (點箱), then pieces out of a delivery (點收).
//!
//! The rule. Counting the cartons lets the driver go and posts nothing; it may be skipped, or done after. Any item of
//! the delivery may be scanned in any order; each scan counts what its code is worth, however much is expected: what
//! is over is recorded and held by the books, never refused. Not good pieces are counted apart, under a reason that
//! stays on until it is taken off. A tracked item has its lot, expiry or serial from the code, else from the person
//! once, for all scans of the item that follow. A short or past expiry, and an item nobody ordered, is asked about
//! once: the same scan again confirms. A code nobody knows can be taught; teaching counts nothing.
//!
//! Invariant: pieces of ordered lines are in the lines (server row + effects), never in this state. Pieces without a
//! line (nobody ordered them, or the delivery is blind) are effects too, until the server's lines contain them.
//! What only this device knows of another delivery waits in `aside` while this one is open. A blind delivery that the
//! office has said to be an expected one leads there, and what was scanned meanwhile is scanned again.
//! Absent on purpose: who else counts. Two clerks offline both post, and the books add up.

mod arrive;
mod close;
mod count;
mod learn;
mod open;
pub mod photo;
mod scan;
mod sheet;
mod tracked;
mod work;

pub use arrive::Cartons;
pub use close::{Closing, closing};
pub use open::{begun_blind, blind, open};
pub use sheet::{day_on, may_key, open_of};
pub use work::{Work, read};

use super::pad::Pad;
use super::{Ask, Ctx, Go, Input, Look, Looked, Step};
use crate::say::{Desk, Receive, Say};
use serde::{Deserialize, Serialize};
use shared::catalogue::{Item, Unit};
use shared::facts::{DamageReason, How, TaskRef};
use shared::id::{DeliveryId, ItemId, SupplierId};
use shared::photo::PhotoId;
use shared::stock::Lot;
use shared::task::{Delivery, TaskState};

/// Version of [`State`] on the disk.
pub const VERSION: i64 = 1;
/// Deliveries of which something is kept while another one is open.
pub const ASIDE: usize = 20;
/// Serials of one delivery that are checked for coming twice on this device; the books check all.
const SERIALS: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub delivery: DeliveryId,
    #[serde(default)]
    pub kept: Kept,
    /// Other deliveries begun here.
    #[serde(default)]
    pub aside: Vec<(DeliveryId, Kept)>,
    #[serde(default)]
    pub ask: Option<(Ask, Asked)>,
    #[serde(default)]
    pub sheet: Option<Sheet>,
    /// 不良: what is scanned now is not good.
    #[serde(default)]
    pub damage: Option<DamageReason>,
    /// Photos that go with the next pieces that are not good ([`photo`]).
    #[serde(default)]
    pub photos: Vec<PhotoId>,
    /// What was counted last.
    #[serde(default)]
    pub last: Option<Last>,
}

/// What only this device knows of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Nobody announced it: this device made it.
    #[serde(default)]
    pub blind: Option<Blind>,
    #[serde(default)]
    pub serials: Vec<String>,
    /// Short-dated goods that a person has said yes to.
    #[serde(default)]
    pub accepted: Vec<(ItemId, Lot)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blind {
    /// Made here: `H3-R1123-140512`.
    pub number: String,
    #[serde(default)]
    pub supplier: Option<SupplierId>,
    /// A fact has told the office of it.
    #[serde(default)]
    pub told: bool,
    #[serde(default)]
    pub closed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub item: ItemId,
    #[serde(default)]
    pub lot: Lot,
    pub raw: String,
    pub quantity: i64,
    /// Piece or carton, where they share a code.
    #[serde(default)]
    pub unit: Option<Unit>,
}

/// A scan on its way to being counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub item: ItemId,
    pub quantity: i64,
    pub unit: Unit,
    #[serde(default)]
    pub lot: Lot,
    #[serde(default)]
    pub serial: String,
    pub how: How,
    /// As scanned, and when by the scanner's clock.
    pub raw: String,
    pub at_ms: i64,
}

/// What the same scan again confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    Switch(DeliveryId),
    /// Nobody ordered it.
    Extra(Pending),
    Expiry(Pending),
    Teach {
        code: String,
    },
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    Supplier,
    Cartons {
        pad: Pad,
    },
    Driver {
        cartons: i64,
        damaged: i64,
        driver: String,
    },
    Quantity {
        pad: Pad,
        how: How,
    },
    Unit {
        pending: Pending,
        options: Vec<(Unit, i64)>,
    },
    Item {
        key: String,
        pending: Pending,
        items: Vec<ItemId>,
    },
    Lot {
        pending: Pending,
    },
    Serial {
        pending: Pending,
    },
    Expiry {
        pending: Pending,
        pad: Pad,
    },
    Damage,
    Manual,
    Learn {
        code: String,
        raw: String,
    },
    LearnUnit {
        code: String,
        raw: String,
        item: ItemId,
    },
    LearnQuantity {
        code: String,
        raw: String,
        item: ItemId,
        unit: Unit,
        pad: Pad,
    },
    /// What is short, over and bad.
    Close,
}

pub fn anchor(state: &State) -> String {
    task(state).to_string()
}

pub fn task(state: &State) -> TaskRef {
    TaskRef::Delivery(state.delivery)
}

fn mis(state: &State, say: impl Into<Say>, raw: &str) -> Step<State> {
    Step::mis(state.clone(), say, raw, "receive.item", Some(task(state)))
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

fn name(item: &Item, ctx: &Ctx) -> String {
    item.name_in(ctx.lang).to_owned()
}

/// What the delivery is called.
pub fn number(state: &State, delivery: Option<&Delivery>) -> String {
    match (delivery, &state.kept.blind) {
        (Some(delivery), _) => delivery.number.clone(),
        (None, Some(blind)) => blind.number.clone(),
        (None, None) => String::new(),
    }
}

pub fn supplier(state: &State, delivery: Option<&Delivery>) -> Option<SupplierId> {
    match delivery {
        Some(delivery) => delivery.supplier,
        None => state.kept.blind.as_ref().and_then(|blind| blind.supplier),
    }
}

fn stopped(work: &Work) -> Option<Receive> {
    let delivery = work.delivery.as_ref()?;
    let number = delivery.number.clone();
    match delivery.state {
        TaskState::Held => Some(Receive::Held { number }),
        TaskState::Cancelled => Some(Receive::Cancelled { number }),
        TaskState::Open | TaskState::Started | TaskState::Done => None,
    }
}

pub fn step(state: &State, input: Input<'_>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let work = read(state, look)?;
    if work.delivery.is_none() && state.kept.blind.is_none() {
        return Ok(Step::say(state.clone(), Receive::Gone {}).go(Go::Home));
    }
    if let Some(delivery) = work
        .delivery
        .as_ref()
        .filter(|delivery| delivery.merged.is_some())
    {
        return Ok(match input {
            Input::Scan(code) => {
                let number = delivery.number.clone();
                mis(state, Receive::Merged { number }, &code.raw)
            }
            Input::Press(_) | Input::Typed { .. } => Step::stay(state.clone()),
        }
        .go(Go::Receive(delivery.id)));
    }
    let step = match input {
        Input::Scan(code) => scan::scan(state, code, &work, ctx, look)?,
        Input::Press(id) => sheet::press(state, id, &work, ctx, look)?,
        Input::Typed { id, text } => sheet::typed(state, id, text, &work, ctx, look)?,
    };
    Ok(arrive::told(step))
}

/// Deliveries that a clerk may open.
pub fn to_receive(delivery: &Delivery) -> bool {
    matches!(
        delivery.state,
        TaskState::Open | TaskState::Started | TaskState::Held
    )
}

fn bad_entry(state: &State) -> Step<State> {
    Step::say(state.clone(), Desk::BadEntry {})
}
