//! The app's thread: takes events one at a time, scans before sync, and keeps the sync thread informed.

use crate::app::{App, Errand, Event, Order, Outcome, Random};
use crate::device::camera::{self, PhotoNews};
use crate::device::clock::{self, Clock, Now};
use crate::device::picture::PhotoError;
use crate::device::printer::{self, Report, Told};
use crate::device::sound::Speaker;
use crate::store::{Store, StoreError};
use crate::sync::SyncNews;
use crate::sync::http::Credentials;
use crate::sync::worker::{Letter, Link, Post, Worker};
use shared::enrol::Invitation;
use shared::lang::Lang;
use shared::refusal::Refusal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

/// How often the app is ticked, milliseconds.
const TICK_MS: i64 = 1_000;
/// How long pairing from the command line waits, milliseconds.
const PAIR_WAIT_MS: i64 = 30_000;

/// The app with its clock, its speaker and its sync thread.
pub struct Runner {
    app: App,
    clock: Arc<dyn Clock + Sync>,
    boot_id: String,
    speaker: Box<dyn Speaker>,
    letters: Receiver<Post>,
    /// For the threads that take photos.
    post: Sender<Post>,
    /// What the camera's command writes.
    scratch: PathBuf,
    /// The latest order to the camera: a list that is still being looked through ends with it.
    ordered: Arc<AtomicU64>,
    worker: Worker,
    written: u64,
    poke: u64,
    answered: u64,
    ticked_ms: i64,
    /// What pairing last led to: the sentence, when it was a no.
    pairing: Option<Result<(), String>>,
}

impl Runner {
    pub fn new(
        folder: &Path,
        clock: Arc<dyn Clock + Sync>,
        random: Random,
        speaker: Box<dyn Speaker>,
    ) -> Result<Runner, StoreError> {
        let store = Store::open(folder)?;
        let path = store.path().to_owned();
        let boot_id = clock.boot_id();
        let learnt = clock::Offset {
            boot_id: store.device().boot_id.clone(),
            offset_ms: store.device().clock_offset,
        };
        let now = clock::now(&*clock, &boot_id, &learnt);
        let app = App::new(store, random, boot_id.clone(), now)?;
        let (deliver, letters) = mpsc::channel();
        let post = deliver.clone();
        let worker = Worker::start(path, clock.clone(), deliver).map_err(|source| StoreError::Folder {
            path: folder.to_owned(),
            source,
        })?;
        let mut runner = Runner {
            app,
            clock,
            boot_id,
            speaker,
            letters,
            post,
            scratch: folder.join("camera.jpg"),
            ordered: Arc::default(),
            worker,
            written: 0,
            poke: 0,
            answered: 0,
            ticked_ms: now.boot_ms,
            pairing: None,
        };
        runner.inform(None);
        Ok(runner)
    }

    pub fn app(&mut self) -> &mut App {
        &mut self.app
    }

    pub fn now(&self) -> Now {
        clock::now(&*self.clock, &self.boot_id, &self.app.offset())
    }

    /// The present screen.
    pub fn look(&mut self) -> Outcome {
        let now = self.now();
        self.drain();
        self.app.look(now)
    }

    /// One event of a person. What sync has brought meanwhile comes after it.
    pub fn update(&mut self, event: Event) -> Outcome {
        let now = self.now();
        let outcome = self.app.update(event, now);
        self.follow(&outcome);
        outcome
    }

    /// Sound, sync thread, errands: what an outcome asks for.
    fn follow(&mut self, outcome: &Outcome) {
        if let Some(sound) = outcome.sound {
            self.speaker.play(sound);
        }
        self.written += u64::from(outcome.wrote);
        let mut pair = None;
        match outcome.errand.clone() {
            Some(Errand::Pair(invitation)) => pair = Some(invitation),
            Some(Errand::Photo(order)) => self.photograph(order),
            Some(Errand::Print(order)) => self.print(order),
            None => {}
        }
        self.inform(pair);
    }

    /// Has an order to the camera done on a thread of its own; scanning goes on.
    fn photograph(&self, order: Order) {
        let (post, scratch, number) = (self.post.clone(), self.scratch.clone(), order.number);
        let (job, ordered) = (order.job, self.ordered.clone());
        ordered.store(number, Ordering::Relaxed);
        let failed = move |post: &Sender<Post>, error| {
            let news = PhotoNews::Failed(error);
            // Nobody waits for it when the app is ending.
            _ = post.send(Post::Photo { order: number, news });
        };
        let started = std::thread::Builder::new()
            .name("photo".to_owned())
            .spawn(move || {
                let mut tell = |news| {
                    let sent = post.send(Post::Photo { order: number, news }).is_ok();
                    sent && ordered.load(Ordering::Relaxed) == number
                };
                // A decoder that gives up on a broken file must not leave the app waiting.
                if catch_unwind(AssertUnwindSafe(|| camera::perform(&job, &scratch, &mut tell))).is_err() {
                    failed(&post, PhotoError::NotAPicture);
                }
            });
        if let Err(error) = started {
            failed(&self.post, PhotoError::Command(error.to_string()));
        }
    }

