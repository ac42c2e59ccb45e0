//! A real server on a real port with the demonstration warehouse, and what a test needs to know of it.

use server::clock::SystemClock;
use server::db::{By, DbError, RandomIds, Store};
use server::domain::orders::{self, OrderFilter};
use server::domain::waves::{self, LineView, ReleaseForm};
use shared::id::{ListId, OrderId};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// The binary that this same build made.
pub fn binary(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows itself");
    let beside = test
        .parent()
        .and_then(Path::parent)
        .map(|folder| folder.join(name));
    let target = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../target/debug")
        .join(name);
    let found = beside.into_iter().chain([target]).find(|path| path.exists());
    found.unwrap_or_else(|| {
        panic!("{name} is not built: run `cargo test --workspace`, or `cargo build --workspace` first")
    })
}

/// One test at a time: each is a whole house with a browser or a display, and a scanner's speed is real time.
static TURN: Mutex<()> = Mutex::new(());

pub struct World {
    pub folder: TempDir,
    pub port: u16,
    server: Option<Child>,
    _turn: MutexGuard<'static, ()>,
}

impl World {
    /// The demonstration warehouse; the server is not started yet.
    pub fn demo() -> World {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = TempDir::new().expect("a folder");
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|it| it.local_addr())
            .expect("a free port")
            .port();
        let world = World {
            folder,
            port,
            server: None,
            _turn: turn,
        };
        assert!(
            world
                .command()
                .arg("seed-demo")
                .status()
                .expect("the server's binary runs")
                .success()
        );
        world
    }

    fn command(&self) -> Command {
        let mut command = Command::new(binary("beeline-server"));
        command.arg("--data").arg(self.folder.path().join("server"));
        command.args(["--http", &format!("127.0.0.1:{}", self.port), "--https", "off"]);
        command.stderr(Stdio::null());
        command
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn start_server(&mut self) {
        let mut child = self
            .command()
            .arg("--with-parent")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("it says that it is ready");
        assert_eq!(line.trim(), "ready");
        self.server = Some(child);
    }

    /// Pulls the plug: no goodbye.
    pub fn kill_server(&mut self) {
        let mut child = self.server.take().expect("a server runs");
        child.kill().expect("it can be killed");
        child.wait().expect("it is gone");
    }

    /// Closes its standard input: it finishes what it has begun.
    pub fn stop_server(&mut self) {
        let mut child = self.server.take().expect("a server runs");
        drop(child.stdin.take());
        assert!(child.wait().expect("it ends").success());
    }

    /// The invitation's JSON.
    pub fn invite(&self) -> String {
        let output = self.command().arg("invite").output().expect("it invites");
        let text = String::from_utf8(output.stdout).expect("text");
        text[text.find('{').expect("an invitation")..].trim().to_owned()
    }

    /// `beeline-server check`, with its words.
    pub fn check(&self) -> String {
        let output = self.command().arg("check").output().expect("it checks");
        String::from_utf8(output.stdout).expect("text")
    }

    /// Runs verbs on the same database, as the office does.
    pub fn store<T>(&self, f: impl FnOnce(&Store) -> T) -> T {
        let file = self.folder.path().join("server/beeline.db");
        let store =
            Store::open(&file, Arc::new(SystemClock), Box::new(RandomIds)).expect("the database opens");
        let out = f(&store);
        store.close();
        out
    }

    /// Releases the first `count` open orders, one a list; the lists in order of their numbers.
    pub fn release(&self, count: usize) -> Vec<(ListId, String)> {
        self.store(|store| {
            let filter = OrderFilter {
                state: "open".to_owned(),
                limit: count as i64,
                ..OrderFilter::default()
            };
            let heads = store
                .read_now(move |rx| orders::list(rx, &filter))
                .expect("orders");
            let chosen: Vec<OrderId> = heads.iter().map(|head| head.id).collect();
            let form = ReleaseForm {
                orders: chosen,
                orders_per_list: 1,
                note: String::new(),
            };
            let release = store
                .write_now(By::System, move |cx| waves::release(cx, &form))
                .expect("a release");
            assert_eq!(release.released, count, "{:?}", release.missing);
            let mut lists: Vec<(ListId, String)> = store
                .read_now::<_, DbError>(|rx| {
                    release
                        .lists
                        .iter()
                        .map(|id| Ok((*id, waves::list(rx, *id)?.expect("a list").number)))
                        .collect()
                })
                .expect("lists");
            lists.sort_by(|a, b| a.1.cmp(&b.1));
            lists
        })
    }

    pub fn lines(&self, list: ListId) -> Vec<LineView> {
        self.store(|store| {
            store
                .read_now(move |rx| waves::list_lines(rx, list))
                .expect("lines")
        })
    }

    /// One number out of the database.
    pub fn number(&self, sql: &'static str) -> i64 {
        self.store(|store| {
            store
                .read_now::<_, DbError>(|rx| rx.number(sql, &[]))
                .expect("a number")
        })
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(mut child) = self.server.take() {
            _ = child.kill();
            _ = child.wait();
        }
    }
}
