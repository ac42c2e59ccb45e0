//! The office in a browser, against a real server: what a person reads, types and presses.

use crate::browser::Browser;
use crate::hands::Hands;
use crate::world::World;
use rusqlite::Connection;
use server::db::DbError;
use server::domain::shipments::{self, ShipmentView};
use server::domain::waves;
use shared::id::WaveId;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long a page that is open somewhere may take to show what a handheld did.
const NEWS: Duration = Duration::from_secs(20);

pub fn running() -> World {
    let mut world = World::demo();
    world.start_server();
    world
}

pub fn sign_in(office: &Browser) {
    office.goto("/login");
    office.fill("login", "admin");
    office.fill("password", "beeline-demo");
    office.press("登入");
    office.sees("今天");
}

/// The end of every story: the browser had nothing to complain of, the books agree.
pub fn leave(office: Browser, mut world: World) {
    assert_eq!(office.complaints(), Vec::<String>::new());
    drop(office);
    world.stop_server();
    assert!(world.check().contains("all agree"), "{}", world.check());
}

#[test]
fn signing_in_and_out_and_a_session_that_ends_in_mid_form() {
    let world = running();
    let office = Browser::open(world.url(""));

    office.goto("/office/items/new");
    assert_eq!(
        office.path(),
        "/login?next=/office/items/new",
        "who comes in says who they are"
    );
    office.fill("login", "admin");
    office.fill("password", "wrong");
    office.press("登入");
    office.sees("帳號或密碼不對。");
    assert_eq!(office.value("login"), "admin", "the login is kept");
    assert_eq!(office.value("password"), "");
    office.fill("password", "beeline-demo");
    office.press("登入");
    assert_eq!(
        office.path(),
        "/office/items/new",
        "and comes to where they wanted to go"
    );

    office.goto("/office");
    office.sees("待處理的異常");
    office.press("English");
    office.sees("Open discrepancies");
    office.sees_not("待處理的異常");
    office.press("中文");
    office.sees("待處理的異常");

    // What looks like HTML is a name like any other, and a form outlives its session.
    let name = "<b class=\"trap\">鐵觀音</b> & <script>alert(1)</script>";
    office.goto("/office/items/new");
    office.fill("sku", "TRAP-1");
    office.fill("name", name);
    office.fill("weight_g", "120");
    let file = world.folder.path().join("server/beeline.db");
    let database = Connection::open(file).expect("the database");
    database
        .busy_timeout(Duration::from_secs(30))
        .expect("a busy timeout");
    assert_eq!(
        database
            .execute("delete from web_session", ())
            .expect("no session"),
        1
    );
    office.press("儲存");
    office.sees("登入已逾時");
    assert_eq!(
        world.number("select count(*) as n from item where sku = 'TRAP-1'"),
        0
    );
    office.fill("login", "admin");
    office.fill("password", "wrong again");
    office.press("登入");
    office.sees("帳號或密碼不對。");
    office.press("English");
    office.sees("Your session has ended.");
    assert_eq!(office.value("login"), "admin");
    office.press("中文");
    office.sees("登入已逾時");
    office.fill("password", "beeline-demo");
    office.press("登入");
    office.sees("剛才填的內容還在");
    office.press("繼續送出");
    office.sees("已儲存。");
    office.goto("/office/items?q=TRAP-1");
    office.sees(name);
    assert_eq!(
        office.script("return document.querySelectorAll('.trap, main script').length"),
        0
    );
    office.press("TRAP-1");
    assert_eq!(office.value("name"), name);
    assert_eq!(office.value("weight_g"), "120", "nothing typed is lost");

    office.press("登出");
    assert_eq!(office.path(), "/login");
    office.goto("/office/orders");
    assert_eq!(
        office.path(),
        "/login?next=/office/orders",
        "the old cookie opens nothing"
    );
    leave(office, world);
}

fn shopee(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/shopee")
        .join(name)
}

fn choose_file(office: &Browser, file: &Path) {
    office.goto("/office/import?what=orders");
    office.fill("file", &file.canonicalize().expect("a file").to_string_lossy());
    office.press("下一步");
}

