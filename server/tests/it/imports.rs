//! Bundles and people from files, through the importer as the office and the command line use it.

use crate::world::World;
use server::db::By;
use server::domain::imports::{self, ImportError, Order, Report};
use server::domain::orders::Arrival;
use server::domain::staff::{self, StaffForm, verify_secret};
use server::domain::{catalogue, staff::Member};
use server::intake::builtin;
use server::intake::problem::FileProblem;
use server::params;
use shared::catalogue::Role;
use shared::id::StaffId;
use shared::lang::Lang;
use std::sync::Arc;

const BUNDLES: &str = "bundle sku,name,part sku,quantity\n\
    SET-1,茶具組,MUG,2\n\
    SET-1,茶具組,TEA,1\n\
    SET-2,文具組,PEN,3\n\
    SET-3,沒有的,GHOST,1\n\
    MUG,馬克杯,PEN,1\n";

const STAFF: &str = "姓名,識別證號,PIN 碼,角色,登入帳號,密碼\n\
    林小美,P-1,0042,作業員,,\n\
    陳行政,P-2,135790,行政,chen,hunter22\n\
    沒有碼,P-3,,作業員,,\n\
    錯的碼,P-4,98x7,作業員,,hunter22\n";

fn order(mapping: &str, text: &str, by: By) -> Order {
    Order {
        bytes: Arc::new(text.as_bytes().to_vec()),
        file_name: format!("{mapping}.csv"),
        mapping: builtin::named(mapping).unwrap(),
        password: None,
        create_items: false,
        dry_run: false,
        by,
        lang: Lang::ZhTw,
    }
}

fn run(world: &World, order: &Order) -> Report {
    imports::run(&world.store, order, &|_, _| {}).unwrap()
}

fn counts(report: &Report) -> (usize, usize, usize, usize) {
    (report.created, report.changed, report.same, report.refused.len())
}

fn person(world: &World, badge: &str) -> Option<Member> {
    world.store.read_now(|rx| staff::by_badge(rx, badge)).unwrap()
}

fn pin_hash(world: &World, badge: &str) -> String {
    let row = world
        .store
        .read_now(|rx| rx.row("select pin_hash from staff where badge = ?1", params![badge]));
    row.unwrap().unwrap().text("pin_hash").unwrap()
}

#[test]
fn bundles_and_people_come_in_once_however_often_their_files_do() {
    let world = World::new();
    let (bundles, people) = (
        order("bundles", BUNDLES, By::System),
        order("staff", STAFF, By::System),
    );
    let dry = |order: &Order| Order {
        dry_run: true,
        ..order.clone()
    };
    for order in [&bundles, &people] {
        assert_eq!(counts(&run(&world, &dry(order))), (2, 0, 0, 2));
    }
    assert!(world.store.read_now(catalogue::bundles).unwrap().is_empty());
    assert!(person(&world, "P-1").is_none(), "a dry run keeps nobody");

    let report = run(&world, &bundles);
    assert_eq!(counts(&report), (2, 0, 0, 2));
    let unknown = &report.refused[0];
    assert_eq!(unknown.rows, [5]);
    assert!(unknown.reason.contains("GHOST"), "{}", unknown.reason);
    assert_eq!(report.refused[1].key, "MUG", "an item's SKU is no bundle's");
    assert_eq!(counts(&run(&world, &people)), (2, 0, 0, 2));
    for order in [&bundles, &people] {
        assert_eq!(counts(&run(&world, order)), (0, 2, 0, 2), "the second time");
    }
    let kept = world.store.read_now(catalogue::bundles).unwrap();
    let kept: Vec<_> = kept
        .iter()
        .flat_map(|bundle| {
            bundle
                .parts
                .iter()
                .map(|part| (bundle.sku.as_str(), part.sku.as_str(), part.quantity))
        })
        .collect();
    assert_eq!(
        kept,
        [("SET-1", "MUG", 2), ("SET-1", "TEA", 1), ("SET-2", "PEN", 3)]
    );
    let chen = person(&world, "P-2").unwrap();
    assert_eq!((chen.role, chen.login.as_deref()), (Role::Office, Some("chen")));
    assert!(
        verify_secret("0042", &pin_hash(&world, "P-1")),
        "leading zeros count"
    );
    let password = world.store.read_now(|rx| staff::password_of(rx, "chen")).unwrap();
    assert!(password.is_none(), "no password comes from a file");
}

