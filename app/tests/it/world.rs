//! A small warehouse, put into a handheld the way the server does it: by pulling.

// The window's own tests play the transcripts too, and there the library is the crate itself.
use super::beeline as app;
use app::app::{App, Errand, Event, Order, Outcome};
use app::device::camera::{self, perform};
use app::device::clock::Now;
use app::device::printer::{self, Report, Told};
use app::device::scanner::{RawScan, Source};
use app::store::Store;
use app::sync::SyncNews;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use serde_json::value::RawValue;
use shared::catalogue::{
    Barcode, Bin, BinUse, Carrier, Carton, Item, ItemKind, LabelRule, Role, Staff, Supplier, Unit,
};
use shared::enrol::Enrolled;
use shared::facts::{ClockSource, Fact};
use shared::id::*;
use shared::inspect::{InspectGroup, ReturnReason, ReturnSource};
use shared::lang::Lang;
use shared::row::{Row, Settings};
use shared::stock::{Condition, Content, Lot, Pieces, Place};
use shared::sync::{FeedRow, Page};
use shared::task::{
    BackPieces, CountPlan, CountTask, Declared, Delivery, DeliveryLine, Inspection, PickLine, PickList,
    Replenishment, Return, Round, Sent, SentLine, Shipment, ShipmentLine, TaskState,
};
use std::path::PathBuf;
use uuid::Uuid;

/// 2026-11-23 14:00 in Taipei.
pub const MORNING: i64 = 1_795_413_600_000;

pub fn id(kind: u128, n: u128) -> Uuid {
    Uuid::from_u128((kind << 64) | n)
}

pub fn device() -> DeviceId {
    DeviceId(id(1, 1))
}

fn staff(n: u128, name: &str, badge: &str, pin: &str, role: Role) -> Row {
    let cheap = Params::new(8, 1, 1, None).unwrap();
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap);
    let pin_hash = hasher
        .hash_password_with_salt(pin.as_bytes(), b"a salt for tests")
        .unwrap()
        .to_string();
    Row::Staff(Staff {
        id: StaffId(id(2, n)),
        name: name.into(),
        badge: badge.into(),
        pin_hash,
        role,
        unlocks: 0,
    })
}

/// What the English screens call an item.
fn english(name: &str) -> &'static str {
    match name {
        "洗髮精" => "Shampoo",
        "馬克杯" => "Mug",
        "茶包" => "Tea bags",
        "面霜" => "Face cream",
        "黑襪" => "Black socks",
        "白襪" => "White socks",
        "螺絲" => "Screws",
        "微單相機" => "Mirrorless camera",
        "定焦鏡頭" => "Prime lens",
        "手拉坯花器 12 cm 霧面白" => "Wheel-thrown vase 12 cm, matt white",
        _ => "",
    }
}

pub fn item(n: u128, sku: &str, name: &str, barcodes: &[(&str, i64, Unit)]) -> Item {
    Item {
        id: ItemId(id(3, n)),
        sku: sku.into(),
        name: name.into(),
        name_en: english(name).into(),
        kind: ItemKind::Goods,
        barcodes: barcodes
            .iter()
            .map(|(code, quantity, unit)| Barcode {
                code: (*code).into(),
                quantity: *quantity,
                unit: *unit,
            })
            .collect(),
        weight_g: 0,
        lot_tracked: false,
        expiry_tracked: false,
        serial_tracked: false,
        keyable: false,
        home: None,
        shelf_life_days: 0,
        inspect_group: InspectGroup::General,
        learnt: Vec::new(),
    }
}

pub fn bin(n: u128, code: &str) -> Row {
    let zone = code.split('-').next().unwrap_or("").to_owned();
    Row::Bin(Bin {
        id: BinId(id(4, n)),
        code: code.into(),
        zone,
        walk: n as i64,
        used_for: BinUse::Pick,
    })
}

fn carrier(n: u128, code: &str, name: &str, label: LabelRule) -> Row {
    Row::Carrier(Carrier {
        id: CarrierId(id(5, n)),
        code: code.into(),
        name: name.into(),
        label,
    })
}

pub fn list(n: u128, number: &str, state: TaskState) -> PickList {
    PickList {
        id: ListId(id(6, n)),
        number: number.into(),
        state,
        orders: 1,
        pieces: 0,
        carrier: None,
        cut_off: None,
        tote: None,
        other_totes: Vec::new(),
        picker: None,
        device: None,
    }
}

/// (list, seq, item, bin, quantity)
pub fn line(list: u128, seq: i64, item: u128, bin: u128, quantity: i64) -> PickLine {
    PickLine {
        id: LineId(id(7, list * 1000 + seq as u128)),
        list: ListId(id(6, list)),
        seq,
        item: ItemId(id(3, item)),
        bin: BinId(id(4, bin)),
        lot: Lot::default(),
        quantity,
        picked: 0,
        short: 0,
    }
}

