//! An order arrives: new, the same as before, or different.
//!
//! Invariant: (channel, order_no) exists once. A difference is applied while the order is not released; afterwards
//! it waits, is shown, and holds the order.

use super::{NewLine, NewOrder, Told};
use crate::db::{Cx, DbError, Row};
use crate::domain::catalogue;
use crate::params;
use shared::id::{OrderId, OrderLineId};
use shared::quantity;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    Created(OrderId),
    /// Known, and the platform says the same.
    Same(OrderId),
    /// Known, not yet released: the differences were applied.
    Changed(OrderId),
    /// Known and released: the differences wait for a person. The caller stops the work on it.
    Held {
        order: OrderId,
        reason: String,
    },
    /// These codes mean nothing here: nothing was kept.
    UnknownCodes(Vec<String>),
    /// A line stands for a number of pieces that cannot be: nothing was kept.
    Pieces {
        code: String,
        pieces: i64,
    },
    /// The platform cancelled an order that we have never seen: nothing to do.
    CancelledBefore,
}

pub fn arrive(cx: &Cx<'_>, order: &NewOrder) -> Result<Arrival, DbError> {
    let hash = order.content_hash();
    let known = cx.row(
        include_str!("sql/by_number.sql"),
        params![&order.channel, &order.order_no],
    )?;
    match known {
        None if order.cancelled => Ok(Arrival::CancelledBefore),
        None => create(cx, order, &hash),
        Some(row) if row.text("content_hash")? == hash => Ok(Arrival::Same(row.parse("id")?)),
        Some(row) => change(cx, order, &hash, &row),
    }
}

fn create(cx: &Cx<'_>, order: &NewOrder, hash: &str) -> Result<Arrival, DbError> {
    let parts = match meanings(cx, order, None)? {
        Ok(parts) => parts,
        Err(refused) => return Ok(refused),
    };
    let id: OrderId = cx.new_id();
    cx.exec(
        include_str!("sql/put.sql"),
        params![
            id,
            &order.channel,
            &order.order_no,
            order.carrier,
            order.import_run.clone(),
            hash,
            cx.now
        ],
    )?;
    put_told(cx, id, &order.told)?;
    put_lines(cx, id, &order.lines, &parts)?;
    Ok(Arrival::Created(id))
}

/// Items and pieces of every goods line; or why not: codes that mean nothing here, pieces that cannot be. What a code meant in `known`, the same
/// order as it was before, it goes on to mean there: a retired bundle stays in the orders that have it.
type Parts = Vec<Vec<(shared::id::ItemId, i64)>>;

fn meanings(
    cx: &Cx<'_>,
    order: &NewOrder,
    known: Option<OrderId>,
) -> Result<Result<Parts, Arrival>, DbError> {
    let mut unknown = Vec::new();
    let mut parts = Vec::with_capacity(order.lines.len());
    for line in &order.lines {
        if !line.is_goods() {
            parts.push(Vec::new());
            continue;
        }
        let meaning = match catalogue::meaning(cx, &order.channel, &line.code)? {
            Some(meaning) => meaning.0,
            None => meant_before(cx, known, &line.code)?,
        };
        if meaning.is_empty() {
            unknown.push(line.code.clone());
        }
        let mut pieces = Vec::with_capacity(meaning.len());
        for (item, per) in meaning {
            let all = per.saturating_mul(line.quantity);
            if quantity::check(all).is_err() {
                return Ok(Err(Arrival::Pieces {
                    code: line.code.clone(),
                    pieces: all,
                }));
            }
            pieces.push((item, all));
        }
        parts.push(pieces);
    }
    unknown.sort();
    unknown.dedup();
    Ok(if unknown.is_empty() {
        Ok(parts)
    } else {
        Err(Arrival::UnknownCodes(unknown))
    })
}

fn meant_before(
    cx: &Cx<'_>,
    known: Option<OrderId>,
    code: &str,
) -> Result<Vec<(shared::id::ItemId, i64)>, DbError> {
    let Some(known) = known else {
        return Ok(Vec::new());
    };
    cx.rows(include_str!("sql/meant_before.sql"), params![known, code])?
        .iter()
        .map(|row| Ok((row.parse("item")?, row.int("quantity")?)))
        .collect()
}

