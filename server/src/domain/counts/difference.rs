//! What was seen beside what the books held, piece by piece. Pure.
//!
//! Pieces that were counted without a lot, of an item whose stock has lots, are dealt to the lots that the books hold:
//! the earliest expiry first, so that what is missing is missing of the lots that expire last, as everywhere else.
//!
//! Pieces of one item and lot that are missing as one condition and too many as another were not lost and found: they
//! changed their condition, and no more of them is lost or found than the sum over the conditions says.

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
    /// Of the difference, what became this condition (negative: stopped being it).
    pub regraded: i64,
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
    let held = book.iter().filter(|(_, held)| **held != 0).map(|(key, _)| key);
    let mut keys: BTreeSet<Key> = counted
        .keys()
        .chain(held)
        .filter(|key| asked(&key.0) || counted.contains_key(*key))
        .cloned()
        .collect();
    // Not by what balance rows happen to stand at zero: those tell in which order things were heard.
    for item in seen.unclear.iter().filter(|item| asked(item)) {
        if !keys.iter().any(|key| key.0 == *item) {
            keys.insert((*item, Condition::Good, Lot::default()));
        }
    }
    let mut found: Vec<Line> = keys
        .into_iter()
        .map(|key| Line {
            counted: counted.get(&key).copied().unwrap_or(0),
            book: book.get(&key).copied().unwrap_or(0),
            unclear: seen.unclear.contains(&key.0),
            aside: !asked(&key.0),
            regraded: 0,
            key,
        })
        .collect();
    let own = found.iter().filter(|line| !line.aside);
    let changed = regraded(own.map(|line| (&line.key, line.difference())));
    for line in found.iter_mut().filter(|line| !line.aside) {
        line.regraded = changed.get(&line.key).copied().unwrap_or(0);
    }
    found
}

/// Of each difference, what is a change of condition. Sums to zero over the conditions of an item and lot; where pieces
/// are missing of several, the better condition is the one that changed.
pub fn regraded<'a>(differences: impl Iterator<Item = (&'a Key, i64)>) -> BTreeMap<Key, i64> {
    let mut by_lot: BTreeMap<(ItemId, &Lot), Vec<(Condition, i64)>> = BTreeMap::new();
    for (key, difference) in differences {
        let conditions = by_lot.entry((key.0, &key.2)).or_default();
        conditions.push((key.1, difference));
    }
    let mut out = BTreeMap::new();
    for ((item, lot), mut conditions) in by_lot {
        conditions.sort();
        let more: i64 = conditions.iter().map(|(_, off)| (*off).max(0)).sum();
        let less: i64 = conditions.iter().map(|(_, off)| (-*off).max(0)).sum();
        let (mut enter, mut leave) = (more.min(less), more.min(less));
        for (condition, off) in conditions {
            let left = if off > 0 { &mut enter } else { &mut leave };
            let share = off.abs().min(*left);
            *left -= share;
            if share > 0 {
                out.insert((item, condition, lot.clone()), share * off.signum());
            }
        }
    }
    out
}

/// How far one item and lot is from what the books say, all its conditions together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Off {
    /// Pieces that are missing, too many, or of another condition.
    pub pieces: i64,
    /// The greater of counted and booked.
    pub of: i64,
}

pub fn offs<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<Off> {
    let mut sums: BTreeMap<(ItemId, &Lot), (i64, i64, i64, i64)> = BTreeMap::new();
    for line in lines {
        let (more, less, counted, book) = sums.entry((line.key.0, &line.key.2)).or_default();
        *more += line.difference().max(0);
        *less += (-line.difference()).max(0);
        *counted += line.counted;
        *book += line.book;
    }
    let off = |(more, less, counted, book): &(i64, i64, i64, i64)| Off {
        pieces: *more.max(less),
        of: *counted.max(book),
    };
    sums.values().map(off).collect()
}

