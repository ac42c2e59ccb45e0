//! Customers' returns: what benches find, whoever is heard first; what the office announces, matches and decides; files.

use crate::payables::Office;
use crate::world::{Device, World};
use axum::http::StatusCode;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use server::db::By;
use server::domain::devices;
use server::domain::discrepancies::{Answer, Kind};
use server::domain::imports::{self, Order, Report};
use server::domain::returns::{
    self, Announced, Announcement, Decided, Decision, Head, Listed, Matched, NewLine, Stage, Step,
};
use server::domain::settings::day::DAY_MS;
use server::domain::stock::Answered;
use server::intake::builtin;
use shared::facts::*;
use shared::id::*;
use shared::inspect::{Disposition, Grade, ReturnReason, ReturnSource};
use shared::lang::Lang;
use shared::row::{Row, RowKind};
use shared::stock::{Condition, Lot, Place};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use uuid::Uuid;

impl World {
    /// An order that went to its customer.
    fn ships(&self, order_no: &str, goods: &[(&str, i64)]) -> ShipmentId {
        self.order(order_no, goods);
        self.release(&[order_no]);
        let mut packer = self.device();
        for pick in self.picks(self.list(order_no)) {
            packer.does(pick);
        }
        for pack in self.packs(order_no) {
            packer.does(pack);
        }
        packer.does(self.closes(order_no));
        packer.does(self.hands(order_no, ManifestId(Uuid::from_u128(77))));
        packer.push();
        assert_eq!(self.order_state(order_no), "shipped");
        self.shipment(order_no)
    }

    fn finds(&self, returned: ReturnId, sku: &str, quantity: i64) -> Inspected {
        Inspected {
            shipment: None,
            returned,
            item: self.item(sku),
            lot: Lot::default(),
            serial: String::new(),
            quantity,
            not_ours: false,
            answers: Vec::new(),
            suggested: Grade::A,
            grade: Grade::A,
            disposition: Disposition::Restock,
            finding: None,
            remark: String::new(),
            photos: Vec::new(),
            plate: "LP-1".to_owned(),
            second: None,
            how: How::Scanned,
            raw: "4710000000017".to_owned(),
        }
    }

    fn announces(&self, order_no: &str, goods: &[(&str, i64)]) -> ReturnId {
        match self.tries(order_no, goods) {
            Announced::Done(id) => id,
            other => panic!("{order_no}: {other:?}"),
        }
    }

    fn tries(&self, order_no: &str, goods: &[(&str, i64)]) -> Announced {
        let new = Announcement {
            order: self.order_id(order_no),
            source: ReturnSource::Customer,
            head: Head {
                reason: Some(ReturnReason::WrongSize),
                codes: vec!["W-77".to_owned()],
                noticed_on: "2026-11-23".to_owned(),
                ..Head::default()
            },
            lines: goods
                .iter()
                .map(|(sku, quantity)| NewLine {
                    order_line: None,
                    item: self.item(sku),
                    quantity: *quantity,
                })
                .collect(),
            told_hash: String::new(),
        };
        self.write(move |cx| returns::announce(cx, &new))
    }

    fn plate(&self, code: &str, sku: &str, condition: Condition) -> i64 {
        self.of(Place::Plate(PlateId::of(code)), sku, condition)
    }

    fn return_state(&self, id: ReturnId) -> String {
        self.texts(&format!("select state as t from sales_return where id = '{id}'"))
            .remove(0)
    }

    /// Open questions with their pieces.
    fn asked(&self) -> Vec<String> {
        self.texts("select kind || ' ' || quantity as t from discrepancy where state = 'open' order by 1")
    }

    /// Everything that a return comes to, in a form that does not know the order in which it was told.
    fn books(&self) -> Vec<String> {
        let mut all = self.texts(
            "select b.place || ' ' || i.sku || ' ' || b.condition || ' ' || b.quantity as t
             from balance b join item i on i.id = b.item where b.quantity <> 0 order by 1",
        );
        all.extend(
            self.texts(
                "select n.fact || ' ' || n.posted || ' ' || n.undone as t from inspection n order by 1",
            ),
        );
        all.extend(self.texts(
            "select r.id || ' ' || r.state || ' ' || coalesce(r.shipment, '') || ' ' || coalesce(r.order_id, '') || ' '
             || coalesce(r.arrived_at, 0) || ' ' || r.arrived_raw || ' ' || coalesce(r.closed_at, 0) as t
             from sales_return r order by 1",
        ));
        all.extend(self.asked());
        all
    }
}

fn arrives(returned: ReturnId, shipment: Option<ShipmentId>) -> ReturnArrived {
    ReturnArrived {
        returned,
        shipment,
        number: String::new(),
        raw: "BL".to_owned(),
        photos: Vec::new(),
    }
}

fn closes(returned: ReturnId) -> ReturnClosed {
    ReturnClosed {
        returned,
        missing: Vec::new(),
    }
}

fn goes(fact: Inspected, grade: Grade, disposition: Disposition, plate: &str) -> Inspected {
    Inspected {
        grade,
        disposition,
        plate: plate.to_owned(),
        ..fact
    }
}

