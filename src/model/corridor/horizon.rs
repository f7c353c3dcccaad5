//! The span of a run and the calendar periods that totals are kept for.

use crate::kernel::{Duration, Time};

/// From the first event to the last, and the part of it that is measured. By default it has no length.
#[derive(Clone, Debug)]
pub struct Horizon {
    /// Statistics start here; what happened before is the lead-in.
    pub measure_from: Time,
    /// The run ends just before this instant.
    pub end: Time,
    /// First instants of the calendar months within the measured part, ascending, the first being `measure_from`.
    /// Scenarios in hours have one "month": the measured part.
    pub months: Vec<Time>,
    /// Every period that totals are printed for: `all` first, then years, months and the scenario's own.
    pub periods: Vec<Period>,
}

/// A named run of whole months.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// `all`, `2023`, `2023-04`, or the scenario's own name.
    pub name: String,
    pub kind: PeriodKind,
    /// Index of the first month in [`Horizon::months`].
    pub first: usize,
    /// One past the last month.
    pub last: usize,
    /// Length, years: calendar years of 365 or 366 days where dated, else 8,760 hours.
    pub years: f64,
    /// Length, days.
    pub days: f64,
}

/// An instant at which every level is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    pub at: Time,
    /// What it is called as a period: `at 48 h`, `at 2023-06-01`.
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodKind {
    All,
    Year,
    Month,
    Named,
}

impl Default for Horizon {
    fn default() -> Self {
        Horizon::from_hours(0.0, 0.0)
    }
}

impl Horizon {
    /// `hours` without a calendar, measured from `measure_from` hours on.
    pub fn from_hours(measure_from: f64, hours: f64) -> Horizon {
        let (measure_from, end) = (Time::from_hours(measure_from), Time::from_hours(hours));
        let days = end.since(measure_from).days();
        let all =
            Period { name: "all".to_owned(), kind: PeriodKind::All, first: 0, last: 1, years: days / 365.0, days };
        Horizon { measure_from, end, months: vec![measure_from], periods: vec![all] }
    }

    pub fn measured(&self) -> Duration {
        self.end.since(self.measure_from)
    }
}
