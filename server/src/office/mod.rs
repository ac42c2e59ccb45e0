//! The office's pages: parse a form, call a verb, show a template. No SQL, no rules.

pub mod assets;
pub mod carrier_file;
pub mod discrepancies;
pub mod events;
pub mod home;
pub mod import;
pub mod login;
pub mod manifests;
mod notice;
pub mod orders;
mod page;
mod papers;
mod posted;
pub mod print;
pub mod story;
pub mod texts;
pub mod waves;

pub use page::{Page, html};
