//! At sea: what each fleet has to carry on each of its lanes, what its loop can, and the berths that all share.

use super::demand::{Demand, Passage};
use super::link::{Link, LinkKind, Links};
use super::span::{Span, Stopped};
use super::vessels::{Call, Loop, Setting, Solved};
use crate::kernel::{Id, Table};
use crate::model::cargo::work;
use crate::model::corridor::{
    BerthClass, Departure, DepartureRule, Fleet, Handling, Lane, LaneChoice, LaneEnd, PerUnit, Port, StepKind, UnitKind,
};

/// A share of a vessel that a fleet without any counts for, so that a lane served by nobody has a mix.
const HARDLY_ANY: f64 = 1e-9;
/// Sets of berths that are judged together at most.
const MOST_SETS: usize = 64;

/// What the fleets have to carry.
#[derive(Debug)]
pub struct Sea {
    /// By lane and end.
    offered: Vec<[Offered; 2]>,
    /// By fleet, then as its lanes.
    tasks: Table<Vec<Task>, Fleet>,
}

/// What has to cross a lane from one of its ends.
#[derive(Clone, Copy, Debug, Default)]
struct Offered {
    units: PerUnit<f64>,
    tonnes: PerUnit<f64>,
    lots: PerUnit<f64>,
}

/// What a fleet has to do on a lane.
#[derive(Clone, Copy, Debug, Default)]
struct Task {
    /// Units by the end they start from.
    carried: [PerUnit<f64>; 2],
    /// The same in decks as full as the water allows.
    decks: [f64; 2],
    /// Round trips with the deck full in the direction of the most cargo.
    trips: f64,
    /// Share of the round trips of the fleet that go over this lane.
    share: f64,
    /// Share of the deck that the water allows.
    limit: f64,
    /// Load of a departure by end: units, share of the deck and tonnes.
    load: [PerUnit<f64>; 2],
    fill: [f64; 2],
    tonnes: [f64; 2],
}

impl Sea {
    pub fn new(span: &Span, demand: &Demand) -> Sea {
        let corridor = span.corridor;
        let mut offered = vec![[Offered::default(); 2]; corridor.lanes.len()];
        for passage in &demand.passages {
            let Passage { kind: StepKind::Lane { lane, from }, units, .. } = *passage else { continue };
            let (offered, unit) = (&mut offered[lane.index()][usize::from(from)], passage.unit as usize);
            offered.units[unit] += units;
            offered.tonnes[unit] += units * passage.tonnes_per_unit;
            offered.lots[unit] += units / passage.lot;
        }
        let mut sea = Sea { offered, tasks: corridor.fleets.iter().map(|_| Vec::new()).collect() };
        for (id, fleet) in corridor.fleets.entries() {
            let tasks = (0..fleet.lanes.len()).map(|at| sea.task(span, id, at));
            let mut tasks: Vec<Task> = tasks.collect();
            let trips: f64 = tasks.iter().map(|task| task.trips).sum();
            let lanes = tasks.len() as f64;
            for task in &mut tasks {
                let by_need = fleet.choice == LaneChoice::LongestQueue && trips > 0.0;
                task.share = if by_need { task.trips / trips } else { 1.0 / lanes };
            }
            sea.tasks[id] = tasks;
        }
        sea
    }

    fn task(&self, span: &Span, id: Id<Fleet>, at: usize) -> Task {
        let fleet = &span.corridor.fleets[id];
        let lane = fleet.lanes[at];
        let mut task = Task { limit: limit(span, fleet, lane), ..Task::default() };
        for end in [0, 1] {
            let offered = &self.offered[lane.index()][end];
            let mut tonnes = 0.0;
            for unit in UnitKind::ALL.into_iter().filter(|&unit| offered.units[unit as usize] > 0.0) {
                let power = |fleet: &Fleet| power(span, fleet, lane, unit);
                let all: f64 = span.corridor.fleets.iter().map(power).sum();
                if power(fleet) > 0.0 {
                    let part = power(fleet) / all;
                    let units = offered.units[unit as usize] * part;
                    task.carried[end][unit as usize] = units;
                    task.decks[end] += units / (fleet.capacity(unit) as f64 * task.limit);
                    tonnes += offered.tonnes[unit as usize] * part;
                }
            }
            task.tonnes[end] = tonnes;
        }
        task.trips = task.decks[0].max(task.decks[1]);
        if task.trips > 0.0 {
            for end in [0, 1] {
                task.load[end] = task.carried[end].map(|units| units / task.trips);
                task.fill[end] = task.limit * task.decks[end] / task.trips;
                task.tonnes[end] /= task.trips;
            }
        }
        task
    }

