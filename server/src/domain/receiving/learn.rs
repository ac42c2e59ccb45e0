//! Barcodes learnt on the floor: used at once where they were learnt, confirmed for all by the office.
//!
//! Invariant: until the office has answered, and while it has refused, the item's row says which handhelds learnt which
//! code ([`learnt`]), so that what a handheld knows does not end with the pull that contains its fact. Two handhelds may
//! learn one code for two items: each knows its own, the office is asked about both.

use super::task;
use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::catalogue;
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::stock::Source;
use crate::params;
use shared::catalogue::Learnt;
use shared::facts::{BarcodeLearned, Fact};
use shared::id::{DeviceId, DiscrepancyId, ItemId};
use shared::row::RowKind;

use super::receipt::Counted;

/// Learnt barcodes that an item's row carries: the oldest refusals are forgotten first.
const CARRIED: i64 = 50;

/// What handhelds learnt of an item's barcodes, and what of it was refused; the latest first.
pub fn learnt(tx: &Tx<'_>, item: ItemId) -> Result<Vec<Learnt>, DbError> {
    let mut all: Vec<Learnt> = Vec::new();
    for row in tx.rows(include_str!("sql/learnt.sql"), params![item, CARRIED])? {
        let device: DeviceId = row.parse("device")?;
        let Some(fact) = fact(&row)?.filter(|fact| fact.item == item) else {
            continue;
        };
        let (barcode, refused) = (fact.barcode(), row.text("state")? != "open");
        match all.iter_mut().find(|learnt| learnt.barcode == barcode) {
            // An answer that is older than the question.
            Some(learnt) if learnt.refused != refused => {}
            Some(learnt) if learnt.devices.contains(&device) => {}
            Some(learnt) => learnt.devices.push(device),
            None => all.push(Learnt {
                barcode,
                devices: vec![device],
                refused,
            }),
        }
    }
    Ok(all)
}

pub(super) fn fact(row: &Row) -> Result<Option<BarcodeLearned>, DbError> {
    let version = u16::try_from(row.int("version")?).unwrap_or(0);
    let fact = Fact::decode(&row.text("kind")?, version, &row.text("body")?);
    Ok(if let Ok(Fact::BarcodeLearned(fact)) = fact {
        Some(fact)
    } else {
        None
    })
}

/// Asks the office about a barcode, once for however many devices learnt it. The item's row goes out again, so that
/// the device that learnt it knows where it stands.
pub fn learned(
    cx: &Cx<'_>,
    source: &Source,
    fact: &BarcodeLearned,
    counted: Counted,
) -> Result<Option<DiscrepancyId>, DbError> {
    cx.touch(RowKind::Item, fact.item.0);
    let subject = format!(
        "{} {} {} {}",
        fact.item,
        fact.code,
        fact.quantity,
        fact.unit.code()
    );
    let barcode = fact.barcode();
    match counted {
        Counted::Done => {
            if catalogue::has_barcode(cx, fact.item, &barcode)? {
                return Ok(None);
            }
            let raise = Raise {
                fact: source.fact,
                staff: source.staff,
                item: Some(fact.item),
                task: fact.delivery.map(task),
                quantity: fact.quantity,
                detail: fact.code.clone(),
                ..Raise::new(Kind::BarcodeLearned, subject)
            };
            discrepancies::raise(cx, &raise).map(Some)
        }
        Counted::TakenBack => {
            if let Some(open) = discrepancies::find_open(cx, Kind::BarcodeLearned, &subject)? {
                let others = cx.number(include_str!("sql/learnt_elsewhere.sql"), params![open])?;
                if others == 0 {
                    discrepancies::close(cx, Kind::BarcodeLearned, &subject, "undone")?;
                }
            }
            Ok(None)
        }
    }
}
