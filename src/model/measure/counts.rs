//! Counts of one replication. They are kept from the start and forgotten where the measured part begins.

use super::point::Point;
use crate::kernel::{Duration, Id, Table, Time};
use crate::model::cargo::{CAUSES, Ledger, Lot, Waypoint};
use crate::model::corridor::{Corridor, Definition, Fleet, Flow, Lane, LaneEnd, PerUnit, Port, Section};
use crate::model::fact::Units;
use crate::model::sea::{VESSEL_STATES, VesselState};
use crate::stats::{Quantiles, Tally, TimeWeighted};

/// What is counted for one flow.
#[derive(Clone, Debug)]
pub struct FlowCounts {
    /// Units since the very start: for the audit.
    pub ever: Ever,
    pub created: u64,
    pub diverted: u64,
    /// Units delivered, by month.
    pub delivered: Vec<u64>,
    /// ms from appearance to delivery.
    pub clock: Quantiles,
    /// ms times units, by cause, of units delivered.
    pub ledger: [u128; CAUSES],
    pub present: TimeWeighted,
    /// By way, where lots have a choice of ways.
    pub ways: Vec<WayCounts>,
}

/// What is counted for one of the ways of a flow.
#[derive(Clone, Debug)]
pub struct WayCounts {
    pub created: u64,
    /// Units delivered, by month.
    pub delivered: Vec<u64>,
    /// ms from appearance to delivery, times units.
    pub time: u128,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ever {
    pub created: u64,
    pub delivered: u64,
    pub diverted: u64,
}

/// What is counted for one fleet.
#[derive(Clone, Debug, Default)]
pub struct FleetCounts {
    pub states: [Duration; VESSEL_STATES],
    /// ms from one departure from the first end of a lane to the next, of the same lane.
    pub round_trips: Tally,
    /// Breakdowns, but for those that found nothing to break.
    pub breakdowns: u64,
}

/// What is counted for one fleet at one port.
#[derive(Clone, Debug)]
pub struct CallCounts {
    /// Berthings, by month.
    pub calls: Vec<u64>,
    pub berth_wait: Quantiles,
    pub berth_time: Tally,
    pub departures: u64,
    pub full: u64,
    /// Sum of the shares of the deck that were taken.
    pub deck_shares: f64,
    /// Sum of the shares of the deck that the water allowed.
    pub limit_shares: f64,
    /// Sum of the metres of water for a keel, where depths are stated.
    pub waters: f64,
    pub units: PerUnit<u64>,
}

/// Everything that is counted.
#[derive(Debug)]
pub struct Counts {
    month: usize,
    months: usize,
    pub points: Table<Point, Waypoint>,
    pub flows: Table<FlowCounts, Flow>,
    /// Units by definition, flow and month.
    definitions: Vec<u64>,
    /// ms from one point of the journey to another.
    pub sections: Table<Quantiles, Section>,
    pub fleets: Table<FleetCounts, Fleet>,
    calls: Vec<CallCounts>,
    ports: usize,
    /// Departures and units left behind, by lane end.
    pub left_behind: Vec<[(u64, u64); 2]>,
    /// Levels at the observations: every point at the first, then at the second, and so on.
    pub levels: Vec<u64>,
    /// The first ledger that did not add up.
    pub imbalance: Option<String>,
}

impl Counts {
    pub fn new(corridor: &Corridor) -> Counts {
        let months = corridor.horizon.months.len();
        // One for every waypoint: the steps of each way and its end.
        let ways = corridor.flows.iter().flat_map(|flow| &flow.alternatives);
        let points = ways.map(|way| way.itinerary.len() + 1).sum();
        let way = WayCounts { created: 0, delivered: vec![0; months], time: 0 };
        let flow = |flow: &Flow| FlowCounts {
            ever: Ever::default(),
            created: 0,
            diverted: 0,
            delivered: vec![0; months],
            clock: Quantiles::new(),
            ledger: [0; CAUSES],
            present: TimeWeighted::new(),
            ways: if flow.has_choice() { vec![way.clone(); flow.alternatives.len()] } else { Vec::new() },
        };
        let call = CallCounts {
            calls: vec![0; months],
            berth_wait: Quantiles::new(),
            berth_time: Tally::new(),
            departures: 0,
            full: 0,
            deck_shares: 0.0,
            limit_shares: 0.0,
            waters: 0.0,
            units: [0; 4],
        };
        Counts {
            month: 0,
            months,
            points: (0..points).map(|_| Point::default()).collect(),
            flows: corridor.flows.iter().map(flow).collect(),
            definitions: vec![0; corridor.definitions.len() * corridor.flows.len() * months],
            sections: corridor.sections.iter().map(|_| Quantiles::new()).collect(),
            fleets: corridor.fleets.iter().map(|_| FleetCounts::default()).collect(),
            calls: vec![call; corridor.fleets.len() * corridor.ports.len()],
            ports: corridor.ports.len(),
            left_behind: vec![[(0, 0); 2]; corridor.lanes.len()],
            levels: Vec::with_capacity(corridor.observe_at.len() * points),
            imbalance: None,
        }
    }

