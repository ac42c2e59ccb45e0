//! What benches found, as a function of everything known: which findings moved pieces, how far a return is, and what a
//! person must look at.
//!
//! Two benches that do not know of each other may inspect one piece. So, for each item of a shipment (or of one return,
//! where nobody knows the shipment): what the device with the earliest finding found moves; what others found moves only
//! while the whole stays within what was shipped (or, of an unknown shipment, declared); one serial number moves once. The
//! rest is kept and asked about.
//! Invariant: the order in which facts arrive changes nothing. A movement stands in the books with the moment of its
//! finding, however late it is posted.

use super::book::touch;
use super::{questions, task};
use crate::db::{Cx, DbError, Row, Tx};
use crate::domain::stock::{self, Source};
use crate::params;
use shared::id::{DeviceId, DiscrepancyId, FactId, ItemId, ParcelId, PlateId, ReturnId, ShipmentId, StaffId};
use shared::inspect::Disposition;
use shared::row::RowKind;
use shared::stock::{Condition, Lot, Movement, Place};
use std::collections::{BTreeMap, BTreeSet};

/// What a person said of pieces that two benches found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    #[default]
    Unsaid,
    /// It is the piece that the other bench found.
    Same,
    /// There really are more.
    More,
}

impl Verdict {
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Unsaid => "",
            Verdict::Same => "same",
            Verdict::More => "more",
        }
    }

    pub fn parse(code: &str) -> Option<Verdict> {
        match code {
            "" => Some(Verdict::Unsaid),
            "same" => Some(Verdict::Same),
            "more" => Some(Verdict::More),
            _ => None,
        }
    }
}

/// A finding, as far as it decides what moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub fact: FactId,
    pub seq: i64,
    pub device: Option<DeviceId>,
    /// When, by the device's clock.
    pub at: i64,
    /// Empty: none was read.
    pub serial: String,
    pub quantity: i64,
    pub verdict: Verdict,
}

/// Of the findings of one item, which count: in their order. `limit`: pieces that were shipped, or declared.
pub fn counted(findings: &[Finding], limit: i64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|at| {
        let one = &findings[*at];
        (one.at, one.fact, one.seq)
    });
    let mut counts = vec![false; findings.len()];
    let Some(first) = order.first().map(|at| findings[*at].device) else {
        return counts;
    };
    let (theirs, others): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|at| findings[*at].device == first);
    let mut serials = BTreeSet::new();
    let mut total = 0i64;
    for (at, by_first) in theirs
        .into_iter()
        .map(|at| (at, true))
        .chain(others.into_iter().map(|at| (at, false)))
    {
        let one = &findings[at];
        if one.verdict == Verdict::More {
            counts[at] = true;
            continue;
        }
        let fits = by_first || one.verdict == Verdict::Unsaid && total + one.quantity <= limit;
        if fits && (one.serial.is_empty() || serials.insert(one.serial.as_str())) {
            counts[at] = true;
            total += one.quantity;
        }
    }
    counts
}

/// A row of the books about a finding.
pub(super) struct Kept {
    pub returned: ReturnId,
    pub item: ItemId,
    lot: Lot,
    pub not_ours: bool,
    pub disposition: Disposition,
    plate: String,
    pub second: Option<StaffId>,
    pub staff: Option<StaffId>,
    pub posted: bool,
    pub undone: bool,
    pub finding: Finding,
}

fn kept(row: &Row) -> Result<Kept, DbError> {
    Ok(Kept {
        returned: row.parse("return_id")?,
        item: row.parse("item")?,
        lot: Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        },
        not_ours: row.flag("not_ours")?,
        disposition: row.code("disposition", Disposition::parse)?,
        plate: row.text("plate")?,
        second: row.opt_parse("second")?,
        staff: row.opt_parse("staff")?,
        posted: row.flag("posted")?,
        undone: row.flag("undone")?,
        finding: Finding {
            fact: row.parse("fact")?,
            seq: row.int("seq")?,
            device: row.opt_parse("device")?,
            at: row.int("at")?,
            serial: row.text("serial")?,
            quantity: row.int("quantity")?,
            verdict: row.code("verdict", Verdict::parse)?,
        },
    })
}

