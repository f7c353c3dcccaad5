//! Lots: units of one flow with one history that move together.

use super::{Cause, Ledger, Waypoint};
use crate::kernel::{Id, Time};
use crate::model::corridor::{Flow, LocomotivePool, TrainKind};
use crate::model::port::{Job, RoomState};
use crate::model::sea::Vessel;

/// Identifies a waiting room or yard.
pub type RoomId = Id<RoomState>;

/// What a lot stands on while it waits outside a full room: it is freed when the lot has gone in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Holder {
    Nothing,
    Job(Id<Job>),
    Vessel(Id<Vessel>),
}

/// Units of one flow with one history.
#[derive(Clone, Debug)]
pub struct Lot {
    pub flow: Id<Flow>,
    /// Never zero.
    pub units: u32,
    /// The step of the itinerary it is in or waits for.
    pub at: Id<Waypoint>,
    pub cause: Cause,
    /// Since when its time runs to `cause`.
    pub since: Time,
    pub created: Time,
    /// The step whose numbers it is counted in; `None` at the origin.
    pub counted: Option<Id<Waypoint>>,
    /// When it was counted there.
    pub joined: Time,
    /// Number of its first unit within the flow, from 1.
    pub first: u64,
    /// The next lot of the same train, party or deck.
    pub next: Option<Id<Lot>>,
    /// The room it holds places in.
    pub room: Option<RoomId>,
    pub holder: Holder,
    /// As the head of a train: the kind, while it runs as one.
    pub train: Option<Id<TrainKind>>,
    /// As the head of a train: the pool whose locomotive it has, from asking for a path to its arrival.
    pub locomotive: Option<Id<LocomotivePool>>,
    /// When the clocks of its sections were started.
    pub clocks: [Time; 4],
    pub ledger: Ledger,
}

impl Lot {
    /// Units that appear at a place of their way, the first of them the `first` of the flow.
    pub fn new(flow: Id<Flow>, at: Id<Waypoint>, first: u64, units: u32, now: Time) -> Lot {
        Lot {
            flow,
            units,
            at,
            cause: Cause::YardFull,
            since: now,
            created: now,
            counted: None,
            joined: now,
            first,
            next: None,
            room: None,
            holder: Holder::Nothing,
            train: None,
            locomotive: None,
            clocks: [Time::ZERO; 4],
            ledger: Ledger::default(),
        }
    }

    /// Books the time since the last change, from now on to `cause`.
    #[inline]
    pub fn book(&mut self, now: Time, cause: Cause) {
        if self.cause != cause {
            self.ledger.book(self.cause, now.since(self.since));
            self.since = now;
            self.cause = cause;
        }
    }
}

/// All lots of a replication. A lot's place is used again once it has left.
#[derive(Debug, Default)]
pub struct Lots {
    /// A lot without units has left.
    lots: Vec<Lot>,
    free: Vec<Id<Lot>>,
}

impl Lots {
    pub fn with_capacity(lots: usize) -> Lots {
        Lots { lots: Vec::with_capacity(lots), free: Vec::with_capacity(lots) }
    }

    pub fn add(&mut self, lot: Lot) -> Id<Lot> {
        debug_assert!(lot.units > 0, "a lot without units");
        if let Some(id) = self.free.pop() {
            self.lots[id.index()] = lot;
            return id;
        }
        self.lots.push(lot);
        Id::new(self.lots.len() - 1)
    }

    /// Splits the first `units` off into a lot of their own with the same history.
    pub fn split(&mut self, id: Id<Lot>, units: u32) -> Id<Lot> {
        let lot = &mut self[id];
        assert!(units > 0 && units < lot.units, "{units} units split off {id:?} of {}", lot.units);
        let mut part = lot.clone();
        part.units = units;
        part.next = None;
        lot.units -= units;
        lot.first += u64::from(units);
        self.add(part)
    }

    pub fn remove(&mut self, id: Id<Lot>) {
        debug_assert!(self[id].units > 0, "{id:?} left twice");
        self[id].units = 0;
        self.free.push(id);
    }

    pub fn live_entries(&self) -> impl Iterator<Item = (Id<Lot>, &Lot)> {
        let entries = self.lots.iter().enumerate().map(|(index, lot)| (Id::new(index), lot));
        entries.filter(|(_, lot)| lot.units > 0)
    }

    pub fn live(&self) -> impl Iterator<Item = &Lot> {
        self.live_entries().map(|(_, lot)| lot)
    }

    pub fn clear(&mut self) {
        self.lots.clear();
        self.free.clear();
    }

    /// Books the time since the last change, from now on to `cause`.
    pub fn book(&mut self, id: Id<Lot>, now: Time, cause: Cause) {
        self[id].book(now, cause);
    }

