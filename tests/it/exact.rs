//! Tiny corridors without chance: everything that happens, line by line, worked out by hand.
//!
//! `tests/exact/x.json` says the corridor, its note why things happen when they do, `tests/exact/x.txt` all that
//! happens.

use std::fmt::Write;
use std::path::Path;

use corridor::kernel::{Id, Time};
use corridor::model::corridor::{Line, LineEnd, StepKind};
use corridor::model::{Corridor, Fact, Held, Observer, Ship, Units, World};
use corridor::scenario;

macro_rules! exact {
    ($($name:ident,)*) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*
    };
}

exact! {
    all_to_the_queue,
    ban,
    ban_counts,
    breakdown,
    breakdown_and_weather,
    closed_crane,
    closed_cranes,
    closed_port,
    dated_changes,
    departure_rule,
    diverted,
    dry_dock,
    fleet_count,
    full_port_yard,
    full_yard,
    headway_double,
    headway_single,
    locomotives,
    locomotives_fewer,
    longest_queue,
    low_water,
    low_water_berth,
    mixed_deck,
    pool,
    pool_and_ban,
    priorities,
    rotation,
    route_by_share,
    route_least_cost,
    service,
    shorter_patience,
    side_by_side,
    through_train,
    timetable,
    train_forming,
    triggered,
    triggered_twice,
    two_ferries_one_berth,
    weather_window,
}

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exact");
    let file = folder.join(name).with_extension("json");
    let scenario = scenario::load(&file, &[], &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let mut history = History { corridor: &scenario.corridor, text: String::new() };
    let outcome = World::new(&scenario.corridor, &mut history).replicate(scenario.run.seed, 1);
    outcome.unwrap_or_else(|violation| panic!("{violation}"));
    let expected = std::fs::read_to_string(folder.join(name).with_extension("txt")).expect("a history beside it");
    let (found, expected): (Vec<&str>, Vec<&str>) = (history.text.lines().collect(), expected.lines().collect());
    let part = (0..found.len().max(expected.len())).find(|&line| found.get(line) != expected.get(line));
    if let Some(line) = part {
        let expected = expected.get(line).unwrap_or(&"nothing more");
        panic!("{name}.txt, line {}: expected\n{expected}\nbut what happens is\n{}", line + 1, history.text);
    }
}

/// Facts as lines of text: the hour, and what happened.
struct History<'c> {
    corridor: &'c Corridor,
    text: String,
}

impl Observer for History<'_> {
    fn record(&mut self, time: Time, fact: Fact) {
        let line = self.told(fact);
        writeln!(self.text, "{:>7.3}  {line}", time.hours()).expect("a text takes every line");
    }
}

