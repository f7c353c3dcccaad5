//! Queues as they are seen from outside: everybody is served by priority, then in the order of coming, and no more is let
//! in, aboard or out than there is room for.
//!
//! - Outside a full room, all in the order in which they came there.
//! - Before a stage, parties by the priority of their first lot, then as they came in.
//! - Units that form trains, and units of one kind that wait for vessels, by priority, then as they came in. Shunting
//!   may let a train pass another, so the order begins anew with the trains that are ready.
//! - Trains for a locomotive, then for a path, by the priority of their first lot, then as they were ready.
//! - Vessels at anchor that are whole, as they came.
//! - Units that have no carrier, by priority, then as they appeared.
//!
//! A lot that is split keeps its place: its first units go first.

use std::collections::HashMap;

use corridor::kernel::{Id, Time};
use corridor::model::corridor::{
    Arrivals, Capacity, Corridor, Flow, Line, LineEnd, Port, Stage, StepKind, TrainKind, UnitKind,
};
use corridor::model::{Fact, Held, Observer, Ship, Units};

/// What an observer is told, in order.
#[derive(Clone, Copy, Debug)]
pub enum Told {
    Fact(Fact),
    Began(Units, u16),
}

#[derive(Default)]
pub struct Journal(pub Vec<(Time, Told)>);

impl Observer for Journal {
    fn record(&mut self, time: Time, fact: Fact) {
        self.0.push((time, Told::Fact(fact)));
    }

    fn began(&mut self, time: Time, units: Units, step: u16) {
        self.0.push((time, Told::Began(units, step)));
    }
}

/// Where something waits. Stages and lanes hand out what waits, lines form it into trains first.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Queue {
    /// Outside the room of a step.
    Door(StepKind),
    Stage(Id<Stage>),
    Formation(Id<Line>, LineEnd, Id<TrainKind>),
    /// Lots that run by themselves and have come out of a yard: they ask for a path at once.
    Single(Id<Line>, LineEnd),
    Depot(usize),
    Lane(StepKind, UnitKind),
    Path(Id<Line>, LineEnd),
    Locomotive(usize),
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    priority: u8,
    units: Units,
    /// The room it holds places in, and how many for each unit: none for those of a party behind its first lot.
    room: Option<(StepKind, bool)>,
}

/// The same room, whatever a step does there.
fn room_of(kind: StepKind) -> StepKind {
    match kind {
        StepKind::Stage { stage, .. } => StepKind::Stage { stage, loads: false },
        StepKind::Line { line, from, .. } => StepKind::Line { line, from, train: None },
        StepKind::Yard(_) | StepKind::Lane { .. } => kind,
    }
}

/// Everything that waits or is under way, followed from one thing told to the next.
struct Shadow<'c> {
    corridor: &'c Corridor,
    queues: Vec<(Queue, Vec<Waiting>)>,
    /// Places taken, by room.
    used: Vec<(StepKind, u64)>,
    /// Trains that have been formed and not yet left: their lots.
    formed: HashMap<(usize, u64), Vec<Units>>,
    /// Lots that began just now.
    begun: Vec<Units>,
    anchorages: HashMap<usize, Vec<Ship>>,
    broken_down: Vec<Ship>,
    /// Rooms of lots that have asked for a path.
    asked: HashMap<(usize, u64), StepKind>,
    decks: HashMap<(usize, u32), Vec<Units>>,
    pulled: HashMap<usize, u32>,
}

type Verdict = Result<(), String>;

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(what()) }
}

/// The first thing told that is against the order or beyond a limit.
pub fn first_broken(corridor: &Corridor, told: &[(Time, Told)]) -> Option<String> {
    let mut shadow = Shadow {
        corridor,
        queues: Vec::new(),
        used: Vec::new(),
        formed: HashMap::new(),
        begun: Vec::new(),
        anchorages: HashMap::new(),
        broken_down: Vec::new(),
        asked: HashMap::new(),
        decks: HashMap::new(),
        pulled: HashMap::new(),
    };
    told.iter().find_map(|&(time, told)| shadow.hear(told).err().map(|wrong| format!("{time}: {told:?}: {wrong}")))
}

