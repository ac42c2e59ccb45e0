//! Scan → commit, and scan → commit → view, among 100,000 items, beside what the disk itself takes: an fdatasync
//! after appending the same bytes to a growing file, in the same folder and the same run.

mod bench;

use app::app::App;
use app::store::By;
use bench::{START, Times, code, id, item, now, person, scan, sign_in, timed};
use shared::catalogue::{Bin, BinUse};
use shared::facts::{ClockSource, How, Picked};
use shared::id::*;
use shared::row::Row;
use shared::stock::Lot;
use shared::task::{PickLine, PickList, TaskState};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

const ITEMS: u128 = 100_000;
const SCANS: usize = 1_000;
fn warehouse() -> Vec<Row> {
    let mut rows: Vec<Row> = (0..ITEMS).map(item).collect();
    rows.push(Row::Bin(Bin {
        id: BinId(id(4, 1)),
        code: "A-01-1".into(),
        zone: "A".into(),
        walk: 1,
        used_for: BinUse::Pick,
    }));
    rows.push(person());
    rows.push(Row::List(PickList {
        id: ListId(id(6, 1)),
        number: "PK-1".into(),
        state: TaskState::Open,
        orders: 1,
        pieces: 0,
        carrier: None,
        cut_off: None,
        tote: None,
        other_totes: Vec::new(),
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
    let mut app = bench::app(folder, &warehouse());
    sign_in(&mut app);
    for (n, raw) in ["PK-1", "T-01", "A-01-1"].iter().enumerate() {
        scan(&mut app, raw, n + 2);
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
        serial: String::new(),
    };
    app.store_mut()
        .write(&by, |cx| cx.record(&picked.into(), None).map(drop))
        .expect("a commit");
}
