//! Money that goes back: invoices by file and by hand, refunds out of an inspection, allowances and their way, what
//! accounting gets; and their pages and papers.

use crate::payables::Office;
use crate::world::World;
use axum::http::StatusCode;
use calamine::Reader;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use server::db::{By, Cx, DbError};
use server::domain::allowances::{self, Issued, NewAllowance, SignedHow, TakenOff};
use server::domain::imports::{self, Order};
use server::domain::invoices::{self, Voided};
use server::domain::purchasing::terms::TaxKind;
use server::domain::refunds::{
    self, Approved, Ask, Asked, BankForm, End, Method, Paper, PapersIssued, Proposal, RefundView, Settlement,
    State, Stepped,
};
use server::intake::builtin;
use server::params;
use shared::facts::{How, Inspected, ReturnArrived};
use shared::id::*;
use shared::inspect::{Disposition, Grade};
use shared::lang::Lang;
use std::io::Cursor;
use std::process::Command;
use std::sync::Arc;
use uuid::Uuid;

/// What an order is: goods (sku, pieces, dollars each), and what was given for it in dollars.
struct Sold<'a> {
    no: &'a str,
    goods: &'a [(&'a str, i64, i64)],
    freight: i64,
    paid: i64,
}

const TWO_LINES: Sold<'static> = Sold {
    no: "S-1",
    goods: &[("MUG", 3, 100), ("TEA", 1, 200)],
    freight: 60,
    // NT$50 off.
    paid: 510,
};

impl World {
    fn by<T: Send + 'static>(
        &self,
        badge: &str,
        f: impl FnOnce(&Cx<'_>) -> Result<T, DbError> + Send + 'static,
    ) -> T {
        self.store
            .write_now(By::Office(self.staff(badge)), f)
            .expect("a write")
    }

    fn sold(&self, sold: &Sold<'_>) -> OrderId {
        let goods: Vec<(&str, i64)> = sold
            .goods
            .iter()
            .map(|(sku, pieces, _)| (*sku, *pieces))
            .collect();
        let mut order = self.new_order(sold.no, &goods);
        for (line, (_, _, price)) in order.lines.iter_mut().zip(sold.goods) {
            line.unit_price = price * 100;
        }
        order.told.total = sold.paid * 100;
        order.told.shipping_fee = sold.freight * 100;
        self.arrives(&order);
        self.release(&[sold.no]);
        self.order_id(sold.no)
    }

    /// Pieces of an order came back and were looked at by this person.
    fn inspects(&self, order_no: &str, badge: &str, found: &[(&str, i64, Grade, Disposition)]) -> ReturnId {
        let shipment = self.shipment(order_no);
        let returned = ReturnId(shipment.0);
        let mut bench = self.device();
        bench.by = Some(self.staff(badge));
        bench.does(ReturnArrived {
            returned,
            shipment: Some(shipment),
            number: String::new(),
            raw: "BL".to_owned(),
            photos: Vec::new(),
        });
        for (sku, quantity, grade, disposition) in found {
            bench.does(Inspected {
                shipment: None,
                returned,
                item: self.item(sku),
                lot: Default::default(),
                serial: String::new(),
                quantity: *quantity,
                not_ours: false,
                answers: Vec::new(),
                suggested: *grade,
                grade: *grade,
                disposition: *disposition,
                finding: None,
                remark: String::new(),
                photos: Vec::new(),
                plate: String::new(),
                second: None,
                how: How::Scanned,
                raw: "471".to_owned(),
            });
        }
        bench.push();
        returned
    }

    fn proposed(&self, order: OrderId, of: Option<ReturnId>) -> Proposal {
        let now = self.clock.now();
        let proposal = self.store.read_now(|rx| refunds::proposal(rx, order, of, now));
        proposal.unwrap().expect("a proposal")
    }

    /// As it is proposed.
    fn usual(&self, order: OrderId, of: Option<ReturnId>) -> Ask {
        let proposal = self.proposed(order, of);
        Ask {
            order,
            sales_return: of,
            exchange: None,
            back: proposal
                .parts
                .iter()
                .map(|part| (part.id, part.accepted))
                .collect(),
            with_freight: proposal.with_freight,
            settlement: proposal.settlement,
            paper: proposal.paper,
            method: proposal.method,
            reason: "商品瑕疵".to_owned(),
            remark: String::new(),
            deducted: 0,
            deduct_reason: String::new(),
            bank: None,
        }
    }

    fn asks_back(&self, ask: Ask) -> Uuid {
        match self.by("E02", move |cx| refunds::ask(cx, &ask)) {
            Asked::Done { id, .. } => id,
            no => panic!("{no:?}"),
        }
    }

    fn refund(&self, id: Uuid) -> RefundView {
        self.store
            .read_now(|rx| refunds::refund(rx, id))
            .unwrap()
            .expect("a refund")
    }

