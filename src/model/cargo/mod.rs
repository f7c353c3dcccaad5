//! Cargo: lots of units, the ledger of their time, the demand that makes them and the way they go.

mod choice;
mod demand;
mod free_flow;
mod itinerary;
mod ledger;
mod lot;
mod waypoint;

pub use choice::{Expectations, likelihoods};
pub use demand::Source;
pub use free_flow::{free_flow_days, mean_lot, work};
pub use ledger::{CAUSES, Cause, Ledger};
pub use lot::{Holder, Lot, Lots, RoomId};
pub use waypoint::{Waypoint, room_of, waypoints};
