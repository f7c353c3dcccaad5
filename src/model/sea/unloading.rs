//! Unloading: the deck is cleared kind by kind, as far as places ashore allow.

use super::deck::Deck;
use super::state::VesselState;
use super::vessel::{Phase, Vessel};
use crate::kernel::{Agenda, Duration, Id, Law};
use crate::model::cargo::{Cause, Holder, Lot};
use crate::model::corridor::{BerthClass, Handling, UnitKind};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::world::World;

impl<O: Observer> World<'_, O> {
    /// Takes the next group ashore: all lots of one kind, or a single unit where units are handled on their own.
    pub(super) fn unload(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        if self.vessels[id].deck.is_empty() {
            return self.deck_handled(id, agenda);
        }
        let group = self.next_group(id);
        self.vessels[id].in_hand = group;
        self.lots.book_chain(group.head, now, Cause::Unloading);
        let work = self.berth_work(id, group.head, false);
        self.tell(now, Fact::UnloadingStarted { ship: self.vessels[id].ship(), total: group.total() });
        self.take_in_hand(id, Phase::Unloading, VesselState::Unloading, work, agenda);
    }

    /// Separates the lots of the kind of the first lot aboard from the deck.
    fn next_group(&mut self, id: Id<Vessel>) -> Deck {
        let corridor = self.corridor;
        let fleet = &corridor.fleets[self.vessels[id].fleet];
        let first = self.vessels[id].deck.head.expect("there is something aboard");
        let first_flow = &corridor.flows[self.lots[first].flow];
        let (mut group, mut rest) = (Deck::default(), Deck::default());
        if self.vessels[id].deck.is_one_group() {
            return std::mem::take(&mut self.vessels[id].deck);
        }
        let mut next = Some(first);
        while let Some(lot) = next {
            next = self.lots[lot].next.take();
            let flow = &corridor.flows[self.lots[lot].flow];
            if first_flow.unit_events {
                if group.is_empty() {
                    let unit = if self.lots[lot].units > 1 { self.lots.split(lot, 1) } else { lot };
                    group.put(&mut self.lots, fleet, flow, unit);
                    if unit == lot {
                        continue;
                    }
                }
                rest.put(&mut self.lots, fleet, flow, lot);
            } else if flow.unit == first_flow.unit && !flow.unit_events {
                group.put(&mut self.lots, fleet, flow, lot);
            } else {
                rest.put(&mut self.lots, fleet, flow, lot);
            }
        }
        self.vessels[id].deck = rest;
        group
    }

    pub(super) fn on_unloaded(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let group = std::mem::take(&mut self.vessels[id].in_hand);
        self.tell(now, Fact::UnloadingEnded { ship: self.vessels[id].ship(), total: group.total() });
        let mut next = group.head;
        while let Some(lot) = next {
            next = self.lots[lot].next.take();
            if let Some(books) = &mut self.books {
                let &Lot { flow, units, .. } = &self.lots[lot];
                books.carried(self.vessels[id].fleet, flow, units);
            }
            self.finish_step(lot, now);
            let held = self.enter(lot, Holder::Vessel(id), agenda);
            self.vessels[id].held_aboard += held;
        }
        self.unload(id, agenda);
    }

    /// Nothing is left to be handled; the vessel may still hold lots that find no place ashore.
    fn deck_handled(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        if self.vessels[id].held_aboard > 0 {
            self.change_state(id, VesselState::YardFull, agenda.now());
            self.vessels[id].phase = Phase::YardFull;
        } else {
            self.begin_loading(id, agenda);
        }
    }

    /// One lot less is held aboard.
    pub(in crate::model) fn release_deck(&mut self, id: Id<Vessel>, agenda: &mut Agenda<Event>) {
        let vessel = &mut self.vessels[id];
        vessel.held_aboard -= 1;
        if vessel.held_aboard == 0 && vessel.phase == Phase::YardFull && !vessel.broken_down {
            self.begin_loading(id, agenda);
        }
    }

    /// How long a chain of lots is handled at the vessel's berth, one kind after the other.
    pub(super) fn berth_work(&mut self, id: Id<Vessel>, head: Option<Id<Lot>>, loading: bool) -> Duration {
        let corridor = self.corridor;
        let class = self.vessels[id].berth.expect("handled at a berth");
        let handling = &corridor.berth_classes[class].handling;
        let mut hours = 0.0;
        let mut next = head;
        while let Some(lot) = next {
            let &Lot { first, units, at, .. } = &self.lots[lot];
            next = self.lots[lot].next;
            let kind = self.route[at].unit;
            let spec = handling[kind as usize].as_ref().expect("the berth handles the kind");
            let stream = || self.streams.unit_at_berth(class, loading, &self.route[at]);
            hours += match if loading { &spec.load } else { &spec.unload } {
                Handling::Rate(per_hour) => f64::from(units) / per_hour,
                Handling::PerUnit(law) => law.draw_sum(stream(), first..first + u64::from(units)),
                Handling::PerGroup(law) => law.draw(stream(), first),
                Handling::PerParty(law) => self.call_work(id, class, kind, loading, law),
            };
        }
        Duration::from_hours(hours)
    }

    /// The one draw of a call for a kind; nothing once it has been drawn.
    fn call_work(&mut self, id: Id<Vessel>, class: Id<BerthClass>, kind: UnitKind, loading: bool, law: &Law) -> f64 {
        let vessel = &mut self.vessels[id];
        if std::mem::replace(&mut vessel.call_done[usize::from(loading)][kind as usize], true) {
            return 0.0;
        }
        let stream = self.streams.call_at_berth(class, loading, vessel.fleet, vessel.luck);
        law.draw(stream, u64::from(vessel.call))
    }
}
