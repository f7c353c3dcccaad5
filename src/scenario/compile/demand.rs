//! Flows: arrivals and itineraries.

use super::id;
use super::marks;
use super::weather::steps;
use crate::kernel::{Duration, Table, Time};
use crate::model::corridor::{Alternative, Arrivals, Flow, Mark, RateTable, RouteChoice, Step, StepKind, UnitKind};
use crate::scenario::calendar::{Calendar, days_of_month};
use crate::scenario::check::{View, train_kind};
use crate::scenario::format::{ArrivalsEntry, ByYear, File, FlowEntry, PoissonEntry, RateEntry, RouteChoiceEntry};
use crate::scenario::itinerary::{Leg, Stop, Way};

pub(super) fn flows(view: &View) -> Table<Flow> {
    let flows = view.flows().map(|(name, entry, ways)| Flow {
        name: name.to_owned(),
        commodity: entry.commodity.clone(),
        direction: entry.direction.clone(),
        unit: entry.unit,
        tonnes_per_unit: entry.t_per_unit.map_or(1.0, |mass| mass.0),
        teu_per_unit: entry.teu_per_unit.map_or(boxes(entry), |teu| teu.0),
        priority: entry.priority.0 as u8,
        competing: entry.competing,
        depots: super::gate::depots_of(view.file, entry),
        arrivals: arrivals(view, name, entry),
        unit_events: entry.unit_events,
        alternatives: ways.iter().map(|way| alternative(view, name, entry, way)).collect(),
        choice: match &entry.route_choice {
            None | Some(RouteChoiceEntry::ByShare) => RouteChoice::ByShare,
            Some(RouteChoiceEntry::LeastCost(entry)) => {
                RouteChoice::LeastCost { value_of_time: entry.value_of_time_per_d.0, spread: entry.spread.0 }
            }
        },
        counted_on_delivery: marks::on_delivery(view, name),
    });
    flows.collect()
}

/// Containers that a unit stands for where that is not stated: empties stand for none.
fn boxes(flow: &FlowEntry) -> f64 {
    if flow.unit == UnitKind::Teu && !matches!(flow.arrivals, ArrivalsEntry::Empties(_)) { 1.0 } else { 0.0 }
}

fn alternative(view: &View, name: &str, flow: &FlowEntry, way: &Way) -> Alternative {
    let itinerary = itinerary(view.file, flow, &way.stops, marks::by_step(view, name, &way.stops));
    let Some((name, entry)) = way.route.alternative.and_then(|name| Some((name, flow.alternatives.get(name)?))) else {
        return Alternative::only(itinerary);
    };
    Alternative {
        name: name.to_owned(),
        itinerary,
        open: entry.open,
        share: entry.share.map_or(0.0, |share| share.0),
        cost: entry.cost_per_unit.map_or(0.0, |cost| cost.0),
    }
}

fn itinerary(file: &File, flow: &FlowEntry, stops: &[Stop], marks: Vec<Vec<Mark>>) -> Vec<Step> {
    let steps = stops.iter().zip(marks).enumerate().map(|(index, (stop, marks))| {
        let kind = match stop.leg {
            Leg::Stage(_) => StepKind::Stage { stage: id(&file.stages, stop.name), loads: loads(&stops[index + 1..]) },
            Leg::Yard(_) => StepKind::Yard(id(&file.yards, stop.name)),
            Leg::Line(line, from) => {
                let train = train_kind(flow, line.trains.get(flow.unit)).map(|kind| id(&file.trains, kind));
                StepKind::Line { line: id(&file.lines, stop.name), from, train }
            }
            Leg::Lane(from) => StepKind::Lane { lane: id(&file.lanes, stop.name), from },
        };
        Step { kind, marks }
    });
    steps.collect()
}

/// A stage loads where the units go on by rail, perhaps after a yard.
fn loads(rest: &[Stop]) -> bool {
    rest.iter().find(|stop| !matches!(stop.leg, Leg::Yard(_))).is_some_and(|stop| matches!(stop.leg, Leg::Line(_, _)))
}

fn arrivals(view: &View, name: &str, flow: &FlowEntry) -> Arrivals {
    match &flow.arrivals {
        ArrivalsEntry::Poisson(entry) => Arrivals::Poisson {
            rate: rate(view, entry),
            units: entry.units.0.clone(),
            at_most: at_most(entry.units_in_all),
        },
        ArrivalsEntry::Gaps(entry) => Arrivals::Renewal {
            gaps: entry.gap_h.0.clone(),
            units: entry.units.0.clone(),
            at_most: at_most(entry.units_in_all),
        },
        ArrivalsEntry::Timetable(entry) => Arrivals::Timetable {
            first: Time::from_hours(entry.first_h.0),
            every: entry.every_h.0,
            jitter: entry.jitter_h.0.clone(),
            units: entry.units.0.clone(),
            at_most: at_most(entry.units_in_all),
        },
        ArrivalsEntry::Recorded(_) => {
            Arrivals::Recorded(view.arrived.get(name).cloned().expect("checked: the arrivals are recorded"))
        }
        ArrivalsEntry::Always(_) => Arrivals::Always,
        ArrivalsEntry::Empties(entry) => Arrivals::Empties {
            keep: entry.keep.0,
            group: entry.group.count(),
            review: entry.review_h.map(|hours| Duration::from_hours(hours.0)),
        },
    }
}

fn at_most(units: Option<crate::scenario::format::Units>) -> u64 {
    units.map_or(u64::MAX, |units| units.0)
}

fn rate(view: &View, entry: &PoissonEntry) -> RateTable {
    let period = entry.period_h.map(|hours| hours.0);
    match (&entry.rate_per_h, &entry.volume) {
        (Some(RateEntry::Constant(rate)), _) => RateTable { points: vec![(0.0, *rate)], period: None },
        (Some(RateEntry::Points(points)), _) => RateTable { points: points.clone(), period },
        (None, Some(volume)) => {
            let calendar = view.calendar.expect("checked: the span of the run is sound");
            volume_rate(view, entry, &calendar, |year| volume.get(year).map_or(0.0, |units| units.0))
        }
        (None, None) => unreachable!("checked: a Poisson process has a rate or a volume"),
    }
}

/// Lots per hour, month by month: units of the year x share of the month / hours of the month / units of a lot.
fn volume_rate(view: &View, entry: &PoissonEntry, calendar: &Calendar, volume: impl Fn(i16) -> f64) -> RateTable {
    let lot = entry.units.0.mean();
    let months = calendar.months();
    steps(months.iter().map(|piece| {
        let days = days_of_month(piece.year, piece.month);
        let share = match profile(view, entry, piece.year) {
            Some(shares) => shares[piece.month as usize - 1],
            None => days / (1..=12).map(|month| days_of_month(piece.year, month)).sum::<f64>(),
        };
        (piece.from, piece.to, volume(piece.year) * share / (days * 24.0) / lot)
    }))
}

/// Shares of the months of a year, normalised; `None` where every day is alike.
fn profile(view: &View, entry: &PoissonEntry, year: i16) -> Option<Vec<f64>> {
    let name = entry.month_profile.as_ref().and_then(|profile: &ByYear<String>| profile.get(year))?;
    let shares = view.file.profiles.get(name)?;
    let sum: f64 = shares.iter().map(|share| share.0).sum();
    Some(shares.iter().map(|share| share.0 / sum).collect())
}
