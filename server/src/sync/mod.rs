//! Sync, server side: record every fact exactly once, tell every handheld what changed.

pub mod feed;
mod pull;
mod push;
mod quarantine;

pub use pull::page;
pub use push::push;
pub use quarantine::{keep_opaque, replay};
