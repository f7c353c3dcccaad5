//! The measures of what cargo passes: stages, yards, lines, lanes, berths, fleets, weather.

use super::facility::{FacilityPoints, Visit};
use super::flows::{hours, mean_level, quantile_rows};
use super::outcome::Sheet;
use super::point::Point;
use crate::kernel::{Duration, Id, Time};
use crate::model::Observer;
use crate::model::cargo::Waypoint;
use crate::model::corridor::{Capacity, Fleet, Port, StepKind, UnitKind};
use crate::model::sea::{BERTH_USES, BerthUse, VesselState};
use crate::model::world::World;

pub(super) fn tabulate<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    steps(world, sheet);
    servers(world, sheet);
    locomotives(world, sheet);
    berths(world, sheet);
    for (id, fleet) in world.corridor.fleets.entries() {
        fleet_rows(world, id, fleet, sheet);
    }
    left_behind(world, sheet);
    water(world, sheet);
    for period in &world.corridor.horizon.periods {
        calls(world, period, sheet);
        weather(world, period, sheet);
    }
}

fn steps<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    let corridor = world.corridor;
    let points = &world.counts.points;
    let mut sum = Point::default();
    for FacilityPoints { facility, visits } in &world.facilities {
        let here = || visits.iter().flat_map(|visit| &visit.points).copied();
        sum.clear();
        here().for_each(|point| sum.merge(&points[point]));
        point_rows(format_args!("{facility}"), &sum, levels(world, facility.step, here()), sheet);
        for (number, observation) in corridor.observe_at.iter().enumerate() {
            let recorded =
                |point: Id<Waypoint>| world.counts.levels.get(number * points.len() + point.index()).copied();
            let level: u64 = here().filter_map(recorded).sum();
            sheet.row("level", format_args!("{facility}"), &observation.name, "units", level as f64, 1.0);
        }
        for Visit { flow, again, points: of_flow } in visits {
            let levels = levels(world, facility.step, of_flow.iter().copied());
            let point = match of_flow[..] {
                [only] => &points[only],
                _ => {
                    sum.clear();
                    of_flow.iter().for_each(|&point| sum.merge(&points[point]));
                    &sum
                }
            };
            // A flow that comes here more than once gets a row for each time, told apart by a number.
            let (bare, flow) = (facility.bare(), &flow.name);
            match again {
                0 => point_rows(format_args!("{bare}/{flow}"), point, levels, sheet),
                again => point_rows(format_args!("{bare}/{flow}/{}", again + 1), point, levels, sheet),
            }
        }
    }
}

/// Mean numbers of units that wait and that are present at some points of a facility.
fn levels<O: Observer>(
    world: &World<'_, O>,
    step: StepKind,
    here: impl Iterator<Item = Id<Waypoint>> + Clone,
) -> [f64; 2] {
    let end = world.corridor.horizon.end;
    let mean = |level: fn(&Point, Time) -> f64| -> f64 {
        here.clone().map(|point| level(&world.counts.points[point], end)).sum()
    };
    let present = mean(|point, end| point.present.mean(end));
    match step {
        StepKind::Yard(_) => [present, present],
        StepKind::Stage { .. } | StepKind::Line { .. } | StepKind::Lane { .. } => {
            [mean(|point, end| point.queue.mean(end)), present]
        }
    }
}

fn point_rows(of: std::fmt::Arguments, point: &Point, [queue, present]: [f64; 2], sheet: &mut impl Sheet) {
    sheet.value("arrivals", of, "units", Some(point.arrivals as f64));
    sheet.mean("diverted_share", of, "share", point.diverted as f64, point.arrivals);
    sheet.mean("waited_share", of, "share", point.waited as f64, point.wait.count());
    sheet.mean("wait_mean", of, "h", hours(point.wait.sum()), point.wait.count());
    quantile_rows(["wait_p50", "wait_p90", "wait_p95"], of, &point.wait, "h", sheet);
    sheet.mean("time_mean", of, "h", hours(point.time.sum()), point.time.count());
    quantile_rows(["time_p50", "time_p90", "time_p95"], of, &point.time, "h", sheet);
    sheet.value("queue_mean", of, "units", Some(queue));
    sheet.value("present_mean", of, "units", Some(present));
}

