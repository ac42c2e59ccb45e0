//! Buying: cards, orders, what is expected because of them, what is proposed, and what bins give because of their use.

use crate::setup::World as Office;
use crate::world::{MORNING, World};
use axum::http::StatusCode;
use server::db::By;
use server::domain::catalogue::{self, BinForm, ItemForm, save_bin};
use server::domain::imports::{self, Order, Report};
use server::domain::purchasing::terms::{TaxKind, Terms};
use server::domain::purchasing::{self, *};
use server::intake::builtin;
use server::params;
use shared::catalogue::{BinUse, Unit};
use shared::id::{PurchaseId, SupplierId};
use shared::lang::Lang;
use shared::row::Row;
use shared::sync::{FeedRow, PullReply};
use shared::task::{Inspection, TaskState};
use std::sync::Arc;

const DAY: i64 = 24 * 60 * 60;

fn supplier(world: &World, code: &str) -> SupplierId {
    let card = SupplierCard {
        code: code.to_owned(),
        name: format!("{code} 茶行"),
        tax_id: "10458575".to_owned(),
        terms: Terms::Monthly,
        term_days: 30,
        lead_days: 7,
        inspection: Inspection::Sample,
        ..SupplierCard::default()
    };
    world
        .write(move |cx| purchasing::save_supplier(cx, &card))
        .expect("a card")
}

fn sells(world: &World, supplier: SupplierId, sku: &str, price: i64, accept_days: i64) {
    let form = SupplyForm {
        sku: sku.to_owned(),
        code: format!("V-{sku}"),
        price,
        accept_days,
        ..SupplyForm::default()
    };
    world
        .write(move |cx| purchasing::save_supply(cx, supplier, &form))
        .expect("an item it sells");
}

/// Lines as (SKU, units, unit, due).
fn form(world: &World, supplier: SupplierId, lines: &[(&str, i64, Unit, &str)]) -> PurchaseForm {
    PurchaseForm {
        id: None,
        supplier,
        origin: Origin::Hand,
        reference: String::new(),
        due: "2026-11-30".to_owned(),
        remark: String::new(),
        lines: lines
            .iter()
            .map(|(sku, units, unit, due)| LineForm {
                item: world.item(sku),
                sku: (*sku).to_owned(),
                units: *units,
                unit: *unit,
                per_unit: None,
                price: None,
                due: (*due).to_owned(),
                remark: String::new(),
            })
            .collect(),
    }
}

fn drafted(world: &World, form: PurchaseForm) -> PurchaseId {
    match world.write(move |cx| save_purchase(cx, &form)) {
        SaveOutcome::Kept(id) => id,
        other => panic!("not kept: {other:?}"),
    }
}

fn ordered(world: &World, id: PurchaseId) {
    match world.write(move |cx| order(cx, id, true)) {
        OrderOutcome::Ordered(_) => {}
        other => panic!("not ordered: {other:?}"),
    }
}

fn seen(world: &World, id: PurchaseId) -> PurchaseView {
    world
        .store
        .read_now(|rx| purchase(rx, id))
        .unwrap()
        .expect("the order")
}

/// `SKU delivered/open/announced` of each line.
fn progress(world: &World, id: PurchaseId) -> Vec<String> {
    let view = seen(world, id);
    let lines = view.lines.iter();
    lines
        .map(|line| format!("{} {}/{}/{}", line.sku, line.delivered, line.open, line.announced))
        .collect()
}

/// What the dock has counted of an item in the order's delivery due that day.
fn counted(world: &World, id: PurchaseId, sku: &str, due: &str, good: i64, bad: i64) {
    let (item, due) = (world.item(sku), due.to_owned());
    world.write(move |cx| {
        let changed = cx.exec(
            "update delivery_line set good = ?4, bad = ?5 where item = ?2 and delivery in
             (select d.id from delivery d where d.purchase = ?1 and d.due = ?3 and d.state <> 'cancelled')",
            params![id, item, &due, good, bad],
        )?;
        assert_eq!(changed, 1);
        cx.exec(
            "update delivery set state = 'started' where purchase = ?1 and due = ?2 and state = 'open'",
            params![id, due],
        )
    });
}

/// Deliveries as `due state expected`.
fn deliveries(world: &World, id: PurchaseId) -> Vec<String> {
    let all = world.store.read_now(|rx| arriving(rx, id)).unwrap();
    all.iter()
        .map(|d| format!("{} {} {}", d.due, d.state, d.expected))
        .collect()
}

/// A row of the feed that is there.
fn decoded(row: &FeedRow) -> Option<Row> {
    let body = row.body.as_ref()?;
    Some(Row::decode(row.kind, body.get()).expect("a row"))
}

