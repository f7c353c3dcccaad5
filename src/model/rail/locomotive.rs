//! Locomotives: the pool of a region, for the trains of all lines that name it.
//!
//! Life cycle: free - with a train, from when it asks for its path until it arrives, and on over further lines of the
//! region as long as the train stays whole - turning - free.

use crate::facility::PriorityQueue;
use crate::kernel::{Agenda, Duration, Id, Time};
use crate::model::cargo::{Cause, Lot, Waypoint};
use crate::model::corridor::{Line, LineEnd, LocomotivePool};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::world::World;
use crate::stats::TimeWeighted;

/// What the locomotives of a pool do. Free are those that neither have a train nor turn.
#[derive(Debug, Default)]
pub struct PoolState {
    count: u32,
    /// Trains that wait for a locomotive: their heads, and where they start from.
    waiting: PriorityQueue<(Id<Lot>, Id<Line>, LineEnd)>,
    /// Locomotives that there are, those included that a change has taken away while they were in use.
    pub there: TimeWeighted,
    pub busy: TimeWeighted,
    pub turning: TimeWeighted,
    pub trains_waiting: TimeWeighted,
}

impl PoolState {
    pub fn clear(&mut self) {
        self.waiting.clear();
        self.there = TimeWeighted::new();
        self.busy = TimeWeighted::new();
        self.turning = TimeWeighted::new();
        self.trains_waiting = TimeWeighted::new();
    }

    /// The measured part begins: levels stay.
    pub fn restart(&mut self, now: Time) {
        [&mut self.there, &mut self.busy, &mut self.turning, &mut self.trains_waiting]
            .into_iter()
            .for_each(|level| level.reset(now));
    }

    fn in_use(&self) -> u64 {
        self.busy.level() + self.turning.level()
    }

    fn is_free(&self) -> bool {
        self.in_use() < u64::from(self.count)
    }

    /// A train waits though a locomotive is free.
    pub fn keeps_waiting(&self) -> bool {
        !self.waiting.is_empty() && self.is_free()
    }

    fn resize(&mut self, count: u32, now: Time) {
        self.count = count;
        self.note_level(now);
    }

    fn note_level(&mut self, now: Time) {
        let there = u64::from(self.count).max(self.in_use());
        if self.there.level() != there {
            self.there.set(now, there);
        }
    }
}

impl<O: Observer> World<'_, O> {
    /// Gives a train its locomotive, where it needs one and has none. Where none is free it waits, and the answer is
    /// no.
    pub(super) fn couple(&mut self, line: Id<Line>, from: LineEnd, head: Id<Lot>, now: Time) -> bool {
        let Some(pool) = self.corridor.lines[line].locomotives else { return true };
        if self.lots[head].train.is_none() || self.lots[head].locomotive == Some(pool) {
            return true;
        }
        let state = &mut self.locomotives[pool];
        if state.waiting.is_empty() && state.is_free() {
            state.busy.add(now, 1);
            self.lots[head].locomotive = Some(pool);
            return true;
        }
        state.waiting.push(self.route[self.lots[head].at].priority, (head, line, from));
        state.trains_waiting.add(now, 1);
        self.lots.book_chain(Some(head), now, Cause::WaitingForLocomotive);
        let total = self.lots.units(head);
        self.tell(now, Fact::TrainHeldForLocomotive { line, from, head: (&self.lots[head]).into(), total });
        false
    }

    /// A train has arrived and stands before its next step. Its locomotive stays with it where it runs on whole over a
    /// line of the region, and turns where it does not.
    pub(super) fn uncouple(&mut self, line: Id<Line>, head: Id<Lot>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let Some(pool) = self.lots[head].locomotive else { return };
        if self.runs_on_over(head).is_some_and(|next| self.corridor.lines[next].locomotives == Some(pool)) {
            return;
        }
        self.lots[head].locomotive = None;
        let run = &self.route[Waypoint::before(self.lots[head].at)];
        let turn = self.corridor.locomotives[pool].turn.draw(self.streams.turn(line, run), self.lots[head].first);
        let state = &mut self.locomotives[pool];
        state.busy.sub(now, 1);
        state.turning.add(now, 1);
        agenda.after(Duration::from_hours(turn), Event::LocomotiveTurned { pool });
    }

    pub(in crate::model) fn on_locomotive_turned(&mut self, pool: Id<LocomotivePool>, agenda: &mut Agenda<Event>) {
        let state = &mut self.locomotives[pool];
        state.turning.sub(agenda.now(), 1);
        state.note_level(agenda.now());
        self.pull_trains(pool, agenda);
    }

    /// Free locomotives go to the trains that wait, by priority, then in turn.
    fn pull_trains(&mut self, pool: Id<LocomotivePool>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        loop {
            let state = &mut self.locomotives[pool];
            if !state.is_free() {
                return;
            }
            let Some((head, line, from)) = state.waiting.pop() else { return };
            state.trains_waiting.sub(now, 1);
            state.busy.add(now, 1);
            self.lots[head].locomotive = Some(pool);
            self.ask_for_path(line, from, head, agenda);
        }
    }

    /// There are as many locomotives now as the corridor says; one that is to go first brings its train home.
    pub(in crate::model) fn review_locomotives(&mut self, agenda: &mut Agenda<Event>) {
        for (pool, spec) in self.corridor.locomotives.entries() {
            self.locomotives[pool].resize(spec.count, agenda.now());
            self.pull_trains(pool, agenda);
        }
    }

    /// Locomotives with a train, against the trains that have one, and all of them against those there are: for the
    /// audit.
    pub(in crate::model) fn locomotive_imbalance(&self) -> Option<String> {
        self.locomotives.entries().find_map(|(id, state)| {
            let trains = self.lots.live().filter(|lot| lot.locomotive == Some(id)).count();
            let (busy, turning, there) = (state.busy.level(), state.turning.level(), state.there.level());
            (busy != trains as u64 || busy + turning > there).then(|| {
                format!(
                    "of the {there} locomotives of {} {busy} have trains and {turning} turn, but {trains} trains have one",
                    self.corridor.locomotives[id].name
                )
            })
        })
    }
}
