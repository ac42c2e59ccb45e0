//! 換貨單: what comes back, what goes out for it, both ways to their end; and what is in between.

use crate::payables::Office;
use crate::sold::{arrives_back, looked_at, priced, ships};
use crate::world::{Device, World};
use server::domain::exchange::{
    self, BackLine, Cancelled, Changed, ExchangeView, Made, NewExchange, OutLine, Sent, State, Way,
};
use server::domain::returns::{self, Decided, Decision};
use shared::facts::ReturnClosed;
use shared::id::{OrderId, ReturnId};
use shared::inspect::Disposition;
use uuid::Uuid;

fn back(sku: &str, quantity: i64) -> BackLine {
    BackLine {
        sku: sku.to_owned(),
        quantity,
    }
}

fn out(sku: &str, quantity: i64, price: Option<i64>) -> OutLine {
    OutLine {
        sku: sku.to_owned(),
        quantity,
        price,
    }
}

fn wanted(order: OrderId, way: Way, back: Vec<BackLine>, out: Vec<OutLine>) -> NewExchange {
    NewExchange {
        order,
        returned: None,
        way,
        reason: "顏色不符".to_owned(),
        back,
        out,
        collect: false,
    }
}

impl World {
    fn makes(&self, new: &NewExchange) -> Made {
        let new = new.clone();
        self.write(move |cx| exchange::make(cx, &new))
    }

    fn made(&self, new: &NewExchange) -> Uuid {
        match self.makes(new) {
            Made::Done { id, .. } => id,
            other => panic!("not made: {other:?}"),
        }
    }

    fn exchange(&self, id: Uuid) -> ExchangeView {
        self.store.read_now(|rx| exchange::find(rx, id)).unwrap().unwrap()
    }

    fn sends_out(&self, id: Uuid) -> Sent {
        self.write(move |cx| exchange::send(cx, id))
    }

    fn decides_of(&self, returned: ReturnId, decision: Decision) {
        let decided = self.write(move |cx| returns::decide(cx, returned, decision, ""));
        assert_eq!(decided, Decided::Done);
    }
}

/// 1001: three mugs at NT$120 less 30 that the shop bears, one pen at NT$20; shipped.
fn shipped() -> (World, Device) {
    let world = World::new();
    let order = priced(
        &world,
        "1001",
        &[("MUG", 3, 12_000), ("PEN", 1, 2_000)],
        &[("charge:discount", 3_800)],
    );
    world.arrives(&order);
    world.release(&["1001"]);
    let mut device = world.device();
    ships(&world, &mut device, "1001");
    (world, device)
}

fn inspected(world: &World, device: &mut Device, sku: &str, pieces: i64) -> ReturnId {
    let returned = arrives_back(world, device, "1001");
    device.does(looked_at(
        world,
        "1001",
        (sku, pieces),
        Disposition::Restock,
        None,
    ));
    device.does(ReturnClosed {
        returned,
        missing: Vec::new(),
    });
    device.push();
    returned
}

#[test]
fn the_difference_is_what_goes_out_less_what_was_paid_for_what_comes_back() {
    let (world, _) = shipped();
    let order = world.order_id("1001");
    // A mug came to 120 less its share of the discount: 34.2 of 38 for three of them.
    for (back, out, difference) in [
        (vec![back("MUG", 1)], vec![out("MUG", 1, None)], 0),
        (vec![back("MUG", 3)], vec![out("MUG", 3, None)], 0),
        (
            vec![back("MUG", 1)],
            vec![out("BAG", 1, Some(15_000))],
            15_000 - 10_800,
        ),
        (vec![back("MUG", 1)], vec![out("PEN", 1, None)], 1_800 - 10_800),
        (
            vec![back("MUG", 2)],
            vec![out("MUG", 1, None), out("BAG", 1, Some(10_800))],
            0,
        ),
        (
            vec![back("4710000000017", 1)],
            vec![out("MUG", 1, Some(20_000))],
            9_200,
        ),
    ] {
        let id = world.made(&wanted(order, Way::OutFirst, back.clone(), out.clone()));
        assert_eq!(world.exchange(id).difference, difference, "{back:?} {out:?}");
        world.write(move |cx| exchange::cancel(cx, id, "算看看"));
    }
}

