//! The nouns of the warehouse, each with its verbs. A noun calls only nouns to its left:
//! settings, catalogue, staff, devices → photos → discrepancies, attachments → stock → purchasing → receiving → payables → orders → waves → shipments → invoices → returns → allowances → refunds → exchange → cases → traffic → reports; imports, which feeds several of them, stands at the right.
//!
//! Invariant: nothing here knows HTTP, pages or a database driver, reads a clock or draws a random number.

pub mod allowances;
pub mod attachments;
pub mod cases;
pub mod catalogue;
pub mod counts;
pub mod devices;
pub mod discrepancies;
pub mod exchange;
pub mod imports;
pub mod invoices;
pub mod orders;
pub mod payables;
pub mod photos;
pub mod purchasing;
pub mod receiving;
pub mod refunds;
pub mod replenish;
pub mod reports;
pub mod returns;
pub mod settings;
pub mod shipments;
pub mod staff;
pub mod stock;
pub mod traffic;
pub mod waves;
