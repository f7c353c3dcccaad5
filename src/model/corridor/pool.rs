//! Pools: carriers (wagons, platforms, boxes) that go back and forth in a closed loop.

use super::{Place, UnitKind};
use crate::kernel::Id;

/// Carriers of one kind. Their number is kept: each is at a depot or under a unit.
#[derive(Clone, Debug)]
pub struct Pool {
    pub name: String,
    /// What they carry; a carrier counts as the units it carries.
    pub unit: UnitKind,
}

/// The carriers of a pool at one place.
#[derive(Clone, Debug)]
pub struct Depot {
    /// `pool@place`.
    pub name: String,
    pub pool: Id<Pool>,
    pub place: Id<Place>,
    /// Carriers at the start of the run, units. Where a later edition says another number, the difference is brought or
    /// taken away.
    pub stock: u64,
}