fn shipment(
    n: u128,
    list: u128,
    order: &str,
    carrier: u128,
    label: Option<&str>,
    state: TaskState,
) -> Shipment {
    Shipment {
        id: ShipmentId(id(8, n)),
        number: format!("SH-{n}"),
        order_no: order.into(),
        channel: "官網".into(),
        customer: "王○明".into(),
        state,
        list: ListId(id(6, list)),
        carrier: CarrierId(id(5, carrier)),
        label: label.map(str::to_owned),
        cod: 0,
        temperature: String::new(),
        note: String::new(),
        parcel: None,
        other_labels: Vec::new(),
        handed_over: None,
    }
}

fn parts(shipment: u128, lines: &[(u128, i64)]) -> Vec<Row> {
    let row = |(seq, (item, quantity)): (usize, &(u128, i64))| {
        Row::ShipmentLine(ShipmentLine {
            id: ShipmentLineId(id(9, shipment * 1000 + seq as u128)),
            shipment: ShipmentId(id(8, shipment)),
            seq: seq as i64 + 1,
            item: ItemId(id(3, *item)),
            quantity: *quantity,
            packed: 0,
            short: 0,
            serials: Vec::new(),
        })
    };
    lines.iter().enumerate().map(row).collect()
}

/// Goods with serial numbers, a list and two orders of them. Of lenses two share a code with their carton.
pub fn numbered() -> Vec<Row> {
    use Unit::Piece;
    let camera = item(20, "CAM-Z5", "微單相機", &[("4710000000202", 1, Piece)]);
    let lens = item(
        21,
        "LNS-50",
        "定焦鏡頭",
        &[("4710000000219", 1, Piece), ("4710000000219", 2, Unit::Carton)],
    );
    let mut rows = vec![
        Row::Item(Item {
            serial_tracked: true,
            ..camera
        }),
        Row::Item(Item {
            serial_tracked: true,
            keyable: true,
            ..lens
        }),
        Row::List(list(6, "PK-6", TaskState::Open)),
        Row::Line(line(6, 1, 20, 1, 3)),
        Row::Line(line(6, 2, 21, 2, 2)),
        Row::Shipment(shipment(8, 6, "R1008", 1, Some("TC100008"), TaskState::Open)),
        Row::Shipment(shipment(9, 6, "R1009", 2, None, TaskState::Open)),
    ];
    rows.extend(parts(8, &[(20, 3), (2, 1)]));
    rows.extend(parts(9, &[(21, 2)]));
    rows
}

/// The warehouse that all transcripts know.
pub fn warehouse() -> Vec<Row> {
    use TaskState::*;
    use Unit::{Inner, Piece};
    let mut rows = vec![
        Row::Settings(Settings {
            site_name: "示範倉".into(),
            cartons: vec![
                Carton {
                    code: "BOX-M".into(),
                    name: "中箱".into(),
                    weight_g: 180,
                },
                Carton {
                    code: "BOX-L".into(),
                    name: "大箱".into(),
                    weight_g: 300,
                },
            ],
            ..Settings::default()
        }),
        staff(1, "小美", "S-001", "1234", Role::Worker),
        staff(2, "小陳", "S-002", "2222", Role::Worker),
        staff(9, "阿國", "S-900", "9999", Role::Lead),
        bin(1, "A-01-1"),
        bin(2, "A-03-2"),
        bin(3, "B-02-1"),
        carrier(
            1,
            "tcat",
            "黑貓",
            LabelRule {
                own: true,
                ..LabelRule::default()
            },
        ),
        carrier(
            2,
            "hct",
            "新竹",
            LabelRule {
                lengths: vec![10],
                digits: true,
                ..LabelRule::default()
            },
        ),
        Row::Item(item(
            1,
            "SHP-001",
            "洗髮精",
            &[("4710000000017", 1, Piece), ("14710000000014", 12, Unit::Carton)],
        )),
        Row::Item(item(2, "CUP-100", "馬克杯", &[("4710000000031", 1, Piece)])),
        Row::Item(item(
            3,
            "TEA-020",
            "茶包",
            &[("4710000000024", 1, Piece), ("4710000000024", 6, Unit::Carton)],
        )),
        Row::Item(Item {
            lot_tracked: true,
            ..item(
                4,
                "CRM-007",
                "面霜",
                &[("4710000000048", 1, Piece), ("4710000000042", 1, Piece)],
            )
        }),
        Row::Item(item(5, "SCK-B", "黑襪", &[("4710000000055", 1, Piece)])),
        Row::Item(item(6, "SCK-W", "白襪", &[("4710000000055", 1, Piece)])),
        Row::Item(Item {
            keyable: true,
            ..item(
                7,
                "SCR-500",
                "螺絲",
                &[("4710000000062", 1, Piece), ("SCR-BAG", 10, Inner)],
            )
        }),
        Row::List(list(1, "PK-1", Open)),
        Row::List(list(2, "PK-2", Open)),
        Row::List(PickList {
            tote: Some("T-90".into()),
            picker: Some(StaffId(id(2, 2))),
            device: Some(DeviceId(id(1, 7))),
            ..list(3, "PK-3", Started)
        }),
        Row::List(list(4, "PK-4", Held)),
        Row::List(list(5, "PK-5", Cancelled)),
        Row::Line(line(1, 1, 1, 1, 12)),
        Row::Line(line(1, 2, 2, 2, 2)),
        Row::Line(line(1, 3, 3, 2, 8)),
        Row::Line(PickLine {
            lot: Lot {
                number: "L2401".into(),
                expiry: String::new(),
            },
            ..line(1, 4, 4, 3, 1)
        }),
        Row::Line(line(2, 1, 5, 1, 1)),
        Row::Line(line(2, 2, 7, 3, 30)),
        Row::Line(PickLine {
            picked: 1,
            ..line(3, 1, 2, 2, 3)
        }),
        Row::Line(line(4, 1, 2, 2, 1)),
        Row::Line(line(5, 1, 2, 2, 1)),
        Row::Shipment(Shipment {
            cod: 128_000,
            ..shipment(1, 1, "R1001", 1, Some("TC100001"), Open)
        }),
        Row::Shipment(shipment(2, 1, "R1002", 2, None, Open)),
        Row::Shipment(shipment(3, 2, "R1003", 1, Some("TC100003"), Open)),
        Row::Shipment(shipment(7, 2, "R1007", 1, Some("TC100007"), Open)),
        Row::Shipment(shipment(4, 3, "R1004", 1, Some("TC100004"), Open)),
        Row::Shipment(shipment(5, 4, "R1005", 1, Some("TC100005"), Held)),
        Row::Shipment(shipment(6, 5, "R1006", 1, Some("TC100006"), Cancelled)),
    ];
    rows.extend(parts(1, &[(1, 10), (2, 1)]));
    rows.extend(parts(2, &[(1, 2), (2, 1), (3, 8), (4, 1)]));
    rows.extend(parts(3, &[(5, 1), (7, 30)]));
    rows.extend(parts(4, &[(2, 3)]));
    rows.extend(parts(5, &[(2, 1)]));
    rows.extend(parts(6, &[(2, 1)]));
    // The same SKU twice in one order.
    rows.extend(parts(7, &[(7, 3), (7, 4)]));
    rows
}

