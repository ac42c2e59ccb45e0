//! The server's edge, driven in-process.

mod setup;
