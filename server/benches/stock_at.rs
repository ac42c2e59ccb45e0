//! Stock at past moments over 1,000,000 movements: `cargo bench --workspace --bench stock_at`.
//!
//! Plain timing, one thread. Beside it the machine's own limit: the fold of all movements before the same moment, by
//! bare SQLite over the whole table. Wanted: any moment under 300 ms, as quick late in the ledger as early.
//! `-- 100000` takes another number of movements.

#![allow(clippy::disallowed_methods)]

use rusqlite::Connection;
use server::clock::Clock;
use server::db::{By, DbError, RandomIds, Store};
use server::domain::catalogue::{ItemForm, save_item};
use server::domain::stock::marks;
use server::params;
use shared::id::ItemId;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Items, each in four bins.
const ITEMS: i64 = 5_000;
/// A year of movements, ending now.
const YEAR: i64 = 365 * 86_400_000;
const NOW: i64 = 1_795_395_600_000;

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

struct Fixed;

impl Clock for Fixed {
    fn now_ms(&self) -> i64 {
        NOW
    }
}

fn main() -> Answer<()> {
    let count = std::env::args()
        .skip(1)
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(1_000_000i64);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("beeline.db");
    let store = Store::open(&path, Arc::new(Fixed), Box::new(RandomIds))?;
    let item = fill(&store, count)?;

    let (started, mut made) = (Instant::now(), 0);
    while store.write_now(By::System, |cx| marks::keep(cx, marks::LEAST))? {
        made += 1;
    }
    let rows = store.read_now(|rx| rx.number("select count(*) as n from stock_mark_balance", params![]))?;
    println!(
        "{count} movements; {made} marks with {rows} balances, made once in {:.2} s",
        started.elapsed().as_secs_f64()
    );

    for (name, from, to) in [("first", 0, 10), ("middle", 45, 55), ("last", 90, 100)] {
        let (mut all, mut one, mut largest) = (Vec::new(), Vec::new(), 0);
        for n in 0..21i64 {
            let share = from * 1_000 + (to - from) * 1_000 * n / 20;
            let moment = NOW - YEAR + YEAR / 100_000 * share;
            let started = Instant::now();
            let held = store.read_now(|rx| marks::stock_at(rx, None, moment))?;
            all.push(started.elapsed());
            largest = largest.max(held.len());
            let started = Instant::now();
            store.read_now(|rx| marks::stock_at(rx, Some(item), moment))?;
            one.push(started.elapsed());
        }
        println!(
            "  {name} tenth of the ledger, 21 moments: all {} (up to {largest} balances); one item {}",
            said(&mut all),
            said(&mut one)
        );
    }
    store.close();
    println!("  raw SQLite, fold of the whole table: {}", raw(&path)?);
    Ok(())
}

fn said(times: &mut [Duration]) -> String {
    times.sort();
    let ms = |time: &Duration| time.as_secs_f64() * 1e3;
    format!(
        "{:.2} ms median, {:.2} ms worst",
        times.get(times.len() / 2).map_or(0.0, ms),
        times.last().map_or(0.0, ms)
    )
}

/// Goods come from suppliers into bins, move between bins and leave for customers, evenly over a year.
fn fill(store: &Store, count: i64) -> Answer<ItemId> {
    let item = store.write_now(By::System, move |cx| -> Result<ItemId, DbError> {
        let mut last = None;
        for n in 0..ITEMS {
            let form = ItemForm {
                sku: format!("S{n:05}"),
                name: format!("商品 {n}"),
                ..ItemForm::default()
            };
            last = save_item(cx, &form)?.ok();
        }
        cx.exec(
            "create table one as select id, row_number() over (order by sku) - 1 as n from item",
            params![],
        )?;
        cx.exec("create unique index one_n on one (n)", params![])?;
        cx.exec(
            include_str!("stock_at.sql"),
            params![count, ITEMS, NOW - YEAR, YEAR / count],
        )?;
        last.ok_or_else(|| DbError::Driver("no item".to_owned()))
    })?;
    Ok(item)
}

/// Median of the fold of everything, as one statement over the movements without any mark.
fn raw(path: &Path) -> Answer<String> {
    let db = Connection::open(path)?;
    let sql = "select count(*) from (
        select place, item, lot, expiry, condition, sum(delta) as quantity from (
            select to_place as place, item, lot, expiry, condition, quantity as delta from movement where at < ?1
            union all
            select from_place, item, lot, expiry, condition, -quantity from movement where at < ?1
        ) group by place, item, lot, expiry, condition having sum(delta) <> 0)";
    let mut times = Vec::new();
    for _ in 0..3 {
        let started = Instant::now();
        db.query_row(sql, [NOW], |row| row.get::<_, i64>(0))?;
        times.push(started.elapsed());
    }
    Ok(said(&mut times))
}
