//! The feed: rows that handhelds hold a copy of, as they will get them.
//!
//! Invariant: every row's version is taken from the one counter row, which is updated in the same transaction,
//! last. SQLite has one writer and PostgreSQL locks that row, so a reader who has seen version V has seen every
//! row up to V.

use crate::db::{Cx, DbError, Row as DbRow, Tx};
use crate::domain::{receiving, returns, settings, shipments, waves};
use crate::params;
use shared::catalogue::{
    Barcode, Bin, BinUse, Carrier, Item, ItemKind, LabelRule, Role, Staff, Supplier, Unit,
};
use shared::inspect::InspectGroup;
use shared::row::{Row, RowKind};
use shared::stock::{Condition, Content, Lot, Pieces, Place};
use shared::task::{
    Arrival, CountPlan, CountTask, Delivery, DeliveryLine, Inspection, PickLine, PickList, Replenishment,
    Round, Shipment, ShipmentLine, TaskState, Tied,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Writes the present bodies of `touched` rows into the feed; answers the newest version.
pub fn publish(cx: &Cx<'_>, touched: &BTreeSet<(RowKind, Uuid)>) -> Result<i64, DbError> {
    let mut bodies = Vec::with_capacity(touched.len());
    for (kind, id) in touched {
        bodies.push((*kind, *id, body(cx, *kind, *id)?.map(|row| row.encode())));
    }
    let count = i64::try_from(bodies.len()).unwrap_or(i64::MAX);
    let last = cx
        .row(
            "insert into counter (name, value) values ('feed', ?1)
             on conflict (name) do update set value = counter.value + ?1 returning value",
            params![count],
        )?
        .ok_or_else(|| DbError::Column("value".to_owned()))?
        .int("value")?;
    for (at, (kind, id, body)) in bodies.into_iter().enumerate() {
        let version = last - count + 1 + i64::try_from(at).unwrap_or(0);
        cx.exec(
            include_str!("sql/feed_put.sql"),
            params![kind.code(), id, version, body],
        )?;
    }
    Ok(last)
}

/// What a handheld may know of a row now; `None` when it may know nothing of it any more.
fn body(tx: &Tx<'_>, kind: RowKind, id: Uuid) -> Result<Option<Row>, DbError> {
    let one = |sql: &str| tx.row(sql, params![id]);
    Ok(match kind {
        RowKind::Settings => Some(Row::Settings(settings::for_handhelds(tx)?)),
        RowKind::Item => match one(include_str!("sql/feed_item.sql"))? {
            Some(row) => Some(Row::Item(item(tx, &row)?)),
            None => None,
        },
        RowKind::Bin => one(include_str!("sql/feed_bin.sql"))?
            .map(|row| bin(&row))
            .transpose()?
            .map(Row::Bin),
        RowKind::Staff => one(include_str!("sql/feed_staff.sql"))?
            .map(|row| staff(&row))
            .transpose()?
            .map(Row::Staff),
        RowKind::Carrier => one(include_str!("sql/feed_carrier.sql"))?
            .map(|row| carrier(&row))
            .transpose()?
            .map(Row::Carrier),
        RowKind::List => one(include_str!("sql/feed_list.sql"))?
            .map(|row| list(tx, &row))
            .transpose()?
            .map(Row::List),
        RowKind::Line => one(include_str!("sql/feed_line.sql"))?
            .map(|row| line(&row))
            .transpose()?
            .map(Row::Line),
        RowKind::Shipment => one(include_str!("sql/feed_shipment.sql"))?
            .map(|row| shipment(tx, &row))
            .transpose()?
            .map(Row::Shipment),
        RowKind::ShipmentLine => one(include_str!("sql/feed_shipment_line.sql"))?
            .map(|row| shipment_line(tx, &row))
            .transpose()?
            .map(Row::ShipmentLine),
        RowKind::Supplier => one(include_str!("sql/feed_supplier.sql"))?
            .map(|row| supplier(&row))
            .transpose()?
            .map(Row::Supplier),
        RowKind::Content => content(tx, id)?.map(Row::Content),
        RowKind::Delivery => one(include_str!("sql/feed_delivery.sql"))?
            .map(|row| delivery(tx, &row))
            .transpose()?
            .map(Row::Delivery),
        RowKind::DeliveryLine => one(include_str!("sql/feed_delivery_line.sql"))?
            .map(|row| delivery_line(&row))
            .transpose()?
            .map(Row::DeliveryLine),
        RowKind::CountPlan => one(include_str!("sql/feed_count_plan.sql"))?
            .map(|row| count_plan(&row))
            .transpose()?
            .map(Row::CountPlan),
        RowKind::CountTask => one(include_str!("sql/feed_count_task.sql"))?
            .map(|row| count_task(&row))
            .transpose()?
            .map(Row::CountTask),
        RowKind::Replenishment => one(include_str!("sql/feed_replenishment.sql"))?
            .map(|row| replenishment(&row))
            .transpose()?
            .map(Row::Replenishment),
        RowKind::Return => returns::for_bench(tx, id.into())?.map(Row::Return),
        RowKind::Sent => returns::sent(tx, id.into())?.map(Row::Sent),
    })
}

/// An item row with its barcodes.
pub fn item(tx: &Tx<'_>, row: &DbRow) -> Result<Item, DbError> {
    let barcodes = tx.rows(
        include_str!("sql/feed_item_barcodes.sql"),
        params![row.text("id")?],
    )?;
    Ok(Item {
        id: row.parse("id")?,
        sku: row.text("sku")?,
        name: row.text("name")?,
        name_en: row.text("name_en")?,
        kind: row.code("kind", ItemKind::parse)?,
        barcodes: barcodes
            .iter()
            .map(|row| {
                Ok(Barcode {
                    code: row.text("code")?,
                    quantity: row.int("quantity")?,
                    unit: row.code("unit", Unit::parse)?,
                })
            })
            .collect::<Result<_, DbError>>()?,
        weight_g: row.int("weight_g")?,
        lot_tracked: row.flag("lot_tracked")?,
        expiry_tracked: row.flag("expiry_tracked")?,
        serial_tracked: row.flag("serial_tracked")?,
        keyable: row.flag("keyable")?,
        home: row.opt_parse("home")?,
        shelf_life_days: row.int("shelf_life_days")?,
        inspect_group: row.code("inspect_group", InspectGroup::parse)?,
        learnt: receiving::learnt(tx, row.parse("id")?)?,
    })
}

pub fn bin(row: &DbRow) -> Result<Bin, DbError> {
    Ok(Bin {
        id: row.parse("id")?,
        code: row.text("code")?,
        zone: row.text("zone")?,
        walk: row.int("walk")?,
        used_for: row.code("used_for", BinUse::parse)?,
    })
}

pub fn staff(row: &DbRow) -> Result<Staff, DbError> {
    Ok(Staff {
        id: row.parse("id")?,
        name: row.text("name")?,
        badge: row.text("badge")?,
        pin_hash: row.text("pin_hash")?,
        role: row.code("role", Role::parse)?,
        unlocks: row.int("unlocks")?,
    })
}

pub fn carrier(row: &DbRow) -> Result<Carrier, DbError> {
    let rule = row.text("label")?;
    let label: LabelRule = serde_json::from_str(&rule).map_err(|_| DbError::Decode(rule, "a label rule"))?;
    Ok(Carrier {
        id: row.parse("id")?,
        code: row.text("code")?,
        name: row.text("name")?,
        label,
    })
}

fn task_state(row: &DbRow) -> Result<TaskState, DbError> {
    row.code("state", |code| match code {
        "open" => Some(TaskState::Open),
        "started" => Some(TaskState::Started),
        "done" => Some(TaskState::Done),
        "held" => Some(TaskState::Held),
        "cancelled" => Some(TaskState::Cancelled),
        _ => None,
    })
}

fn list(tx: &Tx<'_>, row: &DbRow) -> Result<PickList, DbError> {
    let tote = row.opt_text("tote")?;
    let mut other_totes = match tote {
        Some(_) => waves::totes(tx, row.parse("id")?)?,
        None => Vec::new(),
    };
    other_totes.retain(|other| Some(other) != tote.as_ref());
    Ok(PickList {
        id: row.parse("id")?,
        number: row.text("number")?,
        state: task_state(row)?,
        orders: row.int("orders")?,
        pieces: row.int("pieces")?,
        carrier: row.opt_parse("carrier")?,
        cut_off: row.opt_int("cut_off")?,
        tote,
        other_totes,
        picker: row.opt_parse("picker")?,
        device: row.opt_parse("device")?,
    })
}

fn line(row: &DbRow) -> Result<PickLine, DbError> {
    Ok(PickLine {
        id: row.parse("id")?,
        list: row.parse("list")?,
        seq: row.int("seq")?,
        item: row.parse("item")?,
        bin: row.parse("bin")?,
        lot: Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        },
        quantity: row.int("quantity")?,
        picked: row.int("picked")?,
        short: row.int("short")?,
    })
}

