//! Vessels: the life of a ship, call after call.
//!
//! Life cycle: sails - reaches the roads - lies at anchor - moors - [unloads](super::unloading) -
//! [loads](super::loading) and waits for cargo - waits for a window - [leaves](super::departure). It may
//! [break down](super::breakdown) anywhere, and [go to dry dock or out of service](super::service) with a clear deck.

use super::deck::Deck;
use super::state::VesselState;
use crate::kernel::{Agenda, Duration, Id, Table, Time};
use crate::model::cargo::Cause;
use crate::model::corridor::{BerthClass, Corridor, Fleet, Lane, LaneEnd, Moment, Port};
use crate::model::event::{Event, Generation};
use crate::model::fact::{Fact, Observer, Ship};
use crate::model::world::World;

/// Where a vessel is in its life.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    Sailing,
    AtAnchor,
    Mooring(Hand),
    Unloading(Hand),
    /// All is handled, but not all has found a place ashore.
    YardFull,
    Loading(Hand),
    /// At berth with nothing in hand.
    Waiting,
    InDryDock,
    OutOfService,
}

/// Work in hand at a berth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Hand {
    Working { ends: Time },
    Interrupted { rest: Duration },
}

/// What goes by, from an instant on, until a vessel breaks down: rate added up over time, or hours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Toll {
    pub since: Time,
    pub amount: f64,
}

/// One ship.
#[derive(Clone, Debug)]
pub struct Vessel {
    pub fleet: Id<Fleet>,
    pub number: u32,
    /// What its draws are addressed by.
    pub(super) luck: u64,
    pub(super) phase: Phase,
    pub(super) state: VesselState,
    pub(super) state_since: Time,
    pub(super) generation: Generation,
    /// Where it is, or where it sails to.
    pub(super) port: Id<Port>,
    /// The lane it loads for or sails, and the end it starts from.
    pub(super) voyage: Option<(Id<Lane>, LaneEnd)>,
    pub(super) berth: Option<Id<BerthClass>>,
    /// Number of this call, from 1.
    pub(super) call: u32,
    pub(super) arrived: Time,
    pub(super) berthed: Time,
    /// Parts of the deck that the water lets it take on this voyage.
    pub(super) limit: u64,
    pub deck: Deck,
    /// What the time of those aboard is booked to while others are loaded.
    pub(super) deck_cause: Cause,
    /// Being loaded, or on its way ashore.
    pub in_hand: Deck,
    /// Lots still aboard because there is no place ashore.
    pub(super) held_aboard: u32,
    /// Unit kinds whose handling per call has been done in this call: unloading, loading.
    pub(super) call_done: [[bool; 4]; 2],
    /// Picked by a timetable.
    pub(super) due: bool,
    pub(super) in_line: bool,
    /// Ready, but held by the weather.
    pub(super) held: bool,
    /// When it will next ask whether it may leave.
    pub(super) asks: Time,
    /// Last departure from the first end of a lane, and which lane.
    pub(super) round_trip_from: Option<(Id<Lane>, Time)>,
    pub(super) broken_down: bool,
    /// Repairs under way that it has yet to make up for before it arrives.
    pub(super) delay: Duration,
    /// When it breaks down next, and what goes by until then.
    pub(super) breaks_at: Time,
    pub(super) toll: Toll,
    /// Breakdowns so far, those included that found nothing to break.
    pub(super) breakdowns: u64,
    /// It goes to dry dock as soon as its deck is clear.
    pub(super) dock_due: bool,
    /// Due dates so far.
    pub(super) docks: u64,
    /// It has been in service before.
    pub(super) has_served: bool,
}

/// Every vessel of every fleet that there ever is, dealt to its starting ports in turn.
pub fn vessels(corridor: &Corridor) -> Table<Vessel> {
    let mut vessels = Table::new();
    for (id, fleet) in corridor.fleets.entries() {
        for number in 0..fleet.most {
            let port = fleet.starts[number as usize % fleet.starts.len()];
            vessels.push(Vessel::new(id, number, fleet.luck(number), port));
        }
    }
    vessels
}

