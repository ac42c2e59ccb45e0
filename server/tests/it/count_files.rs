//! 盤點差異 as a file: read back as a spreadsheet would read it.

use crate::counts::visit;
use crate::payables::Office;
use crate::world::{World, item};
use calamine::{Data, Reader, Xlsx};
use server::domain::counts::{Choice, Planned};
use shared::facts::*;
use shared::id::CountTaskId;
use shared::stock::{Condition, Lot};
use std::io::Cursor;
use std::sync::atomic::Ordering;

fn lot() -> Lot {
    Lot {
        number: "0007".to_owned(),
        expiry: "2027-01-31".to_owned(),
    }
}

/// Ten tins of SKU 00012 and lot 0007 were bought at NT$80.50 and stand in B-01-1 beside pens and bags, where two are
/// missing, one bag is too many and the pens are right.
fn counted(world: &World) -> String {
    world.write(|cx| item(cx, "00012", "罐裝茶，\"小\"", "4710000000055", true));
    let supplier = world.supplier("S01");
    let delivery = world.announce(supplier, &[("00012", 10, 8_050)]);
    let mut clerk = world.device();
    clerk.does(Received {
        lot: lot(),
        ..world.counts(delivery, "00012", 10)
    });
    clerk.does(PutAway {
        lot: lot(),
        ..world.stows("00012", 10, "B-01-1")
    });
    clerk.push();
    let Planned::Made(plan, 1) = world.plans(Choice::Bins(vec![world.bin("B-01-1")]), vec![]) else {
        panic!("one bin")
    };
    let task: CountTaskId = world.newest_task();
    world.pass(600);
    let began_at = world.clock.0.load(Ordering::SeqCst);
    let bin = world.bin("B-01-1");
    for (sku, lot, quantity) in [
        ("00012", lot(), 8),
        ("PEN", Lot::default(), 30),
        ("BAG", Lot::default(), 16),
    ] {
        clerk.does(Counted {
            visit: visit(1),
            task: Some(task),
            bin,
            item: world.item(sku),
            lot,
            condition: Condition::Good,
            serial: String::new(),
            quantity,
            how: How::Keyed,
            raw: sku.to_owned(),
        });
    }
    world.pass(30);
    clerk.does(BinCounted {
        visit: visit(1),
        task: Some(task),
        bin,
        began_at,
        pieces: 54,
        only: None,
        bin_raw: "B-01-1".to_owned(),
    });
    clerk.push();
    plan.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn differences_leave_as_csv_and_workbook_with_their_leading_zeros() {
    let office = Office::open("E03", "office");
    let plan = counted(&office.world);
    let path = format!("/office/counts/{plan}/differences");

    let csv = office.get(&format!("{path}.csv")).await;
    assert!(csv.kind().starts_with("text/csv"));
    assert!(
        csv.bytes.starts_with(b"\xEF\xBB\xBF"),
        "Excel reads UTF-8 by its mark"
    );
    let text = csv.text();
    let rows: Vec<&str> = text
        .trim_start_matches('\u{feff}')
        .split_terminator("\r\n")
        .collect();
    assert!(rows[0].starts_with("儲位,"), "{text}");
    assert_eq!(rows.len(), 3, "pens are right: {text}");
    let tins = rows.iter().find(|row| row.contains("00012")).expect(&text);
    for cell in [
        "B-01-1,\"=\"\"00012\"\"\"",
        "\"罐裝茶，\"\"小\"\"\"",
        "\"=\"\"0007\"\"\",2027-01-31",
        ",10,8,-2,",
        ",-161",
    ] {
        assert!(tins.contains(cell), "{cell} is not in {tins}");
    }

    let xlsx = office.get(&format!("{path}.xlsx")).await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx.bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    let text = |text: &str| Data::String(text.to_owned());
    let head = rows.iter().find(|row| row[0] == text("儲位")).expect("columns");
    let tins = rows.iter().find(|row| row[1] == text("00012")).expect("as text");
    let of = |title: &str| {
        let at = head.iter().position(|cell| *cell == text(title));
        tins[at.unwrap_or_else(|| panic!("{title} is not in {head:?}"))].clone()
    };
    assert_eq!(of("批號"), text("0007"));
    assert_eq!(of("效期"), text("2027-01-31"));
    assert_eq!(of("當時帳面"), Data::Float(10.0));
    assert_eq!(of("差異"), Data::Float(-2.0));
    assert_eq!(of("差異金額"), Data::Float(-161.0));
    let bags = rows.iter().find(|row| row[1] == text("BAG")).expect("bags");
    assert!(
        bags.contains(&Data::Float(1.0)) && bags.contains(&text("未知")),
        "nobody said what bags cost: {bags:?}"
    );
    assert!(!rows.iter().any(|row| row[1] == text("PEN")));
}
