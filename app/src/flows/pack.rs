//! Packing: goods leave the list's tote and enter a parcel, which its label closes.
//!
//! The rule. A tote, a pick list or an order opens the work; no pick facts are needed, for the picker's device may
//! still be offline: pieces are checked against the released order and the books meet later. A tote that nobody knows
//! yet asks for the list or the order. Where a tote serves several orders, the first item scanned chooses: the order
//! already begun, else the oldest, that still needs it. Every piece is scanned; goods marked keyable once, then keyed.
//! Of an item with serial numbers every piece says its own ([`serial`]). Surplus and strangers are stopped. The label is refused until every piece is scanned or confirmed missing; then the
//! expected label, or where the carrier brings its own a code that the carrier's rule admits, closes the parcel.
//!
//! Invariant: what was packed is in the lines, never in this state. An order has one parcel, and its id is the
//! order's, so that a device that goes on elsewhere, or has lost its state, packs into the same one.
//! Absent on purpose: voiding unused numbers and printing, which are the server's.

mod label;
mod open;
mod put;
mod serial;
mod sheet;

pub use put::may_key;

use super::item_scan::Goods;
use super::pad::Pad;
use super::resolve::{self, Code, Found};
use super::{Answer, Ask, Ctx, Input, Look, Looked, Step};
use crate::say::{Pack, Say};
use open::{begin, open_from, which};
use serde::{Deserialize, Serialize};
use shared::catalogue::Unit;
use shared::facts::pack::WEIGHT_LIMIT_G;
use shared::facts::{How, TaskRef};
use shared::id::{ItemId, ListId, ParcelId, ShipmentId, ShipmentLineId};
use shared::task::{Shipment, ShipmentLine, TaskState};

/// Version of [`State`] on the disk.
pub const VERSION: i64 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    /// The order being packed.
    #[serde(default)]
    pub shipment: Option<ShipmentId>,
    /// Opened by its tote or its number: further orders of it follow.
    #[serde(default)]
    pub list: Option<ListId>,
    /// The code on the tote, as scanned.
    #[serde(default)]
    pub tote: String,
    #[serde(default)]
    pub carton: String,
    #[serde(default)]
    pub weight_g: Option<i64>,
    /// The line that the last scan touched, and the code that touched it.
    #[serde(default)]
    pub current: Option<(ShipmentLineId, String)>,
    /// Piece or carton, once the worker has said which for the current line.
    #[serde(default)]
    pub unit: Option<Unit>,
    #[serde(default)]
    pub ask: Option<Ask>,
    #[serde(default)]
    pub sheet: Option<Sheet>,
}

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    Quantity {
        item: ItemId,
        pad: Pad,
        how: How,
        raw: String,
    },
    /// The piece waits for its serial number.
    Serial {
        pending: Goods,
    },
    Weight {
        pad: Pad,
    },
    Manual,
    Reason,
    Carton,
    Unit {
        item: ItemId,
        code: Code,
        key: String,
        options: Vec<(Unit, i64)>,
    },
    Item {
        code: Code,
        key: String,
        items: Vec<ItemId>,
    },
}

/// The order and its lines, read once a step.
struct Work {
    shipment: Shipment,
    lines: Vec<ShipmentLine>,
}

impl Work {
    fn open(&self) -> i64 {
        self.lines.iter().map(ShipmentLine::open).sum()
    }

    fn packed(&self) -> i64 {
        self.lines.iter().map(|line| line.packed).sum()
    }

    fn open_of(&self, item: ItemId) -> i64 {
        self.lines
            .iter()
            .filter(|line| line.item == item)
            .map(ShipmentLine::open)
            .sum()
    }

    /// Whether a piece with this serial number is in the parcel.
    fn holds(&self, item: ItemId, serial: &str) -> bool {
        let mut lines = self.lines.iter().filter(|line| line.item == item);
        lines.any(|line| line.serials.iter().any(|known| known == serial))
    }
}

/// The one parcel of an order.
pub fn parcel_of(shipment: ShipmentId) -> ParcelId {
    ParcelId(shipment.0)
}

pub fn task(state: &State) -> Option<TaskRef> {
    state
        .shipment
        .map(TaskRef::Shipment)
        .or(state.list.map(TaskRef::List))
}

pub fn anchor(state: &State) -> String {
    task(state).map_or_else(String::new, |task| task.to_string())
}

fn step_name(state: &State) -> &'static str {
    match (state.shipment, state.list) {
        (Some(_), _) => "pack.piece",
        (None, Some(_)) => "pack.which",
        (None, None) => "pack.start",
    }
}

fn mis(state: &State, say: impl Into<Say>, raw: &str) -> Step<State> {
    Step::mis(state.clone(), say, raw, step_name(state), task(state))
}

fn calm(state: &State) -> State {
    State {
        ask: None,
        sheet: None,
        ..state.clone()
    }
}

/// Nothing open yet.
pub fn start() -> Step<State> {
    Step::say(State::default(), Pack::Start {})
}

/// After an update that cannot read the state: the order or the list again, from what the rows say.
pub fn restart(id: uuid::Uuid, look: &dyn Look) -> Looked<State> {
    if look.shipment(id.into())?.is_some() {
        return Ok(State {
            shipment: Some(id.into()),
            ..State::default()
        });
    }
    let list = look.list(id.into())?.map(|list| list.id);
    Ok(State {
        list,
        ..State::default()
    })
}

