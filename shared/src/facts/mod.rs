//! A fact is what a person did: immutable, past tense, typed, versioned. No server can refuse it.
//!
//! A fact travels in an [`Envelope`], which is understood first; its body is stored and sent verbatim and both
//! sides hash those bytes. Only then is it upcast and decoded, so a kind from a newer app reaches quarantine
//! and not a parse error. Invariant: the kinds and versions that ever left a handheld are decoded for ever
//! (`fixtures/` holds one of each; it is only ever added to).
//!
//! One file per kind of work: payload, `check()`, `movements()`, table tests.

pub mod count;
pub mod desk;
pub mod handover;
pub mod inspect;
pub mod pack;
pub mod pick;
pub mod putaway;
pub mod receive;
pub mod transfer;

pub use count::{BinCounted, Counted};
pub use desk::{Misscanned, SignedIn, Undone};
pub use handover::{HandedOver, ManifestClosed};
pub use inspect::{Inspected, MissingPieces, ReturnArrived, ReturnClosed, ReturnedSealed, SealedPieces};
pub use pack::{PackShort, Packed, ParcelClosed};
pub use pick::{ListTakenOver, Picked, ShortPicked, ShortReason, ToteAttached};
pub use putaway::PutAway;
pub use receive::{BarcodeLearned, DamageReason, DeliveryArrived, DeliveryClosed, Received};
pub use transfer::{RegradeReason, Regraded, Scrapped, Transferred};

use crate::catalogue::Barcode;
use crate::id::*;
use crate::photo::PhotoId;
use crate::quantity::QuantityError;
use crate::row::RowKind;
use crate::stock::{Condition, Lot, Movement, Place};
use crate::task::{Arrival, Tied};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::fmt;
use thiserror::Error;
use uuid::Uuid;

/// The longest raw scan that is kept with a fact, in characters. Longer ones are cut and marked.
pub const RAW_LIMIT: usize = 512;

/// A raw scan as a fact keeps it.
pub fn kept_raw(raw: &str) -> String {
    if raw.chars().count() <= RAW_LIMIT {
        return raw.to_owned();
    }
    raw.chars().take(RAW_LIMIT).chain(['…']).collect()
}

/// How a quantity came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The code of the goods was scanned.
    Scanned,
    /// After one scan the rest was keyed.
    Keyed,
    /// 刷不到: the code could not be read, the last four of SKU or EAN were keyed. Listed for relabelling.
    Manual,
}

/// The work that a fact belongs to. An undo reaches the device's latest fact of the same task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskRef {
    List(ListId),
    Shipment(ShipmentId),
    Manifest(ManifestId),
    Delivery(DeliveryId),
    Session(SessionId),
    Visit(VisitId),
    Return(ReturnId),
}

