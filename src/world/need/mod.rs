//! People with a need: from admission or assessment to a service, and what happens to them on the way.

pub mod case;
pub mod d2a;
pub mod hazard;
pub mod hold;
pub mod ladder;
mod pathway;
mod setback;
mod situation;