/// The number on a card of the import's report.
fn card(office: &Browser, title: &str) -> i64 {
    let text = office.text();
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let at = lines.iter().position(|line| *line == title).expect(title);
    lines[at - 1].parse().expect("a number above its title")
}

#[test]
fn a_file_comes_in_once_and_a_damaged_one_not_at_all() {
    let world = running();
    let office = Browser::open(world.url(""));
    let orders = "select count(*) as n from orders";
    sign_in(&office);

    choose_file(&office, &shopee("orders-password-345678.xlsx"));
    office.sees("這個檔案有密碼");
    office.fill("password", "111111");
    office.press("更新畫面");
    office.sees("密碼不對");
    office.fill("password", "345678");
    office.press("更新畫面");
    office.sees("欄位對應");
    assert_eq!(office.value("mapping"), "shopee", "it knows Shopee's columns");
    assert_eq!(office.value("channel"), "shopee");

    office.press("試算");
    office.sees("這是試算，還沒有匯入任何資料。");
    assert_eq!((card(&office, "新增"), card(&office, "略過的列")), (0, 2));
    office.sees("商品代碼沒有對應：BAG-01、TEE-W-M");
    office.sees("訂單狀態是「已取消」，不用出貨");
    assert_eq!(world.number(orders), 30, "a dry run keeps nothing");

    office.press("回到對應");
    office.tick("input[name=create_items]");
    office.press("試算");
    office.sees("這是試算，還沒有匯入任何資料。");
    assert_eq!(card(&office, "新增"), 2);
    office.press("匯入");
    office.sees("已匯入。同一個檔案再匯入一次不會重複。");
    assert_eq!((card(&office, "新增"), card(&office, "未匯入的列")), (2, 0));
    assert_eq!(world.number(orders), 32);

    // The same file, by mistake.
    choose_file(&office, &shopee("orders-password-345678.xlsx"));
    office.fill("password", "345678");
    office.press("更新畫面");
    office.sees("同一個檔案匯入過");
    office.press("試算");
    office.sees("這是試算，還沒有匯入任何資料。");
    office.press("匯入");
    office.sees("已匯入。同一個檔案再匯入一次不會重複。");
    assert_eq!((card(&office, "新增"), card(&office, "相同")), (0, 2));
    assert_eq!(world.number(orders), 32);

    // A download that broke off.
    let whole = std::fs::read(shopee("orders.xlsx")).expect("a file");
    let half = world.folder.path().join("half.xlsx");
    std::fs::write(&half, &whole[..whole.len() / 2]).expect("half a file");
    choose_file(&office, &half);
    office.sees("檔案不完整，後半段不見了。請重新下載再匯入。");
    office.sees_not("試算（不會存檔）");
    office.sees_not("文字編碼");
    leave(office, world);
}

fn ships(world: &World, wave: WaveId) -> Vec<ShipmentView> {
    world.store(|store| {
        store
            .read_now::<_, DbError>(move |rx| shipments::shipments_of_wave(rx, wave))
            .expect("shipments")
    })
}

fn newest_wave(world: &World) -> WaveId {
    let waves = world.store(|store| store.read_now(|rx| waves::waves(rx, 1)).expect("waves"));
    waves.first().expect("a release").id
}

/// What an independent program says of a paper.
pub fn told_by(program: &str, arguments: &[&str], pdf: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .arg(pdf)
        .arg("-")
        .output()
        .expect("poppler and zbar are installed: tests/run installs them");
    String::from_utf8_lossy(&output.stdout).replace('\u{200b}', "")
}

pub fn paper(world: &World, office: &Browser, path: &str) -> PathBuf {
    let (status, kind, bytes) = office.fetch(path);
    assert_eq!((status, kind.as_str()), (200, "application/pdf"), "{path}");
    assert!(bytes.starts_with(b"%PDF"), "{path}");
    let file = world
        .folder
        .path()
        .join(format!("{}.pdf", path.replace('/', "-")));
    std::fs::write(&file, bytes).expect("a paper");
    file
}

