//! The ledger: every millisecond of every unit's journey, booked to exactly one cause.

use crate::kernel::Duration;
use crate::model::corridor::Corridor;

/// What a unit's time is spent on. There is no "other".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    BanAtOrigin,
    WaitingForWagon,
    RailRun,
    WaitingForPath,
    WaitingForLocomotive,
    FormingTrains,
    BorderQueue,
    BorderService,
    GaugeChange,
    YardFull,
    WaitingForCraneOrFront,
    WaitingForVessel,
    Loading,
    Filling,
    WaitingForWindow,
    Sailing,
    WaitingForBerth,
    Unloading,
    Breakdown,
}

/// Number of causes.
pub const CAUSES: usize = 19;

impl Cause {
    pub const ALL: [Cause; CAUSES] = [
        Cause::BanAtOrigin,
        Cause::WaitingForWagon,
        Cause::RailRun,
        Cause::WaitingForPath,
        Cause::WaitingForLocomotive,
        Cause::FormingTrains,
        Cause::BorderQueue,
        Cause::BorderService,
        Cause::GaugeChange,
        Cause::YardFull,
        Cause::WaitingForCraneOrFront,
        Cause::WaitingForVessel,
        Cause::Loading,
        Cause::Filling,
        Cause::WaitingForWindow,
        Cause::Sailing,
        Cause::WaitingForBerth,
        Cause::Unloading,
        Cause::Breakdown,
    ];

    /// The word used in measures and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Cause::BanAtOrigin => "ban_at_origin",
            Cause::WaitingForWagon => "waiting_for_wagon",
            Cause::RailRun => "rail_run",
            Cause::WaitingForPath => "waiting_for_path",
            Cause::WaitingForLocomotive => "waiting_for_locomotive",
            Cause::FormingTrains => "forming_trains",
            Cause::BorderQueue => "border_queue",
            Cause::BorderService => "border_service",
            Cause::GaugeChange => "gauge_change",
            Cause::YardFull => "yard_full",
            Cause::WaitingForCraneOrFront => "waiting_for_crane_or_front",
            Cause::WaitingForVessel => "waiting_for_vessel",
            Cause::Loading => "loading",
            Cause::Filling => "filling",
            Cause::WaitingForWindow => "waiting_for_window",
            Cause::Sailing => "sailing",
            Cause::WaitingForBerth => "waiting_for_berth",
            Cause::Unloading => "unloading",
            Cause::Breakdown => "breakdown",
        }
    }

    /// Whether anything may be booked to this cause: what a feature brings is told only where it is used.
    fn is_known_to(self, corridor: &Corridor) -> bool {
        match self {
            Cause::BanAtOrigin => !corridor.bans.is_empty(),
            Cause::WaitingForWagon => !corridor.pools.is_empty(),
            Cause::Breakdown => corridor.fleets.iter().any(|fleet| fleet.breakdowns.is_some()),
            Cause::WaitingForLocomotive => corridor.lines.iter().any(|line| line.locomotives.is_some()),
            _ => true,
        }
    }

    /// The causes that a corridor knows.
    pub fn known_to(corridor: &Corridor) -> Vec<Cause> {
        Cause::ALL.into_iter().filter(|cause| cause.is_known_to(corridor)).collect()
    }
}

/// Time by cause, as one unit lived it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    times: [Duration; CAUSES],
}

impl Ledger {
    pub fn book(&mut self, cause: Cause, time: Duration) {
        self.times[cause as usize] += time;
    }

    pub fn of(&self, cause: Cause) -> Duration {
        self.times[cause as usize]
    }

    pub fn total(&self) -> Duration {
        Duration::from_ms(self.times.iter().map(|time| time.ms()).sum())
    }

    /// The time of every cause, in the order of [`Cause::ALL`].
    pub fn times(&self) -> &[Duration; CAUSES] {
        &self.times
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn causes_are_listed_in_their_order_each_with_a_name_of_its_own() {
        assert!(Cause::ALL.iter().enumerate().all(|(at, cause)| *cause as usize == at));
        let names: HashSet<&str> = Cause::ALL.iter().map(|cause| cause.name()).collect();
        assert_eq!(names.len(), CAUSES);
        assert!(names.contains("border_queue") && names.iter().all(|name| !name.contains(char::is_uppercase)));
    }

    #[test]
    fn what_no_feature_brings_is_not_known() {
        let unknown = [Cause::BanAtOrigin, Cause::WaitingForWagon, Cause::WaitingForLocomotive, Cause::Breakdown];
        let known = Cause::known_to(&Corridor::default());
        assert_eq!(known, Cause::ALL.into_iter().filter(|cause| !unknown.contains(cause)).collect::<Vec<_>>());
    }

    #[test]
    fn every_time_is_booked_to_its_cause_and_the_total_is_their_sum() {
        let mut ledger = Ledger::default();
        let booked = [(Cause::Sailing, 5), (Cause::Loading, 2), (Cause::Sailing, 8)];
        booked.into_iter().for_each(|(cause, ms)| ledger.book(cause, Duration::from_ms(ms)));
        for cause in Cause::ALL {
            let exact = booked.iter().filter(|one| one.0 == cause).map(|one| one.1).sum();
            assert_eq!(ledger.of(cause), Duration::from_ms(exact), "{cause:?}");
            assert_eq!(ledger.times()[cause as usize], ledger.of(cause));
        }
        assert_eq!(ledger.total(), Duration::from_ms(15));
    }
}