impl Kept {
    /// From the customer into the condition decided; `None`: it goes back to its customer and never becomes ours.
    fn movement(&self) -> Option<Movement> {
        let to = match self.plate.as_str() {
            "" => Place::Dock,
            code => Place::Plate(PlateId::of(code)),
        };
        let (condition, to) = match (self.disposition, self.disposition.condition()) {
            (_, Some(condition)) => (condition, to),
            (Disposition::Customer, None) => return None,
            (_, None) => (Condition::Defect, Place::Scrap),
        };
        Some(Movement {
            item: self.item,
            lot: self.lot.clone(),
            condition,
            from: Place::Customer,
            to,
            quantity: self.finding.quantity,
        })
    }
}

/// Findings that are compared with one another, and what they are compared with.
pub(super) struct Group {
    pub shipment: Option<ShipmentId>,
    pub returns: Vec<ReturnId>,
    pub rows: Vec<Kept>,
    /// Pieces that left, by item; empty where no shipment is known.
    pub shipped: BTreeMap<ItemId, i64>,
    /// Pieces that were declared, by return and item.
    pub declared: BTreeMap<(ReturnId, ItemId), i64>,
}

impl Group {
    fn read(tx: &Tx<'_>, returned: ReturnId) -> Result<Group, DbError> {
        let shipment = shipment_of(tx, returned)?;
        let rows = tx.rows(include_str!("sql/group_rows.sql"), params![shipment, returned])?;
        let returns = match shipment {
            Some(shipment) => tx
                .rows(include_str!("sql/group_returns.sql"), params![shipment])?
                .iter()
                .map(|row| row.parse("id"))
                .collect::<Result<_, DbError>>()?,
            None => vec![returned],
        };
        let mut declared = BTreeMap::new();
        for one in &returns {
            for row in tx.rows(include_str!("sql/declared.sql"), params![*one])? {
                declared.insert((*one, row.parse("item")?), row.int("quantity")?);
            }
        }
        Ok(Group {
            shipped: match shipment {
                Some(shipment) => shipped(tx, shipment)?,
                None => BTreeMap::new(),
            },
            rows: rows.iter().map(kept).collect::<Result<_, DbError>>()?,
            shipment,
            returns,
            declared,
        })
    }

    fn limit(&self, item: ItemId) -> i64 {
        if self.shipment.is_some() {
            return self.shipped.get(&item).copied().unwrap_or(0);
        }
        let of_item = self.declared.iter().filter(|((_, one), _)| *one == item);
        of_item.map(|(_, quantity)| quantity).sum()
    }
}

/// Pieces of each item that left in a shipment's parcel.
pub(super) fn shipped(tx: &Tx<'_>, shipment: ShipmentId) -> Result<BTreeMap<ItemId, i64>, DbError> {
    let row = tx.row("select parcel from shipment where id = ?1", params![shipment])?;
    let parcel = row.map(|row| row.opt_parse("parcel")).transpose()?.flatten();
    let parcel: ParcelId = parcel.unwrap_or(ParcelId(shipment.0));
    let mut shipped = BTreeMap::new();
    for row in tx.rows(include_str!("sql/sent_lines.sql"), params![Place::Parcel(parcel)])? {
        *shipped.entry(row.parse("item")?).or_insert(0) += row.int("quantity")?;
    }
    Ok(shipped)
}

pub(super) fn shipment_of(tx: &Tx<'_>, returned: ReturnId) -> Result<Option<ShipmentId>, DbError> {
    match tx.row(
        "select shipment from sales_return where id = ?1",
        params![returned],
    )? {
        Some(row) => row.opt_parse("shipment"),
        None => Ok(None),
    }
}