/// How the time of limited servers is split.
fn servers<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    let (end, measured) = (world.corridor.horizon.end, world.corridor.horizon.measured());
    for (id, stage) in world.corridor.stages.entries() {
        let Capacity::Limited(_) = stage.servers else { continue };
        let state = &world.stages[id];
        let levels = [&state.servers_there, &state.busy_servers, &state.blocked_servers, &state.closed_servers];
        let [there, busy, blocked, closed] = levels.map(|level| mean_level(level.integral(end), measured));
        let idle = there - busy - blocked - closed;
        for (name, time) in
            [("busy_share", busy), ("blocked_share", blocked), ("closed_share", closed), ("idle_share", idle)]
        {
            sheet.row(name, format_args!("{}", stage.name), "all", "share", time, there);
        }
    }
}

/// What locomotives did, and the trains that wait for one.
fn locomotives<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    let (end, measured) = (world.corridor.horizon.end, world.corridor.horizon.measured());
    for (id, pool) in world.corridor.locomotives.entries() {
        let state = &world.locomotives[id];
        let [there, busy, turning, waiting] = [&state.there, &state.busy, &state.turning, &state.trains_waiting]
            .map(|level| mean_level(level.integral(end), measured));
        let of = format_args!("{}", pool.name);
        sheet.row("locomotives_busy_share", of, "all", "share", busy, there);
        sheet.row("locomotives_turning_share", of, "all", "share", turning, there);
        sheet.row("locomotives_waiting_mean", of, "all", "trains", waiting, 1.0);
    }
}

/// Names of the shares of a berth's time, in the order of its uses.
const BERTH_SHARES: [&str; BERTH_USES] = ["busy_share", "blocked_share", "starved_share", "closed_share", "down_share"];

fn berths<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    let (end, measured) = (world.corridor.horizon.end, world.corridor.horizon.measured());
    for (id, class) in world.corridor.berth_classes.entries() {
        let berths = mean_level(world.berths[id].there.integral(end), measured);
        let mut idle = berths;
        let breaks_down = |fleet: &Fleet| fleet.breakdowns.is_some() && fleet.berths[class.port.index()].contains(&id);
        let may_be_down = world.corridor.fleets.iter().any(breaks_down);
        for (use_, name) in BerthUse::ALL.into_iter().zip(BERTH_SHARES) {
            if use_ == BerthUse::Down && !may_be_down {
                continue;
            }
            let time = mean_level(world.berths[id].uses[use_ as usize].integral(end), measured);
            idle -= time;
            sheet.row(name, format_args!("{}", class.name), "all", "share", time, berths);
        }
        sheet.row("idle_share", format_args!("{}", class.name), "all", "share", idle, berths);
    }
}

fn fleet_rows<O: Observer>(world: &World<'_, O>, id: Id<Fleet>, fleet: &Fleet, sheet: &mut impl Sheet) {
    let corridor = world.corridor;
    let years = corridor.horizon.periods[0].years;
    let ports = || corridor.ports.entries().filter(|(port, _)| fleet.departures[port.index()].is_some());
    let departures: u64 = ports().map(|(port, _)| world.counts.calls(id, port).departures).sum();
    sheet.value("departures", format_args!("{}", fleet.name), "1/year", Some(departures as f64 / years));
    let round_trips = &world.counts.fleets[id].round_trips;
    sheet.mean("cycle_mean", format_args!("{}", fleet.name), "d", hours(round_trips.sum()) / 24.0, round_trips.count());
    if fleet.breakdowns.is_some() {
        let breakdowns = world.counts.fleets[id].breakdowns as f64;
        sheet.value("breakdowns", format_args!("{}", fleet.name), "1/year", Some(breakdowns / years));
    }
    let time_in =
        |state| world.counts.fleets[id].states[state as usize] + world.time_in_state(id, state, corridor.horizon.end);
    let times = VesselState::ALL.map(|state| (state, time_in(state)));
    let in_service = times.iter().filter(|(state, _)| *state != VesselState::OutOfService);
    let whole = in_service.fold(Duration::ZERO, |sum, (_, time)| sum + *time).ms() as f64;
    if fleet.service_varies {
        let measured = corridor.horizon.measured().ms() as f64;
        sheet.row("in_service_mean", format_args!("{}", fleet.name), "all", "vessels", whole, measured);
    }
    for (state, time) in times.into_iter().filter(|(state, _)| state.is_known_to(fleet)) {
        sheet.row(
            "state_share",
            format_args!("{}/{}", fleet.name, state.name()),
            "all",
            "share",
            time.ms() as f64,
            whole,
        );
    }
    for (port, spec) in ports() {
        let calls = world.counts.calls(id, port);
        let (fleet_name, port_name) = (&fleet.name, &spec.name);
        let at = format_args!("{fleet_name}@{port_name}");
        sheet.value("departures", at, "1/year", Some(calls.departures as f64 / years));
        sheet.mean("load_share_mean", at, "share", calls.deck_shares, calls.departures);
        sheet.mean("full_share", at, "share", calls.full as f64, calls.departures);
        if fleet.draught.is_some() {
            sheet.mean("draught_limit_mean", at, "share", calls.limit_shares, calls.departures);
        }
        for kind in UnitKind::ALL.into_iter().filter(|&kind| fleet.share[kind as usize].is_some()) {
            let units = calls.units[kind as usize] as f64;
            let of = format_args!("{fleet_name}@{port_name}/{}", kind.name());
            sheet.mean("load_mean", of, kind.name(), units, calls.departures);
        }
        let at = format_args!("{port_name}/{fleet_name}");
        sheet.mean("berth_wait_mean", at, "h", hours(calls.berth_wait.sum()), calls.berth_wait.count());
        quantile_rows(["berth_wait_p50", "berth_wait_p90", "berth_wait_p95"], at, &calls.berth_wait, "h", sheet);
        sheet.mean("berth_time_mean", at, "h", hours(calls.berth_time.sum()), calls.berth_time.count());
    }
}

