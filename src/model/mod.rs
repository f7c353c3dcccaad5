//! The Middle Corridor: its description, its state, and one replication of it.

pub mod corridor;

pub use corridor::Corridor;