/// Brings movements, states and questions in line with what is known of a return and of those of the same shipment.
/// Pieces that were taken back go back with `source`.
pub(super) fn settle(
    cx: &Cx<'_>,
    source: &Source,
    returned: ReturnId,
) -> Result<Option<DiscrepancyId>, DbError> {
    let mut group = Group::read(cx, returned)?;
    let mut items: Vec<ItemId> = group.rows.iter().map(|row| row.item).collect();
    items.dedup();
    for item in items {
        let limit = group.limit(item);
        let of_item: Vec<usize> = (0..group.rows.len())
            .filter(|at| group.rows[*at].item == item && !group.rows[*at].undone)
            .collect();
        let findings: Vec<Finding> = of_item.iter().map(|at| group.rows[*at].finding.clone()).collect();
        let counts = counted(&findings, limit);
        for row in group.rows.iter_mut().filter(|row| row.item == item) {
            let counts = findings
                .iter()
                .zip(&counts)
                .any(|(one, counts)| *counts && (one.fact, one.seq) == (row.finding.fact, row.finding.seq));
            post(cx, source, row, counts && !row.undone)?;
        }
    }
    let mut raised = None;
    for one in &group.returns {
        head(cx, *one)?;
        raised = questions::settle(cx, &group, *one)?.or(raised);
        cx.touch(RowKind::Return, one.0);
    }
    touch(cx, returned, group.shipment);
    Ok(raised)
}

/// Moves pieces that count from now on, or back those that no longer do.
fn post(cx: &Cx<'_>, source: &Source, row: &mut Kept, counts: bool) -> Result<(), DbError> {
    if row.posted == counts {
        return Ok(());
    }
    if let Some(movement) = row.movement() {
        let own = Source {
            fact: Some(row.finding.fact),
            what: String::new(),
            staff: row.staff,
            at: row.finding.at,
        };
        match (counts, row.undone) {
            (true, _) => stock::post(cx, &own, &movement)?,
            (false, true) => stock::post(cx, source, &movement.reversed())?,
            // It never was another piece: it leaves the books from the moment at which it had entered them.
            (false, false) => stock::post(cx, &own, &movement.reversed())?,
        }
    }
    row.posted = counts;
    cx.exec(
        "update inspection set posted = ?3 where fact = ?1 and seq = ?2",
        params![row.finding.fact, row.finding.seq, counts],
    )?;
    Ok(())
}

/// When a return came and how far it is: the earliest sight of it, and the last time that a bench was through.
fn head(cx: &Cx<'_>, returned: ReturnId) -> Result<(), DbError> {
    let Some(row) = cx.row(
        "select state, cancelled_at from sales_return where id = ?1",
        params![returned],
    )?
    else {
        return Ok(());
    };
    let seen = cx.row(include_str!("sql/first_seen.sql"), params![returned])?;
    let (at, by, raw) = match &seen {
        Some(row) => (
            Some(row.int("at")?),
            row.opt_parse::<StaffId>("staff")?,
            row.text("raw")?,
        ),
        None => (None, None, String::new()),
    };
    let over = cx.row(include_str!("sql/last_close.sql"), params![returned])?;
    let (closed_at, closed_by) = match &over {
        Some(row) => (Some(row.int("at")?), row.opt_parse::<StaffId>("staff")?),
        None => (None, None),
    };
    let state = match (closed_at, at, row.opt_int("cancelled_at")?) {
        (Some(_), _, _) => "done",
        (None, Some(_), _) => "started",
        (None, None, Some(_)) => "cancelled",
        (None, None, None) => "open",
    };
    cx.exec(
        include_str!("sql/head_settle.sql"),
        params![returned, state, at, by, raw, closed_at, closed_by, cx.now],
    )?;
    Ok(())
}

/// A parcel was packed, handed over or taken back after what came back of it was inspected: what left has changed.
///
/// # Errors
/// The database's.
pub fn sent_changed(
    cx: &Cx<'_>,
    source: &Source,
    shipment: ShipmentId,
) -> Result<Option<DiscrepancyId>, DbError> {
    match cx.row(include_str!("sql/group_returns.sql"), params![shipment])? {
        Some(row) => settle(cx, source, row.parse("id")?),
        None => Ok(None),
    }
}

