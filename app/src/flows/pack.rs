//! Packing: goods leave the list's tote and enter a parcel, which its label closes.
//!
//! The rule. A tote, a pick list or an order opens the work; no pick facts are needed, for the picker's device may
//! still be offline: pieces are checked against the released order and the books meet later. A tote that nobody knows
//! yet asks for the list or the order. Where a tote serves several orders, the first item scanned chooses: the order
//! already begun, else the oldest, that still needs it. Every piece is scanned; goods marked keyable once, then keyed.
//! Surplus and strangers are stopped. The label is refused until every piece is scanned or confirmed missing; then the
//! expected label, or where the carrier brings its own a code that the carrier's rule admits, closes the parcel.
//!
//! Invariant: what was packed is in the lines, never in this state. An order has one parcel, and its id is the
//! order's, so that a device that goes on elsewhere, or has lost its state, packs into the same one.
//! Absent on purpose: voiding unused numbers and printing, which are the server's.

use super::pad::{Key, Pad};
use super::pick::{last_four_match, lots_differ};
use super::resolve::{self, Code, Counts, Found};
use super::{Answer, Ask, Ctx, Go, Input, Look, Looked, Step, undo_name};
use crate::say::{Desk, Pack, Say, shown};
use serde::{Deserialize, Serialize};
use shared::catalogue::{Item, Unit};
use shared::facts::pack::{LABEL_LIMIT, WEIGHT_LIMIT_G};
use shared::facts::pick::TOTE_LIMIT;
use shared::facts::{Fact, How, PackShort, Packed, ParcelClosed, ShortReason, TaskRef, Undone, kept_raw};
use shared::id::{ItemId, ListId, ParcelId, ShipmentId, ShipmentLineId};
use shared::stock::Lot;
use shared::task::{PickList, Shipment, ShipmentLine, TaskState};

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
    Quantity { item: ItemId, pad: Pad, how: How, raw: String },
    Weight { pad: Pad },
    Manual,
    Reason,
    Carton,
    Unit { item: ItemId, code: Code, key: String, options: Vec<(Unit, i64)> },
    Item { code: Code, key: String, items: Vec<ItemId> },
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
        self.lines.iter().filter(|line| line.item == item).map(ShipmentLine::open).sum()
    }
}

/// The one parcel of an order.
pub fn parcel_of(shipment: ShipmentId) -> ParcelId {
    ParcelId(shipment.0)
}

pub fn task(state: &State) -> Option<TaskRef> {
    state.shipment.map(TaskRef::Shipment).or(state.list.map(TaskRef::List))
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
    State { ask: None, sheet: None, ..state.clone() }
}

/// Nothing open yet.
pub fn start() -> Step<State> {
    Step::say(State::default(), Pack::Start {})
}

/// After an update that cannot read the state: the order or the list again, from what the rows say.
pub fn restart(id: uuid::Uuid, look: &dyn Look) -> Looked<State> {
    if look.shipment(id.into())?.is_some() {
        return Ok(State { shipment: Some(id.into()), ..State::default() });
    }
    let list = look.list(id.into())?.map(|list| list.id);
    Ok(State { list, ..State::default() })
}

pub fn to_pack(shipment: &Shipment) -> bool {
    shipment.parcel.is_none() && matches!(shipment.state, TaskState::Open | TaskState::Started)
}

/// Opens what a scanned code names: a list by its tote or number, an order by any of its numbers.
pub fn open(code: &Code, found: &Found, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    open_from(&State::default(), code, found, ctx, look)
}

