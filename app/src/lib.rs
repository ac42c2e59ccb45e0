//! The handheld.

pub mod device;
#[cfg(feature = "ui")]
pub mod ui;
pub mod view;
