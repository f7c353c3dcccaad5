//! Bans: loading at the origins is suspended while too much waits at a port.

use super::{Flow, StepKind, UnitKind};
use crate::kernel::{Duration, Id};

/// A rule of suspension. Units of its flows that appear while it is imposed wait at their origin; those on the way go
/// on.
#[derive(Clone, Debug)]
pub struct Ban {
    pub name: String,
    /// Stages, yards and ends of lines and lanes at which those who wait are counted, each once.
    pub watched: Vec<StepKind>,
    /// The kind of unit that is counted.
    pub unit: UnitKind,
    /// Flows that are held back.
    pub flows: Vec<Id<Flow>>,
    /// Imposed where a review finds more units than this.
    pub above: u64,
    /// Lifted where a review finds no more units than this; at most `above`.
    pub below: u64,
    /// From one review to the next, the first being that long after the start; above zero.
    pub review: Duration,
}
