//! 原進貨單號 and 發票號碼 of a return: the delivery by which each of its items came last. Pieces carry no delivery with
//! them, so that an older one is possible and the paper says which it means.

use crate::db::{DbError, Tx};
use crate::params;
use uuid::Uuid;

/// A delivery with an invoice against it; without one the number is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub delivery: String,
    pub invoice: String,
    pub day: String,
}

/// By number; a delivery of several invoices stands once for each.
pub fn origins(tx: &Tx<'_>, supplier_return: Uuid) -> Result<Vec<Origin>, DbError> {
    tx.rows(include_str!("sql/return_origins.sql"), params![supplier_return])?
        .iter()
        .map(|row| {
            Ok(Origin {
                delivery: row.text("number")?,
                invoice: row.opt_text("invoice")?.unwrap_or_default(),
                day: row.opt_text("day")?.unwrap_or_default(),
            })
        })
        .collect()
}
