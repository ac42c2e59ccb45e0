//! What a refund of an order, or of one of its returns, would come to: the parts that may come back, what was given for
//! them, and what is usual. A person decides.

use super::share::{Part, Settlement, freight_due, is_full, unit};
use super::{Method, Paper};
use crate::db::{DbError, Row, Tx};
use crate::domain::invoices::{self, Billed, number};
use crate::domain::settings::{self, day};
use crate::params;
use shared::id::{ItemId, OrderId, ReturnId};
use shared::inspect::{Liable, ReturnReason, ReturnSource};
use shared::money::Minor;
use std::collections::HashMap;
use uuid::Uuid;

/// One item of one line of the order.
#[derive(Clone, Debug)]
pub struct PartView {
    pub id: Uuid,
    pub line_seq: i64,
    /// The order line's code, as invoices name it.
    pub code: String,
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    /// Accepted by the inspection and not refunded yet.
    pub accepted: i64,
    pub part: Part,
}

impl PartView {
    pub fn left(&self) -> i64 {
        (self.part.pieces - self.part.before).max(0)
    }
}

#[derive(Clone, Debug)]
pub struct Proposal {
    pub order: OrderId,
    pub order_no: String,
    pub channel: String,
    pub currency: String,
    pub sales_return: Option<ReturnId>,
    pub return_no: String,
    pub parts: Vec<PartView>,
    pub settlement: Settlement,
    /// An earlier refund stands on this settlement: it is not changed any more.
    pub settled: bool,
    pub freight_before: Minor,
    pub with_freight: bool,
    pub seller_liable: bool,
    pub paper: Paper,
    pub method: Method,
    pub reason: String,
    pub billed: Billed,
}

impl Proposal {
    pub fn unit(&self) -> Minor {
        unit(&self.currency)
    }

    pub fn accepted(&self) -> Vec<i64> {
        self.parts.iter().map(|part| part.accepted).collect()
    }

    /// These pieces are taken as accepted, instead of what the return found.
    pub fn take_back(&mut self, pieces: HashMap<ItemId, i64>) {
        for part in &mut self.parts {
            part.accepted = 0;
        }
        deal(&mut self.parts, pieces);
    }

    pub fn plain_parts(&self) -> Vec<Part> {
        self.parts.iter().map(|view| view.part.clone()).collect()
    }
}

/// What is known of the return that a refund is proposed from.
#[derive(Clone, Debug, Default)]
struct Back {
    number: String,
    reason: String,
    seller_liable: bool,
    unclaimed: bool,
    accepted: HashMap<ItemId, i64>,
}

/// `None`: there is no such order, or the return belongs to another. `now`: milliseconds since 1970.
pub fn proposal(
    tx: &Tx<'_>,
    order: OrderId,
    sales_return: Option<ReturnId>,
    now: i64,
) -> Result<Option<Proposal>, DbError> {
    let Some(head) = tx.row(include_str!("sql/order.sql"), params![order])? else {
        return Ok(None);
    };
    let currency = head.text("currency")?;
    let mut parts = parts(tx, order, unit(&currency))?;
    let back = match sales_return {
        None => Back::default(),
        Some(id) => match back(tx, order, id)? {
            Some(back) => back,
            None => return Ok(None),
        },
    };
    deal(&mut parts, back.accepted.clone());
    let known = tx.row(
        "select freight, points, paid from order_settlement where order_id = ?1",
        params![order],
    )?;
    let standing = tx.row(include_str!("sql/standing.sql"), params![order])?;
    let (count, freight_before) = match &standing {
        Some(row) => (row.int("n")?, row.int("freight")?),
        None => (0, 0),
    };
    let unpaid = back.unclaimed && head.int("cod")? > 0;
    let settlement = match &known {
        Some(row) => Settlement {
            freight: row.int("freight")?,
            points: row.int("points")?,
            paid: row.int("paid")?,
        },
        None if unpaid => Settlement::default(),
        None => usual(&head, unit(&currency))?,
    };
    let plain: Vec<Part> = parts.iter().map(|view| view.part.clone()).collect();
    let accepted: Vec<i64> = parts.iter().map(|view| view.accepted).collect();
    let full = is_full(&plain, &accepted);
    let billed = invoices::invoices(tx, order)?;
    let today = day::date(now, settings::shop(tx)?.utc_offset_min);
    Ok(Some(Proposal {
        order,
        order_no: head.text("order_no")?,
        channel: head.text("channel")?,
        currency,
        sales_return,
        return_no: back.number,
        with_freight: freight_due(full, back.seller_liable),
        seller_liable: back.seller_liable,
        paper: usual_paper(&billed, full && count == 0, &today),
        method: if unpaid || settlement.paid == 0 {
            Method::Nothing
        } else {
            Method::Original
        },
        reason: back.reason,
        settled: count > 0,
        freight_before,
        parts,
        settlement,
        billed,
    }))
}

