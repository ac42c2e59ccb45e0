//! Hardware behind small traits: the clock, the scanner, the sounds. Nothing here knows a flow.

pub mod camera;
pub mod clock;
pub mod enrol;
pub mod picture;
pub mod printer;
pub mod scanner;
pub mod sound;
pub mod wedge;