/// What stays ashore when a vessel leaves.
fn left_behind<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    for (lane, spec) in world.corridor.lanes.entries() {
        for (end, place) in spec.ends.into_iter().enumerate() {
            let (departures, left) = world.counts.left_behind[lane.index()][end];
            let of = format_args!("{}@{}", spec.name, world.corridor.places[place].name);
            sheet.mean("left_behind_mean", of, "units", left as f64, departures);
        }
    }
}

/// The water for a keel that vessels left ports with.
fn water<O: Observer>(world: &World<'_, O>, sheet: &mut impl Sheet) {
    for (port, spec) in world.corridor.ports.entries().filter(|(_, spec)| !spec.depths.is_empty()) {
        let calls = || world.corridor.fleets.ids().map(move |fleet| world.counts.calls(fleet, port));
        let departures = calls().map(|calls| calls.departures).sum();
        sheet.mean(
            "water_mean",
            format_args!("{}", spec.name),
            "m",
            calls().map(|calls| calls.waters).sum(),
            departures,
        );
    }
}

fn calls<O: Observer>(world: &World<'_, O>, period: &crate::model::corridor::Period, sheet: &mut impl Sheet) {
    let corridor = world.corridor;
    let in_period = |fleet: Id<Fleet>, port: Id<Port>| -> f64 {
        world.counts.calls(fleet, port).calls[period.first..period.last].iter().sum::<u64>() as f64
    };
    for (port, spec) in corridor.ports.entries() {
        let calling = || corridor.fleets.entries().filter(move |(_, fleet)| fleet.departures[port.index()].is_some());
        if calling().next().is_none() {
            continue;
        }
        let total: f64 = calling().map(|(fleet, _)| in_period(fleet, port)).sum();
        sheet.row("calls_per_day", format_args!("{}", spec.name), &period.name, "1/d", total, period.days);
        for (fleet, fleet_spec) in calling() {
            let of = format_args!("{}/{}", spec.name, fleet_spec.name);
            sheet.row("calls_per_day", of, &period.name, "1/d", in_period(fleet, port), period.days);
        }
    }
}

fn weather<O: Observer>(world: &World<'_, O>, period: &crate::model::corridor::Period, sheet: &mut impl Sheet) {
    let corridor = world.corridor;
    let horizon = &corridor.horizon;
    let begins = |month: usize| horizon.months.get(month).copied().unwrap_or(horizon.end);
    let (from, to) = (begins(period.first), begins(period.last));
    for (place, spec) in corridor.places.entries() {
        if corridor.storms.iter().any(|storm| storm.reach.iter().any(|reach| reach.place == place)) {
            let closed: Duration = world.weather[place].any.closed_within(from, to);
            let span = to.since(from).ms() as f64;
            let of = format_args!("{}", spec.name);
            sheet.row("weather_closed_share", of, &period.name, "share", closed.ms() as f64 / span, 1.0);
        }
    }
}