pub fn shipment(tx: &Tx<'_>, row: &DbRow) -> Result<Shipment, DbError> {
    let parcel = match (row.opt_parse("parcel")?, row.opt_text("parcel_label")?) {
        (Some(parcel), Some(label)) => Some(Tied { parcel, label }),
        _ => None,
    };
    let other_labels = match &parcel {
        Some(tied) => {
            let all = shipments::labels(tx, row.parse("id")?)?;
            all.into_iter().filter(|label| *label != tied.label).collect()
        }
        None => Vec::new(),
    };
    Ok(Shipment {
        id: row.parse("id")?,
        number: row.text("number")?,
        order_no: row.text("order_no")?,
        channel: row.text("channel")?,
        customer: crate::domain::orders::mask_name(&row.text("recipient")?),
        state: task_state(row)?,
        list: row.parse("list")?,
        carrier: row.parse("carrier")?,
        label: row.opt_text("label")?,
        cod: row.int("cod")?,
        temperature: row.text("temperature")?,
        note: row.text("seller_note")?,
        parcel,
        other_labels,
        handed_over: row.opt_parse("manifest")?,
    })
}

fn shipment_line(tx: &Tx<'_>, row: &DbRow) -> Result<ShipmentLine, DbError> {
    let packed = row.int("packed")?;
    let serials = match packed {
        ..=0 => Vec::new(),
        _ => tx
            .rows(
                include_str!("sql/feed_shipment_line_serials.sql"),
                params![row.text("id")?],
            )?
            .iter()
            .map(|row| row.text("serial"))
            .collect::<Result<_, _>>()?,
    };
    Ok(ShipmentLine {
        id: row.parse("id")?,
        shipment: row.parse("shipment")?,
        seq: row.int("seq")?,
        item: row.parse("item")?,
        quantity: row.int("quantity")?,
        packed,
        short: row.int("short")?,
        serials,
    })
}

