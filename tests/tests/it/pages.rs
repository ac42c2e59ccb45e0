//! The office's pages for buying, counting and reporting, walked in a browser: every number that is asserted was made by
//! a form on a page or by hands on a handheld before.

use crate::browser::Browser;
use crate::day::pack_all;
use crate::hands::Hands;
use crate::inbound::{barcode, key, says, text};
use crate::office::{NAMELESS, TOO_WIDE, leave, paper, running, sign_in, told_by};
use crate::world::World;
use rusqlite::Connection;
use server::clock::{Clock, SystemClock};
use server::domain::settings::day;

fn today() -> String {
    day::date(SystemClock.now_ms(), 480)
}

/// Title and first heading of each page, in the language that is on.
struct Titled {
    path: String,
    zh: &'static str,
    en: &'static str,
}

fn titled(path: &str, zh: &'static str, en: &'static str) -> Titled {
    Titled {
        path: path.to_owned(),
        zh,
        en,
    }
}

/// Every page says its title in both languages, names its fields and fits the screen.
fn titles(office: &Browser, pages: &[Titled]) {
    for (language, other) in [("zh-TW", "English"), ("en", "中文")] {
        for page in pages {
            office.goto(&page.path);
            let expected = if language == "en" { page.en } else { page.zh };
            let heading = office.text_of("h1");
            assert!(
                heading.contains(expected),
                "{}: {expected} is not in {heading}",
                page.path
            );
            office.sees_not("⟨?⟩");
            assert_eq!(
                office.script("return document.documentElement.lang"),
                language,
                "{}",
                page.path
            );
            assert_eq!(
                office.script(NAMELESS),
                serde_json::json!([]),
                "{} {language}",
                page.path
            );
            if page.path.ends_with("/flow") || page.path.ends_with("/stock") {
                office.look(&format!("titles-{language}{}", page.path.replace('/', "-")));
            }
            let over = office.script(TOO_WIDE).as_i64().expect("pixels");
            assert!(over <= 0, "{} {language} is {over} pixels too wide", page.path);
        }
        office.press(other);
    }
}

/// What a shop does with a new supplier, from its card to what is paid and sent back; the addresses of its pages.
struct Bought {
    supplier: String,
    purchase: String,
    delivery: String,
    request: String,
    back: String,
}

/// A supplier whose 統一編號 is wrong is kept only with a reason; the card is changed and says what it sells.
fn a_supplier(office: &Browser) -> String {
    office.press("採購");
    office.press("供應商");
    office.press("新增供應商");
    office.fill("code", "S-900");
    office.fill("name", "鶯歌窯業");
    office.fill("tax_id", "04595258");
    office.press("儲存");
    office.sees("「04595258」不符合統一編號的檢查規則");
    assert_eq!(office.value("name"), "鶯歌窯業", "nothing typed is lost");
    office.fill("tax_id_reason", "籌備處，編號申請中");
    office.press("儲存");
    office.sees("已儲存。");
    assert_eq!(office.row("S-900")[1], "鶯歌窯業");
    office.press("S-900");
    office.sees("籌備處，編號申請中");
    office.press("修改資料卡");
    office.fill("lead_days", "7");
    office.press("儲存");
    assert_eq!(office.row("S-900")[5], "7");
    office.press("S-900");
    office.fill("sku", "MUG-WHT");
    office.fill("price", "100");
    office.press("儲存供應品項");
    office.sees("骨瓷馬克杯 白 350 毫升");
    assert_eq!(office.value("price"), "100");
    office.path().split('?').next().unwrap_or_default().to_owned()
}

