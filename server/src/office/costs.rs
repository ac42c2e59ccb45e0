//! Purchase money: what goods cost and what suppliers are paid. The one place that says who sees it.
//!
//! Invariant: a page, paper or file that somebody below the office can open gets amounts of purchases from here, or leaves
//! out the columns that are marked as costs. A lead works with pieces. What only the office can open (payables, orders
//! on paper, exports) is kept by its route; what customers pay is no purchase money.

use super::table::Sheet;
use shared::catalogue::Role;
use shared::money::{self, Minor};
use std::borrow::Borrow;

/// What a reader sees of purchase money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Costs {
    seen: bool,
}

impl Costs {
    pub fn of(role: Role) -> Costs {
        Costs {
            seen: role >= Role::Office,
        }
    }

    pub fn seen(self) -> bool {
        self.seen
    }

    /// `NT$1,280`; a dash for who may not see it, also where a page forgot to leave the place out.
    pub fn money(self, minor: impl Borrow<Minor>) -> String {
        match self.seen {
            true => money::twd(*minor.borrow()),
            false => "–".to_owned(),
        }
    }

    /// The sheet as this reader sees it.
    pub fn sheet(self, sheet: Sheet) -> Sheet {
        match self.seen {
            true => sheet,
            false => sheet.without_costs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_office_and_the_administrator_see_purchase_money() {
        for role in Role::ALL {
            let shown = Costs::of(role).money(8_713);
            let expected = match role {
                Role::Worker | Role::Lead => "–",
                Role::Office | Role::Admin => "NT$87.13",
            };
            assert_eq!(shown, expected, "{role:?}");
        }
    }
}