fn put_told(cx: &Cx<'_>, id: OrderId, told: &Told) -> Result<(), DbError> {
    let Told {
        platform_status,
        recipient,
        phone,
        zip,
        address,
        store_id,
        store_name,
        buyer,
        logistics,
        temperature,
        payment,
        cod,
        tax_id,
        invoice_title,
        invoice_carrier,
        donation_code,
        invoice_no,
        buyer_note,
        seller_note,
        currency,
        total,
        shipping_fee,
        placed_at,
        cut_off,
    } = told;
    cx.exec(
        include_str!("sql/put_told.sql"),
        params![
            id,
            platform_status,
            recipient,
            phone,
            zip,
            address,
            store_id,
            store_name,
            buyer,
            logistics,
            temperature,
            payment,
            *cod,
            tax_id,
            invoice_title,
            invoice_carrier,
            donation_code,
            invoice_no,
            buyer_note,
            seller_note,
            currency,
            *total,
            *shipping_fee,
            *placed_at,
            *cut_off,
        ],
    )?;
    Ok(())
}

fn put_lines(cx: &Cx<'_>, id: OrderId, lines: &[NewLine], parts: &Parts) -> Result<(), DbError> {
    cx.exec("delete from order_part where order_id = ?1", params![id])?;
    cx.exec("delete from order_line where order_id = ?1", params![id])?;
    for (seq, (line, parts)) in lines.iter().zip(parts).enumerate() {
        let line_id: OrderLineId = cx.new_id();
        cx.exec(
            include_str!("sql/put_line.sql"),
            params![
                line_id,
                id,
                seq + 1,
                &line.kind,
                &line.code,
                &line.name,
                &line.option_name,
                line.quantity,
                line.unit_price
            ],
        )?;
        for (item, quantity) in parts {
            let part: Uuid = cx.new_id();
            cx.exec(
                include_str!("sql/put_part.sql"),
                params![part, line_id, id, *item, *quantity],
            )?;
        }
    }
    Ok(())
}

/// What differs, as (field, before, now). Lines are one field; so is being cancelled.
fn differences(cx: &Cx<'_>, order: &NewOrder, row: &Row) -> Result<Vec<(String, String, String)>, DbError> {
    let id: OrderId = row.parse("id")?;
    let before = told_of(cx, id)?;
    let (before, now) = (serde_json::to_value(before), serde_json::to_value(&order.told));
    let mut out = Vec::new();
    if let (Ok(serde_json::Value::Object(before)), Ok(serde_json::Value::Object(now))) = (before, now) {
        let plain = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        for (field, value) in &now {
            let old = before.get(field).map(plain).unwrap_or_default();
            if old != plain(value) {
                out.push((field.clone(), old, plain(value)));
            }
        }
    }
    let lines: Vec<String> = cx
        .rows(include_str!("sql/goods_text.sql"), params![id])?
        .iter()
        .map(|row| Ok(format!("{} × {}", row.text("code")?, row.int("quantity")?)))
        .collect::<Result<_, DbError>>()?;
    let (before, now) = (lines.join(", "), order.lines_text());
    if before != now {
        out.push(("lines".to_owned(), before, now));
    }
    if order.cancelled {
        out.push(("cancelled".to_owned(), String::new(), "1".to_owned()));
    }
    Ok(out)
}

/// What the books hold of what the platform says.
fn told_of(cx: &Cx<'_>, id: OrderId) -> Result<Told, DbError> {
    let row = cx.row(include_str!("sql/told.sql"), params![id])?;
    let row = row.ok_or_else(|| DbError::Column("orders".to_owned()))?;
    Ok(Told {
        platform_status: row.text("platform_status")?,
        recipient: row.text("recipient")?,
        phone: row.text("phone")?,
        zip: row.text("zip")?,
        address: row.text("address")?,
        store_id: row.text("store_id")?,
        store_name: row.text("store_name")?,
        buyer: row.text("buyer")?,
        logistics: row.text("logistics")?,
        temperature: row.text("temperature")?,
        payment: row.text("payment")?,
        cod: row.int("cod")?,
        tax_id: row.text("tax_id")?,
        invoice_title: row.text("invoice_title")?,
        invoice_carrier: row.text("invoice_carrier")?,
        donation_code: row.text("donation_code")?,
        invoice_no: row.text("invoice_no")?,
        buyer_note: row.text("buyer_note")?,
        seller_note: row.text("seller_note")?,
        currency: row.text("currency")?,
        total: row.int("total")?,
        shipping_fee: row.int("shipping_fee")?,
        placed_at: row.opt_int("placed_at")?,
        cut_off: row.opt_int("cut_off")?,
    })
}

