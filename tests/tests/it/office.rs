//! The office in a real browser.
