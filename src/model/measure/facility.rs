//! Facilities: what units pass and are counted at, by the names that measures use.

use std::fmt;

use crate::kernel::{Id, Table};
use crate::model::cargo::Waypoint;
use crate::model::corridor::{Corridor, Flow, StepKind, UnitKind};

/// A stage, a yard, or one end of a line or lane, as one kind of unit knows it: wagons and tonnes are never added up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facility<'c> {
    /// A step here, whatever it does.
    pub step: StepKind,
    pub unit: UnitKind,
    name: &'c str,
    end: Option<&'c str>,
    /// Other kinds of unit pass here too.
    shared: bool,
}

/// `name`, or `name@place` for an end; with `:unit` where several kinds of unit pass.
impl fmt::Display for Facility<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.bare().fmt(f)?;
        if self.shared {
            write!(f, ":{}", self.unit.name())?;
        }
        Ok(())
    }
}

/// A facility and the waypoints that are there: looked up once for all replications.
#[derive(Debug)]
pub struct FacilityPoints<'c> {
    pub facility: Facility<'c>,
    pub visits: Vec<Visit<'c>>,
}

/// A flow at a facility, for the first or for a further time on its way: one waypoint for each of its ways that lead
/// here so often.
#[derive(Debug)]
pub struct Visit<'c> {
    pub flow: &'c Flow,
    /// Earlier visits on the same way.
    pub again: usize,
    pub points: Vec<Id<Waypoint>>,
}

/// The waypoints of every facility.
pub fn facility_points<'c>(corridor: &'c Corridor, route: &Table<Waypoint>) -> Vec<FacilityPoints<'c>> {
    let points = |facility: Facility<'c>| {
        let is_here = |waypoint: &Waypoint| {
            waypoint.unit == facility.unit && waypoint.kind.is_some_and(|step| is_at(step, facility.step))
        };
        let here: Vec<(Id<Waypoint>, &Waypoint)> = route.entries().filter(|(_, at)| is_here(at)).collect();
        let way = |at: &Waypoint| (at.flow, at.alternative);
        let mut visits: Vec<(Id<Flow>, Visit)> = Vec::new();
        for (number, &(id, at)) in here.iter().enumerate() {
            let again = here[..number].iter().filter(|(_, earlier)| way(earlier) == way(at)).count();
            match visits.iter_mut().find(|(flow, visit)| *flow == at.flow && visit.again == again) {
                Some((_, visit)) => visit.points.push(id),
                None => visits.push((at.flow, Visit { flow: &corridor.flows[at.flow], again, points: vec![id] })),
            }
        }
        FacilityPoints { facility, visits: visits.into_iter().map(|(_, visit)| visit).collect() }
    };
    facilities(corridor).into_iter().map(points).collect()
}

/// The name of a facility without a unit.
struct Bare<'c>(&'c str, Option<&'c str>);

impl fmt::Display for Bare<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.1 {
            Some(end) => write!(f, "{}@{end}", self.0),
            None => f.write_str(self.0),
        }
    }
}

impl Facility<'_> {
    /// `name` or `name@place`: enough where a flow behind it tells the unit.
    pub fn bare(&self) -> impl fmt::Display {
        Bare(self.name, self.end)
    }
}

/// Every facility that some flow passes: stages, yards, line ends, lane ends, in the order of the file, for each kind
/// of unit that passes there.
pub fn facilities(corridor: &Corridor) -> Vec<Facility<'_>> {
    let mut list = Vec::new();
    for (step, name, end) in places_of_steps(corridor) {
        let passes = |unit: &UnitKind| corridor.flows.iter().any(|flow| flow.unit == *unit && visits(flow, step));
        let units: Vec<UnitKind> = UnitKind::ALL.into_iter().filter(passes).collect();
        let shared = units.len() > 1;
        list.extend(units.into_iter().map(|unit| Facility { step, unit, name, end, shared }));
    }
    list
}

fn places_of_steps(corridor: &Corridor) -> impl Iterator<Item = (StepKind, &str, Option<&str>)> {
    let place = |id| Some(corridor.places[id].name.as_str());
    let stages = corridor.stages.entries();
    let stages = stages.map(|(stage, spec)| (StepKind::Stage { stage, loads: false }, spec.name.as_str(), None));
    let yards = corridor.yards.entries().map(|(yard, spec)| (StepKind::Yard(yard), spec.name.as_str(), None));
    let lines = corridor.lines.entries().flat_map(move |(line, spec)| {
        let end = move |from: u8| {
            (StepKind::Line { line, from, train: None }, spec.name.as_str(), place(spec.ends[usize::from(from)]))
        };
        [0, 1].map(end)
    });
    let lanes = corridor.lanes.entries().flat_map(move |(lane, spec)| {
        let end =
            move |from: u8| (StepKind::Lane { lane, from }, spec.name.as_str(), place(spec.ends[usize::from(from)]));
        [0, 1].map(end)
    });
    stages.chain(yards).chain(lines).chain(lanes)
}

fn visits(flow: &Flow, facility: StepKind) -> bool {
    flow.steps().any(|step| is_at(step.kind, facility))
}

/// Whether a step is at this facility, whatever it does there.
pub fn is_at(step: StepKind, facility: StepKind) -> bool {
    match (step, facility) {
        (StepKind::Stage { stage, .. }, StepKind::Stage { stage: other, .. }) => stage == other,
        (StepKind::Yard(yard), StepKind::Yard(other)) => yard == other,
        (StepKind::Line { line, from, .. }, StepKind::Line { line: other, from: end, .. }) => {
            (line, from) == (other, end)
        }
        (StepKind::Lane { lane, from }, StepKind::Lane { lane: other, from: end }) => (lane, from) == (other, end),
        _ => false,
    }
}
