//! What the ledger says, for people who decide: stock, what came and went, ages, sales, and reports handed up.
//!
//! Invariant: nothing here writes the books. Every number is read from movements, balances and open documents, and
//! the movements behind a number can be asked for with the same item, period and filter.
//!
//! Deliberately absent: forecasts other than an average, and what lists reserved and suppliers owed at a past moment: the ledger logs stock, not plans.

mod ages;
mod costs;
mod flow;
mod handed;
mod moves;
mod sales;
mod stock;

pub use ages::{Age, Runout, WINDOWS, ages, runouts};
pub use costs::{CostHistory, Costs, bought, cost_history, costs, is_valued};
pub use flow::{Flow, flow};
pub use handed::{HandUp, Handed, NOTE_LIMIT, Read, hand_up, handed, handed_sheet, mark_read, reads};
pub use moves::{MoveFilter, Owed, Spoken, moves, owed, spoken};
pub use sales::{Back, Placed, Sale, back, placed, sales, untaxed};
pub use stock::{Scope, StockFilter, StockRow, stock, zones};

use crate::db::{DbError, Tx};
use crate::params;
use shared::id::ItemId;
use std::collections::HashMap;

/// SKU and name of the items whose search text contains `query`.
pub fn names(tx: &Tx<'_>, query: &str) -> Result<HashMap<ItemId, (String, String)>, DbError> {
    let query = query.trim().to_lowercase();
    tx.rows(include_str!("sql/items_named.sql"), params![&query])?
        .iter()
        .map(|row| Ok((row.parse("id")?, (row.text("sku")?, row.text("name")?))))
        .collect()
}
