//! The handheld without its window, as a worker, a bad network and a bad disk meet it.

use app as beeline;

mod drive;
mod flood;
mod keeping;
mod long_delivery;
mod overlay;
mod photos;
mod pin;
mod play;
mod prints;
mod server;
mod sync;
mod transcript;
mod world;
