//! Rail: trains are formed, get a path, and run.

mod formation;
mod locomotive;
mod track;

pub use formation::{Formation, formation_for, formations};
pub use locomotive::PoolState;
pub use track::Track;