    fn task_on(&self, span: &Span, lane: Id<Lane>) -> impl Iterator<Item = (Id<Fleet>, &Task)> {
        let fleets = span.corridor.fleets.entries();
        let found = fleets.filter_map(move |(id, fleet)| Some((id, fleet.lanes.iter().position(|&on| on == lane)?)));
        let found: Vec<_> = found.collect();
        found.into_iter().map(|(id, at)| (id, &self.tasks[id][at]))
    }

    /// Units of a kind in a load that leaves an end of a lane, on average over the departures.
    pub fn load(&self, span: &Span, lane: Id<Lane>, from: LaneEnd, unit: UnitKind) -> f64 {
        let end = usize::from(from);
        let carrying = || self.task_on(span, lane).filter(move |(_, task)| task.carried[end][unit as usize] > 0.0);
        let units: f64 = carrying().map(|(_, task)| task.carried[end][unit as usize]).sum();
        let trips: f64 = carrying().map(|(_, task)| task.trips).sum();
        if trips > 0.0 { units / trips } else { 0.0 }
    }

    /// Units of a kind that have to leave an end of a lane.
    pub fn demand(&self, lane: Id<Lane>, from: LaneEnd, unit: UnitKind) -> f64 {
        self.offered[lane.index()][usize::from(from)].units[unit as usize]
    }

    /// The links of lanes and berths, and the loops.
    pub fn add(&self, span: &Span, links: &mut Links, loops: &mut [Loop]) {
        let mut solved: Table<Solved, Fleet> = Table::new();
        for (id, fleet) in span.corridor.fleets.entries() {
            let mut setting = self.setting(span, id, fleet);
            let solution = setting.solve();
            loops[id.index()].add(&setting, solution);
            solved.push(solution);
        }
        self.lanes(span, &solved, links);
        for (id, _) in span.corridor.ports.entries() {
            self.berths(span, id, links);
        }
    }

    fn setting(&self, span: &Span, id: Id<Fleet>, fleet: &Fleet) -> Setting {
        let corridor = span.corridor;
        let sailing = self.tasks[id].iter().zip(&fleet.sailing);
        let calls = corridor.ports.entries().zip(&fleet.departures);
        let calls = calls.filter_map(|((port, spec), departure)| Some((port, spec, departure.as_ref()?)));
        let mut timetable = f64::INFINITY;
        let calls = calls.map(|(port, spec, departure)| {
            let mut call = self.call(span, id, port);
            call.port.clone_from(&spec.name);
            if let Departure { rule: DepartureRule::Timetable { every, .. }, .. } = departure
                && call.visits > 0.0
            {
                timetable = timetable.min(1.0 / every.mean() / call.visits);
            }
            call
        });
        let calls = calls.collect();
        Setting {
            hours: span.hours(),
            vessels: span.in_service(fleet),
            fit: span.fit(fleet),
            sailing: sailing.map(|(task, [out, back])| task.share * (out.mean() + back.mean())).sum(),
            timetable,
            calls,
        }
    }

