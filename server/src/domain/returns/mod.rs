//! Returns (退貨單): what customers send back, what the bench found, what the office decides.
//!
//! Invariant: stock rises by what was inspected and by nothing else. What two benches found without knowing of each other
//! is kept of both; what of it moved pieces is a function of everything known, so that the order in which facts arrive
//! changes nothing.
//! Deliberately absent: money (`refunds`), the tax paper (`allowances`).

mod bench;
mod book;
mod feed;

pub use bench::{Bench, Looked, arrived, closed, inspected, sealed};
pub use feed::{for_bench, sent};

use crate::db::{Cx, DbError};
use crate::domain::settings::{self, day};
use shared::id::ReturnId;

/// What names a return in questions and stories.
pub fn task(returned: ReturnId) -> String {
    format!("return:{returned}")
}

/// `RT261124-0007`
fn next_number(cx: &Cx<'_>) -> Result<String, DbError> {
    let stamp = day::stamp(cx.now, settings::shop(cx)?.utc_offset_min);
    Ok(format!("RT{stamp}-{:04}", cx.next_number(&format!("RT{stamp}"))?))
}
