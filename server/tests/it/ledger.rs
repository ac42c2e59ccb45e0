//! From facts to books: what the ledger, the lines and the questions say after a piece of work, in whatever order
//! its facts arrive.

use crate::world::{Device, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use server::domain::orders::OrderFilter;
use server::domain::shipments::{self, LabelOutcome};
use server::domain::{discrepancies, orders, stock, waves};
use shared::facts::*;
use shared::id::*;
use shared::stock::Place;
use std::collections::{BTreeMap, BTreeSet};

fn released(orders: &[(&str, &[(&str, i64)])]) -> (World, Device, Device) {
    let world = World::new();
    for (order_no, goods) in orders {
        world.order(order_no, goods);
    }
    world.release(&orders.iter().map(|(order_no, _)| *order_no).collect::<Vec<_>>());
    let (picker, packer) = (world.device(), world.device());
    (world, picker, packer)
}

fn of(pick: &Picked, quantity: i64) -> Picked {
    Picked {
        quantity,
        ..pick.clone()
    }
}

fn short(pick: &Picked, quantity: i64) -> ShortPicked {
    let Picked {
        list,
        line,
        item,
        bin,
        lot,
        ..
    } = pick.clone();
    ShortPicked {
        list,
        line,
        item,
        bin,
        lot,
        quantity,
        reason: ShortReason::TooFew,
    }
}

fn pack_short(pack: &Packed, quantity: i64) -> PackShort {
    PackShort {
        shipment: pack.shipment,
        line: pack.line,
        item: pack.item,
        quantity,
        reason: ShortReason::NotFound,
    }
}

fn tote(list: ListId) -> ToteAttached {
    ToteAttached {
        list,
        tote: "T-1".to_owned(),
    }
}

fn manifest(n: u128) -> ManifestId {
    ManifestId(uuid::Uuid::from_u128(n))
}

#[test]
fn an_order_goes_from_bin_to_customer() {
    let (world, mut picker, mut packer) = released(&[("1001", &[("MUG", 12), ("TEA", 3)])]);
    let (list, shipment) = (world.list("1001"), world.shipment("1001"));
    assert_eq!(
        (world.reserved("A-01-1", "MUG"), world.reserved("A-02-1", "TEA")),
        (12, 3)
    );
    picker.does(tote(list));
    picker.push();
    assert_eq!(world.list_state(list), "started");
    // One carton of twelve, then the tea.
    for pick in world.picks(list) {
        picker.does(pick);
    }
    picker.push();
    assert_eq!(
        (world.stock("A-01-1", "MUG"), world.at(Place::Tote(list), "MUG")),
        (8, 12)
    );
    assert_eq!(
        (world.list_state(list), world.reserved("A-01-1", "MUG")),
        ("done".to_owned(), 0)
    );
    for pack in world.packs("1001") {
        packer.does(pack);
    }
    packer.push();
    assert_eq!(
        (world.shipment_state(shipment), world.order_state("1001")),
        ("started".into(), "released".into())
    );
    packer.does(world.closes("1001"));
    packer.push();
    assert_eq!(
        (world.shipment_state(shipment), world.order_state("1001")),
        ("done".into(), "packed".into())
    );
    assert_eq!(world.at(Place::Parcel(ParcelId(shipment.0)), "TEA"), 3);
    packer.does(world.hands("1001", manifest(1)));
    packer.push();
    assert_eq!(
        (world.order_state("1001"), world.at(Place::Customer, "MUG")),
        ("shipped".into(), 12)
    );
    assert_eq!(world.questions(), Vec::<String>::new());
    world.check();
}

#[test]
fn a_pick_that_was_taken_back_leaves_the_books_as_they_were() {
    let (world, mut picker, _) = released(&[("1001", &[("MUG", 2)])]);
    let list = world.list("1001");
    let pick = world.picks(list).remove(0);
    let id = picker.does(pick.clone());
    picker.push();
    assert_eq!(
        (world.list_state(list), world.reserved("A-01-2", "MUG")),
        ("done".into(), 0)
    );
    picker.takes_back(id, TaskRef::List(list));
    picker.takes_back(id, TaskRef::List(list));
    picker.push();
    assert_eq!(
        (world.stock("A-01-2", "MUG"), world.at(Place::Tote(list), "MUG")),
        (4, 0)
    );
    assert_eq!(
        (world.list_state(list), world.reserved("A-01-2", "MUG")),
        ("started".into(), 2)
    );
    world.check();
}

#[test]
fn what_a_picker_did_not_find_is_not_promised_again_until_someone_has_looked() {
    let (world, mut picker, mut other) = released(&[("1001", &[("BAG", 3)]), ("1002", &[("BAG", 2)])]);
    let (first, second) = (
        world.picks(world.list("1001")).remove(0),
        world.picks(world.list("1002")).remove(0),
    );
    picker.does(of(&first, 1));
    let mine = picker.does(short(&first, 2));
    picker.push();
    let theirs = other.does(short(&second, 2));
    other.push();
    assert_eq!(world.questions(), ["short_pick"], "one question an item and bin");
    assert_eq!(world.number("select quantity as n from discrepancy"), 4);
    assert_eq!(world.list_state(world.list("1001")), "done");
    world.order("1003", &[("BAG", 1)]);
    let missing = world.release(&["1003"]).missing;
    assert_eq!(missing[0].items, [("BAG".to_owned(), 1)]);
    // One of the two found it after all; the other's word stands.
    picker.takes_back(mine, TaskRef::List(world.list("1001")));
    picker.push();
    assert_eq!(world.release(&["1003"]).released, 0);
    other.takes_back(theirs, TaskRef::List(world.list("1002")));
    other.push();
    assert_eq!(world.questions(), Vec::<String>::new());
    assert_eq!(world.release(&["1003"]).released, 1);
    // The office looks into the bin and says: found.
    other.does(short(&second, 1));
    other.push();
    let (item, bin) = (world.item("BAG"), world.bin("B-01-1"));
    world.write(move |cx| {
        discrepancies::close(
            cx,
            discrepancies::Kind::ShortPick,
            &format!("{item} {bin}"),
            "found",
        )?;
        stock::unblock(cx, item, bin)
    });
    world.order("1004", &[("BAG", 1)]);
    assert_eq!(world.release(&["1004"]).released, 1);
    world.check();
}

#[test]
fn two_pickers_do_one_list_and_the_surplus_is_to_be_put_back() {
    let (world, mut one, mut two) = released(&[("1001", &[("MUG", 2)])]);
    let pick = world.picks(world.list("1001")).remove(0);
    one.does(of(&pick, 2));
    two.does(of(&pick, 1));
    let last = two.does(of(&pick, 1));
    one.push();
    two.push();
    assert_eq!(
        (
            world.stock("A-01-2", "MUG"),
            world.at(Place::Tote(pick.list), "MUG")
        ),
        (0, 4)
    );
    assert_eq!(world.questions(), ["surplus_picked"]);
    assert_eq!(world.number("select quantity as n from discrepancy"), 2);
    two.takes_back(last, TaskRef::List(pick.list));
    two.push();
    assert_eq!(
        world.number("select quantity as n from discrepancy where state = 'open'"),
        1
    );
    world.check();
}

#[test]
fn a_piece_that_one_missed_and_another_found_is_no_surplus() {
    let (world, mut one, mut two) = released(&[("1001", &[("MUG", 2)])]);
    let pick = world.picks(world.list("1001")).remove(0);
    one.does(short(&pick, 1));
    two.does(of(&pick, 2));
    one.push();
    two.push();
    assert_eq!(world.questions(), ["short_pick"]);
    world.check();
}

#[test]
fn packed_before_picked_asks_and_answers_itself() {
    let (world, mut picker, mut packer) = released(&[("1001", &[("MUG", 2)])]);
    let list = world.list("1001");
    picker.does(world.picks(list).remove(0));
    packer.does(world.packs("1001").remove(0));
    packer.does(world.closes("1001"));
    packer.push();
    assert_eq!(
        (world.at(Place::Tote(list), "MUG"), world.questions()),
        (-2, vec!["negative_stock".to_owned()])
    );
    world.check();
    picker.push();
    assert_eq!(
        (world.at(Place::Tote(list), "MUG"), world.questions()),
        (0, vec![])
    );
    assert_eq!(world.texts("select answer as t from discrepancy"), ["by_itself"]);
    world.check();
}

#[test]
fn a_short_parcel_asks_until_the_piece_turns_up() {
    let (world, _, mut packer) = released(&[("1001", &[("PEN", 3)])]);
    let pack = world.packs("1001").remove(0);
    packer.does(pack_short(&pack, 1));
    packer.does(Packed {
        quantity: 2,
        ..pack.clone()
    });
    packer.push();
    assert_eq!(world.questions(), ["negative_stock", "pack_short"]);
    packer.does(Packed {
        quantity: 1,
        ..pack.clone()
    });
    packer.push();
    assert_eq!(world.questions(), ["negative_stock"]);
    packer.does(Packed { quantity: 1, ..pack });
    packer.push();
    assert_eq!(world.questions(), ["negative_stock", "over_packed"]);
    world.check();
}

#[test]
fn a_number_of_the_pool_is_used_or_void_and_never_given_again() {
    let world = World::new();
    world.order_by_tcat("1001", &[("MUG", 1)]);
    world.order_by_tcat("1002", &[("MUG", 1)]);
    world.release(&["1001", "1002"]);
    let mut packer = world.device();
    let close = world.closes("1001");
    assert_eq!(close.label, "900000000001");
    // The packer took another label than the one that was foreseen.
    packer.does(ParcelClosed {
        label: "777777777777".to_owned(),
        ..close
    });
    packer.does(world.closes("1002"));
    packer.push();
    let states = world.texts("select number || ' ' || state as t from waybill order by number");
    assert_eq!(
        states,
        [
            "777777777777 used",
            "900000000001 void",
            "900000000002 used",
            "900000000003 free",
            "900000000004 free",
            "900000000005 free"
        ]
    );
    world.order_by_tcat("1003", &[("MUG", 1)]);
    world.release(&["1003"]);
    assert_eq!(world.closes("1003").label, "900000000003");
    assert_eq!(world.questions(), Vec::<String>::new());
    // One number on two parcels.
    packer.does(ParcelClosed {
        label: "777777777777".to_owned(),
        ..world.closes("1003")
    });
    packer.push();
    assert_eq!(world.questions(), ["label_twice"]);
}

/// Codes by which a handheld finds a shipment or a list.
fn codes_of(world: &World, id: uuid::Uuid) -> Vec<String> {
    let page = world.store.read_now(|rx| {
        rx.row(
            "select kind, body from feed where id = ?1 and body is not null",
            server::params![id],
        )
    });
    let row = page.expect("a read").expect("the row is in the feed");
    let kind = shared::row::RowKind::parse(&row.text("kind").unwrap()).unwrap();
    let row = shared::row::Row::decode(kind, &row.text("body").unwrap()).unwrap();
    row.codes().into_iter().map(str::to_owned).collect()
}

#[test]
fn one_shipment_closed_with_two_numbers_keeps_both_and_asks_which_is_on_the_parcel() {
    let close_with = |close: &ParcelClosed, label: &str| ParcelClosed {
        label: label.to_owned(),
        raw: label.to_owned(),
        ..close.clone()
    };
    let world = World::new();
    world.order_by_tcat("1001", &[("MUG", 1)]);
    world.release(&["1001"]);
    let (mut one, mut two) = (world.device(), world.device());
    let (shipment, close) = (world.shipment("1001"), world.closes("1001"));
    one.does(close_with(&close, "900000000001"));
    world.pass(60);
    two.does(close_with(&close, "777777777777"));
    // The later one is heard first.
    two.push();
    assert_eq!(world.questions(), Vec::<String>::new());
    one.push();
    let label = || world.texts("select parcel_label as t from shipment").remove(0);
    assert_eq!(
        (world.questions(), label()),
        (vec!["two_labels".to_owned()], "900000000001".to_owned())
    );
    assert_eq!(
        world.texts("select detail as t from discrepancy"),
        ["900000000001 / 777777777777"]
    );
    assert_eq!(
        world.texts("select number || ' ' || state as t from waybill where state <> 'free' order by 1"),
        ["777777777777 used", "900000000001 used"],
        "neither is given again"
    );
    let codes = codes_of(&world, shipment.0);
    for number in ["900000000001", "777777777777"] {
        assert!(
            codes.iter().any(|code| code == number),
            "{number} finds the shipment"
        );
        let filter = OrderFilter {
            query: number.to_owned(),
            ..OrderFilter::default()
        };
        let found = world.store.read_now(move |rx| orders::count(rx, &filter));
        assert_eq!(found.unwrap(), 1, "the office finds the order by {number}");
    }
    let order = world.order_id("1001");
    let views = world
        .store
        .read_now(move |rx| shipments::shipments_of_order(rx, order));
    assert_eq!(views.unwrap()[0].other_labels, ["777777777777"]);
    // What the driver's list says is what was read when the parcel left.
    let handed = one.does(HandedOver {
        raw: "777777777777".to_owned(),
        ..world.hands("1001", manifest(1))
    });
    one.push();
    assert_eq!(label(), "777777777777");
    one.takes_back(handed, TaskRef::Manifest(manifest(1)));
    one.push();
    assert_eq!(label(), "900000000001");
    // A person has looked.
    assert_eq!(
        world.write(move |cx| shipments::set_label(cx, shipment, "777777777777")),
        LabelOutcome::Set
    );
    assert_eq!(label(), "777777777777");
    assert_eq!(
        world.write(move |cx| shipments::set_label(cx, shipment, "900000000005")),
        LabelOutcome::TooLate
    );
    world.check();
}

#[test]
fn one_list_in_two_totes_is_found_by_both_and_asks_to_bring_them_together() {
    let (world, mut one, mut two) = released(&[("1001", &[("MUG", 2)])]);
    let list = world.list("1001");
    one.does(tote(list));
    world.pass(60);
    two.does(ToteAttached {
        list,
        tote: "T-2".to_owned(),
    });
    two.push();
    one.push();
    assert_eq!(world.questions(), ["two_totes"]);
    assert_eq!(world.texts("select detail as t from discrepancy"), ["T-1 / T-2"]);
    assert_eq!(
        world.texts(
            "select tote || ' ' || (select label from device d where d.id = device) as t from pick_list"
        ),
        ["T-1 H2"],
        "the first tote; the last who began has it"
    );
    let codes = codes_of(&world, list.0);
    assert!(
        ["T-1", "T-2"]
            .iter()
            .all(|tote| codes.iter().any(|code| code == tote)),
        "{codes:?}"
    );
    world.check();
}

#[test]
fn a_list_that_goes_on_from_its_own_tote_asks_nothing() {
    let (world, mut one, mut two) = released(&[("1001", &[("MUG", 2)])]);
    let list = world.list("1001");
    one.does(tote(list));
    one.push();
    two.does(ListTakenOver {
        list,
        from: one.by,
        lead: None,
        tote: Some("T-1".to_owned()),
    });
    two.push();
    assert_eq!(world.questions(), Vec::<String>::new());
}

#[test]
fn a_parcel_that_was_handed_over_before_its_packing_arrived_is_at_the_customer_all_the_same() {
    let (world, mut picker, mut packer) = released(&[("1001", &[("MUG", 2)])]);
    let (list, shipment) = (world.list("1001"), world.shipment("1001"));
    let pack = world.packs("1001").remove(0);
    packer.does(world.picks(list).remove(0));
    let wrong = packer.does(pack.clone());
    packer.takes_back(wrong, TaskRef::Shipment(shipment));
    packer.does(pack);
    packer.does(world.closes("1001"));
    let handed = picker.does(world.hands("1001", manifest(1)));
    picker.push();
    assert_eq!(
        (world.order_state("1001"), world.at(Place::Customer, "MUG")),
        ("shipped".into(), 0)
    );
    world.check();
    packer.push();
    assert_eq!(
        (world.order_state("1001"), world.at(Place::Customer, "MUG")),
        ("shipped".into(), 2)
    );
    assert_eq!(world.questions(), Vec::<String>::new());
    // Taken off the pile again: it is here, packed.
    picker.takes_back(handed, TaskRef::Manifest(manifest(1)));
    picker.push();
    assert_eq!(
        (
            world.order_state("1001"),
            world.at(Place::Parcel(ParcelId(shipment.0)), "MUG")
        ),
        ("packed".into(), 2)
    );
    world.check();
}

#[test]
fn a_hand_over_that_was_taken_back_before_the_parcel_closed_does_not_make_it_packed() {
    let (world, mut one, _) = released(&[("1001", &[("MUG", 2)])]);
    let handed = one.does(world.hands("1001", manifest(1)));
    one.takes_back(handed, TaskRef::Manifest(manifest(1)));
    one.push();
    assert_eq!(world.order_state("1001"), "released");
}

#[test]
fn a_parcel_on_two_piles_counts_on_the_first_and_the_other_count_differs() {
    let (world, mut one, mut two) = released(&[("1001", &[("MUG", 2)])]);
    let close = |manifest, carrier| ManifestClosed {
        manifest,
        carrier,
        number: "H1-1".to_owned(),
        parcels: 1,
        cod: 0,
        driver: "司機".to_owned(),
        signature: String::new(),
    };
    let own = world.carrier("own");
    two.does(world.hands("1001", manifest(2)));
    two.does(close(manifest(2), own));
    two.push();
    assert_eq!(world.questions(), Vec::<String>::new());
    let first = one.does(world.hands("1001", manifest(1)));
    one.push();
    assert_eq!(world.questions(), ["manifest_differs"]);
    one.takes_back(first, TaskRef::Manifest(manifest(1)));
    one.push();
    assert_eq!(
        (world.questions(), world.order_state("1001")),
        (vec![], "shipped".into())
    );
    world.check();
}

#[test]
fn packing_a_cancelled_order_asks_to_take_the_goods_out() {
    let (world, _, mut packer) = released(&[("1001", &[("PEN", 1)])]);
    let (packs, close, hand) = (
        world.packs("1001"),
        world.closes("1001"),
        world.hands("1001", manifest(1)),
    );
    let order = world.order_id("1001");
    world.write(move |cx| waves::cancel_order(cx, order, "customer"));
    let packed = packer.does(packs[0].clone());
    packer.push();
    assert_eq!(world.questions(), ["negative_stock", "packed_cancelled"]);
    packer.takes_back(packed, TaskRef::Shipment(close.shipment));
    packer.push();
    assert_eq!(world.questions(), Vec::<String>::new());
    packer.does(packs[0].clone());
    packer.does(close);
    let handed = packer.does(hand);
    packer.push();
    assert_eq!(
        world.questions(),
        ["handed_over_cancelled", "negative_stock", "packed_cancelled"]
    );
    packer.takes_back(handed, TaskRef::Manifest(manifest(1)));
    packer.push();
    assert_eq!(world.questions(), ["negative_stock", "packed_cancelled"]);
    assert_eq!(world.order_state("1001"), "cancelled");
    world.check();
}

#[test]
fn work_on_tasks_that_the_books_never_saw_is_posted_and_asked_about() {
    let (world, mut device, _) = released(&[("1001", &[("PEN", 1)])]);
    let (list, line) = (ListId(uuid::Uuid::from_u128(1)), LineId(uuid::Uuid::from_u128(2)));
    let pick = Picked {
        list,
        line,
        ..world.picks(world.list("1001")).remove(0)
    };
    device.does(tote(list));
    device.does(ListTakenOver {
        list,
        from: None,
        lead: None,
        tote: None,
    });
    device.does(pick.clone());
    device.does(short(&pick, 1));
    device.push();
    assert_eq!(
        (world.stock("B-01-1", "PEN"), world.questions()),
        (29, vec!["unknown_task".to_owned()])
    );
    world.check();
}

// ---------------------------------------------------------------- a day in any order

/// What one device believes while it has no network: only its own work.
#[derive(Default)]
struct Belief {
    totes: BTreeSet<ListId>,
    done: BTreeMap<uuid::Uuid, i64>,
    closed: BTreeSet<ShipmentId>,
    pile: Vec<(FactId, ShipmentId)>,
    manifest: u64,
    /// By the text of its task.
    latest: BTreeMap<String, (FactId, Fact)>,
}

/// What only one device saw: the tote it took, the label that lay on its bench.
fn own_number(device: &Device, what: &str) -> String {
    format!("{what}{}", device.id.0.as_u128() % 1_000_000_007)
}

const ORDERS: [&str; 4] = ["1001", "1002", "1003", "1004"];

struct Plan {
    world: World,
    picks: Vec<Picked>,
    packs: Vec<Vec<Packed>>,
    closes: Vec<ParcelClosed>,
    hands: Vec<HandedOver>,
}

fn plan() -> Plan {
    let world = World::new();
    world.order(ORDERS[0], &[("MUG", 3), ("TEA", 2)]);
    world.order(ORDERS[1], &[("MUG", 2)]);
    world.order(ORDERS[2], &[("TEA", 3), ("PEN", 2)]);
    world.order_by_tcat(ORDERS[3], &[("PEN", 2)]);
    world.release_batch(&ORDERS, 2);
    let lists: BTreeSet<ListId> = ORDERS.iter().map(|order| world.list(order)).collect();
    Plan {
        picks: lists.iter().flat_map(|list| world.picks(*list)).collect(),
        packs: ORDERS.iter().map(|order| world.packs(order)).collect(),
        closes: ORDERS.iter().map(|order| world.closes(order)).collect(),
        hands: ORDERS
            .iter()
            .map(|order| world.hands(order, manifest(1)))
            .collect(),
        world,
    }
}

/// One gesture: which device, what kind of work, on what, how much.
type Gesture = (u8, u8, u8, u8);

fn gesture(plan: &Plan, device: &mut Device, belief: &mut Belief, (_, kind, at, much): Gesture) {
    let (at, much) = (usize::from(at), i64::from(much));
    let order = at % ORDERS.len();
    let pick = &plan.picks[at % plan.picks.len()];
    let pack = &plan.packs[order][at % plan.packs[order].len()];
    let left = |belief: &Belief, id: uuid::Uuid, quantity: i64| {
        quantity - belief.done.get(&id).copied().unwrap_or(0)
    };
    let fact: Fact = match kind % 8 {
        0 | 1 => {
            let left = left(belief, pick.line.0, pick.quantity);
            if left == 0 {
                return;
            }
            if belief.totes.insert(pick.list) {
                begin(device, pick.list, much);
            }
            let quantity = 1 + much % left;
            *belief.done.entry(pick.line.0).or_default() += quantity;
            of(pick, quantity).into()
        }
        2 => {
            let left = left(belief, pick.line.0, pick.quantity);
            if left == 0 {
                return;
            }
            *belief.done.entry(pick.line.0).or_default() += left;
            short(pick, left).into()
        }
        3 | 4 => {
            let left = left(belief, pack.line.0, pack.quantity);
            if left == 0 || belief.closed.contains(&pack.shipment) {
                return;
            }
            let quantity = 1 + much % left;
            *belief.done.entry(pack.line.0).or_default() += quantity;
            Packed {
                quantity,
                ..pack.clone()
            }
            .into()
        }
        5 => {
            // Everything that is left goes short, then the label.
            let shipment = pack.shipment;
            if !belief.closed.insert(shipment) {
                return;
            }
            for pack in &plan.packs[order] {
                let left = left(belief, pack.line.0, pack.quantity);
                if left > 0 {
                    *belief.done.entry(pack.line.0).or_default() += left;
                    device.does(pack_short(pack, left));
                }
            }
            belief.latest.remove(&TaskRef::Shipment(shipment).to_string());
            let label = label(plan, device, order, much);
            ParcelClosed {
                raw: label.clone(),
                label,
                weight_g: Some(100 + much),
                ..plan.closes[order].clone()
            }
            .into()
        }
        6 => return hand_or_close(plan, device, belief, order, much),
        _ => return take_back(device, belief, at),
    };
    let id = device.does(fact.clone());
    if fact.can_be_undone() {
        belief
            .latest
            .insert(fact.task().expect("work has a task").to_string(), (id, fact));
    }
}

/// A tote for the list; or somebody else's list goes on here, in the tote that they had or in none.
fn begin(device: &mut Device, list: ListId, much: i64) {
    let own = own_number(device, "T-");
    match much % 4 {
        0 => device.does(tote(list)),
        1 | 2 => device.does(ToteAttached { list, tote: own }),
        _ => device.does(ListTakenOver {
            list,
            from: None,
            lead: None,
            tote: (much % 8 == 3).then_some(own),
        }),
    };
}

/// The number that was foreseen, one of the device's own, or the neighbour's by mistake.
fn label(plan: &Plan, device: &Device, order: usize, much: i64) -> String {
    match much % 5 {
        0 | 1 => plan.closes[order].label.clone(),
        2 | 3 => own_number(device, &format!("77{order}")),
        _ => plan.closes[(order + 1) % ORDERS.len()].label.clone(),
    }
}

fn hand_or_close(plan: &Plan, device: &mut Device, belief: &mut Belief, order: usize, much: i64) {
    if belief.manifest == 0 {
        belief.manifest = 1;
    }
    let pile = manifest((device.id.0.as_u128() >> 16) + u128::from(belief.manifest));
    let carrier = plan.hands[order].carrier;
    if much % 3 > 0 {
        let shipment = plan.hands[order].shipment;
        if belief.pile.iter().any(|(_, other)| *other == shipment) {
            return;
        }
        let fact = HandedOver {
            manifest: pile,
            raw: label(plan, device, order, much),
            ..plan.hands[order].clone()
        };
        let id = device.does(fact.clone());
        belief.pile.push((id, shipment));
        belief
            .latest
            .insert(TaskRef::Manifest(pile).to_string(), (id, fact.into()));
    } else {
        device.does(ManifestClosed {
            manifest: pile,
            carrier,
            number: format!("H-{}", belief.manifest),
            parcels: i64::try_from(belief.pile.len()).unwrap(),
            cod: 0,
            driver: "司機".to_owned(),
            signature: String::new(),
        });
        belief.pile.clear();
        belief.manifest += 1;
        belief.latest.remove(&TaskRef::Manifest(pile).to_string());
    }
}

fn take_back(device: &mut Device, belief: &mut Belief, at: usize) {
    let Some(task) = belief.latest.keys().nth(at % belief.latest.len().max(1)).cloned() else {
        return;
    };
    let Some((id, fact)) = belief.latest.remove(&task) else {
        return;
    };
    let (line, quantity) = match &fact {
        Fact::Picked(fact) => (fact.line.0, fact.quantity),
        Fact::ShortPicked(fact) => (fact.line.0, fact.quantity),
        Fact::Packed(fact) => (fact.line.0, fact.quantity),
        Fact::PackShort(fact) => (fact.line.0, fact.quantity),
        Fact::HandedOver(fact) => {
            belief.pile.retain(|(_, shipment)| *shipment != fact.shipment);
            (fact.shipment.0, 0)
        }
        other => panic!("{} cannot be taken back", other.kind()),
    };
    *belief.done.entry(line).or_default() -= quantity;
    device.takes_back(id, fact.task().expect("work has a task"));
}

/// Everything that must not depend on who is heard first.
fn books(world: &World) -> Vec<String> {
    [
        "select 'stock ' || place || ' ' || item || ' ' || lot || ' ' || quantity as t from balance where quantity <> 0 order by 1",
        "select 'line ' || id || ' ' || picked || ' ' || short || ' ' || reserves as t from pick_line order by 1",
        "select 'list ' || id || ' ' || state || ' ' || coalesce(tote, '') || ' ' || coalesce(picker, '') || ' '
            || coalesce(device, '') as t from pick_list order by 1",
        "select 'shipment ' || id || ' ' || state || ' ' || coalesce(parcel, '') || ' ' || coalesce(parcel_label, '') || ' '
            || coalesce(manifest, '') || ' ' || coalesce(handed_at, 0) || ' ' || coalesce(weight_g, 0) || ' '
            || coalesce(packed_by, '') as t from shipment order by 1",
        "select 'piece ' || id || ' ' || packed || ' ' || short as t from shipment_line order by 1",
        "select 'order ' || order_no || ' ' || state as t from orders order by 1",
        "select 'pile ' || m.id || ' ' || m.state || ' ' || m.parcels || ' ' || (select count(*) from shipment s where
            s.manifest = m.id) as t from manifest m order by 1",
        "select 'label ' || number || ' ' || state || ' ' || coalesce(shipment, '') as t from waybill order by 1",
        "select 'question ' || kind || ' ' || subject || ' ' || case kind when 'short_pick' then quantity else 0 end || ' '
            || case when kind in ('two_labels', 'two_totes', 'label_twice', 'packed_cancelled')
               then coalesce(task, '') || ' ' || detail else '' end as t
            from discrepancy where state = 'open' order by 1",
        "select 'block ' || item || ' ' || bin as t from stock_block order by 1",
    ]
    .iter()
    .flat_map(|sql| world.texts(sql))
    .collect()
}

