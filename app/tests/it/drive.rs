//! The real program without its window, as a child process, killed without warning.

use crate::world::Handheld;
use app::store::Store;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::Ordering;

pub struct Driven {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Driven {
    pub fn start(folder: &Path) -> Driven {
        Driven::with(folder, &[])
    }

    pub fn with(folder: &Path, more: &[&str]) -> Driven {
        let mut child = Command::new(env!("CARGO_BIN_EXE_beeline"))
            .args(["--drive", "--data"])
            .arg(folder)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Driven { child, input, output }
    }

    pub fn say(&mut self, line: &str) -> Value {
        writeln!(self.input, "{line}").unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{line}: {error}: {answer}"))
    }

    /// SIGKILL: no destructor runs, nothing is flushed.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A data folder with the warehouse in it, left by an app that has ended.
fn folder() -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    let mut handheld = Handheld::blank(temp.path().to_owned(), None);
    handheld.pair();
    handheld.pull(&crate::world::warehouse(), None);
    temp
}

#[test]
fn every_line_is_answered_and_bad_ones_do_not_stop_it() {
    let folder = folder();
    let mut driven = Driven::start(folder.path());
    let state = driven.say("state");
    assert_eq!(state["screen"], "sign_in");
    for key in ["screen", "title", "say", "sound", "view", "pending", "online"] {
        assert!(state.get(key).is_some(), "{key}");
    }
    assert!(driven.say("dance")["error"].as_str().unwrap().contains("dance"));
    driven.say("scan S-001");
    let home = driven.say("type pin 1234");
    assert_eq!(
        (home["say"]["code"].as_str(), home["sound"].as_str()),
        (Some("desk.welcome"), Some("right"))
    );
    assert_eq!(
        driven.say("scan 4710000000017\\x1d\\u0041")["say"]["code"],
        "desk.unknown_code"
    );
    let offline = driven.say("offline");
    assert_eq!(offline["online"], false);
    assert!(driven.say("sync")["error"].as_str().unwrap().contains("offline"));
    #[cfg(not(feature = "ui"))]
    assert!(
        driven.say("shot /tmp/never.png")["error"]
            .as_str()
            .unwrap()
            .contains("no window")
    );
    writeln!(driven.input, "quit").unwrap();
    assert!(driven.child.wait().unwrap().success());
}

#[test]
fn killed_in_mid_pick_it_goes_on_exactly_there_with_everything_that_beeped() {
    let folder = folder();
    let mut driven = Driven::start(folder.path());
    for line in [
        "offline",
        "scan S-001",
        "type pin 1234",
        "scan PK-1",
        "scan T-01",
        "scan A-01-1",
    ] {
        driven.say(line);
    }
    for n in 1..=4 {
        assert_eq!(
            driven.say("scan 4710000000017")["view"]["band"]["title"],
            format!("{n} / 12")
        );
    }
    assert_eq!(driven.say("again 100")["sound"], "tick");
    driven.kill();
    let mut driven = Driven::start(folder.path());
    driven.say("scan S-001");
    let back = driven.say("type pin 1234");
    assert_eq!(back["screen"], "pick");
    assert_eq!(
        driven.say("scan 4710000000017")["view"]["band"]["title"],
        "5 / 12"
    );
    driven.kill();
    let store = Store::open(folder.path()).unwrap();
    // Two sign-ins, the tote, five pieces, one double trigger.
    assert_eq!(store.facts_total().unwrap(), (9, 9));
}

#[test]
fn paired_over_a_socket_it_pulls_works_through_an_outage_and_delivers_once() {
    let server = crate::server::Server::start();
    let folder = tempfile::tempdir().unwrap();
    let mut driven = Driven::with(folder.path(), &["--pair", &server.invitation()]);
    let synced = driven.say("sync");
    assert_eq!(synced.get("error"), None, "{synced}");
    assert_eq!(synced["online"], true);
    for line in [
        "scan S-001",
        "type pin 1234",
        "scan PK-1",
        "scan T-01",
        "scan A-01-1",
    ] {
        driven.say(line);
    }
    // The server goes away; work does not notice.
    server.state.lock().unwrap().down.store(true, Ordering::SeqCst);
    for _ in 0..5 {
        driven.say("scan 4710000000017");
    }
    driven.kill();
    let mut driven = Driven::start(folder.path());
    driven.say("scan S-001");
    let back = driven.say("type pin 1234");
    assert_eq!(back["view"]["body"]["done"], 5);
    // It comes back, loses an answer, and everything is there once.
    {
        let mut state = server.state.lock().unwrap();
        state.lose = 1;
        state.down.store(false, Ordering::SeqCst);
    }
    let synced = driven.say("sync");
    assert_eq!(
        (synced.get("error"), synced["pending"].as_i64()),
        (None, Some(0)),
        "{synced}"
    );
    let (facts, ids) = {
        let state = server.state.lock().unwrap();
        (
            state.log.len(),
            state.log.iter().collect::<std::collections::BTreeSet<_>>().len(),
        )
    };
    assert_eq!((facts, ids), (8, 8));
    // A row that changes at the server is here without asking.
    let mut list = crate::world::list(7, "PK-7", shared::task::TaskState::Open);
    list.orders = 3;
    let version = 1_000;
    let rows = [
        shared::row::Row::List(list),
        shared::row::Row::Line(crate::world::line(7, 1, 2, 2, 1)),
    ];
    for (n, row) in rows.iter().enumerate() {
        server
            .state
            .lock()
            .unwrap()
            .rows
            .push(crate::world::feed(row, version + n as i64));
    }
    driven.say("wait 1500");
    assert_eq!(driven.say("scan PK-7")["say"]["code"], "pick.switch_list");
}
