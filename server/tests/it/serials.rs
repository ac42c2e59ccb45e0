//! 序號 from the dock to the customer: where a piece came in, which shipment it left with, and what is asked when a
//! number leaves twice.

use crate::payables::Office;
use crate::world::{Device, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::domain::counts::{self, Known};
use server::domain::discrepancies::{self, Kind};
use server::domain::shipments::{self, LifeStep, Stage};
use server::domain::stock::{Opening, OpeningOutcome, open_stock};
use server::params;
use shared::facts::*;
use shared::id::*;
use shared::inspect::{Disposition, Grade};
use shared::row::{Row, RowKind};
use shared::stock::{Condition, Lot};
use shared::sync::FactOutcome;
use shared::task::Sent;
use std::sync::atomic::Ordering;

/// Cameras (the pens' SKU) with serial numbers: S1 and S2 by opening stock in A-01-1; orders 1001 (two), 1002 and 1003 (one
/// each), released, a list each.
fn shop() -> World {
    let world = World::new();
    world.write(|cx| cx.exec("update item set serial_tracked = 1 where sku = 'PEN'", params![]));
    for serial in ["S1", "S2"] {
        let opening = Opening {
            item: world.item("PEN"),
            bin: world.bin("A-01-1"),
            lot: Lot::default(),
            condition: Condition::Good,
            quantity: 1,
            serial: serial.to_owned(),
        };
        let opened = world.write(move |cx| open_stock(cx, &opening));
        assert_eq!(opened, OpeningOutcome::Posted);
    }
    for (order, pieces) in [("1001", 2), ("1002", 1), ("1003", 1)] {
        world.order(order, &[("PEN", pieces)]);
        world.release(&[order]);
    }
    world
}

impl World {
    fn picked(&self, order: &str, serial: &str) -> Picked {
        Picked {
            quantity: 1,
            serial: serial.to_owned(),
            ..self.picks(self.list(order)).remove(0)
        }
    }

    fn packed(&self, order: &str, serial: &str) -> Packed {
        Packed {
            quantity: 1,
            serial: serial.to_owned(),
            ..self.packs(order).remove(0)
        }
    }

    fn shipped(&self, order: &str) -> Vec<String> {
        let shipment = self.shipment(order);
        let pieces = self.store.read_now(|rx| shipments::shipped_serials(rx, shipment));
        pieces.unwrap().into_iter().map(|(_, serial)| serial).collect()
    }

    fn life(&self, serial: &str) -> Vec<LifeStep> {
        let item = self.item("PEN");
        let life = self.store.read_now(|rx| shipments::serial_life(rx, item, serial));
        life.unwrap()
    }

    fn stages(&self, serial: &str) -> Vec<Stage> {
        self.life(serial).into_iter().map(|step| step.stage).collect()
    }

    fn last_of(&self, serial: &str) -> Option<LifeStep> {
        let item = self.item("PEN");
        self.store
            .read_now(|rx| shipments::where_is(rx, item, serial))
            .unwrap()
    }

    /// What the feed tells handhelds of the order's line.
    fn told_of(&self, order: &str) -> Vec<String> {
        let line = self.packs(order).remove(0).line;
        let body = self
            .texts(&format!(
                "select body as t from feed where kind = 'shipment_line' and id = '{line}'"
            ))
            .remove(0);
        match Row::decode(RowKind::ShipmentLine, &body).unwrap() {
            Row::ShipmentLine(line) => line.serials,
            other => panic!("{other:?}"),
        }
    }

    /// What benches are told of the parcel that left.
    fn sent(&self, order: &str) -> Sent {
        let shipment = self.shipment(order);
        let body = self
            .texts(&format!(
                "select body as t from feed where kind = 'sent' and id = '{shipment}'"
            ))
            .remove(0);
        match Row::decode(RowKind::Sent, &body).unwrap() {
            Row::Sent(sent) => sent,
            other => panic!("{other:?}"),
        }
    }

    /// What is asked about numbers that were shipped twice.
    fn twice(&self) -> Vec<String> {
        self.texts(
            "select detail as t from discrepancy where kind = 'serial_shipped_twice' and state = 'open' order by subject",
        )
    }

    fn number_of(&self, order: &str) -> String {
        let shipment = self.shipment(order);
        self.texts(&format!(
            "select number as t from shipment where id = '{shipment}'"
        ))
        .remove(0)
    }
}

fn shipment(world: &World, order: &str) -> TaskRef {
    TaskRef::Shipment(world.shipment(order))
}

#[test]
fn a_piece_is_followed_from_its_delivery_to_its_customer() {
    let world = shop();
    let (mut clerk, mut packer) = (world.device(), world.device());
    let delivery = world.announce(world.supplier("V1"), &[("PEN", 1, 0)]);
    clerk.does(Received {
        serial: "S5".to_owned(),
        ..world.counts(delivery, "PEN", 1)
    });
    world.pass(60);
    clerk.does(PutAway {
        serial: "S5".to_owned(),
        ..world.stows("PEN", 1, "A-02-1")
    });
    clerk.push();
    assert_eq!(world.last_of("S5").unwrap().bin_code, "A-02-1");
    world.pass(60);
    packer.does(world.picked("1001", "S5"));
    world.pass(60);
    packer.does(world.packed("1001", "S5"));
    world.pass(60);
    packer.does(world.packed("1001", "S9"));
    packer.does(world.closes("1001"));
    packer.push();

    let life = world.life("S5");
    let stages: Vec<Stage> = life.iter().map(|step| step.stage).collect();
    assert_eq!(
        stages,
        [Stage::Received, Stage::PutAway, Stage::Picked, Stage::Packed]
    );
    assert_eq!(life[0].delivery, Some(delivery));
    assert_eq!(life[0].supplier, "V1 行");
    let wanted = world.picks(world.list("1001")).remove(0).bin;
    assert_eq!(
        (life[2].bin, life[2].believed.as_str()),
        (Some(wanted), "A-02-1"),
        "it was picked from another place than believed"
    );
    assert_eq!(life[3].order, Some(world.order_id("1001")));
    assert_eq!(world.shipped("1001"), ["S5", "S9"], "an unknown number is learnt");
    assert_eq!(world.stages("S9"), [Stage::Packed]);
    assert_eq!(world.told_of("1001"), ["S5", "S9"]);
    assert_eq!(world.twice(), [""; 0]);
    assert_eq!(world.last_of("S404"), None);
    world.check();
}

#[test]
fn a_number_is_one_piece() {
    let world = shop();
    let two = Packed {
        quantity: 2,
        ..world.packed("1001", "S1")
    };
    assert_eq!(two.check(), Err(FactError::SerialQuantity(2)));
    let long = world.packed("1001", &"S".repeat(60));
    assert!(matches!(
        long.check(),
        Err(FactError::TooLong { field: "serial", .. })
    ));
    let many = Picked {
        quantity: 12,
        ..world.picked("1001", "S1")
    };
    assert_eq!(many.check(), Err(FactError::SerialQuantity(12)));
}

#[test]
fn a_number_that_leaves_twice_is_asked_about_until_one_of_them_is_taken_back() {
    let world = shop();
    let (mut one, mut two) = (world.device(), world.device());
    one.does(world.packed("1002", "S1"));
    world.pass(60);
    let again = two.does(world.packed("1003", "S1"));
    // Who is heard first makes no difference.
    let outcomes = two.push();
    assert!(
        outcomes.iter().all(|outcome| *outcome == FactOutcome::Applied),
        "{outcomes:?}"
    );
    assert_eq!(world.twice(), [""; 0]);
    one.push();
    let asked = format!("S1 · {} / {}", world.number_of("1002"), world.number_of("1003"));
    assert_eq!(world.twice(), [asked]);
    assert_eq!(world.shipped("1003"), ["S1"], "nothing was refused");
    world.pass(60);
    two.takes_back(again, shipment(&world, "1003"));
    two.push();
    assert_eq!(world.twice(), [""; 0]);
    assert_eq!(world.shipped("1003"), [""; 0]);
    assert_eq!(world.told_of("1003"), [""; 0]);
    assert_eq!(world.last_of("S1").unwrap().number, world.number_of("1002"));
    world.check();
}

#[test]
fn a_number_that_came_back_in_between_may_leave_again() {
    let world = shop();
    let (mut clerk, mut packer) = (world.device(), world.device());
    packer.does(world.packed("1002", "S7"));
    world.pass(60);
    // The supplier repaired it and sent it again.
    let delivery = world.announce(world.supplier("V1"), &[("PEN", 1, 0)]);
    clerk.does(Received {
        serial: "S7".to_owned(),
        ..world.counts(delivery, "PEN", 1)
    });
    world.pass(60);
    packer.does(world.packed("1003", "S7"));
    packer.push();
    assert_eq!(world.twice().len(), 1, "the delivery is not heard of yet");
    clerk.push();
    assert_eq!(world.twice(), [""; 0], "and it closes by itself");
    world.check();
}

fn inspects(world: &World, order: &str, serial: &str) -> Inspected {
    Inspected {
        shipment: None,
        returned: ReturnId::first_of(world.shipment(order)),
        item: world.item("PEN"),
        lot: Lot::default(),
        serial: serial.to_owned(),
        quantity: 1,
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
        raw: "4710000000031".to_owned(),
    }
}

#[test]
fn a_bench_holds_the_numbers_that_left_and_what_came_back_may_leave_again() {
    let world = shop();
    let (mut packer, mut bench) = (world.device(), world.device());
    packer.does(world.packed("1002", "S7"));
    packer.does(world.closes("1002"));
    packer.does(world.hands("1002", ManifestId(uuid::Uuid::from_u128(5))));
    packer.push();
    let sent = world.sent("1002");
    assert_eq!(sent.knows_serial(world.item("PEN"), "S7"), Some(true));
    assert_eq!(
        sent.knows_serial(world.item("PEN"), "S8"),
        Some(false),
        "a swapped piece is told without a network"
    );
    world.pass(60);
    // The bench is offline: before it is heard, the piece seems to leave a second time.
    bench.does(ReturnArrived {
        returned: ReturnId::first_of(world.shipment("1002")),
        shipment: Some(world.shipment("1002")),
        number: String::new(),
        raw: world.number_of("1002"),
        photos: Vec::new(),
    });
    let seen = bench.does(inspects(&world, "1002", "S7"));
    world.pass(60);
    packer.does(world.packed("1003", "S7"));
    packer.push();
    assert_eq!(world.twice().len(), 1);
    bench.push();
    assert_eq!(world.twice(), [""; 0]);
    assert_eq!(
        world.stages("S7"),
        [Stage::Packed, Stage::Returned, Stage::Packed]
    );
    assert_eq!(world.life("S7")[1].order, Some(world.order_id("1002")));
    // The finding is taken back: the question is there again.
    bench.takes_back(seen, TaskRef::Return(ReturnId::first_of(world.shipment("1002"))));
    bench.push();
    assert_eq!(world.twice().len(), 1);
    world.check();
}

#[test]
fn a_piece_packed_offline_after_its_parcel_left_is_told_to_the_bench_all_the_same() {
    let world = shop();
    let (mut late, mut packer) = (world.device(), world.device());
    late.does(world.packed("1001", "S1"));
    world.pass(60);
    packer.does(world.packed("1001", "S2"));
    packer.does(world.closes("1001"));
    packer.does(world.hands("1001", ManifestId(uuid::Uuid::from_u128(6))));
    packer.push();
    assert_eq!(
        world.sent("1001").knows_serial(world.item("PEN"), "S1"),
        Some(false)
    );
    late.push();
    assert_eq!(
        world.sent("1001").knows_serial(world.item("PEN"), "S1"),
        Some(true)
    );
    assert_eq!(
        world.told_of("1001"),
        ["S1", "S2"],
        "in the order in which they went in"
    );
    world.check();
}

#[test]
fn who_has_said_that_it_is_seen_to_is_not_asked_the_same_again() {
    let world = shop();
    let mut packer = world.device();
    packer.does(world.packed("1002", "S1"));
    packer.does(world.packed("1003", "S1"));
    packer.push();
    let subject = format!("{} S1", world.item("PEN"));
    world.write(move |cx| discrepancies::close(cx, Kind::SerialShippedTwice, &subject, "seen"));
    let other = packer.does(world.packed("1001", "S2"));
    packer.takes_back(other, shipment(&world, "1001"));
    packer.push();
    assert_eq!(world.twice(), [""; 0]);
    // A third parcel is another question.
    packer.does(world.packed("1001", "S1"));
    packer.push();
    assert_eq!(world.twice().len(), 1);
    world.check();
}

#[test]
fn a_count_knows_which_pieces_have_left() {
    let world = shop();
    let (mut packer, mut counter) = (world.device(), world.device());
    world.pass(600);
    packer.does(world.packed("1002", "S1"));
    packer.push();
    world.pass(600);
    let began_at = world.clock.0.load(Ordering::SeqCst);
    let visit = VisitId(uuid::Uuid::from_u128(77));
    for serial in ["S1", "S8"] {
        counter.does(Counted {
            visit,
            task: None,
            bin: world.bin("A-02-1"),
            item: world.item("PEN"),
            lot: Lot::default(),
            condition: Condition::Good,
            serial: serial.to_owned(),
            quantity: 1,
            how: How::Scanned,
            raw: "4710000000031".to_owned(),
        });
    }
    world.pass(20);
    counter.does(BinCounted {
        visit,
        task: None,
        bin: world.bin("A-02-1"),
        began_at,
        pieces: 2,
        only: None,
        bin_raw: "A-02-1".to_owned(),
    });
    counter.push();
    let seen = world.store.read_now(|rx| counts::serials_of(rx, visit)).unwrap();
    let mut seen: Vec<(String, Known)> = seen.into_iter().map(|one| (one.serial, one.known)).collect();
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        seen,
        [
            ("S1".to_owned(), Known::Gone(world.number_of("1002"))),
            ("S8".to_owned(), Known::Not)
        ]
    );
    // It was seen after it had left: the count is the last that is known of it.
    assert_eq!(world.stages("S1"), [Stage::Opened, Stage::Packed, Stage::Counted]);
    world.check();
}

