//! Returns that a file tells: a platform's list of returns, a carrier's list of parcels, or a shop's invoices that cancel
//! earlier ones.
//!
//! Invariant: what a file tells twice is announced once. A line that fits no sale is refused by itself, with its reason;
//! the others come in. A cancelling invoice names no order: each line belongs to the latest earlier sale of that item to that
//! customer that still has as many pieces.

use super::announce::{Announced, Announcement, Head, NewLine, announce, returnable};
use crate::db::{Cx, DbError};
use crate::domain::catalogue::Invalid;
use crate::hex;
use crate::params;
use shared::id::{ItemId, OrderId, OrderLineId, ReturnId};
use shared::inspect::ReturnSource;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldLine {
    /// As the platform or the shop calls it.
    pub code: String,
    pub quantity: i64,
    /// Row of the file.
    pub row: u32,
}

/// One return as a file tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub channel: String,
    /// Empty: the parcel's number says it, or the buyer and the goods.
    pub order_no: String,
    /// Number of the parcel that once left.
    pub parcel: String,
    pub buyer: String,
    pub source: Option<ReturnSource>,
    pub head: Head,
    /// Empty: everything that can still come back.
    pub lines: Vec<ToldLine>,
    pub rows: Vec<u32>,
}

/// Why rows did not come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotKept {
    NoOrder(String),
    /// More than one channel has an order of this number.
    SeveralOrders(String),
    NoParcel(String),
    SeveralParcels(String),
    NotInOrder {
        code: String,
        order_no: String,
    },
    TooMany {
        code: String,
        left: i64,
    },
    NothingLeft(String),
    /// The file names neither order nor parcel nor buyer.
    NoBuyer(String),
    NoSale {
        code: String,
        buyer: String,
    },
    /// Announced before with other lines.
    Differs(String),
    Wrong(Invalid),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FromFile {
    pub announced: Vec<ReturnId>,
    /// Told before.
    pub same: usize,
    pub refused: Vec<(Vec<u32>, NotKept)>,
}

/// Goods of an order that a line of a file means.
struct Meant {
    order: OrderId,
    lines: Vec<NewLine>,
}

/// Keeps what a file tells of one return.
pub fn keep(cx: &Cx<'_>, told: &Told) -> Result<FromFile, DbError> {
    let mut out = FromFile::default();
    if told.order_no.is_empty() && told.parcel.is_empty() {
        cancelling(cx, told, &mut out)?;
        return Ok(out);
    }
    let order = match order_of(cx, told)? {
        Ok(order) => order,
        Err(why) => {
            out.refused.push((told.rows.clone(), why));
            return Ok(out);
        }
    };
    let hash = hash(told, order);
    if known(cx, &hash)? {
        out.same += 1;
        return Ok(out);
    }
    let before = cx.number(
        include_str!("sql/platform_told.sql"),
        params![&told.head.platform_no, order],
    )?;
    if before > 0 {
        let why = NotKept::Differs(told.head.platform_no.clone());
        out.refused.push((told.rows.clone(), why));
        return Ok(out);
    }
    let mut lines = Vec::new();
    for line in &told.lines {
        match meant(cx, order, line)? {
            Some(found) => lines.extend(found),
            None => out.refused.push((
                vec![line.row],
                NotKept::NotInOrder {
                    code: line.code.clone(),
                    order_no: told.order_no.clone(),
                },
            )),
        }
    }
    if told.lines.is_empty() {
        let left = returnable(cx, order)?;
        lines.extend(left.iter().filter(|one| one.left() > 0).map(|one| NewLine {
            order_line: Some(one.order_line),
            item: one.item,
            quantity: one.left(),
        }));
        if lines.is_empty() {
            let why = NotKept::NothingLeft(told.order_no.clone());
            out.refused.push((told.rows.clone(), why));
        }
    }
    if !lines.is_empty() {
        let rows = told.rows.iter().copied();
        let rows = rows
            .filter(|row| !out.refused.iter().any(|(bad, _)| bad.contains(row)))
            .collect();
        put(cx, told, Meant { order, lines }, hash, rows, &mut out)?;
    }
    Ok(out)
}

