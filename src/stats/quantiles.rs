//! Quantiles, sum and extremes of many whole numbers in fixed room.

use super::Tally;

/// Buckets of one octave; a bucket is at most 1/64 of its values wide.
const SUB_BUCKETS: u64 = 1 << SUB_BITS;
const SUB_BITS: u32 = 6;
/// Values from 2^48 on (8,900 years in ms) share the last bucket.
const VALUE_BITS: u32 = 48;
const BUCKETS: usize = ((VALUE_BITS - SUB_BITS + 1) as usize) << SUB_BITS;

/// A histogram of whole numbers whose buckets grow with the value: exact below 128, then 64 buckets an octave.
///
/// Nothing is allocated after construction, and untouched buckets cost no memory until they are used.
///
/// ```
/// use corridor::stats::Quantiles;
///
/// let mut waits = Quantiles::new();
/// for hours in 1..=100 {
///     waits.add(hours * 3_600_000, 1);
/// }
/// let p90 = waits.quantile(0.9).unwrap() / 3_600_000.0;
/// assert!((p90 / 90.0 - 1.0).abs() < 0.016);
/// assert_eq!(waits.quantile(1.0), Some(360_000_000.0)); // the extremes are exact
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantiles {
    buckets: Box<[u64]>,
    /// Bit `n` is set where anything fell into the `n`-th stretch of `SUB_BUCKETS` buckets: only those are ever read.
    touched: u64,
    tally: Tally,
}

fn bucket_of(value: u64) -> usize {
    let value = value.min((1 << VALUE_BITS) - 1);
    let shift = (value | SUB_BUCKETS).ilog2() - SUB_BITS;
    ((u64::from(shift) << SUB_BITS) + (value >> shift)) as usize
}

/// The smallest and the largest value of a bucket.
fn bounds(bucket: usize) -> (u64, u64) {
    let bucket = bucket as u64;
    let shift = (bucket >> SUB_BITS).saturating_sub(1);
    let low = (bucket - (shift << SUB_BITS)) << shift;
    (low, low + (1 << shift) - 1)
}

impl Quantiles {
    pub fn new() -> Quantiles {
        Quantiles { buckets: vec![0; BUCKETS].into_boxed_slice(), touched: 0, tally: Tally::new() }
    }

    /// `weight` occurrences of `value`; none leave no trace.
    pub fn add(&mut self, value: u64, weight: u64) {
        if weight == 0 {
            return;
        }
        let bucket = bucket_of(value);
        self.buckets[bucket] += weight;
        self.touched |= 1 << (bucket >> SUB_BITS);
        self.tally.add(value, weight);
    }

    /// The sum of the weights.
    pub fn count(&self) -> u64 {
        self.tally.count()
    }

    /// The exact sum of value times weight.
    pub fn sum(&self) -> u128 {
        self.tally.sum()
    }

    /// The value that the share `p` of all occurrences does not exceed, 0 <= `p` <= 1; `None` where nothing occurred.
    ///
    /// Within a bucket the values count as evenly spread; nothing lies outside the exact minimum and maximum.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.quantiles([p]).map(|[value]| value)
    }

    /// Several quantiles at once; the shares ascend.
    pub fn quantiles<const N: usize>(&self, shares: [f64; N]) -> Option<[f64; N]> {
        assert!(
            shares.iter().all(|p| (0.0..=1.0).contains(p)) && shares.is_sorted(),
            "there are no {shares:?} quantiles"
        );
        let (min, max, count) = (self.tally.min()?, self.tally.max()?, self.count() as f64);
        let mut values = [max as f64; N];
        let (mut found, mut below) = (0, 0);
        for (bucket, weight) in self.occupied() {
            while found < N && (below + weight) as f64 >= shares[found] * count {
                let (low, high) = bounds(bucket);
                let high = if bucket < BUCKETS - 1 { high } else { u64::MAX };
                let (low, high) = (low.max(min) as f64, high.min(max) as f64);
                let within = (shares[found] * count - below as f64) / weight as f64;
                values[found] = low + (high - low) * within.max(0.0);
                found += 1;
            }
            below += weight;
        }
        Some(values)
    }

    /// The quantile of what was added since this was a copy of `before`; `None` where nothing was. The extremes of that
    /// part are not known: it lies within those of the whole.
    pub fn quantile_since(&self, before: &Quantiles, p: f64) -> Option<f64> {
        let (min, max) = (self.tally.min()?, self.tally.max()?);
        let count = self.count() - before.count();
        let mut below = 0;
        for (bucket, weight) in self.occupied().map(|(bucket, weight)| (bucket, weight - before.buckets[bucket])) {
            if weight > 0 && (below + weight) as f64 >= p * count as f64 {
                let (low, high) = bounds(bucket);
                let high = if bucket < BUCKETS - 1 { high } else { u64::MAX };
                let (low, high) = (low.max(min) as f64, high.min(max) as f64);
                let within = (p * count as f64 - below as f64) / weight as f64;
                return Some(low + (high - low) * within.max(0.0));
            }
            below += weight;
        }
        None
    }

    /// Buckets that are not empty, ascending, and their weights.
    fn occupied(&self) -> impl Iterator<Item = (usize, u64)> {
        stretches(self.touched).flat_map(|stretch| {
            let buckets = stretch.clone().zip(&self.buckets[stretch]);
            buckets.filter(|&(_, &weight)| weight > 0).map(|(bucket, &weight)| (bucket, weight))
        })
    }

    /// Adds everything that another one holds.
    pub fn merge(&mut self, other: &Quantiles) {
        for stretch in stretches(other.touched) {
            for (own, more) in self.buckets[stretch.clone()].iter_mut().zip(&other.buckets[stretch]) {
                *own += more;
            }
        }
        self.touched |= other.touched;
        self.tally.merge(&other.tally);
    }

    /// Forgets everything; takes as long as the touched stretches are many.
    pub fn clear(&mut self) {
        stretches(self.touched).for_each(|stretch| self.buckets[stretch].fill(0));
        self.touched = 0;
        self.tally.clear();
    }
}

