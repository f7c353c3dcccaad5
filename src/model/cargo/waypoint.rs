//! Waypoints: the steps of every itinerary in one table, with what is asked of them at every turn looked up once.

use super::{Cause, RoomId};
use crate::kernel::{Id, Table};
use crate::model::corridor::{Corridor, Flow, Mark, Moment, StageKind, Step, StepKind, UnitKind};
use crate::model::port::{lane_room, line_room, stage_room, yard_room};
use crate::model::rail::{Formation, formation_for};

/// A step of a flow's itinerary, or its end. The steps of an itinerary follow one another.
#[derive(Clone, Debug)]
pub struct Waypoint {
    pub flow: Id<Flow>,
    /// Number of the way among the alternatives of its flow, from 0.
    pub alternative: u16,
    /// `None` behind the last step: delivered.
    pub kind: Option<StepKind>,
    /// Number of the step in [`Flow::steps`], from 0.
    pub step: u16,
    /// Earlier steps of the itinerary at the same stage, line or lane: a second visit has luck of its own.
    pub visit: u16,
    pub unit: UnitKind,
    pub priority: u8,
    pub unit_events: bool,
    /// The moments at which the itinerary asks for notes: bit `n` for the `n`-th [`Moment`].
    pub noted: u8,
    /// Notes are asked for when it is done or the next one is reached.
    pub noted_in_passing: bool,
    /// What waiting for the step is booked to.
    pub queue_cause: Cause,
    /// Where those wait that do not come out of a yard; none behind the last step.
    pub room: Option<RoomId>,
    /// Where a step over a line is formed into trains.
    pub formation: Option<Id<Formation>>,
}

/// All waypoints, flow by flow and way by way, and the first of each way.
pub fn waypoints(
    corridor: &Corridor,
    formations: &Table<Formation>,
) -> (Table<Waypoint>, Table<Vec<Id<Waypoint>>, Flow>) {
    let mut route = Table::new();
    let mut origins = Table::new();
    for (id, flow) in corridor.flows.entries() {
        let mut ways = Vec::with_capacity(flow.alternatives.len());
        let mut before = 0;
        for (alternative, way) in flow.alternatives.iter().enumerate() {
            ways.push(Id::new(route.len()));
            let moments = |marks: &[Mark]| marks.iter().fold(0, |noted, mark| noted | 1 << mark.moment as u8);
            let steps = way.itinerary.iter().map(|step| (Some(step.kind), moments(&step.marks))).chain([(None, 0)]);
            for (step, (kind, noted)) in steps.enumerate() {
                let next = way.itinerary.get(step + 1).map_or(0, |next| moments(&next.marks));
                let in_passing = noted & 1 << Moment::Done as u8 | next & 1 << Moment::Reached as u8;
                route.push(Waypoint {
                    flow: id,
                    alternative: alternative as u16,
                    kind,
                    step: (before + step) as u16,
                    visit: visit(&way.itinerary, step),
                    unit: flow.unit,
                    priority: flow.priority,
                    unit_events: flow.unit_events,
                    noted,
                    noted_in_passing: in_passing != 0,
                    queue_cause: kind.map_or(Cause::Unloading, |kind| queue_cause(corridor, kind)),
                    room: kind.map(|kind| room_of(corridor, kind)),
                    formation: kind.and_then(|kind| formation_for(formations, kind)),
                });
            }
            before += way.itinerary.len();
        }
        origins.push(ways);
    }
    (route, origins)
}

fn visit(itinerary: &[Step], step: usize) -> u16 {
    let at = |kind: StepKind| match kind {
        StepKind::Stage { stage, .. } => (0, stage.index()),
        StepKind::Yard(yard) => (1, yard.index()),
        StepKind::Line { line, .. } => (2, line.index()),
        StepKind::Lane { lane, .. } => (3, lane.index()),
    };
    let Some(here) = itinerary.get(step) else { return 0 };
    itinerary[..step].iter().filter(|earlier| at(earlier.kind) == at(here.kind)).count() as u16
}

fn queue_cause(corridor: &Corridor, kind: StepKind) -> Cause {
    match kind {
        StepKind::Stage { stage, .. } => match corridor.stages[stage].kind {
            StageKind::Border | StageKind::GaugeChange => Cause::BorderQueue,
            StageKind::Crane | StageKind::RailFront => Cause::WaitingForCraneOrFront,
        },
        StepKind::Line { train: Some(_), .. } => Cause::FormingTrains,
        StepKind::Line { train: None, .. } => Cause::WaitingForPath,
        StepKind::Lane { .. } => Cause::WaitingForVessel,
        StepKind::Yard(_) => Cause::YardFull,
    }
}

/// Where those wait for a step that do not come out of a yard; of a yard, the yard.
pub fn room_of(corridor: &Corridor, kind: StepKind) -> RoomId {
    match kind {
        StepKind::Stage { stage, .. } => stage_room(corridor, stage),
        StepKind::Yard(yard) => yard_room(yard),
        StepKind::Line { line, from, .. } => line_room(corridor, line, from),
        StepKind::Lane { lane, from } => lane_room(corridor, lane, from),
    }
}

impl Waypoint {
    /// The waypoint behind this one, of the same itinerary.
    pub fn next(id: Id<Waypoint>) -> Id<Waypoint> {
        Id::new(id.index() + 1)
    }

    /// The waypoint before this one.
    pub fn before(id: Id<Waypoint>) -> Id<Waypoint> {
        Id::new(id.index() - 1)
    }
}
