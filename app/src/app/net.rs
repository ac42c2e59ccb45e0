//! What sync brings to the app: acknowledgements, pages, refusals. Applied on the app's thread, after the scans.

use super::{App, Done, Work};
use crate::device::clock::Now;
use crate::flows::{handover, pick, putaway};
use crate::say::Desk;
use crate::store::{Device, StoreError};
use crate::sync::SyncNews;
use shared::refusal::Refusal;
use shared::sync::{PULL_ROWS, Page};

/// No completed exchange for this long: offline, milliseconds.
pub const ONLINE_MS: i64 = 40_000;
/// How often the time of the last exchange is written down when nothing else is, milliseconds.
const NOTE_MS: i64 = 60_000;

/// What is known of the connection.
#[derive(Clone, Debug)]
pub struct Net {
    /// Boot clock at the last completed exchange of this run.
    contact_ms: Option<i64>,
    /// The same, as time of day; survives the app.
    last_at: i64,
    noted_at: i64,
    /// Switched off by hand.
    pub(super) forced: bool,
    /// Why sending has stopped.
    pub refused: Option<Refusal>,
}

impl Net {
    pub(super) fn new(device: &Device) -> Net {
        let refused = serde_json::from_value(serde_json::Value::String(device.halted.clone())).ok();
        Net {
            contact_ms: None,
            last_at: device.last_exchange,
            noted_at: device.last_exchange,
            forced: false,
            refused,
        }
    }

    /// A completed exchange within forty seconds.
    pub fn online(&self, now: Now) -> bool {
        !self.forced
            && self
                .contact_ms
                .is_some_and(|contact| now.boot_ms - contact <= ONLINE_MS)
    }

    /// Whole minutes since the last completed exchange; `None` when there never was one.
    pub fn offline_minutes(&self, now: Now) -> Option<i64> {
        match self.contact_ms {
            Some(contact) => Some((now.boot_ms - contact).max(0) / 60_000),
            None if self.last_at > 0 => Some((now.at_ms - self.last_at).max(0) / 60_000),
            None => None,
        }
    }

    /// When the last exchange was completed, milliseconds since 1970; 0 for never.
    pub fn last_at(&self) -> i64 {
        self.last_at
    }
}

impl App {
    pub(super) fn synced(&mut self, news: SyncNews, now: Now, done: &mut Done) -> Result<(), StoreError> {
        match news {
            SyncNews::Acked {
                acked_seq,
                quarantined,
                now: server_now,
            } => {
                self.contact(server_now, now);
                if acked_seq < self.store.device().acked_seq {
                    return self.halt(Refusal::StreamForked, now);
                }
                let (by, contact) = (self.by(now), self.note(server_now, now));
                self.store.write(&by, |cx| {
                    cx.acked(acked_seq, &quarantined, now.at_ms)?;
                    contact.write(cx.device());
                    Ok(())
                })?;
            }
            SyncNews::PhotoKept(id) => {
                let by = self.by(now);
                self.store.write(&by, |cx| cx.photo_sent(id))?;
                self.net.contact_ms = Some(now.boot_ms);
            }
            SyncNews::Page(page) => self.page(&page, now, done)?,
            SyncNews::Restarted => {
                let by = self.by(now);
                self.store.write(&by, |cx| cx.unstage())?;
            }
            SyncNews::Refused(refusal) => match refusal {
                Refusal::StreamForked => self.halt(refusal, now)?,
                Refusal::DeviceRevoked | Refusal::DeviceUnknown => self.net.refused = Some(refusal),
                Refusal::PairingCodeUnknown
                | Refusal::PairingCodeUsed
                | Refusal::PairingCodeExpired
                | Refusal::TooManyTries => {}
            },
            SyncNews::Forced { offline } => self.net.forced = offline,
            SyncNews::Enrolled { enrolled, urls, pin } => {
                let by = self.by(now);
                self.store.write(&by, |cx| cx.enrolled(&enrolled, urls, pin))?;
                self.net = Net::new(self.store.device());
                self.say = Desk::Paired {
                    site: enrolled.site_name,
                }
                .into();
                done.sound = self.say.sound();
            }
            SyncNews::EnrolRefused(refusal) => {
                let why = refusal.message(self.store.device().lang).to_owned();
                self.say = Desk::PairingRefused { why }.into();
                done.sound = self.say.sound();
            }
            SyncNews::EnrolFailed { why } => {
                self.say = Desk::PairingOffline { why }.into();
                done.sound = self.say.sound();
            }
        }
        Ok(())
    }

