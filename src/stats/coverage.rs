//! How often something happened, with the interval of its chance.

use statrs::distribution::{Beta, ContinuousCDF};

/// `hits` of `n`, and the interval of their chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    pub hits: u64,
    pub n: u64,
    pub low: f64,
    pub high: f64,
}

impl Coverage {
    /// The share that was hit; NaN of nothing.
    pub fn share(&self) -> f64 {
        self.hits as f64 / self.n as f64
    }
}

/// The exact interval of a chance that was hit `hits` times in `n` independent trials, at level `confidence`, 0 <
/// `confidence` < 1; `None` without a trial. Source: Clopper & Pearson 1934.
///
/// ```
/// let coverage = corridor::stats::coverage::coverage(8, 10, 0.95).unwrap();
/// assert!((coverage.low - 0.4439).abs() < 1e-4 && (coverage.high - 0.9748).abs() < 1e-4);
/// ```
///
/// # Panics
/// Where more were hit than tried.
pub fn coverage(hits: u64, n: u64, confidence: f64) -> Option<Coverage> {
    assert!(hits <= n, "{hits} of {n} cannot be");
    let tail = 0.5 * (1.0 - confidence);
    let beta = |a: u64, b: u64| Beta::new(a as f64, b as f64).expect("both are above 0");
    let low = if hits == 0 { 0.0 } else { beta(hits, n - hits + 1).inverse_cdf(tail) };
    let high = if hits == n { 1.0 } else { beta(hits + 1, n - hits).inverse_cdf(1.0 - tail) };
    (n > 0).then_some(Coverage { hits, n, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The chance of at most `hits` of `n`.
    fn at_most(hits: u64, n: u64, p: f64) -> f64 {
        let choose = |k: u64| (1..=k).fold(1.0, |all, i| all * (n - k + i) as f64 / i as f64);
        (0..=hits).map(|k| choose(k) * p.powi(k as i32) * (1.0 - p).powi((n - k) as i32)).sum()
    }

    #[test]
    fn the_ends_are_where_the_binomial_tails_are_half_the_rest() {
        for (hits, n) in [(0, 1), (1, 1), (3, 7), (12, 15), (15, 15), (40, 50)] {
            let found = coverage(hits, n, 0.9).unwrap();
            if hits < n {
                assert!((at_most(hits, n, found.high) - 0.05).abs() < 1e-6, "{found:?}");
            }
            if hits > 0 {
                assert!((1.0 - at_most(hits - 1, n, found.low) - 0.05).abs() < 1e-6, "{found:?}");
            }
            assert!(found.low <= found.share() && found.share() <= found.high);
        }
        assert_eq!(coverage(0, 0, 0.9), None);
        assert_eq!((coverage(0, 9, 0.9).unwrap().low, coverage(9, 9, 0.9).unwrap().high), (0.0, 1.0));
    }
}
