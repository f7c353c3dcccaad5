//! Berths: how many are free, and what the others are used for.

use crate::kernel::Time;
use crate::model::corridor::BerthClass;
use crate::stats::TimeWeighted;

/// What an occupied berth is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BerthUse {
    /// Mooring, unloading, loading.
    Busy,
    /// Its vessel cannot unload: the yard is full.
    Blocked,
    /// Its vessel waits for cargo.
    Starved,
    /// Its vessel waits for a window, or a closure has stopped handling.
    Closed,
}

/// Number of uses.
pub const BERTH_USES: usize = 4;

impl BerthUse {
    pub const ALL: [BerthUse; BERTH_USES] = [BerthUse::Busy, BerthUse::Blocked, BerthUse::Starved, BerthUse::Closed];
}

/// The berths of one class.
#[derive(Debug)]
pub struct BerthState {
    count: u32,
    pub free: u32,
    /// Berths in each use.
    pub uses: [TimeWeighted; BERTH_USES],
}

impl BerthState {
    pub fn new(class: &BerthClass) -> BerthState {
        BerthState { count: class.count, free: class.count, uses: Default::default() }
    }

    pub fn clear(&mut self) {
        self.free = self.count;
        self.uses = Default::default();
    }

    /// A berth goes from one use to another; `None` is an empty berth.
    pub fn change_use(&mut self, now: Time, from: Option<BerthUse>, to: Option<BerthUse>) {
        if from == to {
            return;
        }
        if let Some(from) = from {
            self.uses[from as usize].sub(now, 1);
        }
        if let Some(to) = to {
            self.uses[to as usize].add(now, 1);
        }
    }
}