impl fmt::Display for TaskRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TaskRef::List(id) => write!(f, "list:{id}"),
            TaskRef::Shipment(id) => write!(f, "shipment:{id}"),
            TaskRef::Manifest(id) => write!(f, "manifest:{id}"),
            TaskRef::Delivery(id) => write!(f, "delivery:{id}"),
            TaskRef::Session(id) => write!(f, "session:{id}"),
            TaskRef::Visit(id) => write!(f, "visit:{id}"),
            TaskRef::Return(id) => write!(f, "return:{id}"),
        }
    }
}

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FactError {
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    #[error("{0} must not be empty")]
    Empty(&'static str),
    #[error("{field} is {length} characters long, {limit} are allowed")]
    TooLong {
        field: &'static str,
        length: usize,
        limit: usize,
    },
    #[error("a weight of {0} g cannot be")]
    Weight(i64),
    #[error("{cartons} cartons of which {damaged} are damaged cannot be")]
    Cartons { cartons: i64, damaged: i64 },
    #[error("one serial number is one piece, not {0}")]
    SerialQuantity(i64),
    #[error("{length} {field}, {limit} are allowed")]
    TooMany {
        field: &'static str,
        length: usize,
        limit: usize,
    },
    #[error("{photos} photos where {room} may be")]
    Photos { photos: usize, room: usize },
    #[error("nothing can move so from or to {0}")]
    Place(Place),
    #[error("the condition is {0:?} already")]
    SameCondition(Condition),
}

/// Text that a person scanned or typed: there, and not longer than `limit` characters.
fn check_text(field: &'static str, text: &str, limit: usize) -> Result<(), FactError> {
    let length = text.chars().count();
    match length {
        0 => Err(FactError::Empty(field)),
        _ if length > limit => Err(FactError::TooLong { field, length, limit }),
        _ => Ok(()),
    }
}

/// What a fact changes in the rows that a handheld shows: folded over the server's row until that row contains it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    ListTote {
        list: ListId,
        tote: Option<String>,
        picker: Option<StaffId>,
    },
    LinePicked {
        line: LineId,
        delta: i64,
    },
    LineShort {
        line: LineId,
        delta: i64,
    },
    LinePacked {
        line: ShipmentLineId,
        delta: i64,
    },
    LinePackShort {
        line: ShipmentLineId,
        delta: i64,
    },
    /// A piece with this serial number is in the parcel, or is no more.
    SerialPacked {
        line: ShipmentLineId,
        serial: String,
        packed: bool,
    },
    ParcelTied {
        shipment: ShipmentId,
        tied: Option<Tied>,
    },
    HandedOver {
        shipment: ShipmentId,
        manifest: Option<ManifestId>,
    },
    /// What a bin or the dock holds: one side of a movement.
    Content {
        place: Place,
        item: ItemId,
        #[serde(default, skip_serializing_if = "Lot::is_none")]
        lot: Lot,
        #[serde(default, skip_serializing_if = "Condition::is_good")]
        condition: Condition,
        delta: i64,
    },
    DeliveryArrived {
        delivery: DeliveryId,
        arrival: Option<Arrival>,
    },
    DeliveryClosed {
        delivery: DeliveryId,
        closed: bool,
    },
    LineReceived {
        line: DeliveryLineId,
        good: i64,
        bad: i64,
    },
    /// Pieces that stand on no line known here.
    ExtraReceived {
        delivery: DeliveryId,
        item: ItemId,
        good: i64,
        bad: i64,
    },
    BarcodeLearned {
        item: ItemId,
        barcode: Barcode,
        known: bool,
    },
    BinCounted {
        task: CountTaskId,
        counted: bool,
    },
    Replenished {
        task: ReplenishmentId,
        delta: i64,
    },
    ReturnArrived {
        returned: ReturnId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shipment: Option<ShipmentId>,
        number: String,
        arrived: Option<i64>,
    },
    /// Pieces were inspected, or came back sealed.
    ReturnInspected {
        returned: ReturnId,
        item: ItemId,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        serial: String,
        delta: i64,
    },
    ReturnClosed {
        returned: ReturnId,
        closed: bool,
    },
    /// Pieces of a parcel that left came back, in whichever return.
    SentBack {
        shipment: ShipmentId,
        item: ItemId,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        serial: String,
        delta: i64,
    },
}

impl Effect {
    /// The row it changes.
    pub fn target(&self) -> (RowKind, Uuid) {
        match self {
            Effect::ListTote { list, .. } => (RowKind::List, list.0),
            Effect::LinePicked { line, .. } | Effect::LineShort { line, .. } => (RowKind::Line, line.0),
            Effect::LinePacked { line, .. }
            | Effect::LinePackShort { line, .. }
            | Effect::SerialPacked { line, .. } => (RowKind::ShipmentLine, line.0),
            Effect::ParcelTied { shipment, .. } | Effect::HandedOver { shipment, .. } => {
                (RowKind::Shipment, shipment.0)
            }
            // A place without content is never in an effect: see `content_effects`.
            Effect::Content { place, .. } => (RowKind::Content, place.content_id().unwrap_or_default()),
            Effect::DeliveryArrived { delivery, .. }
            | Effect::DeliveryClosed { delivery, .. }
            | Effect::ExtraReceived { delivery, .. } => (RowKind::Delivery, delivery.0),
            Effect::LineReceived { line, .. } => (RowKind::DeliveryLine, line.0),
            Effect::BarcodeLearned { item, .. } => (RowKind::Item, item.0),
            Effect::BinCounted { task, .. } => (RowKind::CountTask, task.0),
            Effect::Replenished { task, .. } => (RowKind::Replenishment, task.0),
            Effect::ReturnArrived { returned, .. }
            | Effect::ReturnInspected { returned, .. }
            | Effect::ReturnClosed { returned, .. } => (RowKind::Return, returned.0),
            Effect::SentBack { shipment, .. } => (RowKind::Sent, shipment.0),
        }
    }

