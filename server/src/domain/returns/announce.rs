//! 退貨單: the office hears that goods are to come back, by form, by file or by a list of numbers.
//!
//! Invariant: what is announced moves nothing. The first return of a shipment has the shipment's id; one that a bench has
//! opened before without an announcement is that return, and gets what the office knows.

use super::book::touch;
use super::settle::{settle, shipped};
use super::{next_number, task};
use crate::db::{Cx, DbError, Tx};
use crate::domain::catalogue::{self, Invalid};
use crate::domain::settings::day;
use crate::domain::stock::Source;
use crate::params;
use shared::id::{ItemId, OrderId, OrderLineId, ReturnId, ShipmentId};
use shared::inspect::{Liable, ReturnReason, ReturnSource};
use shared::quantity;
use std::collections::BTreeMap;
use uuid::Uuid;

pub const TEXT_LIMIT: usize = 200;
pub const CODE_LIMIT: usize = 60;
/// Numbers that may stand on the parcel of one return.
pub const CODES: usize = 10;
/// Lines of one return.
pub const LINES: usize = 500;
/// Numbers of one pasted list.
pub const NUMBERS: usize = 500;

/// What the office knows of a return beside its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub reason: Option<ReturnReason>,
    pub reason_note: String,
    pub liable: Option<Liable>,
    pub platform_no: String,
    /// 逆物流單號, 退貨便代碼
    pub codes: Vec<String>,
    /// Days, `YYYY-MM-DD` or empty.
    pub received_on: String,
    pub noticed_on: String,
    pub sent_on: String,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    pub order_line: Option<OrderLineId>,
    pub item: ItemId,
    pub quantity: i64,
}

#[derive(Clone, Debug)]
pub struct Announcement {
    pub order: OrderId,
    pub source: ReturnSource,
    pub head: Head,
    pub lines: Vec<NewLine>,
    /// What a file said; empty where none did.
    pub told_hash: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announced {
    Done(ReturnId),
    Wrong(Invalid),
    /// More than was bought and is not on its way back yet.
    TooMany {
        sku: String,
        left: i64,
    },
    NoSuchOrder,
}

fn checked(head: &Head) -> Result<Head, Invalid> {
    let day = |field: &'static str, text: &str| match text {
        "" => Ok(String::new()),
        text if day::is_day(text) => Ok(text.to_owned()),
        text => Err(Invalid::Unknown {
            field,
            value: text.to_owned(),
        }),
    };
    if head.codes.len() > CODES {
        return Err(Invalid::TooLong {
            field: "codes",
            length: head.codes.len(),
            limit: CODES,
        });
    }
    let mut codes = Vec::with_capacity(head.codes.len());
    for code in &head.codes {
        codes.push(catalogue::text("codes", code, CODE_LIMIT)?);
    }
    codes.sort();
    codes.dedup();
    Ok(Head {
        reason: head.reason,
        reason_note: catalogue::optional("reason_note", &head.reason_note, TEXT_LIMIT)?,
        liable: head.liable,
        platform_no: catalogue::optional("platform_no", &head.platform_no, CODE_LIMIT)?,
        codes,
        received_on: day("received_on", &head.received_on)?,
        noticed_on: day("noticed_on", &head.noticed_on)?,
        sent_on: day("sent_on", &head.sent_on)?,
        note: catalogue::optional("note", &head.note, TEXT_LIMIT)?,
    })
}

/// A kind of piece of an order that may come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returnable {
    pub order_line: OrderLineId,
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub bought: i64,
    /// Of those, pieces in returns of this order.
    pub announced: i64,
}

impl Returnable {
    pub fn left(&self) -> i64 {
        (self.bought - self.announced).max(0)
    }
}

/// What was bought with an order, piece by piece of its bundles, and what of it is in returns already.
pub fn returnable(tx: &Tx<'_>, order: OrderId) -> Result<Vec<Returnable>, DbError> {
    let mut announced: BTreeMap<ItemId, i64> = BTreeMap::new();
    for row in tx.rows(include_str!("sql/announced_of_order.sql"), params![order])? {
        announced.insert(row.parse("item")?, row.int("quantity")?);
    }
    tx.rows(include_str!("sql/bought.sql"), params![order])?
        .iter()
        .map(|row| {
            let (item, bought): (ItemId, i64) = (row.parse("item")?, row.int("quantity")?);
            let before = announced.entry(item).or_default();
            // An item on two lines of an order: the first line is used up first.
            let here = (*before).min(bought);
            *before -= here;
            Ok(Returnable {
                order_line: row.parse("order_line")?,
                item,
                sku: row.text("sku")?,
                name: row.text("name")?,
                bought,
                announced: here,
            })
        })
        .collect()
}

