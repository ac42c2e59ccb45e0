//! From an uploaded file's bytes to rows of typed drafts.
//!
//! `file` opens CSV and workbooks into a [`Sheet`](file::Sheet); `mapping` says which column is which field;
//! `orders`, `items`, `bundles`, `bins`, `stock`, `staff`, `suppliers`, `purchases`, `returns`, `invoices` and `traffic` turn rows into drafts; `tcat` writes the carrier's file on the way out.
//!
//! Invariant: every data row of a file ends in exactly one place: a draft, a skipped row with its reason, or a held
//! row with its problem. A bad row never stops a good one, and half an order is never handed on.
//!
//! Deliberately absent: no database, no HTTP, no clock. What is stored, and whether a code is known, is decided by
//! the verbs that call this.

pub mod bins;
pub mod builtin;
pub mod bundles;
pub mod csv_out;
mod csv_text;
pub mod encoding;
pub mod fields;
pub mod file;
pub mod invoices;
pub mod items;
pub mod mapping;
pub mod orders;
pub mod problem;
pub mod purchases;
pub mod returns;
pub mod row;
pub mod staff;
pub mod stock;
pub mod suppliers;
pub mod table;
pub mod tcat;
pub mod terms;
#[cfg(test)]
mod tests;
pub mod traffic;
pub mod value;
mod workbook;
pub mod xlsx_out;