/// What one device did with a piece.
#[derive(Clone, Copy, Debug)]
enum Did {
    Pick,
    Pack,
    Back,
    Receive,
    Undo,
}

/// Everything that is known of the pieces, and what is asked.
fn known(world: &World) -> Vec<String> {
    let mut known = Vec::new();
    for serial in ["S1", "S2", "S3"] {
        known.push(format!("{serial} {:?}", world.life(serial)));
    }
    for order in ["1001", "1002", "1003"] {
        known.push(format!(
            "{order} {:?} {:?}",
            world.shipped(order),
            world.told_of(order)
        ));
    }
    known.push(format!("{:?}", world.twice()));
    known
}

#[test]
fn whatever_two_devices_did_the_serials_say_the_same_whoever_is_heard_first() {
    let template = shop();
    let delivery = template.announce(template.supplier("V1"), &[("PEN", 9, 0)]);
    let ids = [template.device().id, template.device().id];
    let config = Config {
        cases: 24,
        max_shrink_iters: 60,
        failure_persistence: None,
        ..Config::default()
    };
    let did = prop_oneof![
        2 => Just(Did::Pick),
        5 => Just(Did::Pack),
        1 => Just(Did::Back),
        2 => Just(Did::Receive),
        3 => Just(Did::Undo),
    ];
    let step = (any::<bool>(), did, 0usize..3, 0usize..3);
    let orders = proptest::collection::vec((any::<bool>(), 1usize..4), 0..12);
    let steps = (proptest::collection::vec(step, 4..20), orders);
    let result = TestRunner::new(config).run(&steps, |(steps, heard)| {
        let (world, twin) = (template.twin(), template.twin());
        let mut devices = [world.device_known(ids[0], 80), world.device_known(ids[1], 81)];
        // What may be taken back: the latest first.
        let mut done: [Vec<(FactId, TaskRef)>; 2] = [Vec::new(), Vec::new()];
        for (second, did, order, serial) in steps {
            world.pass(7);
            let (at, order) = (usize::from(second), ["1001", "1002", "1003"][order]);
            let serial = ["S1", "S2", "S3"][serial];
            let fact: Fact = match did {
                Did::Pick => world.picked(order, serial).into(),
                Did::Pack => world.packed(order, serial).into(),
                Did::Back => PutAway {
                    serial: serial.to_owned(),
                    ..world.stows("PEN", 1, "A-01-2")
                }
                .into(),
                Did::Receive => Received {
                    serial: serial.to_owned(),
                    ..world.counts(delivery, "PEN", 1)
                }
                .into(),
                Did::Undo => {
                    if let Some((of, task)) = done[at].pop() {
                        devices[at].takes_back(of, task);
                    }
                    continue;
                }
            };
            let task = fact.task().expect("work has a task");
            let id = devices[at].does(fact);
            done[at].push((id, task));
        }
        twin.clock
            .0
            .store(world.clock.0.load(Ordering::SeqCst), Ordering::SeqCst);
        let mut others: Vec<Device> = devices
            .iter()
            .enumerate()
            .map(|(at, device)| {
                let mut other = twin.device_known(device.id, 90 + at as u64);
                other.stream = device.stream.clone();
                other
            })
            .collect();
        devices.iter_mut().for_each(|device| drop(device.push()));
        for (second, count) in heard {
            others[usize::from(second)].push_some(count);
        }
        others.iter_mut().rev().for_each(|device| drop(device.push()));
        prop_assert_eq!(known(&world), known(&twin));
        Ok(())
    });
    result.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_finds_a_number_and_sees_its_life_with_links() {
    let world = shop();
    let mut packer = world.device();
    let delivery = world.announce(world.supplier("V1"), &[("PEN", 1, 0)]);
    packer.does(Received {
        serial: "ZN-5".to_owned(),
        ..world.counts(delivery, "PEN", 1)
    });
    world.pass(60);
    packer.does(world.picked("1002", "ZN-5"));
    packer.does(world.packed("1002", "ZN-5"));
    packer.push();
    let (order, number) = (world.order_id("1002"), world.number_of("1002"));
    let shipment = world.shipment("1002");
    let lines = world.store.read_now(|rx| shipments::slip_lines(rx, shipment));
    assert_eq!(lines.unwrap()[0].serials, ["ZN-5"], "and it stands on the paper");
    let office = Office::over(world, "E03", "lead");
    for typed in ["ZN-5", "zn-", "ZN"] {
        let page = office.get(&format!("/office/stock/serials?q={typed}")).await;
        page.says("ZN-5");
        page.says(&format!("/office/deliveries/{delivery}"));
        page.says("V1 行");
        page.says(&format!("/office/orders/{order}"));
        page.says(&number);
    }
    office
        .get("/office/stock/serials?q=ZN-9")
        .await
        .says("帳上沒有這個序號");
    office.get("/office/stock/serials").await.says("序號查詢");
    let page = office.get(&format!("/office/orders/{order}")).await;
    page.says("出貨序號");
    page.says("/office/stock/serials?q=ZN-5");
}