#[test]
fn a_wrong_tax_id_is_kept_only_with_a_reason() {
    let world = World::new();
    let card = |tax_id: &str, reason: &str| SupplierCard {
        code: "S-1".to_owned(),
        name: "海外茶商".to_owned(),
        tax_id: tax_id.to_owned(),
        tax_id_reason: reason.to_owned(),
        ..SupplierCard::default()
    };
    let save = |card: SupplierCard| world.write(move |cx| purchasing::save_supplier(cx, &card));
    assert_eq!(save(card("12345678", "")).unwrap_err().code(), "check");
    let kept = save(card("12345678", "日本廠商，沒有統編")).expect("with a reason");
    let known = world
        .store
        .read_now(|rx| get_supplier(rx, kept))
        .unwrap()
        .unwrap();
    assert!(known.tax_id_wrong() && known.tax_id_reason == "日本廠商，沒有統編");
    // A right one needs no reason, none at all neither.
    let right = SupplierCard {
        id: Some(kept),
        ..card("04595257", "不再需要")
    };
    save(right).expect("a right one");
    let known = world
        .store
        .read_now(|rx| get_supplier(rx, kept))
        .unwrap()
        .unwrap();
    assert_eq!(known.tax_id_reason, "");
    save(SupplierCard {
        id: Some(kept),
        ..card("", "")
    })
    .expect("none");
    assert_eq!(save(card("", "")).unwrap_err().code(), "taken");
}

#[test]
fn handhelds_know_a_supplier_by_code_and_name_until_it_is_taken_out_of_use() {
    let world = World::new();
    let id = supplier(&world, "S-1");
    let device = world.device();
    let suppliers = |since| -> Vec<String> {
        let PullReply::Page(page) = device.pull(since) else {
            panic!("refused")
        };
        let rows = page.rows.iter().filter_map(decoded);
        rows.filter_map(|row| match row {
            Row::Supplier(supplier) => Some(format!("{} {}", supplier.code, supplier.name)),
            _ => None,
        })
        .collect()
    };
    assert_eq!(suppliers(0), ["S-1 S-1 茶行"]);
    let at = device.catch_up();
    let draft = drafted(&world, form(&world, id, &[("MUG", 1, Unit::Piece, "")]));
    assert_eq!(world.write(move |cx| retire_supplier(cx, id)), Retired::HasOrders);
    world.write(move |cx| cancel(cx, draft, "不要了"));
    assert_eq!(world.write(move |cx| retire_supplier(cx, id)), Retired::Retired);
    assert!(suppliers(at).is_empty());
    // It comes back under its code, with its papers.
    assert_eq!(supplier(&world, "S-1"), id);
}

#[test]
fn an_order_by_carton_is_expected_by_its_days_with_the_days_of_life_that_must_be_left() {
    let world = World::new();
    let tea = supplier(&world, "S-1");
    sells(&world, tea, "TEA", 18_500, 180);
    sells(&world, tea, "MUG", 0, 90);
    let id = drafted(
        &world,
        form(
            &world,
            tea,
            &[
                ("TEA", 2, Unit::Carton, ""),
                ("MUG", 5, Unit::Piece, "2026-12-07"),
            ],
        ),
    );
    let view = seen(&world, id);
    assert_eq!(
        (view.head.number.as_str(), view.head.state.as_str()),
        ("PO261123-0001", "draft")
    );
    let tea_line = &view.lines[0];
    assert_eq!(
        (tea_line.quantity, tea_line.per_unit, tea_line.units()),
        (24, 12, 2)
    );
    assert_eq!(
        (tea_line.price, tea_line.supplier_code.as_str()),
        (18_500, "V-TEA")
    );
    let amounts = view.head.amounts();
    assert_eq!(
        (amounts.net, amounts.tax, amounts.total),
        (444_000, 22_200, 466_200)
    );
    assert_eq!(world.number("select count(*) as n from delivery"), 0);

    ordered(&world, id);
    assert_eq!(
        deliveries(&world, id),
        ["2026-11-30 open 24", "2026-12-07 open 5"]
    );
    assert_eq!(progress(&world, id), ["TEA 0/24/24", "MUG 0/5/5"]);
    // 180 days after the day it is due; the mug has no expiry to look at.
    let accept = world.texts(
        "select l.accept_from as t from delivery_line l join delivery d on d.id = l.delivery order by d.due",
    );
    assert_eq!(accept, ["2027-05-29", ""]);
    let device = world.device();
    let PullReply::Page(page) = device.pull(0) else {
        panic!("refused")
    };
    let mut told = Vec::new();
    for row in page.rows.iter().filter_map(decoded) {
        match row {
            Row::Delivery(delivery) => {
                assert_eq!(
                    (delivery.inspection, delivery.state),
                    (Inspection::Sample, TaskState::Open)
                );
                assert_eq!(
                    (delivery.supplier, delivery.purchase_no.as_str()),
                    (Some(tea), "PO261123-0001")
                );
                told.push(format!("{} {}", delivery.number, delivery.pieces));
            }
            Row::DeliveryLine(line) => told.push(format!("{} {}", line.supplier_code, line.expected)),
            _ => {}
        }
    }
    told.sort();
    assert_eq!(
        told,
        ["DN261123-0001 24", "DN261123-0002 5", "V-MUG 5", "V-TEA 24"]
    );
    // Ordered once, and changed no more.
    assert_eq!(world.write(move |cx| order(cx, id, true)), OrderOutcome::NoDraft);
    let again = PurchaseForm {
        id: Some(id),
        ..form(&world, tea, &[("PEN", 1, Unit::Piece, "")])
    };
    assert_eq!(
        world.write(move |cx| save_purchase(cx, &again)),
        SaveOutcome::NoDraft
    );
}

