//! Names: each refers to something, and to one thing only.

use super::View;
use super::report::{Noun, Report};
use crate::scenario::format::{ArrivalsEntry, ByYear, CountedAt, FlowEntry, SectionEnd, SectionStart, TrainChoice};
use crate::scenario::itinerary;
use crate::scenario::problem::quoted;

const PLACE: Noun = Noun { code: "unknown_place", one: "place", many: "places" };
const TRAIN: Noun = Noun { code: "unknown_train", one: "kind of train", many: "kinds of train" };
const LOCOMOTIVES: Noun =
    Noun { code: "unknown_locomotives", one: "pool of locomotives", many: "pools of locomotives" };
const LANE: Noun = Noun { code: "unknown_lane", one: "lane", many: "lanes" };
const LEVEL: Noun = Noun { code: "unknown_level", one: "level", many: "levels" };
const FLEET: Noun = Noun { code: "unknown_fleet", one: "fleet", many: "fleets" };
const FLOW: Noun = Noun { code: "unknown_flow", one: "flow", many: "flows" };
const PROFILE: Noun = Noun { code: "unknown_profile", one: "profile", many: "profiles" };
const STEP: Noun = Noun {
    code: "unknown_step",
    one: "stage, yard, line, lane or route",
    many: "stages, yards, lines, lanes and routes",
};

/// Every name of something else is the name of something.
pub(super) fn every_name_is_known(view: &View, report: &mut Report) {
    network(view, report);
    sea(view, report);
    for (name, flow) in view.file.flows.iter() {
        demand(name, flow, view, report);
    }
    routes(view, report);
    questions(view, report);
}

fn network(view: &View, report: &mut Report) {
    let file = view.file;
    for (name, stage) in file.stages.iter() {
        report.refer(PLACE, &file.places, &stage.place, format!("/stages/{name}/place"));
    }
    for (name, yard) in file.yards.iter() {
        report.refer(PLACE, &file.places, &yard.place, format!("/yards/{name}/place"));
    }
    for (name, line) in file.lines.iter() {
        for (index, end) in line.between.iter().enumerate() {
            report.refer(PLACE, &file.places, end, format!("/lines/{name}/between/{index}"));
        }
        if let Some(pool) = &line.locomotives {
            report.refer(LOCOMOTIVES, &file.locomotives, pool, format!("/lines/{name}/locomotives"));
        }
        for (unit, choice) in line.trains.iter() {
            if let TrainChoice::Kind(kind) = choice {
                report.refer(TRAIN, &file.trains, kind, format!("/lines/{name}/trains/{}", unit.name()));
            }
        }
    }
}

fn sea(view: &View, report: &mut Report) {
    let file = view.file;
    for name in file.ports.names() {
        report.refer(PLACE, &file.places, name, format!("/ports/{name}"));
    }
    for (port, entry) in file.ports.iter() {
        for (class, berth) in entry.berths.iter() {
            for (index, fleet) in berth.accepts.iter().enumerate() {
                report.refer(FLEET, &file.fleets, fleet, format!("/ports/{port}/berths/{class}/accepts/{index}"));
            }
        }
    }
    for (port, entry) in file.ports.iter() {
        for (name, depth) in entry.depths.iter() {
            report.refer(LEVEL, &file.levels, &depth.level, format!("/ports/{port}/depths/{name}/level"));
        }
    }
    for (name, lane) in file.lanes.iter() {
        for (index, end) in lane.between.iter().enumerate() {
            report.refer(PLACE, &file.places, end, format!("/lanes/{name}/between/{index}"));
        }
    }
    for (name, fleet) in file.fleets.iter() {
        for (index, lane) in fleet.lanes.iter().enumerate() {
            report.refer(LANE, &file.lanes, lane, format!("/fleets/{name}/lanes/{index}"));
        }
    }
    for (name, weather) in file.weather.iter() {
        for place in weather.reaches.names() {
            report.refer(PLACE, &file.places, place, format!("/weather/{name}/reaches/{place}"));
        }
    }
}

fn demand(name: &str, flow: &FlowEntry, view: &View, report: &mut Report) {
    let file = view.file;
    report.refer(PLACE, &file.places, &flow.from, format!("/flows/{name}/from"));
    report.refer(PLACE, &file.places, &flow.to, format!("/flows/{name}/to"));
    for (kind, choice) in flow.trains.iter() {
        report.refer(TRAIN, &file.trains, kind, format!("/flows/{name}/trains/{kind}"));
        if let TrainChoice::Kind(other) = choice {
            report.refer(TRAIN, &file.trains, other, format!("/flows/{name}/trains/{kind}"));
        }
    }
    if let ArrivalsEntry::Poisson(poisson) = &flow.arrivals {
        let at = format!("/flows/{name}/arrivals/poisson/month_profile");
        let named: Vec<(String, &String)> = match &poisson.month_profile {
            None => Vec::new(),
            Some(ByYear::Every(profile)) => vec![(at, profile)],
            Some(ByYear::Years(years)) => {
                years.iter().map(|(year, profile)| (format!("{at}/{year}"), profile)).collect()
            }
        };
        for (at, profile) in named.into_iter().filter(|(_, profile)| *profile != "flat") {
            report.refer(PROFILE, &file.profiles, profile, at);
        }
    }
}

