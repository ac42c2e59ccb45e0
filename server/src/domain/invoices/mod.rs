//! 發票 of the shop's own sales: what was invoiced for an order, and what is left of it.
//!
//! Invariant: a number stands once, voided or not. The remaining amount of a line is its amount less the allowances that
//! stand, never below zero. An invoice with standing allowances is not voided before them, and a donated one never.
//! Deliberately absent: issuing invoices. A platform or a value-added centre does; their file is imported, or one is
//! typed on the order's page.

pub mod number;
mod query;
mod record;

pub use query::{
    Billed, InvoiceFilter, InvoiceHead, InvoiceLine, InvoiceView, count, invoice, invoices, list, of_order,
};
pub use record::{NewInvoice, NewLine, Origin, Recorded, Voided, record, void};

/// Lines of one invoice.
pub const LINES_LIMIT: usize = 999;
