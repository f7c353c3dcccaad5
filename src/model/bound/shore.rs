//! Ashore: the servers of stages, the places of yards, the carriers of pools.

use super::demand::{Demand, Passage};
use super::link::{Link, LinkKind, Links};
use super::sea::Sea;
use super::span::{Span, Stopped};
use crate::kernel::Id;
use crate::model::cargo::free_flow_days;
use crate::model::corridor::{Arrivals, Capacity, Handling, StageKind, StepKind, Yard};

pub fn add(span: &Span, demand: &Demand, sea: &Sea, links: &mut Links) {
    stages(span, demand, links);
    yards(span, demand, sea, links);
    pools(span, demand, links);
}

fn stages(span: &Span, demand: &Demand, links: &mut Links) {
    for (id, stage) in span.corridor.stages.entries() {
        let Capacity::Limited(servers) = stage.servers else { continue };
        let kind = match stage.kind {
            StageKind::Border => LinkKind::Border,
            StageKind::GaugeChange => LinkKind::GaugeChange,
            StageKind::Crane => LinkKind::Crane,
            StageKind::RailFront => LinkKind::RailFront,
        };
        let mut link = Link::new(kind, stage.name.clone());
        link.open = span.open(stage.place, Stopped::Handling);
        link.available = f64::from(servers) * span.hours() * link.open;
        let here = |passage: &&Passage| matches!(passage.kind, StepKind::Stage { stage, .. } if stage == id);
        for passage in demand.passages.iter().filter(here) {
            let hours = passage.units
                * match &stage.handling {
                    Handling::PerUnit(law) => law.mean(),
                    Handling::PerGroup(law) => law.mean() / passage.lot,
                    Handling::PerParty(law) => law.mean() / passage.party,
                    Handling::Rate(per_hour) => 1.0 / per_hour,
                };
            link.pass(passage.unit, passage.units, passage.tonnes_per_unit, hours, hours);
        }
        links.add(link);
    }
}

/// A unit stays in a yard while the load of what takes it away gathers: half of that load is there on average. That is
/// the least; waiting for a vessel, path or server comes on top.
fn yards(span: &Span, demand: &Demand, sea: &Sea, links: &mut Links) {
    for (id, yard) in span.corridor.yards.entries() {
        let Capacity::Limited(places) = yard.capacity else { continue };
        let mut link = Link::new(LinkKind::Yard, yard.name.clone());
        link.available = f64::from(places) * span.hours();
        for passage in stored(demand, id) {
            let (load, through) = match passage.next {
                Some(StepKind::Lane { lane, from }) => {
                    (sea.load(span, lane, from, passage.unit), sea.demand(lane, from, passage.unit))
                }
                Some(StepKind::Line { line, from, train: Some(kind) }) => {
                    let through = demand.forming.get(&(line, from, kind)).copied().unwrap_or(0.0);
                    (demand.train_size(span, (line, from, kind), passage.lot), through)
                }
                _ => continue,
            };
            // A whole yard of this takes away half a load, all the time; these units have their part of it.
            let places = 0.5 * load * span.hours() * passage.units / through;
            link.pass(passage.unit, passage.units, passage.tonnes_per_unit, places, places);
        }
        links.add(link);
    }
}

fn stored(demand: &Demand, id: Id<Yard>) -> impl Iterator<Item = &Passage> {
    demand.passages.iter().filter(move |passage| passage.kind == StepKind::Yard(id))
}

/// A carrier is away for the time of the way, loaded and empty, as long as nothing waits.
fn pools(span: &Span, demand: &Demand, links: &mut Links) {
    let corridor = span.corridor;
    for (id, pool) in corridor.pools.entries() {
        let stock: u64 = corridor.depots.iter().filter(|depot| depot.pool == id).map(|depot| depot.stock).sum();
        let mut link = Link::new(LinkKind::Pool, pool.name.clone());
        link.available = stock as f64 * span.hours();
        let of_pool = corridor
            .flows
            .entries()
            .filter(|(_, flow)| flow.depots.is_some_and(|[depot, _]| corridor.depots[depot].pool == id));
        for (flow_id, flow) in of_pool {
            let units = demand.units[flow_id];
            let days = flow.alternatives.iter().zip(super::demand::shares(span, flow));
            let hours = 24.0 * days.map(|(way, share)| share * free_flow_days(corridor, flow, way)).sum::<f64>();
            let loaded = if matches!(flow.arrivals, Arrivals::Empties { .. }) { 0.0 } else { units };
            link.pass(flow.unit, loaded, flow.tonnes_per_unit, units * hours, units * hours);
        }
        links.add(link);
    }
}
