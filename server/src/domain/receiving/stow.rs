//! Where the pieces of a delivery were put, for the delivery's page and the 驗收單.
//!
//! A put-away names the delivery that its device believed it was putting away, or none: the dock is one pool. What names
//! none is dealt to deliveries here, first in, first out, piece by item, lot and condition.
//! Invariant: the answer is a function of totals and of when things happened ([`dealt`]), so whoever is heard first
//! gives the same one. It is computed when it is asked for and stands nowhere.

use crate::db::{Cx, DbError, Row, Tx};
use crate::params;
use shared::facts::PutAway;
use shared::id::{DeliveryId, ItemId};
use std::collections::BTreeMap;

/// Keeps where pieces went whose delivery was named, or takes `fact` out again where `quantity` is negative.
pub fn stow(cx: &Cx<'_>, fact: &PutAway, quantity: i64) -> Result<(), DbError> {
    let Some(delivery) = fact.delivery else {
        return Ok(());
    };
    cx.exec(
        include_str!("sql/stow.sql"),
        params![
            delivery,
            fact.item,
            &fact.lot.number,
            &fact.lot.expiry,
            fact.condition,
            fact.bin,
            quantity
        ],
    )?;
    Ok(())
}

/// Pieces of one item, lot and condition.
#[derive(Clone, Debug, Default)]
pub struct Pile {
    /// What each delivery brought, the first that came first.
    pub came: Vec<(DeliveryId, i64)>,
    /// What went from the dock into each bin, the first that was filled first.
    pub put: Vec<(String, i64)>,
    /// What of it was said to be of which delivery.
    pub named: BTreeMap<(DeliveryId, String), i64>,
}

/// Where each delivery's pieces are. What was named stays as it was named; the rest of what each bin took is of the
/// first delivery that has pieces left. Pieces that no delivery brought are nobody's.
pub fn dealt(pile: &Pile) -> BTreeMap<(DeliveryId, String), i64> {
    let mut out = pile.named.clone();
    out.retain(|_, quantity| *quantity > 0);
    let named = |of: &dyn Fn(&(DeliveryId, String)) -> bool| -> i64 {
        out.iter()
            .filter(|(key, _)| of(key))
            .map(|(_, quantity)| quantity)
            .sum()
    };
    let mut left: Vec<(DeliveryId, i64)> = pile
        .came
        .iter()
        .map(|(delivery, came)| (*delivery, came - named(&|key| key.0 == *delivery)))
        .filter(|(_, left)| *left > 0)
        .rev()
        .collect();
    let free: Vec<(&String, i64)> = pile
        .put
        .iter()
        .map(|(bin, put)| (bin, put - named(&|key| key.1 == *bin)))
        .collect();
    for (bin, mut free) in free {
        while free > 0
            && let Some((delivery, rest)) = left.last_mut()
        {
            let share = free.min(*rest);
            *out.entry((*delivery, bin.clone())).or_default() += share;
            free -= share;
            *rest -= share;
            if *rest == 0 {
                left.pop();
            }
        }
    }
    out
}

/// What tells one pile from another.
type Key = (ItemId, String, String, String);

fn key(row: &Row) -> Result<Key, DbError> {
    Ok((
        row.parse("item")?,
        row.text("lot")?,
        row.text("expiry")?,
        row.text("condition")?,
    ))
}