    /// [`book`](Lots::book) for every lot of a chain.
    pub fn book_chain(&mut self, head: Option<Id<Lot>>, now: Time, cause: Cause) {
        let mut next = head;
        while let Some(id) = next {
            let lot = &mut self[id];
            lot.book(now, cause);
            next = lot.next;
        }
    }

    /// Units of a whole chain.
    pub fn units(&self, head: Id<Lot>) -> u64 {
        self.chain(Some(head)).map(|id| u64::from(self[id].units)).sum()
    }

    /// The lots of a chain, head first.
    pub fn chain(&self, head: Option<Id<Lot>>) -> impl Iterator<Item = Id<Lot>> {
        std::iter::successors(head, |&id| self[id].next)
    }
}

impl std::ops::Index<Id<Lot>> for Lots {
    type Output = Lot;
    fn index(&self, id: Id<Lot>) -> &Lot {
        &self.lots[id.index()]
    }
}

impl std::ops::IndexMut<Id<Lot>> for Lots {
    fn index_mut(&mut self, id: Id<Lot>) -> &mut Lot {
        &mut self.lots[id.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Duration;

    /// Units that appeared at 10 ms and wait for a vessel; the first of them is number 21 of its flow.
    fn lot(units: u32) -> Lot {
        let appeared = Lot::new(Id::new(0), Id::new(0), 21, units, Time::from_ms(10));
        Lot { cause: Cause::WaitingForVessel, ..appeared }
    }

    fn booked(lot: &Lot) -> [u64; 3] {
        [Cause::WaitingForVessel, Cause::Loading, Cause::Sailing].map(|cause| lot.ledger.of(cause).ms())
    }

    #[test]
    fn time_goes_to_the_cause_that_held_until_now() {
        let mut lot = lot(1);
        for (now, cause) in [(15, Cause::Loading), (16, Cause::Loading), (18, Cause::Sailing), (30, Cause::Loading)] {
            lot.book(Time::from_ms(now), cause);
        }
        assert_eq!((booked(&lot), lot.cause, lot.since), ([5, 3, 12], Cause::Loading, Time::from_ms(30)));
        assert_eq!(lot.ledger.total(), Duration::from_ms(20));
    }

    #[test]
    fn a_part_takes_the_first_units_and_the_same_history() {
        let mut lots = Lots::with_capacity(2);
        let whole = lots.add(lot(5));
        lots.book(whole, Time::from_ms(14), Cause::Loading);
        lots[whole].next = Some(whole);
        let part = lots.split(whole, 2);
        assert_ne!(part, whole);
        assert_eq!((lots[part].units, lots[part].first, lots[part].next), (2, 21, None));
        assert_eq!((lots[whole].units, lots[whole].first), (3, 23));
        lots.book(part, Time::from_ms(20), Cause::Sailing);
        assert_eq!((booked(&lots[part]), booked(&lots[whole])), ([4, 6, 0], [4, 0, 0]));
    }

    #[test]
    fn a_chain_is_booked_and_counted_as_a_whole() {
        let mut lots = Lots::default();
        let ids = [3, 4, 5].map(|units| lots.add(lot(units)));
        (lots[ids[0]].next, lots[ids[2]].next) = (Some(ids[2]), Some(ids[1]));
        assert_eq!(lots.chain(Some(ids[0])).collect::<Vec<_>>(), [ids[0], ids[2], ids[1]]);
        assert_eq!((lots.units(ids[0]), lots.units(ids[2]), lots.chain(None).count()), (12, 9, 0));
        lots.book_chain(Some(ids[2]), Time::from_ms(13), Cause::Sailing);
        assert_eq!(ids.map(|id| booked(&lots[id])), [[0, 0, 0], [3, 0, 0], [3, 0, 0]]);
    }

    #[test]
    fn the_place_of_a_lot_that_left_is_used_again() {
        let mut lots = Lots::default();
        let ids = [3, 4, 5].map(|units| lots.add(lot(units)));
        lots.remove(ids[1]);
        let live = |lots: &Lots| lots.live_entries().map(|(id, lot)| (id, lot.units)).collect::<Vec<_>>();
        assert_eq!(live(&lots), [(ids[0], 3), (ids[2], 5)]);
        assert_eq!(lots.live().map(|lot| lot.units).sum::<u32>(), 8);
        assert_eq!(lots.add(lot(7)), ids[1]);
        assert_eq!(live(&lots), [(ids[0], 3), (ids[1], 7), (ids[2], 5)]);
        lots.remove(ids[0]);
        lots.clear();
        assert_eq!((live(&lots), lots.add(lot(1))), (vec![], Id::new(0)));
        assert_eq!(lots.add(lot(1)), Id::new(1));
    }

    #[test]
    fn room_is_made_once() {
        assert!(Lots::with_capacity(7).lots.capacity() >= 7);
    }
}
