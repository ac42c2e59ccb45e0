//! What reports say of money: what stock cost, what came in, what was sold; and who may see it.

use crate::world::{Device, MORNING, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::domain::payables;
use server::domain::reports;
use server::domain::stock::{self, Source};
use server::params;
use shared::facts::*;
use shared::id::*;
use shared::stock::{Condition, Lot, Movement, Place};

const DAY: i64 = 86_400_000;

impl World {
    fn cost(&self, sku: &str, moment: i64) -> Option<i64> {
        let costs = self.store.read_now(|rx| reports::costs(rx, moment)).unwrap();
        costs.of(self.item(sku))
    }

    fn bought(&self, sku: &str) -> Option<Option<i64>> {
        let bought = self
            .store
            .read_now(|rx| reports::bought(rx, (MORNING, MORNING + DAY)));
        bought.unwrap().remove(&self.item(sku))
    }
}

/// So many good pieces of a new delivery at this price, an hour after what was before.
pub fn buys(
    world: &World,
    clerk: &mut Device,
    supplier: SupplierId,
    (sku, pieces, price): (&str, i64, i64),
) -> FactId {
    world.pass(3_600);
    let delivery = world.announce(supplier, &[(sku, pieces, price)]);
    let fact = clerk.does(world.counts(delivery, sku, pieces));
    clerk.push();
    fact
}

#[test]
fn each_receipt_moves_the_average_and_what_nobody_priced_has_no_cost() {
    let world = World::new();
    let (supplier, mut clerk) = (world.supplier("S01"), world.device());
    assert_eq!(world.cost("MUG", i64::MAX), None);
    // 24 mugs are there without a price: the first price is theirs, too.
    buys(&world, &mut clerk, supplier, ("MUG", 16, 8_000));
    assert_eq!(world.cost("MUG", i64::MAX), Some(8_000));
    let before = MORNING + 5_400_000;
    let second = buys(&world, &mut clerk, supplier, ("MUG", 40, 9_000));
    assert_eq!(world.cost("MUG", i64::MAX), Some(8_500));
    assert_eq!(world.cost("MUG", before), Some(8_000));
    // Without a price nothing moves, and what came in comes to nothing that is known.
    buys(&world, &mut clerk, supplier, ("MUG", 100, 0));
    assert_eq!(
        (world.cost("MUG", i64::MAX), world.bought("MUG")),
        (Some(8_500), Some(None))
    );
    buys(&world, &mut clerk, supplier, ("PEN", 10, 0));
    assert_eq!((world.cost("PEN", i64::MAX), world.bought("TEA")), (None, None));

    // Taken back, it never came.
    let task = world
        .texts(&format!("select task as t from fact where id = '{second}'"))
        .remove(0);
    clerk.takes_back(
        second,
        TaskRef::Delivery(task["delivery:".len()..].parse().unwrap()),
    );
    clerk.push();
    assert_eq!(world.cost("MUG", i64::MAX), Some(8_000));

    // A price that is set later counts from the day of its delivery.
    world.write(|cx| {
        cx.exec(
            "update delivery_line set unit_price = 5000 where unit_price = 0",
            params![],
        )
        .map(drop)
    });
    assert_eq!(world.cost("PEN", i64::MAX), Some(5_000));
    // 40 at 80.00 and 100 at 50.00.
    assert_eq!(world.cost("MUG", i64::MAX), Some(5_857));
    assert_eq!(world.bought("MUG"), Some(Some(16 * 8_000 + 100 * 5_000)));
}

#[test]
fn a_price_with_tax_inside_costs_what_is_left_without_it() {
    let world = World::new();
    let (supplier, mut clerk) = (world.supplier("S01"), world.device());
    world.write(|cx| {
        cx.exec("update supplier set tax_included = 1", params![])
            .map(drop)
    });
    buys(&world, &mut clerk, supplier, ("MUG", 10, 10_500));
    assert_eq!(
        (world.cost("MUG", i64::MAX), world.bought("MUG")),
        (Some(10_000), Some(Some(100_000)))
    );
}

#[test]
fn what_came_in_comes_to_what_will_be_paid() {
    let world = World::new();
    let (supplier, mut clerk) = (world.supplier("S01"), world.device());
    let delivery = world.announce(supplier, &[("MUG", 10, 8_000), ("PEN", 100, 1_250)]);
    // Two mugs broken, five pens over.
    clerk.does(world.counts(delivery, "MUG", 8));
    clerk.does(Received {
        damage: Some(DamageReason::Broken),
        ..world.counts(delivery, "MUG", 2)
    });
    clerk.does(world.counts(delivery, "PEN", 105));
    clerk.push();
    let found = world
        .store
        .read_now(|rx| payables::match_of(rx, delivery))
        .unwrap();
    let bought = ["MUG", "PEN"].map(|sku| world.bought(sku).flatten().unwrap());
    assert_eq!(bought, [64_000, 125_000]);
    assert_eq!(bought.iter().sum::<i64>(), found.receipt.net);
    // Broken and held pieces have no value.
    let rows = world
        .store
        .read_now(|rx| reports::stock(rx, &reports::StockFilter::default(), "2026-11-23"))
        .unwrap();
    let pens = rows.iter().find(|row| row.sku == "PEN").unwrap();
    assert_eq!((pens.on_hand(), pens.valued()), (135, 130));
    let mugs = rows.iter().find(|row| row.sku == "MUG").unwrap();
    assert_eq!((mugs.on_hand(), mugs.valued()), (34, 32));
}

/// Bought at a price, or sold: pieces, cents.
type Step = (bool, i64, i64);

#[test]
fn whatever_order_it_is_heard_in_the_average_is_the_fold_of_what_happened() {
    let mut runner = TestRunner::new(Config::with_cases(8));
    let step = (
        any::<bool>(),
        1i64..30,
        prop_oneof![Just(0i64), Just(8_000), 100i64..20_000],
    );
    let steps = proptest::collection::vec((step, any::<u32>()), 1..12);
    runner
        .run(&steps, |steps| {
            let world = World::new();
            let (supplier, mut clerk, item) = (world.supplier("S01"), world.device(), world.item("MUG"));
            let mut facts = Vec::new();
            for (at, ((buy, pieces, price), _)) in (1i64..).zip(&steps) {
                world.pass(3_600);
                if *buy {
                    let delivery = world.announce(supplier, &[("MUG", *pieces, *price)]);
                    clerk.does(world.counts(delivery, "MUG", *pieces));
                } else {
                    facts.push((MORNING + at * 3_600_000 + 1, *pieces));
                }
            }
            // Sales are heard of in any order, before the receipts.
            let mut sold: Vec<_> = facts.iter().zip(steps.iter().map(|(_, order)| *order)).collect();
            sold.sort_by_key(|(_, order)| *order);
            for (&(at, quantity), _) in sold {
                let movement = Movement {
                    item,
                    lot: Lot::default(),
                    condition: Condition::Good,
                    from: Place::Dock,
                    to: Place::Customer,
                    quantity,
                };
                let source = Source {
                    fact: None,
                    what: "adjust:test".to_owned(),
                    staff: None,
                    at,
                };
                world.write(move |cx| stock::post(cx, &source, &movement));
            }
            clerk.push();
            prop_assert_eq!(world.cost("MUG", i64::MAX), folded(&steps));
            Ok(())
        })
        .unwrap();
}

/// The same by hand, in fractions of nothing smaller than a cent.
fn folded(steps: &[(Step, u32)]) -> Option<i64> {
    let (mut there, mut cost) = (24i64, None::<i64>);
    for ((buy, pieces, price), _) in steps {
        if !buy {
            there -= pieces;
            continue;
        }
        if *price > 0 {
            cost = Some(match cost {
                Some(cost) if there > 0 => {
                    let sum = there * cost + pieces * price;
                    (sum * 2 + (there + pieces)) / ((there + pieces) * 2)
                }
                _ => *price,
            });
        }
        there += pieces;
    }
    cost
}

#[test]
fn what_was_sold_comes_to_what_its_orders_say() {
    let world = World::new();
    let mut priced = world.new_order("1001", &[("MUG", 4), ("PEN", 2)]);
    priced.lines[0].unit_price = 12_000;
    // A gift is worth nothing, and that is known.
    priced.lines[1].unit_price = 0;
    let mut unpriced = world.new_order("1002", &[("MUG", 1)]);
    unpriced.lines[0].unit_price = 0;
    for order in [&priced, &unpriced] {
        world.arrives(order);
    }
    world.release(&["1001", "1002"]);
    let mut device = world.device();
    for no in ["1001", "1002"] {
        for pick in world.picks(world.list(no)) {
            device.does(pick);
        }
        for pack in world.packs(no) {
            device.does(pack);
        }
        device.does(world.closes(no));
    }
    world.pass(60);
    for (at, no) in (1u128..).zip(["1001", "1002"]) {
        device.does(world.hands(no, ManifestId(uuid::Uuid::from_u128(at))));
    }
    device.push();
    let sales = world
        .store
        .read_now(|rx| reports::sales(rx, (MORNING, MORNING + DAY), 480))
        .unwrap();
    let mut seen: Vec<_> = sales
        .iter()
        .map(|sale| {
            (
                world.order_id("1001") == sale.order.unwrap(),
                sale.item == world.item("MUG"),
                sale.sold,
                sale.worth.map(|worth| worth.list),
            )
        })
        .collect();
    seen.sort();
    assert_eq!(
        seen,
        [
            (false, true, 1, None),
            (true, false, 2, Some(0)),
            (true, true, 4, Some(48_000)),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_sees_pieces_and_the_office_what_they_cost() {
    use crate::payables::Office;
    for (role, sees) in [("lead", false), ("office", true)] {
        let office = Office::open("E03", role);
        let (supplier, mut clerk) = (office.world.supplier("S01"), office.world.device());
        buys(&office.world, &mut clerk, supplier, ("MUG", 16, 8_000));
        for (page, words) in [
            ("stock", "NT$3,200"),
            ("stock?view=lot", "NT$80"),
            ("flow", "NT$1,280"),
        ] {
            let page = office.get(&format!("/office/reports/{page}")).await.text();
            assert_eq!(page.contains(words), sees, "{role}: {page}");
            assert_eq!(page.contains("未知"), sees, "{role}: what is unknown");
        }
        let csv = office.get("/office/reports/stock?as=csv&q=mug").await.text();
        assert_eq!(csv.contains(",80,3200"), sees, "{csv}");
        for file in [
            "/office/suppliers.xlsx",
            "/office/purchases.csv",
            "/office/supplier-items.csv",
        ] {
            assert_eq!(office.get(file).await.status.is_success(), sees, "{file}");
        }
    }
}