impl Vessel {
    fn new(fleet: Id<Fleet>, number: u32, luck: u64, port: Id<Port>) -> Vessel {
        Vessel {
            fleet,
            number,
            luck,
            phase: Phase::Sailing,
            state: VesselState::Sailing,
            state_since: Time::ZERO,
            generation: 0,
            port,
            voyage: None,
            berth: None,
            call: 0,
            arrived: Time::ZERO,
            berthed: Time::ZERO,
            limit: 0,
            deck: Deck::default(),
            deck_cause: Cause::Filling,
            in_hand: Deck::default(),
            held_aboard: 0,
            call_done: [[false; 4]; 2],
            due: false,
            in_line: false,
            held: false,
            asks: Time::ZERO,
            round_trip_from: None,
            broken_down: false,
            delay: Duration::ZERO,
            breaks_at: Time::NEVER,
            toll: Toll { since: Time::ZERO, amount: 0.0 },
            breakdowns: 0,
            dock_due: false,
            docks: 0,
            has_served: false,
        }
    }

    pub fn ship(&self) -> Ship {
        Ship { fleet: self.fleet, number: self.number }
    }

    /// Where it is, or where it sails to.
    pub fn port(&self) -> Id<Port> {
        self.port
    }

    pub fn berth(&self) -> Option<Id<BerthClass>> {
        self.berth
    }

    pub fn is_in_service(&self) -> bool {
        self.state != VesselState::OutOfService
    }

    pub fn is_broken_down(&self) -> bool {
        self.broken_down
    }

    /// Lots still aboard because there is no place ashore.
    pub fn held_aboard(&self) -> u32 {
        self.held_aboard
    }

    fn hand_mut(&mut self) -> Option<&mut Hand> {
        match &mut self.phase {
            Phase::Mooring(hand) | Phase::Unloading(hand) | Phase::Loading(hand) => Some(hand),
            Phase::Sailing
            | Phase::AtAnchor
            | Phase::YardFull
            | Phase::Waiting
            | Phase::InDryDock
            | Phase::OutOfService => None,
        }
    }
}

