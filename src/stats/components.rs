//! How much of a spread comes from where a simulation stands, and how much from chance.
//!
//! Points are drawn at random, and at every point there are several independent replications: the random-effects model
//! of one way. Components by the analysis of variance; the interval by the jackknife of the logarithm of the ratio of the
//! mean squares over points (Arvesen & Schmitz 1970), which asks neither for normal values nor for equal variances.

use super::student;

/// The variance of one replication at a random point, in two parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    /// Mean over all points.
    pub mean: f64,
    /// Variance of the expectation from point to point, not below 0.
    pub between: f64,
    /// Mean variance of a replication at a point.
    pub within: f64,
    /// The share of `between` in both, with its interval.
    pub share: f64,
    pub low: f64,
    pub high: f64,
    pub points: usize,
}

/// `values` are those of the replications, point by point, as many at each. `None` with fewer than three points or two
/// replications, or where nothing varies.
///
/// # Panics
/// Where points have different numbers of replications.
pub fn components(values: &[Vec<f64>], confidence: f64) -> Option<Components> {
    let m = values.first().map(Vec::len).filter(|m| *m >= 2 && values.len() >= 3)?;
    assert!(values.iter().all(|point| point.len() == m), "every point has as many replications");
    let (count, m) = (values.len() as f64, m as f64);
    let pivot = values[0][0];
    let means: Vec<f64> = values.iter().map(|point| point.iter().map(|value| value - pivot).sum::<f64>() / m).collect();
    let inner =
        |point: &Vec<f64>, mean: f64| point.iter().map(|value| (value - pivot - mean).powi(2)).sum::<f64>() / (m - 1.0);
    let variances: Vec<f64> = values.iter().zip(&means).map(|(point, mean)| inner(point, *mean)).collect();
    let (sum, squares) = (means.iter().sum::<f64>(), means.iter().map(|mean| mean * mean).sum::<f64>());
    let noise: f64 = variances.iter().sum();
    let spread = |sum: f64, squares: f64, count: f64| ((squares - sum * sum / count) / (count - 1.0)).max(0.0);
    let (within, across) = (noise / count, spread(sum, squares, count));
    if across <= 0.0 && within <= 0.0 {
        return None;
    }
    let between = (across - within / m).max(0.0);
    let share = |ratio: f64| ((ratio - 1.0) / (ratio - 1.0 + m)).clamp(0.0, 1.0);
    let whole = Components {
        mean: pivot + sum / count,
        between,
        within,
        share: between / (between + within),
        low: 0.0,
        high: 1.0,
        points: values.len(),
    };
    if within <= 0.0 {
        return Some(Components { low: 1.0, ..whole });
    }
    let ratio = (m * across / within).ln();
    let without = |at: usize| {
        let (mean, count) = (means[at], count - 1.0);
        (m * spread(sum - mean, squares - mean * mean, count) / ((noise - variances[at]) / count)).ln()
    };
    let pseudo: Vec<f64> = (0..values.len()).map(|at| count * ratio - (count - 1.0) * without(at)).collect();
    let centre = pseudo.iter().sum::<f64>() / count;
    let error = (pseudo.iter().map(|one| (one - centre).powi(2)).sum::<f64>() / (count - 1.0) / count).sqrt();
    if !error.is_finite() {
        return Some(whole);
    }
    let half_width = student::t(0.5 + 0.5 * confidence, values.len() as u64 - 1) * error;
    Some(Components { low: share((centre - half_width).exp()), high: share((centre + half_width).exp()), ..whole })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Stream;

    #[test]
    fn a_small_table_is_taken_apart_exactly() {
        let values = [vec![1.0, 3.0], vec![5.0, 7.0], vec![9.0, 11.0]];
        let found = components(&values, 0.95).unwrap();
        assert_eq!((found.mean, found.within, found.between), (6.0, 2.0, 15.0));
        assert!((found.share - 15.0 / 17.0).abs() < 1e-12 && found.low < found.share && found.share < found.high);
    }

    #[test]
    fn the_interval_is_that_of_the_jackknife() {
        // Computed apart from this code, by leaving out one point after the other.
        let values = [vec![1.0, 3.0, 2.0], vec![5.0, 7.0, 9.0], vec![9.0, 11.0, 16.0], vec![4.0, 4.5, 8.0]];
        let found = components(&values, 0.9).unwrap();
        let close = |found: f64, exact: f64| (found - exact).abs() < 1e-9;
        assert!(close(found.mean, 6.625) && close(found.within, 5.6875) && close(found.between, 46.0 / 3.0));
        assert!(close(found.share, 0.729_435_084_241_8) && found.points == 4);
        assert!(close(found.low, 0.284_220_539_119_8) && close(found.high, 0.958_527_130_668_5), "{found:?}");
    }

    #[test]
    fn without_chance_all_is_between_and_without_points_all_is_chance() {
        let certain = [vec![1.0, 1.0], vec![2.0, 2.0], vec![4.0, 4.0]];
        let found = components(&certain, 0.95).unwrap();
        assert_eq!((found.share, found.low, found.high, found.within), (1.0, 1.0, 1.0, 0.0));
        let same = [vec![1.0, 2.0], vec![2.0, 1.0], vec![1.0, 2.0]];
        let found = components(&same, 0.95).unwrap();
        assert_eq!((found.share, found.between, found.low), (0.0, 0.0, 0.0));
        assert_eq!(components(&[vec![0.1, 0.1], vec![0.1, 0.1], vec![0.1, 0.1]], 0.95), None);
        assert_eq!(components(&[vec![1.0], vec![2.0], vec![3.0]], 0.95), None);
    }

    /// Intervals hold 93 to 97 % of 2,000 times, for points that are uniform and chance that is skewed and grows with
    /// them, in the shares from a tenth to nine tenths.
    #[test]
    fn intervals_hold_as_often_as_they_say() {
        for (number, wide) in [1.0f64, 3.0, 9.0].into_iter().enumerate() {
            let mut held = 0;
            for trial in 0..2000 {
                let draws = Stream::root(trial, number as u64);
                let point = |at: u64| {
                    let here = draws.named("point").uniform(at);
                    let chance = |k: u64| (0.5 + here) * (draws.at(at).exponential(k) - 1.0);
                    (0..4).map(|k| wide * here + chance(k)).collect::<Vec<f64>>()
                };
                let values: Vec<Vec<f64>> = (0..100).map(point).collect();
                let found = components(&values, 0.95).unwrap();
                // The mean square of 0.5 + u is 13/12.
                let exact = (wide * wide / 12.0) / (wide * wide / 12.0 + 13.0 / 12.0);
                held += u32::from(found.low <= exact && exact <= found.high);
            }
            assert!((1860..=1940).contains(&held), "{wide}: {held}");
        }
    }
}