/// Twelve mugs ordered, printed and announced; the number of the delivery and the addresses of both.
fn an_order(office: &Browser, world: &World) -> (String, String, String) {
    office.press("新增訂貨單");
    office.fill("sku", "MUG-WHT");
    office.fill("units", "12");
    office.press("儲存草稿");
    office.sees("NT$1,260");
    assert_eq!(office.row("MUG-WHT")[4..8], ["12", "", "NT$100", "NT$1,200"]);
    let page = office.path().split('?').next().unwrap_or_default().to_owned();
    let number = office
        .text_of("h1")
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_owned();
    let words = told_by(
        "pdftotext",
        &["-layout"],
        &paper(world, office, &format!("{page}/order.pdf")),
    );
    for wanted in [number.as_str(), "鶯歌窯業", "MUG-WHT", "NT$1,260"] {
        assert!(words.contains(wanted), "{wanted} is not in:\n{words}");
    }
    office.send("button[name=expect][value=later]");
    office.sees("已訂貨。廠商告知到貨日後，請再通知到貨。");
    office.fill("due", &today());
    office.fill("note_no", "N-900");
    office.press("通知手持裝置");
    office.sees("已通知到貨，手持裝置收得到。");
    let row = office.row("N-900");
    assert_eq!(row[2..6], [&today(), "12", "0", "0"]);
    let delivery = row[0].clone();
    office.press(&delivery);
    let address = office.path();
    (page, delivery, address)
}

/// Ten good, one broken, one missing: what the clerk counted is on the open page.
fn a_delivery(office: &Browser, world: &World, number: &str) {
    let mut clerk = Hands::paired(world, "dock");
    clerk.sign_in("STAFF-002", "1111");
    let mug = barcode(world, "MUG-WHT");
    clerk.scan(number);
    clerk.scan(&mug);
    says(&mut clerk, "press key", "receive.key_quantity");
    key(&mut clerk, "9");
    says(&mut clerk, "press bad", "receive.ask_damage");
    says(&mut clerk, "press choose.broken", "receive.bad_on");
    says(&mut clerk, &format!("scan {mug}"), "receive.bad");
    clerk.tell("press close");
    says(&mut clerk, "press close.confirm", "receive.closed");
    clerk.sync();
    office.sees("已完成");
    let row = office.row("MUG-WHT");
    assert_eq!(
        row[2..7],
        ["12", "11", "10", "1", "1"],
        "expected, counted, good, bad, short"
    );
    assert!(row[8].contains("破損 × 1"), "{row:?}");
}

/// An invoice over too much, removed and recorded again as it should be.
fn vouchers(office: &Browser, address: &str) {
    let invoice = |net: &str, tax: &str| {
        office.goto(address);
        office.choose("form", "triplicate");
        office.fill("number", "AB12345678");
        office.choose("day", &today());
        office.fill("net", net);
        office.fill("tax", tax);
        office.send("form[action$=vouchers] button.main");
        office.sees("憑證已登記。");
    };
    office.goto(address);
    assert_eq!(
        (office.value("net"), office.value("tax")),
        ("1000".to_owned(), "50".to_owned()),
        "what the good pieces come to"
    );
    invoice("1100", "55");
    assert_eq!(
        office.row("AB12345678")[..7],
        [
            "發票",
            "AB12345678",
            "三聯式",
            &today(),
            "NT$1,100",
            "NT$55",
            "NT$1,155"
        ]
    );
    let sum = office.row("（未稅").join(" ");
    assert!(
        sum.contains("NT$1,050") && sum.contains("NT$1,155") && sum.contains("NT$105"),
        "{sum}"
    );
    office.send("form[action$=remove] button");
    office.sees("憑證已移除。");
    invoice("1000", "50");
    assert!(office.row("（未稅").join(" ").contains("相符"));
}