#[test]
fn what_came_good_or_bad_is_delivered_and_what_is_over_is_not() {
    let world = World::new();
    let tea = supplier(&world, "S-1");
    let id = drafted(
        &world,
        form(
            &world,
            tea,
            &[("MUG", 10, Unit::Piece, ""), ("PEN", 20, Unit::Piece, "")],
        ),
    );
    ordered(&world, id);
    let due = "2026-11-30";
    counted(&world, id, "MUG", due, 4, 1);
    assert_eq!(progress(&world, id), ["MUG 5/5/5", "PEN 0/20/20"]);
    assert_eq!(seen(&world, id).head.state, "partial");
    counted(&world, id, "MUG", due, 11, 2);
    counted(&world, id, "PEN", due, 0, 23);
    // Three mugs are over; of the pens all came, and all are bad.
    assert_eq!(progress(&world, id), ["MUG 10/0/0", "PEN 23/0/0"]);
    assert_eq!(seen(&world, id).head.state, "done");
    // A fact that is taken back opens it again.
    counted(&world, id, "MUG", due, 9, 0);
    assert_eq!(progress(&world, id)[0], "MUG 9/1/1");
    assert_eq!(seen(&world, id).head.state, "partial");
}

#[test]
fn a_supplier_that_delivers_in_parts_is_expected_in_parts() {
    let world = World::new();
    let tea = supplier(&world, "S-1");
    let id = drafted(&world, form(&world, tea, &[("MUG", 100, Unit::Piece, "")]));
    let line = seen(&world, id).lines[0].id;
    assert_eq!(
        world.write(move |cx| order(cx, id, false)),
        OrderOutcome::Ordered(vec![])
    );
    assert_eq!(progress(&world, id), ["MUG 0/100/0"]);
    let say = |due: &str, pieces: i64| {
        let said = Announcement {
            due: due.to_owned(),
            note_no: "SN-1".to_owned(),
            pieces: vec![(line, pieces)],
        };
        world.write(move |cx| announce(cx, id, &said))
    };
    assert!(matches!(say("2026-11-25", 40), AnnounceOutcome::Announced(_)));
    assert!(matches!(say("2026-12-10", 60), AnnounceOutcome::Announced(_)));
    assert_eq!(
        deliveries(&world, id),
        ["2026-11-25 open 40", "2026-12-10 open 60"]
    );
    // Ten of the later ones come earlier, with a third truck.
    assert!(matches!(say("2026-12-01", 10), AnnounceOutcome::Announced(_)));
    assert_eq!(
        deliveries(&world, id),
        ["2026-11-25 open 40", "2026-12-01 open 10", "2026-12-10 open 50"]
    );
    // Pieces of a delivery that has begun stay where they are counted.
    counted(&world, id, "MUG", "2026-11-25", 30, 0);
    assert_eq!(
        say("2026-12-02", 61),
        AnnounceOutcome::TooMany {
            sku: "MUG".to_owned(),
            free: 60
        }
    );
    assert!(matches!(say("2026-12-02", 60), AnnounceOutcome::Announced(_)));
    assert_eq!(
        deliveries(&world, id),
        [
            "2026-11-25 started 40",
            "2026-12-01 cancelled 0",
            "2026-12-02 open 60",
            "2026-12-10 cancelled 0"
        ]
    );
    assert_eq!(progress(&world, id), ["MUG 30/70/70"]);
    assert_eq!(say("2026-12-02", 0), AnnounceOutcome::Nothing);
}

