//! Definitions and observed figures.

use super::View;
use super::report::Report;
use crate::scenario::format::CountedAt;
use crate::scenario::itinerary::{Leg, Stop};
use crate::scenario::measure::Role;

/// Every flow of a definition passes where the definition counts, at least on one of its ways.
pub(super) fn definitions_count_somewhere(view: &View, report: &mut Report) {
    for (name, definition) in view.file.definitions.iter() {
        let at = format!("/definitions/{name}");
        if definition.flows.is_empty() {
            report.error("no_flows", format!("{at}/flows"), "this definition has no flow", "name at least one");
        }
        for (index, flow_name) in definition.flows.iter().enumerate() {
            let Some(ways) = view.walks.get(flow_name.as_str()) else { continue };
            let (passes, place) = match &definition.counted_at {
                CountedAt::Delivery => continue,
                CountedAt::Place(place) => (ways.iter().any(|way| passes_place(&way.stops, place)), place),
                CountedAt::Lane(lane) => (ways.iter().flat_map(|way| &way.stops).any(|stop| is_lane(stop, lane)), lane),
            };
            if !passes {
                let message = format!("{flow_name} does not pass {place}, where this definition counts");
                let help = "leave the flow out, or count where all flows pass";
                report.error("never_counted", format!("{at}/flows/{index}"), message, help);
            }
        }
    }
}

fn passes_place(stops: &[Stop], place: &str) -> bool {
    stops.iter().any(|stop| !matches!(stop.leg, Leg::Yard(_)) && (stop.from == place || stop.to == place))
}

fn is_lane(stop: &Stop, lane: &str) -> bool {
    matches!(stop.leg, Leg::Lane(_)) && stop.name == lane
}

/// A booked mass belongs to a unit kind that the definition counts.
pub(super) fn bookings_have_flows(view: &View, report: &mut Report) {
    for (name, definition) in view.file.definitions.iter() {
        let units: Vec<_> = definition.flows.iter().filter_map(|flow| Some(view.file.flows.get(flow)?.unit)).collect();
        for (unit, _) in definition.booked_t.iter() {
            if !units.contains(&unit) && units.len() == definition.flows.len() {
                let message = format!("no flow of this definition is of the kind {}", unit.name());
                let at = format!("/definitions/{name}/booked_t/{}", unit.name());
                report.error("no_effect", at, message, "remove it, or add the flow");
            }
        }
    }
}

/// How far a result may be off is stated once, and always where the result is a prediction.
pub(super) fn observed_figures_have_a_tolerance(view: &View, report: &mut Report) {
    for (name, observed) in view.file.observed.iter() {
        let at = format!("/observed/{name}");
        match (&observed.tolerance_pct, &observed.range) {
            (Some(_), Some(_)) => {
                let message = "tolerance_pct and range exclude each other";
                report.error("exclusive_keys", &at, message, "state one of them");
            }
            (None, None) if matches!(observed.role, Role::Predicted | Role::Fitted) => {
                let help = "state tolerance_pct or range: how far a predicted figure may be off";
                report.error("missing_key", &at, "the tolerance is not stated", help);
            }
            (_, _) => {}
        }
        let Some(range) = &observed.range else { continue };
        match &range[..] {
            [low, high] if low > high => {
                let message = format!("the range ends at {}, before it begins at {}", high.0, low.0);
                report.error("range_order", format!("{at}/range"), message, "state the lower number first");
            }
            [low, high] if !(low.0..=high.0).contains(&observed.value.0) => {
                let value = observed.value.0;
                let message = format!("the value {value} lies outside its range, {} to {}", low.0, high.0);
                report.error(
                    "value_outside_range",
                    format!("{at}/range"),
                    message,
                    "widen the range or correct the value",
                );
            }
            [_, _] => {}
            other => {
                let message = format!("expected two numbers, found {}", other.len());
                report.error("wrong_length", format!("{at}/range"), message, "\"range\": [lowest, highest]");
            }
        }
    }
}
