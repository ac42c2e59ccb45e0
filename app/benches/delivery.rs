//! Receiving a delivery of 500 lines beside one of 5: scan → commit → view, the view alone, and how much of it there is
//! to draw. Both should take the same time: a screen shows so many lines and no more.
//!
//! `BEELINE_BENCH_LINES` sets the long one's lines, `BEELINE_BENCH_SCANS` the scans, `BEELINE_BENCH_DIR` where the file lies.

mod bench;

use app::app::{App, Event};
use app::view::Body;
use bench::{Times, code, id, item, now, person, scan, setting, sign_in, timed};
use shared::id::*;
use shared::row::Row;
use shared::task::{Delivery, DeliveryLine};

fn delivery(n: u128, number: &str, lines: u128) -> Vec<Row> {
    let head = Row::Delivery(Delivery {
        number: number.into(),
        due: "2026-11-23".into(),
        ..Delivery::unknown(DeliveryId(id(11, n)))
    });
    let line = |seq: u128| {
        Row::DeliveryLine(DeliveryLine {
            id: DeliveryLineId(id(12, n * 10_000 + seq)),
            delivery: DeliveryId(id(11, n)),
            seq: seq as i64,
            item: ItemId(id(3, seq)),
            expected: 900_000,
            good: 0,
            bad: 0,
            accept_from: String::new(),
            supplier_code: String::new(),
        })
    };
    std::iter::once(head).chain((0..lines).map(line)).collect()
}

/// Opens the delivery and scans its items in turn; the times of scan → view and of the view alone, microseconds.
fn receive(app: &mut App, number: &str, lines: usize, scans: usize, from: usize) -> (f64, f64) {
    app.update(Event::Pressed("home".into()), now(from));
    scan(app, number, from + 1);
    let (mut whole, mut view) = (Times(vec![]), Times(vec![]));
    let mut drawn = 0;
    for n in 0..scans {
        let at = from + 2 + n;
        let raw = code((n % lines) as u128);
        let mut outcome = None;
        whole.0.push(timed(|| outcome = Some(scan(app, &raw, at))));
        let outcome = outcome.expect("an outcome");
        assert_eq!(
            outcome.view.band.code, "receive.counted",
            "{:?}",
            outcome.view.band
        );
        if let Body::Receive(body) = &outcome.view.body {
            drawn = body.lines.len();
        }
        view.0.push(timed(|| drop(app.look(now(at)))));
    }
    println!("-- {number}: {lines} lines, {drawn} rows on the screen");
    whole.print("raw scan → commit → view");
    view.print("view alone");
    (whole.at(0.5), view.at(0.5))
}

fn main() {
    let temp = tempfile::tempdir_in(std::env::var_os("BEELINE_BENCH_DIR").unwrap_or_else(|| ".".into()))
        .expect("a folder");
    let (long, scans) = (
        setting("BEELINE_BENCH_LINES", 500),
        setting("BEELINE_BENCH_SCANS", 1_000),
    );
    let mut rows: Vec<Row> = (0..long as u128).map(item).collect();
    rows.push(person());
    rows.extend(delivery(1, "DN-SHORT", 5));
    rows.extend(delivery(2, "DN-LONG", long as u128));
    let mut app = bench::app(temp.path(), &rows);
    sign_in(&mut app);
    // Twice in turn: the log grows, and both are to meet it.
    let mut medians = Vec::new();
    for round in 0..2 {
        let from = 10 + round * 2 * (scans + 10);
        let short = receive(&mut app, "DN-SHORT", 5, scans, from);
        let long = receive(&mut app, "DN-LONG", long, scans, from + scans + 5);
        medians.push((long.0 / short.0, long.1 / short.1));
    }
    for (whole, view) in medians {
        println!("{long} lines / 5 lines (medians): scan → view {whole:.2}, view alone {view:.2}");
    }
}
