//! The agenda: events to come, in a total order of time, rank and sequence.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Duration, Time};

/// What will happen. Small, closed, named by the trade.
pub trait Event: Copy {
    /// Order among events of one instant, lowest first, 0 to 15. Events of one rank keep the order in which they were
    /// put.
    fn rank(self) -> u8;
}

/// A state that events change.
pub trait Model {
    type Event: Event;
    fn handle(&mut self, event: Self::Event, agenda: &mut Agenda<Self::Event>);
}

const RANK_BITS: u32 = 4;
const SEQUENCE_BITS: u32 = 44;
const SLOT_BITS: u32 = 32;

/// The future event list: a binary heap of 16-byte keys beside a table of the events themselves.
///
/// A key packs time (48 bits), rank (4), sequence (44) and the event's slot (32), so one comparison gives the whole
/// order. Events are never taken back; a model lets an outdated one pass by comparing a generation it carries.
///
/// Most events put just one other. So the key of the event under way stays at the top until its successor takes its
/// place, or the next event is asked for: one way through the heap instead of two.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    now: Time,
    sequence: u64,
    keys: BinaryHeap<Reverse<u128>>,
    /// The key at the top is that of the event under way.
    under_way: bool,
    slots: Vec<E>,
    free: Vec<u32>,
}

impl<E: Event> Agenda<E> {
    pub fn new() -> Agenda<E> {
        Agenda::with_capacity(0)
    }

    /// An agenda that holds `pending` events before it allocates.
    pub fn with_capacity(pending: usize) -> Agenda<E> {
        Agenda {
            now: Time::ZERO,
            sequence: 0,
            // One more for the event under way.
            keys: BinaryHeap::with_capacity(pending + 1),
            under_way: false,
            slots: Vec::with_capacity(pending),
            free: Vec::with_capacity(pending),
        }
    }

    /// Forgets every event and goes back to the start, keeping the room.
    pub fn clear(&mut self) {
        self.now = Time::ZERO;
        self.sequence = 0;
        self.keys.clear();
        self.under_way = false;
        self.slots.clear();
        self.free.clear();
    }

    pub fn now(&self) -> Time {
        self.now
    }

    pub fn pending(&self) -> usize {
        self.keys.len() - usize::from(self.under_way)
    }

    /// Events put so far: a measure of the work done.
    pub fn scheduled(&self) -> u64 {
        self.sequence
    }

    pub fn after(&mut self, delay: Duration, event: E) {
        self.at(self.now + delay, event);
    }

    /// Puts `event` at `time`. An instant beyond 2^48 ms (8,900 years) is never reached and not kept.
    ///
    /// # Panics
    /// Where `time` lies in the past.
    pub fn at(&mut self, time: Time, event: E) {
        assert!(time >= self.now, "an event at {time} was put at {}", self.now);
        if time.ms() >> 48 != 0 {
            return;
        }
        debug_assert!(event.rank() >> RANK_BITS == 0, "rank {} does not fit in {RANK_BITS} bits", event.rank());
        let order = (u64::from(event.rank()) << SEQUENCE_BITS) | self.sequence;
        self.sequence += 1;
        let key = |slot: u32| {
            let when = u128::from(time.ms()) << (RANK_BITS + SEQUENCE_BITS + SLOT_BITS);
            Reverse(when | (u128::from(order) << SLOT_BITS) | u128::from(slot))
        };
        if std::mem::take(&mut self.under_way)
            && let Some(mut first) = self.keys.peek_mut()
        {
            let slot = first.0 as u32;
            self.slots[slot as usize] = event;
            *first = key(slot);
            return;
        }
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = event;
                slot
            }
            None => {
                self.slots.push(event);
                (self.slots.len() - 1) as u32
            }
        };
        self.keys.push(key(slot));
    }

    /// The next event strictly before `end`, with the clock moved to it.
    pub fn next_before(&mut self, end: Time) -> Option<E> {
        if std::mem::take(&mut self.under_way)
            && let Some(Reverse(key)) = self.keys.pop()
        {
            self.free.push(key as u32);
        }
        let &Reverse(key) = self.keys.peek()?;
        let time = Time::from_ms((key >> (RANK_BITS + SEQUENCE_BITS + SLOT_BITS)) as u64);
        if time >= end {
            return None;
        }
        self.now = time;
        self.under_way = true;
        Some(self.slots[key as u32 as usize])
    }

    /// Moves the clock to `time` when nothing is left before it.
    pub fn wait_until(&mut self, time: Time) {
        debug_assert!(time >= self.now, "the clock does not run backwards");
        self.now = time;
    }
}

impl<E: Event> Default for Agenda<E> {
    fn default() -> Self {
        Agenda::new()
    }
}

