//! How long one scan takes to read, beside what the machine needs to copy and hash the same bytes.
//!
//! Run with `cargo bench --workspace --bench parse`.
#![allow(clippy::disallowed_methods)] // a bench may read the clock
use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;
use std::time::Instant;

use shared::scan::{Options, parse};
use time::macros::date;

const SCANS: [(&str, &str); 7] = [
    ("bin", "A-03-2"),
    ("EAN-13", "4712345678900"),
    ("GS1-128 carton", "]C101147123456789071727123110L-88\u{1D}3712"),
    ("carton, unannounced", "0114712345678907172712313103001250"),
    ("bracketed", "(01)14712345678907(17)271231(10)L-88(37)12"),
    (
        "Digital Link",
        "https://id.gs1.org/01/14712345678907/10/L-88?17=271231&linkType=gs1:pip",
    ),
    ("wrong check digit", "]C10114712345678901"),
];
const ROUNDS: u32 = 5;
const TIMES: u32 = 200_000;

/// Nanoseconds a call, the best of several rounds: the others were disturbed.
fn nanoseconds<T>(mut call: impl FnMut() -> T) -> f64 {
    let round = |_| {
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(call());
        }
        start.elapsed().as_nanos() as f64 / f64::from(TIMES)
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

fn main() {
    let options = Options::new(date!(2026 - 07 - 27));
    let hasher = RandomState::new();
    println!(
        "{:<22}{:>12}{:>12}{:>22}",
        "scan", "parse ns", "keys ns", "copy and hash ns"
    );
    for (name, raw) in SCANS {
        let parsed = nanoseconds(|| parse(black_box(raw), &options));
        let scan = parse(raw, &options);
        let keys = nanoseconds(|| scan.as_ref().map(|scan| scan.keys()).unwrap_or_default());
        let limit = nanoseconds(|| hasher.hash_one(black_box(raw).to_owned()));
        println!("{name:<22}{parsed:>12.0}{keys:>12.0}{limit:>22.0}");
    }
}
