//! Lanes: they join ports, take time, and what is offered on them is carried and handled.

use indexmap::IndexMap;

use super::View;
use super::flows::waits_in;
use super::report::Report;
use crate::model::corridor::{Loading, PerUnit, UnitKind};
use crate::scenario::format::{ArrivalsEntry, FleetEntry, OrUnlimited, WhenLoaded};
use crate::scenario::itinerary::{Leg, Way};

/// Both ends of a lane are ports.
pub(super) fn lanes_join_ports(view: &View, report: &mut Report) {
    for (name, lane) in view.file.lanes.iter() {
        for (index, end) in lane.between.iter().enumerate() {
            if view.file.places.knows(end) && !view.file.ports.knows(end) {
                let message = format!("{end} has no berths");
                let help = format!("describe its sea side under ports/{end}, and give the place the kind \"port\"");
                report.error("not_a_port", format!("/lanes/{name}/between/{index}"), message, help);
            }
        }
    }
}

/// A lane has a sailing time, or a length and fleets with a speed.
pub(super) fn lanes_take_time(view: &View, report: &mut Report) {
    for (fleet_name, fleet) in view.file.fleets.iter() {
        let mut uses_speed = false;
        for lane_name in &fleet.lanes {
            let Some(lane) = view.file.lanes.get(lane_name) else {
                uses_speed = true; // perhaps: its problems are told elsewhere
                continue;
            };
            if lane.sailing_h.is_some() {
                continue;
            }
            uses_speed = true;
            let help = "state sailing_h of the lane, or its km and speed_knots of every fleet on it";
            if lane.km.is_none() {
                let message = format!("{fleet_name} has no sailing time here: neither sailing_h nor km is stated");
                report.error("missing_key", format!("/lanes/{lane_name}"), message, help);
            } else if fleet.speed_knots.is_none() {
                let message = format!("speed_knots is not stated, but {lane_name} has no sailing time");
                report.error("missing_key", format!("/fleets/{fleet_name}"), message, help);
            }
        }
        if fleet.speed_knots.is_some() && !uses_speed {
            let message = "the speed has no effect: every lane of this fleet has a sailing time";
            let help = "remove sailing_h where the speed shall decide, or remove the speed";
            report.warning("no_effect", format!("/fleets/{fleet_name}/speed_knots"), message, help);
        }
    }
}

/// What is offered on a lane is carried by some vessel on it.
pub(super) fn lanes_are_served(view: &View, report: &mut Report) {
    let file = view.file;
    let known = |lane: &String| file.lanes.knows(lane);
    if !file.fleets.all_sound() || !file.fleets.iter().all(|(_, fleet)| fleet.lanes.iter().all(known)) {
        return; // the fleet that carries it may be among those with other problems
    }
    for (lane, ends) in &view.offered {
        for unit in UnitKind::ALL.into_iter().filter(|unit| ends.iter().any(|end| end[*unit as usize])) {
            let mut fleets = file.fleets.iter().filter(|(_, fleet)| fleet.lanes.iter().any(|name| name == lane));
            if !fleets.any(|(_, fleet)| fleet.places() > 0 && fleet.capacity.get(unit).is_some()) {
                let message = format!("no vessel on this lane carries units of the kind {}", unit.name());
                let help = format!("give a fleet with this lane a capacity for {}, and vessels", unit.name());
                report.error("not_carried", format!("/lanes/{lane}"), message, help);
            }
        }
    }
}

