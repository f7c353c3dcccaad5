//! Vessels: the life of a ship, call after call.
//!
//! Life cycle: sails - reaches the roads - lies at anchor - moors - [unloads](super::unloading) -
//! [loads](super::loading) and waits for cargo - waits for a window - [leaves](super::departure).

use super::BerthUse;
use super::deck::Deck;
use crate::kernel::{Agenda, Duration, Id, Table, Time};
use crate::model::cargo::Cause;
use crate::model::corridor::{BerthClass, Corridor, Fleet, Lane, LaneEnd, Moment, Port};
use crate::model::event::{Event, Generation};
use crate::model::fact::{Fact, Observer, Ship};
use crate::model::world::World;

/// What a vessel does, for the split of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VesselState {
    Sailing,
    AtAnchor,
    /// Mooring and papers included.
    Unloading,
    /// What is left aboard finds no place ashore.
    YardFull,
    Loading,
    WaitingForCargo,
    WaitingForWindow,
    /// A closure has stopped handling.
    Interrupted,
    /// It lies off: the water lets it take nothing on any of its lanes.
    WaitingForWater,
}

/// Number of states.
pub const VESSEL_STATES: usize = 9;

impl VesselState {
    pub const ALL: [VesselState; VESSEL_STATES] = [
        VesselState::Sailing,
        VesselState::AtAnchor,
        VesselState::Unloading,
        VesselState::YardFull,
        VesselState::Loading,
        VesselState::WaitingForCargo,
        VesselState::WaitingForWindow,
        VesselState::Interrupted,
        VesselState::WaitingForWater,
    ];

    /// The word used in measures and reports.
    pub const fn name(self) -> &'static str {
        match self {
            VesselState::Sailing => "sailing",
            VesselState::AtAnchor => "at_anchor",
            VesselState::Unloading => "unloading",
            VesselState::YardFull => "yard_full",
            VesselState::Loading => "loading",
            VesselState::WaitingForCargo => "waiting_for_cargo",
            VesselState::WaitingForWindow => "waiting_for_window",
            VesselState::Interrupted => "interrupted",
            VesselState::WaitingForWater => "waiting_for_water",
        }
    }

    fn berth_use(self) -> BerthUse {
        match self {
            VesselState::Unloading | VesselState::Loading => BerthUse::Busy,
            VesselState::YardFull => BerthUse::Blocked,
            VesselState::WaitingForCargo => BerthUse::Starved,
            VesselState::WaitingForWindow | VesselState::Interrupted => BerthUse::Closed,
            VesselState::Sailing | VesselState::AtAnchor | VesselState::WaitingForWater => {
                unreachable!("not at berth")
            }
        }
    }

    fn is_at_berth(self) -> bool {
        !matches!(self, VesselState::Sailing | VesselState::AtAnchor | VesselState::WaitingForWater)
    }

    /// Whether vessels of a fleet are ever in this state; what a feature brings is told only where it is used.
    pub fn is_known_to(self, fleet: &Fleet) -> bool {
        self != VesselState::WaitingForWater || fleet.draught.is_some()
    }
}

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
}

/// Work in hand at a berth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Hand {
    Working { ends: Time },
    Interrupted { rest: Duration },
}

/// One ship.
#[derive(Clone, Debug)]
pub struct Vessel {
    pub fleet: Id<Fleet>,
    pub number: u32,
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
    /// Last departure from the first end of a lane.
    pub(super) round_trip_from: Option<Time>,
}

/// Every vessel of every fleet, dealt to its starting ports in turn.
pub fn vessels(corridor: &Corridor) -> Table<Vessel> {
    let mut vessels = Table::new();
    for (id, fleet) in corridor.fleets.entries() {
        for number in 0..fleet.count {
            vessels.push(Vessel::new(id, number, fleet.starts[number as usize % fleet.starts.len()]));
        }
    }
    vessels
}

