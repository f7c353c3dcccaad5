//! Storms: closures that persist, follow the seasons and reach neighbouring ports together.

use std::sync::Arc;

use super::{Place, RateTable};
use crate::kernel::{Id, Law, Time};

/// A process of closures on elapsed time, in use or not. It starts open.
#[derive(Clone, Debug)]
pub struct Storm {
    pub name: String,
    pub spells: Spells,
    /// Places it reaches. Each closure has one severity, uniform on 0..1, and reaches every place whose chance exceeds
    /// it.
    pub reach: Vec<StormReach>,
    /// What a closure stops.
    pub stops_berthing: bool,
    pub stops_departure: bool,
    pub stops_handling: bool,
}

#[derive(Clone, Debug)]
pub struct StormReach {
    pub place: Id<Place>,
    /// Chance that a closure reaches the place, 0 to 1.
    pub chance: f64,
}

#[derive(Clone, Debug)]
pub enum Spells {
    /// Closures begin at this rate (per hour of open time) and last as long as the law says, hours.
    Seasonal { onset: RateTable, closed: Law },
    /// Open and closed spells in turn, hours.
    Alternating { open: Law, closed: Law },
    /// Recorded closures [from, to), ascending and apart.
    Recorded(Arc<Vec<(Time, Time)>>),
}
