//! The window itself: everything that every screen has, and which screen is on.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use slint::{ComponentHandle, Global};

use super::face::{
    self, AppAdapter, AppWindow, BodyKind, Fonts, Input, OverlayKind, PracticeWindow, Theme, Words,
};
use super::keys::{Clock, Keys, Target};
use super::{
    Driver, choose, fonts, handover, home, message, models, overlay, pack, pick, practice, receive, scanner,
    sign_in, words,
};
use crate::device::wedge;
use crate::practice::PracticeSheet;
use crate::view::{self, Body, Overlay, Screen, SyncState, View};

thread_local! {
    static OPEN: RefCell<Option<Open>> = const { RefCell::new(None) };
}

/// Runs on the window's thread while there is a window.
pub(super) fn with_open(then: impl FnOnce(&Open)) {
    OPEN.with_borrow(|open| {
        if let Some(open) = open {
            then(open);
        }
    });
}

pub(super) fn set_open(open: Option<Open>) {
    OPEN.replace(open);
}

/// Pixels between the handheld and the practice table.
const BETWEEN_WINDOWS: i32 = 24;

/// A connected window.
pub(super) struct Open {
    pub(super) app: AppWindow,
    pub(super) practice: Option<PracticeWindow>,
    keys: Rc<Keys>,
    sheet: RefCell<Option<Overlay>>,
    /// What lies on the practice table. Laying it out anew would take a barcode away under the finger.
    table: RefCell<Option<PracticeSheet>>,
}

impl Open {
    pub(super) fn new(
        driver: Rc<dyn Driver>,
        with_practice: bool,
        clock: Clock,
    ) -> Result<Open, slint::PlatformError> {
        let app = AppWindow::new()?;
        let keys = Keys::new(app.as_weak(), driver.clone(), clock);
        connect(&app, &driver, &keys);
        let practice = with_practice.then(PracticeWindow::new).transpose()?;
        if let Some(practice) = &practice {
            practice::connect(practice, driver, &keys);
        }
        app.window().on_close_requested(|| {
            let _ = slint::quit_event_loop();
            slint::CloseRequestResponse::HideWindow
        });
        Ok(Open {
            app,
            practice,
            keys,
            sheet: RefCell::new(None),
            table: RefCell::new(None),
        })
    }

    /// Draws a view: only what differs from the one before is set.
    pub(super) fn show(&self, view: &View) {
        Theme::get(&self.app).set_dark(view.theme == view::Theme::Dark);
        Words::get(&self.app).set_w(words::words(view.lang));
        show_frame(&AppAdapter::get(&self.app), view);
        show_body(&self.app, view);
        self.show_overlay(view.overlay.as_ref());
        if let Overlay::More = view.overlay.as_ref().unwrap_or(&Overlay::More) {
            overlay::show_more(&self.app, &view.more);
        }
        self.keys.aim(Target::of(view));
    }

    pub(super) fn set_scanner(&self, settings: wedge::Settings) {
        self.keys.set_scanner(settings);
    }

    pub(super) fn show_practice(&self, sheet: &PracticeSheet) {
        if let Some(practice) = &self.practice {
            let theme = Theme::get(&self.app);
            Theme::get(practice).set_dark(theme.get_dark());
            Words::get(practice).set_w(Words::get(&self.app).get_w());
            if self.table.borrow().as_ref() != Some(sheet) {
                practice::show(practice, sheet);
                self.table.replace(Some(sheet.clone()));
            }
        }
    }

    /// The practice table right of the handheld, once both windows are there. A window system may think otherwise.
    pub(super) fn put_side_by_side(&self) {
        let Some(practice) = &self.practice else { return };
        let (app, practice) = (self.app.as_weak(), practice.as_weak());
        slint::Timer::single_shot(Duration::from_millis(100), move || {
            if let (Some(app), Some(practice)) = (app.upgrade(), practice.upgrade()) {
                let (at, size) = (app.window().position(), app.window().size());
                let x = at.x + i32::try_from(size.width).unwrap_or(0) + BETWEEN_WINDOWS;
                practice
                    .window()
                    .set_position(slint::PhysicalPosition::new(x, at.y));
            }
        });
    }

    /// A sheet that is already open keeps what was typed or drawn in it.
    fn show_overlay(&self, overlay: Option<&Overlay>) {
        let adapter = AppAdapter::get(&self.app);
        if *self.sheet.borrow() == overlay.cloned() {
            return;
        }
        overlay::show(&self.app, self.sheet.borrow().as_ref(), overlay);
        if let Some(Overlay::Text { id, .. }) = overlay {
            let again = matches!(&*self.sheet.borrow(), Some(Overlay::Text { id: old, .. }) if old == id);
            adapter.set_overlay_serial(adapter.get_overlay_serial() + i32::from(!again));
        }
        adapter.set_overlay(overlay_kind(overlay));
        if !matches!(overlay, Some(Overlay::Text { .. } | Overlay::Signature { .. })) {
            // The field that had the focus is gone, and a key that nobody has the focus for is lost.
            self.app.invoke_take_keys();
        }
        self.sheet.replace(overlay.cloned());
    }
}