#[test]
fn a_cancelled_rest_is_taken_back_and_what_comes_after_all_is_over() {
    let world = World::new();
    let tea = supplier(&world, "S-1");
    let lines = [
        ("MUG", 10, Unit::Piece, ""),
        ("PEN", 5, Unit::Piece, "2026-12-07"),
    ];
    let id = drafted(&world, form(&world, tea, &lines));
    ordered(&world, id);
    counted(&world, id, "MUG", "2026-11-30", 6, 0);
    assert_eq!(
        world.write(move |cx| cancel(cx, id, "缺貨")),
        CancelOutcome::RestTakenBack
    );
    assert_eq!(progress(&world, id), ["MUG 6/0/0", "PEN 0/0/0"]);
    assert_eq!(
        deliveries(&world, id),
        ["2026-11-30 started 6", "2026-12-07 cancelled 0"]
    );
    let view = seen(&world, id);
    assert_eq!((view.head.state.as_str(), view.lines[0].taken_back), ("done", 4));
    // Two more that a device had counted before it heard of it: over, and not delivered.
    counted(&world, id, "MUG", "2026-11-30", 8, 0);
    assert_eq!(progress(&world, id)[0], "MUG 6/0/0");
    assert_eq!(world.write(move |cx| cancel(cx, id, "")), CancelOutcome::NotOpen);

    let other = drafted(&world, form(&world, tea, &[("MUG", 10, Unit::Piece, "")]));
    ordered(&world, other);
    assert_eq!(
        world.write(move |cx| cancel(cx, other, "")),
        CancelOutcome::Cancelled
    );
    assert_eq!(seen(&world, other).head.state, "cancelled");
    assert_eq!(deliveries(&world, other), ["2026-11-30 cancelled 0"]);
}

#[test]
fn a_follow_up_that_is_cancelled_is_not_wanted_again_by_what_it_follows() {
    let world = World::new();
    let tea = supplier(&world, "S-1");
    let id = drafted(&world, form(&world, tea, &[("MUG", 10, Unit::Piece, "")]));
    ordered(&world, id);
    counted(&world, id, "MUG", "2026-11-30", 6, 0);
    // Closed four short: a slip follows, of which one piece has come.
    let slip = "0".repeat(31) + "1";
    let line = slip.clone();
    world.write(move |cx| {
        cx.exec(
            "update delivery set state = 'done', closed_at = 1 where purchase = ?1",
            params![id],
        )?;
        cx.exec(
            "insert into delivery (id, number, supplier, purchase, purchase_no, follows, state, due, created_at)
             select ?2, number || '-1', supplier, purchase, purchase_no, id, 'started', '2026-12-01', 0
             from delivery where purchase = ?1",
            params![id, &slip],
        )?;
        cx.exec(
            "insert into delivery_line (id, delivery, seq, item, purchase_line, expected, good, follows)
             select ?1, ?1, 1, item, purchase_line, 4, 1, id from delivery_line",
            params![&line],
        )
    });
    assert_eq!(progress(&world, id), ["MUG 7/3/3"]);
    assert_eq!(
        world.write(move |cx| cancel(cx, id, "缺貨")),
        CancelOutcome::RestTakenBack
    );
    // What the closed delivery is short of is what its slip expects: one piece, which came.
    assert_eq!(
        deliveries(&world, id),
        ["2026-11-30 done 7", "2026-12-01 started 1"]
    );
    assert_eq!(progress(&world, id), ["MUG 7/0/0"]);
}

#[test]
fn what_runs_low_is_proposed_with_its_numbers_and_becomes_a_draft_for_each_supplier() {
    let world = World::new();
    let (tea, paper) = (supplier(&world, "S-1"), supplier(&world, "S-2"));
    sells(&world, tea, "MUG", 9_000, 0);
    sells(&world, paper, "MUG", 8_000, 0);
    sells(&world, paper, "PEN", 500, 0);
    // 20 mugs are picked; ten pens are the least there should be, and an order waits for 25.
    world.order("A", &[("MUG", 20)]);
    world.release(&["A"]);
    let mut device = world.device();
    for pick in world.picks(world.list("A")) {
        device.does(pick);
    }
    device.push();
    world.order("B", &[("PEN", 25)]);
    world.write(|cx| {
        let pen = catalogue::item_by_sku(cx, "PEN")?.expect("the pen");
        cx.exec(
            "update item set min_stock = 10, max_stock = 50 where id = ?1",
            params![pen],
        )
    });
    let now = MORNING + DAY * 1000;
    let read = || world.store.read_now(|rx| proposals(rx, now, 28, 100)).unwrap();
    let all = read();
    let told = |sku: &str| all.iter().find(|row| row.sku == sku).expect("proposed").clone();
    let mug = told("MUG");
    // Four are left; 20 in four weeks are five in one. The cheaper supplier sells them.
    assert_eq!(
        (mug.numbers.on_hand, mug.numbers.picked, mug.numbers.reserved),
        (4, 20, 0)
    );
    assert_eq!(
        (mug.rule.lead_demand, mug.rule.reorder_point, mug.rule.quantity),
        (5, 5, 6)
    );
    assert_eq!(mug.supplier.as_ref().map(|(id, _)| *id), Some(paper));
    let pen = told("PEN");
    assert_eq!(
        (pen.numbers.on_hand, pen.numbers.waiting, pen.rule.position),
        (30, 25, 5)
    );
    assert_eq!(
        (pen.rule.reorder_point, pen.rule.target, pen.rule.quantity),
        (10, 50, 45)
    );
    assert_eq!(all.len(), 2);

    // The mugs go to the dearer supplier after all.
    let wanted = [("MUG", tea, 12), ("PEN", paper, 45)].map(|(sku, supplier, quantity)| Wanted {
        supplier,
        item: world.item(sku),
        sku: sku.to_owned(),
        quantity,
    });
    let drafts = world
        .write(move |cx| draft_proposals(cx, &wanted))
        .expect("drafts");
    let mut told: Vec<String> = drafts
        .iter()
        .map(|id| {
            let view = seen(&world, *id);
            let line = &view.lines[0];
            format!("{} {} {} {}", view.head.due, line.sku, line.quantity, line.price)
        })
        .collect();
    told.sort();
    assert_eq!(told, ["2026-11-30 MUG 12 9000", "2026-11-30 PEN 45 500"]);
    // Drafts count as coming; ordered, they still do.
    assert!(read().is_empty());
    for draft in drafts {
        ordered(&world, draft);
    }
    assert!(read().is_empty());
}