    /// Everything to nothing, before a replication.
    pub fn clear(&mut self) {
        self.points.iter_mut().for_each(Point::clear);
        for flow in self.flows.iter_mut() {
            flow.ever = Ever::default();
            flow.present = TimeWeighted::new();
        }
        self.levels.clear();
        self.imbalance = None;
        self.restart(Time::ZERO);
    }

    /// Forgets what was counted so far; levels stay as they are.
    pub fn restart(&mut self, now: Time) {
        self.month = 0;
        if now > Time::ZERO {
            self.points.iter_mut().for_each(|point| point.restart(now));
        }
        for flow in self.flows.iter_mut() {
            (flow.created, flow.diverted) = (0, 0);
            flow.delivered.fill(0);
            flow.clock.clear();
            flow.ledger = [0; CAUSES];
            flow.present.reset(now);
            for way in &mut flow.ways {
                (way.created, way.time) = (0, 0);
                way.delivered.fill(0);
            }
        }
        self.definitions.fill(0);
        self.sections.iter_mut().for_each(Quantiles::clear);
        self.fleets.iter_mut().for_each(|fleet| *fleet = FleetCounts::default());
        for call in &mut self.calls {
            call.calls.fill(0);
            call.berth_wait.clear();
            call.berth_time.clear();
            (call.departures, call.full, call.units) = (0, 0, [0; 4]);
            (call.deck_shares, call.limit_shares, call.waters) = (0.0, 0.0, 0.0);
        }
        self.left_behind.fill([(0, 0); 2]);
    }

    pub fn on_month_begins(&mut self) {
        self.month += 1;
    }

    pub fn created(&mut self, flow: Id<Flow>, alternative: usize, units: u64, now: Time) {
        let counts = &mut self.flows[flow];
        counts.ever.created += units;
        counts.created += units;
        counts.present.add(now, units);
        if let Some(way) = counts.ways.get_mut(alternative) {
            way.created += units;
        }
    }

    /// Counts a lot into the numbers of its step, once, and out of those of the step before.
    #[inline]
    pub fn moves_on(&mut self, lot: &mut Lot, now: Time) {
        if lot.counted != Some(lot.at) {
            self.left(lot, now);
            lot.counted = Some(lot.at);
            lot.joined = now;
            self.points[lot.at].joined(u64::from(lot.units), now);
        }
    }

    /// A lot comes into a yard, where everything waits.
    pub fn stored(&mut self, lot: &Lot, now: Time) {
        self.points[lot.at].stored(u64::from(lot.units), now);
    }

    /// A lot that waits for the step behind a yard leaves the yard.
    pub fn left_yard(&mut self, lot: &Lot, now: Time) {
        let stayed = now.since(lot.joined);
        self.points[Waypoint::before(lot.at)].left(u64::from(lot.units), stayed, now);
    }

    pub fn started(&mut self, lot: &Lot, now: Time) {
        self.points[lot.at].started(u64::from(lot.units), now.since(lot.joined), now);
    }

    /// A lot leaves the point it was counted in.
    pub fn left(&mut self, lot: &Lot, now: Time) {
        if let Some(at) = lot.counted {
            self.points[at].left(u64::from(lot.units), now.since(lot.joined), now);
        }
    }

    pub fn diverted(&mut self, lot: &Lot, now: Time) {
        let units = u64::from(lot.units);
        let at_the_door = lot.counted == Some(lot.at);
        let point = &mut self.points[lot.at];
        point.diverted += units;
        if at_the_door {
            point.withdrew(units, now);
        } else {
            point.arrivals += units;
        }
        let counts = &mut self.flows[lot.flow];
        counts.ever.diverted += units;
        counts.diverted += units;
        counts.present.sub(now, units);
    }

