//! A real shop's 50,062 order lines into an empty warehouse: `cargo bench -p beeline-server --bench import`.
//!
//! Plain timing: opening the file, reading it through its mapping, creating the items it names, writing the orders.
//! Beside it the machine's own limit: as many rows as came out, inserted into a bare SQLite file with one fsync for
//! every batch of the import. Wanted: under 10 s.

#![allow(clippy::disallowed_methods)]

use server::clock::SystemClock;
use server::db::{By, DbError, RandomIds, Store};
use server::domain::imports::{self, Order};
use server::intake::builtin;
use server::params;
use shared::lang::Lang;
use std::sync::Arc;
use std::time::Instant;

/// Orders in one transaction of the import.
const BATCH: usize = 200;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/data/online-retail/lines.csv"
    );
    let folder = tempfile::tempdir()?;
    let store = Store::open(
        &folder.path().join("beeline.db"),
        Arc::new(SystemClock),
        Box::new(RandomIds),
    )?;
    let order = Order {
        bytes: Arc::new(std::fs::read(file)?),
        file_name: "lines.csv".to_owned(),
        mapping: builtin::named("online-retail").ok_or("the mapping is built in")?,
        password: None,
        create_items: true,
        dry_run: false,
        by: By::System,
        lang: Lang::En,
    };
    let started = Instant::now();
    let report = imports::run(&store, &order, &|_, _| {})?;
    let took = started.elapsed();
    println!(
        "import of {} rows, {} orders: {:.2} s",
        report.rows_in,
        report.created,
        took.as_secs_f64()
    );
    let rows = store.read_now(|rx| -> Result<i64, DbError> {
        rx.number(
            "select (select count(*) from orders) + (select count(*) from order_line) + (select count(*) from order_part)
                 + (select count(*) from item) + (select count(*) from feed) as n",
            params![],
        )
    })?;
    let commits = report.created.div_ceil(BATCH).max(1);
    let connection = rusqlite::Connection::open(folder.path().join("raw.db"))?;
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full; create table t (id integer primary key, body text)")?;
    let (rows, body) = (usize::try_from(rows)?, "x".repeat(200));
    let started = Instant::now();
    for commit in 0..commits {
        connection.execute_batch("begin immediate")?;
        let mut insert = connection.prepare_cached("insert into t (body) values (?1)")?;
        for _ in (rows * commit / commits)..(rows * (commit + 1) / commits) {
            insert.execute([&body])?;
        }
        drop(insert);
        connection.execute_batch("commit")?;
    }
    let raw = started.elapsed();
    println!(
        "  raw SQLite, {rows} rows, {commits} fsyncs: {:.2} s ({:.1} times)",
        raw.as_secs_f64(),
        took.as_secs_f64() / raw.as_secs_f64()
    );
    let again = Instant::now();
    let same = imports::run(&store, &order, &|_, _| {})?;
    println!(
        "the same file again: {} the same, {:.2} s",
        same.same,
        again.elapsed().as_secs_f64()
    );
    Ok(())
}
