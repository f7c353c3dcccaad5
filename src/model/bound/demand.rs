//! Demand: the units of every flow that appear in a span, and how they travel: in which parties, in which trains.

use std::collections::HashMap;

use super::link::ENDLESS;
use super::span::Span;
use crate::kernel::{Id, Table};
use crate::model::cargo::{free_flow_days, mean_lot};
use crate::model::corridor::{
    Alternative, Arrivals, Depot, Flow, Line, LineEnd, RouteChoice, StepKind, TrainKind, UnitKind,
};

/// One step of one way, and those who pass it.
#[derive(Clone, Copy, Debug)]
pub struct Passage {
    pub unit: UnitKind,
    pub tonnes_per_unit: f64,
    pub kind: StepKind,
    pub next: Option<StepKind>,
    /// Units in the span.
    pub units: f64,
    /// Units of a party that comes to the step: a lot, or a train that stays together.
    pub party: f64,
    /// Units of a party that runs over a line: as above, or of the train that is formed.
    pub train: f64,
    /// Units of a lot.
    pub lot: f64,
}

/// All that must pass in a span.
#[derive(Debug)]
pub struct Demand {
    pub passages: Vec<Passage>,
    /// Units of every flow in the span.
    pub units: Table<f64, Flow>,
    /// Units that are formed into trains of a kind at an end of a line.
    pub forming: HashMap<Formed, f64>,
}

type Formed = (Id<Line>, LineEnd, Id<TrainKind>);

impl Demand {
    pub fn new(span: &Span) -> Demand {
        let corridor = span.corridor;
        let mut units: Table<f64, Flow> = corridor.flows.iter().map(|flow| units_of(span, flow)).collect();
        for (flow, empties) in empties(span, &units) {
            units[flow] = empties;
        }
        let mut forming = HashMap::new();
        for (id, flow) in corridor.flows.entries() {
            for (way, share) in flow.alternatives.iter().zip(shares(span, flow)) {
                for (line, from, kind, formed) in trains(way) {
                    if formed {
                        *forming.entry((line, from, kind)).or_insert(0.0) += units[id] * share;
                    }
                }
            }
        }
        let mut demand = Demand { passages: Vec::new(), units, forming };
        for (id, flow) in corridor.flows.entries() {
            for (way, share) in flow.alternatives.iter().zip(shares(span, flow)) {
                let units = demand.units[id] * share;
                if units > 0.0 {
                    demand.travel(span, id, way, units);
                }
            }
        }
        demand
    }

    /// Follows the units of a way from step to step.
    fn travel(&mut self, span: &Span, id: Id<Flow>, way: &Alternative, units: f64) {
        let flow = &span.corridor.flows[id];
        let lot = mean_lot(&flow.arrivals).max(1.0);
        let mut whole: Option<(Id<TrainKind>, f64)> = None;
        for (at, step) in way.itinerary.iter().enumerate() {
            let party = whole.map_or(lot, |(_, size)| size);
            let mut train = party;
            match step.kind {
                StepKind::Stage { .. } => {}
                StepKind::Yard(_) | StepKind::Lane { .. } | StepKind::Line { train: None, .. } => {
                    whole = None;
                    train = lot;
                }
                StepKind::Line { line, from, train: Some(kind) } => {
                    if whole.is_none_or(|(before, _)| before != kind) {
                        whole = Some((kind, self.train_size(span, (line, from, kind), lot)));
                    }
                    train = whole.map_or(lot, |(_, size)| size);
                }
            }
            self.passages.push(Passage {
                unit: flow.unit,
                tonnes_per_unit: flow.tonnes_per_unit,
                kind: step.kind,
                next: way.itinerary.get(at + 1).map(|next| next.kind),
                units,
                party: if flow.unit_events { 1.0 } else { party },
                train,
                lot,
            });
        }
    }

    /// Units of a train on average: what gathers, with the first lot, before the patience of that one ends.
    pub fn train_size(&self, span: &Span, formed: Formed, lot: f64) -> f64 {
        let kind = &span.corridor.train_kinds[formed.2];
        let rate = self.forming.get(&formed).copied().unwrap_or(0.0) / span.hours();
        let gathers = lot + rate * kind.patience.hours();
        gathers.min(f64::from(kind.size))
    }
}