/// The month's request is issued; its page, print and workbook stand.
fn a_request(office: &Browser, world: &World, supplier: &str) -> String {
    let month = &today()[..7];
    office.press("進貨");
    office.press("廠商請款");
    let row = office.row("鶯歌窯業");
    assert_eq!(row[4..7], ["NT$1,050", "NT$0", "NT$1,050"]);
    assert_eq!(row[8], "齊全");
    office.press(&row[0]);
    office.send("form[action$=issue] button.main");
    office.sees("請款單已發出。");
    office.sees("已發出");
    let address = office.path().split('?').next().unwrap_or_default().to_owned();
    assert_eq!(
        address,
        format!(
            "/office/payables/{}/{month}",
            &supplier["/office/suppliers/".len()..]
        )
    );
    office.look("request");
    let links = office.script(
        "return [...document.querySelectorAll('a[href*=\"/office/requests/\"]')].map((a) => a.getAttribute('href'))",
    );
    let links: Vec<&str> = links
        .as_array()
        .expect("links")
        .iter()
        .filter_map(|a| a.as_str())
        .collect();
    let words = told_by("pdftotext", &["-layout"], &paper(world, office, links[0]));
    assert!(
        words.contains("NT$1,050") && words.contains("AB12345678"),
        "{words}"
    );
    let (status, _, book) = office.fetch(links[1]);
    assert!(status == 200 && book.starts_with(b"PK"), "{}", links[1]);
    address
}

/// The broken mug goes back: into the parcel, sent, allowed for, on paper with the delivery it came by.
fn sent_back(office: &Browser, world: &World, supplier: &str, delivery: &str) -> String {
    let id = &supplier["/office/suppliers/".len()..];
    office.press("進貨");
    office.press("進貨退出");
    office.press("新增進貨退出");
    office.choose("supplier", id);
    office.press("列出可退的商品");
    let row = office.row("MUG-WHT");
    assert_eq!(
        (row[2].as_str(), row[3].as_str(), row[4].as_str()),
        ("不良品", "暫存區", "1")
    );
    office.fill("pieces", "1");
    office.fill("reason", "杯口缺角");
    office.press("建立退出單");
    office.sees("退出單已建立，商品已進退貨包裹。");
    let address = office.path().split('?').next().unwrap_or_default().to_owned();
    let words = told_by(
        "pdftotext",
        &["-layout"],
        &paper(world, office, &format!("{address}/paper.pdf")),
    );
    for wanted in ["杯口缺角", delivery, "AB12345678", "鶯歌窯業", "單價"] {
        assert!(words.contains(wanted), "{wanted} is not in:\n{words}");
    }
    office.fill("carrier", "黑貓");
    office.fill("waybill", "900000000001");
    office.press("已寄出，扣款");
    office.sees("已寄出，已從應付扣除。");
    office.fill("number", "D-900");
    office.choose("day", &today());
    office.choose("form", "duplicate");
    office.press("登記");
    office.sees("憑證已登記。");
    assert_eq!(office.row("D-900")[1], "二聯式（不可扣抵）");
    office.look("return");
    office.press("進貨退出");
    let row = office.row("杯口缺角");
    assert_eq!(
        (row[1].as_str(), row[4].as_str(), row[5].as_str()),
        ("已寄出", "1", "NT$0"),
        "what came broken was never payable"
    );
    address
}

#[test]
fn a_shop_buys_receives_pays_and_sends_back() {
    let world = running();
    let office = Browser::open(world.url(""));
    sign_in(&office);
    let supplier = a_supplier(&office);
    let (purchase, number, delivery) = an_order(&office, &world);
    a_delivery(&office, &world, &number);
    vouchers(&office, &delivery);
    office.look("delivery");
    let request = a_request(&office, &world, &supplier);
    let back = sent_back(&office, &world, &supplier, &number);
    let bought = Bought {
        supplier,
        purchase,
        delivery,
        request,
        back,
    };
    titles(
        &office,
        &[
            titled("/office/suppliers", "供應商", "Suppliers"),
            titled("/office/suppliers/new", "新增供應商", "New supplier"),
            titled(&bought.supplier, "鶯歌窯業", "鶯歌窯業"),
            titled("/office/purchases", "訂貨單", "Orders"),
            titled("/office/purchases/new", "新增訂貨單", "New order"),
            titled("/office/purchases/proposals", "補貨建議", "Proposals"),
            titled(&bought.purchase, "部分到貨", "Partly delivered"),
            titled("/office/deliveries", "進貨單", "Deliveries"),
            titled(&bought.delivery, "已完成", "Done"),
            titled("/office/payables", "廠商請款", "Payment requests"),
            titled(&bought.request, "鶯歌窯業", "鶯歌窯業"),
            titled("/office/returns", "進貨退出", "Supplier returns"),
            titled("/office/returns/new", "新增進貨退出", "New supplier return"),
            titled(&bought.back, "已寄出", "Sent"),
        ],
    );
    leave(office, world);
}