#[test]
fn an_order_is_filled_from_pick_bins_first_then_from_reserve_and_never_from_quarantine() {
    let world = World::new();
    let used = |code: &str, used_for: BinUse, walk: i64| {
        let form = BinForm {
            code: code.to_owned(),
            zone: "R".to_owned(),
            walk,
            used_for,
            ..BinForm::default()
        };
        world.write(move |cx| save_bin(cx, &form)).expect("a bin");
    };
    used("R-01", BinUse::Reserve, -2);
    used("Q-01", BinUse::Quarantine, -1);
    world.put("R-01", "PEN", 40);
    world.put("Q-01", "PEN", 500);
    let bins = |order: &str| {
        let list = world.list(order);
        world.texts(&format!(
            "select n.code || ' ' || l.quantity as t from pick_line l join bin n on n.id = l.bin
             where l.list = '{list}' order by n.code"
        ))
    };
    // The reserve bin is nearer and would be one visit too.
    world.order("A", &[("PEN", 28)]);
    world.release(&["A"]);
    assert_eq!(bins("A"), ["B-01-1 28"]);
    world.order("B", &[("PEN", 10)]);
    world.release(&["B"]);
    assert_eq!(bins("B"), ["B-01-1 2", "R-01 8"]);
    // 32 are left, whatever quarantine holds.
    world.order("C", &[("PEN", 33)]);
    world.release(&["C"]);
    assert_eq!(world.order_state("C"), "open");
}

fn file(mapping: &str, bytes: impl AsRef<[u8]>) -> Order {
    let bytes = bytes.as_ref().to_vec();
    let extension = if bytes.starts_with(b"PK") { "xlsx" } else { "csv" };
    Order {
        bytes: Arc::new(bytes),
        file_name: format!("{mapping}.{extension}"),
        mapping: builtin::named(mapping).unwrap(),
        password: None,
        create_items: false,
        dry_run: false,
        by: By::System,
        lang: Lang::ZhTw,
    }
}

fn take_in(world: &World, order: &Order) -> Report {
    imports::run(&world.store, order, &|_, _| {}).unwrap()
}

fn counts(report: &Report) -> (usize, usize, usize, usize) {
    (report.created, report.changed, report.same, report.refused_rows())
}

const SUPPLIERS: &str = "供應商編號,供應商簡稱,統一編號,統編不符原因,付款條件,月結天數,單價含稅,驗收方式,最低訂購金額\n\
    S-1,高山茶業,10458575,,月結,30,否,抽驗,\"3,000\"\n\
    S-2,Kyoto Tea,12345678,,預付,,,,\n\
    S-3,Osaka Tea,12345678,日本廠商,預付,,是,,\n\
    S-4,壞條件,,,分期,,,,\n";
const SELLS: &str = "供應商編號,貨號,廠商貨號,單價,允收天數,主要供應商\n\
    S-1,TEA,OL-0150,185.5,180,是\n\
    S-9,TEA,X,1,,\n\
    S-1,GHOST,X,1,,\n\
    S-1,MUG,M-1,12.345,,\n";
const ORDERS: &str = "供應商編號,請購單號,貨號,數量,訂購單位,單價,預交日\n\
    S-1,PR-1,TEA,2,箱,,115/12/01\n\
    S-1,PR-1,MUG,30,,80,2026-12-08\n\
    S-1,PR-2,PEN,5,,,\n\
    S-1,PR-2,BAG,0,,,\n\
    S-3,,PEN,7,,,\n";