fn open_from(from: &State, code: &Code, found: &Found, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let mut finished = None;
    for list in &found.lists {
        let tote = if list.number == found.key { from.tote.clone() } else { code.text.clone() };
        let waiting: Vec<Shipment> = look.shipments(list.id)?.into_iter().filter(to_pack).collect();
        match waiting.as_slice() {
            [] => finished = Some(list),
            [one] => {
                let state = State { list: Some(list.id), tote, ..State::default() };
                return open_shipment(&state, one, code, look);
            }
            several => {
                let state = State { list: Some(list.id), tote, ..State::default() };
                return Ok(Step::say(state, Pack::WhichOrder { orders: several.len() }));
            }
        }
    }
    if let Some(list) = finished {
        return Ok(mis(from, nothing_left(list, look)?, &code.raw));
    }
    let shipment = found.shipments.iter().find(|shipment| to_pack(shipment)).or(found.shipments.first());
    match shipment {
        Some(shipment) => {
            let state = State { tote: from.tote.clone(), ..State::default() };
            open_shipment(&state, shipment, code, look)
        }
        None => Ok(mis(from, Pack::NothingToPack { got: found.name(ctx.lang) }, &code.raw)),
    }
}

/// A list without an order to pack: why?
fn nothing_left(list: &PickList, look: &dyn Look) -> Looked<Say> {
    let shipments = look.shipments(list.id)?;
    let stopped = shipments.iter().filter(|shipment| shipment.parcel.is_none()).find_map(stopped);
    Ok(stopped.map_or_else(|| Pack::AllPacked { list: list.number.clone() }.into(), Say::from))
}

fn stopped(shipment: &Shipment) -> Option<Pack> {
    let order = shipment.order_no.clone();
    match shipment.state {
        TaskState::Held => Some(Pack::Held { order }),
        TaskState::Cancelled => Some(Pack::Cancelled { order }),
        TaskState::Open | TaskState::Started | TaskState::Done => None,
    }
}

fn open_shipment(state: &State, shipment: &Shipment, code: &Code, look: &dyn Look) -> Looked<Step<State>> {
    if let Some(say) = stopped(shipment) {
        return Ok(mis(state, say, &code.raw));
    }
    if let Some(tied) = &shipment.parcel {
        let say = Pack::AlreadyPacked { order: shipment.order_no.clone(), label: tied.label.clone() };
        return Ok(mis(state, say, &code.raw));
    }
    let state = State { shipment: Some(shipment.id), ..state.clone() };
    let work = Work { lines: look.shipment_lines(shipment.id)?, shipment: shipment.clone() };
    if work.open() == 0 && work.packed() > 0 {
        return Ok(Step::say(ask_weight(state, look), Pack::Complete { label: label_text(&work.shipment) }));
    }
    let say = Pack::Opened { order: shipment.order_no.clone(), open: work.open() };
    Ok(Step::say(state, say))
}

fn label_text(shipment: &Shipment) -> String {
    shipment.label.clone().unwrap_or_else(|| shipment.order_no.clone())
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
            Some(shipment) => Some(Work { lines: look.shipment_lines(id)?, shipment }),
            None => return Ok(Step::say(State::default(), Pack::Gone {})),
        },
        None => None,
    };
    match input {
        Input::Scan(code) => scan(state, code, work.as_ref(), ctx, look),
        Input::Press(id) => press(state, id, work.as_ref(), ctx, look),
        Input::Typed { id, text } => typed(state, id, text, work.as_ref(), ctx, look),
    }
}

fn scan(state: &State, code: &Code, work: Option<&Work>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let found = resolve::find(code, look)?;
    match Ask::answer(state.ask.as_ref(), code) {
        Answer::Yes => return open_from(&State::default(), code, &found, ctx, look),
        Answer::TooSoon => return Ok(Step::stay(state.clone())),
        Answer::No => {}
    }
    // A weight that stands on the pad is meant; nothing open ever swallows a scan.
    let weight_g = match &state.sheet {
        Some(Sheet::Weight { pad }) => {
            pad.total().filter(|grams| (1..=WEIGHT_LIMIT_G).contains(grams)).or(state.weight_g)
        }
        _ => state.weight_g,
    };
    let state = &State { weight_g, ..calm(state) };
    match work {
        Some(work) if work.shipment.parcel.is_some() => open_from(&State::default(), code, &found, ctx, look),
        Some(work) => packing(state, work, code, &found, ctx, look),
        None => match state.list {
            Some(list) if !found.items.is_empty() => which(state, list, code, &found, ctx, look),
            _ => begin(state, code, &found, ctx, look),
        },
    }
}

