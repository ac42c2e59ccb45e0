//! Hardware behind small traits.

pub mod wedge;