#[test]
fn suppliers_what_they_sell_and_orders_come_in_from_files_once() {
    let world = World::new();
    let report = take_in(&world, &file("suppliers", SUPPLIERS));
    assert_eq!(counts(&report), (2, 0, 0, 2));
    assert!(report.refused.iter().any(|no| no.reason.contains("12345678")));
    assert_eq!(
        counts(&take_in(&world, &file("suppliers", SUPPLIERS))),
        (0, 0, 2, 2)
    );
    let card = world.store.read_now(|rx| {
        let id = supplier_by_code(rx, "S-1")?.expect("S-1");
        get_supplier(rx, id)
    });
    let card = card.unwrap().unwrap();
    assert_eq!(
        (card.terms, card.term_days, card.min_amount),
        (Terms::Monthly, 30, 300_000)
    );
    assert_eq!(
        (card.inspection, card.tax_kind),
        (Inspection::Sample, TaxKind::Taxable)
    );

    assert_eq!(
        counts(&take_in(&world, &file("supplier_items", SELLS))),
        (1, 0, 0, 3)
    );

    let report = take_in(&world, &file("purchases", ORDERS));
    // PR-2 is held whole, because of its bag.
    assert_eq!(counts(&report), (2, 0, 0, 2));
    assert_eq!(counts(&take_in(&world, &file("purchases", ORDERS))), (0, 0, 2, 2));
    let all = world.store.read_now(|rx| {
        purchases(
            rx,
            &PurchaseFilter {
                query: "pr-1".to_owned(),
                limit: 10,
                ..PurchaseFilter::default()
            },
        )
    });
    let head = &all.unwrap()[0];
    assert_eq!(
        (head.state.as_str(), head.pieces, head.due.as_str()),
        ("draft", 54, "2026-12-08")
    );
    let view = seen(&world, head.id);
    assert_eq!(
        (view.lines[0].price, view.lines[0].due.as_str()),
        (18_550, "2026-12-01")
    );
    assert_eq!((view.lines[1].price, view.lines[1].due.as_str()), (8_000, ""));
}

#[test]
fn a_file_of_items_without_the_new_columns_leaves_their_rules_alone() {
    let world = World::new();
    let mug = world.item("MUG");
    let with = "sku,name,home bin,shelf life days,safety stock,min,max\nMUG,馬克杯,A-01-1,0,5,10,40\n";
    assert_eq!(take_in(&world, &file("items", with)).changed, 1);
    assert_eq!(
        take_in(&world, &file("items", "sku,name\nMUG,馬克杯\n")).changed,
        1
    );
    let card = world
        .store
        .read_now(|rx| catalogue::item_card(rx, mug))
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            card.home.as_str(),
            card.safety_stock,
            card.min_stock,
            card.max_stock
        ),
        ("A-01-1", 5, 10, 40)
    );
    assert_eq!(card.item.home, Some(world.bin("A-01-1")));
    let report = take_in(&world, &file("items", "sku,name,home bin\nMUG,馬克杯,NOWHERE\n"));
    assert_eq!(counts(&report), (0, 0, 0, 1));
    let bins = "bin,zone,bin use\nA-01-1,A,待處理區\nA-01-2,A,\n";
    take_in(&world, &file("bins", bins));
    take_in(&world, &file("bins", "bin,zone\nA-01-1,A\n"));
    let bin = world.bin("A-01-1");
    let bin = world
        .store
        .read_now(|rx| catalogue::get_bin(rx, bin))
        .unwrap()
        .unwrap();
    assert_eq!(bin.used_for, BinUse::Quarantine);
    let unknown = ItemForm {
        sku: "NEW".to_owned(),
        name: "新品".to_owned(),
        home: "?".to_owned(),
        ..ItemForm::default()
    };
    assert_eq!(
        world
            .write(move |cx| catalogue::save_item(cx, &unknown))
            .unwrap_err()
            .field(),
        "home"
    );
}

// ------------------------------------------------------------ the pages

async fn office() -> Office {
    let office = Office::new();
    for (sku, name, code) in [
        ("TEA", "高山茶", "4710000000024"),
        ("MUG", "馬克杯", "4710000000017"),
    ] {
        let item = [
            ("sku", sku),
            ("name", name),
            ("barcode", code),
            ("barcode_quantity", "1"),
            ("barcode_unit", "piece"),
            ("barcode", "CTN"),
            ("barcode_quantity", "24"),
            ("barcode_unit", "carton"),
            ("min_stock", "30"),
            ("max_stock", "100"),
        ];
        office.kept("/office/items", &item).await;
    }
    office
}

fn only(office: &Office, table: &str) -> String {
    let sql = format!("select id from {table}");
    let rows = office
        .state
        .store
        .read_now(|rx| rx.rows(&sql, params![]))
        .unwrap();
    assert_eq!(rows.len(), 1, "{table}");
    rows[0].text("id").unwrap()
}

