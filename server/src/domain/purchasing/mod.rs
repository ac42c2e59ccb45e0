//! Buying: suppliers and what they sell, orders to them, what is proposed to be ordered, and what was agreed.
//!
//! Invariant: what came in is never written here. How far an order has come is read from the lines of its deliveries
//! (the view `purchase_line_now`), so that counts may arrive in any order and late. An order that was placed is the
//! origin of its expected deliveries, which handhelds get.
//!
//! Deliberately absent: receiving, invoices, payment; prices in other currencies; approval chains.

mod announce;
mod contact;
mod propose;
mod purchase;
mod query;
mod supplier;
mod supply;
pub mod tax;
pub use crate::intake::terms;

pub use announce::{AnnounceOutcome, Announcement, CancelOutcome, OrderOutcome, announce, cancel, order};
pub use contact::{About, Contact, ContactForm, contacts, note_contact};
pub use propose::{Numbers, Proposal, Rule, Wanted, draft_proposals, proposals, propose};
pub use purchase::{LineForm, Origin, PurchaseForm, SaveOutcome, known_reference, save_purchase};
pub use query::{
    Arriving, PurchaseFilter, PurchaseHead, PurchaseLine, PurchaseView, STATES, arriving, count_purchases,
    purchase, purchases,
};
pub use supplier::{
    Retired, SupplierCard, SupplierHead, TEXTS, get_supplier, retire_supplier, save_supplier,
    supplier_by_code, suppliers, taken_out,
};
pub use supply::{MAX_SUPPLIES, Supply, SupplyForm, save_supplies, save_supply, supplies, supply_of};
