//! A blind delivery turns out to be an expected one (「這就是 DN…」).
//!
//! Invariant: what devices recorded for the blind delivery counts for the expected one, whether it was heard before the
//! office said so or comes after, from a device that still knows only the blind id ([`whole`]). The verb moves totals
//! and no facts: what the facts of the blind delivery add up to leaves its lines and enters the other's, the ends of the
//! delivery are read from the facts of both, and everything else follows (`settle`). Taken back, the same goes the
//! other way.
//! Deliberately absent: what the money side has to say, see `payables::merge_delivery`; the ledger, where nothing moves.

use super::arrive::{keep_arrival, keep_closing};
use super::deal::deal;
use super::follow::{follow_of, follow_up, take_back};
use super::receipt::{Bunch, add, line_for, short_dated};
use super::settle::{settle_head, settle_line};
use super::task;
use crate::db::{Cx, DbError, Tx};
use crate::domain::discrepancies::{self, Kind, Raise};
use crate::domain::stock::Source;
use crate::params;
use shared::facts::{DamageReason, DeliveryArrived, DeliveryClosed, Fact};
use shared::id::{DeliveryId, DeliveryLineId, FactId, ItemId, SupplierId};
use shared::row::RowKind;
use shared::stock::Lot;
use std::collections::{BTreeMap, BTreeSet};

