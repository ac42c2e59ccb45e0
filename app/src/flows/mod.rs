//! The business rules of the handheld, one file a kind of work.
//!
//! Invariant: a flow is a pure function `step(state, input, ctx, look) → Step`. It knows no SQL, no network and no
//! window, reads no clock and draws no random number: what it may ask is the trait [`Look`], what it needs of the
//! moment is in [`Ctx`]. Its state is data that is written with the facts in one transaction, with a version.
//! Absent on purpose: what a screen looks like (`screens/`), how a code is read (`resolve`).

pub mod count;
pub mod day;
pub mod handover;
pub mod inspect;
pub mod item_scan;
pub mod label;
pub mod pack;
pub mod pad;
pub mod pick;
pub mod printer;
pub mod putaway;
pub mod receive;
pub mod resolve;
pub mod scanner;
pub mod second;
pub mod sign_in;
pub mod tracked;
pub mod transfer;

use crate::flows::resolve::Code;
use crate::say::{self, Say};
use crate::view::Thumb;
use serde::{Deserialize, Serialize};
use shared::catalogue::{Bin, BinUse, Carrier, Item, Staff, Supplier};
use shared::facts::{Fact, Misscanned, TaskRef, kept_raw};
use shared::id::*;
use shared::lang::Lang;
use shared::photo::PhotoId;
use shared::row::{RowKind, Settings};
use shared::stock::{Content, Place};
use shared::task::{
    CountPlan, CountTask, Delivery, DeliveryLine, Extra, PickLine, PickList, Replenishment, Return, Sent,
    Shipment, ShipmentLine,
};
use thiserror::Error;
use uuid::Uuid;

/// "Scan it again to confirm" counts from this long after the question appeared, milliseconds.
pub const CONFIRM_AFTER_MS: i64 = 1000;
/// From more than this many open pieces the rest may be keyed after one scan.
pub const KEY_ABOVE: i64 = 5;

/// The local data could not be read.
#[derive(Clone, Debug, Error)]
#[error("{0}")]
pub struct LookError(pub String);

pub type Looked<T> = Result<T, LookError>;

/// What a flow may ask. Every row comes with what was done here folded in.
pub trait Look {
    fn settings(&self) -> &Settings;
    fn find(&self, code: &str) -> Looked<Vec<(RowKind, Uuid)>>;
    fn item(&self, id: ItemId) -> Looked<Option<Item>>;
    fn bin(&self, id: BinId) -> Looked<Option<Bin>>;
    fn staff(&self, id: StaffId) -> Looked<Option<Staff>>;
    fn carrier(&self, id: CarrierId) -> Looked<Option<Carrier>>;
    fn list(&self, id: ListId) -> Looked<Option<PickList>>;
    fn shipment(&self, id: ShipmentId) -> Looked<Option<Shipment>>;
    /// In walking order.
    fn lines(&self, list: ListId) -> Looked<Vec<PickLine>>;
    /// Oldest first.
    fn shipments(&self, list: ListId) -> Looked<Vec<Shipment>>;
    fn shipment_lines(&self, shipment: ShipmentId) -> Looked<Vec<ShipmentLine>>;
    fn all_lists(&self) -> Looked<Vec<PickList>>;
    fn all_shipments(&self) -> Looked<Vec<Shipment>>;
    fn supplier(&self, id: SupplierId) -> Looked<Option<Supplier>>;
    /// By code.
    fn all_suppliers(&self) -> Looked<Vec<Supplier>>;
    fn delivery(&self, id: DeliveryId) -> Looked<Option<Delivery>>;
    /// Due first.
    fn all_deliveries(&self) -> Looked<Vec<Delivery>>;
    /// In the order of the paper.
    fn delivery_lines(&self, delivery: DeliveryId) -> Looked<Vec<DeliveryLine>>;
    /// Pieces of a delivery that were counted here, stand on no line, and are not in the server's lines yet.
    fn delivery_extras(&self, delivery: DeliveryId) -> Looked<Vec<Extra>>;
    /// What a bin or the dock holds; nothing where nothing is known.
    fn content(&self, place: Place) -> Looked<Content>;
    /// Bins that hold an item, and the dock.
    fn contents_with(&self, item: ItemId) -> Looked<Vec<Content>>;
    /// The first bins of one use in walking order, those that hold something or the free ones.
    fn bins(&self, used_for: BinUse, held: bool, limit: usize) -> Looked<Vec<Bin>>;
    /// Where a flow stood when it was last left, as it was written.
    fn paused(&self, stem: &str) -> Looked<Option<String>>;
    /// A return as the server sent it, or as this device opened it, with what was inspected here folded in.
    fn returned(&self, id: ReturnId) -> Looked<Option<Return>>;
    /// Oldest first.
    fn all_returns(&self) -> Looked<Vec<Return>>;
    /// A parcel that left in the last 90 days.
    fn sent(&self, id: ShipmentId) -> Looked<Option<Sent>>;
    fn count_plan(&self, id: CountPlanId) -> Looked<Option<CountPlan>>;
    fn all_count_plans(&self) -> Looked<Vec<CountPlan>>;
    /// In walking order.
    fn count_tasks(&self, plan: CountPlanId) -> Looked<Vec<CountTask>>;
    /// The urgent first.
    fn all_replenishments(&self) -> Looked<Vec<Replenishment>>;
    /// The small picture of a photo that is still on this device.
    fn thumb(&self, id: PhotoId) -> Looked<Option<Thumb>>;
    /// This device has bound a tote to the list, or taken it over, and the server's row does not say so yet.
    fn claimed_here(&self, list: ListId) -> bool;
    /// The latest fact of the task that may be taken back.
    fn undoable(&self, task: TaskRef) -> Option<(FactId, Fact)>;
    /// The facts that were made by the same gesture as this one, itself included.
    fn gesture(&self, id: FactId) -> Vec<(FactId, Fact)>;
    /// Whether the PIN is this person's.
    fn pin_is(&self, staff: &Staff, pin: &str) -> bool;
    /// Wrong PINs since the last right one or the last unlocking.
    fn wrong_pins(&self, staff: &Staff) -> Looked<i64>;
}

