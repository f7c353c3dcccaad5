//! Departure: when a vessel is ready, and when the weather lets it go.

use super::deck::Deck;
use super::state::VesselState;
use super::vessel::{Phase, Vessel};
use crate::kernel::{Agenda, Duration, Id, Time};
use crate::model::cargo::Cause;
use crate::model::corridor::{Corridor, Departure, DepartureRule, Fleet, LeastFill, Loading, Moment, Port, UnitKind};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::measure::Load;
use crate::model::world::World;

/// What a vessel can still do at its lane end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Prospects {
    /// Something that waits fits aboard.
    pub cargo: bool,
    /// No unit kind offered on this lane fits the rest of the deck, or of what the water allows of it.
    pub full: bool,
}

impl<'c, O: Observer> World<'c, O> {
    fn departure_rule(&self, vessel: &Vessel) -> &'c Departure {
        self.corridor.fleets[vessel.fleet].departures[vessel.port.index()]
            .as_ref()
            .expect("a fleet has a departure rule for every port of its lanes")
    }

    /// How long after berthing the vessel waits for its least fill; `None` where it waits for ever.
    pub(super) fn patience(&self, id: Id<Vessel>) -> Option<Duration> {
        match self.departure_rule(&self.vessels[id]).rule {
            DepartureRule::WhenLoaded { patience, .. } if patience != Duration::FOREVER => Some(patience),
            DepartureRule::WhenLoaded { .. } | DepartureRule::Timetable { .. } => None,
        }
    }

    /// Vessels at berth wait as long, and for such weather, as the corridor says now.
    pub(in crate::model) fn review_departures(&mut self, before: &Corridor, agenda: &mut Agenda<Event>) {
        let waits = |departure: &Departure| {
            let patience = match departure.rule {
                DepartureRule::WhenLoaded { patience, .. } => Some(patience),
                DepartureRule::Timetable { .. } => None,
            };
            (patience, departure.window, departure.forecast_skill, departure.may_leave_empty)
        };
        for id in self.vessels.ids() {
            let Vessel { fleet, port, berth, berthed, call, .. } = self.vessels[id];
            let rule = |corridor: &Corridor| corridor.fleets[fleet].departures[port.index()].as_ref().map(waits);
            if berth.is_none() || rule(before) == rule(self.corridor) {
                continue;
            }
            if let Some(patience) = self.patience(id)
                && berthed + patience > agenda.now()
            {
                agenda.at(berthed + patience, Event::PatienceEnds { vessel: id, call });
            }
            self.consider(id, agenda);
        }
    }

    /// What a vessel with nothing in hand finds at its lane end.
    pub(super) fn prospects(&self, vessel: &Vessel) -> Prospects {
        let Some((lane, from)) = vessel.voyage else { return Prospects::default() };
        let offered = &self.corridor.lanes[lane].offered[usize::from(from)];
        let end = &self.lane_ends[lane][usize::from(from)];
        let fleet = &self.corridor.fleets[vessel.fleet];
        let always = |kind: UnitKind| end.always.iter().any(|&flow| self.corridor.flows[flow].unit == kind);
        let (mut cargo, mut room) = (false, false);
        for &kind in &UnitKind::ALL {
            let offered = offered[kind as usize];
            let waits = end.waiting[kind as usize] > 0 || always(kind);
            if (offered || waits) && Deck::fits(kind, fleet, vessel.limit, &vessel.deck, &vessel.in_hand) {
                cargo |= waits;
                room |= offered;
            }
        }
        Prospects { cargo, full: !vessel.deck.is_empty() && !room }
    }

    /// Whether the departure rule lets the vessel go as it is.
    pub(super) fn is_ready(&self, vessel: &Vessel, prospects: Prospects, now: Time) -> bool {
        let spec = self.departure_rule(vessel);
        let DepartureRule::WhenLoaded { least_fill, patience } = spec.rule else { return vessel.due };
        let aboard = !vessel.deck.is_empty();
        // A vessel told to leave service takes what it has where that goes, and waits for no more.
        let patience_over = vessel.berthed + patience <= now || !self.serves(vessel, now);
        match spec.loading {
            _ if prospects.full => true,
            Loading::AsCargoComes if patience_over && aboard => true,
            // Loaded once, it leaves; empty only where nothing can be had.
            Loading::WhenLoadIsComplete if aboard => true,
            Loading::AsCargoComes | Loading::WhenLoadIsComplete => {
                !prospects.cargo
                    && (aboard || spec.may_leave_empty)
                    && (patience_over || self.is_filled(vessel, least_fill, vessel.deck.used, vessel.deck.total()))
            }
        }
    }

    /// Whether loading may start now.
    pub(super) fn may_load(&self, vessel: &Vessel, prospects: Prospects, now: Time) -> bool {
        let spec = self.departure_rule(vessel);
        prospects.cargo
            && match (spec.loading, &spec.rule) {
                (Loading::WhenLoadIsComplete, &DepartureRule::WhenLoaded { least_fill, patience }) => {
                    vessel.berthed + patience <= now || self.load_is_complete(vessel, least_fill)
                }
                (Loading::AsCargoComes | Loading::WhenLoadIsComplete, _) => true,
            }
    }

    /// Whether what waits, up to what the deck takes, makes up the least fill.
    fn load_is_complete(&self, vessel: &Vessel, least_fill: LeastFill) -> bool {
        let Some((lane, from)) = vessel.voyage else { return false };
        let end = &self.lane_ends[lane][usize::from(from)];
        let fleet = &self.corridor.fleets[vessel.fleet];
        let always = |kind: UnitKind| end.always.iter().any(|&flow| self.corridor.flows[flow].unit == kind);
        let (mut parts, mut units) = (0, 0);
        for kind in UnitKind::ALL {
            let room = Deck::room_for(kind, fleet, vessel.limit, &vessel.deck, &vessel.in_hand);
            let fits = if always(kind) { room } else { room.min(end.waiting[kind as usize]) };
            units += fits;
            parts += fits * fleet.share[kind as usize].unwrap_or(0);
        }
        self.is_filled(vessel, least_fill, parts, units)
    }

    /// Whether a load is the least fill, or as much of it as the water allows.
    fn is_filled(&self, vessel: &Vessel, least_fill: LeastFill, parts: u64, units: u64) -> bool {
        let fleet = &self.corridor.fleets[vessel.fleet];
        let offered =
            vessel.voyage.map_or([false; 4], |(lane, from)| self.corridor.lanes[lane].offered[usize::from(from)]);
        let shares = fleet.share.iter().zip(offered).filter_map(|(share, offered)| share.filter(|_| offered));
        least_fill.within(vessel.limit, fleet.deck, shares).is_reached(parts, units)
    }

    /// Whether a vessel is at berth for nothing: it could load or leave, or go on with what it does.
    pub(in crate::model) fn tarries(&self, id: Id<Vessel>, now: Time) -> bool {
        let vessel = &self.vessels[id];
        if vessel.broken_down {
            return false;
        }
        if vessel.phase != Phase::Waiting {
            return self.stands_still(vessel);
        }
        let prospects = self.prospects(vessel);
        if self.is_ready(vessel, prospects, now) {
            prospects.cargo && !prospects.full || self.next_window(id, now) == now
        } else {
            self.may_load(vessel, prospects, now)
        }
    }

    /// The question is put after every end of handling of this instant, or when the weather is due to change.
    pub(super) fn ask_to_leave(&mut self, id: Id<Vessel>, time: Time, agenda: &mut Agenda<Event>) {
        let vessel = &mut self.vessels[id];
        if vessel.asks != time || time == agenda.now() {
            vessel.asks = time;
            agenda.at(time, Event::VesselAsks { vessel: id, call: vessel.call });
        }
    }

    pub(in crate::model) fn on_vessel_asks(&mut self, id: Id<Vessel>, call: u32, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let vessel = &self.vessels[id];
        if vessel.call != call || vessel.phase != Phase::Waiting || vessel.broken_down {
            return;
        }
        let prospects = self.prospects(&self.vessels[id]);
        if !self.is_ready(&self.vessels[id], prospects, now) {
            return self.consider(id, agenda);
        }
        let chance = self.next_window(id, now);
        if chance == now {
            return self.depart(id, agenda);
        }
        if !std::mem::replace(&mut self.vessels[id].held, true) {
            self.tell(now, Fact::VesselHeld { ship: self.vessels[id].ship() });
        }
        self.ask_to_leave(id, chance, agenda);
        if !prospects.full && prospects.cargo {
            return self.load(id, agenda);
        }
        self.change_state(id, VesselState::WaitingForWindow, now);
        self.book_deck(id, Cause::WaitingForWindow, now);
    }

    pub(in crate::model) fn on_patience_ends(&mut self, id: Id<Vessel>, call: u32, agenda: &mut Agenda<Event>) {
        if self.vessels[id].call == call {
            self.consider(id, agenda);
        }
    }

    /// The first instant from now on at which the port is open and the forecast shows the window that is asked for.
    fn next_window(&self, id: Id<Vessel>, now: Time) -> Time {
        let vessel = &self.vessels[id];
        let spec = self.departure_rule(vessel);
        let (lane, from) = vessel.voyage.expect("a vessel leaves on a lane");
        let far = self.corridor.lanes[lane].ports[1 - usize::from(from)];
        let here = &self.weather_of_port(vessel.port).departure;
        let there = &self.weather_of_port(far).berthing;
        let mut start = here.next_open(now);
        if spec.window == Duration::ZERO {
            return start;
        }
        let forecast = self.streams.forecast(vessel.fleet, vessel.luck, vessel.call);
        loop {
            let begun = start;
            for (end, openings) in [here, there].into_iter().enumerate() {
                let first = openings.upcoming(start);
                for (number, &(closes, opens)) in openings.closures().iter().enumerate().skip(first) {
                    if closes >= start + spec.window {
                        break;
                    }
                    // What blows now is seen by everybody; what is to come, as far as the forecast goes.
                    let seen = closes <= now
                        || spec.forecast_skill >= 1.0
                        || forecast.at(end as u64).uniform(number as u64) < spec.forecast_skill;
                    if seen {
                        start = start.max(opens);
                    }
                }
            }
            start = here.next_open(start);
            if start == begun {
                return start;
            }
        }
    }

    fn depart(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let corridor = self.corridor;
        self.leave_line(id);
        self.note_departure(id, now);
        self.leave_berth(id, VesselState::Sailing, agenda);
        let vessel = &mut self.vessels[id];
        let (lane, from) = vessel.voyage.expect("a vessel leaves on a lane");
        vessel.phase = Phase::Sailing;
        vessel.port = corridor.lanes[lane].ports[1 - usize::from(from)];
        vessel.due = false;
        vessel.held = false;
        let deck = self.vessels[id].deck;
        self.mark_chain(deck.head, Moment::Departed, now);
        self.lots.book_chain(deck.head, now, Cause::Sailing);
        self.tell(now, Fact::VesselDeparted { ship: self.vessels[id].ship(), lane, total: deck.total() });
        let vessel = &self.vessels[id];
        let fleet = &corridor.fleets[vessel.fleet];
        let number = fleet.lanes.iter().position(|&own| own == lane).expect("a vessel sails lanes of its fleet");
        let stream = self.streams.sailing(vessel.fleet, vessel.luck);
        let sailing = fleet.sailing[number][usize::from(from)].draw(stream, u64::from(vessel.call));
        agenda.after(Duration::from_hours(sailing), Event::VesselArrives { vessel: id });
    }

    /// The berth, if it has one, is free; the vessel's time runs to what it does from now on.
    pub(super) fn leave_berth(&mut self, id: Id<Vessel>, state: VesselState, agenda: &mut Agenda<Event>) {
        self.change_state(id, state, agenda.now());
        let port = self.vessels[id].port;
        if let Some(class) = self.vessels[id].berth.take() {
            self.berths[class].give(agenda.now());
            self.ports[port].at_berth.retain(|&other| other != id);
            agenda.at(agenda.now(), Event::BerthsFree { port });
        }
    }

    fn note_departure(&mut self, id: Id<Vessel>, now: Time) {
        let vessel = &self.vessels[id];
        let (lane, from) = vessel.voyage.expect("a vessel leaves on a lane");
        let left_behind = self.lane_ends[lane][usize::from(from)].waiting.iter().sum();
        let deck_share = vessel.deck.used as f64 / self.corridor.fleets[vessel.fleet].deck as f64;
        let load = Load {
            deck_share,
            limit_share: vessel.limit as f64 / self.corridor.fleets[vessel.fleet].deck as f64,
            water: self.water(vessel.port, now),
            full: self.prospects(vessel).full,
            units: vessel.deck.units,
        };
        self.counts.departed(vessel.fleet, vessel.port, now.since(vessel.berthed), load);
        self.counts.left_behind(lane, from, left_behind);
        if from == 0 {
            if let Some((last_lane, last)) = vessel.round_trip_from
                && last_lane == lane
            {
                self.counts.round_trip(vessel.fleet, now.since(last));
            }
            self.vessels[id].round_trip_from = Some((lane, now));
        }
    }

    /// Where the calls of a timetable are counted.
    fn timetable_slot(&self, fleet: Id<Fleet>, port: Id<Port>) -> usize {
        fleet.index() * self.corridor.ports.len() + port.index()
    }

    pub(super) fn start_timetables(&mut self, agenda: &mut Agenda<Event>) {
        for (fleet, spec) in self.corridor.fleets.entries() {
            for (port, departure) in spec.departures.iter().enumerate() {
                if let Some(Departure { rule: DepartureRule::Timetable { first, .. }, .. }) = departure {
                    let number = self.timetable_slot(fleet, Id::new(port));
                    self.timetable_calls[number] = 0;
                    agenda.at(*first, Event::TimetableCalls { fleet, port: Id::new(port) });
                }
            }
        }
    }

    /// The vessel that berthed first and has cleared its deck takes the departure; without one it is missed.
    pub(in crate::model) fn on_timetable_calls(
        &mut self,
        fleet: Id<Fleet>,
        port: Id<Port>,
        agenda: &mut Agenda<Event>,
    ) {
        let Some(Departure { rule: DepartureRule::Timetable { every, .. }, .. }) =
            &self.corridor.fleets[fleet].departures[port.index()]
        else {
            unreachable!("only timetables call")
        };
        let number = self.timetable_slot(fleet, port);
        let stream = self.streams.timetable(fleet, &self.corridor.ports[port].name);
        let gap = Duration::from_hours(every.draw(stream, self.timetable_calls[number]));
        self.timetable_calls[number] += 1;
        agenda.after(gap, Event::TimetableCalls { fleet, port });
        let free = self.ports[port].at_berth.iter().copied().find(|&id| {
            let vessel = &self.vessels[id];
            vessel.fleet == fleet
                && !vessel.due
                && !vessel.broken_down
                && matches!(vessel.phase, Phase::Waiting | Phase::Loading(_))
        });
        if let Some(id) = free {
            self.vessels[id].due = true;
            self.consider(id, agenda);
        }
    }
}
