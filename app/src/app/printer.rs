//! Labels on their way to the printer: the sheet that asks how many, the queue over the work, the printer's settings.
//!
//! The rule. A press makes a job; jobs go one at a time, on a thread of their own, and scanning goes on. The queue and
//! the sheet lie over the work and a scan closes them: it is never lost to them. Work is named in [`ask::label_target`]:
//! whoever has an item in hand can print its label.
//!
//! Invariant: a job is on the disk before it is pressed through, that it is begun before the first byte, and what came
//! of it before anybody is told. After a start nothing goes by itself.

mod ask;
mod queue;
mod view;

use super::turn::Turn;
use super::{App, Done, Work};
use crate::device::clock::Now;
use crate::device::printer::Settings;
use crate::flows::label::{self, Ask};
use crate::flows::{Step, printer};
use crate::say::{Label, Say};
use crate::store::{Job, StoreError};
use crate::view::Overlay;
use std::collections::VecDeque;
use uuid::Uuid;

/// Where the settings stand in the store: the stem of the flow that changes them.
pub(super) const STEM: &str = "printer";

/// What this run knows of printing.
#[derive(Debug, Default)]
pub(super) struct Printing {
    pub(super) settings: Settings,
    /// As in the file, the latest first.
    jobs: Vec<Job>,
    /// Pressed for in this run, to be sent.
    queued: VecDeque<Uuid>,
    sending: Option<Uuid>,
    /// What the band speaks of.
    told: Option<Uuid>,
    /// The queue lies over the work; what the band said before.
    open: Option<Say>,
    /// The sheet that asks how many is open, while the app's overlay is a pad.
    ask: Option<Ask>,
    /// The job whose sheet is open, while the app's overlay is a choice.
    chosen: Option<Uuid>,
    /// Something went wrong that nobody has looked at.
    unseen: bool,
}

impl App {
    /// Where this device's labels go.
    pub fn printer(&self) -> &Settings {
        &self.printing.settings
    }

    pub(super) fn load_printer(&mut self) -> Result<(), StoreError> {
        let saved = self.store.reader().flow(STEM)?;
        let read = saved.filter(|row| row.version == printer::VERSION);
        self.printing.settings = read
            .and_then(|row| serde_json::from_str(&row.json).ok())
            .unwrap_or_default();
        self.load_jobs()?;
        self.printing.unseen = self.printing.jobs.iter().any(|job| self.stand(job).is_trouble());
        Ok(())
    }

    /// Changes the printer for good.
    pub fn set_printer(&mut self, settings: Settings, now: Now) -> Result<(), StoreError> {
        let by = self.by(now);
        let json = serde_json::to_string(&settings)?;
        self.store
            .write(&by, |cx| cx.flow(STEM, printer::VERSION, "", &json))?;
        self.saved.remove(STEM);
        self.printing.settings = settings;
        if !self.printing.settings.is_set() {
            // They would go with some later job, when nobody thinks of them.
            self.printing.queued.clear();
        }
        Ok(())
    }

    /// From the home screen only, by a lead. True when the press was this screen's.
    pub(super) fn open_printer(&mut self, now: Now, done: &mut Done) -> Result<bool, StoreError> {
        if self.work != Work::Home || !self.may_set_scanner(&self.reads())? {
            return Ok(false);
        }
        self.overlay = None;
        let Step { next, say, .. } = printer::open(&self.printing.settings);
        let turn = Turn {
            say,
            ..Turn::stay(Work::Printer(next))
        };
        self.commit(turn, now, done)?;
        Ok(true)
    }

    /// Presses that are about labels. True when it was one.
    pub(super) fn print_press(&mut self, id: &str, now: Now, done: &mut Done) -> Result<bool, StoreError> {
        if self.sign.staff().is_none() {
            return Ok(false);
        }
        if self.print_sheet(id, now, done)? {
            return Ok(true);
        }
        match id {
            "label" => self.ask_label(done)?,
            "plate.print" => self.print_plate(now, done)?,
            "prints" if self.has_prints() => self.open_prints(),
            "prints.close" => {
                self.overlay = None;
                if let Some(before) = self.printing.open.take() {
                    self.say = before;
                }
            }
            "printer.test" if matches!(self.work, Work::Printer(_)) => {
                self.print(label::test(), 1, now, done)?;
            }
            id => match id.strip_prefix("job.").and_then(|id| id.parse().ok()) {
                Some(job) if self.printing.open.is_some() => self.choose_job(job),
                Some(_) | None => return Ok(false),
            },
        }
        Ok(true)
    }

    /// Keys of the two sheets that lie here.
    fn print_sheet(&mut self, id: &str, now: Now, done: &mut Done) -> Result<bool, StoreError> {
        if let (Some(ask), Some(Overlay::Pad { .. })) = (&self.printing.ask, &self.overlay) {
            let keyed = label::press(ask, id);
            return self.keyed(keyed, now, done);
        }
        if let (Some(job), Some(Overlay::Choice { .. })) = (self.printing.chosen, &self.overlay) {
            match id {
                "choose.job.again" => self.print_again(job, now, done)?,
                "choose.job.drop" => self.drop_job(job, now, done)?,
                _ => return Ok(false),
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// Whatever lies over the work goes: a scan came, or another press.
    pub(super) fn shut_prints(&mut self) {
        self.printing.open = None;
        self.printing.ask = None;
        self.printing.chosen = None;
    }

    fn tell(&mut self, say: Label, done: &mut Done) {
        self.say = say.into();
        done.sound = self.say.sound();
    }
}