#[test]
fn two_orders_are_released_and_their_papers_are_right() {
    let world = running();
    let office = Browser::open(world.url(""));
    sign_in(&office);
    office.press("訂單");
    for order in ["D261000", "D261002"] {
        office.tick(&format!("input[name=id][aria-label={order}]"));
    }
    office.sees("(2)");
    office.fill("per_list", "1");
    office.fill("note", "下午場");
    office.press("釋出 (");
    let wave = newest_wave(&world);
    office.sees("已釋出 2 張訂單。");
    assert!(
        office.path().starts_with(&format!("/office/waves/{wave}")),
        "{}",
        office.path()
    );
    let ships = ships(&world, wave);
    assert_eq!(ships.len(), 2);
    for ship in &ships {
        office.sees(&ship.order_no);
        office.sees(&ship.list_number);
    }

    office.press("選擇列印");
    office.sees("揀貨單");
    let lists = paper(&world, &office, &format!("/office/waves/{wave}/pick-lists/1"));
    let slips = paper(&world, &office, &format!("/office/waves/{wave}/slips/1"));
    let (lists, slips) = (
        told_by("pdftotext", &["-layout"], &lists),
        told_by("pdftotext", &["-layout"], &slips),
    );
    for ship in &ships {
        assert!(
            lists.contains(&ship.order_no) && lists.contains(&ship.list_number),
            "{lists}"
        );
        assert!(slips.contains(&ship.order_no), "{slips}");
    }
    let labels = paper(&world, &office, &format!("/office/waves/{wave}/labels/1"));
    let page = world.folder.path().join("label");
    let drawn = Command::new("pdftoppm")
        .args(["-r", "203", "-gray"])
        .args([&labels, &page])
        .status()
        .expect("pdftoppm runs");
    assert!(drawn.success());
    let read = Command::new("zbarimg")
        .args(["--quiet", "-Sdisable", "-Scode128.enable"])
        .args(["1", "2"].map(|number| world.folder.path().join(format!("label-{number}.pgm"))))
        .output()
        .expect("zbarimg runs");
    let read = String::from_utf8_lossy(&read.stdout).into_owned();
    for ship in &ships {
        let label = ship.label.as_deref().expect("our own label");
        assert!(read.contains(&format!("CODE-128:{label}")), "{label}: {read}");
    }

    // Looking at a paper counts nothing; asking for it does.
    let printed = "select cast(sum(printed) as bigint) as n from shipment";
    assert_eq!(world.number(printed), 0);
    office.press("全部列印");
    office.sees("寄送單已計入列印次數");
    assert_eq!(world.number(printed), 2);
    leave(office, world);
}

/// The README's pictures, taken where `BEELINE_PICTURES` names a folder.
fn picture(office: &Browser, name: &str) {
    if let Some(folder) = std::env::var_os("BEELINE_PICTURES") {
        office.picture(&Path::new(&folder).join(name));
    }
}

