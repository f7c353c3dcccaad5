//! Folding outcomes, one after the other, into estimates.

use super::summary::{Row, Spread, SpreadPoint, Summary};
use super::{Settings, Stop};
use crate::model::measure::{IN_FORCE_AFTER, TRIGGERED_AFTER};
use crate::model::{Measure, Sample};
use crate::stats::order::{interval, sample_quantile};
use crate::stats::{Estimate, RatioFold};

/// Quantiles over replications that are reported for headline measures, and for when changes were triggered.
const PROBABILITIES: [f64; 4] = [0.1, 0.5, 0.9, 0.95];

/// The running state of an experiment. Sums for every measure; values only for those whose quantiles are reported.
pub struct Fold {
    measures: Vec<Measure>,
    ratios: Vec<RatioFold>,
    /// Positions in `measures`.
    headline: Vec<usize>,
    /// Position in `measures` and the values observed so far.
    kept: Vec<(usize, Vec<f64>)>,
    confidence: f64,
    seed: u64,
    stop: Stop,
    done: u64,
}

impl Fold {
    pub fn new(measures: Vec<Measure>, settings: &Settings) -> Fold {
        assert!(settings.headline.iter().all(|&at| at < measures.len()), "a headline measure is not in the list");
        let is_instant = |measure: &Measure| [TRIGGERED_AFTER, IN_FORCE_AFTER].contains(&measure.name);
        let kept = (0..measures.len()).filter(|at| settings.headline.contains(at) || is_instant(&measures[*at]));
        Fold {
            ratios: vec![RatioFold::new(); measures.len()],
            kept: kept.map(|at| (at, Vec::new())).collect(),
            headline: settings.headline.clone(),
            measures,
            confidence: settings.confidence,
            seed: settings.seed,
            stop: settings.stop,
            done: 0,
        }
    }

    /// Takes the next replication in order.
    pub fn push(&mut self, samples: &[Sample]) {
        assert_eq!(samples.len(), self.ratios.len(), "an outcome has one sample for every measure");
        for (ratio, sample) in self.ratios.iter_mut().zip(samples) {
            if sample.weight > 0.0 {
                ratio.push(sample.sum, sample.weight);
            }
        }
        for (at, values) in &mut self.kept {
            let sample = samples[*at];
            if sample.weight > 0.0 {
                values.push(sample.sum / sample.weight);
            }
        }
        self.done += 1;
    }

    /// Replications folded so far.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Replications in all, where that is known beforehand.
    pub fn total(&self) -> Option<u64> {
        self.stop.total()
    }

    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// The first headline measure as it stands.
    pub fn main(&self) -> Option<(&Measure, Estimate)> {
        let at = self.headline.first()?;
        Some((&self.measures[*at], self.ratios[*at].estimate(self.confidence)?))
    }

    pub fn summary(self) -> Summary {
        let mut rows: Vec<Row> = self
            .measures
            .into_iter()
            .zip(&self.ratios)
            .map(|(measure, ratio)| Row { measure, estimate: ratio.estimate(self.confidence), spread: None })
            .collect();
        for (at, values) in self.kept {
            rows[at].spread = spread(values, self.confidence);
        }
        Summary { seed: self.seed, confidence: self.confidence, replications: self.done, rows, headline: self.headline }
    }
}

fn spread(mut values: Vec<f64>, confidence: f64) -> Option<Spread> {
    values.sort_by(f64::total_cmp);
    let point = |probability| {
        let ranks = interval(values.len(), probability, confidence).ok();
        Some(SpreadPoint {
            probability,
            value: sample_quantile(&values, probability)?,
            interval: ranks.map(|ranks| (values[ranks.lower - 1], values[ranks.upper - 1])),
        })
    };
    let points: Vec<SpreadPoint> = PROBABILITIES.into_iter().filter_map(point).collect();
    (!points.is_empty()).then_some(Spread { values, points })
}
