//! Opening times: closures known for a whole run, asked about any instant.

use crate::kernel::{Duration, Time};

/// Closures [from, to), ascending and apart. Exactly at `from` it is closed, exactly at `to` open.
///
/// ```
/// use corridor::facility::Openings;
/// use corridor::kernel::Time;
///
/// let hour = Time::from_hours;
/// let port = Openings::from_closures([(hour(5.0), hour(8.0)), (hour(7.0), hour(9.0))]);
/// assert!(!port.is_open(hour(5.0)));
/// assert!(port.is_open(hour(9.0)));
/// assert_eq!(port.next_open(hour(6.0)), hour(9.0)); // overlapping closures are one
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Openings {
    closures: Vec<(Time, Time)>,
}

impl Openings {
    /// Overlapping and touching closures become one; empty ones vanish.
    pub fn from_closures(closures: impl IntoIterator<Item = (Time, Time)>) -> Openings {
        let mut openings = Openings::default();
        openings.set(closures);
        openings
    }

    /// Replaces all closures, keeping the room.
    pub fn set(&mut self, closures: impl IntoIterator<Item = (Time, Time)>) {
        self.closures.clear();
        self.closures.extend(closures.into_iter().filter(|&(from, to)| from < to));
        self.closures.sort_unstable();
        self.closures.dedup_by(|later, earlier| {
            let joined = later.0 <= earlier.1;
            if joined {
                earlier.1 = earlier.1.max(later.1);
            }
            joined
        });
    }

    pub fn closures(&self) -> &[(Time, Time)] {
        &self.closures
    }

    /// The number of the first closure that ends after `now`: how many ended by then.
    pub fn upcoming(&self, now: Time) -> usize {
        self.closures.partition_point(|&(_, to)| to <= now)
    }

    pub fn is_open(&self, now: Time) -> bool {
        self.next_open(now) == now
    }

    /// The first instant at or after `now` at which it is open.
    pub fn next_open(&self, now: Time) -> Time {
        match self.closures.get(self.upcoming(now)) {
            Some(&(from, to)) if from <= now => to,
            _ => now,
        }
    }

    /// Time closed within [from, to).
    pub fn closed_within(&self, from: Time, to: Time) -> Duration {
        let mut closed = Duration::ZERO;
        for &(begins, ends) in &self.closures[self.upcoming(from)..] {
            if begins >= to {
                break;
            }
            closed += ends.min(to).since(begins.max(from));
        }
        closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn closed_time_is_clipped_to_the_span() {
        let ms = Time::from_ms;
        let openings = Openings::from_closures([(ms(10), ms(20)), (ms(30), ms(40)), (ms(50), ms(50))]);
        assert_eq!(openings.closed_within(ms(15), ms(35)), Duration::from_ms(10));
        assert_eq!(openings.closed_within(ms(20), ms(30)), Duration::ZERO);
        assert_eq!(openings.closures().len(), 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever the closures, every answer is that of looking at each instant by itself.
        #[test]
        fn it_answers_as_one_instant_after_the_other_would(
            closures in prop::collection::vec((0_u64..30, 0_u64..30), 0..6),
            from in 0_u64..30,
            to in 0_u64..30,
        ) {
            let ms = Time::from_ms;
            let openings = Openings::from_closures(closures.iter().map(|&(from, to)| (ms(from), ms(to))));
            let (from, to) = (from.min(to), from.max(to));
            let closed = |at: u64| closures.iter().any(|&(from, to)| from <= at && at < to);
            let within = (from..to).filter(|&at| closed(at)).count() as u64;
            prop_assert_eq!(openings.closed_within(ms(from), ms(to)), Duration::from_ms(within));
            for at in 0..31 {
                let next = (at..).find(|&at| !closed(at)).expect("every closure ends");
                prop_assert_eq!(openings.next_open(ms(at)), ms(next));
                prop_assert_eq!(openings.is_open(ms(at)), !closed(at));
                let ended = (1..=at).filter(|&end| closed(end - 1) && !closed(end)).count();
                prop_assert_eq!(openings.upcoming(ms(at)), ended);
            }
        }
    }
}
