//! Deliveries: what the books hold, ask and expect after goods came, whoever is heard first.

use crate::world::{Device, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use server::domain::catalogue;
use server::domain::discrepancies::{Answer, Kind};
use server::domain::receiving::{self, Announcement, CancelOutcome, Merge, Unmerge};
use server::domain::stock::recount;
use server::domain::stock::{Answered, Opening, OpeningOutcome, open_stock};
use shared::catalogue::{Barcode, Item, Learnt, Unit};
use shared::facts::*;
use shared::id::*;
use shared::row::{Row, RowKind};
use shared::stock::{Condition, Lot, Place};
use std::collections::BTreeMap;

fn expects(goods: &[(&str, i64, i64)]) -> (World, Device, DeliveryId) {
    let world = World::new();
    let supplier = world.supplier("S01");
    let delivery = world.announce(supplier, goods);
    let clerk = world.device();
    (world, clerk, delivery)
}

fn arrives(delivery: DeliveryId, cartons: i64) -> DeliveryArrived {
    DeliveryArrived {
        delivery,
        supplier: None,
        number: String::new(),
        note_no: "SN-77".to_owned(),
        cartons,
        damaged: 1,
        driver: "老張".to_owned(),
        signature: "M1 1L2 2".to_owned(),
    }
}

fn closes(delivery: DeliveryId, good: i64, bad: i64) -> DeliveryClosed {
    DeliveryClosed { delivery, good, bad }
}

fn bad(fact: Received) -> Received {
    Received {
        damage: Some(DamageReason::Broken),
        ..fact
    }
}

fn lot(fact: Received, number: &str, expiry: &str) -> Received {
    Received {
        lot: Lot {
            number: number.to_owned(),
            expiry: expiry.to_owned(),
        },
        ..fact
    }
}

fn open_questions(world: &World) -> Vec<String> {
    world.texts("select kind || ' ' || quantity as t from discrepancy where state = 'open' order by 1")
}

#[test]
fn a_delivery_comes_as_ordered_and_its_pieces_stand_at_the_dock() {
    let (world, mut clerk, delivery) = expects(&[("MUG", 10, 8_000), ("PEN", 5, 1_250)]);
    clerk.does(arrives(delivery, 3));
    clerk.push();
    assert_eq!(
        (world.told(delivery).0, world.at(Place::Dock, "MUG")),
        ("started".into(), 0),
        "cartons are no stock"
    );
    clerk.does(world.counts(delivery, "MUG", 8));
    clerk.does(bad(world.counts(delivery, "MUG", 2)));
    clerk.does(world.counts(delivery, "PEN", 5));
    clerk.does(closes(delivery, 13, 2));
    clerk.push();
    assert_eq!(
        world.told(delivery),
        ("done".into(), vec!["MUG 10 8 2".into(), "PEN 5 5 0".into()])
    );
    assert_eq!(
        (
            world.of(Place::Dock, "MUG", Condition::Good),
            world.of(Place::Dock, "MUG", Condition::Defect),
            world.at(Place::Supplier, "MUG")
        ),
        (8, 2, -10)
    );
    assert_eq!((world.follow(delivery), world.questions()), (None, vec![]));
    clerk.does(PutAway {
        delivery: Some(delivery),
        ..world.stows("MUG", 8, "A-01-1")
    });
    clerk.push();
    assert_eq!(
        (
            world.stock("A-01-1", "MUG"),
            world.of(Place::Dock, "MUG", Condition::Good)
        ),
        (28, 0)
    );
    world.check();
}

#[test]
fn what_is_over_is_held_and_sold_only_after_the_office_has_kept_it() {
    let (world, mut clerk, delivery) = expects(&[("MUG", 10, 8_000)]);
    clerk.does(world.counts(delivery, "MUG", 10));
    let third = clerk.does(world.counts(delivery, "MUG", 3));
    clerk.push();
    let dock = |condition| world.of(Place::Dock, "MUG", condition);
    assert_eq!((dock(Condition::Good), dock(Condition::Hold)), (10, 3));
    assert_eq!(open_questions(&world), ["over_delivered 3"]);
    // Taken back: nothing is over any more, and nothing is asked.
    clerk.takes_back(third, TaskRef::Delivery(delivery));
    clerk.push();
    assert_eq!((dock(Condition::Good), dock(Condition::Hold)), (10, 0));
    assert_eq!(open_questions(&world), Vec::<String>::new());
    clerk.does(world.counts(delivery, "MUG", 4));
    clerk.push();
    assert_eq!(
        world.answers(Kind::OverDelivered, Answer::Accept),
        Answered::Done(4)
    );
    assert_eq!((dock(Condition::Good), dock(Condition::Hold)), (14, 0));
    // More still is asked about again, and only that.
    clerk.does(world.counts(delivery, "MUG", 2));
    clerk.push();
    assert_eq!(open_questions(&world), ["over_delivered 2"]);
    assert_eq!(
        world.answers(Kind::OverDelivered, Answer::SendBack),
        Answered::Done(2)
    );
    assert_eq!((dock(Condition::Good), dock(Condition::Hold)), (14, 2));
    world.check();
}

#[test]
fn bad_pieces_use_up_the_order_and_an_item_that_nobody_ordered_is_all_over() {
    let (world, mut clerk, delivery) = expects(&[("MUG", 10, 8_000)]);
    clerk.does(bad(world.counts(delivery, "MUG", 4)));
    clerk.does(world.counts(delivery, "MUG", 8));
    clerk.does(world.counts(delivery, "BAG", 2));
    clerk.push();
    assert_eq!(world.told(delivery).1, ["BAG 0 2 0", "MUG 10 8 4"]);
    assert_eq!(
        (
            world.of(Place::Dock, "MUG", Condition::Hold),
            world.of(Place::Dock, "BAG", Condition::Hold)
        ),
        (2, 2)
    );
    assert_eq!(open_questions(&world), ["over_delivered 2", "over_delivered 2"]);
    world.check();
}

#[test]
fn an_item_on_two_lines_fills_the_first_then_the_next_whatever_line_a_device_names() {
    let (world, mut clerk, delivery) = expects(&[("MUG", 7, 8_000), ("TEA", 9, 100), ("MUG", 5, 8_100)]);
    let lines = |world: &World| -> Vec<(i64, i64)> {
        world
            .rows("select good, bad from delivery_line order by seq")
            .iter()
            .map(|row| (row.int("good").unwrap(), row.int("bad").unwrap()))
            .collect()
    };
    let loose = |fact: Received| Received { line: None, ..fact };
    clerk.does(loose(world.counts(delivery, "MUG", 9)));
    clerk.push();
    assert_eq!(lines(&world), [(7, 0), (0, 0), (2, 0)]);
    // Not good ones use up the order first, as on one line.
    let broken = clerk.does(loose(bad(world.counts(delivery, "MUG", 4))));
    // Another device names the first line, which it believes to be open.
    let mut other = world.device();
    other.does(world.counts(delivery, "MUG", 2));
    other.push();
    clerk.push();
    assert_eq!(lines(&world), [(3, 4), (0, 0), (8, 0)]);
    assert_eq!(
        world.number("select sum(quantity) as n from receipt where condition = 'hold'"),
        3
    );
    clerk.takes_back(broken, TaskRef::Delivery(delivery));
    clerk.push();
    assert_eq!(lines(&world), [(7, 0), (0, 0), (4, 0)]);
    assert_eq!(
        world.number("select count(*) as n from receipt where condition = 'hold'"),
        0
    );
    assert!(world.store.read_now(recount::check).unwrap().is_empty());
}

#[test]
fn of_several_lots_the_latest_is_held_whoever_was_heard_first() {
    for turned in [false, true] {
        let (world, mut one, delivery) = expects(&[("TEA", 10, 8_000)]);
        let mut two = world.device();
        one.does(lot(world.counts(delivery, "TEA", 6), "T8", "2027-08-31"));
        two.does(lot(world.counts(delivery, "TEA", 7), "T9", "2027-09-30"));
        let devices = if turned {
            [&mut two, &mut one]
        } else {
            [&mut one, &mut two]
        };
        for device in devices {
            device.push();
        }
        assert_eq!(
            world.texts(
                "select lot || ' ' || condition || ' ' || quantity as t from receipt order by lot, condition"
            ),
            ["T8 good 6", "T9 good 7", "T9 hold 3"]
        );
        world.check();
    }
}

#[test]
fn what_is_short_follows_on_a_slip_and_late_facts_shrink_it() {
    let (world, mut one, delivery) = expects(&[("MUG", 10, 8_000), ("PEN", 5, 1_250)]);
    let mut two = world.device();
    one.does(world.counts(delivery, "MUG", 6));
    one.does(closes(delivery, 6, 0));
    one.push();
    let slip = world.follow(delivery).expect("a slip");
    assert_eq!(
        world.told(slip),
        ("open".into(), vec!["MUG 4 0 0".into(), "PEN 5 0 0".into()])
    );
    let numbers = world.texts("select number as t from delivery order by number");
    assert_eq!(numbers, ["DN261123-0001", "DN261123-0001-1"]);
    // The other clerk was offline.
    let late = two.does(world.counts(delivery, "MUG", 4));
    two.does(world.counts(delivery, "PEN", 5));
    two.push();
    assert_eq!(
        world.told(slip),
        ("cancelled".into(), vec!["MUG 0 0 0".into(), "PEN 0 0 0".into()])
    );
    assert_eq!(
        open_questions(&world),
        ["delivery_differs 9"],
        "the closing device knew of six"
    );
    two.takes_back(late, TaskRef::Delivery(delivery));
    two.push();
    assert_eq!(
        world.told(slip),
        ("open".into(), vec!["MUG 4 0 0".into(), "PEN 0 0 0".into()])
    );
    // The rest comes in two goes: the slip is followed by another.
    one.does(world.counts(slip, "MUG", 3));
    one.does(closes(slip, 3, 0));
    one.push();
    let next = world.follow(slip).expect("another slip");
    assert_eq!(world.told(next), ("open".into(), vec!["MUG 1 0 0".into()]));
    assert_eq!(
        world.texts(&format!("select number as t from delivery where id = '{next}'")),
        ["DN261123-0001-2"]
    );
    world.check();
}

#[test]
fn a_delivery_that_nobody_announced_is_received_and_the_office_names_it() {
    let world = World::new();
    let supplier = world.supplier("S01");
    let mut clerk = world.device();
    let delivery = DeliveryId(uuid::Uuid::from_u128(77));
    clerk.does(DeliveryArrived {
        number: "H1-R0001".to_owned(),
        ..arrives(delivery, 2)
    });
    clerk.does(world.counts(delivery, "MUG", 50));
    clerk.does(closes(delivery, 50, 0));
    clerk.push();
    assert_eq!(world.told(delivery), ("done".into(), vec!["MUG 0 50 0".into()]));
    assert_eq!(
        world.of(Place::Dock, "MUG", Condition::Good),
        50,
        "nothing is over"
    );
    assert_eq!(
        (world.questions(), world.follow(delivery)),
        (vec!["blind_delivery".to_owned()], None)
    );
    assert_eq!(
        world.texts("select device_number || ' ' || note_no as t from delivery"),
        ["H1-R0001 SN-77"]
    );
    world
        .write(move |cx| receiving::identify(cx, delivery, supplier, "PO-9", ""))
        .expect("named");
    assert_eq!(world.questions(), Vec::<String>::new());
    assert_eq!(
        world.texts("select purchase_no || ' ' || note_no as t from delivery"),
        ["PO-9 SN-77"]
    );
    world.check();
}

#[test]
fn a_serial_number_received_twice_asks_until_one_is_taken_back() {
    let (world, mut one, delivery) = expects(&[("MUG", 2, 8_000)]);
    let mut two = world.device();
    let serial = |quantity| Received {
        serial: "SN0001".to_owned(),
        ..world.counts(delivery, "MUG", quantity)
    };
    one.does(serial(1));
    let second = two.does(serial(1));
    two.push();
    one.push();
    assert_eq!(open_questions(&world), ["serial_twice 2"]);
    two.takes_back(second, TaskRef::Delivery(delivery));
    two.push();
    assert_eq!(open_questions(&world), Vec::<String>::new());
    assert_eq!(world.number("select received as n from serial_number"), 1);
    world.check();
}

#[test]
fn short_dated_goods_received_as_good_are_asked_about() {
    let (world, mut clerk, delivery) = expects(&[("TEA", 30, 8_000)]);
    world.write(move |cx| {
        cx.exec(
            "update delivery_line set accept_from = '2027-06-01'",
            server::params![],
        )
    });
    clerk.does(lot(world.counts(delivery, "TEA", 5), "T8", "2027-08-31"));
    clerk.does(bad(lot(world.counts(delivery, "TEA", 5), "T0", "2026-01-01")));
    let short = clerk.does(lot(world.counts(delivery, "TEA", 5), "T2", "2027-02-28"));
    clerk.push();
    assert_eq!(open_questions(&world), ["short_dated 5"]);
    clerk.takes_back(short, TaskRef::Delivery(delivery));
    // Past its last day, though no rule of the supplier was broken before.
    clerk.does(lot(world.counts(delivery, "TEA", 2), "T1", "2026-11-22"));
    clerk.push();
    assert_eq!(open_questions(&world), ["short_dated 2"]);
    world.check();
}

#[test]
fn a_barcode_learnt_on_the_floor_is_everybodys_once_the_office_confirms() {
    let (world, mut one, delivery) = expects(&[("MUG", 20, 8_000)]);
    let mut two = world.device();
    let learns = BarcodeLearned {
        item: world.item("MUG"),
        code: "4719999999991".to_owned(),
        quantity: 6,
        unit: Unit::Inner,
        delivery: Some(delivery),
        raw: "4719999999991".to_owned(),
    };
    let mine = one.does(learns.clone());
    two.does(learns.clone());
    one.push();
    two.push();
    assert_eq!(
        open_questions(&world),
        ["barcode_learned 6"],
        "one question for both"
    );
    one.takes_back(mine, TaskRef::Delivery(delivery));
    one.push();
    assert_eq!(open_questions(&world), ["barcode_learned 6"], "the other stands");
    assert_eq!(
        world.answers(Kind::BarcodeLearned, Answer::Confirm),
        Answered::Done(0)
    );
    let barcode = Barcode {
        code: learns.code.clone(),
        quantity: 6,
        unit: Unit::Inner,
    };
    let item = world.item("MUG");
    let known = world
        .store
        .read_now(move |rx| catalogue::get_item(rx, item))
        .unwrap()
        .unwrap();
    assert!(known.barcodes.contains(&barcode) && known.barcodes.len() == 3);
    let found = world
        .store
        .read_now(|rx| catalogue::items(rx, "4719999999991", 9, 0))
        .unwrap();
    assert_eq!(found.len(), 1, "the office finds it by the code");
    // Known now: learning it again asks nobody.
    two.does(learns.clone());
    // Another code is rejected and changes nothing.
    two.does(BarcodeLearned {
        code: "X".to_owned(),
        ..learns
    });
    two.push();
    assert_eq!(open_questions(&world), ["barcode_learned 6"]);
    assert_eq!(
        world.answers(Kind::BarcodeLearned, Answer::Reject),
        Answered::Done(0)
    );
    assert_eq!(
        world.number("select count(*) as n from barcode where code = 'X'"),
        0
    );
}

#[test]
fn put_away_before_received_is_asked_about_only_until_the_receipt_arrives() {
    let (world, mut clerk, delivery) = expects(&[("MUG", 10, 8_000)]);
    let mut other = world.device();
    clerk.does(world.counts(delivery, "MUG", 10));
    other.does(world.stows("MUG", 6, "A-01-1"));
    other.push();
    assert_eq!(
        (world.stock("A-01-1", "MUG"), open_questions(&world)),
        (26, vec!["negative_stock -6".to_owned()])
    );
    clerk.push();
    assert_eq!(
        (world.at(Place::Dock, "MUG"), open_questions(&world)),
        (4, vec![])
    );
    world.check();
}

#[test]
fn held_pieces_that_were_put_away_as_good_are_asked_about_until_they_are_kept() {
    for turned in [false, true] {
        let (world, mut clerk, delivery) = expects(&[("MUG", 10, 8_000)]);
        let mut other = world.device();
        clerk.does(world.counts(delivery, "MUG", 13));
        other.does(world.stows("MUG", 13, "A-01-1"));
        let devices = if turned {
            [&mut other, &mut clerk]
        } else {
            [&mut clerk, &mut other]
        };
        for device in devices {
            device.push();
        }
        assert_eq!(open_questions(&world), ["held_put_away 3", "over_delivered 3"]);
        assert_eq!(
            world.answers(Kind::OverDelivered, Answer::Accept),
            Answered::Done(3)
        );
        assert_eq!(
            (open_questions(&world), world.at(Place::Dock, "MUG")),
            (vec![], 0)
        );
        world.check();
    }
}

#[test]
fn held_pieces_that_were_put_away_as_good_can_be_held_where_they_stand_and_kept_later() {
    let (world, mut clerk, delivery) = expects(&[("BAG", 10, 8_000)]);
    clerk.does(world.counts(delivery, "BAG", 13));
    clerk.does(world.stows("BAG", 13, "A-01-2"));
    clerk.push();
    assert_eq!(
        world.answers(Kind::HeldPutAway, Answer::HoldInBin),
        Answered::Done(3)
    );
    let bin = Place::Bin(world.bin("A-01-2"));
    assert_eq!(
        (
            world.of(bin, "BAG", Condition::Good),
            world.of(bin, "BAG", Condition::Hold)
        ),
        (10, 3)
    );
    assert_eq!(open_questions(&world), ["over_delivered 3"]);
    assert_eq!(
        world.answers(Kind::OverDelivered, Answer::Accept),
        Answered::Done(3)
    );
    assert_eq!(
        (
            world.of(bin, "BAG", Condition::Good),
            world.at(Place::Dock, "BAG")
        ),
        (13, 0)
    );
    assert_eq!(open_questions(&world), Vec::<String>::new());
    world.check();
}

#[test]
fn what_was_picked_too_many_goes_back_into_any_bin_and_the_question_closes() {
    let world = World::new();
    world.order("1001", &[("MUG", 2)]);
    world.release(&["1001"]);
    let (mut one, mut two) = (world.device(), world.device());
    let pick = world.picks(world.list("1001")).remove(0);
    one.does(pick.clone());
    two.does(pick.clone());
    one.push();
    two.push();
    assert_eq!(open_questions(&world), ["surplus_picked 2"]);
    let back = PutAway {
        from: Place::Tote(pick.list),
        ..world.stows("MUG", 1, "A-01-1")
    };
    one.does(back.clone());
    let last = one.does(back);
    one.push();
    assert_eq!(open_questions(&world), Vec::<String>::new());
    assert_eq!(world.at(Place::Tote(pick.list), "MUG"), 2);
    world.check();
    one.takes_back(last, TaskRef::Session(SessionId(uuid::Uuid::from_u128(5))));
    one.push();
    assert_eq!(open_questions(&world), ["surplus_picked 1"]);
    world.check();
}

#[test]
fn a_cancelled_delivery_that_comes_all_the_same_is_in_stock_and_asked_about() {
    let (world, mut clerk, delivery) = expects(&[("MUG", 10, 8_000)]);
    let cancel = |world: &World| world.write(move |cx| receiving::cancel(cx, delivery));
    assert_eq!(cancel(&world), CancelOutcome::Cancelled);
    assert_eq!(world.told(delivery).0, "cancelled");
    let mug = clerk.does(world.counts(delivery, "MUG", 10));
    clerk.push();
    assert_eq!(
        (world.told(delivery).0, open_questions(&world)),
        ("started".into(), vec!["received_cancelled 10".to_owned()])
    );
    assert_eq!(cancel(&world), CancelOutcome::TooLate);
    clerk.takes_back(mug, TaskRef::Delivery(delivery));
    clerk.push();
    assert_eq!(
        (world.told(delivery).0, open_questions(&world)),
        ("cancelled".into(), vec![])
    );
}

#[test]
fn an_announcement_that_cannot_be_is_refused_in_words() {
    let (world, _, delivery) = expects(&[("MUG", 10, 8_000)]);
    let supplier = world.rows("select id from supplier")[0]
        .parse::<SupplierId>("id")
        .unwrap();
    let line = receiving::AnnouncedLine {
        item: Some(world.item("MUG")),
        quantity: 1,
        ..Default::default()
    };
    let fine = Announcement {
        supplier: Some(supplier),
        lines: vec![line.clone()],
        due: "2026-02-28".to_owned(),
        ..Announcement::default()
    };
    let with = |change: &dyn Fn(&mut Announcement)| {
        let mut form = fine.clone();
        change(&mut form);
        world
            .write(move |cx| receiving::announce(cx, &form))
            .map(|_| ())
            .map_err(|invalid| (invalid.field(), invalid.code()))
    };
    assert_eq!(with(&|_| ()), Ok(()));
    assert_eq!(
        with(&|form| form.due = "2026-02-30".to_owned()),
        Err(("due", "unknown"))
    );
    assert_eq!(with(&|form| form.supplier = None), Err(("supplier", "empty")));
    assert_eq!(with(&|form| form.lines.clear()), Err(("lines", "empty")));
    assert_eq!(
        with(&|form| form.lines[0].quantity = 0),
        Err(("quantity", "quantity"))
    );
    assert_eq!(
        with(&|form| form.lines[0].unit_price = -1),
        Err(("unit_price", "unknown"))
    );
    assert_eq!(
        with(&|form| form.purchase_no = "9".repeat(41)),
        Err(("purchase_no", "too_long"))
    );
    assert_eq!(world.told(delivery).0, "open");
}

#[test]
fn handhelds_forget_a_delivery_that_is_over_for_days_and_the_books_do_not() {
    let (world, mut clerk, delivery) = expects(&[("MUG", 2, 8_000)]);
    clerk.does(world.counts(delivery, "MUG", 2));
    clerk.does(closes(delivery, 2, 0));
    clerk.push();
    let told = || {
        let mut rows: BTreeMap<String, bool> = BTreeMap::new();
        let mut since = 0;
        loop {
            let page = clerk.page(since);
            for row in page.rows {
                if matches!(row.kind, RowKind::Delivery | RowKind::DeliveryLine) {
                    rows.insert(row.id.to_string(), row.body.is_some());
                }
            }
            since = page.next;
            if !page.more {
                return rows.into_values().collect::<Vec<_>>();
            }
        }
    };
    assert_eq!(told(), [true, true]);
    assert_eq!(world.write(receiving::forget_old), 0);
    world.pass(3 * 24 * 60 * 60 + 1);
    assert_eq!(world.write(receiving::forget_old), 1);
    assert_eq!(told(), [false, false]);
    assert_eq!(world.told(delivery).0, "done");
}

// ---------------------------------------------------------------- whoever is heard first

/// One gesture of a clerk: what kind of work, on what, how much.
type Gesture = (u8, u8, u8, u8);

struct Clerk {
    device: Device,
    latest: Option<(FactId, TaskRef, i64, i64)>,
    good: i64,
    bad: i64,
}

const LOTS: [(&str, &str); 3] = [("", ""), ("T8", "2027-08-31"), ("T9", "2026-01-31")];
const BLIND: u128 = 0xb11d;

fn gesture(world: &World, deliveries: &[DeliveryId; 2], clerk: &mut Clerk, (_, kind, at, much): Gesture) {
    let delivery = deliveries[usize::from(at) % 2];
    let sku = ["MUG", "TEA", "BAG"][usize::from(at / 2) % 3];
    let quantity = 1 + i64::from(much % 6);
    let (number, expiry) = LOTS[usize::from(much) % 3];
    let received = lot(world.counts(delivery, sku, quantity), number, expiry);
    let task = TaskRef::Delivery(delivery);
    match kind % 8 {
        0..=2 => {
            let fact = if much % 5 == 0 {
                Received {
                    serial: format!("SN{}", much % 2),
                    quantity: 1,
                    ..received
                }
            } else {
                received
            };
            clerk.good += fact.quantity;
            let quantity = fact.quantity;
            clerk.latest = Some((clerk.device.does(fact), task, quantity, 0));
        }
        3 => {
            clerk.bad += quantity;
            clerk.latest = Some((clerk.device.does(bad(received)), task, 0, quantity));
        }
        4 => {
            clerk.device.does(arrives(delivery, 1 + i64::from(much)));
        }
        5 => {
            clerk.device.does(closes(delivery, clerk.good, clerk.bad));
        }
        6 => {
            let put = PutAway {
                lot: Lot {
                    number: number.to_owned(),
                    expiry: expiry.to_owned(),
                },
                // Half of them name no delivery: the dock is one pool.
                delivery: (much % 2 == 0).then_some(delivery),
                ..world.stows(sku, quantity, ["A-01-1", "A-01-2"][usize::from(at) % 2])
            };
            let task = TaskRef::Session(put.session);
            clerk.latest = Some((clerk.device.does(put), task, 0, 0));
        }
        _ => {
            if let Some((id, task, good, bad)) = clerk.latest.take() {
                clerk.good -= good;
                clerk.bad -= bad;
                clerk.device.takes_back(id, task);
            }
        }
    }
}

/// Everything that must not depend on who is heard first. Lines and slips that ask for nothing and hold nothing are
/// left out: they are there or not as the shortage came and went.
fn books(world: &World) -> Vec<String> {
    [
        "select 'stock ' || place || ' ' || item || ' ' || lot || ' ' || condition || ' ' || quantity as t
            from balance where quantity <> 0 order by 1",
        "select 'delivery ' || coalesce(o.id, '') || ' ' || d.state || ' ' || coalesce(d.cartons, -1) || ' '
            || coalesce(d.closed_good, -1) as t
            from delivery d left join delivery o on o.id = d.follows
            where d.follows is null or d.state <> 'cancelled' order by 1",
        "select 'line ' || coalesce(d.follows, d.id) || ' ' || l.item || ' ' || l.expected || ' ' || l.good || ' ' || l.bad as t
            from delivery_line l join delivery d on d.id = l.delivery
            where l.expected + l.good + l.bad <> 0 order by 1",
        "select 'receipt ' || delivery || ' ' || item || ' ' || lot || ' ' || condition || ' ' || damage || ' ' || quantity as t
            from receipt order by 1",
        "select 'serial ' || item || ' ' || serial || ' ' || received as t from serial_number order by 1",
        "select 'stowed ' || delivery || ' ' || item || ' ' || lot || ' ' || quantity as t from stowed where quantity <> 0 order by 1",
        "select 'question ' || kind || ' ' || coalesce(item, '') || ' '
            || case kind when 'serial_twice' then '' else coalesce(task, '') end || ' ' || quantity as t
            from discrepancy where state = 'open' order by 1",
    ]
    .iter()
    .flat_map(|sql| world.texts(sql))
    .chain(stowed(world))
    .collect()
}

/// Where each delivery's pieces are, as its page says.
fn stowed(world: &World) -> Vec<String> {
    let mut all = Vec::new();
    for delivery in world.rows("select id from delivery where follows is null order by id") {
        let id: DeliveryId = delivery.parse("id").unwrap();
        for (item, bin, quantity) in stowed_of(world, id) {
            all.push(format!("in bins {id} {item} {bin} {quantity}"));
        }
    }
    all
}

fn stowed_of(world: &World, delivery: DeliveryId) -> Vec<(ItemId, String, i64)> {
    world
        .store
        .read_now(move |rx| receiving::stowed(rx, delivery))
        .unwrap()
}

/// `merged`: the office says at this step of the schedule, or at the end, that the blind delivery is the expected one;
/// `undone`: it says so in between, and takes it back at once.
fn run(
    world: &World,
    streams: &[(DeviceId, Vec<Envelope>)],
    schedule: &[(u8, u8, bool)],
    merged: Option<(usize, DeliveryId)>,
    undone: bool,
) -> Result<Vec<String>, TestCaseError> {
    let world = world.twin();
    let mut devices: Vec<Device> = streams
        .iter()
        .map(|(id, stream)| Device {
            stream: stream.clone(),
            ..world.device_known(*id, 0)
        })
        .collect();
    let push = |device: &mut Device, count: u8, again: bool| -> Result<(), TestCaseError> {
        if again && device.acked > 1 {
            let batch = device.batch(1 + device.acked / 2, usize::from(count));
            device.send(&batch);
        }
        device.push_some(usize::from(count));
        let found = world.store.read_now(recount::check).expect("a recount");
        prop_assert!(found.is_empty(), "{:#?}", found);
        Ok(())
    };
    let blind = DeliveryId(uuid::Uuid::from_u128(BLIND));
    let mut said = false;
    let mut says = |step: Option<usize>| {
        let Some((at, expected)) = merged.filter(|(at, _)| !said && step.is_none_or(|step| step >= *at))
        else {
            return;
        };
        let _ = at;
        let done = world.write(move |cx| receiving::merge(cx, blind, expected));
        if undone && step.is_some() && done == Merge::Done {
            assert_eq!(
                world.write(move |cx| receiving::unmerge(cx, blind)),
                Unmerge::Done
            );
        } else {
            said = done == Merge::Done;
        }
    };
    for (step, (which, count, again)) in schedule.iter().enumerate() {
        let which = usize::from(*which) % devices.len();
        push(&mut devices[which], 1 + count % 7, *again)?;
        says(Some(step));
    }
    for device in &mut devices {
        while device.acked < i64::try_from(device.stream.len()).unwrap() {
            push(device, 7, false)?;
        }
    }
    says(None);
    prop_assert_eq!(world.number("select count(*) as n from quarantine"), 0);
    let found = world.store.read_now(recount::check).expect("a recount");
    prop_assert!(found.is_empty(), "{:#?}", found);
    Ok(books(&world))
}

#[test]
fn two_clerks_on_two_devices_add_up_the_same_whoever_is_heard_first() {
    let world = World::new();
    let supplier = world.supplier("S01");
    let expected = world.announce(supplier, &[("MUG", 7, 8_000), ("TEA", 9, 100), ("MUG", 5, 8_100)]);
    let deliveries = [expected, DeliveryId(uuid::Uuid::from_u128(BLIND))];
    let ids: Vec<DeviceId> = (0..2).map(|_| world.device().id).collect();
    let config = Config {
        cases: 48,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let gestures = proptest::collection::vec((0u8..2, any::<u8>(), any::<u8>(), any::<u8>()), 5..50);
    let schedule = || proptest::collection::vec((any::<u8>(), any::<u8>(), any::<bool>()), 0..20);
    let result = TestRunner::new(config).run(&(gestures, schedule(), schedule()), |(gestures, one, two)| {
        let mut clerks: Vec<Clerk> = ids
            .iter()
            .enumerate()
            .map(|(n, id)| Clerk {
                device: world.device_known(*id, 1 + n as u64),
                latest: None,
                good: 0,
                bad: 0,
            })
            .collect();
        for each in gestures {
            gesture(&world, &deliveries, &mut clerks[usize::from(each.0)], each);
        }
        let streams: Vec<(DeviceId, Vec<Envelope>)> = clerks
            .iter()
            .map(|clerk| (clerk.device.id, clerk.device.stream.clone()))
            .collect();
        prop_assert_eq!(
            run(&world, &streams, &one, None, false)?,
            run(&world, &streams, &two, None, false)?
        );
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn a_blind_delivery_counts_for_the_expected_one_whenever_the_office_says_so() {
    let world = World::new();
    let supplier = world.supplier("S01");
    let expected = world.announce(supplier, &[("MUG", 7, 8_000), ("TEA", 9, 100), ("MUG", 5, 8_100)]);
    let deliveries = [expected, DeliveryId(uuid::Uuid::from_u128(BLIND))];
    let ids: Vec<DeviceId> = (0..2).map(|_| world.device().id).collect();
    let config = Config {
        cases: 20,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let gestures = proptest::collection::vec((0u8..2, any::<u8>(), any::<u8>(), any::<u8>()), 5..40);
    let schedule = || proptest::collection::vec((any::<u8>(), any::<u8>(), any::<bool>()), 1..16);
    let all = (gestures, schedule(), schedule(), 0usize..16, any::<bool>());
    let result = TestRunner::new(config).run(&all, |(gestures, one, two, at, undone)| {
        let mut clerks: Vec<Clerk> = ids
            .iter()
            .enumerate()
            .map(|(n, id)| Clerk {
                device: world.device_known(*id, 1 + n as u64),
                latest: None,
                good: 0,
                bad: 0,
            })
            .collect();
        for each in gestures {
            // One that is closed is nobody's to merge into: only the blind one is closed.
            let each = if each.1 % 8 == 5 {
                (each.0, each.1, 1, each.3)
            } else {
                each
            };
            gesture(&world, &deliveries, &mut clerks[usize::from(each.0)], each);
        }
        let streams: Vec<(DeviceId, Vec<Envelope>)> = clerks
            .iter()
            .map(|clerk| (clerk.device.id, clerk.device.stream.clone()))
            .collect();
        prop_assert_eq!(
            run(&world, &streams, &one, Some((at, expected)), undone)?,
            run(&world, &streams, &two, Some((usize::MAX, expected)), false)?
        );
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn a_blind_delivery_that_was_an_expected_one_is_short_over_and_followed_up_as_one() {
    let (world, mut clerk, expected) = expects(&[("MUG", 10, 8_000), ("PEN", 5, 1_250)]);
    let blind = DeliveryId(uuid::Uuid::from_u128(BLIND));
    clerk.does(DeliveryArrived {
        number: "H3-R1123-140512".to_owned(),
        ..arrives(blind, 3)
    });
    clerk.does(world.counts(blind, "MUG", 12));
    clerk.does(closes(blind, 12, 0));
    clerk.push();
    let offered = world
        .store
        .read_now(move |rx| receiving::offered(rx, blind))
        .unwrap();
    assert_eq!(
        offered
            .iter()
            .map(|one| (one.id, one.same_items))
            .collect::<Vec<_>>(),
        [(expected, 1)]
    );
    let merge = |into| world.write(move |cx| receiving::merge(cx, blind, into));
    assert_eq!(merge(blind), Merge::NotOpen);
    assert_eq!(merge(expected), Merge::Done);
    assert_eq!(merge(expected), Merge::NotBlind);
    assert_eq!(
        (world.told(expected), world.told(blind)),
        (
            ("done".into(), vec!["MUG 10 12 0".into(), "PEN 5 0 0".into()]),
            ("cancelled".into(), vec!["MUG 0 0 0".into()])
        )
    );
    assert_eq!(open_questions(&world), ["over_delivered 2"]);
    assert_eq!(world.of(Place::Dock, "MUG", Condition::Hold), 2);
    let slip = world.follow(expected).expect("a slip");
    assert_eq!(world.told(slip).1, ["PEN 5 0 0"]);
    assert_eq!(
        world.texts(&format!(
            "select note_no || ' ' || cartons as t from delivery where id = '{expected}'"
        )),
        ["SN-77 3"]
    );
    world.check();
    // A device that knows only the blind id is heard late.
    let mut late = world.device();
    late.does(world.counts(blind, "PEN", 5));
    late.push();
    assert_eq!(world.told(slip).0, "cancelled");
    assert_eq!(world.told(expected).1, ["MUG 10 12 0", "PEN 5 5 0"]);
    world.check();
    // Handhelds find the expected delivery by every number, and are led to it.
    let rows = rows_of(&clerk);
    let number = world
        .texts(&format!("select number as t from delivery where id = '{blind}'"))
        .remove(0);
    match &rows[&(RowKind::Delivery, expected.0)] {
        Row::Delivery(delivery) => assert_eq!(delivery.other_numbers, [number, "H3-R1123-140512".to_owned()]),
        other => panic!("{other:?}"),
    }
    match &rows[&(RowKind::Delivery, blind.0)] {
        Row::Delivery(delivery) => assert_eq!(delivery.merged, Some(expected)),
        other => panic!("{other:?}"),
    }
    assert!(
        rows.values()
            .all(|row| !matches!(row, Row::DeliveryLine(line) if line.delivery == blind))
    );
    // Taken back, all of it is the blind one's again.
    assert_eq!(
        world.write(move |cx| receiving::unmerge(cx, blind)),
        Unmerge::Done
    );
    assert_eq!(
        (world.told(expected), world.told(blind)),
        (
            ("open".into(), vec!["MUG 10 0 0".into(), "PEN 5 0 0".into()]),
            ("done".into(), vec!["MUG 0 12 0".into(), "PEN 0 5 0".into()])
        )
    );
    assert_eq!(
        open_questions(&world),
        ["blind_delivery 0", "delivery_differs 5"],
        "nothing is over in a blind one"
    );
    assert_eq!(world.of(Place::Dock, "MUG", Condition::Hold), 0);
    world.check();
}

#[test]
fn what_followed_from_a_merge_may_make_it_stand() {
    let (world, mut clerk, expected) = expects(&[("MUG", 10, 8_000), ("PEN", 5, 1_250)]);
    let blind = DeliveryId(uuid::Uuid::from_u128(BLIND));
    clerk.does(world.counts(blind, "MUG", 12));
    clerk.does(closes(blind, 12, 0));
    clerk.push();
    world.write(move |cx| receiving::merge(cx, blind, expected));
    let undo = || world.write(move |cx| receiving::unmerge(cx, blind));
    let slip = world.follow(expected).expect("a slip");
    let came = clerk.does(world.counts(slip, "PEN", 1));
    clerk.push();
    assert_eq!(undo(), Unmerge::FollowedUp);
    clerk.takes_back(came, TaskRef::Delivery(slip));
    clerk.push();
    world.answers(Kind::OverDelivered, Answer::Accept);
    assert_eq!(undo(), Unmerge::Answered);
    world.check();
}

/// Every row that a handheld holds.
fn rows_of(device: &Device) -> BTreeMap<(RowKind, uuid::Uuid), Row> {
    let mut rows = BTreeMap::new();
    let mut since = 0;
    loop {
        let page = device.page(since);
        for row in page.rows {
            match row.body {
                Some(body) => rows.insert((row.kind, row.id), Row::decode(row.kind, body.get()).unwrap()),
                None => rows.remove(&(row.kind, row.id)),
            };
        }
        since = page.next;
        if !page.more {
            return rows;
        }
    }
}

/// An item as one handheld may know it.
fn seen(device: &Device, item: ItemId) -> Item {
    match rows_of(device).remove(&(RowKind::Item, item.0)) {
        Some(Row::Item(mut item)) => {
            item.seen_by(device.id);
            item
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_names_no_delivery_is_put_away_first_in_first_out() {
    let (world, mut clerk, first) = expects(&[("MUG", 10, 8_000)]);
    let supplier = world.rows("select id from supplier")[0]
        .parse::<SupplierId>("id")
        .unwrap();
    let second = world.announce(supplier, &[("MUG", 6, 8_000)]);
    clerk.does(world.counts(first, "MUG", 10));
    world.pass(60);
    clerk.does(world.counts(second, "MUG", 6));
    world.pass(60);
    clerk.does(world.stows("MUG", 7, "A-01-1"));
    world.pass(60);
    let wrong = clerk.does(world.stows("MUG", 9, "A-01-2"));
    clerk.does(PutAway {
        delivery: Some(second),
        ..world.stows("MUG", 1, "B-01-1")
    });
    clerk.push();
    let told = |delivery| -> Vec<String> {
        stowed_of(&world, delivery)
            .into_iter()
            .map(|(_, bin, quantity)| format!("{bin} {quantity}"))
            .collect()
    };
    // Sixteen came, seventeen were put away: one is nobody's.
    assert_eq!(told(first), ["A-01-1 7", "A-01-2 3"]);
    assert_eq!(told(second), ["A-01-2 5", "B-01-1 1"]);
    clerk.takes_back(wrong, TaskRef::Session(SessionId(uuid::Uuid::from_u128(5))));
    clerk.push();
    assert_eq!(
        (told(first), told(second)),
        (vec!["A-01-1 7".to_owned()], vec!["B-01-1 1".to_owned()])
    );
}

#[test]
fn a_learnt_barcode_stays_known_where_it_was_learnt_until_the_office_answers() {
    let (world, mut one, delivery) = expects(&[("MUG", 20, 8_000)]);
    let mut two = world.device();
    let learns = |sku: &str| BarcodeLearned {
        item: world.item(sku),
        code: "4719999999991".to_owned(),
        quantity: 6,
        unit: Unit::Inner,
        delivery: Some(delivery),
        raw: "4719999999991".to_owned(),
    };
    let (mug, pen) = (world.item("MUG"), world.item("PEN"));
    let knows = |device: &Device, item| seen(device, item).is_called("4719999999991");
    // One code, two items, two devices: each knows its own.
    let mine = one.does(learns("MUG"));
    two.does(learns("PEN"));
    one.push();
    two.push();
    assert_eq!(open_questions(&world), ["barcode_learned 6", "barcode_learned 6"]);
    assert_eq!((knows(&one, mug), knows(&one, pen)), (true, false));
    assert_eq!((knows(&two, mug), knows(&two, pen)), (false, true));
    // The office confirms one of them, for all, and refuses the other.
    let answer = |item: ItemId, said| {
        let open = world.rows(&format!(
            "select id from discrepancy where kind = 'barcode_learned' and item = '{item}' and state = 'open'"
        ));
        let id: DiscrepancyId = open[0].parse("id").unwrap();
        world.write(move |cx| receiving::answer(cx, id, said, None, ""))
    };
    answer(mug, Answer::Confirm);
    assert_eq!(
        (knows(&two, mug), knows(&two, pen)),
        (true, true),
        "asked about until both are answered"
    );
    answer(pen, Answer::Reject);
    assert_eq!((knows(&two, mug), knows(&two, pen)), (true, false));
    let refused = seen(&two, pen).learnt;
    assert_eq!(
        refused,
        [Learnt {
            barcode: learns("PEN").barcode(),
            devices: vec![two.id],
            refused: true
        }]
    );
    assert!(
        seen(&one, pen).learnt.is_empty(),
        "who never taught it is not told"
    );
    // Taught again it is asked about again, and known meanwhile.
    two.does(learns("PEN"));
    two.push();
    assert!(knows(&two, pen));
    // Taken back before anybody answered: known nowhere.
    let other = one.does(BarcodeLearned {
        code: "X-1".to_owned(),
        ..learns("MUG")
    });
    one.push();
    assert!(seen(&one, mug).is_called("X-1"));
    one.takes_back(other, TaskRef::Delivery(delivery));
    one.push();
    assert!(!seen(&one, mug).is_called("X-1") && mine != other);
}

#[test]
fn a_serial_number_that_was_there_on_the_first_day_is_not_received_again_without_a_question() {
    let (world, mut clerk, delivery) = expects(&[("MUG", 3, 8_000)]);
    let opening = |serial: &str| Opening {
        item: world.item("MUG"),
        bin: world.bin("A-01-2"),
        lot: Lot::default(),
        condition: Condition::Good,
        quantity: 1,
        serial: serial.to_owned(),
    };
    let opens = |serial: &str| {
        let opening = opening(serial);
        world.write(move |cx| open_stock(cx, &opening))
    };
    assert_eq!(opens("SN1"), OpeningOutcome::Posted);
    let serial = |serial: &str| Received {
        serial: serial.to_owned(),
        ..world.counts(delivery, "MUG", 1)
    };
    let again = clerk.does(serial("SN1"));
    clerk.does(serial("SN2"));
    clerk.push();
    assert_eq!(open_questions(&world), ["serial_twice 2"]);
    clerk.takes_back(again, TaskRef::Delivery(delivery));
    clerk.push();
    assert_eq!(open_questions(&world), Vec::<String>::new());
    // What came with a delivery was not there on the first day.
    assert_eq!(opens("SN2"), OpeningOutcome::SerialKnown);
    assert_eq!(
        world.texts(
            "select serial || ' ' || received || ' ' || coalesce(bin, '-') as t from serial_number order by 1"
        ),
        [format!("SN1 0 {}", world.bin("A-01-2")), "SN2 1 -".to_owned()]
    );
    world.check();
}