impl Vessel {
    fn new(fleet: Id<Fleet>, number: u32, port: Id<Port>) -> Vessel {
        Vessel {
            fleet,
            number,
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

    /// Lots still aboard because there is no place ashore.
    pub fn held_aboard(&self) -> u32 {
        self.held_aboard
    }

    fn hand_mut(&mut self) -> Option<&mut Hand> {
        match &mut self.phase {
            Phase::Mooring(hand) | Phase::Unloading(hand) | Phase::Loading(hand) => Some(hand),
            Phase::Sailing | Phase::AtAnchor | Phase::YardFull | Phase::Waiting => None,
        }
    }
}

impl<O: Observer> World<'_, O> {
    /// All vessels are at the roads of their starting ports; they ask for a berth in order of number.
    pub(in crate::model) fn start_vessels(&mut self, agenda: &mut Agenda<Event>) {
        self.lane_turns.fill(0);
        self.vessels = vessels(self.corridor);
        for vessel in self.vessels.ids() {
            agenda.at(Time::ZERO, Event::VesselArrives { vessel });
        }
        self.start_timetables(agenda);
    }

    pub(in crate::model) fn on_vessel_arrives(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let port = self.vessels[id].port;
        self.mark_chain(self.vessels[id].deck.head, Moment::RunEnded, now);
        self.tell(now, Fact::VesselArrived { ship: self.vessels[id].ship(), port });
        self.change_state(id, VesselState::AtAnchor, now);
        let vessel = &mut self.vessels[id];
        vessel.phase = Phase::AtAnchor;
        vessel.arrived = now;
        vessel.call += 1;
        let closed = self.ports[port].closed;
        let cause = if closed { Cause::WaitingForWindow } else { Cause::WaitingForBerth };
        self.lots.book_chain(self.vessels[id].deck.head, now, cause);
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
        let stream = self.streams.fixed(class, fleet, self.vessels[id].number);
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
            phase @ (Phase::Sailing | Phase::AtAnchor | Phase::YardFull | Phase::Waiting) => {
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
            let generation = self.vessels[id].generation.wrapping_add(1);
            let Some(hand) = self.vessels[id].hand_mut() else { continue };
            match *hand {
                Hand::Working { ends } if closed => {
                    *hand = Hand::Interrupted { rest: ends.since(now) };
                    self.vessels[id].generation = generation;
                    self.tell(now, Fact::VesselInterrupted { ship });
                }
                Hand::Interrupted { rest } if !closed => {
                    *hand = Hand::Working { ends: now + rest };
                    self.vessels[id].generation = generation;
                    agenda.after(rest, Event::VesselHandled { vessel: id, generation });
                    self.tell(now, Fact::VesselResumed { ship });
                }
                Hand::Working { .. } | Hand::Interrupted { .. } => continue,
            }
            self.book_interruption(id, closed, now);
        }
    }

    /// What is in hand waits for better weather, or is handled on.
    fn book_interruption(&mut self, id: Id<Vessel>, closed: bool, now: Time) {
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

    /// Closes the books on the state a vessel was in.
    pub(super) fn change_state(&mut self, id: Id<Vessel>, state: VesselState, now: Time) {
        let vessel = &mut self.vessels[id];
        let old = vessel.state;
        self.counts.vessel_state(vessel.fleet, old, now.since(vessel.state_since));
        vessel.state = state;
        vessel.state_since = now;
        if let Some(class) = vessel.berth {
            let ashore = |state: VesselState| state.is_at_berth().then(|| state.berth_use());
            self.berths[class].change_use(now, ashore(old), ashore(state));
        }
    }

    /// The measured part begins: time before it is not counted to the state a vessel is in.
    pub(in crate::model) fn restart_vessel_states(&mut self, now: Time) {
        self.vessels.iter_mut().for_each(|vessel| vessel.state_since = now);
    }

    /// Time that the vessels of a fleet have been in the state they are in, until the end of the run.
    pub(in crate::model) fn time_in_state(&self, fleet: Id<Fleet>, state: VesselState) -> Duration {
        let end = self.corridor.horizon.end;
        self.vessels
            .iter()
            .filter(|vessel| vessel.fleet == fleet && vessel.state == state)
            .fold(Duration::ZERO, |sum, vessel| sum + end.since(vessel.state_since))
    }

    /// Vessels and berths that do not fit together: for the audit.
    pub(in crate::model) fn vessel_imbalance(&self) -> Option<String> {
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
        let placed: usize = self.ports.iter().map(|port| port.anchorage.len() + port.at_berth.len()).sum();
        let sailing = self.vessels.iter().filter(|vessel| vessel.phase == Phase::Sailing).count();
        (placed + sailing != self.vessels.len())
            .then(|| format!("{} vessels, but {placed} in port and {sailing} at sea", self.vessels.len()))
    }

    fn fleet_name(&self, vessel: Id<Vessel>) -> &str {
        &self.corridor.fleets[self.vessels[vessel].fleet].name
    }
}
