//! Labels on their way to the printer: the sheet that asks how many, the queue over the work, the printer's settings.
//!
//! The rule. A press makes a job; jobs go one at a time, on a thread of their own, and scanning goes on. The queue and
//! the sheet lie over the work and a scan closes them: it is never lost to them. Work is named in [`label_target`]:
//! whoever has an item in hand can print its label.
//!
//! Invariant: a job is on the disk before it is pressed through, that it is begun before the first byte, and what came
//! of it before anybody is told. After a start nothing goes by itself.

mod view;

use super::turn::Turn;
use super::{App, Done, Errand, Work};
use crate::device::clock::Now;
use crate::device::printer::{Order, Settings, Told, fonts};
use crate::flows::label::{self, Ask, Keyed, Stand};
use crate::flows::{Look, Step, inspect, printer, putaway};
use crate::say::{Label, Say, brief};
use crate::screens;
use crate::store::{JOBS_WAITING, Job, StoreError};
use crate::view::Overlay;
use shared::id::{ItemId, v7};
use shared::label::ItemLabel;
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

/// The item whose label may be printed now, and how many pieces of it were counted last.
fn label_target(work: &Work) -> Option<(ItemId, i64)> {
    match work {
        Work::Receive(state) => state.last.as_ref().map(|last| (last.item, last.quantity)),
        Work::PutAway(state) => match &state.at {
            putaway::At::Bin { load } => Some((load.item, load.quantity())),
            putaway::At::Item | putaway::At::Rest { .. } => None,
        },
        Work::Home
        | Work::Choose
        | Work::Pick(_)
        | Work::Pack(_)
        | Work::Handover(_)
        | Work::Deliveries(_)
        | Work::Scanner(_)
        | Work::Printer(_)
        | Work::Count(_)
        | Work::Transfer(_)
        | Work::Inspect(_) => None,
    }
}

impl App {
    /// Where this device's labels go.
    pub fn printer(&self) -> &Settings {
        &self.printing.settings
    }

    /// Whether a label is on its way or about to be.
    pub fn is_printing(&self) -> bool {
        self.printing.sending.is_some()
    }

    /// Every job and how it stands, the latest first.
    pub fn prints(&self) -> Vec<(Job, Stand)> {
        let stand = |job: &Job| self.stand(job);
        self.printing
            .jobs
            .iter()
            .map(|job| (job.clone(), stand(job)))
            .collect()
    }

    /// Whether there is a queue to look at: a printer, or jobs of one that was taken away.
    pub(in crate::app) fn has_prints(&self) -> bool {
        self.printing.settings.is_set() || !self.printing.jobs.is_empty()
    }

