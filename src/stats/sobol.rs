//! Sobol' indices: which share of a variance each input accounts for, by itself and with all it takes part in.
//!
//! Rows of a design by Saltelli et al. (2010): two independent points A and B, and A with one coordinate after the other
//! taken from B. First-order indices by Saltelli's estimator, total ones by Jansen's (1999). Intervals by the bootstrap
//! over rows; it takes rows as independent, so that for a low-discrepancy design they are wider than need be.

use crate::kernel::Stream;

/// Samples of the bootstrap.
const SAMPLES: u64 = 1000;

/// The answers of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub a: f64,
    pub b: f64,
    /// A with the coordinate of this number from B.
    pub mixed: Vec<f64>,
}

/// A share of the variance with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// Shares of one input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// What would go if only this input were known.
    pub first: Share,
    /// What would stay if only this input were unknown.
    pub total: Share,
}

/// The indices of all inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// Over the points A and B.
    pub mean: f64,
    pub variance: f64,
    pub inputs: Vec<Index>,
}

/// `None` with fewer than two rows, or where the answer never varies.
pub fn indices(rows: &[Row], confidence: f64, stream: Stream) -> Option<Indices> {
    let inputs = rows.first().filter(|_| rows.len() >= 2)?.mixed.len();
    let all: Vec<usize> = (0..rows.len()).collect();
    let (mean, variance, shares) = estimate(rows, &all, inputs)?;
    let mut samples: Vec<Vec<f64>> = vec![Vec::new(); 2 * inputs];
    for sample in 0..SAMPLES {
        let draw = |at: usize| (stream.at(sample).uniform(at as u64) * rows.len() as f64) as usize;
        let drawn: Vec<usize> = (0..rows.len()).map(draw).collect();
        // A sample of equal rows says nothing.
        if let Some((_, _, shares)) = estimate(rows, &drawn, inputs) {
            samples.iter_mut().zip(shares).for_each(|(samples, share)| samples.push(share));
        }
    }
    let share = |at: usize| {
        let mut sorted = samples[at].clone();
        sorted.sort_by(f64::total_cmp);
        let quantile = |p: f64| sorted.get((p * (sorted.len() as f64 - 1.0)).round() as usize).copied();
        let tail = 0.5 * (1.0 - confidence);
        let value = shares[at];
        Share { value, low: quantile(tail).unwrap_or(value), high: quantile(1.0 - tail).unwrap_or(value) }
    };
    let index = |input: usize| Index { first: share(2 * input), total: share(2 * input + 1) };
    Some(Indices { mean, variance, inputs: (0..inputs).map(index).collect() })
}

