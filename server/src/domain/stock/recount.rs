//! `beeline-server check`: folds the movements again and compares with what the books say.

use crate::db::{DbError, Tx};
use crate::params;
use serde::Serialize;

/// Where two records of one truth differ. Empty: all agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Differences {
    /// Balances that are not the fold of the movements.
    pub balances: Vec<String>,
    /// Balances kept for past moments that are not the fold of the movements before them.
    pub marks: Vec<String>,
    /// Items whose movements do not sum to zero over all places.
    pub items: Vec<String>,
    /// Lines of lists whose picked quantity is not what their facts say.
    pub lines: Vec<String>,
    /// Lines of shipments whose packed quantity is not what their facts say.
    pub shipments: Vec<String>,
    /// Lines that reserve although their list is over, or do not although it is not.
    pub reservations: Vec<String>,
    /// Shipments whose state and parcel disagree.
    pub documents: Vec<String>,
    /// Deliveries whose lines, receipts and movements from the supplier disagree.
    pub deliveries: Vec<String>,
    /// Counts whose postings are not their difference.
    pub counts: Vec<String>,
    /// Replenishments that moved something else than their facts say.
    pub replenishments: Vec<String>,
    /// Findings of returns benches that moved something else than they count for.
    pub returns: Vec<String>,
}

impl Differences {
    pub fn is_empty(&self) -> bool {
        *self == Differences::default()
    }
}

pub fn check(tx: &Tx<'_>) -> Result<Differences, DbError> {
    let found = |sql: &str| -> Result<Vec<String>, DbError> {
        tx.rows(sql, params![])?
            .iter()
            .map(|row| row.text("what"))
            .collect()
    };
    Ok(Differences {
        balances: found(include_str!("sql/check_balances.sql"))?,
        marks: found(include_str!("sql/check_marks.sql"))?,
        items: found(include_str!("sql/check_items.sql"))?,
        lines: found(include_str!("sql/check_lines.sql"))?,
        shipments: found(include_str!("sql/check_shipments.sql"))?,
        reservations: found(include_str!("sql/check_reservations.sql"))?,
        documents: found(include_str!("sql/check_documents.sql"))?,
        deliveries: found(include_str!("sql/check_deliveries.sql"))?,
        counts: found(include_str!("sql/check_counts.sql"))?,
        replenishments: found(include_str!("sql/check_replenishments.sql"))?,
        returns: found(include_str!("sql/check_returns.sql"))?,
    })
}
