//! The handheld without its window, as a worker, a bad network and a bad disk meet it.

mod drive;
mod flood;
mod keeping;
mod overlay;
mod pin;
mod server;
mod sync;
mod transcript;
mod world;
