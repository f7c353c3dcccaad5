//! Sums and differences of several ratios that share their luck.

use super::Estimate;
use super::student;

/// The samples (sum, weight) of one arm; entry i is replication i.
pub type Samples = [(f64, f64)];

/// A linear combination of ratios, each with its share, over the replications in which all arms have weight. The
/// interval is that of the delta method: each ratio's linear part, combined replication by replication. With two arms
/// and shares 1 and -1 it is [`difference`](super::paired::difference). `min` and `max` are those of single
/// replications; `None` where no replication counts.
///
/// ```
/// let one = [(4.0, 1.0), (6.0, 1.0)];
/// let other = [(1.0, 1.0), (5.0, 1.0)];
/// let half = [(2.0, 1.0), (2.0, 1.0)];
/// let found = corridor::stats::contrast::contrast(&[(1.0, &one), (-1.0, &other), (0.5, &half)], 0.95).unwrap();
/// assert_eq!((found.mean, found.min, found.max), (3.0, 2.0, 4.0));
/// ```
///
/// # Panics
/// Where the arms have different numbers of replications.
pub fn contrast(arms: &[(f64, &Samples)], confidence: f64) -> Option<Estimate> {
    let replications = arms.first().map_or(0, |(_, samples)| samples.len());
    assert!(arms.iter().all(|(_, samples)| samples.len() == replications), "arms are of the same replications");
    let seen = |i: &usize| arms.iter().all(|(_, samples)| samples[*i].1 > 0.0);
    let counted: Vec<usize> = (0..replications).filter(seen).collect();
    let first = *counted.first()?;
    let n = counted.len() as f64;
    let (mut pivots, mut offs) = (0.0, 0.0); // apart, so that what all arms share cancels
    let mut parts = vec![0.0; counted.len()];
    let mut values = vec![0.0; counted.len()];
    for (share, samples) in arms {
        // About the first ratio, so that what never varies has an interval of width 0.
        let pivot = samples[first].0 / samples[first].1;
        let about = |i: usize| samples[i].0 - pivot * samples[i].1;
        let weight = counted.iter().map(|&i| samples[i].1).sum::<f64>() / n;
        let off = counted.iter().map(|&i| about(i)).sum::<f64>() / n / weight;
        pivots += share * pivot;
        offs += share * off;
        for ((&i, part), value) in counted.iter().zip(&mut parts).zip(&mut values) {
            *part += share * (about(i) - off * samples[i].1) / weight;
            *value += share * samples[i].0 / samples[i].1;
        }
    }
    let several = counted.len() >= 2;
    let sd = if several { (parts.iter().map(|part| part * part).sum::<f64>() / (n - 1.0)).sqrt() } else { 0.0 };
    let count = counted.len() as u64;
    let half_width = several.then(|| student::t(0.5 + 0.5 * confidence, count - 1) * sd / n.sqrt());
    let min = values.iter().copied().fold(f64::INFINITY, f64::min);
    let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some(Estimate { mean: pivots + offs, half_width, sd, n: count, min, max })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::paired::difference;

    const ONE: [(f64, f64); 4] = [(10.0, 4.0), (6.0, 2.0), (1.0, 5.0), (9.0, 3.0)];
    const OTHER: [(f64, f64); 4] = [(12.0, 4.5), (0.0, 0.0), (2.0, 5.0), (9.5, 3.0)];

    #[test]
    fn two_arms_are_a_difference() {
        let (found, exact) =
            (contrast(&[(1.0, &OTHER), (-1.0, &ONE)], 0.9).unwrap(), difference(&ONE, &OTHER, 0.9).unwrap().estimate);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(close(found.mean, exact.mean) && close(found.sd, exact.sd) && found.n == exact.n && found.n == 3);
        assert!(close(found.half_width.unwrap(), exact.half_width.unwrap()));
        assert!(close(found.min, exact.min) && close(found.max, exact.max));
    }

    #[test]
    fn what_cancels_is_exactly_nothing() {
        let found = contrast(&[(1.0, &ONE), (-1.0, &ONE), (-1.0, &OTHER), (1.0, &OTHER)], 0.95).unwrap();
        assert_eq!((found.mean, found.half_width), (0.0, Some(0.0)));
        assert_eq!(contrast(&[(1.0, &[(0.0, 0.0)])], 0.95), None);
        assert_eq!(contrast(&[(1.0, &[(3.0, 2.0)])], 0.95).unwrap().half_width, None);
    }

    #[test]
    fn several_arms_have_the_interval_of_the_delta_method() {
        let third = [(2.0, 1.0), (3.0, 2.0), (8.0, 2.0), (4.0, 4.0)];
        let last = [(5.0, 3.0), (6.0, 1.0), (7.0, 2.0), (4.0, 2.0)];
        let arms: [(f64, &Samples); 3] = [(2.0, &ONE), (-0.5, &third), (3.0, &last)];
        let found = contrast(&arms, 0.9).unwrap();
        let (mut mean, mut parts) = (0.0, [0.0; 4]);
        for (share, samples) in arms {
            let (sum, weight) = samples.iter().fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
            mean += share * sum / weight;
            let linear = |one: &(f64, f64)| share * (one.0 - sum / weight * one.1) / (weight / 4.0);
            parts.iter_mut().zip(samples).for_each(|(part, one)| *part += linear(one));
        }
        let sd = (parts.iter().map(|part| part * part).sum::<f64>() / 3.0).sqrt();
        let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(close(found.mean, mean) && close(found.sd, sd) && found.n == 4, "{found:?}");
        assert!(close(found.half_width.unwrap(), student::t(0.95, 3) * sd / 2.0));
        // Those of the third and of the second replication.
        assert!(close(found.min, 0.4 - 2.0 + 10.5) && close(found.max, 6.0 - 0.75 + 18.0), "{found:?}");
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        let arm: Vec<(f64, f64)> = (0..100).map(|k| (2e15 + 2.0 * f64::from(k % 2), 2.0)).collect();
        let found = contrast(&[(2.0, &arm)], 0.95).unwrap();
        assert!((found.sd - (100.0f64 / 99.0).sqrt()).abs() < 1e-12, "{}", found.sd); // 0 and 2 in turn
    }
}
