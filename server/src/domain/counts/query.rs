//! What the office sees of plans and counts, with names.

use super::difference::{Key, regraded};
use super::visit::State;
use crate::db::{DbError, Row, Tx};
use crate::domain::devices::{self, DeviceState};
use crate::params;
use shared::id::*;
use shared::stock::{Condition, Lot};
use shared::task::Round;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
pub struct PlanView {
    pub id: CountPlanId,
    pub number: String,
    pub name: String,
    pub state: String,
    pub basis: String,
    pub detail: String,
    pub kinds: Vec<String>,
    pub created_at: i64,
    pub by: String,
    /// Bins, and how many of them are counted.
    pub bins: i64,
    pub done: i64,
    /// Counts of it that wait for the office.
    pub waiting: i64,
}

fn plan_view(row: &Row) -> Result<PlanView, DbError> {
    Ok(PlanView {
        id: row.parse("id")?,
        number: row.text("number")?,
        name: row.text("name")?,
        state: row.text("state")?,
        basis: row.text("basis")?,
        detail: row.text("detail")?,
        kinds: row
            .text("kinds")?
            .split(',')
            .filter(|kind| !kind.is_empty())
            .map(str::to_owned)
            .collect(),
        created_at: row.int("created_at")?,
        by: row.opt_text("staff_name")?.unwrap_or_default(),
        bins: row.int("bins")?,
        done: row.int("done")?,
        waiting: row.int("waiting")?,
    })
}

/// Newest first.
pub fn plans(tx: &Tx<'_>, limit: i64) -> Result<Vec<PlanView>, DbError> {
    let none: Option<CountPlanId> = None;
    tx.rows(include_str!("sql/plans.sql"), params![none, limit])?
        .iter()
        .map(plan_view)
        .collect()
}

pub fn plan(tx: &Tx<'_>, plan: CountPlanId) -> Result<Option<PlanView>, DbError> {
    tx.row(include_str!("sql/plans.sql"), params![plan, 1])?
        .map(|row| plan_view(&row))
        .transpose()
}

#[derive(Clone, Debug)]
pub struct TaskView {
    pub id: CountTaskId,
    pub seq: i64,
    pub bin: BinId,
    pub code: String,
    pub zone: String,
    pub round: Round,
    pub state: String,
    pub not_by: String,
}

pub fn tasks(tx: &Tx<'_>, plan: CountPlanId) -> Result<Vec<TaskView>, DbError> {
    tx.rows(include_str!("sql/tasks.sql"), params![plan])?
        .iter()
        .map(|row| {
            Ok(TaskView {
                id: row.parse("id")?,
                seq: row.int("seq")?,
                bin: row.parse("bin")?,
                code: row.text("code")?,
                zone: row.text("zone")?,
                round: row.code("round", Round::parse)?,
                state: row.text("state")?,
                not_by: row.opt_text("not_by")?.unwrap_or_default(),
            })
        })
        .collect()
}

#[derive(Clone, Debug)]
pub struct VisitView {
    pub id: VisitId,
    pub task: Option<CountTaskId>,
    pub bin: BinId,
    pub code: String,
    pub plan: Option<CountPlanId>,
    pub plan_number: String,
    pub round: Round,
    pub staff: String,
    pub device: String,
    pub device_id: DeviceId,
    pub epoch: i64,
    pub began_at: i64,
    pub at: Option<i64>,
    pub to_at: i64,
    pub wall_clock: bool,
    /// Only this item was looked at: its SKU.
    pub only: String,
    pub state: State,
    pub decided_by: String,
    /// The count that it confirms or replaces.
    pub follows: Option<VisitId>,
}

impl VisitView {
    /// The office may say what is to become of it.
    pub fn may_accept(&self) -> bool {
        matches!(self.state, State::Second | State::Waiting)
    }

    pub fn may_ask(&self) -> bool {
        self.state == State::Waiting || self.state.posts()
    }
}

fn visit_view(row: &Row) -> Result<VisitView, DbError> {
    Ok(VisitView {
        id: row.parse("id")?,
        task: row.opt_parse("task")?,
        bin: row.parse("bin")?,
        code: row.text("code")?,
        plan: row.opt_parse("plan")?,
        plan_number: row.opt_text("plan_number")?.unwrap_or_default(),
        round: row
            .opt_text("round")?
            .as_deref()
            .and_then(Round::parse)
            .unwrap_or_default(),
        staff: row.opt_text("staff_name")?.unwrap_or_default(),
        device: row.text("device_label")?,
        device_id: row.parse("device")?,
        epoch: row.int("epoch")?,
        began_at: row.int("began_at")?,
        at: row.opt_int("at")?,
        to_at: row.int("to_at")?,
        wall_clock: row.flag("wall_clock")?,
        only: row.opt_text("only_sku")?.unwrap_or_default(),
        state: row.code("state", State::parse)?,
        decided_by: row.opt_text("decided_name")?.unwrap_or_default(),
        follows: row.opt_parse("follows")?,
    })
}

fn visit_views(
    tx: &Tx<'_>,
    plan: Option<CountPlanId>,
    bin: Option<BinId>,
    one: Option<VisitId>,
    state: &str,
    limit: i64,
) -> Result<Vec<VisitView>, DbError> {
    tx.rows(
        include_str!("sql/visits.sql"),
        params![plan, bin, one, state, limit],
    )?
    .iter()
    .map(visit_view)
    .collect()
}

pub fn visits_of_plan(tx: &Tx<'_>, plan: CountPlanId) -> Result<Vec<VisitView>, DbError> {
    visit_views(tx, Some(plan), None, None, "", 4_000)
}

/// The counts of a bin, newest first.
pub fn bin_visits(tx: &Tx<'_>, bin: BinId, limit: i64) -> Result<Vec<VisitView>, DbError> {
    visit_views(tx, None, Some(bin), None, "", limit)
}

