//! Differences of two plans that share their luck, replication by replication.

use super::Estimate;
use super::student;

/// A plan against a base, from replications with the same numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Plan minus base. `min` and `max` are those of the differences of single replications.
    pub estimate: Estimate,
    /// The variance the difference would have with independent luck over the variance it has. Below 1 the shared luck
    /// did harm; infinite where the difference never varies. `None` with fewer than two pairs or where neither plan
    /// varies.
    pub variance_factor: Option<f64>,
    /// How often luck alone gives a difference at least as large: Student's test, two-sided. `None` as above.
    pub p_value: Option<f64>,
}

/// Compares the samples (sum, weight) of a plan with those of its base; entry i of both is replication i.
///
/// ```
/// let base = [(30.0, 1.0), (42.0, 1.0), (35.0, 1.0)];
/// let plan = [(28.0, 1.0), (41.0, 1.0), (32.0, 1.0)];
/// let difference = corridor::stats::paired::difference(&base, &plan, 0.95).unwrap();
/// assert_eq!(difference.estimate.mean, -2.0);
/// assert_eq!(difference.estimate.sd, 1.0);
/// assert!(difference.variance_factor.unwrap() > 70.0);
/// ```
///
/// # Panics
/// Where the numbers of replications differ.
pub fn difference(base: &[(f64, f64)], plan: &[(f64, f64)], confidence: f64) -> Option<Difference> {
    assert_eq!(base.len(), plan.len(), "plans are compared over the same replications");
    let mut fold = PairFold::new();
    base.iter().zip(plan).for_each(|(&base, &plan)| fold.push(base, plan));
    fold.difference(confidence)
}

/// Folds pairs of samples, replication by replication, into the difference of two ratios; memory does not grow.
///
/// Ratios are taken as in [`RatioFold`](super::RatioFold), and the difference of their linear parts has the interval of
/// a paired comparison: with all weights 1, Student's interval of the mean difference. A pair counts where both sides
/// have weight. What is kept are the base and what the plan adds to it, so that equal plans differ by exactly 0.
#[derive(Clone, Debug)]
pub struct PairFold {
    n: u64,
    /// The first ratio of the base; sums are kept about it, so that what never varies has an interval of width 0.
    pivot: f64,
    /// Base sum and weight, and what the plan has more of both.
    means: [f64; 4],
    /// Centred products of these four.
    products: [[f64; 4]; 4],
    min: f64,
    max: f64,
}

impl PairFold {
    pub fn new() -> PairFold {
        PairFold {
            n: 0,
            pivot: 0.0,
            means: [0.0; 4],
            products: [[0.0; 4]; 4],
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        }
    }

    /// The samples (sum, weight) of the next replication.
    pub fn push(&mut self, base: (f64, f64), plan: (f64, f64)) {
        if base.1 <= 0.0 || plan.1 <= 0.0 {
            return;
        }
        let value = plan.0 / plan.1 - base.0 / base.1;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        if self.n == 0 {
            self.pivot = base.0 / base.1;
        }
        self.n += 1;
        let about = |sample: (f64, f64)| sample.0 - self.pivot * sample.1;
        let row = [about(base), base.1, about(plan) - about(base), plan.1 - base.1];
        let before: [f64; 4] = std::array::from_fn(|i| row[i] - self.means[i]);
        (0..4).for_each(|i| self.means[i] += before[i] / self.n as f64);
        for (i, before) in before.into_iter().enumerate() {
            for (j, value) in row.into_iter().enumerate() {
                self.products[i][j] += before * (value - self.means[j]);
            }
        }
    }

    /// Pairs that count.
    pub fn count(&self) -> u64 {
        self.n
    }

    /// The difference with its interval at level `confidence`; `None` where no pair counts.
    pub fn difference(&self, confidence: f64) -> Option<Difference> {
        if self.n == 0 {
            return None;
        }
        let [base_sum, base_weight, more_sum, more_weight] = self.means;
        let (plan_sum, plan_weight) = (base_sum + more_sum, base_weight + more_weight);
        let (base_off, plan_off) = (base_sum / base_weight, plan_sum / plan_weight);
        let base_part = [1.0 / base_weight, -base_off / base_weight, 0.0, 0.0];
        let plan_part = [1.0, -plan_off, 1.0, -plan_off].map(|share| share / plan_weight);
        let both: [f64; 4] = std::array::from_fn(|i| plan_part[i] - base_part[i]);
        let squares = self.squares(&both);
        let apart = self.squares(&base_part) + self.squares(&plan_part);
        let mean = plan_off - base_off;
        let several = self.n >= 2;
        let sd = if several { (squares / (self.n - 1) as f64).sqrt() } else { 0.0 };
        let error = sd / (self.n as f64).sqrt();
        let half_width = several.then(|| student::t(0.5 + 0.5 * confidence, self.n - 1) * error);
        let varies = several && apart > 0.0;
        Some(Difference {
            estimate: Estimate { mean, half_width, sd, n: self.n, min: self.min, max: self.max },
            variance_factor: varies.then(|| apart / squares),
            p_value: varies.then(|| if mean == 0.0 { 1.0 } else { student::two_sided_p(mean / error, self.n - 1) }),
        })
    }