/// What the demonstration holds has been there for two days: so that a count of today can be told from it, and
/// yesterday is a past to ask for. The ledger's triggers are right to refuse it; they are put back.
fn two_days_old(world: &World) {
    let file = world.folder.path().join("server/beeline.db");
    let database = Connection::open(file).expect("the database");
    let mut triggers = Vec::new();
    let mut found = database
        .prepare("select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'movement'")
        .expect("triggers");
    let mut rows = found.query(()).expect("triggers");
    while let Some(row) = rows.next().expect("a row") {
        let (name, sql): (String, String) = (row.get(0).expect("a name"), row.get(1).expect("its text"));
        triggers.push((name, sql));
    }
    for (name, _) in &triggers {
        database
            .execute_batch(&format!("drop trigger {name}"))
            .expect("gone");
    }
    let shift = "update movement set at = at - 2 * 86400000";
    assert!(database.execute(shift, ()).expect("older") > 0);
    for (_, sql) in &triggers {
        database.execute_batch(sql).expect("back");
    }
}

/// Two orders leave the house: what was sold, in pieces.
fn sells(world: &World, hands: &mut Hands, lists: &[(shared::id::ListId, String)]) -> i64 {
    hands.sign_in("STAFF-003", "2222");
    for (at, (list, number)) in lists.iter().enumerate() {
        hands.pick(number, &format!("T-00{}", at + 1), &world.lines(*list));
        hands.tell("press home");
    }
    let labels = pack_all(hands, world, lists);
    hands.tell("press home");
    for label in &labels {
        hands.scan(label);
    }
    hands.tell("press close");
    hands.tell("type driver 陳司機");
    hands.tell("type signature M10,10 L100,100");
    hands.sync();
    world.number("select cast(sum(quantity) as bigint) as n from balance where place = 'customer'")
}

/// An item that nobody tracks or ordered, alone in its bin: bin, SKU, pieces.
fn alone(world: &World) -> (String, String, i64) {
    let of = |what: &str| {
        format!(
            "select {what} as t from balance b join bin n on b.place = 'bin:' || n.id join item i on i.id = b.item
             where b.lot = '' and b.expiry = '' and b.item not in (select item from pick_line) and i.kind = 'goods'
             and 1 = (select count(*) from balance o where o.place = b.place)
             and 1 = (select count(*) from balance o where o.item = b.item and o.place like 'bin:%') order by n.code limit 1"
        )
    };
    let pieces = text(world, &of("cast(b.quantity as text)"));
    (
        text(world, &of("n.code")),
        text(world, &of("i.sku")),
        pieces.parse().expect("pieces"),
    )
}

