//! Which bins an order's pieces come from: earliest expiry first, then bins to pick from before reserve ones, then
//! the fullest use of a bin, then the shortest walk.
//!
//! Invariant: a lot is never taken while an earlier one is free. An order is covered whole or not at all: half an
//! order would be half a parcel.

use shared::id::{BinId, ItemId};
use shared::stock::Lot;
use std::collections::BTreeMap;

/// Pieces of an item that an order wants. `key` is the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub key: usize,
    pub item: ItemId,
    pub quantity: i64,
}

/// What a bin can give of an item: good, not spoken for, not blocked, not expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    pub bin: BinId,
    pub lot: Lot,
    pub available: i64,
    /// Place in the walk.
    pub walk: i64,
    /// 備貨位: what does not fit into the pick bins. Taken only where those do not have this expiry any more.
    pub reserve: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub key: usize,
    pub item: ItemId,
    pub bin: BinId,
    pub lot: Lot,
    pub quantity: i64,
}

/// Takes what `needs` want out of `supply`, or answers what is missing and takes nothing.
pub fn allocate(
    needs: &[Need],
    supply: &mut BTreeMap<ItemId, Vec<Supply>>,
) -> Result<Vec<Taken>, BTreeMap<ItemId, i64>> {
    let mut missing: BTreeMap<ItemId, i64> = BTreeMap::new();
    for need in needs {
        *missing.entry(need.item).or_default() += need.quantity;
    }
    missing.retain(|item, wanted| {
        let there: i64 = supply
            .get(item)
            .map_or(0, |bins| bins.iter().map(|bin| bin.available.max(0)).sum());
        *wanted -= there;
        *wanted > 0
    });
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut taken = Vec::new();
    for need in needs {
        let bins = supply.entry(need.item).or_default();
        let mut wanted = need.quantity;
        while wanted > 0 {
            let Some(bin) = bins
                .iter_mut()
                .filter(|bin| bin.available > 0)
                .min_by_key(|bin| preference(bin, wanted))
            else {
                break;
            };
            let quantity = wanted.min(bin.available);
            bin.available -= quantity;
            wanted -= quantity;
            taken.push(Taken {
                key: need.key,
                item: need.item,
                bin: bin.bin,
                lot: bin.lot.clone(),
                quantity,
            });
        }
    }
    Ok(taken)
}

/// Smaller is better: expiry; pick bins; one visit before several; the least left over (or, in several visits, the
/// most taken); the walk.
fn preference(bin: &Supply, wanted: i64) -> (String, bool, bool, i64, i64, BinId) {
    let expiry = if bin.lot.expiry.is_empty() {
        "9999".to_owned()
    } else {
        bin.lot.expiry.clone()
    };
    let several_visits = bin.available < wanted;
    let left_over = if several_visits {
        -bin.available
    } else {
        bin.available - wanted
    };
    (expiry, bin.reserve, several_visits, left_over, bin.walk, bin.bin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ITEM: ItemId = ItemId(Uuid::from_u128(1));

    fn bin(n: u128, expiry: &str, available: i64, walk: i64) -> Supply {
        Supply {
            bin: BinId(Uuid::from_u128(n)),
            lot: Lot {
                number: String::new(),
                expiry: expiry.to_owned(),
            },
            available,
            walk,
            reserve: n >= 100,
        }
    }

    /// Bins as (number, expiry, available, walk), reserve ones from 100 on; answers as "number×quantity".
    fn check(bins: &[(u128, &str, i64, i64)], wanted: i64, expected: &str) {
        let mut supply = BTreeMap::new();
        supply.insert(
            ITEM,
            bins.iter()
                .map(|&(n, expiry, available, walk)| bin(n, expiry, available, walk))
                .collect(),
        );
        let needs = [Need {
            key: 0,
            item: ITEM,
            quantity: wanted,
        }];
        let said = match allocate(&needs, &mut supply) {
            Ok(taken) => taken
                .iter()
                .map(|taken| format!("{}×{}", taken.bin.0.as_u128(), taken.quantity))
                .collect::<Vec<_>>()
                .join(" "),
            Err(missing) => format!("missing {}", missing[&ITEM]),
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn the_earliest_expiry_goes_first_even_where_it_is_a_longer_walk() {
        check(&[(1, "2027-06-30", 10, 1), (2, "2027-01-31", 10, 9)], 4, "2×4");
        check(&[(1, "2027-06-30", 10, 1), (2, "2027-01-31", 3, 9)], 4, "2×3 1×1");
        check(&[(1, "", 10, 1), (2, "2027-01-31", 10, 9)], 4, "2×4");
    }

    #[test]
    fn then_the_fullest_use_of_a_bin_then_the_walk() {
        // One visit, and the bin that is emptied.
        check(&[(1, "", 100, 1), (2, "", 4, 5), (3, "", 3, 2)], 4, "2×4");
        // No bin has all: the fewest visits.
        check(&[(1, "", 2, 1), (2, "", 5, 5), (3, "", 3, 2)], 7, "2×5 1×2");
        // Alike: the shorter walk.
        check(&[(1, "", 6, 9), (2, "", 6, 3)], 2, "2×2");
    }

    #[test]
    fn a_reserve_bin_waits_until_the_pick_bins_have_nothing_of_that_expiry() {
        check(&[(100, "", 4, 1), (2, "", 50, 9)], 4, "2×4");
        check(&[(100, "", 9, 1), (2, "", 3, 9)], 4, "2×3 100×1");
        // Expiry still comes first.
        check(&[(100, "2027-01-31", 9, 1), (2, "2027-06-30", 9, 9)], 4, "100×4");
    }

    #[test]
    fn what_is_missing_is_said_and_nothing_is_taken() {
        check(&[(1, "", 2, 1), (2, "", -5, 1)], 7, "missing 5");
        check(&[], 1, "missing 1");
    }

    #[test]
    fn no_later_lot_is_taken_while_an_earlier_one_is_free() {
        // Every way to spread 12 pieces over three lots, every want.
        for a in 0..5i64 {
            for b in 0..5i64 {
                for c in 0..5i64 {
                    for wanted in 1..=a + b + c {
                        let mut supply = BTreeMap::new();
                        supply.insert(
                            ITEM,
                            vec![
                                bin(1, "2027-03-01", c, 1),
                                bin(2, "2027-01-01", a, 2),
                                bin(3, "2027-02-01", b, 3),
                            ],
                        );
                        allocate(
                            &[Need {
                                key: 0,
                                item: ITEM,
                                quantity: wanted,
                            }],
                            &mut supply,
                        )
                        .unwrap();
                        let left: Vec<i64> = [1, 2, 0].map(|at| supply[&ITEM][at].available).to_vec();
                        for early in 0..3 {
                            for late in early + 1..3 {
                                let before = [a, b, c][late];
                                assert!(
                                    left[early] == 0 || left[late] == before,
                                    "{a} {b} {c} wanted {wanted}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }
}