/// Mean, variance, and first and total share of every input.
fn estimate(rows: &[Row], of: &[usize], inputs: usize) -> Option<(f64, f64, Vec<f64>)> {
    let n = of.len() as f64;
    // About one of the values, so that what never varies has a variance of exactly 0.
    let pivot = rows[of[0]].a;
    let values = || of.iter().flat_map(|&at| [rows[at].a - pivot, rows[at].b - pivot]);
    let off = values().sum::<f64>() / (2.0 * n);
    let variance = values().map(|value| (value - off).powi(2)).sum::<f64>() / (2.0 * n - 1.0);
    if variance <= 0.0 {
        return None;
    }
    let mean = pivot + off;
    let mut shares = Vec::with_capacity(2 * inputs);
    for input in 0..inputs {
        let (mut first, mut total) = (0.0, 0.0);
        for &at in of {
            let Row { a, b, mixed } = &rows[at];
            let moved = mixed[input] - a;
            first += (b - mean) * moved; // about the mean: the same in expectation, with less noise
            total += moved * moved;
        }
        shares.extend([first / n / variance, total / (2.0 * n) / variance]);
    }
    Some((mean, variance, shares))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::sequence::Sequence;

    fn rows(inputs: usize, count: u32, seed: u64, f: impl Fn(&[f64]) -> f64) -> Vec<Row> {
        let sequence = Sequence::new(Stream::root(seed, 0), 2 * inputs);
        let row = |number| {
            let point = sequence.point(number);
            let (a, b) = point.split_at(inputs);
            let mixed = |input: usize| {
                let mut mixed = a.to_vec();
                mixed[input] = b[input];
                f(&mixed)
            };
            Row { a: f(a), b: f(b), mixed: (0..inputs).map(mixed).collect() }
        };
        (0..count).map(row).collect()
    }

    #[test]
    fn a_sum_has_the_shares_of_its_parts() {
        let found = indices(&rows(3, 1024, 1, |x| 4.0 * x[0] - 2.0 * x[1] + 7.0), 0.95, Stream::root(2, 0)).unwrap();
        assert!((found.mean - 8.0).abs() < 0.01 && (found.variance - 20.0 / 12.0).abs() < 0.01, "{found:?}");
        for (index, exact) in found.inputs.iter().zip([0.8, 0.2, 0.0]) {
            for share in [index.first, index.total] {
                assert!((share.value - exact).abs() < 0.01, "{share:?} {exact}");
                assert!(share.low - 1e-9 <= exact && exact <= share.high + 1e-9, "{share:?} {exact}");
            }
        }
    }

    /// Of x0 x1 about their means nothing is due to either alone.
    #[test]
    fn what_inputs_do_together_is_in_the_totals_only() {
        let found = indices(&rows(2, 1024, 1, |x| (x[0] - 0.5) * (x[1] - 0.5)), 0.95, Stream::root(2, 0)).unwrap();
        for index in &found.inputs {
            assert!(index.first.value.abs() < 0.02 && (index.total.value - 1.0).abs() < 0.02, "{index:?}");
        }
    }

    /// A and B are 1, 3, 5, 7, of mean 4 and variance 20/3; what is mixed moves by 1 and by 4. Of the samples a quarter
    /// is the first row twice, a quarter the second, and half are both.
    #[test]
    fn two_rows_by_hand() {
        let rows = [Row { a: 1.0, b: 3.0, mixed: vec![2.0] }, Row { a: 5.0, b: 7.0, mixed: vec![9.0] }];
        let close = |share: Share, exact: [f64; 3]| {
            let found = [share.value, share.low, share.high];
            assert!(found.iter().zip(exact).all(|(found, exact)| (found - exact).abs() < 1e-12), "{share:?}");
        };
        let found = indices(&rows, 0.95, Stream::root(2, 0)).unwrap();
        assert_eq!((found.mean, found.variance), (4.0, 20.0 / 3.0));
        close(found.inputs[0].first, [0.825, 0.75, 3.0]);
        close(found.inputs[0].total, [0.6375, 0.375, 6.0]);
        let found = indices(&rows, 0.4, Stream::root(2, 0)).unwrap();
        close(found.inputs[0].first, [0.825; 3]);
        close(found.inputs[0].total, [0.6375; 3]);
    }

    #[test]
    fn what_never_varies_has_no_shares() {
        assert_eq!(indices(&rows(2, 16, 1, |_| 0.1), 0.95, Stream::root(2, 0)), None);
        assert_eq!(indices(&rows(2, 1, 1, |x| x[0]), 0.95, Stream::root(2, 0)), None);
    }

    /// Independent rows of a curved function: intervals hold about as often as they say.
    #[test]
    fn intervals_hold_as_often_as_they_say() {
        let f = |x: &[f64]| x[0] + x[0] * x[1];
        // Variances of x0 + x0 x1 on the unit square: 9/48 by x0, 1/48 by x1, 1/144 by both.
        let (one, other, both) = (9.0 / 48.0, 1.0 / 48.0, 1.0 / 144.0);
        let whole: f64 = one + other + both;
        let exact = [one / whole, (one + both) / whole, other / whole, (other + both) / whole];
        let mut held = [0; 4];
        const TRIALS: u64 = 200;
        for trial in 0..TRIALS {
            let draws = Stream::root(trial, 1);
            let row = |number: u64| {
                let x: Vec<f64> = (0..4).map(|k| draws.at(number).uniform(k)).collect();
                Row { a: f(&x[..2]), b: f(&x[2..]), mixed: vec![f(&[x[2], x[1]]), f(&[x[0], x[3]])] }
            };
            let rows: Vec<Row> = (0..128).map(row).collect();
            let found = indices(&rows, 0.95, Stream::root(trial, 2)).unwrap();
            let shares = found.inputs.iter().flat_map(|index| [index.first, index.total]);
            for ((share, exact), held) in shares.zip(exact).zip(&mut held) {
                *held += u64::from(share.low <= exact && exact <= share.high);
            }
        }
        // 95 % of 200 are 190, with a standard deviation of 3.1; a percentile interval falls short by a little.
        assert!(held.iter().all(|held| *held >= 175), "{held:?}");
    }
}
