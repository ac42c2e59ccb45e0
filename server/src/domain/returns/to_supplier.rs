//! 廠退 proposed: pieces that came back from customers and were judged to be the supplier's fault, by supplier.
//!
//! Absent on purpose: the 進貨退出單 itself, its money and its parcel (`payables`).

use crate::db::{Cx, DbError, Tx};
use crate::domain::payables::{self, Candidate, NewReturn, NewReturnLine, ReturnMade};
use crate::params;
use shared::id::{ItemId, SupplierId};
use shared::stock::Condition;
use std::collections::BTreeMap;

/// What may go back to one supplier.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub supplier: SupplierId,
    pub name: String,
    pub pieces: i64,
    /// `MUG × 2、TEA × 1`
    pub goods: String,
}

/// A supplier's name and how many pieces of which items it is to take back.
type Wanted = BTreeMap<SupplierId, (String, BTreeMap<ItemId, i64>)>;

/// Items that benches sent to the supplier, with how many pieces; each item's main supplier, else the one of its last delivery.
fn wanted(tx: &Tx<'_>) -> Result<Wanted, DbError> {
    let mut all = Wanted::new();
    for row in tx.rows(include_str!("sql/supplier_defects.sql"), params![])? {
        let Some(supplier) = row.opt_parse("supplier")? else {
            continue;
        };
        let (_, items) = all
            .entry(supplier)
            .or_insert_with(|| (row.text("supplier_name").unwrap_or_default(), BTreeMap::new()));
        items.insert(row.parse("item")?, row.int("quantity")?);
    }
    Ok(all)
}

/// Defect pieces of what a supplier is to take back, no more of an item than benches sent there.
fn pieces(
    tx: &Tx<'_>,
    supplier: SupplierId,
    items: &BTreeMap<ItemId, i64>,
) -> Result<Vec<(Candidate, i64)>, DbError> {
    let mut left = items.clone();
    let mut found = Vec::new();
    for candidate in payables::candidates(tx, supplier)? {
        let wanted = left.entry(candidate.item).or_default();
        let quantity = candidate.quantity.min(*wanted);
        if candidate.condition == Condition::Defect && quantity > 0 {
            *wanted -= quantity;
            found.push((candidate, quantity));
        }
    }
    Ok(found)
}

pub fn proposals(tx: &Tx<'_>) -> Result<Vec<Proposal>, DbError> {
    let mut all = Vec::new();
    for (supplier, (name, items)) in wanted(tx)? {
        let pieces = pieces(tx, supplier, &items)?;
        if pieces.is_empty() {
            continue;
        }
        let mut goods: BTreeMap<&str, i64> = BTreeMap::new();
        for (candidate, quantity) in &pieces {
            *goods.entry(&candidate.sku).or_default() += quantity;
        }
        let goods: Vec<String> = goods.iter().map(|(sku, n)| format!("{sku} × {n}")).collect();
        all.push(Proposal {
            supplier,
            name,
            pieces: pieces.iter().map(|(_, quantity)| quantity).sum(),
            goods: goods.join("、"),
        });
    }
    Ok(all)
}

/// One press: a draft of a return to the supplier, with everything that is proposed. `None`: nothing is proposed any more.
pub fn draft(cx: &Cx<'_>, supplier: SupplierId, reason: &str) -> Result<Option<ReturnMade>, DbError> {
    let Some((_, items)) = wanted(cx)?.remove(&supplier) else {
        return Ok(None);
    };
    let lines: Vec<NewReturnLine> = pieces(cx, supplier, &items)?
        .into_iter()
        .map(|(candidate, quantity)| NewReturnLine {
            item: candidate.item,
            lot: candidate.lot,
            condition: candidate.condition,
            place: candidate.place,
            quantity,
            unit_price: candidate.price,
        })
        .collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let form = NewReturn {
        supplier,
        reason: reason.to_owned(),
        remark: String::new(),
        lines,
    };
    payables::create_return(cx, &form).map(Some)
}
