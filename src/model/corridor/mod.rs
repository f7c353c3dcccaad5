//! The corridor as described: immutable, shared by every replication, free of files and of state.
//!
//! Everything is resolved here: names are ids, units are types, defaults are values. State lives in
//! [`World`](super::World); this module is what a scenario file compiles to.

mod ban;
mod change;
mod flow;
mod horizon;
mod life;
mod measure;
mod money;
mod pool;
mod port;
mod rail;
mod sea;
mod stage;
mod trigger;
mod water;
mod weather;

pub use crate::kernel::RateTable;
pub use ban::Ban;
pub use change::Change;
pub use flow::{Alternative, Arrivals, Flow, Mark, MarkAction, Moment, PerUnit, RouteChoice, Step, StepKind, UnitKind};
pub use horizon::{Horizon, Observation, Period, PeriodKind};
pub use life::{Breakdowns, DryDock, Onset, Service};
pub use measure::{Definition, Section};
pub use money::{AtSeaOrInPort, Capital, FleetPrices, Investment, MONEY_KINDS, MoneyKind, Passage, Prices};
pub use pool::{Depot, Pool};
pub use port::{BerthClass, DeckHandling, Port};
pub use rail::{Line, LineEnd, LocomotivePool, TrainKind};
pub use sea::{Departure, DepartureRule, Fleet, Lane, LaneChoice, LaneEnd, LeastFill, Loading};
pub use stage::{Capacity, Handling, Overflow, Stage, StageKind, Yard};
pub use trigger::{Limit, Trigger, Watched};
pub use water::{Depth, Draught, Level, instant_reached};
pub use weather::{Spells, Storm, StormReach};

use crate::kernel::Table;

/// A node of the network.
#[derive(Clone, Debug)]
pub struct Place {
    pub name: String,
    /// The port facilities here, if any.
    pub port: Option<crate::kernel::Id<Port>>,
}

/// The whole corridor of one scenario. Empty by default.
#[derive(Clone, Debug, Default)]
pub struct Corridor {
    pub horizon: Horizon,
    pub places: Table<Place>,
    pub stages: Table<Stage>,
    pub yards: Table<Yard>,
    pub train_kinds: Table<TrainKind>,
    pub locomotives: Table<LocomotivePool>,
    pub lines: Table<Line>,
    pub ports: Table<Port>,
    pub berth_classes: Table<BerthClass>,
    pub lanes: Table<Lane>,
    pub fleets: Table<Fleet>,
    pub levels: Table<Level>,
    pub storms: Table<Storm>,
    pub flows: Table<Flow>,
    pub pools: Table<Pool>,
    /// One for every place at which a flow of the pool begins or ends.
    pub depots: Table<Depot>,
    pub bans: Table<Ban>,
    pub definitions: Table<Definition>,
    pub sections: Table<Section>,
    /// `None` where the scenario has no prices.
    pub prices: Option<Prices>,
    /// Instants at which every level is recorded, ascending, before the end.
    pub observe_at: Vec<Observation>,
    /// Later editions of this description, ascending, after the start and before the end of the run.
    pub changes: Vec<Change>,
    /// Changes that come where they are called for.
    pub triggers: Table<Trigger>,
    /// Editions with triggered changes in force: by the number of dated changes before, then by combination, from 1;
    /// `None` where no run can come to it.
    pub combined: Vec<Option<Corridor>>,
}