/// The moment and the people.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// Milliseconds since 1970.
    pub now_ms: i64,
    pub lang: Lang,
    pub staff: Option<StaffId>,
    pub device: Option<DeviceId>,
    /// For numbers made here: `H3`.
    pub device_label: String,
    /// Manifests this device has closed.
    pub manifests: i64,
    /// A new id, should the step need one.
    pub fresh: Uuid,
}

/// What reaches a flow.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    Scan(&'a Code),
    Press(&'a str),
    Typed { id: &'a str, text: &'a str },
}

/// Where the worker goes after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Go {
    Stay,
    Home,
    /// Leave this task, its place kept, and open that list.
    Pick(ListId),
    /// The same for a delivery.
    Receive(DeliveryId),
    /// To put-away, with what this delivery brought.
    PutAway(Option<DeliveryId>),
    /// The code did nothing here: it is work for the home screen.
    Scanned,
}

/// What a step decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<S> {
    pub next: S,
    /// Several facts are one gesture.
    pub facts: Vec<Fact>,
    /// `None`: the band keeps what it says.
    pub say: Option<Say>,
    pub go: Go,
}

impl<S> Step<S> {
    pub fn stay(next: S) -> Step<S> {
        Step {
            next,
            facts: Vec::new(),
            say: None,
            go: Go::Stay,
        }
    }

    pub fn say(next: S, say: impl Into<Say>) -> Step<S> {
        Step {
            say: Some(say.into()),
            ..Step::stay(next)
        }
    }

    pub fn fact(mut self, fact: impl Into<Fact>) -> Step<S> {
        self.facts.push(fact.into());
        self
    }

    pub fn go(mut self, go: Go) -> Step<S> {
        self.go = go;
        self
    }

    /// A scan that changes nothing is said and kept. `at` names screen and step: `pick.item`.
    pub fn mis(next: S, say: impl Into<Say>, raw: &str, at: &str, task: Option<TaskRef>) -> Step<S> {
        let say = say.into();
        let kept = Misscanned {
            step: at.to_owned(),
            said: said(&say),
            raw: kept_raw(raw),
            task,
        };
        Step::say(next, say).fact(kept)
    }
}

