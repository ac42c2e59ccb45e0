//! The sync thread: a small runtime with two tasks that do not wait for each other, and a third while pairing.
//!
//! Invariant: it never writes to the store. What it learns goes to the app's thread, which answers whether it is
//! kept; only then does the conversation go on. A retry re-arms itself: no scan is needed to send what waits.

use super::SyncNews;
use super::http::{Credentials, Http};
use super::run::{self, Push, Pusher, Transport, Verdict};
use crate::device::camera::PhotoNews;
use crate::device::clock::Clock;
use crate::device::printer::Told;
use crate::store::{Outbox, StoreError};
use shared::enrol::Invitation;
use shared::refusal::Refusal;
use shared::sync::Held;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{oneshot, watch};
use uuid::Uuid;

/// Shortest and longest pause before trying again, milliseconds.
const RETRY_MS: (u64, u64) = (1_000, 60_000);

/// News on their way to the app's thread; `kept` answers whether they were committed.
#[derive(Debug)]
pub struct Letter {
    pub news: SyncNews,
    /// Which poke the exchange answers, for whoever waits for it.
    pub poke: u64,
    pub kept: oneshot::Sender<bool>,
}

/// What reaches the app's thread from the threads that work for it.
#[derive(Debug)]
pub enum Post {
    Sync(Letter),
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
}

/// What the app's thread wants of the sync thread. The newest state wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub link: Option<Link>,
    /// Switched off by hand.
    pub offline: bool,
    /// A person must look first.
    pub halted: bool,
    /// Goes up with every write: look into the outbox.
    pub written: u64,
    /// Goes up to have a pull done at once.
    pub poke: u64,
    pub pair: Option<Invitation>,
}

/// A paired device's place in both streams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub credentials: Credentials,
    pub epoch: i64,
}

/// The sync thread's handle. Dropping it ends the thread.
pub struct Worker {
    wish: watch::Sender<Wish>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// `deliver` is called on the sync thread for every letter. False: nobody reads any more.
    pub fn start(
        path: PathBuf,
        clock: Arc<dyn Clock + Sync>,
        deliver: mpsc::Sender<Post>,
    ) -> std::io::Result<Worker> {
        let (wish, wishes) = watch::channel(Wish::default());
        let thread = std::thread::Builder::new()
            .name("sync".to_owned())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                match runtime {
                    Ok(runtime) => runtime.block_on(async {
                        let shared = Shared { path, clock, deliver };
                        tokio::join!(
                            push_loop(&shared, wishes.clone()),
                            pull_loop(&shared, wishes.clone()),
                            pair_loop(&shared, wishes)
                        );
                    }),
                    Err(error) => tracing::error!(%error, "the sync thread cannot start"),
                }
            })?;
        Ok(Worker {
            wish,
            thread: Some(thread),
        })
    }

    /// Changes the wish; both tasks look at it at once.
    pub fn wish(&self, change: impl FnOnce(&mut Wish)) {
        self.wish.send_if_modified(|wish| {
            let before = wish.clone();
            change(wish);
            *wish != before
        });
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // The tasks end when their wish has no sender; the thread is not waited for: it may be in a call.
        let (closed, _) = watch::channel(Wish::default());
        self.wish = closed;
        drop(self.thread.take());
    }
}

struct Shared {
    path: PathBuf,
    clock: Arc<dyn Clock + Sync>,
    deliver: mpsc::Sender<Post>,
}

impl Shared {
    /// Hands news over; false when they were not kept.
    async fn tell(&self, news: SyncNews, poke: u64) -> Option<bool> {
        let (kept, answer) = oneshot::channel();
        self.deliver.send(Post::Sync(Letter { news, poke, kept })).ok()?;
        Some(answer.await.unwrap_or(false))
    }
}

/// Pauses that grow from one second to sixty, with jitter so that forty handhelds do not come back as one.
struct Backoff {
    next_ms: u64,
}

impl Backoff {
    fn new() -> Backoff {
        Backoff { next_ms: RETRY_MS.0 }
    }

    fn pause(&mut self) -> Duration {
        let mut random = [0; 2];
        // Without randomness every device waits the longest pause: slower, not wrong.
        let share = match getrandom::fill(&mut random) {
            Ok(()) => u64::from(u16::from_be_bytes(random)),
            Err(_) => u64::from(u16::MAX),
        };
        let half = self.next_ms / 2;
        let pause = half + half * share / u64::from(u16::MAX);
        self.next_ms = (self.next_ms * 2).min(RETRY_MS.1);
        Duration::from_millis(pause.max(RETRY_MS.0 / 2))
    }
}

/// The link when sync may run. Waits while it may not; `None` at the end.
async fn allowed(wishes: &mut watch::Receiver<Wish>) -> Option<Link> {
    let wish = wishes
        .wait_for(|wish| wish.link.is_some() && !wish.offline && !wish.halted)
        .await
        .ok()?;
    wish.link.clone()
}

