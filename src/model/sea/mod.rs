//! The sea: vessels and their life, the lanes they sail, the weather that stops them.

mod berth;
mod boarded;
mod breakdown;
mod deck;
mod departure;
mod lane;
mod loading;
mod service;
mod state;
mod unloading;
mod vessel;
mod water;
mod weather;

pub use berth::{BERTH_USES, BerthState, BerthUse};
pub use deck::Deck;
pub use lane::{LaneEndState, lane_ends};
pub use state::{VESSEL_STATES, VesselState};
pub use vessel::{Vessel, vessels};
pub use weather::Weather;