    /// Takes a later effect into this one, where both only add to the same number: a thousand scans of one item are
    /// then folded as one. False, and nothing changed, where they are not of that kind.
    pub fn absorb(&mut self, later: &Effect) -> bool {
        if self.target() != later.target() {
            return false;
        }
        match (self, later) {
            (Effect::LinePicked { delta, .. }, Effect::LinePicked { delta: more, .. })
            | (Effect::LineShort { delta, .. }, Effect::LineShort { delta: more, .. })
            | (Effect::LinePacked { delta, .. }, Effect::LinePacked { delta: more, .. })
            | (Effect::LinePackShort { delta, .. }, Effect::LinePackShort { delta: more, .. })
            | (Effect::Replenished { delta, .. }, Effect::Replenished { delta: more, .. }) => *delta += more,
            (
                Effect::LineReceived { good, bad, .. },
                Effect::LineReceived {
                    good: more_good,
                    bad: more_bad,
                    ..
                },
            ) => {
                *good += more_good;
                *bad += more_bad;
            }
            (
                Effect::ExtraReceived { item, good, bad, .. },
                Effect::ExtraReceived {
                    item: same_item,
                    good: more_good,
                    bad: more_bad,
                    ..
                },
            ) if item == same_item => {
                *good += more_good;
                *bad += more_bad;
            }
            (
                Effect::Content {
                    item,
                    lot,
                    condition,
                    delta,
                    ..
                },
                Effect::Content {
                    item: same_item,
                    lot: same_lot,
                    condition: same_condition,
                    delta: more,
                    ..
                },
            ) if item == same_item && lot == same_lot && condition == same_condition => *delta += more,
            (
                Effect::ReturnInspected {
                    item, serial, delta, ..
                },
                Effect::ReturnInspected {
                    item: same_item,
                    serial: same_serial,
                    delta: more,
                    ..
                },
            )
            | (
                Effect::SentBack {
                    item, serial, delta, ..
                },
                Effect::SentBack {
                    item: same_item,
                    serial: same_serial,
                    delta: more,
                    ..
                },
            ) if item == same_item && serial == same_serial => *delta += more,
            _ => return false,
        }
        true
    }

