//! What there is to see, by name. Each list is an exhaustive match: a new variant does not compile before it has a name
//! here, and with a name it asks for a picture.

use app::app::{App, Work};
use app::device::printer::Report;
use app::flows::item_scan::Open;
use app::flows::label::Stand;
use app::flows::{count, handover, inspect, pack, pick, printer, putaway, receive, sign_in, transfer};
use app::view::{Body, Overlay, Screen, Severity, SyncState, Theme, View};
use shared::inspect::Grade;

/// A function from a state to its name for each list, and the names of all.
macro_rules! states {
    ($($list:ident($kind:ty) { $($name:literal = $pattern:pat),+ $(,)? })+) => {
        $(fn $list(state: &$kind) -> &'static str {
            match state {
                $($pattern => concat!(stringify!($list), " ", $name)),+
            }
        })+

        /// Every state that must be on some picture.
        pub fn every() -> impl Iterator<Item = &'static str> {
            [$($(concat!(stringify!($list), " ", $name)),+),+].into_iter()
        }
    };
}

states! {
    screen(Screen) {
        "pairing" = Screen::Pairing,
        "sign_in" = Screen::SignIn,
        "home" = Screen::Home,
        "choose" = Screen::Choose,
        "pick" = Screen::Pick,
        "pack" = Screen::Pack,
        "handover" = Screen::Handover,
        "scanner" = Screen::Scanner,
        "printer" = Screen::Printer,
        "prints" = Screen::Prints,
        "count" = Screen::Count,
        "transfer" = Screen::Transfer,
        "inspect" = Screen::Inspect,
        "receive" = Screen::Receive,
        "put away" = Screen::PutAway,
        "stopped" = Screen::Stopped,
    }
    body(Body) {
        "message" = Body::Message { .. },
        "sign_in" = Body::SignIn(_),
        "home" = Body::Home { .. },
        "rows" = Body::Rows { .. },
        "task" = Body::Task(_),
        "pack" = Body::Pack(_),
        "handover" = Body::Handover(_),
        "scanner" = Body::Scanner(_),
        "receive" = Body::Receive(_),
    }
    overlay(Overlay) {
        "pad" = Overlay::Pad { .. },
        "text" = Overlay::Text { .. },
        "choice" = Overlay::Choice { .. },
        "photos" = Overlay::Photos { .. },
        "more" = Overlay::More,
        "signature" = Overlay::Signature { .. },
        "about" = Overlay::About { .. },
    }
    severity(Severity) {
        "right" = Severity::Right,
        "careful" = Severity::Careful,
        "stopped" = Severity::Stopped,
        "information" = Severity::Information,
        "waiting" = Severity::Waiting,
    }
    sync(SyncState) {
        "synced" = SyncState::Synced,
        "pending" = SyncState::Pending,
        "offline" = SyncState::Offline,
        "halted" = SyncState::Halted,
    }
    theme(Theme) {
        "light" = Theme::Light,
        "dark" = Theme::Dark,
    }
    banner(bool) {
        "shown" = true,
        "none" = false,
    }
    signing(sign_in::At) {
        "badge" = sign_in::At::Badge,
        "pin" = sign_in::At::Pin { .. },
        "locked" = sign_in::At::Locked { .. },
        "lead_pin" = sign_in::At::LeadPin { .. },
        "in" = sign_in::At::In { .. },
        "idle" = sign_in::At::Idle { .. },
    }
    work(Work) {
        "home" = Work::Home,
        "choose" = Work::Choose,
        "pick" = Work::Pick(_),
        "pack" = Work::Pack(_),
        "handover" = Work::Handover(_),
        "scanner" = Work::Scanner(_),
        "printer" = Work::Printer(_),
        "count" = Work::Count(_),
        "transfer" = Work::Transfer(_),
        "inspect" = Work::Inspect(_),
        "deliveries" = Work::Deliveries(_),
        "receive" = Work::Receive(_),
        "put away" = Work::PutAway(_),
    }
    printer_asking(printer::Asking) {
        "address" = printer::Asking::Address,
        "speech" = printer::Asking::Speech,
        "head" = printer::Asking::Head,
    }
    // How a job in the queue stands.
    print_job(Stand) {
        "queued" = Stand::Queued,
        "sending" = Stand::Sending,
        "unsent" = Stand::Unsent,
        "cut" = Stand::Cut,
        "ready" = Stand::Told(Report::Ready),
        "paper out" = Stand::Told(Report::PaperOut),
        "ribbon out" = Stand::Told(Report::RibbonOut),
        "head open" = Stand::Told(Report::HeadOpen),
        "paused" = Stand::Told(Report::Paused),
        "trouble" = Stand::Told(Report::Trouble),
        "silent" = Stand::Told(Report::Silent),
        "unreachable" = Stand::Told(Report::Unreachable),
        "hung up" = Stand::Told(Report::HungUp),
        "no label" = Stand::Told(Report::NoLabel),
        "no fonts" = Stand::Told(Report::NoFonts),
    }
    receive_sheet(receive::Sheet) {
        "cartons" = receive::Sheet::Cartons { .. },
        "driver" = receive::Sheet::Driver { .. },
        "quantity" = receive::Sheet::Quantity { .. },
        "unit" = receive::Sheet::Unit { .. },
        "item" = receive::Sheet::Item { .. },
        "lot" = receive::Sheet::Lot { .. },
        "serial" = receive::Sheet::Serial { .. },
        "expiry" = receive::Sheet::Expiry { .. },
        "damage" = receive::Sheet::Damage,
        "manual" = receive::Sheet::Manual,
        "learn" = receive::Sheet::Learn { .. },
        "learn unit" = receive::Sheet::LearnUnit { .. },
        "learn quantity" = receive::Sheet::LearnQuantity { .. },
        "supplier" = receive::Sheet::Supplier,
        "close" = receive::Sheet::Close,
    }
    putaway_at(putaway::At) {
        "item" = putaway::At::Item,
        "bin" = putaway::At::Bin { .. },
        "rest" = putaway::At::Rest { .. },
    }
    putaway_sheet(putaway::Sheet) {
        "quantity" = putaway::Sheet::Quantity { .. },
        "which" = putaway::Sheet::Which { .. },
        "manual" = putaway::Sheet::Manual,
    }
    // (a plan is open, a bin is being counted)
    count_at((bool, bool)) {
        "plans" = (false, false),
        "walk" = (true, false),
        "bin" = (false, true),
        "bin of a plan" = (true, true),
    }
    count_sheet(count::Sheet) {
        "quantity" = count::Sheet::Goods(Open::Quantity { .. }),
        "unit" = count::Sheet::Goods(Open::Unit { .. }),
        "item" = count::Sheet::Goods(Open::Item { .. }),
        "serial" = count::Sheet::Serial { .. },
        "lot" = count::Sheet::Lot { .. },
        "expiry" = count::Sheet::Expiry { .. },
        "condition" = count::Sheet::Condition,
        "manual" = count::Sheet::Manual,
        "unmatched" = count::Sheet::Unmatched,
    }
    // (a condition other than good is on)
    count_condition(bool) {
        "not good" = true,
        "good" = false,
    }
    // (a replenishment is chosen, the bin is known, something is in hand)
    transfer_at((bool, bool, bool)) {
        "tasks" = (false, false, _),
        "task" = (true, false, _),
        "bin" = (_, true, false),
        "in hand" = (_, true, true),
    }
    transfer_sheet(transfer::Sheet) {
        "quantity" = transfer::Sheet::Goods(Open::Quantity { .. }),
        "unit" = transfer::Sheet::Goods(Open::Unit { .. }),
        "item" = transfer::Sheet::Goods(Open::Item { .. }),
        "which" = transfer::Sheet::Which { .. },
        "manual" = transfer::Sheet::Manual,
        "condition" = transfer::Sheet::Condition,
        "reason" = transfer::Sheet::Reason { .. },
        "second" = transfer::Sheet::Second { .. },
        "pin" = transfer::Sheet::Pin { .. },
    }
    inspect_at(inspect::At) {
        "parcel" = inspect::At::Parcel,
        "unknown" = inspect::At::Unknown,
        "item" = inspect::At::Item { .. },
        "all fine" = inspect::At::Questions { each: false, .. },
        "question" = inspect::At::Questions { each: true, .. },
        "decide" = inspect::At::Decide { .. },
        "plate" = inspect::At::Plate { .. },
        "missing" = inspect::At::Missing { .. },
        "closing" = inspect::At::Closing { .. },
    }
    // (the fast lane is on, its tote is known)
    inspect_lane((bool, bool)) {
        "off" = (false, _),
        "tote" = (true, false),
        "on" = (true, true),
    }
    inspect_grade(Grade) {
        "a" = Grade::A,
        "b" = Grade::B,
        "c" = Grade::C,
        "d" = Grade::D,
        "x" = Grade::X,
    }
    inspect_sheet(inspect::Sheet) {
        "which" = inspect::Sheet::Which { .. },
        "quantity of a scan" = inspect::Sheet::Goods(Open::Quantity { .. }),
        "unit" = inspect::Sheet::Goods(Open::Unit { .. }),
        "item" = inspect::Sheet::Goods(Open::Item { .. }),
        "serial" = inspect::Sheet::Serial { .. },
        "lot" = inspect::Sheet::Lot { .. },
        "expiry" = inspect::Sheet::Expiry { .. },
        "manual" = inspect::Sheet::Manual,
        "number" = inspect::Sheet::Number,
        "quantity" = inspect::Sheet::Quantity { .. },
        "grade" = inspect::Sheet::Grade,
        "disposition" = inspect::Sheet::Disposition,
        "finding" = inspect::Sheet::Finding,
        "remark" = inspect::Sheet::Remark,
        "second" = inspect::Sheet::Second,
        "pin" = inspect::Sheet::Pin { .. },
    }
    // (by the books the bin is empty now)
    pick_zero(bool) {
        "asked" = true,
        "not asked" = false,
    }
    pick_at(pick::At) {
        "foreign" = pick::At::Foreign,
        "tote" = pick::At::Tote,
        "bin" = pick::At::Bin { .. },
        "item" = pick::At::Item(_),
        "done" = pick::At::Done,
    }
    pick_sheet(pick::Sheet) {
        "quantity" = pick::Sheet::Quantity { .. },
        "manual" = pick::Sheet::Manual,
        "reason" = pick::Sheet::Reason,
        "unit" = pick::Sheet::Unit { .. },
    }
    // (an order is open, its list is known, a tote was scanned)
    pack_at((bool, bool, bool)) {
        "start" = (false, false, false),
        "unknown tote" = (false, false, true),
        "which order" = (false, true, _),
        "order" = (true, _, _),
    }
    pack_sheet(pack::Sheet) {
        "quantity" = pack::Sheet::Quantity { .. },
        "serial" = pack::Sheet::Serial { .. },
        "weight" = pack::Sheet::Weight { .. },
        "manual" = pack::Sheet::Manual,
        "reason" = pack::Sheet::Reason,
        "carton" = pack::Sheet::Carton,
        "unit" = pack::Sheet::Unit { .. },
        "item" = pack::Sheet::Item { .. },
    }
    // (all pieces are in or confirmed missing)
    parcel(bool) {
        "open" = false,
        "complete" = true,
    }
    // (the carrier is known, the driver's sheet is open)
    handover_at((bool, bool)) {
        "start" = (false, _),
        "pile" = (true, false),
        "driver signs" = (true, true),
    }
    // (cancellations are known only until some time)
    handover_contact(bool) {
        "in contact" = false,
        "out of touch" = true,
    }
}

