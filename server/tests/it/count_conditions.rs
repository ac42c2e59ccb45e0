//! Counts of pieces that are not good, and of pieces that have serial numbers.

use crate::counts::{counts_bin, counts_conditions, moves, regrades, session, visit};
use crate::world::{Device, World};
use server::domain::counts::{self, Decided, Known};
use server::domain::stock::{Opening, OpeningOutcome, open_stock};
use server::params;
use shared::facts::*;
use shared::id::*;
use shared::stock::{Condition, Lot, Place};
use std::sync::atomic::Ordering;

use Condition::{Defect, Good};

impl World {
    /// Condition, counted, book, posted, and what of it changed its condition.
    fn conditions(&self, visit: VisitId) -> Vec<String> {
        self.texts(&format!(
            "select condition || ' ' || counted || '/' || book || ' ' || posted || ' ' || regraded as t
             from count_line where visit = '{visit}' order by condition desc"
        ))
    }

    fn mugs(&self, bin: &str) -> (i64, i64) {
        let place = Place::Bin(self.bin(bin));
        (self.of(place, "MUG", Good), self.of(place, "MUG", Defect))
    }

    /// What a change of condition shows in the office, posted or not.
    fn shown(&self, visit: VisitId) -> Vec<(Condition, i64, i64)> {
        let lines = self
            .store
            .read_now(|rx| counts::lines_of(rx, Some(visit), None))
            .unwrap();
        let told = |line: &counts::LineView| (line.condition, line.difference(), line.regraded);
        lines.iter().map(told).collect()
    }
}

#[test]
fn a_broken_piece_changes_its_condition_and_nothing_is_lost() {
    let world = World::new();
    let mut counter = world.device();
    world.pass(600);
    let seen = [("MUG", Good, 19), ("MUG", Defect, 1)];
    counts_conditions(&world, &mut counter, visit(1), None, "A-01-1", &seen, 30);
    counter.push();
    assert_eq!(world.counted(visit(1)), "limit", "one piece of twenty");
    assert_eq!(world.conditions(visit(1)), ["good 19/20 -1 -1", "defect 1/0 1 1"]);
    assert_eq!(world.mugs("A-01-1"), (19, 1));
    assert_eq!(
        (world.at(Place::Lost, "MUG"), world.at(Place::Regrade, "MUG")),
        (0, 0)
    );
    let through = "select count(*) as n from movement where source like 'count:%' and 'regrade' in (from_place, to_place)";
    assert_eq!(world.number(through), 2);
    world.check();
}

#[test]
fn of_two_that_are_missing_one_is_broken_and_one_is_gone_and_a_late_word_of_either_is_taken_out() {
    let world = World::new();
    let (mut late, mut counter) = (world.device(), world.device());
    world.pass(600);
    late.does(regrades(&world, "MUG", "A-01-1", 1));
    late.does(moves(&world, "MUG", "A-01-1", "A-01-2", 1));
    world.pass(600);
    let seen = [("MUG", Good, 18), ("MUG", Defect, 1)];
    counts_conditions(&world, &mut counter, visit(1), None, "A-01-1", &seen, 30);
    counter.push();
    assert_eq!(world.conditions(visit(1)), ["good 18/20 -2 -1", "defect 1/0 1 1"]);
    assert_eq!(world.at(Place::Lost, "MUG"), 1);
    late.push_some(1);
    assert_eq!(world.conditions(visit(1)), ["good 18/19 -1 0", "defect 1/1 0 0"]);
    assert_eq!((world.at(Place::Lost, "MUG"), world.mugs("A-01-1")), (1, (18, 1)));
    late.push();
    assert_eq!(world.counted(visit(1)), "equal");
    assert_eq!((world.at(Place::Lost, "MUG"), world.mugs("A-01-1")), (0, (18, 1)));
    world.check();
}

