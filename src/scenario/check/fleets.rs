//! Fleets: what they carry, where they sail, when they leave.

use super::View;
use super::report::Report;
use crate::model::corridor::{Loading, UnitKind};
use crate::scenario::format::{ArrivalsEntry, DepartureEntry, FleetEntry, HandlingEntry, OrUnlimited, WhenLoaded};
use crate::scenario::itinerary::Leg;
use crate::scenario::problem::shown;

/// Ports that a fleet calls at: the ends of its lanes.
pub(super) fn ports_of<'v>(view: &'v View, fleet: &FleetEntry) -> Vec<&'v str> {
    let mut ports: Vec<&str> = Vec::new();
    for lane in fleet.lanes.iter().filter_map(|lane| view.file.lanes.get(lane)) {
        for end in &lane.between {
            if !ports.contains(&end.as_str()) {
                ports.push(end);
            }
        }
    }
    ports
}

/// The lanes of a fleet are all known and sound, and there are some.
fn lanes_are_sound(view: &View, fleet: &FleetEntry) -> bool {
    !fleet.lanes.is_empty() && fleet.lanes.iter().all(|lane| view.file.lanes.get(lane).is_some())
}

/// A vessel without deck space carries nothing.
pub(super) fn fleets_carry_something(view: &View, report: &mut Report) {
    for (name, fleet) in view.file.fleets.iter() {
        if fleet.capacity.iter().next().is_none() {
            let help = "state how many units of each kind fill the deck, such as {\"wagon\": 54}";
            report.error("carries_nothing", format!("/fleets/{name}/capacity"), "these vessels carry nothing", help);
        }
    }
}

/// A limit to a kind of unit stands beside its capacity and below it.
pub(super) fn limits_are_below_capacities(view: &View, report: &mut Report) {
    for (name, fleet) in view.file.fleets.iter() {
        for (unit, limit) in fleet.at_most.iter() {
            let at = format!("/fleets/{name}/at_most/{}", unit.name());
            match fleet.capacity.get(unit) {
                None => {
                    let message = format!("there is no capacity for units of the kind {}", unit.name());
                    report.error("limit_without_capacity", at, message, "state the capacity, or remove the limit");
                }
                Some(capacity) if limit.0 > capacity.0 => {
                    let message = format!("{} do not fit: the capacity is {}", limit.0, capacity.0);
                    report.error("limit_above_capacity", at, message, "a limit lies below the capacity");
                }
                Some(_) => {}
            }
        }
    }
}

/// A fleet sails somewhere, and some berth at every port of its lanes accepts it.
pub(super) fn fleets_have_lanes(view: &View, report: &mut Report) {
    for (name, fleet) in view.file.fleets.iter() {
        if fleet.lanes.is_empty() {
            report.error("no_lanes", format!("/fleets/{name}/lanes"), "this fleet has no lane", "name at least one");
        }
        for port_name in ports_of(view, fleet) {
            let Some(port) = view.file.ports.get(port_name) else { continue };
            let accepted = port.berths.iter().any(|(_, berth)| berth.accepts.iter().any(|accepted| accepted == name));
            let names = port.berths.iter().flat_map(|(_, berth)| berth.accepts.iter());
            let all_known = port.berths.all_sound() && names.into_iter().all(|name| view.file.fleets.knows(name));
            if !accepted && all_known {
                let message = format!("no berth at {port_name} accepts this fleet");
                let help = format!("add {name} to \"accepts\" of a berth class of {port_name}");
                report.error("no_berth", format!("/fleets/{name}"), message, help);
            }
        }
    }
}

/// A fleet of several lanes says how a vessel picks the next, one of a single lane does not.
pub(super) fn lanes_are_chosen(view: &View, report: &mut Report) {
    for (name, fleet) in view.file.fleets.iter() {
        let help = "choose \"longest_queue\" or \"rotation\"";
        match (fleet.lanes.len(), fleet.choose) {
            (2.., None) => {
                let message = "choose is not stated, but this fleet has several lanes";
                report.error("missing_key", format!("/fleets/{name}"), message, help);
            }
            (0 | 1, Some(_)) => {
                let message = "there is nothing to choose: this fleet has one lane";
                report.error("no_effect", format!("/fleets/{name}/choose"), message, "remove it, or add a lane");
            }
            (_, _) => {}
        }
    }
}

