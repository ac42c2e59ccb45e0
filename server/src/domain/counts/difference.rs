//! What was seen beside what the books held, piece by piece. Pure.
//!
//! Pieces that were counted without a lot, of an item whose stock has lots, are dealt to the lots that the books hold:
//! the earliest expiry first, so that what is missing is missing of the lots that expire last, as everywhere else.

use shared::id::ItemId;
use shared::stock::{Condition, Lot};
use std::collections::{BTreeMap, BTreeSet};

/// What tells one kind of pieces from another in one bin.
pub type Key = (ItemId, Condition, Lot);

/// What a visit saw, and what it was asked to look at.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub counted: BTreeMap<Key, i64>,
    /// Items that a movement at the same time makes impossible to compare.
    pub unclear: BTreeSet<ItemId>,
    /// Items that were asked for; `None`: all.
    pub asked: Option<BTreeSet<ItemId>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub key: Key,
    pub counted: i64,
    pub book: i64,
    pub unclear: bool,
    pub aside: bool,
}

impl Line {
    pub fn difference(&self) -> i64 {
        self.counted - self.book
    }
}

/// One line for each kind of pieces that was seen, that the books held, or of which nobody can say what they held.
pub fn lines(seen: &Seen, book: &BTreeMap<Key, i64>) -> Vec<Line> {
    let asked = |item: &ItemId| seen.asked.as_ref().is_none_or(|asked| asked.contains(item));
    let counted = dealt(&seen.counted, book);
    let keys: BTreeSet<&Key> = counted
        .keys()
        .chain(
            book.iter()
                .filter(|(key, held)| **held != 0 || seen.unclear.contains(&key.0))
                .map(|(key, _)| key),
        )
        .filter(|key| asked(&key.0) || counted.contains_key(*key))
        .collect();
    keys.into_iter()
        .map(|key| Line {
            key: key.clone(),
            counted: counted.get(key).copied().unwrap_or(0),
            book: book.get(key).copied().unwrap_or(0),
            unclear: seen.unclear.contains(&key.0),
            aside: !asked(&key.0),
        })
        .collect()
}

/// Counted pieces without a lot are dealt to the lots of the books, if there are any.
fn dealt(counted: &BTreeMap<Key, i64>, book: &BTreeMap<Key, i64>) -> BTreeMap<Key, i64> {
    let mut out = BTreeMap::new();
    for ((item, condition, lot), quantity) in counted {
        let same = |key: &&Key| key.0 == *item && key.1 == *condition && !key.2.is_none();
        let told = counted.keys().any(|key| same(&key));
        let mut lots: Vec<(&Key, i64)> = book
            .iter()
            .filter(|(key, held)| same(key) && **held > 0)
            .map(|(key, held)| (key, *held))
            .collect();
        if !lot.is_none() || told || lots.is_empty() {
            *out.entry((*item, *condition, lot.clone())).or_default() += quantity;
            continue;
        }
        lots.sort_by(|(a, _), (b, _)| (expiry(a), &a.2.number).cmp(&(expiry(b), &b.2.number)));
        let last = lots.len() - 1;
        let mut left = *quantity;
        for (at, (key, held)) in lots.into_iter().enumerate() {
            let share = if at == last { left } else { left.min(held) };
            left -= share;
            *out.entry(key.clone()).or_default() += share;
        }
    }
    out
}

/// Lots without a date are sold last.
fn expiry(key: &Key) -> &str {
    match key.2.expiry.as_str() {
        "" => "9999",
        date => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn key(item: u128, lot: &str, expiry: &str) -> Key {
        let lot = Lot {
            number: lot.to_owned(),
            expiry: expiry.to_owned(),
        };
        (ItemId(Uuid::from_u128(item)), Condition::Good, lot)
    }

    fn compare(seen: &Seen, book: &[(Key, i64)]) -> Vec<(String, i64, i64)> {
        let book = book.iter().cloned().collect();
        lines(seen, &book)
            .iter()
            .map(|line| (line.key.2.number.clone(), line.counted, line.book))
            .collect()
    }

    fn seen(counted: &[(Key, i64)]) -> Seen {
        Seen {
            counted: counted.iter().cloned().collect(),
            ..Seen::default()
        }
    }

    #[test]
    fn what_nobody_saw_is_missing_and_what_the_books_do_not_know_is_too_much() {
        let found = lines(
            &seen(&[(key(1, "", ""), 5)]),
            &BTreeMap::from([(key(2, "", ""), 3)]),
        );
        let differences: Vec<i64> = found.iter().map(Line::difference).collect();
        assert_eq!(differences, [5, -3]);
    }

    #[test]
    fn what_cannot_be_ordered_has_its_line_even_where_nothing_is_left() {
        let seen = Seen {
            unclear: [ItemId(Uuid::from_u128(1))].into(),
            ..Seen::default()
        };
        let found = lines(&seen, &BTreeMap::from([(key(1, "", ""), 0), (key(2, "", ""), 0)]));
        assert_eq!(found.iter().map(|line| line.unclear).collect::<Vec<_>>(), [true]);
    }

    #[test]
    fn pieces_counted_without_a_lot_are_missing_of_the_lots_that_expire_last() {
        let book = [(key(1, "T2", "2027-06-30"), 10), (key(1, "T1", "2027-01-31"), 10)];
        let t = |a, b| vec![("T1".to_owned(), a, 10), ("T2".to_owned(), b, 10)];
        assert_eq!(compare(&seen(&[(key(1, "", ""), 17)]), &book), t(10, 7));
        assert_eq!(compare(&seen(&[(key(1, "", ""), 23)]), &book), t(10, 13));
        assert_eq!(compare(&seen(&[(key(1, "", ""), 4)]), &book), t(4, 0));
        // Where lots were told, they are taken at their word.
        assert_eq!(compare(&seen(&[(key(1, "T2", "2027-06-30"), 9)]), &book), t(0, 9));
    }

    #[test]
    fn what_was_not_asked_for_is_not_missing_and_stands_aside_when_seen() {
        let asked = Seen {
            asked: Some([ItemId(Uuid::from_u128(1))].into()),
            ..seen(&[(key(1, "", ""), 2), (key(3, "", ""), 1)])
        };
        let found = lines(&asked, &BTreeMap::from([(key(2, "", ""), 9)]));
        let told: Vec<(i64, bool)> = found.iter().map(|line| (line.counted, line.aside)).collect();
        assert_eq!(told, [(2, false), (1, true)]);
    }
}