#[test]
fn beyond_the_limit_a_change_of_condition_waits_for_a_second_counter_and_is_shown_as_what_it_is() {
    let world = World::new();
    let (mut one, mut two) = (world.device(), world.device());
    two.by = Some(world.staff("E02"));
    world.pass(600);
    let seen = [("MUG", Good, 15), ("MUG", Defect, 5)];
    counts_conditions(&world, &mut one, visit(1), None, "A-01-1", &seen, 30);
    one.push();
    assert_eq!(world.counted(visit(1)), "second");
    assert_eq!(world.conditions(visit(1)), ["good 15/20 0 0", "defect 5/0 0 0"]);
    assert_eq!(world.shown(visit(1)), [(Defect, 5, 5), (Good, -5, -5)]);
    let task = world.newest_task();
    world.pass(600);
    counts_conditions(&world, &mut two, visit(2), Some(task), "A-01-1", &seen, 30);
    two.push();
    assert_eq!(world.counted(visit(2)), "waiting");
    assert_eq!(world.decides(visit(2), true), Decided::Done);
    assert_eq!((world.mugs("A-01-1"), world.at(Place::Lost, "MUG")), ((15, 5), 0));
    // Asked again after all: it is taken back the way it was posted.
    assert_eq!(world.decides(visit(2), false), Decided::Done);
    assert_eq!(world.mugs("A-01-1"), (20, 0));
    assert_eq!(
        (world.at(Place::Lost, "MUG"), world.at(Place::Regrade, "MUG")),
        (0, 0)
    );
    world.check();
}

#[test]
fn defect_pieces_that_are_there_as_booked_are_no_difference() {
    let world = World::new();
    let mut counter = world.device();
    counter.does(regrades(&world, "MUG", "A-01-1", 3));
    world.pass(600);
    let seen = [("MUG", Good, 17), ("MUG", Defect, 3)];
    counts_conditions(&world, &mut counter, visit(1), None, "A-01-1", &seen, 30);
    counter.push();
    assert_eq!(world.counted(visit(1)), "equal");
    assert_eq!(world.mugs("A-01-1"), (17, 3));
    world.check();
}

// ---------------------------------------------------------------- serial numbers

/// Cameras with serial numbers: S1 and S2 in A-01-1, S3 in A-01-2, by opening stock.
fn cameras() -> World {
    let world = World::new();
    world.write(|cx| cx.exec("update item set serial_tracked = 1 where sku = 'PEN'", params![]));
    for (bin, serial) in [("A-01-1", "S1"), ("A-01-1", "S2"), ("A-01-2", "S3")] {
        let opening = Opening {
            item: world.item("PEN"),
            bin: world.bin(bin),
            lot: Lot::default(),
            condition: Good,
            quantity: 1,
            serial: serial.to_owned(),
        };
        assert_eq!(
            world.write(move |cx| open_stock(cx, &opening)),
            OpeningOutcome::Posted
        );
    }
    world
}

fn counts_serials(world: &World, device: &mut Device, id: VisitId, bin: &str, serials: &[&str]) {
    let began_at = world.clock.0.load(Ordering::SeqCst);
    for serial in serials {
        device.does(Counted {
            visit: id,
            task: None,
            bin: world.bin(bin),
            item: world.item("PEN"),
            lot: Lot::default(),
            condition: Good,
            serial: (*serial).to_owned(),
            quantity: 1,
            how: How::Scanned,
            raw: "4710000000031".to_owned(),
        });
    }
    world.pass(20);
    device.does(BinCounted {
        visit: id,
        task: None,
        bin: world.bin(bin),
        began_at,
        pieces: serials.len() as i64,
        only: None,
        bin_raw: bin.to_owned(),
    });
}

impl World {
    fn serials(&self, visit: VisitId) -> Vec<(String, Known)> {
        let found = self.store.read_now(|rx| counts::serials_of(rx, visit)).unwrap();
        let mut told: Vec<_> = found.into_iter().map(|one| (one.serial, one.known)).collect();
        told.sort_by(|a, b| a.0.cmp(&b.0));
        told
    }
}

fn told(pairs: &[(&str, Known)]) -> Vec<(String, Known)> {
    let owned = |(serial, known): &(&str, Known)| ((*serial).to_owned(), known.clone());
    pairs.iter().map(owned).collect()
}

#[test]
fn a_serial_that_nobody_knows_or_that_was_last_elsewhere_is_shown_with_the_difference() {
    let world = cameras();
    let mut counter = world.device();
    // Only A-01-1 holds mugs, too: they are counted as they are.
    world.pass(600);
    counter.does(moves(&world, "MUG", "A-01-1", "B-01-1", 20));
    world.pass(600);
    counts_serials(&world, &mut counter, visit(1), "A-01-1", &["S2", "S3", "S9"]);
    counter.push();
    let first = [
        ("S1", Known::Missing),
        ("S2", Known::Here),
        ("S3", Known::Elsewhere("A-01-2".to_owned())),
        ("S9", Known::Not),
    ];
    assert_eq!(world.serials(visit(1)), told(&first));
    // From now on the books know where it saw them; S1 was last here and still is missing.
    world.pass(600);
    counts_serials(&world, &mut counter, visit(2), "A-01-1", &["S2", "S3", "S9"]);
    counter.push();
    let second = [
        ("S1", Known::Missing),
        ("S2", Known::Here),
        ("S3", Known::Here),
        ("S9", Known::Here),
    ];
    assert_eq!(world.serials(visit(2)), told(&second));
    assert_eq!(world.serials(visit(1)), told(&first), "what was known then");
    world.check();
}

