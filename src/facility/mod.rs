//! Facilities that answer questions and never schedule: rooms with places, queues by priority, opening times.

mod openings;
mod queue;
mod room;

pub use openings::Openings;
pub use queue::PriorityQueue;
pub use room::Room;
