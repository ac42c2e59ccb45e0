//! Barcodes to click, for a training warehouse without a scanner: what lies on the practice table.
//!
//! Invariant: it never says which barcode is the right one, and some are wrong on purpose: the trainee must look at
//! the handheld.

use crate::screens::t;
use crate::store::{Reader, Store, StoreError};
use shared::catalogue::{Item, Unit};
use shared::id::{BinId, ItemId};
use shared::lang::Lang;
use shared::row::{Row, RowKind};
use shared::task::{PickList, Shipment, TaskState};
use std::collections::BTreeSet;

/// Lists whose bins and items are laid out: as much as a person can find with their eyes.
const LISTS: usize = 6;
/// Totes laid out.
const TOTES: usize = 6;

/// In groups by kind: badges, lists, totes, bins, items, cartons, labels, and some that belong nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PracticeSheet {
    pub groups: Vec<PracticeGroup>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeGroup {
    /// `儲位`
    pub title: String,
    pub codes: Vec<PracticeCode>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeCode {
    /// What a person calls it: `A-03-2`, the item's name.
    pub label: String,
    /// What the scanner would read, byte by byte.
    pub code: String,
    /// `1 箱 = 12 個`; may be empty.
    pub note: String,
}

fn code(label: impl Into<String>, code: impl Into<String>, note: impl Into<String>) -> PracticeCode {
    PracticeCode {
        label: label.into(),
        code: code.into(),
        note: note.into(),
    }
}

/// The table for what this handheld holds now.
pub fn sheet(store: &Store) -> Result<PracticeSheet, StoreError> {
    let (reader, lang) = (store.reader(), store.device().lang);
    let mut groups = Vec::new();
    let mut add = |zh: &'static str, en: &'static str, codes: Vec<PracticeCode>| {
        if !codes.is_empty() {
            groups.push(PracticeGroup {
                title: t(lang, zh, en),
                codes,
            });
        }
    };
    add("員工證", "Badges", badges(&reader)?);
    let lists = lists(&reader)?;
    add(
        "揀貨單",
        "Pick lists",
        lists
            .iter()
            .map(|list| code(&list.number, &list.number, ""))
            .collect(),
    );
    add(
        "物流箱",
        "Totes",
        (1..=TOTES)
            .map(|n| code(format!("T-{n:03}"), format!("T-{n:03}"), ""))
            .collect(),
    );
    let (bins, items) = on_lists(&reader, &lists)?;
    add("儲位", "Bins", bins_of(&reader, &bins)?);
    let items = items_of(&reader, &items)?;
    add("商品", "Items", pieces(&items, lang));
    add("整箱", "Cartons", cartons(&items, lang));
    let boxes = store.settings().cartons.iter();
    add(
        "紙箱",
        "Cartons to pack in",
        boxes.map(|one| code(&one.name, &one.code, "")).collect(),
    );
    add("寄送單與單號", "Labels", labels(&reader)?);
    let nowhere = t(lang, "不屬於這裡", "belongs nowhere");
    add(
        "其他",
        "Others",
        vec![
            code("?", "4710000000007", &nowhere),
            code("?", "X-99-9", nowhere.as_str()),
        ],
    );
    add("試掃描器", "To try the scanner", scanner_tests(lang));
    Ok(PracticeSheet { groups })
}

/// What a scanner must get right: a plain code, GS1 with a separator in the middle, one in brackets, and one that says
/// that it is GS1 and is not. None of them is an item of a warehouse.
fn scanner_tests(lang: Lang) -> Vec<PracticeCode> {
    vec![
        code("EAN-13", "]E02000000000008", ""),
        code(
            "GS1-128",
            "]C101020000000000081727033110L2611\x1d21S001",
            t(lang, "批號後面有 GS", "GS after the lot"),
        ),
        code(
            t(lang, "括號寫法", "In brackets"),
            "(01)02000000000008(10)L2611",
            "",
        ),
        code(
            t(lang, "壞掉的 GS1", "Broken GS1"),
            "]C10102000000000007",
            t(lang, "檢查碼不對", "wrong check digit"),
        ),
    ]
}

fn badges(reader: &Reader<'_>) -> Result<Vec<PracticeCode>, StoreError> {
    let mut found = Vec::new();
    for row in reader.all(RowKind::Staff)? {
        if let Row::Staff(staff) = row {
            found.push(code(staff.name, staff.badge, ""));
        }
    }
    found.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(found)
}

/// The lists that can be worked on, and some that were just done, because they are packed next.
fn lists(reader: &Reader<'_>) -> Result<Vec<PickList>, StoreError> {
    let mut found = Vec::new();
    for row in reader.all(RowKind::List)? {
        if let Row::List(list) = row
            && list.state != TaskState::Cancelled
        {
            found.push(list);
        }
    }
    found.sort_by_key(|list| (list.state == TaskState::Done, list.number.clone()));
    found.truncate(LISTS);
    Ok(found)
}

fn on_lists(
    reader: &Reader<'_>,
    lists: &[PickList],
) -> Result<(BTreeSet<BinId>, BTreeSet<ItemId>), StoreError> {
    let (mut bins, mut items) = (BTreeSet::new(), BTreeSet::new());
    for list in lists {
        for row in reader.children(RowKind::Line, list.id.0)? {
            if let Row::Line(line) = row {
                bins.insert(line.bin);
                items.insert(line.item);
            }
        }
    }
    Ok((bins, items))
}

fn bins_of(reader: &Reader<'_>, bins: &BTreeSet<BinId>) -> Result<Vec<PracticeCode>, StoreError> {
    let mut found = Vec::new();
    for bin in bins {
        if let Some(Row::Bin(bin)) = reader.row(RowKind::Bin, bin.0)? {
            found.push(code(&bin.code, &bin.code, ""));
        }
    }
    found.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(found)
}

fn items_of(reader: &Reader<'_>, items: &BTreeSet<ItemId>) -> Result<Vec<Item>, StoreError> {
    let mut found = Vec::new();
    for item in items {
        if let Some(Row::Item(item)) = reader.row(RowKind::Item, item.0)? {
            found.push(item);
        }
    }
    found.sort_by(|a, b| a.sku.cmp(&b.sku));
    Ok(found)
}

fn named(item: &Item, lang: Lang) -> &str {
    if lang == Lang::En && !item.name_en.is_empty() {
        &item.name_en
    } else {
        &item.name
    }
}

fn pieces(items: &[Item], lang: Lang) -> Vec<PracticeCode> {
    let piece = |item: &Item| {
        item.barcodes
            .iter()
            .find(|barcode| barcode.quantity == 1)
            .map(|it| it.code.clone())
    };
    items
        .iter()
        .map(|item| {
            code(
                named(item, lang),
                piece(item).unwrap_or_else(|| item.sku.clone()),
                item.sku.as_str(),
            )
        })
        .collect()
}

fn cartons(items: &[Item], lang: Lang) -> Vec<PracticeCode> {
    let mut found = Vec::new();
    for item in items {
        for barcode in item.barcodes.iter().filter(|barcode| barcode.unit != Unit::Piece) {
            let note =
                t(lang, "1 箱 = {n} 個", "1 carton = {n}").replace("{n}", &barcode.quantity.to_string());
            found.push(code(named(item, lang), barcode.code.as_str(), note));
        }
    }
    found
}

/// Our own labels of the shipments on the floor, and numbers that a carrier's label would carry.
fn labels(reader: &Reader<'_>) -> Result<Vec<PracticeCode>, StoreError> {
    let mut shipments: Vec<Shipment> = Vec::new();
    for row in reader.all(RowKind::Shipment)? {
        if let Row::Shipment(shipment) = row
            && matches!(
                shipment.state,
                TaskState::Open | TaskState::Started | TaskState::Done
            )
            && shipment.handed_over.is_none()
        {
            shipments.push(shipment);
        }
    }
    shipments.sort_by(|a, b| a.number.cmp(&b.number));
    shipments.truncate(LISTS * 2);
    let numbered = (1..).zip(&shipments).map(|(at, shipment)| {
        let tied = shipment.parcel.as_ref().map(|tied| tied.label.clone());
        // Twelve digits, as a carrier prints them on a label of its own.
        let label = tied
            .or_else(|| shipment.label.clone())
            .unwrap_or_else(|| format!("9034832843{at:02}"));
        code(label.as_str(), label.as_str(), shipment.order_no.as_str())
    });
    Ok(numbered.collect())
}