/// A plan over one bin is made on the page and counted by hand; one piece of it turned out broken.
fn a_count(
    office: &Browser,
    world: &World,
    counter: &mut Hands,
    (bin, sku, pieces): &(String, String, i64),
) -> (String, String) {
    office.press("盤點");
    office.fill("name", "月底抽盤");
    office.choose("way", "bins");
    office.fill("bins", bin);
    office.press("建立");
    office.sees("盤點單已建立");
    office.sees("0 / 1");
    let plan = office.path().split('?').next().unwrap_or_default().to_owned();
    let number = office
        .text_of("h1")
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_owned();

    counter.sync();
    counter.tell("press home");
    counter.tell("press tile.count");
    let code = barcode(world, sku);
    counter.scan(&number);
    counter.scan(bin);
    counter.scan(&code);
    says(counter, "press key", "count.key_quantity");
    key(counter, &(pieces - 2).to_string());
    says(counter, "press condition", "count.ask_condition");
    says(counter, "press choose.defect", "count.condition_on");
    counter.scan(&code);
    counter.scan(bin);
    counter.sync();

    office.sees("1 / 1");
    office.look("plan");
    office.press(bin);
    let visit = office.path();
    office.sees("自動接受");
    let good = office.row("\\t良品\\t");
    assert_eq!(good[3..5], [pieces.to_string(), (pieces - 1).to_string()]);
    assert!(
        good[5].contains("-1") && good[5].contains("改狀態 -1"),
        "{good:?}"
    );
    assert!(office.row("不良品")[5].contains("改狀態 +1"));
    office.sees("王大明");
    office.look("visit");
    let (status, kind, csv) = office.fetch(&format!("{plan}/differences.csv"));
    assert!(
        status == 200 && kind.starts_with("text/csv") && csv.starts_with(b"\xEF\xBB\xBF"),
        "{status} {kind}"
    );
    assert!(String::from_utf8_lossy(&csv).contains(sku.as_str()));
    (plan, visit)
}

/// The number under a column's title, in the row that says these words.
fn cell(office: &Browser, column: &str, words: &str) -> String {
    let script = format!(
        "const table = document.querySelector('table.report');
         const at = [...table.tHead.rows[0].cells].findIndex((cell) => cell.innerText.trim() === '{column}');
         const row = [...table.rows].find((row) => row !== table.tHead.rows[0] && row.innerText.includes('{words}'));
         return row ? row.cells[at]?.innerText.trim() : null"
    );
    let found = office.script(&script);
    found
        .as_str()
        .unwrap_or_else(|| {
            panic!(
                "{column} of {words} is not on {}:\n{}",
                office.path(),
                office.text()
            )
        })
        .to_owned()
}

fn stock_reports(office: &Browser, (bin, sku, pieces): &(String, String, i64)) {
    office.press("報表");
    assert_eq!(cell(office, "在庫", sku), pieces.to_string());
    assert_eq!(cell(office, "不良品", sku), "1");
    office.look("stock");
    // Each number opens its movements, each movement the scan behind it.
    office.press(sku);
    office.sees("改狀態");
    office.sees(bin);
    office.goto("/office/reports/stock");
    office.press("昨天 18:00");
    assert!(
        office.value("at").ends_with("T18:00"),
        "the moment is in its field"
    );
    assert_eq!(cell(office, "在庫", sku), pieces.to_string());
    assert_eq!(
        cell(office, "良品", sku),
        pieces.to_string(),
        "nothing was broken yesterday"
    );
    office.goto("/office/reports/stock?at=2020-01-01T18:00");
    office.sees("沒有符合的資料。");
    office.goto(&format!("/office/reports/flow?from={0}&to={0}", today()));
    assert_eq!(cell(office, "期初", sku), pieces.to_string());
    assert_eq!(cell(office, "期末", sku), pieces.to_string());
    office.look("flow");
}

fn sales_reports(office: &Browser, sold: i64, (_, sku, pieces): &(String, String, i64)) {
    office.goto("/office/reports/sales");
    assert_eq!(cell(office, "銷貨", "合計"), sold.to_string());
    assert!(office.text().contains("demo"), "the platform is named");
    assert!(
        !office
            .script("return document.querySelector('svg, .chart')")
            .is_null()
    );
    office.look("sales");
    office.goto("/office/reports/sales?view=item");
    assert_eq!(cell(office, "銷貨", "合計"), sold.to_string());
    // What nobody sold since it came two days ago.
    for page in ["ageing", "slow?days=1"] {
        office.goto(&format!("/office/reports/{page}"));
        assert_eq!(cell(office, "在庫", sku), pieces.to_string(), "{page}");
        office.look(page.split('?').next().unwrap_or_default());
    }
    office.goto("/office/reports/slow?days=3");
    office.sees("沒有符合的資料。");
    // What runs out is what was sold, and nothing else.
    office.goto("/office/reports/runout");
    let all = "const table = document.querySelector('table.report');
        const at = [...table.tHead.rows[0].cells].findIndex((cell) => cell.innerText.trim() === '期間銷量');
        return [...table.tBodies[0].rows].reduce((all, row) => all + Number(row.cells[at].innerText), 0)";
    assert_eq!(office.script(all), sold);
    office.sees_not(sku);
    office.look("runout");
}

