//! What a person must look at about a return. A question closes itself when what it asks about is no longer so, and one
//! that was answered is asked again only if there is more to it.

use super::settle::{Group, Kept, Verdict};
use super::task;
use crate::db::{Cx, DbError};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::params;
use shared::id::{DiscrepancyId, ItemId, ReturnId};
use shared::inspect::Disposition;
use std::collections::BTreeMap;

/// Questions that are computed here; others about a return are left alone.
const OURS: [Kind; 7] = [
    Kind::ReturnTwice,
    Kind::ReturnNotOurs,
    Kind::ReturnMissing,
    Kind::ReturnSurplus,
    Kind::ReturnCancelled,
    Kind::BlindReturn,
    Kind::ScrapAlone,
];

/// Subject of a question about an item of a return.
pub(super) fn subject(returned: ReturnId, item: ItemId) -> String {
    format!("{}:{}", returned.hex(), item.hex())
}

/// The return and item of such a subject.
pub(super) fn about(subject: &str) -> Option<(ReturnId, ItemId)> {
    let (returned, item) = subject.split_once(':')?;
    Some((returned.parse().ok()?, item.parse().ok()?))
}

/// Asks, refreshes and closes; answers a question that is new.
pub(super) fn settle(
    cx: &Cx<'_>,
    group: &Group,
    returned: ReturnId,
) -> Result<Option<DiscrepancyId>, DbError> {
    let wanted = wanted(cx, group, returned)?;
    for row in cx.rows(include_str!("sql/open_questions.sql"), params![task(returned)])? {
        let kind = row.code("kind", Kind::parse)?;
        let subject = row.text("subject")?;
        let still = wanted
            .iter()
            .any(|raise| raise.kind == kind && raise.subject == subject);
        if OURS.contains(&kind) && !still {
            discrepancies::close_id(cx, row.parse("id")?, "by_itself", "")?;
        }
    }
    let mut new = None;
    for raise in wanted {
        if discrepancies::find_open(cx, raise.kind, &raise.subject)?.is_some() {
            discrepancies::raise(cx, &raise)?;
            continue;
        }
        let answered = discrepancies::latest(cx, raise.kind, &raise.subject)?
            .is_some_and(|last| last.answer != "by_itself" && last.quantity >= raise.quantity);
        if !answered {
            new = Some(discrepancies::raise(cx, &raise)?);
        }
    }
    Ok(new)
}

fn wanted(cx: &Cx<'_>, group: &Group, returned: ReturnId) -> Result<Vec<Raise>, DbError> {
    let mut all = Vec::new();
    let mut ask = |kind, item: Option<ItemId>, quantity: i64, detail: String| {
        let subject = item.map_or_else(|| returned.hex(), |item| subject(returned, item));
        all.push(Raise {
            item,
            task: Some(task(returned)),
            quantity,
            detail,
            ..Raise::new(kind, subject)
        });
    };
    let rows: Vec<&Kept> = group
        .rows
        .iter()
        .filter(|row| row.returned == returned && !row.undone)
        .collect();
    let sum = |which: &dyn Fn(&Kept) -> bool| {
        let mut sums: BTreeMap<ItemId, i64> = BTreeMap::new();
        for row in rows.iter().filter(|row| which(row)) {
            *sums.entry(row.item).or_default() += row.finding.quantity;
        }
        sums
    };
    for (item, quantity) in sum(&|row| !row.posted && row.finding.verdict == Verdict::Unsaid) {
        ask(Kind::ReturnTwice, Some(item), quantity, String::new());
    }
    for (item, quantity) in sum(&|row| row.not_ours && row.posted) {
        let of_item = rows.iter().filter(|row| row.item == item && row.not_ours);
        let mut serials: Vec<&str> = of_item.map(|row| row.finding.serial.as_str()).collect();
        serials.sort_unstable();
        serials.dedup();
        ask(
            Kind::ReturnNotOurs,
            Some(item),
            quantity,
            serials.join(" ").trim().to_owned(),
        );
    }
    let found = sum(&|row| row.posted);
    for (item, quantity) in missing(cx, group, returned, &found)? {
        ask(Kind::ReturnMissing, Some(item), quantity, String::new());
    }
    for (item, quantity) in surplus(group, returned, &sum(&|row| row.posted && !row.not_ours)) {
        ask(Kind::ReturnSurplus, Some(item), quantity, String::new());
    }
    if let Some(row) = cx.row(
        "select shipment, order_id, arrived_at, cancelled_at from sales_return where id = ?1",
        params![returned],
    )? {
        let came = row.opt_int("arrived_at")?.is_some();
        if came && row.opt_int("cancelled_at")?.is_some() {
            ask(Kind::ReturnCancelled, None, 0, String::new());
        }
        if came && row.opt_text("shipment")?.is_none() && row.opt_text("order_id")?.is_none() {
            ask(Kind::BlindReturn, None, 0, String::new());
        }
    }
    for row in &rows {
        let alone = row.second.is_none() || row.second == row.staff;
        if row.disposition == Disposition::Scrap && alone {
            all.push(Raise {
                fact: Some(row.finding.fact),
                staff: row.staff,
                item: Some(row.item),
                task: Some(task(returned)),
                quantity: row.finding.quantity,
                ..Raise::new(Kind::ScrapAlone, row.finding.fact.hex())
            });
        }
    }
    Ok(all)
}

/// What the last bench said is not there, as far as nobody has found it since.
fn missing(
    cx: &Cx<'_>,
    group: &Group,
    returned: ReturnId,
    found: &BTreeMap<ItemId, i64>,
) -> Result<Vec<(ItemId, i64)>, DbError> {
    let Some(last) = cx.row(include_str!("sql/last_close.sql"), params![returned])? else {
        return Ok(Vec::new());
    };
    let mut still = Vec::new();
    for row in cx.rows(include_str!("sql/said_missing.sql"), params![last.text("fact")?])? {
        let item: ItemId = row.parse("item")?;
        let said = row.int("quantity")?;
        let lacks = match group.declared.get(&(returned, item)) {
            Some(declared) => said.min(declared - found.get(&item).copied().unwrap_or(0)),
            None => said,
        };
        if lacks > 0 {
            still.push((item, lacks));
        }
    }
    Ok(still)
}

/// More than was declared in this return, or than left in all of the shipment.
fn surplus(group: &Group, returned: ReturnId, found: &BTreeMap<ItemId, i64>) -> Vec<(ItemId, i64)> {
    let says = group.declared.keys().any(|(one, _)| *one == returned);
    let over = found.iter().map(|(item, quantity)| {
        let declared = group.declared.get(&(returned, *item)).copied().unwrap_or(0);
        let beyond_declared = if says { quantity - declared } else { 0 };
        let of_all = group
            .rows
            .iter()
            .filter(|row| row.item == *item && row.posted && !row.not_ours && !row.undone);
        let all: i64 = of_all.map(|row| row.finding.quantity).sum();
        let beyond_shipped = match group.shipment {
            Some(_) => all - group.shipped.get(item).copied().unwrap_or(0),
            None => 0,
        };
        (*item, beyond_declared.max(beyond_shipped))
    });
    over.filter(|(_, quantity)| *quantity > 0).collect()
}