/// What comes in: suppliers, deliveries, tracked goods, and bins for them. Not in [`warehouse`], so that the days of
/// picking stay as they are.
pub fn inbound() -> Vec<Row> {
    use TaskState::*;
    use Unit::{Inner, Piece};
    let supplier = |n: u128, code: &str, name: &str| {
        Row::Supplier(Supplier {
            id: SupplierId(id(10, n)),
            code: code.into(),
            name: name.into(),
        })
    };
    let used = |n: u128, code: &str, used_for: BinUse| match bin(n, code) {
        Row::Bin(bin) => Row::Bin(Bin { used_for, ..bin }),
        row => row,
    };
    let mut rows = vec![
        supplier(1, "V-001", "大同貿易"),
        supplier(2, "V-002", "山海食品"),
        Row::Item(Item {
            lot_tracked: true,
            expiry_tracked: true,
            shelf_life_days: 365,
            home: Some(BinId(id(4, 12))),
            ..item(
                11,
                "JAM-340",
                "草莓果醬",
                &[("4710000000103", 1, Piece), ("14710000000100", 12, Unit::Carton)],
            )
        }),
        Row::Item(Item {
            serial_tracked: true,
            ..item(12, "CAM-X1", "相機", &[("4710000000110", 1, Piece)])
        }),
        Row::Item(item(
            13,
            "BAG-009",
            "環保袋",
            &[("4710000000123", 1, Piece), ("4710000000130", 10, Inner)],
        )),
        bin(11, "C-01-1"),
        bin(12, "C-01-2"),
        bin(13, "C-02-1"),
        used(14, "C-09-9", BinUse::Reserve),
        used(15, "Q-01-1", BinUse::Quarantine),
        Row::Content(Content {
            place: Place::Bin(BinId(id(4, 1))),
            pieces: vec![pieces(1, 40)],
        }),
        Row::Content(Content {
            place: Place::Bin(BinId(id(4, 2))),
            pieces: vec![pieces(2, 6), pieces(3, 9)],
        }),
        Row::Content(Content {
            place: Place::Bin(BinId(id(4, 3))),
            pieces: vec![pieces(4, 5)],
        }),
        Row::Delivery(Delivery {
            purchase_no: "PO-77".into(),
            note_no: "N-501".into(),
            ..delivery(1, "DN-1", 1, Open)
        }),
        Row::Delivery(Delivery {
            purchase_no: "PO-78".into(),
            inspection: Inspection::Sample,
            ..delivery(2, "DN-2", 1, Open)
        }),
        Row::Delivery(delivery(3, "DN-3", 2, Open)),
        Row::Delivery(delivery(4, "DN-4", 2, Held)),
        Row::Delivery(delivery(5, "DN-5", 2, Cancelled)),
    ];
    for (delivery, seq, item, expected, from) in [
        (1, 1, 1, 24, ""),
        (1, 2, 2, 3, ""),
        (1, 3, 3, 6, ""),
        (2, 1, 2, 5, ""),
        (2, 2, 7, 20, ""),
        (3, 1, 11, 12, "2027-03-01"),
        (3, 2, 12, 2, ""),
        (4, 1, 13, 1, ""),
        (5, 1, 13, 1, ""),
    ] {
        rows.push(Row::DeliveryLine(DeliveryLine {
            id: DeliveryLineId(id(12, delivery * 1000 + seq)),
            delivery: DeliveryId(id(11, delivery)),
            seq: seq as i64,
            item: ItemId(id(3, item)),
            expected,
            good: 0,
            bad: 0,
            accept_from: from.into(),
            supplier_code: String::new(),
        }));
    }
    rows
}