    pub fn delivered(&mut self, lot: &Lot, alternative: u16, corridor: &Corridor, now: Time) {
        let units = u64::from(lot.units);
        let month = self.month;
        let counts = &mut self.flows[lot.flow];
        counts.ever.delivered += units;
        counts.delivered[month] += units;
        counts.present.sub(now, units);
        if let Some(way) = counts.ways.get_mut(usize::from(alternative)) {
            way.delivered[month] += units;
            way.time += u128::from(now.since(lot.created).ms()) * u128::from(units);
        }
        for &definition in &corridor.flows[lot.flow].counted_on_delivery {
            self.count(definition, lot.flow, units);
        }
    }

    /// A delivered lot's time from appearance to delivery.
    pub fn clock(&mut self, units: Units, time: Duration, ledger: &Ledger) {
        let count = u64::from(units.count);
        let counts = &mut self.flows[units.flow];
        counts.clock.add(time.ms(), count);
        for (sum, time) in counts.ledger.iter_mut().zip(ledger.times()) {
            *sum += u128::from(time.ms()) * u128::from(count);
        }
    }

    pub fn note_imbalance(&mut self, lot: &Lot, booked: Duration, now: Time) {
        let lived = now.since(lot.created);
        self.imbalance.get_or_insert_with(|| {
            format!("unit {} of {:?} lived {lived:?} but its ledger adds up to {booked:?}", lot.first, lot.flow)
        });
    }

    pub fn section(&mut self, section: Id<Section>, time: Duration, units: u64) {
        self.sections[section].add(time.ms(), units);
    }

    pub fn count(&mut self, definition: Id<Definition>, flow: Id<Flow>, units: u64) {
        let row = definition.index() * self.flows.len() + flow.index();
        self.definitions[row * self.months + self.month] += units;
    }

    /// Units of a flow that a definition counted, by month.
    pub fn counted(&self, definition: Id<Definition>, flow: Id<Flow>) -> &[u64] {
        let row = definition.index() * self.flows.len() + flow.index();
        &self.definitions[row * self.months..(row + 1) * self.months]
    }

    pub fn calls(&self, fleet: Id<Fleet>, port: Id<Port>) -> &CallCounts {
        &self.calls[fleet.index() * self.ports + port.index()]
    }

    fn calls_mut(&mut self, fleet: Id<Fleet>, port: Id<Port>) -> &mut CallCounts {
        &mut self.calls[fleet.index() * self.ports + port.index()]
    }

    pub fn berthed(&mut self, port: Id<Port>, fleet: Id<Fleet>, waited: Duration) {
        let month = self.month;
        let calls = self.calls_mut(fleet, port);
        calls.calls[month] += 1;
        calls.berth_wait.add(waited.ms(), 1);
    }

    pub fn departed(&mut self, fleet: Id<Fleet>, port: Id<Port>, at_berth: Duration, load: Load) {
        let calls = self.calls_mut(fleet, port);
        calls.berth_time.add(at_berth.ms(), 1);
        calls.departures += 1;
        calls.full += u64::from(load.full);
        calls.deck_shares += load.deck_share;
        calls.limit_shares += load.limit_share;
        calls.waters += load.water.unwrap_or(0.0);
        for (sum, units) in calls.units.iter_mut().zip(load.units) {
            *sum += units;
        }
    }

    pub fn left_behind(&mut self, lane: Id<Lane>, from: LaneEnd, units: u64) {
        let (departures, left) = &mut self.left_behind[lane.index()][usize::from(from)];
        *departures += 1;
        *left += units;
    }

    pub fn round_trip(&mut self, fleet: Id<Fleet>, time: Duration) {
        self.fleets[fleet].round_trips.add(time.ms(), 1);
    }

    pub fn broke_down(&mut self, fleet: Id<Fleet>) {
        self.fleets[fleet].breakdowns += 1;
    }

    pub fn vessel_state(&mut self, fleet: Id<Fleet>, state: VesselState, time: Duration) {
        self.fleets[fleet].states[state as usize] += time;
    }

    /// Integral of the units present in the whole corridor since the counts were restarted, unit-ms.
    pub fn present_integral(&self, now: Time) -> u128 {
        self.flows.iter().map(|flow| flow.present.integral(now)).sum()
    }
}

/// What a vessel leaves with.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub deck_share: f64,
    /// Share of the deck that the water allowed.
    pub limit_share: f64,
    /// Metres of water for a keel; `None` where no depths are stated.
    pub water: Option<f64>,
    pub full: bool,
    pub units: PerUnit<u64>,
}