#[test]
fn pieces_enter_stock_as_they_were_judged_and_leave_it_when_that_is_taken_back() {
    let world = World::new();
    let shipment = world.ships("S-1", &[("MUG", 6), ("PEN", 2)]);
    let returned = ReturnId::first_of(shipment);
    let mut bench = world.device();
    bench.does(arrives(returned, Some(shipment)));
    bench.push();
    assert_eq!(world.return_state(returned), "started");
    assert_eq!(
        world.plate("LP-1", "MUG", Condition::Good),
        0,
        "a parcel is no stock"
    );
    // Where it goes, and as what it then stands there.
    for (grade, disposition, plate, condition) in [
        (Grade::A, Disposition::Restock, "LP-1", Some(Condition::Good)),
        (
            Grade::B,
            Disposition::Repack,
            "LP-2",
            Some(Condition::PendingInspection),
        ),
        (Grade::C, Disposition::BGrade, "LP-3", Some(Condition::BGrade)),
        (Grade::C, Disposition::Repair, "LP-4", Some(Condition::Blocked)),
        (Grade::D, Disposition::Supplier, "LP-5", Some(Condition::Defect)),
        (Grade::X, Disposition::Customer, "", None),
    ] {
        let fact = bench.does(goes(world.finds(returned, "MUG", 1), grade, disposition, plate));
        bench.push();
        if let Some(condition) = condition {
            assert_eq!(world.plate(plate, "MUG", condition), 1, "{disposition:?}");
        }
        if disposition == Disposition::Repair {
            bench.takes_back(fact, TaskRef::Return(returned));
            bench.push();
            assert_eq!(world.plate(plate, "MUG", Condition::Blocked), 0);
        }
    }
    let second = world.staff("E03");
    let scrap = Inspected {
        second: Some(second),
        ..goes(world.finds(returned, "PEN", 1), Grade::D, Disposition::Scrap, "")
    };
    bench.does(scrap);
    bench.does(closes(returned));
    bench.push();
    assert_eq!(world.at(Place::Scrap, "PEN"), 1);
    assert_eq!(world.return_state(returned), "done");
    assert!(world.asked().is_empty(), "{:?}", world.asked());
    world.check();
}

#[test]
fn two_benches_without_a_network_make_one_return_and_no_piece_twice() {
    let world = World::new();
    let shipment = world.ships("S-1", &[("MUG", 1)]);
    let returned = ReturnId::first_of(shipment);
    let (mut one, mut two) = (world.device(), world.device());
    for (device, plate) in [(&mut one, "LP-1"), (&mut two, "LP-2")] {
        world.pass(60);
        device.does(arrives(returned, Some(shipment)));
        device.does(Inspected {
            plate: plate.to_owned(),
            ..world.finds(returned, "MUG", 1)
        });
        device.does(closes(returned));
    }
    // The later one is heard first.
    two.push();
    assert_eq!(world.plate("LP-2", "MUG", Condition::Good), 1);
    one.push();
    assert_eq!(
        (
            world.plate("LP-1", "MUG", Condition::Good),
            world.plate("LP-2", "MUG", Condition::Good)
        ),
        (1, 0)
    );
    let findings = world.number("select count(*) as n from inspection where undone = 0");
    assert_eq!((findings, world.asked()), (2, vec!["return_twice 1".to_owned()]));
    world.check();

    let twin = world.twin();
    assert_eq!(
        world.answers(Kind::ReturnTwice, Answer::SamePiece),
        Answered::Done(1)
    );
    assert_eq!(world.plate("LP-2", "MUG", Condition::Good), 0);
    assert!(world.asked().is_empty());
    world.check();
    // There really was another one: it is in stock, and one more than was sent.
    assert_eq!(
        twin.answers(Kind::ReturnTwice, Answer::ReallyMore),
        Answered::Done(1)
    );
    assert_eq!(twin.plate("LP-2", "MUG", Condition::Good), 1);
    assert_eq!(twin.asked(), ["return_surplus 1"]);
    twin.check();
}

#[test]
fn a_question_closes_itself_when_what_it_asks_about_is_taken_back() {
    let world = World::new();
    let shipment = world.ships("S-1", &[("MUG", 2), ("PEN", 1)]);
    let returned = world.announces("S-1", &[("MUG", 2), ("PEN", 1)]);
    assert_eq!(returned, ReturnId::first_of(shipment));
    let me = world.staff("E01");
    let mut bench = world.device();
    // A fact, and what is asked because of it.
    let alone = Inspected {
        second: Some(me),
        ..goes(world.finds(returned, "PEN", 1), Grade::D, Disposition::Scrap, "")
    };
    let swapped = Inspected {
        not_ours: true,
        serial: "SN-9".to_owned(),
        ..goes(
            world.finds(returned, "PEN", 1),
            Grade::X,
            Disposition::Hold,
            "LP-9",
        )
    };
    for (fact, question) in [
        (alone, "scrap_alone 1"),
        (swapped, "return_not_ours 1"),
        (world.finds(returned, "MUG", 3), "return_surplus 1"),
        (world.finds(returned, "BAG", 1), "return_surplus 1"),
    ] {
        let fact = bench.does(fact);
        bench.push();
        assert_eq!(world.asked(), [question]);
        bench.takes_back(fact, TaskRef::Return(returned));
        bench.push();
        assert!(world.asked().is_empty(), "{question}");
    }
    bench.does(world.finds(returned, "MUG", 2));
    bench.does(ReturnClosed {
        returned,
        missing: vec![MissingPieces {
            item: world.item("PEN"),
            quantity: 1,
        }],
    });
    bench.push();
    assert_eq!(world.asked(), ["return_missing 1"]);
    // Found after all, on another bench.
    world.pass(60);
    let mut other = world.device();
    other.does(world.finds(returned, "PEN", 1));
    other.push();
    assert!(world.asked().is_empty(), "{:?}", world.asked());
    world.check();
}