/// An item that nothing on can be scanned, one whose SKU is too long even for a QR code, and a delivery of both.
pub fn bare() -> Vec<Row> {
    let line = |seq: u128, item: u128| {
        Row::DeliveryLine(DeliveryLine {
            id: DeliveryLineId(id(12, 9_000 + seq)),
            delivery: DeliveryId(id(11, 9)),
            seq: seq as i64,
            item: ItemId(id(3, item)),
            expected: 12,
            good: 0,
            bad: 0,
            accept_from: String::new(),
            supplier_code: String::new(),
        })
    };
    vec![
        Row::Item(item(31, "POT-12", "手拉坯花器 12 cm 霧面白", &[])),
        Row::Item(item(32, &"LONG-SKU-".repeat(40), "長貨號", &[])),
        Row::Delivery(delivery(9, "DN-9", 2, TaskState::Open)),
        line(1, 31),
        line(2, 32),
    ]
}

/// What is to be counted and moved: two plans, bins with content, replenishments.
pub fn stocktake() -> Vec<Row> {
    use TaskState::*;
    let plan = |n: u128, number: &str, name: &str, state| CountPlan {
        id: CountPlanId(id(20, n)),
        number: number.into(),
        name: name.into(),
        state,
        kinds: Vec::new(),
    };
    let task = |plan: u128, seq: i64, bin: u128| CountTask {
        id: CountTaskId(id(21, plan * 1000 + seq as u128)),
        plan: CountPlanId(id(20, plan)),
        seq,
        bin: BinId(id(4, bin)),
        round: Round::First,
        state: Open,
        not_by: None,
    };
    let replenishment = |n: u128, item: u128, from: u128, to: u128, quantity: i64| Replenishment {
        id: ReplenishmentId(id(22, n)),
        item: ItemId(id(3, item)),
        lot: Lot::default(),
        from: BinId(id(4, from)),
        to: BinId(id(4, to)),
        quantity,
        moved: 0,
        state: Open,
        urgent: n == 2,
    };
    let jam = |lot: &str, condition, quantity| Pieces {
        lot: Lot {
            number: lot.into(),
            expiry: "2027-06-30".into(),
        },
        condition,
        ..pieces(11, quantity)
    };
    let mut rows = inbound();
    rows.extend([
        Row::Item(Item {
            kind: ItemKind::Packing,
            name_en: "Bubble wrap".into(),
            ..item(14, "PKG-1", "氣泡袋", &[("4710000000147", 1, Unit::Piece)])
        }),
        Row::CountPlan(plan(1, "CT-1", "A 區月盤", Open)),
        Row::CountPlan(plan(2, "CT-2", "B 區", Cancelled)),
        Row::CountPlan(CountPlan {
            kinds: vec![ItemKind::Packing],
            ..plan(3, "CT-3", "包材", Open)
        }),
        Row::CountTask(task(1, 1, 1)),
        Row::CountTask(task(1, 2, 2)),
        Row::CountTask(CountTask {
            round: Round::Second,
            not_by: Some(StaffId(id(2, 1))),
            ..task(1, 3, 3)
        }),
        Row::CountTask(task(3, 1, 13)),
        Row::Replenishment(replenishment(1, 2, 14, 2, 10)),
        Row::Replenishment(replenishment(2, 1, 14, 1, 24)),
        Row::Content(Content {
            place: Place::Bin(BinId(id(4, 14))),
            pieces: vec![
                pieces(1, 36),
                pieces(2, 10),
                pieces(3, 7),
                jam("J1", Condition::Good, 10),
                jam("J2", Condition::Good, 4),
            ],
        }),
        Row::Content(Content {
            place: Place::Bin(BinId(id(4, 1))),
            pieces: vec![pieces(1, 12), pieces(5, 4)],
        }),
    ]);
    rows
}

