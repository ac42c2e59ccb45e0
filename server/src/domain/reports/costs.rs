//! What stock cost: 移動平均, the moving weighted average of the good pieces that suppliers delivered.
//!
//! Each receipt with a known price moves the average: (pieces there × average + pieces that came × price) ÷ both, rounded
//! half up to the minor unit. Whatever leaves takes the average with it and changes nothing. Pieces without a price
//! (opening stock, a delivery that nobody has priced) stand at the average of those with one; an item of which no piece
//! has a price has no cost, which is not a cost of nothing. Prices are without tax. They are read from the deliveries
//! whenever they are asked for, so a price that is set or corrected later counts from the day of its delivery.
//!
//! Invariant: what suppliers are never paid for has no value: 待判 (over) and 不良 are not valued, nor do they move the
//! average. Deliberately absent: first in first out, costs other than the price, and stored costs that could disagree.

use crate::db::{DbError, Row, Tx};
use crate::domain::payables::{Taxed, taxed};
use crate::params;
use shared::id::ItemId;
use shared::money::Minor;
use shared::stock::Condition;
use std::collections::HashMap;

/// Whether pieces in this condition are worth what they cost.
pub fn is_valued(condition: Condition) -> bool {
    match condition {
        Condition::Good | Condition::PendingInspection | Condition::BGrade | Condition::Blocked => true,
        Condition::Hold | Condition::Defect => false,
    }
}

/// What a piece of each item costs, minor units without tax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Costs(HashMap<ItemId, Minor>);

impl Costs {
    /// `None` where it is not known.
    pub fn of(&self, item: ItemId) -> Option<Minor> {
        self.0.get(&item).copied()
    }

    /// What so many valued pieces are worth; nothing is worth nothing whatever it costs.
    pub fn value(&self, item: ItemId, pieces: i64) -> Option<Minor> {
        match pieces {
            0 => Some(0),
            pieces => self.of(item).map(|cost| cost.saturating_mul(pieces)),
        }
    }
}

/// Pieces that were bought, and their price a piece; 0 where it is not known.
struct Bought {
    item: ItemId,
    quantity: i64,
    price: Minor,
    how: Taxed,
}

impl Bought {
    /// Columns `item`, `quantity`, `price`, `tax_kind`, `tax_included`.
    fn decode(row: &Row) -> Result<Bought, DbError> {
        Ok(Bought {
            item: row.parse("item")?,
            quantity: row.int("quantity")?,
            price: row.opt_int("price")?.unwrap_or(0),
            how: Taxed {
                taxable: row.opt_text("tax_kind")?.is_none_or(|kind| kind == "taxable"),
                included: row.opt_int("tax_included")? == Some(1),
            },
        })
    }

    fn amount(&self) -> Option<Minor> {
        (self.price > 0).then(|| taxed(self.quantity.saturating_mul(self.price), self.how).net)
    }

    fn piece(&self) -> Option<Minor> {
        (self.price > 0).then(|| taxed(self.price, self.how).net)
    }
}

/// The average after `came` pieces at `price` met `there` pieces at `average`, rounded half up.
fn average(there: i64, average: Option<Minor>, came: i64, price: Minor) -> Minor {
    let (Some(average), true) = (average, there > 0) else {
        return price;
    };
    let (there, came) = (i128::from(there), i128::from(came));
    let (sum, pieces) = (
        there * i128::from(average) + came * i128::from(price),
        there + came,
    );
    i64::try_from((sum * 2 + pieces) / (pieces * 2)).unwrap_or(i64::MAX)
}

/// What a piece of each item cost at any moment before the one that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostHistory(HashMap<ItemId, Vec<(i64, Minor)>>);

impl CostHistory {
    /// Just before a moment; before the first price it is that price. `None` where there is none.
    pub fn at(&self, item: ItemId, moment: i64) -> Option<Minor> {
        let steps = self.0.get(&item)?;
        let before = steps.iter().rev().find(|(at, _)| *at < moment);
        before.or(steps.first()).map(|(_, cost)| *cost)
    }
}

