//! Water: how much of its deck a vessel may fill, and what becomes of one that lies too deep for all its lanes.

use super::state::VesselState;
use super::vessel::{Phase, Vessel};
use crate::kernel::{Agenda, Duration, Id, Time};
use crate::model::corridor::{Corridor, Draught, Fleet, Lane, LaneEnd, Port, UnitKind, instant_reached};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::world::World;

impl<'c, O: Observer> World<'c, O> {
    /// Metres of water for a keel in a port, where depths are stated.
    pub(super) fn water(&self, port: Id<Port>, now: Time) -> Option<f64> {
        let depths = &self.corridor.ports[port].depths;
        depths.iter().map(|depth| depth.water(self.corridor.levels[depth.level].at(now.hours()))).reduce(f64::min)
    }

    /// Parts of the deck that the water at both ends of a lane allows now.
    pub(super) fn deck_limit(&self, fleet: Id<Fleet>, lane: Id<Lane>, now: Time) -> u64 {
        let spec = &self.corridor.fleets[fleet];
        let Some(draught) = spec.draught else { return spec.deck };
        let waters = self.corridor.lanes[lane].ports.into_iter().filter_map(|port| self.water(port, now));
        waters.map(|water| draught.deck_limit(water, spec.deck)).min().unwrap_or(spec.deck)
    }

    /// The lanes of a fleet that begin at a port, in the order of the file, and their ends there.
    pub(super) fn lanes_from(
        &self,
        fleet: Id<Fleet>,
        port: Id<Port>,
    ) -> impl DoubleEndedIterator<Item = (Id<Lane>, LaneEnd)> + Clone + use<'c, O> {
        let corridor = self.corridor;
        let end = move |lane: Id<Lane>| corridor.lanes[lane].ports.iter().position(|&at| at == port);
        corridor.fleets[fleet].lanes.iter().filter_map(move |&lane| end(lane).map(|from| (lane, from as LaneEnd)))
    }

    /// Whether a vessel of the fleet can take at least one unit on a lane now.
    pub(super) fn is_navigable(&self, fleet: Id<Fleet>, lane: Id<Lane>, now: Time) -> bool {
        self.corridor.fleets[fleet].draught.is_none()
            || self.deck_limit(fleet, lane, now) >= least_load(self.corridor, fleet, lane)
    }

    /// Whether a vessel with a clear deck can take nothing on any of its lanes from where it is.
    pub(super) fn is_too_deep(&self, id: Id<Vessel>, now: Time) -> bool {
        let Vessel { fleet, port, .. } = self.vessels[id];
        self.corridor.fleets[fleet].draught.is_some()
            && !self.lanes_from(fleet, port).any(|(lane, _)| self.is_navigable(fleet, lane, now))
    }

    /// Whether a vessel at the roads has to wait for water rather than for a berth. One with cargo aboard was loaded for
    /// this port and berths.
    pub(in crate::model) fn needs_water(&self, id: Id<Vessel>, now: Time) -> bool {
        self.vessels[id].deck.is_empty() && self.is_too_deep(id, now)
    }

    /// Whether a vessel at the roads waits for water; it is noted that it does, or no longer does.
    pub(in crate::model) fn lies_off(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) -> bool {
        let now = agenda.now();
        let waited = self.vessels[id].state == VesselState::WaitingForWater;
        if !self.needs_water(id, now) {
            if waited {
                self.change_state(id, VesselState::AtAnchor, now);
            }
            return false;
        }
        if !waited {
            self.change_state(id, VesselState::WaitingForWater, now);
            self.tell(now, Fact::VesselLiesOff { ship: self.vessels[id].ship(), port: self.vessels[id].port });
        }
        self.ask_when_water_rises(id, agenda);
        true
    }

    /// A vessel has cleared its deck and can take nothing: it leaves the berth to others.
    pub(super) fn shift_to_roads(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        self.leave_berth(id, VesselState::WaitingForWater, agenda);
        let vessel = &mut self.vessels[id];
        let (ship, port) = (vessel.ship(), vessel.port);
        vessel.phase = Phase::AtAnchor;
        vessel.arrived = now;
        vessel.call += 1;
        self.ports[port].anchorage.push_back(id);
        self.tell(now, Fact::VesselLiesOff { ship, port });
    }

    /// Puts the instant at which the water first allows the vessel a unit on one of its lanes, if it ever does.
    fn ask_when_water_rises(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let Vessel { fleet, port, .. } = self.vessels[id];
        let Some(draught) = self.corridor.fleets[fleet].draught else { return };
        let hours = self.lanes_from(fleet, port).map(|(lane, _)| self.navigable_from(fleet, draught, lane, now));
        let hour = hours.fold(f64::INFINITY, f64::min);
        if hour == f64::INFINITY {
            return;
        }
        let due = &mut self.ports[port].water_rises;
        let rises = instant_reached(hour).max(now + Duration::from_ms(1));
        if *due <= now || rises < *due {
            *due = rises;
            agenda.at(rises, Event::BerthsFree { port });
        }
    }

    /// The first hour from now on at which every depth at both ends of a lane lets a vessel take a unit.
    fn navigable_from(&self, fleet: Id<Fleet>, draught: Draught, lane: Id<Lane>, now: Time) -> f64 {
        let corridor = self.corridor;
        let water = draught.water_for(least_load(corridor, fleet, lane), corridor.fleets[fleet].deck);
        let depths = || corridor.lanes[lane].ports.into_iter().flat_map(|port| &corridor.ports[port].depths);
        let mut hour = now.hours();
        loop {
            let reached = depths()
                .fold(hour, |hour, depth| corridor.levels[depth.level].next_reaching(hour, depth.level_for(water)));
            if reached == hour || reached == f64::INFINITY {
                return reached;
            }
            hour = reached;
        }
    }
}

/// The smallest share of the deck that a unit takes which is offered on the lane in either direction.
fn least_load(corridor: &Corridor, fleet: Id<Fleet>, lane: Id<Lane>) -> u64 {
    let spec = &corridor.fleets[fleet];
    let offered = |kind: UnitKind| corridor.lanes[lane].offered.iter().any(|end| end[kind as usize]);
    let share = |kind: UnitKind| spec.share[kind as usize];
    let least = UnitKind::ALL.into_iter().filter(|&kind| offered(kind)).filter_map(share).min();
    least.or_else(|| UnitKind::ALL.into_iter().filter_map(share).min()).unwrap_or(1)
}