    fn invoiced(&self, rows: &str) -> (usize, usize, Vec<(Vec<u32>, String)>) {
        let text = format!(
            "訂單編號,發票號碼,發票日期,隨機碼,課稅別,貨號,品名,數量,金額,發票總額,買方統編,捐贈\n{rows}"
        );
        let order = Order {
            bytes: Arc::new(text.into_bytes()),
            file_name: "invoices.csv".to_owned(),
            mapping: builtin::named("invoices").unwrap(),
            password: None,
            create_items: false,
            dry_run: false,
            by: By::System,
            lang: Lang::ZhTw,
        };
        let report = imports::run(&self.store, &order, &|_, _| {}).unwrap();
        let refused = report.refused.into_iter().map(|no| (no.rows, no.reason));
        (report.created, report.same, refused.collect())
    }

    fn invoice_of(&self, number: &str) -> invoices::InvoiceView {
        let sql = "select id from invoice where number = ?1";
        let view = self.store.read_now(|rx| -> Result<_, DbError> {
            let id: Uuid = rx.row(sql, params![number])?.expect("an invoice").parse("id")?;
            invoices::invoice(rx, id)
        });
        view.unwrap().unwrap()
    }

    /// What is left of an invoice, in dollars.
    fn left_of(&self, number: &str) -> i64 {
        self.invoice_of(number).head.remaining() / 100
    }

    /// All allowances of a refund back, signed without paper.
    fn signs(&self, refund: Uuid) {
        self.write(move |cx| {
            for one in allowances::of_refund(cx, refund)? {
                assert_eq!(
                    allowances::sign(cx, one.id, SignedHow::Electronic, "")?,
                    allowances::Stepped::Done
                );
            }
            Ok(())
        });
    }
}

impl crate::world::TestClock {
    fn now(&self) -> i64 {
        self.0.load(std::sync::atomic::Ordering::SeqCst)
    }
}

fn dollars(view: &RefundView) -> [i64; 5] {
    let head = &view.head;
    [
        view.gross(),
        view.discount(),
        head.points,
        head.freight,
        head.amount(),
    ]
    .map(|amount| amount / 100)
}

#[test]
fn invoices_come_in_by_file_and_every_row_that_does_not_is_listed_with_its_reason() {
    let world = World::new();
    world.sold(&TWO_LINES);
    world.sold(&Sold {
        no: "S-2",
        ..TWO_LINES
    });
    world.sold(&Sold {
        no: "S-3",
        ..TWO_LINES
    });
    let rows = "S-1,AB12345678,2026-11-20,42,應稅,MUG,馬克杯,3,270,510,,\n\
        S-1,AB12345678,2026-11-20,42,應稅,TEA,高山茶,1,180,510,,\n\
        S-1,AB12345678,2026-11-20,42,應稅,,運費,1,60,510,,\n\
        S-9,AB12345679,2026-11-20,,應稅,MUG,馬克杯,1,100,,,\n\
        S-2,A12345678,2026-11-20,,應稅,MUG,馬克杯,1,100,,,\n\
        S-2,AB12345680,2026-11-20,,應稅,MUG,馬克杯,1,511,,,\n\
        S-2,AB12345681,2026-11-20,,應稅,MUG,馬克杯,1,100,400,,\n\
        S-2,AB12345682,2026-11-20,,零稅率,PEN,筆,1,100,,,\n\
        S-2,AB12345683,2026-11-20,,應稅,,商品,1,100,,12345678,\n\
        S-2,AB12345684,2026-02-30,,應稅,,商品,1,100,,,\n\
        S-2,AB12345685,115/11/21,1234,零稅率,MUG,馬克杯,1,510,,04595257,\n\
        S-3,AB12345686,2026-11-21,,應稅,,,,500,,,是\n\
        S-3,AB12345687,2026-11-21,,應稅,,,,10.5,,,\n";
    let (created, same, refused) = world.invoiced(rows);
    assert_eq!((created, same), (3, 0), "{refused:#?}");
    for (rows, words) in [
        (vec![5], "沒有訂單「S-9」"),
        (vec![6], "A12345678"),
        (vec![7], "超過訂單金額 NT$510"),
        (vec![8], "發票總額"),
        (vec![9], "訂單裡沒有「PEN」"),
        (vec![10], "12345678"),
        (vec![11], "2026-02-30"),
        (vec![14], "10.50"),
    ] {
        let found = refused.iter().find(|(of, _)| *of == rows);
        let reason = found.map_or("", |(_, reason)| reason);
        assert!(
            reason.contains(words),
            "{rows:?}: {reason:?} is not about {words}"
        );
    }
    assert_eq!(refused.len(), 8, "{refused:#?}");
    // The same file again creates nothing twice, and another invoice under a number is no other invoice.
    assert_eq!(world.invoiced(rows).1, 3);
    let (_, _, refused) = world.invoiced("S-2,AB12345678,2026-11-20,,應稅,MUG,馬克杯,1,10,,,\n");
    assert!(refused[0].1.contains("S-1"), "{refused:?}");
    let view = world.invoice_of("AB12345678");
    assert_eq!(
        (
            view.lines.len(),
            view.head.random_code.as_str(),
            view.head.differs(),
            world.left_of("AB12345678")
        ),
        (3, "0042", false, 510)
    );
    assert_eq!(world.invoice_of("AB12345685").lines[0].tax_kind, TaxKind::Zero);
    let donated = world.invoice_of("AB12345686");
    assert!(donated.head.donated && donated.head.differs());
    assert_eq!(donated.lines[0].description, "商品一批");
}