pub fn to_pack(shipment: &Shipment) -> bool {
    shipment.parcel.is_none() && matches!(shipment.state, TaskState::Open | TaskState::Started)
}

/// Opens what a scanned code names: a list by its tote or number, an order by any of its numbers.
pub fn open(code: &Code, found: &Found, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    open_from(&State::default(), code, found, ctx, look)
}

fn stopped(shipment: &Shipment) -> Option<Pack> {
    let order = shipment.order_no.clone();
    match shipment.state {
        TaskState::Held => Some(Pack::Held { order }),
        TaskState::Cancelled => Some(Pack::Cancelled { order }),
        TaskState::Open | TaskState::Started | TaskState::Done => None,
    }
}

fn label_text(shipment: &Shipment) -> String {
    shipment
        .label
        .clone()
        .unwrap_or_else(|| shipment.order_no.clone())
}

fn ask_weight(mut state: State, look: &dyn Look) -> State {
    if look.settings().ask_weight && state.weight_g.is_none() {
        state.sheet = Some(Sheet::Weight { pad: Pad::grams() });
    }
    state
}

pub fn step(state: &State, input: Input<'_>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let work = match state.shipment {
        Some(id) => match look.shipment(id)? {
            Some(shipment) => Some(Work {
                lines: look.shipment_lines(id)?,
                shipment,
            }),
            None => return Ok(Step::say(State::default(), Pack::Gone {})),
        },
        None => None,
    };
    match input {
        Input::Scan(code) => scan(state, code, work.as_ref(), ctx, look),
        Input::Press(id) => sheet::press(state, id, work.as_ref(), ctx, look),
        Input::Typed { id, text } => sheet::typed(state, id, text, work.as_ref(), ctx, look),
    }
}

fn scan(state: &State, code: &Code, work: Option<&Work>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let found = resolve::find(code, look)?;
    let answer = Ask::answer(state.ask.as_ref(), code);
    if let (Some(Sheet::Serial { pending }), Some(work)) = (&state.sheet, work)
        && work.shipment.parcel.is_none()
        && stopped(&work.shipment).is_none()
    {
        return serial::scanned(state, pending, work, code, &found, answer, ctx, look);
    }
    match answer {
        Answer::Yes => return open_from(&State::default(), code, &found, ctx, look),
        Answer::TooSoon => return Ok(Step::stay(state.clone())),
        Answer::No => {}
    }
    // A weight that stands on the pad is meant; nothing open ever swallows a scan.
    let weight_g = match &state.sheet {
        Some(Sheet::Weight { pad }) => pad
            .total()
            .filter(|grams| (1..=WEIGHT_LIMIT_G).contains(grams))
            .or(state.weight_g),
        _ => state.weight_g,
    };
    let state = &State {
        weight_g,
        ..calm(state)
    };
    match work {
        Some(work) if work.shipment.parcel.is_some() => open_from(&State::default(), code, &found, ctx, look),
        Some(work) => packing(state, work, code, &found, ctx, look),
        None => match state.list {
            Some(list) if !found.items.is_empty() => which(state, list, code, &found, ctx, look),
            _ => begin(state, code, &found, ctx, look),
        },
    }
}

fn packing(
    state: &State,
    work: &Work,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let shipment = &work.shipment;
    let is_key = |text: &str| code.keys.iter().any(|key| key == text);
    let other_work = found.lists.iter().any(|list| list.id != shipment.list)
        || found.shipments.iter().any(|other| other.id != shipment.id);
    if let Some(say) = stopped(shipment) {
        return if other_work {
            open_from(&State::default(), code, found, ctx, look)
        } else {
            Ok(mis(state, say, &code.raw))
        };
    }
    if shipment.label.as_deref().is_some_and(is_key) {
        let label = shipment.label.clone().unwrap_or_default();
        return label::close(state, work, label, code, look);
    }
    if !found.items.is_empty() {
        return put::piece(state, work, code, found, ctx, look);
    }
    if let Some(carton) = &found.carton {
        let next = State {
            carton: carton.code.clone(),
            ..state.clone()
        };
        return Ok(Step::say(
            next,
            Pack::Carton {
                name: carton.name.clone(),
            },
        ));
    }
    if let Some(other) = found.shipments.iter().find(|other| other.id != shipment.id) {
        if other.carries(&code.keys) {
            return Ok(mis(
                state,
                Pack::LabelTied {
                    order: other.order_no.clone(),
                },
                &code.raw,
            ));
        }
        if other.label.as_deref().is_some_and(is_key) {
            return Ok(mis(
                state,
                Pack::LabelOther {
                    order: other.order_no.clone(),
                },
                &code.raw,
            ));
        }
        return label::switch(state, work, other.order_no.clone(), code, found, ctx, look);
    }
    if found.shipments.iter().any(|same| same.id == shipment.id)
        || found.lists.iter().any(|list| list.id == shipment.list)
    {
        return Ok(Step::say(
            state.clone(),
            Pack::AlreadyOpen {
                order: shipment.order_no.clone(),
            },
        ));
    }
    if let Some(list) = found.lists.first() {
        return label::switch(state, work, list.number.clone(), code, found, ctx, look);
    }
    if !found.nothing() {
        return Ok(mis(
            state,
            Pack::WrongItem {
                got: found.name(ctx.lang),
            },
            &code.raw,
        ));
    }
    label::stranger(state, work, code, look)
}
