//! One return with all that is known of it: lines, findings with photos, where the pieces stand, what happened.

use super::law::{LastDays, last_days};
use super::pickup::{Pickup, pickup_of};
use super::query::{ReturnHead, returned_head};
use super::settle::{shipment_of, shipped};
use super::task;
use crate::db::{DbError, Tx};
use crate::domain::photos::{self, Named};
use crate::domain::settings::Shop;
use crate::domain::settings::holidays::Holidays;
use crate::domain::shipments::{self, Event};
use crate::params;
use shared::id::{FactId, ItemId, OrderId, PlateId, ReturnId};
use shared::inspect::{Answer, Disposition, Grade, Liable, ReturnReason};
use shared::stock::{Condition, Lot, Place};
use std::collections::{BTreeMap, BTreeSet};

/// A kind of piece of a return.
#[derive(Clone, Debug, Default)]
pub struct ReturnLine {
    pub sku: String,
    pub name: String,
    pub bought: Option<i64>,
    pub shipped: Option<i64>,
    pub declared: i64,
    pub found: i64,
    /// What the bench says is not there.
    pub missing: i64,
}

/// Pieces that stand somewhere now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub sku: String,
    pub condition: Condition,
    pub quantity: i64,
    /// Code of the plate on which they stood when they left the bench; empty: the dock.
    pub plate: String,
    /// Code of the bin; empty: they stand on the plate still.
    pub bin: String,
}

/// What one bench found of some pieces.
#[derive(Clone, Debug)]
pub struct FindingView {
    pub fact: FactId,
    pub sku: String,
    pub name: String,
    pub item: ItemId,
    pub lot: Lot,
    pub serial: String,
    pub quantity: i64,
    pub not_ours: bool,
    pub sealed: bool,
    pub answers: Vec<Answer>,
    pub suggested: Grade,
    pub grade: Grade,
    pub disposition: Disposition,
    pub finding: Option<ReturnReason>,
    pub remark: String,
    pub plate: String,
    pub second: String,
    pub staff: String,
    pub device: String,
    pub at: i64,
    pub posted: bool,
    pub undone: bool,
    pub photos: Vec<Named>,
}

/// A return that was merged into another, or into which others were.
#[derive(Clone, Debug)]
pub struct Merged {
    pub id: ReturnId,
    pub number: String,
}

/// One return with all that is known of it.
#[derive(Clone, Debug)]
pub struct ReturnView {
    pub head: ReturnHead,
    pub reason_note: String,
    pub liable: Option<Liable>,
    pub note: String,
    pub codes: Vec<String>,
    pub matched: bool,
    pub shipment_number: String,
    pub handed_at: Option<i64>,
    pub recipient: String,
    pub arrived_by: String,
    pub arrived_raw: String,
    pub closed_by: String,
    pub created_by: String,
    pub decision_note: String,
    pub decided_by: String,
    pub lines: Vec<ReturnLine>,
    pub findings: Vec<FindingView>,
    pub standing: Vec<Standing>,
    pub pickup: Option<Pickup>,
    /// Where it was merged to.
    pub main: Option<Merged>,
    pub aliases: Vec<Merged>,
}

impl ReturnView {
    pub fn last_days(&self, shop: &Shop, holidays: &Holidays) -> LastDays {
        last_days(&self.head.known(shop), shop, holidays)
    }
}

pub fn get(tx: &Tx<'_>, id: ReturnId) -> Result<Option<ReturnView>, DbError> {
    let Some(head) = returned_head(tx, id)? else {
        return Ok(None);
    };
    let Some(row) = tx.row(include_str!("sql/return_more.sql"), params![id])? else {
        return Ok(None);
    };
    let told = |column: &str| -> Result<String, DbError> { Ok(row.opt_text(column)?.unwrap_or_default()) };
    let findings = findings(tx, id)?;
    Ok(Some(ReturnView {
        reason_note: row.text("reason_note")?,
        liable: Liable::parse(&row.text("liable")?),
        note: row.text("note")?,
        codes: tx
            .rows(
                "select code from return_code where return_id = ?1 order by code",
                params![id],
            )?
            .iter()
            .map(|row| row.text("code"))
            .collect::<Result<_, DbError>>()?,
        matched: row.flag("matched")?,
        shipment_number: told("shipment_number")?,
        handed_at: row.opt_int("handed_at")?,
        recipient: told("recipient")?,
        arrived_by: told("arrived_by_name")?,
        arrived_raw: row.text("arrived_raw")?,
        closed_by: told("closed_by_name")?,
        created_by: told("created_by_name")?,
        decision_note: row.text("decision_note")?,
        decided_by: told("decided_by_name")?,
        lines: lines(tx, id, head.order)?,
        standing: standing(tx, &findings)?,
        findings,
        pickup: pickup_of(tx, id)?,
        main: merged(tx, include_str!("sql/merged_into.sql"), id)?.pop(),
        aliases: merged(tx, include_str!("sql/merged_here.sql"), id)?,
        head,
    }))
}

fn merged(tx: &Tx<'_>, sql: &str, id: ReturnId) -> Result<Vec<Merged>, DbError> {
    let rows = tx.rows(sql, params![id])?;
    rows.iter()
        .map(|row| {
            Ok(Merged {
                id: row.parse("id")?,
                number: row.text("number")?,
            })
        })
        .collect()
}