/// Nothing is open: a tote, a list, an order.
fn begin(state: &State, code: &Code, found: &Found, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    if !found.lists.is_empty() || !found.shipments.is_empty() {
        return open_from(state, code, found, ctx, look);
    }
    let tote_like = found.nothing() && !code.text.is_empty() && code.length() <= TOTE_LIMIT;
    if tote_like && state.list.is_none() {
        let next = State { tote: code.text.clone(), ..State::default() };
        let say = Pack::ToteUnknown { tote: shown(&code.text) };
        return Ok(Step { next, ..mis(state, say, &code.raw) });
    }
    let say = match (state.list, found.nothing()) {
        (Some(_), true) => Pack::UnknownCode { got: shown(&code.raw) },
        _ => Pack::NothingToPack { got: found.name(ctx.lang) },
    };
    Ok(mis(state, say, &code.raw))
}

/// Several orders in the tote: the one already begun, else the oldest, that still needs this item.
fn which(
    state: &State,
    list: ListId,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut candidates = Vec::new();
    for shipment in look.shipments(list)?.into_iter().filter(to_pack) {
        let work = Work { lines: look.shipment_lines(shipment.id)?, shipment };
        if found.items.iter().any(|item| work.open_of(item.id) > 0) {
            candidates.push(work);
        }
    }
    candidates.sort_by_key(|work| (work.packed() == 0, work.shipment.number.clone()));
    match candidates.first() {
        Some(work) => {
            let state = State { shipment: Some(work.shipment.id), ..state.clone() };
            piece(&state, work, code, found, ctx, look)
        }
        None => Ok(mis(state, Pack::NotInTote { got: found.name(ctx.lang) }, &code.raw)),
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
        return close(state, work, label, code, look);
    }
    if !found.items.is_empty() {
        return piece(state, work, code, found, ctx, look);
    }
    if let Some(carton) = &found.carton {
        let next = State { carton: carton.code.clone(), ..state.clone() };
        return Ok(Step::say(next, Pack::Carton { name: carton.name.clone() }));
    }
    if let Some(other) = found.shipments.iter().find(|other| other.id != shipment.id) {
        if other.parcel.as_ref().is_some_and(|tied| is_key(&tied.label)) {
            return Ok(mis(state, Pack::LabelTied { order: other.order_no.clone() }, &code.raw));
        }
        if other.label.as_deref().is_some_and(is_key) {
            return Ok(mis(state, Pack::LabelOther { order: other.order_no.clone() }, &code.raw));
        }
        return switch(state, work, other.order_no.clone(), code, found, ctx, look);
    }
    if found.shipments.iter().any(|same| same.id == shipment.id)
        || found.lists.iter().any(|list| list.id == shipment.list)
    {
        return Ok(Step::say(state.clone(), Pack::AlreadyOpen { order: shipment.order_no.clone() }));
    }
    if let Some(list) = found.lists.first() {
        return switch(state, work, list.number.clone(), code, found, ctx, look);
    }
    if !found.nothing() {
        return Ok(mis(state, Pack::WrongItem { got: found.name(ctx.lang) }, &code.raw));
    }
    stranger(state, work, code, look)
}

/// A code that nothing here knows: the carrier's label, or not.
fn stranger(state: &State, work: &Work, code: &Code, look: &dyn Look) -> Looked<Step<State>> {
    let got = shown(&code.raw);
    let complete = work.open() == 0;
    if let Some(expected) = &work.shipment.label {
        let say = if complete {
            Pack::LabelWrong { expected: expected.clone(), got }
        } else {
            Pack::UnknownCode { got }
        };
        return Ok(mis(state, say, &code.raw));
    }
    let carrier = look.carrier(work.shipment.carrier)?;
    let admitted = carrier.as_ref().and_then(|carrier| {
        let fits = |key: &&String| carrier.label.admits(key) && key.chars().count() <= LABEL_LIMIT;
        std::iter::once(&code.text).chain(&code.keys).find(fits)
    });
    match (admitted, complete) {
        (Some(label), _) => close(state, work, label.clone(), code, look),
        (None, true) => {
            let carrier = carrier.map_or_else(String::new, |carrier| carrier.name);
            Ok(mis(state, Pack::LabelNotAdmitted { carrier, got }, &code.raw))
        }
        (None, false) => Ok(mis(state, Pack::UnknownCode { got }, &code.raw)),
    }
}

