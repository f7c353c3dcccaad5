//! Stages at work: borders, gauge changes, cranes and rail fronts.
//!
//! Life cycle of a party: it waits - an idle server takes it - it is handled, interrupted while its place is closed -
//! it goes on, or holds its server until what did not fit has gone in.

use crate::facility::PriorityQueue;
use crate::kernel::{Agenda, Duration, Id, Time};
use crate::model::cargo::{Cause, Holder, Lot};
use crate::model::corridor::{Arrivals, Capacity, Corridor, Flow, Handling, Place, Stage, StageKind, StepKind};
use crate::model::event::{Event, Generation};
use crate::model::fact::{Fact, Observer};
use crate::model::world::{Work, World};
use crate::stats::TimeWeighted;

/// The servers of a stage and what waits before them.
#[derive(Debug)]
pub struct StageState {
    pub queue: PriorityQueue<Id<Lot>>,
    servers: u32,
    pub closed: bool,
    /// Jobs under way, interrupted ones included, in the order in which they began: so they go on after a closure.
    working: Vec<Id<Job>>,
    blocked: u32,
    /// The flow that is always available at this stage; a second one would never be served, and is refused.
    always: Option<Id<Flow>>,
    /// Servers that there are, those included that a change has taken away while they were at work.
    pub servers_there: TimeWeighted,
    pub busy_servers: TimeWeighted,
    pub blocked_servers: TimeWeighted,
    pub closed_servers: TimeWeighted,
}

/// One party at one server.
#[derive(Clone, Debug)]
pub struct Job {
    stage: Id<Stage>,
    head: Id<Lot>,
    phase: JobPhase,
    generation: Generation,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum JobPhase {
    Working {
        ends: Time,
    },
    Interrupted {
        rest: Duration,
    },
    /// Handled; `left` lots or parties still stand on the server.
    Blocked {
        left: u32,
    },
    Idle,
}

impl Job {
    pub fn stage(&self) -> Id<Stage> {
        self.stage
    }
}

/// All jobs of a replication; a finished one's place is used again.
#[derive(Debug, Default)]
pub struct Jobs {
    jobs: Vec<Job>,
    free: Vec<Id<Job>>,
}

impl Jobs {
    pub fn clear(&mut self) {
        self.jobs.clear();
        self.free.clear();
    }

    fn add(&mut self, stage: Id<Stage>, head: Id<Lot>, ends: Time) -> Id<Job> {
        let phase = JobPhase::Working { ends };
        if let Some(id) = self.free.pop() {
            let generation = self[id].generation.wrapping_add(1);
            self[id] = Job { stage, head, phase, generation };
            return id;
        }
        self.jobs.push(Job { stage, head, phase, generation: 0 });
        Id::new(self.jobs.len() - 1)
    }

    /// Jobs whose servers are held, and by how many lots or parties.
    pub fn blocked(&self) -> impl Iterator<Item = (Id<Job>, u32)> {
        self.jobs.iter().enumerate().filter_map(|(index, job)| match job.phase {
            JobPhase::Blocked { left } => Some((Id::new(index), left)),
            JobPhase::Working { .. } | JobPhase::Interrupted { .. } | JobPhase::Idle => None,
        })
    }

    fn under_way(&self) -> impl Iterator<Item = &Job> {
        self.jobs.iter().filter(|job| job.phase != JobPhase::Idle)
    }

    /// Jobs whose servers at this stage are held.
    pub fn blocked_at(&self, stage: Id<Stage>) -> impl Iterator<Item = Id<Job>> {
        self.blocked().map(|(id, _)| id).filter(move |&id| self[id].stage == stage)
    }