fn connect(app: &AppWindow, driver: &Rc<dyn Driver>, keys: &Rc<Keys>) {
    let fonts = Fonts::get(app);
    fonts.on_weight(|text| fonts::weight(&text));
    let input = Input::get(app);
    let to = driver.clone();
    input.on_pressed(move |id| to.pressed(&id));
    let to = driver.clone();
    input.on_typed(move |id, text| to.typed(&id, &text));
    keys.connect(app);
    AppAdapter::get(app).set_actions(models::list());
    overlay::connect(app);
    home::connect(app);
    choose::connect(app);
    pack::connect(app);
    handover::connect(app);
    receive::connect(app);
    scanner::connect(app);
}

fn show_frame(adapter: &AppAdapter<'_>, view: &View) {
    adapter.set_title(fonts::ink(&view.title));
    adapter.set_who(fonts::ink(&view.who));
    adapter.set_sync(fonts::ink(&view.sync.text));
    adapter.set_sync_state(match view.sync.state {
        SyncState::Synced => face::SyncState::Synced,
        SyncState::Pending => face::SyncState::Pending,
        SyncState::Offline => face::SyncState::Offline,
        SyncState::Halted => face::SyncState::Halted,
    });
    adapter.set_banner(fonts::ink(&view.banner));
    adapter.set_band(face::BandData {
        severity: match view.band.severity {
            view::Severity::Right => face::Severity::Right,
            view::Severity::Careful => face::Severity::Careful,
            view::Severity::Stopped => face::Severity::Stopped,
            view::Severity::Information => face::Severity::Information,
            view::Severity::Waiting => face::Severity::Waiting,
        },
        title: fonts::ink(&view.band.title),
        detail: fonts::ink(&view.band.detail),
        title_ems: fonts::ems(&view.band.title),
    });
    models::update(&adapter.get_actions(), actions(&view.actions));
    adapter.set_has_more(!view.more.is_empty());
}

/// Of a 22 px label on one line, the bottom row holds so much: all actions together, beside 更多.
const ROW_EMS: f32 = 15.6;
/// What a button keeps free at its sides.
const SIDES_EMS: f32 = 0.55;

pub(super) fn actions(actions: &[view::Action]) -> Vec<face::ActionData> {
    let room = ROW_EMS / actions.len().max(1) as f32 - SIDES_EMS;
    let action = |action: &view::Action| {
        let (label, detail) = two_lines(&action.label);
        face::ActionData {
            id: action.id.as_str().into(),
            label: fonts::ink(&label),
            detail: fonts::ink(detail),
            kind: match action.kind {
                view::ActionKind::Main => face::ActionKind::Main,
                view::ActionKind::Plain => face::ActionKind::Plain,
                view::ActionKind::Careful => face::ActionKind::Careful,
            },
            long: fonts::ems(&label) > room,
        }
    };
    actions.iter().map(action).collect()
}

/// `復原：洗髮精 ×12` becomes `復原 ×12` over `洗髮精`: where there is no room, the name is cut and not the number.
fn two_lines(label: &str) -> (String, &str) {
    let Some((head, what)) = label.split_once('：') else {
        return (label.to_owned(), "");
    };
    match what.rsplit_once(" ×") {
        Some((name, quantity)) => (format!("{head} ×{quantity}"), name),
        None => (head.to_owned(), what),
    }
}

fn show_body(app: &AppWindow, view: &View) {
    let kind = match &view.body {
        Body::Message { title, text } => {
            message::show(app, title, text);
            match view.screen {
                Screen::Pairing => BodyKind::Pairing,
                Screen::Stopped => BodyKind::Stopped,
                Screen::SignIn
                | Screen::Home
                | Screen::Choose
                | Screen::Pick
                | Screen::Pack
                | Screen::Handover
                | Screen::Scanner
                | Screen::Printer
                | Screen::Prints
                | Screen::Count
                | Screen::Transfer
                | Screen::Inspect
                | Screen::Receive
                | Screen::PutAway => BodyKind::Message,
            }
        }
        Body::SignIn(body) => {
            sign_in::show(app, body);
            BodyKind::SignIn
        }
        Body::Home { tiles } => {
            home::show(app, tiles);
            BodyKind::Home
        }
        Body::Rows { heading, rows } => {
            choose::show(app, heading, rows);
            BodyKind::Rows
        }
        Body::Task(body) => {
            pick::show(app, body);
            BodyKind::Task
        }
        Body::Pack(body) => {
            pack::show(app, body, view.lang);
            BodyKind::Pack
        }
        Body::Handover(body) => {
            handover::show(app, body);
            BodyKind::Handover
        }
        Body::Receive(body) => {
            receive::show(app, body);
            BodyKind::Receive
        }
        Body::Scanner(body) => {
            scanner::show(app, body);
            BodyKind::Scanner
        }
    };
    AppAdapter::get(app).set_body(kind);
}

fn overlay_kind(overlay: Option<&Overlay>) -> OverlayKind {
    match overlay {
        None => OverlayKind::None,
        Some(Overlay::Pad { .. }) => OverlayKind::Pad,
        Some(Overlay::Text { .. }) => OverlayKind::Text,
        Some(Overlay::Choice { .. }) => OverlayKind::Choice,
        Some(Overlay::Photos { .. }) => OverlayKind::Photos,
        Some(Overlay::More) => OverlayKind::More,
        Some(Overlay::Signature { .. }) => OverlayKind::Signature,
        Some(Overlay::About { .. }) => OverlayKind::About,
    }
}
