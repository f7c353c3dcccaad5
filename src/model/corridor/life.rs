//! The life of vessels: when they serve, how they break down, when they go to dry dock.

use super::Fleet;
use crate::kernel::{Duration, Law, RateTable, Stream, Time};

/// From when until when a vessel serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// The first instant, the start of the run where it serves from before.
    pub enters: Time,
    /// One past the last, or never.
    pub leaves: Time,
}

/// Breakdowns of the vessels of a fleet, on elapsed time.
#[derive(Clone, Debug)]
pub struct Breakdowns {
    pub onset: Onset,
    /// Length of a repair, hours.
    pub repair: Law,
}

/// When a vessel breaks down.
#[derive(Clone, Debug)]
pub enum Onset {
    /// At the points of a Poisson process with these rates, an hour, by vessel; fewer tables than vessels are dealt in
    /// turn.
    Rates(Vec<RateTable>),
    /// Hours from one to the next, the first from the start of the run.
    Gaps(Law),
}

impl Onset {
    /// What goes by until the next breakdown: rate added up over time, or hours.
    pub fn toll(&self, stream: Stream, occurrence: u64) -> f64 {
        match self {
            Onset::Rates(_) => stream.exponential(occurrence),
            Onset::Gaps(law) => law.draw(stream, occurrence),
        }
    }

    /// The hour by which a toll has gone by from `hour` on, or infinity.
    pub fn paid(&self, number: u32, hour: f64, toll: f64) -> f64 {
        match self {
            Onset::Rates(rates) => own(rates, number).advance(hour, toll),
            Onset::Gaps(_) => hour + toll,
        }
    }

    /// What is left of a toll at `hour`, where another edition of the description holds from then on; `None` where a
    /// breakdown stays at the instant it was put to: the rate is the same, or a gap has begun, which ends as it was drawn.
    pub fn left(&self, after: &Onset, number: u32, since: f64, hour: f64, toll: f64) -> Option<f64> {
        match (self, after) {
            (Onset::Rates(old), Onset::Rates(new)) if own(old, number) != own(new, number) => {
                Some((toll - own(old, number).integral(since, hour)).max(0.0))
            }
            (_, _) => None,
        }
    }
}

fn own(rates: &[RateTable], number: u32) -> &RateTable {
    &rates[number as usize % rates.len()]
}

/// Stays in dry dock.
#[derive(Clone, Debug)]
pub struct DryDock {
    /// From one due date to the next.
    pub every: Duration,
    /// Length of a stay, hours.
    pub stay: Law,
}

impl DryDock {
    /// The first due date of a vessel: the halves, quarters, eighths ... of the interval in turn (van der Corput), so
    /// that the dates of any number of vessels are spread, and one more vessel moves none of the others.
    pub fn first_due(&self, number: u32) -> Time {
        let part = (number + 1).reverse_bits();
        Time::from_ms(((u128::from(self.every.ms()) * u128::from(part)) >> 32) as u64)
    }
}

impl Fleet {
    /// Whether a vessel is in service at an instant.
    pub fn serves(&self, number: u32, now: Time) -> bool {
        number < self.count
            && self.service.get(number as usize).is_none_or(|service| service.enters <= now && now < service.leaves)
    }

    /// What a vessel is called within its fleet: its name, or its number from 1.
    pub fn vessel_name(&self, number: u32) -> String {
        self.names.get(number as usize).cloned().unwrap_or_else(|| (number + 1).to_string())
    }

    /// What a vessel's draws are addressed by: its name, which stays when another vessel is taken out, or its number.
    pub fn luck(&self, number: u32) -> u64 {
        self.names.get(number as usize).map_or(u64::from(number), |name| Stream::default().named(name).key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_dates_are_spread_over_the_interval() {
        let dock = DryDock { every: Duration::from_hours(800.0), stay: Law::Constant(1.0) };
        let due: Vec<f64> = (0..5).map(|number| dock.first_due(number).hours()).collect();
        assert_eq!(due, [400.0, 200.0, 600.0, 100.0, 500.0]);
    }

    #[test]
    fn what_is_still_to_come_stays_when_the_rate_changes() {
        let rates = |rate: f64| Onset::Rates(vec![RateTable { points: vec![(0.0, rate)], period: None }]);
        let moved = |old: f64, new: f64| {
            let left = rates(old).left(&rates(new), 3, 0.0, 10.0, 6.0)?;
            Some(rates(new).paid(3, 10.0, left))
        };
        assert_eq!(rates(0.2).paid(3, 0.0, 6.0), 30.0);
        assert_eq!(moved(0.2, 0.1), Some(50.0));
        assert_eq!(moved(0.2, 0.2), None);
        assert_eq!(moved(0.2, 0.0), Some(f64::INFINITY));
        assert_eq!(moved(0.0, 0.5), Some(22.0), "nothing has gone by while there was no rate");
    }
}
