//! Means and ratios over replications, with intervals.

use super::student;

/// What the replications say about one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Sum of all sums over sum of all weights.
    pub mean: f64,
    /// Half the width of the interval about `mean`; `None` with fewer than two replications.
    pub half_width: Option<f64>,
    /// Standard deviation of one replication's value; for a ratio that of its linear part. 0 with one replication.
    pub sd: f64,
    /// Replications that observed anything.
    pub n: u64,
    /// The smallest value of one replication.
    pub min: f64,
    /// The largest value of one replication.
    pub max: f64,
}

/// Folds the samples of replications, in order, into a ratio of means: the mean wait is hours waited over wagons.
///
/// A sample is a `sum` and a `weight`; its value is their quotient. Averaging these quotients would give a quiet
/// replication the voice of a busy one, so sums and weights are averaged apart and the interval is that of the delta
/// method: with D = sum - ratio x weight, t(1 - a/2, n - 1) S_D / (sqrt(n) mean weight). With all weights 1 it is
/// Student's interval of the mean.
///
/// A replication with weight 0 and sum 0 observed nothing and is left out. Neither the ratio nor the sum of D^2 would
/// change with it; but it would count as a degree of freedom, and one informed replication among a hundred silent ones
/// would get an interval of width 0. A quantity undefined in a replication (a quantile of nothing) is not pushed.
///
/// Sums are kept about the first ratio, so that a ratio which never varies has an interval of width 0.
///
/// ```
/// use corridor::stats::RatioFold;
///
/// let mut waits = RatioFold::new();
/// for (hours, wagons) in [(10.0, 4.0), (6.0, 2.0), (0.0, 0.0), (9.0, 3.0)] {
///     waits.push(hours, wagons);
/// }
/// let estimate = waits.estimate(0.95).unwrap();
/// assert_eq!((estimate.mean, estimate.n), (25.0 / 9.0, 3));
/// assert_eq!((estimate.min, estimate.max), (2.5, 3.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RatioFold {
    n: u64,
    /// The first ratio; the sums below are of sum - pivot x weight.
    pivot: Option<f64>,
    mean_sum: f64,
    mean_weight: f64,
    /// Centred sums of squares and products.
    sum_sum: f64,
    sum_weight: f64,
    weight_weight: f64,
    min: f64,
    max: f64,
}

impl RatioFold {
    pub fn new() -> RatioFold {
        RatioFold {
            n: 0,
            pivot: None,
            mean_sum: 0.0,
            mean_weight: 0.0,
            sum_sum: 0.0,
            sum_weight: 0.0,
            weight_weight: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        }
    }

    /// The next replication's sample; `weight` >= 0.
    pub fn push(&mut self, sum: f64, weight: f64) {
        debug_assert!(sum.is_finite() && weight.is_finite() && weight >= 0.0, "{sum} over {weight} is no sample");
        if weight == 0.0 && sum == 0.0 {
            return;
        }
        if weight > 0.0 {
            let value = sum / weight;
            if self.pivot.is_none() {
                // What came before had weight 0, so the pivot changes nothing of it.
                self.pivot = Some(value);
            }
            self.min = self.min.min(value);
            self.max = self.max.max(value);
        }
        let sum = sum - self.pivot.unwrap_or(0.0) * weight;
        self.n += 1;
        let n = self.n as f64;
        let (sum_off, weight_off) = (sum - self.mean_sum, weight - self.mean_weight);
        self.mean_sum += sum_off / n;
        self.mean_weight += weight_off / n;
        self.sum_sum += sum_off * (sum - self.mean_sum);
        self.sum_weight += sum_off * (weight - self.mean_weight);
        self.weight_weight += weight_off * (weight - self.mean_weight);
    }

    /// Replications that observed anything.
    pub fn count(&self) -> u64 {
        self.n
    }

    /// The estimate with its interval at level `confidence`, 0 < `confidence` < 1; `None` where nothing was observed.
    pub fn estimate(&self, confidence: f64) -> Option<Estimate> {
        let pivot = self.pivot?;
        let n = self.n as f64;
        let off = self.mean_sum / self.mean_weight;
        let squares = self.sum_sum - 2.0 * off * self.sum_weight + off * off * self.weight_weight;
        let sd = if self.n < 2 { 0.0 } else { (squares.max(0.0) / (n - 1.0)).sqrt() / self.mean_weight };
        let half_width = (self.n >= 2).then(|| student::t(0.5 + 0.5 * confidence, self.n - 1) * sd / n.sqrt());
        Some(Estimate { mean: pivot + off, half_width, sd, n: self.n, min: self.min, max: self.max })
    }
}

impl Default for RatioFold {
    fn default() -> Self {
        RatioFold::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Law, Stream};

