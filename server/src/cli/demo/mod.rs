//! The demonstration warehouse: a small Taiwanese online shop with tea, cups and socks. Every name is invented.
//!
//! For training and trying out; it marks the shop as a training warehouse, so that handhelds may open the practice
//! window.

mod purchasing;

use crate::db::{By, Cx, DbError, Store};
use crate::domain::catalogue::{self, BinForm, CarrierForm, ItemForm, Kept};
use crate::domain::orders::{self, NewLine, NewOrder, OrderFilter, Told};
use crate::domain::settings::{self, Shop};
use crate::domain::staff;
use crate::domain::staff::{StaffForm, hash_secret};
use crate::domain::stock::{Opening, open_stock};
use crate::domain::waves::{self, ReleaseForm};
use anyhow::{Result, bail};
use shared::catalogue::{Barcode, Carton, ItemKind, LabelRule, Role, Unit};
use shared::id::{BinId, ItemId};
use shared::inspect::InspectGroup;
use shared::lang::Lang;
use shared::scan::check_digit;
use shared::stock::{Condition, Lot};

/// The office login of the demonstration; printed by `cargo demo`.
pub const LOGIN: &str = "admin";
pub const PASSWORD: &str = "beeline-demo";

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

struct DemoItem {
    sku: &'static str,
    name: &'static str,
    name_en: &'static str,
    kind: ItemKind,
    carton: i64,
    weight_g: i64,
    flags: &'static str,
}

fn demo_items() -> impl Iterator<Item = DemoItem> {
    include_str!("items.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            Some(DemoItem {
                sku: columns.next()?,
                name: columns.next()?,
                name_en: columns.next()?,
                kind: ItemKind::parse(columns.next()?)?,
                carton: columns.next()?.parse().ok()?,
                weight_g: columns.next()?.parse().ok()?,
                flags: columns.next().unwrap_or(""),
            })
        })
}

/// A GTIN-13 under 471 (Taiwan) with a right check digit. 4719999 is no company's prefix that we know of.
fn ean(serial: usize) -> String {
    let body = format!("4719999{serial:05}");
    let digit = check_digit::mod10(&body).unwrap_or(0);
    format!("{body}{digit}")
}

/// Orders that `released` releases.
const RELEASED: i64 = 4;

pub fn seed_demo(store: &Store, released: bool) -> Result<()> {
    let (admin_pin, pins) = (
        hash_secret("2468")?,
        [hash_secret("1111")?, hash_secret("2222")?, hash_secret("3333")?],
    );
    let password = hash_secret(PASSWORD)?;
    let done = store.write_now(By::System, move |cx| {
        if settings::value(cx, "demo")?.is_some() {
            return Ok(Ok(0));
        }
        if cx.number("select count(*) as n from item", crate::params![])? > 0 {
            return Ok(Err("this database holds a real warehouse".to_owned()));
        }
        shop(cx)?;
        people(cx, &admin_pin, &pins, &password)?;
        let bins = bins(cx)?;
        let items = items(cx, &bins)?;
        stock(cx, &items, &bins)?;
        purchasing::seed(cx)?;
        let count = take_orders(cx)?;
        if released {
            release(cx)?;
        }
        settings::put(cx, "demo", "1")?;
        Ok::<_, DbError>(Ok(count))
    })?;
    match done {
        Ok(count) => {
            tracing::info!(orders = count, "the demonstration warehouse is ready");
            Ok(())
        }
        Err(why) => bail!("{why}: the demonstration fills only an empty one"),
    }
}

/// Demo data is ours: a form that the verbs refuse is our mistake, and said as such.
fn ours<T>(kept: Kept<T>) -> Result<T, DbError> {
    kept.map_err(|invalid| DbError::Driver(format!("demonstration data: {invalid}")))
}

fn shop(cx: &Cx<'_>) -> Result<(), DbError> {
    settings::save(
        cx,
        &Shop {
            name: "嗶倉示範商店".to_owned(),
            tax_id: "04595257".to_owned(),
            phone: "02-2712-0000".to_owned(),
            address: "臺北市松山區示範路 1 號".to_owned(),
            training: true,
            ..Shop::default()
        },
    )?;
    for (code, name, weight_g) in [
        ("BOX-S", "紙箱 S", 90),
        ("BOX-M", "紙箱 M", 160),
        ("BAG-POLY", "破壞袋", 12),
    ] {
        settings::save_carton(
            cx,
            &Carton {
                code: format!("CTN-{code}"),
                name: name.to_owned(),
                weight_g,
            },
        )?;
    }
    let digits = |length: usize| LabelRule {
        lengths: vec![length],
        digits: true,
        ..LabelRule::default()
    };
    for (code, name, customer, label, aliases) in [
        (
            "own",
            "自有標籤",
            "",
            LabelRule {
                own: true,
                ..LabelRule::default()
            },
            "",
        ),
        (
            "tcat",
            "黑貓宅急便",
            "1234567890",
            digits(12),
            "黑貓\n宅急便\n常溫宅配\n低溫宅配",
        ),
        ("hct", "新竹物流", "", digits(10), "新竹"),
        (
            "seven",
            "7-ELEVEN",
            "",
            LabelRule::default(),
            "7-ELEVEN\n7-11\n交貨便",
        ),
        (
            "shopee",
            "蝦皮店到店",
            "",
            LabelRule::default(),
            "蝦皮店到店\n店到家",
        ),
    ] {
        let form = CarrierForm {
            id: None,
            code: code.to_owned(),
            name: name.to_owned(),
            customer: customer.to_owned(),
            label,
            aliases: aliases.to_owned(),
        };
        ours(catalogue::save_carrier(cx, &form)?)?;
    }
    Ok(())
}

