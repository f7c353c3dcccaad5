//! Servers and storage: borders, gauge changes, cranes, rail fronts and yards.

use super::{Place, UnitKind};
use crate::kernel::{Id, Law};

/// A number of places or servers, or no limit at all. "Unlimited" is always written out by the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    Limited(u32),
    Unlimited,
}

/// What becomes of a unit that finds no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// It waits outside, holding whatever it stands on.
    Hold,
    /// It leaves the corridor and is counted as diverted.
    Divert,
}

/// What a stage is for; decides the causes its time is booked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageKind {
    Border,
    GaugeChange,
    Crane,
    RailFront,
}

/// Parallel servers before which parties wait. A party is a lot, a whole train, or a single unit of a flow with
/// `unit_events`.
#[derive(Clone, Debug)]
pub struct Stage {
    pub name: String,
    pub place: Id<Place>,
    pub kind: StageKind,
    pub servers: Capacity,
    /// Parties that may wait here, those in service not counted.
    pub room: Capacity,
    pub overflow: Overflow,
    pub handling: Handling,
}

/// How long the handling of a party takes. Laws are in hours.
#[derive(Clone, Debug, PartialEq)]
pub enum Handling {
    /// The sum of one draw for each unit.
    PerUnit(Law),
    /// The sum of one draw for each lot.
    PerGroup(Law),
    /// One draw for the whole train, party or call.
    PerParty(Law),
    /// Units per hour, > 0.
    Rate(f64),
}

/// Storage for one kind of unit. Units in it wait for the step behind it.
#[derive(Clone, Debug)]
pub struct Yard {
    pub name: String,
    pub place: Id<Place>,
    pub unit: UnitKind,
    /// Units.
    pub capacity: Capacity,
    pub overflow: Overflow,
}