/// Another order or list in mid-parcel: at once while the parcel is empty, else the same code again.
fn switch(
    state: &State,
    work: &Work,
    order: String,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    if work.packed() == 0 {
        return open_from(&State::default(), code, found, ctx, look);
    }
    let step = mis(state, Pack::Switch { order }, &code.raw);
    Ok(Step { next: State { ask: Some(Ask::of(code)), ..state.clone() }, ..step })
}

/// The label: only when everything is in, or confirmed missing.
fn close(state: &State, work: &Work, label: String, code: &Code, look: &dyn Look) -> Looked<Step<State>> {
    if work.open() > 0 {
        return Ok(mis(state, Pack::LabelTooEarly { open: work.open() }, &code.raw));
    }
    if work.packed() == 0 {
        return Ok(mis(state, Pack::NothingPacked {}, &code.raw));
    }
    let shipment = &work.shipment;
    let closed = ParcelClosed {
        shipment: shipment.id,
        parcel: parcel_of(shipment.id),
        carrier: shipment.carrier,
        label: label.clone(),
        raw: kept_raw(&code.raw),
        carton: state.carton.clone(),
        weight_g: state.weight_g,
    };
    let order = shipment.order_no.clone();
    let left = match state.list {
        Some(list) => look.shipments(list)?.iter().filter(|other| other.id != shipment.id && to_pack(other)).count(),
        None => 0,
    };
    if left > 0 {
        let next = State { list: state.list, tote: state.tote.clone(), ..State::default() };
        return Ok(Step::say(next, Pack::ClosedNext { order, orders: left }).fact(closed));
    }
    Ok(Step::say(State::default(), Pack::Closed { order, label }).fact(closed))
}

/// An item was scanned.
fn piece(
    state: &State,
    work: &Work,
    code: &Code,
    found: &Found,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let wanted: Vec<&Item> = found.items.iter().filter(|item| work.open_of(item.id) > 0).collect();
    match wanted.as_slice() {
        [] => {
            let ours = found.items.iter().find(|item| work.lines.iter().any(|line| line.item == item.id));
            let say = match ours {
                Some(item) => Pack::Surplus { item: item.name_in(ctx.lang).to_owned() },
                None => Pack::WrongItem { got: found.name(ctx.lang) },
            };
            Ok(mis(state, say, &code.raw))
        }
        [item] => count(state, work, item, code, &found.key, ctx, look),
        several => {
            let items = several.iter().map(|item| item.id).collect();
            let sheet = Sheet::Item { code: code.clone(), key: found.key.clone(), items };
            Ok(Step::say(State { sheet: Some(sheet), ..state.clone() }, Pack::ChooseItem {}))
        }
    }
}

fn count(
    state: &State,
    work: &Work,
    item: &Item,
    code: &Code,
    key: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let lot = match lot_for(work.shipment.list, item, &code.lot, look)? {
        Ok(lot) => lot,
        Err((expected, got)) => return Ok(mis(state, Pack::WrongLot { expected, got }, &code.raw)),
    };
    let open = work.open_of(item.id);
    let current = state.current.as_ref().and_then(|(id, _)| work.lines.iter().find(|line| line.id == *id));
    let chosen = state.unit.filter(|_| current.is_some_and(|line| line.item == item.id));
    match resolve::counts(item, key, code.count, open, chosen) {
        Counts::One((_, quantity)) => {
            let state = State { unit: chosen, ..state.clone() };
            put(&state, work, item, quantity, How::Scanned, &code.raw, lot, ctx, look)
        }
        Counts::Ask(options) => {
            let sheet = Sheet::Unit { item: item.id, code: code.clone(), key: key.to_owned(), options };
            Ok(Step::say(State { sheet: Some(sheet), ..state.clone() }, Pack::ChooseUnit {}))
        }
        Counts::TooMany((unit, content)) => {
            let say = Pack::TooMany { open, content, unit: unit.text(ctx.lang).to_owned() };
            Ok(mis(state, say, &code.raw))
        }
    }
}

