//! What the goods of an order come to: their prices, and who bears what was taken off.
//!
//! A line's price is shared by pieces over what it is to the warehouse: whole dollars each, the rest one by one from the
//! first. A discount whose code is a goods line's is that line's; any other is shared over the whole order by price.
//! Invariant: the shares of a line, and of a discount, add up to it. An order without any price, or in another currency,
//! comes to nothing that is known, which is not nothing: a gift has a price, and it is zero.

use crate::db::{DbError, Row, Tx};
use crate::params;
use shared::id::{ItemId, OrderId};
use shared::money::Minor;
use std::collections::HashMap;

/// Borne by the shop: what the customer does not pay, nobody pays.
pub const BY_SELLER: &str = "charge:discount";
/// Borne by the platform, which pays it to the shop.
pub const BY_PLATFORM: &str = "charge:platform_discount";

/// An amount before discounts, and what was taken off it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// 原價, tax included.
    pub list: Minor,
    pub seller: Minor,
    pub platform: Minor,
}

impl Share {
    /// 銷售額: what the shop gets, tax included. What a platform bears it pays.
    pub fn revenue(self) -> Minor {
        self.list.saturating_sub(self.seller)
    }

    /// What the customer paid.
    pub fn paid(self) -> Minor {
        self.revenue().saturating_sub(self.platform)
    }

    pub fn plus(self, other: Share) -> Share {
        Share {
            list: self.list.saturating_add(other.list),
            seller: self.seller.saturating_add(other.seller),
            platform: self.platform.saturating_add(other.platform),
        }
    }

    pub fn less(self, other: Share) -> Share {
        Share {
            list: self.list.saturating_sub(other.list),
            seller: self.seller.saturating_sub(other.seller),
            platform: self.platform.saturating_sub(other.platform),
        }
    }
}

/// What an order has of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    pub pieces: i64,
    pub all: Share,
}

impl Worth {
    /// Some of the pieces, each amount rounded half away from zero.
    pub fn of(self, pieces: i64) -> Share {
        let part = |all: Minor| {
            let (of, all) = (
                i128::from(self.pieces.max(1)),
                i128::from(all) * i128::from(pieces),
            );
            let rounded = (all.abs() * 2 + of) / (of * 2) * all.signum();
            i64::try_from(rounded).unwrap_or(i64::MAX)
        };
        Share {
            list: part(self.all.list),
            seller: part(self.all.seller),
            platform: part(self.all.platform),
        }
    }
}