#[test]
fn a_sealed_parcel_is_through_with_one_fact_and_can_be_taken_back() {
    let world = World::new();
    let shipment = world.ships("S-1", &[("MUG", 2), ("TEA", 1)]);
    let returned = ReturnId::first_of(shipment);
    let mut bench = world.device();
    let pieces = |sku: &str, quantity, condition| SealedPieces {
        item: world.item(sku),
        lot: Lot::default(),
        serial: String::new(),
        condition,
        quantity,
    };
    let sealed = bench.does(ReturnedSealed {
        returned,
        shipment,
        plate: "T-1".to_owned(),
        pieces: vec![
            pieces("MUG", 2, Condition::Good),
            pieces("TEA", 1, Condition::Hold),
        ],
        raw: "BL".to_owned(),
    });
    bench.push();
    assert_eq!(
        (
            world.return_state(returned).as_str(),
            world.plate("T-1", "MUG", Condition::Good),
            world.plate("T-1", "TEA", Condition::Hold)
        ),
        ("done", 2, 1)
    );
    // A trolley that was emptied stands where the books say.
    bench.does(PutAway {
        from: Place::Plate(PlateId::of("T-1")),
        ..world.stows("MUG", 2, "A-01-1")
    });
    bench.push();
    let view = world
        .store
        .read_now(|rx| returns::get(rx, returned))
        .unwrap()
        .unwrap();
    let standing: Vec<(&str, i64, &str)> = view
        .standing
        .iter()
        .map(|one| (one.sku.as_str(), one.quantity, one.bin.as_str()))
        .collect();
    assert_eq!(standing, [("MUG", 2, "A-01-1"), ("TEA", 1, "")]);
    bench.takes_back(sealed, TaskRef::Return(returned));
    bench.push();
    assert_eq!(world.return_state(returned), "started");
    assert_eq!(
        world.asked(),
        ["negative_stock -2"],
        "what was put away was there"
    );
    world.check();
}

/// What two benches and a carrier did, to be heard in any order.
fn streams(world: &World, given: &[(u8, u8, bool)]) -> (ReturnId, Vec<Device>) {
    world.order("S-1", &[("MUG", 2), ("PEN", 1)]);
    world.release(&["S-1"]);
    let mut carrier = world.device();
    for pick in world.picks(world.list("S-1")) {
        carrier.does(pick);
    }
    for pack in world.packs("S-1") {
        carrier.does(pack);
    }
    carrier.does(world.closes("S-1"));
    carrier.push();
    carrier.does(world.hands("S-1", ManifestId(Uuid::from_u128(77))));
    let shipment = world.shipment("S-1");
    let returned = ReturnId::first_of(shipment);
    let mut benches = [world.device(), world.device()];
    let mut done: [Vec<FactId>; 2] = [Vec::new(), Vec::new()];
    for (who, what, back) in given {
        world.pass(7);
        let at = usize::from(*who % 2);
        let bench = &mut benches[at];
        let plate = format!("LP-{at}");
        let sku = if what % 2 == 0 { "MUG" } else { "PEN" };
        match what % 6 {
            0..=2 => {
                let fact = Inspected {
                    plate,
                    ..world.finds(returned, sku, 1)
                };
                done[at].push(bench.does(fact));
            }
            3 => {
                let fact = Inspected {
                    plate,
                    serial: "SN-1".to_owned(),
                    not_ours: true,
                    ..world.finds(returned, "PEN", 1)
                };
                done[at].push(bench.does(fact));
            }
            4 => {
                bench.does(arrives(returned, Some(shipment)));
            }
            _ => {
                bench.does(closes(returned));
            }
        }
        if *back && let Some(fact) = done[at].pop() {
            world.pass(1);
            bench.takes_back(fact, TaskRef::Return(returned));
        }
    }
    let [one, two] = benches;
    (returned, vec![carrier, one, two])
}

/// The books after the devices were heard fact by fact in this order; what is left goes last.
fn heard(world: &World, devices: &[Device], order: &[u8]) -> Vec<String> {
    let twin = world.twin();
    let mut devices: Vec<Device> = devices
        .iter()
        .map(|device| Device {
            store: twin.store.clone(),
            clock: twin.clock.clone(),
            stream: device.stream.clone(),
            ids: crate::world::SeededIds(1),
            ..*device
        })
        .collect();
    for turn in order {
        let device = &mut devices[usize::from(*turn)];
        if device.acked < i64::try_from(device.stream.len()).unwrap() {
            device.push_some(1);
        }
    }
    for device in &mut devices {
        device.push();
    }
    twin.check();
    twin.books()
}

