//! Where the pieces of a delivery were put, for the 驗收單.

use crate::db::{Cx, DbError};
use crate::params;
use shared::facts::PutAway;

/// Keeps where pieces went, or takes `fact` out again where `quantity` is negative. Nothing where the worker's device
/// knew no delivery.
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
