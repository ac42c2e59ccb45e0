//! The server's core, from the warehouse's side: a small shop made through the verbs, fake handhelds that push facts,
//! and what the books say afterwards. No real time, no randomness;
//! only the day in the office drives the pages themselves.

mod ledger;
mod orders;
mod sync;
mod waves;
mod world;
