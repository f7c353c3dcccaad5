//! Covariances of ratios that are estimated from the same replications.

/// The covariances of the ratios of some measures: entry i of each list is the sample (sum, weight) of replication i.
/// The linear parts of the ratios are taken, as in [`RatioFold`](super::RatioFold); with fewer than two replications
/// nothing is known and all are 0.
///
/// ```
/// let waits = [vec![(3.0, 1.0), (5.0, 1.0)], vec![(30.0, 1.0), (10.0, 1.0)]];
/// let covariance = corridor::stats::covariance::of_ratios(&waits);
/// assert_eq!(covariance, [[1.0, -10.0], [-10.0, 100.0]]);
/// ```
pub fn of_ratios(samples: &[Vec<(f64, f64)>]) -> Vec<Vec<f64>> {
    let parts: Vec<Vec<f64>> = samples.iter().map(|list| linear_parts(list)).collect();
    let n = samples.first().map_or(0, Vec::len);
    let divisor = if n < 2 { f64::INFINITY } else { (n * (n - 1)) as f64 };
    let cell = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / divisor;
    parts.iter().map(|a| parts.iter().map(|b| cell(a, b)).collect()).collect()
}

fn linear_parts(samples: &[(f64, f64)]) -> Vec<f64> {
    let (sum, weight) = samples.iter().fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
    if weight == 0.0 {
        return vec![0.0; samples.len()];
    }
    let mean_weight = weight / samples.len() as f64;
    samples.iter().map(|one| (one.0 - sum / weight * one.1) / mean_weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::RatioFold;

    #[test]
    fn the_variance_is_that_of_the_estimate() {
        let samples = vec![(10.0, 4.0), (6.0, 2.0), (1.0, 5.0), (9.0, 3.0)];
        let mut fold = RatioFold::new();
        samples.iter().for_each(|&(sum, weight)| fold.push(sum, weight));
        let estimate = fold.estimate(0.95).unwrap();
        let exact = estimate.sd * estimate.sd / 4.0;
        assert!((of_ratios(&[samples])[0][0] - exact).abs() < 1e-12 * exact);
    }

    #[test]
    fn two_replications_say_something_and_one_says_nothing() {
        assert_eq!(of_ratios(&[vec![(3.0, 1.0), (5.0, 1.0)]]), [[1.0]]);
        assert_eq!(of_ratios(&[vec![(3.0, 1.0)], vec![(5.0, 2.0)]]), [[0.0; 2]; 2]);
    }
}
