//! Stub: what one replication yields.

/// One measured number as a ratio: `sum / weight`. Weight 0: nothing observed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    pub sum: f64,
    pub weight: f64,
}

/// The numbers of one replication, in the order of `measures`.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub samples: Vec<Sample>,
    pub events: u64,
}
