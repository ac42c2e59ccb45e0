//! The app with its window: keys in with their times, frames out.
//!
//! Three threads: the window's (never a disk or network wait), the app's (the loop, the only write connection) and
//! the sync thread's; one more for as long as a photo is on its way. Invariant: what a person does is taken before what
//! the others bring, however much of that waits.

use crate::app::{Event, Outcome};
use crate::device::scanner::{RawScan, Source, Typed};
use crate::practice;
use crate::run::Runner;
use crate::sync::worker::Post;
use crate::ui::{self, Driver, Window};
use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// How often the app is ticked when nothing happens.
const TICK: Duration = Duration::from_secs(1);

/// What reaches the app's thread.
enum Mail {
    Person(Event),
    Post(Post),
    Closed,
}

/// The window's end: hands over and returns at once.
struct Hands(Sender<Mail>);

impl Hands {
    fn send(&self, event: Event) {
        // A window that outlives the app by a moment loses nothing: nothing was beeped.
        _ = self.0.send(Mail::Person(event));
    }
}

impl Driver for Hands {
    fn scanned(&self, raw: String, at_ms: u64, typed: Option<Typed>) {
        let at_ms = i64::try_from(at_ms).unwrap_or(i64::MAX);
        self.send(Event::Scanned(RawScan {
            raw,
            source: if typed.is_some() {
                Source::Wedge
            } else {
                Source::Practice
            },
            at_ms,
            typed,
        }));
    }

    fn pressed(&self, id: &str) {
        self.send(Event::Pressed(id.to_owned()));
    }

    fn typed(&self, id: &str, text: &str) {
        self.send(Event::Typed {
            id: id.to_owned(),
            text: text.to_owned(),
        });
    }
}

/// Opens the window and stays until it is closed. The practice window opens too where it was asked for and the
/// warehouse is for training.
pub fn run(mut runner: Runner, practice: bool) -> anyhow::Result<()> {
    let (post, mail) = mpsc::channel();
    let letters = runner.take_letters();
    let forward = post.clone();
    std::thread::Builder::new()
        .name("letters".to_owned())
        .spawn(move || {
            for letter in letters {
                if forward.send(Mail::Post(letter)).is_err() {
                    break;
                }
            }
        })?;
    let practice = practice && runner.app().store().device().training;
    let first = runner.look();
    let sheet = if practice {
        Some(practice::sheet(runner.app().store())?)
    } else {
        None
    };
    let window = Window::new();
    window.scanner(&first.scanner);
    let shown = window.clone();
    let app = std::thread::Builder::new()
        .name("app".to_owned())
        .spawn(move || {
            Loop {
                runner,
                window: shown,
                practice,
            }
            .run(&mail)
        })?;
    let result = ui::run(&window, Hands(post.clone()), first.view, sheet);
    _ = post.send(Mail::Closed);
    _ = app.join();
    Ok(result?)
}

struct Loop {
    runner: Runner,
    window: Window,
    practice: bool,
}

impl Loop {
    fn run(mut self, mail: &Receiver<Mail>) {
        let mut waiting: VecDeque<Post> = VecDeque::new();
        loop {
            // While letters wait, one more person's event may be there already; nothing is waited for.
            let next = mail.recv_timeout(if waiting.is_empty() { TICK } else { Duration::ZERO });
            match next {
                Ok(Mail::Person(event)) => {
                    let outcome = self.runner.update(event);
                    self.show(&outcome);
                }
                Ok(Mail::Post(letter)) => waiting.push_back(letter),
                Ok(Mail::Closed) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let outcome = match waiting.pop_front() {
                        Some(letter) => self.runner.read(letter),
                        None => self.runner.update(Event::Tick),
                    };
                    self.show(&outcome);
                    self.lay_out();
                }
            }
        }
    }

    fn show(&self, outcome: &Outcome) {
        self.window.show(&outcome.view);
        self.window.scanner(&outcome.scanner);
    }

    /// What sync brought may have changed what lies on the practice table.
    fn lay_out(&mut self) {
        if self.practice
            && let Ok(sheet) = practice::sheet(self.runner.app().store())
        {
            self.window.practice(sheet);
        }
    }
}
