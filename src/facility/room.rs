//! A room: a number of places that are taken and given back.

/// Places for units or parties, limited or not.
///
/// ```
/// use corridor::facility::Room;
///
/// let mut yard = Room::new(Some(50));
/// assert_eq!(yard.take(60), 50); // as many as fit
/// assert_eq!(yard.take(1), 0);
/// yard.give(20);
/// assert_eq!(yard.free(), 20);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    capacity: u64,
    used: u64,
}

impl Room {
    /// `None` for a room without limit.
    pub fn new(capacity: Option<u32>) -> Room {
        let mut room = Room { capacity: 0, used: 0 };
        room.resize(capacity);
        room
    }

    pub fn used(&self) -> u64 {
        self.used
    }

    /// None where more is taken than there are places by now.
    pub fn free(&self) -> u64 {
        self.capacity.saturating_sub(self.used)
    }

    /// There are more places, or fewer: what is taken stays taken. `None` for no limit.
    pub fn resize(&mut self, capacity: Option<u32>) {
        self.capacity = capacity.map_or(u64::MAX, u64::from);
    }

    /// Takes as many of `wanted` places as are free and returns their number.
    #[must_use]
    pub fn take(&mut self, wanted: u64) -> u64 {
        let taken = wanted.min(self.free());
        self.used += taken;
        taken
    }

    /// # Panics
    /// Where more is given back than was taken.
    pub fn give(&mut self, places: u64) {
        assert!(places <= self.used, "{places} places given back of {} taken", self.used);
        self.used -= places;
    }

    pub fn clear(&mut self) {
        self.used = 0;
    }
}