/// The parts of an order with what earlier refunds, which stand, gave back for them. A line's price is shared over its
/// items by pieces.
fn parts(tx: &Tx<'_>, order: OrderId, unit: Minor) -> Result<Vec<PartView>, DbError> {
    let rows = tx.rows(include_str!("sql/parts.sql"), params![order])?;
    let mut out = Vec::with_capacity(rows.len());
    for line in rows.chunk_by(|a, b| a.text("line").ok() == b.text("line").ok()) {
        let pieces: Vec<i64> = line
            .iter()
            .map(|row| row.int("pieces"))
            .collect::<Result<_, _>>()?;
        let price = line[0].int("price")?;
        // Of a price with cents every cent is shared, of one in dollars every dollar.
        let unit = if price % unit == 0 { unit } else { 1 };
        let prices = super::share::by_largest_remainder(price, &pieces, unit);
        for ((row, pieces), price) in line.iter().zip(pieces).zip(prices) {
            out.push(PartView {
                id: row.parse("id")?,
                line_seq: row.int("line_seq")?,
                code: row.text("code")?,
                item: row.parse("item")?,
                sku: row.text("sku")?,
                name: row.text("name")?,
                accepted: 0,
                part: Part {
                    pieces,
                    price,
                    before: row.int("before")?,
                    money_before: row.int("money_before")?,
                    points_before: row.int("points_before")?,
                },
            });
        }
    }
    Ok(out)
}

/// Accepted pieces of an item go to its lines in the order's order, never more than a line has left.
fn deal(parts: &mut [PartView], mut accepted: HashMap<ItemId, i64>) {
    for part in parts {
        let Some(there) = accepted.get_mut(&part.item) else {
            continue;
        };
        part.accepted = part.left().min(*there).max(0);
        *there -= part.accepted;
    }
}

/// What the platform's file says was given: the total, else prices and charges; freight as said, else the postage lines.
fn usual(head: &Row, unit: Minor) -> Result<Settlement, DbError> {
    let whole = |amount: Minor| amount.max(0) / unit * unit;
    let paid = match head.int("total")? {
        total if total > 0 => whole(total),
        _ => whole(head.int("goods")? + head.int("charges")?),
    };
    let freight = match head.int("shipping_fee")? {
        fee if fee > 0 => whole(fee),
        _ => whole(head.int("postage")?),
    };
    Ok(Settlement {
        freight: freight.min(paid),
        points: 0,
        paid,
    })
}

/// An invoice of which all comes back in its own period is voided; one that was donated, or is older, or of which
/// something was taken off, is put right by an allowance.
fn usual_paper(billed: &Billed, whole_order: bool, today: &str) -> Paper {
    if billed.invoices.is_empty() {
        return Paper::None;
    }
    let voidable = billed.invoices.iter().all(|view| {
        let head = &view.head;
        !head.donated && head.taken_off == 0 && number::same_period(&head.day, today)
    });
    match whole_order && voidable {
        true => Paper::Void,
        false => Paper::Allowance,
    }
}

/// The return, if it is this order's: what its inspection accepted and its refunds, which stand, have not taken yet.
fn back(tx: &Tx<'_>, order: OrderId, id: ReturnId) -> Result<Option<Back>, DbError> {
    let Some(row) = tx.row(include_str!("sql/return.sql"), params![id, order])? else {
        return Ok(None);
    };
    let lang = settings::shop(tx)?.lang;
    let (reason, note) = (row.text("reason")?, row.text("reason_note")?);
    let reason = ReturnReason::parse(&reason).map_or(String::new(), |reason| reason.text(lang).to_owned());
    let mut accepted = HashMap::new();
    for row in tx.rows(include_str!("sql/accepted.sql"), params![id])? {
        let item: ItemId = row.parse("item")?;
        accepted.insert(item, row.int("accepted")?.max(0));
    }
    // Whoever is not the customer: to them the shop answers for its carrier and its supplier.
    let liable = Liable::parse(&row.text("liable")?);
    Ok(Some(Back {
        number: row.text("number")?,
        reason: [reason, note].join(" ").trim().to_owned(),
        seller_liable: liable.is_some_and(|liable| liable != Liable::Customer),
        unclaimed: ReturnSource::parse(&row.text("source")?).is_some_and(ReturnSource::unopened),
        accepted,
    }))
}
