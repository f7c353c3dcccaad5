//! The Middle Corridor: its description, its state, and one replication of it.

pub mod cargo;
pub mod corridor;
mod event;
mod fact;
pub mod measure;
pub mod port;
pub mod rail;
pub mod sea;
mod streams;
mod world;

pub use corridor::Corridor;
pub use event::Event;
pub use fact::{Departed, Fact, Observer, Ship, Units};
pub use measure::{Measure, Outcome, Sample, measures};
pub use world::{Violation, World};