/// The ranges of buckets whose bits are set.
fn stretches(mut touched: u64) -> impl Iterator<Item = std::ops::Range<usize>> {
    std::iter::from_fn(move || {
        let next = (touched != 0).then_some(touched.trailing_zeros() as usize)?;
        touched &= touched - 1;
        Some(next << SUB_BITS..(next + 1) << SUB_BITS)
    })
}

impl Default for Quantiles {
    fn default() -> Self {
        Quantiles::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Law, Stream};

    #[test]
    fn buckets_follow_one_another_without_gap() {
        let mut next = 0;
        for bucket in 0..BUCKETS {
            let (low, high) = bounds(bucket);
            assert_eq!(low, next);
            assert_eq!((bucket_of(low), bucket_of(high)), (bucket, bucket));
            assert!((high - low) as f64 <= low as f64 / 64.0);
            next = high + 1;
        }
        assert_eq!(next, 1 << VALUE_BITS);
        assert_eq!(bucket_of(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn what_was_added_since_has_its_own_quantiles() {
        let (mut all, mut later) = (Quantiles::new(), Quantiles::new());
        (0..500u64).for_each(|k| all.add(k * 7_919, 1 + k % 2));
        let before = all.clone();
        assert_eq!(all.quantile_since(&before, 0.5), None, "nothing was added");
        for k in 0..300u64 {
            all.add(50_000 + k * 311, 1 + k % 3);
            later.add(50_000 + k * 311, 1 + k % 3);
        }
        for p in [0.0, 0.1, 0.5, 0.9, 1.0] {
            let (since, exact) = (all.quantile_since(&before, p).unwrap(), later.quantile(p).unwrap());
            assert!((since / exact - 1.0).abs() <= 1.0 / 64.0, "{p}: {since} for {exact}");
        }
        let mut same = Quantiles::new();
        same.add(14_400_000, 5);
        assert_eq!(same.quantile_since(&Quantiles::new(), 0.9), Some(14_400_000.0), "all alike are exact");
    }

    #[test]
    fn merging_is_adding_one_by_one() {
        let (mut all, mut parts) = (Quantiles::new(), [Quantiles::new(), Quantiles::new()]);
        for k in 0..1000u64 {
            let value = k * k * 977;
            all.add(value, k % 3);
            parts[(k % 2) as usize].add(value, k % 3);
        }
        let [mut first, second] = parts;
        first.merge(&second);
        assert_eq!(first, all);
        assert_eq!(first.quantiles([0.1, 0.9]), Some([first.quantile(0.1).unwrap(), first.quantile(0.9).unwrap()]));
    }

    #[test]
    fn a_constant_and_a_small_number_are_exact() {
        let mut quantiles = Quantiles::new();
        for value in [123_456_789, 0, u64::MAX] {
            quantiles.add(value, 3);
            for p in [0.0, 0.1, 0.5, 1.0] {
                assert_eq!(quantiles.quantile(p), Some(value as f64));
            }
            quantiles.clear();
            assert_eq!(quantiles, Quantiles::new());
        }
        quantiles.add(10, 9);
        quantiles.add(200, 1);
        assert_eq!([0.0, 0.5, 0.9, 0.95].map(|p| quantiles.quantile(p).unwrap()), [10.0, 10.0, 10.0, 200.0]);
    }

    #[test]
    fn stays_within_a_bucket_of_the_sorted_list() {
        let law = Law::lognormal(3.6e7, 1.5).unwrap();
        let stream = Stream::root(3, 0).named("quantiles");
        let mut quantiles = Quantiles::new();
        let mut sorted: Vec<u64> = (0..50_000).map(|k| law.draw(stream, k) as u64).collect();
        sorted.iter().for_each(|&value| quantiles.add(value, 1));
        sorted.sort_unstable();
        for p in [0.001, 0.05, 0.5, 0.9, 0.95, 0.999] {
            let exact = sorted[(p * 50_000.0) as usize - 1] as f64;
            let found = quantiles.quantile(p).unwrap();
            assert!((found / exact - 1.0).abs() < 1.0 / 64.0, "{p}: {found} {exact}");
        }
    }

    #[test]
    fn a_weight_is_as_good_as_repetition() {
        let (mut once, mut often) = (Quantiles::new(), Quantiles::new());
        for value in [700, 5_000, 81] {
            once.add(value, 4);
            (0..4).for_each(|_| often.add(value, 1));
        }
        once.add(9_999, 0);
        assert_eq!(once, often);
    }

    #[test]
    fn values_of_a_bucket_count_as_evenly_spread() {
        let mut quantiles = Quantiles::new();
        quantiles.add(100, 4);
        let before = quantiles.clone();
        // The ends of one bucket.
        quantiles.add(4096, 1);
        quantiles.add(4159, 3);
        assert_eq!((quantiles.count(), quantiles.sum()), (8, 400 + 4096 + 3 * 4159));
        let quarter = |part: f64| 4096.0 + 63.0 * part;
        assert_eq!(quantiles.quantiles([0.5, 0.625, 0.75]), Some([100.0, quarter(0.25), quarter(0.5)]));
        assert_eq!([0.25, 0.75].map(|p| quantiles.quantile_since(&before, p)), [0.25, 0.75].map(|p| Some(quarter(p))));
        let before = quantiles.clone();
        quantiles.add(u64::MAX, 1);
        assert_eq!(quantiles.quantile_since(&before, 1.0), Some(u64::MAX as f64));
    }
}
