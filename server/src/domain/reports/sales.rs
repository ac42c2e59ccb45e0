//! 銷售表: what was sold, as the ledger says: pieces that left the house for a customer, and what their orders' lines
//! come to.
//!
//! Amounts are the platform's prices of the goods lines, tax included, before shipping and discounts of the whole order;
//! of an order that is sent in parts each part has its share. A bundle's price is shared by pieces: whole dollars each,
//! what is left over one by one from the first. An order without any price, or in another currency, has no amount,
//! which is not an amount of nothing: a gift has one, and it is zero.
//! Deliberately absent: what returns take off, and margins.

use crate::db::{DbError, Tx};
use crate::params;
use shared::id::{ItemId, OrderId};
use shared::money::Minor;
use std::collections::HashMap;

/// Pieces of an item of one order, on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The platform; empty where what left belonged to no order.
    pub channel: String,
    pub order: Option<OrderId>,
    pub item: ItemId,
    /// Days since 1970 in the shop's zone.
    pub day: i64,
    pub sold: i64,
    /// What came back.
    pub returned: i64,
    /// What the sold pieces come to; `None` where no price is known.
    pub amount: Option<Minor>,
}

/// What an order has of an item: pieces, and what they come to.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    pieces: i64,
    amount: Minor,
}

impl Part {
    /// Of some of the pieces, rounded half away from zero.
    fn of(self, sold: i64) -> Minor {
        let (pieces, all) = (
            i128::from(self.pieces.max(1)),
            i128::from(self.amount) * i128::from(sold),
        );
        let rounded = (all.abs() * 2 + pieces) / (pieces * 2) * all.signum();
        i64::try_from(rounded).unwrap_or(i64::MAX)
    }
}

/// Shares an amount by weights: whole dollars each (cents where the amount has some), the rest one by one from the first.
fn shared_by(amount: Minor, weights: &[i64]) -> Vec<Minor> {
    let unit = if amount % 100 == 0 { 100 } else { 1 };
    let all: i128 = weights
        .iter()
        .map(|weight| i128::from(*weight))
        .sum::<i128>()
        .max(1);
    let units = i128::from(amount / unit);
    let floor = |weight: &i64| i64::try_from(units * i128::from(*weight) / all).unwrap_or(0);
    let mut shares: Vec<i64> = weights.iter().map(floor).collect();
    let mut left = amount / unit - shares.iter().sum::<i64>();
    for share in &mut shares {
        if left > 0 {
            *share += 1;
            left -= 1;
        }
    }
    shares.into_iter().map(|share| share * unit).collect()
}

type Parts = HashMap<(OrderId, ItemId), Part>;

/// What each item comes to in its order; orders without any price are not in it.
fn parts(tx: &Tx<'_>, (since, until): (i64, i64)) -> Result<Parts, DbError> {
    struct Row {
        order: OrderId,
        line: String,
        item: ItemId,
        quantity: i64,
        amount: Minor,
    }
    let rows = tx.rows(include_str!("sql/sold_lines.sql"), params![since, until])?;
    let mut known = Vec::with_capacity(rows.len());
    for row in &rows {
        if matches!(row.text("currency")?.as_str(), "" | "TWD") {
            known.push(Row {
                order: row.parse("order_id")?,
                line: row.text("order_line")?,
                item: row.parse("item")?,
                quantity: row.int("quantity")?,
                amount: row.int("amount")?,
            });
        }
    }
    let mut parts = Parts::new();
    for order in known.chunk_by(|a, b| a.order == b.order) {
        if order.iter().all(|row| row.amount == 0) {
            continue;
        }
        for line in order.chunk_by(|a, b| a.line == b.line) {
            let weights: Vec<i64> = line.iter().map(|row| row.quantity).collect();
            for (row, share) in line.iter().zip(shared_by(line[0].amount, &weights)) {
                let part = parts.entry((row.order, row.item)).or_default();
                part.pieces += row.quantity;
                part.amount += share;
            }
        }
    }
    Ok(parts)
}

/// From `since` on and before `until` (milliseconds since 1970), by platform, order, item and day.
pub fn sales(tx: &Tx<'_>, (since, until): (i64, i64), utc_offset_min: i32) -> Result<Vec<Sale>, DbError> {
    let offset = i64::from(utc_offset_min) * 60_000;
    let parts = parts(tx, (since, until))?;
    tx.rows(include_str!("sql/sales.sql"), params![since, until, offset])?
        .iter()
        .map(|row| {
            let (order, item): (Option<OrderId>, ItemId) = (row.opt_parse("order_id")?, row.parse("item")?);
            let sold = row.int("sold")?;
            let part = order.and_then(|order| parts.get(&(order, item)));
            Ok(Sale {
                channel: row.text("channel")?,
                order,
                item,
                day: row.int("day")?,
                sold,
                returned: row.int("returned")?,
                amount: match sold {
                    0 => Some(0),
                    sold => part.map(|part| part.of(sold)),
                },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundles_price_is_shared_to_the_dollar() {
        for (amount, weights, shares) in [
            (100_000, vec![1, 1, 1], vec![33_400, 33_300, 33_300]),
            (100_000, vec![2, 1], vec![66_700, 33_300]),
            (9_999, vec![1, 1], vec![5_000, 4_999]),
            (0, vec![1, 1], vec![0, 0]),
            (500, vec![3], vec![500]),
        ] {
            assert_eq!(shared_by(amount, &weights), shares, "{amount} {weights:?}");
        }
    }

    #[test]
    fn a_part_of_the_pieces_has_its_part_of_the_amount() {
        let part = Part {
            pieces: 3,
            amount: 10_000,
        };
        assert_eq!(
            [0, 1, 2, 3, -3].map(|sold| part.of(sold)),
            [0, 3_333, 6_667, 10_000, -10_000]
        );
    }
}
