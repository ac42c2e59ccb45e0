//! The tasks of plans, and those that a count leads to.

use super::plan;
use crate::db::{Cx, DbError, Tx};
use crate::params;
use shared::id::*;
use shared::row::RowKind;
use shared::task::Round;

/// Somebody counts it; says whether the books know it.
pub fn begin_task(cx: &Cx<'_>, task: CountTaskId) -> Result<bool, DbError> {
    let Some(row) = cx.row("select plan, state from count_task where id = ?1", params![task])? else {
        return Ok(false);
    };
    if row.text("state")? == "open" {
        cx.exec(
            "update count_task set state = 'started' where id = ?1",
            params![task],
        )?;
        cx.touch(RowKind::CountTask, task.0);
    }
    plan::settle_plan(cx, row.parse("plan")?)?;
    Ok(true)
}

/// It was counted to the end; also one that was cancelled meanwhile.
pub(super) fn finish(cx: &Cx<'_>, task: CountTaskId) -> Result<(), DbError> {
    let Some(row) = cx.row("select plan from count_task where id = ?1", params![task])? else {
        return Ok(());
    };
    cx.exec(
        "update count_task set state = 'done' where id = ?1",
        params![task],
    )?;
    cx.touch(RowKind::CountTask, task.0);
    plan::settle_plan(cx, row.parse("plan")?)
}

/// Codes of the kinds of items that the task's plan asks for; empty: all.
pub(super) fn kinds(tx: &Tx<'_>, task: CountTaskId) -> Result<Vec<String>, DbError> {
    let sql = "select p.kinds from count_task t join count_plan p on p.id = t.plan where t.id = ?1";
    let kinds = tx
        .row(sql, params![task])?
        .map(|row| row.text("kinds"))
        .transpose()?;
    Ok(kinds
        .unwrap_or_default()
        .split(',')
        .filter(|kind| !kind.is_empty())
        .map(str::to_owned)
        .collect())
}

/// The round of a visit's task, and who must not count it.
pub(super) fn round_of(tx: &Tx<'_>, task: Option<CountTaskId>) -> Result<(Round, Option<StaffId>), DbError> {
    let Some(task) = task else {
        return Ok((Round::First, None));
    };
    match tx.row(
        "select round, not_by from count_task where id = ?1",
        params![task],
    )? {
        Some(row) => Ok((row.code("round", Round::parse)?, row.opt_parse("not_by")?)),
        None => Ok((Round::First, None)),
    }
}

/// Sees to it that the visit is followed by exactly the task that is wanted. One that somebody works on, or has done,
/// stays what it is.
pub(super) fn follow(
    cx: &Cx<'_>,
    visit: VisitId,
    task: Option<CountTaskId>,
    bin: BinId,
    wanted: Option<(Round, Option<StaffId>)>,
) -> Result<(), DbError> {
    let live = cx.row(include_str!("sql/follow_live.sql"), params![visit])?;
    match (live, wanted) {
        (None, None) => {}
        (Some(row), wanted) if row.text("state")? == "open" => {
            let id: CountTaskId = row.parse("id")?;
            match wanted {
                Some((round, not_by)) => cx.exec(
                    "update count_task set round = ?2, not_by = ?3 where id = ?1",
                    params![id, round.code(), not_by],
                )?,
                None => cx.exec(
                    "update count_task set state = 'cancelled' where id = ?1",
                    params![id],
                )?,
            };
            cx.touch(RowKind::CountTask, id.0);
            plan::settle_plan(cx, row.parse("plan")?)?;
        }
        (Some(_), _) => {}
        (None, Some((round, not_by))) => {
            let plan = match task {
                Some(task) => cx.row("select plan from count_task where id = ?1", params![task])?,
                None => None,
            };
            let plan = match plan {
                Some(row) => row.parse("plan")?,
                None => plan::spot(cx)?,
            };
            plan::add_task(cx, plan, bin, round, not_by, Some(visit))?;
            plan::settle_plan(cx, plan)?;
        }
    }
    Ok(())
}