    fn remove(&mut self, id: Id<Job>) {
        self[id].phase = JobPhase::Idle;
        self.free.push(id);
    }
}

impl std::ops::Index<Id<Job>> for Jobs {
    type Output = Job;
    fn index(&self, id: Id<Job>) -> &Job {
        &self.jobs[id.index()]
    }
}

impl std::ops::IndexMut<Id<Job>> for Jobs {
    fn index_mut(&mut self, id: Id<Job>) -> &mut Job {
        &mut self.jobs[id.index()]
    }
}

impl StageState {
    pub fn new(corridor: &Corridor, id: Id<Stage>, stage: &Stage) -> StageState {
        let servers = servers_of(stage);
        let begins_here = |flow: &Flow| {
            matches!(flow.arrivals, Arrivals::Always)
                && matches!(flow.alternatives[0].itinerary[0].kind, StepKind::Stage { stage, .. } if stage == id)
        };
        let always = corridor.flows.entries().find(|(_, flow)| begins_here(flow)).map(|(id, _)| id);
        StageState {
            queue: PriorityQueue::new(),
            servers,
            closed: false,
            working: Vec::with_capacity(servers.min(64) as usize),
            blocked: 0,
            always,
            servers_there: TimeWeighted::new(),
            busy_servers: TimeWeighted::new(),
            blocked_servers: TimeWeighted::new(),
            closed_servers: TimeWeighted::new(),
        }
    }

    pub fn clear(&mut self) {
        self.queue.clear();
        self.closed = false;
        self.working.clear();
        self.blocked = 0;
        self.servers_there = TimeWeighted::new();
        self.busy_servers = TimeWeighted::new();
        self.blocked_servers = TimeWeighted::new();
        self.closed_servers = TimeWeighted::new();
    }

    /// Servers that hold what found no room.
    pub fn blocked(&self) -> u32 {
        self.blocked
    }

    /// An open server is idle: nothing may wait for it, not even units that are always there.
    pub fn takes_all(&self) -> bool {
        !self.closed && self.idle() > 0
    }

    /// Something waits inside, or is there for the asking.
    pub fn has_work(&self) -> bool {
        !self.queue.is_empty() || self.always.is_some()
    }

    /// Servers that can take a party.
    fn idle(&self) -> u32 {
        self.servers.saturating_sub(self.in_use())
    }

    fn in_use(&self) -> u32 {
        self.working.len() as u32 + self.blocked
    }

    /// Brings the split of the servers' time up to date.
    fn note_levels(&mut self, now: Time) {
        if self.servers == u32::MAX {
            return;
        }
        let there = self.servers.max(self.in_use());
        if self.servers_there.level() != u64::from(there) {
            self.servers_there.set(now, u64::from(there));
        }
        self.blocked_servers.set(now, u64::from(self.blocked));
        self.busy_servers.set(now, if self.closed { 0 } else { self.working.len() as u64 });
        self.closed_servers.set(now, if self.closed { u64::from(there - self.blocked) } else { 0 });
    }
}

fn servers_of(stage: &Stage) -> u32 {
    match stage.servers {
        Capacity::Limited(servers) => servers,
        Capacity::Unlimited => u32::MAX,
    }
}

impl<O: Observer> World<'_, O> {
    /// There are as many servers now as the corridor says; one that is to go first finishes what it does.
    pub(in crate::model) fn review_stages(&mut self, now: Time) {
        for (id, stage) in self.corridor.stages.entries() {
            self.stages[id].servers = servers_of(stage);
            self.stages[id].note_levels(now);
            self.work.push_back(Work::Stage(id));
        }
    }

    /// Brings a party to a stage: to a server, into the room, or outside. Returns 1 where something stays outside.
    pub(in crate::model) fn enter_stage(
        &mut self,
        stage: Id<Stage>,
        head: Id<Lot>,
        holder: Holder,
        agenda: &mut Agenda<Event>,
    ) -> u32 {
        let now = agenda.now();
        let room = self.room_of_stage(stage);
        if self.rooms[room].outside.is_empty() {
            while self.stages[stage].queue.is_empty() && self.stages[stage].idle() > 0 && !self.stages[stage].closed {
                let party = self.next_party(head);
                self.join_point_of_chain(party, now);
                self.start_job(stage, party, agenda);
                if party == head {
                    return 0;
                }
            }
            let wanted = self.places(room, head);
            let fit = self.rooms[room].room.take(wanted);
            if fit == wanted {
                self.go_in_party(room, head, now);
                return 0;
            }
            if fit > 0 {
                let part = self.lots.split(head, fit as u32);
                self.go_in_party(room, part, now);
            }
        }
        self.overflow(room, head, holder, now)
    }

