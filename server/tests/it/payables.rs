//! What suppliers are paid: vouchers, the three-way match, returns, the monthly request; and their pages and papers.

use crate::world::World;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::domain::attachments::Attached;
use server::domain::discrepancies::{Answer, Kind};
use server::domain::payables::{
    self, Amount, Issue, NewReturn, NewReturnLine, NewVoucher, Recorded, ReturnMade, ReturnStep, Statement,
    Void, VoucherKind, VoucherLine,
};
use server::domain::staff::{self, LoginOutcome};
use server::http::{Addresses, AppState, app};
use server::params;
use shared::facts::*;
use shared::id::*;
use shared::stock::{Condition, Lot, Place};
use std::net::SocketAddr;
use tower::ServiceExt;
use uuid::Uuid;

pub fn invoice(delivery: DeliveryId, number: &str, net: i64, tax: i64) -> NewVoucher {
    NewVoucher {
        delivery: Some(delivery),
        number: number.to_owned(),
        day: "2026-11-23".to_owned(),
        net,
        tax,
        ..NewVoucher::default()
    }
}

impl World {
    pub fn records(&self, form: NewVoucher) -> Recorded {
        self.write(move |cx| payables::record(cx, &form))
    }

    /// Good and bad pieces counted, and the delivery closed.
    pub fn comes(&self, delivery: DeliveryId, goods: &[(&str, i64, i64)]) {
        let mut clerk = self.device();
        let (mut all_good, mut all_bad) = (0, 0);
        for (sku, good, bad) in goods {
            if *good > 0 {
                clerk.does(self.counts(delivery, sku, *good));
            }
            if *bad > 0 {
                clerk.does(Received {
                    damage: Some(DamageReason::Broken),
                    ..self.counts(delivery, sku, *bad)
                });
            }
            all_good += good;
            all_bad += bad;
        }
        clerk.does(DeliveryClosed {
            delivery,
            good: all_good,
            bad: all_bad,
        });
        clerk.push();
    }

    fn payable(&self, supplier: SupplierId, month: &str) -> Amount {
        let statement = self.store.read_now(|rx| payables::statement(rx, supplier, month));
        statement.unwrap().expect("a statement").payable()
    }

    pub fn goes_back(
        &self,
        supplier: SupplierId,
        sku: &str,
        condition: Condition,
        pieces: i64,
        price: i64,
    ) -> ReturnMade {
        let form = NewReturn {
            supplier,
            reason: "瑕疵".to_owned(),
            remark: String::new(),
            lines: vec![NewReturnLine {
                item: self.item(sku),
                lot: Lot::default(),
                condition,
                place: Place::Dock,
                quantity: pieces,
                unit_price: price,
            }],
        };
        self.write(move |cx| payables::create_return(cx, &form))
    }

    pub fn sends(&self, made: &ReturnMade) -> ReturnStep {
        let ReturnMade::Done { id, .. } = made else {
            panic!("no return: {made:?}");
        };
        let id = *id;
        self.write(move |cx| payables::send_return(cx, id, "黑貓", "9001"))
    }

    /// Good pieces at the dock turn out to be defect.
    pub fn spoil(&self, sku: &str, pieces: i64) {
        let item = self.item(sku);
        self.write(move |cx| {
            let source = server::domain::stock::Source {
                fact: None,
                what: "test".to_owned(),
                staff: None,
                at: cx.now,
            };
            for (condition, from, to) in [
                (Condition::Defect, Place::Regrade, Place::Dock),
                (Condition::Good, Place::Dock, Place::Regrade),
            ] {
                let movement = shared::stock::Movement {
                    item,
                    lot: Lot::default(),
                    condition,
                    from,
                    to,
                    quantity: pieces,
                };
                server::domain::stock::post(cx, &source, &movement)?;
            }
            Ok(())
        });
    }
}

impl World {
    fn request(&self, supplier: SupplierId, month: &str) -> Statement {
        let month = month.to_owned();
        let found = self
            .store
            .read_now(move |rx| payables::statement(rx, supplier, &month));
        found.unwrap().expect("a statement")
    }

    fn issues(&self, supplier: SupplierId, month: &str) -> Issue {
        let shown = self.request(supplier, month);
        self.write(move |cx| payables::issue(cx, &shown, b"%PDF", b"PK"))
    }

    fn voids(&self, supplier: SupplierId, month: &str, reason: &str) -> Void {
        let Some(issued) = self.request(supplier, month).issued else {
            return Void::NotStanding;
        };
        let reason = reason.to_owned();
        self.write(move |cx| payables::void(cx, issued.id, &reason))
    }

