//! The sea: vessels and their life, the lanes they sail, the weather that stops them.

mod berth;
mod deck;
mod departure;
mod lane;
mod loading;
mod unloading;
mod vessel;
mod water;
mod weather;

pub use berth::{BERTH_USES, BerthState, BerthUse};
pub use deck::Deck;
pub use lane::{LaneEndState, lane_ends};
pub use vessel::{VESSEL_STATES, Vessel, VesselState, vessels};
pub use weather::Weather;