    /// The effect that takes this one back.
    pub fn inverse(&self) -> Effect {
        match self.clone() {
            Effect::ListTote { list, .. } => Effect::ListTote {
                list,
                tote: None,
                picker: None,
            },
            Effect::LinePicked { line, delta } => Effect::LinePicked { line, delta: -delta },
            Effect::LineShort { line, delta } => Effect::LineShort { line, delta: -delta },
            Effect::LinePacked { line, delta } => Effect::LinePacked { line, delta: -delta },
            Effect::LinePackShort { line, delta } => Effect::LinePackShort { line, delta: -delta },
            Effect::SerialPacked { line, serial, packed } => Effect::SerialPacked {
                line,
                serial,
                packed: !packed,
            },
            Effect::ParcelTied { shipment, .. } => Effect::ParcelTied { shipment, tied: None },
            Effect::HandedOver { shipment, .. } => Effect::HandedOver {
                shipment,
                manifest: None,
            },
            Effect::Content {
                place,
                item,
                lot,
                condition,
                delta,
            } => Effect::Content {
                place,
                item,
                lot,
                condition,
                delta: -delta,
            },
            Effect::DeliveryArrived { delivery, .. } => Effect::DeliveryArrived {
                delivery,
                arrival: None,
            },
            Effect::DeliveryClosed { delivery, closed } => Effect::DeliveryClosed {
                delivery,
                closed: !closed,
            },
            Effect::LineReceived { line, good, bad } => Effect::LineReceived {
                line,
                good: -good,
                bad: -bad,
            },
            Effect::ExtraReceived {
                delivery,
                item,
                good,
                bad,
            } => Effect::ExtraReceived {
                delivery,
                item,
                good: -good,
                bad: -bad,
            },
            Effect::BarcodeLearned { item, barcode, known } => Effect::BarcodeLearned {
                item,
                barcode,
                known: !known,
            },
            Effect::BinCounted { task, counted } => Effect::BinCounted {
                task,
                counted: !counted,
            },
            Effect::Replenished { task, delta } => Effect::Replenished { task, delta: -delta },
            Effect::ReturnArrived {
                returned,
                shipment,
                number,
                ..
            } => Effect::ReturnArrived {
                returned,
                shipment,
                number,
                arrived: None,
            },
            Effect::ReturnInspected {
                returned,
                item,
                serial,
                delta,
            } => Effect::ReturnInspected {
                returned,
                item,
                serial,
                delta: -delta,
            },
            Effect::ReturnClosed { returned, closed } => Effect::ReturnClosed {
                returned,
                closed: !closed,
            },
            Effect::SentBack {
                shipment,
                item,
                serial,
                delta,
            } => Effect::SentBack {
                shipment,
                item,
                serial,
                delta: -delta,
            },
        }
    }
}

/// Why a body could not be read as a fact. It is then kept raw, in quarantine.
#[derive(Debug, Error)]
pub enum DecodeError {
    #[error("facts of the kind '{0}' are not known here")]
    UnknownKind(String),
    #[error("version {version} of '{kind}' is not known here")]
    UnknownVersion { kind: String, version: u16 },
    #[error("the body of a '{kind}' cannot be read: {source}")]
    Body { kind: String, source: serde_json::Error },
}

/// Writes the enum, its kind names and versions, and the decoder, so that a new fact is one line here.
macro_rules! facts {
    ($($variant:ident = $kind:literal v $version:literal),+ $(,)?) => {
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Fact {
            $($variant($variant)),+
        }

        impl Fact {
            /// Every kind with its present version.
            pub const KINDS: &'static [(&'static str, u16)] = &[$(($kind, $version)),+];

            pub fn kind(&self) -> &'static str {
                match self { $(Fact::$variant(_) => $kind),+ }
            }

            pub fn version(&self) -> u16 {
                match self { $(Fact::$variant(_) => $version),+ }
            }

            /// The body as it will be stored, sent and hashed.
            pub fn body(&self) -> Box<RawValue> {
                match self {
                    $(Fact::$variant(payload) => serde_json::value::to_raw_value(payload)
                        .expect("a payload is plain data and always becomes JSON")),+
                }
            }

            /// Reads a body that any version of the app has written.
            pub fn decode(kind: &str, version: u16, body: &str) -> Result<Fact, DecodeError> {
                match kind {
                    $($kind if version == $version => serde_json::from_str(body)
                        .map(Fact::$variant)
                        .map_err(|source| DecodeError::Body { kind: kind.to_owned(), source }),)+
                    $($kind => Err(DecodeError::UnknownVersion { kind: kind.to_owned(), version }),)+
                    _ => Err(DecodeError::UnknownKind(kind.to_owned())),
                }
            }
        }

        $(impl From<$variant> for Fact {
            fn from(payload: $variant) -> Fact {
                Fact::$variant(payload)
            }
        })+
    };
}

