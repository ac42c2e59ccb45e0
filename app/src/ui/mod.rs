//! The window of the handheld: draws a [`View`], sends presses, texts and scans.
//!
//! The app lives on its own thread. Views come in through [`Window::show`], from any thread; what the worker does goes
//! out through a [`Driver`], on the window's thread, and must not wait for anything (a channel's sender is right).
//! The window decides nothing: it knows no flow, no store, no network.
//!
//! **Ids that are pressed**: an action's, a tile's and a row's own id, as the view gave it; `more` (the button 更多) and
//! `overlay.close` (the ✕ of every sheet, and Escape); `pad.0`…`pad.9`, `pad.back`, `pad.ok`, `pad.field.<id>` on the
//! number pad and while a PIN is asked for (hardware digits, Backspace and Enter too); `choose.<id>` on a choice.
//! **Texts that are typed**: the text sheet's own id; the signature sheet sends `driver`, then `signature`
//! (an SVG path in a 400 × 160 box, empty when nothing was drawn), and this pair is its confirmation.
//!
//! **A system without any font**: `main` calls [`start::ensure`] first of all.
//!
//! Invariant: a scan reaches the driver whatever has the focus or lies on top. Deliberately absent: popup windows,
//! combo boxes and dialogs, which swallow keys.

use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use slint::{ComponentHandle, Global};

use crate::device::scanner::Typed;
use crate::device::wedge;
use crate::view::View;

mod app_window;
mod choose;
pub mod fonts;
pub mod golden;
mod handover;
#[cfg(test)]
mod hands;
mod home;
mod keys;
mod message;
mod models;
mod overlay;
mod pack;
mod pick;
pub mod practice;
mod receive;
mod scanner;
mod shot;
mod sign_in;
pub mod start;
#[cfg(test)]
mod theme;
mod words;

pub use crate::practice::{PracticeCode, PracticeGroup, PracticeSheet};
pub use shot::{Picture, ShotError, picture, practice_picture, shot};

/// What slint-build makes of `ui/app.slint`.
#[allow(
    unsafe_code,
    missing_debug_implementations,
    unreachable_pub,
    clippy::all,
    clippy::todo,
    rust_2018_idioms
)]
mod face {
    slint::include_modules!();
}

/// Where the worker's doing goes. Called on the window's thread; must return at once.
pub trait Driver {
    /// A barcode, as read. `at_ms` counts from the start of the program, and only differences of it mean something.
    /// `typed`: how, where a scanner typed it.
    fn scanned(&self, raw: String, at_ms: u64, typed: Option<Typed>);
    fn pressed(&self, id: &str);
    fn typed(&self, id: &str, text: &str);
}

#[derive(Debug, thiserror::Error)]
pub enum UiError {
    #[error("no window can be opened here; `beeline --drive` works without one")]
    Platform(#[from] slint::PlatformError),
}

/// The app thread's end of the window: views go in, the newest wins. Cheap to clone.
#[derive(Clone, Default)]
pub struct Window {
    mail: Arc<Mutex<Mail>>,
}

#[derive(Default)]
struct Mail {
    view: Option<View>,
    practice: Option<PracticeSheet>,
    scanner: Option<wedge::Settings>,
    /// A delivery is already on its way to the window's thread.
    posted: bool,
}

impl Window {
    pub fn new() -> Window {
        Window::default()
    }

    /// Shows a view. Never waits: a view that comes before the last one was drawn takes its place.
    pub fn show(&self, view: &View) {
        self.lock().view = Some(view.clone());
        self.post();
    }

    /// Replaces what stands in the practice window.
    pub fn practice(&self, sheet: PracticeSheet) {
        self.lock().practice = Some(sheet);
        self.post();
    }

    /// How the device's scanner types from now on.
    pub fn scanner(&self, settings: &wedge::Settings) {
        self.lock().scanner = Some(settings.clone());
        self.post();
    }

    /// Ends [`run`].
    pub fn close(&self) {
        let _ = slint::quit_event_loop();
    }

    fn lock(&self) -> MutexGuard<'_, Mail> {
        self.mail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn post(&self) {
        if std::mem::replace(&mut self.lock().posted, true) {
            return;
        }
        let window = self.clone();
        if slint::invoke_from_event_loop(move || window.deliver()).is_err() {
            // No window yet, or no longer: `run` takes what lies here when it starts.
            self.lock().posted = false;
        }
    }

    fn deliver(&self) {
        let (view, practice, scanner) = {
            let mut mail = self.lock();
            mail.posted = false;
            (mail.view.take(), mail.practice.take(), mail.scanner.take())
        };
        app_window::with_open(|open| {
            if let Some(settings) = scanner {
                open.set_scanner(settings);
            }
            if let Some(view) = &view {
                open.show(view);
            }
            if let Some(sheet) = &practice {
                open.show_practice(sheet);
            }
        });
    }
}

/// Opens the window (and the practice window, if there is a sheet for it) and stays until it is closed. Call on the
/// program's first thread.
pub fn run(
    window: &Window,
    driver: impl Driver + 'static,
    first: View,
    practice: Option<PracticeSheet>,
) -> Result<(), UiError> {
    keys::now_ms();
    slint::BackendSelector::new()
        .backend_name("winit".into())
        .renderer_name("software".into())
        .select()?;
    fonts::register();
    let open = app_window::Open::new(Rc::new(driver), practice.is_some(), Rc::new(keys::now_ms))?;
    face::Input::get(&open.app).set_composes(start::can_compose());
    open.show(&first);
    if let Some(sheet) = &practice {
        open.show_practice(sheet);
    }
    open.app.show()?;
    if let Some(practice) = &open.practice {
        practice.show()?;
    }
    open.put_side_by_side();
    app_window::set_open(Some(open));
    window.deliver();
    let ended = slint::run_event_loop();
    app_window::set_open(None);
    Ok(ended?)
}