/// The shipment of an order from which goods come back: the one that left last, else the only live one.
fn shipment(tx: &Tx<'_>, order: OrderId) -> Result<Option<ShipmentId>, DbError> {
    tx.row(include_str!("sql/shipment_of_order.sql"), params![order])?
        .map(|row| row.parse("id"))
        .transpose()
}

/// Announces a return.
pub fn announce(cx: &Cx<'_>, new: &Announcement) -> Result<Announced, DbError> {
    let head = match checked(&new.head) {
        Ok(head) => head,
        Err(invalid) => return Ok(Announced::Wrong(invalid)),
    };
    if cx
        .row("select id from orders where id = ?1", params![new.order])?
        .is_none()
    {
        return Ok(Announced::NoSuchOrder);
    }
    if let Some(no) = too_many(cx, new)? {
        return Ok(no);
    }
    let shipment = shipment(cx, new.order)?;
    let id = the_return(cx, shipment)?;
    if cx
        .row("select id from sales_return where id = ?1", params![id])?
        .is_none()
    {
        let number = next_number(cx)?;
        cx.exec(
            include_str!("sql/announced_put.sql"),
            params![id, &number, shipment, new.order, cx.now, cx.staff()],
        )?;
    }
    cx.exec(
        include_str!("sql/announced_told.sql"),
        params![id, new.source.code(), &new.told_hash],
    )?;
    put_head(cx, id, &head)?;
    for (seq, line) in new.lines.iter().enumerate() {
        cx.exec(
            include_str!("sql/return_line_put.sql"),
            params![
                cx.new_id::<Uuid>(),
                id,
                seq + 1,
                line.item,
                line.order_line,
                line.quantity
            ],
        )?;
    }
    settle(cx, &office(cx, id), id)?;
    touch(cx, id, shipment);
    Ok(Announced::Done(id))
}

fn office(cx: &Cx<'_>, id: ReturnId) -> Source {
    Source {
        fact: None,
        what: task(id),
        staff: cx.staff(),
        at: cx.now,
    }
}

fn too_many(cx: &Cx<'_>, new: &Announcement) -> Result<Option<Announced>, DbError> {
    let wrong = |invalid| Ok(Some(Announced::Wrong(invalid)));
    if new.lines.is_empty() {
        return wrong(Invalid::Empty("lines"));
    }
    if new.lines.len() > LINES {
        return wrong(Invalid::TooLong {
            field: "lines",
            length: new.lines.len(),
            limit: LINES,
        });
    }
    let mut asked: BTreeMap<ItemId, i64> = BTreeMap::new();
    for line in &new.lines {
        if let Err(error) = quantity::check(line.quantity) {
            return wrong(Invalid::Quantity {
                field: "quantity",
                error,
            });
        }
        *asked.entry(line.item).or_default() += line.quantity;
    }
    let may = returnable(cx, new.order)?;
    for (item, asked) in asked {
        let left: i64 = may
            .iter()
            .filter(|one| one.item == item)
            .map(Returnable::left)
            .sum();
        if asked > left {
            let sku = catalogue::get_item(cx, item)?.map_or(String::new(), |item| item.sku);
            return Ok(Some(Announced::TooMany { sku, left }));
        }
    }
    Ok(None)
}

/// The first return of a shipment, while nobody has announced it; else a new one.
fn the_return(cx: &Cx<'_>, shipment: Option<ShipmentId>) -> Result<ReturnId, DbError> {
    let Some(first) = shipment.map(ReturnId::first_of) else {
        return Ok(cx.new_id());
    };
    let Some(row) = cx.row(include_str!("sql/is_bare.sql"), params![first])? else {
        return Ok(first);
    };
    Ok(if row.flag("bare")? { first } else { cx.new_id() })
}