#[test]
fn an_invoice_is_voided_after_its_allowances_and_a_donated_one_never() {
    let world = World::new();
    let order = world.sold(&TWO_LINES);
    world.invoiced("S-1,AB12345678,2026-11-20,,應稅,MUG,馬克杯,3,300,,,\nS-1,AB12345679,2026-11-20,,應稅,,其他,1,200,,,是\n");
    let (whole, given) = (world.invoice_of("AB12345678"), world.invoice_of("AB12345679"));
    let off = |amount: i64| NewAllowance {
        invoice: whole.head.id,
        refund: None,
        remark: String::new(),
        lines: vec![TakenOff {
            line: whole.lines[0].id,
            quantity: 1,
            amount: amount * 100,
        }],
    };
    let (first, more, most) = (off(200), off(101), off(100));
    let issued = world.write(move |cx| allowances::issue(cx, &first));
    let Issued::Done { id, number } = issued else {
        panic!("{issued:?}");
    };
    assert_eq!(world.left_of("AB12345678"), 100);
    let no = world.write(move |cx| allowances::issue(cx, &more));
    assert!(
        matches!(
            no,
            Issued::TooMuch {
                remaining: 10_000,
                ..
            }
        ),
        "{no:?}"
    );
    let (invoice, donated) = (whole.head.id, given.head.id);
    let void = |id: Uuid| world.write(move |cx| invoices::void(cx, id, "客戶退貨"));
    assert_eq!(void(invoice), Voided::Allowances(vec![number]));
    assert_eq!(void(donated), Voided::Donated);
    assert!(matches!(
        world.write(move |cx| invoices::void(cx, invoice, "")),
        Voided::Wrong(_)
    ));
    // Voiding the allowance gives its amount back.
    assert_eq!(
        world.write(move |cx| allowances::void(cx, id, "開錯金額")),
        allowances::Stepped::Done
    );
    assert_eq!(world.left_of("AB12345678"), 300);
    assert_eq!((void(invoice), void(invoice)), (Voided::Done, Voided::Before));
    assert_eq!(world.left_of("AB12345678"), 0);
    assert_eq!(world.write(move |cx| allowances::issue(cx, &most)), Issued::Void);
    // What was voided is free in the order, its number is not.
    let billed = world.store.read_now(|rx| invoices::of_order(rx, order)).unwrap();
    assert_eq!(billed.iter().map(|head| head.invoiced / 100).max(), Some(200));
    let (_, _, refused) = world.invoiced("S-1,AB12345678,2026-11-21,,應稅,MUG,馬克杯,1,300,,,\n");
    assert_eq!(refused.len(), 1);
}