pub fn visit(tx: &Tx<'_>, visit: VisitId) -> Result<Option<VisitView>, DbError> {
    Ok(visit_views(tx, None, None, Some(visit), "", 1)?
        .into_iter()
        .next())
}

/// Counts that the office has to decide.
pub fn waiting(tx: &Tx<'_>, limit: i64) -> Result<Vec<VisitView>, DbError> {
    visit_views(tx, None, None, None, State::Waiting.code(), limit)
}

/// What was counted beside what the books held.
#[derive(Clone, Debug)]
pub struct LineView {
    pub visit: VisitId,
    pub item: ItemId,
    pub sku: String,
    pub name: String,
    pub lot: Lot,
    pub condition: Condition,
    pub counted: i64,
    pub book: i64,
    pub unclear: bool,
    pub aside: bool,
    pub posted: i64,
    /// Of the difference, what became this condition (negative: stopped being it), posted or not.
    pub regraded: i64,
}

impl LineView {
    pub fn difference(&self) -> i64 {
        self.counted - self.book
    }

    fn key(&self) -> Key {
        (self.item, self.condition, self.lot.clone())
    }
}

/// The lines of one visit, or of all visits of a plan.
pub fn lines_of(
    tx: &Tx<'_>,
    visit: Option<VisitId>,
    plan: Option<CountPlanId>,
) -> Result<Vec<LineView>, DbError> {
    let mut lines: Vec<LineView> = tx
        .rows(include_str!("sql/lines.sql"), params![visit, plan])?
        .iter()
        .map(line_view)
        .collect::<Result<_, DbError>>()?;
    let mut changed = BTreeMap::new();
    for visit in lines.iter().map(|line| line.visit).collect::<BTreeSet<_>>() {
        let own: Vec<(Key, i64)> = lines
            .iter()
            .filter(|line| line.visit == visit && !line.aside)
            .map(|line| (line.key(), line.difference()))
            .collect();
        changed.insert(visit, regraded(own.iter().map(|(key, off)| (key, *off))));
    }
    for line in lines.iter_mut().filter(|line| !line.aside) {
        line.regraded = changed[&line.visit].get(&line.key()).copied().unwrap_or(0);
    }
    Ok(lines)
}

fn line_view(row: &Row) -> Result<LineView, DbError> {
    Ok(LineView {
        visit: row.parse("visit")?,
        item: row.parse("item")?,
        sku: row.text("sku")?,
        name: row.text("name")?,
        lot: Lot {
            number: row.text("lot")?,
            expiry: row.text("expiry")?,
        },
        condition: row.code("condition", Condition::parse)?,
        counted: row.int("counted")?,
        book: row.int("book")?,
        unclear: row.flag("unclear")?,
        aside: row.flag("aside")?,
        posted: row.int("posted")?,
        regraded: 0,
    })
}

/// Labels of handhelds that may still hold facts from before the end of this count: not heard from since, or heard from
/// with work left.
pub fn waiting_for(tx: &Tx<'_>, visit: &VisitView) -> Result<Vec<String>, DbError> {
    let Some(at) = visit.at else {
        return Ok(Vec::new());
    };
    let devices = devices::list(tx)?.into_iter().filter(|device| {
        device.state != DeviceState::Revoked
            && device.id != visit.device_id
            && device.enrolled_at <= at
            && (device.seen_at <= at || device.pending > 0)
    });
    Ok(devices.map(|device| device.label).collect())
}

/// One row of the 盤點表: a bin, and an item that it holds by the books (none: an empty row to write on).
#[derive(Clone, Debug)]
pub struct SheetRow {
    pub bin: String,
    pub zone: String,
    pub item: Option<ItemId>,
    pub sku: String,
    pub barcode: String,
    pub name: String,
    pub lot: Lot,
    pub condition: Condition,
    /// What was counted in the first and second round, where it was.
    pub first: Option<i64>,
    pub second: Option<i64>,
}

pub fn sheet(tx: &Tx<'_>, plan: CountPlanId) -> Result<Vec<SheetRow>, DbError> {
    tx.rows(include_str!("sql/sheet.sql"), params![plan])?
        .iter()
        .map(|row| {
            Ok(SheetRow {
                bin: row.text("code")?,
                zone: row.text("zone")?,
                item: row.opt_parse("item")?,
                sku: row.opt_text("sku")?.unwrap_or_default(),
                barcode: row.opt_text("barcode")?.unwrap_or_default(),
                name: row.opt_text("name")?.unwrap_or_default(),
                lot: Lot {
                    number: row.opt_text("lot")?.unwrap_or_default(),
                    expiry: row.opt_text("expiry")?.unwrap_or_default(),
                },
                condition: row
                    .opt_text("condition")?
                    .as_deref()
                    .and_then(Condition::parse)
                    .unwrap_or_default(),
                first: row.opt_int("first")?,
                second: row.opt_int("second")?,
            })
        })
        .collect()
}

/// A stretch of one device's facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub device: DeviceId,
    pub epoch: i64,
    /// First and last seq.
    pub seqs: (i64, i64),
}

/// Where a visit stands in the stream of its device, with three facts before and after it: scans that mean nothing by
/// themselves are found by what was scanned around them.
pub fn stream_of(tx: &Tx<'_>, visit: VisitId) -> Result<Option<Stretch>, DbError> {
    tx.row(
        include_str!("sql/visit_range.sql"),
        params![format!("visit:{visit}")],
    )?
    .map(|row| {
        Ok(Stretch {
            device: row.parse("device")?,
            epoch: row.int("epoch")?,
            seqs: (row.int("first")? - 3, row.int("last")? + 3),
        })
    })
    .transpose()
}