/// A person's word about pieces that two benches found: of one return and item.
pub(super) fn judge(cx: &Cx<'_>, returned: ReturnId, item: ItemId, verdict: Verdict) -> Result<i64, DbError> {
    let pieces = cx.number(include_str!("sql/held_back.sql"), params![returned, item])?;
    cx.exec(
        include_str!("sql/judge.sql"),
        params![returned, item, verdict.code()],
    )?;
    let source = Source {
        fact: None,
        what: task(returned),
        staff: cx.staff(),
        at: cx.now,
    };
    settle(cx, &source, returned)?;
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn finding(fact: u128, device: u128, at: i64, serial: &str, quantity: i64) -> Finding {
        Finding {
            fact: FactId(Uuid::from_u128(fact)),
            seq: 0,
            device: Some(DeviceId(Uuid::from_u128(device))),
            at,
            serial: serial.to_owned(),
            quantity,
            verdict: Verdict::Unsaid,
        }
    }

    #[test]
    fn two_benches_and_one_piece() {
        // (device, moment, serial, pieces), what was shipped, which count.
        type Case<'a> = (&'a [(u128, i64, &'a str, i64)], i64, &'a [bool]);
        let cases: &[Case<'_>] = &[
            (&[(1, 10, "", 1), (2, 20, "", 1)], 1, &[true, false]),
            (&[(1, 10, "", 1), (2, 20, "", 1)], 2, &[true, true]),
            // Hands of the bench that was first count whatever was shipped.
            (
                &[(1, 10, "", 2), (1, 30, "", 3), (2, 20, "", 1)],
                1,
                &[true, true, false],
            ),
            (&[(2, 20, "S", 1), (1, 10, "S", 1)], 5, &[false, true]),
            (&[(1, 10, "S", 1), (1, 11, "S", 1)], 5, &[true, false]),
            // Two pieces where one fits do not move by halves.
            (
                &[(1, 10, "", 1), (2, 20, "", 2), (2, 21, "", 1)],
                2,
                &[true, false, true],
            ),
        ];
        for (given, limit, expected) in cases {
            let all: Vec<Finding> = (1..)
                .zip(given.iter())
                .map(|(fact, (device, at, serial, quantity))| finding(fact, *device, *at, serial, *quantity))
                .collect();
            assert_eq!(counted(&all, *limit), *expected, "{given:?} of {limit}");
        }
    }

    #[test]
    fn a_person_knows_better() {
        let mut all = [finding(1, 1, 10, "", 1), finding(2, 2, 20, "", 1)];
        all[1].verdict = Verdict::More;
        assert_eq!(counted(&all, 1), [true, true]);
        all[1].verdict = Verdict::Same;
        assert_eq!(counted(&all, 9), [true, false]);
        // What is the only one left is no second one.
        assert_eq!(counted(&all[1..], 0), [true]);
    }

    fn any_finding() -> impl Strategy<Value = (u128, i64, u8, i64, u8)> {
        (1u128..4, 0i64..4, 0u8..3, 1i64..4, 0u8..6)
    }

    proptest! {
        #[test]
        fn whoever_is_heard_first_the_same_pieces_move(
            given in prop::collection::vec(any_finding(), 0..7), limit in 0i64..6, turns in any::<u64>()
        ) {
            let all: Vec<Finding> = (1u128..).zip(&given).map(|(fact, (device, at, serial, quantity, said))| {
                let serial = if *serial == 0 { String::new() } else { format!("S{serial}") };
                let quantity = if serial.is_empty() { *quantity } else { 1 };
                Finding {
                    verdict: match said { 0 => Verdict::Same, 1 => Verdict::More, _ => Verdict::Unsaid },
                    ..finding(fact, *device, *at, &serial, quantity)
                }
            }).collect();
            let which = |findings: &[Finding]| -> BTreeSet<FactId> {
                let counts = counted(findings, limit);
                findings.iter().zip(counts).filter(|(_, counts)| *counts).map(|(one, _)| one.fact).collect()
            };
            let expected = which(&all);
            let mut turned = all.clone();
            let mut turns = turns;
            for at in (1..turned.len()).rev() {
                turns = turns.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                turned.swap(at, usize::try_from(turns >> 33).unwrap_or(0) % (at + 1));
            }
            prop_assert_eq!(which(&turned), expected);
        }
    }
}
