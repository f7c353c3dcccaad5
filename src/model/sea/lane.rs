//! Lane ends: cargo that waits for a vessel, and vessels that wait for cargo.

use std::collections::VecDeque;

use crate::facility::PriorityQueue;
use crate::kernel::{Agenda, Duration, Id, Table, Time};
use crate::model::cargo::Lot;
use crate::model::corridor::{Arrivals, Corridor, Flow, Lane, LaneEnd, PerUnit, StepKind, UnitKind};
use crate::model::event::Event;
use crate::model::fact::Observer;
use crate::model::sea::Vessel;
use crate::model::sea::boarded::Boarded;
use crate::model::world::World;

/// One end of a lane.
#[derive(Debug, Default)]
pub struct LaneEndState {
    /// Lots by unit kind, each with its number in the order of arrival over all kinds.
    pub queues: PerUnit<PriorityQueue<(u64, Id<Lot>)>>,
    /// Units that wait, by kind.
    pub waiting: PerUnit<u64>,
    joined: u64,
    /// Vessels that wait for cargo here, in the order in which they began to.
    pub loaders: VecDeque<Id<Vessel>>,
    /// How long those who lately boarded had waited, by kind; kept where some flow has a choice of ways and one of them
    /// leads here.
    pub boarded: Option<PerUnit<Boarded>>,
    /// Flows that are always available here.
    pub always: Vec<Id<Flow>>,
}

/// Both ends of every lane.
pub fn lane_ends(corridor: &Corridor) -> Table<[LaneEndState; 2], Lane> {
    let end = |lane: Id<Lane>, end: LaneEnd| {
        let begins_here = |flow: &Flow| {
            let first = flow.alternatives[0].itinerary[0].kind;
            matches!(flow.arrivals, Arrivals::Always) && first == StepKind::Lane { lane, from: end }
        };
        let always = corridor.flows.entries().filter(|(_, flow)| begins_here(flow)).map(|(id, _)| id).collect();
        let choosing = corridor.flows.iter().filter(|flow| flow.has_choice());
        let watched = choosing.flat_map(Flow::steps).any(|step| step.kind == StepKind::Lane { lane, from: end });
        let boarded = watched.then(PerUnit::default);
        LaneEndState { always, boarded, ..LaneEndState::default() }
    };
    corridor.lanes.ids().map(|lane| [end(lane, 0), end(lane, 1)]).collect()
}

impl LaneEndState {
    pub fn join(&mut self, unit: UnitKind, priority: u8, lot: Id<Lot>, units: u32) {
        self.queues[unit as usize].push(priority, (self.joined, lot));
        self.waiting[unit as usize] += u64::from(units);
        self.joined += 1;
    }

    pub fn clear(&mut self) {
        self.queues.iter_mut().for_each(PriorityQueue::clear);
        self.waiting = [0; 4];
        self.joined = 0;
        self.loaders.clear();
        self.boarded = self.boarded.map(|_| PerUnit::default());
    }
}

impl<O: Observer> World<'_, O> {
    /// The wait at an end of a lane as known now, days: the longer of what those who boarded lately waited and what the
    /// first in the queue has waited already.
    pub(in crate::model) fn expected_wait(&self, lane: Id<Lane>, from: LaneEnd, kind: UnitKind, now: Time) -> f64 {
        let end = &self.lane_ends[lane][usize::from(from)];
        let boarded = end.boarded.map_or(0.0, |boarded| boarded[kind as usize].days(now));
        let waiting = end.queues[kind as usize].fronts().map(|&(_, lot)| now.since(self.lots[lot].joined));
        boarded.max(waiting.max().map_or(0.0, Duration::days))
    }

    /// Offers what has come to the vessels that wait, those that began to wait first.
    pub(in crate::model) fn offer_cargo(&mut self, lane: Id<Lane>, from: LaneEnd, agenda: &mut Agenda<Event>) {
        let mut next = 0;
        while let Some(&vessel) = self.lane_ends[lane][usize::from(from)].loaders.get(next) {
            self.consider(vessel, agenda);
            // One that has taken something has left the line.
            if self.lane_ends[lane][usize::from(from)].loaders.get(next) == Some(&vessel) {
                next += 1;
            }
        }
    }
}
