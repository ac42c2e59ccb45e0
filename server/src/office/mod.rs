//! The office's pages: parse a form, call a verb, show a template. No SQL, no rules.

pub mod assets;
pub mod bins;
pub mod bundles;
pub mod carrier_file;
pub mod carriers;
pub mod counts;
pub mod devices;
pub mod discrepancies;
pub mod events;
mod fields;
pub mod home;
pub mod import;
pub mod items;
pub mod login;
pub mod manifests;
mod notice;
pub mod orders;
mod page;
mod papers;
mod posted;
pub mod print;
pub mod replenish;
pub mod settings;
mod setup;
mod sheet;
pub mod staff;
pub mod stock;
pub mod stock_change;
pub mod story;
pub mod texts;
pub mod waves;

pub use page::{Page, html};