/// Deliveries offered as what a blind one may be.
const OFFERED: i64 = 50;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merge {
    Done,
    NotFound,
    /// It was announced, or is said to be another one already.
    NotBlind,
    /// Only an announced delivery that is not over can be what came.
    NotOpen,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmerge {
    Done,
    NotMerged,
    /// The office kept or sent back pieces that were over together.
    Answered,
    /// Goods came for the slip that follows the delivery up.
    FollowedUp,
}

/// The delivery that counts what devices record for `part`.
pub(super) fn whole(tx: &Tx<'_>, part: DeliveryId) -> Result<DeliveryId, DbError> {
    let row = tx.row("select whole from delivery_alias where blind = ?1", params![part])?;
    row.map_or(Ok(part), |row| row.parse("whole"))
}

/// Says that a blind delivery is this expected one.
pub fn merge(cx: &Cx<'_>, blind: DeliveryId, expected: DeliveryId) -> Result<Merge, DbError> {
    let (Some(from), Some(into)) = (head(cx, blind)?, head(cx, expected)?) else {
        return Ok(Merge::NotFound);
    };
    if !from.blind || from.merged {
        return Ok(Merge::NotBlind);
    }
    if into.blind || !matches!(into.state.as_str(), "open" | "started") {
        return Ok(Merge::NotOpen);
    }
    cx.exec(
        include_str!("sql/alias_put.sql"),
        params![blind, expected, cx.now, cx.staff()],
    )?;
    moved(cx, (blind, blind), expected)?;
    discrepancies::close(cx, Kind::BlindDelivery, &blind.hex(), "merged")?;
    Ok(Merge::Done)
}

/// Takes it back: it was another delivery after all.
pub fn unmerge(cx: &Cx<'_>, blind: DeliveryId) -> Result<Unmerge, DbError> {
    let Some(row) = cx.row(
        "select whole, note_no from delivery_alias where blind = ?1",
        params![blind],
    )?
    else {
        return Ok(Unmerge::NotMerged);
    };
    let expected: DeliveryId = row.parse("whole")?;
    let answered = "select count(*) as n from delivery_line where delivery = ?1 and accepted + refused > 0";
    if cx.number(answered, params![expected])? > 0 {
        return Ok(Unmerge::Answered);
    }
    if let Some(slip) = follow_of(cx, expected)? {
        let came = cx.number(include_str!("sql/came_for.sql"), params![slip])?;
        if came > 0 {
            return Ok(Unmerge::FollowedUp);
        }
    }
    cx.exec("delete from delivery_alias where blind = ?1", params![blind])?;
    cx.exec(
        "update delivery set note_no = ?2 where id = ?1",
        params![expected, row.text("note_no")?],
    )?;
    moved(cx, (blind, expected), blind)?;
    if head(cx, blind)?.is_some_and(|head| head.supplier.is_none()) {
        let raise = Raise {
            task: Some(task(blind)),
            ..Raise::new(Kind::BlindDelivery, blind.hex())
        };
        discrepancies::raise(cx, &raise)?;
    }
    Ok(Unmerge::Done)
}

/// Moves what the facts of `part` add up to from one delivery to another, and lets the rest follow.
fn moved(cx: &Cx<'_>, (part, from): (DeliveryId, DeliveryId), to: DeliveryId) -> Result<(), DbError> {
    let source = Source {
        fact: None,
        what: "merge".to_owned(),
        staff: cx.staff(),
        at: cx.now,
    };
    let counted = told(cx, part)?.counted;
    for (delivery, sign) in [(from, -1), (to, 1)] {
        let mut lines: BTreeSet<DeliveryLineId> = BTreeSet::new();
        let mut items: BTreeSet<ItemId> = BTreeSet::new();
        for ((item, lot, damage), (quantity, at)) in &counted {
            let bunch = Bunch {
                delivery,
                item: *item,
                lot,
                damage: damage.and_then(DamageReason::parse),
            };
            let line = line_for(cx, &bunch, None)?;
            add(cx, &bunch, line, sign * quantity)?;
            // Judged by the day on which they were counted.
            let then = Source {
                at: *at,
                ..source.clone()
            };
            short_dated(cx, &then, &bunch, line)?;
            lines.insert(line);
            items.insert(*item);
        }
        for item in items {
            lines.extend(deal(cx, &source, delivery, item)?);
        }
        for line in lines {
            settle_line(cx, &source, line)?;
        }
    }
    for delivery in [from, to] {
        ends(cx, delivery)?;
        settle_head(cx, &source, delivery)?;
        follow_up(cx, &source, delivery, None)?;
        take_back(cx, &source, delivery)?;
        cx.touch(RowKind::Delivery, delivery.0);
        for row in cx.rows(
            "select id from delivery_line where delivery = ?1",
            params![delivery],
        )? {
            cx.touch(RowKind::DeliveryLine, row.parse::<DeliveryLineId>("id")?.0);
        }
    }
    Ok(())
}

/// Reads 點箱 and closing of a delivery anew from the facts of all that it turned out to be.
fn ends(cx: &Cx<'_>, delivery: DeliveryId) -> Result<(), DbError> {
    cx.exec(include_str!("sql/ends_unknown.sql"), params![delivery])?;
    for row in cx.rows(
        "select part from delivery_part where delivery = ?1",
        params![delivery],
    )? {
        let part: DeliveryId = row.parse("part")?;
        if whole(cx, part)? != delivery {
            continue;
        }
        let told = told(cx, part)?;
        for (source, fact) in &told.arrivals {
            keep_arrival(cx, source, delivery, fact)?;
        }
        for (source, fact) in &told.closings {
            keep_closing(cx, source, delivery, fact)?;
        }
    }
    Ok(())
}

/// Item, lot and damage of pieces.
type Kept = (ItemId, Lot, Option<&'static str>);

/// What the facts of a delivery say that stand.
#[derive(Default)]
struct Told {
    /// Pieces, and when the last of them were counted.
    counted: BTreeMap<Kept, (i64, i64)>,
    arrivals: Vec<(Source, DeliveryArrived)>,
    closings: Vec<(Source, DeliveryClosed)>,
}

fn told(tx: &Tx<'_>, part: DeliveryId) -> Result<Told, DbError> {
    let mut told = Told::default();
    for row in tx.rows(include_str!("sql/facts_of.sql"), params![task(part)])? {
        let version = u16::try_from(row.int("version")?).unwrap_or(0);
        // What cannot be read is in quarantine and never here.
        let Ok(fact) = Fact::decode(&row.text("kind")?, version, &row.text("body")?) else {
            continue;
        };
        let source = Source {
            fact: Some(row.parse::<FactId>("id")?),
            what: String::new(),
            staff: row.opt_parse("staff")?,
            at: row.int("at")?,
        };
        if let Fact::Received(fact) = fact {
            let key = (fact.item, fact.lot, fact.damage.map(DamageReason::code));
            let sum = told.counted.entry(key).or_default();
            *sum = (sum.0 + fact.quantity, sum.1.max(source.at));
        } else if let Fact::DeliveryArrived(fact) = fact {
            told.arrivals.push((source, fact));
        } else if let Fact::DeliveryClosed(fact) = fact {
            told.closings.push((source, fact));
        }
    }
    Ok(told)
}

struct Head {
    blind: bool,
    merged: bool,
    state: String,
    supplier: Option<SupplierId>,
}

fn head(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Option<Head>, DbError> {
    let Some(row) = tx.row(
        "select blind, state, supplier from delivery where id = ?1",
        params![delivery],
    )?
    else {
        return Ok(None);
    };
    Ok(Some(Head {
        blind: row.flag("blind")?,
        merged: whole(tx, delivery)? != delivery,
        state: row.text("state")?,
        supplier: row.opt_parse("supplier")?,
    }))
}

/// An expected delivery that a blind one may be.
#[derive(Clone, Debug)]
pub struct Offered {
    pub id: DeliveryId,
    pub number: String,
    pub supplier: String,
    pub purchase_no: String,
    pub due: String,
    pub same_supplier: bool,
    /// Items of the blind delivery that it expects.
    pub same_items: i64,
}

/// The most likely first: of the same supplier, then with the most items in common.
pub fn offered(tx: &Tx<'_>, blind: DeliveryId) -> Result<Vec<Offered>, DbError> {
    tx.rows(include_str!("sql/offered.sql"), params![blind, OFFERED])?
        .iter()
        .map(|row| {
            Ok(Offered {
                id: row.parse("id")?,
                number: row.text("number")?,
                supplier: row.opt_text("supplier_name")?.unwrap_or_default(),
                purchase_no: row.text("purchase_no")?,
                due: row.text("due")?,
                same_supplier: row.flag("same_supplier")?,
                same_items: row.int("same_items")?,
            })
        })
        .collect()
}

/// A blind delivery that turned out to be another one.
#[derive(Clone, Debug)]
pub struct Part {
    pub id: DeliveryId,
    pub number: String,
    pub device_number: String,
    pub at: i64,
    pub by: String,
}

/// The blind deliveries that turned out to be this one, as they were said to be.
pub fn parts(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Vec<Part>, DbError> {
    tx.rows(include_str!("sql/parts.sql"), params![delivery])?
        .iter()
        .map(|row| {
            Ok(Part {
                id: row.parse("id")?,
                number: row.text("number")?,
                device_number: row.text("device_number")?,
                at: row.int("at")?,
                by: row.opt_text("by_name")?.unwrap_or_default(),
            })
        })
        .collect()
}
