//! What a person does: a trigger pull, a press, a text; and the second that passes while they do nothing.

use super::turn::Turn;
use super::{App, Done, Errand};
use crate::device::clock::Now;
use crate::device::scanner::RawScan;
use crate::flows::resolve::Code;
use crate::flows::{Input, sign_in};
use crate::say::Desk;
use crate::store::StoreError;
use crate::view::{Overlay, Sound};
use shared::facts::{Misscanned, kept_raw};

/// Longest text that can be typed anywhere, characters.
const TYPED_LIMIT: usize = 20_000;
/// Commits after which a quiet moment is used to move the log into the file.
const CHECKPOINT_AFTER: u32 = 50;

impl App {
    pub(super) fn scanned(&mut self, scan: &RawScan, now: Now, done: &mut Done) -> Result<(), StoreError> {
        self.touched_ms = now.boot_ms;
        if self.stopped {
            done.sound = Some(Sound::NotSaved);
            return Ok(());
        }
        self.shut_prints();
        let code = Code::read(&scan.raw, scan.at_ms, now.at_ms);
        if self.store.device().id.is_none() {
            return self.pair(&code.raw, done);
        }
        if self.try_scan(scan, &code, now, done)? {
            return Ok(());
        }
        if self.is_double(&code) {
            let facts = vec![self.misscan("double_trigger", &code.raw).into()];
            done.sound = Some(Sound::Tick);
            return self.commit(
                Turn {
                    facts,
                    ..Turn::stay(self.work.clone())
                },
                now,
                &mut Done::default(),
            );
        }
        self.last = Some((code.raw.clone(), code.at_ms));
        self.overlay = None;
        if code.too_long() {
            let facts = vec![self.misscan("code_too_long", &code.raw).into()];
            let say = Some(
                Desk::CodeTooLong {
                    length: code.length(),
                }
                .into(),
            );
            return self.commit(
                Turn {
                    facts,
                    say,
                    ..Turn::stay(self.work.clone())
                },
                now,
                done,
            );
        }
        let turn = self.turn(Input::Scan(&code), now)?;
        self.commit(turn, now, done)
    }

    /// The same code within the set time, by the source's own clock, is one trigger pull.
    pub(super) fn is_double(&self, code: &Code) -> bool {
        match &self.last {
            Some((raw, at)) => *raw == code.raw && (0..self.double_ms()).contains(&(code.at_ms - at)),
            None => false,
        }
    }

    fn misscan(&self, said: &str, raw: &str) -> Misscanned {
        Misscanned {
            step: self.step_name().to_owned(),
            said: said.to_owned(),
            raw: kept_raw(raw),
            task: self.task(),
        }
    }

    pub(super) fn pressed(&mut self, id: &str, now: Now, done: &mut Done) -> Result<(), StoreError> {
        self.touched_ms = now.boot_ms;
        if self.stopped {
            return if id == "retry" {
                self.retry(now, done)
            } else {
                Ok(())
            };
        }
        if self.photo_press(id, now, done)? || self.print_press(id, now, done)? {
            return Ok(());
        }
        if id.starts_with("choose.") || id == "overlay.close" || id == "more" {
            let app_sheet = self.overlay.take().is_some();
            if id == "more" {
                self.overlay = Some(Overlay::More);
                return Ok(());
            }
            if app_sheet {
                return Ok(());
            }
        }
        if self.desk_press(id, now, done)? {
            return Ok(());
        }
        if self.store.device().id.is_none() {
            return Ok(());
        }
        self.overlay = None;
        self.shut_prints();
        let turn = self.turn(Input::Press(id), now)?;
        self.commit(turn, now, done)
    }

    pub(super) fn typed(
        &mut self,
        id: &str,
        text: &str,
        now: Now,
        done: &mut Done,
    ) -> Result<(), StoreError> {
        self.touched_ms = now.boot_ms;
        if self.stopped {
            return Ok(());
        }
        if id == "invitation" && self.store.device().id.is_none() {
            self.overlay = None;
            return self.pair(text.trim(), done);
        }
        if self.store.device().id.is_none() {
            return Ok(());
        }
        if self.photo_typed(id, text, now, done)? || self.print_typed(text)? {
            return Ok(());
        }
        if text.chars().count() > TYPED_LIMIT {
            self.say = Desk::BadEntry {}.into();
            return Ok(());
        }
        let turn = self.turn(Input::Typed { id, text }, now)?;
        self.commit(turn, now, done)
    }

    fn pair(&mut self, text: &str, done: &mut Done) -> Result<(), StoreError> {
        match crate::device::enrol::invitation(text) {
            Some(invitation) => {
                self.say = Desk::PairingBusy {}.into();
                done.errand = Some(Errand::Pair(invitation));
            }
            None => {
                self.say = Desk::PairingBad {}.into();
                done.sound = self.say.sound();
            }
        }
        Ok(())
    }

    pub(super) fn tick(&mut self, now: Now, done: &mut Done) -> Result<(), StoreError> {
        if self.stopped {
            return self.retry(now, done);
        }
        if let sign_in::At::In { staff } = self.sign.at
            && now.boot_ms - self.touched_ms > self.store.settings().idle_lock_ms
        {
            self.sign.at = sign_in::At::Idle { staff };
            self.overlay = None;
            self.shut_prints();
            self.say = sign_in::waiting(&self.sign, &self.reads())?;
        }
        if self.writes_since_checkpoint >= CHECKPOINT_AFTER && now.boot_ms - self.touched_ms > 2_000 {
            self.writes_since_checkpoint = 0;
            self.store.checkpoint()?;
        }
        Ok(())
    }

    /// Scanning goes on only after a write of the size of a scan has worked.
    fn retry(&mut self, now: Now, done: &mut Done) -> Result<(), StoreError> {
        const PROBE: &str = "probe";
        let filler = "·".repeat(4096);
        let by = self.by(now);
        let probed = self.store.write(&by, |cx| {
            cx.flow(PROBE, 1, "", &filler)?;
            cx.end_flow(PROBE)
        });
        if probed.is_err() {
            return Ok(());
        }
        self.stopped = false;
        self.last = None;
        self.say = Desk::SavedAgain {}.into();
        done.sound = self.say.sound();
        Ok(())
    }
}
