//! Returns (退貨單): what customers send back, what the bench found, what the office decides.
//!
//! Invariant: stock rises by what was inspected and by nothing else. What two benches found without knowing of each other
//! is kept of both; what of it moved pieces is a function of everything known, so that the order in which facts arrive
//! changes nothing.
//! Deliberately absent: money (`refunds`), the tax paper (`allowances`).

mod announce;
mod answer;
mod bench;
mod book;
mod decide;
mod feed;
mod forget;
mod from_file;
mod law;
mod matching;
mod pickup;
mod query;
mod questions;
mod settle;
mod to_supplier;
mod view;

pub use announce::{
    Announced, Announcement, CODES, Head, Listed, NUMBERS, NewLine, Returnable, Step, announce, cancel,
    comes_back, correct, returnable, why,
};
pub use answer::answer;
pub use bench::{Bench, Looked, arrived, closed, inspected, sealed};
pub use book::standing;
pub use decide::{Decided, Decision, decide, has_inspected};
pub use feed::{for_bench, sent};
pub use forget::forget_old;
pub use from_file::{FromFile, NotKept, Told, ToldLine, keep};
pub use law::{Known, LastDays, in_time, last_days};
pub use matching::{Matched, Owner, match_order, owners, unmatch};
pub use pickup::{Errand, HOWS, PARCELS, Pickup, SLOTS, STATES, arrange, errands, pickup_of, requested};
pub use query::{Filter, Late, ReturnHead, Stage, channels, list, of_order, returned_head};
pub use settle::{Verdict, sent_changed};
pub use to_supplier::{Proposal, draft, proposals};
pub use view::{FindingView, Merged, ReturnLine, ReturnView, Standing, get, story};

use crate::db::{Cx, DbError};
use crate::domain::settings::{self, day};
use shared::id::ReturnId;

/// What names a return in questions and stories.
pub fn task(returned: ReturnId) -> String {
    format!("return:{returned}")
}

/// `CR261124-0007`; RT is a return to a supplier.
fn next_number(cx: &Cx<'_>) -> Result<String, DbError> {
    let stamp = day::stamp(cx.now, settings::shop(cx)?.utc_offset_min);
    Ok(format!("CR{stamp}-{:04}", cx.next_number(&format!("CR{stamp}"))?))
}