    /// Of each line what it corrects, and its net.
    fn asks(&self, supplier: SupplierId, month: &str) -> Vec<(String, i64)> {
        let lines = self.request(supplier, month).lines;
        lines
            .into_iter()
            .map(|line| (line.corrects, line.amount.net))
            .collect()
    }
}

#[test]
fn an_issued_request_stands_and_the_next_one_puts_right_what_changed() {
    let world = World::new();
    let supplier = world.supplier("S01");
    let delivery = world.announce(supplier, &[("MUG", 10, 8_000)]);
    world.comes(delivery, &[("MUG", 10, 0)]);
    assert!(matches!(world.issues(supplier, "2026-11"), Issue::Done(_)));
    assert_eq!(world.issues(supplier, "2026-11"), Issue::Standing);
    // A device that was offline counted two more, which the office keeps.
    let mut late = world.device();
    late.does(world.counts(delivery, "MUG", 2));
    late.push();
    world.answers(Kind::OverDelivered, Answer::Accept);
    let issued = world.request(supplier, "2026-11");
    assert_eq!(
        (issued.number().as_str(), issued.payable().net),
        ("AP2611-S01", 80_000)
    );
    let correction = vec![("AP2611-S01".to_owned(), 16_000)];
    assert_eq!(world.asks(supplier, "2026-12"), correction);
    let changed = world
        .store
        .read_now(|rx| payables::changed_since(rx, &issued))
        .unwrap();
    assert_eq!(changed.len(), 1);
    // Asked for once: the request after the next has nothing to put right.
    world.pass(30 * 24 * 60 * 60);
    let second = world.announce(supplier, &[("PEN", 100, 1_250)]);
    world.comes(second, &[("PEN", 100, 0)]);
    let both = vec![(String::new(), 125_000), ("AP2611-S01".to_owned(), 16_000)];
    assert_eq!(world.asks(supplier, "2026-12"), both);
    assert!(matches!(world.issues(supplier, "2026-12"), Issue::Done(_)));
    assert_eq!(world.asks(supplier, "2027-01"), []);
    // Voided with a reason, November is asked for anew, less what December has.
    assert!(matches!(world.voids(supplier, "2026-11", " "), Void::Wrong(_)));
    assert_eq!(world.voids(supplier, "2026-11", "統編寫錯"), Void::Done);
    assert_eq!(world.asks(supplier, "2026-11"), [(String::new(), 80_000)]);
    assert!(matches!(world.issues(supplier, "2026-11"), Issue::Done(_)));
    assert_eq!(
        world.texts("select number as t from payment_request order by number"),
        ["AP2611-S01", "AP2611-S01-2", "AP2612-S01"]
    );
    // A price that nobody knows yet makes a request too small.
    let third = world.announce(supplier, &[("BAG", 1, 0)]);
    world.comes(third, &[("BAG", 1, 0)]);
    assert_eq!(world.voids(supplier, "2026-12", "補單"), Void::Done);
    assert_eq!(world.issues(supplier, "2026-12"), Issue::Unpriced);
    assert_eq!(world.issues(supplier, "2026-09"), Issue::Empty);
    world.check();
}

