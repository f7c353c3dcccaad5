//! How much is simulated and how it is told.

use std::num::NonZeroUsize;

use crate::stats::Estimate;
use crate::stats::precision::{Decision, Precision};

/// What decides the result of an experiment, and the threads that do not.
#[derive(Clone, Debug)]
pub struct Settings {
    pub seed: u64,
    /// Level of every interval, between 0 and 1.
    pub confidence: f64,
    pub stop: Stop,
    /// Positions in [`measures`](crate::model::measures) of the main measures. Their values are kept, one number a
    /// replication each, for quantiles; the first steers [`Stop::Precision`] and is what progress shows.
    pub headline: Vec<usize>,
    /// Replications simulated side by side; changes nothing but the time it takes.
    pub threads: NonZeroUsize,
}

/// When enough is enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// After this many replications, at least 1.
    After(u64),
    /// Once the first headline measure is known this well.
    Precision(Precision),
}

impl Stop {
    /// The first checkpoint.
    pub(super) fn first(self) -> u64 {
        match self {
            Stop::After(replications) => replications,
            Stop::Precision(precision) => precision.first.min(precision.most),
        }
    }

    /// The replications in all, where that is known beforehand.
    pub fn total(self) -> Option<u64> {
        match self {
            Stop::After(replications) => Some(replications),
            Stop::Precision(_) => None,
        }
    }

    /// Judges the first headline measure at a checkpoint. Where nothing of it was observed, it is not known well.
    pub(super) fn decide(self, done: u64, main: Option<Estimate>) -> Decision {
        const NOTHING: Estimate = Estimate { mean: 0.0, half_width: None, sd: 0.0, n: 0, min: 0.0, max: 0.0 };
        match self {
            Stop::After(_) => Decision::Done,
            Stop::Precision(precision) => precision.decide(done, &[main.unwrap_or(NOTHING)]),
        }
    }
}
