//! Boarded: how long those who lately boarded a vessel had waited for it.

use crate::kernel::{Duration, Time};

/// Time in which what is remembered fades to the 2.718th part, ms: 14 days.
const MEMORY: f64 = 14.0 * 86_400_000.0;

/// A mean over units in which the past counts the less the longer it is ago.
#[derive(Clone, Copy, Debug, Default)]
pub struct Boarded {
    /// ms, weighted.
    waited: f64,
    /// Units, weighted.
    units: f64,
    last: Time,
}

impl Boarded {
    pub fn note(&mut self, units: u64, waited: Duration, now: Time) {
        let kept = fading(now.since(self.last));
        self.units = self.units * kept + units as f64;
        self.waited = self.waited * kept + units as f64 * waited.ms() as f64;
        self.last = now;
    }

    /// The wait to be expected from it, days. Where nobody boards it is forgotten, else cargo that once stayed away
    /// from a bad wait would never come back to see whether it still is.
    pub fn days(&self, now: Time) -> f64 {
        if self.units > 0.0 {
            self.waited / self.units * fading(now.since(self.last)) / Duration::from_hours(24.0).ms() as f64
        } else {
            0.0
        }
    }
}

fn fading(time: Duration) -> f64 {
    libm::exp(-(time.ms() as f64) / MEMORY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_fades() {
        let mut boarded = Boarded::default();
        let day = |days: f64| Time::from_hours(24.0 * days);
        assert_eq!(boarded.days(day(1.0)), 0.0);
        boarded.note(3, Duration::from_hours(48.0), day(1.0));
        boarded.note(1, Duration::from_hours(96.0), day(1.0));
        assert!((boarded.days(day(1.0)) - 2.5).abs() < 1e-12);
        assert!((boarded.days(day(15.0)) - 2.5 / std::f64::consts::E).abs() < 1e-12);
        boarded.note(4, Duration::ZERO, day(15.0));
        let kept = 1.0 / std::f64::consts::E;
        assert!((boarded.days(day(15.0)) - 2.5 * kept / (1.0 + kept)).abs() < 1e-12);
    }
}