facts! {
    SignedIn = "signed_in" v 1,
    Misscanned = "misscanned" v 1,
    Undone = "undone" v 1,
    ToteAttached = "tote_attached" v 1,
    Picked = "picked" v 1,
    ShortPicked = "short_picked" v 1,
    ListTakenOver = "list_taken_over" v 1,
    Packed = "packed" v 1,
    PackShort = "pack_short" v 1,
    ParcelClosed = "parcel_closed" v 1,
    HandedOver = "handed_over" v 1,
    ManifestClosed = "manifest_closed" v 1,
    DeliveryArrived = "delivery_arrived" v 1,
    Received = "received" v 1,
    DeliveryClosed = "delivery_closed" v 1,
    BarcodeLearned = "barcode_learned" v 1,
    PutAway = "put_away" v 1,
    Counted = "counted" v 1,
    BinCounted = "bin_counted" v 1,
    Transferred = "transferred" v 1,
    Regraded = "regraded" v 1,
    Scrapped = "scrapped" v 1,
    ReturnArrived = "return_arrived" v 1,
    ReturnedSealed = "returned_sealed" v 1,
    Inspected = "inspected" v 1,
    ReturnClosed = "return_closed" v 1,
}

impl Fact {
    pub fn check(&self) -> Result<(), FactError> {
        match self {
            Fact::SignedIn(_)
            | Fact::Undone(_)
            | Fact::ListTakenOver(_)
            | Fact::HandedOver(_)
            | Fact::DeliveryClosed(_) => Ok(()),
            Fact::Misscanned(fact) => fact.check(),
            Fact::ToteAttached(fact) => fact.check(),
            Fact::Picked(fact) => fact.check(),
            Fact::ShortPicked(fact) => fact.check(),
            Fact::Packed(fact) => fact.check(),
            Fact::PackShort(fact) => fact.check(),
            Fact::ParcelClosed(fact) => fact.check(),
            Fact::ManifestClosed(fact) => fact.check(),
            Fact::DeliveryArrived(fact) => fact.check(),
            Fact::Received(fact) => fact.check(),
            Fact::BarcodeLearned(fact) => fact.check(),
            Fact::PutAway(fact) => fact.check(),
            Fact::Counted(fact) => fact.check(),
            Fact::BinCounted(fact) => fact.check(),
            Fact::Transferred(fact) => fact.check(),
            Fact::Regraded(fact) => fact.check(),
            Fact::Scrapped(fact) => fact.check(),
            Fact::ReturnArrived(fact) => fact.check(),
            Fact::ReturnedSealed(fact) => fact.check(),
            Fact::Inspected(fact) => fact.check(),
            Fact::ReturnClosed(fact) => fact.check(),
        }
    }

    pub fn task(&self) -> Option<TaskRef> {
        match self {
            Fact::SignedIn(_) => None,
            Fact::Misscanned(fact) => fact.task,
            Fact::Undone(fact) => fact.task,
            Fact::ToteAttached(fact) => Some(TaskRef::List(fact.list)),
            Fact::Picked(fact) => Some(TaskRef::List(fact.list)),
            Fact::ShortPicked(fact) => Some(TaskRef::List(fact.list)),
            Fact::ListTakenOver(fact) => Some(TaskRef::List(fact.list)),
            Fact::Packed(fact) => Some(TaskRef::Shipment(fact.shipment)),
            Fact::PackShort(fact) => Some(TaskRef::Shipment(fact.shipment)),
            Fact::ParcelClosed(fact) => Some(TaskRef::Shipment(fact.shipment)),
            Fact::HandedOver(fact) => Some(TaskRef::Manifest(fact.manifest)),
            Fact::ManifestClosed(fact) => Some(TaskRef::Manifest(fact.manifest)),
            Fact::DeliveryArrived(fact) => Some(TaskRef::Delivery(fact.delivery)),
            Fact::Received(fact) => Some(TaskRef::Delivery(fact.delivery)),
            Fact::DeliveryClosed(fact) => Some(TaskRef::Delivery(fact.delivery)),
            Fact::BarcodeLearned(fact) => fact.delivery.map(TaskRef::Delivery),
            Fact::PutAway(fact) => Some(TaskRef::Session(fact.session)),
            Fact::Counted(fact) => Some(TaskRef::Visit(fact.visit)),
            Fact::BinCounted(fact) => Some(TaskRef::Visit(fact.visit)),
            Fact::Transferred(fact) => Some(TaskRef::Session(fact.session)),
            Fact::Regraded(fact) => Some(TaskRef::Session(fact.session)),
            Fact::Scrapped(fact) => Some(TaskRef::Session(fact.session)),
            Fact::ReturnArrived(fact) => Some(TaskRef::Return(fact.returned)),
            Fact::ReturnedSealed(fact) => Some(TaskRef::Return(fact.returned)),
            Fact::Inspected(fact) => Some(TaskRef::Return(fact.returned)),
            Fact::ReturnClosed(fact) => Some(TaskRef::Return(fact.returned)),
        }
    }