#[tokio::test]
async fn a_supplier_is_kept_by_form_with_what_it_sells_and_what_was_agreed() {
    let office = office().await;
    let wrong = [
        ("code", "S-1"),
        ("name", "高山茶業"),
        ("tax_id", "12345678"),
        ("tax_kind", "taxable"),
    ];
    office.refused("/office/suppliers", &wrong, "12345678").await;
    let mut kept = wrong.to_vec();
    kept.extend([
        ("tax_id_reason", "foreign"),
        ("min_amount", "3,000"),
        ("terms", "monthly"),
        ("term_days", "30"),
    ]);
    office.kept("/office/suppliers", &kept).await;
    let id = only(&office, "supplier");
    let card = format!("/office/suppliers/{id}");
    let (status, page) = office.get(&card).await;
    assert!(
        status == StatusCode::OK && page.contains("foreign") && page.contains("NT$3,000"),
        "{page}"
    );

    let items = format!("{card}/items");
    let row = [
        ("sku", "TEA"),
        ("supplier_code", "OL-1"),
        ("price", "18.555"),
        ("min_quantity", ""),
        ("accept_days", "180"),
        ("main", "1"),
    ];
    office.refused(&items, &row, "18.555").await;
    let mut row = row;
    row[2] = ("price", "18.55");
    office.kept(&items, &row).await;
    row[0] = ("sku", "GHOST");
    office.refused(&items, &row, "GHOST").await;
    let note = [
        ("about", "delivery"),
        ("day", "115/11/30"),
        ("clock", "10:00"),
        ("quantity", "10 箱"),
        ("person", "林"),
    ];
    office.kept(&format!("{card}/contacts"), &note).await;
    office
        .refused(
            &format!("{card}/contacts"),
            &[("day", "2026-02-30")],
            "2026-02-30",
        )
        .await;
    let (_, page) = office.get(&card).await;
    assert!(
        page.contains("18.55") && page.contains("2026-11-30 10:00") && !page.contains("⟨?⟩"),
        "{page}"
    );
    let (status, list) = office.get("/office/suppliers?q=高山").await;
    assert!(status == StatusCode::OK && list.contains(&card));
    let (_, csv) = office.get("/office/suppliers.csv").await;
    assert!(
        csv.starts_with('\u{feff}') && csv.contains("S-1,高山茶業") && csv.contains("monthly"),
        "{csv}"
    );
    let (status, pdf) = office.get(&format!("{card}/card.pdf")).await;
    assert!(status == StatusCode::OK && pdf.starts_with("%PDF"));
}

#[tokio::test]
async fn what_was_exported_comes_in_again_as_the_same() {
    let office = office().await;
    let card = [
        ("code", "007"),
        ("name", "高山, \"茶業\""),
        ("tax_id", "10458575"),
        ("phone", "0225550000"),
        ("terms", "monthly"),
        ("pay_by", "transfer"),
        ("tax_kind", "taxable"),
        ("tax_included", "1"),
        ("account_no", "012345678901234567"),
        ("min_amount", "12.5"),
        ("inspection", "sample"),
    ];
    office.kept("/office/suppliers", &card).await;
    let supplier = only(&office, "supplier");
    let item = [("sku", "00012"), ("name", "茶")];
    office.kept("/office/items", &item).await;
    let sells = [
        ("sku", "00012"),
        ("supplier_code", "0815"),
        ("price", "18.55"),
        ("min_quantity", "24"),
        ("accept_days", "180"),
        ("main", "1"),
        ("sku", "TEA"),
        ("supplier_code", ""),
        ("price", ""),
        ("min_quantity", ""),
        ("accept_days", ""),
        ("main", ""),
    ];
    let items = format!("/office/suppliers/{supplier}/items");
    office.kept(&items, &sells).await;
    let now = |office: &Office| {
        let sold = office.state.store.read_now(|rx| {
            let supplier = purchasing::supplier_by_code(rx, "007")?.unwrap();
            purchasing::supplies(rx, supplier)
        });
        sold.unwrap()
    };
    let before = now(&office);
    assert_eq!(
        (before.len(), before[0].code.as_str(), before[0].price),
        (2, "0815", 1_855)
    );
    for (path, mapping, seen) in [
        ("suppliers", "suppliers", (0, 0, 1, 0)),
        ("supplier-items", "supplier_items", (0, 2, 0, 0)),
    ] {
        for extension in ["csv", "xlsx"] {
            let (status, bytes) = office.bytes(&format!("/office/{path}.{extension}")).await;
            assert_eq!(status, StatusCode::OK);
            let store = office.state.store.clone();
            let report =
                tokio::task::spawn_blocking(move || imports::run(&store, &file(mapping, &bytes), &|_, _| {}));
            let report = report.await.unwrap().unwrap();
            assert_eq!(counts(&report), seen, "{path}.{extension} {:?}", report.refused);
        }
    }
    assert_eq!(now(&office), before);
}