    /// What a vessel of a fleet does at a port on average.
    fn call(&self, span: &Span, id: Id<Fleet>, port: Id<Port>) -> Call {
        let fleet = &span.corridor.fleets[id];
        let mut call = Call {
            port: String::new(),
            visits: 0.0,
            berths: berths(span, &fleet.berths[port.index()]),
            hours: 0.0,
            open: span.open(span.corridor.ports[port].place, Stopped::Calls),
            waiting: 0.0,
            use_: 0.0,
            load: 0.0,
            tonnes: 0.0,
        };
        for (at, &lane) in fleet.lanes.iter().enumerate() {
            let Some(end) = span.corridor.lanes[lane].ports.iter().position(|&other| other == port) else { continue };
            let task = &self.tasks[id][at];
            call.visits += task.share;
            call.hours += task.share * self.hours(span, id, at, end);
            call.load += task.share * task.fill[end];
            call.tonnes += task.share * task.tonnes[end];
        }
        if call.visits > 0.0 {
            for mean in [&mut call.hours, &mut call.load, &mut call.tonnes] {
                *mean /= call.visits;
            }
        }
        call
    }

    /// Hours at a berth at one end of a lane: papers, unloading what comes over it and loading what goes.
    fn hours(&self, span: &Span, id: Id<Fleet>, at: usize, end: usize) -> f64 {
        let corridor = span.corridor;
        let fleet = &corridor.fleets[id];
        let (lane, task) = (fleet.lanes[at], &self.tasks[id][at]);
        let offered = &self.offered[lane.index()];
        let accepting = &fleet.berths[corridor.lanes[lane].ports[end].index()];
        let at_class = |class: &BerthClass| {
            let mut hours = class.fixed.mean();
            for unit in UnitKind::ALL.map(|unit| unit as usize) {
                let Some(deck) = &class.handling[unit] else { continue };
                for (handling, from) in [(&deck.unload, 1 - end), (&deck.load, end)] {
                    let units = task.load[from][unit];
                    if units > 0.0 {
                        hours += match handling {
                            Handling::PerGroup(law) => {
                                law.mean() * units * offered[from].lots[unit] / offered[from].units[unit]
                            }
                            _ => work(handling, units),
                        };
                    }
                }
            }
            hours
        };
        let of = |&class: &Id<BerthClass>| {
            let class = &corridor.berth_classes[class];
            (f64::from(class.count), at_class(class))
        };
        let classes: Vec<(f64, f64)> = accepting.iter().map(of).collect();
        let count: f64 = classes.iter().map(|(count, _)| count).sum();
        match count > 0.0 {
            true => classes.iter().map(|(count, hours)| count * hours).sum::<f64>() / count,
            false => classes.first().map_or(0.0, |(_, hours)| *hours),
        }
    }

    /// A lane from one of its ends: decks that have to cross against decks that the loops bring.
    fn lanes(&self, span: &Span, solved: &Table<Solved, Fleet>, links: &mut Links) {
        for (id, lane) in span.corridor.lanes.entries() {
            for end in [0, 1] {
                let place = &span.corridor.places[lane.ends[end]].name;
                let mut link = Link::new(LinkKind::Lane, format!("{}@{place}", lane.name));
                let mut decks = 0.0;
                for (fleet, task) in self.task_on(span, id).filter(|(_, task)| task.decks[end] > 0.0) {
                    let solved = &solved[fleet];
                    let trips = solved.expected.unwrap_or(solved.unhindered.min(solved.allowed));
                    link.available += trips * span.hours() * task.share;
                    decks += task.decks[end];
                }
                let offered = &self.offered[id.index()][end];
                let whole: f64 = offered.units.iter().sum();
                for unit in UnitKind::ALL {
                    let units = offered.units[unit as usize];
                    if units > 0.0 {
                        let (tonnes, work) = (offered.tonnes[unit as usize] / units, decks * units / whole);
                        link.pass(unit, units, tonnes, work, work);
                    }
                }
                links.add(link);
            }
        }
    }

