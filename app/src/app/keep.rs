//! The one transaction that keeps a turn, and how the next start takes up from it.
//!
//! Invariant: memory follows the disk, never the other way round; a state is written only where it has changed.

use super::scanner::STEM;
use super::turn::{Turn, stem};
use super::{App, Done, Work};
use crate::device::clock::Now;
use crate::device::picture::Photo;
use crate::flows::{self, Go, count, handover, inspect, pack, pick, putaway, receive, sign_in, transfer};
use crate::say::Desk;
use crate::store::{FlowRow, StoreError};
use serde::de::DeserializeOwned;
use shared::facts::Fact;
use shared::photo::PhotoId;

impl App {
    /// Keeps a turn: facts, effects, outbox rows and states in one transaction; then, and only then, memory follows.
    pub(super) fn commit(&mut self, turn: Turn, now: Now, done: &mut Done) -> Result<(), StoreError> {
        self.commit_with(turn, None, now, done)
    }

    /// The same, with a photo that the work has just been given.
    pub(super) fn commit_with(
        &mut self,
        turn: Turn,
        photo: Option<&Photo>,
        now: Now,
        done: &mut Done,
    ) -> Result<(), StoreError> {
        let Turn {
            work,
            sign,
            facts,
            say,
        } = turn;
        // A badge that takes over signs its own fact.
        let mut by = self.by(now);
        by.staff = sign.as_ref().map_or(by.staff, |sign| sign.staff().or(by.staff));
        let tried = sign.as_ref().and_then(|sign| sign.tried.clone());
        let states = self.changed(&work, sign.as_ref())?;
        let unused = self.unused_photos(&work, &facts);
        if !facts.is_empty() || !states.is_empty() || tried.is_some() || !unused.is_empty() {
            self.store.write(&by, |cx| {
                if let Some(photo) = photo {
                    cx.photo(photo, now.at_ms)?;
                }
                cx.record_all(&facts)?;
                for id in &unused {
                    cx.drop_photo(*id)?;
                }
                for (stem, row) in &states {
                    cx.flow(stem, row.version, &row.anchor, &row.json)?;
                }
                if let Some(tried) = &tried {
                    cx.wrong_pins(tried.staff, tried.wrong, tried.unlocks)?;
                }
                Ok(())
            })?;
            self.writes_since_checkpoint += 1;
        }
        self.saved
            .extend(states.into_iter().map(|(stem, row)| (stem, kept(&row))));
        if let Work::Scanner(state) = &work {
            self.scanner = state.settings.clone();
        }
        if let Work::Printer(state) = &work {
            self.printing.settings = state.settings.clone();
        }
        self.work = work;
        if let Some(sign) = sign {
            self.sign = sign_in::State { tried: None, ..sign };
        }
        if let Some(say) = say {
            done.sound = say.sound();
            self.say = say;
        }
        Ok(())
    }

    /// Photos that nothing will name: the work no longer holds them, and no fact of this turn names them.
    fn unused_photos(&self, work: &Work, facts: &[Fact]) -> Vec<PhotoId> {
        let held = super::photo::held(work);
        let named = |id: &PhotoId| facts.iter().any(|fact| fact.photos().contains(id));
        let loose = self.store.photos().loose.iter().copied();
        loose.filter(|id| !held.contains(id) && !named(id)).collect()
    }

    /// The states that are not on the disk as they are now.
    fn changed(
        &self,
        work: &Work,
        sign: Option<&sign_in::State>,
    ) -> Result<Vec<(&'static str, FlowRow)>, StoreError> {
        let mut rows = vec![(
            "work",
            FlowRow {
                version: 1,
                anchor: stem(work).to_owned(),
                json: "{}".to_owned(),
            },
        )];
        match work {
            Work::Home | Work::Choose | Work::Deliveries(_) => {}
            Work::Receive(state) => {
                rows.push(("receive", row(receive::VERSION, receive::anchor(state), state)?));
            }
            Work::PutAway(state) => {
                rows.push(("putaway", row(putaway::VERSION, putaway::anchor(state), state)?));
            }
            Work::Count(state) => {
                rows.push(("count", row(count::VERSION, count::anchor(state), state)?));
            }
            Work::Transfer(state) => {
                rows.push((
                    "transfer",
                    row(transfer::VERSION, transfer::anchor(state), state)?,
                ));
            }
            Work::Inspect(state) => {
                rows.push(("inspect", row(inspect::VERSION, inspect::anchor(state), state)?));
            }
            Work::Scanner(state) => rows.push((
                STEM,
                row(flows::scanner::VERSION, String::new(), &state.settings)?,
            )),
            Work::Printer(state) => rows.push((
                super::printer::STEM,
                row(flows::printer::VERSION, String::new(), &state.settings)?,
            )),
            Work::Pick(state) => rows.push(("pick", row(pick::VERSION, pick::anchor(state), state)?)),
            Work::Pack(state) => rows.push(("pack", row(pack::VERSION, pack::anchor(state), state)?)),
            Work::Handover(state) => {
                rows.push((
                    "handover",
                    row(handover::VERSION, handover::anchor(state), state)?,
                ));
            }
        }
        if let Some(sign) = sign {
            rows.push(("sign_in", row(sign_in::VERSION, String::new(), sign)?));
        }
        rows.retain(|(stem, row)| self.saved.get(stem) != Some(&kept(row)));
        Ok(rows)
    }

