//! The Middle Corridor: its description, its state, and one replication of it.

pub mod corridor;
mod fact;
mod measure;
mod outcome;
mod world;

pub use corridor::Corridor;
pub use fact::{CAUSES, Departed, Fact, Observer};
pub use measure::{Measure, measures};
pub use outcome::{Outcome, Sample};
pub use world::{Violation, World};
