//! How much of what was paid goes back with which pieces, in whole dollars.
//!
//! What a customer gave for the goods of an order (money and points, after every discount) is shared over its lines by
//! largest remainder, by what they cost. Of a line, `q` of its `n` pieces are worth `floor(share × q ÷ n)`; a return gets
//! what the pieces up to now are worth, less what earlier returns of the line got. So any split over any number of
//! returns comes to exactly the whole and never to more, also where an earlier refund was withdrawn in between.
//!
//! Freight goes back with a full return, or where the seller is liable ([`freight_due`]); a person may say otherwise.
//! The discount's share is what is left of the price: it may be a dollar off from return to return, and adds up too.
//! Deliberately absent: which pieces were accepted, and deductions; both are a person's.

use shared::money::Minor;

/// Minor units of the smallest amount that is refunded: whole dollars in TWD, hundredths elsewhere.
pub fn unit(currency: &str) -> Minor {
    match currency {
        "" | "TWD" => 100,
        _ => 1,
    }
}

/// Pieces of an order that can come back together: one item of one of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Pieces that were sold.
    pub pieces: i64,
    /// What they cost before discounts.
    pub price: Minor,
    /// Pieces that earlier refunds, which stand, took back.
    pub before: i64,
    /// What went back for them, before deductions.
    pub money_before: Minor,
    pub points_before: Minor,
}

/// What a customer gave for an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// 運費, in `paid`.
    pub freight: Minor,
    /// 購物金 and 點數 used for the goods, beside `paid`.
    pub points: Minor,
    /// Money, freight included.
    pub paid: Minor,
}

/// Why a settlement cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsettled {
    Negative,
    /// More freight than money.
    Freight,
    /// Not in whole dollars.
    Fraction,
}

impl Settlement {
    pub fn check(&self, unit: Minor) -> Result<(), Unsettled> {
        let all = [self.freight, self.points, self.paid];
        if all.iter().any(|amount| *amount < 0) {
            return Err(Unsettled::Negative);
        }
        if all.iter().any(|amount| amount % unit != 0) {
            return Err(Unsettled::Fraction);
        }
        if self.freight > self.paid {
            return Err(Unsettled::Freight);
        }
        Ok(())
    }
}

/// What goes back for some pieces of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub quantity: i64,
    /// At the order's price.
    pub gross: Minor,
    /// The discount's share of it.
    pub discount: Minor,
    pub points: Minor,
    pub money: Minor,
}

/// What goes back with a return.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// In the parts' order.
    pub parts: Vec<Share>,
    pub freight: Minor,
}

impl Shares {
    pub fn goods(&self) -> Minor {
        self.parts.iter().map(|share| share.money).sum()
    }

    pub fn points(&self) -> Minor {
        self.parts.iter().map(|share| share.points).sum()
    }
}

/// `amount` in units of `unit`, shared by weights: the parts add up to it, each at most one unit from its exact share.
pub fn by_largest_remainder(amount: Minor, weights: &[Minor], unit: Minor) -> Vec<Minor> {
    let all: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if weights.is_empty() || all <= 0 {
        // Nothing had a price: the first part stands for all.
        let mut shares = vec![0; weights.len()];
        if let Some(first) = shares.first_mut() {
            *first = amount;
        }
        return shares;
    }
    let units = i128::from(amount / unit);
    let exact: Vec<(i128, i128)> = weights
        .iter()
        .map(|weight| {
            let product = units * i128::from(*weight);
            (product / all, product % all)
        })
        .collect();
    let mut left = units - exact.iter().map(|(floor, _)| floor).sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(exact[*at].1), *at));
    let mut shares: Vec<i128> = exact.into_iter().map(|(floor, _)| floor).collect();
    for at in order {
        if left == 0 {
            break;
        }
        shares[at] += 1;
        left -= 1;
    }
    shares
        .into_iter()
        .map(|share| i64::try_from(share).unwrap_or(i64::MAX / unit) * unit)
        .collect()
}