#[test]
fn what_cannot_be_exchanged_is_said() {
    let (world, mut device) = shipped();
    let order = world.order_id("1001");
    let returned = inspected(&world, &mut device, "MUG", 1);
    world.order("2001", &[("BAG", 1)]);
    let one = |back: Vec<BackLine>, out: Vec<OutLine>| wanted(order, Way::BackFirst, back, out);
    let mug = || vec![out("MUG", 1, None)];
    for (what, new, made) in [
        (
            "unknown order",
            wanted(OrderId(Uuid::nil()), Way::BackFirst, vec![back("MUG", 1)], mug()),
            Made::NotFound,
        ),
        ("nothing back", one(vec![], mug()), Made::Empty),
        ("nothing out", one(vec![back("MUG", 1)], vec![]), Made::Empty),
        (
            "more than sold",
            one(vec![back("MUG", 2), back("MUG", 2)], mug()),
            Made::TooMany {
                sku: "MUG".to_owned(),
                left: 3,
            },
        ),
        (
            "never sold",
            one(vec![back("BAG", 1)], mug()),
            Made::TooMany {
                sku: "BAG".to_owned(),
                left: 0,
            },
        ),
        (
            "no price",
            one(vec![back("MUG", 1)], vec![out("BAG", 1, None)]),
            Made::NoPrice {
                sku: "BAG".to_owned(),
            },
        ),
        (
            "another order's return",
            NewExchange {
                returned: Some(returned),
                ..wanted(
                    world.order_id("2001"),
                    Way::BackFirst,
                    vec![back("BAG", 1)],
                    vec![out("BAG", 1, None)],
                )
            },
            Made::NotThisReturn,
        ),
    ] {
        assert_eq!(world.makes(&new), made, "{what}");
    }
    assert!(matches!(
        world.makes(&one(vec![back("GHOST", 1)], mug())),
        Made::Wrong(_)
    ));
    assert!(matches!(
        world.makes(&one(vec![back("MUG", 0)], mug())),
        Made::Wrong(_)
    ));
    // Decided otherwise, it is exchanged no more.
    world.decides_of(returned, Decision::Refund);
    let new = NewExchange {
        returned: Some(returned),
        ..one(vec![], mug())
    };
    assert_eq!(world.makes(&new), Made::NotThisReturn);
}

#[test]
fn first_back_then_out_waits_for_the_bench_and_for_the_decision() {
    let (world, mut device) = shipped();
    let order = world.order_id("1001");
    let returned = arrives_back(&world, &mut device, "1001");
    device.push();
    let id = world.made(&NewExchange {
        returned: Some(returned),
        ..wanted(
            order,
            Way::BackFirst,
            vec![back("MUG", 1)],
            vec![out("BAG", 1, Some(12_000))],
        )
    });
    assert_eq!(
        (world.exchange(id).state(), world.sends_out(id)),
        (State::Open, Sent::NotBack)
    );
    inspected(&world, &mut device, "MUG", 1);
    assert_eq!(
        (world.exchange(id).state(), world.sends_out(id)),
        (State::Back, Sent::NotDecided)
    );
    world.decides_of(returned, Decision::Exchange);
    let sent = Sent::Released {
        order_no: "1001-X1".to_owned(),
    };
    assert_eq!(world.sends_out(id), sent);
    assert_eq!(
        (world.exchange(id).state(), world.sends_out(id)),
        (State::Going, Sent::TooLate)
    );
    let row = &world.rows("select * from orders where order_no = '1001-X1'")[0];
    for (field, value) in [
        ("channel", "exchange"),
        ("recipient", "王小明"),
        ("address", "台北市中山路 1 號"),
    ] {
        assert_eq!(row.text(field).unwrap(), value, "{field}");
    }
    assert_eq!((row.int("total").unwrap(), row.int("cod").unwrap()), (12_000, 0));
    ships(&world, &mut device, "1001-X1");
    assert_eq!(world.exchange(id).state(), State::Done);
    // Net of the whole: two mugs, a pen, a bag.
    let net: i64 = world.sales().iter().map(|sale| sale.net()).sum();
    assert_eq!(net, 4);
    world.check();
}

