//! Types and pure rules that both sides of Beeline must agree on.
//!
//! Invariant: nothing in this crate does I/O, reads a clock or draws a random number. The handheld and the
//! server give the same answer to the same question because they ask it here.

pub mod barcode;
pub mod catalogue;
pub mod enrol;
pub mod facts;
pub mod id;
pub mod inspect;
pub mod label;
pub mod lang;
pub mod money;
pub mod photo;
pub mod quantity;
pub mod refusal;
pub mod row;
pub mod scan;
pub mod stock;
pub mod sync;
pub mod task;
pub mod tax_id;
