//! The limits a corridor states, watched from outside: servers, berths, decks, paths and closures.

use std::collections::HashMap;

use corridor::kernel::{Id, Time};
use corridor::model::corridor::{BerthClass, Capacity, Corridor, Line, Place, Port};
use corridor::model::{Fact, Ship};

/// What is in use at an instant.
#[derive(Default)]
struct InUse {
    servers: HashMap<usize, u64>,
    berths: HashMap<usize, u32>,
    at_berth: HashMap<(usize, u32), Id<BerthClass>>,
    at_port: HashMap<(usize, u32), Id<Port>>,
    last_departure: HashMap<(usize, u8), Time>,
    closed: Vec<Id<Place>>,
    /// Vessels that have broken down.
    down: Vec<(usize, u32)>,
}

fn key(ship: Ship) -> (usize, u32) {
    (ship.fleet.index(), ship.number)
}

/// The first fact that goes beyond a limit.
pub fn first_broken(corridor: &Corridor, facts: &[(Time, Fact)]) -> Option<String> {
    let mut in_use = InUse::default();
    facts
        .iter()
        .find_map(|&(time, fact)| in_use.note(corridor, time, fact).map(|limit| format!("{time}: {fact:?}, {limit}")))
}

impl InUse {
    fn note(&mut self, corridor: &Corridor, time: Time, fact: Fact) -> Option<String> {
        self.moves_while_down(fact).or_else(|| self.note_use(corridor, time, fact))
    }

    /// A vessel that has broken down does nothing at all.
    fn moves_while_down(&self, fact: Fact) -> Option<String> {
        let (Fact::VesselArrived { ship, .. }
        | Fact::VesselBerthed { ship, .. }
        | Fact::UnloadingStarted { ship, .. }
        | Fact::UnloadingEnded { ship, .. }
        | Fact::LoadingStarted { ship, .. }
        | Fact::LoadingEnded { ship, .. }
        | Fact::VesselResumed { ship }
        | Fact::VesselHeld { ship }
        | Fact::VesselDeparted { ship, .. }
        | Fact::VesselLeft { ship }
        | Fact::VesselDocked { ship }) = fact
        else {
            return None;
        };
        self.down.contains(&key(ship)).then(|| "broken down".to_owned())
    }

    fn note_use(&mut self, corridor: &Corridor, time: Time, fact: Fact) -> Option<String> {
        match fact {
            Fact::HandlingStarted { stage, .. } => {
                let busy = self.servers.entry(stage.index()).or_default();
                *busy += 1;
                let limit = corridor.stages[stage].servers;
                matches!(limit, Capacity::Limited(servers) if *busy > servers.into()).then(|| format!("{limit:?}"))
            }
            Fact::HandlingEnded { stage, .. } => {
                *self.servers.entry(stage.index()).or_default() -= 1;
                None
            }
            Fact::TrainDeparted { line, from, .. } => {
                self.depart_train(&corridor.lines[line], (line.index(), from), time)
            }
            Fact::VesselArrived { ship, port } => {
                self.at_port.insert(key(ship), port);
                None
            }
            Fact::VesselBerthed { ship, berth } => {
                self.at_berth.insert(key(ship), berth);
                let class = &corridor.berth_classes[berth];
                let closed = self.is_closed(corridor, class.port, |storm| storm.stops_berthing);
                let taken = self.berths.entry(berth.index()).or_default();
                *taken += 1;
                (*taken > class.count).then(|| format!("{} berths", class.count)).or(closed)
            }
            Fact::VesselDeparted { ship, total, .. } => {
                let berth = self.at_berth.remove(&key(ship))?;
                *self.berths.entry(berth.index()).or_default() -= 1;
                // A deck takes fewest of the kind that takes most room, so this is the loosest limit there is.
                let fleet = &corridor.fleets[ship.fleet];
                let most = fleet.deck / fleet.share.iter().flatten().min().copied().unwrap_or(1);
                let closed = self.is_closed(corridor, self.at_port[&key(ship)], |storm| storm.stops_departure);
                (total > most).then(|| format!("a deck for {most}")).or(closed)
            }
            Fact::VesselLeft { ship } | Fact::VesselDocked { ship } => {
                if let Some(berth) = self.at_berth.remove(&key(ship)) {
                    *self.berths.entry(berth.index()).or_default() -= 1;
                }
                None
            }
            Fact::VesselBrokeDown { ship } => {
                self.down.push(key(ship));
                None
            }
            Fact::VesselRepaired { ship } => {
                self.down.retain(|&other| other != key(ship));
                None
            }
            Fact::PlaceClosed { place } => {
                self.closed.push(place);
                None
            }
            Fact::PlaceOpened { place } => {
                self.closed.retain(|&other| other != place);
                None
            }
            _ => None,
        }
    }

    fn depart_train(&mut self, line: &Line, (number, from): (usize, u8), time: Time) -> Option<String> {
        let track = if line.single_track { 0 } else { from };
        let last = self.last_departure.insert((number, track), time)?;
        (time < last + line.headway).then(|| format!("the last one departed at {last}"))
    }

    /// With one storm, a closed place is closed to whatever that storm stops.
    fn is_closed(
        &self,
        corridor: &Corridor,
        port: Id<Port>,
        stops: fn(&corridor::model::corridor::Storm) -> bool,
    ) -> Option<String> {
        let closed = self.closed.contains(&corridor.ports[port].place) && corridor.storms.iter().any(stops);
        closed.then(|| format!("{} is closed", corridor.ports[port].name))
    }
}
