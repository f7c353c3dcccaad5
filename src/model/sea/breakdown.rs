//! Breakdowns: a vessel stands still at its instant, whatever it does, and goes on when it is repaired.
//!
//! The hours run on elapsed time. A breakdown that falls into a repair, a stay in dry dock or the time out of service
//! does nothing.

use super::state::VesselState;
use super::vessel::{Hand, Phase, Toll, Vessel};
use crate::kernel::{Agenda, Duration, Id, Time};
use crate::model::cargo::Cause;
use crate::model::corridor::Corridor;
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::world::World;

impl<O: Observer> World<'_, O> {
    pub(super) fn start_breakdowns(&mut self, agenda: &mut Agenda<Event>) {
        for id in self.vessels.ids() {
            self.plan_breakdown(id, agenda);
        }
    }

    fn plan_breakdown(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let vessel = &self.vessels[id];
        let Some(breakdowns) = &self.corridor.fleets[vessel.fleet].breakdowns else { return };
        let stream = self.streams.breakdown(vessel.fleet, vessel.luck);
        let toll = breakdowns.onset.toll(stream, vessel.breakdowns);
        self.put_breakdown(id, toll, agenda);
    }

    /// Puts the next breakdown to where as much as the toll has gone by from now on.
    fn put_breakdown(&mut self, id: Id<Vessel>, toll: f64, agenda: &mut Agenda<Event>) {
        let vessel = &mut self.vessels[id];
        let Some(breakdowns) = &self.corridor.fleets[vessel.fleet].breakdowns else { return };
        let hour = breakdowns.onset.paid(vessel.number, agenda.now().hours(), toll);
        let at = Time::from_hours(hour).max(agenda.now());
        vessel.toll = Toll { since: agenda.now(), amount: toll };
        vessel.breaks_at = at;
        if at < self.corridor.horizon.end {
            agenda.at(at, Event::VesselBreaksDown { vessel: id });
        }
    }

    /// Breakdowns come at the rates of the corridor as it is now; `before` is the edition they were put by.
    pub(in crate::model) fn review_breakdowns(&mut self, before: &Corridor, agenda: &mut Agenda<Event>) {
        let now = agenda.now().hours();
        for id in self.vessels.ids() {
            let Vessel { fleet, number, toll, .. } = self.vessels[id];
            let (old, new) = (&before.fleets[fleet].breakdowns, &self.corridor.fleets[fleet].breakdowns);
            if let (Some(old), Some(new)) = (old, new)
                && let Some(left) = old.onset.left(&new.onset, number, toll.since.hours(), now, toll.amount)
            {
                self.put_breakdown(id, left, agenda);
            }
        }
    }

    pub(in crate::model) fn on_vessel_breaks_down(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let vessel = &mut self.vessels[id];
        if vessel.breaks_at != now {
            return; // it was put to another instant
        }
        let number = vessel.breakdowns;
        vessel.breakdowns += 1;
        self.plan_breakdown(id, agenda);
        let vessel = &self.vessels[id];
        if vessel.broken_down || matches!(vessel.phase, Phase::InDryDock | Phase::OutOfService) {
            return;
        }
        let Some(breakdowns) = &self.corridor.fleets[vessel.fleet].breakdowns else { return };
        let stream = self.streams.repair(vessel.fleet, vessel.luck);
        let repair = Duration::from_hours(breakdowns.repair.draw(stream, number));
        self.break_down(id, repair, now);
        agenda.after(repair, Event::RepairEnds { vessel: id });
    }

    fn break_down(&mut self, id: Id<Vessel>, repair: Duration, now: Time) {
        let ship = self.vessels[id].ship();
        self.counts.broke_down(ship.fleet);
        self.tell(now, Fact::VesselBrokeDown { ship });
        if self.stop_hand(id, now) {
            self.tell(now, Fact::VesselInterrupted { ship });
        }
        self.change_state(id, VesselState::BrokenDown, now);
        let vessel = &mut self.vessels[id];
        vessel.broken_down = true;
        vessel.deck_cause = Cause::Breakdown;
        if vessel.phase == Phase::Sailing {
            vessel.delay += repair;
        }
        for head in [vessel.deck.head, vessel.in_hand.head] {
            self.lots.book_chain(head, now, Cause::Breakdown);
        }
    }

    /// Whole again, it goes on with what it did, unless the weather stops that by now.
    pub(in crate::model) fn on_repair_ends(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        self.vessels[id].broken_down = false;
        self.tell(now, Fact::VesselRepaired { ship: self.vessels[id].ship() });
        match self.vessels[id].phase {
            Phase::Sailing => {
                self.change_state(id, VesselState::Sailing, now);
                self.book_deck(id, Cause::Sailing, now);
            }
            Phase::AtAnchor => {
                let port = self.vessels[id].port;
                self.change_state(id, VesselState::AtAnchor, now);
                self.book_deck(id, self.anchor_cause(port), now);
                if !self.withdraw(id, agenda) {
                    agenda.at(now, Event::BerthsFree { port });
                }
            }
            Phase::Mooring(hand) | Phase::Unloading(hand) | Phase::Loading(hand) => {
                debug_assert!(matches!(hand, Hand::Interrupted { .. }), "{id:?} worked while it was broken down");
                let closed = self.weather_of_port(self.vessels[id].port).handling_closed;
                if !closed {
                    self.resume_hand(id, agenda);
                    self.tell(now, Fact::VesselResumed { ship: self.vessels[id].ship() });
                }
                self.book_interruption(id, closed, now);
                if matches!(self.vessels[id].phase, Phase::Loading(_)) {
                    self.book_deck(id, Cause::Filling, now);
                }
            }
            Phase::YardFull => {
                self.change_state(id, VesselState::YardFull, now);
                if self.vessels[id].held_aboard == 0 {
                    self.begin_loading(id, agenda);
                }
            }
            Phase::Waiting => {
                self.change_state(id, VesselState::WaitingForCargo, now);
                self.book_deck(id, Cause::Filling, now);
                if !self.withdraw(id, agenda) {
                    self.consider(id, agenda);
                }
            }
            phase @ (Phase::InDryDock | Phase::OutOfService) => unreachable!("{id:?} was repaired while {phase:?}"),
        }
    }
}
