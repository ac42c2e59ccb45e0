//! The one loop of the handheld: an event in, a view out.
//!
//! Invariant: when [`App::update`] returns a sound, what it stands for is on the disk. Scans, presses and what sync
//! brings go through here one at a time, on one thread, which owns the only write connection.
//! Absent on purpose: rules (`flows/`), screens (`screens/`), network (`sync/`).

mod net;
mod turn;
mod view;

pub use net::{Net, ONLINE_MS};

use crate::device::clock::Now;
use crate::device::scanner::RawScan;
use crate::flows::resolve::Code;
use crate::flows::{Ctx, Input, handover, pack, pick, sign_in};
use crate::look::{KnownPins, StoreLook};
use crate::say::{Desk, Say};
use crate::store::{By, Store, StoreError};
use crate::sync::SyncNews;
use crate::view::{Overlay, Sound, View};
use shared::enrol::Invitation;
use shared::facts::{ClockSource, Misscanned, kept_raw};
use shared::id::v7;
use std::collections::HashMap;
use turn::Turn;

/// What reaches the app.
#[derive(Clone, Debug)]
pub enum Event {
    Scanned(RawScan),
    Pressed(String),
    Typed {
        id: String,
        text: String,
    },
    Synced(SyncNews),
    /// About once a second.
    Tick,
}

/// Something that the app cannot do itself: it needs the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    Pair(Invitation),
}

/// What an event led to.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub view: View,
    /// To be played now: what it stands for is saved.
    pub sound: Option<Sound>,
    /// Facts that the server has not acknowledged.
    pub pending: i64,
    pub online: bool,
    /// The outbox has grown: wake the sync thread.
    pub wrote: bool,
    pub errand: Option<Errand>,
    /// False when a transaction that this event asked for did not commit.
    pub saved: bool,
}

/// Ten random bytes for an id. Randomness is a parameter.
pub type Random = Box<dyn FnMut() -> [u8; 10] + Send>;

/// What the person is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum Work {
    Home,
    Choose,
    Pick(pick::State),
    Pack(pack::State),
    Handover(handover::State),
}

pub struct App {
    store: Store,
    random: Random,
    pins: KnownPins,
    sign: sign_in::State,
    work: Work,
    say: Say,
    overlay: Option<Overlay>,
    net: Net,
    /// The last scan that counted, for double triggers: code and the source's time.
    last: Option<(String, i64)>,
    /// A commit failed: scanning has stopped.
    stopped: bool,
    /// The boot clock at the last scan or press.
    touched_ms: i64,
    /// States as they are on the disk, so that an unchanged one is not written again.
    saved: HashMap<&'static str, String>,
    writes_since_checkpoint: u32,
    /// Which start of the device this is: what was learnt of the server's clock holds for it alone.
    boot_id: String,
    banner: String,
}

/// Longest text that can be typed anywhere, characters.
const TYPED_LIMIT: usize = 20_000;
/// Commits after which a quiet moment is used to move the log into the file.
const CHECKPOINT_AFTER: u32 = 50;

impl App {
    /// Takes up where the last run ended; the PIN is asked for first.
    pub fn new(store: Store, random: Random, boot_id: String, now: Now) -> Result<App, StoreError> {
        let mut app = App {
            sign: sign_in::State::default(),
            work: Work::Home,
            say: Desk::ScanBadge {}.into(),
            overlay: None,
            net: Net::new(store.device()),
            last: None,
            stopped: false,
            touched_ms: now.boot_ms,
            saved: HashMap::new(),
            writes_since_checkpoint: 0,
            banner: String::new(),
            boot_id,
            pins: KnownPins::default(),
            store,
            random,
        };
        app.resume(now)?;
        Ok(app)
    }

