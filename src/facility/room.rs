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
        Room { capacity: capacity.map_or(u64::MAX, u64::from), used: 0 }
    }

    pub fn used(&self) -> u64 {
        self.used
    }

    pub fn free(&self) -> u64 {
        self.capacity - self.used
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
