//! Handing over: closed parcels go onto the carrier's pile, and the driver signs for what was really scanned.
//!
//! The rule. The first parcel decides whose pile it is. A parcel of another carrier, one held or cancelled, one not
//! packed, one already on a pile is stopped. Offline the screen says until when cancellations are known. The pile
//! closes with the driver's name, and signature where given; it carries the count and the COD total as scanned here,
//! and a number this device makes itself.
//!
//! Invariant: `parcels` and `cod` count the facts of this manifest; [`restart`] counts them again from the rows.

use super::resolve::{self, Code};
use super::{Ctx, Go, Input, Look, Looked, Step, undo_name};
use crate::say::{Desk, Handover, Say, shown};
use serde::{Deserialize, Serialize};
use shared::facts::handover::{DRIVER_LIMIT, SIGNATURE_LIMIT};
use shared::facts::{Fact, HandedOver, ManifestClosed, TaskRef, Undone, kept_raw};
use shared::id::{CarrierId, ManifestId, ShipmentId};
use shared::task::{Shipment, TaskState};

/// Version of [`State`] on the disk.
pub const VERSION: i64 = 1;
/// Parcels shown, latest first.
const SHOWN: usize = 8;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub manifest: ManifestId,
    /// Decided by the first parcel.
    #[serde(default)]
    pub carrier: Option<CarrierId>,
    #[serde(default)]
    pub parcels: i64,
    /// Minor units.
    #[serde(default)]
    pub cod: i64,
    /// Closed parcels of this carrier that are on no pile.
    #[serde(default)]
    pub waiting: i64,
    /// Latest first.
    #[serde(default)]
    pub latest: Vec<ShipmentId>,
    /// The driver's sheet lies over the screen.
    #[serde(default)]
    pub signing: bool,
    #[serde(default)]
    pub driver: String,
}

pub fn anchor(state: &State) -> String {
    TaskRef::Manifest(state.manifest).to_string()
}

fn empty(manifest: ManifestId) -> State {
    State {
        manifest,
        carrier: None,
        parcels: 0,
        cod: 0,
        waiting: 0,
        latest: Vec::new(),
        signing: false,
        driver: String::new(),
    }
}

pub fn open(ctx: &Ctx) -> Step<State> {
    Step::say(empty(ManifestId(ctx.fresh)), Handover::Start {})
}

/// Counts a manifest again from the rows, for a state that cannot be read.
pub fn restart(manifest: uuid::Uuid, look: &dyn Look) -> Looked<State> {
    let mut state = empty(ManifestId(manifest));
    for shipment in look
        .all_shipments()?
        .iter()
        .filter(|s| s.handed_over == Some(state.manifest))
    {
        state.carrier = Some(shipment.carrier);
        state.parcels += 1;
        state.cod += shipment.cod;
    }
    refresh(&state, look)
}

/// Rows have changed: what still waits for this pile?
pub fn refresh(state: &State, look: &dyn Look) -> Looked<State> {
    let Some(carrier) = state.carrier else {
        return Ok(state.clone());
    };
    let waiting = look
        .all_shipments()?
        .iter()
        .filter(|shipment| waits(shipment, carrier))
        .count() as i64;
    Ok(State {
        waiting,
        ..state.clone()
    })
}

fn waits(shipment: &Shipment, carrier: CarrierId) -> bool {
    shipment.carrier == carrier
        && shipment.parcel.is_some()
        && shipment.handed_over.is_none()
        && !matches!(shipment.state, TaskState::Held | TaskState::Cancelled)
}

fn task(state: &State) -> TaskRef {
    TaskRef::Manifest(state.manifest)
}

fn mis(state: &State, say: impl Into<Say>, raw: &str) -> Step<State> {
    Step::mis(state.clone(), say, raw, "handover.scan", Some(task(state)))
}

pub fn step(state: &State, input: Input<'_>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match input {
        Input::Scan(code) => scan(
            &State {
                signing: false,
                ..state.clone()
            },
            code,
            ctx,
            look,
        ),
        Input::Press("pause" | "home") => {
            let say = if state.parcels > 0 {
                Desk::Paused {}
            } else {
                Desk::Home {}
            };
            Ok(Step::say(state.clone(), say).go(Go::Home))
        }
        Input::Press("close") if state.parcels == 0 => Ok(Step::say(state.clone(), Handover::PileEmpty {})),
        Input::Press("close") => {
            let next = State {
                signing: true,
                ..state.clone()
            };
            Ok(Step::say(
                next,
                Handover::Sign {
                    parcels: state.parcels,
                },
            ))
        }
        Input::Press("overlay.close") => Ok(Step::stay(State {
            signing: false,
            ..state.clone()
        })),
        Input::Press("undo") => undo(state, ctx, look),
        Input::Typed { id: "driver", text } if state.signing => {
            let driver = text.trim().chars().take(DRIVER_LIMIT).collect();
            Ok(Step::stay(State {
                driver,
                ..state.clone()
            }))
        }
        Input::Typed {
            id: "signature",
            text,
        } if state.signing => Ok(close(state, text, ctx)),
        Input::Press(_) => Ok(Step::stay(state.clone())),
        Input::Typed { .. } => Ok(Step::say(state.clone(), Desk::BadEntry {})),
    }
}

