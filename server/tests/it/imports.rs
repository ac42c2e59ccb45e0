//! Bundles and people from files, through the importer as the office and the command line use it.

use crate::world::World;
use server::db::By;
use server::domain::imports::{self, ImportError, Order, Report};
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
