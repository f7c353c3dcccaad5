//! The life of vessels.

use jiff::civil::Date;

use crate::kernel::{Duration, Time};
use crate::model::Corridor;
use crate::model::corridor::{Breakdowns, DryDock, Onset, RateTable, Service};
use crate::scenario::check::{View, service_hours};
use crate::scenario::format::{BreakdownsEntry, ByAge, DryDockEntry, FleetEntry};

/// Hours that a yearly rate of breakdowns is told for.
const HOURS_OF_RATE: f64 = 8760.0;
/// Hours by which a ship gets a year older.
const HOURS_OF_AGE: f64 = 365.25 * 24.0;

/// When each vessel serves; none where all serve all the time.
pub(super) fn service(view: &View, entry: &FleetEntry) -> Vec<Service> {
    let calendar = view.calendar.expect("checked: the span of the run is sound");
    let vessels = entry.vessels.iter();
    let service: Vec<Service> = vessels
        .map(|(_, vessel)| {
            let (enters, leaves) = service_hours(calendar, vessel);
            Service {
                enters: enters.map_or(Time::ZERO, Time::from_hours),
                leaves: leaves.map_or(Time::NEVER, Time::from_hours),
            }
        })
        .collect();
    let end = Time::from_hours(calendar.hours());
    let varies = service.iter().any(|service| service.enters > Time::ZERO || service.leaves < end);
    if varies { service } else { Vec::new() }
}

/// Every edition of the corridor has a place for every vessel that there is in any of them.
pub(in crate::scenario) fn know_every_vessel(corridor: &mut Corridor) {
    for id in corridor.fleets.ids() {
        let counts: Vec<u32> = corridor.later_editions_mut().map(|edition| edition.fleets[id].count).collect();
        let fleet = &mut corridor.fleets[id];
        let most = counts.iter().copied().fold(fleet.count, u32::max);
        let varies = fleet.service_varies || counts.iter().chain([&fleet.count]).any(|count| *count != most);
        (fleet.most, fleet.service_varies) = (most, varies);
        for edition in corridor.later_editions_mut() {
            (edition.fleets[id].most, edition.fleets[id].service_varies) = (most, varies);
        }
    }
}

pub(super) fn breakdowns(view: &View, fleet: &FleetEntry, entry: &BreakdownsEntry) -> Breakdowns {
    let level = |rate: f64| RateTable { points: vec![(0.0, rate / HOURS_OF_RATE)], period: None };
    let onset = match (&entry.per_year, &entry.every_h) {
        (Some(ByAge::Constant(rate)), _) => Onset::Rates(vec![level(*rate)]),
        (Some(ByAge::Points(points)), _) => {
            let vessels = fleet.vessels.iter().map(|(_, vessel)| vessel.built.or(fleet.built));
            let built = vessels.chain(fleet.built.map(Some).filter(|_| fleet.vessels.is_empty()));
            Onset::Rates(built.map(|year| aged(view, points, year.expect("checked: the age is known").0)).collect())
        }
        (None, Some(law)) => Onset::Gaps(law.0.clone()),
        (None, None) => unreachable!("checked: breakdowns have a rule"),
    };
    Breakdowns { onset, repair: entry.repair_h.0.clone() }
}

/// A rate by age in years as one by hours from the start, for a ship that is new on 1 January of this year.
fn aged(view: &View, points: &[(f64, f64)], built: u64) -> RateTable {
    let birth = i16::try_from(built).ok().and_then(|year| Date::new(year, 1, 1).ok());
    let birth = birth.and_then(|date| view.calendar?.hours_to(date.at(0, 0, 0, 0)));
    let birth = birth.expect("checked: ships have ages in dated runs only");
    let points = points.iter().map(|(age, rate)| (birth + age * HOURS_OF_AGE, rate / HOURS_OF_RATE));
    RateTable { points: points.collect(), period: None }
}

pub(super) fn dry_dock(entry: &DryDockEntry) -> DryDock {
    DryDock { every: Duration::from_hours(entry.every_days.0 * 24.0), stay: entry.stay_h.0.clone() }
}