#[test]
fn requests_and_what_is_left_to_ask_for_add_up_to_the_payable_to_the_cent() {
    let config = Config {
        cases: 32,
        max_shrink_iters: 100,
        failure_persistence: None,
        ..Config::default()
    };
    let steps = proptest::collection::vec((0u8..6, 1i64..7, 1i64..9_999), 1..14);
    let result = TestRunner::new(config).run(&steps, |steps| {
        let world = World::new();
        let supplier = world.supplier("S01");
        let mut deliveries = Vec::new();
        for (what, pieces, price) in steps {
            match what {
                0 | 1 => {
                    let delivery = world.announce(supplier, &[("MUG", pieces, price)]);
                    world.comes(delivery, &[("MUG", pieces, 0)]);
                    deliveries.push(delivery);
                }
                // Heard late: more than was closed with, and kept.
                2 => {
                    if let Some(delivery) = deliveries.last() {
                        let mut late = world.device();
                        late.does(world.counts(*delivery, "MUG", pieces));
                        late.push();
                        world.answers(Kind::OverDelivered, Answer::Accept);
                    }
                }
                3 => {
                    world.issues(supplier, "2026-11");
                }
                4 => {
                    world.issues(supplier, "2026-12");
                }
                _ => {
                    let month = if pieces % 2 == 0 { "2026-11" } else { "2026-12" };
                    world.voids(supplier, month, "改單");
                }
            }
        }
        // What everything comes to now, each document with its own tax.
        let all: i64 = deliveries
            .iter()
            .map(|delivery| {
                let delivery = *delivery;
                let found = world.store.read_now(move |rx| payables::match_of(rx, delivery));
                found.unwrap().receipt.gross()
            })
            .sum();
        // All that is left is asked for once: first November if it is open, then the month after all issued ones.
        world.issues(supplier, "2026-11");
        world.issues(supplier, "2026-12");
        world.issues(supplier, "2027-01");
        let asked = world.number(
            "select cast(coalesce(sum(net + tax), 0) as bigint) as n from payment_request where voided_at is null",
        );
        prop_assert_eq!(asked, all);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn only_good_pieces_that_were_ordered_or_kept_are_paid() {
    let world = World::new();
    let supplier = world.supplier("S01");
    let delivery = world.announce(supplier, &[("MUG", 10, 8_000), ("PEN", 100, 1_250)]);
    // Two mugs broken, five pens too many.
    world.comes(delivery, &[("MUG", 8, 2), ("PEN", 105, 0)]);
    let found = world
        .store
        .read_now(|rx| payables::match_of(rx, delivery))
        .unwrap();
    let net = 8 * 8_000 + 100 * 1_250;
    assert_eq!(found.receipt, Amount { net, tax: net / 20 });
    assert_eq!((found.has_invoice, found.differs()), (false, false));
    assert_eq!(world.payable(supplier, "2026-11"), found.receipt);
    assert_eq!(world.payable(supplier, "2026-10"), Amount::default());
    // The office keeps the pens: they are paid too.
    world.answers(Kind::OverDelivered, Answer::Accept);
    assert_eq!(world.payable(supplier, "2026-11").net, net + 5 * 1_250);
    world.check();
}

#[test]
fn an_invoice_is_matched_with_what_was_ordered_and_what_came_good() {
    let world = World::new();
    let supplier = world.supplier("S01");
    let delivery = world.announce(supplier, &[("MUG", 10, 8_000), ("PEN", 100, 1_250)]);
    world.comes(delivery, &[("MUG", 8, 2), ("PEN", 100, 0)]);
    // They invoice what they sent, and the pens dearer.
    let lines = [("MUG", 10, 8_000), ("PEN", 100, 1_300)];
    let form = NewVoucher {
        lines: lines
            .iter()
            .map(|(sku, quantity, unit_price)| VoucherLine {
                line: Some(world.delivery_line(delivery, sku)),
                quantity: *quantity,
                unit_price: *unit_price,
            })
            .collect(),
        ..invoice(delivery, "ab-12345678", 210_000, 10_500)
    };
    assert!(matches!(world.records(form), Recorded::Done(_)));
    let found = world
        .store
        .read_now(|rx| payables::match_of(rx, delivery))
        .unwrap();
    let off: Vec<(i64, i64, bool)> = found
        .rows
        .iter()
        .map(|row| (row.pieces_off(), row.amount_off(), row.price_off()))
        .collect();
    assert_eq!(off, [(2, 16_000, false), (0, 5_000, true)]);
    assert!(found.differs());
    assert_eq!(
        found.difference().gross(),
        220_500 - (64_000 + 125_000) * 105 / 100
    );
    assert_eq!(world.texts("select number as t from voucher"), ["AB12345678"]);
}

#[test]
fn a_number_stands_once_and_says_where() {
    let world = World::new();
    let (supplier, other) = (world.supplier("S01"), world.supplier("S02"));
    let goods = [("MUG", 1, 8_000)];
    let (first, second, third) = (
        world.announce(supplier, &goods),
        world.announce(supplier, &goods),
        world.announce(other, &goods),
    );
    let Recorded::Done(voucher) = world.records(invoice(first, "AB12345678", 8_000, 400)) else {
        panic!("not recorded");
    };
    let twice = Recorded::Twice {
        at: "DN261123-0001".to_owned(),
        delivery: Some(first),
        day: "2026-11-23".to_owned(),
    };
    for delivery in [first, second, third] {
        assert_eq!(world.records(invoice(delivery, "AB-1234 5678", 1, 0)), twice);
    }
    // Another supplier cannot share it, whatever the box says; the same supplier's next delivery can.
    let also = |delivery| NewVoucher {
        also: true,
        ..invoice(delivery, "AB12345678", 2_000, 100)
    };
    assert_eq!(world.records(also(third)), twice);
    assert_eq!(world.records(also(second)), Recorded::Done(voucher));
    assert_eq!(world.number("select net as n from voucher"), 10_000);
    // A receipt's number is its supplier's own.
    for delivery in [first, third] {
        let receipt = NewVoucher {
            kind: VoucherKind::Receipt,
            ..invoice(delivery, "R-1", 1, 0)
        };
        assert!(matches!(world.records(receipt), Recorded::Done(_)));
    }
    // Removed, the number is free again.
    assert!(world.write(move |cx| payables::remove(cx, voucher)));
    assert!(matches!(
        world.records(invoice(third, "AB12345678", 1, 0)),
        Recorded::Done(_)
    ));
    for (wrong, field) in [
        (invoice(first, "", 1, 0), "number"),
        (invoice(first, "X", -1, 0), "net"),
        (
            NewVoucher {
                day: "2026-02-30".to_owned(),
                ..invoice(first, "X", 1, 0)
            },
            "day",
        ),
    ] {
        match world.records(wrong) {
            Recorded::Wrong(invalid) => assert_eq!(invalid.field(), field),
            other => panic!("{field}: {other:?}"),
        }
    }
}

#[test]
fn what_goes_back_comes_off_the_payable_only_if_it_was_in_it() {
    let world = World::new();
    let supplier = world.supplier("S01");
    let delivery = world.announce(supplier, &[("MUG", 10, 8_000)]);
    world.comes(delivery, &[("MUG", 9, 1)]);
    let before = world.payable(supplier, "2026-11");
    assert_eq!(before.net, 9 * 8_000);
    // Three of the good ones turn out to be cracked, beside the one that came broken.
    world.spoil("MUG", 3);
    let made = world.goes_back(supplier, "MUG", Condition::Defect, 4, 8_000);
    assert_eq!(
        world.payable(supplier, "2026-11"),
        before,
        "not before it is sent"
    );
    assert_eq!(world.sends(&made), ReturnStep::Done);
    let off = 3 * 8_000;
    assert_eq!(
        world.payable(supplier, "2026-11"),
        Amount {
            net: before.net - off,
            tax: before.tax - off / 20
        }
    );
    assert_eq!(
        (world.at(Place::Dock, "MUG"), world.at(Place::Supplier, "MUG")),
        (6, -6)
    );
    assert_eq!(world.sends(&made), ReturnStep::TooLate);
    world.check();
}

#[test]
fn a_return_takes_only_what_is_there_and_gives_it_back_when_it_is_cancelled() {
    let world = World::new();
    let supplier = world.supplier("S01");
    let delivery = world.announce(supplier, &[("MUG", 10, 8_000)]);
    world.comes(delivery, &[("MUG", 6, 4)]);
    let there = ReturnMade::NotThere {
        sku: "MUG".to_owned(),
        there: 4,
    };
    assert_eq!(
        world.goes_back(supplier, "MUG", Condition::Defect, 5, 8_000),
        there
    );
    assert!(matches!(
        world.goes_back(supplier, "MUG", Condition::Good, 1, 8_000),
        ReturnMade::Wrong(_)
    ));
    let ReturnMade::Done { id, .. } = world.goes_back(supplier, "MUG", Condition::Defect, 4, 8_000) else {
        panic!("no return");
    };
    assert_eq!(world.at(Place::Parcel(ParcelId(id)), "MUG"), 4);
    assert_eq!(
        world.write(move |cx| payables::cancel_return(cx, id)),
        ReturnStep::Done
    );
    assert_eq!(
        (
            world.at(Place::Parcel(ParcelId(id)), "MUG"),
            world.of(Place::Dock, "MUG", Condition::Defect)
        ),
        (0, 4)
    );
    world.check();
}

#[test]
fn a_file_is_kept_for_what_its_bytes_are_up_to_its_limit() {
    let world = World::new();
    let delivery = world.announce(world.supplier("S01"), &[("MUG", 1, 0)]);
    let keeps = |bytes: Vec<u8>| {
        world.write(move |cx| payables::attach(cx, None, Some(delivery), "發票\u{7}.pdf", &bytes))
    };
    assert!(matches!(keeps(b"%PDF-1.7 x".to_vec()), Attached::Done(_)));
    assert_eq!(keeps(b"<svg onload=alert(1)>".to_vec()), Attached::NotAPaper);
    assert_eq!(keeps(Vec::new()), Attached::Empty);
    let mut photo = b"\xff\xd8\xff".to_vec();
    photo.resize(10_000_001, 0);
    assert_eq!(keeps(photo), Attached::TooLarge(10_000_001));
    let kept = world
        .store
        .read_now(|rx| payables::attachments(rx, None, Some(delivery)))
        .unwrap();
    assert_eq!((kept.len(), kept[0].name.as_str()), (1, "發票.pdf"));
}

/// Price in cents, ordered, good, bad, whether what is over is kept, pieces that spoil later, whether prices contain tax.
type Purchase = (i64, i64, i64, i64, bool, i64, i64);

#[test]
fn the_payable_is_receipts_less_returns_to_the_cent() {
    let purchase = (
        1i64..100_000,
        1i64..50,
        0i64..60,
        0i64..10,
        any::<bool>(),
        0i64..20,
        0i64..40,
    );
    let config = Config {
        cases: 32,
        failure_persistence: None,
        ..Config::default()
    };
    let all = (proptest::collection::vec(purchase, 1..6), 0i64..3, any::<bool>());
    let result = TestRunner::new(config).run(&all, |(purchases, kind, included)| {
        let purchases: Vec<Purchase> = purchases;
        let world = World::new();
        let supplier = world.supplier("S01");
        let tax_kind = ["taxable", "zero", "free"][usize::try_from(kind).unwrap()];
        world.write(move |cx| {
            cx.exec(
                "update supplier set tax_kind = ?1, tax_included = ?2",
                params![tax_kind, included],
            )
        });
        // In plain arithmetic, document by document: a tax of 5 %, rounded half up to the cent.
        let tax_of = |prices: i64| match (tax_kind, included) {
            ("taxable", false) => (prices * 5 + 50).div_euclid(100),
            ("taxable", true) => prices - (prices * 200 + 105).div_euclid(210),
            _ => 0,
        };
        let gross_of = |prices: i64| {
            if included && kind == 0 {
                prices
            } else {
                prices + tax_of(prices)
            }
        };
        let (mut expected, mut never_paid) = (0i64, 0i64);
        for (price, ordered, good, bad, keep, spoiled, back) in purchases {
            let delivery = world.announce(supplier, &[("MUG", ordered, price)]);
            if good + bad > 0 {
                world.comes(delivery, &[("MUG", good, bad)]);
            } else {
                world.comes(delivery, &[]);
            }
            let over = (good + bad - ordered).clamp(0, good);
            if over > 0 {
                world.answers(
                    Kind::OverDelivered,
                    if keep { Answer::Accept } else { Answer::SendBack },
                );
            }
            let held = if keep { 0 } else { over };
            expected += gross_of((good - held) * price);
            never_paid += bad + held;
            // What is good at the dock may spoil; then some defect pieces go back.
            let spoiled = spoiled.min(world.of(Place::Dock, "MUG", Condition::Good));
            if spoiled > 0 {
                world.spoil("MUG", spoiled);
            }
            let back = back.min(world.of(Place::Dock, "MUG", Condition::Defect));
            if back > 0 {
                let made = world.goes_back(supplier, "MUG", Condition::Defect, back, price);
                prop_assert_eq!(world.sends(&made), ReturnStep::Done);
                let free = back.min(never_paid);
                never_paid -= free;
                expected -= gross_of((back - free) * price);
            }
        }
        prop_assert_eq!(world.payable(supplier, "2026-11").gross(), expected);
        world.check();
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

// ---------------------------------------------------------------- pages

pub struct Office {
    pub world: World,
    state: AppState,
    cookie: String,
}

pub struct Answered {
    pub status: StatusCode,
    headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answered {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn kind(&self) -> &str {
        let kind = self.headers.get(header::CONTENT_TYPE);
        kind.map_or("", |kind| kind.to_str().unwrap())
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Answered {
        assert!(self.text().contains(words), "{words} is not in:\n{}", self.text());
        self
    }

    pub fn to(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |to| to.to_str().unwrap())
    }
}

impl Office {
    pub fn open(badge: &str, role: &str) -> Office {
        Office::over(World::new(), badge, role)
    }

    /// Of a world in which something has happened.
    pub fn over(world: World, badge: &str, role: &str) -> Office {
        let (staff, sql) = (
            world.staff(badge),
            format!("update staff set role = '{role}', login = 'someone' where badge = '{badge}'"),
        );
        let token = world.write(move |cx| {
            cx.exec(&sql, params![])?;
            staff::login(cx, "test", Some(staff))
        });
        let LoginOutcome::Welcome(token) = token else {
            panic!("no session");
        };
        Office {
            state: AppState::new(world.store.clone(), Addresses::default()),
            world,
            cookie: format!("beeline={token}"),
        }
    }

    async fn send(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answered {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, kind)
            .header(header::COOKIE, &self.cookie);
        let mut request = request.body(Body::from(body)).unwrap();
        let peer: SocketAddr = "127.0.0.1:9".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = app(self.state.clone()).oneshot(request).await.unwrap();
        Answered {
            status: answer.status(),
            headers: answer.headers().clone(),
            bytes: to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.send(Method::GET, path, "text/plain", Vec::new()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.send(
            Method::POST,
            path,
            "application/x-www-form-urlencoded",
            body.into(),
        )
        .await
    }

    async fn attach(&self, delivery: &str, bytes: &[u8]) -> Answered {
        self.upload(&format!("/office/deliveries/{delivery}/files"), bytes)
            .await
    }

    /// A picture or whatever calls itself one.
    pub async fn upload(&self, path: &str, bytes: &[u8]) -> Answered {
        let mut body =
            b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n".to_vec();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--b--\r\n");
        self.send(Method::POST, path, "multipart/form-data; boundary=b", body)
            .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_announced_counted_answered_matched_and_printed_in_the_office() {
    let office = Office::open("E03", "admin");
    let supplier = office.world.supplier("S01").to_string();
    let wrong = office
        .post(
            "/office/deliveries",
            &[
                ("supplier", &supplier),
                ("due", "2026-02-30"),
                ("sku", "NOPE"),
                ("quantity", "0"),
                ("unit_price", "1.234"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says("NOPE").says("1.234").says("role=\"alert\"");
    let made = office
        .post(
            "/office/deliveries",
            &[
                ("supplier", &supplier),
                ("due", "2026-11-24"),
                ("purchase_no", "PO-7"),
                ("sku", "MUG"),
                ("quantity", "10"),
                ("unit_price", "80"),
                // By its barcode.
                ("sku", "4710000000024"),
                ("quantity", "5"),
                ("unit_price", "12.50"),
            ],
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let path = made.to().split('?').next().unwrap().to_owned();
    let id = path.rsplit('/').next().unwrap().to_owned();
    let delivery: DeliveryId = id.parse().unwrap();
    office
        .get("/office/deliveries?stage=expected")
        .await
        .says("DN261123-0001");
    office
        .get("/office/deliveries?q=po-7")
        .await
        .says("DN261123-0001");
    let notice = office.get(&format!("{path}/notice.pdf?anyway=1")).await;
    assert!(notice.bytes.starts_with(b"%PDF-"), "{}", notice.text());

    office.world.comes(delivery, &[("MUG", 12, 1)]);
    let page = office.get(&path).await;
    page.says("已完成")
        .says("收下")
        .says("DN261123-0001-1")
        .says("點收");
    let question = office
        .world
        .texts("select id as t from discrepancy where kind = 'over_delivered'");
    let kept = office
        .post(
            &format!("{path}/over"),
            &[("question", &question[0]), ("answer", "accept")],
        )
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let late = office
        .post(
            &format!("{path}/over"),
            &[("question", &question[0]), ("answer", "accept")],
        )
        .await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    late.says("已經結案");
    let receipt = office.get(&format!("{path}/receipt.pdf?anyway=1")).await;
    assert!(receipt.bytes.starts_with(b"%PDF-"), "{}", receipt.text());

    // An invoice for what they sent, which is one mug more than came good.
    let line = office.world.delivery_line(delivery, "MUG").to_string();
    let fields = [
        ("kind", "invoice"),
        ("number", "AB12345678"),
        ("day", "2026-11-23"),
        ("net", "1,040"),
        ("tax", "52"),
        ("line", line.as_str()),
        ("pieces", "13"),
        ("price", "80"),
    ];
    let recorded = office.post(&format!("{path}/vouchers"), &fields).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.text());
    office.get(&path).await.says("AB12345678").says("數量 +1");
    let twice = office.post(&format!("{path}/vouchers"), &fields).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    twice.says("DN261123-0001").says("2026-11-23").says("1,040");

    let request = format!("/office/payables/{supplier}/2026-11");
    office
        .get("/office/payables?month=2026-11")
        .await
        .says("AP2611-S01");
    office.get(&request).await.says("AB12345678").says("NT$1,008");
    let pdf = office.get(&format!("{request}/request.pdf?anyway=1")).await;
    assert!(pdf.bytes.starts_with(b"%PDF-"), "{}", pdf.text());
    let xlsx = office.get(&format!("{request}/request.xlsx")).await;
    assert!(xlsx.bytes.starts_with(b"PK"));
    assert_eq!(
        office
            .get(&format!("/office/payables/{supplier}/2026-13"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_comes_back_as_a_photo_and_nothing_else_is_kept() {
    let office = Office::open("E03", "admin");
    let supplier = office.world.supplier("S01");
    let delivery = office.world.announce(supplier, &[("MUG", 1, 0)]).to_string();
    let kept = office.attach(&delivery, b"\x89PNG\r\n\x1a\nrest").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let file = office.world.texts("select id as t from attachment").remove(0);
    let shown = office.get(&format!("/office/files/{file}")).await;
    assert_eq!(shown.bytes, b"\x89PNG\r\n\x1a\nrest");
    let head = |name| shown.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(head(header::CONTENT_TYPE), "image/png");
    assert_eq!(head(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(head(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    let page = office.attach(&delivery, b"<html><script>alert(1)</script>").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("JPEG");
    let large = office.attach(&delivery, &vec![0xff; 12_000_000]).await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    large.says("12 MB").says("10 MB");
    assert_eq!(office.world.number("select count(*) as n from attachment"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_pieces_go_back_to_their_supplier_with_a_paper() {
    let office = Office::open("E03", "admin");
    let supplier = office.world.supplier("S01");
    let delivery = office.world.announce(supplier, &[("MUG", 10, 8_000)]);
    office.world.comes(delivery, &[("MUG", 7, 3)]);
    let asked = format!("/office/returns/new?supplier={supplier}");
    let page = office.get(&asked).await;
    page.says("不良品").says("暫存區").says("value=\"80\"");
    let which = page
        .text()
        .split("name=\"which\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .to_owned();
    let supplier_id = supplier.to_string();
    let fields = |pieces: &'static str, reason: &'static str| {
        [
            ("supplier", supplier_id.clone()),
            ("reason", reason.to_owned()),
            ("which", which.clone()),
            ("pieces", pieces.to_owned()),
            ("price", "80".to_owned()),
        ]
    };
    for (pieces, reason) in [("4", "破損"), ("3", ""), ("x", "破損"), ("", "破損")] {
        let fields = fields(pieces, reason);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let refused = office.post("/office/returns", &fields).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{pieces} {reason}"
        );
        refused.says("role=\"alert\"");
    }
    let fields = fields("3", "破損");
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let made = office.post("/office/returns", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let path = made.to().split('?').next().unwrap().to_owned();
    office.get(&path).await.says("RT261123-001").says("待寄出");
    let pdf = office.get(&format!("{path}/paper.pdf?anyway=1")).await;
    assert!(pdf.bytes.starts_with(b"%PDF-"), "{}", pdf.text());
    let sent = office
        .post(
            &format!("{path}/send"),
            &[("carrier", "黑貓"), ("waybill", "9001")],
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let late = office.post(&format!("{path}/cancel"), &[]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let allowed = office
        .post(
            &format!("{path}/allowance"),
            &[
                ("number", "D-1"),
                ("day", "2026-11-23"),
                ("form", "duplicate"),
                ("net", ""),
                ("tax", ""),
            ],
        )
        .await;
    assert_eq!(allowed.status, StatusCode::SEE_OTHER, "{}", allowed.text());
    office
        .get(&path)
        .await
        .says("D-1")
        .says("<td>二聯式（不可扣抵）</td>")
        .says("黑貓");
    office.get("/office/returns").await.says("已寄出");
    assert_eq!(office.world.at(Place::Supplier, "MUG"), -7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_sees_deliveries_and_not_what_they_cost() {
    let office = Office::open("E03", "lead");
    let supplier = office.world.supplier("S01");
    let delivery = office.world.announce(supplier, &[("MUG", 10, 8_000)]);
    let page = office.get(&format!("/office/deliveries/{delivery}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("三方核對") && !page.text().contains("取消這張進貨單"));
    for path in [
        "/office/payables".to_owned(),
        format!("/office/files/{}", Uuid::nil().simple()),
    ] {
        assert_eq!(office.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let no = office
        .post(&format!("/office/deliveries/{delivery}/cancel"), &[])
        .await;
    assert_eq!(no.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_issued_once_and_its_papers_stay_the_same_bytes() {
    let office = Office::open("E03", "admin");
    let world = &office.world;
    let supplier = world.supplier("S01");
    let delivery = world.announce(supplier, &[("MUG", 10, 8_000)]);
    world.comes(delivery, &[("MUG", 10, 0)]);
    let path = format!("/office/deliveries/{delivery}/vouchers");
    let fields = [
        ("kind", "invoice"),
        ("form", "triplicate"),
        ("number", "AB12345678"),
        ("day", "2026-11-23"),
        ("net", "800"),
        ("tax", "40"),
    ];
    assert_eq!(office.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    let mut wrong = fields;
    wrong[1].1 = "fivefold";
    assert_eq!(
        office.post(&path, &wrong).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    office
        .get(&format!("/office/deliveries/{delivery}"))
        .await
        .says("三聯式");
    let path = format!("/office/payables/{supplier}/2026-11");
    office
        .get(&path)
        .await
        .says("AB12345678 2026-11-23 三聯式")
        .says("發出，交會計");
    let draft = office.get(&format!("{path}/request.pdf?anyway=1")).await;
    assert!(draft.bytes.starts_with(b"%PDF-"));
    let issued = office.post(&format!("{path}/issue"), &[]).await;
    assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}", issued.text());
    let again = office.post(&format!("{path}/issue"), &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = office.get(&path).await;
    page.says("已發出").says("作廢這張請款單");
    let text = page.text();
    let at = text.find("/office/requests/").expect("its files");
    let files = &text[at..at + "/office/requests/".len() + 32];
    let (pdf, xlsx) = (format!("{files}/request.pdf"), format!("{files}/request.xlsx"));
    let before = (office.get(&pdf).await.bytes, office.get(&xlsx).await.bytes);
    assert!(before.0.starts_with(b"%PDF-") && before.1.starts_with(b"PK"));
    // The price is put right afterwards, and time passes.
    let line = world.delivery_line(delivery, "MUG");
    world.write(move |cx| payables::set_prices(cx, delivery, &[(line, 9_000)]));
    world.pass(3_600);
    assert_eq!(
        (office.get(&pdf).await.bytes, office.get(&xlsx).await.bytes),
        before
    );
    office.get(&path).await.says("發出後的變動");
    let old = office.get(&format!("{path}/request.xlsx")).await;
    assert_eq!(old.to(), xlsx);
    let id = files.rsplit('/').next().unwrap().to_owned();
    let void = |reason: &'static str| {
        let (path, id) = (format!("{path}/void"), id.clone());
        let office = &office;
        async move { office.post(&path, &[("request", &id), ("reason", reason)]).await }
    };
    assert_eq!(void("").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(void("單價寫錯").await.status, StatusCode::SEE_OTHER);
    office.get(&path).await.says("AP2611-S01-2").says("單價寫錯");
    assert_eq!(office.get(&pdf).await.bytes, before.0, "it stays to be seen");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_says_that_a_blind_delivery_is_an_expected_one() {
    let office = Office::open("E03", "admin");
    let world = &office.world;
    let supplier = world.supplier("S01");
    let expected = world.announce(supplier, &[("MUG", 10, 8_000)]);
    let blind = DeliveryId(Uuid::from_u128(0xb11d));
    let mut clerk = world.device();
    clerk.does(DeliveryArrived {
        delivery: blind,
        supplier: Some(supplier),
        number: "H1-R1123-090000".to_owned(),
        note_no: String::new(),
        cartons: 1,
        damaged: 0,
        driver: String::new(),
        signature: String::new(),
    });
    clerk.does(world.counts(blind, "MUG", 4));
    clerk.push();
    let (of_blind, of_expected) = (
        format!("/office/deliveries/{blind}"),
        format!("/office/deliveries/{expected}"),
    );
    office
        .get("/office/deliveries?q=h1-r1123")
        .await
        .says("DN261123-0002");
    office
        .get(&of_blind)
        .await
        .says("這就是預期的哪一張")
        .says("同供應商")
        .says("相同品項 1");
    let id = expected.to_string();
    let merged = office
        .post(&format!("{of_blind}/merge"), &[("expected", &id)])
        .await;
    assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.text());
    assert!(merged.to().starts_with(&of_expected));
    office
        .get(&of_expected)
        .await
        .says("已併入")
        .says("H1-R1123-090000");
    office.get(&of_blind).await.says("取消併入").says("DN261123-0001");
    office
        .get("/office/deliveries?stage=merged")
        .await
        .says("DN261123-0002");
    // A voucher is recorded: accounting has it, so it stands.
    let fields = [
        ("kind", "receipt"),
        ("number", "R-1"),
        ("day", "2026-11-23"),
        ("net", "320"),
        ("tax", "16"),
    ];
    office.post(&format!("{of_expected}/vouchers"), &fields).await;
    let refused = office.post(&format!("{of_blind}/unmerge"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("R-1");
    let voucher: Uuid = world.rows("select id from voucher")[0].parse("id").unwrap();
    world.write(move |cx| payables::remove(cx, voucher));
    let undone = office.post(&format!("{of_blind}/unmerge"), &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
    assert_eq!(world.told(expected).1, ["MUG 10 0 0"]);
    world.check();
}
