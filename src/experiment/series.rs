//! What one corridor yields in a few measures, kept replication by replication.

use super::compare::Terms;
use super::failed::Failed;
use super::memory::{Around, Reading};
use super::trials::{Round, rounds};
use crate::model::{Corridor, Measure, measures};
use crate::stats::contrast::Samples;
use crate::stats::{Estimate, RatioFold};

/// Samples of a few measures. Those of several corridors under the same [`Terms`] share their luck, however many of them
/// are simulated, and in whatever order.
#[derive(Clone, Debug)]
pub struct Series {
    /// By measure, then by replication; (0, 0) where nothing was observed.
    pub(super) samples: Vec<Vec<(f64, f64)>>,
    /// Replications 1 to this were simulated; fewer than asked for where that was interrupted.
    pub replications: u64,
    /// Replications without an outcome.
    pub failed: Vec<(u64, Failed)>,
}

/// Simulates the replications of one corridor and keeps what it yields in the measures `wanted`, nothing in those that
/// it does not have; where it is interrupted, the longest unbroken row of them.
pub fn series<'a>(
    corridor: &Corridor,
    wanted: &[Measure],
    terms: &Terms,
    around: impl Into<Around<'a>>,
    mut each: impl FnMut(u64),
) -> Series {
    let around = around.into();
    let list = measures(corridor);
    let at: Vec<Option<usize>> =
        wanted.iter().map(|wanted| list.iter().position(|measure| measure == wanted)).collect();
    let entrant = around.entrant(corridor, terms.seed, Reading::Samples(at.iter().copied().flatten().collect()));
    let mut series = Series { samples: vec![Vec::new(); wanted.len()], replications: 0, failed: Vec::new() };
    rounds(&[&entrant], 1..=terms.replications, terms.threads, &around, |mut round: Round| {
        let outcome = round.outcomes.pop().expect("there is one corridor");
        for (at, samples) in at.iter().zip(&mut series.samples) {
            let sample = outcome.as_ref().ok().and_then(|outcome| Some(outcome.samples[(*at)?]));
            samples.push(sample.map_or((0.0, 0.0), |sample| (sample.sum, sample.weight)));
        }
        series.failed.extend(outcome.err().map(|why| (round.replication, why)));
        series.replications = round.replication;
        each(round.replication);
        true
    });
    series
}

/// Makes series that were cut short as long as the longest, so that they can be held against each other: of the
/// replications they lack they observed nothing.
pub fn level<'s>(all: impl IntoIterator<Item = &'s mut Series>) {
    let mut all: Vec<&mut Series> = all.into_iter().collect();
    let longest = all.iter().flat_map(|one| &one.samples).map(Vec::len).max().unwrap_or(0);
    all.iter_mut().flat_map(|one| &mut one.samples).for_each(|samples| samples.resize(longest, (0.0, 0.0)));
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
        let samples = vec![values.iter().map(|&value| (value, 1.0)).collect()];
        Series { samples, replications: values.len() as u64, failed: Vec::new() }
    }
}