fn lines(tx: &Tx<'_>, id: ReturnId, order: Option<OrderId>) -> Result<Vec<ReturnLine>, DbError> {
    let mut all: BTreeMap<ItemId, ReturnLine> = BTreeMap::new();
    for row in tx.rows(include_str!("sql/lines_of.sql"), params![id])? {
        let line = ReturnLine {
            sku: row.text("sku")?,
            name: row.text("name")?,
            declared: row.int("declared")?,
            found: row.int("found")?,
            ..ReturnLine::default()
        };
        all.insert(row.parse("item")?, line);
    }
    if let Some(last) = tx.row(include_str!("sql/last_close.sql"), params![id])? {
        for row in tx.rows(include_str!("sql/said_missing.sql"), params![last.text("fact")?])? {
            if let Some(line) = all.get_mut(&row.parse("item")?) {
                line.missing = row.int("quantity")?;
            }
        }
    }
    if let Some(order) = order {
        for row in tx.rows(include_str!("sql/bought.sql"), params![order])? {
            if let Some(line) = all.get_mut(&row.parse("item")?) {
                *line.bought.get_or_insert(0) += row.int("quantity")?;
            }
        }
    }
    if let Some(shipment) = shipment_of(tx, id)? {
        let left = shipped(tx, shipment)?;
        for (item, line) in &mut all {
            line.shipped = Some(left.get(item).copied().unwrap_or(0));
        }
    }
    let mut lines: Vec<ReturnLine> = all.into_values().collect();
    lines.sort_by(|a, b| a.sku.cmp(&b.sku));
    Ok(lines)
}

fn findings(tx: &Tx<'_>, id: ReturnId) -> Result<Vec<FindingView>, DbError> {
    let mut pictures: BTreeMap<FactId, Vec<Named>> = BTreeMap::new();
    for told in told_as(tx, id)? {
        for (fact, named) in photos::of_task(tx, &task(told))? {
            pictures.entry(fact).or_default().push(named);
        }
    }
    tx.rows(include_str!("sql/findings.sql"), params![id])?
        .iter()
        .map(|row| {
            let name =
                |column: &str| -> Result<String, DbError> { Ok(row.opt_text(column)?.unwrap_or_default()) };
            let fact = row.parse("fact")?;
            let answers = row.text("answers")?;
            Ok(FindingView {
                photos: pictures.get(&fact).cloned().unwrap_or_default(),
                fact,
                item: row.parse("item")?,
                sku: row.text("sku")?,
                name: row.text("name")?,
                lot: Lot {
                    number: row.text("lot")?,
                    expiry: row.text("expiry")?,
                },
                serial: row.text("serial")?,
                quantity: row.int("quantity")?,
                not_ours: row.flag("not_ours")?,
                sealed: row.flag("sealed")?,
                answers: serde_json::from_str(&answers).map_err(|_| DbError::Decode(answers, "answers"))?,
                suggested: row.code("suggested", Grade::parse)?,
                grade: row.code("grade", Grade::parse)?,
                disposition: row.code("disposition", Disposition::parse)?,
                finding: ReturnReason::parse(&row.text("finding")?),
                remark: row.text("remark")?,
                plate: row.text("plate")?,
                second: name("second_name")?,
                staff: name("staff_name")?,
                device: name("device_label")?,
                at: row.int("at")?,
                posted: row.flag("posted")?,
                undone: row.flag("undone")?,
            })
        })
        .collect()
}

/// The returns under which facts that count for this one name it: its own, and those merged into it.
fn told_as(tx: &Tx<'_>, id: ReturnId) -> Result<Vec<ReturnId>, DbError> {
    let aliases = merged(tx, include_str!("sql/merged_here.sql"), id)?;
    let mut all = vec![id];
    all.extend(aliases.into_iter().map(|one| one.id));
    Ok(all)
}

/// What devices recorded about a return, and about those merged into it.
pub fn story(tx: &Tx<'_>, id: ReturnId, limit: i64) -> Result<Vec<Event>, DbError> {
    let mut events = Vec::new();
    for told in told_as(tx, id)? {
        events.extend(shipments::story_of_task(tx, &task(told), limit)?);
    }
    events.sort_by_key(|event| event.at);
    Ok(events)
}

/// Where the pieces that counted stand: on their plates, and in the bins into which they were put away from there.
fn standing(tx: &Tx<'_>, findings: &[FindingView]) -> Result<Vec<Standing>, DbError> {
    let mut plates: BTreeMap<&str, BTreeSet<ItemId>> = BTreeMap::new();
    for one in findings.iter().filter(|one| one.posted && !one.plate.is_empty()) {
        plates.entry(&one.plate).or_default().insert(one.item);
    }
    let mut all = Vec::new();
    for (plate, items) in plates {
        for row in tx.rows(
            include_str!("sql/standing.sql"),
            params![Place::Plate(PlateId::of(plate))],
        )? {
            if items.contains(&row.parse("item")?) {
                all.push(Standing {
                    sku: row.text("sku")?,
                    condition: row.code("condition", Condition::parse)?,
                    quantity: row.int("quantity")?,
                    plate: plate.to_owned(),
                    bin: row.text("bin")?,
                });
            }
        }
    }
    Ok(all)
}