fn put_head(cx: &Cx<'_>, id: ReturnId, head: &Head) -> Result<(), DbError> {
    cx.exec(
        include_str!("sql/return_head_put.sql"),
        params![
            id,
            head.reason.map_or("", ReturnReason::code),
            &head.reason_note,
            head.liable.map_or("", Liable::code),
            &head.platform_no,
            &head.received_on,
            &head.noticed_on,
            &head.sent_on,
            &head.note,
            cx.now,
        ],
    )?;
    cx.exec("delete from return_code where return_id = ?1", params![id])?;
    for code in &head.codes {
        cx.exec(
            "insert into return_code (return_id, code) values (?1, ?2) on conflict do nothing",
            params![id, code],
        )?;
    }
    Ok(())
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Done,
    NotFound,
    /// It is no longer in a state in which this can be done.
    TooLate,
    Wrong(Invalid),
}

/// Corrects what the office knows of a return.
pub fn correct(cx: &Cx<'_>, id: ReturnId, head: &Head) -> Result<Step, DbError> {
    let head = match checked(head) {
        Ok(head) => head,
        Err(invalid) => return Ok(Step::Wrong(invalid)),
    };
    if cx
        .row("select id from sales_return where id = ?1", params![id])?
        .is_none()
    {
        return Ok(Step::NotFound);
    }
    put_head(cx, id, &head)?;
    touch(cx, id, None);
    Ok(Step::Done)
}

/// The goods will not come. A parcel that comes all the same is counted, and asked about.
pub fn cancel(cx: &Cx<'_>, id: ReturnId) -> Result<Step, DbError> {
    let row = cx.row("select state from sales_return where id = ?1", params![id])?;
    match row.map(|row| row.text("state")).transpose()?.as_deref() {
        None => return Ok(Step::NotFound),
        Some("open") => {}
        Some(_) => return Ok(Step::TooLate),
    }
    cx.exec(
        "update sales_return set cancelled_at = ?2 where id = ?1",
        params![id, cx.now],
    )?;
    cx.exec(
        "update return_pickup set state = 'cancelled', changed_at = ?2 where return_id = ?1 and state <> 'done'",
        params![id, cx.now],
    )?;
    settle(cx, &office(cx, id), id)?;
    Ok(Step::Done)
}

/// What became of one number of a list of unclaimed or refused parcels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    Announced(ReturnId),
    /// All of it is in a return already.
    Before(ReturnId),
    Unknown,
    /// More than one parcel of ours has it.
    Several,
    NotShipped,
}

/// 逾期未取, 拒收: a parcel comes back whole. `number` is ours, the carrier's or the order's.
pub fn comes_back(cx: &Cx<'_>, number: &str, source: ReturnSource) -> Result<Listed, DbError> {
    let number = number.trim();
    let mut found = cx.rows(include_str!("sql/parcels_called.sql"), params![number])?;
    let Some(row) = found.pop() else {
        return Ok(Listed::Unknown);
    };
    if !found.is_empty() {
        return Ok(Listed::Several);
    }
    let (shipment, order): (ShipmentId, OrderId) = (row.parse("id")?, row.parse("order_id")?);
    if row.opt_int("handed_at")?.is_none() {
        return Ok(Listed::NotShipped);
    }
    let first = ReturnId::first_of(shipment);
    let before = cx.row(include_str!("sql/is_bare.sql"), params![first])?;
    if before.map(|row| row.flag("bare")).transpose()? == Some(false) {
        return Ok(Listed::Before(first));
    }
    let may = returnable(cx, order)?;
    let lines = shipped(cx, shipment)?.into_iter().map(|(item, quantity)| {
        let line = may.iter().find(|one| one.item == item);
        NewLine {
            order_line: line.map(|one| one.order_line),
            item,
            quantity,
        }
    });
    let new = Announcement {
        order,
        source,
        head: Head {
            reason: why(source),
            ..Head::default()
        },
        lines: lines.collect(),
        told_hash: String::new(),
    };
    Ok(match announce(cx, &new)? {
        Announced::Done(id) => Listed::Announced(id),
        Announced::TooMany { .. } => Listed::Before(first),
        Announced::Wrong(_) | Announced::NoSuchOrder => Listed::NotShipped,
    })
}

/// The customer's reason, where the way in which it came back says it.
pub fn why(source: ReturnSource) -> Option<ReturnReason> {
    match source {
        ReturnSource::Unclaimed => Some(ReturnReason::Unclaimed),
        ReturnSource::Refused => Some(ReturnReason::Refused),
        ReturnSource::Undeliverable => Some(ReturnReason::Unreachable),
        ReturnSource::Customer | ReturnSource::Shop | ReturnSource::Unannounced => None,
    }
}
