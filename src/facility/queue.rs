//! A queue by priority, first in first out within one.

use std::collections::VecDeque;

/// Priorities 0 (first) to 9.
const LEVELS: usize = 10;

/// What waits, by priority and then by arrival.
///
/// ```
/// use corridor::facility::PriorityQueue;
///
/// let mut queue = PriorityQueue::new();
/// queue.push(5, "grain");
/// queue.push(5, "metal");
/// queue.push(1, "containers");
/// assert_eq!(queue.pop(), Some("containers"));
/// assert_eq!(queue.pop(), Some("grain"));
/// ```
#[derive(Clone, Debug)]
pub struct PriorityQueue<T> {
    levels: [VecDeque<T>; LEVELS],
    /// Bit `p` is set where level `p` is not empty.
    occupied: u16,
    len: usize,
}

impl<T> Default for PriorityQueue<T> {
    fn default() -> Self {
        PriorityQueue::new()
    }
}

impl<T> PriorityQueue<T> {
    pub fn new() -> PriorityQueue<T> {
        PriorityQueue { levels: std::array::from_fn(|_| VecDeque::new()), occupied: 0, len: 0 }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// # Panics
    /// Where `priority` is above 9.
    pub fn push(&mut self, priority: u8, entry: T) {
        self.levels[usize::from(priority)].push_back(entry);
        self.occupied |= 1 << priority;
        self.len += 1;
    }

    /// The priority that is next, where anything waits.
    pub fn next_priority(&self) -> Option<u8> {
        (self.occupied != 0).then(|| self.occupied.trailing_zeros() as u8)
    }

    pub fn peek(&self) -> Option<&T> {
        self.levels[usize::from(self.next_priority()?)].front()
    }

    pub fn pop(&mut self) -> Option<T> {
        let priority = self.next_priority()?;
        let level = &mut self.levels[usize::from(priority)];
        let entry = level.pop_front();
        if level.is_empty() {
            self.occupied &= !(1 << priority);
        }
        self.len -= 1;
        entry
    }

    /// The first entry of every priority: the oldest entry is among them.
    pub fn fronts(&self) -> impl Iterator<Item = &T> {
        self.levels.iter().filter_map(VecDeque::front)
    }

    pub fn clear(&mut self) {
        self.levels.iter_mut().for_each(VecDeque::clear);
        self.occupied = 0;
        self.len = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Deed {
        Push(u8),
        Pop,
        Clear,
    }

    fn deed() -> impl Strategy<Value = Deed> {
        prop_oneof![10 => (0..LEVELS as u8).prop_map(Deed::Push), 8 => Just(Deed::Pop), 1 => Just(Deed::Clear)]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// After any history the queue answers like a plain list of which the oldest of the first priority is taken.
        #[test]
        fn it_is_a_list_of_which_the_oldest_of_the_first_priority_is_next(deeds in prop::collection::vec(deed(), 0..60)) {
            let mut queue = PriorityQueue::new();
            let mut list: Vec<(u8, usize)> = Vec::new();
            for (number, deed) in deeds.into_iter().enumerate() {
                match deed {
                    Deed::Push(priority) => {
                        queue.push(priority, (priority, number));
                        list.push((priority, number));
                    }
                    Deed::Pop => {
                        let first = list.iter().min().copied();
                        list.retain(|&entry| Some(entry) != first);
                        prop_assert_eq!(queue.pop(), first);
                    }
                    Deed::Clear => {
                        queue.clear();
                        list.clear();
                    }
                }
                let first = list.iter().min();
                prop_assert_eq!(queue.peek(), first);
                prop_assert_eq!(queue.next_priority(), first.map(|&(priority, _)| priority));
                prop_assert_eq!(queue.len(), list.len());
                prop_assert_eq!(queue.is_empty(), list.is_empty());
                let mut fronts: Vec<(u8, usize)> = list.clone();
                fronts.sort();
                fronts.dedup_by_key(|&mut (priority, _)| priority);
                prop_assert_eq!(queue.fronts().copied().collect::<Vec<_>>(), fronts);
            }
        }
    }
}