fn people(cx: &Cx<'_>, admin_pin: &str, pins: &[String; 3], password: &str) -> Result<(), DbError> {
    let people = [
        ("林店長", "STAFF-001", Role::Admin, admin_pin, LOGIN),
        ("陳小美", "STAFF-002", Role::Worker, &pins[0], ""),
        ("王大明", "STAFF-003", Role::Worker, &pins[1], ""),
        ("張組長", "STAFF-004", Role::Lead, &pins[2], ""),
    ];
    for (name, badge, role, pin, login) in people {
        let form = StaffForm {
            id: None,
            name: name.to_owned(),
            badge: badge.to_owned(),
            role,
            pin_hash: Some(pin.to_owned()),
            login: login.to_owned(),
            password_hash: (!login.is_empty()).then(|| password.to_owned()),
            lang: Lang::ZhTw,
        };
        ours(staff::save(cx, &form)?)?;
    }
    Ok(())
}

/// Two zones, three aisles of six bays with three levels each: A-01-1 … B-03-… .
fn bins(cx: &Cx<'_>) -> Result<Vec<BinId>, DbError> {
    let mut bins = Vec::new();
    for (zone_at, zone) in ["A", "B"].iter().enumerate() {
        for aisle in 1..=3i64 {
            for bay in 1..=6i64 {
                for level in 1..=3i64 {
                    let form = BinForm {
                        id: None,
                        code: format!("{zone}{aisle}-{bay:02}-{level}"),
                        zone: (*zone).to_owned(),
                        aisle: aisle.to_string(),
                        bay: format!("{bay:02}"),
                        level: level.to_string(),
                        x: zone_at as i64 * 1200 + aisle * 300,
                        y: bay * 120,
                        ..BinForm::default()
                    };
                    bins.push(ours(catalogue::save_bin(cx, &form)?)?);
                }
            }
        }
    }
    Ok(bins)
}

/// Each lives in the bin that its stock is put into; packing material is kept between a minimum and a maximum.
fn items(cx: &Cx<'_>, bins: &[BinId]) -> Result<Vec<(ItemId, DemoItem)>, DbError> {
    let mut items = Vec::new();
    for (at, item) in demo_items().enumerate() {
        let mut barcodes = vec![Barcode {
            code: ean(at + 1),
            quantity: 1,
            unit: Unit::Piece,
        }];
        // Every fifth carton shares the piece's EAN, as it happens; the others have their own.
        let carton_code = if at % 5 == 4 {
            ean(at + 1)
        } else {
            format!("1{}", &ean(at + 1)[..12])
        };
        let carton_code = if carton_code.len() == 13 && at % 5 != 4 {
            format!("{carton_code}{}", check_digit::mod10(&carton_code).unwrap_or(0))
        } else {
            carton_code
        };
        barcodes.push(Barcode {
            code: carton_code,
            quantity: item.carton,
            unit: Unit::Carton,
        });
        let form = ItemForm {
            id: None,
            sku: item.sku.to_owned(),
            name: item.name.to_owned(),
            name_en: item.name_en.to_owned(),
            kind: item.kind,
            barcodes,
            weight_g: item.weight_g,
            lot_tracked: item.flags.contains('l'),
            expiry_tracked: item.flags.contains('e'),
            serial_tracked: false,
            keyable: item.flags.contains('k'),
            home: catalogue::bin_code(cx, bin_of(bins, at, 0))?,
            shelf_life_days: if item.flags.contains('e') { 730 } else { 0 },
            safety_stock: if item.kind == ItemKind::Goods { 5 } else { 0 },
            min_stock: if item.kind == ItemKind::Packing { 60 } else { 0 },
            max_stock: if item.kind == ItemKind::Packing { 300 } else { 0 },
            inspect_group: InspectGroup::General,
        };
        items.push((ours(catalogue::save_item(cx, &form)?)?, item));
    }
    let parts = [("TEA-OOL-150".to_owned(), 1), ("MUG-WHT".to_owned(), 2)];
    ours(catalogue::save_bundle(
        cx,
        None,
        "SET-TEA",
        "烏龍茶對杯禮組",
        &parts,
    )?)?;
    Ok(items)
}

fn bin_of(bins: &[BinId], item: usize, place: usize) -> BinId {
    bins[(item * 5 + place * 37) % bins.len()]
}

