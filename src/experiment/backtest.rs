//! What was simulated beside what was observed: errors, agreed ranges and predictive bands.

use crate::stats::contrast::Samples;
use crate::stats::coverage::{Coverage, coverage};
use crate::stats::order::{TooFew, prediction};
use crate::stats::{Estimate, RatioFold};

/// Chance that one more replication falls into a predictive band.
pub const BAND: f64 = 0.9;

/// A figure of the world, and how far off a model may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    pub value: f64,
    /// Lowest and highest mean that agrees with it, where that is agreed.
    pub range: Option<(f64, f64)>,
}

/// A model's figure beside an observed one.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub observation: Observation,
    /// `None` where no replication observed anything.
    pub estimate: Option<Estimate>,
    /// Where nine in ten single replications fall; the world is one of them as far as the model is right.
    pub band: Result<(f64, f64), TooFew>,
}

impl Comparison {
    /// From the samples of the replications, with a mean at level `confidence`.
    pub fn new(observation: Observation, samples: &Samples, confidence: f64) -> Comparison {
        let mut fold = RatioFold::new();
        let seen = || samples.iter().filter(|(_, weight)| *weight > 0.0);
        seen().for_each(|&(sum, weight)| fold.push(sum, weight));
        let mut values: Vec<f64> = seen().map(|(sum, weight)| sum / weight).collect();
        values.sort_by(f64::total_cmp);
        let band = prediction(values.len(), BAND).map(|ranks| (values[ranks.lower - 1], values[ranks.upper - 1]));
        Comparison { observation, estimate: fold.estimate(confidence), band }
    }

    /// Mean over observed less one; `None` where nothing was seen or 0 was observed.
    pub fn error(&self) -> Option<f64> {
        let observed = self.observation.value;
        let error = (self.estimate?.mean - observed) / observed.abs();
        (observed != 0.0).then_some(error)
    }

    /// Whether the mean lies in the agreed range: not where nothing was seen; `None` where no range is agreed.
    pub fn agrees(&self) -> Option<bool> {
        let (low, high) = self.observation.range?;
        Some(self.estimate.is_some_and(|estimate| low <= estimate.mean && estimate.mean <= high))
    }

    /// Whether the observed figure lies in the predictive band; `None` where there is none.
    pub fn is_in_band(&self) -> Option<bool> {
        let (low, high) = *self.band.as_ref().ok()?;
        Some(low <= self.observation.value && self.observation.value <= high)
    }
}

/// Several comparisons together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    pub facts: usize,
    /// Of `facts`: with an agreed range, and inside it.
    pub judged: usize,
    pub agreeing: usize,
    /// Observed figures inside their predictive bands, of those that have one.
    pub in_band: Option<Coverage>,
    /// Mean of the sizes of the errors, and of the errors; shares of the observed figures.
    pub mean_error: Option<f64>,
    pub bias: Option<f64>,
}

impl Score {
    /// The interval of the coverage is at level `confidence` and takes the facts for independent.
    pub fn of<'c>(comparisons: impl IntoIterator<Item = &'c Comparison>, confidence: f64) -> Score {
        let list: Vec<&Comparison> = comparisons.into_iter().collect();
        let judged: Vec<bool> = list.iter().filter_map(|one| one.agrees()).collect();
        let banded: Vec<bool> = list.iter().filter_map(|one| one.is_in_band()).collect();
        let errors: Vec<f64> = list.iter().filter_map(|one| one.error()).collect();
        let count = |hits: &[bool]| hits.iter().filter(|hit| **hit).count();
        let mean = |values: Vec<f64>| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        Score {
            facts: list.len(),
            judged: judged.len(),
            agreeing: count(&judged),
            in_band: coverage(count(&banded) as u64, banded.len() as u64, confidence),
            mean_error: mean(errors.iter().map(|error| error.abs()).collect()),
            bias: mean(errors),
        }
    }

    /// Whether at least `share` of the judged facts agree; `None` where there are none.
    pub fn passes(&self, share: f64) -> Option<bool> {
        // 0.8 x 15 shall be 12, whatever the last bit says.
        (self.judged > 0).then_some(self.agreeing as f64 + 1e-9 >= share * self.judged as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparison(observed: f64, range: Option<(f64, f64)>, values: &[f64]) -> Comparison {
        let samples: Vec<(f64, f64)> = values.iter().map(|&sum| (sum, 1.0)).collect();
        Comparison::new(Observation { value: observed, range }, &samples, 0.95)
    }

    #[test]
    fn a_comparison_judges_the_mean_by_the_range_and_the_world_by_the_band() {
        let values: Vec<f64> = (1..=19).map(f64::from).collect(); // mean 10, band 1 to 19
        let one = comparison(8.0, Some((7.0, 9.0)), &values);
        assert_eq!((one.agrees(), one.is_in_band(), one.error()), (Some(false), Some(true), Some(0.25)));
        assert_eq!(one.band, Ok((1.0, 19.0)));
        let other = comparison(20.0, Some((10.0, 30.0)), &values);
        assert_eq!((other.agrees(), other.is_in_band(), other.error()), (Some(true), Some(false), Some(-0.5)));
        let few = comparison(8.0, None, &values[..18]);
        assert_eq!((few.agrees(), few.is_in_band()), (None, None));
        assert_eq!(few.band, Err(TooFew { n: 18, least: 19 }));
        let nothing = comparison(8.0, Some((7.0, 9.0)), &[]);
        assert_eq!((nothing.agrees(), nothing.error()), (Some(false), None), "a figure that is not there disagrees");
    }

    #[test]
    fn a_score_counts_what_can_be_judged() {
        let values: Vec<f64> = (1..=19).map(f64::from).collect();
        let list = [
            comparison(8.0, Some((7.0, 9.0)), &values),
            comparison(20.0, Some((10.0, 30.0)), &values),
            comparison(0.0, None, &values),
        ];
        let score = Score::of(&list, 0.95);
        assert_eq!((score.facts, score.judged, score.agreeing), (3, 2, 1));
        assert_eq!((score.mean_error, score.bias), (Some(0.375), Some(-0.125)));
        let in_band = score.in_band.unwrap();
        assert_eq!((in_band.hits, in_band.n), (1, 3));
        assert_eq!((score.passes(0.5), score.passes(0.51)), (Some(true), Some(false)));
        assert_eq!(Score::of(&list[2..], 0.95).passes(0.5), None);
    }
}