/// What comes back: returns that were announced, parcels that left, and tracked goods in them.
pub fn returns() -> Vec<Row> {
    use ReturnSource::*;
    use TaskState::*;
    let sent = |n: u128, order: &str, lines: Vec<SentLine>| Sent {
        id: ShipmentId(id(8, n)),
        number: format!("SH-{n}"),
        order_no: order.into(),
        labels: vec![format!("TC2000{n}")],
        left: "2026-11-10".into(),
        lines,
        back: Vec::new(),
    };
    let line = |item: u128, quantity: i64| SentLine {
        item: item_id(item),
        lot: Lot::default(),
        quantity,
        serials: Vec::new(),
    };
    let jam = |lot: &str, expiry: &str, quantity| SentLine {
        lot: Lot {
            number: lot.into(),
            expiry: expiry.into(),
        },
        ..line(11, quantity)
    };
    let camera = |serials: &[&str]| SentLine {
        serials: serials.iter().map(|serial| (*serial).into()).collect(),
        ..line(12, serials.len() as i64)
    };
    let announced = |n: u128, number: &str, shipment: Option<u128>, order: &str, source| Return {
        number: number.into(),
        source,
        shipment: shipment.map(|n| ShipmentId(id(8, n))),
        order_no: order.into(),
        ..Return::unknown(shipment.map_or(ReturnId(id(23, n)), |n| ReturnId(id(8, n))))
    };
    let declared = |lines: &[(u128, i64)]| -> Vec<Declared> {
        let one = |(item, quantity): &(u128, i64)| Declared {
            item: item_id(*item),
            quantity: *quantity,
        };
        lines.iter().map(one).collect()
    };
    let mut rows = inbound();
    rows.extend([
        Row::Item(Item {
            inspect_group: InspectGroup::Hygiene,
            name_en: "Toothbrush".into(),
            ..item(41, "BRU-1", "牙刷", &[("4710000000154", 1, Unit::Piece)])
        }),
        Row::Return(Return {
            reason: Some(ReturnReason::WrongSize),
            codes: vec!["RV-9001".into(), "M7788".into()],
            declared: declared(&[(1, 2), (2, 1)]),
            ..announced(1, "RT-1", Some(41), "R2001", Customer)
        }),
        Row::Sent(sent(41, "R2001", vec![line(1, 3), line(2, 2), line(3, 6)])),
        Row::Return(Return {
            declared: declared(&[(11, 3), (12, 2)]),
            ..announced(2, "RT-2", Some(42), "R2002", Unclaimed)
        }),
        Row::Sent(sent(
            42,
            "R2002",
            vec![
                jam("J1", "2027-06-30", 2),
                jam("J0", "2026-12-10", 1),
                camera(&["SN-1", "SN-2"]),
            ],
        )),
        Row::Sent(sent(43, "R2003", vec![line(1, 3)])),
        Row::Sent(sent(44, "R2004", vec![line(2, 1)])),
        Row::Sent(sent(45, "R2004", vec![line(2, 1)])),
        Row::Return(Return {
            state: Done,
            arrived: Some(MORNING),
            ..announced(6, "RT-6", Some(46), "R2006", Customer)
        }),
        Row::Sent(sent(46, "R2006", vec![line(2, 2)])),
        Row::Return(Return {
            state: Cancelled,
            ..announced(7, "RT-7", None, "", Customer)
        }),
        Row::Return(Return {
            declared: declared(&[(13, 1)]),
            ..announced(8, "RT-8", None, "", Refused)
        }),
        Row::Sent(Sent {
            back: vec![BackPieces {
                item: item_id(2),
                serial: String::new(),
                quantity: 1,
            }],
            ..sent(47, "R2007", vec![line(2, 1)])
        }),
        Row::Return(Return {
            reason: Some(ReturnReason::Defect),
            declared: declared(&[(12, 1)]),
            ..announced(9, "RT-9", Some(48), "R2008", Customer)
        }),
        Row::Sent(sent(
            48,
            "R2008",
            vec![
                camera(&["SN-A", "SN-B"]),
                jam("J1", "2027-06-30", 4),
                line(41, 2),
                line(3, 12),
            ],
        )),
        Row::Return(Return {
            state: Started,
            arrived: Some(MORNING - 3_600_000),
            inspected: vec![BackPieces {
                item: item_id(5),
                serial: String::new(),
                quantity: 1,
            }],
            ..announced(10, "RT-10", Some(49), "R2009", Unclaimed)
        }),
        Row::Sent(sent(49, "R2009", vec![line(5, 2)])),
        Row::Return(announced(11, "RT-11", Some(50), "R2010", Refused)),
    ]);
    // Handed over today: what is in it has not been told yet.
    rows.push(Row::Shipment(Shipment {
        handed_over: Some(ManifestId(id(24, 1))),
        parcel: None,
        ..shipment(51, 5, "R2011", 1, Some("TC200051"), Done)
    }));
    rows
}

pub fn pieces(item: u128, quantity: i64) -> Pieces {
    Pieces {
        item: ItemId(id(3, item)),
        lot: Lot::default(),
        condition: Condition::Good,
        quantity,
    }
}

/// What has been received already, and a cancelled list whose tote is to be put back.
pub fn dock() -> Vec<Row> {
    let jam = |lot: &str, condition, quantity| Pieces {
        lot: Lot {
            number: lot.into(),
            expiry: "2027-06-30".into(),
        },
        condition,
        ..pieces(11, quantity)
    };
    vec![
        Row::Content(Content {
            place: Place::Dock,
            pieces: vec![
                pieces(1, 24),
                pieces(2, 3),
                Pieces {
                    condition: Condition::Defect,
                    ..pieces(13, 2)
                },
                jam("J1", Condition::Good, 10),
                jam("J2", Condition::Good, 4),
            ],
        }),
        Row::Delivery(delivery(6, "DN-6", 1, TaskState::Done)),
        Row::DeliveryLine(DeliveryLine {
            id: DeliveryLineId(id(12, 6001)),
            delivery: DeliveryId(id(11, 6)),
            seq: 1,
            item: ItemId(id(3, 1)),
            expected: 24,
            good: 24,
            bad: 0,
            accept_from: String::new(),
            supplier_code: String::new(),
        }),
        Row::List(PickList {
            tote: Some("T-55".into()),
            ..list(7, "PK-7", TaskState::Cancelled)
        }),
        Row::Line(PickLine {
            picked: 2,
            ..line(7, 1, 2, 2, 2)
        }),
        Row::Line(PickLine {
            picked: 3,
            ..line(7, 2, 5, 1, 3)
        }),
    ]
}

