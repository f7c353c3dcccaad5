//! Places, stages, lines and trains.

use super::View;
use super::flows::train_kind;
use super::report::Report;
use crate::scenario::format::{FlowEntry, HandlingEntry, TrainChoice};
use crate::scenario::itinerary::{Leg, Stop};

/// Half a coordinate is none.
pub(super) fn places_have_both_coordinates(view: &View, report: &mut Report) {
    for (name, place) in view.file.places.iter() {
        let missing = match (place.lat, place.lon) {
            (Some(_), None) => "lon",
            (None, Some(_)) => "lat",
            (Some(_), Some(_)) | (None, None) => continue,
        };
        report.error(
            "missing_key",
            format!("/places/{name}"),
            format!("{missing} is not stated"),
            "state both lat and lon",
        );
    }
}

/// Lines and lanes join two places that differ.
pub(super) fn ends_are_two_places(view: &View, report: &mut Report) {
    let lines = view.file.lines.iter().map(|(name, line)| (format!("/lines/{name}/between"), &line.between));
    let lanes = view.file.lanes.iter().map(|(name, lane)| (format!("/lanes/{name}/between"), &lane.between));
    for (at, between) in lines.chain(lanes) {
        match &between[..] {
            [first, second] if first == second => {
                report.error("same_ends", at, format!("both ends are {first}"), "name two places");
            }
            [_, _] => {}
            other => {
                let message = format!("expected the names of two places, found {}", other.len());
                report.error("wrong_length", at, message, "\"between\": [first, second]");
            }
        }
    }
}

/// A line has a length and a speed, or running times.
pub(super) fn lines_take_time(view: &View, report: &mut Report) {
    for (name, line) in view.file.lines.iter() {
        let help = "state km and speed_km_per_day, or running_h (km may stand beside it)";
        match (&line.running_h, line.speed_km_per_day, line.km) {
            (Some(_), Some(_), _) => {
                let message = "speed_km_per_day and running_h exclude each other";
                report.error("exclusive_keys", format!("/lines/{name}/speed_km_per_day"), message, help);
            }
            (None, None, _) | (None, Some(_), None) => {
                let missing = if line.speed_km_per_day.is_some() { "km" } else { "the running time" };
                report.error("missing_key", format!("/lines/{name}"), format!("{missing} is not stated"), help);
            }
            (Some(_), None, _) | (None, Some(_), Some(_)) => {}
        }
    }
}

/// The kind of train that a line uses for a unit carries that unit.
pub(super) fn trains_carry_their_unit(view: &View, report: &mut Report) {
    for (name, line) in view.file.lines.iter() {
        for (unit, choice) in line.trains.iter() {
            if let TrainChoice::Kind(kind) = choice
                && let Some(train) = view.file.trains.get(kind)
                && train.unit != unit
            {
                let message = format!("{kind} carries units of the kind {}, not {}", train.unit.name(), unit.name());
                let help = format!("name a kind of train for {}, or \"as_they_come\"", unit.name());
                report.error("wrong_unit", format!("/lines/{name}/trains/{}", unit.name()), message, help);
            }
        }
    }
}

/// Calls are handled at berths.
pub(super) fn stages_do_not_handle_calls(view: &View, report: &mut Report) {
    for (name, stage) in view.file.stages.iter() {
        if let HandlingEntry::CallH(_) | HandlingEntry::CallMinutes(_) = stage.handling {
            let help =
                "use unit_h, unit_minutes, group_h, group_minutes, train_h, train_minutes, units_per_h or t_per_h";
            report.error("wrong_basis", format!("/stages/{name}/handling"), "a stage has no calls of vessels", help);
        }
    }
}

/// Locomotives are named by a line on which some flow runs in formed trains.
pub(super) fn locomotives_pull_trains(view: &View, report: &mut Report) {
    if !view.all_walked() || report.problems.has_errors() {
        return; // what goes with something that has a mistake would be told of wrongly
    }
    for pool in view.file.locomotives.names() {
        if !view.file.lines.iter().any(|(_, line)| line.locomotives.as_deref() == Some(pool)) {
            report.warning("unused", format!("/locomotives/{pool}"), "no line uses these", "name them in a line");
        }
    }
    for (name, _) in view.file.lines.iter().filter(|(_, line)| line.locomotives.is_some()) {
        let mut runs = view.ways().flat_map(|(_, flow, way)| way.stops.iter().map(move |stop| (flow, stop)));
        let pulled = |flow: &FlowEntry, stop: &Stop| match stop.leg {
            Leg::Line(line, _) => stop.name == name && train_kind(flow, line.trains.get(flow.unit)).is_some(),
            Leg::Stage(_) | Leg::Yard(_) | Leg::Lane(_) => false,
        };
        if !runs.any(|(flow, stop)| pulled(flow, stop)) {
            let message = "these locomotives pull nothing: no train is formed on this line";
            let help = "give a unit of this line a kind of train, or remove the locomotives";
            report.warning("no_effect", format!("/lines/{name}/locomotives"), message, help);
        }
    }
}
