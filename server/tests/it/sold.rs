//! What was sold less what came back: pieces, amounts, discounts, tax, margin and visits; whatever way it is split.

use crate::costs::buys;
use crate::payables::Office;
use crate::world::{Device, MORNING, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::db::By;
use server::domain::imports::{self, Order};
use server::domain::orders::{NewLine, NewOrder};
use server::domain::reports::{self, Sale};
use server::intake::builtin;
use shared::facts::*;
use shared::id::*;
use shared::inspect::{Disposition, Grade, ReturnReason};
use shared::lang::Lang;
use shared::stock::Lot;
use std::sync::Arc;

const DAY: i64 = 86_400_000;

/// An order's lines at these prices (cents), with discounts by kind.
pub fn priced(world: &World, order_no: &str, goods: &[(&str, i64, i64)], off: &[(&str, i64)]) -> NewOrder {
    let plain: Vec<(&str, i64)> = goods.iter().map(|(sku, pieces, _)| (*sku, *pieces)).collect();
    let mut order = world.new_order(order_no, &plain);
    for (line, (_, _, price)) in order.lines.iter_mut().zip(goods) {
        line.unit_price = *price;
    }
    order.lines.extend(off.iter().map(|(kind, off)| NewLine {
        kind: (*kind).to_owned(),
        code: String::new(),
        name: String::new(),
        option_name: String::new(),
        quantity: 1,
        unit_price: -off,
    }));
    order
}

/// Picked, packed, closed and handed to the driver.
pub fn ships(world: &World, device: &mut Device, order_no: &str) {
    for pick in world.picks(world.list(order_no)) {
        device.does(pick);
    }
    for pack in world.packs(order_no) {
        device.does(pack);
    }
    device.does(world.closes(order_no));
    world.pass(60);
    let manifest = ManifestId(uuid::Uuid::from_u128(u128::try_from(world.clock_ms()).unwrap()));
    device.does(world.hands(order_no, manifest));
    device.push();
}

impl World {
    pub fn clock_ms(&self) -> i64 {
        use server::clock::Clock;
        self.clock.now_ms()
    }

    pub fn sales(&self) -> Vec<Sale> {
        self.store
            .read_now(|rx| reports::sales(rx, (MORNING - DAY, MORNING + 90 * DAY), 480))
            .unwrap()
    }
}

/// Pieces of an order looked at on the bench.
pub fn looked_at(
    world: &World,
    order_no: &str,
    (sku, pieces): (&str, i64),
    disposition: Disposition,
    finding: Option<ReturnReason>,
) -> Inspected {
    Inspected {
        returned: ReturnId::first_of(world.shipment(order_no)),
        shipment: Some(world.shipment(order_no)),
        item: world.item(sku),
        lot: Lot::default(),
        serial: String::new(),
        quantity: pieces,
        not_ours: false,
        answers: Vec::new(),
        suggested: Grade::A,
        grade: Grade::A,
        disposition,
        finding,
        remark: String::new(),
        photos: Vec::new(),
        plate: "LP-1".to_owned(),
        second: (disposition == Disposition::Scrap).then(|| world.staff("E03")),
        how: How::Scanned,
        raw: "4710000000017".to_owned(),
    }
}

/// The parcel of an order is back on the bench.
pub fn arrives_back(world: &World, device: &mut Device, order_no: &str) -> ReturnId {
    let shipment = world.shipment(order_no);
    let returned = ReturnId::first_of(shipment);
    device.does(ReturnArrived {
        returned,
        shipment: Some(shipment),
        number: String::new(),
        raw: "BL".to_owned(),
        photos: Vec::new(),
    });
    returned
}

/// A sheet's CSV: its titles and rows.
fn table(csv: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut lines = csv
        .trim_start_matches('\u{feff}')
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    (lines.next().unwrap(), lines.collect())
}

/// What a column adds up to, in cents where it is money; what is no number is nothing.
fn total(csv: &str, title: &str) -> i64 {
    let (titles, rows) = table(csv);
    let at = titles.iter().position(|one| one == title);
    let at = at.unwrap_or_else(|| panic!("{title} is none of {titles:?}"));
    rows.iter()
        .filter_map(|row| row[at].parse::<f64>().ok())
        .map(|number| {
            #[allow(clippy::cast_possible_truncation, reason = "a test's small amounts")]
            let cents = (number * 100.0).round() as i64;
            cents
        })
        .sum()
}

const PERIOD: &str = "from=2026-11-01&to=2027-01-31";

fn world_with_a_priced_order() -> (World, Device) {
    let world = World::new();
    let (supplier, mut clerk) = (world.supplier("S01"), world.device());
    buys(&world, &mut clerk, supplier, ("MUG", 16, 8_000));
    let order = priced(
        &world,
        "1001",
        &[("MUG", 4, 12_000), ("PEN", 2, 0)],
        &[("charge:discount", 4_000), ("charge:platform_discount", 2_000)],
    );
    world.arrives(&order);
    world.release(&["1001"]);
    let mut device = world.device();
    ships(&world, &mut device, "1001");
    (world, device)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_counts_from_the_moment_its_way_is_decided() {
    let (world, mut device) = world_with_a_priced_order();
    world.pass(24 * 3_600);
    let office = Office::over(world, "E03", "office");
    let world = &office.world;
    arrives_back(world, &mut device, "1001");
    device.push();
    assert_eq!(world.sales().iter().map(|sale| sale.returned).sum::<i64>(), 0);
    // One as new, one defect, one goes back to its customer and never came back.
    for (disposition, finding) in [
        (Disposition::Restock, None),
        (Disposition::Supplier, Some(ReturnReason::Defect)),
        (Disposition::Customer, None),
    ] {
        device.does(looked_at(world, "1001", ("MUG", 1), disposition, finding));
    }
    device.push();
    let mugs: Vec<_> = world
        .sales()
        .into_iter()
        .filter(|sale| sale.item == world.item("MUG"))
        .map(|sale| (sale.sold, sale.returned, sale.revalued, sale.net()))
        .collect();
    assert_eq!(mugs, [(4, 0, 0, 4), (0, 2, 1, -2)]);

    let csv = office
        .get(&format!("/office/reports/sales?as=csv&view=item&q=mug&{PERIOD}"))
        .await
        .text();
    for (title, cents) in [
        ("銷貨", 400),
        ("銷退入", 200),
        ("淨銷", 200),
        ("原價", 24_000),
        ("折扣（賣家負擔）", 2_000),
        ("折扣（平台負擔）", 1_000),
        // 240 less 20 that the shop bears; what the platform bears it pays.
        ("銷售額（含稅）", 22_000),
        ("未稅", 20_953),
        ("稅額", 1_047),
        // Four went at 80, one came back as something of value.
        ("成本", 24_000),
        ("毛利", -3_047),
    ] {
        assert_eq!(total(&csv, title), cents, "{title}\n{csv}");
    }
    // Taken back by the inspector, it never came back.
    let fact = device.does(looked_at(world, "1001", ("MUG", 1), Disposition::Restock, None));
    device.push();
    device.takes_back(fact, TaskRef::Return(ReturnId::first_of(world.shipment("1001"))));
    device.push();
    assert_eq!(world.sales().iter().map(|sale| sale.returned).sum::<i64>(), 2);
    world.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn returns_are_told_by_item_and_by_both_reasons_apart() {
    let (world, mut device) = world_with_a_priced_order();
    let office = Office::over(world, "E03", "office");
    let world = &office.world;
    arrives_back(world, &mut device, "1001");
    device.does(looked_at(
        world,
        "1001",
        ("MUG", 3),
        Disposition::BGrade,
        Some(ReturnReason::DamagedInTransit),
    ));
    device.push();
    world.write(|cx| {
        cx.exec("update sales_return set reason = 'R02'", server::params![])
            .map(|_| ())
    });
    for (view, words) in [
        ("", ["MUG", "75.0%", "退回最多的品項"]),
        ("reason", ["尺寸不合", "100.0%", "客戶說的原因"]),
        ("finding", ["運送破損", "100.0%", "倉庫判定的原因"]),
        ("channel", ["shop", "50.0%", "各平台退回"]),
    ] {
        let page = office
            .get(&format!("/office/reports/returned?view={view}&{PERIOD}"))
            .await;
        for word in words {
            page.says(word);
        }
        page.says("<svg");
    }
    let page = office
        .get(&format!("/office/reports/returned?view=finding&{PERIOD}"))
        .await
        .text();
    assert!(
        !page.contains("尺寸不合"),
        "what the customer said is another question"
    );
    for out in ["xlsx", "pdf"] {
        let answer = office
            .get(&format!("/office/reports/returned?as={out}&{PERIOD}"))
            .await;
        assert!(answer.status.is_success(), "{out}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_sees_what_was_sold_and_not_what_it_cost() {
    for (role, sees) in [("lead", false), ("office", true)] {
        let office = Office::open("E03", role);
        let world = &office.world;
        world.arrives(&priced(world, "1", &[("MUG", 1, 100)], &[]));
        world.release(&["1"]);
        ships(world, &mut world.device(), "1");
        for out in ["", "&as=csv"] {
            let page = office
                .get(&format!("/office/reports/sales?{PERIOD}{out}"))
                .await
                .text();
            assert!(page.contains("未稅"), "{page}");
            assert_eq!(page.contains("毛利"), sees, "{role} {page}");
        }
    }
}

/// An order as a test draws it: pieces and price of two lines, discounts, how many come back, what becomes of them.
type Drawn = ((i64, i64), (i64, i64), (i64, i64), (i64, i64), usize, i64);

#[test]
fn whatever_way_it_is_split_sold_less_returned_is_net_and_sums_agree() {
    let order = (
        (1i64..4, 0i64..30_000),
        (1i64..4, 1i64..9_999),
        (0i64..3_000, 0i64..3_000),
        (0i64..4, 0i64..4),
        0usize..7,
        0i64..3,
    );
    let mut runner = TestRunner::new(Config::with_cases(6));
    let result = runner.run(&proptest::collection::vec(order, 1..4), |drawn| {
        check_any_split(&drawn)
    });
    result.unwrap();
}

fn check_any_split(drawn: &[Drawn]) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = World::new();
    let (supplier, mut clerk) = (world.supplier("S01"), world.device());
    for (sku, price) in [("MUG", 8_000), ("PEN", 1_250)] {
        buys(&world, &mut clerk, supplier, (sku, 10, price));
    }
    let mut device = world.device();
    let (mut sold, mut back) = (0, 0);
    for (n, (mugs, pens, off, returns, disposition, days)) in drawn.iter().enumerate() {
        let no = format!("R{n}");
        let mut order = priced(
            &world,
            &no,
            &[("MUG", mugs.0, mugs.1), ("PEN", pens.0, pens.1)],
            &[("charge:discount", off.0), ("charge:platform_discount", off.1)],
        );
        order.channel = ["shop", "shopee"][n % 2].to_owned();
        world.arrives(&order);
        world.release(&[&no]);
        ships(&world, &mut device, &no);
        sold += mugs.0 + pens.0;
        world.pass(days * 24 * 3_600);
        arrives_back(&world, &mut device, &no);
        let disposition = Disposition::ALL[*disposition];
        for (sku, pieces) in [("MUG", returns.0.min(mugs.0)), ("PEN", returns.1.min(pens.0))] {
            if pieces > 0 {
                device.does(looked_at(&world, &no, (sku, pieces), disposition, None));
                back += pieces;
            }
        }
        device.push();
    }
    let office = Office::over(world, "E03", "office");
    let csv = |view: &str, q: &str| {
        let path = format!("/office/reports/sales?as=csv&view={view}&q={q}&{PERIOD}");
        runtime.block_on(office.get(&path)).text()
    };
    let titles = [
        "原價",
        "折扣（賣家負擔）",
        "折扣（平台負擔）",
        "銷售額（含稅）",
        "未稅",
        "稅額",
        "成本",
        "毛利",
    ];
    let whole = csv("", "");
    prop_assert_eq!(total(&whole, "銷貨"), sold * 100);
    prop_assert_eq!(total(&whole, "銷退入"), back * 100);
    for view in ["", "day", "channel", "item"] {
        let all = csv(view, "");
        for title in titles {
            prop_assert_eq!(total(&all, title), total(&whole, title), "{} {}", view, title);
        }
        let parts = [csv(view, "mug"), csv(view, "pen")];
        for title in ["銷貨", "銷退入", "淨銷"].iter().chain(&titles) {
            let sum: i64 = parts.iter().map(|part| total(part, title)).sum();
            prop_assert_eq!(sum, total(&whole, title), "{} {}", view, title);
        }
        for part in parts.iter().chain([&all]) {
            prop_assert_eq!(total(part, "銷貨") - total(part, "銷退入"), total(part, "淨銷"));
            prop_assert_eq!(
                total(part, "未稅") + total(part, "稅額"),
                total(part, "銷售額（含稅）")
            );
            prop_assert_eq!(
                total(part, "原價") - total(part, "折扣（賣家負擔）"),
                total(part, "銷售額（含稅）")
            );
            prop_assert_eq!(total(part, "未稅") - total(part, "成本"), total(part, "毛利"));
        }
    }
    office.world.check();
    Ok(())
}

fn file(mapping: &str, text: &str) -> Order {
    Order {
        bytes: Arc::new(text.as_bytes().to_vec()),
        file_name: format!("{mapping}.csv"),
        mapping: builtin::named(mapping).unwrap(),
        password: None,
        create_items: false,
        dry_run: false,
        by: By::System,
        lang: Lang::ZhTw,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_stand_beside_what_was_sold_and_a_later_file_corrects_them() {
    let office = Office::open("E03", "office");
    let world = &office.world;
    for no in ["1", "2", "3"] {
        let mut order = priced(world, no, &[("MUG", 1, 10_000)], &[]);
        order.told.placed_at = Some(MORNING);
        world.arrives(&order);
    }
    let run = |text: &str| {
        let report = imports::run(&world.store, &file("traffic", text), &|_, _| {}).unwrap();
        (report.created, report.changed, report.same, report.refused.len())
    };
    let text = "日期,平台,貨號,訪客數,瀏覽數,點擊數\n\
        2026/11/23,shop,,100,\"1,250\",40\n\
        2026/11/23,shop,MUG,60,90,-\n\
        2026/11/23,shop,GHOST,5,5,5\n\
        2026/11/23,shop,,7,7,7\n\
        2026/11/24,shop,,80,90,x\n";
    // Two rows say the same day: both are in the report, one comes in.
    assert_eq!(run(text), (2, 0, 0, 3));
    assert_eq!(
        run("日期,平台,訪客數,瀏覽數\n115/11/23,shop,150,1250\n"),
        (0, 1, 0, 0)
    );
    let by_day = office
        .get(&format!("/office/reports/sales?as=csv&view=day&{PERIOD}"))
        .await
        .text();
    assert_eq!(total(&by_day, "訪客數"), 15_000, "{by_day}");
    assert_eq!(total(&by_day, "下單數"), 300);
    assert!(by_day.contains("2.0%"), "{by_day}");
    // Of the item its own visits, not the shop's.
    let by_item = office
        .get(&format!("/office/reports/sales?as=csv&view=item&{PERIOD}"))
        .await
        .text();
    assert_eq!(total(&by_item, "訪客數"), 6_000, "{by_item}");
    assert!(by_item.contains("5.0%"), "{by_item}");
    office
        .get(&format!("/office/reports/sales?view=channel&{PERIOD}"))
        .await
        .says("2.0%");
    // With every column it has, it still goes on paper.
    let paper = office
        .get(&format!("/office/reports/sales?as=pdf&{PERIOD}"))
        .await;
    assert!(paper.bytes.starts_with(b"%PDF"), "{}", paper.text());
}

#[test]
fn discounts_of_a_file_say_who_bears_them() {
    let world = World::new();
    let text = "訂單編號,貨號,數量,單價,商品折扣金額,全單折扣金額,平台負擔折扣,訂單總額,收件人,收件地址,平台\n\
        A1,MUG,2,100,10,30,5,175,王,台北市中山路 1 號,shop\n\
        A1,PEN,1,20,,30,5,175,王,台北市中山路 1 號,shop\n\
        A2,MUG,1,100,10,10,,90,王,台北市中山路 1 號,shop\n";
    let mut orders = file("items", text);
    orders.mapping = server::intake::mapping::guess(
        server::intake::fields::Subject::Orders,
        &text
            .lines()
            .next()
            .unwrap()
            .split(',')
            .map(str::to_owned)
            .collect::<Vec<_>>(),
    );
    let report = imports::run(&world.store, &orders, &|_, _| {}).unwrap();
    assert_eq!(
        (report.created, report.refused.len()),
        (2, 0),
        "{:?}",
        report.refused
    );
    let charges = |no: &str| {
        let order = world.order_id(no);
        world.texts(&format!(
            "select kind || ' ' || code || ' ' || unit_price as t from order_line \
             where order_id = '{order}' and kind <> 'goods' order by seq"
        ))
    };
    // 220 less 10, 30 and 5 is what the file says was paid: the order's discount is one of its own.
    assert_eq!(
        charges("A1"),
        [
            "charge:discount MUG -1000",
            "charge:discount  -3000",
            "charge:platform_discount  -500"
        ]
    );
    // 100 less 10 is 90: the order's discount repeats its line's.
    assert_eq!(charges("A2"), ["charge:discount MUG -1000"]);
}
