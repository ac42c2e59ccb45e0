//! Releases, taking back, and orders that platforms change: the same piece is never promised twice.

use crate::world::{Device, MORNING, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::domain::orders::{self, Arrival, NewOrder};
use server::domain::stock;
use server::domain::waves::{self, CancelOutcome, UndoOutcome};
use shared::facts::*;
use shared::id::*;
use shared::sync::PushRequest;

fn undo(world: &World, wave: WaveId) -> UndoOutcome {
    world.write(move |cx| waves::undo_wave(cx, wave))
}

fn cancel(world: &World, order_no: &str) -> CancelOutcome {
    let order = world.order_id(order_no);
    world.write(move |cx| waves::cancel_order(cx, order, "customer"))
}

fn wave(release: &waves::Release) -> WaveId {
    release.wave.as_ref().expect("something was released").0
}

/// An empty push: the device says how much it still holds.
fn says_pending(device: &mut Device, pending: i64) {
    let request = PushRequest {
        pending,
        ..device.batch(device.acked + 1, 0)
    };
    device.send(&request);
}

#[test]
fn stock_goes_out_by_expiry_and_neither_expired_nor_blocked_stock_is_promised() {
    let world = World::new();
    world.put_lot("A-02-1", "TEA", 50, "T0", "2026-11-22");
    world.order("1001", &[("TEA", 12)]);
    world.release(&["1001"]);
    let picks = world.picks(world.list("1001"));
    let lots: Vec<(&str, i64)> = picks
        .iter()
        .map(|pick| (pick.lot.number.as_str(), pick.quantity))
        .collect();
    assert_eq!(lots, [("T1", 10), ("T2", 2)], "yesterday's lot stays");
    world.order("1002", &[("TEA", 9), ("PEN", 1)]);
    let release = world.release(&["1002"]);
    assert_eq!(
        (release.released, release.missing[0].items.clone()),
        (0, vec![("TEA".to_owned(), 1)])
    );
    assert_eq!(
        (world.order_state("1002"), world.reserved("B-01-1", "PEN")),
        ("open".into(), 0)
    );
    let (item, bin) = (world.item("PEN"), world.bin("B-01-1"));
    world.write(move |cx| stock::block(cx, item, bin, DiscrepancyId(item.0)));
    world.order("1003", &[("PEN", 1)]);
    assert_eq!(world.release(&["1003"]).missing[0].items, [("PEN".to_owned(), 1)]);
    world.check();
}

#[test]
fn an_order_that_is_named_twice_or_released_already_is_passed_over() {
    let world = World::new();
    world.order("1001", &[("MUG", 2)]);
    let release = world.release(&["1001", "1001"]);
    assert_eq!((release.released, release.lists.len()), (1, 1));
    assert_eq!(world.number("select count(*) as n from shipment"), 1);
    assert_eq!(world.release(&["1001"]).passed_over, ["1001"]);
}

#[test]
fn a_release_that_is_undone_frees_its_stock_but_begun_lists_stay() {
    let world = World::new();
    world.order_by_tcat("1001", &[("PEN", 5)]);
    world.order("1002", &[("PEN", 7)]);
    let release = world.release(&["1001", "1002"]);
    let begun = world.list("1002");
    let mut device = world.device();
    device.does(ToteAttached {
        list: begun,
        tote: "T-1".to_owned(),
    });
    device.push();
    assert_eq!(world.reserved("B-01-1", "PEN"), 12);
    let outcome = undo(&world, wave(&release));
    assert_eq!(
        (outcome.reopened, outcome.begun.len(), outcome.waiting.len()),
        (1, 1, 0)
    );
    assert_eq!(world.reserved("B-01-1", "PEN"), 7);
    assert_eq!(
        (world.order_state("1001"), world.order_state("1002")),
        ("open".into(), "released".into())
    );
    world.release(&["1001"]);
    assert_eq!(
        world.closes("1001").label,
        "900000000002",
        "a number given before is void"
    );
    world.check();
}

#[test]
fn what_a_silent_device_may_hold_stays_reserved_until_it_is_heard_from() {
    let world = World::new();
    world.order("1001", &[("PEN", 30)]);
    let release = world.release(&["1001"]);
    let mut device = world.device();
    let cursor = device.catch_up();
    world.pass(600);
    let outcome = undo(&world, wave(&release));
    assert_eq!(outcome.waiting.len(), 1);
    assert_eq!(
        (world.order_state("1001"), world.reserved("B-01-1", "PEN")),
        ("open".into(), 30)
    );
    assert_eq!(
        world.release(&["1001"]).missing[0].items,
        [("PEN".to_owned(), 30)]
    );
    // It says that it holds facts, and does not yet know: nothing is free.
    device.page(cursor);
    says_pending(&mut device, 3);
    assert_eq!(world.reserved("B-01-1", "PEN"), 30);
    // It has pulled past the news but still holds facts; then it holds none.
    device.catch_up();
    assert_eq!(world.reserved("B-01-1", "PEN"), 30);
    says_pending(&mut device, 0);
    assert_eq!(world.reserved("B-01-1", "PEN"), 0);
    assert_eq!(world.release(&["1001"]).released, 1);
    world.check();
}

#[test]
fn a_device_that_went_dark_with_the_answer_on_its_way_counts_as_silent_and_the_office_can_free() {
    let world = World::new();
    let device = world.device();
    let since = device.catch_up();
    world.order("1001", &[("PEN", 30)]);
    let release = world.release(&["1001"]);
    // The answer to this poll holds the list; whether it arrived nobody knows.
    device.page(since);
    world.pass(600);
    assert_eq!(undo(&world, wave(&release)).waiting.len(), 1);
    let list = release.lists[0];
    world.write(move |cx| waves::free_reservation(cx, list));
    assert_eq!(world.reserved("B-01-1", "PEN"), 0);
    // A device that was last heard from long before a list was made does not hold it.
    world.pass(600);
    let release = world.release(&["1001"]);
    assert_eq!(undo(&world, wave(&release)).waiting.len(), 0);
    world.check();
}

#[test]
fn an_order_is_cancelled_wherever_it_is() {
    let world = World::new();
    for order in ["open", "released", "picked", "packed", "shipped"] {
        world.order(order, &[("PEN", 2)]);
    }
    world.release(&["released", "picked", "packed", "shipped"]);
    let mut device = world.device();
    let labels = ["picked", "packed", "shipped"];
    for order in labels {
        device.does(world.picks(world.list(order)).remove(0));
    }
    for order in &labels[1..] {
        device.does(world.packs(order).remove(0));
        device.does(world.closes(order));
    }
    device.does(world.hands("shipped", ManifestId(uuid::Uuid::from_u128(1))));
    device.push();
    let none = CancelOutcome::Cancelled { put_back: 0 };
    assert_eq!(cancel(&world, "open"), none);
    assert_eq!(cancel(&world, "released"), none);
    assert_eq!((world.reserved("B-01-1", "PEN"), world.questions()), (0, vec![]));
    assert_eq!(cancel(&world, "picked"), CancelOutcome::Cancelled { put_back: 2 });
    assert_eq!(world.questions(), ["worked_cancelled"]);
    assert_eq!(
        cancel(&world, "packed"),
        CancelOutcome::Cancelled { put_back: 2 },
        "not twice: the tote is empty"
    );
    assert_eq!(world.questions(), ["packed_cancelled", "worked_cancelled"]);
    assert_eq!(
        cancel(&world, "shipped"),
        CancelOutcome::TooLate("shipped".to_owned())
    );
    assert_eq!(
        cancel(&world, "open"),
        CancelOutcome::TooLate("cancelled".to_owned())
    );
    world.check();
}

#[test]
fn one_order_of_a_batch_list_is_cancelled_and_the_others_go_on() {
    let world = World::new();
    world.order("1001", &[("PEN", 3)]);
    world.order("1002", &[("PEN", 2), ("MUG", 1)]);
    world.release_batch(&["1001", "1002"], 2);
    let list = world.list("1001");
    let mut device = world.device();
    device.catch_up();
    let picks = world.picks(list);
    let pens = picks.iter().find(|pick| pick.item == world.item("PEN")).unwrap();
    let mug = picks.iter().find(|pick| pick.item == world.item("MUG")).unwrap();
    device.does(Picked {
        quantity: 4,
        ..pens.clone()
    });
    device.does(mug.clone());
    device.push();
    assert_eq!(world.list_state(list), "started");
    assert_eq!(cancel(&world, "1001"), CancelOutcome::Cancelled { put_back: 2 });
    // Four pens lie in the tote, two are wanted: the list is done and the rest goes back.
    assert_eq!(
        (world.list_state(list), world.questions()),
        ("done".into(), vec!["surplus_picked".to_owned()])
    );
    assert_eq!(
        (world.reserved("B-01-1", "PEN"), world.order_state("1002")),
        (0, "released".into())
    );
    let head = &world.rows("select orders, pieces from pick_list")[0];
    assert_eq!((head.int("orders").unwrap(), head.int("pieces").unwrap()), (1, 3));
    world.check();
}

#[test]
fn a_batch_list_that_a_silent_device_may_hold_stays_as_it_is_and_the_goods_are_asked_for() {
    let world = World::new();
    world.order("1001", &[("PEN", 3)]);
    world.order("1002", &[("PEN", 2)]);
    world.release_batch(&["1001", "1002"], 2);
    world.device().catch_up();
    world.pass(600);
    assert_eq!(cancel(&world, "1001"), CancelOutcome::Cancelled { put_back: 0 });
    assert_eq!(world.reserved("B-01-1", "PEN"), 5);
    assert_eq!(world.questions(), ["worked_cancelled"]);
    world.check();
}

// ---------------------------------------------------------------- orders that change

fn with(order: &NewOrder, change: impl FnOnce(&mut NewOrder)) -> NewOrder {
    let mut order = order.clone();
    change(&mut order);
    order
}

fn answer(world: &World, order: OrderId, accept: bool) {
    world.write(move |cx| waves::answer_change(cx, order, accept));
}

#[test]
fn the_same_file_again_is_no_news_and_a_change_before_release_is_taken_over() {
    let world = World::new();
    let order = world.new_order("1001", &[("MUG", 2)]);
    let id = world.order("1001", &[("MUG", 2)]);
    assert_eq!(world.arrives(&order), Arrival::Same(id));
    let changed = with(&order, |order| {
        order.told.address = "高雄市".to_owned();
        order.lines[0].quantity = 3;
    });
    assert_eq!(world.arrives(&changed), Arrival::Changed(id));
    assert_eq!(world.arrives(&changed), Arrival::Same(id));
    world.release(&["1001"]);
    assert_eq!(world.picks(world.list("1001"))[0].quantity, 3);
    let unknown = with(&order, |order| {
        (order.order_no, order.lines[0].code) = ("1002".into(), "???".into())
    });
    assert_eq!(
        world.arrives(&unknown),
        Arrival::UnknownCodes(vec!["???".to_owned()])
    );
    for pieces in [0, -1, 1_000_000, 1_000_000_000_000, i64::MAX] {
        let odd = with(&order, |order| {
            order.order_no = "1004".into();
            order.lines[0].quantity = pieces;
        });
        let code = "MUG".to_owned();
        assert_eq!(world.arrives(&odd), Arrival::Pieces { code, pieces });
    }
    let off = with(&order, |order| {
        (order.order_no, order.cancelled) = ("1003".into(), true)
    });
    assert_eq!(world.arrives(&off), Arrival::CancelledBefore);
    assert_eq!(world.number("select count(*) as n from orders"), 1);
}

#[test]
fn a_change_after_release_holds_the_order_until_a_person_has_answered() {
    for accept in [true, false] {
        let world = World::new();
        let order = world.new_order("1001", &[("MUG", 2)]);
        let id = world.order("1001", &[("MUG", 2)]);
        world.release(&["1001"]);
        let shipment = world.shipment("1001");
        let changed = with(&order, |order| order.told.cod = 50_000);
        let held = Arrival::Held {
            order: id,
            reason: "changed:cod".to_owned(),
        };
        assert_eq!(world.arrives(&changed), held);
        assert_eq!(world.arrives(&changed), Arrival::Same(id), "asked once");
        assert_eq!(
            (world.shipment_state(shipment), world.order_state("1001")),
            ("held".into(), "released".into())
        );
        answer(&world, id, accept);
        assert_eq!(world.shipment_state(shipment), "open");
        let cod = world.number("select cod as n from orders");
        assert_eq!(cod, if accept { 50_000 } else { 0 });
        assert_eq!(world.arrives(&changed), Arrival::Same(id), "answered");
        // Changed lines cannot be taken over on the floor; saying so once is enough.
        let lines = with(&changed, |order| order.lines[0].quantity = 1);
        assert!(matches!(world.arrives(&lines), Arrival::Held { .. }));
        answer(&world, id, accept);
        assert_eq!(world.arrives(&lines), Arrival::Same(id));
        // Something new is asked again.
        let again = with(&lines, |order| order.told.address = "台中市".to_owned());
        assert!(matches!(world.arrives(&again), Arrival::Held { .. }));
        world.check();
    }
}

#[test]
fn a_held_order_that_comes_back_from_the_floor_stays_held() {
    let world = World::new();
    let order = world.new_order("1001", &[("MUG", 2)]);
    world.order("1001", &[("MUG", 2)]);
    let release = world.release(&["1001"]);
    world.arrives(&with(&order, |order| order.told.address = "高雄市".to_owned()));
    undo(&world, wave(&release));
    assert_eq!(world.order_state("1001"), "held");
    assert_eq!(world.release(&["1001"]).passed_over, ["1001"]);
    let id = world.order_id("1001");
    answer(&world, id, true);
    assert_eq!(world.order_state("1001"), "open");
}

#[test]
fn an_order_that_the_platform_cancels_is_off_once_a_person_agrees() {
    let world = World::new();
    let order = world.new_order("1001", &[("MUG", 2)]);
    let id = world.order("1001", &[("MUG", 2)]);
    world.release(&["1001"]);
    let off = with(&order, |order| order.cancelled = true);
    assert!(matches!(world.arrives(&off), Arrival::Held { .. }));
    answer(&world, id, true);
    assert_eq!(
        (world.order_state("1001"), world.reserved("A-01-2", "MUG")),
        ("cancelled".into(), 0)
    );
    assert!(
        matches!(world.arrives(&off), Arrival::Same(_) | Arrival::Changed(_)),
        "nobody is asked again"
    );
    assert_eq!(world.order_state("1001"), "cancelled");
    // Before release nobody has to be asked.
    let early = world.new_order("1002", &[("MUG", 1)]);
    world.order("1002", &[("MUG", 1)]);
    world.arrives(&with(&early, |order| order.cancelled = true));
    assert_eq!(world.order_state("1002"), "cancelled");
    let changes = world.store.read_now(|rx| orders::changes(rx, id)).unwrap();
    assert_eq!(
        changes.iter().filter(|change| change.state == "waiting").count(),
        0
    );
    world.check();
}

// ---------------------------------------------------------------- never promised twice

#[test]
fn no_two_releases_promise_the_same_piece() {
    let template = World::new();
    let config = Config {
        cases: 24,
        max_shrink_iters: 100,
        failure_persistence: None,
        ..Config::default()
    };
    let step = (0u8..5, any::<u8>(), 1i64..9);
    let result = TestRunner::new(config).run(&proptest::collection::vec(step, 5..25), |steps| {
        let world = template.twin();
        let mut device = world.device();
        let (mut made, mut released) = (Vec::new(), Vec::new());
        for (n, (kind, at, quantity)) in steps.into_iter().enumerate() {
            let at = usize::from(at);
            match kind {
                0 | 1 => {
                    let order_no = format!("R{n}");
                    let sku = ["MUG", "TEA", "PEN"][at % 3];
                    world.order(&order_no, &[(sku, quantity), ("BAG", 1)]);
                    made.push(order_no);
                }
                2 => {
                    let names: Vec<&str> = made.iter().map(String::as_str).collect();
                    released.extend(world.release_batch(&names, 1 + at % 4).wave.map(|(wave, _)| wave));
                }
                3 if !released.is_empty() => drop(undo(&world, released[at % released.len()])),
                4 if !made.is_empty() => {
                    let order = &made[at % made.len()];
                    if at.is_multiple_of(2) {
                        cancel(&world, order);
                    } else if world.order_state(order) == "released" {
                        let list = world.list(order);
                        let open = world.texts(&format!(
                            "select id as t from pick_line where list = '{list}' and picked < quantity"
                        ));
                        for pick in world
                            .picks(list)
                            .into_iter()
                            .filter(|pick| open.contains(&pick.line.hex()))
                        {
                            device.does(Picked { quantity: 1, ..pick });
                        }
                        device.push();
                    }
                }
                _ => {}
            }
            let over = world.texts(OVER_PROMISED);
            prop_assert!(over.is_empty(), "{:?}", over);
            let found = world.store.read_now(stock::recount::check).expect("a recount");
            prop_assert!(found.is_empty(), "{:#?}", found);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Bins of which more is spoken for than they hold.
const OVER_PROMISED: &str = "
    select l.item || ' ' || l.bin as t
    from pick_line l
    left join balance b on b.place = 'bin:' || l.bin and b.item = l.item and b.lot = l.lot and b.expiry = l.expiry
    where l.reserves = 1
    group by l.item, l.bin, l.lot, l.expiry
    having sum(max(l.quantity - l.picked - l.short, 0)) > max(coalesce(max(b.quantity), 0), 0)";

#[test]
fn the_day_of_the_tests_is_a_day_in_taipei() {
    assert_eq!(
        server::domain::settings::day::minute(MORNING, 480),
        "2026-11-23 09:00"
    );
}
