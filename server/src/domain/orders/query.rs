//! Orders as the office looks at them.

use crate::db::{DbError, Row, Tx};
use crate::params;
use shared::id::*;

#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// Empty: all.
    pub state: String,
    /// Part of an order number, SKU, recipient.
    pub query: String,
    pub limit: i64,
    pub offset: i64,
}

/// An order in a list. The name is masked.
#[derive(Clone, Debug)]
pub struct OrderHead {
    pub id: OrderId,
    pub channel: String,
    pub order_no: String,
    pub state: String,
    pub recipient_masked: String,
    pub carrier: String,
    pub logistics: String,
    pub cut_off: Option<i64>,
    pub placed_at: Option<i64>,
    pub lines: i64,
    pub pieces: i64,
    pub cod: i64,
    pub hold_reason: String,
    pub missing: String,
}

fn head(row: &Row) -> Result<OrderHead, DbError> {
    Ok(OrderHead {
        id: row.parse("id")?,
        channel: row.text("channel")?,
        order_no: row.text("order_no")?,
        state: row.text("state")?,
        recipient_masked: super::mask_name(&row.text("recipient")?),
        carrier: row.opt_text("carrier_name")?.unwrap_or_default(),
        logistics: row.text("logistics")?,
        cut_off: row.opt_int("cut_off")?,
        placed_at: row.opt_int("placed_at")?,
        lines: row.int("lines")?,
        pieces: row.int("pieces")?,
        cod: row.int("cod")?,
        hold_reason: row.text("hold_reason")?,
        missing: row.text("missing")?,
    })
}

/// Orders, most urgent first.
pub fn list(tx: &Tx<'_>, filter: &OrderFilter) -> Result<Vec<OrderHead>, DbError> {
    tx.rows(
        include_str!("sql/list.sql"),
        params![
            &filter.state,
            filter.query.trim(),
            filter.limit.clamp(1, 5000),
            filter.offset.max(0)
        ],
    )?
    .iter()
    .map(head)
    .collect()
}

/// How many orders a filter finds.
pub fn count(tx: &Tx<'_>, filter: &OrderFilter) -> Result<i64, DbError> {
    tx.number(
        include_str!("sql/count.sql"),
        params![&filter.state, filter.query.trim()],
    )
}

/// How many orders there are in each state.
pub fn counts(tx: &Tx<'_>) -> Result<Vec<(String, i64)>, DbError> {
    tx.rows(
        "select state, count(*) as n from orders group by state order by state",
        params![],
    )?
    .iter()
    .map(|row| Ok((row.text("state")?, row.int("n")?)))
    .collect()
}

/// One order with everything the platform said of it, as (column, text) in the table's order, for the page.
#[derive(Clone, Debug)]
pub struct OrderView {
    pub head: OrderHead,
    pub recipient: String,
    pub phone: String,
    pub zip: String,
    pub address: String,
    pub store_id: String,
    pub store_name: String,
    pub buyer: String,
    pub platform_status: String,
    pub temperature: String,
    pub payment: String,
    pub tax_id: String,
    pub invoice_title: String,
    pub invoice_carrier: String,
    pub donation_code: String,
    pub invoice_no: String,
    pub buyer_note: String,
    pub seller_note: String,
    pub currency: String,
    pub total: i64,
    pub shipping_fee: i64,
}

pub fn get(tx: &Tx<'_>, id: OrderId) -> Result<Option<OrderView>, DbError> {
    let Some(row) = tx.row(include_str!("sql/get.sql"), params![id])? else {
        return Ok(None);
    };
    Ok(Some(OrderView {
        head: head(&row)?,
        recipient: row.text("recipient")?,
        phone: row.text("phone")?,
        zip: row.text("zip")?,
        address: row.text("address")?,
        store_id: row.text("store_id")?,
        store_name: row.text("store_name")?,
        buyer: row.text("buyer")?,
        platform_status: row.text("platform_status")?,
        temperature: row.text("temperature")?,
        payment: row.text("payment")?,
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
    }))
}

/// A line as the platform wrote it, with what it is to the warehouse: `SKU × n` of each part.
#[derive(Clone, Debug)]
pub struct LineView {
    pub seq: i64,
    pub kind: String,
    pub code: String,
    pub name: String,
    pub option_name: String,
    pub quantity: i64,
    pub unit_price: i64,
    pub parts: String,
}

pub fn order_lines(tx: &Tx<'_>, id: OrderId) -> Result<Vec<LineView>, DbError> {
    tx.rows(include_str!("sql/lines.sql"), params![id])?
        .iter()
        .map(|row| {
            Ok(LineView {
                seq: row.int("seq")?,
                kind: row.text("kind")?,
                code: row.text("code")?,
                name: row.text("name")?,
                option_name: row.text("option_name")?,
                quantity: row.int("quantity")?,
                unit_price: row.int("unit_price")?,
                parts: row.opt_text("parts")?.unwrap_or_default(),
            })
        })
        .collect()
}

#[derive(Clone, Debug)]
pub struct Change {
    pub at: i64,
    pub field: String,
    pub old: String,
    pub new: String,
    pub state: String,
}

pub fn changes(tx: &Tx<'_>, id: OrderId) -> Result<Vec<Change>, DbError> {
    tx.rows(
        "select at, field, old, new, state from order_change where order_id = ?1 order by at desc, field",
        params![id],
    )?
    .iter()
    .map(|row| {
        Ok(Change {
            at: row.int("at")?,
            field: row.text("field")?,
            old: row.text("old")?,
            new: row.text("new")?,
            state: row.text("state")?,
        })
    })
    .collect()
}

/// Orders of that number, or of that platform, a blank and that number: each with its platform.
pub fn named(tx: &Tx<'_>, text: &str) -> Result<Vec<(OrderId, String)>, DbError> {
    tx.rows(include_str!("sql/named.sql"), params![text.trim()])?
        .iter()
        .map(|row| Ok((row.parse("id")?, row.text("channel")?)))
        .collect()
}
