//! The server from two sides: its core, as a small shop made through the verbs, fake handhelds that push facts, and what
//! the books say afterwards (no real time, no randomness); and the office's pages driven in-process: requests in, pages
//! and papers out.

mod cases;
mod costs;
mod count_conditions;
mod count_files;
mod counts;
mod exchange;
mod imports;
mod leads;
mod ledger;
mod orders;
mod payables;
mod photos;
mod purchasing;
mod receiving;
mod refunds;
mod reports;
mod returns;
mod serials;
mod setup;
mod sold;
mod sync;
mod waves;
mod world;
