//! 盤點: which bins are counted, what was seen there, and what the books held at that moment.
//!
//! Invariant: everything here is a function of what is known so far, whichever way it arrived. A visit is the fold of
//! its facts; its difference is what was counted minus the movements that happened at that bin before it; what is posted
//! for it (bin ↔ lost, or bin ↔ regrade where pieces only changed their condition; source `count:<visit>`) is always
//! exactly the difference of an accepted visit, so a fact that comes late and happened before corrects it. What cannot be ordered against the count is never guessed: the bin is
//! counted again. Absent on purpose: expected quantities in anything that a handheld sees; a count is blind.

mod accept;
mod class;
mod difference;
mod limits;
mod order;
mod plan;
mod query;
mod serial;
mod task;
mod visit;

pub use accept::{Decided, decide, moved, settle};
pub use class::{Class, classes};
pub use difference::{Line, Off, Seen, lines, offs, regraded};
pub use limits::{Limit, Limits, limits, save_limits};
pub use plan::{BINS_A_PLAN, Choice, PlanForm, Planned, cancel_plan, forget_old, make_plan};
pub use query::{
    LineView, PlanView, SheetRow, TaskView, VisitView, bin_visits, lines_of, plan, plans, sheet, stream_of,
    tasks, visit, visits_of_plan, waiting, waiting_for,
};
pub use serial::{Known, SerialView, serials_of};
pub use task::begin_task;
pub use visit::{State, begin, close, refold};
