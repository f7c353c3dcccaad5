//! Decks: what is aboard, in exact shares.

use crate::kernel::Id;
use crate::model::cargo::{Lot, Lots};
use crate::model::corridor::{Fleet, Flow, PerUnit, UnitKind};

/// A chain of lots and the space they take.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Deck {
    pub head: Option<Id<Lot>>,
    tail: Option<Id<Lot>>,
    /// Parts of the deck, of [`Fleet::deck`].
    pub used: u64,
    pub units: PerUnit<u64>,
    /// Some of it is handled unit by unit.
    unit_events: bool,
}

impl Deck {
    pub fn is_empty(&self) -> bool {
        self.head.is_none()
    }

    pub fn total(&self) -> u64 {
        self.units.iter().sum()
    }

    /// Whether all that is aboard is handled together: one kind, and no units on their own.
    pub fn is_one_group(&self) -> bool {
        !self.unit_events && self.units.iter().filter(|&&units| units > 0).count() == 1
    }

    /// Puts a single lot of a flow behind those aboard.
    pub fn put(&mut self, lots: &mut Lots, fleet: &Fleet, flow: &Flow, lot: Id<Lot>) {
        let kind = flow.unit;
        debug_assert!(lots[lot].next.is_none(), "a chain is put aboard as one lot");
        let units = u64::from(lots[lot].units);
        let share = fleet.share[kind as usize].expect("only what the fleet carries is put aboard");
        self.units[kind as usize] += units;
        self.used += units * share;
        self.unit_events |= flow.unit_events;
        assert!(self.used <= fleet.deck, "{} is overloaded: {} of {} parts", fleet.name, self.used, fleet.deck);
        match self.tail {
            Some(tail) => lots[tail].next = Some(lot),
            None => self.head = Some(lot),
        }
        self.tail = Some(lot);
    }

    /// Moves everything of another deck behind what is aboard here.
    pub fn put_all(&mut self, lots: &mut Lots, other: &mut Deck) {
        match self.tail {
            Some(tail) => lots[tail].next = other.head,
            None => self.head = other.head,
        }
        self.tail = other.tail.or(self.tail);
        self.used += other.used;
        self.unit_events |= other.unit_events;
        for (own, more) in self.units.iter_mut().zip(other.units) {
            *own += more;
        }
        *other = Deck::default();
    }

    /// Whether one unit of a kind still fits beside these two loads on `limit` parts of the deck.
    pub fn fits(kind: UnitKind, fleet: &Fleet, limit: u64, aboard: &Deck, in_hand: &Deck) -> bool {
        Deck::fit(1, kind, fleet, limit, aboard, in_hand)
    }

    /// Whether so many units of a kind still fit beside these two loads on `limit` parts of the deck.
    pub fn fit(units: u64, kind: UnitKind, fleet: &Fleet, limit: u64, aboard: &Deck, in_hand: &Deck) -> bool {
        let kind = kind as usize;
        fleet.share[kind].is_some_and(|share| {
            aboard.used + in_hand.used + units.saturating_mul(share) <= limit
                && aboard.units[kind] + in_hand.units[kind] + units <= fleet.at_most[kind]
        })
    }

    /// Units of a kind that still fit beside these two loads on `limit` parts of the deck.
    pub fn room_for(kind: UnitKind, fleet: &Fleet, limit: u64, aboard: &Deck, in_hand: &Deck) -> u64 {
        let kind = kind as usize;
        let Some(share) = fleet.share[kind] else { return 0 };
        let free = (limit - aboard.used - in_hand.used) / share;
        free.min(fleet.at_most[kind].saturating_sub(aboard.units[kind] + in_hand.units[kind]))
    }
}
