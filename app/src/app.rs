//! The one loop of the handheld: an event in, a view out.
//!
//! Invariant: when [`App::update`] returns a sound, what it stands for is on the disk. Scans, presses and what sync
//! brings go through here one at a time, on one thread, which owns the only write connection.
//! Absent on purpose: rules (`flows/`), screens (`screens/`), network (`sync/`).
//!
//! Where to look: `app/input.rs` what a person does, `app/turn.rs` which flow gets it, `app/keep.rs` the transaction
//! that keeps it, `app/desk.rs` what belongs to no flow, `app/scanner.rs` the scanner's own settings, `app/photo.rs` and
//! `app/camera.rs` the camera, `app/printer.rs` labels, `app/net.rs` what sync brings, `app/view.rs` the view.

mod camera;
mod desk;
mod input;
mod keep;
mod net;
mod photo;
mod printer;
mod scanner;
mod turn;
mod view;

pub use net::{Net, ONLINE_MS};
pub use photo::Order;

use crate::device::camera::PhotoNews;
use crate::device::clock::Now;
use crate::device::printer::Told;
use crate::device::scanner::RawScan;
use crate::device::wedge;
use crate::flows::{self, Ctx, handover, pack, pick, putaway, receive, sign_in};
use crate::look::{KnownPins, StoreLook};
use crate::say::{Desk, Say};
use crate::store::{By, Store, StoreError};
use crate::sync::SyncNews;
use crate::view::{Overlay, Sound, View};
use shared::enrol::Invitation;
use shared::facts::ClockSource;
use shared::id::{DeliveryId, v7};
use std::collections::HashMap;
use std::path::PathBuf;
use uuid::Uuid;

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
    /// What came of an order to the camera.
    Photo {
        order: u64,
        news: PhotoNews,
    },
    /// What came of a label.
    Printed {
        job: Uuid,
        told: Told,
    },
    /// A picture file was handed over.
    Picture(PathBuf),
    /// About once a second.
    Tick,
}

/// Something that the app cannot do itself: it needs the network, or time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    Pair(Invitation),
    Photo(Order),
    Print(crate::device::printer::Order),
}

/// What an event led to.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub view: View,
    /// To be played now: what it stands for is saved.
    pub sound: Option<Sound>,
    /// Facts that the server has not acknowledged.
    pub pending: i64,
    /// Photos of facts that the server does not have.
    pub photos: usize,
    pub online: bool,
    /// The outbox has grown: wake the sync thread.
    pub wrote: bool,
    pub errand: Option<Errand>,
    /// How this device's scanner types, for whoever reads its keys.
    pub scanner: wedge::Settings,
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
    /// Choose among deliveries; among these only, where an item asked.
    Deliveries(Vec<DeliveryId>),
    Receive(receive::State),
    PutAway(putaway::State),
    /// Setting the scanner up: begun from home only.
    Scanner(flows::scanner::State),
    /// Setting the label printer up: begun from home only.
    Printer(flows::printer::State),
    Count(flows::count::State),
    Transfer(flows::transfer::State),
    Inspect(flows::inspect::State),
}

pub struct App {
    store: Store,
    random: Random,
    pins: KnownPins,
    sign: sign_in::State,
    work: Work,
    say: Say,
    overlay: Option<Overlay>,
    scanner: wedge::Settings,
    camera: photo::Camera,
    printing: printer::Printing,
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

impl App {
    /// Takes up where the last run ended; the PIN is asked for first.
    pub fn new(store: Store, random: Random, boot_id: String, now: Now) -> Result<App, StoreError> {
        let mut app = App {
            sign: sign_in::State::default(),
            work: Work::Home,
            say: Desk::ScanBadge {}.into(),
            overlay: None,
            scanner: wedge::Settings::default(),
            camera: photo::Camera::default(),
            printing: printer::Printing::default(),
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
        app.load_scanner()?;
        app.load_camera()?;
        app.load_printer()?;
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
            Event::Photo { order, news } => self.photo_news(order, news, now, &mut done),
            Event::Printed { job, told } => self.printed(job, &told, now, &mut done),
            Event::Picture(path) => {
                self.picture(path, &mut done);
                Ok(())
            }
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
            photos: self.store.photos().waiting.len(),
            online: self.net.online(now),
            wrote,
            errand: done.errand,
            scanner: self.scanner.clone(),
            saved,
        }
    }

    /// The view as it is, without an event.
    pub fn look(&mut self, now: Now) -> Outcome {
        self.outcome(Done::default(), now, false, true)
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
