//! What is noted when units pass a step: counts of definitions and clocks of sections.

use super::id;
use crate::kernel::Id;
use crate::model::corridor::{Definition, Mark, MarkAction, Moment};
use crate::scenario::check::{View, passages};
use crate::scenario::format::CountedAt;
use crate::scenario::itinerary::{Leg, Stop};

/// The marks of one flow.
pub(super) struct FlowMarks {
    /// Marks of each step.
    pub by_step: Vec<Vec<Mark>>,
    /// Definitions that count the flow on delivery.
    pub on_delivery: Vec<Id<Definition>>,
}

/// The marks of every flow, in their order.
pub(super) fn all(view: &View) -> Vec<FlowMarks> {
    view.flows().map(|(name, _, stops)| of_flow(view, name, stops)).collect()
}

fn of_flow(view: &View, name: &str, stops: &[Stop]) -> FlowMarks {
    let mut marks = FlowMarks { by_step: vec![Vec::new(); stops.len()], on_delivery: Vec::new() };
    for (definition, entry) in
        view.file.definitions.iter().filter(|(_, entry)| entry.flows.iter().any(|flow| flow == name))
    {
        let definition = id(&view.file.definitions, definition);
        let counted = match &entry.counted_at {
            CountedAt::Delivery => {
                marks.on_delivery.push(definition);
                continue;
            }
            CountedAt::Place(place) => at_place(stops, place),
            CountedAt::Lane(lane) => stops
                .iter()
                .position(|stop| matches!(stop.leg, Leg::Lane(_)) && stop.name == lane)
                .map(|index| (index, Moment::Done)),
        };
        let (index, moment) = counted.expect("checked: the flow passes where the definition counts");
        marks.by_step[index].push(Mark { moment, action: MarkAction::Count(definition) });
    }
    for (slot, (section, passage)) in (0..).zip(passages(view, name)) {
        let section = id(&view.file.sections, section);
        let start = Mark { moment: passage.start.1, action: MarkAction::StartClock(slot) };
        let stop = Mark { moment: passage.stop.1, action: MarkAction::StopClock(slot, section) };
        marks.by_step[passage.start.0].push(start);
        marks.by_step[passage.stop.0].push(stop);
    }
    marks
}

/// Where a flow is counted at a place: leaving with a vessel, else unloaded from one, else when the last stage there is
/// done, else at the end of the line that leads there, else at the departure from it.
fn at_place(stops: &[Stop], place: &str) -> Option<(usize, Moment)> {
    let first = |found: &dyn Fn(&Stop) -> bool| stops.iter().position(found);
    let leaves = first(&|stop| matches!(stop.leg, Leg::Lane(_)) && stop.from == place);
    let unloaded = || first(&|stop| matches!(stop.leg, Leg::Lane(_)) && stop.to == place);
    let handled = || stops.iter().rposition(|stop| matches!(stop.leg, Leg::Stage(_)) && stop.from == place);
    let run_to = || first(&|stop| matches!(stop.leg, Leg::Line(_, _)) && stop.to == place);
    let run_from = || first(&|stop| matches!(stop.leg, Leg::Line(_, _)) && stop.from == place);
    let done = |index| (index, Moment::Done);
    let departed = |index| (index, Moment::Departed);
    leaves
        .map(departed)
        .or_else(|| unloaded().map(done))
        .or_else(|| handled().map(done))
        .or_else(|| run_to().map(done))
        .or_else(|| run_from().map(departed))
}