pub fn item_id(n: u128) -> ItemId {
    ItemId(id(3, n))
}

/// A line that nobody ordered, on which so many were counted.
pub fn delivery_line_of(n: u128, delivery: DeliveryId, item: u128, good: i64) -> DeliveryLine {
    DeliveryLine {
        id: DeliveryLineId(id(12, n)),
        delivery,
        seq: 1,
        item: item_id(item),
        expected: 0,
        good,
        bad: 0,
        accept_from: String::new(),
        supplier_code: String::new(),
    }
}

fn delivery(n: u128, number: &str, supplier: u128, state: TaskState) -> Delivery {
    Delivery {
        id: DeliveryId(id(11, n)),
        number: number.into(),
        supplier: Some(SupplierId(id(10, supplier))),
        purchase_no: String::new(),
        note_no: String::new(),
        state,
        due: "2026-11-23".into(),
        inspection: Inspection::Full,
        arrival: None,
        pieces: 0,
        device_number: String::new(),
        other_numbers: Vec::new(),
        blind: false,
        merged: None,
        extras: Vec::new(),
    }
}

/// What comes on top on a busy day: long names, long numbers, long lists.
pub fn a_busy_day() -> Vec<Row> {
    use TaskState::*;
    use Unit::{Inner, Piece};
    let towel = Item {
        name_en:
            "[Limited gift] Imported Japanese microfibre quick-dry bath towel set of three, extra thick, \
                  140 × 70 cm, assorted"
                .into(),
        ..item(
            20,
            "TOWEL-JP-140-3SET-RND",
            "【限量加贈】日本進口超細纖維吸水速乾浴巾三件組 加厚款 140×70 公分 霧霾藍／奶茶色／深灰 隨機出貨 不挑款",
            &[
                ("4710000000079", 1, Piece),
                ("24710000000073", 6, Inner),
                ("14710000000076", 24, Unit::Carton),
            ],
        )
    };
    let oolong = Item {
        name_en: "Alishan high-mountain oolong gift box, 150 g, two tins with bag".into(),
        lot_tracked: true,
        expiry_tracked: true,
        ..item(
            21,
            "TEA-0150-2",
            "阿里山高山烏龍茶葉禮盒 150g 二入（附提袋）",
            &[("4710000000086", 1, Piece), ("14710000000083", 12, Unit::Carton)],
        )
    };
    let matcha = Item {
        name_en: "Uji matcha powder for baking and drinks, stone-ground, 500 g".into(),
        ..item(
            22,
            "MAT-0500",
            "宇治抹茶粉 石臼研磨 烘焙飲品兩用 500g",
            &[("4710000000093", 1, Piece)],
        )
    };
    let mut rows = vec![
        staff(7, "𠮷田・歐陽娜娜子", "S-777", "7777", Role::Worker),
        bin(20, "WH2-COLD-B-114-03"),
        bin(21, "WH2-COLD-B-114-04"),
        carrier(3, "tcat-cold", "黑貓宅急便（冷藏）", LabelRule::default()),
        Row::Item(towel),
        Row::Item(oolong),
        Row::Item(matcha),
        Row::List(PickList {
            orders: 12,
            carrier: Some(CarrierId(id(5, 3))),
            cut_off: Some(MORNING + 7_200_000),
            ..list(20, "PK261123-0017", Open)
        }),
        Row::Line(line(20, 1, 20, 20, 1_440)),
        Row::Line(PickLine {
            lot: Lot {
                number: "L2611-ALISHAN-SPRING".into(),
                expiry: "2027-03-31".into(),
            },
            ..line(20, 2, 21, 21, 128)
        }),
        Row::Shipment(Shipment {
            channel: "蝦皮購物".into(),
            customer: "歐陽○○娜".into(),
            cod: 12_800_000,
            temperature: "冷藏".into(),
            note: "易碎品，外箱請加緩衝材並貼易碎貼紙，禮盒不可折凹，附手寫卡片".into(),
            ..shipment(20, 20, "241123ABCD1234EF", 3, Some("BL0000001234"), Open)
        }),
    ];
    rows.extend(parts(
        20,
        &[(5, 1), (6, 2), (1, 1), (2, 6), (3, 12), (20, 144), (21, 2)],
    ));
    for n in 30..60 {
        rows.push(Row::List(PickList {
            orders: n as i64,
            carrier: Some(CarrierId(id(5, 1 + n % 3))),
            cut_off: Some(MORNING + n as i64 * 600_000),
            picker: (n % 5 == 0).then(|| StaffId(id(2, 7))),
            ..list(n, &format!("PK261122-{n:04}"), Open)
        }));
        rows.push(Row::Line(line(n, 1, 2, 2, n as i64 * 41)));
    }
    rows
}