    /// Sends a label on a thread of its own; scanning goes on.
    fn print(&self, order: printer::Order) {
        let (post, job) = (self.post.clone(), order.job);
        let tell = move |post: &Sender<Post>, told| {
            // Nobody waits for it when the app is ending: the job stays begun, and the next start says so.
            _ = post.send(Post::Printed { job, told });
        };
        let started = std::thread::Builder::new()
            .name("printer".to_owned())
            .spawn(move || {
                let work = || printer::perform(&order, printer::fonts(), &printer::Tcp::default());
                // Whatever a text does to the drawing, the app must not wait for ever.
                let told = catch_unwind(AssertUnwindSafe(work))
                    .unwrap_or_else(|_| Told::new(Report::HungUp, "the thread that prints gave up"));
                tell(&post, told);
            });
        if let Err(error) = started {
            tell(&self.post, Told::new(Report::Unreachable, error.to_string()));
        }
    }

    /// Waits until no label is on its way; what that led to.
    pub fn wait_for_print(&mut self, limit_ms: i64) -> Outcome {
        let mut last = self.look();
        let until = self.clock.boot_ms() + limit_ms;
        while self.app.is_printing() && self.clock.boot_ms() < until {
            last = self.pump(50).unwrap_or(last);
        }
        last
    }

    /// Hands a picture file over and waits for what becomes of it.
    pub fn photo(&mut self, path: PathBuf, limit_ms: i64) -> Outcome {
        let mut last = self.update(Event::Picture(path));
        let until = self.clock.boot_ms() + limit_ms;
        while self.app.taking_photo() && self.clock.boot_ms() < until {
            last = self.pump(50).unwrap_or(last);
        }
        last
    }

    /// Changes the photo sources for good; what is `None` stays.
    pub fn set_camera(&mut self, command: Option<String>, folder: Option<String>) -> Result<(), StoreError> {
        let mut settings = self.app.camera().clone();
        settings.command = command.unwrap_or(settings.command);
        settings.folder = folder.unwrap_or(settings.folder);
        let now = self.now();
        self.app.set_camera(settings, now)
    }

    fn inform(&mut self, pair: Option<Invitation>) {
        let device = self.app.store().device();
        let link = device.id.map(|_| Link {
            credentials: Credentials {
                urls: device.urls.clone(),
                pin: device.pin.clone(),
                token: device.token.clone(),
            },
            epoch: device.epoch,
        });
        let halted = !device.halted.is_empty();
        let (written, poke) = (self.written, self.poke);
        self.worker.wish(|wish| {
            wish.link = link;
            wish.halted = halted;
            wish.written = written;
            wish.poke = poke;
            if pair.is_some() {
                wish.pair = pair;
            }
        });
    }

    /// What sync has brought, as long as there is some.
    fn drain(&mut self) -> Option<Outcome> {
        let mut last = None;
        while let Ok(post) = self.letters.try_recv() {
            last = Some(self.read(post));
        }
        last
    }

    /// Where the other threads' news come out, for a loop that waits for more than them. Afterwards `pump` hears nothing.
    pub fn take_letters(&mut self) -> Receiver<Post> {
        std::mem::replace(&mut self.letters, mpsc::channel().1)
    }

    /// News from another thread.
    pub fn read(&mut self, post: Post) -> Outcome {
        match post {
            Post::Sync(letter) => self.letter(letter),
            Post::Photo { order, news } => self.update(Event::Photo { order, news }),
            Post::Printed { job, told } => self.update(Event::Printed { job, told }),
        }
    }

