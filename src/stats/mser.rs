//! The warm-up of a long run, by the marginal standard error rule MSER-5.

use std::fmt;

/// Values that make one batch.
pub const BATCH: usize = 5;

/// Where a series settles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WarmUp {
    /// Batches of [`BATCH`] values to drop from the beginning.
    pub batches: usize,
    /// The squared standard error of the mean of what is left, the smallest of all.
    pub value: f64,
    /// The mean of what is left.
    pub mean_after: f64,
    /// The mean of all full batches.
    pub mean_all: f64,
}

/// The series has not settled within its first half: the run must be longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooShort {
    /// Full batches there were.
    pub batches: usize,
}

impl fmt::Display for TooShort {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "the series does not settle within half of its {} batches of {BATCH}", self.batches)
    }
}

impl std::error::Error for TooShort {}

/// Finds the warm-up of a series averaged over replications; what does not fill a batch at its end is left out.
///
/// Over batches y_1..y_n it takes the smallest d in 0..=n/2 that minimises sum_{i>d} (y_i - mean_d)^2 / (n - d)^2;
/// where that is n/2, the run is too short. Source: White 1997; White, Cobb & Spratt 2000.
///
/// ```
/// use corridor::stats::mser::mser5;
///
/// let series: Vec<f64> = (0..200).map(|k| if k < 20 { 0.0 } else { 10.0 + f64::from(k % 2) }).collect();
/// assert_eq!(mser5(&series).unwrap().batches, 4);
/// assert!(mser5(&series[..40]).is_err());
/// ```
pub fn mser5(series: &[f64]) -> Result<WarmUp, TooShort> {
    let mut batches: Vec<f64> =
        series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    let n = batches.len();
    let half = n / 2;
    // Taken from the last batch first, so that a constant series is 0 throughout and has no warm-up.
    let last = *batches.last().ok_or(TooShort { batches: 0 })?;
    batches.iter_mut().for_each(|batch| *batch -= last);
    let mean = batches.iter().sum::<f64>() / n as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    let mut best = WarmUp { batches: 0, value: f64::INFINITY, mean_after: 0.0, mean_all: last + mean };
    for d in (0..n).rev() {
        let batch = batches[d] - mean;
        sum += batch;
        squares += batch * batch;
        let left = (n - d) as f64;
        let value = (squares - sum * sum / left).max(0.0) / (left * left);
        if d <= half && value <= best.value {
            best = WarmUp { batches: d, value, mean_after: last + mean + sum / left, ..best };
        }
    }
    if best.batches == half { Err(TooShort { batches: n }) } else { Ok(best) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule by its definition, O(n^2).
    fn by_definition(series: &[f64]) -> usize {
        let batches: Vec<f64> = series.chunks_exact(5).map(|batch| batch.iter().sum::<f64>() / 5.0).collect();
        let n = batches.len();
        let value = |d: usize| {
            let rest = &batches[d..];
            let mean = rest.iter().sum::<f64>() / rest.len() as f64;
            rest.iter().map(|batch| (batch - mean).powi(2)).sum::<f64>() / (rest.len() as f64).powi(2)
        };
        (0..=n / 2).min_by(|&a, &b| value(a).total_cmp(&value(b))).unwrap()
    }

    #[test]
    fn suffix_sums_agree_with_the_definition() {
        for seed in 0..20 {
            let stream = crate::kernel::Stream::root(seed, 0);
            let rise = |k: u64| 1.0 - (-(k as f64) / 40.0).exp();
            let series: Vec<f64> = (0..503).map(|k| 1e6 + 50.0 * rise(k) + 30.0 * stream.uniform(k)).collect();
            assert_eq!(mser5(&series).unwrap().batches, by_definition(&series), "seed {seed}");
        }
    }

    #[test]
    fn a_constant_series_has_no_warm_up() {
        let found = mser5(&[0.1; 50]).unwrap();
        assert_eq!((found.batches, found.value, found.mean_after, found.mean_all), (0, 0.0, 0.1, 0.1));
    }

    #[test]
    fn a_series_that_only_rises_is_too_short() {
        let series: Vec<f64> = (0..100).map(f64::from).collect();
        let refused = mser5(&series).unwrap_err();
        assert_eq!(refused, TooShort { batches: 20 });
        assert_eq!(refused.to_string(), "the series does not settle within half of its 20 batches of 5");
        for short in 0..10 {
            assert_eq!(mser5(&series[..short]), Err(TooShort { batches: short / 5 }));
        }
    }
}
