//! Which label printer this device sends to: address, what it understands, its resolution.
//!
//! The rule. A lead sets it up, from the home screen; nothing is sent here but the test label, on a press. A scan on
//! this screen is work, as on the home screen.
//!
//! Invariant: an address gets in only with one of the ports that label printers listen on (`device/printer.rs`).

use super::{Go, Input, Step};
use crate::device::printer::{AddressError, Head, Settings, Speech, address};
use crate::say::{Desk, Printer};

pub const VERSION: i64 = 1;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The only part that is kept on the disk.
    pub settings: Settings,
    pub asking: Option<Asking>,
}

/// The sheet that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    Address,
    Speech,
    Head,
}

pub fn open(settings: &Settings) -> Step<State> {
    let state = State {
        settings: settings.clone(),
        asking: None,
    };
    let say = if settings.is_set() {
        Printer::TryIt {}
    } else {
        Printer::SetUp {}
    };
    Step::say(state, say)
}

pub fn step(state: &State, input: Input<'_>) -> Step<State> {
    match input {
        Input::Scan(_) => Step::stay(closed(state)).go(Go::Scanned),
        Input::Press(id) => press(state, id),
        Input::Typed { id, text } => typed(state, id, text),
    }
}

fn closed(state: &State) -> State {
    State {
        asking: None,
        ..state.clone()
    }
}

fn press(state: &State, id: &str) -> Step<State> {
    let ask = |asking| {
        Step::stay(State {
            asking: Some(asking),
            ..state.clone()
        })
    };
    match (id, state.asking) {
        ("home", _) => Step::say(closed(state), Desk::Home {}).go(Go::Home),
        ("overlay.close", _) => Step::stay(closed(state)),
        ("printer.address", _) => ask(Asking::Address),
        ("printer.speech", _) => ask(Asking::Speech),
        ("printer.head", _) => ask(Asking::Head),
        ("choose.zpl", Some(Asking::Speech)) => speech(state, Speech::Zpl),
        ("choose.tspl", Some(Asking::Speech)) => speech(state, Speech::Tspl),
        ("choose.d203", Some(Asking::Head)) => head(state, Head::D203),
        ("choose.d300", Some(Asking::Head)) => head(state, Head::D300),
        _ => Step::stay(state.clone()),
    }
}

fn set(settings: Settings) -> Step<State> {
    let say = if settings.is_set() {
        Printer::Saved {}
    } else {
        Printer::SetUp {}
    };
    Step::say(
        State {
            settings,
            asking: None,
        },
        say,
    )
}

fn speech(state: &State, speech: Speech) -> Step<State> {
    set(Settings {
        speech,
        ..state.settings.clone()
    })
}

fn head(state: &State, head: Head) -> Step<State> {
    set(Settings {
        head,
        ..state.settings.clone()
    })
}

/// Nothing typed takes the printer away.
fn typed(state: &State, id: &str, text: &str) -> Step<State> {
    if (id, state.asking) != ("printer.address", Some(Asking::Address)) {
        return Step::say(state.clone(), Desk::BadEntry {});
    }
    if text.trim().is_empty() {
        let settings = Settings {
            host: String::new(),
            port: 0,
            ..state.settings.clone()
        };
        return Step {
            say: Some(Printer::Removed {}.into()),
            ..set(settings)
        };
    }
    match address(text) {
        Ok((host, port)) => set(Settings {
            host,
            port,
            ..state.settings.clone()
        }),
        Err(AddressError::Unreadable) => Step::say(state.clone(), Printer::BadAddress {}),
        Err(AddressError::Port(port)) => Step::say(state.clone(), Printer::BadPort { port }),
    }
}