impl Shadow<'_> {
    fn hear(&mut self, told: Told) -> Verdict {
        match told {
            Told::Began(units, step) => self.begin(units, step),
            Told::Fact(fact) => self.hear_fact(fact),
        }
    }

    fn hear_fact(&mut self, fact: Fact) -> Verdict {
        match fact {
            Fact::UnitsHeld { units, step } => {
                self.push(Queue::Door(room_of(self.kind(units.flow, step))), units, None);
                Ok(())
            }
            Fact::UnitsHeldAtOrigin { units, by: Held::Pool } => {
                self.push(self.depot(units), units, None);
                Ok(())
            }
            Fact::UnitsEquipped { units } => {
                let depot = self.depot(units);
                if self.is_empty(depot) { Ok(()) } else { self.take(depot, units) }
            }
            Fact::UnitsJoined { units, step } => self.join(units, step),
            Fact::HandlingStarted { stage, head, total } => self.start(stage, head, total),
            Fact::TrainFormed { line, from, head, total } => self.form(line, from, head, total),
            Fact::TrainHeldForLocomotive { line, head, .. } => {
                let pool = self.corridor.lines[line].locomotives.expect("a line of a region").index();
                self.push(Queue::Locomotive(pool), head, None);
                Ok(())
            }
            Fact::TrainHeld { line, from, head, .. } => {
                self.couple(line, head)?;
                self.ask(line, from, head)?;
                self.push(self.path(line, from), head, None);
                Ok(())
            }
            Fact::TrainDeparted { line, from, head, total } => self.depart(line, from, head, total),
            Fact::TrainArrived { line, .. } => {
                if let Some(pool) = self.corridor.lines[line].locomotives {
                    *self.pulled.entry(pool.index()).or_default() -= 1;
                }
                Ok(())
            }
            Fact::VesselArrived { ship, port } => {
                self.anchorages.entry(port.index()).or_default().push(ship);
                Ok(())
            }
            Fact::VesselBerthed { ship, berth } => self.berth(ship, self.corridor.berth_classes[berth].port),
            Fact::VesselLeft { ship } | Fact::VesselDocked { ship } => {
                self.anchorages.values_mut().for_each(|anchorage| anchorage.retain(|&other| other != ship));
                Ok(())
            }
            Fact::VesselBrokeDown { ship } => {
                self.broken_down.push(ship);
                Ok(())
            }
            Fact::VesselRepaired { ship } => {
                self.broken_down.retain(|&other| other != ship);
                Ok(())
            }
            Fact::LoadingStarted { ship, total } => self.board(ship, total),
            Fact::VesselDeparted { ship, total, .. } => {
                let aboard = self.decks.remove(&key(ship)).unwrap_or_default();
                let units: u64 = aboard.iter().map(|units| u64::from(units.count)).sum();
                ensure(units == total, || format!("{units} were loaded"))
            }
            _ => Ok(()),
        }
    }

    fn kind(&self, flow: Id<Flow>, step: u16) -> StepKind {
        self.corridor.flows[flow].steps().nth(step.into()).expect("a step of the flow").kind
    }

    fn depot(&self, units: Units) -> Queue {
        let [from, _] = self.corridor.flows[units.flow].depots.expect("a flow of a pool");
        Queue::Depot(from.index())
    }

    fn path(&self, line: Id<Line>, from: LineEnd) -> Queue {
        Queue::Path(line, if self.corridor.lines[line].single_track { 0 } else { from })
    }

    fn queue(&mut self, queue: Queue) -> &mut Vec<Waiting> {
        let at = self.queues.iter().position(|(known, _)| *known == queue).unwrap_or_else(|| {
            self.queues.push((queue, Vec::new()));
            self.queues.len() - 1
        });
        &mut self.queues[at].1
    }

    fn push(&mut self, queue: Queue, units: Units, room: Option<(StepKind, bool)>) {
        let priority = match queue {
            Queue::Door(_) | Queue::Single(..) => 0,
            _ => self.corridor.flows[units.flow].priority,
        };
        self.queue(queue).push(Waiting { priority, units, room });
    }

    /// Takes these units, which have to be the first ones of a queue.
    fn take(&mut self, queue: Queue, units: Units) -> Verdict {
        let list = self.queue(queue);
        let first = (0..list.len()).min_by_key(|&at| list[at].priority);
        let first = first.ok_or_else(|| format!("nothing waits in {queue:?}"))?;
        let Waiting { units: known, room, .. } = list[first];
        let is_first = (known.flow, known.first) == (units.flow, units.first) && units.count <= known.count;
        ensure(is_first, || format!("{known:?} is the first in {queue:?}"))?;
        if units.count == known.count {
            list.remove(first);
        } else {
            list[first].units =
                Units { first: known.first + u64::from(units.count), count: known.count - units.count, ..known };
        }
        match room {
            // It holds its places until it departs.
            Some((room, _)) if matches!(queue, Queue::Single(..)) => {
                self.asked.insert((units.flow.index(), units.first), room);
            }
            Some((room, by_unit)) => self.give(room, if by_unit { u64::from(units.count) } else { 1 }),
            None => {}
        }
        Ok(())
    }

    fn give(&mut self, room: StepKind, places: u64) {
        self.used.iter_mut().find(|(known, _)| *known == room).expect("it went in").1 -= places;
    }

    fn is_empty(&mut self, queue: Queue) -> bool {
        self.queue(queue).is_empty()
    }

    /// Units have gone into the room of a step, or into the yard before it.
    fn join(&mut self, units: Units, step: u16) -> Verdict {
        let kind = self.kind(units.flow, step);
        let before = step.checked_sub(1).map(|before| self.kind(units.flow, before));
        let room = before.filter(|before| matches!(before, StepKind::Yard(_))).unwrap_or_else(|| room_of(kind));
        if !self.is_empty(Queue::Door(room)) {
            self.take(Queue::Door(room), units)?;
        }
        let flow = &self.corridor.flows[units.flow];
        let by_unit = flow.unit_events || !matches!(room, StepKind::Stage { .. });
        let queue = match kind {
            StepKind::Stage { stage, .. } => Queue::Stage(stage),
            StepKind::Line { line, from, train: Some(train) } => Queue::Formation(line, from, train),
            StepKind::Line { line, from, train: None } => Queue::Single(line, from),
            StepKind::Lane { .. } => Queue::Lane(kind, flow.unit),
            StepKind::Yard(_) => return Err("a yard is waited in for what is behind it".into()),
        };
        self.push(queue, units, Some((room, by_unit)));
        let places = if by_unit { u64::from(units.count) } else { 1 };
        let at = self.used.iter().position(|(known, _)| *known == room).unwrap_or_else(|| {
            self.used.push((room, 0));
            self.used.len() - 1
        });
        self.used[at].1 += places;
        let (taken, limit) = (self.used[at].1, capacity(self.corridor, room));
        ensure(limit.is_none_or(|limit| taken <= limit), || format!("{taken} places taken of {limit:?}"))
    }

    /// A flow that is always there at its first step never waits.
    fn is_always_there(&self, units: Units) -> bool {
        matches!(self.corridor.flows[units.flow].arrivals, Arrivals::Always)
    }

    fn begin(&mut self, units: Units, step: u16) -> Verdict {
        self.begun.push(units);
        let kind = self.kind(units.flow, step);
        match kind {
            StepKind::Lane { .. } if !(step == 0 && self.is_always_there(units)) => {
                self.take(Queue::Lane(kind, self.corridor.flows[units.flow].unit), units)
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, stage: Id<Stage>, head: Units, total: u64) -> Verdict {
        let begun = std::mem::take(&mut self.begun);
        self.all_have_begun(&begun, head, total)?;
        let (inside, door) = (Queue::Stage(stage), Queue::Door(StepKind::Stage { stage, loads: false }));
        if !self.is_empty(inside) {
            self.take(inside, head)
        } else if !self.is_empty(door) {
            self.take(door, head)
        } else {
            Ok(())
        }
    }

    fn all_have_begun(&self, begun: &[Units], head: Units, total: u64) -> Verdict {
        let units: u64 = begun.iter().map(|units| u64::from(units.count)).sum();
        ensure(begun.first() == Some(&head) && units == total, || format!("{begun:?} began"))
    }

    fn form(&mut self, line: Id<Line>, from: LineEnd, head: Units, total: u64) -> Verdict {
        let is_here = |kind: StepKind| match kind {
            StepKind::Line { line: at, from: end, train } if (at, end) == (line, from) => train,
            _ => None,
        };
        let train = self.corridor.flows[head.flow].steps().find_map(|step| is_here(step.kind));
        let train = train.ok_or("no train of this flow is formed here")?;
        let size = u64::from(self.corridor.train_kinds[train].size);
        ensure(total <= size, || format!("a train is {size} units long"))?;
        let queue = Queue::Formation(line, from, train);
        let (mut rest, mut lots) = (total, Vec::new());
        while rest > 0 {
            let list = self.queue(queue);
            let first = list.iter().min_by_key(|waiting| waiting.priority).ok_or("there are not so many")?;
            let mut units = first.units;
            units.count = units.count.min(rest as u32);
            self.take(queue, units)?;
            rest -= u64::from(units.count);
            lots.push(units);
        }
        ensure(lots.first() == Some(&head), || format!("{lots:?} are first"))?;
        self.formed.insert((head.flow.index(), head.first), lots);
        Ok(())
    }

    /// A train has its locomotive, if it needs one: it was the first to wait for it, or nobody waited.
    fn couple(&mut self, line: Id<Line>, head: Units) -> Verdict {
        let Some(pool) = self.corridor.lines[line].locomotives else { return Ok(()) };
        let queue = Queue::Locomotive(pool.index());
        let is_formed = self.formed.contains_key(&(head.flow.index(), head.first));
        if is_formed && !self.is_empty(queue) { self.take(queue, head) } else { Ok(()) }
    }

    /// A lot that runs by itself asks for a path: those that have come out of a yard in the order in which they went in.
    fn ask(&mut self, line: Id<Line>, from: LineEnd, head: Units) -> Verdict {
        let queue = Queue::Single(line, from);
        let is_formed = self.formed.contains_key(&(head.flow.index(), head.first));
        let waits = self.queue(queue).iter().any(|waiting| waiting.units == head);
        if is_formed || !waits { Ok(()) } else { self.take(queue, head) }
    }

    fn depart(&mut self, line: Id<Line>, from: LineEnd, head: Units, total: u64) -> Verdict {
        let path = self.path(line, from);
        if self.is_empty(path) {
            self.couple(line, head)?;
            self.ask(line, from, head)?;
        } else {
            self.take(path, head)?;
        }
        let begun = std::mem::take(&mut self.begun);
        self.all_have_begun(&begun, head, total)?;
        match self.formed.remove(&(head.flow.index(), head.first)) {
            Some(lots) => ensure(lots == begun, || format!("it was formed of {lots:?}"))?,
            None => {
                if let Some(room) = self.asked.remove(&(head.flow.index(), head.first)) {
                    self.give(room, head.count.into());
                }
            }
        }
        let Some(pool) = self.corridor.lines[line].locomotives else { return Ok(()) };
        let pulled = self.pulled.entry(pool.index()).or_default();
        *pulled += 1;
        let (pulled, count) = (*pulled, self.corridor.locomotives[pool].count);
        ensure(pulled <= count, || format!("{pulled} trains run with {count} locomotives"))
    }

    fn berth(&mut self, ship: Ship, port: Id<Port>) -> Verdict {
        let anchorage = self.anchorages.entry(port.index()).or_default();
        let first = anchorage.iter().position(|other| !self.broken_down.contains(other));
        let first = first.ok_or("nobody is at anchor")?;
        ensure(anchorage[first] == ship, || format!("{:?} came before", anchorage[first]))?;
        anchorage.remove(first);
        Ok(())
    }

    fn board(&mut self, ship: Ship, total: u64) -> Verdict {
        let begun = std::mem::take(&mut self.begun);
        let units: u64 = begun.iter().map(|units| u64::from(units.count)).sum();
        ensure(units == total, || format!("{begun:?} began"))?;
        let aboard = self.decks.entry(key(ship)).or_default();
        aboard.extend(begun);
        let fleet = &self.corridor.fleets[ship.fleet];
        let mut kinds = [0u64; 4];
        aboard.iter().for_each(|units| kinds[self.corridor.flows[units.flow].unit as usize] += u64::from(units.count));
        let parts: u64 = kinds.iter().zip(&fleet.share).map(|(units, share)| units * share.unwrap_or(0)).sum();
        let fits = parts <= fleet.deck && kinds.iter().zip(&fleet.at_most).all(|(units, most)| units <= most);
        ensure(fits, || format!("{kinds:?} units take {parts} parts of {}", fleet.deck))
    }
}

fn key(ship: Ship) -> (usize, u32) {
    (ship.fleet.index(), ship.number)
}

/// Places of a room; `None` for no limit.
fn capacity(corridor: &Corridor, room: StepKind) -> Option<u64> {
    let capacity = match room {
        StepKind::Stage { stage, .. } => corridor.stages[stage].room,
        StepKind::Yard(yard) => corridor.yards[yard].capacity,
        StepKind::Line { line, .. } => corridor.lines[line].room,
        StepKind::Lane { lane, .. } => corridor.lanes[lane].room,
    };
    match capacity {
        Capacity::Limited(places) => Some(places.into()),
        Capacity::Unlimited => None,
    }
}
