//! The named sources of randomness of one replication.

use super::cargo::Waypoint;
use super::corridor::{BerthClass, Corridor, Fleet, Flow, Line, Stage, Storm};
use crate::kernel::{Id, Stream};

/// One stream for every source. The name of a source, not its place in a list, decides its draws.
#[derive(Debug, Default)]
pub struct Streams {
    flow_keys: Vec<u64>,
    arrivals: Vec<Stream>,
    lot_sizes: Vec<Stream>,
    routes: Vec<Stream>,
    stages: Vec<Stream>,
    shunting: Vec<Stream>,
    runs: Vec<Stream>,
    turns: Vec<Stream>,
    fixed: Vec<Stream>,
    unloading: Vec<Stream>,
    loading: Vec<Stream>,
    sailing: Vec<Stream>,
    forecasts: Vec<Stream>,
    timetables: Vec<Stream>,
    breakdowns: Vec<Stream>,
    repairs: Vec<Stream>,
    dry_docks: Vec<Stream>,
    spells: Vec<Stream>,
    severities: Vec<Stream>,
}

impl Streams {
    /// Points every stream at this seed and replication.
    pub fn reseed(&mut self, corridor: &Corridor, seed: u64, replication: u64) {
        let root = Stream::root(seed, replication);
        let fill = |streams: &mut Vec<Stream>, kind: &str, names: &mut dyn Iterator<Item = &String>, what: &str| {
            streams.clear();
            let kind = root.named(kind);
            streams.extend(names.map(|name| kind.named(name).named(what)));
        };
        let (flows, lines, fleets) = (&corridor.flows, &corridor.lines, &corridor.fleets);
        self.flow_keys.clear();
        self.flow_keys.extend(flows.iter().map(|flow| Stream::default().named(&flow.name).key()));
        fill(&mut self.arrivals, "flows", &mut flows.iter().map(|flow| &flow.name), "arrivals");
        fill(&mut self.lot_sizes, "flows", &mut flows.iter().map(|flow| &flow.name), "lots");
        fill(&mut self.routes, "flows", &mut flows.iter().map(|flow| &flow.name), "route");
        fill(&mut self.stages, "stages", &mut corridor.stages.iter().map(|stage| &stage.name), "handling");
        fill(&mut self.shunting, "lines", &mut lines.iter().map(|line| &line.name), "shunting");
        fill(&mut self.runs, "lines", &mut lines.iter().map(|line| &line.name), "running");
        fill(&mut self.turns, "lines", &mut lines.iter().map(|line| &line.name), "turn");
        let berths = |streams: &mut Vec<Stream>, what| {
            fill(streams, "berths", &mut corridor.berth_classes.iter().map(|class| &class.name), what);
        };
        berths(&mut self.fixed, "fixed");
        berths(&mut self.unloading, "unloading");
        berths(&mut self.loading, "loading");
        fill(&mut self.sailing, "fleets", &mut fleets.iter().map(|fleet| &fleet.name), "sailing");
        fill(&mut self.forecasts, "fleets", &mut fleets.iter().map(|fleet| &fleet.name), "forecast");
        fill(&mut self.timetables, "fleets", &mut fleets.iter().map(|fleet| &fleet.name), "timetable");
        fill(&mut self.breakdowns, "fleets", &mut fleets.iter().map(|fleet| &fleet.name), "breakdown");
        fill(&mut self.repairs, "fleets", &mut fleets.iter().map(|fleet| &fleet.name), "repair");
        fill(&mut self.dry_docks, "fleets", &mut fleets.iter().map(|fleet| &fleet.name), "dry_dock");
        fill(&mut self.spells, "weather", &mut corridor.storms.iter().map(|storm| &storm.name), "spells");
        fill(&mut self.severities, "weather", &mut corridor.storms.iter().map(|storm| &storm.name), "severity");
    }

    pub fn arrivals(&self, flow: Id<Flow>) -> Stream {
        self.arrivals[flow.index()]
    }

    pub fn lot_sizes(&self, flow: Id<Flow>) -> Stream {
        self.lot_sizes[flow.index()]
    }

    /// The way that a lot takes, of several; the occurrence is the lot's number.
    pub fn route(&self, flow: Id<Flow>) -> Stream {
        self.routes[flow.index()]
    }

