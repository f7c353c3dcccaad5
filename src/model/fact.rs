//! Facts: what has happened, in the past tense, told to an observer.

use super::cargo::{Ledger, Lot};
use super::corridor::{Ban, BerthClass, Fleet, Flow, Lane, Line, LineEnd, Place, Port, Stage, Trigger};
use crate::kernel::{Id, Time};

/// Names the units of a lot: flow and unit numbers stay the same in every run with the same demand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Units {
    pub flow: Id<Flow>,
    /// Number of the first unit within its flow, from 1.
    pub first: u64,
    pub count: u32,
}

impl From<&Lot> for Units {
    fn from(lot: &Lot) -> Units {
        Units { flow: lot.flow, first: lot.first, count: lot.units }
    }
}

/// Names a vessel: its fleet and its number there, from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ship {
    pub fleet: Id<Fleet>,
    pub number: u32,
}

/// What holds units at their origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    Ban,
    /// No carrier of their pool is there.
    Pool,
}

/// What has happened. A train or party is named by its first lot and its number of units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    UnitsAppeared {
        units: Units,
    },
    /// They take this one of several ways (counted from 0).
    UnitsRouted {
        units: Units,
        alternative: u16,
    },
    /// They may not leave their origin yet.
    UnitsHeldAtOrigin {
        units: Units,
        by: Held,
    },
    /// They have carriers of their pool and set off.
    UnitsEquipped {
        units: Units,
    },
    /// They wait for this step (counted from 0 in the steps of their flow), in the yard before it where there is one.
    UnitsJoined {
        units: Units,
        step: u16,
    },
    /// They found no room and wait outside.
    UnitsHeld {
        units: Units,
        step: u16,
    },
    UnitsDiverted {
        units: Units,
        step: u16,
    },
    UnitsDelivered {
        units: Units,
    },
    HandlingStarted {
        stage: Id<Stage>,
        head: Units,
        total: u64,
    },
    HandlingEnded {
        stage: Id<Stage>,
        head: Units,
        total: u64,
    },
    HandlingInterrupted {
        stage: Id<Stage>,
        head: Units,
    },
    HandlingResumed {
        stage: Id<Stage>,
        head: Units,
    },
    TrainFormed {
        line: Id<Line>,
        from: LineEnd,
        head: Units,
        total: u64,
    },
    /// A train, or a lot that runs by itself, is ready and finds no path.
    TrainHeld {
        line: Id<Line>,
        from: LineEnd,
        head: Units,
        total: u64,
    },
    /// A train is ready, and its region has no locomotive free.
    TrainHeldForLocomotive {
        line: Id<Line>,
        from: LineEnd,
        head: Units,
        total: u64,
    },
    TrainDeparted {
        line: Id<Line>,
        from: LineEnd,
        head: Units,
        total: u64,
    },
    TrainArrived {
        line: Id<Line>,
        from: LineEnd,
        head: Units,
        total: u64,
    },
    VesselArrived {
        ship: Ship,
        port: Id<Port>,
    },
    /// The water lets it take nothing on any of its lanes: it waits at the roads until there is more.
    VesselLiesOff {
        ship: Ship,
        port: Id<Port>,
    },
    VesselBerthed {
        ship: Ship,
        berth: Id<BerthClass>,
    },
    UnloadingStarted {
        ship: Ship,
        total: u64,
    },
    UnloadingEnded {
        ship: Ship,
        total: u64,
    },
    LoadingStarted {
        ship: Ship,
        total: u64,
    },
    LoadingEnded {
        ship: Ship,
        total: u64,
    },
    VesselInterrupted {
        ship: Ship,
    },
    VesselResumed {
        ship: Ship,
    },
    /// Ready to leave, but the port is closed or the forecast window too short.
    VesselHeld {
        ship: Ship,
    },
    VesselDeparted {
        ship: Ship,
        lane: Id<Lane>,
        total: u64,
    },
    /// A dated change came: the number of its edition, from 0.
    CorridorChanged {
        number: u32,
    },
    /// Windows enough were beyond the limit, the last with this value: the change is called for.
    ChangeTriggered {
        trigger: Id<Trigger>,
        value: f64,
    },
    /// A change that was called for came.
    ChangeTookEffect {
        trigger: Id<Trigger>,
    },
    /// In service from now on; it will be at the roads of the port it starts from.
    VesselEntered {
        ship: Ship,
    },
    VesselLeft {
        ship: Ship,
    },
    VesselBrokeDown {
        ship: Ship,
    },
    VesselRepaired {
        ship: Ship,
    },
    VesselDocked {
        ship: Ship,
    },
    VesselUndocked {
        ship: Ship,
    },
    /// A review found so many units waiting that loading is suspended.
    BanImposed {
        ban: Id<Ban>,
        waiting: u64,
    },
    /// A review found so few units waiting that loading goes on.
    BanLifted {
        ban: Id<Ban>,
        waiting: u64,
    },
    PlaceClosed {
        place: Id<Place>,
    },
    PlaceOpened {
        place: Id<Place>,
    },
}

/// Units that have left the corridor.
#[derive(Clone, Copy, Debug)]
pub struct Departed<'a> {
    pub units: Units,
    pub created: Time,
    /// Left before its destination because there was no room.
    pub diverted: bool,
    /// What one of these units spent its time on; adds up to the time since `created` exactly.
    pub ledger: &'a Ledger,
}

/// Sees what happens. It cannot change anything.
pub trait Observer {
    /// Whether it looks at all. Facts that take work to tell are not even put together for one that does not.
    const LOOKS: bool = true;

    fn record(&mut self, time: Time, fact: Fact) {
        let _ = (time, fact);
    }

    /// A lot's step begins, counted from 0 in the steps of its flow: it is handled, runs or is loaded. A fact names only
    /// the first lot of a train or party; this names every one of them, and before it.
    fn began(&mut self, time: Time, units: Units, step: u16) {
        let _ = (time, units, step);
    }

    fn left(&mut self, time: Time, departed: Departed) {
        let _ = (time, departed);
    }
}

/// Sees nothing and costs nothing.
impl Observer for () {
    const LOOKS: bool = false;
}

impl<O: Observer> Observer for &mut O {
    const LOOKS: bool = O::LOOKS;

    fn record(&mut self, time: Time, fact: Fact) {
        (**self).record(time, fact);
    }

    fn began(&mut self, time: Time, units: Units, step: u16) {
        (**self).began(time, units, step);
    }

    fn left(&mut self, time: Time, departed: Departed) {
        (**self).left(time, departed);
    }
}
