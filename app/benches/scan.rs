//! Scan → commit, and scan → commit → view, among 100,000 items, beside what the disk itself takes: an fdatasync
//! after appending the same bytes to a growing file, in the same folder and the same run.

use app::app::{App, Event};
use app::device::clock::Now;
use app::device::scanner::{RawScan, Source};
use app::store::{By, Store};
use app::sync::SyncNews;
use serde_json::value::RawValue;
use shared::catalogue::{Barcode, Bin, BinUse, Item, ItemKind, Role, Staff, Unit};
use shared::enrol::Enrolled;
use shared::facts::{ClockSource, How, Picked};
use shared::id::*;
use shared::row::Row;
use shared::stock::Lot;
use shared::sync::{FeedRow, Page};
use shared::task::{PickLine, PickList, TaskState};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

const ITEMS: u128 = 100_000;
const SCANS: usize = 1_000;
const START: i64 = 1_795_413_600_000;

fn id(kind: u128, n: u128) -> Uuid {
    Uuid::from_u128((kind << 64) | (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) & 0xffff_ffff_ffff_ffff))
}

fn code(n: u128) -> String {
    format!("47{n:011}")
}

fn item(n: u128) -> Row {
    Row::Item(Item {
        id: ItemId(id(3, n)),
        sku: format!("SKU-{n:06}"),
        name: format!("示範商品第 {n} 號"),
        name_en: format!("Demonstration item {n}"),
        kind: ItemKind::Goods,
        barcodes: vec![Barcode {
            code: code(n),
            quantity: 1,
            unit: Unit::Piece,
        }],
        weight_g: 120,
        lot_tracked: false,
        expiry_tracked: false,
        serial_tracked: false,
        keyable: false,
        home: None,
        shelf_life_days: 0,
    })
}

fn warehouse() -> Vec<Row> {
    let mut rows: Vec<Row> = (0..ITEMS).map(item).collect();
    rows.push(Row::Bin(Bin {
        id: BinId(id(4, 1)),
        code: "A-01-1".into(),
        zone: "A".into(),
        walk: 1,
        used_for: BinUse::Pick,
    }));
    rows.push(Row::Staff(Staff {
        id: StaffId(id(2, 1)),
        name: "小美".into(),
        badge: "S-001".into(),
        // The PIN is 1234; parameters as low as argon2 allows, it is not what is measured.
        pin_hash: pin_hash(),
        role: Role::Worker,
        unlocks: 0,
    }));
    rows.push(Row::List(PickList {
        id: ListId(id(6, 1)),
        number: "PK-1".into(),
        state: TaskState::Open,
        orders: 1,
        pieces: 0,
        carrier: None,
        cut_off: None,
        tote: None,
        picker: None,
        device: None,
    }));
    for seq in 1..=40 {
        rows.push(Row::Line(PickLine {
            id: LineId(id(7, seq)),
            list: ListId(id(6, 1)),
            seq: seq as i64,
            item: ItemId(id(3, seq * 1_000)),
            bin: BinId(id(4, 1)),
            lot: Lot::default(),
            quantity: 900_000,
            picked: 0,
            short: 0,
        }));
    }
    rows
}

fn pin_hash() -> String {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
    let cheap = Params::new(8, 1, 1, None).expect("the lowest parameters are allowed");
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap);
    hasher
        .hash_password_with_salt(b"1234", b"a salt for tests")
        .expect("a PIN can be hashed")
        .to_string()
}

fn now(n: usize) -> Now {
    let at = n as i64 * 1_000;
    Now {
        at_ms: START + at,
        source: ClockSource::Server,
        boot_ms: at,
        wall_ms: START + at,
    }
}

fn app(folder: &Path) -> App {
    let store = Store::open(folder).expect("a new data file");
    let mut n = 0_u64;
    let random = move || {
        n += 1;
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        bytes
    };
    let mut app = App::new(store, Box::new(random), "boot".into(), now(0)).expect("a new app");
    let enrolled = Enrolled {
        device: DeviceId(id(1, 1)),
        label: "H1".into(),
        epoch: 1,
        token: "00".into(),
        server_epoch: 1,
        site_name: "示範倉".into(),
        training: true,
    };
    app.update(
        Event::Synced(SyncNews::Enrolled {
            enrolled,
            urls: Vec::new(),
            pin: String::new(),
        }),
        now(0),
    );
    let rows = warehouse();
    let pages = rows.chunks(500).count();
    for (n, rows) in rows.chunks(500).enumerate() {
        let next = (n * 500 + rows.len()) as i64;
        let feed = |(at, row): (usize, &Row)| FeedRow {
            version: (n * 500 + at + 1) as i64,
            kind: row.kind(),
            id: row.id(),
            body: RawValue::from_string(row.encode()).ok(),
        };
        let page = Page {
            rows: rows.iter().enumerate().map(feed).collect(),
            next,
            more: n + 1 < pages,
            acked_seq: Some(0),
            server_epoch: 1,
            now: START,
            released: Vec::new(),
        };
        app.update(Event::Synced(SyncNews::Page(Box::new(page))), now(0));
    }
    app
}

fn scan(app: &mut App, raw: &str, n: usize) -> app::app::Outcome {
    let scan = RawScan {
        raw: raw.to_owned(),
        source: Source::Drive,
        at_ms: n as i64 * 1_000,
        typed: None,
    };
    app.update(Event::Scanned(scan), now(n))
}

/// Times are what a bench is about.
#[allow(clippy::disallowed_methods)]
fn timed(f: impl FnOnce()) -> Duration {
    let start = Instant::now();
    f();
    start.elapsed()
}

struct Times(Vec<Duration>);

