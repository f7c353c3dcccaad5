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
