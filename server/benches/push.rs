//! Push of 10,000 facts in batches of 200, and of one: `cargo bench --workspace --bench push`.
//!
//! Plain timing, one thread, all that the server does with a body it received: zstd, JSON, the write, the answer; no
//! network. Beside it the machine's own limit: as many rows as the facts make, inserted into a bare SQLite file with one
//! fsync a batch. Wanted: 10,000 facts under 1 s and 100 bytes a fact. `-- 2000` takes another number of facts.

#![allow(clippy::disallowed_methods)]

use server::clock::SystemClock;
use server::db::{By, DbError, RandomIds, Store};
use server::domain::catalogue::{BinForm, CarrierForm, ItemForm, save_bin, save_carrier, save_item};
use server::domain::orders::{Arrival, NewLine, NewOrder, Told};
use server::domain::stock::{Opening, open_stock};
use server::domain::waves::{self, ReleaseForm};
use server::domain::{devices, staff};
use server::params;
use shared::catalogue::{LabelRule, Role};
use shared::enrol::EnrolRequest;
use shared::facts::{ClockSource, Envelope, How, Picked};
use shared::id::*;
use shared::lang::Lang;
use shared::stock::{Condition, Lot};
use shared::sync::{PUSH_FACTS, PushReply, PushRequest, ZSTD_LEVEL};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Picks on one line of a list.
const PER_LINE: usize = 20;
const START: i64 = 1_795_395_600_000;

