//! Loading: which lane, which cargo, and when a vessel waits for more.

use super::deck::Deck;
use super::state::VesselState;
use super::vessel::{Phase, Vessel};
use crate::kernel::{Agenda, Id, Time};
use crate::model::cargo::{Cause, Lot};
use crate::model::corridor::{Fleet, Flow, Lane, LaneChoice, LaneEnd, UnitKind};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::world::World;

/// What a vessel takes next.
struct Offer {
    flow: Id<Flow>,
    kind: UnitKind,
    /// The lot that waits, or `None` where units are always available.
    waits: Option<Id<Lot>>,
}

impl<O: Observer> World<'_, O> {
    /// The deck is clear: the vessel picks its lane and asks for cargo.
    pub(super) fn begin_loading(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        if self.withdraw(id, agenda) {
            return;
        }
        let now = agenda.now();
        if self.is_too_deep(id, now) {
            return self.shift_to_roads(id, agenda);
        }
        let voyage = self.choose_lane(id, now);
        let limit = self.deck_limit(self.vessels[id].fleet, voyage.0, now);
        let vessel = &mut self.vessels[id];
        vessel.voyage = Some(voyage);
        vessel.limit = limit;
        vessel.phase = Phase::Waiting;
        vessel.deck_cause = Cause::Filling;
        self.change_state(id, VesselState::WaitingForCargo, now);
        self.consider(id, agenda);
    }

    fn choose_lane(&mut self, id: Id<Vessel>, now: Time) -> (Id<Lane>, LaneEnd) {
        let corridor = self.corridor;
        let fleet_id = self.vessels[id].fleet;
        let fleet = &corridor.fleets[fleet_id];
        let port = self.vessels[id].port;
        let mut open = self.lanes_from(fleet_id, port).filter(|&(lane, _)| self.is_navigable(fleet_id, lane, now));
        match fleet.choice {
            LaneChoice::Rotation => {
                // A turn for each port: a count over all could keep step with the voyage and miss a lane for ever.
                let lanes = open.clone().count();
                let turn = id.index() * corridor.ports.len() + port.index();
                let lane = open.nth(self.lane_turns[turn] as usize % lanes.max(1));
                self.lane_turns[turn] += 1;
                lane
            }
            // The first of equals: `max_by_key` would take the last.
            LaneChoice::LongestQueue => {
                open.rev().max_by_key(|&(lane, from)| self.loads_waiting(fleet_id, lane, from, now))
            }
        }
        .expect("a vessel calls only at ports of its lanes")
    }

    /// Deck loads of this fleet that wait at both ends of a lane, less the vessels that will take them before us, in
    /// thousandths of a deck.
    fn loads_waiting(&self, fleet_id: Id<Fleet>, lane: Id<Lane>, from: LaneEnd, now: Time) -> i64 {
        let fleet = &self.corridor.fleets[fleet_id];
        let waiting: u64 = self.lane_ends[lane]
            .iter()
            .flat_map(|end| end.waiting.iter().zip(&fleet.share))
            .map(|(units, share)| share.map_or(0, |share| units * share))
            .sum();
        let committed = self.vessels.iter().filter(|vessel| self.will_take_first(vessel, fleet, (lane, from))).count();
        let decks = u128::from(waiting) * 1000 / u128::from(self.deck_limit(fleet_id, lane, now));
        decks as i64 - 1000 * committed as i64
    }

    /// Whether a vessel takes what waits for a lane before one that would choose it now. Where one at anchor or
    /// unloading goes next is open, unless only this lane begins there.
    fn will_take_first(&self, vessel: &Vessel, fleet: &Fleet, (lane, from): (Id<Lane>, LaneEnd)) -> bool {
        let far = self.corridor.lanes[lane].ports[1 - usize::from(from)];
        let other = &self.corridor.fleets[vessel.fleet];
        let alike = fleet.share.iter().zip(&other.share).any(|(own, other)| own.is_some() && other.is_some());
        alike
            && match vessel.phase {
                Phase::Sailing => vessel.voyage == Some((lane, from)),
                Phase::Waiting | Phase::Loading(_) => vessel.voyage.is_some_and(|voyage| voyage.0 == lane),
                Phase::AtAnchor | Phase::Mooring(_) | Phase::Unloading(_) | Phase::YardFull => {
                    let mut next = self.lanes_from(vessel.fleet, far);
                    vessel.port == far && next.next().is_some_and(|(only, _)| only == lane) && next.next().is_none()
                }
                Phase::InDryDock | Phase::OutOfService => false,
            }
    }

    /// With nothing in hand: load what waits, or ask to leave, or wait in line for cargo.
    pub(in crate::model) fn consider(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let vessel = &self.vessels[id];
        if vessel.phase != Phase::Waiting || vessel.broken_down {
            return;
        }
        let prospects = self.prospects(vessel);
        if self.is_ready(vessel, prospects, now) {
            self.ask_to_leave(id, now, agenda);
        } else if self.may_load(vessel, prospects, now) {
            return self.load(id, agenda);
        }
        if !prospects.full {
            self.wait_in_line(id);
        }
    }

    /// Takes aboard whatever waits and fits, as one group; a unit that is handled on its own is a group by itself.
    pub(super) fn load(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let corridor = self.corridor;
        self.leave_line(id);
        while let Some(offer) = self.next_offer(id) {
            let alone = corridor.flows[offer.flow].unit_events;
            if alone && !self.vessels[id].in_hand.is_empty() {
                break;
            }
            let lot = self.take_offer(id, &offer, now);
            self.leave_room(lot, now);
            if offer.waits.is_some() {
                self.note_boarding(id, lot, now);
            }
            self.begin_step(lot, Cause::Loading, now);
            let vessel = &mut self.vessels[id];
            vessel.in_hand.put(&mut self.lots, &corridor.fleets[vessel.fleet], &corridor.flows[offer.flow], lot);
            if alone {
                break;
            }
        }
        self.book_deck(id, Cause::Filling, now);
        let group = self.vessels[id].in_hand;
        let work = self.berth_work(id, group.head, true);
        self.tell(now, Fact::LoadingStarted { ship: self.vessels[id].ship(), total: group.total() });
        self.take_in_hand(id, Phase::Loading, VesselState::Loading, work, agenda);
    }

    pub(super) fn on_loaded(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let vessel = &mut self.vessels[id];
        let total = vessel.in_hand.total();
        self.lots.book_chain(vessel.in_hand.head, now, Cause::Filling);
        let mut group = std::mem::take(&mut vessel.in_hand);
        vessel.deck.put_all(&mut self.lots, &mut group);
        vessel.phase = Phase::Waiting;
        self.tell(now, Fact::LoadingEnded { ship: self.vessels[id].ship(), total });
        self.change_state(id, VesselState::WaitingForCargo, now);
        self.consider(id, agenda);
    }

    /// The next cargo by priority, then arrival, of what still fits; cargo that is always available comes last.
    fn next_offer(&self, id: Id<Vessel>) -> Option<Offer> {
        let vessel = &self.vessels[id];
        let (lane, from) = vessel.voyage?;
        let end = &self.lane_ends[lane][usize::from(from)];
        let fleet = &self.corridor.fleets[vessel.fleet];
        let fits = |kind| Deck::fits(kind, fleet, vessel.limit, &vessel.deck, &vessel.in_hand);
        let mut best: Option<((u8, u64), Offer)> = None;
        for kind in UnitKind::ALL {
            if end.waiting[kind as usize] == 0 {
                continue;
            }
            let queue = &end.queues[kind as usize];
            if let (Some(priority), Some(&(number, lot))) = (queue.next_priority(), queue.peek())
                && best.as_ref().is_none_or(|(order, _)| (priority, number) < *order)
                && fits(kind)
            {
                best = Some(((priority, number), Offer { flow: self.lots[lot].flow, kind, waits: Some(lot) }));
            }
        }
        for &flow in &end.always {
            let spec = &self.corridor.flows[flow];
            let order = (spec.priority, u64::MAX);
            if best.as_ref().is_none_or(|(known, _)| order < *known) && fits(spec.unit) {
                best = Some((order, Offer { flow, kind: spec.unit, waits: None }));
            }
        }
        best.map(|(_, offer)| offer)
    }

    /// Takes as much of what is offered as fits, one unit where units are handled on their own.
    fn take_offer(&mut self, id: Id<Vessel>, offer: &Offer, now: Time) -> Id<Lot> {
        let kind = offer.kind as usize;
        let alone = self.corridor.flows[offer.flow].unit_events;
        let room = |units: u64| if alone { 1 } else { self.room_aboard(id, offer.kind, units).min(units) as u32 };
        let Some(front) = offer.waits else {
            let units = room(u64::from(u32::MAX));
            return self.create(offer.flow, 0, units, now);
        };
        let units = self.lots[front].units;
        let room = room(u64::from(units));
        let (lane, from) = self.vessels[id].voyage.expect("loading for a lane");
        let end = &mut self.lane_ends[lane][usize::from(from)];
        end.waiting[kind] -= u64::from(room.min(units));
        if room < units {
            return self.lots.split(front, room);
        }
        end.queues[kind].pop();
        front
    }

    /// Remembers how long those waited who board now, where somebody asks for it.
    fn note_boarding(&mut self, id: Id<Vessel>, lot: Id<Lot>, now: Time) {
        let (lane, from) = self.vessels[id].voyage.expect("loading for a lane");
        if let Some(boarded) = &mut self.lane_ends[lane][usize::from(from)].boarded {
            let Lot { units, at, joined, .. } = self.lots[lot];
            boarded[self.route[at].unit as usize].note(u64::from(units), now.since(joined), now);
        }
    }

    /// Units of a kind that still fit, or as many as are asked for where there is room for all of them.
    fn room_aboard(&self, id: Id<Vessel>, kind: UnitKind, wanted: u64) -> u64 {
        let vessel = &self.vessels[id];
        let fleet = &self.corridor.fleets[vessel.fleet];
        if Deck::fit(wanted, kind, fleet, vessel.limit, &vessel.deck, &vessel.in_hand) {
            wanted
        } else {
            Deck::room_for(kind, fleet, vessel.limit, &vessel.deck, &vessel.in_hand)
        }
    }

    /// Books what is aboard and not in hand.
    pub(super) fn book_deck(&mut self, id: Id<Vessel>, cause: Cause, now: Time) {
        // A ferry that loads lorry by lorry would book its whole deck for each of them.
        if self.vessels[id].deck_cause != cause {
            self.vessels[id].deck_cause = cause;
            self.lots.book_chain(self.vessels[id].deck.head, now, cause);
        }
    }

    fn wait_in_line(&mut self, id: Id<Vessel>) {
        if self.vessels[id].in_line {
            return;
        }
        self.vessels[id].in_line = true;
        if let Some((lane, from)) = self.vessels[id].voyage {
            self.lane_ends[lane][usize::from(from)].loaders.push_back(id);
        }
    }

    pub(super) fn leave_line(&mut self, id: Id<Vessel>) {
        if std::mem::take(&mut self.vessels[id].in_line)
            && let Some((lane, from)) = self.vessels[id].voyage
        {
            let loaders = &mut self.lane_ends[lane][usize::from(from)].loaders;
            let place = loaders.iter().position(|&other| other == id).expect("a vessel in line is listed");
            loaders.remove(place);
        }
    }
}
