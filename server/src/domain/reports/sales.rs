//! 銷售表: what was sold, as the ledger says; what came back, as the bench found it; and what both come to.
//!
//! Sold are pieces that left the house for a customer. Returned are inspected pieces from the moment that their way was
//! decided, unless they went back to their customer. Amounts are those of the orders (`orders::worth`); of an order that
//! is sent, or comes back, in parts each part has its share. A piece that came back without value (held, defect, scrapped)
//! stays a cost of what was sold.
//! Invariant: every number is made here, by platform, order, item and day; whatever is shown is a sum of these, so that
//! any two ways of splitting a period come to the same.
//! Deliberately absent: fees and postage; taxes other than 5 % inside the price.

use super::costs::is_valued;
use crate::db::{DbError, Tx};
use crate::domain::orders::{self, Share};
use crate::params;
use shared::id::{ItemId, OrderId};
use shared::inspect::{Disposition, ReturnReason};
use shared::money::Minor;
use std::collections::BTreeMap;

/// Pieces of an item of one order, on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The platform; empty where it belonged to no order.
    pub channel: String,
    pub order: Option<OrderId>,
    pub item: ItemId,
    /// Days since 1970 in the shop's zone.
    pub day: i64,
    pub sold: i64,
    pub returned: i64,
    /// Of the returned ones those that are stock of value again.
    pub revalued: i64,
    /// What the sold pieces come to less the returned ones; `None` where no price is known.
    pub worth: Option<Share>,
}

impl Sale {
    pub fn net(&self) -> i64 {
        self.sold - self.returned
    }

    /// What it cost, at so much a piece.
    pub fn cost(&self, piece: Option<Minor>) -> Option<Minor> {
        match self.sold - self.revalued {
            0 => Some(0),
            pieces => piece.map(|piece| piece.saturating_mul(pieces)),
        }
    }
}

/// What is left of an amount without the 5 % in it, rounded half away from zero to the minor unit.
pub fn untaxed(gross: Minor) -> Minor {
    let all = i128::from(gross) * 100;
    i64::try_from((all.abs() * 2 + 105) / 210 * all.signum()).unwrap_or(gross)
}

/// Pieces that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    pub channel: String,
    pub order: Option<OrderId>,
    pub item: ItemId,
    pub day: i64,
    /// 客戶原因
    pub reason: Option<ReturnReason>,
    /// 倉庫判定原因
    pub finding: Option<ReturnReason>,
    pub disposition: Disposition,
    pub quantity: i64,
}

/// What came back from `since` on and before `until` (milliseconds since 1970).
pub fn back(tx: &Tx<'_>, (since, until): (i64, i64), utc_offset_min: i32) -> Result<Vec<Back>, DbError> {
    let offset = i64::from(utc_offset_min) * 60_000;
    tx.rows(include_str!("sql/back.sql"), params![since, until, offset])?
        .iter()
        .map(|row| {
            Ok(Back {
                channel: row.text("channel")?,
                order: row.opt_parse("order_id")?,
                item: row.parse("item")?,
                day: row.int("day")?,
                reason: ReturnReason::parse(&row.text("reason")?),
                finding: ReturnReason::parse(&row.text("finding")?),
                disposition: row.code("disposition", Disposition::parse)?,
                quantity: row.int("quantity")?,
            })
        })
        .collect()
}

/// From `since` on and before `until` (milliseconds since 1970), by platform, order, item and day.
pub fn sales(tx: &Tx<'_>, (since, until): (i64, i64), utc_offset_min: i32) -> Result<Vec<Sale>, DbError> {
    let offset = i64::from(utc_offset_min) * 60_000;
    let worths = orders::worths(&tx.rows(include_str!("sql/sold_lines.sql"), params![since, until])?)?;
    let mut sales: BTreeMap<(String, Option<OrderId>, ItemId, i64), Sale> = BTreeMap::new();
    let mut at =
        |channel: String, order: Option<OrderId>, item: ItemId, day: i64, add: &dyn Fn(&mut Sale)| {
            let sale = sales
                .entry((channel.clone(), order, item, day))
                .or_insert_with(|| Sale {
                    channel,
                    order,
                    item,
                    day,
                    sold: 0,
                    returned: 0,
                    revalued: 0,
                    worth: None,
                });
            add(sale);
        };
    for row in tx.rows(include_str!("sql/sales.sql"), params![since, until, offset])? {
        let sold = row.int("sold")?;
        at(
            row.text("channel")?,
            row.opt_parse("order_id")?,
            row.parse("item")?,
            row.int("day")?,
            &|sale| sale.sold += sold,
        );
    }
    for back in back(tx, (since, until), utc_offset_min)? {
        let valued = back.disposition.condition().is_some_and(is_valued);
        at(back.channel, back.order, back.item, back.day, &|sale| {
            sale.returned += back.quantity;
            sale.revalued += if valued { back.quantity } else { 0 };
        });
    }
    let mut sales: Vec<Sale> = sales.into_values().collect();
    for sale in &mut sales {
        let worth = sale.order.and_then(|order| worths.get(&(order, sale.item)));
        sale.worth = match (sale.sold, sale.returned, worth) {
            (0, 0, _) => Some(Share::default()),
            (sold, returned, worth) => worth.map(|worth| worth.of(sold).less(worth.of(returned))),
        };
    }
    Ok(sales)
}

/// An order that was placed, with one of its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub channel: String,
    pub order: OrderId,
    pub item: ItemId,
    pub day: i64,
}

/// Orders that were placed in a period and stand; exchanges are none.
pub fn placed(tx: &Tx<'_>, (since, until): (i64, i64), utc_offset_min: i32) -> Result<Vec<Placed>, DbError> {
    let offset = i64::from(utc_offset_min) * 60_000;
    tx.rows(include_str!("sql/placed.sql"), params![since, until, offset])?
        .iter()
        .map(|row| {
            Ok(Placed {
                channel: row.text("channel")?,
                order: row.parse("order_id")?,
                item: row.parse("item")?,
                day: row.int("day")?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn net_and_tax_add_up_to_the_price() {
        for (gross, net) in [(10_500, 10_000), (100, 95), (-10_500, -10_000), (0, 0), (1, 1)] {
            assert_eq!(untaxed(gross), net, "{gross}");
        }
    }
}