/// The stable code without its stem: `wrong_item`.
pub fn said(say: &Say) -> String {
    let code = say.code();
    code.split_once('.').map_or(code, |(_, rest)| rest).to_owned()
}

/// A question that the same code answers when it is scanned again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The scan that raised it.
    pub code: String,
    /// When, by the scanner's clock, milliseconds.
    pub since: i64,
}

/// How a scan relates to an open question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There is no question, or another code came.
    No,
    /// The same code, too soon to be meant.
    TooSoon,
    Yes,
}

impl Ask {
    pub fn of(code: &Code) -> Ask {
        Ask {
            code: code.raw.clone(),
            since: code.at_ms,
        }
    }

    pub fn answer(ask: Option<&Ask>, code: &Code) -> Answer {
        match ask {
            Some(ask) if ask.code == code.raw && code.at_ms - ask.since >= CONFIRM_AFTER_MS => Answer::Yes,
            Some(ask) if ask.code == code.raw => Answer::TooSoon,
            Some(_) | None => Answer::No,
        }
    }
}

/// What an undo of this gesture takes back, in words: pieces of one item over several lines are one number.
pub fn gesture_name(gesture: &[(FactId, Fact)], lang: Lang, look: &dyn Look) -> Looked<String> {
    let packed: Vec<_> = gesture
        .iter()
        .filter_map(|(_, fact)| {
            if let Fact::Packed(fact) = fact {
                Some(fact)
            } else {
                None
            }
        })
        .collect();
    if let [first, ..] = packed.as_slice() {
        let quantity = packed.iter().map(|fact| fact.quantity).sum();
        return undo_name(
            &Fact::Packed(shared::facts::Packed {
                quantity,
                ..(*first).clone()
            }),
            lang,
            look,
        );
    }
    match gesture {
        [] => Ok(String::new()),
        [(_, only)] => undo_name(only, lang, look),
        [(_, first), rest @ ..] => Ok(format!("{} +{}", undo_name(first, lang, look)?, rest.len())),
    }
}

/// `洗髮精 ×12`, for the undo that names what it undoes.
pub fn undo_name(fact: &Fact, lang: Lang, look: &dyn Look) -> Looked<String> {
    let item = |id: ItemId, quantity: i64| -> Looked<String> {
        let name = look
            .item(id)?
            .map_or_else(|| "?".to_owned(), |item| say::brief(item.name_in(lang)));
        Ok(format!("{name} ×{quantity}"))
    };
    Ok(match fact {
        Fact::Picked(fact) => item(fact.item, fact.quantity)?,
        Fact::ShortPicked(fact) => format!("{} {}", fact.reason.text(lang), item(fact.item, fact.quantity)?),
        Fact::Packed(fact) => item(fact.item, fact.quantity)?,
        Fact::PackShort(fact) => format!("{} {}", fact.reason.text(lang), item(fact.item, fact.quantity)?),
        Fact::Received(fact) => item(fact.item, fact.quantity)?,
        Fact::PutAway(fact) => item(fact.item, fact.quantity)?,
        Fact::Counted(fact) => item(fact.item, fact.quantity)?,
        Fact::Transferred(fact) => item(fact.item, fact.quantity)?,
        Fact::Inspected(fact) => item(fact.item, fact.quantity)?,
        Fact::ReturnedSealed(fact) => say::shown(&fact.raw),
        Fact::Regraded(fact) => format!("{} {}", fact.to.text(lang), item(fact.item, fact.quantity)?),
        Fact::BarcodeLearned(fact) => format!("{} = {}", fact.code, item(fact.item, fact.quantity)?),
        Fact::HandedOver(fact) => look
            .shipment(fact.shipment)?
            .map_or_else(String::new, |shipment| shipment.order_no),
        Fact::SignedIn(_)
        | Fact::Misscanned(_)
        | Fact::Undone(_)
        | Fact::ToteAttached(_)
        | Fact::ListTakenOver(_)
        | Fact::ParcelClosed(_)
        | Fact::ManifestClosed(_)
        | Fact::DeliveryArrived(_)
        | Fact::DeliveryClosed(_)
        | Fact::BinCounted(_)
        | Fact::Scrapped(_)
        | Fact::ReturnArrived(_)
        | Fact::ReturnClosed(_) => String::new(),
    })
}
