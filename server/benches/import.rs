//! Files into an empty warehouse: `cargo bench --workspace --bench import`.
//!
//! A real shop's 50,062 order lines, wanted under 10 s; and 100,000 items with 150,000 barcodes, wanted under 15 s
//! (a number after `--` for fewer). Plain timing: opening the file, reading it through its mapping, writing what it says.
//! Beside each the machine's own limit: as many rows as came out, inserted into a bare SQLite file with one fsync for
//! every batch of the import.

#![allow(clippy::disallowed_methods)]

use server::clock::SystemClock;
use server::db::{By, DbError, RandomIds, Store};
use server::domain::imports::{self, Order};
use server::intake::builtin;
use server::params;
use shared::lang::Lang;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Drafts in one transaction of the import.
const BATCH: usize = 200;
const ITEMS: usize = 100_000;

fn main() -> Outcome<()> {
    orders()?;
    let asked = std::env::args().skip(1).find_map(|arg| arg.parse().ok());
    items(asked.unwrap_or(ITEMS))
}

fn open(folder: &Path) -> Outcome<Store> {
    Ok(Store::open(
        &folder.join("beeline.db"),
        Arc::new(SystemClock),
        Box::new(RandomIds),
    )?)
}

fn order(mapping: &str, bytes: Vec<u8>) -> Outcome<Order> {
    Ok(Order {
        bytes: Arc::new(bytes),
        file_name: format!("{mapping}.csv"),
        mapping: builtin::named(mapping).ok_or("the mapping is built in")?,
        password: None,
        create_items: true,
        dry_run: false,
        by: By::System,
        lang: Lang::En,
    })
}

/// So many rows of 200 bytes in so many transactions.
fn raw(folder: &Path, rows: usize, commits: usize, took: Duration) -> Outcome<()> {
    let connection = rusqlite::Connection::open(folder.join("raw.db"))?;
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full; create table t (id integer primary key, body text)")?;
    let body = "x".repeat(200);
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
    Ok(())
}

fn again(store: &Store, order: &Order) -> Outcome<()> {
    let started = Instant::now();
    let same = imports::run(store, order, &|_, _| {})?;
    println!(
        "  the same file again: {} the same, {:.2} s",
        same.same,
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

fn orders() -> Outcome<()> {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/data/online-retail/lines.csv"
    );
    let folder = tempfile::tempdir()?;
    let (store, order) = (
        open(folder.path())?,
        order("online-retail", std::fs::read(file)?)?,
    );
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
    raw(
        folder.path(),
        usize::try_from(rows)?,
        report.created.div_ceil(BATCH).max(1),
        took,
    )?;
    again(&store, &order)
}

/// The digits with their GS1 check digit.
fn checked(digits: &str) -> String {
    let weighted = digits.bytes().rev().zip([3, 1].into_iter().cycle());
    let sum: u32 = weighted
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// Items with a barcode each, every second one with a carton's besides.
fn item_file(count: usize) -> Outcome<String> {
    let mut file = String::from("貨號,品名,條碼,箱條碼,箱入數\n");
    for n in 0..count {
        let piece = checked(&format!("471{n:09}"));
        let carton = match n % 2 {
            0 => (checked(&format!("1{}", &piece[..12])), "24"),
            _ => (String::new(), ""),
        };
        writeln!(
            file,
            "SKU-{n:06},示範商品 {n} 號,{piece},{},{}",
            carton.0, carton.1
        )?;
    }
    Ok(file)
}

fn items(count: usize) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (store, order) = (
        open(folder.path())?,
        order("items", item_file(count)?.into_bytes())?,
    );
    let started = Instant::now();
    let report = imports::run(&store, &order, &|_, _| {})?;
    let took = started.elapsed();
    let rows =
        |sql: &'static str| store.read_now(move |rx| -> Result<i64, DbError> { rx.number(sql, params![]) });
    let barcodes = rows("select count(*) as n from barcode")?;
    println!(
        "import of {} items with {barcodes} barcodes: {:.2} s",
        report.created,
        took.as_secs_f64()
    );
    let all = rows(
        "select (select count(*) from item) + (select count(*) from barcode) + (select count(*) from feed) as n",
    )?;
    raw(
        folder.path(),
        usize::try_from(all)?,
        count.div_ceil(BATCH).max(1),
        took,
    )?;
    again(&store, &order)
}
