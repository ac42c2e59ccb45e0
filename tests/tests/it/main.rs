//! The two real binaries together: the whole day, the office in a browser, the window under a real display.

mod day;
mod hands;
mod office;
mod window;
mod world;
