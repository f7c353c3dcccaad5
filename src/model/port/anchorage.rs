//! The sea side of a port: vessels at anchor and at berth.

use std::collections::VecDeque;

use crate::kernel::{Agenda, Id, Time};
use crate::model::cargo::Cause;
use crate::model::corridor::{BerthClass, Port};
use crate::model::event::Event;
use crate::model::fact::Observer;
use crate::model::sea::Vessel;
use crate::model::world::World;

/// Who lies where.
#[derive(Debug, Default)]
pub struct PortState {
    /// Waiting for a berth, first in first out.
    pub anchorage: VecDeque<Id<Vessel>>,
    /// At berth, in the order of berthing.
    pub at_berth: Vec<Id<Vessel>>,
    /// A closure stops berthing.
    pub closed: bool,
    /// When those that wait for water will next be asked.
    pub water_rises: Time,
}

impl PortState {
    pub fn clear(&mut self) {
        self.anchorage.clear();
        self.at_berth.clear();
        self.closed = false;
        self.water_rises = Time::ZERO;
    }
}

impl<O: Observer> World<'_, O> {
    /// Whoever waits at anchor and finds a free berth that accepts it goes alongside, first come first served.
    pub(in crate::model) fn on_berths_free(&mut self, port: Id<Port>, agenda: &mut Agenda<Event>) {
        if self.ports[port].closed {
            return;
        }
        let mut next = 0;
        while let Some(&vessel) = self.ports[port].anchorage.get(next) {
            if self.vessels[vessel].is_broken_down() || self.lies_off(vessel, agenda) {
                next += 1;
                continue;
            }
            match self.free_berth(vessel, port) {
                Some(class) => {
                    self.ports[port].anchorage.remove(next);
                    self.moor(vessel, class, agenda);
                }
                None => next += 1,
            }
        }
    }

    /// The first class of the vessel's preference with a free berth.
    fn free_berth(&self, vessel: Id<Vessel>, port: Id<Port>) -> Option<Id<BerthClass>> {
        let fleet = &self.corridor.fleets[self.vessels[vessel].fleet];
        fleet.berths[port.index()].iter().copied().find(|&class| self.berths[class].is_free())
    }

    /// A vessel at anchor off a port that could go alongside, for the audit.
    pub(in crate::model) fn kept_from_berth(&self, port: Id<Port>, now: Time) -> Option<Id<Vessel>> {
        let state = &self.ports[port];
        let could = |id: Id<Vessel>| {
            !self.vessels[id].is_broken_down() && !self.needs_water(id, now) && self.free_berth(id, port).is_some()
        };
        state.anchorage.iter().copied().find(|&id| !state.closed && could(id))
    }

    /// Every port has as many berths now as the corridor says.
    pub(in crate::model) fn review_berths(&mut self, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        for (id, class) in self.corridor.berth_classes.entries() {
            self.berths[id].resize(class.count, now);
        }
        for port in self.ports.ids() {
            agenda.at(now, Event::BerthsFree { port });
        }
    }

    /// What time at anchor is booked to.
    pub(in crate::model) fn anchor_cause(&self, port: Id<Port>) -> Cause {
        if self.ports[port].closed { Cause::WaitingForWindow } else { Cause::WaitingForBerth }
    }

    /// Berthing stops or goes on.
    pub(in crate::model) fn turn_port(&mut self, port: Id<Port>, closed: bool, agenda: &mut Agenda<Event>) {
        if self.ports[port].closed == closed {
            return;
        }
        self.ports[port].closed = closed;
        let cause = self.anchor_cause(port);
        for number in 0..self.ports[port].anchorage.len() {
            let vessel = self.ports[port].anchorage[number];
            if !self.vessels[vessel].is_broken_down() {
                self.lots.book_chain(self.vessels[vessel].deck.head, agenda.now(), cause);
            }
        }
        if !closed {
            agenda.at(agenda.now(), Event::BerthsFree { port });
        }
    }
}