#[test]
fn a_serial_of_a_delivery_is_known_and_one_that_was_taken_back_was_not_seen() {
    let world = cameras();
    let (mut clerk, mut counter) = (world.device(), world.device());
    let delivery = world.announce(world.supplier("V1"), &[("PEN", 1, 0)]);
    let number = world.texts("select number as t from delivery").remove(0);
    clerk.does(Received {
        serial: "S5".to_owned(),
        ..world.counts(delivery, "PEN", 1)
    });
    clerk.push();
    world.pass(600);
    let wrong = counter.does(Counted {
        visit: visit(1),
        task: None,
        bin: world.bin("A-02-1"),
        item: world.item("PEN"),
        lot: Lot::default(),
        condition: Good,
        serial: "S6".to_owned(),
        quantity: 1,
        how: How::Scanned,
        raw: "4710000000031".to_owned(),
    });
    counter.takes_back(wrong, TaskRef::Visit(visit(1)));
    counts_serials(&world, &mut counter, visit(1), "A-02-1", &["S5"]);
    counter.push();
    assert_eq!(world.serials(visit(1)), told(&[("S5", Known::Received(number))]));
    world.check();
}

#[test]
fn two_devices_that_saw_serials_say_the_same_whoever_is_heard_first() {
    let world = cameras();
    let (mut one, mut two) = (world.device(), world.device());
    let twin = world.twin();
    world.pass(600);
    counts_serials(&world, &mut one, visit(1), "A-01-1", &["S1", "S2"]);
    world.pass(600);
    counts_serials(&world, &mut two, visit(2), "A-01-2", &["S2", "S3"]);
    let streams = [one.stream.clone(), two.stream.clone()];
    one.push();
    two.push();
    twin.clock
        .0
        .store(world.clock.0.load(Ordering::SeqCst), Ordering::SeqCst);
    for (at, id) in [(1, two.id), (0, one.id)] {
        let mut other = twin.device_known(id, 70 + at as u64);
        other.stream = streams[at].clone();
        other.push();
    }
    let last = told(&[("S2", Known::Elsewhere("A-01-1".to_owned())), ("S3", Known::Here)]);
    for world in [&world, &twin] {
        assert_eq!(world.serials(visit(2)), last);
        assert_eq!(
            world.serials(visit(1)),
            told(&[("S1", Known::Here), ("S2", Known::Here)])
        );
        world.check();
    }
}

#[test]
fn a_serial_of_more_than_one_piece_is_not_taken() {
    let world = cameras();
    let fact = Counted {
        visit: visit(1),
        task: None,
        bin: world.bin("A-01-1"),
        item: world.item("PEN"),
        lot: Lot::default(),
        condition: Good,
        serial: "S1".to_owned(),
        quantity: 2,
        how: How::Scanned,
        raw: "4710000000031".to_owned(),
    };
    assert_eq!(fact.check(), Err(FactError::SerialQuantity(2)));
    let long = Counted {
        serial: "S".repeat(60),
        quantity: 1,
        ..fact
    };
    assert!(matches!(
        long.check(),
        Err(FactError::TooLong { field: "serial", .. })
    ));
}

#[test]
fn scrapping_is_confirmed_by_somebody_else_and_never_taken_back() {
    let world = World::new();
    let mut device = world.device();
    let scrapped = device.does(Scrapped {
        session: session(),
        item: world.item("MUG"),
        lot: Lot::default(),
        condition: Good,
        bin: world.bin("A-01-1"),
        quantity: 2,
        reason: RegradeReason::Damaged,
        remark: String::new(),
        second: world.staff("E02"),
        raw: "4710000000017".to_owned(),
    });
    device.takes_back(scrapped, TaskRef::Session(session()));
    device.push();
    assert_eq!(
        (world.stock("A-01-1", "MUG"), world.at(Place::Scrap, "MUG")),
        (18, 2)
    );
    assert_eq!(world.questions(), Vec::<String>::new());
    world.pass(600);
    counts_bin(&world, &mut device, visit(1), None, "A-01-1", &[("MUG", 18)], 30);
    device.push();
    assert_eq!(world.counted(visit(1)), "equal");
    world.check();
}
