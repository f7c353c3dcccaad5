//! Pools: carriers of one kind that can always come back.

use super::View;
use super::report::{Noun, Report};
use crate::model::corridor::UnitKind;
use crate::scenario::format::{ArrivalsEntry, EmptiesEntry, FlowEntry};
use crate::scenario::problem::quoted;

const POOL: Noun = Noun { code: "unknown_pool", one: "pool", many: "pools" };
const PLACE: Noun = Noun { code: "unknown_place", one: "place", many: "places" };

fn flows_of<'f>(view: &View<'f>, pool: &str) -> impl Iterator<Item = (&'f str, &'f FlowEntry)> {
    view.file.flows.iter().filter(move |(_, flow)| flow.pool.as_deref() == Some(pool))
}

fn empties(flow: &FlowEntry) -> Option<&EmptiesEntry> {
    match &flow.arrivals {
        ArrivalsEntry::Empties(entry) => Some(entry),
        _ => None,
    }
}

/// A flow names a pool that there is, and a pool places that there are.
pub(super) fn pools_name_what_there_is(view: &View, report: &mut Report) {
    for (name, flow) in view.file.flows.iter() {
        if let Some(pool) = &flow.pool {
            report.refer(POOL, &view.file.pools, pool, format!("/flows/{name}/pool"));
        }
    }
    for (name, pool) in view.file.pools.iter() {
        for place in pool.stock.names() {
            report.refer(PLACE, &view.file.places, place, format!("/pools/{name}/stock/{place}"));
        }
    }
}

/// A pool carries the unit of its flows; tonnes are carried in wagons.
pub(super) fn pools_carry_the_unit(view: &View, report: &mut Report) {
    for (name, pool) in view.file.pools.iter() {
        if pool.unit == UnitKind::Tonne {
            let help = "let the flow count wagons";
            report.error("wrong_unit", format!("/pools/{name}/unit"), "a tonne has no carrier of its own", help);
            continue;
        }
        for (flow_name, flow) in flows_of(view, name).filter(|(_, flow)| flow.unit != pool.unit) {
            let (carried, word) = (pool.unit.name(), flow.unit.name());
            let message = format!("{name} carries units of the kind {carried}, but this flow is of {word}");
            report.error("wrong_unit", format!("/flows/{flow_name}/pool"), message, format!("use a pool for {word}"));
        }
    }
}

/// Units that take carriers wait for them; what appears where it is taken cannot.
pub(super) fn pools_serve_what_arrives(view: &View, report: &mut Report) {
    for (name, flow) in view.file.flows.iter() {
        if flow.pool.is_some() && matches!(flow.arrivals, ArrivalsEntry::Always(_)) {
            let message = "this flow is always available: its units appear where they are taken, and wait for nothing";
            let help = "leave the pool out, or let the flow arrive in another way";
            report.error("always_pooled", format!("/flows/{name}/pool"), message, help);
        }
    }
}

/// There are carriers, and they are where units take or leave them.
pub(super) fn stock_lies_where_it_is_used(view: &View, report: &mut Report) {
    for (name, pool) in view.file.pools.iter() {
        let used = |place: &str| flows_of(view, name).any(|(_, flow)| flow.from == place || flow.to == place);
        if flows_of(view, name).next().is_none() {
            continue;
        }
        for (place, _) in pool.stock.iter().filter(|(place, stock)| stock.0 > 0 && !used(place)) {
            let message = format!("no flow of {name} begins or ends at {place}");
            let help = "put the stock where a flow of the pool begins, or add a flow of empties";
            report.error("no_effect", format!("/pools/{name}/stock/{place}"), message, help);
        }
        if pool.stock.all_sound() && pool.stock.iter().all(|(_, stock)| stock.0 == 0) {
            let message = "there are no carriers: nothing of its flows ever sets off";
            report.error("no_stock", format!("/pools/{name}/stock"), message, "state how many are where at the start");
        }
    }
}

/// From wherever carriers get to, they can get to every other place of their pool.
pub(super) fn pools_return(view: &View, report: &mut Report) {
    for name in view.file.pools.names() {
        let edges: Vec<(&str, &str)> =
            flows_of(view, name).map(|(_, flow)| (flow.from.as_str(), flow.to.as_str())).collect();
        let places = edges.iter().flat_map(|&(from, to)| [from, to]);
        let lost = places.clone().find_map(|from| {
            let reached = reached_from(from, &edges);
            places.clone().find(|place| !reached.contains(place)).map(|to| (from, to))
        });
        if let Some((from, to)) = lost {
            let message = format!("carriers that are at {from} never come to {to}");
            let help = format!("add a flow of this pool from {from}, such as one whose arrivals are empties");
            report.error("never_returns", format!("/pools/{name}"), message, help);
        }
    }
}

fn reached_from<'f>(start: &'f str, edges: &[(&'f str, &'f str)]) -> Vec<&'f str> {
    let mut reached = vec![start];
    let mut next = 0;
    while let Some(&here) = reached.get(next) {
        for &(from, to) in edges {
            if from == here && !reached.contains(&to) {
                reached.push(to);
            }
        }
        next += 1;
    }
    reached
}

/// Empties are carriers of a pool, without cargo, that go somewhere else.
pub(super) fn empties_are_of_a_pool(view: &View, report: &mut Report) {
    for (name, flow) in view.file.flows.iter().filter(|(_, flow)| empties(flow).is_some()) {
        let at = format!("/flows/{name}");
        if flow.pool.is_none() {
            report.error("missing_key", &at, "pool is not stated", "state the pool whose carriers are the empties");
        }
        if flow.t_per_unit.is_some_and(|mass| mass.0 > 0.0) {
            let message = "empties carry nothing";
            report.error("wrong_mass", format!("{at}/t_per_unit"), message, "state 0");
        }
        if flow.from == flow.to {
            let message = format!("empties that leave {} come back to it, again and again", quoted(&flow.from));
            report.error("empties_circle", format!("{at}/to"), message, "let them go where carriers are needed");
        }
    }
}

/// There are enough carriers for a group of empties beside those that are kept.
pub(super) fn empties_find_a_group(view: &View, report: &mut Report) {
    for (name, pool) in view.file.pools.iter().filter(|(_, pool)| pool.stock.all_sound()) {
        let all: u64 = pool.stock.iter().map(|(_, stock)| stock.0).sum();
        for (flow_name, flow) in flows_of(view, name) {
            let Some(entry) = empties(flow) else { continue };
            let needed = entry.keep.0 + entry.group.0;
            if needed > all && all > 0 {
                let message =
                    format!("{needed} must be at {} before a group goes, but {name} has {all} in all", flow.from);
                let at = format!("/flows/{flow_name}/arrivals/empties");
                report.error("empties_never_go", at, message, "keep less, or send smaller groups");
            }
        }
    }
}