#[test]
fn a_row_without_a_pin_keeps_the_old_one_and_refused_pins_are_not_kept() {
    let world = World::new();
    let report = run(&world, &order("staff", STAFF, By::System));
    let text = String::from_utf8(report.bad_rows.clone()).unwrap();
    assert!(text.contains("P-4") && text.contains("錯的碼"), "{text}");
    assert!(!text.contains("98x7") && !text.contains("hunter22"), "{text}");

    let before = pin_hash(&world, "P-2");
    let text = "name,badge,role\n陳組長,P-2,組長\n";
    assert_eq!(
        counts(&run(&world, &order("staff", text, By::System))),
        (0, 1, 0, 0)
    );
    let chen = person(&world, "P-2").unwrap();
    assert_eq!(
        (chen.name.as_str(), chen.role, chen.login.as_deref()),
        ("陳組長", Role::Lead, Some("chen"))
    );
    assert_eq!(pin_hash(&world, "P-2"), before);

    let id = chen.id;
    world
        .store
        .write_now(By::System, move |cx| staff::retire(cx, id))
        .unwrap()
        .unwrap();
    assert_eq!(
        counts(&run(&world, &order("staff", text, By::System))),
        (0, 0, 0, 1)
    );
    assert!(!person(&world, "P-2").unwrap().active, "who left stays out");
}

#[test]
fn an_administrator_stays_one_and_a_file_has_five_hundred_people_at_most() {
    let world = World::new();
    let form = StaffForm {
        id: None,
        name: "店長".to_owned(),
        badge: "BOSS".to_owned(),
        role: Role::Admin,
        pin_hash: Some("$argon2id$none".to_owned()),
        login: "boss".to_owned(),
        password_hash: None,
        lang: Lang::ZhTw,
    };
    let boss: StaffId = world
        .store
        .write_now(By::System, move |cx| staff::save(cx, &form))
        .unwrap()
        .unwrap();
    let text = "name,badge,role\n店長,BOSS,作業員\n";
    let report = run(&world, &order("staff", text, By::Office(boss)));
    assert_eq!(counts(&report), (0, 0, 0, 1));
    assert_eq!(person(&world, "BOSS").unwrap().role, Role::Admin);

    let rows: String = (0..501).map(|n| format!("甲,Q-{n},1234,作業員\n")).collect();
    let many = order("staff", &format!("name,badge,pin,role\n{rows}"), By::System);
    let refused = imports::run(&world.store, &many, &|_, _| {}).unwrap_err();
    assert!(
        matches!(
            refused,
            ImportError::File(FileProblem::TooManyPeople {
                count: 501,
                limit: 500
            })
        ),
        "{refused}"
    );
    assert!(refused.message(Lang::ZhTw).contains("500"));
}

#[test]
fn a_retired_bundle_is_not_sold_again_and_the_orders_that_have_it_keep_it() {
    let world = World::new();
    run(&world, &order("bundles", BUNDLES, By::System));
    let (set, other) = world.write(|cx| {
        catalogue::remember(cx, "shop", "MAPPED", "SET-1", 2)?.unwrap();
        let set = catalogue::bundle_by_sku(cx, "SET-1")?.unwrap();
        Ok((set, catalogue::bundle_by_sku(cx, "SET-2")?.unwrap()))
    });
    let old = world.new_order("1001", &[("SET-1", 3)]);
    assert!(matches!(world.arrives(&old), Arrival::Created(_)));
    assert!(world.write(move |cx| catalogue::use_bundle(cx, set, false)));

    let text = "Name,Financial Status,Lineitem sku,Lineitem name,Lineitem quantity,Shipping Name,Shipping Address1\n\
        #1002,paid,SET-1,茶具組,1,王小明,台北市中山路 1 號\n\
        #1003,paid,SET-2,文具組,1,王小明,台北市中山路 1 號\n\
        #1004,paid,GHOST,鬼,1,王小明,台北市中山路 1 號\n";
    let file = Order {
        create_items: true,
        dry_run: true,
        ..order("shopify", text, By::System)
    };
    let report = run(&world, &file);
    assert_eq!(counts(&report), (2, 0, 0, 1), "{report:?}");
    assert_eq!(report.refused[0].key, "#1002");
    assert!(
        report.refused[0].reason.contains("組合品已停用：SET-1"),
        "{}",
        report.refused[0].reason
    );
    assert!(report.unknown_codes.is_empty(), "there is nothing to map");
    assert_eq!(
        world.arrives(&world.new_order("1005", &[("MAPPED", 1)])),
        Arrival::UnknownCodes(vec!["MAPPED".to_owned()])
    );
    assert!(
        world
            .write(|cx| catalogue::remember(cx, "shop", "X", "SET-1", 1))
            .is_err(),
        "nothing is mapped to it"
    );

    // The old order goes on with what it was.
    let mut moved = old.clone();
    moved.told.address = "新北市板橋區 2 號".to_owned();
    moved.lines[0].quantity = 4;
    assert!(matches!(world.arrives(&moved), Arrival::Changed(_)));
    let parts =
        "select i.sku || ' ' || p.quantity as t from order_part p join item i on i.id = p.item order by 1";
    assert_eq!(world.texts(parts), ["MUG 8", "TEA 4"]);

    // Used again, it is matched again; saving its form alone does not do that.
    run(&world, &order("bundles", BUNDLES, By::System));
    let active = |world: &World| {
        let all = world.store.read_now(catalogue::bundles).unwrap();
        all.iter()
            .map(|bundle| (bundle.sku.clone(), bundle.active))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        active(&world),
        [("SET-2".to_owned(), true), ("SET-1".to_owned(), false)]
    );
    assert!(world.write(move |cx| catalogue::use_bundle(cx, set, true)));
    assert!(matches!(
        world.arrives(&world.new_order("1006", &[("MAPPED", 1), ("SET-1", 1)])),
        Arrival::Created(_)
    ));
    assert_ne!(set, other);
}

