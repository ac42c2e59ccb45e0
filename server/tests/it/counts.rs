//! Counting, moving and filling up: what the books say of a bin after people have stood at it, whatever arrives when.

use crate::world::{Device, MORNING, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use server::db::{By, DbError};
use server::domain::counts::{self, Choice, Class, Decided, Limit, Limits, PlanForm, Planned};
use server::domain::{replenish, stock};
use server::params;
use shared::catalogue::ItemKind;
use shared::facts::*;
use shared::id::*;
use shared::row::{Row, RowKind};
use shared::stock::{Condition, Lot, Place};
use shared::task::Round;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use uuid::Uuid;

pub fn session() -> SessionId {
    SessionId(Uuid::from_u128(0x5e55))
}

pub fn visit(n: u128) -> VisitId {
    VisitId(Uuid::from_u128(0x0700 + n))
}

pub fn moves(world: &World, sku: &str, from: &str, to: &str, quantity: i64) -> Transferred {
    Transferred {
        session: session(),
        item: world.item(sku),
        lot: Lot::default(),
        condition: Condition::Good,
        from: world.bin(from),
        to: world.bin(to),
        quantity,
        replenishment: None,
        how: How::Scanned,
        raw: "4710000000017".to_owned(),
        from_raw: from.to_owned(),
        to_raw: to.to_owned(),
        serial: String::new(),
    }
}

pub fn regrades(world: &World, sku: &str, bin: &str, quantity: i64) -> Regraded {
    Regraded {
        session: session(),
        item: world.item(sku),
        lot: Lot::default(),
        bin: world.bin(bin),
        from: Condition::Good,
        to: Condition::Defect,
        quantity,
        reason: RegradeReason::Damaged,
        remark: String::new(),
        raw: "4710000000017".to_owned(),
    }
}

/// One person at one bin: scans it, scans what is there, scans it again; `seconds` in all.
pub fn counts_bin(
    world: &World,
    device: &mut Device,
    id: VisitId,
    task: Option<CountTaskId>,
    bin: &str,
    seen: &[(&str, i64)],
    seconds: i64,
) {
    let good: Vec<_> = seen
        .iter()
        .map(|(sku, pieces)| (*sku, Condition::Good, *pieces))
        .collect();
    counts_conditions(world, device, id, task, bin, &good, seconds);
}

/// The same, with pieces that are not good.
pub fn counts_conditions(
    world: &World,
    device: &mut Device,
    id: VisitId,
    task: Option<CountTaskId>,
    bin: &str,
    seen: &[(&str, Condition, i64)],
    seconds: i64,
) {
    let began_at = world.clock.0.load(Ordering::SeqCst);
    for (sku, condition, quantity) in seen.iter().filter(|(_, _, quantity)| *quantity > 0) {
        device.does(Counted {
            visit: id,
            task,
            bin: world.bin(bin),
            item: world.item(sku),
            lot: Lot::default(),
            condition: *condition,
            serial: String::new(),
            quantity: *quantity,
            how: How::Keyed,
            raw: "4710000000017".to_owned(),
        });
    }
    world.pass(seconds);
    device.does(BinCounted {
        visit: id,
        task,
        bin: world.bin(bin),
        began_at,
        pieces: seen.iter().map(|(_, _, quantity)| quantity).sum(),
        only: None,
        bin_raw: bin.to_owned(),
    });
}

impl World {
    pub fn counted(&self, visit: VisitId) -> String {
        self.texts(&format!(
            "select state as t from count_visit where id = '{visit}'"
        ))
        .remove(0)
    }

    /// SKU, counted, book, posted of each line.
    fn differences(&self, visit: VisitId) -> Vec<String> {
        self.texts(&format!(
            "select i.sku || ' ' || l.counted || '/' || l.book || ' ' || l.posted as t
             from count_line l join item i on i.id = l.item where l.visit = '{visit}' order by i.sku, l.expiry"
        ))
    }

    pub fn tasks(&self) -> Vec<String> {
        self.texts(
            "select n.code || ' ' || t.round || ' ' || t.state || ' ' || coalesce(s.badge, '-') as t
             from count_task t join bin n on n.id = t.bin left join staff s on s.id = t.not_by order by t.seq",
        )
    }

    pub fn newest_task(&self) -> CountTaskId {
        self.rows("select id from count_task order by created_at desc, seq desc limit 1")[0]
            .parse("id")
            .unwrap()
    }

    pub fn decides(&self, visit: VisitId, accept: bool) -> Decided {
        let who = self.staff("E03");
        self.store
            .write_now(By::Office(who), move |cx| counts::decide(cx, visit, accept))
            .unwrap()
    }

    pub fn plans(&self, choice: Choice, kinds: Vec<ItemKind>) -> Planned {
        let form = PlanForm {
            name: "月盤".to_owned(),
            choice,
            kinds,
        };
        self.write(move |cx| counts::make_plan(cx, &form))
    }
}

// ---------------------------------------------------------------- moved, judged anew, thrown away

#[test]
fn moved_stock_is_promised_from_where_it_is_and_the_list_that_wanted_it_there_is_said() {
    let world = World::new();
    let mut device = world.device();
    world.order("1001", &[("MUG", 15)]);
    world.release(&["1001"]);
    let first = device.does(moves(&world, "MUG", "A-01-1", "A-01-2", 4));
    device.push();
    assert_eq!(
        (world.stock("A-01-1", "MUG"), world.stock("A-01-2", "MUG")),
        (16, 8)
    );
    assert_eq!(world.questions(), Vec::<String>::new());
    let second = device.does(moves(&world, "MUG", "A-01-1", "A-01-2", 3));
    let outcome = device.push();
    assert!(matches!(outcome[0], shared::sync::FactOutcome::Discrepancy(_)));
    assert_eq!(world.questions(), ["over_promised"]);
    assert_eq!(
        world.number("select quantity as n from discrepancy where state = 'open'"),
        2
    );
    // Back again: there is enough, and the question is answered.
    device.takes_back(second, TaskRef::Session(session()));
    device.takes_back(first, TaskRef::Session(session()));
    device.push();
    assert_eq!(world.stock("A-01-1", "MUG"), 20);
    assert_eq!(world.questions(), Vec::<String>::new());
    world.check();
}

#[test]
fn what_was_judged_anew_is_not_sold_and_a_judgement_can_be_taken_back() {
    let world = World::new();
    let mut device = world.device();
    let judged = device.does(regrades(&world, "BAG", "B-01-1", 13));
    device.push();
    let defect = "select quantity as n from balance where condition = 'defect' and place like 'bin:%'";
    assert_eq!((world.number(defect), world.at(Place::Regrade, "BAG")), (13, 0));
    world.order("1001", &[("BAG", 3)]);
    assert_eq!(world.release(&["1001"]).missing[0].items, [("BAG".to_owned(), 1)]);
    device.takes_back(judged, TaskRef::Session(session()));
    device.push();
    assert_eq!(world.number(defect), 0);
    assert_eq!(world.release(&["1001"]).released, 1);
    world.check();
}

#[test]
fn nothing_is_ever_promised_from_a_quarantine_bin() {
    let world = World::new();
    world.write(|cx| {
        cx.exec(
            "update bin set used_for = 'quarantine' where code = 'B-01-1'",
            params![],
        )
    });
    world.order("1001", &[("BAG", 1)]);
    assert_eq!(world.release(&["1001"]).released, 0);
}

#[test]
fn scrapping_alone_is_asked_about_and_scrapping_by_two_is_not() {
    let world = World::new();
    let mut device = world.device();
    let scrap = |second: &str| Scrapped {
        session: session(),
        item: world.item("PEN"),
        lot: Lot::default(),
        condition: Condition::Good,
        bin: world.bin("B-01-1"),
        quantity: 2,
        reason: RegradeReason::Damaged,
        remark: String::new(),
        second: world.staff(second),
        raw: "4710000000031".to_owned(),
    };
    device.does(scrap("E03"));
    device.push();
    assert_eq!(world.questions(), Vec::<String>::new());
    device.does(scrap("E01"));
    device.push();
    assert_eq!(world.questions(), ["scrap_alone"]);
    assert_eq!(
        (world.stock("B-01-1", "PEN"), world.at(Place::Scrap, "PEN")),
        (26, 4)
    );
    world.check();
}

// ---------------------------------------------------------------- a count and what others do

#[test]
fn a_pick_that_was_made_before_the_count_and_arrives_after_it_corrects_the_adjustment() {
    let world = World::new();
    let (mut picker, mut counter) = (world.device(), world.device());
    world.pass(600);
    picker.does(moves(&world, "MUG", "A-01-1", "A-01-2", 2));
    world.pass(600);
    counts_bin(&world, &mut counter, visit(1), None, "A-01-1", &[("MUG", 18)], 30);
    counter.push();
    assert_eq!(world.counted(visit(1)), "limit");
    assert_eq!(
        (world.differences(visit(1)), world.stock("A-01-1", "MUG")),
        (vec!["MUG 18/20 -2".to_owned()], 18)
    );
    world.check();
    world.pass(3600);
    picker.push();
    assert_eq!(world.counted(visit(1)), "equal");
    assert_eq!(
        (world.differences(visit(1)), world.stock("A-01-1", "MUG")),
        (vec!["MUG 18/18 0".to_owned()], 18)
    );
    assert_eq!(world.at(Place::Lost, "MUG"), 0);
    let balance = world.number("select count(*) as n from movement where source like 'count:%'");
    assert_eq!(balance, 2, "posted and taken back, nothing is rewritten");
    world.check();
}

#[test]
fn a_pick_after_the_count_is_no_part_of_it() {
    let world = World::new();
    let (mut other, mut counter) = (world.device(), world.device());
    world.pass(600);
    counts_bin(&world, &mut counter, visit(1), None, "A-01-1", &[("MUG", 20)], 30);
    world.pass(120);
    other.does(moves(&world, "MUG", "A-01-1", "A-01-2", 5));
    other.push();
    counter.push();
    assert_eq!(
        (world.counted(visit(1)), world.stock("A-01-1", "MUG")),
        ("equal".to_owned(), 15)
    );
    world.check();
}

#[test]
fn what_happened_within_a_minute_of_the_count_is_not_guessed_the_bin_is_counted_again() {
    let world = World::new();
    let (mut other, mut counter) = (world.device(), world.device());
    world.pass(600);
    other.does(moves(&world, "MUG", "A-01-1", "A-01-2", 2));
    world.pass(40);
    counts_bin(&world, &mut counter, visit(1), None, "A-01-1", &[("MUG", 18)], 30);
    counter.push();
    assert_eq!(
        (world.counted(visit(1)), world.stock("A-01-1", "MUG")),
        ("limit".to_owned(), 18)
    );
    other.push();
    assert_eq!(
        (world.counted(visit(1)), world.stock("A-01-1", "MUG")),
        ("recount".to_owned(), 18)
    );
    assert_eq!(
        world.differences(visit(1)),
        ["MUG 18/20 0"],
        "nothing stays posted"
    );
    assert_eq!(world.tasks(), ["A-01-1 first open -"]);
    // Counted again, and the first stands aside.
    let task = world.newest_task();
    world.pass(600);
    counts_bin(
        &world,
        &mut counter,
        visit(2),
        Some(task),
        "A-01-1",
        &[("MUG", 18)],
        30,
    );
    counter.push();
    assert_eq!(
        (world.counted(visit(1)), world.counted(visit(2))),
        ("superseded".to_owned(), "equal".to_owned())
    );
    assert_eq!(world.texts("select state as t from count_plan"), ["done"]);
    world.check();
}

#[test]
fn what_a_device_without_the_time_did_is_ordered_only_by_when_it_was_heard() {
    let world = World::new();
    let (mut lost, mut counter) = (world.device(), world.device());
    world.pass(600);
    lost.does(moves(&world, "MUG", "A-01-1", "A-01-2", 2));
    lost.stream[0].clock = ClockSource::Wall;
    lost.stream[0].at = 1_000;
    world.pass(600);
    counts_bin(&world, &mut counter, visit(1), None, "A-01-1", &[("MUG", 18)], 30);
    counter.push();
    lost.push();
    assert_eq!(
        world.counted(visit(1)),
        "recount",
        "before or after: nobody knows"
    );
    world.pass(600);
    counts_bin(&world, &mut counter, visit(2), None, "A-01-1", &[("MUG", 18)], 30);
    counter.push();
    assert_eq!(
        world.counted(visit(2)),
        "equal",
        "heard of before the count began"
    );
    world.check();
}

#[test]
fn the_zero_question_of_a_pick_looks_at_one_item_only_and_knows_its_own_pick() {
    let world = World::new();
    let mut picker = world.device();
    world.pass(600);
    picker.does(moves(&world, "PEN", "B-01-1", "A-01-2", 29));
    let began_at = world.clock.0.load(Ordering::SeqCst);
    picker.does(BinCounted {
        visit: visit(1),
        task: None,
        bin: world.bin("B-01-1"),
        began_at,
        pieces: 0,
        only: Some(world.item("PEN")),
        bin_raw: "B-01-1".to_owned(),
    });
    picker.push();
    // One piece is missing of thirty; the bags beside them were not looked at.
    assert_eq!(world.differences(visit(1)), ["PEN 0/1 0"]);
    assert_eq!(world.counted(visit(1)), "second");
    assert_eq!(world.decides(visit(1), true), Decided::Done);
    assert_eq!(
        (world.stock("B-01-1", "PEN"), world.stock("B-01-1", "BAG")),
        (0, 15)
    );
    assert_eq!(world.tasks(), ["B-01-1 second cancelled E01"]);
    world.check();
}

#[test]
fn an_answer_that_the_bin_is_empty_is_ordered_by_what_its_own_device_did_and_not_by_its_clock() {
    // The question came with the first pick; another pick of the same pieces, and the answer a minute later.
    for brought in [false, true] {
        let world = World::new();
        world.order("1001", &[("PEN", 29)]);
        world.release(&["1001"]);
        let mut picker = world.device();
        world.pass(600);
        let pick = world.picks(world.list("1001")).remove(0);
        picker.does(Picked {
            quantity: 20,
            ..pick.clone()
        });
        let began_at = world.clock.0.load(Ordering::SeqCst);
        world.pass(20);
        picker.does(Picked {
            quantity: 10,
            ..pick.clone()
        });
        if brought {
            picker.does(PutAway {
                from: Place::Tote(pick.list),
                ..world.stows("PEN", 1, "B-01-1")
            });
        }
        world.pass(20);
        picker.does(BinCounted {
            visit: visit(1),
            task: None,
            bin: world.bin("B-01-1"),
            began_at,
            pieces: 0,
            only: Some(world.item("PEN")),
            bin_raw: "B-01-1".to_owned(),
        });
        picker.push();
        // What it took out is out; what it brought in since the question cannot have been meant.
        let became = if brought { "recount" } else { "equal" };
        assert_eq!(world.counted(visit(1)), became, "brought: {brought}");
        world.check();
    }
}

#[test]
fn a_scan_that_was_taken_back_was_not_counted() {
    let world = World::new();
    let mut counter = world.device();
    world.pass(600);
    let began_at = world.clock.0.load(Ordering::SeqCst);
    let seen = |quantity| Counted {
        visit: visit(1),
        task: None,
        bin: world.bin("A-01-2"),
        item: world.item("MUG"),
        lot: Lot::default(),
        condition: Condition::Good,
        serial: String::new(),
        quantity,
        how: How::Scanned,
        raw: "4710000000017".to_owned(),
    };
    counter.does(seen(4));
    let wrong = counter.does(seen(12));
    counter.takes_back(wrong, TaskRef::Visit(visit(1)));
    counter.push();
    assert_eq!(world.counted(visit(1)), "counting");
    counter.does(BinCounted {
        visit: visit(1),
        task: None,
        bin: world.bin("A-01-2"),
        began_at,
        pieces: 4,
        only: None,
        bin_raw: "A-01-2".to_owned(),
    });
    counter.push();
    assert_eq!(
        (world.counted(visit(1)), world.stock("A-01-2", "MUG")),
        ("equal".to_owned(), 4)
    );
    world.check();
}

#[test]
fn a_count_whose_scans_do_not_add_up_decides_nothing() {
    let world = World::new();
    let mut counter = world.device();
    world.pass(600);
    counter.does(BinCounted {
        visit: visit(1),
        task: None,
        bin: world.bin("A-01-2"),
        began_at: world.clock.0.load(Ordering::SeqCst),
        pieces: 4,
        only: None,
        bin_raw: "A-01-2".to_owned(),
    });
    counter.push();
    assert_eq!(
        (world.counted(visit(1)), world.questions()),
        ("incomplete".to_owned(), vec!["count_incomplete".to_owned()])
    );
    assert_eq!(
        (world.decides(visit(1), true), world.stock("A-01-2", "MUG")),
        (Decided::NotNow, 4)
    );
    // The scan comes out of quarantine.
    counter.does(Counted {
        visit: visit(1),
        task: None,
        bin: world.bin("A-01-2"),
        item: world.item("MUG"),
        lot: Lot::default(),
        condition: Condition::Good,
        serial: String::new(),
        quantity: 4,
        how: How::Scanned,
        raw: "4710000000017".to_owned(),
    });
    counter.push();
    assert_eq!(
        (world.counted(visit(1)), world.questions()),
        ("equal".to_owned(), vec![])
    );
    world.check();
}

#[test]
fn lots_that_nobody_told_apart_are_missing_where_they_expire_last() {
    let world = World::new();
    let mut counter = world.device();
    world.pass(600);
    counts_bin(&world, &mut counter, visit(1), None, "A-02-1", &[("TEA", 19)], 30);
    counter.push();
    assert_eq!(world.counted(visit(1)), "limit");
    let left = world.texts(&format!(
        "select lot || ' ' || quantity as t from balance where place = 'bin:{}' order by lot",
        world.bin("A-02-1")
    ));
    assert_eq!(left, ["T1 10", "T2 9"]);
    world.check();
}

// ---------------------------------------------------------------- first count, second count, the office

#[test]
fn beyond_the_limit_somebody_else_counts_and_the_office_decides() {
    let world = World::new();
    let (mut one, mut two, mut late) = (world.device(), world.device(), world.device());
    two.by = Some(world.staff("E02"));
    world.order("1001", &[("MUG", 15)]);
    world.release(&["1001"]);
    world.pass(600);
    late.does(moves(&world, "MUG", "A-01-1", "A-01-2", 1));
    world.pass(600);
    counts_bin(&world, &mut one, visit(1), None, "A-01-1", &[("MUG", 12)], 30);
    one.push();
    assert_eq!(
        (world.counted(visit(1)), world.stock("A-01-1", "MUG")),
        ("second".to_owned(), 20)
    );
    assert_eq!(world.tasks(), ["A-01-1 second open E01"]);
    let task = world.newest_task();
    let row = two
        .page(0)
        .rows
        .into_iter()
        .rfind(|row| row.kind == RowKind::CountTask)
        .unwrap();
    let Row::CountTask(told) = Row::decode(RowKind::CountTask, row.body.unwrap().get()).unwrap() else {
        panic!("a task")
    };
    assert_eq!(
        (told.id, told.round, told.not_by),
        (task, Round::Second, Some(world.staff("E01")))
    );
    world.pass(600);
    counts_bin(
        &world,
        &mut two,
        visit(2),
        Some(task),
        "A-01-1",
        &[("MUG", 12)],
        30,
    );
    two.push();
    assert_eq!(
        (world.counted(visit(1)), world.counted(visit(2))),
        ("superseded".to_owned(), "waiting".to_owned())
    );
    assert_eq!(world.questions(), ["count_waits"]);
    assert_eq!(
        world.decides(visit(1), true),
        Decided::NotNow,
        "the second count stands"
    );
    assert_eq!(world.decides(visit(2), true), Decided::Done);
    assert_eq!(world.stock("A-01-1", "MUG"), 12);
    assert_eq!(world.questions(), ["over_promised"], "a list wants fifteen");
    assert_eq!(
        world.number("select quantity as n from discrepancy where state = 'open'"),
        3
    );
    // What was moved before both counts is heard of at last: the accepted difference is one less.
    late.push();
    assert_eq!(world.differences(visit(2)), ["MUG 12/19 -7"]);
    assert_eq!(
        (world.stock("A-01-1", "MUG"), world.stock("A-01-2", "MUG")),
        (12, 5)
    );
    assert_eq!(world.counted(visit(2)), "accepted");
    world.check();
}

#[test]
fn the_first_counter_cannot_confirm_their_own_count_and_the_office_may_ask_again() {
    let world = World::new();
    let (mut one, mut two) = (world.device(), world.device());
    two.by = Some(world.staff("E02"));
    world.pass(600);
    counts_bin(&world, &mut one, visit(1), None, "A-01-1", &[("MUG", 12)], 30);
    one.push();
    let task = world.newest_task();
    world.pass(600);
    counts_bin(
        &world,
        &mut one,
        visit(2),
        Some(task),
        "A-01-1",
        &[("MUG", 12)],
        30,
    );
    one.push();
    assert_eq!(world.counted(visit(2)), "second");
    assert_eq!(
        world.tasks(),
        ["A-01-1 second done E01", "A-01-1 second open E01"]
    );
    let task = world.newest_task();
    world.pass(600);
    counts_bin(
        &world,
        &mut two,
        visit(3),
        Some(task),
        "A-01-1",
        &[("MUG", 13)],
        30,
    );
    two.push();
    assert_eq!(world.counted(visit(3)), "waiting");
    assert_eq!(world.decides(visit(3), false), Decided::Done);
    assert_eq!(world.counted(visit(3)), "second");
    assert_eq!(world.tasks().len(), 3);
    assert_eq!(world.stock("A-01-1", "MUG"), 20, "nothing was posted by anybody");
    world.check();
}

#[test]
fn a_second_count_that_a_late_fact_makes_needless_is_called_off() {
    let world = World::new();
    let (mut late, mut counter) = (world.device(), world.device());
    world.pass(600);
    late.does(moves(&world, "MUG", "A-01-1", "A-01-2", 8));
    world.pass(600);
    counts_bin(&world, &mut counter, visit(1), None, "A-01-1", &[("MUG", 12)], 30);
    counter.push();
    assert_eq!(world.counted(visit(1)), "second");
    late.push();
    assert_eq!(
        (world.counted(visit(1)), world.tasks()),
        ("equal".to_owned(), vec!["A-01-1 second cancelled E01".to_owned()])
    );
    world.check();
}

// ---------------------------------------------------------------- plans

#[test]
fn a_plan_is_made_by_zone_class_age_or_name_and_one_over_no_bins_is_said_to_be_none() {
    let world = World::new();
    let made = |choice, kinds| match world.plans(choice, kinds) {
        Planned::Made(_, bins) => bins,
        Planned::NoBins => 0,
        Planned::TooMany(_) => panic!("not so many"),
    };
    assert_eq!(made(Choice::Zones(vec!["A".to_owned()]), vec![]), 3);
    assert_eq!(made(Choice::Zones(vec!["Z".to_owned()]), vec![]), 0);
    assert_eq!(
        made(Choice::Zones(vec!["A".to_owned()]), vec![ItemKind::Packing]),
        0
    );
    assert_eq!(made(Choice::Bins(vec![world.bin("B-01-1")]), vec![]), 1);
    assert_eq!(made(Choice::NotCountedFor(30), vec![]), 4);
    // Only mugs were picked: they are A, all else is C.
    world.order("1001", &[("MUG", 1)]);
    world.release(&["1001"]);
    assert_eq!(made(Choice::Class(Class::A), vec![]), 2);
    assert_eq!(made(Choice::Class(Class::B), vec![]), 0);
    assert_eq!(made(Choice::Class(Class::C), vec![]), 2);
    let mut counter = world.device();
    world.pass(600);
    counts_bin(&world, &mut counter, visit(1), None, "A-01-1", &[("MUG", 20)], 30);
    counter.push();
    assert_eq!(made(Choice::NotCountedFor(1), vec![]), 3);
    world.pass(2 * 24 * 3600);
    assert_eq!(made(Choice::NotCountedFor(1), vec![]), 4);
}

#[test]
fn a_plan_of_packing_material_does_not_miss_the_goods_beside_it() {
    let world = World::new();
    world.write(|cx| cx.exec("update item set kind = 'packing' where sku = 'BAG'", params![]));
    let Planned::Made(plan, 1) = world.plans(Choice::NotCountedFor(1), vec![ItemKind::Packing]) else {
        panic!("one bin holds packing material")
    };
    let mut counter = world.device();
    world.pass(600);
    counts_bin(
        &world,
        &mut counter,
        visit(1),
        Some(world.newest_task()),
        "B-01-1",
        &[("BAG", 15)],
        30,
    );
    counter.push();
    assert_eq!(
        (world.counted(visit(1)), world.stock("B-01-1", "PEN")),
        ("equal".to_owned(), 30)
    );
    let view = world
        .store
        .read_now(|rx| counts::plan(rx, plan))
        .unwrap()
        .unwrap();
    assert_eq!((view.done, view.bins, view.state.as_str()), (1, 1, "done"));
    world.check();
}

#[test]
fn who_may_still_know_something_of_a_bin_is_named() {
    let world = World::new();
    let (mut counter, mut silent) = (world.device(), world.device());
    world.pass(600);
    counts_bin(&world, &mut counter, visit(1), None, "A-01-1", &[("MUG", 19)], 30);
    counter.push();
    let waiting = || {
        let id = visit(1);
        world
            .store
            .read_now(|rx| -> Result<_, DbError> {
                counts::waiting_for(rx, &counts::visit(rx, id)?.expect("a visit"))
            })
            .unwrap()
    };
    assert_eq!(waiting(), ["H2"]);
    world.pass(60);
    silent.push();
    assert_eq!(waiting(), Vec::<String>::new());
}

// ---------------------------------------------------------------- replenishment

#[test]
fn a_home_below_its_least_is_filled_from_the_reserve_that_expires_first() {
    let world = World::new();
    let home = world.bin("A-01-2");
    world.write(move |cx| {
        cx.exec(
            "update bin set used_for = 'reserve' where code in ('A-01-1', 'B-01-1')",
            params![],
        )?;
        cx.exec(
            "update item set home = ?1, min_stock = 5, max_stock = 12 where sku = 'MUG'",
            params![home],
        )
    });
    assert_eq!(world.write(replenish::propose), 1);
    assert_eq!(
        world.write(replenish::propose),
        0,
        "what is on its way is not asked for twice"
    );
    let task: ReplenishmentId = world.rows("select id from replenishment")[0].parse("id").unwrap();
    assert_eq!(
        world.texts("select quantity || ' ' || state || ' ' || urgent as t from replenishment"),
        ["8 open 0"]
    );
    let mut device = world.device();
    let carry = |quantity| Transferred {
        replenishment: Some(task),
        ..moves(&world, "MUG", "A-01-1", "A-01-2", quantity)
    };
    device.does(carry(6));
    let last = device.does(carry(2));
    device.push();
    assert_eq!(world.texts("select state as t from replenishment"), ["done"]);
    device.takes_back(last, TaskRef::Session(session()));
    device.push();
    assert_eq!(
        world.texts("select moved || ' ' || state as t from replenishment"),
        ["6 started"]
    );
    world.check();
    let rows = device.page(0).rows;
    assert!(
        rows.iter()
            .any(|row| row.kind == RowKind::Replenishment && row.body.is_some())
    );
    assert!(world.write(move |cx| replenish::cancel(cx, task)));
    assert_eq!(world.texts("select state as t from replenishment"), ["cancelled"]);
}

// ---------------------------------------------------------------- in any order

/// The bins as they really are, beside the books: what people do to them, and what gets lost or broken without a word.
struct Reality {
    /// Good pieces, and defect ones.
    there: BTreeMap<&'static str, (i64, i64)>,
    /// What changed without a word, by when: good and defect pieces more (negative: less).
    changed: Vec<(i64, &'static str, (i64, i64))>,
    /// When each bin was counted, by visit.
    counted: BTreeMap<VisitId, (i64, &'static str)>,
}

impl Reality {
    fn is_more(&mut self, bin: &str, (good, defect): (i64, i64)) {
        let there = self.there.get_mut(bin).unwrap();
        *there = (there.0 + good, there.1 + defect);
    }

    fn seen(&self, bin: &str) -> [(&'static str, Condition, i64); 2] {
        let (good, defect) = self.there[bin];
        [("MUG", Condition::Good, good), ("MUG", Condition::Defect, defect)]
    }
}

const BINS: [&str; 2] = ["A-01-1", "A-01-2"];

/// As a device writes it that was switched on far from any network, its own clock more than a year behind.
fn forgets_the_time(envelope: &mut Envelope) {
    const BEHIND: i64 = 400 * 24 * 3600 * 1000;
    let mut fact = envelope.fact().unwrap();
    if let Fact::BinCounted(counted) = &mut fact {
        counted.began_at -= BEHIND;
    }
    *envelope = Envelope::new(
        envelope.id,
        envelope.at - BEHIND,
        ClockSource::Wall,
        envelope.by,
        &fact,
    );
}

/// Which device, what, how much, how many seconds pass before it, and whether it is sent at once.
type Gesture = (u8, u8, u8, u8, bool);

fn lives(world: &World, ids: &[DeviceId], gestures: &[Gesture], wall: bool) -> (Vec<Device>, Reality) {
    let mut devices: Vec<Device> = (1u64..)
        .zip(ids)
        .map(|(n, id)| world.device_known(*id, n))
        .collect();
    let mut real = Reality {
        there: [(BINS[0], (20, 0)), (BINS[1], (4, 0))].into(),
        changed: Vec::new(),
        counted: BTreeMap::new(),
    };
    let mut last: [Option<(FactId, &'static str, &'static str, i64)>; 3] = [None; 3];
    for (n, (who, what, much, gap, send)) in gestures.iter().enumerate() {
        world.pass(5 + i64::from(*gap));
        let (who, much) = (usize::from(*who) % 3, i64::from(*much));
        let bin = BINS[usize::from(what & 1)];
        let other = BINS[1 - usize::from(what & 1)];
        let from = devices[who].stream.len();
        let now = world.clock.0.load(Ordering::SeqCst);
        match what >> 1 {
            0..35 => {
                let quantity = (1 + much % 4).min(real.there[bin].0);
                if quantity == 0 {
                    continue;
                }
                let id = devices[who].does(moves(world, "MUG", bin, other, quantity));
                real.is_more(bin, (-quantity, 0));
                real.is_more(other, (quantity, 0));
                last[who] = Some((id, bin, other, quantity));
            }
            35..48 => {
                // Taken back: carried back.
                let Some((id, bin, other, quantity)) = last[who].take() else {
                    continue;
                };
                if real.there[other].0 < quantity {
                    continue;
                }
                devices[who].takes_back(id, TaskRef::Session(session()));
                real.is_more(bin, (quantity, 0));
                real.is_more(other, (-quantity, 0));
            }
            48..56 => {
                let quantity = (1 + much % 3).min(real.there[bin].0);
                if quantity == 0 {
                    continue;
                }
                devices[who].does(regrades(world, "MUG", bin, quantity));
                real.is_more(bin, (-quantity, quantity));
            }
            56..70 => {
                // Broken, and nobody says so.
                let quantity = (much % 3).min(real.there[bin].0);
                real.is_more(bin, (-quantity, quantity));
                real.changed.push((now, bin, (-quantity, quantity)));
            }
            70..84 => {
                let quantity = (much % 3).min(real.there[bin].0);
                real.is_more(bin, (-quantity, 0));
                real.changed.push((now, bin, (-quantity, 0)));
            }
            _ => {
                let id = visit(0x100 + n as u128);
                counts_conditions(
                    world,
                    &mut devices[who],
                    id,
                    None,
                    bin,
                    &real.seen(bin),
                    much % 50,
                );
                real.counted
                    .insert(id, (world.clock.0.load(Ordering::SeqCst), bin));
            }
        }
        if wall && who == 2 {
            devices[who].stream[from..].iter_mut().for_each(forgets_the_time);
        }
        if *send && !wall {
            devices[who].push();
        }
    }
    (devices, real)
}

fn what_stands(world: &World) -> Vec<String> {
    [
        "select place || ' ' || quantity as t from balance where quantity <> 0 order by 1",
        "select v.id || ' ' || v.state || ' ' || l.condition || ' ' || l.counted || ' ' || l.posted || ' ' || l.regraded as t
         from count_visit v join count_line l on l.visit = v.id order by 1",
    ]
    .iter()
    .flat_map(|sql| world.texts(sql))
    .collect()
}

/// What was accepted of each bin is exactly what vanished or broke there since the accepted count before it; and only
/// what vanished is lost.
fn accepted_is_real(world: &World, real: &Reality) -> Result<(), TestCaseError> {
    let mut since: BTreeMap<&str, i64> = BTreeMap::new();
    let mut counted: Vec<(&VisitId, &(i64, &str))> = real.counted.iter().collect();
    counted.sort_by_key(|(_, (at, _))| *at);
    let mut gone = 0;
    for (id, (at, bin)) in counted {
        if !["equal", "limit", "accepted"].contains(&world.counted(*id).as_str()) {
            continue;
        }
        let before = since.insert(bin, *at).unwrap_or(MORNING);
        let changed = real
            .changed
            .iter()
            .filter(|(when, where_, _)| where_ == bin && *when > before && when <= at);
        let (good, defect) = changed.fold((0, 0), |sum, (_, _, more)| (sum.0 + more.0, sum.1 + more.1));
        let posted = |condition: &str, column: &str| {
            world.number(&format!(
                "select cast(coalesce(sum({column}), 0) as bigint) as n from count_line
                 where visit = '{id}' and condition = '{condition}'"
            ))
        };
        prop_assert_eq!(
            (posted("good", "posted"), posted("defect", "posted")),
            (good, defect),
            "{} {}",
            bin,
            id
        );
        prop_assert_eq!(posted("defect", "regraded"), defect, "{} {}", bin, id);
        gone -= good + defect;
    }
    prop_assert_eq!(world.at(Place::Lost, "MUG"), gone);
    prop_assert_eq!(world.at(Place::Regrade, "MUG"), 0);
    Ok(())
}

fn any_order(wall: bool) {
    let config = Config {
        cases: 40,
        max_shrink_iters: 300,
        failure_persistence: None,
        ..Config::default()
    };
    let gestures = proptest::collection::vec(
        (
            any::<u8>(),
            any::<u8>(),
            any::<u8>(),
            any::<u8>(),
            proptest::bool::weighted(0.3),
        ),
        5..60,
    );
    let schedule = proptest::collection::vec((0usize..3, 1usize..6), 0..40);
    let result = TestRunner::new(config).run(&(gestures, schedule), |(gestures, schedule)| {
        let start = World::new();
        // Every difference of these few pieces is within everybody's limit.
        start.write(|cx| {
            let all = Limit {
                pieces: 1_000,
                percent: 100,
            };
            counts::save_limits(
                cx,
                Limits {
                    worker: all,
                    lead: all,
                },
            )
        });
        for _ in 0..3 {
            start.device();
        }
        let world = start.twin();
        let twin = start.twin();
        let ids: Vec<DeviceId> = world
            .rows("select id from device order by label")
            .iter()
            .map(|row| row.parse("id").unwrap())
            .collect();
        let (mut devices, mut real) = lives(&world, &ids, &gestures, wall);
        world.pass(600);
        twin.clock
            .0
            .store(world.clock.0.load(Ordering::SeqCst), Ordering::SeqCst);
        for device in &mut devices {
            device.push();
        }
        let mut others: Vec<Device> = devices
            .iter()
            .map(|device| Device {
                stream: device.stream.clone(),
                ..twin.device_known(device.id, 9)
            })
            .collect();
        for (who, count) in schedule {
            others[who].push_some(count);
        }
        for device in others.iter_mut().rev() {
            device.push();
        }
        prop_assert_eq!(what_stands(&world), what_stands(&twin));
        accepted_is_real(&twin, &real)?;
        // Both bins counted once more with nobody near: the books are what is there.
        for (n, bin) in BINS.into_iter().enumerate() {
            world.pass(600);
            let id = visit(0x900 + n as u128);
            counts_conditions(&world, &mut devices[0], id, None, bin, &real.seen(bin), 20);
            real.counted
                .insert(id, (world.clock.0.load(Ordering::SeqCst), bin));
        }
        devices[0].push();
        accepted_is_real(&world, &real)?;
        for bin in BINS {
            let place = Place::Bin(world.bin(bin));
            let books =
                [Condition::Good, Condition::Defect].map(|condition| world.of(place, "MUG", condition));
            prop_assert_eq!((books[0], books[1]), real.there[bin], "{}", bin);
        }
        for world in [&world, &twin] {
            let found = world.store.read_now(stock::recount::check).expect("a recount");
            prop_assert!(found.is_empty(), "{:#?}", found);
            prop_assert_eq!(world.number("select count(*) as n from quarantine"), 0);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn a_counted_bin_ends_the_same_whatever_order_the_devices_are_heard_in_and_as_it_really_is() {
    any_order(false);
}

#[test]
fn so_it_does_when_one_device_does_not_know_the_time() {
    any_order(true);
}