/// Vessels start at ports of their lanes, and from there reach every lane of the fleet.
pub(super) fn vessels_start_at_their_ports(view: &View, report: &mut Report) {
    for (name, fleet) in view.file.fleets.iter().filter(|(_, fleet)| lanes_are_sound(view, fleet)) {
        let ports = ports_of(view, fleet);
        let at = format!("/fleets/{name}/starts_at");
        if fleet.starts_at.is_empty() {
            report.error("no_start", &at, "the vessels start nowhere", "name one of the ports of the lanes");
            continue;
        }
        let mut sound = true;
        for (index, start) in fleet.starts_at.iter().enumerate().filter(|(_, start)| !ports.contains(&start.as_str())) {
            let help = format!("the ports of its lanes are {}", ports.join(", "));
            let message = format!("no lane of {name} begins at {start}");
            report.error("bad_start", format!("{at}/{index}"), message, help);
            sound = false;
        }
        if sound {
            lanes_are_reached(view, name, fleet, report);
        }
    }
}

fn lanes_are_reached(view: &View, name: &str, fleet: &FleetEntry, report: &mut Report) {
    let used = usize::try_from(fleet.places().max(1)).unwrap_or(usize::MAX);
    let mut reached: Vec<&str> = fleet.starts().into_iter().take(used).collect();
    let lanes: Vec<(usize, &String, &Vec<String>)> = fleet
        .lanes
        .iter()
        .enumerate()
        .filter_map(|(index, lane)| Some((index, lane, &view.file.lanes.get(lane)?.between)))
        .collect();
    for _ in 0..lanes.len() {
        for (_, _, between) in &lanes {
            if between.iter().any(|end| reached.contains(&end.as_str())) {
                reached.extend(between.iter().map(String::as_str));
            }
        }
        reached.sort_unstable();
        reached.dedup();
    }
    for (index, lane, between) in lanes {
        if !between.iter().any(|end| reached.contains(&end.as_str())) {
            let message = format!("no vessel ever reaches {lane} from where the vessels start");
            let help = "let a vessel start at one of its ports, or join the lanes";
            report.error("never_reached", format!("/fleets/{name}/lanes/{index}"), message, help);
        }
    }
}

/// The deck in parts that make the share of every unit whole: the least common multiple of the capacities.
pub(in crate::scenario) fn deck_parts(fleet: &FleetEntry) -> Option<u64> {
    const MOST: u64 = 1 << 53;
    let mut parts: u64 = 1;
    for (_, capacity) in fleet.capacity.iter() {
        let (mut a, mut b) = (parts, capacity.0);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        parts = (parts / a).checked_mul(capacity.0).filter(|parts| *parts <= MOST)?;
    }
    Some(parts)
}

/// Shares of the deck are exact, which needs capacities with a common multiple that a computer holds.
pub(super) fn decks_divide(view: &View, report: &mut Report) {
    for (name, fleet) in view.file.fleets.iter() {
        if deck_parts(fleet).is_none() {
            let message = "these capacities have no common multiple that fits exact shares of the deck";
            report.error("deck_not_divisible", format!("/fleets/{name}/capacity"), message, "round them");
        }
    }
}

/// When it leaves is stated for every port of its lanes, and for no other.
pub(super) fn fleets_leave_every_port(view: &View, report: &mut Report) {
    for (name, fleet) in view.file.fleets.iter().filter(|(_, fleet)| lanes_are_sound(view, fleet)) {
        let ports = ports_of(view, fleet);
        let at = format!("/fleets/{name}/departures");
        for port in ports.iter().filter(|port| !fleet.departures.knows(port)) {
            let message = format!("when vessels leave {port} is not stated");
            report.error(
                "no_departure",
                &at,
                message,
                format!("state \"{port}\": {{\"when_loaded\": ..}} or a timetable"),
            );
        }
        for port in fleet.departures.names().filter(|port| !ports.contains(port)) {
            let message = format!("no lane of {name} ends at {port}");
            let help = format!("the ports of its lanes are {}", ports.join(", "));
            report.error("bad_departure", format!("{at}/{port}"), message, help);
        }
    }
}

fn departures<'v>(view: &'v View) -> impl Iterator<Item = (String, &'v FleetEntry, &'v DepartureEntry)> {
    view.file.fleets.iter().flat_map(|(name, fleet)| {
        let departures = fleet.departures.iter();
        departures.map(move |(port, departure)| (format!("/fleets/{name}/departures/{port}"), fleet, departure))
    })
}

