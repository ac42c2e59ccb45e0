//! A handheld full of rows, and a stop watch: what the benches share.

// Each bench uses its own part of it.
#![allow(dead_code)]

use app::app::{App, Event, Outcome};
use app::device::clock::Now;
use app::device::scanner::{RawScan, Source};
use app::store::Store;
use app::sync::SyncNews;
use serde_json::value::RawValue;
use shared::catalogue::{Barcode, Item, ItemKind, Role, Staff, Unit};
use shared::enrol::Enrolled;
use shared::facts::ClockSource;
use shared::id::*;
use shared::row::Row;
use shared::sync::{FeedRow, Page};
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

pub const START: i64 = 1_795_413_600_000;

/// Spread over the whole range, as real ids are.
pub fn id(kind: u128, n: u128) -> Uuid {
    Uuid::from_u128((kind << 64) | (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) & 0xffff_ffff_ffff_ffff))
}

/// The barcode of item `n`.
pub fn code(n: u128) -> String {
    format!("47{n:011}")
}

pub fn item(n: u128) -> Row {
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
        inspect_group: shared::inspect::InspectGroup::General,
        learnt: Vec::new(),
    })
}

pub fn person() -> Row {
    Row::Staff(Staff {
        id: StaffId(id(2, 1)),
        name: "小美".into(),
        badge: "S-001".into(),
        // The PIN is 1234; parameters as low as argon2 allows, it is not what is measured.
        pin_hash: pin_hash(),
        role: Role::Worker,
        unlocks: 0,
    })
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

pub fn now(n: usize) -> Now {
    let at = n as i64 * 1_000;
    Now {
        at_ms: START + at,
        source: ClockSource::Server,
        boot_ms: at,
        wall_ms: START + at,
    }
}

/// A paired handheld that has pulled these rows.
pub fn app(folder: &Path, rows: &[Row]) -> App {
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

/// Signs the one person in; the scans of the day begin at 2.
pub fn sign_in(app: &mut App) {
    scan(app, "S-001", 1);
    let pin = Event::Typed {
        id: "pin".into(),
        text: "1234".into(),
    };
    app.update(pin, now(1));
}

pub fn scan(app: &mut App, raw: &str, n: usize) -> Outcome {
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
pub fn timed(f: impl FnOnce()) -> Duration {
    let start = Instant::now();
    f();
    start.elapsed()
}

pub struct Times(pub Vec<Duration>);

impl Times {
    /// Microseconds.
    pub fn at(&mut self, share: f64) -> f64 {
        self.0.sort_unstable();
        let index = ((self.0.len() - 1) as f64 * share) as usize;
        self.0[index].as_secs_f64() * 1e6
    }

    pub fn print(&mut self, name: &str) {
        println!(
            "{name:<44} median {:>9.1} µs   p99 {:>9.1} µs",
            self.at(0.5),
            self.at(0.99)
        );
    }
}

/// A number that the environment may set, so that a bench can be tried with little.
pub fn setting(name: &str, otherwise: usize) -> usize {
    let set = std::env::var(name).ok().and_then(|text| text.parse().ok());
    set.unwrap_or(otherwise)
}
