//! The feed of latest rows: what the server sends to handhelds, one JSON body a row.

use crate::catalogue::{Bin, Carrier, Carton, Item, Staff, Supplier};
use crate::facts::Effect;
use crate::stock::Content;
use crate::task::{
    CountPlan, CountTask, Delivery, DeliveryLine, PickLine, PickList, Replenishment, Return, Sent, Shipment,
    ShipmentLine,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What kinds of rows a handheld holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    Settings,
    Item,
    Bin,
    Staff,
    Carrier,
    List,
    Line,
    Shipment,
    ShipmentLine,
    Supplier,
    /// What a bin or the dock holds.
    Content,
    Delivery,
    DeliveryLine,
    CountPlan,
    CountTask,
    Replenishment,
    /// 退貨單
    Return,
    /// A parcel that left in the last 90 days.
    Sent,
}

impl RowKind {
    pub const ALL: [RowKind; 18] = [
        RowKind::Settings,
        RowKind::Item,
        RowKind::Bin,
        RowKind::Staff,
        RowKind::Carrier,
        RowKind::List,
        RowKind::Line,
        RowKind::Shipment,
        RowKind::ShipmentLine,
        RowKind::Supplier,
        RowKind::Content,
        RowKind::Delivery,
        RowKind::DeliveryLine,
        RowKind::CountPlan,
        RowKind::CountTask,
        RowKind::Replenishment,
        RowKind::Return,
        RowKind::Sent,
    ];

    pub fn code(self) -> &'static str {
        match self {
            RowKind::Settings => "settings",
            RowKind::Item => "item",
            RowKind::Bin => "bin",
            RowKind::Staff => "staff",
            RowKind::Carrier => "carrier",
            RowKind::List => "list",
            RowKind::Line => "line",
            RowKind::Shipment => "shipment",
            RowKind::ShipmentLine => "shipment_line",
            RowKind::Supplier => "supplier",
            RowKind::Content => "content",
            RowKind::Delivery => "delivery",
            RowKind::DeliveryLine => "delivery_line",
            RowKind::CountPlan => "count_plan",
            RowKind::CountTask => "count_task",
            RowKind::Replenishment => "replenishment",
            RowKind::Return => "return",
            RowKind::Sent => "sent",
        }
    }

    pub fn parse(code: &str) -> Option<RowKind> {
        RowKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What a shop decides once for all its handhelds. One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub site_name: String,
    /// Offset of the shop's time zone from UTC, minutes. Asia/Taipei is 480 and has no summer time.
    pub utc_offset_min: i32,
    /// The same code within this many milliseconds is one trigger pull.
    pub double_scan_ms: i64,
    /// Without a touch for this long, a badge is asked for again, milliseconds.
    pub idle_lock_ms: i64,
    pub cartons: Vec<Carton>,
    /// Packing asks for a weight.
    #[serde(default)]
    pub ask_weight: bool,
    /// Returned goods with fewer days of use left than this are not sold again without a word of the office.
    #[serde(default = "return_short_days", skip_serializing_if = "is_usual")]
    pub return_short_days: i64,
}

fn return_short_days() -> i64 {
    30
}

fn is_usual(days: &i64) -> bool {
    *days == return_short_days()
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            site_name: String::new(),
            utc_offset_min: 480,
            double_scan_ms: 400,
            idle_lock_ms: 15 * 60 * 1000,
            cartons: Vec::new(),
            ask_weight: false,
            return_short_days: return_short_days(),
        }
    }
}

/// A row, typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    Settings(Settings),
    Item(Item),
    Bin(Bin),
    Staff(Staff),
    Carrier(Carrier),
    List(PickList),
    Line(PickLine),
    Shipment(Shipment),
    ShipmentLine(ShipmentLine),
    Supplier(Supplier),
    Content(Content),
    Delivery(Delivery),
    DeliveryLine(DeliveryLine),
    CountPlan(CountPlan),
    CountTask(CountTask),
    Replenishment(Replenishment),
    Return(Return),
    Sent(Sent),
}