/// What the view of this app shows.
pub fn shown(app: &App, view: &View) -> Vec<&'static str> {
    let mut shown = vec![
        screen(&view.screen),
        body(&view.body),
        severity(&view.band.severity),
        sync(&view.sync.state),
        theme(&view.theme),
        banner(&!view.banner.is_empty()),
    ];
    shown.extend(view.overlay.as_ref().map(overlay));
    if view.screen == Screen::Prints {
        shown.extend(app.prints().iter().map(|(_, stand)| print_job(stand)));
        return shown;
    }
    match view.screen {
        // Nothing of the work can be seen.
        Screen::Pairing | Screen::Stopped => {}
        Screen::SignIn => shown.push(signing(&app.sign().at)),
        Screen::Home
        | Screen::Choose
        | Screen::Pick
        | Screen::Pack
        | Screen::Handover
        | Screen::Scanner
        | Screen::Printer
        | Screen::Prints
        | Screen::Receive
        | Screen::PutAway
        | Screen::Count
        | Screen::Transfer
        | Screen::Inspect => {
            shown.extend([signing(&app.sign().at), work(app.work())]);
            shown.extend(of_work(app.work(), &view.body));
        }
    }
    shown
}

/// A new kind of work names its own states here.
fn of_work(work: &Work, body: &Body) -> Vec<&'static str> {
    let mut shown = Vec::new();
    match work {
        Work::Home | Work::Choose | Work::Scanner(_) | Work::Deliveries(_) => {}
        Work::Printer(state) => shown.extend(state.asking.as_ref().map(printer_asking)),
        Work::Count(state) => {
            shown.push(count_at(&(state.plan.is_some(), state.visit.is_some())));
            shown.extend(state.sheet.as_ref().map(count_sheet));
            let good = state.visit.as_ref().is_none_or(|visit| visit.condition.is_good());
            shown.push(count_condition(&!good));
        }
        Work::Transfer(state) => {
            let at = (
                state.task.is_some(),
                state.from.is_some(),
                !state.carried.is_empty(),
            );
            shown.push(transfer_at(&at));
            shown.extend(state.sheet.as_ref().map(transfer_sheet));
        }
        Work::Inspect(state) => {
            shown.push(inspect_at(&state.at));
            shown.push(inspect_lane(&(state.lane.is_some(), !state.tote.is_empty())));
            if let inspect::At::Decide { verdict, .. } = &state.at {
                shown.push(inspect_grade(&verdict.grade));
            }
            shown.extend(state.sheet.as_ref().map(inspect_sheet));
        }
        Work::Receive(state) => shown.extend(state.sheet.as_ref().map(receive_sheet)),
        Work::PutAway(state) => {
            shown.push(putaway_at(&state.at));
            shown.extend(state.sheet.as_ref().map(putaway_sheet));
        }
        Work::Pick(state) => {
            shown.push(pick_at(&state.at));
            shown.push(pick_zero(&state.zero.is_some()));
            shown.extend(state.sheet.as_ref().map(pick_sheet));
        }
        Work::Pack(state) => {
            let open = (
                state.shipment.is_some(),
                state.list.is_some(),
                !state.tote.is_empty(),
            );
            shown.push(pack_at(&open));
            shown.extend(state.sheet.as_ref().map(pack_sheet));
            if let Body::Pack(view) = body {
                shown.push(parcel(&(view.done == view.target)));
            }
        }
        Work::Handover(handover::State { carrier, signing, .. }) => {
            shown.push(handover_at(&(carrier.is_some(), *signing)));
            if let Body::Handover(view) = body {
                shown.push(handover_contact(&!view.as_of.is_empty()));
            }
        }
    }
    shown
}
