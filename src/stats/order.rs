//! Quantiles over replications: a sample quantile, an interval between two order statistics, and the band in which one
//! more replication falls.

use std::fmt;

/// Order statistics that hold a quantile between them, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranks {
    pub lower: usize,
    pub upper: usize,
    /// How often the interval holds the quantile, whatever the law.
    pub coverage: f64,
}

/// No pair of order statistics holds the quantile often enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFew {
    pub n: usize,
    /// The fewest replications that would do.
    pub least: usize,
}

impl fmt::Display for TooFew {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} replications are too few, at least {} are needed", self.n, self.least)
    }
}

impl std::error::Error for TooFew {}

/// The interval about the `p`-quantile from `n` replications, 0 < `p` < 1, at level `confidence`: of all that hold it
/// often enough the shortest in ranks, of these the most central about n p, of these the lower.
///
/// Source: David & Nagaraja, Order Statistics, section 7.1.
///
/// ```
/// let ranks = corridor::stats::order::interval(100, 0.9, 0.95).unwrap();
/// assert_eq!((ranks.lower, ranks.upper), (84, 96));
/// assert_eq!(corridor::stats::order::interval(58, 0.95, 0.95).unwrap_err().least, 59);
/// ```
pub fn interval(n: usize, p: f64, confidence: f64) -> Result<Ranks, TooFew> {
    assert!(p > 0.0 && p < 1.0, "there is no {p} quantile");
    assert!(confidence > 0.0 && confidence < 1.0, "there is no level {confidence}");
    let least = least_replications(p, confidence);
    if n < least {
        return Err(TooFew { n, least });
    }
    let below = binomial(n, p);
    let mut best: Option<(usize, f64, Ranks)> = None;
    let mut upper = 2;
    for lower in 1..n {
        // At most `upper - 1` of n lie below the quantile, and at least `lower`.
        while upper < n && below[upper] - below[lower] < confidence {
            upper += 1;
        }
        let coverage = below[upper] - below[lower];
        if coverage < confidence {
            break;
        }
        let off_centre = ((lower + upper) as f64 - 2.0 * n as f64 * p).abs();
        if best.is_none_or(|(width, off, _)| (upper - lower, off_centre) < (width, off)) {
            best = Some((upper - lower, off_centre, Ranks { lower, upper, coverage }));
        }
    }
    // The sums may fall short of the exact condition by a rounding error.
    let all = Ranks { lower: 1, upper: n, coverage: below[n] - below[1] };
    Ok(best.map_or(all, |best| best.2))
}

/// The band between two order statistics of `n` replications in which one more of the same law falls with chance
/// `share`, 0 < `share` < 1, as often above as below: of those that hold it often enough the narrowest.
///
/// Whatever the law, one more value falls into each of the n + 1 gaps with the same chance. Source: David & Nagaraja,
/// Order Statistics, section 7.3.
///
/// ```
/// let ranks = corridor::stats::order::prediction(99, 0.9).unwrap();
/// assert_eq!((ranks.lower, ranks.upper, ranks.coverage), (5, 95, 0.9));
/// assert_eq!(corridor::stats::order::prediction(18, 0.9).unwrap_err().least, 19);
/// ```
pub fn prediction(n: usize, share: f64) -> Result<Ranks, TooFew> {
    assert!(share > 0.0 && share < 1.0, "there is no band of {share}");
    let outside = 0.5 * (1.0 - share);
    // 0.05 x 20 shall be 1, whatever the last bit says.
    let lower = |n: usize| (outside * (n + 1) as f64 + 1e-9) as usize;
    let at = lower(n);
    if at == 0 {
        let least = (1..).find(|&n| lower(n) > 0).expect("enough replications hold any band");
        return Err(TooFew { n, least });
    }
    let upper = n + 1 - at;
    Ok(Ranks { lower: at, upper, coverage: (upper - at) as f64 / (n + 1) as f64 })
}

/// The fewest replications whose smallest and largest value hold the quantile often enough.
fn least_replications(p: f64, confidence: f64) -> usize {
    let holds = |n: usize| 1.0 - p.powi(n as i32) - (1.0 - p).powi(n as i32) >= confidence;
    (2..i32::MAX as usize).find(|&n| holds(n)).expect("some number of replications holds any quantile")
}

/// Entry i: the probability that fewer than i of n fall below the `p`-quantile; i = 0..=n+1.
fn binomial(n: usize, p: f64) -> Vec<f64> {
    let mode = ((n as f64 * p) as usize).min(n);
    let odds = p / (1.0 - p);
    let mut terms = vec![0.0; n + 1];
    terms[mode] = 1.0;
    for i in mode..n {
        terms[i + 1] = terms[i] * odds * (n - i) as f64 / (i + 1) as f64;
    }
    for i in (0..mode).rev() {
        terms[i] = terms[i + 1] / odds * (i + 1) as f64 / (n - i) as f64;
    }
    let total: f64 = terms.iter().sum();
    let mut sum = 0.0;
    let sums = terms.iter().map(|term| {
        sum += term / total;
        sum
    });
    std::iter::once(0.0).chain(sums).collect()
}

