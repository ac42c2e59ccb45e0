//! What a person's answer to a delivery's question does.
//!
//! Invariant: an answer posts what it says and closes the question in one transaction; later facts are held and asked
//! about only as far as they go beyond what was answered.

use super::settle::{regrade, settle_line, totals};
use crate::db::{Cx, DbError};
use crate::domain::catalogue;
use crate::domain::discrepancies::{self, Answer, Discrepancy, Kind};
use crate::domain::stock::{self, Answered, Source};
use crate::params;
use shared::facts::BarcodeLearned;
use shared::id::{BinId, DeliveryLineId, DiscrepancyId, ItemId};
use shared::row::RowKind;
use shared::stock::{Condition, Lot, Place};

/// Answers a question about a delivery, and any other by the ledger's own answers.
pub fn answer(
    cx: &Cx<'_>,
    id: DiscrepancyId,
    answer: Answer,
    counted: Option<i64>,
    note: &str,
) -> Result<Answered, DbError> {
    match answer {
        Answer::Found | Answer::Adjust | Answer::Lost | Answer::PutBack | Answer::Seen => {
            return stock::answer(cx, id, answer, counted, note);
        }
        Answer::Accept | Answer::SendBack | Answer::Confirm | Answer::Reject | Answer::HoldInBin => {}
        Answer::SamePiece | Answer::ReallyMore => return Ok(Answered::NotAnAnswer),
    }
    let Some(question) = discrepancies::get(cx, id)? else {
        return Ok(Answered::NotFound);
    };
    if !question.open {
        return Ok(Answered::ClosedBefore);
    }
    if !question.kind.answers().contains(&answer) {
        return Ok(Answered::NotAnAnswer);
    }
    let close = || discrepancies::close_id(cx, id, answer.code(), note.trim());
    Ok(match (question.kind, answer) {
        (Kind::OverDelivered, Answer::Accept | Answer::SendBack) => {
            let Ok(line) = question.subject.parse::<DeliveryLineId>() else {
                return Ok(Answered::NotAnAnswer);
            };
            // Closed first: what settles would close it as "by itself".
            close()?;
            over(cx, id, line, question.quantity, answer == Answer::Accept)?;
            Answered::Done(question.quantity)
        }
        (Kind::BarcodeLearned, Answer::Confirm) => {
            let Some(fact) = learnt(cx, &question)? else {
                return Ok(Answered::NotAnAnswer);
            };
            close()?;
            catalogue::add_barcode(cx, fact.item, &fact.barcode())?;
            Answered::Done(0)
        }
        (Kind::BarcodeLearned, Answer::Reject) => {
            close()?;
            if let Some(item) = question.item {
                cx.touch(RowKind::Item, item.0);
            }
            Answered::Done(0)
        }
        (Kind::HeldPutAway, Answer::HoldInBin) => {
            close()?;
            Answered::Done(hold_in_bins(cx, id, &question)?)
        }
        _ => Answered::NotAnAnswer,
    })
}

fn source(cx: &Cx<'_>, id: DiscrepancyId, what: &str) -> Source {
    Source {
        fact: None,
        what: format!("{what}:{id}"),
        staff: cx.staff(),
        at: cx.now,
    }
}

/// Keeps or sends back `quantity` pieces that are over on a line.
fn over(
    cx: &Cx<'_>,
    id: DiscrepancyId,
    line: DeliveryLineId,
    quantity: i64,
    keep: bool,
) -> Result<(), DbError> {
    let column = if keep {
        "update delivery_line set accepted = accepted + ?2 where id = ?1"
    } else {
        "update delivery_line set refused = refused + ?2 where id = ?1"
    };
    cx.exec(column, params![line, quantity])?;
    let source = source(cx, id, "accept");
    if keep && let Some(totals) = totals(cx, line)? {
        free_from_bins(cx, &source, totals.item, line, quantity)?;
    }
    settle_line(cx, &source, line)?;
    cx.touch(RowKind::DeliveryLine, line.0);
    Ok(())
}

/// Held pieces that were put into a quarantine bin meanwhile become good there, and not at the dock.
fn free_from_bins(
    cx: &Cx<'_>,
    source: &Source,
    item: ItemId,
    line: DeliveryLineId,
    quantity: i64,
) -> Result<(), DbError> {
    let mut wanted = quantity;
    // The earliest lots are freed first: what stays held is the latest.
    let mut lots = cx.rows(include_str!("sql/lots_latest_first.sql"), params![line])?;
    lots.reverse();
    for row in lots {
        let lot = Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        };
        let freed = wanted.min(row.int("held")?);
        wanted -= freed;
        let at_dock = stock::at(cx, Place::Dock, item, &lot, Condition::Hold)?.max(0);
        regrade_in_bins(
            cx,
            source,
            (item, &lot),
            (Condition::Hold, Condition::Good),
            freed - at_dock,
        )?;
    }
    Ok(())
}

/// Pieces that the books hold at the dock but that stand in bins as good are held in their bins.
fn hold_in_bins(cx: &Cx<'_>, id: DiscrepancyId, question: &Discrepancy) -> Result<i64, DbError> {
    let Some(item) = question.item else { return Ok(0) };
    let source = source(cx, id, "hold");
    let mut wanted = question.quantity;
    for row in cx.rows(include_str!("sql/dock_lots.sql"), params![Place::Dock, item])? {
        let lot = Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        };
        if stock::dock_subject(item, &lot) == question.subject {
            wanted -= regrade_in_bins(
                cx,
                &source,
                (item, &lot),
                (Condition::Good, Condition::Hold),
                wanted,
            )?;
        }
    }
    Ok(question.quantity - wanted)
}

/// Regrades pieces where they stand in bins, and the other way round at the dock, whose books had it the other way;
/// answers how many.
fn regrade_in_bins(
    cx: &Cx<'_>,
    source: &Source,
    (item, lot): (ItemId, &Lot),
    (from, to): (Condition, Condition),
    quantity: i64,
) -> Result<i64, DbError> {
    let mut left = quantity.max(0);
    for row in cx.rows(
        include_str!("sql/bins_holding.sql"),
        params![item, &lot.number, &lot.expiry, from],
    )? {
        let bin = Place::Bin(row.parse::<BinId>("bin")?);
        let moved = left.min(row.int("quantity")?);
        if moved > 0 {
            for movement in regrade(item, lot, bin, (from, to), moved)
                .into_iter()
                .chain(regrade(item, lot, Place::Dock, (to, from), moved))
            {
                stock::post(cx, source, &movement)?;
            }
            left -= moved;
        }
    }
    Ok(quantity.max(0) - left)
}

/// The fact that a question about a learnt barcode is about.
fn learnt(cx: &Cx<'_>, question: &Discrepancy) -> Result<Option<BarcodeLearned>, DbError> {
    let Some(fact) = question.fact else {
        return Ok(None);
    };
    let row = cx.row(
        "select kind, version, body from fact where id = ?1",
        params![fact],
    )?;
    row.map_or(Ok(None), |row| super::learn::fact(&row))
}
