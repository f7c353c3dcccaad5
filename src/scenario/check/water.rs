//! Sea levels, depths and draughts: levels are in order of time, and vessels can float.

use std::iter::once;

use super::View;
use super::fleets::ports_of;
use super::report::Report;
use crate::kernel::Id;
use crate::model::corridor::{Depth, Draught, Level};
use crate::scenario::calendar::Calendar;
use crate::scenario::document::Document;
use crate::scenario::format::{DepthEntry, DraughtEntry, File, FleetEntry, LevelEntry, LevelInstant};
use crate::scenario::problem::{Problems, shown};

/// Hours since the start of the run; `None` where the instant is not told in its terms.
fn hours(calendar: Option<Calendar>, at: LevelInstant) -> Option<f64> {
    match at {
        LevelInstant::Day(day) => calendar?.hours_to(day.at(0, 0, 0, 0)),
        LevelInstant::Hour(hour) => (!calendar?.is_dated()).then_some(hour),
    }
}

/// A level whose points are sound.
pub(in crate::scenario) fn level(view: &View, name: &str, entry: &LevelEntry) -> Option<Level> {
    let points: Option<Vec<(f64, f64)>> =
        entry.points.iter().map(|point| Some((hours(view.calendar, point.at)?, point.metres))).collect();
    let points = points.filter(|points| points.windows(2).all(|pair| pair[0].0 < pair[1].0) && !points.is_empty())?;
    Some(Level { name: name.to_owned(), points })
}

pub(in crate::scenario) fn depth(level: Id<Level>, entry: &DepthEntry) -> Depth {
    let (depth, at_level, under_keel) = (entry.depth_m.0, entry.at_level_m.0, entry.under_keel_m.0);
    Depth { level, depth, at_level, under_keel }
}

pub(in crate::scenario) fn draught(entry: &DraughtEntry) -> Draught {
    Draught { light: entry.light_m.0, loaded: entry.loaded_m.0 }
}

/// A level has points, in order of time and told in the terms of the run.
pub(super) fn levels_ascend(view: &View, report: &mut Report) {
    for (name, entry) in view.file.levels.iter() {
        let at = format!("/levels/{name}/points");
        if entry.points.is_empty() {
            let help = "state at least one, such as [\"2023-01-01\", -28.9]";
            report.error("empty_table", &at, "there is no point", help);
        }
        for (index, pair) in entry.points.windows(2).enumerate() {
            if let (Some(first), Some(second)) = (hours(view.calendar, pair[0].at), hours(view.calendar, pair[1].at))
                && second <= first
            {
                let message = "this point does not lie behind the one before it";
                let help = "points are in order of time, one for each instant";
                report.error("not_ascending", format!("{at}/{}", index + 1), message, help);
            }
        }
        let Some(calendar) = view.calendar else { continue };
        for (index, point) in entry.points.iter().enumerate() {
            match (calendar.is_dated(), point.at) {
                (true, LevelInstant::Hour(_)) => {
                    let message = "a dated run knows levels by date";
                    report.error("exclusive_keys", format!("{at}/{index}/0"), message, "state a day");
                }
                (false, LevelInstant::Day(_)) => {
                    let message = "a run without dates knows levels by hour";
                    report.error("needs_dates", format!("{at}/{index}/0"), message, "state hours since the start");
                }
                (true, LevelInstant::Day(_)) | (false, LevelInstant::Hour(_)) => {}
            }
        }
    }
}

/// A loaded vessel lies deeper than a light one.
pub(super) fn vessels_sink_with_their_load(view: &View, report: &mut Report) {
    for (name, fleet) in view.file.fleets.iter() {
        let Some(draught) = &fleet.draught else { continue };
        let (light, loaded) = (draught.light_m.0, draught.loaded_m.0);
        if loaded <= light {
            let message =
                format!("a loaded vessel draws {} m, no more than a light one, {} m", shown(loaded), shown(light));
            let help = "state light_m without payload and loaded_m with a full deck";
            report.error("draught_order", format!("/fleets/{name}/draught/loaded_m"), message, help);
        }
    }
}

