//! Keys on their way in: first the scan decoder, then whoever is typed into.
//!
//! On the desktop the keys are taken from the window system itself, before the focus has a say; elsewhere from the
//! capture pass of the root. What the decoder held and was no scan goes on, in order: to the open text field, to the
//! number pad as presses, or nowhere where nothing is asked for.
//!
//! The text overlay asks for no input method unless the worker turns it on: an input method composes the scanner's
//! keys into something else.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::OnceLock;
use std::time::Duration;

use slint::platform::WindowEvent;
use slint::winit_030::winit::event::{ElementState, KeyEvent, WindowEvent as WinitEvent};
use slint::winit_030::winit::keyboard::{Key as WinitKey, ModifiersState, NamedKey};
use slint::winit_030::{EventResult, WinitWindowAccessor};
use slint::{ComponentHandle, Global, SharedString, Weak};

use super::Driver;
use super::face::{AppWindow, Input};
use crate::device::wedge::{Key, Settings, Then, Wedge};
use crate::view::{Body, Overlay, View};

/// Where nothing can be typed, a machine that stutters loses no scan: this, or more where the device's settings say so.
const GAP_SCANNING_MS: u64 = 300;

/// Who gets what a person types on a hardware keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Nobody,
    /// The number pad: the quantity or the PIN.
    Pad,
    /// A text field.
    Field,
}

impl Target {
    pub(super) fn of(view: &View) -> Target {
        match (&view.overlay, &view.body) {
            (Some(Overlay::Text { .. } | Overlay::Signature { .. }), _) => Target::Field,
            (Some(Overlay::Pad { .. }), _) => Target::Pad,
            (
                Some(Overlay::Choice { .. } | Overlay::Photos { .. } | Overlay::More | Overlay::About { .. }),
                _,
            ) => Target::Nobody,
            (None, Body::SignIn(body)) if !body.name.is_empty() => Target::Pad,
            (
                None,
                Body::SignIn(_)
                | Body::Message { .. }
                | Body::Home { .. }
                | Body::Rows { .. }
                | Body::Task(_)
                | Body::Pack(_)
                | Body::Handover(_)
                | Body::Scanner(_)
                | Body::Receive(_),
            ) => Target::Nobody,
        }
    }
}

