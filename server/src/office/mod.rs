//! The office's pages: parse a form, call a verb, show a template. No SQL, no rules.

pub mod assets;
pub mod bins;
pub mod bundles;
pub mod carriers;
pub mod devices;
pub mod events;
mod fields;
pub mod home;
pub mod items;
pub mod login;
mod page;
pub mod settings;
mod setup;
mod sheet;
pub mod staff;
pub mod stock;
pub mod texts;

pub use page::{Page, html};