/// Two returns of one order: [gross, discount, points, freight, amount] of each, and what the invoice has left after it.
#[test]
fn two_returns_of_an_order_come_to_exactly_what_was_paid() {
    let world = World::new();
    let order = world.sold(&TWO_LINES);
    world.invoiced(
        "S-1,AB12345678,2026-10-20,,應稅,MUG,馬克杯,3,270,510,,\n\
         S-1,AB12345678,2026-10-20,,應稅,TEA,高山茶,1,180,510,,\n\
         S-1,AB12345678,2026-10-20,,應稅,,運費,1,60,510,,\n",
    );
    let returned = world.inspects(
        "S-1",
        "E01",
        &[
            ("MUG", 1, Grade::A, Disposition::Restock),
            // Never ours, and one that goes back to its customer: nothing of these is refunded.
            ("TEA", 1, Grade::X, Disposition::Customer),
        ],
    );
    let proposal = world.proposed(order, Some(returned));
    assert_eq!(
        (
            proposal.accepted(),
            proposal.with_freight,
            proposal.paper,
            proposal.method
        ),
        (vec![1, 0], false, Paper::Allowance, Method::Original)
    );
    assert_eq!(
        proposal.settlement,
        Settlement {
            freight: 6_000,
            points: 0,
            paid: 51_000
        }
    );
    let first = world.asks_back(world.usual(order, Some(returned)));
    assert_eq!(dollars(&world.refund(first)), [100, 10, 0, 0, 90]);
    // The same pieces are not proposed twice.
    assert_eq!(world.proposed(order, Some(returned)).accepted(), [0, 0]);

    let refused = |badge: &str| world.by(badge, move |cx| refunds::approve(cx, first));
    assert_eq!(refused("E01"), Approved::TwoPeople);
    assert_eq!(
        world.write(move |cx| refunds::approve(cx, first)),
        Approved::TwoPeople
    );
    assert_eq!(refused("E03"), Approved::Done);

    // inspected → allowance → accounting → refund
    let step = |f: fn(&Cx<'_>, Uuid) -> Result<Stepped, DbError>| world.by("E03", move |cx| f(cx, first));
    assert_eq!(
        step(|cx, id| refunds::pay(cx, id, "2026-11-23", "T1")),
        Stepped::NotFrom(State::Approved)
    );
    assert_eq!(step(refunds::hand_over), Stepped::AllowanceOpen(9_000));
    let papers = world.by("E03", move |cx| refunds::issue_papers(cx, first));
    let PapersIssued::Done {
        numbers,
        uncovered: 0,
    } = papers
    else {
        panic!("{papers:?}");
    };
    assert_eq!(numbers.len(), 1);
    assert_eq!(world.left_of("AB12345678"), 420);
    assert_eq!(step(refunds::hand_over), Stepped::Unsigned(numbers));
    world.signs(first);
    assert_eq!(step(refunds::hand_over), Stepped::Done);
    assert_eq!(
        step(|cx, id| refunds::pay(cx, id, "2026-11-24", "T1")),
        Stepped::Done
    );
    assert_eq!(world.texts("select state as t from allowance"), ["refunded"]);
    assert_eq!(
        step(|cx, id| refunds::withdraw(cx, id, "x")),
        Stepped::Allowances(vec!["AL261123-001".to_owned()])
    );

    // The rest, later, by hand: the last pieces bring the freight and every dollar that is left.
    let mut rest = world.usual(order, None);
    rest.back = world
        .proposed(order, None)
        .parts
        .iter()
        .map(|part| (part.id, part.left()))
        .collect();
    rest.with_freight = true;
    rest.settlement.paid = 99_900; // counts no more
    let second = world.asks_back(rest);
    assert_eq!(dollars(&world.refund(second)), [400, 40, 0, 60, 420]);
    // Nobody inspected: who asked does not approve.
    assert_eq!(
        world.by("E02", move |cx| refunds::approve(cx, second)),
        Approved::TwoPeople
    );
    assert_eq!(
        world.by("E01", move |cx| refunds::approve(cx, second)),
        Approved::Done
    );
    world.by("E03", move |cx| refunds::issue_papers(cx, second));
    assert_eq!(world.left_of("AB12345678"), 0);
    assert_eq!(
        world
            .invoice_of("AB12345678")
            .lines
            .iter()
            .map(|line| line.remaining())
            .sum::<i64>(),
        0
    );
    let nothing = world.usual(order, None);
    assert_eq!(
        world.by("E02", move |cx| refunds::ask(cx, &nothing)),
        Asked::Empty
    );
    world.check();
}

#[test]
fn what_cannot_be_asked_for_is_said() {
    let world = World::new();
    let order = world.sold(&TWO_LINES);
    let with = |change: fn(&mut Ask)| {
        let mut ask = world.usual(order, None);
        ask.back[0].1 = 1;
        change(&mut ask);
        world.by("E02", move |cx| refunds::ask(cx, &ask))
    };
    assert!(matches!(
        with(|ask| ask.back[0].1 = 4),
        Asked::TooMany { left: 3, .. }
    ));
    assert!(matches!(
        with(|ask| ask.settlement.freight = 60_000),
        Asked::Unsettled(_)
    ));
    assert!(matches!(
        with(|ask| ask.settlement.paid = 51_050),
        Asked::Unsettled(_)
    ));
    assert_eq!(with(|ask| ask.paper = Paper::Allowance), Asked::NotInvoiced);
    let kept = with(|ask| {
        ask.deducted = 10_000;
        ask.deduct_reason = "配件短少".to_owned();
    });
    assert_eq!(kept, Asked::TooMuchKept(9_000));
    for (change, field) in [
        ((|ask| ask.reason.clear()) as fn(&mut Ask), "reason"),
        (|ask| ask.deducted = 100, "deduct_reason"),
        (|ask| ask.method = Method::Transfer, "account_no"),
    ] {
        let Asked::Wrong(invalid) = with(change) else {
            panic!("{field}");
        };
        assert_eq!(invalid.field(), field);
    }
    world.invoiced("S-1,AB12345678,2026-11-20,,應稅,,,,510,,,\n");
    assert_eq!(with(|ask| ask.paper = Paper::None), Asked::Invoiced);
    assert_eq!(world.number("select count(*) as n from refund"), 0);
    assert_eq!(world.number("select count(*) as n from order_settlement"), 0);
}

#[test]
fn an_unclaimed_cod_parcel_a_platform_and_a_voided_invoice_are_ends_of_their_own() {
    let world = World::new();
    for no in ["S-1", "S-2", "S-3"] {
        world.sold(&Sold { no, ..TWO_LINES });
    }
    world.write(|cx| cx.exec("update orders set cod = 51000 where order_no = 'S-1'", params![]));
    let all = [
        ("MUG", 3, Grade::A, Disposition::Restock),
        ("TEA", 1, Grade::A, Disposition::Restock),
    ];

    // 取貨付款未取: the invoice is voided, no money was ever there.
    world.invoiced("S-1,AB12345678,2026-11-20,,應稅,,,,510,,,\nS-2,AB12345679,2026-11-20,,應稅,,,,510,,,\n");
    let unclaimed = world.inspects("S-1", "E01", &all);
    world.write(move |cx| {
        cx.exec(
            "update sales_return set source = 'unclaimed' where id = ?1",
            params![unclaimed],
        )
    });
    let ask = world.usual(world.order_id("S-1"), Some(unclaimed));
    assert_eq!(
        (ask.method, ask.paper, ask.settlement),
        (Method::Nothing, Paper::Void, Settlement::default())
    );
    let refund = world.asks_back(ask);
    assert_eq!(world.refund(refund).head.amount(), 0);
    let ends = |refund: Uuid, end: End| world.by("E03", move |cx| refunds::finish(cx, refund, end, ""));
    assert_eq!(ends(refund, End::InvoiceVoid), Stepped::NotFrom(State::Asked));
    world.by("E03", move |cx| refunds::approve(cx, refund));
    assert_eq!(
        ends(refund, End::InvoiceVoid),
        Stepped::InvoiceStands(vec!["AB12345678".to_owned()])
    );
    let invoice = world.invoice_of("AB12345678").head.id;
    world.write(move |cx| invoices::void(cx, invoice, "逾期未取"));
    assert_eq!(ends(refund, End::Platform), Stepped::OtherWay(Method::Nothing));
    assert_eq!(ends(refund, End::InvoiceVoid), Stepped::Done);
    assert_eq!(
        world.by("E03", move |cx| refunds::hand_over(cx, refund)),
        Stepped::NotFrom(State::InvoiceVoid)
    );

    // 平台已退款: the allowance is still the shop's; sent afterwards it is done at once.
    let some = world.inspects("S-2", "E01", &all[..1]);
    let mut ask = world.usual(world.order_id("S-2"), Some(some));
    ask.method = Method::Platform;
    let refund = world.asks_back(ask);
    world.by("E03", move |cx| refunds::approve(cx, refund));
    assert_eq!(
        world.by("E03", move |cx| refunds::hand_over(cx, refund)),
        Stepped::OtherWay(Method::Platform)
    );
    assert!(matches!(ends(refund, End::Platform), Stepped::AllowanceOpen(_)));
    world.by("E03", move |cx| refunds::issue_papers(cx, refund));
    assert_eq!(ends(refund, End::Platform), Stepped::Done);
    world.signs(refund);
    let allowance = world
        .store
        .read_now(|rx| allowances::of_refund(rx, refund))
        .unwrap()[0]
        .id;
    assert_eq!(
        world.write(move |cx| refunds::send_allowance(cx, allowance)),
        allowances::Stepped::Done
    );
    assert_eq!(world.texts("select state as t from allowance"), ["refunded"]);

    // Never invoiced, never paid.
    let mut ask = world.usual(world.order_id("S-3"), None);
    ask.back[0].1 = 1;
    ask.settlement = Settlement::default();
    ask.method = Method::Nothing;
    let refund = world.asks_back(ask);
    world.by("E03", move |cx| refunds::approve(cx, refund));
    assert_eq!(ends(refund, End::Nothing), Stepped::Done);
}

#[test]
fn where_the_seller_is_liable_freight_goes_back_with_a_part_too() {
    let world = World::new();
    let order = world.sold(&TWO_LINES);
    let returned = world.inspects("S-1", "E01", &[("TEA", 1, Grade::D, Disposition::Scrap)]);
    assert!(!world.proposed(order, Some(returned)).with_freight);
    for (liable, freight) in [
        ("customer", false),
        ("carrier", true),
        ("supplier", true),
        ("shop", true),
    ] {
        world.write(move |cx| {
            cx.exec(
                "update sales_return set liable = ?2 where id = ?1",
                params![returned, liable],
            )
        });
        assert_eq!(
            world.proposed(order, Some(returned)).with_freight,
            freight,
            "{liable}"
        );
    }
    // 200 of 500: 24 of the 60 dollars.
    let refund = world.asks_back(world.usual(order, Some(returned)));
    assert_eq!(dollars(&world.refund(refund)), [200, 20, 0, 24, 204]);
}

#[test]
fn an_account_is_masked_written_down_when_shown_and_removed_after_a_month() {
    let world = World::new();
    let order = world.sold(&TWO_LINES);
    let mut ask = world.usual(order, None);
    ask.back[0].1 = 1;
    ask.method = Method::Transfer;
    ask.bank = Some(BankForm {
        bank_code: "012".to_owned(),
        branch_code: "3456".to_owned(),
        account_name: "王小明".to_owned(),
        account_no: "1234-5678-9012".to_owned(),
    });
    let refund = world.asks_back(ask);
    let masked = || world.store.read_now(|rx| refunds::has_bank(rx, refund)).unwrap();
    assert_eq!(masked().as_deref(), Some("012-3456 王○明 ********9012"));
    let whole = world
        .by("E03", move |cx| refunds::show_bank(cx, refund))
        .expect("an account");
    assert_eq!(whole.whole(), "012-3456 王小明 123456789012");
    let looks = || {
        let looks = world
            .store
            .read_now(|rx| refunds::bank_looks(rx, refund))
            .unwrap();
        looks
            .into_iter()
            .map(|(_, what, name)| (what, name))
            .collect::<Vec<_>>()
    };
    assert_eq!(looks(), [("shown".to_owned(), "王".to_owned())]);
    // While it is open nothing is removed.
    let day = 24 * 60 * 60;
    world.pass(60 * day);
    assert_eq!(world.write(refunds::forget_old), 0);
    world.by("E03", move |cx| refunds::refuse(cx, refund, "客戶改為換貨"));
    world.pass(29 * day);
    assert_eq!(world.write(refunds::forget_old), 0);
    world.pass(2 * day);
    assert_eq!(
        (world.write(refunds::forget_old), world.write(refunds::forget_old)),
        (1, 0)
    );
    assert_eq!(masked(), None);
    assert_eq!(looks()[0].0, "removed");
    // The rest of the voucher stays.
    assert_eq!(world.refund(refund).lines.len(), 1);
}

#[test]
fn a_bundle_line_is_refunded_by_its_items() {
    let world = World::new();
    let mut order = world.new_order("S-1", &[("MUG", 2)]);
    order.lines[0].unit_price = 10_000;
    world.arrives(&order);
    let id = world.order_id("S-1");
    // What is one line to the platform is three items to the warehouse.
    let (pen, bag) = (world.item("PEN"), world.item("BAG"));
    world.write(move |cx| {
        for (at, item) in [(1u128, pen), (2, bag)] {
            cx.exec(
                "insert into order_part (id, order_line, order_id, item, quantity)
                 select ?1, l.id, l.order_id, ?2, 2 from order_line l where l.order_id = ?3",
                params![Uuid::from_u128(at), item, id],
            )?;
        }
        Ok(())
    });
    let prices: Vec<i64> = world
        .proposed(id, None)
        .parts
        .iter()
        .map(|part| part.part.price / 100)
        .collect();
    assert_eq!(prices.iter().sum::<i64>(), 200);
    assert!(prices.iter().all(|price| [66, 67].contains(price)), "{prices:?}");
}

/// Refunds asked, withdrawn and refused in any order never come to more than was paid, allowances never to more than the
/// invoice; in the end everything adds up.
#[test]
fn any_way_of_refunding_an_order_adds_up_in_the_books() {
    let mut runner = TestRunner::new(Config {
        cases: 12,
        ..Config::default()
    });
    let steps = prop::collection::vec((0usize..3, 1i64..4, any::<bool>(), 0u8..5), 1..10);
    let result = runner.run(
        &(1i64..90, 0i64..120, 0i64..40, steps),
        |(price, discount, points, steps)| {
            let world = World::new();
            let goods = [("MUG", 3, price), ("TEA", 2, price * 2 + 1), ("PEN", 7, 9)];
            let whole: i64 = goods.iter().map(|(_, pieces, price)| pieces * price).sum();
            let worth = (whole - discount).max(0);
            let points = points.min(worth);
            let paid = worth - points + 60;
            let order = world.sold(&Sold {
                no: "S-1",
                goods: &goods,
                freight: 60,
                paid,
            });
            world.invoiced(&format!("S-1,AB12345678,2026-11-20,,應稅,,,,{paid},,,\n"));
            let settlement = Settlement {
                freight: 6_000,
                points: points * 100,
                paid: paid * 100,
            };
            let mut open: Vec<Uuid> = Vec::new();
            let sums = |world: &World| {
                let sums = "select cast(coalesce(sum(goods + freight), 0) as bigint) as n from refund
                        where state not in ('refused', 'withdrawn')";
                (world.number(sums), world.left_of("AB12345678"))
            };
            let refund = |world: &World, back: Vec<(Uuid, i64)>, freight: bool| {
                let mut ask = world.usual(order, None);
                ask.back = back;
                ask.with_freight = freight;
                ask.settlement = settlement;
                ask.paper = Paper::Allowance;
                ask.method = Method::Card;
                let id = world.asks_back(ask);
                world.by("E03", move |cx| refunds::approve(cx, id));
                world.by("E03", move |cx| refunds::issue_papers(cx, id));
                id
            };
            for (at, pieces, freight, withdraw) in steps {
                if withdraw == 0 && !open.is_empty() {
                    let id = open.remove(at % open.len());
                    world.write(move |cx| {
                        for one in allowances::of_refund(cx, id)? {
                            allowances::void(cx, one.id, "重開")?;
                        }
                        refunds::withdraw(cx, id, "重新申請")
                    });
                    continue;
                }
                let parts = world.proposed(order, None).parts;
                let part = &parts[at % parts.len()];
                let pieces = pieces.min(part.left());
                if pieces > 0 {
                    open.push(refund(&world, vec![(part.id, pieces)], freight));
                }
                let (sum, left) = sums(&world);
                prop_assert!(sum <= paid * 100);
                prop_assert_eq!(left * 100, paid * 100 - sum, "an allowance for every dollar");
            }
            let rest: Vec<(Uuid, i64)> = world
                .proposed(order, None)
                .parts
                .iter()
                .map(|part| (part.id, part.left()))
                .collect();
            if rest.iter().any(|(_, left)| *left > 0) {
                refund(&world, rest, true);
                prop_assert_eq!(sums(&world), (paid * 100, 0));
            }
            Ok(())
        },
    );
    if let Err(error) = result {
        panic!("{error}");
    }
}

// ---------------------------------------------------------------- pages

fn pdf_text(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, bytes).unwrap();
    let out = Command::new("pdftotext")
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output()
        .expect("pdftotext");
    String::from_utf8_lossy(&out.stdout)
        .replace('\u{200b}', "")
        .split_whitespace()
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_goes_its_way_through_the_office_with_its_papers_and_files() {
    let office = Office::open("E03", "office");
    let world = &office.world;
    world.write(|cx| {
        let shop = server::domain::settings::Shop {
            name: "蜂潮 & 生活".to_owned(),
            tax_id: "12345675".to_owned(),
            ..server::domain::settings::shop(cx)?
        };
        server::domain::settings::save(cx, &shop)
    });
    let order = world.sold(&TWO_LINES);
    let returned = world.inspects("S-1", "E03", &[("MUG", 2, Grade::B, Disposition::Repack)]);

    // An invoice by hand: more than the order came to is asked about, then taken.
    let path = format!("/office/orders/{order}/invoices");
    let typed = |amount: &'static str, anyway: &'static str| {
        [
            ("number", "ab-12345678"),
            ("day", "115/11/20"),
            ("code", "MUG"),
            ("description", "馬克杯 <大>"),
            ("quantity", "3"),
            ("tax_kind", "taxable"),
            ("amount", amount),
            ("anyway", anyway),
        ]
    };
    let no = office.post(&path, &typed("1000", "")).await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    no.says("超過訂單金額 NT$510").says("name=\"anyway\"");
    assert!(
        office
            .post(&path, &typed("510", ""))
            .await
            .to()
            .contains("invoice_recorded")
    );
    office
        .get(&format!("/office/orders/{order}"))
        .await
        .says("AB12345678");

    // The form is filled from the inspection; "count again" changes nothing.
    let form = office
        .get(&format!("/office/refunds/new?return={returned}"))
        .await;
    form.says("檢驗接受").says("NT$180");
    let part = world.proposed(order, Some(returned)).parts[0]
        .id
        .simple()
        .to_string();
    let (order_id, of_return) = (order.to_string(), returned.to_string());
    let fields = |pieces: &'static str, more: &[(&'static str, &'static str)]| {
        let mut all = vec![
            ("order".to_owned(), order_id.clone()),
            ("return".to_owned(), of_return.clone()),
            ("part".to_owned(), part.clone()),
            ("pieces".to_owned(), pieces.to_owned()),
            ("paid".to_owned(), "510".to_owned()),
            ("freight".to_owned(), "60".to_owned()),
            ("paper".to_owned(), "allowance".to_owned()),
            ("method".to_owned(), "transfer".to_owned()),
            ("reason".to_owned(), "瑕疵 #1 *".to_owned()),
        ];
        all.extend(
            more.iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        all
    };
    let post = async |path: &str, all: Vec<(String, String)>| {
        let all: Vec<(&str, &str)> = all.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        office.post(path, &all).await
    };
    let counted = post("/office/refunds", fields("1", &[("count", "1")])).await;
    assert_eq!(counted.status, StatusCode::OK);
    counted.says("NT$90");
    let bank = [
        ("bank_code", "012"),
        ("branch_code", ""),
        ("account_name", "王小明"),
        ("account_no", "123456789012"),
    ];
    post("/office/refunds", fields("9", &bank))
        .await
        .says("MUG 只剩 3 件可以退");
    post("/office/refunds", fields("2", &[]))
        .await
        .says("銀行代碼是三個數字");
    let asked = post("/office/refunds", fields("2", &bank)).await;
    let at = asked.to().split('?').next().unwrap().to_owned();
    assert!(at.starts_with("/office/refunds/"), "{}", asked.text());
    let page = office.get(&at).await;
    page.says("NT$180").says("********9012");
    assert!(!page.text().contains("123456789012"));

    // The inspector is signed in: somebody else approves.
    let no = office.post(&format!("{at}/approve"), &[]).await;
    no.says("不能自己核准");
    let refund: Uuid = at.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(
        world.by("E02", move |cx| refunds::approve(cx, refund)),
        Approved::Done
    );
    office
        .post(&format!("{at}/hand-over"), &[])
        .await
        .says("還有 NT$180 沒有開折讓單");
    assert!(
        office
            .post(&format!("{at}/allowances"), &[])
            .await
            .to()
            .contains("allowance_issued")
    );
    let allowance = world
        .store
        .read_now(|rx| allowances::of_refund(rx, refund))
        .unwrap()[0]
        .clone();
    let slip = format!("/office/allowances/{}", allowance.id.simple());
    office.get(&slip).await.says("AB12345678").says("G0401");
    office
        .post(&format!("{slip}/sign"), &[("how", "paper")])
        .await
        .says("先上傳掃描檔");
    assert!(
        office
            .upload(&format!("{slip}/files"), b"\xff\xd8\xff\xe0 scan")
            .await
            .to()
            .contains("file_kept")
    );
    office
        .upload(&format!("{slip}/files"), b"<svg onload=x>")
        .await
        .says("PDF");
    assert!(
        office
            .post(&format!("{slip}/sign"), &[("how", "paper")])
            .await
            .to()
            .contains("allowance_signed")
    );
    assert!(
        office
            .post(&format!("{at}/hand-over"), &[])
            .await
            .to()
            .contains("refund_handed")
    );

    // Papers and files.
    let pdf = office.get(&format!("{slip}/slip.pdf")).await;
    let text = pdf_text(pdf.bytes());
    for words in [
        "營業人銷貨退回進貨退出或折讓證明單",
        "中華民國115年11月23日",
        "12345678",
        "馬克杯<大>",
        "171",
        "第四聯",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    let voucher = pdf_text(office.get(&format!("{at}/voucher.pdf")).await.bytes());
    for words in [
        "退款憑證",
        "RF261123-001",
        "NT$180",
        "瑕疵#1*",
        "王○明",
        "AB12345678",
        "AL261123-001",
    ] {
        assert!(voucher.contains(words), "{words} is not in {voucher}");
    }
    assert!(!voucher.contains("123456789012"));
    let whole = office.post(&format!("{at}/bank-voucher"), &[]).await;
    assert!(pdf_text(whole.bytes()).contains("123456789012"));
    office
        .post(&format!("{at}/bank"), &[])
        .await
        .says("012 王小明 123456789012")
        .says("查看匯款帳戶");

    // What accounting gets of the day.
    let day = "/office/accounting/2026-11-23";
    office
        .get("/office/accounting?day=2026-11-23")
        .await
        .says("RF261123-001")
        .says("AL261123-001");
    let bundle = pdf_text(office.get(&format!("{day}/bundle.pdf")).await.bytes());
    assert!(
        bundle.contains("第一聯") && !bundle.contains("第三聯") && bundle.contains("退款憑證"),
        "{bundle}"
    );
    let book = office.get(&format!("{day}/bundle.xlsx")).await;
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(book.bytes().to_vec())).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let cells: Vec<String> = range.cells().map(|(_, _, cell)| cell.to_string()).collect();
    for words in ["AL261123-001", "RF261123-001", "171", "9", "180"] {
        assert!(
            cells.iter().any(|cell| cell == words),
            "{words} is not in {cells:?}"
        );
    }
    assert!(
        office
            .post(&format!("{slip}/void"), &[("reason", "金額有誤")])
            .await
            .to()
            .contains("allowance_voided")
    );
    let zip = office.get(&format!("{day}/mig.zip")).await;
    let mut zip = zip::ZipArchive::new(Cursor::new(zip.bytes().to_vec())).unwrap();
    let names: Vec<String> = (0..zip.len())
        .map(|at| zip.by_index(at).unwrap().name().unwrap().into_owned())
        .collect();
    assert_eq!(names, ["G0401-AL261123-001.xml", "G0501-AL261123-001.xml"]);
    let folder = tempfile::tempdir().unwrap();
    zip.extract(folder.path()).unwrap();
    for name in names {
        let schema = format!("{}/schema/{}.xsd", env!("CARGO_MANIFEST_DIR"), &name[..5]);
        let said = Command::new("xmllint")
            .args(["--noout", "--schema", &schema])
            .arg(folder.path().join(&name))
            .output();
        let said = said.expect("xmllint");
        assert!(
            said.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&said.stderr)
        );
    }
    for path in [
        "/office/refunds",
        "/office/allowances?state=all",
        "/office/invoices",
        "/office/invoices?state=differs",
        &at,
        &slip,
    ] {
        assert_eq!(office.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert!(
        office
            .post(
                &format!("{at}/pay"),
                &[("paid_day", "115/11/24"), ("reference", "TX-1")]
            )
            .await
            .to()
            .contains("refund_paid")
    );
    office
        .get("/office/refunds?state=paid")
        .await
        .says("RF261123-001");
}
