//! Rail: trains are formed, get a path, and run.

mod formation;
mod track;

pub use formation::{Formation, formation_for, formations};
pub use track::Track;