/// A report is handed up, is found unread, and says who read it and what they answered.
fn handed_up(office: &Browser, sold: i64) -> String {
    office.goto("/office/reports/sales");
    office.script(
        "const who = document.querySelector('[name=instructed_by]');
         who.value = [...who.options].find((one) => one.text === '林店長').value",
    );
    office.fill("note", "週會要看");
    office.send("form[action$=hand-up] button");
    office.sees("已呈報。");
    let page = office.path().split('?').next().unwrap_or_default().to_owned();
    office.sees("尚未閱讀");
    assert_eq!(cell(office, "銷貨", "合計"), sold.to_string(), "kept as it was");
    office.fill("answer", "下週加訂");
    office.press("已閱");
    office.sees("已記錄閱讀時間。");
    office.sees("下週加訂");
    office.look("handed");
    office.goto("/office/reports/handed");
    let row = office.row("週會要看");
    assert!(
        row[1] == "銷售表" && row[2] == "林店長" && row[5].starts_with(&today()),
        "{row:?}"
    );
    page
}

/// Cartons in a reserve bin are carried to where they are packed from.
fn replenished(office: &Browser) {
    office.goto("/office/stock/open");
    office.fill("sku", "BOX-M");
    office.fill("bin", "R1-01-1");
    office.fill("quantity", "100");
    office.press("入帳");
    office.goto("/office/replenish");
    office.sees("沒有要補的。");
    office.press("現在檢查");
    office.sees("新增 1 件補貨作業。");
    let row = office.row("BOX-M");
    assert_eq!((row[2].as_str(), row[4].as_str()), ("R1-01-1", "0 / 100"));
    office.look("replenish");
    office.send("form[action$=cancel] button");
    assert_eq!(office.row("BOX-M")[5], "已取消");
}

#[test]
fn counts_reports_and_replenishment_show_what_hands_did() {
    let mut world = World::demo();
    two_days_old(&world);
    let lists = world.release(2);
    world.start_server();
    let mut hands = Hands::paired(&world, "floor");
    hands.sign_in("STAFF-003", "2222");
    let sold = sells(&world, &mut hands, &lists);
    let item = alone(&world);
    let office = Browser::open(world.url(""));
    sign_in(&office);
    let (plan, visit) = a_count(&office, &world, &mut hands, &item);
    stock_reports(&office, &item);
    sales_reports(&office, sold, &item);
    let handed = handed_up(&office, sold);
    replenished(&office);
    titles(
        &office,
        &[
            titled("/office/counts", "盤點", "Counts"),
            titled(&plan, "月底抽盤", "月底抽盤"),
            titled(&visit, "初盤", "1st count"),
            titled("/office/stock/change", "移儲", "Move"),
            titled("/office/reports/stock", "庫存報表", "Stock"),
            titled("/office/reports/flow", "進銷存", "Stock movement"),
            titled("/office/reports/ageing", "庫齡", "Ageing"),
            titled("/office/reports/slow", "呆滯品", "Slow movers"),
            titled("/office/reports/runout", "何時用完", "Runs out"),
            titled("/office/reports/sales", "銷售表", "Sales"),
            titled("/office/reports/handed", "呈報主管", "Handed up"),
            titled(&handed, "銷售表", "銷售表"),
            titled("/office/replenish", "補貨", "Replenishment"),
        ],
    );
    leave(office, world);
}