fn scan(state: &State, code: &Code, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let found = resolve::find(code, look)?;
    let on_label = found.shipments.iter().find(|s| s.carries(&code.keys));
    let Some(shipment) = on_label.or(found.shipments.first()) else {
        return Ok(mis(
            state,
            Handover::UnknownCode {
                got: found.name(ctx.lang),
            },
            &code.raw,
        ));
    };
    if let Some(say) = refused(state, shipment, look)? {
        return Ok(mis(state, say, &code.raw));
    }
    let Some(tied) = &shipment.parcel else {
        return Ok(Step::stay(state.clone()));
    };
    let fact = HandedOver {
        manifest: state.manifest,
        carrier: shipment.carrier,
        shipment: shipment.id,
        parcel: tied.parcel,
        raw: kept_raw(&code.raw),
    };
    let mut next = match state.carrier {
        Some(_) => state.clone(),
        None => refresh(
            &State {
                carrier: Some(shipment.carrier),
                ..state.clone()
            },
            look,
        )?,
    };
    next.parcels += 1;
    next.cod += shipment.cod;
    next.waiting = (next.waiting - 1).max(0);
    next.latest.insert(0, shipment.id);
    next.latest.truncate(SHOWN);
    let say = Handover::OnPile {
        order: shipment.order_no.clone(),
        parcels: next.parcels,
    };
    Ok(Step::say(next, say).fact(fact))
}

/// Why this parcel must not go onto this pile.
fn refused(state: &State, shipment: &Shipment, look: &dyn Look) -> Looked<Option<Handover>> {
    let order = shipment.order_no.clone();
    let say = match (shipment.state, shipment.handed_over, &shipment.parcel) {
        (TaskState::Cancelled, _, _) => Some(Handover::Cancelled { order }),
        (TaskState::Held, _, _) => Some(Handover::Held { order }),
        (_, Some(manifest), _) if manifest == state.manifest => Some(Handover::AlreadyOn { order }),
        (_, Some(_), _) => Some(Handover::AlreadyGone { order }),
        (_, None, None) => Some(Handover::NotPacked { order }),
        (TaskState::Open | TaskState::Started | TaskState::Done, None, Some(_)) => None,
    };
    match state.carrier {
        Some(carrier) if say.is_none() && carrier != shipment.carrier => {
            let name =
                |id| -> Looked<String> { Ok(look.carrier(id)?.map_or_else(|| "?".to_owned(), |c| c.name)) };
            Ok(Some(Handover::OtherCarrier {
                expected: name(carrier)?,
                got: name(shipment.carrier)?,
            }))
        }
        _ => Ok(say),
    }
}

fn close(state: &State, signature: &str, ctx: &Ctx) -> Step<State> {
    let Some(carrier) = state.carrier.filter(|_| state.parcels > 0) else {
        return Step::say(state.clone(), Handover::PileEmpty {});
    };
    if state.driver.is_empty() {
        return Step::say(state.clone(), Handover::DriverMissing {});
    }
    if signature.len() > SIGNATURE_LIMIT {
        return Step::say(state.clone(), Desk::BadEntry {});
    }
    let number = format!("{}-{:04}", shown(&ctx.device_label), ctx.manifests + 1);
    let closed = ManifestClosed {
        manifest: state.manifest,
        carrier,
        number: number.clone(),
        parcels: state.parcels,
        cod: state.cod,
        driver: state.driver.clone(),
        signature: signature.to_owned(),
    };
    let next = empty(ManifestId(ctx.fresh));
    Step::say(
        next,
        Handover::Closed {
            number,
            parcels: state.parcels,
        },
    )
    .fact(closed)
}

fn undo(state: &State, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some((of, fact)) = look.undoable(task(state)) else {
        return Ok(Step::say(state.clone(), Desk::NothingToUndo {}));
    };
    let mut next = State {
        signing: false,
        ..state.clone()
    };
    if let Fact::HandedOver(fact) = &fact {
        let cod = look.shipment(fact.shipment)?.map_or(0, |shipment| shipment.cod);
        next.parcels -= 1;
        next.cod -= cod;
        next.waiting += 1;
        next.latest.retain(|id| *id != fact.shipment);
        if next.parcels == 0 {
            next.carrier = None;
            next.waiting = 0;
        }
    }
    let say = Handover::Undone {
        what: undo_name(&fact, ctx.lang, look)?,
    };
    Ok(Step::say(next, say).fact(Undone {
        of,
        task: Some(task(state)),
    }))
}
