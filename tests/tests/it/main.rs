//! The two real binaries together: the whole day, the office in a browser, the window under a real display.

mod browser;
mod day;
mod hands;
mod inbound;
mod office;
mod pages;
mod receiving;
mod window;
mod world;