#[test]
fn first_out_then_back_says_what_is_missing_and_ends_when_both_ways_do() {
    let (world, mut device) = shipped();
    let order = world.order_id("1001");
    let id = world.made(&NewExchange {
        collect: true,
        ..wanted(
            order,
            Way::OutFirst,
            vec![back("MUG", 1)],
            vec![out("BAG", 16, Some(1_000))],
        )
    });
    let missing = Sent::Missing {
        order_no: "1001-X1".to_owned(),
        items: vec![("BAG".to_owned(), 1)],
    };
    assert_eq!(world.sends_out(id), missing);
    assert_eq!(world.exchange(id).new_missing, "BAG × 1");
    world.put("B-01-1", "BAG", 1);
    let sent = Sent::Released {
        order_no: "1001-X1".to_owned(),
    };
    assert_eq!(world.sends_out(id), sent);
    // 160 less 108 is collected at the door.
    assert_eq!(
        world.number("select cod as n from orders where order_no = '1001-X1'"),
        5_200
    );
    ships(&world, &mut device, "1001-X1");
    assert_eq!(world.exchange(id).state(), State::Awaited);
    let returned = inspected(&world, &mut device, "MUG", 1);
    assert_eq!(
        world.write(move |cx| exchange::link(cx, id, returned)),
        Changed::Done
    );
    assert_eq!(world.exchange(id).state(), State::Done);
    assert_eq!(
        world.write(move |cx| exchange::set_way(cx, id, Way::BackFirst)),
        Changed::TooLate
    );
    assert_eq!(
        world.write(move |cx| exchange::cancel(cx, id, "不換了")),
        Cancelled::TooLate
    );
    world.check();
}

#[test]
fn called_off_takes_its_order_along_and_the_next_has_a_number_of_its_own() {
    let (world, mut device) = shipped();
    let order = world.order_id("1001");
    let new = wanted(
        order,
        Way::OutFirst,
        vec![back("MUG", 1)],
        vec![out("BAG", 2, Some(1_000))],
    );
    let id = world.made(&new);
    assert!(matches!(world.sends_out(id), Sent::Released { .. }));
    for pick in world.picks(world.list("1001-X1")) {
        device.does(pick);
    }
    device.push();
    assert_eq!(
        world.write(move |cx| exchange::cancel(cx, id, " ")),
        Cancelled::NoReason
    );
    assert_eq!(
        world.write(move |cx| exchange::cancel(cx, id, "客戶改退貨")),
        Cancelled::Done { put_back: 2 }
    );
    assert_eq!(
        (world.exchange(id).state(), world.order_state("1001-X1").as_str()),
        (State::Cancelled, "cancelled")
    );
    assert_eq!(
        world.write(move |cx| exchange::cancel(cx, id, "再一次")),
        Cancelled::TooLate
    );
    let again = world.made(&new);
    let sent = Sent::Released {
        order_no: "1001-X2".to_owned(),
    };
    assert_eq!(world.sends_out(again), sent);
    world.check();
}