    /// What one server takes of a lot or party: a single unit where units are handled on their own.
    fn next_party(&mut self, head: Id<Lot>) -> Id<Lot> {
        let lot = &self.lots[head];
        if lot.units > 1 && self.route[lot.at].unit_events { self.lots.split(head, 1) } else { head }
    }

    /// Gives idle servers work, as long as there is any.
    pub(in crate::model) fn serve(&mut self, stage: Id<Stage>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let room = self.room_of_stage(stage);
        while self.stages[stage].idle() > 0 && !self.stages[stage].closed {
            let waiting = self.stages[stage].queue.next_priority();
            if let Some(flow) = self.stages[stage].always
                && waiting.is_none_or(|priority| self.corridor.flows[flow].priority < priority)
                && self.rooms[room].outside.is_empty()
            {
                let unit = self.create(flow, 0, 1, now);
                self.start_job(stage, unit, agenda);
            } else if let Some(&head) = self.stages[stage].queue.peek() {
                let party = self.next_party(head);
                if party == head {
                    self.stages[stage].queue.pop();
                }
                self.leave_room(party, now);
                self.start_job(stage, party, agenda);
            } else if let Some(&head) = self.rooms[room].outside.front() {
                let party = self.next_party(head);
                let holder = self.lots[head].holder;
                self.lots[party].holder = Holder::Nothing;
                if party == head {
                    self.rooms[room].outside.pop_front();
                    self.release_holder(holder, agenda);
                }
                self.join_point_of_chain(party, now);
                self.start_job(stage, party, agenda);
            } else {
                return;
            }
        }
    }

    fn start_job(&mut self, stage: Id<Stage>, head: Id<Lot>, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let cause = self.service_cause(head);
        let mut next = Some(head);
        while let Some(lot) = next {
            next = self.begin_step(lot, cause, now);
        }
        let duration = self.handling_time(stage, head);
        let job = self.jobs.add(stage, head, now + duration);
        agenda.after(duration, Event::PartyHandled { job, generation: self.jobs[job].generation });
        let state = &mut self.stages[stage];
        state.working.push(job);
        state.note_levels(now);
        self.tell_of(now, |world| {
            let total = world.lots.units(head);
            Fact::HandlingStarted { stage, head: (&world.lots[head]).into(), total }
        });
    }

    fn handling_time(&self, stage: Id<Stage>, head: Id<Lot>) -> Duration {
        let stream = |lot: Id<Lot>| self.streams.stage(stage, self.waypoint(lot));
        let lots = || self.lots.chain(Some(head));
        let hours = match &self.corridor.stages[stage].handling {
            Handling::PerUnit(law) => lots()
                .map(|lot| {
                    let Lot { first, units, .. } = self.lots[lot];
                    law.draw_sum(stream(lot), first..first + u64::from(units))
                })
                .sum(),
            Handling::PerGroup(law) => lots().map(|lot| law.draw(stream(lot), self.lots[lot].first)).sum(),
            Handling::PerParty(law) => law.draw(stream(head), self.lots[head].first),
            Handling::Rate(per_hour) => self.lots.units(head) as f64 / per_hour,
        };
        Duration::from_hours(hours)
    }

    /// What the service at its stage is booked to.
    fn service_cause(&self, lot: Id<Lot>) -> Cause {
        match self.waypoint(lot).kind {
            Some(StepKind::Stage { stage, loads }) => match (self.corridor.stages[stage].kind, loads) {
                (StageKind::Border, _) => Cause::BorderService,
                (StageKind::GaugeChange, _) => Cause::GaugeChange,
                (StageKind::Crane | StageKind::RailFront, true) => Cause::Loading,
                (StageKind::Crane | StageKind::RailFront, false) => Cause::Unloading,
            },
            step => unreachable!("served at {step:?}"),
        }
    }

