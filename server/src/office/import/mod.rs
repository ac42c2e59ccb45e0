//! Files come in, step by step: choose (`upload`), map (`map`, its form in `chosen`), dry run and import (`report`),
//! with codes that mean nothing yet (`codes`). The bytes stay in memory between the steps (`uploads`).

mod chosen;
mod codes;
mod map;
mod report;
mod upload;
mod uploads;

pub use codes::{codes, remember, remember_one};
pub use map::{choose, map};
pub use report::{bad_rows, report, run, run_bad_rows};
pub use upload::{start, upload};
pub use uploads::{Job, Upload, Uploads};

use super::fields::Fields;
use super::notice::Said;
use super::{Page, html, texts};
use crate::http::{AppState, Failure, User};
use crate::intake::fields::Subject;
use axum::response::Redirect;
use shared::catalogue::Role;

/// Who may import it. People are the administrator's alone: a file could make anybody one.
fn least_role(subject: Subject) -> Role {
    match subject {
        Subject::Staff => Role::Admin,
        Subject::Orders
        | Subject::Items
        | Subject::Bundles
        | Subject::Bins
        | Subject::Stock
        | Subject::Suppliers
        | Subject::SupplierItems
        | Subject::Purchases
        | Subject::Traffic
        | Subject::Returns
        | Subject::Invoices => Role::Office,
    }
}

async fn blocking<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(f)
        .await
        .map_err(|_| Failure::Inside("an import's worker is gone".to_owned()))
}

/// The person's upload; one that is gone, or no longer theirs to import, leads back to the start.
fn find(state: &AppState, user: &User, id: i64) -> Result<Upload, Redirect> {
    state
        .uploads
        .get(id, user.member.id, state.store.clock().now_ms())
        .filter(|upload| user.may(least_role(upload.mapping.subject)))
        .ok_or_else(|| Redirect::to("/office/import?gone=1"))
}