/// The lot that leaves the tote: the one the list was to bring, checked against the code where that names one.
fn lot_for(list: ListId, item: &Item, came: &Lot, look: &dyn Look) -> Looked<Result<Lot, (String, String)>> {
    if !item.lot_tracked && !item.expiry_tracked {
        return Ok(Ok(Lot::default()));
    }
    let lines = look.lines(list)?;
    let mut lots = lines.iter().filter(|line| line.item == item.id && !line.lot.is_none()).map(|line| &line.lot);
    let Some(first) = lots.clone().next() else { return Ok(Ok(came.clone())) };
    match lots.find(|lot| lots_differ(lot, came).is_none()) {
        Some(lot) => Ok(Ok(lot.clone())),
        None => Ok(Err(lots_differ(first, came).unwrap_or_default())),
    }
}

/// Pieces go into the parcel: over as many lines of the item as it takes, one gesture.
#[allow(clippy::too_many_arguments)]
fn put(
    state: &State,
    work: &Work,
    item: &Item,
    quantity: i64,
    how: How,
    raw: &str,
    lot: Lot,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let raw = kept_raw(raw);
    let mut rest = quantity;
    let mut step = Step::stay(calm(state));
    let mut touched = None;
    for line in work.lines.iter().filter(|line| line.item == item.id && line.open() > 0) {
        let here = rest.min(line.open());
        if here == 0 {
            break;
        }
        rest -= here;
        touched = Some((line, here));
        step = step.fact(Packed {
            shipment: work.shipment.id,
            line: line.id,
            list: work.shipment.list,
            parcel: parcel_of(work.shipment.id),
            item: item.id,
            lot: lot.clone(),
            quantity: here,
            how,
            raw: raw.clone(),
            tote: state.tote.clone(),
        });
    }
    let Some((line, here)) = touched else { return Ok(Step::stay(calm(state))) };
    step.next.current = Some((line.id, raw));
    let open = work.open() - quantity;
    let say = if open == 0 {
        step.next = ask_weight(step.next, look);
        Pack::Complete { label: label_text(&work.shipment) }
    } else {
        let (done, target) = (line.packed + here, line.quantity - line.short);
        Pack::PieceRight { item: item.name_in(ctx.lang).to_owned(), done, target, open }
    };
    Ok(Step { say: Some(say.into()), ..step })
}

/// The item whose rest may be keyed now: scanned once, marked keyable or with many to go.
pub fn may_key(state: &State, lines: &[ShipmentLine], look: &dyn Look) -> Looked<Option<(Item, String)>> {
    let Some((current, raw)) = &state.current else { return Ok(None) };
    let Some(line) = lines.iter().find(|line| line.id == *current) else { return Ok(None) };
    let open: i64 = lines.iter().filter(|other| other.item == line.item).map(ShipmentLine::open).sum();
    let item = look.item(line.item)?.filter(|item| item.keyable && open > 0);
    Ok(item.map(|item| (item, raw.clone())))
}