/// The formed trains of a way, and whether each is formed anew.
fn trains(way: &Alternative) -> Vec<(Id<Line>, LineEnd, Id<TrainKind>, bool)> {
    let mut whole = None;
    let mut list = Vec::new();
    for step in &way.itinerary {
        match step.kind {
            StepKind::Stage { .. } => {}
            StepKind::Line { line, from, train: Some(kind) } => {
                list.push((line, from, kind, whole != Some(kind)));
                whole = Some(kind);
            }
            StepKind::Yard(_) | StepKind::Lane { .. } | StepKind::Line { train: None, .. } => whole = None,
        }
    }
    list
}

/// Units that a flow brings in the span; none of empties, which follow from the others.
fn units_of(span: &Span, flow: &Flow) -> f64 {
    let (from, to) = (span.from.hours(), span.to.hours());
    let endless = ENDLESS * span.hours();
    let limited = |lots: f64, units: f64, at_most: u64| (lots * units).min(at_most as f64).min(endless);
    match &flow.arrivals {
        Arrivals::Poisson { rate, units, at_most } => limited(rate.integral(from, to), units.mean(), *at_most),
        Arrivals::Renewal { gaps, units, at_most } => limited(span.hours() / gaps.mean(), units.mean(), *at_most),
        Arrivals::Timetable { first, every, units, at_most, .. } => {
            let before = |hour: f64| ((hour - first.hours()) / every).ceil().max(0.0);
            limited(before(to) - before(from), units.mean(), *at_most)
        }
        Arrivals::Recorded(lots) => {
            let within = lots.iter().filter(|(at, _)| span.from <= *at && *at < span.to);
            within.map(|&(_, units)| f64::from(units)).sum()
        }
        Arrivals::Always => endless,
        Arrivals::Empties { .. } => 0.0,
    }
}

/// Shares of the ways of a flow: as stated, or as they cost where nobody waits.
pub fn shares(span: &Span, flow: &Flow) -> Vec<f64> {
    let ways = &flow.alternatives;
    let mut shares: Vec<f64> = match flow.choice {
        RouteChoice::ByShare => ways.iter().map(|way| if way.open { way.share } else { 0.0 }).collect(),
        RouteChoice::LeastCost { value_of_time, spread } => {
            let cost = |way: &Alternative| match way.open {
                true => way.cost + value_of_time * free_flow_days(span.corridor, flow, way),
                false => f64::INFINITY,
            };
            let mut costs: Vec<f64> = ways.iter().map(cost).collect();
            crate::model::cargo::likelihoods(&mut costs, spread);
            costs
        }
    };
    let whole: f64 = shares.iter().sum();
    if whole > 0.0 {
        shares.iter_mut().for_each(|share| *share /= whole);
    }
    shares
}

/// Carriers that have to go back without load: what more comes to a depot than leaves it, shared by the flows of
/// empties that begin there.
fn empties(span: &Span, units: &Table<f64, Flow>) -> Vec<(Id<Flow>, f64)> {
    let flows = &span.corridor.flows;
    let is_empty = |flow: &Flow| matches!(flow.arrivals, Arrivals::Empties { .. });
    let sum = |depot: Id<Depot>, end: usize| -> f64 {
        let here = flows.entries().filter(|(_, flow)| flow.depots.is_some_and(|depots| depots[end] == depot));
        here.map(|(id, _)| units[id]).sum()
    };
    let from = |flow: &Flow| flow.depots.map(|depots| depots[0]).filter(|_| is_empty(flow));
    let back = flows.entries().filter_map(|(id, flow)| Some((id, from(flow)?)));
    back.map(|(id, depot)| {
        let rivals = flows.iter().filter(|flow| from(flow) == Some(depot)).count();
        (id, (sum(depot, 1) - sum(depot, 0)).max(0.0) / rivals as f64)
    })
    .collect()
}