/// Waits `pause`, or until the link, the switch or the poke changes. `None` at the end.
async fn rest(pause: Duration, wishes: &mut watch::Receiver<Wish>) -> Option<()> {
    let calm = |wish: &Wish| Wish {
        written: 0,
        ..wish.clone()
    };
    let before = calm(&wishes.borrow_and_update());
    tokio::select! {
        () = tokio::time::sleep(pause) => Some(()),
        changed = wishes.wait_for(|wish| calm(wish) != before) => changed.ok().map(drop),
    }
}

async fn push_loop(shared: &Shared, mut wishes: watch::Receiver<Wish>) -> Option<()> {
    let mut outbox = None;
    let mut http: Option<(Credentials, Http)> = None;
    let mut fresh = wishes.clone();
    let (mut pusher, mut backoff, mut epoch, mut acked) = (Pusher::default(), Backoff::new(), 0, 0);
    loop {
        let link = allowed(&mut wishes).await?;
        if link.epoch != epoch {
            (pusher, epoch, acked) = (Pusher::default(), link.epoch, 0);
        }
        let written = wishes.borrow_and_update().written;
        let (batch, pending) = match waiting(&mut outbox, shared, epoch, acked) {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be read");
                outbox = None;
                rest(backoff.pause(), &mut wishes).await?;
                continue;
            }
        };
        // Facts first, all of them; then one photo, and facts again.
        let next = match pusher.next(&batch, pending, shared.clock.wall_ms()) {
            Some(next) => Some(next),
            None => waiting_photo(&mut outbox, shared, &pusher),
        };
        let Some((push, call)) = next else {
            wishes
                .wait_for(|wish| wish.written != written || wish.link.as_ref() != Some(&link))
                .await
                .ok()?;
            continue;
        };
        let reply = match connected(&mut http, &link.credentials) {
            Ok(http) => tokio::select! {
                reply = http.call(call) => reply,
                _ = wishes.wait_for(|wish| wish.offline) => continue,
            },
            Err(error) => Err(error),
        };
        match pusher.answer(&push, reply, acked) {
            Verdict::News(news) => {
                let reached = if let SyncNews::Acked { acked_seq, .. } = &news {
                    Some(*acked_seq)
                } else {
                    None
                };
                let photo = matches!(news, SyncNews::PhotoKept(_));
                let kept = shared.tell(news, 0).await?;
                match reached {
                    _ if photo && kept => backoff = Backoff::new(),
                    Some(reached) if kept => {
                        acked = acked.max(reached);
                        backoff = Backoff::new();
                    }
                    _ => rest(refused_pause(reached.is_none(), &mut backoff), &mut wishes).await?,
                }
            }
            Verdict::Split => {}
            Verdict::Again(why) => {
                tracing::debug!(why, "push again later");
                if matches!(push, Push::Photo(_)) {
                    // A photo that cannot go holds no fact up.
                    tokio::select! {
                        done = rest(backoff.pause(), &mut wishes) => done?,
                        changed = fresh.wait_for(|wish| wish.written != written) => drop(changed.ok()?),
                    }
                } else {
                    rest(backoff.pause(), &mut wishes).await?;
                }
            }
        }
    }
}

/// The oldest photo that a fact names. What cannot be read is tried again with the next write.
fn waiting_photo(outbox: &mut Option<Outbox>, shared: &Shared, pusher: &Pusher) -> Option<(Push, run::Call)> {
    let read = |outbox: &Outbox| -> Result<_, StoreError> {
        let Some(id) = pusher.next_photo(&outbox.photos()?) else {
            return Ok(None);
        };
        Ok(outbox
            .photo(id)?
            .map(|bytes| (Push::Photo(id), run::photo(id, bytes))))
    };
    opened(outbox, shared).and_then(read).unwrap_or_else(|error| {
        tracing::warn!(%error, "a photo cannot be read");
        None
    })
}

/// After a refusal a minute passes before the next try.
fn refused_pause(refused: bool, backoff: &mut Backoff) -> Duration {
    if refused {
        Duration::from_millis(RETRY_MS.1)
    } else {
        backoff.pause()
    }
}

fn opened<'a>(outbox: &'a mut Option<Outbox>, shared: &Shared) -> Result<&'a Outbox, StoreError> {
    Ok(match outbox {
        Some(open) => open,
        None => outbox.insert(Outbox::open(&shared.path)?),
    })
}

/// How much is unsent, and the oldest fact in quarantine: what a pull says of this device.
fn standing(
    outbox: &mut Option<Outbox>,
    shared: &Shared,
    epoch: i64,
) -> Result<(i64, Option<Held>), StoreError> {
    let open = opened(outbox, shared)?;
    Ok((open.count(epoch, 0)?, open.held()?))
}

