//! Whose an unannounced return is: the office says it, and may take it back.
//!
//! Where an announced return of the order still waits for its goods, the two are one: the unannounced one becomes its alias,
//! and its facts count for it whenever they are heard. Otherwise the unannounced return becomes a return of that order.

use super::announce::Step;
use super::book::touch;
use super::settle::{settle, shipment_of};
use super::task;
use crate::db::{Cx, DbError, Tx};
use crate::domain::stock::Source;
use crate::params;
use shared::id::{OrderId, ReturnId, ShipmentId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matched {
    /// It is a return of that order now.
    Own,
    /// It is the announced return.
    Into(ReturnId),
    NotFound,
    /// Everybody knows already whose it is, or it was decided.
    TooLate,
}

/// An order that a search for the owner of a return found.
#[derive(Clone, Debug)]
pub struct Owner {
    pub order: OrderId,
    pub order_no: String,
    pub channel: String,
    pub recipient_masked: String,
    pub handed_at: Option<i64>,
    /// What of the return's items it held: `MUG × 2`.
    pub holds: String,
    /// Number of the announced return that waits, empty: none.
    pub waits: String,
}

const OWNERS: i64 = 20;

/// Orders whose number, parcel, recipient or goods contain `query`; empty: those that left with what was found, the last first.
pub fn owners(tx: &Tx<'_>, returned: ReturnId, query: &str) -> Result<Vec<Owner>, DbError> {
    tx.rows(
        include_str!("sql/owners.sql"),
        params![returned, query.trim(), OWNERS],
    )?
    .iter()
    .map(|row| {
        Ok(Owner {
            order: row.parse("id")?,
            order_no: row.text("order_no")?,
            channel: row.text("channel")?,
            recipient_masked: crate::domain::orders::mask_name(&row.text("recipient")?),
            handed_at: row.opt_int("handed_at")?,
            holds: row.opt_text("holds")?.unwrap_or_default(),
            waits: row.opt_text("waits")?.unwrap_or_default(),
        })
    })
    .collect()
}

fn source(cx: &Cx<'_>, id: ReturnId) -> Source {
    Source {
        fact: None,
        what: task(id),
        staff: cx.staff(),
        at: cx.now,
    }
}

/// Says whose a return is.
pub fn match_order(cx: &Cx<'_>, id: ReturnId, order: OrderId) -> Result<Matched, DbError> {
    let Some(row) = cx.row(
        "select shipment, order_id, decision from sales_return where id = ?1",
        params![id],
    )?
    else {
        return Ok(Matched::NotFound);
    };
    let known = row.opt_text("shipment")?.is_some() || row.opt_text("order_id")?.is_some();
    let merged = cx.row(include_str!("sql/alias_of.sql"), params![id])?.is_some();
    if known || merged || !row.text("decision")?.is_empty() {
        return Ok(Matched::TooLate);
    }
    if let Some(row) = cx.row(include_str!("sql/waits_of_order.sql"), params![order, id])? {
        let main: ReturnId = row.parse("id")?;
        merge(cx, id, main)?;
        return Ok(Matched::Into(main));
    }
    let shipment: Option<ShipmentId> = cx
        .row(include_str!("sql/shipment_of_order.sql"), params![order])?
        .map(|row| row.parse("id"))
        .transpose()?;
    cx.exec(
        "update sales_return set shipment = ?2, order_id = ?3, matched = 1, changed_at = ?4 where id = ?1",
        params![id, shipment, order, cx.now],
    )?;
    settle(cx, &source(cx, id), id)?;
    Ok(Matched::Own)
}

fn merge(cx: &Cx<'_>, alias: ReturnId, main: ReturnId) -> Result<(), DbError> {
    cx.exec(
        "insert into return_alias (alias, main, at, staff) values (?1, ?2, ?3, ?4)",
        params![alias, main, cx.now, cx.staff()],
    )?;
    // What had been merged into it goes along.
    cx.exec(
        "update return_alias set main = ?2 where main = ?1",
        params![alias, main],
    )?;
    move_told(cx, "return_id", alias, main)?;
    both(cx, alias, main)
}

/// Moves what was told of a return to another: `column` says which ones, those told (`told`) or those that count for it.
fn move_told(cx: &Cx<'_>, column: &str, from: ReturnId, to: ReturnId) -> Result<(), DbError> {
    cx.exec(
        &format!(
            "update return_missing set return_id = ?2 where fact in (select fact from return_event where {column} = ?1)"
        ),
        params![from, to],
    )?;
    for table in ["inspection", "return_event"] {
        cx.exec(
            &format!("update {table} set return_id = ?2 where {column} = ?1"),
            params![from, to],
        )?;
    }
    Ok(())
}

fn both(cx: &Cx<'_>, alias: ReturnId, main: ReturnId) -> Result<(), DbError> {
    settle(cx, &source(cx, main), main)?;
    settle(cx, &source(cx, alias), alias)?;
    touch(cx, alias, None);
    Ok(())
}

/// Takes back whose a return is.
pub fn unmatch(cx: &Cx<'_>, id: ReturnId) -> Result<Step, DbError> {
    let Some(row) = cx.row(
        "select matched, decision from sales_return where id = ?1",
        params![id],
    )?
    else {
        return Ok(Step::NotFound);
    };
    if let Some(main) = cx.row(include_str!("sql/alias_of.sql"), params![id])? {
        let main: ReturnId = main.parse("main")?;
        let decided = cx.number(
            "select count(*) as n from sales_return where id = ?1 and decision <> ''",
            params![main],
        )?;
        if decided > 0 {
            return Ok(Step::TooLate);
        }
        cx.exec("delete from return_alias where alias = ?1", params![id])?;
        move_told(cx, "told", id, id)?;
        both(cx, id, main)?;
        return Ok(Step::Done);
    }
    if !row.flag("matched")? || !row.text("decision")?.is_empty() {
        return Ok(Step::TooLate);
    }
    let shipment = shipment_of(cx, id)?;
    cx.exec(
        "update sales_return set shipment = null, order_id = null, matched = 0, changed_at = ?2 where id = ?1",
        params![id, cx.now],
    )?;
    settle(cx, &source(cx, id), id)?;
    if let Some(shipment) = shipment {
        super::settle::sent_changed(cx, &source(cx, id), shipment)?;
        touch(cx, id, Some(shipment));
    }
    Ok(Step::Done)
}