/// A departure has one rule, and only what goes with it.
pub(super) fn departures_are_complete(view: &View, report: &mut Report) {
    for (at, _, departure) in departures(view) {
        match (&departure.when_loaded, &departure.timetable) {
            (Some(_), Some(_)) => {
                let message = "when_loaded and timetable exclude each other";
                report.error("exclusive_keys", &at, message, "state one of them");
            }
            (None, None) => {
                let message = "neither when_loaded nor timetable is stated";
                report.error("missing_key", &at, message, "state one of them");
            }
            (None, Some(timetable)) => {
                let help = "a timetable leaves at its times with what is aboard, even nothing; remove this";
                if departure.loading == Loading::WhenLoadIsComplete {
                    let message = "a timetable does not wait for a load";
                    report.error("exclusive_keys", format!("{at}/loading"), message, help);
                }
                if departure.may_leave_empty.is_some() {
                    let message = "may_leave_empty has no meaning beside a timetable";
                    report.error("exclusive_keys", format!("{at}/may_leave_empty"), message, help);
                }
                let every = timetable.every_h.0.mean();
                let run = view.calendar.map_or(0.0, |calendar| calendar.hours());
                if every <= (run / MOST_CYCLES).max(SHORTEST_CYCLE) {
                    let message = format!("the timetable hardly gets on: {} h pass between departures", shown(every));
                    report.error("no_time", format!("{at}/timetable/every_h"), message, "check the unit");
                }
            }
            (Some(_), None) => {}
        }
        if departure.needs_window_h.is_some() != departure.forecast_skill.is_some() {
            let missing = if departure.forecast_skill.is_none() { "forecast_skill" } else { "needs_window_h" };
            let help = "a vessel that asks for a weather window needs both: its length, and how good the forecast is";
            report.error("missing_key", &at, format!("{missing} is not stated"), help);
        }
    }
}

/// The least fill is stated once, and the vessel can take it.
pub(super) fn least_fill_fits(view: &View, report: &mut Report) {
    for (at, fleet, departure) in departures(view) {
        let Some(WhenLoaded { least_fill_share, least_fill_units, .. }) = &departure.when_loaded else { continue };
        let at = format!("{at}/when_loaded");
        // A voyage takes all of one kind at best, or what the limits allow of several.
        let limits = |unit, capacity: u64| fleet.at_most.get(unit).map_or(capacity, |limit| limit.0.min(capacity));
        let loads = || fleet.capacity.iter().map(|(unit, capacity)| (limits(unit, capacity.0), capacity.0));
        let most_share: f64 = loads().map(|(most, capacity)| most as f64 / capacity as f64).sum::<f64>().min(1.0);
        let most_units = loads().map(|(most, _)| most).sum::<u64>().min(loads().map(|load| load.1).max().unwrap_or(0));
        match (least_fill_share, least_fill_units) {
            (Some(_), Some(_)) => {
                let message = "least_fill_share and least_fill_units exclude each other";
                report.error("exclusive_keys", at, message, "state one of them");
            }
            (None, None) => {
                let help = "state least_fill_share (1 is full) or least_fill_units";
                report.error("missing_key", at, "the least fill is not stated", help);
            }
            (_, _) if loads().next().is_none() => {} // told elsewhere
            (None, Some(units)) if units.0 > most_units => {
                let message = format!("{} units do not fit: a vessel takes at most {most_units}", units.0);
                report.error(
                    "least_fill_too_large",
                    format!("{at}/least_fill_units"),
                    message,
                    "state a smaller number",
                );
            }
            (Some(share), None) if share.0 > most_share + 1e-9 => {
                let message = format!("a share of {} is never reached: at_most allows {most_share:.3}", share.0);
                report.error(
                    "least_fill_too_large",
                    format!("{at}/least_fill_share"),
                    message,
                    "state a smaller share",
                );
            }
            (_, _) => {}
        }
    }
}

/// Least mean time of a cycle, hours: its parts may each be none on a clock of milliseconds.
pub(super) const SHORTEST_CYCLE: f64 = 1e-5;
/// Cycles of one fleet in one run that a computer still simulates.
pub(super) const MOST_CYCLES: f64 = 1e8;

