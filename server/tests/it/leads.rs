//! Purchase money and who sees it: every page, paper and file of a house that has bought, walked as the office and then
//! as a lead. Whatever amount the office reads anywhere, a lead reads nowhere.
//!
//! Nothing is sold here, so that every amount there is is one of purchases.

use crate::counts::{counts_bin, visit};
use crate::payables::{Answered, Office, invoice};
use crate::world::World;
use axum::http::{Method, StatusCode};
use calamine::{Data, Reader, Xlsx};
use server::domain::counts::Choice;
use server::domain::purchasing::{
    self, LineForm, OrderOutcome, Origin, PurchaseForm, SaveOutcome, SupplierCard, SupplyForm,
};
use server::http::guard::Access;
use server::http::router::routes;
use server::params;
use shared::catalogue::{Role, Unit};
use shared::id::{DeliveryId, PurchaseId, SupplierId};
use shared::stock::Condition;
use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::process::{Command, Stdio};

/// Addresses of one walk; a small house has fewer.
const WALK: usize = 900;

/// An order of 24 mugs and 7 pens at prices that are found nowhere else.
fn orders(world: &World, supplier: SupplierId, mugs: i64) -> PurchaseId {
    let line = |sku: &str, units: i64, price: i64| LineForm {
        item: world.item(sku),
        sku: sku.to_owned(),
        units,
        unit: Unit::Piece,
        per_unit: Some(1),
        price: Some(price),
        due: String::new(),
        remark: String::new(),
    };
    let form = PurchaseForm {
        id: None,
        supplier,
        origin: Origin::Hand,
        reference: String::new(),
        due: String::new(),
        remark: String::new(),
        lines: vec![line("MUG", mugs, 871_337), line("PEN", 7, 46_289)],
    };
    world.write(move |cx| match purchasing::save_purchase(cx, &form)? {
        SaveOutcome::Kept(id) => Ok(id),
        no => panic!("no order: {no:?}"),
    })
}

/// Ordered, partly broken, invoiced, sent back, counted with a difference, handed up.
async fn house() -> Office {
    let office = Office::open("E03", "admin");
    let world = &office.world;
    let supplier = world.write(|cx| {
        let card = SupplierCard {
            code: "S01".to_owned(),
            name: "高嶺窯".to_owned(),
            min_quantity: 500,
            min_amount: 98_765_432,
            ..SupplierCard::default()
        };
        let id = purchasing::save_supplier(cx, &card)?.expect("a supplier");
        let supply = SupplyForm {
            sku: "MUG".to_owned(),
            price: 871_337,
            main: true,
            ..SupplyForm::default()
        };
        purchasing::save_supply(cx, id, &supply)?.expect("a supply");
        // Low enough to be proposed.
        cx.exec("update item set safety_stock = 900 where sku = 'MUG'", params![])?;
        Ok(id)
    });
    let _draft = orders(world, supplier, 3);
    let placed = orders(world, supplier, 24);
    let ordered = world.write(move |cx| purchasing::order(cx, placed, true));
    assert!(matches!(ordered, OrderOutcome::Ordered(_)), "{ordered:?}");
    let delivery: DeliveryId = world.rows("select id from delivery")[0].parse("id").unwrap();
    world.comes(delivery, &[("MUG", 20, 3), ("PEN", 7, 0)]);
    world.records(invoice(delivery, "AB12345678", 1_774_763, 88_738));
    world.spoil("MUG", 2);
    let back = world.goes_back(supplier, "MUG", Condition::Defect, 5, 871_337);
    world.sends(&back);
    let id = world.texts("select id as t from supplier_return").remove(0);
    let allowance = [
        ("number", "D-1"),
        ("day", "2026-11-23"),
        ("form", "duplicate"),
        ("net", "17426.74"),
        ("tax", "871.33"),
    ];
    let kept = office
        .post(&format!("/office/returns/{id}/allowance"), &allowance)
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());

    world.plans(Choice::Bins(vec![world.bin("A-01-1")]), vec![]);
    world.pass(600);
    let (mut counter, task) = (world.device(), world.newest_task());
    counts_bin(
        world,
        &mut counter,
        visit(1),
        Some(task),
        "A-01-1",
        &[("MUG", 13)],
        30,
    );
    counter.push();
    let admin = world.staff("E03").to_string();
    let up = [("asked", ""), ("instructed_by", admin.as_str())];
    for report in ["stock", "flow"] {
        let kept = office
            .post(&format!("/office/reports/{report}/hand-up"), &up)
            .await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
    }
    let issue = format!("/office/payables/{supplier}/2026-11/issue");
    assert_eq!(office.post(&issue, &[]).await.status, StatusCode::SEE_OTHER);
    office
}

/// What is worth a look: not the stream of news, and no stickers, which are slow to draw and say no amount.
fn worth(path: &str) -> bool {
    let dull = ["/events", "/import", "labels", "badges", "totes"];
    path.starts_with("/office") && !dull.iter().any(|part| path.contains(part))
}

/// The pages that a lead may open.
fn for_leads() -> impl Iterator<Item = &'static str> {
    let open = |access: Access| matches!(access, Access::AtLeast(role) if role <= Role::Lead);
    let pages = routes()
        .into_iter()
        .filter(move |route| open(route.access) && route.method == Method::GET);
    pages.map(|route| route.path).filter(|path| worth(path))
}