/// Every berth class that a fleet may use handles every kind of unit that the fleet brings or takes there; else a
/// vessel could lie at a berth that cannot unload it.
pub(super) fn berths_handle_what_comes(view: &View, report: &mut Report) {
    for (fleet_name, fleet) in view.file.fleets.iter() {
        for lane_name in &fleet.lanes {
            let (Some(lane), Some(offered)) = (view.file.lanes.get(lane_name), view.offered.get(lane_name.as_str()))
            else {
                continue;
            };
            for (port_name, port) in lane.between.iter().filter_map(|end| Some((end, view.file.ports.get(end)?))) {
                let accepting =
                    port.berths.iter().filter(|(_, berth)| berth.accepts.iter().any(|name| name == fleet_name));
                for (class, berth) in accepting {
                    for (unit, _) in fleet.capacity.iter() {
                        let moved = offered.iter().any(|end| end[unit as usize]);
                        if moved && berth.handling.get(unit).is_none() {
                            let at = format!("/ports/{port_name}/berths/{class}/handling");
                            let word = unit.name();
                            let message = format!(
                                "{fleet_name} carries units of the kind {word} here, which these berths do not handle"
                            );
                            let help =
                                format!("state how {word} is unloaded and loaded, or do not accept {fleet_name}");
                            report.error("not_handled", at, message, help);
                        }
                    }
                }
            }
        }
    }
}

/// Where vessels wait for ever until the least fill waits for them, that much must find room to wait.
pub(super) fn loads_can_gather(view: &View, report: &mut Report) {
    for (fleet_name, fleet) in view.file.fleets.iter() {
        for (lane_name, lane) in fleet.lanes.iter().filter_map(|name| Some((name, view.file.lanes.get(name)?))) {
            for (end, port) in (0..).zip(&lane.between) {
                let Some(departure) = fleet.departures.get(port) else { continue };
                let Some(WhenLoaded { least_fill_share, least_fill_units, patience_h: OrUnlimited::Unlimited }) =
                    &departure.when_loaded
                else {
                    continue;
                };
                if departure.loading != Loading::WhenLoadIsComplete {
                    continue;
                }
                let Some(rooms) = waiting(view, lane_name, end) else { continue };
                let (share, units) = most_waiting(fleet, &rooms);
                let enough = least_fill_share.is_none_or(|least| share >= least.0 - 1e-9)
                    && least_fill_units.is_none_or(|least| units >= least.0);
                if !enough {
                    let message =
                        format!("loading for {lane_name} never starts: at most {units} units can wait for it");
                    let help = "enlarge the yard or the room of the lane, or limit patience_h";
                    let at = format!("/fleets/{fleet_name}/departures/{port}/when_loaded");
                    report.error("load_never_gathers", at, message, help);
                }
            }
        }
    }
}

/// Units that can wait at one end of a lane, by kind and by yard or room; `None` where there is no limit.
fn waiting<'f>(view: &View<'f>, lane: &str, end: u8) -> Option<PerUnit<IndexMap<&'f str, u64>>> {
    let mut rooms = PerUnit::<IndexMap<&str, u64>>::default();
    for (_, flow, Way { stops, .. }) in view.ways() {
        for (index, _) in stops.iter().enumerate().filter(|(_, stop)| stop.name == lane) {
            let Leg::Lane(from) = stops[index].leg else { continue };
            if from == end {
                let own = view.file.lanes.get(lane)?.room.capacity();
                let (place, room) = waits_in(stops, index, own);
                let always = index == 0 && matches!(flow.arrivals, ArrivalsEntry::Always(_));
                rooms[flow.unit as usize].insert(place, room.filter(|_| !always)?);
            }
        }
    }
    Some(rooms)
}

/// The largest share of the deck, and the most units, that can wait for a fleet.
fn most_waiting(fleet: &FleetEntry, rooms: &PerUnit<IndexMap<&str, u64>>) -> (f64, u64) {
    let (mut share, mut units) = (0.0, 0);
    for (unit, capacity) in fleet.capacity.iter() {
        let fits = fleet.at_most.get(unit).map_or(capacity.0, |most| most.0.min(capacity.0));
        let waits = rooms[unit as usize].values().sum::<u64>().min(fits);
        share += waits as f64 / capacity.0 as f64;
        units += waits;
    }
    (share.min(1.0), units)
}