fn routes(view: &View, report: &mut Report) {
    let file = view.file;
    let steps = || {
        let things = file.stages.names().chain(file.yards.names()).chain(file.lines.names()).chain(file.lanes.names());
        things.chain(file.routes.names())
    };
    let known: std::collections::HashSet<&str> = steps().collect();
    let flows = file.flows.iter().flat_map(|(name, flow)| itinerary::routes(name, flow));
    let flows = flows.map(|route| (route.pointer, route.steps));
    let pieces = file.routes.iter().map(|(name, piece)| (format!("/routes/{name}"), piece.as_slice()));
    for (at, names) in flows.chain(pieces) {
        if names.is_empty() {
            report.error("empty_route", &at, "this route has no step", "name at least one stage, line or lane");
        }
        for (index, name) in names.iter().enumerate().filter(|(_, name)| !known.contains(name.as_str())) {
            report.unknown(STEP, name, steps(), format!("{at}/{index}"));
        }
    }
}

fn questions(view: &View, report: &mut Report) {
    let file = view.file;
    for (name, definition) in file.definitions.iter() {
        for (index, flow) in definition.flows.iter().enumerate() {
            report.refer(FLOW, &file.flows, flow, format!("/definitions/{name}/flows/{index}"));
        }
        let at = format!("/definitions/{name}/counted_at");
        match &definition.counted_at {
            CountedAt::Delivery => {}
            CountedAt::Place(place) => report.refer(PLACE, &file.places, place, format!("{at}/place")),
            CountedAt::Lane(lane) => report.refer(LANE, &file.lanes, lane, format!("{at}/lane")),
        }
    }
    for (name, section) in file.sections.iter() {
        let at = format!("/sections/{name}");
        match &section.from {
            SectionStart::Departure(place) => report.refer(PLACE, &file.places, place, format!("{at}/from/departure")),
            SectionStart::Arrival(place) => report.refer(PLACE, &file.places, place, format!("{at}/from/arrival")),
        }
        match &section.to {
            SectionEnd::Arrival(place) => report.refer(PLACE, &file.places, place, format!("{at}/to/arrival")),
            SectionEnd::Handled(place) => report.refer(PLACE, &file.places, place, format!("{at}/to/handled")),
        }
        for (index, flow) in section.flows.iter().flatten().enumerate() {
            report.refer(FLOW, &file.flows, flow, format!("{at}/flows/{index}"));
        }
    }
}

/// What a route names is one thing: stages, yards, lines, lanes and routes share their names.
pub(super) fn route_names_are_distinct(view: &View, report: &mut Report) {
    let file = view.file;
    let kinds: [(&str, Vec<&str>); 5] = [
        ("stages", file.stages.names().collect()),
        ("yards", file.yards.names().collect()),
        ("lines", file.lines.names().collect()),
        ("lanes", file.lanes.names().collect()),
        ("routes", file.routes.names().collect()),
    ];
    let mut first = indexmap::IndexMap::new();
    for (kind, names) in &kinds {
        for name in names {
            match first.get(name) {
                None => {
                    first.insert(*name, *kind);
                }
                Some(other) => {
                    let message = format!("{} is already the name of one of the {other}", quoted(name));
                    let help = "stages, yards, lines, lanes and routes share their names; add the kind to one of them";
                    report.error("name_used_twice", format!("/{kind}/{name}"), message, help);
                }
            }
        }
    }
}

/// A piece of route is made of steps, not of other pieces.
pub(super) fn routes_name_no_routes(view: &View, report: &mut Report) {
    for (name, piece) in view.file.routes.iter() {
        for (index, step) in piece.iter().enumerate().filter(|(_, step)| view.file.routes.knows(step)) {
            let message = format!("{} is itself a route", quoted(step));
            report.error("nested_route", format!("/routes/{name}/{index}"), message, "write its steps here instead");
        }
    }
}

/// Lists of names that are sets hold each name once.
pub(super) fn lists_hold_no_name_twice(view: &View, report: &mut Report) {
    let file = view.file;
    let mut lists: Vec<(String, &Vec<String>)> = Vec::new();
    lists.extend(file.fleets.iter().map(|(name, fleet)| (format!("/fleets/{name}/lanes"), &fleet.lanes)));
    lists.extend(file.definitions.iter().map(|(name, entry)| (format!("/definitions/{name}/flows"), &entry.flows)));
    for (name, ban) in file.bans.iter() {
        lists.push((format!("/bans/{name}/waiting_at"), &ban.waiting_at));
        lists.push((format!("/bans/{name}/flows"), &ban.flows));
    }
    let sections = file.sections.iter();
    lists.extend(sections.filter_map(|(name, entry)| Some((format!("/sections/{name}/flows"), entry.flows.as_ref()?))));
    for (port, entry) in file.ports.iter() {
        let berths = entry.berths.iter();
        lists.extend(berths.map(|(class, berth)| (format!("/ports/{port}/berths/{class}/accepts"), &berth.accepts)));
    }
    for (at, names) in lists {
        let mut seen = std::collections::HashSet::new();
        for (index, name) in names.iter().enumerate().filter(|(_, name)| !seen.insert(name.as_str())) {
            let message = format!("{} is in this list already", quoted(name));
            report.error("listed_twice", format!("{at}/{index}"), message, "name it once");
        }
    }
}