/// Where the links and pictures of a page lead.
fn links(page: &str) -> Vec<String> {
    page.split(['"', '\''])
        .filter(|text| worth(text))
        .map(|text| text.replace("&#38;", "&").replace("&amp;", "&"))
        .map(|text| text.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

fn words_of_pdf(pdf: &[u8]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is installed");
    let (mut to, pdf) = (reader.stdin.take().unwrap(), pdf.to_vec());
    let writer = std::thread::spawn(move || to.write_all(&pdf));
    let words = reader.wait_with_output().unwrap().stdout;
    writer.join().unwrap().unwrap();
    String::from_utf8_lossy(&words).into_owned()
}

/// All that can be read in an answer: words, and the cells of tables.
fn read(answer: &Answered) -> (String, Vec<String>) {
    let kind = answer.kind();
    if kind.starts_with("text/csv") {
        let text = answer.text();
        let cells = text.split([',', '\r', '\n']).map(str::to_owned).collect();
        return (text, cells);
    }
    if kind == "application/pdf" {
        return (words_of_pdf(&answer.bytes), Vec::new());
    }
    if kind.contains("spreadsheet") {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.bytes.clone())).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let cell = |cell: &Data| match cell {
            Data::Float(number) => format!("{number}"),
            other => other.to_string(),
        };
        let cells: Vec<String> = sheet.rows().flatten().map(cell).collect();
        return (cells.join("\n"), cells);
    }
    (answer.text(), Vec::new())
}

/// `8713.37` of each `NT$8,713.37`; a zero says nothing.
fn amounts(text: &str) -> BTreeSet<String> {
    let digits = |rest: &str| -> String {
        let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.'));
        let found = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ',']);
        found.replace(',', "")
    };
    let found = text.split("NT$").skip(1).map(digits);
    found
        .filter(|amount| amount != "0" && !amount.is_empty())
        .collect()
}

/// Every address that can be reached from the first page and from `more`, each with its answer.
async fn walk(office: &Office, more: &BTreeSet<String>) -> Vec<(String, Answered)> {
    let (mut seen, mut todo) = (BTreeSet::new(), vec!["/office".to_owned()]);
    todo.extend(more.iter().cloned());
    let mut answers = Vec::new();
    while let Some(path) = todo.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        assert!(seen.len() < WALK, "the walk does not end: {path}");
        let answer = office.get(&path).await;
        assert!(
            !answer.status.is_server_error(),
            "{path}: {} {}",
            answer.status,
            answer.text()
        );
        if answer.kind().starts_with("text/html") {
            todo.extend(links(&answer.text()));
        }
        answers.push((path, answer));
    }
    answers
}

/// The address fits the pattern of a route.
fn fits(pattern: &str, address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern
            .iter()
            .zip(&path)
            .all(|(one, other)| one.starts_with('{') || one == other)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_amount_of_a_purchase_the_office_reads_a_lead_reads_nowhere() {
    let office = house().await;
    let (mut known, mut showing) = (BTreeSet::new(), BTreeSet::new());
    let mut addresses = BTreeSet::new();
    let first = for_leads().filter(|path| !path.contains('{')).map(str::to_owned);
    for (path, answer) in walk(&office, &first.collect()).await {
        let (text, cells) = read(&answer);
        let found = amounts(&text);
        if !found.is_empty() || !cells.is_empty() {
            showing.insert(path.clone());
        }
        known.extend(found);
        addresses.insert(path);
    }
    // Not an empty promise: the office reads money on each of these.
    for page in [
        "/office/purchases",
        "/office/purchases/{id}",
        "/office/purchases/{id}/order.pdf",
        "/office/suppliers/{id}",
        "/office/deliveries/{id}",
        "/office/returns",
        "/office/returns/{id}",
        "/office/returns/{id}/paper.pdf",
        "/office/payables",
        "/office/payables/{supplier}/{month}",
        "/office/reports/{kind}",
        "/office/reports/handed/{id}",
        "/office/counts/{id}/differences.csv",
        "/office/counts/{id}/differences.xlsx",
    ] {
        assert!(showing.iter().any(|path| fits(page, path)), "no money on {page}");
    }
    for amount in ["8713.37", "462.89", "987654.32"] {
        assert!(known.contains(amount), "{amount} is not in {known:?}");
    }

    office
        .world
        .write(|cx| cx.exec("update staff set role = 'lead' where badge = 'E03'", params![]));
    let mut reached = BTreeSet::new();
    for (path, answer) in walk(&office, &addresses).await {
        if answer.status == StatusCode::FORBIDDEN {
            continue;
        }
        let (text, cells) = read(&answer);
        for amount in &known {
            let (whole, cents) = amount.split_once('.').unwrap_or((amount, ""));
            // Short whole numbers are pieces and dates too; beside a currency or in a cell of their own they are not.
            let told = !cents.is_empty() && text.contains(amount.as_str());
            let cell = whole.len() > 2 && cells.iter().any(|cell| cell.trim_start_matches('-') == *amount);
            let shown = amounts(&text).contains(amount);
            assert!(
                !told && !cell && !shown,
                "a lead reads {amount} on {path}:\n{text}"
            );
        }
        reached.insert(path);
    }
    // Pages that are made for leads were all looked at.
    let nouns = [
        "purchases",
        "suppliers",
        "deliveries",
        "returns",
        "payables",
        "counts",
        "reports",
        "stock",
        "replenish",
    ];
    let ours = |path: &str| path.split('/').nth(2).is_some_and(|noun| nouns.contains(&noun));
    let missed: Vec<&str> = for_leads()
        .filter(|path| ours(path) && !reached.iter().any(|seen| fits(path, seen)))
        .collect();
    assert!(missed.is_empty(), "not looked at: {missed:?}");
}
