//! What the ledger says to people: stock at any moment, what came and went, ages, sales, and reports handed up.

use crate::world::{MORNING, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::domain::reports::{self, Flow, Scope, StockFilter};
use server::domain::stock::{self, Source, marks};
use server::params;
use shared::id::{BinId, ItemId};
use shared::stock::{Balances, Condition, Lot, Movement, Place};
use std::collections::BTreeMap;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A movement as a test draws it: item, from, to, lot, condition, pieces, when.
type Drawn = (usize, usize, usize, bool, bool, i64, i64);

struct Floor {
    items: Vec<ItemId>,
    places: Vec<Place>,
}

impl Floor {
    fn of(world: &World) -> Floor {
        let bins: Vec<BinId> = ["A-01-1", "A-01-2", "B-01-1"].map(|code| world.bin(code)).into();
        let mut places: Vec<Place> = bins.into_iter().map(Place::Bin).collect();
        places.extend([
            Place::Dock,
            Place::Supplier,
            Place::Customer,
            Place::Lost,
            Place::Scrap,
            Place::Regrade,
        ]);
        Floor {
            items: vec![world.item("MUG"), world.item("TEA")],
            places,
        }
    }

    fn movement(&self, (item, from, to, lot, condition, quantity, _): &Drawn) -> Option<Movement> {
        let movement = Movement {
            item: self.items[item % self.items.len()],
            lot: Lot {
                number: if *lot { "T1".to_owned() } else { String::new() },
                expiry: String::new(),
            },
            condition: if *condition {
                Condition::Good
            } else {
                Condition::Defect
            },
            from: self.places[from % self.places.len()],
            to: self.places[to % self.places.len()],
            quantity: *quantity,
        };
        movement.check().is_ok().then_some(movement)
    }
}

fn posted(world: &World, movement: Movement, at: i64) {
    let source = Source {
        fact: None,
        what: "adjust:test".to_owned(),
        staff: None,
        at,
    };
    world.write(move |cx| stock::post(cx, &source, &movement));
}

/// The fold of every movement that happened before a moment, in the house.
fn fold(world: &World, moment: i64) -> BTreeMap<(ItemId, Place, Lot, Condition), i64> {
    let mut balances = Balances::default();
    for row in world.rows("select * from movement order by id") {
        if row.int("at").unwrap() < moment {
            balances.post(&Movement {
                item: row.parse("item").unwrap(),
                lot: Lot {
                    number: row.text("lot").unwrap(),
                    expiry: row.text("expiry").unwrap(),
                },
                condition: row.code("condition", Condition::parse).unwrap(),
                from: row.parse("from_place").unwrap(),
                to: row.parse("to_place").unwrap(),
                quantity: row.int("quantity").unwrap(),
            });
        }
    }
    let house = balances
        .0
        .into_iter()
        .filter(|(key, _)| marks::in_house(key.place));
    house
        .map(|(key, quantity)| ((key.item, key.place, key.lot, key.condition), quantity))
        .collect()
}

fn ledger(
    world: &World,
    item: Option<ItemId>,
    moment: i64,
) -> BTreeMap<(ItemId, Place, Lot, Condition), i64> {
    let held = world
        .store
        .read_now(|rx| marks::stock_at(rx, item, moment))
        .unwrap();
    held.into_iter()
        .map(|at| ((at.item, at.place, at.lot, at.condition), at.quantity))
        .collect()
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let one = (
        0usize..2,
        0usize..9,
        0usize..9,
        any::<bool>(),
        any::<bool>(),
        1i64..20,
        -8 * DAY..DAY,
    );
    proptest::collection::vec(one, 1..60)
}

#[test]
fn whatever_order_facts_arrive_in_stock_at_any_moment_is_the_fold() {
    let mut runner = TestRunner::new(Config::with_cases(12));
    let moments = proptest::collection::vec(-9 * DAY..2 * DAY, 6);
    // Marks are kept while facts are still arriving: some movements are late for them.
    let keeps = 0usize..60;
    runner
        .run(&(drawn(), moments, keeps), |(all, moments, keep)| {
            let world = World::new();
            let floor = Floor::of(&world);
            for (n, one) in all.iter().enumerate() {
                if let Some(movement) = floor.movement(one) {
                    posted(&world, movement, MORNING + one.6);
                }
                if n == keep {
                    while world.write(|cx| marks::keep(cx, 3)) {}
                }
            }
            for moment in moments.into_iter().map(|moment| MORNING + moment) {
                prop_assert_eq!(ledger(&world, None, moment), fold(&world, moment));
                let item = floor.items[0];
                let mut one = fold(&world, moment);
                one.retain(|key, _| key.0 == item);
                prop_assert_eq!(ledger(&world, Some(item), moment), one);
            }
            world.check();
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_a_handheld_did_offline_corrects_the_moments_after_it() {
    let world = World::new();
    let (mug, bin) = (world.item("MUG"), Place::Bin(world.bin("A-01-2")));
    let move_out = |quantity: i64| Movement {
        item: mug,
        lot: Lot::default(),
        condition: Condition::Good,
        from: bin,
        to: Place::Customer,
        quantity,
    };
    for day in 1..=4 {
        posted(&world, move_out(1), MORNING - day * DAY);
    }
    while world.write(|cx| marks::keep(cx, 1)) {}
    assert_eq!(world.number("select count(*) as n from stock_mark"), 4);
    let at = |moment| {
        let held = world
            .store
            .read_now(|rx| marks::held_at(rx, moment, (mug, bin), &Lot::default(), Condition::Good));
        held.unwrap()
    };
    // Opening stock was entered this morning; before it the bin is below zero in the books.
    assert_eq!((at(MORNING - HOUR), at(MORNING)), (-4, -4));
    assert_eq!(at(MORNING + 1), 0);

    // Three pieces, taken two and a half days ago by a handheld that was offline until now.
    posted(&world, move_out(3), MORNING - 60 * HOUR);
    assert_eq!(
        (
            at(MORNING - 61 * HOUR),
            at(MORNING - 59 * HOUR),
            at(MORNING - HOUR)
        ),
        (-2, -5, -7)
    );
    world.check();

    // A mark that lies is found.
    world.write(|cx| {
        cx.exec("update stock_mark_balance set quantity = quantity + 1", params![])
            .map(|_| ())
    });
    let found = world.store.read_now(stock::recount::check).unwrap();
    // Each is compared with the one before it: the first is where they begin to be wrong.
    assert_eq!(found.marks.len(), 1, "{found:#?}");
}

#[test]
fn a_moment_is_read_through_indexes_however_long_the_ledger() {
    let world = World::new();
    for (sql, index) in [
        (
            include_str!("../../src/domain/stock/sql/stock_at.sql"),
            "movement_at",
        ),
        (
            include_str!("../../src/domain/stock/sql/stock_at_item.sql"),
            "movement_item_at",
        ),
        (
            include_str!("../../src/domain/reports/sql/flow.sql"),
            "movement_at",
        ),
        (
            include_str!("../../src/domain/reports/sql/sales.sql"),
            "movement_sold",
        ),
        (
            include_str!("../../src/domain/reports/sql/demand.sql"),
            "movement_sold",
        ),
        (
            include_str!("../../src/domain/reports/sql/ages.sql"),
            "movement_item_in",
        ),
        (
            include_str!("../../src/domain/reports/sql/moves.sql"),
            "movement_item_at",
        ),
        (
            include_str!("../../src/domain/reports/sql/crossings.sql"),
            "movement_item_at",
        ),
        (
            include_str!("../../src/domain/reports/sql/bought.sql"),
            "movement_",
        ),
        (
            include_str!("../../src/domain/reports/sql/held_over.sql"),
            "movement_at",
        ),
        (
            include_str!("../../src/domain/reports/sql/sold_lines.sql"),
            "movement_sold",
        ),
    ] {
        let parameters = sql
            .split('?')
            .skip(1)
            .filter_map(|rest| rest.chars().next()?.to_digit(10));
        let count = parameters.max().unwrap_or_default();
        let values: Vec<server::db::Value> = (0..count).map(|_| server::db::Value::Int(0)).collect();
        let plan = world
            .store
            .read_now(|rx| rx.rows(&format!("explain query plan {sql}"), &values))
            .unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.text("detail").unwrap()).collect();
        let plan = plan.join("\n");
        assert!(plan.contains(&format!("INDEX {index}")), "{index}:\n{plan}");
        for table in ["movement", "m", "stock_mark_balance"] {
            assert!(
                !plan.lines().any(|line| line.trim() == format!("SCAN {table}")),
                "{plan}"
            );
        }
    }
}

// ------------------------------------------------------------ 進銷存

fn flows(world: &World, since: i64, until: i64, condition: Option<Condition>) -> Vec<Flow> {
    world
        .store
        .read_now(|rx| reports::flow(rx, (since, until), "", condition))
        .unwrap()
}

#[test]
fn opening_and_what_came_less_what_went_is_the_closing_for_any_period() {
    let mut runner = TestRunner::new(Config::with_cases(12));
    let periods = proptest::collection::vec((-9 * DAY..2 * DAY, 0..4 * DAY), 4);
    runner
        .run(&(drawn(), periods), |(all, periods)| {
            let world = World::new();
            let floor = Floor::of(&world);
            for (n, one) in all.iter().enumerate() {
                if let Some(movement) = floor.movement(one) {
                    posted(&world, movement, MORNING + one.6);
                }
                if n == 20 {
                    while world.write(|cx| marks::keep(cx, 5)) {}
                }
            }
            for (from, long) in periods {
                let (since, until) = (MORNING + from, MORNING + from + long);
                for condition in [None, Some(Condition::Good), Some(Condition::Defect)] {
                    for row in flows(&world, since, until, condition) {
                        prop_assert_eq!(row.reckoned(), row.closing, "{:?}", row);
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn each_kind_of_movement_has_its_column_and_only_its_period() {
    let world = World::new();
    let (mug, bin) = (world.item("MUG"), Place::Bin(world.bin("A-01-1")));
    let at = MORNING + HOUR;
    let go = |from: Place, to: Place, quantity: i64, at: i64| {
        let movement = Movement {
            item: mug,
            lot: Lot::default(),
            condition: Condition::Good,
            from,
            to,
            quantity,
        };
        posted(&world, movement, at);
    };
    go(Place::Supplier, Place::Dock, 50, at);
    go(Place::Dock, bin, 50, at);
    go(bin, Place::Customer, 7, at + 1);
    go(Place::Customer, bin, 2, at + 2);
    go(bin, Place::Supplier, 3, at + 3);
    go(bin, Place::Scrap, 4, at + 4);
    go(Place::Lost, bin, 6, at + 5);
    go(bin, Place::Lost, 1, at + 6);
    go(bin, Place::Customer, 9, at + DAY);
    let mug_of = |rows: Vec<Flow>| rows.into_iter().find(|row| row.sku == "MUG").unwrap();
    let row = mug_of(flows(&world, at, at + HOUR, None));
    let seen = (
        row.opening,
        row.received,
        row.sold,
        row.customer_returns,
        row.supplier_returns,
    );
    assert_eq!(seen, (24, 50, 7, 2, 3));
    assert_eq!(
        (row.scrapped, row.counted, row.transfers, row.closing),
        (4, 5, 0, 67)
    );
    // The day on which opening stock was entered begins with nothing.
    let row = mug_of(flows(&world, MORNING - HOUR, at, None));
    assert_eq!((row.opening, row.opened, row.closing), (0, 24, 24));
}

#[test]
fn what_a_handheld_took_back_is_no_return() {
    use shared::facts::TaskRef;
    let world = World::new();
    world.order("1001", &[("MUG", 12)]);
    world.release(&["1001"]);
    let mut device = world.device();
    let (list, shipment) = (world.list("1001"), world.shipment("1001"));
    for pick in world.picks(list) {
        device.does(pick);
    }
    for pack in world.packs("1001") {
        device.does(pack);
    }
    device.does(world.closes("1001"));
    world.pass(60);
    let handed = device.does(world.hands("1001", shared::id::ManifestId(uuid::Uuid::from_u128(7))));
    device.push();
    let sold = |sign: i64| {
        let row = flows(&world, MORNING - HOUR, MORNING + DAY, None);
        let row = row.into_iter().find(|row| row.sku == "MUG").unwrap();
        assert_eq!(
            (row.sold, row.customer_returns, row.closing),
            (12 * sign, 0, 24 - 12 * sign)
        );
        let sales = world
            .store
            .read_now(|rx| reports::sales(rx, (MORNING - HOUR, MORNING + DAY), 480))
            .unwrap();
        assert_eq!(
            sales.iter().map(|sale| sale.sold - sale.returned).sum::<i64>(),
            12 * sign
        );
        sales
    };
    let sales = sold(1);
    assert_eq!(
        (sales[0].channel.as_str(), sales[0].order.is_some()),
        ("shop", true)
    );
    device.takes_back(handed, TaskRef::Shipment(shipment));
    device.push();
    sold(0);
}

// ------------------------------------------------------------ what there is now

#[test]
fn the_stock_report_says_what_is_free_what_is_spoken_for_and_what_is_owed() {
    let world = World::new();
    world.order("1001", &[("MUG", 5), ("TEA", 3)]);
    world.release(&["1001"]);
    let mug = world.item("MUG");
    world.write(move |cx| {
        cx.exec(
            "insert into delivery (id, number, state, created_at, arrived_at) values ('d1', 'GR-1', 'open', 0, null), ('d2', 'GR-2', 'open', 0, 1)",
            params![],
        )?;
        cx.exec(
            "insert into delivery_line (id, delivery, seq, item, expected, good) values ('l1', 'd1', 1, ?1, 40, 0), ('l2', 'd2', 1, ?1, 10, 4)",
            params![mug],
        )
        .map(|_| ())
    });
    let rows = |filter: StockFilter| {
        let rows = world
            .store
            .read_now(|rx| reports::stock(rx, &filter, "2026-11-23"));
        rows.unwrap()
    };
    let all = rows(StockFilter::default());
    let row = all.iter().find(|row| row.sku == "MUG").unwrap();
    assert_eq!(
        (
            row.on_hand(),
            row.available,
            row.reserved,
            row.expected,
            row.arrived
        ),
        (24, Some(19), Some(5), Some(40), Some(6))
    );
    let lots = rows(StockFilter {
        by_lot: true,
        expires_by: "2027-01-31".to_owned(),
        ..StockFilter::default()
    });
    assert_eq!(lots.len(), 1, "{lots:?}");
    assert_eq!((lots[0].lot.number.as_str(), lots[0].available), ("T1", Some(7)));
    let zone = rows(StockFilter {
        scope: Scope::Zone("B".to_owned()),
        ..StockFilter::default()
    });
    assert_eq!(
        zone.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(),
        ["BAG", "PEN"]
    );
    // Before anything was entered there was nothing; and what was reserved then nobody knows.
    assert!(
        rows(StockFilter {
            moment: Some(MORNING),
            ..StockFilter::default()
        })
        .is_empty()
    );
    let past = rows(StockFilter {
        moment: Some(MORNING + 1),
        ..StockFilter::default()
    });
    assert_eq!((past.len(), past[0].available, past[0].expected), (4, None, None));
}

#[test]
fn ages_are_first_in_first_out_and_what_runs_out_is_said_by_the_average() {
    let world = World::new();
    let (mug, bin) = (world.item("MUG"), Place::Bin(world.bin("A-01-1")));
    let go = |from: Place, to: Place, quantity: i64, days: i64| {
        let movement = Movement {
            item: mug,
            lot: Lot::default(),
            condition: Condition::Good,
            from,
            to,
            quantity,
        };
        posted(&world, movement, MORNING - days * DAY);
    };
    go(Place::Supplier, bin, 100, 200);
    go(Place::Supplier, bin, 30, 45);
    go(bin, Place::Customer, 56, 10);
    let ages = world.store.read_now(|rx| reports::ages(rx, MORNING, "")).unwrap();
    let age = ages.iter().find(|row| row.sku == "MUG").unwrap();
    // 24 came this morning, 30 six weeks ago, and of the first hundred 44 are left.
    assert_eq!((age.on_hand, age.pieces), (98, [24, 30, 0, 0, 44]));
    assert_eq!((age.days(MORNING), age.idle_days(MORNING)), (Some(200), Some(10)));
    let pen = ages.iter().find(|row| row.sku == "PEN").unwrap();
    assert_eq!((pen.sold_last, pen.idle_days(MORNING)), (None, Some(0)));
    let out = world
        .store
        .read_now(|rx| reports::runouts(rx, MORNING + 1, 28, "", "2026-11-23"))
        .unwrap();
    assert_eq!(out.len(), 1);
    // Two a day; 98 are left.
    assert_eq!((out[0].sku.as_str(), out[0].sold, out[0].days), ("MUG", 56, 49));
}

// ------------------------------------------------------------ pages and files

const PAGES: [&str; 6] = ["stock", "flow", "ageing", "slow", "runout", "sales"];

async fn office() -> crate::setup::World {
    let office = crate::setup::World::new();
    for sku in ["00012", "=1+1"] {
        office
            .kept("/office/items", &[("sku", sku), ("name", "高山茶 <b>")])
            .await;
        let row = office
            .state
            .store
            .read_now(|rx| rx.row("select id from item where sku = ?1", params![sku]));
        let item: ItemId = row.unwrap().unwrap().parse("id").unwrap();
        let movement = Movement {
            item,
            lot: Lot::default(),
            condition: Condition::Good,
            from: Place::Supplier,
            to: Place::Dock,
            quantity: 8,
        };
        let posted = office.state.store.write_now(server::db::By::System, move |cx| {
            let source = Source {
                fact: None,
                what: "adjust:test".to_owned(),
                staff: None,
                at: cx.now - 1,
            };
            stock::post(cx, &source, &movement)
        });
        posted.unwrap();
    }
    office
}

#[tokio::test]
async fn every_report_opens_filters_and_says_what_it_cannot_read() {
    use axum::http::StatusCode;
    let office = office().await;
    for page in PAGES {
        let (status, text) = office.get(&format!("/office/reports/{page}")).await;
        assert_eq!(status, StatusCode::OK, "{page}: {text}");
        assert!(
            !text.contains('⟨') && !text.contains("高山茶 <b>"),
            "{page}: {text}"
        );
    }
    let (_, text) = office.get("/office/reports/stock").await;
    assert!(
        text.contains("00012") && text.contains("/office/reports/moves/"),
        "{text}"
    );
    let (_, text) = office.get("/office/reports/stock?at=2020-01-01T18:00").await;
    assert!(
        text.contains("Nothing matches") && text.contains("is not kept"),
        "{text}"
    );
    for wrong in [
        "stock?at=soon",
        "stock?days=-1",
        "stock?condition=new",
        "flow?from=2026-02-30&to=2026-03-01",
        "sales?from=2026-03-02&to=2026-03-01",
        "slow?days=x",
    ] {
        let (status, text) = office.get(&format!("/office/reports/{wrong}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(text.contains("role=\"alert\""), "{wrong}: {text}");
    }
    for none in ["none", "stock?as=doc", "moves/x", "handed/x"] {
        let (status, _) = office.get(&format!("/office/reports/{none}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{none}");
    }
    // From a number to its movements, and to what reserves and brings.
    let (_, text) = office.get("/office/reports/stock").await;
    let href = text
        .split("href=\"")
        .find(|rest| rest.starts_with("/office/reports/moves/"));
    let href = href
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .replace("&#38;", "&");
    let (status, moves) = office.get(&href).await;
    assert!(
        status == StatusCode::OK && moves.contains("Supplier") && moves.contains("Dock"),
        "{moves}"
    );
    let item = href
        .trim_start_matches("/office/reports/moves/")
        .split('?')
        .next()
        .unwrap();
    let (status, _) = office.get(&format!("/office/reports/behind/{item}")).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn files_keep_leading_zeros_and_run_nothing() {
    use calamine::{Data, Reader, Xlsx};
    let office = office().await;
    let (_, csv) = office.get("/office/reports/stock?as=csv").await;
    assert!(csv.starts_with('\u{feff}'), "{csv}");
    assert!(
        csv.contains("\"=\"\"00012\"\"\"") && csv.contains("'=1+1"),
        "{csv}"
    );

    let (status, book) = office.bytes("/office/reports/stock?as=xlsx").await;
    assert_eq!(status, axum::http::StatusCode::OK);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(book)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let cells: Vec<&Data> = sheet.rows().flatten().collect();
    for text in ["00012", "=1+1"] {
        assert!(cells.contains(&&Data::String(text.to_owned())), "{text}");
    }
    assert!(cells.contains(&&Data::Float(8.0)) && cells.contains(&&Data::Float(16.0)));

    let (status, pdf) = office.bytes("/office/reports/flow?as=pdf").await;
    assert!(status == axum::http::StatusCode::OK && pdf.starts_with(b"%PDF"));
}

#[tokio::test]
async fn a_report_that_was_handed_up_stays_as_it_was_and_says_who_read_it() {
    let office = office().await;
    let lead = office
        .state
        .store
        .read_now(|rx| rx.row("select id from staff where role = 'admin'", params![]));
    let lead = lead.unwrap().unwrap().text("id").unwrap();
    let none = [("asked", ""), ("instructed_by", "nobody")];
    let to = office.kept("/office/reports/stock/hand-up", &none).await;
    assert!(to.ends_with("not_handed_who"), "{to}");
    let form = [
        ("asked", "q=00012"),
        ("instructed_by", lead.as_str()),
        ("note", "週會用 <i>"),
    ];
    let to = office.kept("/office/reports/stock/hand-up", &form).await;
    let one = to.split('?').next().unwrap().to_owned();
    let (_, page) = office.get(&one).await;
    assert!(
        page.contains("00012") && page.contains("Not read yet") && !page.contains("<i>"),
        "{page}"
    );

    // The books go on; what was handed up does not.
    office
        .state
        .store
        .write_now(server::db::By::System, |cx| {
            cx.exec("update balance set quantity = 3 where place = 'dock'", params![])
        })
        .unwrap();
    let (_, page) = office.get(&one).await;
    assert!(page.contains(">8</a>"), "{page}");
    let read = format!("{one}/read");
    office.kept(&read, &[("answer", "好")]).await;
    office.kept(&read, &[("answer", "")]).await;
    let (_, page) = office.get(&one).await;
    assert!(page.contains('好') && !page.contains("Not read yet"), "{page}");
    let (_, list) = office.get("/office/reports/handed").await;
    assert!(list.contains("RP") && !list.contains("Not read yet"), "{list}");
    let audit = office.state.store.read_now(|rx| {
        rx.rows(
            "select verb from audit where verb like 'report%' order by id",
            params![],
        )
    });
    let audit: Vec<String> = audit
        .unwrap()
        .iter()
        .map(|row| row.text("verb").unwrap())
        .collect();
    assert_eq!(audit, ["report_handed", "report_read", "report_read"]);
}