    fn page(&mut self, page: &Page, now: Now, _done: &mut Done) -> Result<(), StoreError> {
        self.contact(page.now, now);
        let device = self.store.device();
        if page.acked_seq.is_some_and(|acked| acked < device.trimmed_seq) {
            return self.halt(Refusal::StreamForked, now);
        }
        let nothing_new = !page.more
            && page.rows.is_empty()
            && page.next == device.cursor
            && page.acked_seq.is_none_or(|acked| acked == device.trimmed_seq)
            && !self.store.reader().holds_any(&page.released)?;
        if nothing_new && now.at_ms - self.net.noted_at < NOTE_MS {
            return Ok(());
        }
        let (by, contact) = (self.by(now), self.note(page.now, now));
        // Staged in bites, so that a scan never waits for a long page.
        let (early, last) = page.rows.split_at(page.rows.len().saturating_sub(PULL_ROWS));
        for rows in early.chunks(PULL_ROWS) {
            self.store.write(&by, |cx| cx.stage(rows))?;
        }
        self.store.write(&by, |cx| {
            if page.more {
                cx.stage(last)?;
            } else {
                cx.apply(&Page {
                    rows: last.to_vec(),
                    ..page.clone()
                })?;
                cx.forget(now.at_ms - crate::store::KEEP_MS)?;
            }
            contact.write(cx.device());
            Ok(())
        })?;
        if !page.more { self.refresh() } else { Ok(()) }
    }

    /// Rows changed under the work on the screen.
    fn refresh(&mut self) -> Result<(), StoreError> {
        let look = self.reads();
        let work = match &self.work {
            Work::Pick(state) => Some(Work::Pick(pick::settle(state, &look)?)),
            Work::Handover(state) => Some(Work::Handover(handover::refresh(state, &look)?)),
            Work::PutAway(state) => Some(Work::PutAway(putaway::settle(state, &look)?)),
            Work::Home
            | Work::Choose
            | Work::Deliveries(_)
            | Work::Pack(_)
            | Work::Count(_)
            | Work::Transfer(_)
            | Work::Inspect(_)
            | Work::Receive(_)
            | Work::Scanner(_)
            | Work::Printer(_) => None,
        };
        if let Some(work) = work {
            self.work = work;
        }
        Ok(())
    }

    /// An exchange was completed.
    fn contact(&mut self, _server_now: i64, now: Now) {
        self.net.contact_ms = Some(now.boot_ms);
        self.net.last_at = now.at_ms;
        if matches!(
            self.net.refused,
            Some(Refusal::DeviceRevoked | Refusal::DeviceUnknown)
        ) {
            self.net.refused = None;
        }
    }

    fn note(&mut self, server_now: i64, now: Now) -> Contact {
        self.net.noted_at = now.at_ms;
        Contact {
            at: server_now,
            offset: server_now - now.boot_ms,
            boot_id: self.boot_id.clone(),
        }
    }

    /// Sending stops until a person has looked; nothing is lost.
    fn halt(&mut self, refusal: Refusal, now: Now) -> Result<(), StoreError> {
        self.net.refused = Some(refusal);
        let code = serde_json::to_value(refusal)?
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let by = self.by(now);
        self.store.write(&by, |cx| {
            cx.device().halted = code;
            Ok(())
        })
    }
}

/// When the server was last heard, and what its clock said.
struct Contact {
    at: i64,
    offset: i64,
    boot_id: String,
}

impl Contact {
    fn write(&self, device: &mut Device) {
        device.last_exchange = self.at;
        device.clock_offset = self.offset;
        device.boot_id = self.boot_id.clone();
    }
}
