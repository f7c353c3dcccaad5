//! Folding outcomes, one after the other, into estimates.

use super::summary::{Row, Spread, SpreadPoint, Summary};
use super::{Settings, Stop};
use crate::model::{Measure, Outcome};
use crate::stats::{Estimate, RatioFold, order_interval};

/// Quantiles over replications that are reported for headline measures.
const PROBABILITIES: [f64; 4] = [0.1, 0.5, 0.9, 0.95];

/// The running state of an experiment. Sums for every measure; values only for the headline.
pub struct Fold {
    measures: Vec<Measure>,
    ratios: Vec<RatioFold>,
    /// Position in `measures` and the values observed so far.
    headline: Vec<(usize, Vec<f64>)>,
    confidence: f64,
    seed: u64,
    stop: Stop,
    done: u64,
    events: u64,
}

impl Fold {
    pub fn new(measures: Vec<Measure>, settings: &Settings) -> Fold {
        assert!(settings.headline.iter().all(|&at| at < measures.len()), "a headline measure is not in the list");
        Fold {
            ratios: vec![RatioFold::default(); measures.len()],
            headline: settings.headline.iter().map(|&at| (at, Vec::new())).collect(),
            measures,
            confidence: settings.confidence,
            seed: settings.seed,
            stop: settings.stop,
            done: 0,
            events: 0,
        }
    }

    /// Takes the next replication in order.
    pub fn push(&mut self, outcome: &Outcome) {
        assert_eq!(outcome.samples.len(), self.ratios.len(), "an outcome has one sample for every measure");
        for (ratio, sample) in self.ratios.iter_mut().zip(&outcome.samples) {
            ratio.push(sample.sum, sample.weight);
        }
        for (at, values) in &mut self.headline {
            let sample = outcome.samples[*at];
            if sample.weight > 0.0 {
                values.push(sample.sum / sample.weight);
            }
        }
        self.done += 1;
        self.events += outcome.events;
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
        let (at, _) = self.headline.first()?;
        Some((&self.measures[*at], self.ratios[*at].estimate(self.confidence)?))
    }

    pub fn summary(self) -> Summary {
        let mut rows: Vec<Row> = self
            .measures
            .into_iter()
            .zip(&self.ratios)
            .map(|(measure, ratio)| Row { measure, estimate: ratio.estimate(self.confidence), spread: None })
            .collect();
        let headline = self.headline.iter().map(|(at, _)| *at).collect();
        for (at, values) in self.headline {
            rows[at].spread = spread(values, self.confidence);
        }
        Summary {
            seed: self.seed,
            confidence: self.confidence,
            replications: self.done,
            events: self.events,
            rows,
            headline,
        }
    }
}

fn spread(mut values: Vec<f64>, confidence: f64) -> Option<Spread> {
    if values.is_empty() {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let points = PROBABILITIES.map(|probability| SpreadPoint {
        probability,
        value: values[rank(values.len(), probability) - 1],
        interval: order_interval(values.len(), probability, confidence)
            .map(|(low, high)| (values[low - 1], values[high - 1])),
    });
    Some(Spread { points: points.to_vec() })
}

/// Rank, from 1, of the least value that at least this share of the values does not exceed.
fn rank(n: usize, probability: f64) -> usize {
    ((n as f64 * probability).ceil() as usize).clamp(1, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_empirical_distribution() {
        assert_eq!(rank(10, 0.5), 5);
        assert_eq!(rank(10, 0.95), 10);
        assert_eq!(rank(1, 0.1), 1);
    }
}