/// Milliseconds since the first call. Only differences mean anything; the app has its own clock.
#[allow(clippy::disallowed_methods)] // The source stamps its keys: this is the source.
pub(super) fn now_ms() -> u64 {
    static START: OnceLock<std::time::Instant> = OnceLock::new();
    let start = START.get_or_init(std::time::Instant::now);
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Milliseconds by the source's own clock.
pub(super) type Clock = Rc<dyn Fn() -> u64>;

pub(super) struct Keys {
    clock: Clock,
    wedge: RefCell<Wedge>,
    /// How this device's scanner types; its gap holds where a person may type.
    settings: RefCell<Settings>,
    driver: Rc<dyn Driver>,
    app: Weak<AppWindow>,
    target: Cell<Target>,
    modifiers: Cell<ModifiersState>,
    /// The window system gives us the keys: the capture pass has nothing to do.
    hooked: Cell<bool>,
    /// The keys under way are our own.
    replaying: Cell<bool>,
    replay: RefCell<VecDeque<SharedString>>,
    rest: slint::Timer,
    drawn: Cell<bool>,
}

impl Keys {
    pub(super) fn new(app: Weak<AppWindow>, driver: Rc<dyn Driver>, clock: Clock) -> Rc<Keys> {
        let mut wedge = Wedge::default();
        wedge.set_gap_ms(GAP_SCANNING_MS);
        Rc::new(Keys {
            clock,
            wedge: RefCell::new(wedge),
            settings: RefCell::new(Settings::default()),
            driver,
            app,
            target: Cell::new(Target::Nobody),
            modifiers: Cell::new(ModifiersState::empty()),
            hooked: Cell::new(false),
            replaying: Cell::new(false),
            replay: RefCell::new(VecDeque::new()),
            rest: slint::Timer::default(),
            drawn: Cell::new(false),
        })
    }

    pub(super) fn connect(self: &Rc<Self>, app: &AppWindow) {
        let input = Input::get(app);
        let keys = self.clone();
        input.on_captured(move |text, control, repeat| keys.captured(&text, control, repeat));
        let keys = self.clone();
        input.on_soft_key(move |text| keys.replay(text));
        let weak = app.as_weak();
        input.on_input_method(move |on| set_input_method(&weak, on));
        self.listen(app.window());
    }

    pub(super) fn now_ms(&self) -> u64 {
        (self.clock)()
    }

    /// Takes a window's keys at their source, where there is a window system.
    pub(super) fn listen(self: &Rc<Self>, window: &slint::Window) {
        let keys = self.clone();
        window.on_winit_window_event(move |_, event| keys.hooked(event));
    }

    /// Who is typed into from now on. What is still held was meant for the one before and is let go.
    pub(super) fn aim(&self, target: Target) {
        self.target.set(target);
        self.wedge.borrow_mut().set_gap_ms(self.gap_ms());
    }

    /// How the scanner types, from the next key on.
    pub(super) fn set_scanner(&self, settings: Settings) {
        self.wedge.borrow_mut().set(settings.clone());
        self.settings.replace(settings);
        self.wedge.borrow_mut().set_gap_ms(self.gap_ms());
    }

    fn gap_ms(&self) -> u64 {
        let set = self.settings.borrow().gap_ms;
        match self.target.get() {
            Target::Nobody => set.max(GAP_SCANNING_MS),
            Target::Pad | Target::Field => set,
        }
    }

    fn hooked(self: &Rc<Self>, event: &WinitEvent) -> EventResult {
        match event {
            WinitEvent::ModifiersChanged(modifiers) => {
                self.modifiers.set(modifiers.state());
                EventResult::Propagate
            }
            WinitEvent::KeyboardInput {
                event,
                is_synthetic: false,
                ..
            } => {
                self.hooked.set(true);
                if event.state == ElementState::Released {
                    return EventResult::Propagate;
                }
                let (key, text) = read_winit(event, self.modifiers.get());
                if self.take(key, text, self.now_ms()) {
                    EventResult::PreventDefault
                } else {
                    EventResult::Propagate
                }
            }
            WinitEvent::RedrawRequested if !self.drawn.replace(true) => {
                tracing::debug!(ms = self.now_ms(), "first frame");
                EventResult::Propagate
            }
            _ => EventResult::Propagate,
        }
    }

    /// The capture pass of the root. True: nobody else may see the key.
    fn captured(self: &Rc<Self>, text: &str, control: bool, repeat: bool) -> bool {
        if self.hooked.get() || self.replaying.get() {
            return false;
        }
        self.take(read_text(text, control, repeat), text.into(), self.now_ms())
    }

    /// True: the key is ours, now or in the replay.
    fn take(self: &Rc<Self>, key: Key, text: SharedString, at_ms: u64) -> bool {
        let outcome = self.wedge.borrow_mut().key(key, at_ms);
        for c in outcome.typed.chars() {
            self.replay(SharedString::from(c));
        }
        match outcome.then {
            Then::Held => {
                self.wait_for_rest();
                true
            }
            Then::Scan(raw) => {
                let typed = self.wedge.borrow().burst().clone();
                self.driver.scanned(raw, at_ms, Some(typed));
                true
            }
            Then::Pass if key == Key::Modifier => false,
            Then::Pass => {
                let goes_last = !self.replay.borrow().is_empty();
                if self.target.get() == Target::Field && !goes_last {
                    return false;
                }
                self.replay(text);
                true
            }
        }
    }

    /// When no key follows, what is held was typed.
    fn wait_for_rest(self: &Rc<Self>) {
        let keys = Rc::downgrade(self);
        let gap = Duration::from_millis(self.wedge.borrow().gap_ms() + 5);
        self.rest.start(slint::TimerMode::SingleShot, gap, move || {
            let Some(keys) = keys.upgrade() else { return };
            let typed = keys.wedge.borrow_mut().idle(keys.now_ms());
            for c in typed.unwrap_or_default().chars() {
                keys.replay(SharedString::from(c));
            }
        });
    }

    /// Sends a key on, after the present event: the toolkit does not like keys within keys.
    fn replay(self: &Rc<Self>, text: SharedString) {
        let mut replay = self.replay.borrow_mut();
        replay.push_back(text);
        if replay.len() == 1 {
            let keys = Rc::downgrade(self);
            slint::Timer::single_shot(Duration::ZERO, move || {
                if let Some(keys) = keys.upgrade() {
                    keys.replay_all();
                }
            });
        }
    }

    fn replay_all(&self) {
        let texts = std::mem::take(&mut *self.replay.borrow_mut());
        for text in texts {
            match self.target.get() {
                Target::Nobody => self.press_escape(&text),
                Target::Pad => self.press_pad(&text),
                Target::Field => self.type_into_field(text),
            }
        }
    }

    fn press_escape(&self, text: &str) {
        if text == ESCAPE {
            self.driver.pressed("overlay.close");
        }
    }

    fn press_pad(&self, text: &str) {
        match text {
            "\n" | "\r" => self.driver.pressed("pad.ok"),
            "\u{8}" => self.driver.pressed("pad.back"),
            digit if digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit() => {
                self.driver.pressed(&format!("pad.{digit}"));
            }
            other => self.press_escape(other),
        }
    }

    fn type_into_field(&self, text: SharedString) {
        if text == ESCAPE {
            self.press_escape(ESCAPE);
            return;
        }
        let Some(app) = self.app.upgrade() else { return };
        self.replaying.set(true);
        app.window()
            .dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        app.window().dispatch_event(WindowEvent::KeyReleased { text });
        self.replaying.set(false);
    }
}

const ESCAPE: &str = "\u{1b}";

/// A moment later: the toolkit turns the input method on as the field gets the focus, and has the last word otherwise.
fn set_input_method(app: &Weak<AppWindow>, on: bool) {
    let app = app.clone();
    slint::Timer::single_shot(Duration::from_millis(1), move || {
        if let Some(app) = app.upgrade() {
            app.window()
                .with_winit_window(|window| window.set_ime_allowed(on));
        }
    });
}

/// A key of the window system, and the text that the toolkit knows it by.
fn read_winit(event: &KeyEvent, modifiers: ModifiersState) -> (Key, SharedString) {
    match &event.logical_key {
        WinitKey::Named(NamedKey::Enter) => (Key::Enter, "\n".into()),
        WinitKey::Named(NamedKey::Tab) => (Key::Tab, "\t".into()),
        WinitKey::Named(NamedKey::Space) => (Key::Char(' '), " ".into()),
        WinitKey::Named(NamedKey::Backspace) => (Key::Other, "\u{8}".into()),
        WinitKey::Named(NamedKey::Escape) => (Key::Other, ESCAPE.into()),
        WinitKey::Named(named) if is_modifier(*named) => (Key::Modifier, SharedString::default()),
        WinitKey::Character(text) => {
            let control = modifiers.control_key();
            let is_shortcut = modifiers.alt_key() || modifiers.super_key();
            // A raw separator is no shortcut, however it was made.
            let raw = event
                .text
                .as_deref()
                .filter(|text| text.chars().all(|c| c.is_control()));
            let text = raw.filter(|_| control).unwrap_or(text);
            if is_shortcut && !control {
                return (Key::Other, SharedString::default());
            }
            (read_text(text, control, event.repeat), text.into())
        }
        WinitKey::Named(_) | WinitKey::Unidentified(_) | WinitKey::Dead(_) => {
            (Key::Other, SharedString::default())
        }
    }
}

fn is_modifier(named: NamedKey) -> bool {
    matches!(
        named,
        NamedKey::Shift
            | NamedKey::Control
            | NamedKey::Alt
            | NamedKey::AltGraph
            | NamedKey::Super
            | NamedKey::Meta
            | NamedKey::CapsLock
            | NamedKey::NumLock
            | NamedKey::ScrollLock
            | NamedKey::Fn
            | NamedKey::FnLock
    )
}

/// A key as the toolkit names it: modifiers from U+0010, special keys from U+F700.
fn read_text(text: &str, control: bool, repeat: bool) -> Key {
    let mut chars = text.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return Key::Other;
    };
    match c {
        '\n' | '\r' => Key::Enter,
        '\t' | '\u{19}' => Key::Tab,
        '\u{10}'..='\u{18}' => Key::Modifier,
        '\u{f700}'..='\u{f7ff}' => Key::Other,
        c if control => Key::with_control(c),
        _ if repeat => Key::Other,
        c => Key::Char(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_as_the_toolkit_names_them() {
        let table = [
            ("a", false, Key::Char('a')),
            ("儲", false, Key::Char('儲')),
            ("\n", false, Key::Enter),
            ("\t", false, Key::Tab),
            ("]", true, Key::Char('\x1d')),
            ("\x1d", false, Key::Char('\x1d')),
            ("v", true, Key::Other),
            ("\u{10}", false, Key::Modifier),
            ("\u{f700}", false, Key::Other),
            ("", false, Key::Other),
        ];
        for (text, control, wanted) in table {
            assert_eq!(read_text(text, control, false), wanted, "{text:?}");
        }
        assert_eq!(
            read_text("a", false, true),
            Key::Other,
            "a key that is held down is no scanner"
        );
    }
}
