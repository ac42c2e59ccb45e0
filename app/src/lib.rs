//! Beeline's handheld.
//!
//! `app.rs` is the one loop; `flows/` the business rules; `store/` the one file; `sync/` the way to the server and back;
//! `view.rs` what a worker sees, as data; `ui/` draws it. Without the feature `ui` everything runs but the window.

pub mod app;
pub mod device;
pub mod drive;
pub mod flows;
pub mod look;
pub mod practice;
pub mod run;
pub mod say;
pub mod screens;
pub mod store;
pub mod sync;
#[cfg(feature = "ui")]
pub mod ui;
pub mod view;
#[cfg(feature = "ui")]
pub mod window;
