//! An exchange is made: which pieces come back, which go out, and what the difference comes to.
//!
//! A piece that comes back counts what its customer paid for it; one that goes out the same where it was in that order,
//! else the price that is typed. An even swap of the same item costs nobody anything, whatever its price.

use super::Way;
use crate::db::{Cx, DbError};
use crate::domain::catalogue::{self, Invalid};
use crate::domain::orders::{self, Worth};
use crate::domain::settings::{self, day};
use crate::params;
use shared::id::{ItemId, OrderId, ReturnId};
use shared::money::Minor;
use shared::quantity;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Lines each way at most.
const LINES: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackLine {
    pub sku: String,
    pub quantity: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutLine {
    pub sku: String,
    pub quantity: i64,
    /// Of one piece, minor units; `None`: what it was in the order.
    pub price: Option<Minor>,
}

#[derive(Clone, Debug)]
pub struct NewExchange {
    pub order: OrderId,
    pub returned: Option<ReturnId>,
    pub way: Way,
    pub reason: String,
    /// Empty: what the return declared, else what was found of it.
    pub back: Vec<BackLine>,
    pub out: Vec<OutLine>,
    /// A difference to pay is collected with the parcel.
    pub collect: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    Done {
        id: Uuid,
        number: String,
    },
    NotFound,
    Wrong(Invalid),
    /// Nothing comes back, or nothing goes out.
    Empty,
    /// The return is of another order, or something else was decided about it.
    NotThisReturn,
    /// The order has not so many of it that were neither exchanged nor refunded.
    TooMany {
        sku: String,
        left: i64,
    },
    /// Neither the order nor the form says what it costs.
    NoPrice {
        sku: String,
    },
}

/// Item, pieces and, of what goes out, the typed price.
type Line = (ItemId, String, i64, Option<Minor>);

pub fn make(cx: &Cx<'_>, new: &NewExchange) -> Result<Made, DbError> {
    if orders::get(cx, new.order)?.is_none() {
        return Ok(Made::NotFound);
    }
    if let Some(returned) = new.returned
        && !is_for(cx, returned, new.order)?
    {
        return Ok(Made::NotThisReturn);
    }
    let reason = match catalogue::optional("reason", &new.reason, 200) {
        Ok(reason) => reason,
        Err(invalid) => return Ok(Made::Wrong(invalid)),
    };
    let typed = new
        .back
        .iter()
        .map(|line| (line.sku.as_str(), line.quantity, None));
    let back = match known(cx, "back", typed)? {
        Ok(back) if back.is_empty() => announced(cx, new.returned)?,
        Ok(back) => back,
        Err(invalid) => return Ok(Made::Wrong(invalid)),
    };
    let typed = new
        .out
        .iter()
        .map(|line| (line.sku.as_str(), line.quantity, line.price));
    let out = match known(cx, "out", typed)? {
        Ok(out) => out,
        Err(invalid) => return Ok(Made::Wrong(invalid)),
    };
    if back.is_empty() || out.is_empty() {
        return Ok(Made::Empty);
    }
    if let Some(no) = too_many(cx, new.order, &back)? {
        return Ok(no);
    }
    let worth = orders::worth(cx, new.order)?;
    let (back, out) = match (priced_back(&back, &out, &worth), priced_out(&out, &back, &worth)) {
        (Ok(back), Ok(out)) => (back, out),
        (Err(no), _) | (_, Err(no)) => return Ok(no),
    };
    keep(cx, new, &reason, &back, &out)
}

/// The return is of this order, and nothing but an exchange was decided about it.
pub(super) fn is_for(cx: &Cx<'_>, returned: ReturnId, order: OrderId) -> Result<bool, DbError> {
    let row = cx.row(
        "select order_id, decision, state from sales_return where id = ?1",
        params![returned],
    )?;
    let Some(row) = row else { return Ok(false) };
    let of: Option<OrderId> = row.opt_parse("order_id")?;
    Ok(of == Some(order)
        && matches!(row.text("decision")?.as_str(), "" | "exchange")
        && row.text("state")? != "cancelled")
}

fn known<'l>(
    cx: &Cx<'_>,
    field: &'static str,
    lines: impl Iterator<Item = (&'l str, i64, Option<Minor>)>,
) -> Result<Result<Vec<Line>, Invalid>, DbError> {
    let mut out = Vec::new();
    for (sku, pieces, price) in lines {
        let sku = sku.trim();
        if sku.is_empty() && pieces == 0 {
            continue;
        }
        if let Err(error) = quantity::check(pieces) {
            return Ok(Err(Invalid::Quantity { field, error }));
        }
        let Some(item) = catalogue::item_by_code(cx, sku)? else {
            return Ok(Err(Invalid::Unknown {
                field,
                value: sku.to_owned(),
            }));
        };
        out.push((item, sku.to_owned(), pieces, price));
    }
    if out.len() > LINES {
        return Ok(Err(Invalid::TooLong {
            field,
            length: out.len(),
            limit: LINES,
        }));
    }
    Ok(Ok(out))
}

/// What the return declared; where it declared nothing, what was found of it.
fn announced(cx: &Cx<'_>, returned: Option<ReturnId>) -> Result<Vec<Line>, DbError> {
    let Some(returned) = returned else {
        return Ok(Vec::new());
    };
    let rows = cx.rows(include_str!("sql/announced.sql"), params![returned])?;
    rows.iter()
        .map(|row| Ok((row.parse("item")?, row.text("sku")?, row.int("quantity")?, None)))
        .collect()
}

fn too_many(cx: &Cx<'_>, order: OrderId, back: &[Line]) -> Result<Option<Made>, DbError> {
    let mut left: HashMap<ItemId, i64> = HashMap::new();
    for row in cx.rows(
        "select item, quantity from order_part where order_id = ?1",
        params![order],
    )? {
        *left.entry(row.parse("item")?).or_default() += row.int("quantity")?;
    }
    for row in cx.rows(include_str!("sql/taken.sql"), params![order])? {
        *left.entry(row.parse("item")?).or_default() -= row.int("quantity")?;
    }
    let mut all: BTreeMap<ItemId, (i64, &str)> = BTreeMap::new();
    for (item, sku, pieces, _) in back {
        all.entry(*item).or_insert((0, sku)).0 += pieces;
    }
    Ok(all.into_iter().find_map(|(item, (pieces, sku))| {
        let left = left.get(&item).copied().unwrap_or(0).max(0);
        (pieces > left).then(|| Made::TooMany {
            sku: sku.to_owned(),
            left,
        })
    }))
}

type Priced = Result<Vec<(ItemId, i64, Minor)>, Made>;

fn no_price(sku: &str) -> Made {
    Made::NoPrice { sku: sku.to_owned() }
}

/// So many pieces of an item are on the other side as well.
fn mirrored(item: ItemId, pieces: i64, others: &[Line]) -> bool {
    let there: i64 = others
        .iter()
        .filter(|(other, _, _, price)| *other == item && price.is_none())
        .map(|(_, _, pieces, _)| pieces)
        .sum();
    there == pieces
}

fn priced_back(back: &[Line], out: &[Line], worth: &HashMap<ItemId, Worth>) -> Priced {
    back.iter()
        .map(|(item, sku, pieces, _)| match worth.get(item) {
            Some(worth) => Ok((*item, *pieces, worth.of(*pieces).paid())),
            // Nobody knows what it cost, and nobody needs to.
            None if mirrored(*item, *pieces, out) => Ok((*item, *pieces, 0)),
            None => Err(no_price(sku)),
        })
        .collect()
}

fn priced_out(out: &[Line], back: &[Line], worth: &HashMap<ItemId, Worth>) -> Priced {
    out.iter()
        .map(|(item, sku, pieces, price)| match (price, worth.get(item)) {
            (Some(price), _) => Ok((*item, *pieces, price.saturating_mul(*pieces))),
            (None, Some(worth)) => Ok((*item, *pieces, worth.of(*pieces).paid())),
            (None, None) if mirrored(*item, *pieces, back) => Ok((*item, *pieces, 0)),
            (None, None) => Err(no_price(sku)),
        })
        .collect()
}

fn keep(
    cx: &Cx<'_>,
    new: &NewExchange,
    reason: &str,
    back: &[(ItemId, i64, Minor)],
    out: &[(ItemId, i64, Minor)],
) -> Result<Made, DbError> {
    let sum = |lines: &[(ItemId, i64, Minor)]| {
        let amounts = lines.iter().map(|(_, _, amount)| *amount);
        amounts.fold(0i64, i64::saturating_add)
    };
    let series = format!("EX{}", day::stamp(cx.now, settings::shop(cx)?.utc_offset_min));
    let number = format!("{series}-{:04}", cx.next_number(&series)?);
    let id: Uuid = cx.new_id();
    cx.exec(
        include_str!("sql/put.sql"),
        params![
            id,
            &number,
            new.order,
            new.returned,
            new.way.code(),
            reason,
            new.collect,
            sum(out).saturating_sub(sum(back)),
            cx.now,
            cx.staff(),
        ],
    )?;
    for (way, lines) in [("back", back), ("out", out)] {
        for (seq, (item, pieces, amount)) in (1i64..).zip(lines) {
            cx.exec(
                "insert into exchange_line (exchange, way, seq, item, quantity, amount) values (?1, ?2, ?3, ?4, ?5, ?6)",
                params![id, way, seq, *item, *pieces, *amount],
            )?;
        }
    }
    Ok(Made::Done { id, number })
}
