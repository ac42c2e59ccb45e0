//! The device's scanner: its settings from the store, and trigger pulls that are only tried.

use super::turn::Turn;
use super::{App, Done, Work};
use crate::device::clock::Now;
use crate::device::scanner::RawScan;
use crate::device::wedge::Settings;
use crate::flows::resolve::Code;
use crate::flows::{Input, Look, Looked, Step, scanner};
use crate::say::Scanner;
use crate::store::StoreError;
use shared::catalogue::Role;

/// Where the settings stand in the store: the stem of the flow that changes them.
pub(super) const STEM: &str = "scanner";

impl App {
    /// How this device's scanner types.
    pub fn scanner(&self) -> &Settings {
        &self.scanner
    }

    /// As they were saved. What cannot be read, or is not sound, is as good as standard.
    pub(super) fn load_scanner(&mut self) -> Result<(), StoreError> {
        let saved = self.store.reader().flow(STEM)?;
        let read = saved.filter(|row| row.version == scanner::VERSION);
        self.scanner = read
            .and_then(|row| serde_json::from_str::<Settings>(&row.json).ok())
            .unwrap_or_default()
            .sound();
        Ok(())
    }

    /// Two pulls within this are one, milliseconds: the device's own window, or the warehouse's.
    pub(super) fn double_ms(&self) -> i64 {
        self.scanner
            .double_ms
            .unwrap_or(self.store.settings().double_scan_ms)
    }

    /// A lead sets scanners up, or an administrator.
    pub(super) fn may_set_scanner(&self, look: &dyn Look) -> Looked<bool> {
        let Some(staff) = self.sign.staff().map(|id| look.staff(id)).transpose()?.flatten() else {
            return Ok(false);
        };
        Ok(match staff.role {
            Role::Lead | Role::Admin => true,
            Role::Worker | Role::Office => false,
        })
    }

    /// From the home screen only, so that no work is left lying. True when the press was this screen's.
    pub(super) fn open_scanner(&mut self, now: Now, done: &mut Done) -> Result<bool, StoreError> {
        if self.work != Work::Home || !self.may_set_scanner(&self.reads())? {
            return Ok(false);
        }
        self.overlay = None;
        self.keep_scanner(scanner::open(&self.scanner), now, done)?;
        Ok(true)
    }

    /// The way out of every wrong setting: by touch, whoever is signed in or nobody.
    pub(super) fn standard_scanner(&mut self, now: Now, done: &mut Done) -> Result<(), StoreError> {
        self.overlay = None;
        if matches!(self.work, Work::Scanner(_)) && self.sign.staff().is_some() {
            let step = scanner::open(&Settings::default());
            return self.keep_scanner(
                Step {
                    say: Some(Scanner::Standard {}.into()),
                    ..step
                },
                now,
                done,
            );
        }
        let by = self.by(now);
        let json = serde_json::to_string(&Settings::default())?;
        self.store
            .write(&by, |cx| cx.flow(STEM, scanner::VERSION, "", &json))?;
        self.saved.remove(STEM);
        self.scanner = Settings::default();
        if let Work::Scanner(state) = &mut self.work {
            state.settings = Settings::default();
        }
        self.say = Scanner::Standard {}.into();
        Ok(())
    }

    /// True when the pull was only tried: the screen is open.
    pub(super) fn try_scan(
        &mut self,
        scan: &RawScan,
        code: &Code,
        now: Now,
        done: &mut Done,
    ) -> Result<bool, StoreError> {
        let Work::Scanner(state) = &self.work else {
            return Ok(false);
        };
        if self.sign.staff().is_none() {
            return Ok(false);
        }
        let step = if self.is_double(code) {
            Step::say(state.clone(), Scanner::Double { ms: self.double_ms() })
        } else {
            scanner::tried(state, scan, code, now.at_ms)
        };
        self.last = Some((code.raw.clone(), code.at_ms));
        self.keep_scanner(step, now, done)?;
        Ok(true)
    }

    fn keep_scanner(
        &mut self,
        step: Step<scanner::State>,
        now: Now,
        done: &mut Done,
    ) -> Result<(), StoreError> {
        let turn = Turn {
            say: step.say,
            ..Turn::stay(Work::Scanner(step.next))
        };
        self.commit(turn, now, done)
    }
}

/// Presses and texts of the screen.
pub(super) fn step(state: &scanner::State, input: Input<'_>) -> Step<scanner::State> {
    match input {
        Input::Press(id) => scanner::press(state, id),
        Input::Typed { id, text } => scanner::typed(state, id, text),
        // `App::try_scan` takes them before.
        Input::Scan(_) => Step::stay(state.clone()),
    }
}