/// What pieces cost just before a moment (milliseconds since 1970).
pub fn costs(tx: &Tx<'_>, moment: i64) -> Result<Costs, DbError> {
    let steps = cost_history(tx, moment)?.0.into_iter();
    let last = steps.filter_map(|(item, steps)| Some((item, steps.last()?.1)));
    Ok(Costs(last.collect()))
}

/// When the cost of each item moved, before a moment (milliseconds since 1970), and to what.
pub fn cost_history(tx: &Tx<'_>, moment: i64) -> Result<CostHistory, DbError> {
    let mut bought: HashMap<ItemId, Vec<(i64, i64, Minor)>> = HashMap::new();
    for row in tx.rows(include_str!("sql/bought.sql"), params![i64::MIN, moment])? {
        let one = Bought::decode(&row)?;
        if let Some(price) = one.piece() {
            let prices = bought.entry(one.item).or_default();
            prices.push((row.int("id")?, row.int("at")?, price));
        }
    }
    let mut history = HashMap::with_capacity(bought.len());
    for (item, prices) in bought {
        let (_, at, first) = prices[0];
        // Of one price the average is that price, whatever was there: most items need no fold.
        let steps = match prices.iter().all(|(_, _, price)| *price == first) {
            true => vec![(at, first)],
            false => folded(tx, item, moment, &prices)?,
        };
        history.insert(item, steps);
    }
    Ok(CostHistory(history))
}

fn folded(
    tx: &Tx<'_>,
    item: ItemId,
    moment: i64,
    prices: &[(i64, i64, Minor)],
) -> Result<Vec<(i64, Minor)>, DbError> {
    let prices: HashMap<i64, Minor> = prices.iter().map(|(id, _, price)| (*id, *price)).collect();
    let (mut there, mut steps): (i64, Vec<(i64, Minor)>) = (0, Vec::new());
    for row in tx.rows(include_str!("sql/crossings.sql"), params![item, moment])? {
        let pieces = row.int("pieces")?;
        if let Some(price) = prices.get(&row.int("id")?) {
            let before = steps.last().map(|(_, cost)| *cost);
            steps.push((row.int("at")?, average(there, before, pieces, *price)));
        }
        there += pieces;
    }
    Ok(steps)
}

/// 進貨金額 of each item from `since` on and before `until`, without tax: good pieces that are ours to keep, at their own
/// price. `None` where a price is not known.
pub fn bought(tx: &Tx<'_>, (since, until): (i64, i64)) -> Result<HashMap<ItemId, Option<Minor>>, DbError> {
    let mut rows = tx.rows(include_str!("sql/bought.sql"), params![since, until])?;
    rows.extend(tx.rows(include_str!("sql/held_over.sql"), params![since, until])?);
    let mut sums: HashMap<ItemId, Option<Minor>> = HashMap::new();
    for row in &rows {
        let one = Bought::decode(row)?;
        let sum = sums.entry(one.item).or_insert(Some(0));
        *sum = sum
            .zip(one.amount())
            .map(|(sum, amount)| sum.saturating_add(amount));
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_moves_the_average_by_its_weight() {
        for (there, before, came, price, after) in [
            (0, None, 10, 8_000, 8_000),
            (10, None, 10, 8_000, 8_000),
            (10, Some(8_000), 10, 9_000, 8_500),
            (30, Some(8_000), 10, 9_000, 8_250),
            (2, Some(100), 1, 101, 100),
            (1, Some(100), 1, 101, 101),
            // What was sold before it came leaves nothing that could weigh.
            (-5, Some(8_000), 10, 9_000, 9_000),
        ] {
            assert_eq!(
                average(there, before, came, price),
                after,
                "{there} {before:?} {came} {price}"
            );
        }
    }
}