/// Counted pieces without a lot are dealt to the lots of the books, if there are any.
fn dealt(counted: &BTreeMap<Key, i64>, book: &BTreeMap<Key, i64>) -> BTreeMap<Key, i64> {
    let mut out = BTreeMap::new();
    let items: BTreeSet<ItemId> = counted.keys().map(|key| key.0).collect();
    for item in items {
        let own: Vec<(&Key, i64)> = counted
            .iter()
            .filter(|(key, _)| key.0 == item)
            .map(|(key, pieces)| (key, *pieces))
            .collect();
        let told = own.iter().any(|(key, _)| !key.2.is_none());
        let mut lots: Vec<(&Key, i64)> = book
            .iter()
            .filter(|(key, held)| key.0 == item && !key.2.is_none() && **held > 0)
            .map(|(key, held)| (key, *held))
            .collect();
        if told || lots.is_empty() {
            out.extend(own.into_iter().map(|(key, pieces)| (key.clone(), pieces)));
            continue;
        }
        lots.sort_by(|(a, _), (b, _)| (expiry(a), &a.2.number, a.1).cmp(&(expiry(b), &b.2.number, b.1)));
        let left = own.into_iter().map(|(key, pieces)| (key.1, pieces)).collect();
        deal(item, left, lots, &mut out);
    }
    out
}

/// To the lots of the same condition; then to lots of which pieces of another condition are missing; what is too many
/// is of the last lot.
fn deal(
    item: ItemId,
    mut left: BTreeMap<Condition, i64>,
    mut lots: Vec<(&Key, i64)>,
    out: &mut BTreeMap<Key, i64>,
) {
    for same in [true, false] {
        for (key, room) in &mut lots {
            for (condition, pieces) in left.iter_mut().filter(|(c, _)| !same || **c == key.1) {
                let share = (*pieces).min(*room);
                *pieces -= share;
                *room -= share;
                if share > 0 {
                    *out.entry((item, *condition, key.2.clone())).or_default() += share;
                }
            }
        }
    }
    for (condition, pieces) in left.into_iter().filter(|(_, pieces)| *pieces > 0) {
        let own = lots.iter().rfind(|(key, _)| key.1 == condition);
        if let Some((key, _)) = own.or(lots.last()) {
            *out.entry((item, condition, key.2.clone())).or_default() += pieces;
        }
    }
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

    fn of(condition: Condition, lot: &str, expiry: &str) -> Key {
        let (item, _, lot) = key(1, lot, expiry);
        (item, condition, lot)
    }

    /// Condition, difference, and what of it is a change of condition.
    fn changes(counted: &[(Key, i64)], book: &[(Key, i64)]) -> Vec<(&'static str, i64, i64)> {
        lines(&seen(counted), &book.iter().cloned().collect())
            .iter()
            .map(|line| (line.key.1.code(), line.difference(), line.regraded))
            .collect()
    }

    #[test]
    fn a_piece_that_is_broken_was_not_lost_and_another_found() {
        use Condition::{BGrade, Defect, Good};
        let plain = |condition| of(condition, "", "");
        let counted = [(plain(Good), 9), (plain(Defect), 1)];
        assert_eq!(
            changes(&counted, &[(plain(Good), 10)]),
            [("good", -1, -1), ("defect", 1, 1)]
        );
        // One of the two that are missing is the broken one; the other is gone.
        assert_eq!(
            changes(&counted, &[(plain(Good), 11)]),
            [("good", -2, -1), ("defect", 1, 1)]
        );
        assert_eq!(
            changes(&counted, &[(plain(Good), 10), (plain(BGrade), 1)]),
            [("good", -1, -1), ("b_grade", -1, 0), ("defect", 1, 1)]
        );
    }

    #[test]
    fn another_lot_is_another_piece_unless_nobody_told_the_lots_apart() {
        use Condition::{Defect, Good};
        let book = [
            (of(Good, "T1", "2027-01-31"), 10),
            (of(Good, "T2", "2027-06-30"), 10),
        ];
        let told = [
            (of(Good, "T1", "2027-01-31"), 10),
            (of(Good, "T2", "2027-06-30"), 9),
            (of(Defect, "T3", "2027-06-30"), 1),
        ];
        assert_eq!(
            changes(&told, &book),
            [("good", 0, 0), ("good", -1, 0), ("defect", 1, 0)]
        );
        let untold = [(of(Good, "", ""), 19), (of(Defect, "", ""), 1)];
        assert_eq!(
            changes(&untold, &book),
            [("good", 0, 0), ("good", -1, -1), ("defect", 1, 1)]
        );
    }

    #[test]
    fn what_changed_its_condition_is_off_once() {
        use Condition::{Defect, Good};
        let plain = |condition| of(condition, "", "");
        let found = lines(
            &seen(&[(plain(Good), 8), (plain(Defect), 1)]),
            &BTreeMap::from([(plain(Good), 10)]),
        );
        assert_eq!(offs(found.iter()), [Off { pieces: 2, of: 10 }]);
    }
}
