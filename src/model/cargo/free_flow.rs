//! Free flow: how long a way takes where nothing has to be waited for.

use crate::kernel::Id;
use crate::model::corridor::{
    Alternative, Arrivals, Corridor, Fleet, Flow, Handling, Lane, LaneEnd, Port, StepKind, UnitKind,
};

const HOURS_PER_DAY: f64 = 24.0;

/// Mean days of a lot of mean size on a way, alone: running, shunting, handling at stages and at berths, mooring and
/// sailing. Forming trains and waiting, for whatever it may be, are not in it.
pub fn free_flow_days(corridor: &Corridor, flow: &Flow, way: &Alternative) -> f64 {
    let units = if flow.unit_events { 1.0 } else { mean_lot(&flow.arrivals) };
    let hours = way.itinerary.iter().map(|step| match step.kind {
        StepKind::Stage { stage, .. } => work(&corridor.stages[stage].handling, units),
        StepKind::Yard(_) => 0.0,
        StepKind::Line { line, from, train } => {
            let shunting = train.map_or(0.0, |kind| corridor.train_kinds[kind].shunting.mean());
            shunting + corridor.lines[line].running[usize::from(from)].mean()
        }
        StepKind::Lane { lane, from } => crossing(corridor, lane, from, flow.unit, units),
    });
    hours.sum::<f64>() / HOURS_PER_DAY
}

/// Units of a lot on average.
pub fn mean_lot(arrivals: &Arrivals) -> f64 {
    match arrivals {
        Arrivals::Poisson { units, .. } | Arrivals::Renewal { units, .. } | Arrivals::Timetable { units, .. } => {
            units.mean()
        }
        Arrivals::Recorded(lots) => {
            lots.iter().map(|&(_, units)| f64::from(units)).sum::<f64>() / lots.len().max(1) as f64
        }
        Arrivals::Empties { group, .. } => f64::from(*group),
        Arrivals::Always => 1.0,
    }
}

/// Mean hours of handling a lot.
pub fn work(handling: &Handling, units: f64) -> f64 {
    match handling {
        Handling::PerUnit(law) => law.mean() * units,
        Handling::PerGroup(law) | Handling::PerParty(law) => law.mean(),
        Handling::Rate(per_hour) => units / per_hour,
    }
}

/// Mean hours from loading to unloading over the vessels that carry the kind on this lane.
fn crossing(corridor: &Corridor, lane: Id<Lane>, from: LaneEnd, kind: UnitKind, units: f64) -> f64 {
    let [near, far] = [from, 1 - from].map(|end| corridor.lanes[lane].ports[usize::from(end)]);
    let (mut hours, mut vessels) = (0.0, 0.0);
    for fleet in corridor.fleets.iter().filter(|fleet| fleet.share[kind as usize].is_some()) {
        let Some(known) = fleet.lanes.iter().position(|&other| other == lane) else { continue };
        let sailing = fleet.sailing[known][usize::from(from)].mean();
        let ashore = at_berth(corridor, fleet, near, kind, units)[1] + at_berth(corridor, fleet, far, kind, units)[0];
        // A fleet without vessels yet still says how long its lane takes.
        let count = f64::from(fleet.count.max(1));
        hours += count * (sailing + ashore);
        vessels += count;
    }
    if vessels > 0.0 { hours / vessels } else { 0.0 }
}

/// Mean hours of mooring and unloading, and of loading, at the berths that a fleet likes best.
fn at_berth(corridor: &Corridor, fleet: &Fleet, port: Id<Port>, kind: UnitKind, units: f64) -> [f64; 2] {
    let Some(&class) = fleet.berths[port.index()].first() else { return [0.0; 2] };
    let class = &corridor.berth_classes[class];
    let Some(deck) = &class.handling[kind as usize] else { return [0.0; 2] };
    [class.fixed.mean() + work(&deck.unload, units), work(&deck.load, units)]
}
