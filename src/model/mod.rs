//! The Middle Corridor: its description, its state, and one replication of it.

pub mod corridor;
mod fact;
mod ledger;
mod measure;
mod outcome;
mod world;

pub mod cargo {
    pub use super::ledger::{CAUSES, Cause, Ledger};
}
pub use corridor::Corridor;
pub use fact::{Departed, Fact, Observer, Ship, Units};
pub use measure::{Measure, measures};
pub use outcome::{Outcome, Sample};
pub use world::{Violation, World};