    /// At start: who was here last, and where the work stands. A state that this app cannot read starts its line
    /// again from what the rows say.
    pub(super) fn resume(&mut self, now: Now) -> Result<(), StoreError> {
        if self.store.device().id.is_none() {
            self.say = Desk::Pairing {}.into();
        }
        let reader = self.store.reader();
        let row = |stem: &str| reader.flow(stem);
        let sign: Option<sign_in::State> = row("sign_in")?.and_then(|row| read(&row, sign_in::VERSION));
        let active = row("work")?.map_or_else(String::new, |row| row.anchor);
        let saved = row(&active)?;
        self.sign = sign.unwrap_or_default();
        let Some(saved) = saved.filter(|_| active != "work") else {
            return Ok(());
        };
        let understood = match active.as_str() {
            "pick" => read(&saved, pick::VERSION).map(Work::Pick),
            "pack" => read(&saved, pack::VERSION).map(Work::Pack),
            "handover" => read(&saved, handover::VERSION).map(Work::Handover),
            "receive" => read(&saved, receive::VERSION).map(Work::Receive),
            "count" => read(&saved, count::VERSION).map(Work::Count),
            "transfer" => read(&saved, transfer::VERSION).map(Work::Transfer),
            "inspect" => read(&saved, inspect::VERSION).map(Work::Inspect),
            "putaway" => read(&saved, putaway::VERSION).map(Work::PutAway),
            _ => None,
        };
        let restarted = understood.is_none();
        self.work = match understood {
            Some(work) => work,
            None => self.restart(&active, &saved.anchor, now)?,
        };
        if restarted && self.work != Work::Home {
            self.say = Desk::FlowRestarted {}.into();
        }
        Ok(())
    }

    fn restart(&mut self, active: &str, anchor: &str, now: Now) -> Result<Work, StoreError> {
        let ctx = self.ctx(now);
        let look = self.reads();
        let id = anchor.split_once(':').map_or("", |(_, id)| id);
        Ok(match (active, id.parse::<uuid::Uuid>()) {
            ("pick", Ok(id)) => {
                let step = pick::open(id.into(), &ctx, &look)?;
                if step.go == Go::Home {
                    Work::Home
                } else {
                    Work::Pick(step.next)
                }
            }
            ("pack", Ok(id)) => Work::Pack(pack::restart(id, &look)?),
            ("handover", Ok(id)) => Work::Handover(handover::restart(id, &look)?),
            ("receive", Ok(id)) => {
                let step = receive::open(id.into(), &look)?;
                if step.go == Go::Home {
                    Work::Home
                } else {
                    Work::Receive(step.next)
                }
            }
            ("putaway", Ok(id)) => Work::PutAway(putaway::restart(id)),
            ("inspect", Ok(id)) => Work::Inspect(inspect::restart(id.into(), &look)?),
            _ => Work::Home,
        })
    }
}

fn kept(row: &FlowRow) -> String {
    format!("{}\n{}", row.anchor, row.json)
}

fn row<S: serde::Serialize>(version: i64, anchor: String, state: &S) -> Result<FlowRow, StoreError> {
    Ok(FlowRow {
        version,
        anchor,
        json: serde_json::to_string(state)?,
    })
}

fn read<S: DeserializeOwned>(row: &FlowRow, version: i64) -> Option<S> {
    (row.version == version)
        .then(|| serde_json::from_str(&row.json).ok())
        .flatten()
}
