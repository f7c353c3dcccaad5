//! The span of a run in civil time or in hours, and the months it is made of.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::kernel::Time;
use crate::model::corridor::{Horizon, Period, PeriodKind};

/// Hours of a year where there are no dates.
const HOURS_OF_YEAR: f64 = 8760.0;

/// From the first event to the last, as the scenario says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Calendar {
    /// Days, each standing for its first moment.
    Dated { start: Date, measure_from: Date, end: Date },
    /// Hours since the start.
    Hours { measure_from: f64, end: f64, mser5: bool },
}

/// The part of a calendar month that lies within a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// Hours since the start.
    pub from: f64,
    pub to: f64,
}

impl Piece {
    fn days(&self) -> f64 {
        (self.to - self.from) / 24.0
    }
}

impl Calendar {
    pub fn is_dated(&self) -> bool {
        matches!(self, Calendar::Dated { .. })
    }

    /// Length of the run, hours.
    pub fn hours(&self) -> f64 {
        match self {
            Calendar::Dated { end, .. } => self.hours_to(end.at(0, 0, 0, 0)).unwrap_or(0.0),
            Calendar::Hours { end, .. } => *end,
        }
    }

    /// Hours from the start to an instant, negative before it; `None` in a run without dates.
    pub fn hours_to(&self, instant: DateTime) -> Option<f64> {
        match self {
            Calendar::Dated { start, .. } => {
                Some(instant.duration_since(start.at(0, 0, 0, 0)).as_millis() as f64 / 3_600_000.0)
            }
            Calendar::Hours { .. } => None,
        }
    }

    /// An hour of the run in its own terms: the day it falls on, or the hour.
    pub fn told(&self, hour: f64) -> String {
        let day = match self {
            Calendar::Dated { start, .. } => start.checked_add(((hour / 24.0) as i64).days()).ok(),
            Calendar::Hours { .. } => None,
        };
        day.map_or_else(|| format!("{hour:.1} h"), |day| day.to_string())
    }

    /// The calendar months of the whole run, in order; none without dates.
    pub fn months(&self) -> Vec<Piece> {
        match *self {
            Calendar::Dated { start, end, .. } => self.pieces(start, end),
            Calendar::Hours { .. } => Vec::new(),
        }
    }

    fn pieces(&self, from: Date, end: Date) -> Vec<Piece> {
        let hours = |date: Date| self.hours_to(date.at(0, 0, 0, 0)).unwrap_or(0.0);
        let mut pieces = Vec::new();
        let mut at = from;
        while at < end {
            let next = after_month(at).min(end);
            pieces.push(Piece { year: at.year(), month: at.month(), from: hours(at), to: hours(next) });
            at = next;
        }
        pieces
    }

    /// The horizon with its months, years and the named periods given as first days of their first and last months.
    pub fn horizon(&self, named: &[(String, Date, Date)]) -> Horizon {
        match *self {
            Calendar::Hours { measure_from, end, .. } => {
                let hours = end - measure_from;
                let all = period("all", PeriodKind::All, 0, 1, hours / HOURS_OF_YEAR, hours / 24.0);
                let measure_from = Time::from_hours(measure_from);
                Horizon { measure_from, end: Time::from_hours(end), months: vec![measure_from], periods: vec![all] }
            }
            Calendar::Dated { measure_from, end, .. } => {
                let pieces = self.pieces(measure_from, end);
                let months: Vec<Time> = pieces.iter().map(|piece| Time::from_hours(piece.from)).collect();
                let mut periods = vec![dated("all", PeriodKind::All, 0, &pieces)];
                periods.extend(years(&pieces));
                for (index, piece) in pieces.iter().enumerate() {
                    let name = format!("{:04}-{:02}", piece.year, piece.month);
                    periods.push(dated(&name, PeriodKind::Month, index, &pieces[index..=index]));
                }
                for (name, from, to) in named {
                    let place = |date: &Date| {
                        pieces.iter().position(|piece| (piece.year, piece.month) == (date.year(), date.month()))
                    };
                    if let (Some(first), Some(last)) = (place(from), place(to)) {
                        periods.push(dated(name, PeriodKind::Named, first, &pieces[first..=last]));
                    }
                }
                Horizon {
                    measure_from: months.first().copied().unwrap_or_default(),
                    end: Time::from_hours(self.hours()),
                    months,
                    periods,
                }
            }
        }
    }
}

