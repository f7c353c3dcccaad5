//! The way of a lot through its itinerary: from one step into the next, held outside, diverted or delivered.

use super::{Cause, Holder, Lot, RoomId, Waypoint};
use crate::kernel::{Agenda, Id, Time};
use crate::model::corridor::{Line, Mark, MarkAction, Moment, Overflow, Stage, StepKind};
use crate::model::event::Event;
use crate::model::fact::{Departed, Fact, Observer, Units};
use crate::model::port::stage_room;
use crate::model::world::{Work, World};

impl<O: Observer> World<'_, O> {
    /// Every lot of a chain has done its step and stands before the next.
    pub(in crate::model) fn finish_step(&mut self, head: Id<Lot>, now: Time) {
        let mut next = Some(head);
        while let Some(lot) = next {
            next = self.pass(lot, now);
        }
    }

    /// A lot is done with its step and stands before the next. Returns the next lot of its chain.
    #[inline]
    pub(in crate::model) fn pass(&mut self, id: Id<Lot>, now: Time) -> Option<Id<Lot>> {
        let lot = &mut self.lots[id];
        let done = lot.at;
        let next = lot.next;
        lot.at = Waypoint::next(done);
        if self.route[done].noted_in_passing {
            self.note(id, done, Moment::Done, now);
            self.note(id, Waypoint::next(done), Moment::Reached, now);
        }
        next
    }

    /// The step begins to handle a lot, whose time runs to `cause` from here on. Returns the next lot of its chain.
    #[inline]
    pub(in crate::model) fn begin_step(&mut self, id: Id<Lot>, cause: Cause, now: Time) -> Option<Id<Lot>> {
        let lot = &mut self.lots[id];
        self.counts.started(lot, now);
        lot.book(now, cause);
        if O::LOOKS {
            self.observer.began(now, Units::from(&*lot), self.route[lot.at].step);
        }
        lot.next
    }

    /// The waypoint a lot is at.
    pub(in crate::model) fn waypoint(&self, lot: Id<Lot>) -> &Waypoint {
        &self.route[self.lots[lot].at]
    }

    /// Brings a chain into its step: as a whole where it stays one, else lot by lot. Returns the number of lots or
    /// parties that stay outside, on `holder`.
    #[inline]
    pub(in crate::model) fn enter(&mut self, head: Id<Lot>, holder: Holder, agenda: &mut Agenda<Event>) -> u32 {
        if self.lots[head].next.is_none() || self.goes_on_whole(head) {
            self.enter_party(head, holder, agenda)
        } else {
            self.enter_apart(head, holder, agenda)
        }
    }

    fn enter_apart(&mut self, head: Id<Lot>, holder: Holder, agenda: &mut Agenda<Event>) -> u32 {
        let mut held = 0;
        let mut next = Some(head);
        while let Some(lot) = next {
            next = self.lots[lot].next.take();
            self.lots[lot].train = None;
            held += self.enter_party(lot, holder, agenda);
        }
        held
    }

    /// Whether all lots of a chain take the next step together: into a stage, or over a line as the train they are.
    fn goes_on_whole(&self, head: Id<Lot>) -> bool {
        let first = self.waypoint(head).kind;
        let together = match first {
            None => false,
            Some(StepKind::Stage { .. }) => true,
            Some(StepKind::Line { train, .. }) => train.is_some() && train == self.lots[head].train,
            Some(StepKind::Yard(_) | StepKind::Lane { .. }) => false,
        };
        together
            && self.lots.chain(Some(head)).all(|lot| {
                let waypoint = self.waypoint(lot);
                !waypoint.unit_events && waypoint.kind == first
            })
    }

    /// The line over which a train, which stands before its next step, goes on as the train it is.
    pub(in crate::model) fn runs_on_over(&self, head: Id<Lot>) -> Option<Id<Line>> {
        let Some(StepKind::Line { line, train: Some(kind), .. }) = self.waypoint(head).kind else { return None };
        let whole = self.lots[head].next.is_none() || self.goes_on_whole(head);
        (self.lots[head].train == Some(kind) && whole).then_some(line)
    }

    fn enter_party(&mut self, head: Id<Lot>, holder: Holder, agenda: &mut Agenda<Event>) -> u32 {
        let now = agenda.now();
        let lot = &mut self.lots[head];
        let &Waypoint { kind, room, .. } = &self.route[lot.at];
        let Some(room) = room else {
            self.deliver(head, now);
            return 0;
        };
        match kind {
            Some(StepKind::Stage { stage, .. }) => return self.enter_stage(stage, head, holder, agenda),
            Some(StepKind::Line { line, from, train }) => {
                if train.is_none() || train == lot.train {
                    lot.train = train;
                    self.join_point_of_chain(head, now);
                    self.ask_for_path(line, from, head, agenda);
                    return 0;
                }
            }
            Some(StepKind::Yard(_) | StepKind::Lane { .. }) | None => {}
        }
        self.enter_room(room, head, holder, now)
    }

    /// Takes as many units of a lot into a room as it has places. Returns 1 where a rest stays outside.
    #[inline]
    fn enter_room(&mut self, room: RoomId, lot: Id<Lot>, holder: Holder, now: Time) -> u32 {
        let state = &mut self.rooms[room];
        let entering = &mut self.lots[lot];
        entering.train = None;
        let units = entering.units;
        let fit = if state.outside.is_empty() { state.room.take(u64::from(units)) as u32 } else { 0 };
        if fit > 0 {
            let part = if fit < units { self.lots.split(lot, fit) } else { lot };
            self.go_in(room, part, now);
        }
        if fit < units { self.overflow(room, lot, holder, now) } else { 0 }
    }

    /// A lot or party found no place.
    pub(in crate::model) fn overflow(&mut self, room: RoomId, head: Id<Lot>, holder: Holder, now: Time) -> u32 {
        match self.rooms[room].overflow {
            Overflow::Divert => {
                let mut next = Some(head);
                while let Some(lot) = next {
                    next = self.lots[lot].next.take();
                    self.divert(lot, now);
                }
                0
            }
            Overflow::Hold => {
                let cause = if self.rooms[room].is_yard { Cause::YardFull } else { self.waypoint(head).queue_cause };
                self.lots.book_chain(Some(head), now, cause);
                self.lots[head].holder = holder;
                self.rooms[room].outside.push_back(head);
                self.tell(now, Fact::UnitsHeld { units: (&self.lots[head]).into(), step: self.waypoint(head).step });
                1
            }
        }
    }

    /// A lot whose places are taken goes in and waits for the step, behind the yard where the room is one.
    #[inline]
    fn go_in(&mut self, room: RoomId, lot: Id<Lot>, now: Time) {
        if self.rooms[room].is_yard {
            let state = &mut self.lots[lot];
            self.counts.left(state, now);
            state.counted = None;
            self.counts.stored(state, now);
            self.pass(lot, now);
        }
        let Self { lots, counts, route, .. } = self;
        let state = &mut lots[lot];
        counts.moves_on(state, now);
        state.room = Some(room);
        let waypoint = &route[state.at];
        state.book(now, waypoint.queue_cause);
        self.tell_of(now, |world| world.joined(lot));
        self.join_queue(lot);
    }

    fn joined(&self, lot: Id<Lot>) -> Fact {
        Fact::UnitsJoined { units: (&self.lots[lot]).into(), step: self.waypoint(lot).step }
    }

    #[inline(always)]
    fn join_queue(&mut self, lot: Id<Lot>) {
        let &Lot { units, at, .. } = &self.lots[lot];
        let &Waypoint { kind, unit, priority, formation, .. } = &self.route[at];
        match kind {
            Some(StepKind::Stage { stage, .. }) => {
                self.stages[stage].queue.push(priority, lot);
                self.work.push_back(Work::Stage(stage));
            }
            Some(StepKind::Line { .. }) => match formation {
                Some(formation) => {
                    self.formations[formation].join(priority, lot, units);
                    self.work.push_back(Work::Formation(formation));
                }
                // Out of a yard a lot that runs by itself asks for its path at once.
                None => self.work.push_back(Work::Path(lot)),
            },
            Some(StepKind::Lane { lane, from }) => {
                let end = &mut self.lane_ends[lane][usize::from(from)];
                end.join(unit, priority, lot, units);
                if !end.loaders.is_empty() {
                    self.work.push_back(Work::Cargo(lane, from));
                }
            }
            Some(StepKind::Yard(_)) | None => unreachable!("a lot queues for {kind:?}"),
        }
    }

    /// Places of a room were given back: those outside go in, first come first served.
    pub(in crate::model) fn admit(&mut self, room: RoomId, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        while let Some(&head) = self.rooms[room].outside.front() {
            let wanted = self.places(room, head);
            let fit = self.rooms[room].room.take(wanted) as u32;
            if fit == 0 {
                return;
            }
            let whole = u64::from(fit) == wanted;
            let part = if whole { head } else { self.lots.split(head, fit) };
            let holder = std::mem::replace(&mut self.lots[part].holder, Holder::Nothing);
            self.go_in_party(room, part, now);
            if whole {
                self.rooms[room].outside.pop_front();
                self.release_holder(holder, agenda);
            }
        }
    }

    pub(in crate::model) fn go_in_party(&mut self, room: RoomId, head: Id<Lot>, now: Time) {
        if self.lots[head].next.is_none() {
            return self.go_in(room, head, now);
        }
        self.lots[head].room = Some(room);
        self.join_point_of_chain(head, now);
        let cause = self.waypoint(head).queue_cause;
        self.lots.book_chain(Some(head), now, cause);
        self.tell_of(now, |world| world.joined(head));
        self.join_queue(head);
    }

    /// Places a lot or party takes in a room.
    pub(in crate::model) fn places(&self, room: RoomId, head: Id<Lot>) -> u64 {
        let lot = &self.lots[head];
        if self.rooms[room].counts_parties && !self.route[lot.at].unit_events { 1 } else { u64::from(lot.units) }
    }

    /// The step begins to handle the lots: they give their places back.
    pub(in crate::model) fn leave_room(&mut self, lot: Id<Lot>, now: Time) {
        if let Some(room) = self.lots[lot].room.take() {
            let places = self.places(room, lot);
            let state = &mut self.rooms[room];
            state.room.give(places);
            if state.is_yard {
                self.counts.left_yard(&self.lots[lot], now);
            }
            if !state.outside.is_empty() {
                self.work.push_back(Work::Room(room));
            }
        }
    }

    /// What a lot stood on while it was outside is free of it.
    pub(in crate::model) fn release_holder(&mut self, holder: Holder, agenda: &mut Agenda<Event>) {
        match holder {
            Holder::Nothing => {}
            Holder::Job(job) => self.release_server(job, agenda.now()),
            Holder::Vessel(vessel) => self.release_deck(vessel, agenda),
        }
    }

    /// Counts a lot into the numbers of its step, once, and out of those of the step before. Returns the next lot of its
    /// chain.
    pub(in crate::model) fn join_point(&mut self, id: Id<Lot>, now: Time) -> Option<Id<Lot>> {
        let Self { lots, counts, .. } = self;
        let lot = &mut lots[id];
        counts.moves_on(lot, now);
        lot.next
    }

    pub(in crate::model) fn join_point_of_chain(&mut self, head: Id<Lot>, now: Time) {
        let mut next = Some(head);
        while let Some(lot) = next {
            next = self.join_point(lot, now);
        }
    }

    fn leave_point(&mut self, id: Id<Lot>, now: Time) {
        let Self { lots, counts, .. } = self;
        let lot = &mut lots[id];
        counts.left(lot, now);
        lot.counted = None;
    }

    fn deliver(&mut self, lot: Id<Lot>, now: Time) {
        let state = &mut self.lots[lot];
        let alternative = self.route[state.at].alternative;
        self.counts.left(state, now);
        state.counted = None;
        self.counts.delivered(state, alternative, self.corridor, now);
        self.tell_of(now, |world| Fact::UnitsDelivered { units: (&world.lots[lot]).into() });
        self.leave_corridor(lot, false, now);
    }

    fn divert(&mut self, lot: Id<Lot>, now: Time) {
        if self.lots[lot].counted != Some(self.lots[lot].at) {
            self.leave_point(lot, now);
        }
        self.counts.diverted(&self.lots[lot], now);
        self.tell(now, Fact::UnitsDiverted { units: (&self.lots[lot]).into(), step: self.waypoint(lot).step });
        self.leave_corridor(lot, true, now);
    }

    fn leave_corridor(&mut self, id: Id<Lot>, diverted: bool, now: Time) {
        let lot = &mut self.lots[id];
        lot.ledger.book(lot.cause, now.since(lot.since));
        let lot = &self.lots[id];
        let total = lot.ledger.total();
        if total != now.since(lot.created) {
            self.counts.note_imbalance(lot, total, now);
        }
        let units = Units::from(lot);
        let (created, ledger) = (lot.created, &lot.ledger);
        if !diverted {
            self.counts.clock(units, now.since(created), ledger);
        }
        self.observer.left(now, Departed { units, created, diverted, ledger });
        self.lots.remove(id);
        self.return_carriers(units.flow, units.count, now);
    }

    /// Takes the notes that the itinerary asks for at this moment of the lot's step; mostly there are none. Returns the
    /// next lot of its chain.
    #[inline(always)]
    pub(in crate::model) fn mark(&mut self, id: Id<Lot>, moment: Moment, now: Time) -> Option<Id<Lot>> {
        let &Lot { at, next, .. } = &self.lots[id];
        self.note(id, at, moment, now);
        next
    }

    #[inline(always)]
    fn note(&mut self, id: Id<Lot>, at: Id<Waypoint>, moment: Moment, now: Time) {
        if self.route[at].noted & (1 << moment as u8) != 0 {
            self.take_notes(id, at, moment, now);
        }
    }

    #[inline(never)]
    fn take_notes(&mut self, id: Id<Lot>, at: Id<Waypoint>, moment: Moment, now: Time) {
        let &Waypoint { flow, step, .. } = &self.route[at];
        let step = self.corridor.flows[flow].steps().nth(usize::from(step)).expect("notes are taken at a step");
        let marks = &step.marks;
        for &Mark { action, .. } in marks.iter().filter(|mark| mark.moment == moment) {
            let lot = &mut self.lots[id];
            match action {
                MarkAction::StartClock(slot) => lot.clocks[usize::from(slot)] = now,
                MarkAction::StopClock(slot, section) => {
                    let time = now.since(lot.clocks[usize::from(slot)]);
                    self.counts.section(section, time, u64::from(lot.units));
                }
                MarkAction::Count(definition) => self.counts.count(definition, flow, u64::from(lot.units)),
            }
        }
    }

    /// [`mark`](World::mark) for every lot of a chain.
    pub(in crate::model) fn mark_chain(&mut self, head: Option<Id<Lot>>, moment: Moment, now: Time) {
        let mut next = head;
        while let Some(lot) = next {
            next = self.mark(lot, moment, now);
        }
    }

    /// The room in which parties wait for a stage.
    pub(in crate::model) fn room_of_stage(&self, stage: Id<Stage>) -> RoomId {
        stage_room(self.corridor, stage)
    }
}