    fn letter(&mut self, letter: Letter) -> Outcome {
        let Letter { news, poke, kept } = letter;
        match &news {
            SyncNews::Enrolled { .. } => self.pairing = Some(Ok(())),
            SyncNews::EnrolRefused(refusal) => {
                self.pairing = Some(Err(refusal.message(self.app.store().device().lang).to_owned()));
            }
            SyncNews::EnrolFailed { why } => self.pairing = Some(Err(why.clone())),
            SyncNews::Acked { .. }
            | SyncNews::Page(_)
            | SyncNews::PhotoKept(_)
            | SyncNews::Restarted
            | SyncNews::Refused(_)
            | SyncNews::Forced { .. } => {}
        }
        let pairing = matches!(
            news,
            SyncNews::Enrolled { .. } | SyncNews::EnrolRefused(_) | SyncNews::EnrolFailed { .. }
        );
        let outcome = self.update(Event::Synced(news));
        if pairing {
            self.worker.wish(|wish| wish.pair = None);
        }
        self.answered = self.answered.max(poke);
        // Nobody waits for the answer when the sync thread has ended meanwhile.
        let _ = kept.send(outcome.saved);
        outcome
    }

    /// Waits for sync at most `ms`, ticking meanwhile. The latest outcome when something happened.
    pub fn pump(&mut self, ms: i64) -> Option<Outcome> {
        let wait = Duration::from_millis(ms.clamp(0, TICK_MS) as u64);
        let mut last = self.letters.recv_timeout(wait).ok().map(|post| self.read(post));
        last = self.drain().or(last);
        let now = self.now();
        if now.boot_ms - self.ticked_ms >= TICK_MS {
            self.ticked_ms = now.boot_ms;
            last = Some(self.update(Event::Tick));
        }
        last
    }

    /// Lets `ms` milliseconds pass.
    pub fn wait(&mut self, ms: i64) {
        let until = self.clock.boot_ms() + ms;
        while self.clock.boot_ms() < until {
            self.pump((until - self.clock.boot_ms()).min(100));
        }
    }

    /// Switches the network off or on, as if the Wi-Fi were gone.
    pub fn force_offline(&mut self, offline: bool) -> Outcome {
        self.worker.wish(|wish| wish.offline = offline);
        self.update(Event::Synced(SyncNews::Forced { offline }))
    }

    /// Waits until everything is acknowledged, photos too, and a pull is complete. The second value says why not.
    pub fn wait_for_sync(&mut self, limit_ms: i64) -> (Outcome, Option<String>) {
        self.poke += 1;
        self.written += 1;
        self.inform(None);
        let until = self.clock.boot_ms() + limit_ms;
        loop {
            let outcome = self.look();
            if outcome.pending == 0 && outcome.photos == 0 && self.answered >= self.poke {
                return (outcome, None);
            }
            let now = self.clock.boot_ms();
            if let Some(why) = self.why_not(now >= until, outcome.pending, outcome.photos) {
                return (outcome, Some(why));
            }
            self.pump((until - now).min(200));
        }
    }

    fn why_not(&self, timed_out: bool, pending: i64, photos: usize) -> Option<String> {
        let device = self.app.store().device();
        if device.id.is_none() {
            return Some("not paired".to_owned());
        }
        if !device.halted.is_empty() {
            return Some(format!("sending has stopped: {}", device.halted));
        }
        if self.app.forced_offline() {
            return Some("switched offline".to_owned());
        }
        if let Some(refusal) = self.app.refused() {
            return Some(refusal.message(shared::lang::Lang::En).to_owned());
        }
        timed_out.then(|| match (pending, photos) {
            (0, 1..) => format!("{photos} photos still wait: the server has not taken them"),
            _ => format!("{pending} still wait: the server does not answer"),
        })
    }

    /// Pairs and waits for the answer. A device that is paired already stays as it is.
    pub fn pair(&mut self, invitation: Invitation) -> Result<(), String> {
        if self.app.store().device().id.is_some() {
            return Ok(());
        }
        self.pairing = None;
        self.inform(Some(invitation));
        let until = self.clock.boot_ms() + PAIR_WAIT_MS;
        while self.clock.boot_ms() < until {
            self.pump(200);
            if let Some(result) = self.pairing.take() {
                return result;
            }
        }
        Err("the server does not answer".to_owned())
    }

    /// Changes the language for good.
    pub fn speak(&mut self, lang: Lang) -> Result<(), StoreError> {
        let now = self.now();
        self.app.speak(lang, now)
    }

    /// Says in the banner that no sound can be played.
    pub fn no_sound(&mut self) {
        let lang = self.app.store().device().lang;
        self.app.set_banner(crate::screens::t(
            lang,
            "沒有聲音：找不到 aplay、pw-play 或 paplay",
            "No sound: aplay, pw-play or paplay is missing",
        ));
    }

    /// Whether the server has refused this device.
    pub fn refused(&self) -> Option<Refusal> {
        self.app.refused()
    }
}