fn period(name: &str, kind: PeriodKind, first: usize, last: usize, years: f64, days: f64) -> Period {
    Period { name: name.to_owned(), kind, first, last, years, days }
}

/// The period of `part`, which begins at index `first` of all months.
fn dated(name: &str, kind: PeriodKind, first: usize, part: &[Piece]) -> Period {
    let days: f64 = part.iter().map(Piece::days).sum();
    let mut years = 0.0;
    for year in part.chunk_by(|a, b| a.year == b.year) {
        let length = if jiff::civil::date(year[0].year, 1, 1).in_leap_year() { 366.0 } else { 365.0 };
        years += year.iter().map(Piece::days).sum::<f64>() / length;
    }
    period(name, kind, first, first + part.len(), years, days)
}

fn years(pieces: &[Piece]) -> Vec<Period> {
    let mut first = 0;
    let mut years = Vec::new();
    for year in pieces.chunk_by(|a, b| a.year == b.year) {
        years.push(dated(&format!("{:04}", year[0].year), PeriodKind::Year, first, year));
        first += year.len();
    }
    years
}

/// The first day of the month behind that of `date`.
pub(super) fn after_month(date: Date) -> Date {
    date.last_of_month().tomorrow().unwrap_or(Date::MAX)
}

/// Days of a month.
pub(super) fn days_of_month(year: i16, month: i8) -> f64 {
    Date::new(year, month, 1).map_or(30.0, |date| f64::from(date.days_in_month()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_and_years_of_a_dated_run() {
        let calendar =
            Calendar::Dated { start: date(2022, 9, 1), measure_from: date(2023, 1, 1), end: date(2024, 3, 16) };
        assert_eq!(calendar.hours(), (122.0 + 365.0 + 75.0) * 24.0);
        let horizon = calendar.horizon(&[("spring".into(), date(2023, 3, 1), date(2023, 5, 1))]);
        assert_eq!(horizon.measure_from, Time::from_hours(122.0 * 24.0));
        assert_eq!(horizon.months.len(), 15);
        let names: Vec<&str> = horizon.periods.iter().map(|period| period.name.as_str()).collect();
        assert_eq!(names[..4], ["all", "2023", "2024", "2023-01"]);
        assert_eq!(names.last(), Some(&"spring"));
        assert_eq!((horizon.periods[1].years, horizon.periods[1].days), (1.0, 365.0));
        assert_eq!(horizon.periods[2].years, 75.0 / 366.0);
        let spring = &horizon.periods[horizon.periods.len() - 1];
        assert_eq!((spring.first, spring.last, spring.days), (2, 5, 92.0));
    }

    #[test]
    fn hours_have_one_month() {
        let horizon = Calendar::Hours { measure_from: 20.0, end: 896.0, mser5: false }.horizon(&[]);
        assert_eq!(horizon.months, [Time::from_hours(20.0)]);
        assert_eq!((horizon.periods[0].years, horizon.periods[0].days), (0.1, 36.5));
    }

    #[test]
    fn instants_count_from_the_start() {
        let calendar =
            Calendar::Dated { start: date(2022, 9, 1), measure_from: date(2023, 1, 1), end: date(2024, 1, 1) };
        assert_eq!(calendar.hours_to(date(2022, 9, 2).at(6, 30, 0, 0)), Some(30.5));
        assert_eq!(calendar.told(30.5), "2022-09-02");
        assert_eq!(calendar.hours_to(date(2022, 8, 31).at(0, 0, 0, 0)), Some(-24.0));
    }
}