fn change(cx: &Cx<'_>, order: &NewOrder, hash: &str, row: &Row) -> Result<Arrival, DbError> {
    let id: OrderId = row.parse("id")?;
    let state = row.text("state")?;
    let free = matches!(state.as_str(), "open" | "held");
    let differences = differences(cx, order, row)?;
    let over = matches!(state.as_str(), "shipped" | "cancelled");
    let parts = match meanings(cx, order, Some(id))? {
        Ok(parts) => parts,
        Err(refused) if free => return Ok(refused),
        Err(_) => Vec::new(),
    };
    if !free && differences.is_empty() {
        // What was taken over since, or a price: nothing that the floor must know.
        cx.exec(
            "update orders set content_hash = ?2 where id = ?1",
            params![id, hash],
        )?;
        return Ok(Arrival::Same(id));
    }
    if !free && !over && answered(cx, id, &differences)? {
        return Ok(Arrival::Same(id));
    }
    for (field, old, new) in &differences {
        let change: Uuid = cx.new_id();
        let mark = if free || over { "applied" } else { "waiting" };
        cx.exec(
            include_str!("sql/put_change.sql"),
            params![change, id, cx.now, field, old, new, mark],
        )?;
    }
    if free {
        put_told(cx, id, &order.told)?;
        put_lines(cx, id, &order.lines, &parts)?;
        let now_state = if order.cancelled {
            "cancelled"
        } else {
            state.as_str()
        };
        cx.exec(
            include_str!("sql/changed.sql"),
            params![id, hash, cx.now, order.carrier, now_state],
        )?;
        return Ok(Arrival::Changed(id));
    }
    if over {
        // A finished order's status moves on at the platform; nobody has to look at that.
        cx.exec(
            "update orders set content_hash = ?2, changed_at = ?3 where id = ?1",
            params![id, hash, cx.now],
        )?;
        return Ok(Arrival::Changed(id));
    }
    let fields: Vec<&str> = differences.iter().map(|(field, _, _)| field.as_str()).collect();
    Ok(Arrival::Held {
        order: id,
        reason: format!("changed:{}", fields.join(",")),
    })
}

/// Whether a person is being asked, or has answered, about exactly these differences: the same file read twice asks
/// once. The latest change of a field counts; changed lines and a cancellation that were accepted still differ from
/// the books, and are no news.
fn answered(cx: &Cx<'_>, id: OrderId, differences: &[(String, String, String)]) -> Result<bool, DbError> {
    let rows = cx.rows(include_str!("sql/changes_made.sql"), params![id])?;
    let mut latest: BTreeMap<String, (String, String)> = BTreeMap::new();
    for row in &rows {
        latest.insert(row.text("field")?, (row.text("state")?, row.text("new")?));
    }
    Ok(differences.iter().all(|(field, _, new)| {
        latest.get(field).is_some_and(|(state, known)| {
            let settled = match state.as_str() {
                "waiting" | "ignored" => true,
                "accepted" => matches!(field.as_str(), "lines" | "cancelled"),
                _ => false,
            };
            settled && known == new
        })
    }))
}

/// Whether the platform's word that the order is off waits for an answer.
pub fn cancellation_waits(cx: &Cx<'_>, id: OrderId) -> Result<bool, DbError> {
    let waiting = cx.number(
        "select count(*) as n from order_change where order_id = ?1 and field = 'cancelled' and state = 'waiting'",
        params![id],
    )?;
    Ok(waiting > 0)
}

/// Takes over the waiting changes of an order, field by field. Changed lines cannot be taken over once the goods
/// are on the floor: cancel the order and release it again.
pub fn apply_waiting(cx: &Cx<'_>, id: OrderId) -> Result<(), DbError> {
    let mut told =
        serde_json::to_value(told_of(cx, id)?).map_err(|error| DbError::Driver(error.to_string()))?;
    for row in cx.rows(
        "select field, new from order_change where order_id = ?1 and state = 'waiting'",
        params![id],
    )? {
        let (field, new) = (row.text("field")?, row.text("new")?);
        if let Some(slot) = told.get_mut(&field) {
            *slot = match slot {
                serde_json::Value::String(_) => serde_json::Value::String(new),
                _ => new
                    .parse::<i64>()
                    .map_or(serde_json::Value::Null, serde_json::Value::from),
            };
        }
    }
    let told: Told = serde_json::from_value(told).map_err(|error| DbError::Driver(error.to_string()))?;
    put_told(cx, id, &told)
}
