//! Plans: which bins are left, and where the walk goes.

use super::{State, bin_code, clear};
use crate::flows::{Ctx, Look, Looked, Step};
use crate::say::Count;
use shared::id::{CountPlanId, CountTaskId, StaffId};
use shared::lang::Lang;
use shared::task::{CountPlan, CountTask, TaskState};

pub fn is_open(task: &CountTask) -> bool {
    matches!(task.state, TaskState::Open | TaskState::Started)
}

/// Plans with something left to count.
pub fn open_plans(look: &dyn Look) -> Looked<Vec<(CountPlan, Vec<CountTask>)>> {
    let mut open = Vec::new();
    for plan in look.all_count_plans()? {
        if matches!(plan.state, TaskState::Open | TaskState::Started) {
            let tasks = look.count_tasks(plan.id)?;
            if tasks.iter().any(is_open) {
                open.push((plan, tasks));
            }
        }
    }
    Ok(open)
}

/// The next bin on the walk that this person may count.
pub fn next_task(
    tasks: &[CountTask],
    staff: Option<StaffId>,
    but: Option<CountTaskId>,
) -> Option<&CountTask> {
    tasks.iter().find(|task| {
        is_open(task) && Some(task.id) != but && !(task.not_by.is_some() && task.not_by == staff)
    })
}

/// A plan was tapped or its number scanned.
pub fn open_plan(state: &State, plan: CountPlanId, ctx: &Ctx, look: &dyn Look) -> Looked<Step<State>> {
    let Some(found) = look.count_plan(plan)? else {
        return Ok(Step::say(State::default(), Count::Start {}));
    };
    let number = found.number.clone();
    if matches!(found.state, TaskState::Held | TaskState::Cancelled) {
        return Ok(Step::say(clear(state), Count::PlanStopped { plan: number }));
    }
    let tasks = look.count_tasks(plan)?;
    let Some(next) = next_task(&tasks, ctx.staff, None) else {
        return Ok(Step::say(State::default(), Count::PlanNothing { plan: number }));
    };
    let next = bin_code(next.bin, look)?;
    let state = State {
        plan: Some(plan),
        ..State::default()
    };
    Ok(Step::say(
        state,
        Count::PlanOpened {
            plan: number,
            bin: next,
        },
    ))
}

/// The office took the plan away.
pub(super) fn stopped(state: &State, look: &dyn Look) -> Looked<Option<Count>> {
    let Some(plan) = state.plan else { return Ok(None) };
    let plan = look.count_plan(plan)?;
    Ok(match plan {
        Some(plan) if matches!(plan.state, TaskState::Held | TaskState::Cancelled) => {
            Some(Count::PlanStopped { plan: plan.number })
        }
        Some(_) => None,
        None => Some(Count::PlanStopped { plan: "?".to_owned() }),
    })
}

/// Where the walk goes after a bin, in words; no plan any more when it is through.
pub(super) fn after(
    plan: Option<CountPlanId>,
    done: Option<CountTaskId>,
    ctx: &Ctx,
    look: &dyn Look,
) -> Looked<(Option<CountPlanId>, String)> {
    let words = |zh: String, en: String| match ctx.lang {
        Lang::ZhTw => zh,
        Lang::En => en,
    };
    let Some(plan) = plan else {
        let say = words(
            "刷下一個儲位，或回首頁".to_owned(),
            "Scan the next bin, or go home".to_owned(),
        );
        return Ok((None, say));
    };
    let tasks = look.count_tasks(plan)?;
    if let Some(next) = next_task(&tasks, ctx.staff, done) {
        let bin = bin_code(next.bin, look)?;
        return Ok((
            Some(plan),
            words(format!("下一個：{bin}"), format!("Next: {bin}")),
        ));
    }
    let number = look
        .count_plan(plan)?
        .map_or_else(String::new, |plan| plan.number);
    let say = words(
        format!("{number} 你的部分盤完了"),
        format!("Your part of {number} is done"),
    );
    Ok((None, say))
}