pub fn feed(row: &Row, version: i64) -> FeedRow {
    FeedRow {
        version,
        kind: row.kind(),
        id: row.id(),
        body: Some(RawValue::from_string(row.encode()).unwrap()),
    }
}

pub fn page(rows: Vec<FeedRow>, next: i64, acked_seq: Option<i64>) -> Page {
    Page {
        rows,
        next,
        more: false,
        acked_seq,
        server_epoch: 1,
        now: MORNING,
        released: Vec::new(),
    }
}

/// A handheld in this warehouse. Time passes only when the test says so.
pub struct Handheld {
    pub folder: PathBuf,
    /// Kept for the folder's life; `None` for one that the test owns.
    _temp: Option<tempfile::TempDir>,
    pub app: App,
    pub ms: i64,
    /// How far the device's own clock is off, milliseconds.
    pub clock_off: i64,
    pub version: i64,
    last_raw: String,
    seed: u64,
    /// The camera has not delivered these yet.
    orders: Vec<Order>,
    /// True: it delivers when it is told to.
    pub camera_waits: bool,
    /// Labels that the printer has not answered yet, and what it says to the next; `None`: nothing yet.
    labels: Vec<printer::Order>,
    pub printer_says: Option<Report>,
}

/// A picture for a card: a mug of one colour on a table, or what is left of it.
pub fn snapshot(n: u8) -> Vec<u8> {
    let colours = [[196, 62, 48], [46, 110, 160], [70, 140, 84], [210, 160, 60]];
    let mug = colours[usize::from(n) % colours.len()];
    let picture = image::RgbImage::from_fn(640, 480, |x, y| {
        let (dx, dy) = (x as i32 - 320, y as i32 - 250);
        let body = dx.abs() < 90 && dy.abs() < 120;
        let crack = body && (dx + dy / 3 - i32::from(n) * 20).abs() < 5;
        let handle = (8_000..16_000).contains(&((dx - 110).pow(2) * 2 + dy.pow(2) * 2)) && dx > 80;
        match (crack, body || handle, y > 370) {
            (true, ..) => image::Rgb([20, 20, 20]),
            (false, true, _) => {
                image::Rgb(mug.map(|part: u8| part.saturating_sub((dx.unsigned_abs() / 3) as u8)))
            }
            (false, false, true) => image::Rgb([150, 120, 90]),
            (false, false, false) => image::Rgb([232, 228, 220]),
        }
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Random bytes that a test can repeat.
fn random(seed: u64) -> app::app::Random {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    Box::new(move || {
        let mut bytes = [0; 10];
        for byte in &mut bytes {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *byte = (state >> 56) as u8;
        }
        bytes
    })
}

impl Handheld {
    /// Paired, with the warehouse pulled, nobody signed in.
    pub fn new() -> Handheld {
        let mut handheld = Handheld::unpaired();
        handheld.pair();
        handheld.pull(&warehouse(), None);
        handheld
    }

    /// With 小美 signed in.
    pub fn signed_in() -> Handheld {
        let mut handheld = Handheld::new();
        handheld.scan("S-001");
        handheld.typed("pin", "1234");
        handheld
    }

    pub fn blank(folder: PathBuf, temp: Option<tempfile::TempDir>) -> Handheld {
        let now = at(0);
        let app = App::new(Store::open(&folder).unwrap(), random(1), "boot".into(), now).unwrap();
        Handheld {
            folder,
            _temp: temp,
            app,
            ms: 0,
            clock_off: 0,
            version: 0,
            last_raw: String::new(),
            seed: 1,
            orders: Vec::new(),
            camera_waits: false,
            labels: Vec::new(),
            printer_says: Some(Report::Ready),
        }
    }

    /// As it comes out of its box.
    pub fn unpaired() -> Handheld {
        let temp = tempfile::tempdir().unwrap();
        Handheld::blank(temp.path().to_owned(), Some(temp))
    }

    pub fn speak(&mut self, lang: Lang) {
        self.app.speak(lang, at(self.ms)).unwrap();
    }

    pub fn pair(&mut self) -> Outcome {
        let enrolled = Enrolled {
            device: device(),
            label: "H1".into(),
            epoch: 1,
            token: "00".repeat(32),
            server_epoch: 1,
            site_name: "示範倉".into(),
            training: true,
        };
        let news = SyncNews::Enrolled {
            enrolled,
            urls: vec!["http://127.0.0.1:1".into()],
            pin: String::new(),
        };
        self.event(Event::Synced(news))
    }

    pub fn event(&mut self, event: Event) -> Outcome {
        let outcome = self.update(event);
        let order = match outcome.errand.clone() {
            Some(Errand::Photo(order)) => order,
            Some(Errand::Print(order)) => {
                self.labels.push(order);
                return self.printer_works().unwrap_or(outcome);
            }
            Some(Errand::Pair(_)) | None => return outcome,
        };
        self.orders.push(order);
        if self.camera_waits {
            outcome
        } else {
            self.camera_works().unwrap_or(outcome)
        }
    }

    /// A printer is set up at an address where none is: what it answers is said by `printer_says`.
    pub fn has_printer(&mut self) {
        let settings = printer::Settings {
            host: "192.168.1.50".into(),
            port: 9100,
            ..printer::Settings::default()
        };
        self.app.set_printer(settings, at(self.ms)).unwrap();
    }

    /// The printer answers what it has, and what comes after it; what that led to in the end.
    pub fn printer_works(&mut self) -> Option<Outcome> {
        let report = self.printer_says?;
        let mut last = None;
        while let Some(order) = self.labels.pop() {
            let told = Told::new(report, "");
            let job = order.job;
            let outcome = self.update(Event::Printed { job, told });
            if let Some(Errand::Print(next)) = outcome.errand.clone() {
                self.labels.push(next);
            }
            last = Some(outcome);
        }
        last
    }

    /// The camera does what it was asked for; what that led to in the end.
    pub fn camera_works(&mut self) -> Option<Outcome> {
        let mut last = None;
        for Order { number, job } in std::mem::take(&mut self.orders) {
            let mut all = Vec::new();
            perform(&job, &self.folder.join("camera.jpg"), &mut |news| {
                all.push(news);
                true
            });
            for news in all {
                last = Some(self.update(Event::Photo { order: number, news }));
            }
        }
        last
    }

    /// A card with the pictures of [`snapshot`] is plugged in, and a lead has set its folder: the last is the newest.
    pub fn card(&mut self, pictures: u8) -> PathBuf {
        let folder = self.folder.join("card");
        std::fs::create_dir_all(&folder).unwrap();
        for n in 1..=pictures {
            let path = folder.join(format!("IMG_{n:04}.jpg"));
            std::fs::write(&path, snapshot(n)).unwrap();
            let taken = u64::try_from(MORNING).unwrap() - 60_000 * u64::from(10 - n);
            let taken = std::time::UNIX_EPOCH + std::time::Duration::from_millis(taken);
            let file = std::fs::File::options().append(true).open(path).unwrap();
            file.set_modified(taken).unwrap();
        }
        let settings = camera::Settings {
            folder: folder.to_str().unwrap().to_owned(),
            ..camera::Settings::default()
        };
        self.app.set_camera(settings, at(self.ms)).unwrap();
        folder
    }

    fn update(&mut self, event: Event) -> Outcome {
        let now = at(self.ms);
        self.app.update(
            event,
            Now {
                wall_ms: now.wall_ms + self.clock_off,
                ..now
            },
        )
    }

    /// A trigger pull, a second after whatever came before.
    pub fn scan(&mut self, raw: &str) -> Outcome {
        self.ms += 1_000;
        self.scan_now(raw)
    }

    pub fn scan_now(&mut self, raw: &str) -> Outcome {
        self.last_raw = raw.to_owned();
        let scan = RawScan {
            raw: raw.to_owned(),
            source: Source::Drive,
            at_ms: self.ms,
            typed: None,
        };
        self.event(Event::Scanned(scan))
    }

    /// The same code again, `ms` later.
    pub fn again(&mut self, ms: i64) -> Outcome {
        self.ms += ms;
        let raw = self.last_raw.clone();
        self.scan_now(&raw)
    }

    pub fn press(&mut self, id: &str) -> Outcome {
        self.event(Event::Pressed(id.to_owned()))
    }

    pub fn typed(&mut self, id: &str, text: &str) -> Outcome {
        self.event(Event::Typed {
            id: id.to_owned(),
            text: text.to_owned(),
        })
    }

    pub fn pull(&mut self, rows: &[Row], acked_seq: Option<i64>) -> Outcome {
        let mut feed_rows = Vec::new();
        for row in rows {
            self.version += 1;
            feed_rows.push(feed(row, self.version));
        }
        let page = Page {
            now: MORNING + self.ms,
            ..page(feed_rows, self.version, acked_seq)
        };
        self.event(Event::Synced(SyncNews::Page(Box::new(page))))
    }

    /// The screen as it is; nobody presses anything.
    pub fn look(&mut self) -> Outcome {
        self.app.look(at(self.ms))
    }

    /// The app is ended and started again with its data.
    pub fn restart(&mut self) -> Outcome {
        self.seed += 1;
        // The old one goes first: a file has one writer.
        let elsewhere = tempfile::tempdir().unwrap();
        let idle = App::new(
            Store::open(elsewhere.path()).unwrap(),
            random(0),
            "boot".into(),
            at(0),
        )
        .unwrap();
        drop(std::mem::replace(&mut self.app, idle));
        let store = Store::open(&self.folder).unwrap();
        self.app = App::new(store, random(self.seed), "boot".into(), at(self.ms)).unwrap();
        // Whatever was on its way went down with the old one.
        self.labels.clear();
        self.app.look(at(self.ms))
    }

    /// What waits to be sent, decoded.
    pub fn facts(&self) -> Vec<Fact> {
        self.app
            .store()
            .outgoing(10_000)
            .unwrap()
            .iter()
            .map(|fact| fact.envelope.fact().unwrap())
            .collect()
    }

    pub fn count(&self, kind: &str) -> usize {
        self.facts().iter().filter(|fact| fact.kind() == kind).count()
    }
}

pub fn at(ms: i64) -> Now {
    Now {
        at_ms: MORNING + ms,
        source: ClockSource::Server,
        boot_ms: ms,
        wall_ms: MORNING + ms,
    }
}
