//! Plans: which bins are to be counted, in walking order.

use super::class::{Class, classes};
use crate::db::{Cx, DbError};
use crate::domain::devices;
use crate::domain::settings::{self, day};
use crate::params;
use shared::catalogue::ItemKind;
use shared::id::*;
use shared::row::RowKind;
use shared::task::Round;
use std::collections::BTreeSet;

/// Bins of one plan; more are counted in several.
pub const BINS_A_PLAN: usize = 2_000;
/// Longest name, characters.
const NAME_LIMIT: usize = 60;

/// How the bins are chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// All bins of these zones.
    Zones(Vec<String>),
    /// Bins that hold items of this class.
    Class(Class),
    /// Bins that nobody has counted for so many days.
    NotCountedFor(i64),
    Bins(Vec<BinId>),
}

#[derive(Clone, Debug)]
pub struct PlanForm {
    pub name: String,
    pub choice: Choice,
    /// Empty: all.
    pub kinds: Vec<ItemKind>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Planned {
    Made(CountPlanId, usize),
    /// The choice fits no bin.
    NoBins,
    /// So many bins fit, more than one plan may hold.
    TooMany(usize),
}

pub fn make_plan(cx: &Cx<'_>, form: &PlanForm) -> Result<Planned, DbError> {
    let bins = chosen(cx, form)?;
    match bins.len() {
        0 => return Ok(Planned::NoBins),
        many if many > BINS_A_PLAN => return Ok(Planned::TooMany(many)),
        _ => {}
    }
    let (basis, detail) = match &form.choice {
        Choice::Zones(zones) => ("zone", zones.join(", ")),
        Choice::Class(class) => ("class", class.code().to_owned()),
        Choice::NotCountedFor(days) => ("stale", days.to_string()),
        Choice::Bins(_) => ("bins", String::new()),
    };
    let kinds: Vec<&str> = form.kinds.iter().map(|kind| kind.code()).collect();
    let name: String = form
        .name
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME_LIMIT)
        .collect();
    let plan = open(cx, &name, basis, &detail, &kinds.join(","))?;
    let made = bins.len();
    for bin in bins {
        add_task(cx, plan, bin, Round::First, None, None)?;
    }
    Ok(Planned::Made(plan, made))
}

fn chosen(cx: &Cx<'_>, form: &PlanForm) -> Result<Vec<BinId>, DbError> {
    let kinds: Vec<&str> = form.kinds.iter().map(|kind| kind.code()).collect();
    let of_class = match form.choice {
        Choice::Class(_) => classes(cx, cx.now)?,
        Choice::Zones(_) | Choice::NotCountedFor(_) | Choice::Bins(_) => Default::default(),
    };
    let named: BTreeSet<BinId> = match &form.choice {
        Choice::Bins(bins) => bins.iter().copied().collect(),
        Choice::Zones(_) | Choice::Class(_) | Choice::NotCountedFor(_) => BTreeSet::new(),
    };
    let mut out: Vec<BinId> = Vec::new();
    // One row a bin and item that it holds, or one for an empty bin.
    for row in cx.rows(include_str!("sql/bins_to_count.sql"), params![])? {
        let bin: BinId = row.parse("bin")?;
        let item: Option<ItemId> = row.opt_parse("item")?;
        let kind = row.opt_text("kind")?;
        let right_kind = kinds.is_empty() || kind.is_some_and(|kind| kinds.contains(&kind.as_str()));
        let fits = match &form.choice {
            Choice::Zones(zones) => zones.contains(&row.text("zone")?),
            Choice::Class(class) => {
                item.is_some_and(|item| of_class.get(&item).copied().unwrap_or(Class::C) == *class)
            }
            Choice::NotCountedFor(days) => row
                .opt_int("counted_at")?
                .is_none_or(|at| at < cx.now - days * day::DAY_MS),
            Choice::Bins(_) => named.contains(&bin),
        };
        // Bins that a person named are counted whatever the books think is in them.
        let fits = fits && (right_kind || !named.is_empty());
        if fits && out.last() != Some(&bin) {
            out.push(bin);
        }
    }
    Ok(out)
}

fn open(cx: &Cx<'_>, name: &str, basis: &str, detail: &str, kinds: &str) -> Result<CountPlanId, DbError> {
    let stamp = day::stamp(cx.now, settings::shop(cx)?.utc_offset_min);
    let number = format!("CT{stamp}-{:04}", cx.next_number(&format!("CT{stamp}"))?);
    let plan: CountPlanId = cx.new_id();
    cx.exec(
        include_str!("sql/plan_put.sql"),
        params![plan, number, name, basis, detail, kinds, cx.now, cx.staff()],
    )?;
    cx.touch(RowKind::CountPlan, plan.0);
    Ok(plan)
}

/// The plan of the day for what no plan asked for: recounts of bins that somebody counted on the spot.
pub(super) fn spot(cx: &Cx<'_>) -> Result<CountPlanId, DbError> {
    let today = day::date(cx.now, settings::shop(cx)?.utc_offset_min);
    match cx.row(include_str!("sql/plan_spot.sql"), params![&today])? {
        Some(row) => row.parse("id"),
        None => open(cx, "臨時盤點 Spot counts", "spot", &today, ""),
    }
}

pub(super) fn add_task(
    cx: &Cx<'_>,
    plan: CountPlanId,
    bin: BinId,
    round: Round,
    not_by: Option<StaffId>,
    follows: Option<VisitId>,
) -> Result<CountTaskId, DbError> {
    let task: CountTaskId = cx.new_id();
    cx.exec(
        include_str!("sql/task_put.sql"),
        params![task, plan, bin, round.code(), not_by, follows, cx.now],
    )?;
    cx.touch(RowKind::CountTask, task.0);
    Ok(task)
}

/// A plan is what its tasks are: untouched, begun, or done; a recount opens it again.
pub(super) fn settle_plan(cx: &Cx<'_>, plan: CountPlanId) -> Result<(), DbError> {
    let changed = cx.exec(include_str!("sql/plan_settle.sql"), params![plan, cx.now])?;
    if changed > 0 {
        cx.touch(RowKind::CountPlan, plan.0);
    }
    Ok(())
}

/// Takes back what nobody has begun. What was counted stays; answers how many bins are not counted any more.
pub fn cancel_plan(cx: &Cx<'_>, plan: CountPlanId) -> Result<usize, DbError> {
    let rows = cx.rows(
        "select id from count_task where plan = ?1 and state = 'open'",
        params![plan],
    )?;
    for row in &rows {
        let task: CountTaskId = row.parse("id")?;
        cx.exec(
            "update count_task set state = 'cancelled' where id = ?1",
            params![task],
        )?;
        cx.touch(RowKind::CountTask, task.0);
    }
    settle_plan(cx, plan)?;
    Ok(rows.len())
}

/// Takes plans off all handhelds that are over for three days; answers how many.
pub fn forget_old(cx: &Cx<'_>) -> Result<usize, DbError> {
    let old = cx.rows(
        include_str!("sql/plans_old.sql"),
        params![cx.now - devices::REMEMBERED_MS],
    )?;
    for row in &old {
        let plan: CountPlanId = row.parse("id")?;
        cx.exec("update count_plan set forgotten = 1 where id = ?1", params![plan])?;
        cx.touch(RowKind::CountPlan, plan.0);
        for task in cx.rows("select id from count_task where plan = ?1", params![plan])? {
            cx.touch(RowKind::CountTask, task.parse::<CountTaskId>("id")?.0);
        }
    }
    Ok(old.len())
}
