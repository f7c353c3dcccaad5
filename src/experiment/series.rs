//! What one corridor yields in a few measures, kept replication by replication.

use std::sync::atomic::AtomicBool;

use super::compare::Terms;
use super::trials::{Failed, Round, rounds};
use crate::model::{Corridor, Measure, measures};
use crate::stats::contrast::Samples;
use crate::stats::{Estimate, RatioFold};

/// Samples of a few measures. Those of several corridors under the same [`Terms`] share their luck, however many of them
/// are simulated, and in whatever order.
#[derive(Clone, Debug)]
pub struct Series {
    /// By measure, then by replication; (0, 0) where nothing was observed.
    pub(super) samples: Vec<Vec<(f64, f64)>>,
    /// Replications without an outcome.
    pub failed: Vec<(u64, Failed)>,
}

/// Simulates the replications of one corridor and keeps what it yields in the measures `wanted`, nothing in those that
/// it does not have. `None` where it was interrupted.
pub fn series(
    corridor: &Corridor,
    wanted: &[Measure],
    terms: &Terms,
    interrupted: &AtomicBool,
    mut each: impl FnMut(u64),
) -> Option<Series> {
    let list = measures(corridor);
    let at: Vec<Option<usize>> =
        wanted.iter().map(|wanted| list.iter().position(|measure| measure == wanted)).collect();
    let mut series = Series { samples: vec![Vec::new(); wanted.len()], failed: Vec::new() };
    let all = 1..=terms.replications;
    let whole = rounds(&[corridor], terms.seed, all, terms.threads, interrupted, |mut round: Round| {
        let outcome = round.outcomes.pop().expect("there is one corridor");
        for (at, samples) in at.iter().zip(&mut series.samples) {
            let sample = outcome.as_ref().ok().and_then(|outcome| Some(outcome.samples[(*at)?]));
            samples.push(sample.map_or((0.0, 0.0), |sample| (sample.sum, sample.weight)));
        }
        series.failed.extend(outcome.err().map(|why| (round.replication, why)));
        each(round.replication);
        true
    });
    whole.then_some(series)
}

impl Series {
    pub fn of(&self, measure: usize) -> &Samples {
        &self.samples[measure]
    }

    pub fn estimate(&self, measure: usize, confidence: f64) -> Option<Estimate> {
        let mut fold = RatioFold::new();
        self.of(measure).iter().for_each(|&(sum, weight)| fold.push(sum, weight));
        fold.estimate(confidence)
    }

    /// A series of one measure with all weights 1.
    pub fn plain(values: &[f64]) -> Series {
        Series { samples: vec![values.iter().map(|&value| (value, 1.0)).collect()], failed: Vec::new() }
    }
}