    /// Berths that accept the same vessels together: the work of the fleets that have no others.
    fn berths(&self, span: &Span, port: Id<Port>, links: &mut Links) {
        let corridor = span.corridor;
        let open = span.open(corridor.ports[port].place, Stopped::Calls);
        for set in berth_sets(span, port) {
            let names: Vec<&str> = set.iter().map(|&class| corridor.berth_classes[class].name.as_str()).collect();
            let own = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
            let name = names.iter().skip(1).fold(names[0].to_owned(), |all, name| all + "+" + &own(name));
            let mut link = Link::new(LinkKind::Berth, name);
            link.open = open;
            link.available = berths(span, &set) * span.hours() * open;
            for (id, fleet) in corridor.fleets.entries() {
                let accepting = &fleet.berths[port.index()];
                if accepting.is_empty() || !accepting.iter().all(|class| set.contains(class)) {
                    continue;
                }
                for (at, task) in self.tasks[id].iter().enumerate().filter(|(_, task)| task.trips > 0.0) {
                    let lane = fleet.lanes[at];
                    let Some(end) = corridor.lanes[lane].ports.iter().position(|&other| other == port) else {
                        continue;
                    };
                    let hours = task.trips * self.hours(span, id, at, end);
                    link.work += hours;
                    link.least_work += hours;
                    for from in [0, 1] {
                        for (sum, units) in link.demand.iter_mut().zip(task.carried[from]) {
                            *sum += units;
                        }
                        link.tonnes += task.tonnes[from] * task.trips;
                    }
                }
            }
            links.add(link);
        }
    }
}

/// What a fleet can carry of a kind over a lane in an hour, roughly: by which cargo is dealt out to several fleets.
fn power(span: &Span, fleet: &Fleet, lane: Id<Lane>, unit: UnitKind) -> f64 {
    let Some(at) = fleet.lanes.iter().position(|&on| on == lane) else { return 0.0 };
    let hours: f64 = fleet.sailing[at].iter().map(|law| law.mean()).sum();
    let vessels = (span.in_service(fleet) * span.fit(fleet)).max(HARDLY_ANY);
    let limit = limit(span, fleet, lane);
    vessels * fleet.capacity(unit) as f64 * limit / hours.max(1.0) / fleet.lanes.len() as f64
}

/// Share of the deck that the water at both ends of a lane allows in the middle of the span.
fn limit(span: &Span, fleet: &Fleet, lane: Id<Lane>) -> f64 {
    let Some(draught) = fleet.draught else { return 1.0 };
    let corridor = span.corridor;
    let depths = corridor.lanes[lane].ports.iter().flat_map(|&port| &corridor.ports[port].depths);
    let waters = depths.map(|depth| depth.water(corridor.levels[depth.level].at(span.middle())));
    let least = waters.map(|water| draught.deck_limit(water, fleet.deck)).min().unwrap_or(fleet.deck);
    least as f64 / fleet.deck as f64
}

fn berths(span: &Span, classes: &[Id<BerthClass>]) -> f64 {
    classes.iter().map(|&class| f64::from(span.corridor.berth_classes[class].count)).sum()
}

/// The sets of berth classes at a port that some fleet is bound to, and those that overlap taken together: work fits
/// where that of every such set fits (Hall's theorem).
fn berth_sets(span: &Span, port: Id<Port>) -> Vec<Vec<Id<BerthClass>>> {
    let mut sets: Vec<Vec<Id<BerthClass>>> = Vec::new();
    let add = |sets: &mut Vec<Vec<Id<BerthClass>>>, mut set: Vec<Id<BerthClass>>| {
        set.sort_unstable();
        set.dedup();
        if !set.is_empty() && !sets.contains(&set) && sets.len() < MOST_SETS {
            sets.push(set);
        }
    };
    for fleet in span.corridor.fleets.iter() {
        add(&mut sets, fleet.berths[port.index()].clone());
    }
    let mut at = 0;
    while at < sets.len() {
        for other in 0..at {
            if sets[other].iter().any(|class| sets[at].contains(class)) {
                let union = [sets[other].clone(), sets[at].clone()].concat();
                add(&mut sets, union);
            }
        }
        at += 1;
    }
    sets
}