/// Levels, depths and draughts have an effect only together.
pub(super) fn water_meets_draught(view: &View, report: &mut Report) {
    let file = view.file;
    if report.problems.has_errors() {
        return; // what goes with something that has a mistake would be told of wrongly
    }
    let depths = |port: &str| file.ports.get(port).is_some_and(|port| !port.depths.is_empty());
    for name in file.levels.names() {
        let mut depths = file.ports.iter().flat_map(|(_, port)| port.depths.iter());
        if file.ports.all_sound() && !depths.any(|(_, depth)| depth.level == name) {
            report.warning("unused", format!("/levels/{name}"), "no depth follows this level", "name it in a port");
        }
    }
    for (name, fleet) in file.fleets.iter().filter(|(_, fleet)| fleet.draught.is_some()) {
        let ports = ports_of(view, fleet);
        if !ports.is_empty() && file.ports.all_sound() && !ports.iter().any(|port| depths(port)) {
            let message = "the draught has no effect: no port of this fleet states its depths";
            let help = format!("state depths of {}", ports.join(" or "));
            report.warning("no_effect", format!("/fleets/{name}/draught"), message, help);
        }
    }
    for (name, port) in file.ports.iter().filter(|(_, port)| !port.depths.is_empty()) {
        let calls = |fleet: &FleetEntry| fleet.draught.is_some() && ports_of(view, fleet).contains(&name);
        if file.fleets.all_sound() && !file.fleets.iter().any(|(_, fleet)| calls(fleet)) && port.depths.all_sound() {
            let message = "these depths have no effect: no fleet that calls here states its draught";
            report.warning("no_effect", format!("/ports/{name}/depths"), message, "state the draught of a fleet");
        }
    }
}

/// Tells of every fleet that will lie off a port because the water lets it take nothing on any of its lanes from there.
/// `later` are the files as dated changes leave them, with the hours at which they come into force, and `called_for`
/// those that are in force between two hours at most, with a triggered change.
pub(in crate::scenario) fn vessels_float(
    view: &View,
    document: &Document,
    later: &[(f64, File)],
    called_for: &[(f64, f64, File)],
) -> Problems {
    let mut report = Report::new(document);
    let Some(calendar) = view.calendar else { return report.problems };
    let begun: Vec<(f64, &File)> =
        once((0.0, view.file)).chain(later.iter().map(|(from, file)| (*from, file))).collect();
    let ends = begun[1..].iter().map(|(from, _)| *from).chain(once(calendar.hours()));
    let dated = begun.iter().zip(ends).map(|(&(from, file), until)| (from, until, file));
    let in_force: Vec<_> = dated.chain(called_for.iter().map(|(from, until, file)| (*from, *until, file))).collect();
    for (name, fleet) in view.file.fleets.iter() {
        for port in ports_of(view, fleet) {
            let too_deep = in_force.iter().find_map(|(from, until, file)| {
                let fleet = file.fleets.get(name).filter(|fleet| fleet.places() > 0)?;
                too_deep_from(view, file, fleet, port, *from).filter(|hour| hour < until)
            });
            if let Some(hour) = too_deep {
                let when = calendar.told(hour);
                let message = format!("from {when} on the water lets no vessel of {name} take anything from {port}");
                let help = "they lie off until there is more; check light_m, the level and the depths at both ends, or \
                            dredge in time";
                report.warning("too_deep", format!("/fleets/{name}/draught"), message, help);
            }
        }
    }
    report.problems
}

/// The first hour, not before this one, from which on no lane of the fleet from this port is navigable as a file has it;
/// `None` where it is not known, infinite where there is none.
fn too_deep_from(view: &View, file: &File, fleet: &FleetEntry, port: &str, mut hour: f64) -> Option<f64> {
    let draught = draught(fleet.draught.as_ref()?);
    let lanes = fleet.lanes.iter().filter_map(|name| Some((name.as_str(), file.lanes.get(name)?)));
    let lanes: Vec<_> = lanes.filter(|(_, lane)| lane.between.iter().any(|end| end == port)).collect();
    loop {
        let mut last: f64 = hour;
        for (name, lane) in &lanes {
            // One unit of the kind that takes least of the deck.
            let kinds = fleet.capacity.iter().filter(|(unit, _)| {
                view.offered.get(name).is_none_or(|ends| ends.iter().any(|end| end[*unit as usize]))
            });
            let most = kinds.map(|(_, capacity)| capacity.0).max()?;
            let water = draught.water_for(1, most);
            let mut falls = f64::INFINITY;
            let ports = lane.between.iter().filter_map(|end| file.ports.get(end));
            for (_, entry) in ports.flat_map(|port| port.depths.iter()) {
                let level = level(view, &entry.level, file.levels.get(&entry.level)?)?;
                falls = f64::min(falls, level.next_below(hour, depth(Id::new(0), entry).level_for(water) - 1e-9));
            }
            last = last.max(falls);
        }
        if last == hour || last == f64::INFINITY {
            return Some(last);
        }
        hour = last;
    }
}