fn press(state: &State, id: &str, work: Option<&Work>, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    match (id, work) {
        ("pause" | "home", _) => {
            let say = if work.is_some() { Desk::Paused {} } else { Desk::Home {} };
            Ok(Step::say(calm(state), say).go(Go::Home))
        }
        ("overlay.close", _) => Ok(Step::stay(calm(state))),
        ("other", _) => Ok(start()),
        (_, None) => Ok(Step::stay(state.clone())),
        ("undo", Some(work)) => undo(state, work, ctx, look),
        (_, Some(work)) if stopped(&work.shipment).is_some() => {
            Ok(Step { say: stopped(&work.shipment).map(Say::from), ..Step::stay(calm(state)) })
        }
        ("short", Some(work)) if work.open() > 0 => {
            let next = State { sheet: Some(Sheet::Reason), ..calm(state) };
            Ok(Step::say(next, Pack::AskReason { open: work.open() }))
        }
        ("manual", Some(work)) if work.open() > 0 => {
            Ok(Step::stay(State { sheet: Some(Sheet::Manual), ..calm(state) }))
        }
        ("carton", Some(_)) => Ok(Step::stay(State { sheet: Some(Sheet::Carton), ..calm(state) })),
        ("weight", Some(_)) => {
            let next = State { sheet: Some(Sheet::Weight { pad: Pad::grams() }), ..calm(state) };
            Ok(Step::say(next, Pack::AskWeight {}))
        }
        ("key", Some(work)) => match may_key(state, &work.lines, look)? {
            Some((item, raw)) => {
                let pad = Pad::quantity(&item);
                let sheet = Sheet::Quantity { item: item.id, pad, how: How::Keyed, raw };
                let say = Pack::KeyQuantity { open: work.open_of(item.id) };
                Ok(Step::say(State { sheet: Some(sheet), ..calm(state) }, say))
            }
            None => Ok(Step::stay(state.clone())),
        },
        (_, Some(work)) => sheet(state, id, work, ctx, look),
    }
}

/// Keys of what lies over the screen.
fn sheet(state: &State, id: &str, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let chosen = id.strip_prefix("choose.");
    match (&state.sheet, chosen) {
        (Some(Sheet::Quantity { item, pad, how, raw }), _) => {
            keyed(state, id, work, *item, pad.clone(), *how, raw, ctx, look)
        }
        (Some(Sheet::Weight { pad }), _) => {
            let mut pad = pad.clone();
            let key = pad.press(id);
            let grams = pad.total();
            let next = State { sheet: Some(Sheet::Weight { pad }), ..state.clone() };
            match (key, grams) {
                (Key::Ok, Some(grams)) if (1..=WEIGHT_LIMIT_G).contains(&grams) => {
                    Ok(Step::say(State { weight_g: Some(grams), ..calm(state) }, Pack::Weight { grams }))
                }
                (Key::Ok, Some(keyed)) => {
                    Ok(Step::say(next, Pack::WeightWrong { keyed, limit: WEIGHT_LIMIT_G }))
                }
                (Key::Ok | Key::Typed | Key::Other, _) => Ok(Step::stay(next)),
            }
        }
        (Some(Sheet::Reason), Some(reason)) => match ShortReason::parse(reason) {
            Some(reason) => short(state, work, reason, ctx, look),
            None => Ok(Step::stay(state.clone())),
        },
        (Some(Sheet::Carton), Some(carton)) => {
            let carton = look.settings().cartons.iter().find(|known| known.code == carton);
            Ok(match carton {
                Some(carton) => {
                    let next = State { carton: carton.code.clone(), ..calm(state) };
                    Step::say(next, Pack::Carton { name: carton.name.clone() })
                }
                None => Step::stay(state.clone()),
            })
        }
        (Some(Sheet::Unit { item, code, options, .. }), Some(unit)) => {
            let unit = Unit::parse(unit);
            let option = options.iter().copied().find(|(option, _)| Some(*option) == unit);
            let (Some((unit, quantity)), Some(item)) = (option, look.item(*item)?) else {
                return Ok(Step::stay(state.clone()));
            };
            let lot = lot_for(work.shipment.list, &item, &code.lot, look)?.unwrap_or_default();
            let state = State { unit: Some(unit), ..calm(state) };
            let quantity = quantity.min(work.open_of(item.id));
            put(&state, work, &item, quantity, How::Scanned, &code.raw, lot, ctx, look)
        }
        (Some(Sheet::Item { code, key, items }), Some(id)) => {
            let chosen = items.iter().find(|item| item.hex() == id).map(|id| look.item(*id)).transpose()?.flatten();
            match chosen {
                Some(item) => count(&calm(state), work, &item, code, key, ctx, look),
                None => Ok(Step::stay(state.clone())),
            }
        }
        (
            Some(Sheet::Manual | Sheet::Reason | Sheet::Carton | Sheet::Unit { .. } | Sheet::Item { .. }) | None,
            _,
        ) => Ok(Step::stay(state.clone())),
    }
}