#[test]
fn opening_stock_that_could_not_be_traced_is_refused_row_by_row() {
    let world = World::new();
    world.write(|cx| {
        let form = catalogue::ItemForm {
            sku: "CAM".to_owned(),
            name: "相機".to_owned(),
            serial_tracked: true,
            ..catalogue::ItemForm::default()
        };
        catalogue::save_item(cx, &form)?.unwrap();
        Ok(())
    });
    let text = "儲位,貨號,數量,批號,效期,序號\n\
        A-01-1,TEA,5,,,\n\
        A-01-1,TEA,5,T3,,\n\
        A-01-1,TEA,5,T3,2027-12-31,\n\
        A-01-1,CAM,1,,,\n\
        A-01-1,CAM,2,,,SN-1\n\
        A-01-1,CAM,1,,,SN-2\n\
        A-01-1,CAM,1,,,SN-3\n\
        A-01-2,CAM,1,,,SN-4\n";
    let report = run(&world, &order("stock", text, By::System));
    let refused: Vec<(u32, &str)> = report
        .refused
        .iter()
        .map(|refused| (refused.rows[0], refused.reason.as_str()))
        .collect();
    assert_eq!(
        refused,
        [
            (2, "這項商品要管批號、效期，這一列沒有填"),
            (3, "這項商品要管效期，這一列沒有填"),
            (5, "這項商品要管序號，這一列沒有填"),
            (6, "一個序號是一件：數量只能是 1，每個序號一列"),
        ]
    );
    assert_eq!(
        (
            world.stock("A-01-1", "TEA"),
            world.stock("A-01-1", "CAM"),
            world.stock("A-01-2", "CAM")
        ),
        (5, 2, 1)
    );
    // The same file again, mended: what came in stays, a serial number is in one place.
    let text = "儲位,貨號,數量,批號,效期,序號\n\
        A-01-1,CAM,1,,,SN-1\n\
        A-01-1,CAM,1,,,SN-2\n\
        A-01-1,CAM,1,,,SN-4\n\
        A-01-2,CAM,1,,,SN-5\n\
        A-01-1,CAM,1,,,SN-5\n";
    let report = run(&world, &order("stock", text, By::System));
    assert_eq!(
        (report.created, report.same, report.refused.len()),
        (1, 1, 3),
        "{:?}",
        report.refused
    );
    assert!(
        report
            .refused
            .iter()
            .any(|one| one.reason == "這個序號已經登錄在別的儲位，或隨進貨收過")
    );
    world.check();
}

#[test]
fn the_last_administrator_stays_one_whatever_a_file_says() {
    let world = World::new();
    let admin = |badge: &'static str, login: &'static str| {
        world.write(move |cx| {
            let form = StaffForm {
                id: None,
                name: "管理員".to_owned(),
                badge: badge.to_owned(),
                role: Role::Admin,
                pin_hash: Some("no PIN".to_owned()),
                login: login.to_owned(),
                password_hash: Some("no password".to_owned()).filter(|_| !login.is_empty()),
                lang: Lang::ZhTw,
            };
            Ok(staff::save(cx, &form)?.unwrap())
        })
    };
    let first = admin("A-1", "boss");
    // One who cannot sign in to the office is no replacement for one who can.
    admin("A-2", "");
    let demote = order("staff", "name,badge,role\n老闆,A-1,作業員\n", By::System);
    let report = run(&world, &demote);
    assert_eq!(counts(&report), (0, 0, 0, 1));
    assert!(
        report.refused[0].reason.contains("最後一位管理員"),
        "{}",
        report.refused[0].reason
    );
    assert_eq!(
        world.write(move |cx| staff::retire(cx, first)),
        Err(catalogue::Invalid::LastAdmin)
    );
    assert_eq!(person(&world, "A-1").unwrap().role, Role::Admin);
    admin("A-3", "second");
    assert_eq!(counts(&run(&world, &demote)), (0, 1, 0, 0));
    assert_eq!(person(&world, "A-1").unwrap().role, Role::Worker);
}