impl Times {
    fn at(&mut self, share: f64) -> f64 {
        self.0.sort_unstable();
        let index = ((self.0.len() - 1) as f64 * share) as usize;
        self.0[index].as_secs_f64() * 1e6
    }

    fn print(&mut self, name: &str) {
        println!(
            "{name:<44} median {:>9.1} µs   p99 {:>9.1} µs",
            self.at(0.5),
            self.at(0.99)
        );
    }
}

/// Moves the log into the file; says how many pages it had. `truncate`: the log starts from nothing and grows again.
fn checkpoint(folder: &Path, mode: &str) -> i64 {
    let conn = rusqlite::Connection::open(folder.join("beeline.sqlite")).expect("the data file");
    let row = conn.query_row(&format!("pragma wal_checkpoint({mode})"), [], |row| row.get(1));
    row.expect("a checkpoint")
}

fn main() {
    let temp = tempfile::tempdir_in(std::env::var_os("BEELINE_BENCH_DIR").unwrap_or_else(|| ".".into()))
        .expect("a folder");
    let mut app = at_work(temp.path());
    let raws: Vec<String> = (1..=40).map(|line| code(line * 1_000)).collect();
    let mut n = 10;
    // How many bytes a scan adds to the log.
    checkpoint(temp.path(), "passive");
    for _ in 0..50 {
        n += 1;
        scan(&mut app, &raws[n % 40], n);
    }
    let bytes = (checkpoint(temp.path(), "passive") * 4_120 / 50) as usize;
    println!("{ITEMS} items, {SCANS} scans, {bytes} bytes a commit");
    // The log grows until the first quiet moment; after it the same pages are written over.
    for (name, mode) in [("growing log", "truncate"), ("reused log", "passive")] {
        checkpoint(temp.path(), mode);
        println!("-- {name}");
        n = measure(&mut app, temp.path(), &raws, n, bytes);
    }
    without_disk(&raws);
}

/// A file system in memory, where waiting for the disk takes no time.
const MEMORY: &str = "/dev/shm";

/// Everything beyond the disk: reading the code, the step, the transaction's own work, the view.
fn without_disk(raws: &[String]) {
    println!("-- the disk excluded: the data in {MEMORY}");
    let Ok(temp) = tempfile::tempdir_in(MEMORY) else {
        println!("not measured: there is no {MEMORY}");
        return;
    };
    let mut app = at_work(temp.path());
    let (mut whole, mut commit) = (Times(vec![]), Times(vec![]));
    for n in 10..10 + SCANS {
        whole.0.push(timed(|| drop(scan(&mut app, &raws[n % 40], n))));
        commit.0.push(timed(|| direct(&mut app, n)));
    }
    commit.print("fact → commit, no disk");
    whole.print("raw scan → commit → view, no disk");
    println!("target for the line above: median 1000.0 µs, p99 5000.0 µs");
}

/// Signed in, at the first bin.
fn at_work(folder: &Path) -> App {
    let mut app = app(folder);
    for (n, raw) in ["S-001", "PK-1", "T-01", "A-01-1"].iter().enumerate() {
        scan(&mut app, raw, n + 1);
        if n == 0 {
            app.update(
                Event::Typed {
                    id: "pin".into(),
                    text: "1234".into(),
                },
                now(1),
            );
        }
    }
    app
}

fn measure(app: &mut App, folder: &Path, raws: &[String], mut n: usize, bytes: usize) -> usize {
    let mut file: File = OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("beside"))
        .expect("a file");
    let (mut whole, mut commit, mut disk, mut rest) =
        (Times(vec![]), Times(vec![]), Times(vec![]), Times(vec![]));
    let block = vec![0x5a; bytes];
    for _ in 0..SCANS {
        // Interleaved, so that a busy moment of the machine meets all alike.
        disk.0.push(timed(|| {
            file.write_all(&block)
                .and_then(|()| file.sync_data())
                .expect("the disk takes it");
        }));
        n += 1;
        let raw = &raws[n % 40];
        let mut outcome = None;
        whole.0.push(timed(|| outcome = Some(scan(app, raw, n))));
        let outcome = outcome.expect("an outcome");
        assert_eq!(
            outcome.view.band.code, "pick.item_right",
            "{:?}",
            outcome.view.band
        );
        commit.0.push(timed(|| direct(app, n)));
        rest.0.push(timed(|| drop(app.look(now(n)))));
    }
    disk.print("fdatasync after appending the same bytes");
    commit.print("fact → commit");
    whole.print("raw scan → commit → view");
    rest.print("view alone");
    println!(
        "fact → commit     / disk (medians): {:.2}",
        commit.at(0.5) / disk.at(0.5)
    );
    println!(
        "scan → view       / disk (medians): {:.2}",
        whole.at(0.5) / disk.at(0.5)
    );
    println!(
        "beyond the commit, scan → view (medians): {:.1} µs",
        whole.at(0.5) - commit.at(0.5)
    );
    n
}

/// The transaction of a scan without the flow around it.
fn direct(app: &mut App, round: usize) {
    let mut random = [7; 10];
    random[..8].copy_from_slice(&(round as u64).to_be_bytes());
    let by = By {
        staff: Some(StaffId(id(2, 1))),
        at: START,
        clock: ClockSource::Server,
        random,
    };
    let picked = Picked {
        list: ListId(id(6, 1)),
        line: LineId(id(7, 1)),
        item: ItemId(id(3, 1_000)),
        bin: BinId(id(4, 1)),
        lot: Lot::default(),
        quantity: 1,
        how: How::Scanned,
        raw: code(1_000),
        bin_raw: "A-01-1".into(),
    };
    app.store_mut()
        .write(&by, |cx| cx.record(&picked.into(), None).map(drop))
        .expect("a commit");
}