    fn fold(samples: &[(f64, f64)]) -> RatioFold {
        let mut fold = RatioFold::new();
        samples.iter().for_each(|&(sum, weight)| fold.push(sum, weight));
        fold
    }

    fn close(found: f64, exact: f64) -> bool {
        (found - exact).abs() <= 1e-12 * exact.abs()
    }

    #[test]
    fn with_weights_of_one_it_is_students_interval() {
        // Mean 5, squares about it 10, so the variance is 2.5.
        let estimate = fold(&[(3.0, 1.0), (4.0, 1.0), (5.0, 1.0), (6.0, 1.0), (7.0, 1.0)]).estimate(0.95).unwrap();
        assert_eq!((estimate.mean, estimate.n, estimate.min, estimate.max), (5.0, 5, 3.0, 7.0));
        assert!(close(estimate.sd, 2.5f64.sqrt()));
        assert!(close(estimate.half_width.unwrap(), student::t(0.975, 4) * 0.5f64.sqrt()));
    }

    #[test]
    fn a_ratio_has_the_interval_of_the_delta_method() {
        let samples = [(10.0, 4.0), (6.0, 2.0), (1.0, 5.0), (9.0, 3.0)];
        let (sums, weights): (f64, f64) = samples.iter().fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
        let ratio = sums / weights;
        let squares: f64 = samples.iter().map(|(sum, weight)| (sum - ratio * weight).powi(2)).sum();
        let sd = (squares / 3.0).sqrt() / (weights / 4.0);
        let estimate = fold(&samples).estimate(0.9).unwrap();
        assert!(close(estimate.mean, ratio) && close(estimate.sd, sd));
        assert!(close(estimate.half_width.unwrap(), student::t(0.95, 3) * sd / 2.0));
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        let samples: Vec<(f64, f64)> = (0..1000).map(|k| (1e9 + f64::from(k % 2), 1.0)).collect();
        let estimate = fold(&samples).estimate(0.95).unwrap();
        assert!(close(estimate.sd, (250.0 / 999.0f64).sqrt()));
    }

    #[test]
    fn a_ratio_that_never_varies_has_no_width() {
        let estimate = fold(&[(0.3, 3.0), (0.7, 7.0), (1.1, 11.0), (0.9, 9.0)]).estimate(0.95).unwrap();
        assert!(estimate.half_width.unwrap() < 1e-15 && close(estimate.mean, 0.1));
    }

    #[test]
    fn silent_replications_are_no_degrees_of_freedom() {
        let mut samples = vec![(0.0, 0.0); 99];
        assert_eq!(fold(&samples).estimate(0.95), None);
        samples.push((6.0, 2.0));
        let estimate = fold(&samples).estimate(0.95).unwrap();
        assert_eq!((estimate.mean, estimate.half_width, estimate.n), (3.0, None, 1));
        // A total of nothing is an observation: its weight is 1.
        assert_eq!(fold(&[(0.0, 1.0); 3]).estimate(0.95).unwrap().n, 3);
    }

    #[test]
    fn one_replication_has_no_spread_and_two_have() {
        assert_eq!(fold(&[(6.0, 2.0)]).estimate(0.95).unwrap().sd, 0.0);
        let two = fold(&[(3.0, 1.0), (0.0, 0.0), (5.0, 1.0)]);
        assert!(close(two.estimate(0.95).unwrap().sd, 2f64.sqrt()) && two.count() == 2);
    }

    #[test]
    fn a_sum_without_weight_counts() {
        let estimate = fold(&[(2.0, 0.0), (6.0, 2.0), (4.0, 4.0)]).estimate(0.95).unwrap();
        assert_eq!((estimate.mean, estimate.n, estimate.min, estimate.max), (2.0, 3, 1.0, 3.0));
        assert_eq!(fold(&[(2.0, 0.0)]).estimate(0.95), None);
    }

    #[test]
    fn the_interval_covers_as_often_as_it_says() {
        // Sum = 2 x weight + noise; 1000 intervals from 40 replications each at 95 %.
        let (weight, noise) = (Law::uniform(1.0, 5.0).unwrap(), Law::exponential(3.0).unwrap());
        let covered = (0..1000)
            .filter(|&trial| {
                let stream = Stream::root(5, trial);
                let mut fold = RatioFold::new();
                for k in 0..40 {
                    let weight = weight.draw(stream.named("weight"), k);
                    fold.push(2.0 * weight + noise.draw(stream.named("noise"), k) - 3.0, weight);
                }
                let estimate = fold.estimate(0.95).unwrap();
                (estimate.mean - 2.0).abs() <= estimate.half_width.unwrap()
            })
            .count();
        // Delta method and skewed noise take up to 2 % of coverage; the binomial error at 1e-5 is 3 %.
        assert!((900..=980).contains(&covered), "{covered} of 1000");
    }
}
