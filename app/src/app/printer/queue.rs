//! The queue: jobs made, sent one at a time, answered, sent again, dropped.

use super::super::{App, Done, Errand};
use crate::device::clock::Now;
use crate::device::printer::{Order, Progress, Told};
use crate::flows::label::{self, Stand};
use crate::say::{Label, Say};
use crate::screens;
use crate::store::{JOBS_WAITING, Job, StoreError};
use shared::id::v7;
use shared::label::ItemLabel;
use uuid::Uuid;

impl App {
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

    pub(super) fn stand(&self, job: &Job) -> Stand {
        let queued = self.printing.queued.contains(&job.id);
        label::stand(job, queued, self.printing.sending == Some(job.id))
    }

    pub(super) fn load_jobs(&mut self) -> Result<(), StoreError> {
        self.printing.jobs = self.store.reader().print_jobs()?;
        Ok(())
    }

    pub(super) fn open_prints(&mut self) {
        self.overlay = None;
        self.printing.unseen = false;
        if self.printing.open.is_none() {
            self.printing.open = Some(self.say.clone());
        }
        self.say = Label::Queue {}.into();
    }

    pub(super) fn choose_job(&mut self, id: Uuid) {
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
    pub(super) fn print(
        &mut self,
        label: ItemLabel,
        copies: u32,
        now: Now,
        done: &mut Done,
    ) -> Result<(), StoreError> {
        if !self.printing.settings.is_set() {
            self.tell(Label::NoPrinter {}, done);
            return Ok(());
        }
        let waiting = self
            .printing
            .jobs
            .iter()
            .filter(|job| matches!(job.progress, Progress::Waiting))
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
    pub(super) fn print_again(&mut self, id: Uuid, now: Now, done: &mut Done) -> Result<(), StoreError> {
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

    pub(super) fn drop_job(&mut self, id: Uuid, now: Now, done: &mut Done) -> Result<(), StoreError> {
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
    pub(in crate::app) fn printed(
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
