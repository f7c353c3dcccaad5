//! Loading: which lane, which cargo, and when a vessel waits for more.

use super::deck::Deck;
use super::vessel::{Phase, Vessel, VesselState};
use crate::kernel::{Agenda, Id};
use crate::model::cargo::{Cause, Lot};
use crate::model::corridor::{Fleet, Lane, LaneChoice, LaneEnd, UnitKind};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::world::World;

/// What a vessel takes next.
enum Offer {
    Waiting(UnitKind),
    Always(Id<crate::model::corridor::Flow>),
}

impl<O: Observer> World<'_, O> {
    /// The deck is clear: the vessel picks its lane and asks for cargo.
    pub(super) fn begin_loading(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let voyage = self.choose_lane(id);
        let vessel = &mut self.vessels[id];
        vessel.voyage = Some(voyage);
        vessel.phase = Phase::Waiting;
        self.change_state(id, VesselState::WaitingForCargo, agenda.now());
        self.consider(id, agenda);
    }

    fn choose_lane(&mut self, id: Id<Vessel>) -> (Id<Lane>, LaneEnd) {
        let corridor = self.corridor;
        let fleet = &corridor.fleets[self.vessels[id].fleet];
        let port = self.vessels[id].port;
        let end =
            |lane: Id<Lane>| corridor.lanes[lane].ports.iter().position(|&at| at == port).map(|end| end as LaneEnd);
        let mut open = fleet.lanes.iter().filter_map(|&lane| end(lane).map(|from| (lane, from)));
        match fleet.choice {
            LaneChoice::Rotation => {
                let lanes = open.clone().count();
                let turn = self.vessels[id].next_lane as usize % lanes.max(1);
                self.vessels[id].next_lane += 1;
                open.nth(turn)
            }
            // The first of equals: `max_by_key` would take the last.
            LaneChoice::LongestQueue => open.rev().max_by_key(|&(lane, from)| self.loads_waiting(fleet, lane, from)),
        }
        .expect("a vessel calls only at ports of its lanes")
    }

    /// Deck loads of this fleet that wait at both ends of a lane, less the vessels that will take them before us, in
    /// thousandths of a deck.
    fn loads_waiting(&self, fleet: &Fleet, lane: Id<Lane>, from: LaneEnd) -> i64 {
        let far = self.corridor.lanes[lane].ports[1 - usize::from(from)];
        let waiting: u64 = self.lane_ends[lane]
            .iter()
            .flat_map(|end| end.waiting.iter().zip(&fleet.share))
            .map(|(units, share)| share.map_or(0, |share| units * share))
            .sum();
        let committed = self
            .vessels
            .iter()
            .filter(|vessel| match (vessel.voyage, vessel.phase) {
                (Some(voyage), Phase::Sailing) => voyage == (lane, from),
                (Some(voyage), _) => voyage.0 == lane,
                // At anchor or unloading: it will load here again where this is its only lane.
                (None, _) => vessel.port == far && self.corridor.fleets[vessel.fleet].lanes.contains(&lane),
            })
            .count();
        let decks = u128::from(waiting) * 1000 / u128::from(fleet.deck);
        decks as i64 - 1000 * committed as i64
    }

    /// With nothing in hand: load what waits, or ask to leave, or wait in line for cargo.
    pub(in crate::model) fn consider(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        if self.vessels[id].phase != Phase::Waiting {
            return;
        }
        if self.is_ready(id, agenda.now()) {
            self.ask_to_leave(id, agenda.now(), agenda);
        } else if self.may_load(id, agenda.now()) {
            return self.load(id, agenda);
        }
        self.wait_in_line(id);
    }

    /// Takes aboard whatever waits and fits, as one group.
    pub(super) fn load(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        self.leave_line(id);
        while let Some(offer) = self.next_offer(id) {
            let lot = match offer {
                Offer::Waiting(kind) => self.next_waiting(id, kind),
                Offer::Always(flow) => self.next_available(id, flow, now),
            };
            let alone = self.corridor.flows[self.lots[lot].flow].unit_events;
            self.leave_room(lot, now);
            self.counts.started(&self.lots[lot], now);
            self.lots.book(lot, now, Cause::Loading);
            let vessel = &mut self.vessels[id];
            let kind = self.corridor.flows[self.lots[lot].flow].unit;
            vessel.in_hand.put(&mut self.lots, &self.corridor.fleets[vessel.fleet], kind, lot);
            if alone || self.next_is_alone(id) {
                break;
            }
        }
        let deck = self.vessels[id].deck.head;
        self.lots.book_chain(deck, now, Cause::Filling);
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
        let (lane, from) = self.vessels[id].voyage?;
        let end = &self.lane_ends[lane][usize::from(from)];
        let waiting = UnitKind::ALL.into_iter().filter(|&kind| self.room_aboard(id, kind) > 0).filter_map(|kind| {
            let queue = &end.queues[kind as usize];
            Some(((queue.next_priority()?, queue.peek()?.0), Offer::Waiting(kind)))
        });
        let always = end.always.iter().filter_map(|&flow| {
            let spec = &self.corridor.flows[flow];
            (self.room_aboard(id, spec.unit) > 0).then_some(((spec.priority, u64::MAX), Offer::Always(flow)))
        });
        waiting.chain(always).min_by_key(|&(order, _)| order).map(|(_, offer)| offer)
    }

    fn next_is_alone(&self, id: Id<Vessel>) -> bool {
        let flow = match self.next_offer(id) {
            Some(Offer::Always(flow)) => flow,
            Some(Offer::Waiting(kind)) => {
                let (lane, from) = self.vessels[id].voyage.expect("loading for a lane");
                let queue = &self.lane_ends[lane][usize::from(from)].queues[kind as usize];
                self.lots[queue.peek().expect("an offer waits").1].flow
            }
            None => return false,
        };
        self.corridor.flows[flow].unit_events
    }

    /// Takes the first lot of a kind out of the queue, or as much of it as fits.
    fn next_waiting(&mut self, id: Id<Vessel>, kind: UnitKind) -> Id<Lot> {
        let (lane, from) = self.vessels[id].voyage.expect("loading for a lane");
        let room = self.room_aboard(id, kind);
        let end = &mut self.lane_ends[lane][usize::from(from)];
        let &(_, front) = end.queues[kind as usize].peek().expect("an offer waits");
        let alone = self.corridor.flows[self.lots[front].flow].unit_events;
        let units = self.lots[front].units;
        let take = if alone { 1 } else { room.min(u64::from(units)) as u32 };
        end.waiting[kind as usize] -= u64::from(take);
        if take < units {
            return self.lots.split(front, take);
        }
        end.queues[kind as usize].pop();
        front
    }

    /// Creates as many units as fit of a flow that is always available.
    fn next_available(
        &mut self,
        id: Id<Vessel>,
        flow: Id<crate::model::corridor::Flow>,
        now: crate::kernel::Time,
    ) -> Id<Lot> {
        let spec = &self.corridor.flows[flow];
        let units = if spec.unit_events { 1 } else { self.room_aboard(id, spec.unit).min(u64::from(u32::MAX)) as u32 };
        self.create(flow, units, now)
    }

    pub(super) fn room_aboard(&self, id: Id<Vessel>, kind: UnitKind) -> u64 {
        let vessel = &self.vessels[id];
        Deck::room_for(kind, &self.corridor.fleets[vessel.fleet], &vessel.deck, &vessel.in_hand)
    }

    /// Whether anything that waits fits aboard.
    pub(super) fn cargo_waits(&self, id: Id<Vessel>) -> bool {
        self.next_offer(id).is_some()
    }

    fn wait_in_line(&mut self, id: Id<Vessel>) {
        if self.vessels[id].in_line || self.is_full(id) {
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
            self.lane_ends[lane][usize::from(from)].loaders.retain(|&other| other != id);
        }
    }
}
