//! An item that stands on several lines of one delivery: which line its pieces are counted on.
//!
//! Invariant: it follows from the item's totals by lot and damage and from what the lines expect
//! ([`shared::task::deal`]), never from the line that a device named or from who was heard first. An item on one line is
//! left alone.

use super::receipt::{Bunch, add, short_dated};
use crate::db::{Cx, DbError};
use crate::domain::stock::Source;
use crate::params;
use shared::facts::DamageReason;
use shared::id::{DeliveryId, DeliveryLineId, ItemId};
use shared::stock::Lot;
use std::collections::BTreeMap;

/// Whether they are good, expiry, lot, damage. What is not good is dealt first, then the earliest lot, so that what is
/// over is what may be sold last.
type Kept = (bool, String, String, Option<&'static str>);

/// Deals what was counted of an item over its lines; answers the lines, whether or not they changed.
pub(super) fn deal(
    cx: &Cx<'_>,
    source: &Source,
    delivery: DeliveryId,
    item: ItemId,
) -> Result<Vec<DeliveryLineId>, DbError> {
    let mut lines: Vec<DeliveryLineId> = Vec::new();
    let mut expected = Vec::new();
    for row in cx.rows(include_str!("sql/lines_of_item.sql"), params![delivery, item])? {
        lines.push(row.parse("id")?);
        expected.push(row.int("expected")?);
    }
    if lines.len() < 2 {
        return Ok(lines);
    }
    let mut counted: BTreeMap<Kept, Vec<i64>> = BTreeMap::new();
    for row in cx.rows(include_str!("sql/receipts_of_item.sql"), params![delivery, item])? {
        let damage = DamageReason::parse(&row.text("damage")?).map(DamageReason::code);
        let line: DeliveryLineId = row.parse("line")?;
        let there = counted
            .entry((damage.is_none(), row.text("expiry")?, row.text("lot")?, damage))
            .or_insert_with(|| vec![0; lines.len()]);
        if let Some(at) = lines.iter().position(|known| *known == line) {
            there[at] += row.int("quantity")?;
        }
    }
    let totals: Vec<i64> = counted.values().map(|there| there.iter().sum()).collect();
    let dealt = shared::task::deal(&expected, &totals);
    for (((_, expiry, number, damage), there), shares) in counted.into_iter().zip(dealt) {
        let lot = Lot { number, expiry };
        let bunch = Bunch {
            delivery,
            item,
            lot: &lot,
            damage: damage.and_then(DamageReason::parse),
        };
        for ((line, is), should) in lines.iter().zip(there).zip(shares) {
            if is != should {
                add(cx, &bunch, *line, should - is)?;
                short_dated(cx, source, &bunch, *line)?;
            }
        }
    }
    Ok(lines)
}