    /// Yellow line for what the app itself cannot know: no sound can be played.
    pub fn set_banner(&mut self, banner: String) {
        self.banner = banner;
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What the person is doing; it stands still while nobody is signed in.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// Who is at the device, or how far signing in has come.
    pub fn sign(&self) -> &sign_in::State {
        &self.sign
    }

    /// Changes the language for good.
    pub fn speak(&mut self, lang: shared::lang::Lang, now: Now) -> Result<(), StoreError> {
        let by = self.by(now);
        self.store.write(&by, |cx| {
            cx.device().lang = lang;
            Ok(())
        })
    }

    /// Why sending has stopped, if it has.
    pub fn refused(&self) -> Option<shared::refusal::Refusal> {
        self.net.refused
    }

    /// Switched off by hand.
    pub fn forced_offline(&self) -> bool {
        self.net.forced
    }

    /// For tests and support: the store with its write connection.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// The boot and the server's clock, as learnt so far.
    pub fn offset(&self) -> crate::device::clock::Offset {
        let device = self.store.device();
        crate::device::clock::Offset {
            boot_id: device.boot_id.clone(),
            offset_ms: device.clock_offset,
        }
    }

    pub fn update(&mut self, event: Event, now: Now) -> Outcome {
        let before = self.store.pending();
        let mut done = Done::default();
        let result = match event {
            Event::Scanned(scan) => self.scanned(&scan, now, &mut done),
            Event::Pressed(id) => self.pressed(&id, now, &mut done),
            Event::Typed { id, text } => self.typed(&id, &text, now, &mut done),
            Event::Synced(news) => self.synced(news, now, &mut done),
            Event::Tick => self.tick(now, &mut done),
        };
        let saved = result.is_ok();
        if let Err(error) = result {
            tracing::error!(%error, "not saved");
            self.stopped = true;
            self.say = Desk::NotSaved {}.into();
            done.sound = Some(Sound::NotSaved);
        }
        self.outcome(done, now, self.store.pending() > before, saved)
    }

    fn outcome(&mut self, done: Done, now: Now, wrote: bool, saved: bool) -> Outcome {
        let view = self.view(now).unwrap_or_else(|error| {
            tracing::error!(%error, "the data file cannot be read");
            self.stopped = true;
            self.say = Desk::NotSaved {}.into();
            self.broken_view(now)
        });
        Outcome {
            view,
            sound: done.sound,
            pending: self.store.pending(),
            online: self.net.online(now),
            wrote,
            errand: done.errand,
            saved,
        }
    }

    /// The view as it is, without an event.
    pub fn look(&mut self, now: Now) -> Outcome {
        self.outcome(Done::default(), now, false, true)
    }

    fn scanned(&mut self, scan: &RawScan, now: Now, done: &mut Done) -> Result<(), StoreError> {
        self.touched_ms = now.boot_ms;
        if self.stopped {
            done.sound = Some(Sound::NotSaved);
            return Ok(());
        }
        let code = Code::read(&scan.raw, scan.at_ms, now.at_ms);
        if self.store.device().id.is_none() {
            return self.pair(&code.raw, done);
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
    fn is_double(&self, code: &Code) -> bool {
        match &self.last {
            Some((raw, at)) => {
                *raw == code.raw && (0..self.store.settings().double_scan_ms).contains(&(code.at_ms - at))
            }
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

    fn pressed(&mut self, id: &str, now: Now, done: &mut Done) -> Result<(), StoreError> {
        self.touched_ms = now.boot_ms;
        if self.stopped {
            return if id == "retry" {
                self.retry(now, done)
            } else {
                Ok(())
            };
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
        let turn = self.turn(Input::Press(id), now)?;
        self.commit(turn, now, done)
    }

    fn typed(&mut self, id: &str, text: &str, now: Now, done: &mut Done) -> Result<(), StoreError> {
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

    fn tick(&mut self, now: Now, done: &mut Done) -> Result<(), StoreError> {
        if self.stopped {
            return self.retry(now, done);
        }
        if let sign_in::At::In { staff } = self.sign.at
            && now.boot_ms - self.touched_ms > self.store.settings().idle_lock_ms
        {
            self.sign.at = sign_in::At::Idle { staff };
            self.overlay = None;
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

    fn reads(&self) -> StoreLook<'_> {
        StoreLook::new(&self.store, &self.pins)
    }

    fn by(&mut self, now: Now) -> By {
        By {
            staff: self.sign.staff(),
            at: now.at_ms,
            clock: now.source,
            random: (self.random)(),
        }
    }

    fn ctx(&mut self, now: Now) -> Ctx {
        let random = (self.random)();
        let device = self.store.device();
        Ctx {
            now_ms: now.at_ms,
            lang: device.lang,
            staff: self.sign.staff(),
            device: device.id,
            device_label: device.label.clone(),
            manifests: device.manifests,
            fresh: v7(now.at_ms, &random),
        }
    }
}

/// What an event has led to so far.
#[derive(Debug, Default)]
struct Done {
    sound: Option<Sound>,
    errand: Option<Errand>,
}

/// Whether the clock differs from the server's by so much that a person should know.
fn clock_is_wrong(now: Now) -> bool {
    const FIVE_MINUTES: i64 = 5 * 60 * 1000;
    const YEAR_2020: i64 = 1_577_836_800_000;
    match now.source {
        ClockSource::Server => (now.at_ms - now.wall_ms).abs() > FIVE_MINUTES,
        ClockSource::Wall => now.wall_ms < YEAR_2020,
    }
}
