//! Service: vessels enter it, leave it with a clear deck, and go to dry dock from it.

use super::state::VesselState;
use super::vessel::{Phase, Vessel};
use crate::kernel::{Agenda, Duration, Id, Time};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::world::World;

impl<O: Observer> World<'_, O> {
    /// Puts the dates at which vessels enter or leave service, and those at which dry docks are due.
    pub(super) fn start_service(&mut self, agenda: &mut Agenda<Event>) {
        for fleet in self.corridor.fleets.iter() {
            let dates = fleet.service.iter().flat_map(|service| [service.enters, service.leaves]);
            for date in dates.filter(|&date| date > Time::ZERO && date < self.corridor.horizon.end) {
                agenda.at(date, Event::FleetsChange);
            }
        }
        for (id, vessel) in self.vessels.entries() {
            if let Some(dock) = &self.corridor.fleets[vessel.fleet].dry_dock {
                agenda.at(dock.first_due(vessel.number), Event::DockIsDue { vessel: id });
            }
        }
    }

    pub(super) fn serves(&self, vessel: &Vessel, now: Time) -> bool {
        self.corridor.fleets[vessel.fleet].serves(vessel.number, now)
    }

    /// Brings the vessels in line with the corridor: those that are to serve enter, those that are not leave as soon as
    /// their decks are clear.
    pub(in crate::model) fn review_fleets(&mut self, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        for id in self.vessels.ids() {
            let vessel = &self.vessels[id];
            match (self.serves(vessel, now), vessel.phase) {
                (true, Phase::OutOfService) => self.enter_service(id, agenda),
                (false, Phase::AtAnchor | Phase::Waiting) if !self.withdraw(id, agenda) => self.consider(id, agenda),
                (_, _) => {}
            }
        }
    }

    fn enter_service(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let starts = &self.corridor.fleets[self.vessels[id].fleet].starts;
        let vessel = &mut self.vessels[id];
        vessel.port = starts[vessel.number as usize % starts.len()];
        vessel.phase = Phase::Sailing;
        let (fleet, is_new) = (vessel.fleet, !std::mem::replace(&mut vessel.has_served, true));
        if let (Some(books), true) = (&mut self.books, is_new) {
            books.bought(fleet);
        }
        self.change_state(id, VesselState::Sailing, now);
        self.tell(now, Fact::VesselEntered { ship: self.vessels[id].ship() });
        agenda.at(now, Event::VesselArrives { vessel: id });
    }

    /// With a clear deck a vessel that no longer serves leaves, and one that is due goes to dry dock; one that has
    /// broken down is repaired first. Returns whether it has gone.
    pub(super) fn withdraw(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) -> bool {
        let now = agenda.now();
        let vessel = &self.vessels[id];
        if vessel.broken_down || !vessel.deck.is_empty() || !vessel.in_hand.is_empty() {
            return false;
        }
        let ship = vessel.ship();
        if !self.serves(vessel, now) {
            self.go_from_port(id, VesselState::OutOfService, agenda);
            self.vessels[id].phase = Phase::OutOfService;
            self.tell(now, Fact::VesselLeft { ship });
            return true;
        }
        let dock = self.corridor.fleets[vessel.fleet].dry_dock.as_ref().filter(|_| vessel.dock_due);
        let Some(dock) = dock else { return false };
        let stream = self.streams.dry_dock(vessel.fleet, vessel.luck);
        let stay = Duration::from_hours(dock.stay.draw(stream, vessel.docks));
        self.go_from_port(id, VesselState::InDryDock, agenda);
        self.vessels[id].phase = Phase::InDryDock;
        self.tell(now, Fact::VesselDocked { ship });
        agenda.after(stay, Event::VesselArrives { vessel: id });
        true
    }

    /// It is neither at berth nor at anchor any more. A round trip is not counted over the time it is away.
    fn go_from_port(&mut self, id: Id<Vessel>, state: VesselState, agenda: &mut Agenda<Event>) {
        let port = self.vessels[id].port;
        self.leave_line(id);
        self.leave_berth(id, state, agenda);
        self.ports[port].anchorage.retain(|&other| other != id);
        let vessel = &mut self.vessels[id];
        vessel.voyage = None;
        vessel.due = false;
        vessel.held = false;
        vessel.dock_due = false;
        vessel.round_trip_from = None;
    }

    pub(in crate::model) fn on_dock_is_due(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let Some(dock) = &self.corridor.fleets[self.vessels[id].fleet].dry_dock else { return };
        agenda.after(dock.every, Event::DockIsDue { vessel: id });
        let vessel = &mut self.vessels[id];
        vessel.docks += 1;
        match vessel.phase {
            // A vessel that is in dock, or out of service, has no need of it.
            Phase::InDryDock | Phase::OutOfService => {}
            Phase::AtAnchor | Phase::Waiting => {
                vessel.dock_due = true;
                self.withdraw(id, agenda);
            }
            Phase::Sailing | Phase::Mooring(_) | Phase::Unloading(_) | Phase::YardFull | Phase::Loading(_) => {
                vessel.dock_due = true;
            }
        }
    }
}