/// How likely it is that no more than `k` of `n`, and that no fewer, have what each has with chance `p`, 0 < `p` < 1.
///
/// ```
/// let (no_more, no_fewer) = corridor::stats::order::tails(29, 29, 0.9);
/// assert!((no_fewer - 0.9f64.powi(29)).abs() < 1e-12 && no_more == 1.0);
/// ```
pub fn tails(n: usize, k: usize, p: f64) -> (f64, f64) {
    let below = binomial(n, p);
    (below[k + 1].min(1.0), (1.0 - below[k]).max(0.0))
}

/// The `p`-quantile of ascending values, 0 <= `p` <= 1, linear between order statistics so that the smallest value is
/// the 0 and the largest the 1 quantile; `None` where there are none. Source: Hyndman & Fan 1996, definition 7.
pub fn sample_quantile(ascending: &[f64], p: f64) -> Option<f64> {
    assert!((0.0..=1.0).contains(&p), "there is no {p} quantile");
    let last = ascending.len().checked_sub(1)?;
    let place = p * last as f64;
    let below = place as usize;
    let above = (below + 1).min(last);
    Some(ascending[below] + (ascending[above] - ascending[below]) * (place - below as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_than_the_least_are_refused() {
        for (p, confidence, least) in [(0.5, 0.95, 6), (0.9, 0.95, 29), (0.95, 0.95, 59), (0.05, 0.95, 59)] {
            assert_eq!(interval(least - 1, p, confidence), Err(TooFew { n: least - 1, least }));
            assert!(interval(least, p, confidence).unwrap().coverage >= confidence);
        }
    }

    #[test]
    fn no_shorter_interval_holds() {
        for n in [6, 10, 33, 77] {
            for p in [0.3, 0.5, 0.6] {
                let below = binomial(n, p);
                let Ok(found) = interval(n, p, 0.9) else { continue };
                assert!(found.coverage >= 0.9);
                for lower in 1..n {
                    let upper = lower + (found.upper - found.lower) - 1;
                    assert!(upper > n || below[upper] - below[lower] < 0.9, "{n} {p}: {lower}..{upper}");
                }
            }
        }
    }

    #[test]
    fn a_band_holds_one_more_value_as_often_as_it_says() {
        use crate::kernel::{Law, Stream};
        let law = Law::exponential(3.0).unwrap();
        // 2000 bands from 39 values each, and one more value.
        let held = (0..2000)
            .filter(|&trial| {
                let stream = Stream::root(11, trial).named("value");
                let mut values: Vec<f64> = (0..39).map(|k| law.draw(stream, k)).collect();
                values.sort_by(f64::total_cmp);
                let ranks = prediction(39, 0.9).unwrap();
                assert_eq!((ranks.lower, ranks.upper), (2, 38));
                (values[ranks.lower - 1]..=values[ranks.upper - 1]).contains(&law.draw(stream, 39))
            })
            .count();
        // 1800 expected; the binomial error at 1e-5 is 4.42 x 13.4.
        assert!((1741..=1859).contains(&held), "{held} of 2000");
    }

    #[test]
    fn sample_quantiles_are_linear_between_values() {
        let values = [1.0, 2.0, 4.0, 8.0];
        assert_eq!([0.0, 0.5, 5.0 / 6.0, 1.0].map(|p| sample_quantile(&values, p).unwrap()), [1.0, 3.0, 6.0, 8.0]);
        assert_eq!(sample_quantile(&[], 0.5), None);
        assert_eq!(sample_quantile(&[3.0], 0.9), Some(3.0));
    }

    #[test]
    fn of_intervals_as_short_the_most_central_is_taken_and_of_these_the_lower() {
        let ranks = |n, p, confidence| interval(n, p, confidence).map(|ranks| (ranks.lower, ranks.upper));
        assert_eq!(ranks(4, 0.6, 0.2), Ok((2, 3)));
        assert_eq!(ranks(4, 0.5, 0.2), Ok((1, 2))); // as far from 2 as (2, 3)
        assert_eq!(ranks(9, 0.5, 0.05), Ok((4, 5)));
        // An interval that holds just often enough is enough.
        assert_eq!(ranks(2, 0.5, 0.5), Ok((1, 2)));
        assert_eq!(ranks(3, 0.5, 0.375), Ok((1, 2)));
        for least in [29, 30, 40] {
            assert_eq!(interval(least, 0.9, 0.95).unwrap().upper, least, "the largest value is the upper end");
        }
    }

    #[test]
    fn what_is_too_few_says_how_many_would_do() {
        let refused = interval(58, 0.95, 0.95).unwrap_err();
        assert_eq!(refused.to_string(), "58 replications are too few, at least 59 are needed");
        assert_eq!(prediction(18, 0.9), Err(TooFew { n: 18, least: 19 }));
        assert_eq!(prediction(19, 0.9), Ok(Ranks { lower: 1, upper: 19, coverage: 0.9 }));
        assert_eq!(prediction(99, 0.9), Ok(Ranks { lower: 5, upper: 95, coverage: 0.9 }));
    }

    #[test]
    fn tails_are_those_of_the_binomial_law() {
        assert_eq!(tails(3, 1, 0.5), (0.5, 0.875));
        // Both hold k itself, whose chance is about 1 / sqrt(2 pi n p q).
        let (no_more, no_fewer) = tails(100_000, 30_000, 0.3);
        let exact = 1.0 / (std::f64::consts::TAU * 21_000.0).sqrt();
        assert!(((no_more + no_fewer - 1.0) / exact - 1.0).abs() < 1e-4, "{no_more} {no_fewer}");
        assert!((no_more - 0.5).abs() < 0.002);
    }
}