impl Row {
    pub fn decode(kind: RowKind, body: &str) -> Result<Row, serde_json::Error> {
        Ok(match kind {
            RowKind::Settings => Row::Settings(serde_json::from_str(body)?),
            RowKind::Item => Row::Item(serde_json::from_str(body)?),
            RowKind::Bin => Row::Bin(serde_json::from_str(body)?),
            RowKind::Staff => Row::Staff(serde_json::from_str(body)?),
            RowKind::Carrier => Row::Carrier(serde_json::from_str(body)?),
            RowKind::List => Row::List(serde_json::from_str(body)?),
            RowKind::Line => Row::Line(serde_json::from_str(body)?),
            RowKind::Shipment => Row::Shipment(serde_json::from_str(body)?),
            RowKind::ShipmentLine => Row::ShipmentLine(serde_json::from_str(body)?),
            RowKind::Supplier => Row::Supplier(serde_json::from_str(body)?),
            RowKind::Content => Row::Content(serde_json::from_str(body)?),
            RowKind::Delivery => Row::Delivery(serde_json::from_str(body)?),
            RowKind::DeliveryLine => Row::DeliveryLine(serde_json::from_str(body)?),
            RowKind::CountPlan => Row::CountPlan(serde_json::from_str(body)?),
            RowKind::CountTask => Row::CountTask(serde_json::from_str(body)?),
            RowKind::Replenishment => Row::Replenishment(serde_json::from_str(body)?),
            RowKind::Return => Row::Return(serde_json::from_str(body)?),
            RowKind::Sent => Row::Sent(serde_json::from_str(body)?),
        })
    }

    pub fn encode(&self) -> String {
        let encoded = match self {
            Row::Settings(row) => serde_json::to_string(row),
            Row::Item(row) => serde_json::to_string(row),
            Row::Bin(row) => serde_json::to_string(row),
            Row::Staff(row) => serde_json::to_string(row),
            Row::Carrier(row) => serde_json::to_string(row),
            Row::List(row) => serde_json::to_string(row),
            Row::Line(row) => serde_json::to_string(row),
            Row::Shipment(row) => serde_json::to_string(row),
            Row::ShipmentLine(row) => serde_json::to_string(row),
            Row::Supplier(row) => serde_json::to_string(row),
            Row::Content(row) => serde_json::to_string(row),
            Row::Delivery(row) => serde_json::to_string(row),
            Row::DeliveryLine(row) => serde_json::to_string(row),
            Row::CountPlan(row) => serde_json::to_string(row),
            Row::CountTask(row) => serde_json::to_string(row),
            Row::Replenishment(row) => serde_json::to_string(row),
            Row::Return(row) => serde_json::to_string(row),
            Row::Sent(row) => serde_json::to_string(row),
        };
        encoded.expect("a row is plain data and always becomes JSON")
    }

    pub fn kind(&self) -> RowKind {
        match self {
            Row::Settings(_) => RowKind::Settings,
            Row::Item(_) => RowKind::Item,
            Row::Bin(_) => RowKind::Bin,
            Row::Staff(_) => RowKind::Staff,
            Row::Carrier(_) => RowKind::Carrier,
            Row::List(_) => RowKind::List,
            Row::Line(_) => RowKind::Line,
            Row::Shipment(_) => RowKind::Shipment,
            Row::ShipmentLine(_) => RowKind::ShipmentLine,
            Row::Supplier(_) => RowKind::Supplier,
            Row::Content(_) => RowKind::Content,
            Row::Delivery(_) => RowKind::Delivery,
            Row::DeliveryLine(_) => RowKind::DeliveryLine,
            Row::CountPlan(_) => RowKind::CountPlan,
            Row::CountTask(_) => RowKind::CountTask,
            Row::Replenishment(_) => RowKind::Replenishment,
            Row::Return(_) => RowKind::Return,
            Row::Sent(_) => RowKind::Sent,
        }
    }

    pub fn id(&self) -> Uuid {
        match self {
            Row::Settings(_) => Uuid::nil(),
            Row::Item(row) => row.id.0,
            Row::Bin(row) => row.id.0,
            Row::Staff(row) => row.id.0,
            Row::Carrier(row) => row.id.0,
            Row::List(row) => row.id.0,
            Row::Line(row) => row.id.0,
            Row::Shipment(row) => row.id.0,
            Row::ShipmentLine(row) => row.id.0,
            Row::Supplier(row) => row.id.0,
            Row::Content(row) => row.place.content_id().unwrap_or_default(),
            Row::Delivery(row) => row.id.0,
            Row::DeliveryLine(row) => row.id.0,
            Row::CountPlan(row) => row.id.0,
            Row::CountTask(row) => row.id.0,
            Row::Replenishment(row) => row.id.0,
            Row::Return(row) => row.id.0,
            Row::Sent(row) => row.id.0,
        }
    }

