//! Ports: berths by class and what is done at them.

use super::{Depth, Handling, PerUnit, Place};
use crate::kernel::{Id, Law};

/// The sea side of a place.
#[derive(Clone, Debug)]
pub struct Port {
    pub place: Id<Place>,
    pub name: String,
    pub berths: Vec<Id<BerthClass>>,
    /// Channels and basins that every vessel passes; the shallowest counts. Where there is none any vessel gets in.
    pub depths: Vec<Depth>,
}

/// A number of like berths. A vessel that finds all that accept it taken waits at the port's common anchorage.
#[derive(Clone, Debug)]
pub struct BerthClass {
    /// `port/class`.
    pub name: String,
    pub port: Id<Port>,
    pub count: u32,
    /// Mooring and papers, hours a call, before unloading starts.
    pub fixed: Law,
    /// By unit kind; `None` where this class does not handle it.
    pub handling: PerUnit<Option<DeckHandling>>,
}

/// What is done to one kind of unit at a berth.
#[derive(Clone, Debug)]
pub struct DeckHandling {
    pub unload: Handling,
    pub load: Handling,
}
