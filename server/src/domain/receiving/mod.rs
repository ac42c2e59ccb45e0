//! Deliveries (進貨單): what is expected, what came, what of it is held, what is still to come.
//!
//! Invariant: everything that follows from counting — held pieces, questions, the follow-up slip, the state of a
//! delivery — is a function of its totals, of who closed it and of what the office answered, so that the facts of two
//! devices give the same books in whatever order they arrive. Facts add to totals ([`receive`], [`arrived`],
//! [`closed`]); `settle` makes the rest follow from them.
//! Deliberately absent: purchase orders (`purchasing` reads how much of a line came), money (`payables`).

mod announce;
mod answer;
mod arrive;
mod deal;
mod follow;
mod forget;
mod learn;
mod merge;
mod query;
mod receipt;
mod settle;
mod stow;

pub use announce::{
    Announced, AnnouncedLine, Announcement, CancelOutcome, LINES_LIMIT, announce, cancel, identify,
};
pub use answer::answer;
pub use arrive::{arrived, closed};
pub use forget::forget_old;
pub use learn::{learned, learnt};
pub use merge::{Merge, Offered, Part, Unmerge, merge, offered, parts, unmerge};
pub use query::{
    DeliveryFilter, DeliveryView, LineView, ReceiptView, SupplierName, deliveries, delivery, homes, lines,
    receipts, state_counts, suppliers,
};
pub use receipt::{Counted, receive};
pub use stow::{stow, stowed};

use crate::db::{Cx, DbError};
use crate::domain::settings::{self, day};
use shared::id::DeliveryId;

/// What names a delivery in questions and stories.
pub fn task(delivery: DeliveryId) -> String {
    format!("delivery:{delivery}")
}

/// Today in the shop's time zone, `YYYY-MM-DD`.
fn date_of(cx: &Cx<'_>, at: i64) -> Result<String, DbError> {
    Ok(day::date(at, settings::shop(cx)?.utc_offset_min))
}

/// `DN261123-0007`
fn next_number(cx: &Cx<'_>) -> Result<String, DbError> {
    let stamp = day::stamp(cx.now, settings::shop(cx)?.utc_offset_min);
    Ok(format!("DN{stamp}-{:04}", cx.next_number(&format!("DN{stamp}"))?))
}
