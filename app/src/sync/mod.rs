//! Sync: what waits goes to the server, what changed comes back, and neither waits for the other.

pub mod http;
pub mod plan;
pub mod run;
pub mod worker;

use shared::enrol::Enrolled;
use shared::id::FactId;
use shared::photo::PhotoId;
use shared::refusal::Refusal;
use shared::sync::Page;

/// What sync tells the app's thread, which alone writes.
#[derive(Clone, Debug)]
pub enum SyncNews {
    /// The server durably has everything up to `acked_seq`; `quarantined` of it raw. `now` is its clock.
    Acked {
        acked_seq: i64,
        quarantined: Vec<FactId>,
        now: i64,
    },
    /// A page of the feed.
    Page(Box<Page>),
    /// A pull begins anew from the cursor: what was staged is void.
    Restarted,
    /// The server answered no.
    Refused(Refusal),
    /// The server has this photo.
    PhotoKept(PhotoId),
    /// The connection was switched off or on by hand.
    Forced {
        offline: bool,
    },
    Enrolled {
        enrolled: Enrolled,
        urls: Vec<String>,
        pin: String,
    },
    EnrolRefused(Refusal),
    EnrolFailed {
        why: String,
    },
}