/// The next facts to send, and how many wait in all.
fn waiting(
    outbox: &mut Option<Outbox>,
    shared: &Shared,
    epoch: i64,
    acked: i64,
) -> Result<(Vec<crate::store::Outgoing>, i64), StoreError> {
    let open = opened(outbox, shared)?;
    let batch = open.pending(epoch, acked, super::plan::READ_AHEAD)?;
    let pending = if batch.len() < super::plan::READ_AHEAD {
        batch.len() as i64
    } else {
        open.count(epoch, acked)?
    };
    Ok((batch, pending))
}

fn connected<'a>(
    http: &'a mut Option<(Credentials, Http)>,
    credentials: &Credentials,
) -> Result<&'a Http, run::NetError> {
    if http.as_ref().is_none_or(|(known, _)| known != credentials) {
        *http = Some((credentials.clone(), Http::new(credentials.clone())?));
    }
    match http {
        Some((_, http)) => Ok(http),
        None => Err(run::NetError("no connection".to_owned())),
    }
}

async fn pull_loop(shared: &Shared, mut wishes: watch::Receiver<Wish>) -> Option<()> {
    let mut http: Option<(Credentials, Http)> = None;
    let mut outbox: Option<Outbox> = None;
    let mut backoff = Backoff::new();
    // The link whose feed `since` belongs to.
    let mut feed: Option<(Link, i64)> = None;
    let mut at_once = true;
    let mut poked = 0;
    loop {
        let link = allowed(&mut wishes).await?;
        let since = match &feed {
            Some((known, since)) if *known == link => *since,
            _ => {
                let since = cursor(shared)?;
                shared.tell(SyncNews::Restarted, 0).await?;
                (feed, at_once) = (Some((link.clone(), since)), true);
                since
            }
        };
        let poke = wishes.borrow_and_update().poke;
        at_once |= poke != poked;
        let (pending, held) = match standing(&mut outbox, shared, link.epoch) {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(%error, "the data file cannot be read");
                return None;
            }
        };
        let reply = match connected(&mut http, &link.credentials) {
            Ok(http) => tokio::select! {
                reply = http.call(run::pull(since, at_once, pending, held)) => reply,
                changed = wishes.wait_for(|wish| wish.offline || wish.poke != poke || wish.link.as_ref() != Some(&link)) => {
                    changed.ok()?;
                    at_once = true;
                    continue;
                }
            },
            Err(error) => Err(error),
        };
        match run::pulled(reply) {
            Verdict::News(SyncNews::Page(page)) => {
                let (next, more) = (page.next, page.more);
                if shared
                    .tell(SyncNews::Page(page), if more { 0 } else { poke })
                    .await?
                {
                    feed = Some((link, next));
                    backoff = Backoff::new();
                    if !more {
                        (at_once, poked) = (false, poke);
                    }
                } else {
                    feed = None;
                    rest(backoff.pause(), &mut wishes).await?;
                }
            }
            Verdict::News(news) => {
                let revoked = matches!(
                    news,
                    SyncNews::Refused(Refusal::DeviceRevoked | Refusal::DeviceUnknown)
                );
                shared.tell(news, poke).await?;
                rest(refused_pause(revoked, &mut backoff), &mut wishes).await?;
            }
            Verdict::Split => {}
            Verdict::Again(why) => {
                tracing::debug!(why, "pull again later");
                at_once = true;
                rest(backoff.pause(), &mut wishes).await?;
            }
        }
    }
}

/// Where the applied feed ends. Read from the file: what was staged before a crash does not count.
fn cursor(shared: &Shared) -> Option<i64> {
    match crate::store::cursor(&shared.path) {
        Ok(cursor) => Some(cursor),
        Err(error) => {
            tracing::error!(%error, "the data file cannot be read");
            None
        }
    }
}

async fn pair_loop(shared: &Shared, mut wishes: watch::Receiver<Wish>) -> Option<()> {
    let mut done = None;
    loop {
        let wish = wishes
            .wait_for(|wish| wish.pair.is_some() && wish.pair != done)
            .await
            .ok()?
            .clone();
        let Some(invitation) = wish.pair else { continue };
        let credentials = Credentials {
            urls: invitation.urls.clone(),
            pin: invitation.pin.clone(),
            token: String::new(),
        };
        let reply = match Http::new(credentials) {
            Ok(http) => http.call(run::enrol(&invitation, &device_name())).await,
            Err(error) => Err(error),
        };
        let news = run::enrolled(&invitation, reply);
        // The same code may be scanned again when the server could not be reached.
        done = if matches!(news, SyncNews::EnrolFailed { .. }) {
            None
        } else {
            Some(invitation)
        };
        shared.tell(news, 0).await?;
        wishes.wait_for(|wish| wish.pair.is_none()).await.ok()?;
    }
}

/// What the office sees: the machine's name.
fn device_name() -> String {
    const LIMIT: usize = 60;
    let name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let name: String = name.trim().chars().take(LIMIT).collect();
    if name.is_empty() {
        "handheld".to_owned()
    } else {
        name
    }
}
