//! What is noted when units pass a step: counts of definitions and clocks of sections.

use super::id;
use crate::kernel::Id;
use crate::model::corridor::{Definition, Mark, MarkAction, Moment};
use crate::scenario::check::{View, passages};
use crate::scenario::format::CountedAt;
use crate::scenario::itinerary::{Leg, Stop};

/// The definitions that count a flow.
fn counting<'f>(view: &View<'f>, flow: &str) -> impl Iterator<Item = (Id<Definition>, &'f CountedAt)> {
    let entries = view.file.definitions.iter().filter(move |(_, entry)| entry.flows.iter().any(|name| name == flow));
    entries.map(|(name, entry)| (id(&view.file.definitions, name), &entry.counted_at))
}

/// The definitions that count a flow on delivery.
pub(super) fn on_delivery(view: &View, flow: &str) -> Vec<Id<Definition>> {
    let counting = counting(view, flow).filter(|(_, at)| matches!(at, CountedAt::Delivery));
    counting.map(|(definition, _)| definition).collect()
}

/// The marks of each step of one way of a flow. A definition counts only those that pass where it counts.
pub(super) fn by_step(view: &View, flow: &str, stops: &[Stop]) -> Vec<Vec<Mark>> {
    let mut marks = vec![Vec::new(); stops.len()];
    for (definition, counted_at) in counting(view, flow) {
        let counted = match counted_at {
            CountedAt::Delivery => continue,
            CountedAt::Place(place) => at_place(stops, place),
            CountedAt::Lane(lane) => stops
                .iter()
                .position(|stop| matches!(stop.leg, Leg::Lane(_)) && stop.name == lane)
                .map(|index| (index, Moment::Done)),
        };
        let Some((index, moment)) = counted else { continue };
        marks[index].push(Mark { moment, action: MarkAction::Count(definition) });
    }
    for (slot, (section, passage)) in (0..).zip(passages(view, flow, stops)) {
        let section = id(&view.file.sections, section);
        let start = Mark { moment: passage.start.1, action: MarkAction::StartClock(slot) };
        let stop = Mark { moment: passage.stop.1, action: MarkAction::StopClock(slot, section) };
        marks[passage.start.0].push(start);
        marks[passage.stop.0].push(stop);
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