#[test]
fn the_new_orders_lines_come_to_the_amount_to_the_cent() {
    let world = World::new();
    let order = priced(&world, "1001", &[("MUG", 3, 3_333)], &[("charge:discount", 8)]);
    world.arrives(&order);
    let order = world.order_id("1001");
    let id = world.made(&wanted(
        order,
        Way::OutFirst,
        vec![back("MUG", 3)],
        vec![out("MUG", 3, None)],
    ));
    assert!(matches!(world.sends_out(id), Sent::Released { .. }));
    assert_eq!(
        world.texts(
            "select l.quantity || ' × ' || l.unit_price as t from order_line l join orders o on o.id = l.order_id \
             where o.order_no = '1001-X1' order by l.seq"
        ),
        ["2 × 3330", "1 × 3331"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_is_made_sent_and_printed_in_the_office() {
    let office = Office::open("E03", "office");
    let world = &office.world;
    world.arrives(&priced(world, "1001", &[("MUG", 2, 12_000)], &[]));
    office
        .get("/office/exchanges/new?order=9")
        .await
        .says("role=\"alert\"");
    office
        .get("/office/exchanges/new?order=1001")
        .await
        .says("MUG")
        .says("back_sku");
    let order = world.order_id("1001").to_string();
    let form = |sku: &'static str, price: &'static str| {
        [
            ("order", order.clone()),
            ("way", "out_first".to_owned()),
            ("reason", "顏色".to_owned()),
            ("back_sku", "MUG".to_owned()),
            ("back_pieces", "1".to_owned()),
            ("back_sku", String::new()),
            ("back_pieces", String::new()),
            ("out_sku", sku.to_owned()),
            ("out_pieces", "1".to_owned()),
            ("out_price", price.to_owned()),
        ]
    };
    for (sku, price, says) in [("BAG", "", "BAG"), ("GHOST", "1", "GHOST"), ("BAG", "x", "x")] {
        let pairs = form(sku, price);
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = office.post("/office/exchanges", &pairs).await;
        assert!(answer.status.is_client_error(), "{sku} {price}");
        answer.says("role=\"alert\"").says(says);
    }
    let pairs = form("BAG", "150");
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let made = office.post("/office/exchanges", &pairs).await;
    let page = made.to().split('?').next().unwrap().to_owned();
    office
        .get(&page)
        .await
        .says("客戶補 NT$30")
        .says("帆布袋")
        .says("王○明");
    let sent = office.post(&format!("{page}/send"), &[]).await;
    assert!(sent.status.is_redirection(), "{}", sent.text());
    office.get(&page).await.says("1001-X1").says("寄出中");
    office
        .post(&format!("{page}/change"), &[("confirmed", "1")])
        .await;
    assert!(office.get(&format!("{page}/paper.pdf")).await.status.is_success());
    office.get("/office/exchanges").await.says("EX261123-0001");
    let off = office
        .post(&format!("{page}/cancel"), &[("note", "不換了")])
        .await;
    assert!(off.status.is_redirection(), "{}", off.text());
    office
        .post(&format!("{page}/send"), &[])
        .await
        .says("role=\"alert\"");
    office.get(&page).await.says("不換了");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cheaper_thing_goes_out_and_only_the_difference_goes_back() {
    let office = Office::open("E03", "office");
    let world = &office.world;
    world.arrives(&priced(
        world,
        "1001",
        &[("MUG", 2, 12_000)],
        &[("charge:discount", 2_000)],
    ));
    let order = world.order_id("1001");
    // Two for 240 less 20: one is worth 110.
    let exchange = world.made(&wanted(
        order,
        Way::OutFirst,
        vec![back("MUG", 1)],
        vec![out("BAG", 1, Some(8_000))],
    ));
    let page = format!("/office/exchanges/{}", exchange.simple());
    let form = format!("/office/refunds/new?exchange={}", exchange.simple());
    office.get(&page).await.says("退客戶 NT$30").says(&form[8..]);
    office
        .get(&form)
        .await
        .says("value=\"80\"")
        .says("換出 EX261123-0001");
    let part = world.texts(&format!(
        "select replace(id, '-', '') as t from order_part where order_id = '{order}'"
    ));
    let asked = office
        .post(
            "/office/refunds",
            &[
                ("exchange", &exchange.simple().to_string()),
                ("part", &part[0]),
                ("pieces", "1"),
                ("paid", "220"),
                ("freight", ""),
                ("points", ""),
                ("paper", "none"),
                ("method", "credit"),
                ("reason", "換貨"),
                ("deducted", "80"),
                ("deduct_reason", "換出"),
            ],
        )
        .await;
    assert!(asked.to().contains("said=refund_asked"), "{}", asked.text());
    office.get(&page).await.says("RF261123-001").says("NT$30");
    assert!(!office.get(&page).await.text().contains(&form));
    // On the page of the order stands all that followed.
    office
        .get(&format!("/office/orders/{}", order.hex()))
        .await
        .says("EX261123-0001")
        .says("RF261123-001");
    world.check();
}

#[test]
fn a_piece_is_exchanged_once() {
    let world = World::new();
    world.arrives(&priced(&world, "1001", &[("MUG", 3, 12_000)], &[]));
    let order = world.order_id("1001");
    let swap = |pieces: i64| {
        wanted(
            order,
            Way::OutFirst,
            vec![back("MUG", pieces)],
            vec![out("MUG", pieces, None)],
        )
    };
    let first = world.made(&swap(2));
    let again = swap(2);
    assert_eq!(
        world.write(move |cx| exchange::make(cx, &again)),
        Made::TooMany {
            sku: "MUG".to_owned(),
            left: 1
        }
    );
    world.made(&swap(1));
    // Called off, its pieces are there again.
    let off = world.write(move |cx| exchange::cancel(cx, first, "不換了"));
    assert_eq!(off, Cancelled::Done { put_back: 0 });
    world.made(&swap(2));
}