/// A line to pick: where it stands, what it is, where it lies.
type Line = (ListId, LineId, ItemId, BinId);
type Answer<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Answer<()> {
    let facts = std::env::args()
        .skip(1)
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(10_000usize);
    let folder = tempfile::tempdir()?;
    let store = Store::open(
        &folder.path().join("beeline.db"),
        Arc::new(SystemClock),
        Box::new(RandomIds),
    )?;
    let (device, by, lines) = warehouse(&store, facts.div_ceil(PER_LINE))?;
    let stream = stream(by, &lines, facts);

    let (mut bytes, mut ones) = (0, Vec::new());
    let started = Instant::now();
    for (at, batch) in stream.chunks(PUSH_FACTS).enumerate() {
        bytes += push(&store, device, at * PUSH_FACTS, batch)?;
    }
    let took = started.elapsed();
    println!(
        "push of {facts} facts in batches of {PUSH_FACTS}: {:.3} s, {:.1} bytes a fact",
        took.as_secs_f64(),
        bytes as f64 / facts as f64
    );
    let rows: i64 = store.read_now(|rx| {
        rx.number("select (select count(*) from fact) + (select count(*) from movement where fact is not null) as n", params![])
    })?;
    let raw = raw(
        &folder.path().join("raw.db"),
        usize::try_from(rows)?,
        facts.div_ceil(PUSH_FACTS),
    )?;
    println!(
        "  raw SQLite, {rows} rows of the same size, {} fsyncs: {:.3} s ({:.1} times)",
        facts.div_ceil(PUSH_FACTS),
        raw.as_secs_f64(),
        took.as_secs_f64() / raw.as_secs_f64()
    );

    for (at, one) in (facts..).zip(&self::stream(by, &lines, 200)) {
        let started = Instant::now();
        push(&store, device, at, std::slice::from_ref(one))?;
        ones.push(started.elapsed());
    }
    let raw_one = self::raw(&folder.path().join("raw1.db"), 400, 200)? / 200;
    println!(
        "push of one fact: {:.2} ms median, {:.2} ms worst; raw SQLite, 2 rows and an fsync: {:.2} ms",
        ms(median(&mut ones)),
        ms(ones[ones.len() - 1]),
        ms(raw_one)
    );
    Ok(())
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// One exchange as the endpoint does it; answers the bytes that went over the wire to the server.
fn push(store: &Store, device: DeviceId, before: usize, facts: &[Envelope]) -> Answer<usize> {
    let request = PushRequest {
        epoch: 1,
        first: i64::try_from(before)? + 1,
        facts: facts.to_vec(),
        pending: 0,
        now: START,
    };
    let body = zstd::bulk::compress(&serde_json::to_vec(&request)?, ZSTD_LEVEL)?;
    let request: PushRequest = serde_json::from_slice(&zstd::bulk::decompress(&body, 1 << 20)?)?;
    let reply = store.write_now(By::Device(device), move |cx| -> Result<PushReply, DbError> {
        let device = devices::get(cx, device)?.ok_or_else(|| DbError::Column("device".to_owned()))?;
        server::sync::push(cx, &device, &request)
    })?;
    if let PushReply::Refused { refusal } = &reply {
        return Err(format!("refused: {refusal:?}").into());
    }
    std::hint::black_box(zstd::bulk::compress(&serde_json::to_vec(&reply)?, ZSTD_LEVEL)?);
    Ok(body.len())
}

/// A warehouse with so many lines to pick, twenty pieces each; answers a device, a person and the lines.
fn warehouse(store: &Store, lines: usize) -> Answer<(DeviceId, StaffId, Vec<Line>)> {
    let made = store.write_now(By::System, move |cx| -> Result<_, DbError> {
        let bad = |what: &str| DbError::Column(what.to_owned());
        let label = LabelRule {
            own: true,
            ..LabelRule::default()
        };
        let carrier = CarrierForm {
            code: "own".into(),
            name: "own".into(),
            label,
            ..CarrierForm::default()
        };
        save_carrier(cx, &carrier)?.map_err(|_| bad("carrier"))?;
        let person = staff::StaffForm {
            id: None,
            name: "林".into(),
            badge: "E01".into(),
            role: Role::Worker,
            pin_hash: Some("none".into()),
            login: String::new(),
            password_hash: None,
            lang: Lang::ZhTw,
        };
        let by = staff::save(cx, &person)?.map_err(|_| bad("staff"))?;
        let mut orders = Vec::new();
        for n in 0..lines {
            let item = ItemForm {
                sku: format!("SKU{n}"),
                name: format!("商品 {n}"),
                ..ItemForm::default()
            };
            let item = save_item(cx, &item)?.map_err(|_| bad("item"))?;
            let bin = BinForm {
                code: format!("A-{n}"),
                walk: i64::try_from(n).unwrap_or(0) + 1,
                ..BinForm::default()
            };
            let bin = save_bin(cx, &bin)?.map_err(|_| bad("bin"))?;
            open_stock(
                cx,
                &Opening {
                    item,
                    bin,
                    lot: Lot::default(),
                    condition: Condition::Good,
                    quantity: 1000,
                    serial: String::new(),
                },
            )?;
            let line = NewLine {
                kind: "goods".into(),
                code: format!("SKU{n}"),
                name: String::new(),
                option_name: String::new(),
                quantity: PER_LINE as i64,
                unit_price: 100,
            };
            let order = NewOrder {
                channel: "shop".into(),
                order_no: format!("{n}"),
                told: Told::default(),
                lines: vec![line],
                carrier: None,
                cancelled: false,
                import_run: None,
            };
            if let Arrival::Created(id) = waves::take_in(cx, &order)? {
                orders.push(id);
            }
        }
        waves::release(
            cx,
            &ReleaseForm {
                orders,
                orders_per_list: 10,
                note: String::new(),
            },
        )?;
        let code = devices::invite(cx)?;
        let asked = EnrolRequest {
            code,
            name: "PDA".into(),
            app_version: "0.1.0".into(),
        };
        let enrolled = devices::enrol(cx, &asked)?.map_err(|_| bad("device"))?;
        let rows = cx.rows(
            "select list, id, item, bin from pick_line order by list, seq",
            params![],
        )?;
        let lines = rows.iter().map(|row| {
            Ok((
                row.parse("list")?,
                row.parse("id")?,
                row.parse("item")?,
                row.parse("bin")?,
            ))
        });
        Ok((enrolled.device, by, lines.collect::<Result<Vec<_>, DbError>>()?))
    })?;
    Ok(made)
}

/// A picker's day: one scan a piece, line by line.
fn stream(by: StaffId, lines: &[(ListId, LineId, ItemId, BinId)], facts: usize) -> Vec<Envelope> {
    let mut random = [0u8; 10];
    (0..facts)
        .map(|n| {
            let (list, line, item, bin) = lines[(n / PER_LINE) % lines.len()];
            let at = START + 1700 * n as i64;
            getrandom::fill(&mut random).expect("randomness");
            let fact = Picked {
                list,
                line,
                item,
                bin,
                lot: Lot::default(),
                quantity: 1,
                how: How::Scanned,
                raw: format!("4710000{:06}", n / PER_LINE),
                bin_raw: format!("A-{}", n / PER_LINE),
                serial: String::new(),
            };
            Envelope::new(
                FactId(shared::id::v7(at, &random)),
                at,
                ClockSource::Server,
                Some(by),
                &fact.into(),
            )
        })
        .collect()
}

/// `rows` rows of a fact's size into a bare file, in so many transactions with an fsync each.
fn raw(path: &Path, rows: usize, commits: usize) -> Answer<Duration> {
    let connection = rusqlite::Connection::open(path)?;
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full; create table t (id integer primary key, body text)")?;
    let body = "x".repeat(400);
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
    Ok(started.elapsed())
}