    /// The photos that it names: they travel beside the facts.
    pub fn photos(&self) -> &[PhotoId] {
        match self {
            Fact::Received(fact) => &fact.photos,
            Fact::ReturnArrived(fact) => &fact.photos,
            Fact::Inspected(fact) => &fact.photos,
            Fact::SignedIn(_)
            | Fact::Misscanned(_)
            | Fact::Undone(_)
            | Fact::ToteAttached(_)
            | Fact::Picked(_)
            | Fact::ShortPicked(_)
            | Fact::ListTakenOver(_)
            | Fact::Packed(_)
            | Fact::PackShort(_)
            | Fact::ParcelClosed(_)
            | Fact::HandedOver(_)
            | Fact::ManifestClosed(_)
            | Fact::DeliveryArrived(_)
            | Fact::DeliveryClosed(_)
            | Fact::BarcodeLearned(_)
            | Fact::PutAway(_)
            | Fact::Counted(_)
            | Fact::BinCounted(_)
            | Fact::Transferred(_)
            | Fact::Regraded(_)
            | Fact::Scrapped(_)
            | Fact::ReturnedSealed(_)
            | Fact::ReturnClosed(_) => &[],
        }
    }

    /// What left which place and entered which. Empty where the books alone know the quantity: a handed-over
    /// parcel moves whatever the books hold in it.
    pub fn movements(&self) -> Vec<Movement> {
        match self {
            Fact::Picked(fact) => vec![fact.movement()],
            Fact::Packed(fact) => vec![fact.movement()],
            Fact::Received(fact) => vec![fact.movement()],
            Fact::PutAway(fact) => vec![fact.movement()],
            Fact::Transferred(fact) => vec![fact.movement()],
            Fact::Regraded(fact) => fact.movements().to_vec(),
            Fact::Scrapped(fact) => vec![fact.movement()],
            Fact::ReturnedSealed(fact) => fact.movements(),
            Fact::Inspected(fact) => fact.movement().into_iter().collect(),
            Fact::SignedIn(_)
            | Fact::Misscanned(_)
            | Fact::Undone(_)
            | Fact::ToteAttached(_)
            | Fact::ShortPicked(_)
            | Fact::ListTakenOver(_)
            | Fact::PackShort(_)
            | Fact::ParcelClosed(_)
            | Fact::HandedOver(_)
            | Fact::ManifestClosed(_)
            | Fact::DeliveryArrived(_)
            | Fact::DeliveryClosed(_)
            | Fact::BarcodeLearned(_)
            | Fact::Counted(_)
            | Fact::BinCounted(_)
            | Fact::ReturnArrived(_)
            | Fact::ReturnClosed(_) => Vec::new(),
        }
    }

    /// What the handheld shows before the server's rows contain it. `by` is who did it. An [`Undone`] has the
    /// inverse of the effects of the fact it takes back: [`undo_effects`]. `at` is when, milliseconds since 1970.
    pub fn effects(&self, by: Option<StaffId>, at: i64) -> Vec<Effect> {
        let mut effects = self.task_effects(by, at);
        effects.extend(self.movements().iter().flat_map(content_effects));
        effects
    }

