//! Averages over occurrences: waiting times of wagons, loads of departures.

/// Sum, count and extremes of whole numbers, each with a whole weight.
///
/// ```
/// use corridor::stats::Tally;
///
/// let mut waits = Tally::new();
/// waits.add(3_600_000, 2); // two wagons waited an hour each, in ms
/// waits.add(0, 1);
/// assert_eq!((waits.count(), waits.sum()), (3, 7_200_000));
/// assert_eq!(waits.mean(), Some(2_400_000.0));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    count: u64,
    sum: u128,
    min: u64,
    max: u64,
}

impl Tally {
    pub const fn new() -> Tally {
        Tally { count: 0, sum: 0, min: u64::MAX, max: 0 }
    }

    /// `weight` occurrences of `value`; none leave no trace.
    pub fn add(&mut self, value: u64, weight: u64) {
        if weight == 0 {
            return;
        }
        self.count += weight;
        self.sum += u128::from(value) * u128::from(weight);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    /// The sum of the weights.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The sum of value times weight.
    pub fn sum(&self) -> u128 {
        self.sum
    }

    /// The smallest value; `None` where nothing occurred.
    pub fn min(&self) -> Option<u64> {
        (self.count > 0).then_some(self.min)
    }

    /// The largest value; `None` where nothing occurred.
    pub fn max(&self) -> Option<u64> {
        (self.count > 0).then_some(self.max)
    }

    /// The average over the occurrences; `None` where nothing occurred.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// Adds everything that another one holds.
    pub fn merge(&mut self, other: &Tally) {
        self.count += other.count;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    pub fn clear(&mut self) {
        *self = Tally::new();
    }
}

impl Default for Tally {
    fn default() -> Self {
        Tally::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_beyond_64_bits_are_exact() {
        let mut tally = Tally::new();
        tally.add(u64::MAX, 3);
        tally.add(1, 1);
        assert_eq!(tally.sum(), 3 * u128::from(u64::MAX) + 1);
        assert_eq!((tally.min(), tally.max()), (Some(1), Some(u64::MAX)));
    }

    #[test]
    fn nothing_has_no_mean() {
        let mut tally = Tally::new();
        tally.add(5, 0);
        assert_eq!((tally.min(), tally.max(), tally.mean()), (None, None, None));
        tally.add(5, 2);
        tally.clear();
        assert_eq!(tally, Tally::default());
    }

    #[test]
    fn merging_is_adding_one_by_one() {
        let (mut all, mut parts) = (Tally::new(), [Tally::new(), Tally::new()]);
        for (at, value) in [7, 3, 12, 5].into_iter().enumerate() {
            all.add(value, at as u64 + 1);
            parts[at % 2].add(value, at as u64 + 1);
        }
        let [mut first, second] = parts;
        first.merge(&second);
        assert_eq!(first, all);
        assert_eq!((first.count(), first.sum(), first.min(), first.max()), (10, 69, Some(3), Some(12)));
        assert_eq!(first.mean(), Some(6.9));
    }
}
