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
    /// Its vessel has broken down.
    Down,
}

/// Number of uses.
pub const BERTH_USES: usize = 5;

impl BerthUse {
    pub const ALL: [BerthUse; BERTH_USES] =
        [BerthUse::Busy, BerthUse::Blocked, BerthUse::Starved, BerthUse::Closed, BerthUse::Down];
}

/// The berths of one class.
#[derive(Debug)]
pub struct BerthState {
    count: u32,
    taken: u32,
    /// Berths that there are, those included that a change has taken away while a vessel lay there.
    pub there: TimeWeighted,
    /// Berths in each use.
    pub uses: [TimeWeighted; BERTH_USES],
}

impl BerthState {
    pub fn new(class: &BerthClass) -> BerthState {
        BerthState { count: class.count, taken: 0, there: TimeWeighted::new(), uses: Default::default() }
    }

    pub fn taken(&self) -> u32 {
        self.taken
    }

    pub fn is_free(&self) -> bool {
        self.taken < self.count
    }

    pub fn take(&mut self, now: Time) {
        self.taken += 1;
        self.note_level(now);
    }

    pub fn give(&mut self, now: Time) {
        self.taken -= 1;
        self.note_level(now);
    }

    /// There are this many berths from now on; a vessel keeps the one it has.
    pub fn resize(&mut self, count: u32, now: Time) {
        self.count = count;
        self.note_level(now);
    }

    fn note_level(&mut self, now: Time) {
        let there = u64::from(self.count.max(self.taken));
        if self.there.level() != there {
            self.there.set(now, there);
        }
    }

    pub fn clear(&mut self) {
        self.taken = 0;
        self.there = TimeWeighted::new();
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
