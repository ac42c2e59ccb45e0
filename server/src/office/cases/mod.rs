//! 客服: customers' questions, after-sales service, and answers that fit again.
//!
//! Invariant: what a customer wrote is shown with telephone numbers and mail addresses masked, on lists, papers and
//! files always; on the page of one case somebody of the office may ask for the whole.

mod act;
mod detail;
mod faq;
mod list;
mod out;

pub use act::{attach, close, faq_use, file, hand_over, note, reopen, reply, serve};
pub use detail::detail;
pub use faq::{faq, faq_create, faq_retire, faq_save};
pub use list::{create, list, new, set_promise};
pub use out::{export, pdf};

use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

/// Cases on the page.
const SHOWN: i64 = 300;

fn said(id: Uuid, code: &str) -> Response {
    Redirect::to(&format!("/office/cases/{}?said={code}", id.simple())).into_response()
}