    fn task_effects(&self, by: Option<StaffId>, at: i64) -> Vec<Effect> {
        match self {
            Fact::ToteAttached(fact) => {
                vec![Effect::ListTote {
                    list: fact.list,
                    tote: Some(fact.tote.clone()),
                    picker: by,
                }]
            }
            Fact::ListTakenOver(fact) => {
                vec![Effect::ListTote {
                    list: fact.list,
                    tote: fact.tote.clone(),
                    picker: by,
                }]
            }
            Fact::Picked(fact) => vec![Effect::LinePicked {
                line: fact.line,
                delta: fact.quantity,
            }],
            Fact::ShortPicked(fact) => vec![Effect::LineShort {
                line: fact.line,
                delta: fact.quantity,
            }],
            Fact::Packed(fact) => {
                let packed = Effect::LinePacked {
                    line: fact.line,
                    delta: fact.quantity,
                };
                let serial = (!fact.serial.is_empty()).then(|| Effect::SerialPacked {
                    line: fact.line,
                    serial: fact.serial.clone(),
                    packed: true,
                });
                [packed].into_iter().chain(serial).collect()
            }
            Fact::PackShort(fact) => vec![Effect::LinePackShort {
                line: fact.line,
                delta: fact.quantity,
            }],
            Fact::ParcelClosed(fact) => vec![Effect::ParcelTied {
                shipment: fact.shipment,
                tied: Some(fact.tied()),
            }],
            Fact::HandedOver(fact) => {
                vec![Effect::HandedOver {
                    shipment: fact.shipment,
                    manifest: Some(fact.manifest),
                }]
            }
            Fact::DeliveryArrived(fact) => vec![Effect::DeliveryArrived {
                delivery: fact.delivery,
                arrival: Some(fact.arrival(at)),
            }],
            Fact::Received(fact) => {
                let (good, bad) = match fact.damage {
                    None => (fact.quantity, 0),
                    Some(_) => (0, fact.quantity),
                };
                vec![match fact.line {
                    Some(line) => Effect::LineReceived { line, good, bad },
                    None => Effect::ExtraReceived {
                        delivery: fact.delivery,
                        item: fact.item,
                        good,
                        bad,
                    },
                }]
            }
            Fact::DeliveryClosed(fact) => vec![Effect::DeliveryClosed {
                delivery: fact.delivery,
                closed: true,
            }],
            Fact::BarcodeLearned(fact) => vec![Effect::BarcodeLearned {
                item: fact.item,
                barcode: fact.barcode(),
                known: true,
            }],
            Fact::BinCounted(fact) => fact
                .task
                .map_or_else(Vec::new, |task| vec![Effect::BinCounted { task, counted: true }]),
            Fact::Transferred(fact) => fact.replenishment.map_or_else(Vec::new, |task| {
                vec![Effect::Replenished {
                    task,
                    delta: fact.quantity,
                }]
            }),
            Fact::ReturnArrived(fact) => vec![Effect::ReturnArrived {
                returned: fact.returned,
                shipment: fact.shipment,
                number: fact.number.clone(),
                arrived: Some(at),
            }],
            Fact::ReturnedSealed(fact) => {
                let mut effects = vec![Effect::ReturnClosed {
                    returned: fact.returned,
                    closed: true,
                }];
                for pieces in &fact.pieces {
                    let (item, delta) = (pieces.item, pieces.quantity);
                    effects.extend(came_back(
                        fact.returned,
                        Some(fact.shipment),
                        item,
                        &pieces.serial,
                        delta,
                    ));
                }
                effects
            }
            Fact::Inspected(fact) => came_back(
                fact.returned,
                fact.shipment,
                fact.item,
                &fact.serial,
                fact.quantity,
            )
            .collect(),
            Fact::ReturnClosed(fact) => vec![Effect::ReturnClosed {
                returned: fact.returned,
                closed: true,
            }],
            Fact::SignedIn(_)
            | Fact::Misscanned(_)
            | Fact::Undone(_)
            | Fact::ManifestClosed(_)
            | Fact::PutAway(_)
            | Fact::Counted(_)
            | Fact::Regraded(_)
            | Fact::Scrapped(_) => Vec::new(),
        }
    }