fn put(
    cx: &Cx<'_>,
    told: &Told,
    meant: Meant,
    told_hash: String,
    rows: Vec<u32>,
    out: &mut FromFile,
) -> Result<(), DbError> {
    let new = Announcement {
        order: meant.order,
        source: told.source.unwrap_or(ReturnSource::Customer),
        head: told.head.clone(),
        lines: meant.lines,
        told_hash,
    };
    let why = match announce(cx, &new)? {
        Announced::Done(id) => {
            out.announced.push(id);
            return Ok(());
        }
        Announced::Wrong(invalid) => NotKept::Wrong(invalid),
        Announced::TooMany { sku, left } => NotKept::TooMany { code: sku, left },
        Announced::NoSuchOrder => NotKept::NoOrder(told.order_no.clone()),
    };
    out.refused.push((rows, why));
    Ok(())
}

fn order_of(cx: &Cx<'_>, told: &Told) -> Result<Result<OrderId, NotKept>, DbError> {
    let (mut found, none, several) = if told.order_no.is_empty() {
        (
            cx.rows(include_str!("sql/orders_of_parcel.sql"), params![&told.parcel])?,
            NotKept::NoParcel(told.parcel.clone()),
            NotKept::SeveralParcels(told.parcel.clone()),
        )
    } else {
        (
            cx.rows(
                include_str!("sql/orders_called.sql"),
                params![&told.order_no, &told.channel],
            )?,
            NotKept::NoOrder(told.order_no.clone()),
            NotKept::SeveralOrders(told.order_no.clone()),
        )
    };
    Ok(match (found.pop(), found.is_empty()) {
        (None, _) => Err(none),
        (Some(row), true) => Ok(row.parse("id")?),
        (Some(_), false) => Err(several),
    })
}

/// The same words about the same order give the same hash.
fn hash(told: &Told, order: OrderId) -> String {
    let mut lines: Vec<String> = told
        .lines
        .iter()
        .map(|line| format!("{}\u{1f}{}", line.code, line.quantity))
        .collect();
    lines.sort_unstable();
    let head = &told.head;
    let text = [
        order.hex(),
        head.platform_no.clone(),
        // Without a number of its own, a second return of the same goods is told apart by its day and its waybill.
        head.noticed_on.clone(),
        head.codes.join("\u{1f}"),
        lines.join("\u{1e}"),
    ];
    hex::sha256(text.join("\u{1d}").as_bytes())
}

fn known(cx: &Cx<'_>, hash: &str) -> Result<bool, DbError> {
    let n = cx.number(
        "select count(*) as n from sales_return where told_hash = ?1",
        params![hash],
    )?;
    Ok(n > 0)
}

/// What a file's line means in an order: a line of the order by its code, pieces of a bundle included, or an item by its SKU.
fn meant(cx: &Cx<'_>, order: OrderId, line: &ToldLine) -> Result<Option<Vec<NewLine>>, DbError> {
    let rows = cx.rows(include_str!("sql/meant_in_order.sql"), params![order, &line.code])?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    if !first.flag("by_line")? {
        return Ok(Some(vec![NewLine {
            order_line: None,
            item: first.parse("item")?,
            quantity: line.quantity,
        }]));
    }
    // Of a code on two lines, the first that is large enough.
    let mut of_line: Option<OrderLineId> = None;
    let mut found = Vec::new();
    for row in &rows {
        let here: OrderLineId = row.parse("order_line")?;
        let (whole, pieces) = (row.int("line_quantity")?, row.int("quantity")?);
        if of_line.is_none() && whole >= line.quantity {
            of_line = Some(here);
        }
        if of_line == Some(here) && whole > 0 {
            found.push(NewLine {
                order_line: Some(here),
                item: row.parse("item")?,
                quantity: (pieces * line.quantity / whole).max(1),
            });
        }
    }
    if found.is_empty() {
        // More than any line: said by what is left of its item.
        found.push(NewLine {
            order_line: None,
            item: first.parse("item")?,
            quantity: line.quantity,
        });
    }
    Ok(Some(found))
}

