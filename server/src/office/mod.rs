//! The office's pages: parse a form, call a verb, show a template. No SQL, no rules.

pub mod assets;
pub mod events;
pub mod home;
pub mod login;
mod page;
pub mod texts;

pub use page::{Page, html};