impl<O: Observer> World<'_, O> {
    /// All vessels in service are at the roads of their starting ports; they ask for a berth in order of number.
    pub(in crate::model) fn start_vessels(&mut self, agenda: &mut Agenda<Event>) {
        self.lane_turns.fill(0);
        self.vessels = vessels(self.corridor);
        for vessel in self.vessels.ids() {
            if self.serves(&self.vessels[vessel], Time::ZERO) {
                self.vessels[vessel].has_served = true;
                agenda.at(Time::ZERO, Event::VesselArrives { vessel });
            } else {
                self.vessels[vessel].phase = Phase::OutOfService;
                self.vessels[vessel].state = VesselState::OutOfService;
            }
        }
        self.start_service(agenda);
        self.start_breakdowns(agenda);
        self.start_timetables(agenda);
    }

    pub(in crate::model) fn on_vessel_arrives(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let delay = std::mem::take(&mut self.vessels[id].delay);
        if delay > Duration::ZERO {
            return agenda.after(delay, Event::VesselArrives { vessel: id });
        }
        let port = self.vessels[id].port;
        if self.vessels[id].phase == Phase::InDryDock {
            self.tell(now, Fact::VesselUndocked { ship: self.vessels[id].ship() });
        }
        self.mark_chain(self.vessels[id].deck.head, Moment::RunEnded, now);
        self.tell(now, Fact::VesselArrived { ship: self.vessels[id].ship(), port });
        self.change_state(id, VesselState::AtAnchor, now);
        let vessel = &mut self.vessels[id];
        vessel.phase = Phase::AtAnchor;
        vessel.arrived = now;
        vessel.call += 1;
        if self.withdraw(id, agenda) {
            return;
        }
        self.lots.book_chain(self.vessels[id].deck.head, now, self.anchor_cause(port));
        self.ports[port].anchorage.push_back(id);
        self.on_berths_free(port, agenda);
    }

    /// A vessel goes alongside. From here on its patience runs.
    pub(in crate::model) fn moor(&mut self, id: Id<Vessel>, class: Id<BerthClass>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        self.berths[class].take(now);
        let vessel = &mut self.vessels[id];
        let (port, fleet, call) = (vessel.port, vessel.fleet, vessel.call);
        vessel.berth = Some(class);
        vessel.berthed = now;
        vessel.voyage = None;
        vessel.call_done = [[false; 4]; 2];
        let waited = now.since(vessel.arrived);
        self.ports[port].at_berth.push(id);
        self.counts.berthed(port, fleet, waited);
        self.tell(now, Fact::VesselBerthed { ship: self.vessels[id].ship(), berth: class });
        self.lots.book_chain(self.vessels[id].deck.head, now, Cause::Unloading);
        let stream = self.streams.fixed(class, fleet, self.vessels[id].luck);
        let fixed = Duration::from_hours(self.corridor.berth_classes[class].fixed.draw(stream, u64::from(call)));
        self.take_in_hand(id, Phase::Mooring, VesselState::Unloading, fixed, agenda);
        if let Some(patience) = self.patience(id) {
            agenda.at(now + patience, Event::PatienceEnds { vessel: id, call });
        }
    }

    /// Starts work at berth, or keeps it waiting where a closure has stopped handling.
    pub(super) fn take_in_hand(
        &mut self,
        id: Id<Vessel>,
        phase: fn(Hand) -> Phase,
        state: VesselState,
        work: Duration,
        agenda: &mut Agenda<Event>,
    ) {
        let now = agenda.now();
        let stopped = self.weather_of_port(self.vessels[id].port).handling_closed;
        let vessel = &mut self.vessels[id];
        vessel.generation = vessel.generation.wrapping_add(1);
        if stopped {
            vessel.phase = phase(Hand::Interrupted { rest: work });
            return self.book_interruption(id, true, now);
        }
        vessel.phase = phase(Hand::Working { ends: now + work });
        agenda.after(work, Event::VesselHandled { vessel: id, generation: vessel.generation });
        self.change_state(id, state, now);
    }

    pub(in crate::model) fn on_vessel_handled(
        &mut self,
        id: Id<Vessel>,
        generation: Generation,
        agenda: &mut Agenda<Event>,
    ) {
        if self.vessels[id].generation != generation {
            return;
        }
        match self.vessels[id].phase {
            Phase::Mooring(_) => self.unload(id, agenda),
            Phase::Unloading(_) => self.on_unloaded(id, agenda),
            Phase::Loading(_) => self.on_loaded(id, agenda),
            phase => {
                unreachable!("{id:?} was handled while {phase:?}")
            }
        }
    }

    /// Handling stops or goes on for the vessels at berth.
    pub(in crate::model) fn turn_vessels(&mut self, port: Id<Port>, closed: bool, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        for number in 0..self.ports[port].at_berth.len() {
            let id = self.ports[port].at_berth[number];
            let ship = self.vessels[id].ship();
            if self.vessels[id].broken_down {
                continue; // the weather makes no difference until it is repaired
            }
            if closed && self.stop_hand(id, now) {
                self.tell(now, Fact::VesselInterrupted { ship });
            } else if !closed && self.resume_hand(id, agenda) {
                self.tell(now, Fact::VesselResumed { ship });
            } else {
                continue;
            }
            self.book_interruption(id, closed, now);
        }
    }

    /// Work in hand stops, if there is any under way.
    pub(super) fn stop_hand(&mut self, id: Id<Vessel>, now: Time) -> bool {
        let vessel = &mut self.vessels[id];
        let Some(hand) = vessel.hand_mut() else { return false };
        let Hand::Working { ends } = *hand else { return false };
        *hand = Hand::Interrupted { rest: ends.since(now) };
        vessel.generation = vessel.generation.wrapping_add(1);
        true
    }

    /// Work in hand goes on, if it was stopped.
    pub(super) fn resume_hand(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) -> bool {
        let vessel = &mut self.vessels[id];
        let Some(hand) = vessel.hand_mut() else { return false };
        let Hand::Interrupted { rest } = *hand else { return false };
        *hand = Hand::Working { ends: agenda.now() + rest };
        vessel.generation = vessel.generation.wrapping_add(1);
        agenda.after(rest, Event::VesselHandled { vessel: id, generation: vessel.generation });
        true
    }

    /// What is in hand waits for better weather, or is handled on.
    pub(super) fn book_interruption(&mut self, id: Id<Vessel>, closed: bool, now: Time) {
        let (state, cause) = match self.vessels[id].phase {
            _ if closed => (VesselState::Interrupted, Cause::WaitingForWindow),
            Phase::Loading(_) => (VesselState::Loading, Cause::Loading),
            _ => (VesselState::Unloading, Cause::Unloading),
        };
        self.change_state(id, state, now);
        self.lots.book_chain(self.vessels[id].in_hand.head, now, cause);
        if matches!(self.vessels[id].phase, Phase::Mooring(_) | Phase::Unloading(_)) {
            self.lots.book_chain(self.vessels[id].deck.head, now, cause);
        }
    }

    /// Closes the books on the state a vessel was in. One that has broken down stays so, whatever changes around it.
    pub(super) fn change_state(&mut self, id: Id<Vessel>, state: VesselState, now: Time) {
        let vessel = &mut self.vessels[id];
        if vessel.broken_down {
            return;
        }
        let old = vessel.state;
        self.counts.vessel_state(vessel.fleet, old, now.since(vessel.state_since));
        vessel.state = state;
        vessel.state_since = now;
        if let Some(class) = vessel.berth {
            self.berths[class].change_use(now, old.berth_use(), state.berth_use());
        }
    }

    /// The measured part begins: time before it is not counted to the state a vessel is in.
    pub(in crate::model) fn restart_vessel_states(&mut self, now: Time) {
        self.vessels.iter_mut().for_each(|vessel| vessel.state_since = now);
    }

    /// Time that the vessels of a fleet have been in the state they are in, until an instant.
    pub(in crate::model) fn time_in_state(&self, fleet: Id<Fleet>, state: VesselState, until: Time) -> Duration {
        self.vessels
            .iter()
            .filter(|vessel| vessel.fleet == fleet && vessel.state == state)
            .fold(Duration::ZERO, |sum, vessel| sum + until.since(vessel.state_since))
    }

    /// Vessels and berths that do not fit together: for the audit.
    pub(in crate::model) fn vessel_imbalance(&self, now: Time) -> Option<String> {
        for (port, state) in self.ports.entries() {
            let name = &self.corridor.ports[port].name;
            for &class in &self.corridor.ports[port].berths {
                let taken = self.berths[class].taken();
                let lying = state.at_berth.iter().filter(|&&vessel| self.vessels[vessel].berth == Some(class)).count();
                if lying as u32 != taken {
                    let class = &self.corridor.berth_classes[class].name;
                    return Some(format!("{taken} berths {class} are taken by {lying} vessels"));
                }
            }
            if let Some(&vessel) = state.anchorage.iter().find(|&&vessel| self.vessels[vessel].phase != Phase::AtAnchor)
            {
                return Some(format!(
                    "a vessel of {} is listed at anchor off {name} but is elsewhere",
                    self.fleet_name(vessel)
                ));
            }
        }
        let misplaced = |vessel: &&Vessel| match vessel.phase {
            Phase::OutOfService => self.serves(vessel, now) || !vessel.deck.is_empty(),
            Phase::InDryDock => !vessel.deck.is_empty(),
            _ => false,
        };
        if let Some(vessel) = self.vessels.iter().find(misplaced) {
            let fleet = &self.corridor.fleets[vessel.fleet];
            return Some(format!(
                "vessel {} of {} is out of service or in dry dock, where it does not belong",
                fleet.vessel_name(vessel.number),
                fleet.name
            ));
        }
        let placed: usize = self.ports.iter().map(|port| port.anchorage.len() + port.at_berth.len()).sum();
        let elsewhere = |phase: Phase| self.vessels.iter().filter(|vessel| vessel.phase == phase).count();
        let [sailing, docked, out] = [Phase::Sailing, Phase::InDryDock, Phase::OutOfService].map(elsewhere);
        (placed + sailing + docked + out != self.vessels.len()).then(|| {
            format!(
                "{} vessels, but {placed} in port, {sailing} at sea, {docked} in dry dock and {out} out of service",
                self.vessels.len()
            )
        })
    }

    /// Whether a vessel at berth stands still though it could go on with what it has in hand, or has nothing left to
    /// hold it.
    pub(super) fn stands_still(&self, vessel: &Vessel) -> bool {
        match vessel.phase {
            Phase::Mooring(hand) | Phase::Unloading(hand) | Phase::Loading(hand) => {
                matches!(hand, Hand::Interrupted { .. }) && !self.weather_of_port(vessel.port).handling_closed
            }
            Phase::YardFull => vessel.held_aboard == 0,
            Phase::Sailing | Phase::AtAnchor | Phase::Waiting | Phase::InDryDock | Phase::OutOfService => false,
        }
    }

    fn fleet_name(&self, vessel: Id<Vessel>) -> &str {
        &self.corridor.fleets[self.vessels[vessel].fleet].name
    }
}