/// Each item in one bin, the first third in two; tracked ones in two lots.
fn stock(cx: &Cx<'_>, items: &[(ItemId, DemoItem)], bins: &[BinId]) -> Result<(), DbError> {
    for (at, (item, demo)) in items.iter().enumerate() {
        let places = if at % 3 == 0 { 2 } else { 1 };
        for place in 0..places {
            let lot = Lot {
                number: if demo.flags.contains('l') {
                    format!("L26{:02}{}", at % 12 + 1, place + 1)
                } else {
                    String::new()
                },
                expiry: if demo.flags.contains('e') {
                    format!(
                        "20{:02}-{:02}-{:02}",
                        27 + place,
                        (at * 5) % 12 + 1,
                        [28, 15][place % 2]
                    )
                } else {
                    String::new()
                },
            };
            let opening = Opening {
                item: *item,
                bin: bin_of(bins, at, place),
                lot,
                condition: Condition::Good,
                quantity: 18 + (at as i64 * 7) % 30,
                serial: String::new(),
            };
            open_stock(cx, &opening)?;
        }
    }
    Ok(())
}

const CUSTOMERS: [(&str, &str, &str); 6] = [
    ("王小明", "0912345601", "臺北市大安區示範街 12 號 3 樓"),
    ("李美麗", "0922345602", "新北市板橋區範例路 88 號"),
    ("陳志豪", "0933345603", "桃園市中壢區測試一路 5 號"),
    ("林怡君", "0955345604", "臺中市西屯區樣品路 200 號 10 樓之 2"),
    ("黃建國", "0966345605", "臺南市東區展示街 7 巷 3 號"),
    ("張雅婷", "0977345606", "高雄市左營區示意路 66 號"),
];

/// Thirty open orders of one to five lines; every sixth is cash on delivery, the last wants more than there is.
fn take_orders(cx: &Cx<'_>) -> Result<usize, DbError> {
    let skus: Vec<DemoItem> = demo_items().filter(|item| item.kind == ItemKind::Goods).collect();
    let carriers = catalogue::carriers(cx)?;
    // 18:00 in Taipei, when the carriers come.
    let today_at_six = (cx.now + 8 * HOUR_MS) / DAY_MS * DAY_MS + 10 * HOUR_MS;
    let mut count = 0;
    for at in 0..30usize {
        let (recipient, phone, address) = CUSTOMERS[at % CUSTOMERS.len()];
        let lines = (0..at % 5 + 1).map(|line| {
            let item = &skus[(at * 7 + line * 11) % skus.len()];
            let quantity = if at == 29 {
                500
            } else {
                [1, 2, 1, 6, 3, 1][(at + line) % 6]
            };
            goods(item.sku, item.name, quantity, 12_000 + (at as i64 * 500) % 40_000)
        });
        let mut lines: Vec<NewLine> = lines.collect();
        if at % 10 == 3 {
            lines.push(goods("SET-TEA", "烏龍茶對杯禮組", 1, 128_000));
        }
        let total: i64 = lines.iter().map(|line| line.unit_price * line.quantity).sum();
        let cod = if at % 6 == 5 { total / 100 * 100 } else { 0 };
        let logistics = if at % 3 == 1 { "黑貓宅急便" } else { "" };
        let told = Told {
            platform_status: "待出貨".to_owned(),
            recipient: recipient.to_owned(),
            phone: phone.to_owned(),
            address: address.to_owned(),
            logistics: logistics.to_owned(),
            temperature: "常溫".to_owned(),
            payment: if cod > 0 {
                "貨到付款".to_owned()
            } else {
                "信用卡".to_owned()
            },
            cod,
            currency: "TWD".to_owned(),
            total,
            placed_at: Some(cx.now - (30 - at as i64) * 600_000),
            cut_off: Some(today_at_six + DAY_MS * (1 + at as i64 % 3)),
            ..Told::default()
        };
        let order = NewOrder {
            channel: "demo".to_owned(),
            order_no: format!("D{:06}", 261_000 + at),
            carrier: catalogue::carrier_for(&carriers, logistics, "own"),
            told,
            lines,
            cancelled: false,
            import_run: None,
        };
        waves::take_in(cx, &order)?;
        count += 1;
    }
    Ok(count)
}

/// The most urgent orders go to the floor, one a list.
fn release(cx: &Cx<'_>) -> Result<(), DbError> {
    let filter = OrderFilter {
        state: "open".to_owned(),
        limit: RELEASED,
        ..OrderFilter::default()
    };
    let orders = orders::list(cx, &filter)?.iter().map(|head| head.id).collect();
    waves::release(
        cx,
        &ReleaseForm {
            orders,
            orders_per_list: 1,
            note: String::new(),
        },
    )?;
    Ok(())
}

fn goods(sku: &str, name: &str, quantity: i64, unit_price: i64) -> NewLine {
    NewLine {
        kind: "goods".to_owned(),
        code: sku.to_owned(),
        name: name.to_owned(),
        option_name: String::new(),
        quantity,
        unit_price,
    }
}

/// So that a change of the data above which breaks it is seen by a test and not by a visitor.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_whole() {
        assert_eq!(
            demo_items().count(),
            include_str!("items.tsv").lines().count() - 1
        );
        assert!(ean(1).starts_with("471") && check_digit::mod10_ok(&ean(1)));
    }
}
