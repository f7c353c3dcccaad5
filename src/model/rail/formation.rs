//! Formations: units with the same next line and train kind wait here until a train is full or patience is over.
//!
//! Life cycle: units join - the train is formed at its size, or when its oldest unit has waited long enough -
//! shunting - ready, and off to the [`Track`](super::Track).

use crate::facility::PriorityQueue;
use crate::kernel::{Agenda, Duration, Id, Table, Time};
use crate::model::cargo::{Cause, Lot};
use crate::model::corridor::{Corridor, Line, LineEnd, StepKind, TrainKind};
use crate::model::event::Event;
use crate::model::fact::{Fact, Observer};
use crate::model::world::World;

/// Units that wait at one end of a line to be formed into trains of one kind.
#[derive(Clone, Debug)]
pub struct Formation {
    line: Id<Line>,
    from: LineEnd,
    kind: Id<TrainKind>,
    waiting: PriorityQueue<Id<Lot>>,
    units: u64,
    /// When the next timer for the patience of the oldest unit is due; never where none is under way.
    timer: Time,
}

/// One formation for every train kind that some flow forms at some end of a line.
pub fn formations(corridor: &Corridor) -> Table<Formation> {
    let mut found: Table<Formation> = Table::new();
    for step in corridor.flows.iter().flat_map(|flow| flow.steps()) {
        if let StepKind::Line { line, from, train: Some(kind) } = step.kind
            && formation_for(&found, step.kind).is_none()
        {
            let waiting = PriorityQueue::new();
            found.push(Formation { line, from, kind, waiting, units: 0, timer: Time::NEVER });
        }
    }
    found
}

/// The formation in which a step over a line waits, if its trains are formed.
pub fn formation_for(formations: &Table<Formation>, step: StepKind) -> Option<Id<Formation>> {
    let StepKind::Line { line, from, train: Some(kind) } = step else { return None };
    formations.entries().find(|(_, known)| (known.line, known.from, known.kind) == (line, from, kind)).map(|(id, _)| id)
}

impl Formation {
    pub fn join(&mut self, priority: u8, lot: Id<Lot>, units: u32) {
        self.waiting.push(priority, lot);
        self.units += u64::from(units);
    }

    pub fn clear(&mut self) {
        self.waiting.clear();
        self.units = 0;
        self.timer = Time::NEVER;
    }
}

impl<O: Observer> World<'_, O> {
    /// Forms whatever trains can be formed now.
    pub(in crate::model) fn form(&mut self, id: Id<Formation>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let kind = &self.corridor.train_kinds[self.formations[id].kind];
        while self.formations[id].units >= u64::from(kind.size) {
            self.form_train(id, agenda);
        }
        while let Some(oldest) = self.oldest(id) {
            if oldest + kind.patience > now {
                // A timer under way is earlier, unless a change has made patience shorter.
                let due = if kind.patience == Duration::FOREVER { Time::NEVER } else { oldest + kind.patience };
                if due < self.formations[id].timer {
                    self.formations[id].timer = due;
                    agenda.at(due, Event::FormationWaited { formation: id });
                }
                return;
            }
            self.form_train(id, agenda);
        }
    }

    pub(in crate::model) fn on_formation_waited(&mut self, formation: Id<Formation>, agenda: &mut Agenda<Event>) {
        if self.formations[formation].timer <= agenda.now() {
            self.formations[formation].timer = Time::NEVER;
        }
        self.form(formation, agenda);
    }

    /// The line before which units stand that make up a train, or have waited long enough to be one: for the audit.
    pub(in crate::model) fn unformed(&self, now: Time) -> Option<Id<Line>> {
        let is_due = |&(id, formation): &(Id<Formation>, &Formation)| {
            let kind = &self.corridor.train_kinds[formation.kind];
            let waited = self.oldest(id).is_some_and(|oldest| oldest + kind.patience <= now);
            waited || formation.units >= u64::from(kind.size)
        };
        self.formations.entries().find(is_due).map(|(_, formation)| formation.line)
    }

    fn oldest(&self, id: Id<Formation>) -> Option<Time> {
        self.formations[id].waiting.fronts().map(|&lot| self.lots[lot].joined).min()
    }

    /// Chains the first units that wait, at most a full train, and lets them be shunted.
    fn form_train(&mut self, id: Id<Formation>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let (line, from) = (self.formations[id].line, self.formations[id].from);
        let kind = &self.corridor.train_kinds[self.formations[id].kind];
        let mut places = kind.size;
        let (mut head, mut tail): (Option<Id<Lot>>, Option<Id<Lot>>) = (None, None);
        while places > 0
            && let Some(&front) = self.formations[id].waiting.peek()
        {
            let part = if self.lots[front].units > places {
                self.lots.split(front, places)
            } else {
                self.formations[id].waiting.pop();
                front
            };
            let units = self.lots[part].units;
            places -= units;
            self.formations[id].units -= u64::from(units);
            self.leave_room(part, now);
            match tail {
                Some(tail) => self.lots[tail].next = Some(part),
                None => head = Some(part),
            }
            tail = Some(part);
        }
        let head = head.expect("a train is formed of units that wait");
        self.lots[head].train = Some(self.formations[id].kind);
        self.tell_of(now, |world| {
            let total = world.lots.units(head);
            Fact::TrainFormed { line, from, head: (&world.lots[head]).into(), total }
        });
        let stream = self.streams.shunting(line, self.waypoint(head));
        let shunting = Duration::from_hours(kind.shunting.draw(stream, self.lots[head].first));
        if shunting == Duration::ZERO {
            self.ask_for_path(line, from, head, agenda);
        } else {
            self.lots.book_chain(Some(head), now, Cause::FormingTrains);
            agenda.after(shunting, Event::TrainReady { train: head });
        }
    }

    pub(in crate::model) fn on_train_ready(&mut self, train: Id<Lot>, agenda: &mut Agenda<Event>) {
        match self.waypoint(train).kind {
            Some(StepKind::Line { line, from, .. }) => self.ask_for_path(line, from, train, agenda),
            step => unreachable!("a train was shunted before {step:?}"),
        }
    }
}