/// Every order in which so many facts of each device can be heard.
fn orders(left: &[usize]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for (at, count) in left.iter().enumerate().filter(|(_, count)| **count > 0) {
        let mut rest = left.to_vec();
        rest[at] = count - 1;
        for mut order in orders(&rest) {
            order.insert(0, u8::try_from(at).unwrap());
            all.push(order);
        }
    }
    if all.is_empty() { vec![Vec::new()] } else { all }
}

#[test]
fn in_every_order_two_benches_and_a_carrier_give_the_same_books() {
    let world = World::new();
    // One finds a mug and takes it back, and finds another; the other finds two and is through.
    let given = [(0, 0, true), (1, 0, false), (0, 0, false), (1, 5, false)];
    let (returned, devices) = streams(&world, &given);
    let left: Vec<usize> = devices
        .iter()
        .map(|device| device.stream.len() - usize::try_from(device.acked).unwrap())
        .collect();
    assert_eq!(left, [1, 3, 2]);
    let all = orders(&left);
    assert_eq!(all.len(), 60);
    let first = heard(&world, &devices, &all[0]);
    assert!(
        first.iter().any(|line| line.contains("done")),
        "{returned}: {first:#?}"
    );
    for order in &all[1..] {
        assert_eq!(heard(&world, &devices, order), first, "{order:?}");
    }
}

