//! The life of vessels: service, breakdowns, dry dock.

use super::View;
use super::fleets::{MOST_CYCLES, SHORTEST_CYCLE, ports_of};
use super::report::Report;
use crate::scenario::calendar::Calendar;
use crate::scenario::format::{BreakdownsEntry, ByAge, FleetEntry, VesselEntry};
use crate::scenario::problem::shown;

fn vessels<'v>(view: &'v View) -> impl Iterator<Item = (String, &'v FleetEntry, &'v VesselEntry)> {
    view.file.fleets.iter().flat_map(|(name, fleet)| {
        fleet.vessels.iter().map(move |(vessel, entry)| (format!("/fleets/{name}/vessels/{vessel}"), fleet, entry))
    })
}

/// A fleet says how many vessels it has, or names them.
pub(super) fn vessels_are_counted_or_named(view: &View, report: &mut Report) {
    for (name, fleet) in view.file.fleets.iter() {
        let at = format!("/fleets/{name}");
        match (fleet.count, fleet.vessels.is_empty()) {
            (None, true) => {
                let help = "state count: a whole number from 0 to 10000; or name the vessels in \"vessels\"";
                report.error("missing_key", at, "count is not stated", help);
            }
            (Some(_), false) => {
                let message = "count and vessels exclude each other";
                let help = "the named vessels are those there are; write \"count\": null over a scenario that counts";
                report.error("exclusive_keys", format!("{at}/vessels"), message, help);
            }
            (Some(_), true) | (None, false) => {}
        }
    }
}

/// A vessel enters service at a port of its lanes.
pub(super) fn vessels_enter_at_their_ports(view: &View, report: &mut Report) {
    for (at, fleet, vessel) in vessels(view) {
        let Some(start) = &vessel.starts_at else { continue };
        let ports = ports_of(view, fleet);
        let sound = !fleet.lanes.is_empty() && fleet.lanes.iter().all(|lane| view.file.lanes.get(lane).is_some());
        if sound && !ports.contains(&start.as_str()) {
            let help = format!("the ports of its lanes are {}", ports.join(", "));
            report.error(
                "bad_start",
                format!("{at}/starts_at"),
                format!("no lane of its fleet begins at {start}"),
                help,
            );
        }
    }
}

/// A vessel enters service before it leaves, and serves during the run; both are told in the terms of the run.
pub(super) fn service_lies_in_the_run(view: &View, report: &mut Report) {
    let Some(calendar) = view.calendar else { return };
    for (at, _, vessel) in vessels(view) {
        let wrong = match calendar {
            Calendar::Dated { .. } => {
                [("enters_h", vessel.enters_h.is_some()), ("leaves_h", vessel.leaves_h.is_some())]
            }
            Calendar::Hours { .. } => [("enters", vessel.enters.is_some()), ("leaves", vessel.leaves.is_some())],
        };
        for (key, _) in wrong.into_iter().filter(|(_, stated)| *stated) {
            let (code, message, help) = match key.strip_suffix("_h") {
                Some(date) => ("exclusive_keys", "a dated run has dates", format!("use {date}, a date")),
                None => ("needs_dates", "a run without dates has hours", format!("use {key}_h, hours from the start")),
            };
            report.error(code, format!("{at}/{key}"), message, help);
        }
        if wrong.iter().any(|(_, stated)| *stated) {
            continue;
        }
        let (enters, leaves) = service_hours(calendar, vessel);
        let suffix = if calendar.is_dated() { "" } else { "_h" };
        if let (Some(enters), Some(leaves)) = (enters, leaves)
            && leaves <= enters
        {
            let help = "it serves from the one until the other";
            report.error("service_order", format!("{at}/leaves{suffix}"), "it leaves no later than it enters", help);
        } else if enters.is_some_and(|hour| hour >= calendar.hours()) {
            let message = "it enters when the run is over";
            report.error("outside_run", format!("{at}/enters{suffix}"), message, "take it out, or correct the date");
        } else if leaves.is_some_and(|hour| hour <= 0.0) {
            let message = "it leaves before the run starts";
            report.error("outside_run", format!("{at}/leaves{suffix}"), message, "take it out, or correct the date");
        }
    }
}

/// Hours from the start at which a vessel enters and leaves service, negative before it; `None` where not stated.
pub(in crate::scenario) fn service_hours(calendar: Calendar, vessel: &VesselEntry) -> (Option<f64>, Option<f64>) {
    let date = |day: &crate::scenario::format::Day| calendar.hours_to(day.0.at(0, 0, 0, 0));
    let enters = vessel.enters.as_ref().and_then(date).or(vessel.enters_h.map(|hour| hour.0));
    let leaves = vessel.leaves.as_ref().and_then(date).or(vessel.leaves_h.map(|hour| hour.0));
    (enters, leaves)
}