/// Lines of an invoice that cancels earlier ones, each to its sale; sales of one order become one return.
fn cancelling(cx: &Cx<'_>, told: &Told, out: &mut FromFile) -> Result<(), DbError> {
    let mut before = declared_before(cx, &told.head.platform_no)?;
    let mut taken: BTreeMap<(OrderId, ItemId), i64> = BTreeMap::new();
    let mut by_order: BTreeMap<OrderId, (Vec<NewLine>, Vec<u32>)> = BTreeMap::new();
    let mut same = false;
    for line in &told.lines {
        let refuse = |why| (vec![line.row], why);
        let told_before = before
            .iter()
            .position(|(sku, quantity)| *sku == line.code && *quantity == line.quantity);
        if let Some(at) = told_before {
            before.swap_remove(at);
            same = true;
            continue;
        }
        if told.buyer.is_empty() {
            out.refused.push(refuse(NotKept::NoBuyer(line.code.clone())));
            continue;
        }
        match sale(cx, told, line, &taken)? {
            Ok((order, new)) => {
                *taken.entry((order, new.item)).or_default() += new.quantity;
                let (lines, rows) = by_order.entry(order).or_default();
                lines.push(new);
                rows.push(line.row);
            }
            Err(why) => out.refused.push(refuse(why)),
        }
    }
    out.same += usize::from(same);
    for (order, (lines, rows)) in by_order {
        let hash = hex::sha256(format!("{}\u{1d}{order}", told.head.platform_no).as_bytes());
        put(cx, told, Meant { order, lines }, hash, rows, out)?;
    }
    Ok(())
}

/// Code and pieces of each line that returns under a platform's number have.
fn declared_before(cx: &Cx<'_>, platform_no: &str) -> Result<Vec<(String, i64)>, DbError> {
    if platform_no.is_empty() {
        return Ok(Vec::new());
    }
    cx.rows(include_str!("sql/declared_before.sql"), params![platform_no])?
        .iter()
        .map(|row| Ok((row.text("code")?, row.int("declared")?)))
        .collect()
}

/// The latest earlier sale of a line's item to its buyer that still has as many pieces.
fn sale(
    cx: &Cx<'_>,
    told: &Told,
    line: &ToldLine,
    taken: &BTreeMap<(OrderId, ItemId), i64>,
) -> Result<Result<(OrderId, NewLine), NotKept>, DbError> {
    let mut most = None;
    let rows = cx.rows(
        include_str!("sql/sales_to.sql"),
        params![&told.buyer, &told.channel, &line.code],
    )?;
    // Newest first; numbers of one length count up.
    let mut sales = Vec::with_capacity(rows.len());
    for row in &rows {
        let order_no = row.text("order_no")?;
        if is_before(&order_no, &told.head.platform_no) {
            sales.push((order_no, row));
        }
    }
    sales.sort_by(|a, b| (b.0.len(), &b.0).cmp(&(a.0.len(), &a.0)));
    for (_, row) in sales {
        let (order, item): (OrderId, ItemId) = (row.parse("id")?, row.parse("item")?);
        let left = row.int("bought")? - row.int("announced")? - taken.get(&(order, item)).unwrap_or(&0);
        if left >= line.quantity {
            let new = NewLine {
                order_line: row.opt_parse("order_line")?,
                item,
                quantity: line.quantity,
            };
            return Ok(Ok((order, new)));
        }
        most = most.max(Some(left));
    }
    Ok(Err(match most {
        Some(left) => NotKept::TooMany {
            code: line.code.clone(),
            left: left.max(0),
        },
        None => NotKept::NoSale {
            code: line.code.clone(),
            buyer: told.buyer.clone(),
        },
    }))
}

/// `536365` comes before `C536379`: numbers of one series are compared by their digits.
fn is_before(order_no: &str, cancelling: &str) -> bool {
    let digits = |text: &str| {
        let plain = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        plain.parse::<u64>().ok()
    };
    match (digits(order_no), digits(cancelling)) {
        (Some(order), Some(cancelling)) => order < cancelling,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_cancels_only_what_was_sold_before_it() {
        for (order, cancelling, before) in [
            ("536365", "C536379", true),
            ("536380", "C536379", false),
            ("99999", "C100000", true),
            ("A", "R-1", true),
        ] {
            assert_eq!(is_before(order, cancelling), before, "{order} {cancelling}");
        }
    }
}