#[test]
fn whoever_is_heard_first_the_books_are_the_same() {
    let mut runner = TestRunner::new(Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    });
    let facts = prop::collection::vec((0u8..2, 0u8..6, prop::bool::weighted(0.25)), 1..7);
    let turns = prop::collection::vec(prop::collection::vec(0u8..3, 0..24), 3);
    let result = runner.run(&(facts, turns), |(given, turns)| {
        let world = World::new();
        let (_, devices) = streams(&world, &given);
        let first = heard(&world, &devices, &[]);
        for order in turns {
            prop_assert_eq!(heard(&world, &devices, &order), first.clone());
        }
        Ok::<(), TestCaseError>(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn the_office_announces_what_was_bought_and_no_more() {
    let world = World::new();
    let shipment = world.ships("S-1", &[("MUG", 3), ("PEN", 1)]);
    let first = world.announces("S-1", &[("MUG", 1)]);
    assert_eq!(first, ReturnId::first_of(shipment));
    let later = world.announces("S-1", &[("MUG", 1), ("PEN", 1)]);
    assert_ne!(later, first);
    assert_eq!(
        world.tries("S-1", &[("MUG", 2)]),
        Announced::TooMany {
            sku: "MUG".to_owned(),
            left: 1
        }
    );
    assert_eq!(world.write(move |cx| returns::cancel(cx, later)), Step::Done);
    assert_eq!(world.write(move |cx| returns::cancel(cx, later)), Step::TooLate);
    world.announces("S-1", &[("MUG", 2)]);
    // It was to come no more, and came.
    let mut bench = world.device();
    bench.does(arrives(later, None));
    bench.push();
    assert_eq!(world.asked(), ["return_cancelled 0"]);
    assert_eq!(world.return_state(later), "started");
    assert_eq!(
        world.answers(Kind::ReturnCancelled, Answer::Seen),
        Answered::Done(0)
    );
    bench.does(world.finds(later, "MUG", 1));
    bench.push();
    assert!(world.asked().is_empty(), "it was answered: {:?}", world.asked());
    world.check();
}

#[test]
fn a_bench_was_faster_than_the_office_and_they_mean_one_return() {
    let world = World::new();
    let shipment = world.ships("S-1", &[("MUG", 1)]);
    let mut bench = world.device();
    bench.does(world.finds(ReturnId::first_of(shipment), "MUG", 1));
    bench.push();
    let announced = world.announces("S-1", &[("MUG", 1)]);
    assert_eq!(announced, ReturnId::first_of(shipment));
    assert_eq!(world.number("select count(*) as n from sales_return"), 1);
    let view = world
        .store
        .read_now(|rx| returns::get(rx, announced))
        .unwrap()
        .unwrap();
    let line = &view.lines[0];
    assert_eq!((line.declared, line.found, line.shipped), (1, 1, Some(1)));
    assert_eq!(view.head.source, ReturnSource::Customer);
}

#[test]
fn an_unannounced_return_finds_its_order_is_merged_and_taken_apart_again() {
    let world = World::new();
    world.ships("S-1", &[("MUG", 1)]);
    world.pass(3600);
    world.ships("S-2", &[("MUG", 1)]);
    let announced = world.announces("S-1", &[("MUG", 1)]);
    let blind = ReturnId(Uuid::from_u128(900));
    let mut bench = world.device();
    bench.does(arrives(blind, None));
    bench.does(world.finds(blind, "MUG", 1));
    bench.push();
    assert_eq!(world.asked(), ["blind_return 0"]);
    let owners = world.store.read_now(|rx| returns::owners(rx, blind, "")).unwrap();
    let owners: Vec<(&str, &str, bool)> = owners
        .iter()
        .map(|one| (one.order_no.as_str(), one.holds.as_str(), one.waits.is_empty()))
        .collect();
    assert_eq!(owners, [("S-2", "MUG × 1", true), ("S-1", "MUG × 1", false)]);
    let before = world.books();

    let order = world.order_id("S-1");
    let matched = world.write(move |cx| returns::match_order(cx, blind, order));
    assert_eq!(matched, Matched::Into(announced));
    assert!(world.asked().is_empty(), "{:?}", world.asked());
    // What the bench says later of the return that it knows counts for the announced one.
    bench.does(closes(blind));
    bench.push();
    assert_eq!(world.return_state(announced), "done");
    let heads = world
        .store
        .read_now(|rx| {
            returns::list(
                rx,
                &returns::Filter {
                    limit: 10,
                    ..Default::default()
                },
            )
        })
        .unwrap();
    let numbers: Vec<(ReturnId, i64)> = heads.iter().map(|head| (head.id, head.found)).collect();
    assert_eq!(numbers, [(announced, 1)]);
    world.check();

    assert_eq!(world.write(move |cx| returns::unmatch(cx, blind)), Step::Done);
    assert_eq!(world.return_state(announced), "open");
    assert_eq!(world.return_state(blind), "done");
    assert_eq!(world.asked(), ["blind_return 0"]);
    world.check();
    assert_eq!(world.at(Place::Plate(PlateId::of("LP-1")), "MUG"), 1);
    assert_eq!(before.iter().filter(|line| line.contains("plate:")).count(), 1);

    // The other order has none that waits: it becomes that order's own.
    let order = world.order_id("S-2");
    let matched = world.write(move |cx| returns::match_order(cx, blind, order));
    assert_eq!(matched, Matched::Own);
    assert!(world.asked().is_empty());
    assert_eq!(world.write(move |cx| returns::unmatch(cx, blind)), Step::Done);
    assert_eq!(world.asked(), ["blind_return 0"]);
    world.check();
}

#[test]
fn parcels_that_nobody_fetched_come_back_by_a_list_of_numbers() {
    let world = World::new();
    let shipment = world.ships("S-1", &[("MUG", 2), ("PEN", 1)]);
    world.order("S-2", &[("MUG", 1)]);
    world.release(&["S-2"]);
    let number = world.texts(&format!(
        "select number as t from shipment where id = '{shipment}'"
    ));
    let first = ReturnId::first_of(shipment);
    let open = world.texts("select number as t from shipment where handed_at is null");
    for (number, outcome) in [
        (number[0].as_str(), Listed::Announced(first)),
        ("S-1", Listed::Before(first)),
        ("NOPE", Listed::Unknown),
        (open[0].as_str(), Listed::NotShipped),
    ] {
        let number = number.to_owned();
        let listed = world.write(move |cx| returns::comes_back(cx, &number, ReturnSource::Unclaimed));
        assert_eq!(listed, outcome);
    }
    let view = world
        .store
        .read_now(|rx| returns::get(rx, first))
        .unwrap()
        .unwrap();
    let lines: Vec<(&str, i64)> = view
        .lines
        .iter()
        .map(|line| (line.sku.as_str(), line.declared))
        .collect();
    assert_eq!(lines, [("MUG", 2), ("PEN", 1)]);
    assert_eq!(
        (view.head.reason, view.head.stage),
        (Some(ReturnReason::Unclaimed), Stage::Asked)
    );
}

fn import(world: &World, mapping: &str, text: &str) -> Report {
    let order = Order {
        bytes: Arc::new(text.as_bytes().to_vec()),
        file_name: "a.csv".to_owned(),
        mapping: builtin::named(mapping).unwrap(),
        password: None,
        create_items: true,
        dry_run: false,
        by: By::System,
        lang: Lang::En,
    };
    imports::run(&world.store, &order, &|_, _| {}).unwrap()
}

#[test]
fn a_platforms_file_comes_in_once_and_its_bad_rows_are_named() {
    let world = World::new();
    world.ships("S-1", &[("MUG", 2), ("PEN", 1)]);
    world.ships("S-2", &[("MUG", 1)]);
    let text = "退貨編號,訂單編號,貨號,數量,退貨原因,退貨來源,逆物流單號\n\
        R1,S-1,MUG,1,商品瑕疵,買家申請,W1\n\
        R1,S-1,GHOST,1,,,\n\
        ,S-2,,,,逾期未取,\n\
        R3,S-9,MUG,1,,,\n\
        R4,S-1,PEN,5,,,\n\
        R5,S-1,PEN,many,,,\n";
    let refused = |report: &Report| -> Vec<(Vec<u32>, String)> {
        let mut all: Vec<_> = report
            .refused
            .iter()
            .map(|one| (one.rows.clone(), one.reason.clone()))
            .collect();
        all.sort();
        all
    };
    let report = import(&world, "returns", text);
    assert_eq!((report.created, report.same), (2, 0), "{:?}", report.refused);
    let bad = refused(&report);
    let rows: Vec<u32> = bad.iter().flat_map(|(rows, _)| rows.clone()).collect();
    assert_eq!(rows, [3, 5, 6, 7], "{bad:?}");
    for (at, words) in [
        "'GHOST' is not in order 'S-1'",
        "no order 'S-9'",
        "only 1 can still",
        "",
    ]
    .iter()
    .enumerate()
    {
        assert!(bad[at].1.contains(words), "{bad:?}");
    }
    let again = import(&world, "returns", text);
    assert_eq!((again.created, again.same), (0, 2), "{:?}", again.refused);
    assert_eq!(world.number("select count(*) as n from sales_return"), 2);
    let told = world.texts(
        "select r.source || ' ' || r.reason || ' ' || r.platform_no || ' ' || cast(sum(l.declared) as text) as t
         from sales_return r join return_line l on l.return_id = r.id group by r.id order by 1",
    );
    assert_eq!(told, ["customer R04 R1 1", "unclaimed R20  1"]);
    // A carrier's list names parcels: all that can still come back of them.
    let label = world
        .texts("select number as t from shipment order by number")
        .remove(0);
    let parcels = format!("原託運單號,狀態\n{label},拒收\nNOPE,拒收\n");
    let report = import(&world, "returns", &parcels);
    assert_eq!(report.created, 1, "{:?}", report.refused);
    assert!(
        report.refused[0].reason.contains("'NOPE'"),
        "{:?}",
        report.refused
    );
    let left = world.texts(
        "select i.sku || ' ' || l.declared as t from return_line l join sales_return r on r.id = l.return_id
         join item i on i.id = l.item where r.source = 'refused' order by 1",
    );
    assert_eq!(left, ["MUG 1", "PEN 1"]);
    // The same number with other lines is not guessed about.
    let other = import(&world, "returns", "退貨編號,訂單編號,貨號,數量\nR1,S-1,MUG,2\n");
    assert!(
        other.refused[0].reason.contains("announced before"),
        "{:?}",
        other.refused
    );
}

fn fixture(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data");
    std::fs::read_to_string(root.join(name)).unwrap()
}

/// The 384 cancelling invoices of the set: each line finds its sale, or is named with the reason.
#[test]
fn real_cancelling_invoices_are_returns_of_their_sales_and_the_rest_is_named() {
    let world = World::new();
    let text = fixture("online-retail/lines.csv");
    let sales = import(&world, "online-retail", &text);
    assert_eq!(sales.created, 1866);
    let invoices: std::collections::BTreeSet<&str> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .filter(|no| no.starts_with('C'))
        .collect();
    assert_eq!(invoices.len(), 384);
    let report = import(&world, "online-retail-returns", &text);
    let lines = world.number("select count(*) as n from return_line");
    let named: usize = report.refused_rows();
    let charges = report
        .skipped
        .iter()
        .filter(|one| one.key.starts_with('C'))
        .count();
    // Every line of every cancelling invoice is somewhere, once.
    assert_eq!(usize::try_from(lines).unwrap() + named + charges, 923);
    let covered: std::collections::BTreeSet<String> = world
        .texts("select distinct platform_no as t from sales_return")
        .into_iter()
        .chain(report.refused.iter().map(|one| one.key.clone()))
        .chain(
            report
                .skipped
                .iter()
                .map(|one| one.key.clone())
                .filter(|key| key.starts_with('C')),
        )
        .collect();
    assert_eq!(covered.len(), 384, "no invoice is lost");
    println!(
        "{} returns, {lines} lines matched, {named} named, {charges} charges",
        report.created
    );
    assert!(report.created > 50 && lines > 100, "{} {lines}", report.created);
    // Nothing is given back that was not bought, and nothing before it was bought.
    assert_eq!(
        world.number(
            "select count(*) as n from (
                 select l.item, r.order_id, sum(l.declared) as back,
                        (select sum(p.quantity) from order_part p where p.order_id = r.order_id and p.item = l.item) as bought
                 from return_line l join sales_return r on r.id = l.return_id group by l.item, r.order_id)
             where bought is null or back > bought"
        ),
        0
    );
    assert_eq!(
        world.number(
            "select count(*) as n from sales_return r join orders o on o.id = r.order_id
             where cast(substr(r.platform_no, 2) as integer) <= cast(o.order_no as integer)"
        ),
        0
    );
    let again = import(&world, "online-retail-returns", &text);
    assert_eq!(again.created, 0, "the same file again");
    assert_eq!(again.refused_rows(), named);
    assert_eq!(world.number("select count(*) as n from return_line"), lines);
}

#[test]
fn benches_hold_what_left_for_ninety_days_and_returns_until_they_are_over() {
    let world = World::new();
    let shipment = world.ships("S-1", &[("MUG", 2)]);
    let returned = ReturnId::first_of(shipment);
    let mut bench = world.device();
    let held = |bench: &Device, kind: RowKind, id: Uuid| -> Option<Row> {
        let (mut since, mut last) = (0, None);
        loop {
            let page = bench.page(since);
            for row in &page.rows {
                if (row.kind, row.id) == (kind, id) {
                    last = row
                        .body
                        .as_ref()
                        .and_then(|body| Row::decode(kind, body.get()).ok());
                }
            }
            since = page.next;
            if !page.more {
                return last;
            }
        }
    };
    let Some(Row::Sent(sent)) = held(&bench, RowKind::Sent, shipment.0) else {
        panic!("the parcel is not there");
    };
    assert_eq!((sent.quantity(world.item("MUG")), sent.back.len()), (2, 0));
    bench.does(world.finds(returned, "MUG", 1));
    bench.does(closes(returned));
    bench.push();
    let Some(Row::Sent(sent)) = held(&bench, RowKind::Sent, shipment.0) else {
        panic!("the parcel is not there");
    };
    assert_eq!(sent.back[0].quantity, 1);
    assert!(held(&bench, RowKind::Return, returned.0).is_some());

    // A handheld that is no bench.
    let id = bench.id;
    world.write(move |cx| devices::set_bench(cx, id, false));
    assert!(held(&bench, RowKind::Sent, shipment.0).is_none());
    world.write(move |cx| devices::set_bench(cx, id, true));
    assert!(held(&bench, RowKind::Sent, shipment.0).is_some());

    world.pass(4 * DAY_MS / 1000);
    assert_eq!(world.write(returns::forget_old), 1);
    assert!(held(&bench, RowKind::Return, returned.0).is_none());
    assert!(held(&bench, RowKind::Sent, shipment.0).is_some());
    world.pass(90 * DAY_MS / 1000);
    assert_eq!(world.write(returns::forget_old), 1);
    assert!(held(&bench, RowKind::Sent, shipment.0).is_none());
    assert_eq!(world.write(returns::forget_old), 0);
}

#[test]
fn who_inspected_does_not_decide() {
    let world = World::new();
    let shipment = world.ships("S-1", &[("MUG", 1)]);
    let returned = ReturnId::first_of(shipment);
    let mut bench = world.device();
    bench.does(world.finds(returned, "MUG", 1));
    bench.push();
    let says = |badge: &str, decision, note: &str| {
        let (staff, note) = (world.staff(badge), note.to_owned());
        world
            .store
            .write_now(By::Office(staff), move |cx| {
                returns::decide(cx, returned, decision, &note)
            })
            .unwrap()
    };
    assert_eq!(says("E03", Decision::Refund, ""), Decided::NotInspected);
    bench.does(closes(returned));
    bench.push();
    assert_eq!(says("E01", Decision::Refund, ""), Decided::Inspector);
    assert!(matches!(says("E03", Decision::Refuse, " "), Decided::Wrong(_)));
    assert_eq!(says("E03", Decision::Refund, ""), Decided::Done);
    assert_eq!(says("E03", Decision::Refuse, "why"), Decided::Before);
    let told = world.texts(&format!(
        "select decision || ' ' || decided_by as t from sales_return where id = '{returned}'"
    ));
    assert_eq!(told, [format!("refund {}", world.staff("E03").hex())]);
}

impl Office {
    async fn pdf_text(&self, path: &str) -> String {
        let pdf = self.get(path).await;
        assert_eq!(pdf.status, StatusCode::OK, "{path}: {}", pdf.text());
        let file: PathBuf = self.world.file("paper.pdf");
        std::fs::write(&file, &pdf.bytes).unwrap();
        let out = Command::new("pdftotext")
            .arg("-layout")
            .arg(&file)
            .arg("-")
            .output();
        String::from_utf8(out.expect("pdftotext is installed").stdout).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_goes_through_the_office_from_asking_to_deciding() {
    let office = Office::open("E03", "office");
    let world = &office.world;
    let shipment = world.ships("S-1", &[("MUG", 2), ("PEN", 1)]);
    let order = world.order_id("S-1").hex();
    let (mug, pen) = (world.item("MUG").hex(), world.item("PEN").hex());
    let form = office
        .get(&format!("/office/sales-returns/new?order={order}"))
        .await;
    form.says("馬克杯").says("原購數量");
    let lines = world.texts("select id as t from order_line order by seq");
    let too_many = office
        .post(
            "/office/sales-returns",
            &[
                ("order", &order),
                ("source", "customer"),
                ("item", &mug),
                ("order_line", &lines[0]),
                ("pieces", "3"),
            ],
        )
        .await;
    assert_eq!(too_many.status, StatusCode::UNPROCESSABLE_ENTITY);
    too_many.says("「MUG」最多還能退 2 件");
    let made = office
        .post(
            "/office/sales-returns",
            &[
                ("order", &order),
                ("source", "customer"),
                ("reason", "R04"),
                ("reason_note", "杯口有裂痕"),
                ("liable", "shop"),
                ("codes", "W-1, W-2"),
                ("received_on", "2026-11-20"),
                ("noticed_on", "115/11/23"),
                ("item", &mug),
                ("order_line", &lines[0]),
                ("pieces", "2"),
                ("item", &pen),
                ("order_line", &lines[1]),
                ("pieces", "1"),
            ],
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let returned = ReturnId::first_of(shipment);
    let at = format!("/office/sales-returns/{returned}");
    assert_eq!(made.to(), format!("{at}?said=sr_announced"));
    let page = office.get(&at).await;
    // Seven days after 2026-11-20 is a Friday; fifteen after 2026-11-23 a Tuesday.
    page.says("2026-11-27")
        .says("2026-12-08")
        .says("期限內")
        .says("杯口有裂痕")
        .says("W-2");
    office
        .get("/office/sales-returns")
        .await
        .says("退回途中")
        .says("S-1");
    office
        .get("/office/sales-returns/list?q=W-1")
        .await
        .says("CR261123-0001");
    office
        .get("/office/sales-returns/list?q=W-9")
        .await
        .says("沒有符合");
    let csv = office.get("/office/sales-returns/list.csv").await.text();
    assert!(csv.contains("CR261123-0001") && csv.contains("商品瑕疵"), "{csv}");

    let booked = office
        .post(
            &format!("{at}/pickup"),
            &[
                ("how", "courier"),
                ("day", "2026-11-22"),
                ("slot", "pm"),
                ("parcels", "1"),
                ("pickup_state", "asked"),
            ],
        )
        .await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text());
    office
        .get("/office/sales-returns/pickups")
        .await
        .says("逾約定收件日")
        .says("待申請");
    let file = office.get("/office/sales-returns/pickups.csv").await.text();
    assert!(file.contains("王小明") && file.contains("14–18"), "{file}");
    office.post("/office/sales-returns/pickups/sent", &[]).await;
    office.get("/office/sales-returns/pickups").await.says("已申請");

    let mut bench = world.device();
    bench.does(arrives(returned, Some(shipment)));
    bench.does(goes(
        world.finds(returned, "MUG", 2),
        Grade::C,
        Disposition::Supplier,
        "LP-7",
    ));
    bench.does(ReturnClosed {
        returned,
        missing: vec![MissingPieces {
            item: world.item("PEN"),
            quantity: 1,
        }],
    });
    bench.push();
    let page = office.get(&at).await;
    page.says("待裁決").says("LP-7").says("C 瑕疵或缺件").says("廠退");
    office
        .get("/office/discrepancies")
        .await
        .says("退貨短少")
        .says(&at);
    let refused = office
        .post(&format!("{at}/decide"), &[("decision", "refuse")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let decided = office
        .post(&format!("{at}/decide"), &[("decision", "refund")])
        .await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.text());
    office.get(&at).await.says("已裁決").says("王");
    let paper = office.pdf_text(&format!("{at}/paper.pdf")).await;
    for words in [
        "退貨單",
        "CR261123-0001",
        "馬克杯",
        "商品瑕疵",
        "退款",
        "2026-12-08",
        "LP-7",
    ] {
        assert!(paper.contains(words), "{words} is not in:\n{paper}");
    }

    // What the maker is to blame for goes back to the maker with one press.
    let supplier = world.supplier("S01");
    let delivery = world.announce(supplier, &[("MUG", 10, 8_000)]);
    let mut clerk = world.device();
    clerk.does(world.counts(delivery, "MUG", 10));
    clerk.push();
    office.get("/office/sales-returns").await.says("MUG × 2");
    let draft = office
        .post(&format!("/office/sales-returns/supplier/{supplier}"), &[])
        .await;
    assert!(draft.to().starts_with("/office/returns/"), "{}", draft.to());
    let there = office.get(draft.to().split('?').next().unwrap()).await;
    there.says("客退不良").says("LP-7");
    assert!(
        !office
            .get("/office/sales-returns")
            .await
            .text()
            .contains("MUG × 2")
    );
    world.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn holidays_are_the_offices_and_an_inspector_is_told_so() {
    let office = Office::open("E01", "admin");
    let world = &office.world;
    let wrong = office
        .post(
            "/office/settings/holidays",
            &[("holidays", "2026-12-25 行憲紀念日\nsomeday")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says("第 2 行不是日期");
    let saved = office
        .post("/office/settings/holidays", &[("holidays", "2026-12-08 店慶")])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    office.get("/office/settings").await.says("2026-12-08 店慶");
    let shipment = world.ships("S-1", &[("MUG", 1)]);
    let returned = world.announces("S-1", &[("MUG", 1)]);
    let at = format!("/office/sales-returns/{returned}");
    office.get(&at).await.says("2026-12-09");
    let mut bench = world.device();
    bench.does(arrives(returned, Some(shipment)));
    bench.does(world.finds(returned, "MUG", 1));
    bench.does(closes(returned));
    bench.push();
    office.get(&at).await.says("驗貨的人不能裁決");
    let no = office
        .post(&format!("{at}/decide"), &[("decision", "refund")])
        .await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    let listed = office
        .post(
            "/office/sales-returns/listed",
            &[("source", "refused"), ("numbers", "S-1\nNOPE")],
        )
        .await;
    listed.says("已經有退貨單").says("查無此單號");
    let none = world.number("select count(*) as n from discrepancy where state = 'open'");
    assert_eq!(none, 0);
}
