//! Simulated time: whole milliseconds since the start of the run.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

const MS_PER_HOUR: f64 = 3_600_000.0;

/// An instant, in whole milliseconds since the start of the run.
///
/// Whole milliseconds make ties exact, hand-checked timetables exact, and time integrals exact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(u64);

/// A span of time, in whole milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration(u64);

impl Time {
    pub const ZERO: Time = Time(0);
    /// Later than any instant of any run: "never".
    pub const NEVER: Time = Time(u64::MAX);

    pub const fn from_ms(ms: u64) -> Time {
        Time(ms)
    }

    /// The instant `hours` after the start, rounded to the millisecond.
    pub fn from_hours(hours: f64) -> Time {
        Time(Duration::from_hours(hours).0)
    }

    pub const fn ms(self) -> u64 {
        self.0
    }

    pub fn hours(self) -> f64 {
        self.0 as f64 / MS_PER_HOUR
    }

    /// Time elapsed since `earlier`, which must not lie in the future.
    pub fn since(self, earlier: Time) -> Duration {
        debug_assert!(earlier <= self, "{earlier} lies after {self}");
        Duration(self.0 - earlier.0)
    }
}

impl Duration {
    pub const ZERO: Duration = Duration(0);
    /// Longer than any run: "for ever".
    pub const FOREVER: Duration = Duration(u64::MAX);
    pub const HOUR: Duration = Duration(3_600_000);
    pub const DAY: Duration = Duration(86_400_000);

    pub const fn from_ms(ms: u64) -> Duration {
        Duration(ms)
    }

    /// `hours`, rounded to the millisecond. Negative values and NaN count as zero; beyond the range, for ever.
    pub fn from_hours(hours: f64) -> Duration {
        // The cast rounds down and saturates; halves go up.
        Duration((hours * MS_PER_HOUR + 0.5) as u64)
    }

    pub const fn ms(self) -> u64 {
        self.0
    }

    pub fn hours(self) -> f64 {
        self.0 as f64 / MS_PER_HOUR
    }

    pub fn days(self) -> f64 {
        self.hours() / 24.0
    }
}

impl Add<Duration> for Time {
    type Output = Time;
    /// Saturates: an instant that cannot be told is never reached.
    fn add(self, span: Duration) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Sub<Duration> for Time {
    type Output = Time;
    /// Saturates at the start of the run.
    fn sub(self, span: Duration) -> Time {
        Time(self.0.saturating_sub(span.0))
    }
}

impl Add for Duration {
    type Output = Duration;
    fn add(self, other: Duration) -> Duration {
        Duration(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Duration) {
        *self = *self + other;
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:.3} h", self.hours())
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:.3} h", self.hours())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_round_to_the_millisecond() {
        assert_eq!(Duration::from_hours(1.0 / 3.0), Duration::from_ms(1_200_000));
        assert_eq!(Duration::from_hours(-2.0), Duration::ZERO);
        assert_eq!(Duration::from_hours(f64::INFINITY), Duration::FOREVER);
    }

    #[test]
    fn spans_are_told_in_hours_and_days() {
        let (noon, half_past_six) = (Time::from_hours(12.0), Time::from_hours(18.5));
        assert_eq!((noon.hours(), half_past_six.hours()), (12.0, 18.5));
        let span = half_past_six.since(noon);
        assert_eq!((span.ms(), span.hours()), (23_400_000, 6.5));
        assert_eq!((Duration::from_hours(60.0).days(), Duration::DAY.hours()), (2.5, 24.0));
        assert_eq!(format!("{noon} {noon:?} {span:?}"), "12.000 h 12.000 h 6.500 h");
    }

    #[test]
    fn spans_add_up() {
        let mut span = Duration::HOUR + Duration::from_ms(1);
        span += Duration::HOUR;
        assert_eq!(span, Duration::from_ms(7_200_001));
        assert_eq!(Time::from_ms(9) + Duration::from_ms(4), Time::from_ms(13));
        assert_eq!(Time::from_ms(9) - Duration::from_ms(4), Time::from_ms(5));
    }

    #[test]
    fn sums_saturate_instead_of_wrapping() {
        assert_eq!(Time::NEVER + Duration::HOUR, Time::NEVER);
        assert_eq!(Time::ZERO - Duration::HOUR, Time::ZERO);
    }
}