    fn stand(&self, job: &Job) -> Stand {
        let queued = self.printing.queued.contains(&job.id);
        label::stand(job, queued, self.printing.sending == Some(job.id))
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

    fn load_jobs(&mut self) -> Result<(), StoreError> {
        self.printing.jobs = self.store.reader().print_jobs()?;
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

    fn keyed(&mut self, keyed: Keyed, now: Now, done: &mut Done) -> Result<bool, StoreError> {
        match keyed {
            Keyed::Typed(ask) => self.show_ask(ask)?,
            Keyed::Wrong(say) => self.tell(say, done),
            Keyed::Print(copies) => {
                self.overlay = None;
                if let Some(ask) = self.printing.ask.take() {
                    self.print(ask.label, copies, now, done)?;
                }
            }
            Keyed::Other => return Ok(false),
        }
        Ok(true)
    }

    /// A number that a keyboard typed into the sheet. True when it was for it.
    pub(super) fn print_typed(&mut self, text: &str) -> Result<bool, StoreError> {
        let (Some(ask), Some(Overlay::Pad { .. })) = (&self.printing.ask, &self.overlay) else {
            return Ok(false);
        };
        let mut next = ask.clone();
        if !next.pad.type_in(text.trim()) {
            return Ok(false);
        }
        self.show_ask(next)?;
        Ok(true)
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

    fn ask_label(&mut self, done: &mut Done) -> Result<(), StoreError> {
        let Some((item, pieces)) = label_target(&self.work) else {
            return Ok(());
        };
        let Some(item) = self.reads().item(item)? else {
            return Ok(());
        };
        if !self.printing.settings.is_set() {
            self.tell(Label::NoPrinter {}, done);
            return Ok(());
        }
        if fonts().is_none() {
            self.tell(Label::NoFonts {}, done);
            return Ok(());
        }
        let ask = label::ask(&item, pieces);
        let say = Label::Ask {
            item: brief(item.name_in(self.store.device().lang)),
            pieces: ask.offered,
        };
        self.show_ask(ask)?;
        self.tell(say, done);
        Ok(())
    }

    /// The label of the piece that leaves the returns bench now: one, and no question.
    fn print_plate(&mut self, now: Now, done: &mut Done) -> Result<(), StoreError> {
        let label = match &self.work {
            Work::Inspect(state) => inspect::label(state, self.store.device().lang, &self.reads())?,
            _ => None,
        };
        match label {
            Some(_) if fonts().is_none() => self.tell(Label::NoFonts {}, done),
            Some(label) => self.print(label, 1, now, done)?,
            None => {}
        }
        Ok(())
    }

    fn show_ask(&mut self, ask: Ask) -> Result<(), StoreError> {
        let lang = self.store.device().lang;
        let item = self.reads().item(ask.item)?;
        let name = item.map_or_else(String::new, |item| item.name_in(lang).to_owned());
        self.overlay = Some(screens::prints::pad(&ask, &name, lang));
        self.printing.ask = Some(ask);
        Ok(())
    }

    fn open_prints(&mut self) {
        self.overlay = None;
        self.printing.unseen = false;
        if self.printing.open.is_none() {
            self.printing.open = Some(self.say.clone());
        }
        self.say = Label::Queue {}.into();
    }

    fn choose_job(&mut self, id: Uuid) {
        let Some(job) = self.printing.jobs.iter().find(|job| job.id == id) else {
            return;
        };
        let stand = self.stand(job);
        let (say, sheet) = (
            stand.say(job),
            screens::prints::choice(job, stand, self.store.device().lang),
        );
        self.say = say.into();
        self.printing.told = Some(id);
        self.printing.chosen = Some(id);
        self.overlay = sheet;
    }

    /// Makes a job and sends it when the ones before are through.
    fn print(&mut self, label: ItemLabel, copies: u32, now: Now, done: &mut Done) -> Result<(), StoreError> {
        if !self.printing.settings.is_set() {
            self.tell(Label::NoPrinter {}, done);
            return Ok(());
        }
        let waiting = self
            .printing
            .jobs
            .iter()
            .filter(|job| matches!(job.progress, crate::device::printer::Progress::Waiting))
            .count();
        if waiting >= JOBS_WAITING {
            self.tell(Label::QueueFull { most: JOBS_WAITING }, done);
            return Ok(());
        }
        let id = v7(now.at_ms, &(self.random)());
        let by = self.by(now);
        self.store
            .write(&by, |cx| cx.print_job(id, now.at_ms, &label, copies))?;
        self.send(id, now, done)
    }

    /// A person says so, knowing that it may have been printed.
    fn print_again(&mut self, id: Uuid, now: Now, done: &mut Done) -> Result<(), StoreError> {
        self.overlay = None;
        self.printing.chosen = None;
        let job = self.printing.jobs.iter().find(|job| job.id == id);
        // While the sheet was open it may have been sent off.
        if job.is_none_or(|job| self.stand(job).again(job.perhaps).is_none()) {
            return Ok(());
        }
        if !self.printing.settings.is_set() {
            self.tell(Label::NoPrinter {}, done);
            return Ok(());
        }
        self.send(id, now, done)
    }

    fn drop_job(&mut self, id: Uuid, now: Now, done: &mut Done) -> Result<(), StoreError> {
        self.overlay = None;
        self.printing.chosen = None;
        let Some(job) = self.printing.jobs.iter().find(|job| job.id == id) else {
            return Ok(());
        };
        if self.stand(job) == Stand::Sending {
            return Ok(());
        }
        let code = crate::say::shown(&job.label.code);
        let by = self.by(now);
        self.store.write(&by, |cx| cx.print_drop(id))?;
        self.printing.queued.retain(|queued| *queued != id);
        self.load_jobs()?;
        self.tell(Label::Removed { code }, done);
        Ok(())
    }

    /// Behind the others; the band speaks of it.
    fn send(&mut self, id: Uuid, now: Now, done: &mut Done) -> Result<(), StoreError> {
        self.printing.queued.push_back(id);
        self.load_jobs()?;
        self.next_print(now, done)?;
        self.printing.told = Some(id);
        self.tell_of(id, done);
        Ok(())
    }

    fn tell_of(&mut self, id: Uuid, done: &mut Done) {
        if let Some(job) = self.printing.jobs.iter().find(|job| job.id == id) {
            let say = self.stand(job).say(job);
            self.tell(say, done);
        }
    }

    /// Sends the next one, where none is on its way.
    fn next_print(&mut self, now: Now, done: &mut Done) -> Result<(), StoreError> {
        if self.printing.sending.is_some() || !self.printing.settings.is_set() {
            return Ok(());
        }
        let Some(id) = self.printing.queued.front().copied() else {
            return Ok(());
        };
        let to = self.printing.settings.clone();
        let by = self.by(now);
        self.store.write(&by, |cx| cx.print_begins(id, &to, now.at_ms))?;
        self.printing.queued.pop_front();
        self.load_jobs()?;
        if let Some(job) = self.printing.jobs.iter().find(|job| job.id == id) {
            let (label, copies) = (job.label.clone(), job.copies);
            self.printing.sending = Some(id);
            done.errand = Some(Errand::Print(Order {
                job: id,
                label,
                copies,
                to,
            }));
        }
        Ok(())
    }

    /// What came of an order. It is said where the band still speaks of it, and else where trouble is shown.
    pub(super) fn printed(
        &mut self,
        id: Uuid,
        told: &Told,
        now: Now,
        done: &mut Done,
    ) -> Result<(), StoreError> {
        // First of all: where this cannot be written, the next job still goes, and this one reads as cut off.
        if self.printing.sending == Some(id) {
            self.printing.sending = None;
        }
        let by = self.by(now);
        self.store.write(&by, |cx| cx.print_said(id, told, now.at_ms))?;
        tracing::info!(report = told.report.code(), answer = told.answer, "label printer");
        self.load_jobs()?;
        let waited = matches!(self.say, Say::Label(Label::Sending { .. } | Label::Queued { .. }));
        if waited && self.printing.told == Some(id) && self.sign.staff().is_some() {
            self.tell_of(id, done);
        } else if Stand::Told(told.report).is_trouble() && self.printing.open.is_none() {
            self.printing.unseen = true;
        }
        self.next_print(now, done)
    }
}
