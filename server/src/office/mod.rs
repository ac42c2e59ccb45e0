//! The office's pages: parse a form, call a verb, show a template. No SQL, no rules.

mod amounts;
pub mod assets;
pub mod bins;
pub mod bundles;
pub mod carrier_file;
pub mod carriers;
pub mod deliveries;
pub mod devices;
pub mod discrepancies;
pub mod events;
pub mod fields;
pub mod home;
pub mod import;
pub mod items;
pub mod login;
pub mod manifests;
mod notice;
pub mod orders;
mod page;
mod papers;
mod parts;
pub mod payables;
pub mod print;
pub mod purchasing;
pub mod reports;
pub mod returns;
pub mod settings;
pub mod setup;
mod sheet;
pub mod staff;
pub mod stock;
pub mod story;
pub mod texts;
pub mod waves;

pub use page::{Page, html, id};
