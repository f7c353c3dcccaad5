//! What is known after an experiment.

use crate::model::Measure;
use crate::stats::Estimate;

/// The estimates of every measure over the replications that were folded.
#[derive(Clone, Debug)]
pub struct Summary {
    pub seed: u64,
    pub confidence: f64,
    /// Numbers 1 to this are folded, none left out.
    pub replications: u64,
    /// In the order of [`measures`](crate::model::measures).
    pub rows: Vec<Row>,
    /// Positions in `rows` of the headline measures, in the order asked for.
    pub headline: Vec<usize>,
}

/// One measure and what is known of it.
#[derive(Clone, Debug)]
pub struct Row {
    pub measure: Measure,
    /// `None` where no replication observed anything.
    pub estimate: Option<Estimate>,
    /// Headline measures only.
    pub spread: Option<Spread>,
}

/// Quantiles of a measure over replications: how much one run differs from another.
#[derive(Clone, Debug)]
pub struct Spread {
    /// Values of the replications that observed anything, ascending.
    pub values: Vec<f64>,
    pub points: Vec<SpreadPoint>,
}

/// One quantile with its distribution-free interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpreadPoint {
    /// 0.1 for the tenth percentile.
    pub probability: f64,
    pub value: f64,
    /// `None` where the replications are too few for the level asked for.
    pub interval: Option<(f64, f64)>,
}