#[tokio::test]
async fn an_order_goes_from_draft_to_expected_by_the_pages() {
    let office = office().await;
    office
        .kept(
            "/office/suppliers",
            &[("code", "S-1"), ("name", "高山茶業"), ("min_quantity", "100")],
        )
        .await;
    let supplier = only(&office, "supplier");
    let order = [
        ("supplier", supplier.as_str()),
        ("due", "2026-11-31"),
        ("sku", "TEA"),
        ("units", "2"),
        ("unit", "carton"),
        ("per_unit", ""),
        ("price", "10"),
        ("line_due", ""),
        ("line_remark", ""),
    ];
    office.refused("/office/purchases", &order, "2026-11-31").await;
    let mut order = order;
    order[1] = ("due", "2026-11-30");
    order[3] = ("units", "0");
    office.refused("/office/purchases", &order, "from 1").await;
    order[3] = ("units", "2");
    office.kept("/office/purchases", &order).await;
    let id = only(&office, "purchase");
    let page = format!("/office/purchases/{id}");
    let (_, draft) = office.get(&page).await;
    assert!(
        draft.contains("NT$504") && draft.contains("Below the supplier"),
        "{draft}"
    );
    order[3] = ("units", "3");
    office.kept(&format!("{page}/edit"), &order).await;
    let to = office.kept(&format!("{page}/order"), &[("expect", "now")]).await;
    assert!(to.ends_with("done=ordered"));
    let to = office.kept(&format!("{page}/order"), &[("expect", "now")]).await;
    assert!(to.ends_with("done=not_draft"));
    let (_, placed) = office.get(&page).await;
    assert!(
        placed.contains("DN26") && placed.contains(">72<") && !placed.contains("⟨?⟩"),
        "{placed}"
    );
    let line = only(&office, "purchase_line");
    let deliveries = format!("{page}/deliveries");
    office
        .refused(&deliveries, &[("line", &line), ("pieces", "73")], "73")
        .await;
    office
        .kept(
            &deliveries,
            &[("due", "2026-11-28"), ("line", &line), ("pieces", "24")],
        )
        .await;
    let (_, split) = office.get(&page).await;
    assert!(
        split.contains("2026-11-28") && split.contains("<td class=\"n\">48</td>"),
        "{split}"
    );
    let (status, pdf) = office.get(&format!("{page}/order.pdf")).await;
    assert!(status == StatusCode::OK && pdf.starts_with("%PDF"));
    let to = office
        .kept(&format!("{page}/cancel"), &[("reason", "缺貨")])
        .await;
    assert!(to.ends_with("done=purchase_cancelled"));
    let (_, list) = office.get("/office/purchases?state=cancelled").await;
    assert!(list.contains(&page));
}

#[tokio::test]
async fn ticked_proposals_become_drafts() {
    let office = office().await;
    office
        .kept(
            "/office/suppliers",
            &[("code", "S-1"), ("name", "高山茶業"), ("lead_days", "7")],
        )
        .await;
    let supplier = only(&office, "supplier");
    let none = ("min_quantity", "");
    let rows = [
        ("sku", "TEA"),
        ("supplier_code", ""),
        ("price", "10"),
        none,
        ("accept_days", ""),
        ("main", "1"),
    ];
    office
        .kept(&format!("/office/suppliers/{supplier}/items"), &rows)
        .await;
    let (_, page) = office.get("/office/purchases/proposals?days=14").await;
    assert!(
        page.contains("value=\"100\"") && page.contains("No supplier") && !page.contains("⟨?⟩"),
        "{page}"
    );
    let tea = office
        .state
        .store
        .read_now(|rx| catalogue::item_by_sku(rx, "TEA"))
        .unwrap()
        .unwrap()
        .hex();
    let wanted = format!("n.{tea}");
    office
        .refused(
            "/office/purchases/proposals",
            &[("id", &tea), (&wanted, "many")],
            "many",
        )
        .await;
    let to = office
        .kept("/office/purchases/proposals", &[("id", &tea), (&wanted, "96")])
        .await;
    assert!(to.contains("/office/purchases/") && to.ends_with("done=drafted"));
    let id = only(&office, "purchase");
    let (_, draft) = office.get(&format!("/office/purchases/{id}")).await;
    assert!(draft.contains(">96<") && draft.contains("proposed"), "{draft}");
    // What is in a draft is not proposed again.
    let (_, page) = office.get("/office/purchases/proposals").await;
    assert!(!page.contains(&wanted), "{page}");
}
