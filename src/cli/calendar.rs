//! Instants of a run as dates.

use corridor::kernel::Time;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};

/// Civil time of a dated run.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    start: Option<Date>,
}

impl Calendar {
    pub fn new(start: Option<Date>) -> Calendar {
        Calendar { start }
    }

    /// `2023-04-01T12:30:00`, to the second; `None` where the run has no dates.
    pub fn instant(self, time: Time) -> Option<String> {
        let seconds = time.ms() / 1000;
        let at = self.at(Time::from_ms(seconds * 1000))?;
        Some(at.to_string())
    }

    /// `2023-01-01 to 2023-12-31`, both included, or `0 h to 520 h`.
    pub fn span(self, from: Time, end: Time) -> String {
        let dated = self.at(from).zip(self.at(end)).and_then(|(from, end)| {
            Some(format!("{} to {}", from.date(), end.checked_sub(1.nanoseconds()).ok()?.date()))
        });
        dated.unwrap_or_else(|| format!("{} h to {} h", from.hours(), end.hours()))
    }

    /// The day of an instant, or its hour.
    pub fn day(self, time: Time) -> String {
        self.at(time).map_or_else(|| format!("{:.1} h", time.hours()), |at| at.date().to_string())
    }

    fn at(self, time: Time) -> Option<DateTime> {
        let since = SignedDuration::from_millis(i64::try_from(time.ms()).ok()?);
        self.start?.at(0, 0, 0, 0).checked_add(since).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_become_dates() {
        let calendar = Calendar::new(Some(jiff::civil::date(2023, 12, 31)));
        assert_eq!(calendar.instant(Time::from_hours(24.5)).unwrap(), "2024-01-01T00:30:00");
        assert_eq!(calendar.span(Time::ZERO, Time::from_hours(48.0)), "2023-12-31 to 2024-01-01");
        assert_eq!(Calendar::new(None).span(Time::ZERO, Time::from_hours(520.0)), "0 h to 520 h");
    }
}