impl History<'_> {
    fn told(&self, fact: Fact) -> String {
        let corridor = self.corridor;
        let stage = |id| &corridor.stages[id].name;
        let place = |id| &corridor.places[id].name;
        match fact {
            Fact::UnitsAppeared { units } => format!("{} appear", self.units(units)),
            Fact::UnitsRouted { units, alternative } => {
                let way = &corridor.flows[units.flow].alternatives[usize::from(alternative)];
                format!("{} go {}", self.units(units), way.name)
            }
            Fact::UnitsHeldAtOrigin { units, by: Held::Ban } => {
                format!("{} held at their origin by a ban", self.units(units))
            }
            Fact::UnitsHeldAtOrigin { units, by: Held::Pool } => {
                format!("{} held at their origin for want of carriers", self.units(units))
            }
            Fact::UnitsEquipped { units } => format!("{} equipped", self.units(units)),
            Fact::UnitsJoined { units, step } => format!("{} wait for {}", self.units(units), self.step(units, step)),
            Fact::UnitsHeld { units, step } => format!("{} held before {}", self.units(units), self.step(units, step)),
            Fact::UnitsDiverted { units, step } => {
                format!("{} diverted before {}", self.units(units), self.step(units, step))
            }
            Fact::UnitsDelivered { units } => format!("{} delivered", self.units(units)),
            Fact::HandlingStarted { stage: id, head, total } => {
                format!("{} starts on {}", stage(id), self.party(head, total))
            }
            Fact::HandlingEnded { stage: id, head, total } => {
                format!("{} done with {}", stage(id), self.party(head, total))
            }
            Fact::HandlingInterrupted { stage: id, head } => format!("{} stops on {}", stage(id), self.units(head)),
            Fact::HandlingResumed { stage: id, head } => format!("{} goes on with {}", stage(id), self.units(head)),
            Fact::TrainFormed { line, from, head, total } => {
                format!("train of {} formed at {}", self.party(head, total), self.end(line, from))
            }
            Fact::TrainHeld { line, from, head, total } => {
                format!("train of {} waits for a path at {}", self.party(head, total), self.end(line, from))
            }
            Fact::TrainHeldForLocomotive { line, from, head, total } => {
                format!("train of {} waits for a locomotive at {}", self.party(head, total), self.end(line, from))
            }
            Fact::TrainDeparted { line, from, head, total } => {
                format!("train of {} departs {}", self.party(head, total), self.end(line, from))
            }
            Fact::TrainArrived { line, from, head, total } => {
                format!("train of {} reaches {}", self.party(head, total), self.end(line, 1 - from))
            }
            Fact::VesselArrived { ship, port } => format!("{} reaches {}", self.ship(ship), corridor.ports[port].name),
            Fact::VesselLiesOff { ship, port } => {
                format!("{} lies off {}", self.ship(ship), corridor.ports[port].name)
            }
            Fact::VesselBerthed { ship, berth } => {
                format!("{} berths at {}", self.ship(ship), corridor.berth_classes[berth].name)
            }
            Fact::UnloadingStarted { ship, total } => format!("{} starts unloading {total}", self.ship(ship)),
            Fact::UnloadingEnded { ship, total } => format!("{} done unloading {total}", self.ship(ship)),
            Fact::LoadingStarted { ship, total } => format!("{} starts loading {total}", self.ship(ship)),
            Fact::LoadingEnded { ship, total } => format!("{} done loading {total}", self.ship(ship)),
            Fact::VesselInterrupted { ship } => format!("{} stops", self.ship(ship)),
            Fact::VesselResumed { ship } => format!("{} goes on", self.ship(ship)),
            Fact::VesselHeld { ship } => format!("{} held by the weather", self.ship(ship)),
            Fact::VesselDeparted { ship, lane, total } => {
                format!("{} departs on {} with {total}", self.ship(ship), corridor.lanes[lane].name)
            }
            Fact::CorridorChanged { number } => {
                format!("change: {}", corridor.changes[number as usize].names.join(", "))
            }
            Fact::ChangeTriggered { trigger, value } => {
                format!("change triggered: {}, at {value}", corridor.triggers[trigger].name)
            }
            Fact::ChangeTookEffect { trigger } => format!("change: {}", corridor.triggers[trigger].name),
            Fact::VesselEntered { ship } => format!("{} enters service", self.ship(ship)),
            Fact::VesselLeft { ship } => format!("{} leaves service", self.ship(ship)),
            Fact::VesselBrokeDown { ship } => format!("{} breaks down", self.ship(ship)),
            Fact::VesselRepaired { ship } => format!("{} is repaired", self.ship(ship)),
            Fact::VesselDocked { ship } => format!("{} goes to dry dock", self.ship(ship)),
            Fact::VesselUndocked { ship } => format!("{} is back from dry dock", self.ship(ship)),
            Fact::BanImposed { ban, waiting } => {
                format!("{} imposed: {waiting} wait", corridor.bans[ban].name)
            }
            Fact::BanLifted { ban, waiting } => format!("{} lifted: {waiting} wait", corridor.bans[ban].name),
            Fact::PlaceClosed { place: id } => format!("{} closes", place(id)),
            Fact::PlaceOpened { place: id } => format!("{} opens", place(id)),
        }
    }

    /// `wagons 4` or `wagons 4-6`, by their numbers within the flow.
    fn units(&self, units: Units) -> String {
        let flow = &self.corridor.flows[units.flow].name;
        match units.count {
            1 => format!("{flow} {}", units.first),
            count => format!("{flow} {}-{}", units.first, units.first + u64::from(count) - 1),
        }
    }

    /// A party by its first lot, and how many units follow in further lots.
    fn party(&self, head: Units, total: u64) -> String {
        match total - u64::from(head.count) {
            0 => self.units(head),
            more => format!("{} and {more} more", self.units(head)),
        }
    }

    /// Vessels have names or are numbered from 1.
    fn ship(&self, ship: Ship) -> String {
        let fleet = &self.corridor.fleets[ship.fleet];
        format!("{} {}", fleet.name, fleet.vessel_name(ship.number))
    }

    fn end(&self, line: Id<Line>, end: LineEnd) -> &str {
        &self.corridor.places[self.corridor.lines[line].ends[usize::from(end)]].name
    }

    fn step(&self, units: Units, step: u16) -> &str {
        let corridor = self.corridor;
        match corridor.flows[units.flow].steps().nth(usize::from(step)).expect("a step of the flow").kind {
            StepKind::Stage { stage, .. } => &corridor.stages[stage].name,
            StepKind::Yard(yard) => &corridor.yards[yard].name,
            StepKind::Line { line, .. } => &corridor.lines[line].name,
            StepKind::Lane { lane, .. } => &corridor.lanes[lane].name,
        }
    }
}