/// A ship is built before it enters service.
pub(super) fn ships_are_built_before_they_serve(view: &View, report: &mut Report) {
    for (at, fleet, vessel) in vessels(view) {
        if let (Some(built), Some(enters)) = (vessel.built.or(fleet.built), &vessel.enters)
            && built.0 > enters.0.year().unsigned_abs().into()
        {
            let message = format!("it enters service in {}, before it is built in {}", enters.0.year(), built.0);
            report.error("built_too_late", format!("{at}/enters"), message, "correct one of the years");
        }
    }
}

fn breakdowns<'v>(view: &'v View) -> impl Iterator<Item = (String, &'v FleetEntry, &'v BreakdownsEntry)> {
    let fleets = view.file.fleets.iter();
    fleets.filter_map(|(name, fleet)| Some((format!("/fleets/{name}/breakdowns"), fleet, fleet.breakdowns.as_ref()?)))
}

/// Breakdowns come at a rate or at intervals.
pub(super) fn breakdowns_have_one_rule(view: &View, report: &mut Report) {
    for (at, _, entry) in breakdowns(view) {
        match (&entry.per_year, &entry.every_h) {
            (Some(_), Some(_)) => {
                let message = "per_year and every_h exclude each other";
                report.error("exclusive_keys", at, message, "state one of them");
            }
            (None, None) => {
                let message = "neither per_year nor every_h is stated";
                report.error("missing_key", at, message, "state one of them");
            }
            (Some(_), None) | (None, Some(_)) => {}
        }
    }
}

/// Rates by age need ages: a calendar and the years the ships were built.
pub(super) fn rates_by_age_have_ages(view: &View, report: &mut Report) {
    for (at, fleet, entry) in breakdowns(view) {
        let Some(ByAge::Points(points)) = &entry.per_year else { continue };
        let at_rate = format!("{at}/per_year");
        if points.is_empty() {
            let message = "there is no point";
            report.error("empty_table", &at_rate, message, "state at least one [age in years, rate]");
        }
        for (index, pair) in points.windows(2).enumerate().filter(|(_, pair)| pair[1].0 < pair[0].0) {
            let message = format!("{} years stand behind {} years", pair[1].0, pair[0].0);
            let help = "points are in order of age; two at one age make a step";
            report.error("not_ascending", format!("{at_rate}/{}", index + 1), message, help);
        }
        if view.calendar.is_some_and(|calendar| !calendar.is_dated()) {
            let help = "state start, measure_from and end, or one rate for every age";
            report.error("needs_dates", &at_rate, "in a run without dates ships have no age", help);
        } else if fleet.built.is_none() {
            let unknown: Vec<&str> =
                fleet.vessels.iter().filter(|(_, vessel)| vessel.built.is_none()).map(|(name, _)| name).collect();
            if fleet.vessels.is_empty() || !unknown.is_empty() {
                let of = if unknown.is_empty() { String::new() } else { format!(" of {}", unknown.join(", ")) };
                let message = format!("the age{of} is not known");
                report.error("missing_key", &at_rate, message, "state \"built\", a year, for the fleet or each vessel");
            }
        }
    }
}

/// Breakdowns, and stays in dry dock, leave time between them.
pub(super) fn vessels_get_on(view: &View, report: &mut Report) {
    let run = view.calendar.map_or(0.0, |calendar| calendar.hours());
    for (at, fleet, entry) in breakdowns(view) {
        let rate = match (&entry.per_year, &entry.every_h) {
            (Some(ByAge::Constant(rate)), _) => rate / 8760.0,
            (Some(ByAge::Points(points)), _) => points.iter().map(|(_, rate)| rate / 8760.0).fold(0.0, f64::max),
            (None, Some(law)) => 1.0 / law.0.mean(),
            (None, None) => continue,
        };
        if !rate.is_finite() || rate * SHORTEST_CYCLE >= 1.0 || fleet.places() as f64 * run * rate > MOST_CYCLES {
            let message =
                format!("{} h pass between breakdowns: too little for a computer to follow", shown(1.0 / rate));
            report.error("no_time", at, message, "check the unit");
        }
    }
    for (name, fleet) in view.file.fleets.iter() {
        let Some(dock) = &fleet.dry_dock else { continue };
        let at = format!("/fleets/{name}/dry_dock");
        let (every, stay) = (dock.every_days.0 * 24.0, dock.stay_h.0.mean());
        if fleet.places() as f64 * run / every > MOST_CYCLES || every < SHORTEST_CYCLE {
            let message = format!("{} h pass between due dates: too little for a computer to follow", shown(every));
            report.error("no_time", format!("{at}/every_days"), message, "check the unit");
        } else if stay >= every {
            let message = format!("a stay takes {} h on average, but one is due every {} h", shown(stay), shown(every));
            report.error("never_out_of_dock", format!("{at}/stay_h"), message, "check the units");
        }
    }
}
