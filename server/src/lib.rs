//! The sync server of Beeline: axum at the edge, plain synchronous domain code inside.

pub mod apply;
pub mod cli;
pub mod clock;
pub mod db;
pub mod documents;
pub mod domain;
pub mod file_type;
mod hex;
pub mod http;
pub mod intake;
pub mod office;
pub mod sync;
