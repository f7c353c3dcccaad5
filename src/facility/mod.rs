//! Facilities that answer questions and never schedule: rooms with places, queues by priority, opening times, and the
//! theory of closed loops through them.

mod closed_network;
mod openings;
mod queue;
mod room;

pub use closed_network::{ClosedNetwork, Cycle, Station};
pub use openings::Openings;
pub use queue::PriorityQueue;
pub use room::Room;