#[test]
fn an_open_page_follows_the_handhelds_and_a_short_pick_is_answered() {
    let mut world = World::demo();
    let lists = world.release(6);
    world.start_server();
    let wave = newest_wave(&world);
    let office = Browser::open(world.url(""));
    let mut hands = Hands::paired(&world, "picker");
    hands.sign_in("STAFF-002", "1111");
    sign_in(&office);

    // The page stays open, untouched, while the first list is picked.
    office.goto(&format!("/office/waves/{wave}"));
    let lines = world.lines(lists[0].0);
    let pieces: i64 = lines.iter().map(|line| line.quantity).sum();
    let progress = |list: usize| {
        let row = format!(
            "return [...document.querySelectorAll('#wave tr')].find((row) => row.cells[0].textContent === '{}')\
             ?.cells[2].textContent.trim()",
            lists[list].1
        );
        office.script(&row).as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(progress(0), format!("0 / {pieces}"));
    office.script("window.neverReloaded = true");
    hands.pick(&lists[0].1, "T-001", &lines);
    hands.sync();
    office.wait("the list's progress", NEWS, || {
        progress(0) == format!("{pieces} / {pieces}")
    });
    office.sees("陳小美");
    assert_eq!(office.script("return window.neverReloaded"), true);

    // Somebody else looks into the order: what the scanner read is there.
    let order = ships(&world, wave)
        .into_iter()
        .find(|ship| ship.list_number == lists[0].1)
        .expect("a shipment");
    office.goto(&format!("/office/orders/{}", order.order));
    let raw = format!("{} {}", lines[0].bin, lines[0].barcode);
    office.sees(&raw);
    office.sees("陳小美");

    // The third bin is empty: the first line of the list is short.
    let (list, number) = &lists[2];
    let lines = world.lines(*list);
    hands.scan(number);
    hands.scan("T-003");
    hands.tell("press short");
    hands.tell("press choose.not_found");
    for line in &lines[1..] {
        hands.scan(&line.bin);
        for _ in 0..line.quantity {
            hands.scan(&line.barcode);
        }
    }
    hands.sync();
    office.press("異常");
    office.sees("揀貨短少");
    office.sees("找不到");
    office.sees(&lines[0].bin);
    picture(&office, "office-discrepancy.png");
    office.press("找到了");
    office.sees("已回覆，異常結案。");
    assert_eq!(
        world.number("select count(*) as n from discrepancy where state = 'open'"),
        0
    );

    office.goto(&format!("/office/waves/{wave}"));
    hands.scan(&lists[3].1);
    hands.scan("T-004");
    let lines = world.lines(lists[3].0);
    hands.scan(&lines[0].bin);
    hands.scan(&lines[0].barcode);
    hands.sync();
    office.wait("the first piece", NEWS, || progress(3).starts_with("1 / "));
    picture(&office, "office.png");

    // Too few are there. A number and Enter is an answer: the number, not the first button on the page.
    hands.tell("press short");
    hands.tell("press choose.too_few");
    hands.sync();
    office.press("異常");
    office.sees("數量不足");
    office.enter("note");
    office.sees("請輸入實際數量");
    office.fill("counted", "7");
    office.enter("counted");
    office.sees("已回覆，異常結案。");
    assert_eq!(
        world.number("select count(*) as n from discrepancy where answer = 'adjust' and state <> 'open'"),
        1
    );
    leave(office, world);
}

/// Fields that nobody can tell the meaning of without seeing the page.
pub const NAMELESS: &str = "return [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    .filter((field) => !field.labels.length && !field.getAttribute('aria-label')).map((field) => field.outerHTML)";
pub const TOO_WIDE: &str = "return document.documentElement.scrollWidth - innerWidth";

#[test]
fn every_page_is_whole_in_both_languages() {
    let mut world = World::demo();
    let lists = world.release(2);
    world.start_server();
    let wave = newest_wave(&world);
    let order = ships(&world, wave)[0].order;
    let office = Browser::open(world.url(""));
    sign_in(&office);
    let mut pages: Vec<String> = [
        "",
        "/items",
        "/items/new",
        "/bundles",
        "/bundles/new",
        "/bins",
        "/bins/new",
        "/stock",
        "/stock/open",
        "/carriers",
        "/carriers/new",
        "/staff",
        "/staff/new",
        "/devices",
        "/settings",
        "/orders",
        "/orders?state=all",
        "/import",
        "/codes",
        "/waves",
        "/discrepancies",
        "/discrepancies?all=1",
        "/manifests",
    ]
    .map(|page| format!("/office{page}"))
    .to_vec();
    pages.push(format!("/office/orders/{order}"));
    pages.push(format!("/office/lists/{}", lists[0].0));
    pages.push(format!("/office/waves/{wave}"));
    pages.push(format!("/office/waves/{wave}/print"));
    pages.push(format!("/office/waves/{wave}/tcat"));
    for language in ["zh-TW", "en"] {
        for page in &pages {
            office.goto(page);
            assert_eq!(
                office.script("return document.documentElement.lang"),
                language,
                "{page}"
            );
            office.sees_not("⟨?⟩");
            assert_ne!(office.text_of("h1"), "", "{page}");
            assert_eq!(
                office.script(NAMELESS),
                serde_json::json!([]),
                "{page} {language}"
            );
            let over = office.script(TOO_WIDE).as_i64().expect("pixels");
            assert!(
                over <= 0,
                "{page} {language} is {over} pixels wider than the screen"
            );
        }
        if language == "zh-TW" {
            office.press("English");
        }
    }
    leave(office, world);
}