    /// The sum of squares of a linear combination about its mean.
    fn squares(&self, shares: &[f64; 4]) -> f64 {
        let row = |i: usize| -> f64 { (0..4).map(|j| shares[j] * self.products[i][j]).sum() };
        (0..4).map(|i| shares[i] * row(i)).sum::<f64>().max(0.0)
    }
}

impl Default for PairFold {
    fn default() -> Self {
        PairFold::new()
    }
}

/// Holm's adjustment of p-values, in their order: each is compared with the level of the whole family.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut largest = 0.0;
    for (rank, &place) in order.iter().enumerate() {
        largest = f64::max(largest, p_values[place] * (p_values.len() - rank) as f64).min(1.0);
        adjusted[place] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::RatioFold;

    fn close(found: f64, exact: f64) -> bool {
        (found - exact).abs() <= 1e-12 * exact.abs().max(1e-3)
    }

    #[test]
    fn plain_pairs_are_the_fold_of_their_differences() {
        let base = [3.0, 8.0, 1.0, 9.0, 4.0].map(|value| (value, 1.0));
        let plan = [4.0, 8.5, 3.0, 9.0, 4.5].map(|value| (value, 1.0));
        let mut fold = RatioFold::new();
        base.iter().zip(&plan).for_each(|(base, plan)| fold.push(plan.0 - base.0, 1.0));
        let (expected, found) = (fold.estimate(0.9).unwrap(), difference(&base, &plan, 0.9).unwrap());
        let same = |part: fn(&Estimate) -> f64| close(part(&found.estimate), part(&expected));
        assert!(same(|e| e.mean) && same(|e| e.sd) && same(|e| e.min) && same(|e| e.max));
        assert!(same(|e| e.half_width.unwrap()) && found.estimate.n == 5);
        // Squares about the means: 46 of the base, 30.3 of the plan, 2.3 of the differences.
        assert!(close(found.variance_factor.unwrap(), 76.3 / 2.3));
        // The interval at 1 - p just touches 0.
        let p = found.p_value.unwrap();
        let touching = fold.estimate(1.0 - p).unwrap();
        assert!((touching.half_width.unwrap() - touching.mean).abs() < 1e-9);
    }

    #[test]
    fn shared_luck_that_harms_is_seen() {
        let base = [1.0, 2.0, 3.0].map(|value| (value, 1.0));
        let plan = [3.0, 2.0, 1.0].map(|value| (value, 1.0));
        let found = difference(&base, &plan, 0.95).unwrap();
        assert!(close(found.variance_factor.unwrap(), 0.5));
        assert_eq!(found.p_value, Some(1.0));
    }

    #[test]
    fn a_pair_needs_both_sides() {
        let found = difference(&[(1.0, 1.0), (0.0, 0.0)], &[(2.0, 1.0), (3.0, 1.0)], 0.95).unwrap();
        assert_eq!((found.estimate.n, found.estimate.half_width, found.p_value), (1, None, None));
        assert_eq!(difference(&[(0.0, 0.0)], &[(1.0, 1.0)], 0.95), None);
    }

    #[test]
    fn equal_plans_do_not_differ() {
        let samples = [(1.0, 2.0), (2.0, 3.0), (7.0, 3.0)];
        let found = difference(&samples, &samples, 0.95).unwrap();
        assert_eq!((found.estimate.mean, found.estimate.half_width, found.p_value), (0.0, Some(0.0), Some(1.0)));
        assert_eq!(found.variance_factor, Some(f64::INFINITY));
    }

    #[test]
    fn holm_adjusts_step_by_step() {
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, exact) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!(close(*found, exact));
        }
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
    }

    #[test]
    fn where_nothing_varies_nothing_is_said_of_luck() {
        let found = difference(&[(1.0, 1.0); 2], &[(2.0, 1.0); 2], 0.95).unwrap();
        assert_eq!((found.estimate.mean, found.estimate.half_width), (1.0, Some(0.0)));
        assert_eq!((found.variance_factor, found.p_value), (None, None));
    }

    #[test]
    fn ratios_that_never_vary_differ_without_width() {
        let base = [(0.3, 3.0), (0.7, 7.0), (1.1, 11.0)];
        let found = difference(&base, &[(0.5, 5.0), (0.2, 2.0), (0.9, 9.0)], 0.95).unwrap().estimate;
        assert!(found.mean.abs() < 1e-15 && found.half_width.unwrap() < 1e-15, "{found:?}");
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        let mut fold = PairFold::new();
        for k in 0..100 {
            let odd = f64::from(k % 2);
            fold.push((2e15 + 2.0 * odd, 2.0), (2e15 + 6.0 * odd, 2.0));
        }
        // Of the base 0 and 1 in turn, of the plan 0 and 3, of the difference 0 and 2.
        let found = fold.difference(0.95).unwrap();
        assert_eq!((fold.count(), found.estimate.mean), (100, 1.0));
        assert!(close(found.estimate.sd, (100.0f64 / 99.0).sqrt()) && close(found.variance_factor.unwrap(), 2.5));
    }
}
