//! Sections: where their clocks start and stop on the route of each flow.

use super::View;
use super::report::Report;
use crate::model::corridor::Moment;
use crate::scenario::format::{SectionEnd, SectionEntry, SectionStart};
use crate::scenario::itinerary::{Leg, Stop};

/// Clocks that one flow can carry.
const MOST_CLOCKS: usize = 4;

/// An instant on a route: the step and the moment of it.
pub(in crate::scenario) type Instant = (usize, Moment);

/// A way that passes both ends of a section.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) struct Passage {
    pub start: Instant,
    pub stop: Instant,
}

/// The sections that a flow is timed on where it goes this way, in the order of the file.
pub(in crate::scenario) fn passages<'f>(view: &View<'f>, flow: &str, stops: &[Stop]) -> Vec<(&'f str, Passage)> {
    let timed =
        |section: &SectionEntry| section.flows.as_ref().is_none_or(|flows| flows.iter().any(|name| name == flow));
    let sections = view.file.sections.iter().filter(|(_, section)| timed(section));
    sections.filter_map(|(name, section)| Some((name, passage(section, stops)?))).collect()
}

fn passage(section: &SectionEntry, stops: &[Stop]) -> Option<Passage> {
    let runs = || stops.iter().enumerate().filter(|(_, stop)| matches!(stop.leg, Leg::Line(_, _) | Leg::Lane(_)));
    let start = match &section.from {
        SectionStart::Departure(place) => (runs().find(|(_, stop)| stop.from == place)?.0, Moment::Departed),
        SectionStart::Arrival(place) if stops.first()?.from == place => (0, Moment::Reached),
        SectionStart::Arrival(place) => (runs().find(|(_, stop)| stop.to == place)?.0, Moment::RunEnded),
    };
    let later = |instant: &Instant| (instant.0, instant.1 as u8) > (start.0, start.1 as u8);
    let stop = match &section.to {
        SectionEnd::Arrival(place) => {
            let ends = runs().filter(|(_, stop)| stop.to == place).map(|(index, _)| (index, Moment::RunEnded));
            { ends }.find(later)?
        }
        SectionEnd::Handled(place) => {
            let handled = |stop: &Stop| !matches!(stop.leg, Leg::Yard(_)) && stop.to == place;
            Some((stops.iter().rposition(handled)?, Moment::Done)).filter(later)?
        }
    };
    Some(Passage { start, stop })
}

/// A section is passed, by every flow that it names, on one of its ways, or at least by one flow.
pub(super) fn sections_are_passed(view: &View, report: &mut Report) {
    for (name, section) in view.file.sections.iter() {
        let help = "the clock starts at the first departure or arrival there, and must stop later on the route";
        match &section.flows {
            Some(flows) => {
                for (index, flow) in flows.iter().enumerate() {
                    let Some(ways) = view.walks.get(flow.as_str()) else { continue };
                    if !ways.iter().any(|way| passage(section, &way.stops).is_some()) {
                        let message = format!("{flow} does not pass both ends of this section in that order");
                        report.error("never_passed", format!("/sections/{name}/flows/{index}"), message, help);
                    }
                }
            }
            None => {
                if view.all_walked() && !view.ways().any(|(_, _, way)| passage(section, &way.stops).is_some()) {
                    let message = "no flow passes both ends of this section in that order";
                    report.error("never_passed", format!("/sections/{name}"), message, help);
                }
            }
        }
    }
}

/// A flow carries a few clocks at most.
pub(super) fn flows_have_few_clocks(view: &View, report: &mut Report) {
    for (name, _, way) in view.ways() {
        let timed = passages(view, name, &way.stops);
        if let Some((section, _)) = timed.get(MOST_CLOCKS) {
            let names: Vec<&str> = timed.iter().map(|(name, _)| *name).collect();
            let message = format!("{name} is timed on {} sections: {}", timed.len(), names.join(", "));
            let help = format!("a flow is timed on at most {MOST_CLOCKS}; name the flows of each section");
            report.error("too_many_clocks", format!("/sections/{section}"), message, help);
        }
    }
}