/// Bins into which pieces of a delivery went, by item: code and pieces.
pub fn stowed(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Vec<(ItemId, String, i64)>, DbError> {
    let mut piles: BTreeMap<Key, Pile> = BTreeMap::new();
    for row in tx.rows(include_str!("sql/stow_came.sql"), params![delivery])? {
        let came = (row.parse("delivery")?, row.int("quantity")?);
        piles.entry(key(&row)?).or_default().came.push(came);
    }
    for row in tx.rows(include_str!("sql/stow_put.sql"), params![delivery])? {
        let put = (row.text("code")?, row.int("quantity")?);
        piles.entry(key(&row)?).or_default().put.push(put);
    }
    for row in tx.rows(include_str!("sql/stow_named.sql"), params![delivery])? {
        let named = (row.parse("delivery")?, row.text("code")?);
        *piles
            .entry(key(&row)?)
            .or_default()
            .named
            .entry(named)
            .or_default() += row.int("quantity")?;
    }
    let mut bins: BTreeMap<(ItemId, String), i64> = BTreeMap::new();
    for ((item, ..), pile) in &piles {
        for ((of, bin), quantity) in dealt(pile) {
            if of == delivery {
                *bins.entry((*item, bin)).or_default() += quantity;
            }
        }
    }
    Ok(bins
        .into_iter()
        .map(|((item, bin), quantity)| (item, bin, quantity))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn delivery(n: usize) -> DeliveryId {
        DeliveryId(Uuid::from_u128(n as u128))
    }

    fn bin(n: usize) -> String {
        format!("A-{n}")
    }

    fn pile(came: &[i64], put: &[i64], named: &[(usize, usize, i64)]) -> Pile {
        Pile {
            came: came.iter().enumerate().map(|(n, q)| (delivery(n), *q)).collect(),
            put: put.iter().enumerate().map(|(n, q)| (bin(n), *q)).collect(),
            named: named
                .iter()
                .map(|(d, b, q)| ((delivery(*d), bin(*b)), *q))
                .collect(),
        }
    }

    fn told(pile: &Pile) -> Vec<(usize, String, i64)> {
        dealt(pile)
            .into_iter()
            .map(|((of, bin), quantity)| (of.0.as_u128() as usize, bin, quantity))
            .collect()
    }

    #[test]
    fn the_first_delivery_is_put_away_first_and_what_was_named_stays() {
        let two = |a: &[(usize, usize, i64)]| -> Vec<(usize, String, i64)> {
            a.iter().map(|(d, b, q)| (*d, bin(*b), *q)).collect()
        };
        assert_eq!(
            told(&pile(&[4, 6], &[3, 5], &[])),
            two(&[(0, 0, 3), (0, 1, 1), (1, 1, 4)])
        );
        assert_eq!(
            told(&pile(&[4, 6], &[3, 5], &[(1, 0, 3)])),
            two(&[(0, 1, 4), (1, 0, 3), (1, 1, 1)])
        );
        // More than ever came: nobody's.
        assert_eq!(told(&pile(&[2], &[5], &[])), two(&[(0, 0, 2)]));
        assert_eq!(told(&pile(&[], &[5], &[])), two(&[]));
    }

    proptest! {
        #[test]
        fn no_delivery_has_more_in_bins_than_it_brought_and_none_waits_while_a_later_one_is_served(
            came in proptest::collection::vec(0i64..9, 0..5),
            put in proptest::collection::vec(0i64..9, 0..5),
        ) {
            let out = dealt(&pile(&came, &put, &[]));
            let of = |n: usize| -> i64 { out.iter().filter(|(key, _)| key.0 == delivery(n)).map(|(_, q)| q).sum() };
            let all: i64 = (0..came.len()).map(of).sum();
            prop_assert_eq!(all, came.iter().sum::<i64>().min(put.iter().sum()));
            let mut waits = false;
            for (n, brought) in came.iter().enumerate() {
                prop_assert!(of(n) <= *brought);
                prop_assert!(!waits || of(n) == 0);
                waits |= of(n) < *brought;
            }
            for (n, quantity) in put.iter().enumerate() {
                let there: i64 = out.iter().filter(|(key, _)| key.1 == bin(n)).map(|(_, q)| q).sum();
                prop_assert!(there <= *quantity);
            }
        }

        #[test]
        fn what_comes_later_changes_nothing_of_what_was_put_away_before(
            came in proptest::collection::vec(0i64..9, 1..5),
            put in proptest::collection::vec(0i64..9, 1..5),
        ) {
            let fewer = dealt(&pile(&came[..came.len() - 1], &put[..put.len() - 1], &[]));
            let more = dealt(&pile(&came, &put, &[]));
            for (key, quantity) in fewer {
                prop_assert!(more.get(&key).copied().unwrap_or(0) >= quantity);
            }
        }
    }
}