/// Shares an amount by weights: whole dollars each (cents where the amount has some), the rest one by one from the first.
fn shared_by(amount: Minor, weights: &[i64]) -> Vec<Minor> {
    if amount < 0 {
        let shares = shared_by(amount.saturating_neg(), weights);
        return shares.into_iter().map(|share| -share).collect();
    }
    let unit = if amount % 100 == 0 { 100 } else { 1 };
    let weight = |weight: &i64| i128::from((*weight).max(0));
    let all: i128 = weights.iter().map(weight).sum();
    if all == 0 {
        return match weights.is_empty() {
            true => Vec::new(),
            // Nothing has a weight: all alike.
            false => shared_by(amount, &vec![1; weights.len()]),
        };
    }
    let units = i128::from(amount / unit);
    let floor = |one: &i64| i64::try_from(units * weight(one) / all).unwrap_or(0);
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

struct Line {
    order: OrderId,
    line: String,
    kind: String,
    code: String,
    amount: Minor,
    /// Item and pieces; none of a discount.
    part: Option<(ItemId, i64)>,
}

/// What each item comes to in its order.
pub type Worths = HashMap<(OrderId, ItemId), Worth>;

/// From rows of lines in the order of their orders and of their own: `order_id`, `order_line`, `kind`, `code`, `amount`,
/// `currency`, `item` and `quantity`, a row for each part of a goods line and one for each discount.
pub fn worths(rows: &[Row]) -> Result<Worths, DbError> {
    let mut known = Vec::with_capacity(rows.len());
    for row in rows {
        if !matches!(row.text("currency")?.as_str(), "" | "TWD") {
            continue;
        }
        let item: Option<ItemId> = row.opt_parse("item")?;
        known.push(Line {
            order: row.parse("order_id")?,
            line: row.text("order_line")?,
            kind: row.text("kind")?,
            code: row.text("code")?,
            amount: row.int("amount")?,
            part: item.zip(row.opt_int("quantity")?),
        });
    }
    let mut out = Worths::new();
    for order in known.chunk_by(|a, b| a.order == b.order) {
        add_order(&mut out, order);
    }
    Ok(out)
}

fn add_order(out: &mut Worths, order: &[Line]) {
    // Code, item, pieces, price.
    let mut parts: Vec<(&str, ItemId, i64, Minor)> = Vec::new();
    for line in order.chunk_by(|a, b| a.line == b.line) {
        let own: Vec<(ItemId, i64)> = line.iter().filter_map(|row| row.part).collect();
        let weights: Vec<i64> = own.iter().map(|(_, pieces)| *pieces).collect();
        let shares = shared_by(line[0].amount, &weights);
        parts.extend(
            own.iter()
                .zip(shares)
                .map(|((item, pieces), share)| (line[0].code.as_str(), *item, *pieces, share)),
        );
    }
    if parts.iter().all(|(_, _, _, price)| *price == 0) {
        return;
    }
    let mut off: Vec<(Minor, Minor)> = vec![(0, 0); parts.len()];
    for discount in order.iter().filter(|line| line.part.is_none()) {
        let of_line = |code: &str| !code.is_empty() && code == discount.code;
        let one_line = parts.iter().any(|(code, ..)| of_line(code));
        let weights: Vec<i64> = parts
            .iter()
            .map(|(code, _, _, price)| if !one_line || of_line(code) { *price } else { 0 })
            .collect();
        for (off, share) in off.iter_mut().zip(shared_by(-discount.amount, &weights)) {
            match discount.kind.as_str() {
                BY_SELLER => off.0 += share,
                BY_PLATFORM => off.1 += share,
                _ => {}
            }
        }
    }
    for ((_, item, pieces, list), (seller, platform)) in parts.into_iter().zip(off) {
        let worth = out.entry((order[0].order, item)).or_default();
        worth.pieces += pieces;
        worth.all = worth.all.plus(Share {
            list,
            seller,
            platform,
        });
    }
}

/// What each item of one order comes to; empty where no price is known.
pub fn worth(tx: &Tx<'_>, order: OrderId) -> Result<HashMap<ItemId, Worth>, DbError> {
    let all = worths(&tx.rows(include_str!("sql/worth.sql"), params![order])?)?;
    Ok(all.into_iter().map(|((_, item), worth)| (item, worth)).collect())
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
            (-100, vec![1, 1], vec![-100, 0]),
            (300, vec![0, 0], vec![200, 100]),
            (300, vec![], vec![]),
        ] {
            assert_eq!(shared_by(amount, &weights), shares, "{amount} {weights:?}");
        }
    }

    #[test]
    fn a_part_of_the_pieces_has_its_part_of_the_amount() {
        let worth = Worth {
            pieces: 3,
            all: Share {
                list: 10_000,
                seller: 1_000,
                platform: 0,
            },
        };
        assert_eq!(
            [0, 1, 2, 3, -3].map(|pieces| worth.of(pieces).list),
            [0, 3_333, 6_667, 10_000, -10_000]
        );
        assert_eq!(worth.of(3).revenue(), 9_000);
    }

    fn line(line: &str, kind: &str, code: &str, amount: Minor, part: Option<(u128, i64)>) -> Line {
        Line {
            order: OrderId(uuid::Uuid::from_u128(1)),
            line: line.to_owned(),
            kind: kind.to_owned(),
            code: code.to_owned(),
            amount,
            part: part.map(|(item, pieces)| (ItemId(uuid::Uuid::from_u128(item)), pieces)),
        }
    }

    #[test]
    fn a_discount_is_its_lines_or_everybodys_and_each_bearer_is_told_apart() {
        let mut out = Worths::new();
        add_order(
            &mut out,
            &[
                line("1", "goods", "MUG", 30_000, Some((7, 3))),
                line("2", "goods", "SET", 10_000, Some((8, 1))),
                line("3", BY_SELLER, "MUG", -3_000, None),
                line("4", BY_SELLER, "", -400, None),
                line("5", BY_PLATFORM, "", -4_000, None),
            ],
        );
        let of = |item: u128| {
            let key = (
                OrderId(uuid::Uuid::from_u128(1)),
                ItemId(uuid::Uuid::from_u128(item)),
            );
            out[&key].all
        };
        assert_eq!((of(7).seller, of(7).platform), (3_300, 3_000));
        assert_eq!((of(8).seller, of(8).platform), (100, 1_000));
        assert_eq!((of(8).revenue(), of(8).paid()), (9_900, 8_900));
    }
}
