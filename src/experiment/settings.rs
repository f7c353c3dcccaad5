//! How much is simulated and how it is told.

use std::num::NonZeroUsize;

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
    /// Once the half-width of the first headline measure is at most this share of its mean, or the cap is reached.
    Precision { relative: f64, at_most: u64 },
}
