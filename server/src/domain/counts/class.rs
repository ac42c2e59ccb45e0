//! ABC: how often an item was picked. A are the items of the first 80 of 100 pick lines of the last 90 days, B of the
//! next 15, C the rest and what nobody picked.

use crate::db::{DbError, Tx};
use crate::params;
use shared::id::ItemId;
use std::collections::BTreeMap;

/// Days that are looked at.
const DAYS: i64 = 90;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    A,
    B,
    C,
}

impl Class {
    pub const ALL: [Class; 3] = [Class::A, Class::B, Class::C];

    pub fn code(self) -> &'static str {
        match self {
            Class::A => "A",
            Class::B => "B",
            Class::C => "C",
        }
    }

    pub fn parse(code: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// The class of every item that was picked in the last 90 days; all others are C.
pub fn classes(tx: &Tx<'_>, now: i64) -> Result<BTreeMap<ItemId, Class>, DbError> {
    let since = now - DAYS * 24 * 60 * 60 * 1000;
    let rows = tx.rows(include_str!("sql/pick_lines.sql"), params![since])?;
    let picked: Vec<(ItemId, i64)> = rows
        .iter()
        .map(|row| Ok((row.parse("item")?, row.int("lines")?)))
        .collect::<Result<_, DbError>>()?;
    Ok(ranked(&picked).into_iter().collect())
}

/// `picked` is sorted, the most first. An item is of the class in which its first line falls.
fn ranked(picked: &[(ItemId, i64)]) -> Vec<(ItemId, Class)> {
    let all: i64 = picked.iter().map(|(_, lines)| lines).sum();
    let mut before = 0;
    picked
        .iter()
        .map(|(item, lines)| {
            let class = match before * 100 {
                share if share < all * 80 => Class::A,
                share if share < all * 95 => Class::B,
                _ => Class::C,
            };
            before += lines;
            (*item, class)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_items_of_most_lines_are_a() {
        let items = [50, 30, 10, 6, 4].into_iter().enumerate();
        let items: Vec<(ItemId, i64)> = items
            .map(|(at, lines)| (ItemId(Uuid::from_u128(at as u128)), lines))
            .collect();
        let classes: Vec<&str> = ranked(&items).iter().map(|(_, class)| class.code()).collect();
        assert_eq!(classes, ["A", "A", "B", "B", "C"]);
        assert!(ranked(&[]).is_empty());
    }
}