    /// Handling at a stage; the occurrence is the unit's number.
    pub fn stage(&self, stage: Id<Stage>, at: &Waypoint) -> Stream {
        self.of_visit(self.stages[stage.index()], at)
    }

    /// Shunting before a line; the occurrence is the number of the train's first unit.
    pub fn shunting(&self, line: Id<Line>, at: &Waypoint) -> Stream {
        self.of_visit(self.shunting[line.index()], at)
    }

    /// A run over a line; the occurrence is the number of the train's first unit.
    pub fn run(&self, line: Id<Line>, at: &Waypoint) -> Stream {
        self.of_visit(self.runs[line.index()], at)
    }

    /// The turn of a locomotive after a run over a line; the occurrence is the number of the train's first unit.
    pub fn turn(&self, line: Id<Line>, at: &Waypoint) -> Stream {
        self.of_visit(self.turns[line.index()], at)
    }

    /// Fixed time at berth; the occurrence is the vessel's call.
    pub fn fixed(&self, class: Id<BerthClass>, fleet: Id<Fleet>, vessel: u64) -> Stream {
        self.of_vessel(self.fixed[class.index()], fleet, vessel)
    }

    /// Handling of a unit at a berth; the occurrence is the unit's number.
    pub fn unit_at_berth(&self, class: Id<BerthClass>, loading: bool, at: &Waypoint) -> Stream {
        self.of_visit(if loading { self.loading[class.index()] } else { self.unloading[class.index()] }, at)
    }

    /// Handling of a whole call at a berth; the occurrence is the vessel's call.
    pub fn call_at_berth(&self, class: Id<BerthClass>, loading: bool, fleet: Id<Fleet>, vessel: u64) -> Stream {
        self.of_vessel(if loading { self.loading[class.index()] } else { self.unloading[class.index()] }, fleet, vessel)
    }

    /// A crossing; the occurrence is the vessel's call.
    pub fn sailing(&self, fleet: Id<Fleet>, vessel: u64) -> Stream {
        self.sailing[fleet.index()].at(vessel)
    }

    /// What forecasts see; the occurrence is the closure's number at its place.
    pub fn forecast(&self, fleet: Id<Fleet>, vessel: u64, call: u32) -> Stream {
        self.forecasts[fleet.index()].at(vessel).at(u64::from(call))
    }

    pub fn timetable(&self, fleet: Id<Fleet>, port: &str) -> Stream {
        self.timetables[fleet.index()].named(port)
    }

    /// From one breakdown to the next; the occurrence is the breakdown's number.
    pub fn breakdown(&self, fleet: Id<Fleet>, vessel: u64) -> Stream {
        self.breakdowns[fleet.index()].at(vessel)
    }

    /// A repair; the occurrence is the breakdown's number, those included that found nothing to break.
    pub fn repair(&self, fleet: Id<Fleet>, vessel: u64) -> Stream {
        self.repairs[fleet.index()].at(vessel)
    }

    /// A stay in dry dock; the occurrence is the number of the due date.
    pub fn dry_dock(&self, fleet: Id<Fleet>, vessel: u64) -> Stream {
        self.dry_docks[fleet.index()].at(vessel)
    }

    /// Lengths of open and closed spells.
    pub fn spells(&self, storm: Id<Storm>) -> Stream {
        self.spells[storm.index()]
    }

    pub fn severities(&self, storm: Id<Storm>) -> Stream {
        self.severities[storm.index()]
    }

    fn of_flow(&self, source: Stream, flow: Id<Flow>) -> Stream {
        source.at(self.flow_keys[flow.index()])
    }

    /// A flow's first visit has the address of the flow itself, so that a longer route leaves its draws alone.
    fn of_visit(&self, source: Stream, at: &Waypoint) -> Stream {
        let stream = self.of_flow(source, at.flow);
        if at.visit == 0 { stream } else { stream.at(u64::from(at.visit)) }
    }

    /// The fleet's own key is part of the address, so that two fleets at one berth do not share their luck.
    fn of_vessel(&self, source: Stream, fleet: Id<Fleet>, vessel: u64) -> Stream {
        source.at(self.sailing[fleet.index()].key()).at(vessel)
    }
}