/// Pushes the devices' streams in the order of `schedule`: which device, how many facts, and whether an older batch
/// is sent once more.
fn run(
    plan: &Plan,
    streams: &[(DeviceId, Vec<Envelope>)],
    schedule: &[(u8, u8, bool)],
) -> Result<Vec<String>, TestCaseError> {
    let world = plan.world.twin();
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
        let found = world.store.read_now(stock::recount::check).expect("a recount");
        prop_assert!(found.is_empty(), "{:#?}", found);
        Ok(())
    };
    for (which, count, again) in schedule {
        let which = usize::from(*which) % devices.len();
        push(&mut devices[which], 1 + count % 7, *again)?;
    }
    for device in &mut devices {
        // A batch that was sent again without hearing the answer may have moved the server further.
        while device.acked < i64::try_from(device.stream.len()).unwrap() {
            push(device, 7, false)?;
        }
    }
    let off = world.texts(
        "select item || ' ' || sum(quantity) as t from balance group by item having sum(quantity) <> 0",
    );
    prop_assert!(off.is_empty(), "{off:?}");
    prop_assert_eq!(world.number("select count(*) as n from quarantine"), 0);
    Ok(books(&world))
}

#[test]
fn a_day_ends_the_same_whatever_order_the_devices_are_heard_in() {
    let plan = plan();
    let ids: Vec<DeviceId> = (0..3).map(|_| plan.world.device().id).collect();
    let config = Config {
        cases: 32,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let gestures = proptest::collection::vec((0u8..3, any::<u8>(), any::<u8>(), any::<u8>()), 10..70);
    let schedule = || proptest::collection::vec((any::<u8>(), any::<u8>(), any::<bool>()), 0..25);
    let result = TestRunner::new(config).run(&(gestures, schedule(), schedule()), |(gestures, one, two)| {
        let mut devices: Vec<(Device, Belief)> = ids
            .iter()
            .enumerate()
            .map(|(n, id)| (plan.world.device_known(*id, 1 + n as u64), Belief::default()))
            .collect();
        for each in gestures {
            let (device, belief) = &mut devices[usize::from(each.0)];
            gesture(&plan, device, belief, each);
        }
        let streams: Vec<(DeviceId, Vec<Envelope>)> = devices
            .iter()
            .map(|(device, _)| (device.id, device.stream.clone()))
            .collect();
        prop_assert_eq!(run(&plan, &streams, &one)?, run(&plan, &streams, &two)?);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
