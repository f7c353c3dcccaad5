//! Demand: what is moved, how it arrives, and the itinerary it follows.

use std::sync::Arc;

use super::{Definition, Depot, Lane, LaneEnd, Line, LineEnd, Section, Stage, TrainKind, Yard};
use crate::kernel::{Duration, Id, Law, RateTable, Time};

/// What is counted and moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    Teu,
    Wagon,
    Lorry,
    /// Oil and bulk.
    Tonne,
}

impl UnitKind {
    pub const ALL: [UnitKind; 4] = [UnitKind::Teu, UnitKind::Wagon, UnitKind::Lorry, UnitKind::Tonne];

    /// The word used in files and reports.
    pub const fn name(self) -> &'static str {
        match self {
            UnitKind::Teu => "teu",
            UnitKind::Wagon => "wagon",
            UnitKind::Lorry => "lorry",
            UnitKind::Tonne => "tonne",
        }
    }
}

/// One value for every unit kind.
pub type PerUnit<T> = [T; 4];

/// A stream of demand from one origin to one destination.
#[derive(Clone, Debug)]
pub struct Flow {
    pub name: String,
    pub commodity: String,
    /// Free text that totals are grouped by, such as `westbound`.
    pub direction: String,
    pub unit: UnitKind,
    /// Net cargo mass of a unit, tonnes, >= 0.
    pub tonnes_per_unit: f64,
    /// Containers a unit stands for, TEU, >= 0.
    pub teu_per_unit: f64,
    /// Lower goes first.
    pub priority: u8,
    /// Shares the facilities without belonging to the corridor: left out of its totals.
    pub competing: bool,
    pub arrivals: Arrivals,
    /// Where its units take carriers of a pool, and where they leave them.
    pub depots: Option<[Id<Depot>; 2]>,
    /// Every unit ends its handling on its own instead of with its group.
    pub unit_events: bool,
    /// Ways from the origin to the destination, in the order of the file: one, or several that lots choose between.
    pub alternatives: Vec<Alternative>,
    pub choice: RouteChoice,
    /// Definitions that count this flow when it is delivered.
    pub counted_on_delivery: Vec<Id<Definition>>,
}

/// How units appear at the origin.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// Lots at the points of a Poisson process with the given rate, lots per hour.
    Poisson { rate: RateTable, units: Law, at_most: u64 },
    /// Lots at intervals, hours, drawn independently.
    Renewal { gaps: Law, units: Law, at_most: u64 },
    /// Lots at `first + k * every`, each later by its own jitter, hours. `jitter` is below `every`.
    Timetable { first: Time, every: f64, jitter: Law, units: Law, at_most: u64 },
    /// Lots at recorded instants, ascending.
    Recorded(Arc<Vec<(Time, u32)>>),
    /// A unit is there whenever one is asked for: no backlog, no prior wait.
    Always,
    /// Carriers of the flow's pool without load: a group whenever the stock at the origin is that much above `keep`, or
    /// whenever it is at a review.
    Empties { keep: u64, group: u32, review: Option<Duration> },
}

/// A whole way from the origin of a flow to its destination.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Empty where the flow has one route without a name.
    pub name: String,
    /// Stages in order; never empty.
    pub itinerary: Vec<Step>,
    /// A way that is not open yet, or no longer, is never chosen.
    pub open: bool,
    /// Chance that a lot takes it where all ways are open, 0 to 1. The shares of a flow add to 1.
    pub share: f64,
    /// What is paid for a unit all the way, in the money of the scenario, >= 0.
    pub cost: f64,
}

impl Alternative {
    /// The way of a flow that has no other.
    pub fn only(itinerary: Vec<Step>) -> Alternative {
        Alternative { name: String::new(), itinerary, open: true, share: 1.0, cost: 0.0 }
    }
}

/// How a lot picks one of several ways when it appears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RouteChoice {
    /// By the shares of the alternatives.
    ByShare,
    /// The way of the least cost, time included; with a spread the more often the less it costs.
    LeastCost {
        /// What a day is worth to a unit, >= 0.
        value_of_time: f64,
        /// Scale of a multinomial logit, in money, >= 0; at 0 the cheapest way is taken always.
        spread: f64,
    },
}

impl Flow {
    /// Whether its lots have a choice of ways.
    pub fn has_choice(&self) -> bool {
        self.alternatives.len() > 1
    }

    /// The steps of all its ways, one way after the other: the numbers that facts name steps by.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.alternatives.iter().flat_map(|way| &way.itinerary)
    }
}

/// One stage of an itinerary.
#[derive(Clone, Debug)]
pub struct Step {
    pub kind: StepKind,
    /// What is noted when a unit passes here; mostly empty.
    pub marks: Vec<Mark>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepKind {
    Stage {
        stage: Id<Stage>,
        /// Where a crane or rail front hands over to rail its work is loading, else unloading.
        loads: bool,
    },
    Yard(Id<Yard>),
    Line {
        line: Id<Line>,
        from: LineEnd,
        /// The kind of train that is formed, or `None` where each lot runs as it came.
        train: Option<Id<TrainKind>>,
    },
    Lane {
        lane: Id<Lane>,
        from: LaneEnd,
    },
}

/// A note taken when a unit passes a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub moment: Moment,
    pub action: MarkAction,
}

/// The instants of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The unit appears before the step: a train or vessel has reached the place where it lies.
    Reached,
    /// The run over the line or lane begins.
    Departed,
    /// The run over the line or lane ends: the vessel is at the roads, the train at the other end.
    RunEnded,
    /// The step is over: handled, unloaded, or run.
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MarkAction {
    /// Starts the clock in this slot (0 to 3).
    StartClock(u8),
    /// Reads the clock in this slot for this section.
    StopClock(u8, Id<Section>),
    Count(Id<Definition>),
}