    /// Whether a worker may take it back while its list or parcel is open.
    pub fn can_be_undone(&self) -> bool {
        match self {
            Fact::Picked(_)
            | Fact::ShortPicked(_)
            | Fact::Packed(_)
            | Fact::PackShort(_)
            | Fact::HandedOver(_)
            | Fact::Received(_)
            | Fact::BarcodeLearned(_)
            | Fact::PutAway(_)
            | Fact::Counted(_)
            | Fact::Transferred(_)
            | Fact::Regraded(_)
            | Fact::ReturnedSealed(_)
            | Fact::Inspected(_) => true,
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
            | Fact::ReturnClosed(_) => false,
        }
    }
}

/// Pieces came back: the return has them, and the parcel that they left in has them no more.
fn came_back(
    returned: ReturnId,
    shipment: Option<ShipmentId>,
    item: ItemId,
    serial: &str,
    delta: i64,
) -> impl Iterator<Item = Effect> {
    let seen = Effect::ReturnInspected {
        returned,
        item,
        serial: serial.to_owned(),
        delta,
    };
    let back = shipment.map(|shipment| Effect::SentBack {
        shipment,
        item,
        serial: serial.to_owned(),
        delta,
    });
    [seen].into_iter().chain(back)
}

/// The two sides of a movement, as far as handhelds are told what the place holds.
fn content_effects(movement: &Movement) -> impl Iterator<Item = Effect> {
    let side = |place: Place, delta: i64| {
        place.content_id().map(|_| Effect::Content {
            place,
            item: movement.item,
            lot: movement.lot.clone(),
            condition: movement.condition,
            delta,
        })
    };
    let sides = [
        side(movement.from, -movement.quantity),
        side(movement.to, movement.quantity),
    ];
    sides.into_iter().flatten()
}

/// The effects of taking `original` back.
pub fn undo_effects(original: &Fact, by: Option<StaffId>, at: i64) -> Vec<Effect> {
    original.effects(by, at).iter().map(Effect::inverse).collect()
}

/// Where `occurred_at` comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockSource {
    /// Boot clock plus the offset learnt from the server in this boot.
    #[default]
    Server,
    /// The wall clock, because this boot has not yet spoken with the server. Shown as such.
    Wall,
}

impl ClockSource {
    fn is_server(&self) -> bool {
        *self == ClockSource::Server
    }
}

/// A fact on its way: identity and circumstances around a body that nobody rewrites.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Envelope {
    pub id: FactId,
    pub kind: String,
    #[serde(rename = "v")]
    pub version: u16,
    /// Milliseconds since 1970, UTC. Never decides an order: (device, epoch, seq) does.
    pub at: i64,
    #[serde(default, skip_serializing_if = "ClockSource::is_server")]
    pub clock: ClockSource,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
    /// Facts of one group stand and fall together; a batch never splits them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    pub body: Box<RawValue>,
}

impl Envelope {
    pub fn new(id: FactId, at: i64, clock: ClockSource, by: Option<StaffId>, fact: &Fact) -> Envelope {
        Envelope {
            id,
            kind: fact.kind().to_owned(),
            version: fact.version(),
            at,
            clock,
            by,
            group: None,
            body: fact.body(),
        }
    }

    pub fn fact(&self) -> Result<Fact, DecodeError> {
        Fact::decode(&self.kind, self.version, self.body.get())
    }

    /// SHA-256 over every field and the body's own bytes, each with its length in front. Epoch and seq are not in
    /// it: a re-attached device sends the same fact under new ones. It does not travel; each side computes it.
    pub fn hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let mut field = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        field(self.id.0.as_bytes());
        field(self.kind.as_bytes());
        field(&self.version.to_be_bytes());
        field(&self.at.to_be_bytes());
        field(&[u8::from(self.clock.is_server())]);
        field(
            self.by
                .map(|by| by.0.into_bytes())
                .as_ref()
                .map_or(&[], |bytes| bytes.as_slice()),
        );
        field(
            self.group
                .map(|group| group.0.into_bytes())
                .as_ref()
                .map_or(&[], |bytes| bytes.as_slice()),
        );
        field(self.body.get().as_bytes());
        hasher.finalize().into()
    }
}
