//! Things that are described but never used: often a step forgotten in a route.

use std::collections::HashSet;

use super::View;
use super::report::Report;
use crate::scenario::format::{ArrivalsEntry, ByYear, TrainChoice};
use crate::scenario::itinerary::routes;

/// Whatever is described has an effect.
pub(super) fn everything_is_used(view: &View, report: &mut Report) {
    let file = view.file;
    if !view.all_walked() || report.problems.has_errors() {
        return; // what is used by something with a mistake would be told of wrongly
    }
    let steps: HashSet<&str> = view.ways().flat_map(|(_, _, way)| &way.stops).map(|stop| stop.name).collect();
    let mut unused = |kind: &str, names: Vec<&str>, help: &str| {
        for name in names {
            report.warning("unused", format!("/{kind}/{name}"), "no flow uses this", help);
        }
    };
    let off_route = |name: &&str| !steps.contains(name);
    let route = "name it in a route, or remove it";
    unused("stages", file.stages.names().filter(off_route).collect(), route);
    unused("yards", file.yards.names().filter(off_route).collect(), route);
    unused("lines", file.lines.names().filter(off_route).collect(), route);
    unused("lanes", file.lanes.names().filter(off_route).collect(), route);
    let named = file.flows.iter().flat_map(|(name, flow)| routes(name, flow)).flat_map(|route| route.steps);
    let named: HashSet<&str> = named.map(String::as_str).collect();
    unused(
        "routes",
        file.routes.names().filter(|name| !named.contains(name)).collect(),
        "name it in the route of a flow",
    );
    let trains = trains(view);
    unused(
        "trains",
        file.trains.names().filter(|name| !trains.contains(name)).collect(),
        "name it in a line or a flow",
    );
    let pools: HashSet<&str> = file.flows.iter().filter_map(|(_, flow)| flow.pool.as_deref()).collect();
    unused("pools", file.pools.names().filter(|name| !pools.contains(name)).collect(), "name it in a flow");
    let profiles = profiles(view);
    unused("profiles", file.profiles.names().filter(|name| !profiles.contains(name)).collect(), "name it in a flow");
}

fn trains<'f>(view: &View<'f>) -> HashSet<&'f str> {
    let lines = view.file.lines.iter().flat_map(|(_, line)| line.trains.iter().map(|(_, choice)| choice));
    let flows = view.file.flows.iter().flat_map(|(_, flow)| flow.trains.iter().map(|(_, choice)| choice));
    lines
        .chain(flows)
        .filter_map(|choice| match choice {
            TrainChoice::Kind(kind) => Some(kind.as_str()),
            TrainChoice::AsTheyCome => None,
        })
        .collect()
}

fn profiles<'f>(view: &View<'f>) -> HashSet<&'f str> {
    let mut used = HashSet::new();
    for (_, flow) in view.file.flows.iter() {
        if let ArrivalsEntry::Poisson(poisson) = &flow.arrivals {
            match &poisson.month_profile {
                None => {}
                Some(ByYear::Every(profile)) => {
                    used.insert(profile.as_str());
                }
                Some(ByYear::Years(years)) => used.extend(years.values().map(String::as_str)),
            }
        }
    }
    used
}