#[allow(clippy::too_many_arguments)]
fn keyed(
    state: &State,
    id: &str,
    work: &Work,
    item: ItemId,
    mut pad: Pad,
    how: How,
    raw: &str,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let key = pad.press(id);
    let (total, open) = (pad.total(), work.open_of(item));
    let sheet = Sheet::Quantity { item, pad, how, raw: raw.to_owned() };
    let next = State { sheet: Some(sheet), ..state.clone() };
    match (key, total, look.item(item)?) {
        (Key::Ok, Some(keyed), _) if keyed > open => Ok(Step::say(next, Pack::TooManyKeyed { open, keyed })),
        (Key::Ok, Some(keyed), Some(item)) if keyed > 0 => {
            let lot = lot_for(work.shipment.list, &item, &Lot::default(), look)?.unwrap_or_default();
            put(&calm(state), work, &item, keyed, how, raw, lot, ctx, look)
        }
        (Key::Ok | Key::Typed | Key::Other, _, _) => Ok(Step::stay(next)),
    }
}

fn typed(
    state: &State,
    id: &str,
    text: &str,
    work: Option<&Work>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<Step<State>> {
    let mut with = state.clone();
    let taken = match (id, work, &mut with.sheet) {
        ("last4", Some(work), Some(Sheet::Manual)) => return manual(state, text, work, ctx, look),
        ("quantity", Some(_), Some(Sheet::Quantity { pad, .. })) | ("weight", Some(_), Some(Sheet::Weight { pad })) => {
            pad.type_in(text)
        }
        _ => false,
    };
    if taken { press(&with, "pad.ok", work, ctx, look) } else { Ok(Step::say(state.clone(), Desk::BadEntry {})) }
}

/// 刷不到: the last four of an item that the order still needs.
fn manual(state: &State, text: &str, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let text = text.trim();
    for line in work.lines.iter().filter(|line| line.open() > 0) {
        let Some(item) = look.item(line.item)?.filter(|item| last_four_match(item, text)) else { continue };
        let open = work.open_of(item.id);
        if open == 1 {
            let lot = lot_for(work.shipment.list, &item, &Lot::default(), look)?.unwrap_or_default();
            return put(&calm(state), work, &item, 1, How::Manual, text, lot, ctx, look);
        }
        let sheet =
            Sheet::Quantity { item: item.id, pad: Pad::quantity(&item), how: How::Manual, raw: kept_raw(text) };
        return Ok(Step::say(State { sheet: Some(sheet), ..calm(state) }, Pack::KeyQuantity { open }));
    }
    Ok(mis(state, Pack::WrongItem { got: shown(text) }, text))
}

/// The tote does not hold the rest: the parcel may go without it.
fn short(state: &State, work: &Work, reason: ShortReason, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let missing = work.open();
    let say = Pack::Shorted { missing, reason: reason.text(ctx.lang).to_owned() };
    let mut step = Step::say(ask_weight(calm(state), look), say);
    for line in work.lines.iter().filter(|line| line.open() > 0) {
        step = step.fact(PackShort {
            shipment: work.shipment.id,
            line: line.id,
            item: line.item,
            quantity: line.open(),
            reason,
        });
    }
    Ok(step)
}

fn undo(state: &State, work: &Work, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let task = TaskRef::Shipment(work.shipment.id);
    let Some((of, fact)) = look.undoable(task).filter(|_| work.shipment.parcel.is_none()) else {
        return Ok(Step::say(state.clone(), Desk::NothingToUndo {}));
    };
    let current = match &fact {
        Fact::Packed(fact) => Some((fact.line, fact.raw.clone())),
        _ => None,
    };
    let say = Pack::Undone { what: undo_name(&fact, ctx.lang, look)? };
    let next = State { current, unit: None, ..calm(state) };
    Ok(Step::say(next, say).fact(Undone { of, task: Some(task) }))
}
