//! Barcodes learnt on the floor: used at once where they were learnt, confirmed for all by the office.

use super::task;
use crate::db::{Cx, DbError};
use crate::domain::catalogue;
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::stock::Source;
use crate::params;
use shared::catalogue::Barcode;
use shared::facts::BarcodeLearned;
use shared::id::DiscrepancyId;
use shared::row::RowKind;

use super::receipt::Counted;

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
    let barcode = Barcode {
        code: fact.code.clone(),
        quantity: fact.quantity,
        unit: fact.unit,
    };
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