/// What `q` of `n` pieces have of a share, rounded down to the unit.
fn up_to(share: Minor, q: i64, n: i64, unit: Minor) -> Minor {
    if q >= n {
        return share;
    }
    let units = i128::from(share / unit) * i128::from(q.max(0)) / i128::from(n.max(1));
    i64::try_from(units).unwrap_or(0) * unit
}

/// What each part has of the money for the goods, and of the points.
fn whole(parts: &[Part], settlement: &Settlement, unit: Minor) -> (Vec<Minor>, Vec<Minor>) {
    let weights: Vec<Minor> = match parts.iter().any(|part| part.price > 0) {
        true => parts.iter().map(|part| part.price.max(0)).collect(),
        false => parts.iter().map(|part| part.pieces).collect(),
    };
    let goods = settlement.paid - settlement.freight;
    let value = by_largest_remainder(goods + settlement.points, &weights, unit);
    let points = by_largest_remainder(settlement.points, &value, unit);
    let money = value.iter().zip(&points).map(|(value, points)| value - points);
    (money.collect(), points)
}

/// All pieces of the order are back with these.
pub fn is_full(parts: &[Part], back: &[i64]) -> bool {
    parts
        .iter()
        .zip(back)
        .all(|(part, back)| part.before + back >= part.pieces)
}

/// Whether the freight goes back unless a person says otherwise: a full return, or the seller is liable.
pub fn freight_due(full: bool, seller_liable: bool) -> bool {
    full || seller_liable
}

/// What goes back when `back` pieces of each part come back now. More pieces than are left count as what is left.
/// `freight_before` is the freight that earlier refunds gave back. The settlement is one that passed its check.
pub fn shares(
    parts: &[Part],
    settlement: &Settlement,
    freight_before: Minor,
    back: &[i64],
    with_freight: bool,
    unit: Minor,
) -> Shares {
    let (money, points) = whole(parts, settlement, unit);
    let mut out = Shares::default();
    for (at, part) in parts.iter().enumerate() {
        let left = (part.pieces - part.before).max(0);
        let quantity = back.get(at).copied().unwrap_or(0).clamp(0, left);
        let after = part.before + quantity;
        let due = |share: Minor, before: Minor| match quantity {
            0 => 0,
            _ => (up_to(share, after, part.pieces, unit) - before).max(0),
        };
        let gross = up_to(part.price, after, part.pieces, 1) - up_to(part.price, part.before, part.pieces, 1);
        let (money, points) = (
            due(money[at], part.money_before),
            due(points[at], part.points_before),
        );
        out.parts.push(Share {
            quantity,
            gross,
            discount: gross - money - points,
            points,
            money,
        });
    }
    if with_freight {
        let now: Vec<i64> = out.parts.iter().map(|share| share.quantity).collect();
        out.freight = freight(parts, settlement, freight_before, &now, unit);
    }
    out
}

/// The freight that goes back: all that is left with the last pieces, before them the pieces' share.
fn freight(
    parts: &[Part],
    settlement: &Settlement,
    freight_before: Minor,
    now: &[i64],
    unit: Minor,
) -> Minor {
    let left = (settlement.freight - freight_before).max(0);
    if now.iter().all(|quantity| *quantity == 0) {
        return 0;
    }
    if is_full(parts, now) {
        return left;
    }
    let weights: Vec<Minor> = match parts.iter().any(|part| part.price > 0) {
        true => parts.iter().map(|part| part.price.max(0)).collect(),
        false => parts.iter().map(|part| part.pieces).collect(),
    };
    let each = by_largest_remainder(settlement.freight, &weights, unit);
    let share = |of: &dyn Fn(&Part, i64) -> i64| -> Minor {
        parts
            .iter()
            .zip(now)
            .zip(&each)
            .map(|((part, now), each)| up_to(*each, of(part, *now), part.pieces, unit))
            .sum()
    };
    let (after, before) = (
        share(&|part, now| part.before + now),
        share(&|part, _| part.before),
    );
    (after - before).clamp(0, left)
}

#[cfg(test)]
#[path = "share_tests.rs"]
mod tests;
