//! Single values of a few measures, kept while an experiment runs.

use crate::model::{Outcome, Sample};

/// The samples of some measures, replication by replication.
#[derive(Clone, Debug)]
pub struct Watch {
    /// Positions in [`measures`](crate::model::measures).
    positions: Vec<usize>,
    samples: Vec<Vec<Sample>>,
}

impl Watch {
    pub fn new(positions: Vec<usize>) -> Watch {
        Watch { samples: vec![Vec::new(); positions.len()], positions }
    }

    /// The next replication in order.
    pub fn push(&mut self, outcome: &Outcome) {
        for (samples, &at) in self.samples.iter_mut().zip(&self.positions) {
            samples.push(outcome.samples[at]);
        }
    }

    /// The samples of every watched measure; entry i is that of replication i + 1.
    pub fn samples(&self) -> &[Vec<Sample>] {
        &self.samples
    }

    /// The values of the replications that observed anything, in ascending order.
    pub fn ascending(samples: &[Sample]) -> Vec<f64> {
        let seen = samples.iter().filter(|sample| sample.weight > 0.0);
        let mut values: Vec<f64> = seen.map(|sample| sample.value()).collect();
        values.sort_by(f64::total_cmp);
        values
    }
}
