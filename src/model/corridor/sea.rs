//! Lanes across the water and the fleets that sail them.

use super::{BerthClass, Breakdowns, Capacity, Draught, DryDock, PerUnit, Place, Port, Service, UnitKind};
use crate::kernel::{Duration, Id, Law, Time};

/// One end of a lane: index into [`Lane::ends`].
pub type LaneEnd = u8;

/// A sea connection between two ports.
#[derive(Clone, Debug)]
pub struct Lane {
    pub name: String,
    pub ends: [Id<Place>; 2],
    pub ports: [Id<Port>; 2],
    /// Units that may wait at each end, outside any yard.
    pub room: Capacity,
    /// Kinds offered at each end by some flow.
    pub offered: [PerUnit<bool>; 2],
}

/// Vessels of one class.
#[derive(Clone, Debug)]
pub struct Fleet {
    pub name: String,
    /// Vessels in service, but for the dates of their own.
    pub count: u32,
    /// Vessels there ever are, in any edition of the description.
    pub most: u32,
    /// Names of the vessels; none where they are numbered.
    pub names: Vec<String>,
    /// When each vessel serves; none where all serve all the time.
    pub service: Vec<Service>,
    /// Vessels enter or leave during the run, by a date or in a later edition.
    pub service_varies: bool,
    pub breakdowns: Option<Breakdowns>,
    pub dry_dock: Option<DryDock>,
    /// Deck space, in parts that make every share whole.
    pub deck: u64,
    /// Parts that one unit takes; `None` where it is not carried.
    pub share: PerUnit<Option<u64>>,
    /// Most units of a kind on one voyage.
    pub at_most: PerUnit<u64>,
    /// `None` where the depth of water does not matter.
    pub draught: Option<Draught>,
    /// Lanes it may sail, in the order of the file.
    pub lanes: Vec<Id<Lane>>,
    pub choice: LaneChoice,
    /// Sailing time, hours, by lane (as in `lanes`) and by the end it starts from.
    pub sailing: Vec<[Law; 2]>,
    /// Where the vessels start, at anchor, when they enter service; dealt in turn.
    pub starts: Vec<Id<Port>>,
    /// By port (indexed as [`Corridor::ports`](super::Corridor::ports)): the berth classes it may use, in order of
    /// preference.
    pub berths: Vec<Vec<Id<BerthClass>>>,
    /// By port, `None` where it never calls.
    pub departures: Vec<Option<Departure>>,
}

/// How a vessel of several lanes picks the next one after unloading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneChoice {
    /// In the order of the file, again and again, with a turn of its own at every port.
    Rotation,
    /// The lane with the most deck loads waiting at both its ends, less the vessels of like cargo that will take them
    /// first; ties by order. It looks no further than the other end: a ring of ports may leave a lane out.
    LongestQueue,
}

/// When a vessel leaves a port.
#[derive(Clone, Debug)]
pub struct Departure {
    pub rule: DepartureRule,
    pub loading: Loading,
    pub may_leave_empty: bool,
    /// Length of the weather window asked for at both ends of the voyage; zero where only this instant counts.
    pub window: Duration,
    /// Chance that the forecast sees a closure that will begin within the window, 0 to 1.
    pub forecast_skill: f64,
}

#[derive(Clone, Debug)]
pub enum DepartureRule {
    /// Full, or at least fill with nothing more ready, or after `patience` since berthing with the first unit.
    WhenLoaded { least_fill: LeastFill, patience: Duration },
    /// One vessel at each of these instants: `first + sum of gaps` (hours).
    Timetable { first: Time, every: Law },
}

/// Least load that lets a vessel leave when nothing more is ready.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LeastFill {
    /// Parts of the deck, of [`Fleet::deck`].
    Deck(u64),
    Units(u64),
}

impl LeastFill {
    /// Whether a load of these parts of the deck and this number of units is enough.
    pub fn is_reached(self, parts: u64, units: u64) -> bool {
        match self {
            LeastFill::Deck(least) => parts >= least,
            LeastFill::Units(least) => units >= least,
        }
    }

    /// What is asked of a vessel that the water lets take no more than `limit` parts of its deck: at most what fits, in
    /// whole units of the kinds that take these shares.
    #[must_use]
    pub fn within(self, limit: u64, deck: u64, shares: impl Iterator<Item = u64>) -> LeastFill {
        if limit == deck {
            return self;
        }
        let shares = shares.filter(|&share| share <= limit);
        match self {
            LeastFill::Deck(least) => {
                LeastFill::Deck(least.min(shares.map(|share| limit / share * share).min().unwrap_or(limit)))
            }
            LeastFill::Units(least) => {
                LeastFill::Units(least.min(shares.map(|share| limit / share).max().unwrap_or(least)))
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// Whatever waits is taken aboard at once.
    AsCargoComes,
    /// Handling starts once the least fill waits, then takes all that waits.
    WhenLoadIsComplete,
}

impl Fleet {
    /// Units of a kind that fill the whole deck.
    pub fn capacity(&self, unit: UnitKind) -> u64 {
        self.share[unit as usize].map_or(0, |share| (self.deck / share).min(self.at_most[unit as usize]))
    }
}
