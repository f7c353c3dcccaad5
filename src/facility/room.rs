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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_through_every_change() {
        let mut room = Room::new(Some(5));
        assert_eq!((room.take(3), room.used(), room.free()), (3, 3, 2));
        assert_eq!((room.take(9), room.used(), room.free()), (2, 5, 0));
        room.resize(Some(4));
        assert_eq!((room.take(1), room.used(), room.free()), (0, 5, 0), "what is taken stays taken");
        room.give(2);
        assert_eq!((room.used(), room.free()), (3, 1));
        room.clear();
        assert_eq!((room.used(), room.free()), (0, 4));
        room.resize(None);
        assert_eq!((room.take(u64::MAX - 1), room.free()), (u64::MAX - 1, 1), "no limit");
    }

    #[test]
    #[should_panic(expected = "3 places given back of 2 taken")]
    fn more_than_was_taken_does_not_come_back() {
        let mut room = Room::new(None);
        let _ = room.take(2);
        room.give(3);
    }
}
