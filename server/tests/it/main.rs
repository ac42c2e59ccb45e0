//! The office's pages driven in-process: requests in, pages and papers out, a real database in a temporary folder.

mod orders;