    pub(in crate::model) fn on_party_handled(
        &mut self,
        id: Id<Job>,
        generation: Generation,
        agenda: &mut Agenda<Event>,
    ) {
        let Job { stage, head, phase, generation: current } = self.jobs[id].clone();
        if current != generation || !matches!(phase, JobPhase::Working { .. }) {
            return;
        }
        let now = agenda.now();
        self.tell_of(now, |world| {
            let total = world.lots.units(head);
            Fact::HandlingEnded { stage, head: (&world.lots[head]).into(), total }
        });
        let state = &mut self.stages[stage];
        let place = state.working.iter().position(|&job| job == id).expect("a job at work is listed");
        state.working.remove(place);
        state.blocked += 1;
        self.finish_step(head, now);
        let left = self.enter(head, Holder::Job(id), agenda);
        self.jobs[id].phase = JobPhase::Blocked { left: left + 1 };
        self.release_server(id, now);
    }

    /// One lot or party less stands on a server; with the last it is idle again.
    pub(in crate::model) fn release_server(&mut self, id: Id<Job>, now: Time) {
        let JobPhase::Blocked { left } = self.jobs[id].phase else {
            unreachable!("{id:?} is left by what does not stand on it")
        };
        let stage = self.jobs[id].stage;
        let state = &mut self.stages[stage];
        if left > 1 {
            self.jobs[id].phase = JobPhase::Blocked { left: left - 1 };
        } else {
            self.jobs.remove(id);
            state.blocked -= 1;
            self.work.push_back(Work::Stage(stage));
        }
        state.note_levels(now);
    }

    /// Handling stops or goes on at a place.
    pub(in crate::model) fn turn_stages(&mut self, place: Id<Place>, closed: bool, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        for stage in self.corridor.stages.ids() {
            if self.corridor.stages[stage].place != place || self.stages[stage].closed == closed {
                continue;
            }
            self.stages[stage].closed = closed;
            self.stages[stage].note_levels(now);
            for number in 0..self.stages[stage].working.len() {
                let job = self.stages[stage].working[number];
                self.turn_job(job, closed, agenda);
            }
            if !closed {
                self.work.push_back(Work::Stage(stage));
            }
        }
    }

    fn turn_job(&mut self, id: Id<Job>, closed: bool, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let Job { stage, head, phase, .. } = self.jobs[id].clone();
        let units = (&self.lots[head]).into();
        match (phase, closed) {
            (JobPhase::Working { ends }, true) => {
                self.jobs[id].phase = JobPhase::Interrupted { rest: ends.since(now) };
                self.jobs[id].generation = self.jobs[id].generation.wrapping_add(1);
                self.lots.book_chain(Some(head), now, Cause::WaitingForWindow);
                self.tell(now, Fact::HandlingInterrupted { stage, head: units });
            }
            (JobPhase::Interrupted { rest }, false) => {
                self.jobs[id].phase = JobPhase::Working { ends: now + rest };
                let cause = self.service_cause(head);
                self.lots.book_chain(Some(head), now, cause);
                agenda.after(rest, Event::PartyHandled { job: id, generation: self.jobs[id].generation });
                self.tell(now, Fact::HandlingResumed { stage, head: units });
            }
            _ => {}
        }
    }

    /// A job that is interrupted though its stage is open, for the audit.
    pub(in crate::model) fn stopped_for_nothing(&self) -> Option<Id<Stage>> {
        let stopped = |job: &&Job| matches!(job.phase, JobPhase::Interrupted { .. }) && !self.stages[job.stage].closed;
        self.jobs.jobs.iter().find(stopped).map(|job| job.stage)
    }

    /// Servers that work or are held, against the jobs under way: for the audit.
    pub(in crate::model) fn server_imbalance(&self) -> Option<String> {
        self.stages.entries().find_map(|(id, state)| {
            let jobs = self.jobs.under_way().filter(|job| job.stage == id).count();
            let name = &self.corridor.stages[id].name;
            let in_use = state.in_use();
            (jobs != in_use as usize).then(|| format!("{in_use} servers of stage {name} are in use by {jobs} jobs"))
        })
    }
}
