//! What a barcode means among a million codes on the handheld: read, looked up, the item decoded; beside the raw point
//! query of SQLite on the same file. Target: under 50 µs (median).
//!
//! `BEELINE_BENCH_CODES` sets how many codes there are, `BEELINE_BENCH_DIR` where the file lies.

mod bench;

use app::flows::resolve::{self, Code};
use app::look::{KnownPins, StoreLook};
use bench::{START, Times, code, item, person, setting, timed};
use rusqlite::{Connection, OpenFlags};
use shared::row::Row;
use std::hint::black_box;

const LOOKUPS: usize = 20_000;

fn main() {
    let temp = tempfile::tempdir_in(std::env::var_os("BEELINE_BENCH_DIR").unwrap_or_else(|| ".".into()))
        .expect("a folder");
    // Every item has two codes: its SKU and a barcode.
    let items = setting("BEELINE_BENCH_CODES", 1_000_000) as u128 / 2;
    let mut rows: Vec<Row> = (0..items).map(item).collect();
    rows.push(person());
    let mut filled = None;
    let filling = timed(|| filled = Some(bench::app(temp.path(), &rows)));
    drop(rows);
    let app = filled.expect("an app");
    let file = Connection::open_with_flags(
        temp.path().join("beeline.sqlite"),
        OpenFlags::SQLITE_OPEN_READ_ONLY,
    )
    .expect("the data file");
    let codes: i64 = file
        .query_row("select count(*) from code", [], |row| row.get(0))
        .expect("a count");
    println!(
        "{codes} codes of {items} items, pulled in {:.1} s",
        filling.as_secs_f64()
    );
    let mut query = file
        .prepare("select kind, id from code where code = ?1 order by kind, id")
        .expect("the query");
    let pins = KnownPins::default();
    let look = StoreLook::new(app.store(), &pins);
    let reader = app.store().reader();
    let (mut raw, mut found, mut whole) = (Times(vec![]), Times(vec![]), Times(vec![]));
    // Never the same code twice in a row, and all over the index.
    let at = |n: usize| code((n as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15) % items);
    for n in 0..LOOKUPS {
        // Three codes, so that none profits from the page that another has just read.
        let (one, two, three) = (at(3 * n), at(3 * n + 1), at(3 * n + 2));
        raw.0.push(timed(|| {
            let hit: (String, Vec<u8>) = query
                .query_row([&one], |row| {
                    Ok((row.get(0)?, row.get_ref(1)?.as_bytes().map(<[u8]>::to_vec)?))
                })
                .expect("it is there");
            black_box(hit);
        }));
        found.0.push(timed(|| {
            black_box(reader.find(&two).expect("it is there"));
        }));
        whole.0.push(timed(|| {
            let hit = resolve::find(&Code::read(&three, 0, START), &look).expect("it is there");
            assert_eq!(hit.items.len(), 1, "{three}");
            black_box(hit);
        }));
    }
    raw.print("SQLite: one point query, prepared");
    found.print("code → what has it");
    whole.print("raw code → what it means, item decoded");
    println!("target for the line above: median 50.0 µs");
    println!(
        "whole look-up / point query (medians): {:.2}",
        whole.at(0.5) / raw.at(0.5)
    );
}