    /// The row it is a part of: the list of a line, the list of a shipment.
    pub fn parent(&self) -> Option<Uuid> {
        match self {
            Row::Line(row) => Some(row.list.0),
            Row::Shipment(row) => Some(row.list.0),
            Row::ShipmentLine(row) => Some(row.shipment.0),
            Row::DeliveryLine(row) => Some(row.delivery.0),
            Row::CountTask(row) => Some(row.plan.0),
            Row::Settings(_)
            | Row::Item(_)
            | Row::Bin(_)
            | Row::Staff(_)
            | Row::Carrier(_)
            | Row::List(_)
            | Row::Supplier(_)
            | Row::Content(_)
            | Row::Delivery(_)
            | Row::CountPlan(_)
            | Row::Replenishment(_)
            | Row::Return(_)
            | Row::Sent(_) => None,
        }
    }

    /// The codes that a scanner may read and mean this row by.
    pub fn codes(&self) -> Vec<&str> {
        match self {
            Row::Item(row) => {
                // A refused one is found, so that the person hears what became of it.
                let learnt = row.learnt.iter().map(|learnt| &learnt.barcode);
                let mut codes: Vec<&str> = row
                    .barcodes
                    .iter()
                    .chain(learnt)
                    .map(|barcode| barcode.code.as_str())
                    .collect();
                codes.push(&row.sku);
                codes.sort_unstable();
                codes.dedup();
                codes
            }
            Row::Bin(row) => vec![&row.code],
            Row::Staff(row) => vec![&row.badge],
            Row::List(row) => {
                let mut codes: Vec<&str> = [Some(row.number.as_str()), row.tote.as_deref()]
                    .into_iter()
                    .flatten()
                    .chain(row.other_totes.iter().map(String::as_str))
                    .collect();
                codes.sort_unstable();
                codes.dedup();
                codes
            }
            Row::Shipment(row) => {
                let tied = row.parcel.as_ref().map(|tied| tied.label.as_str());
                let mut codes: Vec<&str> = [
                    Some(row.number.as_str()),
                    Some(&row.order_no),
                    row.label.as_deref(),
                    tied,
                ]
                .into_iter()
                .flatten()
                .chain(row.other_labels.iter().map(String::as_str))
                .collect();
                codes.sort_unstable();
                codes.dedup();
                codes
            }
            Row::Supplier(row) => vec![&row.code],
            Row::CountPlan(row) => vec![&row.number],
            Row::Delivery(row) => {
                if row.merged.is_some() {
                    // The expected delivery is found by all of its numbers.
                    return Vec::new();
                }
                let own = [&row.number, &row.purchase_no, &row.note_no, &row.device_number];
                let mut codes: Vec<&str> = own
                    .into_iter()
                    .chain(&row.other_numbers)
                    .map(String::as_str)
                    .collect();
                codes.retain(|code| !code.is_empty());
                codes.sort_unstable();
                codes.dedup();
                codes
            }
            Row::Return(row) => {
                let own = [&row.number, &row.device_number, &row.order_no];
                let mut codes: Vec<&str> = own.into_iter().chain(&row.codes).map(String::as_str).collect();
                codes.retain(|code| !code.is_empty());
                codes.sort_unstable();
                codes.dedup();
                codes
            }
            Row::Sent(row) => {
                let own = [&row.number, &row.order_no];
                let mut codes: Vec<&str> = own.into_iter().chain(&row.labels).map(String::as_str).collect();
                codes.retain(|code| !code.is_empty());
                codes.sort_unstable();
                codes.dedup();
                codes
            }
            Row::Settings(_)
            | Row::Carrier(_)
            | Row::Line(_)
            | Row::ShipmentLine(_)
            | Row::Content(_)
            | Row::DeliveryLine(_)
            | Row::CountTask(_)
            | Row::Replenishment(_) => Vec::new(),
        }
    }

    pub fn apply(&mut self, effect: &Effect) {
        match self {
            Row::List(row) => row.apply(effect),
            Row::Line(row) => row.apply(effect),
            Row::Shipment(row) => row.apply(effect),
            Row::ShipmentLine(row) => row.apply(effect),
            Row::Item(row) => row.apply(effect),
            Row::Content(row) => row.apply(effect),
            Row::Delivery(row) => row.apply(effect),
            Row::DeliveryLine(row) => row.apply(effect),
            Row::CountTask(row) => row.apply(effect),
            Row::Replenishment(row) => row.apply(effect),
            Row::Return(row) => row.apply(effect),
            Row::Sent(row) => row.apply(effect),
            Row::Settings(_)
            | Row::Bin(_)
            | Row::Staff(_)
            | Row::Carrier(_)
            | Row::Supplier(_)
            | Row::CountPlan(_) => {}
        }
    }
}