/// Handles every event before `end`, then moves the clock to `end`.
pub fn run<M: Model>(model: &mut M, agenda: &mut Agenda<M::Event>, end: Time) {
    while let Some(event) = agenda.next_before(end) {
        model.handle(event, agenda);
    }
    agenda.wait_until(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Ranked(u8, u32);

    impl Event for Ranked {
        fn rank(self) -> u8 {
            self.0
        }
    }

    #[test]
    fn one_instant_is_ordered_by_rank_then_by_sequence() {
        let mut agenda = Agenda::new();
        let noon = Time::from_hours(12.0);
        for (rank, number) in [(2, 0), (0, 1), (2, 2), (1, 3), (0, 4)] {
            agenda.at(noon, Ranked(rank, number));
        }
        agenda.at(Time::from_hours(11.0), Ranked(9, 5));
        let order: Vec<u32> = std::iter::from_fn(|| agenda.next_before(Time::NEVER)).map(|event| event.1).collect();
        assert_eq!(order, [5, 1, 4, 3, 0, 2]);
    }

    #[test]
    fn the_end_is_not_part_of_the_run() {
        let mut agenda = Agenda::new();
        agenda.at(Time::from_ms(10), Ranked(0, 0));
        assert_eq!(agenda.next_before(Time::from_ms(10)), None);
        assert_eq!(agenda.next_before(Time::from_ms(11)), Some(Ranked(0, 0)));
    }

    #[test]
    fn a_place_used_again_does_not_overtake() {
        let mut agenda = Agenda::new();
        agenda.at(Time::from_ms(1), Ranked(0, 0));
        agenda.at(Time::from_ms(5), Ranked(0, 1));
        assert_eq!(agenda.next_before(Time::NEVER), Some(Ranked(0, 0)));
        agenda.at(Time::from_ms(5), Ranked(0, 2)); // takes the place of the first, and still comes last
        assert_eq!(agenda.next_before(Time::NEVER), Some(Ranked(0, 1)));
        assert_eq!(agenda.next_before(Time::NEVER), Some(Ranked(0, 2)));
    }

    /// Counts down, one event a second, to nothing.
    struct Countdown(Vec<(Time, u32)>);

    impl Model for Countdown {
        type Event = Ranked;

        fn handle(&mut self, event: Ranked, agenda: &mut Agenda<Ranked>) {
            self.0.push((agenda.now(), event.1));
            if event.1 > 0 {
                agenda.after(Duration::from_ms(1000), Ranked(0, event.1 - 1));
            }
        }
    }

    #[test]
    fn a_run_handles_what_comes_before_its_end_and_keeps_the_rest() {
        let seconds = |s: u64| Time::from_ms(1000 * s);
        let (mut model, mut agenda) = (Countdown(Vec::new()), Agenda::with_capacity(1));
        agenda.at(seconds(2), Ranked(0, 9));
        run(&mut model, &mut agenda, seconds(4));
        assert_eq!(model.0, [(seconds(2), 9), (seconds(3), 8)]);
        assert_eq!((agenda.now(), agenda.pending(), agenda.scheduled()), (seconds(4), 1, 3));
        run(&mut model, &mut agenda, seconds(20));
        assert_eq!((model.0.len(), model.0.last()), (10, Some(&(seconds(11), 0))));
        assert_eq!((agenda.now(), agenda.pending(), agenda.scheduled()), (seconds(20), 0, 10));
    }

    #[test]
    fn the_event_under_way_is_not_pending() {
        let mut agenda = Agenda::new();
        agenda.at(Time::from_ms(1), Ranked(0, 0));
        agenda.at(Time::from_ms(2), Ranked(0, 1));
        assert_eq!(agenda.pending(), 2);
        agenda.next_before(Time::NEVER);
        assert_eq!(agenda.pending(), 1);
    }

    #[test]
    fn a_cleared_agenda_is_as_new() {
        let mut agenda = Agenda::new();
        agenda.at(Time::from_ms(7), Ranked(0, 0));
        agenda.at(Time::from_ms(8), Ranked(0, 1));
        agenda.next_before(Time::NEVER);
        agenda.clear();
        assert_eq!((agenda.now(), agenda.pending(), agenda.scheduled()), (Time::ZERO, 0, 0));
        agenda.at(Time::from_ms(3), Ranked(0, 2));
        assert_eq!(agenda.next_before(Time::NEVER), Some(Ranked(0, 2)));
        assert_eq!(agenda.next_before(Time::NEVER), None);
    }

    #[test]
    fn never_is_not_kept() {
        let mut agenda = Agenda::new();
        agenda.at(Time::NEVER, Ranked(0, 0));
        assert_eq!(agenda.pending(), 0);
    }

    #[test]
    #[should_panic(expected = "was put at")]
    fn the_past_is_closed() {
        let mut agenda = Agenda::new();
        agenda.at(Time::from_ms(10), Ranked(0, 0));
        agenda.next_before(Time::NEVER);
        agenda.at(Time::from_ms(9), Ranked(0, 1));
    }
}