fn supplier(row: &DbRow) -> Result<Supplier, DbError> {
    Ok(Supplier {
        id: row.parse("id")?,
        code: row.text("code")?,
        name: row.text("name")?,
    })
}

/// A place that holds nothing has no row.
fn content(tx: &Tx<'_>, id: Uuid) -> Result<Option<Content>, DbError> {
    let place = Place::of_content(id);
    let pieces: Vec<Pieces> = tx
        .rows(include_str!("sql/feed_content.sql"), params![place])?
        .iter()
        .map(|row| {
            Ok(Pieces {
                item: row.parse("item")?,
                lot: Lot {
                    number: row.text("lot")?,
                    expiry: row.text("expiry")?,
                },
                condition: row.code("condition", Condition::parse)?,
                quantity: row.int("quantity")?,
            })
        })
        .collect::<Result<_, DbError>>()?;
    Ok((!pieces.is_empty()).then_some(Content { place, pieces }))
}

fn delivery(tx: &Tx<'_>, row: &DbRow) -> Result<Delivery, DbError> {
    let mut other_numbers = Vec::new();
    for part in receiving::parts(tx, row.parse("id")?)? {
        other_numbers.extend([part.number, part.device_number]);
    }
    other_numbers.retain(|number| !number.is_empty());
    let arrival = match (row.opt_int("arrived_at")?, row.opt_int("cartons")?) {
        (Some(at), Some(cartons)) => Some(Arrival {
            at,
            cartons,
            damaged: row.int("damaged")?,
        }),
        _ => None,
    };
    Ok(Delivery {
        id: row.parse("id")?,
        number: row.text("number")?,
        supplier: row.opt_parse("supplier")?,
        purchase_no: row.text("purchase_no")?,
        note_no: row.text("note_no")?,
        state: task_state(row)?,
        due: row.text("due")?,
        inspection: row.code("inspection", Inspection::parse)?,
        arrival,
        pieces: row.int("pieces")?,
        device_number: row.text("device_number")?,
        other_numbers,
        blind: row.flag("blind")?,
        merged: row.opt_parse("whole")?,
        extras: Vec::new(),
    })
}

fn delivery_line(row: &DbRow) -> Result<DeliveryLine, DbError> {
    Ok(DeliveryLine {
        id: row.parse("id")?,
        delivery: row.parse("delivery")?,
        seq: row.int("seq")?,
        item: row.parse("item")?,
        expected: row.int("expected")?,
        good: row.int("good")?,
        bad: row.int("bad")?,
        accept_from: row.text("accept_from")?,
        supplier_code: row.text("supplier_code")?,
    })
}

fn count_plan(row: &DbRow) -> Result<CountPlan, DbError> {
    let kinds = row.text("kinds")?;
    Ok(CountPlan {
        id: row.parse("id")?,
        number: row.text("number")?,
        name: row.text("name")?,
        state: task_state(row)?,
        kinds: kinds.split(',').filter_map(ItemKind::parse).collect(),
    })
}

fn count_task(row: &DbRow) -> Result<CountTask, DbError> {
    Ok(CountTask {
        id: row.parse("id")?,
        plan: row.parse("plan")?,
        seq: row.int("seq")?,
        bin: row.parse("bin")?,
        round: row.code("round", Round::parse)?,
        state: task_state(row)?,
        not_by: row.opt_parse("not_by")?,
    })
}

fn replenishment(row: &DbRow) -> Result<Replenishment, DbError> {
    Ok(Replenishment {
        id: row.parse("id")?,
        item: row.parse("item")?,
        lot: Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        },
        from: row.parse("from_bin")?,
        to: row.parse("to_bin")?,
        quantity: row.int("quantity")?,
        moved: row.int("moved")?,
        state: task_state(row)?,
        urgent: row.flag("urgent")?,
    })
}
