//! The handheld window under a real display.
