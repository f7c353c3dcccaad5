//! Averages over time: wagons in a yard, berths in use.

use crate::kernel::Time;

/// A whole-numbered level and its exact integral over time.
///
/// ```
/// use corridor::kernel::Time;
/// use corridor::stats::TimeWeighted;
///
/// let mut queue = TimeWeighted::new();
/// queue.add(Time::from_hours(1.0), 4);
/// queue.sub(Time::from_hours(3.0), 3);
/// assert_eq!(queue.level(), 1);
/// assert_eq!(queue.mean(Time::from_hours(4.0)), (2.0 * 4.0 + 1.0) / 4.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeWeighted {
    level: u64,
    start: Time,
    /// Sum of every change since the start times its instant, level times ms, modulo 2^128 like all sums with it: the
    /// integral is what the level of now would have made of the whole time, less this.
    moment: u128,
}

impl TimeWeighted {
    /// Level 0, observed from the start of the run.
    pub fn new() -> TimeWeighted {
        TimeWeighted::default()
    }

    pub fn level(&self) -> u64 {
        self.level
    }

    /// The level is `level` from `now` on; `now` lies no earlier than the last change.
    pub fn set(&mut self, now: Time, level: u64) {
        if level >= self.level {
            self.add(now, level - self.level);
        } else {
            self.sub(now, self.level - level);
        }
    }

    pub fn add(&mut self, now: Time, n: u64) {
        self.level += n;
        self.moment = self.moment.wrapping_add(moment(now, n));
    }

    /// # Panics
    /// Where more leaves than is there.
    pub fn sub(&mut self, now: Time, n: u64) {
        assert!(n <= self.level, "{n} left a level of {} at {now}", self.level);
        self.level -= n;
        self.moment = self.moment.wrapping_sub(moment(now, n));
    }

    /// Forgets the past, keeps the level: observation starts at `now`.
    pub fn reset(&mut self, now: Time) {
        self.start = now;
        self.moment = moment(now, self.level);
    }

    /// The integral of the level from the start of observation to `now`, in level times ms.
    pub fn integral(&self, now: Time) -> u128 {
        moment(now, self.level).wrapping_sub(self.moment)
    }

    /// The mean level from the start of observation to `now`; at the start itself, the level.
    pub fn mean(&self, now: Time) -> f64 {
        match now.since(self.start).ms() {
            0 => self.level as f64,
            span => self.integral(now) as f64 / span as f64,
        }
    }
}

fn moment(at: Time, n: u64) -> u128 {
    u128::from(n) * u128::from(at.ms())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_keeps_the_level_and_forgets_the_past() {
        let mut level = TimeWeighted::new();
        level.set(Time::from_ms(0), 7);
        level.reset(Time::from_ms(100));
        assert_eq!((level.level(), level.integral(Time::from_ms(100)), level.mean(Time::from_ms(100))), (7, 0, 7.0));
        level.sub(Time::from_ms(110), 5);
        assert_eq!(level.integral(Time::from_ms(120)), 7 * 10 + 2 * 10);
        assert_eq!(level.mean(Time::from_ms(120)), 4.5);
    }

    #[test]
    fn the_integral_does_not_overflow() {
        let mut level = TimeWeighted::new();
        level.set(Time::ZERO, u64::MAX);
        let late = Time::from_ms(u64::MAX);
        assert_eq!(level.integral(late), u128::from(u64::MAX) * u128::from(u64::MAX));
    }

    #[test]
    #[should_panic(expected = "2 left a level of 1")]
    fn what_is_not_there_cannot_leave() {
        let mut level = TimeWeighted::new();
        level.add(Time::ZERO, 1);
        level.sub(Time::ZERO, 2);
    }

    #[test]
    fn a_level_that_is_set_is_one_that_was_changed() {
        let (mut set, mut changed) = (TimeWeighted::new(), TimeWeighted::new());
        set.set(Time::from_ms(10), 4);
        changed.add(Time::from_ms(10), 4);
        set.set(Time::from_ms(30), 1);
        changed.sub(Time::from_ms(30), 3);
        set.set(Time::from_ms(35), 1);
        assert_eq!(set, changed);
        assert_eq!((set.level(), set.integral(Time::from_ms(40))), (1, 4 * 20 + 10));
        assert_eq!((set.mean(Time::from_ms(40)), TimeWeighted::new().mean(Time::ZERO)), (2.25, 0.0));
    }
}
