//! Taking items and bins out of use: only when nothing is left of them in the house.

use crate::db::{Cx, DbError};
use crate::domain::catalogue;
use crate::params;
use shared::id::{BinId, ItemId};
use shared::stock::Place;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetireOutcome {
    Retired,
    /// There is stock of it, or in it.
    HoldsStock,
}

pub fn retire_item(cx: &Cx<'_>, item: ItemId) -> Result<RetireOutcome, DbError> {
    if cx.number(
        include_str!("sql/in_house.sql"),
        params![item, Option::<String>::None],
    )? > 0
    {
        return Ok(RetireOutcome::HoldsStock);
    }
    catalogue::retire_item(cx, item)?;
    Ok(RetireOutcome::Retired)
}

pub fn retire_bin(cx: &Cx<'_>, bin: BinId) -> Result<RetireOutcome, DbError> {
    let place = Place::Bin(bin);
    if cx.number(
        include_str!("sql/in_house.sql"),
        params![Option::<String>::None, place],
    )? > 0
    {
        return Ok(RetireOutcome::HoldsStock);
    }
    catalogue::retire_bin(cx, bin)?;
    Ok(RetireOutcome::Retired)
}
