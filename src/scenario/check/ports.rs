//! Ports and berths.

use super::View;
use super::report::Report;
use crate::model::corridor::UnitKind;
use crate::scenario::format::{BerthEntry, HandlingEntry, PlaceKind};

/// Every berth class with its pointer.
fn berths<'v>(view: &'v View) -> impl Iterator<Item = (&'v str, String, &'v BerthEntry)> {
    view.file.ports.iter().flat_map(|(port, entry)| {
        entry.berths.iter().map(move |(class, berth)| (port, format!("/ports/{port}/berths/{class}"), berth))
    })
}

/// Every handling at a berth with its pointer and unit.
fn handlings<'v>(view: &'v View) -> impl Iterator<Item = (String, UnitKind, &'v HandlingEntry)> {
    berths(view).flat_map(|(_, at, berth)| {
        berth.handling.iter().flat_map(move |(unit, deck)| {
            let at = format!("{at}/handling/{}", unit.name());
            [(format!("{at}/unload"), unit, &deck.unload), (format!("{at}/load"), unit, &deck.load)]
        })
    })
}

/// The sea side belongs to a place of the kind port.
pub(super) fn ports_are_places_of_that_kind(view: &View, report: &mut Report) {
    for name in view.file.ports.names() {
        if view.file.places.get(name).is_some_and(|place| place.kind != PlaceKind::Port) {
            let message = format!("the place {name} is not a port");
            report.error("not_a_port", format!("/ports/{name}"), message, "give the place the kind \"port\"");
        }
    }
}

/// A port without berths serves nobody.
pub(super) fn ports_have_berths(view: &View, report: &mut Report) {
    for (name, port) in view.file.ports.iter() {
        if port.berths.is_empty() {
            report.error("no_berths", format!("/ports/{name}/berths"), "this port has no berths", "name a berth class");
        }
    }
}

/// Berths accept some fleet that calls at the port, and handle something.
pub(super) fn berths_accept_fleets(view: &View, report: &mut Report) {
    for (port, at, berth) in berths(view) {
        if berth.accepts.is_empty() {
            report.error("accepts_nobody", format!("{at}/accepts"), "these berths accept no fleet", "name the fleets");
        }
        if berth.handling.iter().next().is_none() {
            let help = "state what is unloaded and loaded, by kind of unit";
            report.error("handles_nothing", format!("{at}/handling"), "these berths handle nothing", help);
        }
        for (index, name) in berth.accepts.iter().enumerate() {
            let Some(fleet) = view.file.fleets.get(name) else { continue };
            let calls = fleet
                .lanes
                .iter()
                .any(|lane| view.file.lanes.get(lane).is_none_or(|lane| lane.between.iter().any(|end| end == port)));
            if !calls && !fleet.lanes.is_empty() {
                let message = format!("no lane of {name} ends at {port}");
                report.warning("never_calls", format!("{at}/accepts/{index}"), message, "check the lanes of the fleet");
            }
        }
    }
}

/// Trains are handled at stages.
pub(super) fn berths_do_not_handle_trains(view: &View, report: &mut Report) {
    for (at, _, handling) in handlings(view) {
        if let HandlingEntry::TrainH(_) | HandlingEntry::TrainMinutes(_) = handling {
            let help = "use unit_h, unit_minutes, group_h, group_minutes, call_h, call_minutes, units_per_h or t_per_h";
            report.error("wrong_basis", at, "a berth handles no trains", help);
        }
    }
}

/// Tonnes are handled by a rate of tonnes, everything else is not.
pub(super) fn berths_handle_tonnes_by_rate(view: &View, report: &mut Report) {
    for (at, unit, handling) in handlings(view) {
        match (unit == UnitKind::Tonne, handling) {
            (true, HandlingEntry::TonnesPerH(_)) => {}
            (true, _) => report.error("wrong_basis", at, "tonnes are handled by a rate only", "use t_per_h"),
            (false, HandlingEntry::TonnesPerH(_)) => {
                let message = format!("t_per_h is for tonnes, not for units of the kind {}", unit.name());
                report.error("wrong_basis", at, message, "use units_per_h");
            }
            (false, _) => {}
        }
    }
}
