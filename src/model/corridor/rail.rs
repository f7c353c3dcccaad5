//! Lines between places and the trains that run on them.

use super::{Capacity, Place, UnitKind};
use crate::kernel::{Duration, Id, Law};

/// One end of a line: index into [`Line::ends`].
pub type LineEnd = u8;

/// A rail or road section between two places.
#[derive(Clone, Debug)]
pub struct Line {
    pub name: String,
    pub ends: [Id<Place>; 2],
    /// Least time between two departures; zero where paths are unlimited.
    pub headway: Duration,
    /// Both directions share the paths.
    pub single_track: bool,
    /// Running time, hours, by the end it starts from.
    pub running: [Law; 2],
    /// Units that may wait at each end, outside any yard, to be formed into trains.
    pub room: Capacity,
    /// What pulls formed trains here; `None` where locomotives are never short.
    pub locomotives: Option<Id<LocomotivePool>>,
}

/// Locomotives that the lines of a region share. Each pulls one train at a time.
#[derive(Clone, Debug)]
pub struct LocomotivePool {
    pub name: String,
    pub count: u32,
    /// Hours from the arrival of a train until its locomotive can take another, wherever that waits.
    pub turn: Law,
}

/// How units are formed into trains.
#[derive(Clone, Debug)]
pub struct TrainKind {
    pub name: String,
    pub unit: UnitKind,
    /// Units of a full train, >= 1.
    pub size: u32,
    /// A train leaves below its size when its oldest unit has waited this long.
    pub patience: Duration,
    /// Hours from formed to ready.
    pub shunting: Law,
}
