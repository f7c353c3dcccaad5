//! Tracks: trains wait for a path, depart a headway apart, run, and arrive.

use crate::facility::PriorityQueue;
use crate::kernel::{Agenda, Duration, Id, Time};
use crate::model::cargo::{Cause, Holder, Lot};
use crate::model::corridor::{Corridor, Line, LineEnd, Moment, StepKind};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::world::World;

/// The paths of one direction, or of both on single track.
#[derive(Clone, Debug, Default)]
pub struct Track {
    /// Trains that wait for a path: their heads and the end they start from.
    waiting: PriorityQueue<(Id<Lot>, LineEnd)>,
    /// The next path is free from here on.
    next_path: Time,
}

impl Track {
    /// A train waits though a path is free.
    pub fn keeps_waiting(&self, now: Time) -> bool {
        !self.waiting.is_empty() && self.next_path <= now
    }

    pub fn clear(&mut self) {
        self.waiting.clear();
        self.next_path = Time::ZERO;
    }
}

impl<O: Observer> World<'_, O> {
    /// A second track was laid, or taken up: those that wait do so where their direction now waits.
    pub(in crate::model) fn review_tracks(&mut self, before: &Corridor, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        for (line, spec) in self.corridor.lines.entries() {
            if spec.single_track == before.lines[line].single_track {
                continue;
            }
            let tracks = &mut self.tracks[line];
            for _ in 0..tracks[0].waiting.len() + tracks[1].waiting.len() {
                let Some((head, from)) = tracks[0].waiting.pop().or_else(|| tracks[1].waiting.pop()) else { break };
                self.regrouped.push((head, from));
            }
            for (head, from) in self.regrouped.drain(..) {
                let track = if spec.single_track { 0 } else { usize::from(from) };
                tracks[track].waiting.push(self.route[self.lots[head].at].priority, (head, from));
            }
            for (track, state) in (0..).zip(tracks.iter()).filter(|(_, state)| !state.waiting.is_empty()) {
                agenda.at(state.next_path.max(now), Event::PathFree { line, track });
            }
        }
    }

    /// A train, or a lot that runs by itself, is ready at an end of a line.
    pub(in crate::model) fn ask_for_path(
        &mut self,
        line: Id<Line>,
        from: LineEnd,
        head: Id<Lot>,
        agenda: &mut Agenda<Event>,
    ) {
        let now = agenda.now();
        if !self.couple(line, from, head, now) {
            return;
        }
        let track = if self.corridor.lines[line].single_track { 0 } else { from };
        let state = &mut self.tracks[line][usize::from(track)];
        if state.waiting.is_empty() && state.next_path <= now {
            return self.depart_train(line, from, head, agenda);
        }
        let first_in_line = state.waiting.is_empty();
        let next_path = state.next_path;
        state.waiting.push(self.route[self.lots[head].at].priority, (head, from));
        self.lots.book_chain(Some(head), now, Cause::WaitingForPath);
        self.tell_of(now, |world| {
            let total = world.lots.units(head);
            Fact::TrainHeld { line, from, head: (&world.lots[head]).into(), total }
        });
        if first_in_line {
            agenda.at(next_path.max(now), Event::PathFree { line, track });
        }
    }

    pub(in crate::model) fn on_path_free(&mut self, line: Id<Line>, track: u8, agenda: &mut Agenda<Event>) {
        let state = &mut self.tracks[line][usize::from(track)];
        // A change of tracks may have called twice.
        if state.next_path > agenda.now() {
            return;
        }
        let Some((head, from)) = state.waiting.pop() else { return };
        let more = !state.waiting.is_empty();
        self.depart_train(line, from, head, agenda);
        if more {
            let next_path = self.tracks[line][usize::from(track)].next_path;
            agenda.at(next_path, Event::PathFree { line, track });
        }
    }

    fn depart_train(&mut self, line: Id<Line>, from: LineEnd, head: Id<Lot>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let spec = &self.corridor.lines[line];
        let track = if spec.single_track { 0 } else { usize::from(from) };
        self.tracks[line][track].next_path = now + spec.headway;
        let mut next = Some(head);
        while let Some(lot) = next {
            self.leave_room(lot, now);
            self.mark(lot, Moment::Departed, now);
            next = self.begin_step(lot, Cause::RailRun, now);
        }
        self.tell_of(now, |world| {
            let total = world.lots.units(head);
            Fact::TrainDeparted { line, from, head: (&world.lots[head]).into(), total }
        });
        let stream = self.streams.run(line, self.waypoint(head));
        let run = spec.running[usize::from(from)].draw(stream, self.lots[head].first);
        agenda.after(Duration::from_hours(run), Event::TrainArrives { train: head });
    }

    pub(in crate::model) fn on_train_arrives(&mut self, train: Id<Lot>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let Some(StepKind::Line { line, from, .. }) = self.waypoint(train).kind else {
            unreachable!("a train arrives without having run")
        };
        self.tell_of(now, |world| {
            let total = world.lots.units(train);
            Fact::TrainArrived { line, from, head: (&world.lots[train]).into(), total }
        });
        let mut next = Some(train);
        while let Some(lot) = next {
            self.mark(lot, Moment::RunEnded, now);
            next = self.pass(lot, now);
        }
        self.uncouple(line, train, agenda);
        self.enter(train, Holder::Nothing, agenda);
    }
}