/// No vessel may sail round and round in no time, empty or with cargo that is always there.
pub(super) fn cycles_take_time(view: &View, report: &mut Report) {
    let hours = view.calendar.map_or(0.0, |calendar| calendar.hours());
    for (name, fleet) in view.file.fleets.iter() {
        for (index, lane_name) in fleet.lanes.iter().enumerate() {
            let Some(lane) = view.file.lanes.get(lane_name) else { continue };
            let [first, second] = &lane.between[..] else { continue };
            let sailing: f64 = match &lane.sailing_h {
                Some(laws) => laws.0.iter().map(|law| law.mean()).sum(),
                None => f64::INFINITY, // a length and a speed, both above 0
            };
            let turn = |end: u8, port: &str, other: &str| turnaround(view, name, fleet, lane_name, end, (port, other));
            let cycle = sailing + turn(0, first, second) + turn(1, second, first);
            let (at, help) = (
                format!("/fleets/{name}/lanes/{index}"),
                "give the sailing, the mooring, the patience or the handling a time above 0",
            );
            if cycle < SHORTEST_CYCLE {
                let message = format!("a vessel could sail {lane_name} for ever without any time passing");
                report.error("no_time", at, message, help);
            } else if fleet.places() as f64 * hours / cycle > MOST_CYCLES {
                let message = format!(
                    "a cycle on {lane_name} may take {} h on average: too little for a computer to follow",
                    shown(cycle)
                );
                report.error("no_time", at, message, help);
            }
        }
    }
}

/// Least mean time at a port before a vessel can leave it over a lane without cargo that takes time to come, hours;
/// infinite where it cannot.
fn turnaround(view: &View, name: &str, fleet: &FleetEntry, lane: &str, end: u8, (port, other): (&str, &str)) -> f64 {
    let Some(departure) = fleet.departures.get(port) else { return f64::INFINITY };
    let Some(WhenLoaded { patience_h, .. }) = &departure.when_loaded else { return f64::INFINITY };
    let berths = |port: &str| {
        let classes = view.file.ports.get(port).into_iter().flat_map(|port| port.berths.iter());
        classes.map(|(_, berth)| berth).filter(|berth| berth.accepts.iter().any(|accepted| accepted == name)).collect()
    };
    let (here, there): (Vec<_>, Vec<_>) = (berths(port), berths(other));
    let least = |times: &mut dyn Iterator<Item = f64>| times.fold(f64::INFINITY, f64::min);
    let mut leave = match (departure.may_leave_empty, patience_h) {
        (Some(true), OrUnlimited::Limited(patience)) => patience.0,
        (_, _) => f64::INFINITY,
    };
    for (_, flow, way) in view.ways() {
        let boards = matches!(way.stops.first().map(|stop| (stop.name, stop.leg)), Some((first, Leg::Lane(from)))
            if first == lane && from == end);
        if boards && matches!(flow.arrivals, ArrivalsEntry::Always(_)) && fleet.capacity.get(flow.unit).is_some() {
            let deck = |berth: &crate::scenario::format::BerthEntry, unit: UnitKind, loads: bool| {
                let deck = berth.handling.get(unit)?;
                Some(mean_hours(if loads { &deck.load } else { &deck.unload }))
            };
            let load = least(&mut here.iter().filter_map(|berth| deck(berth, flow.unit, true)));
            let unload = least(&mut there.iter().filter_map(|berth| deck(berth, flow.unit, false)));
            leave = leave.min(load + unload);
        }
    }
    leave + least(&mut here.iter().map(|berth| berth.fixed_h.0.mean()))
}

/// Mean time of the least piece of work, hours: 0 where it takes none.
pub(super) fn mean_hours(handling: &HandlingEntry) -> f64 {
    match handling {
        HandlingEntry::UnitH(law)
        | HandlingEntry::GroupH(law)
        | HandlingEntry::TrainH(law)
        | HandlingEntry::CallH(law) => law.0.mean(),
        HandlingEntry::UnitMinutes(law)
        | HandlingEntry::GroupMinutes(law)
        | HandlingEntry::TrainMinutes(law)
        | HandlingEntry::CallMinutes(law) => law.0.mean() / 60.0,
        HandlingEntry::UnitsPerH(rate) | HandlingEntry::TonnesPerH(rate) => 1.0 / rate.0,
    }
}
