//! Flows and their routes.

use indexmap::IndexMap;

use super::View;
use super::report::Report;
use crate::model::corridor::{Capacity, UnitKind};
use crate::scenario::format::{File, FlowEntry, HandlingEntry, OrUnlimited, TrainChoice};
use crate::scenario::itinerary::{Break, Leg, Lost, Route, Stop, Way, routes, walk};

/// The ways of every flow whose routes all hold together.
pub(super) fn walks(file: &File) -> IndexMap<&str, Vec<Way<'_>>> {
    let known = file.flows.iter().filter(|(_, flow)| flow.alternatives.all_sound());
    known
        .filter_map(|(name, flow)| Some((name, ways(file, name, flow)?)))
        .filter(|(_, ways)| !ways.is_empty())
        .collect()
}

/// The ways of a flow, where all its routes hold together.
fn ways<'f>(file: &'f File, name: &str, flow: &'f FlowEntry) -> Option<Vec<Way<'f>>> {
    let way = |route: Route<'f>| {
        let stops = walk(file, name, flow, &route).ok().filter(|stops| !stops.is_empty())?;
        Some(Way { route, stops })
    };
    routes(name, flow).map(way).collect()
}

/// Every step of a route begins where the one before ended, and the last ends at the destination.
pub(super) fn routes_hold_together(view: &View, report: &mut Report) {
    for (name, flow) in view.file.flows.iter() {
        for route in routes(name, flow) {
            if let Err(Lost::Broken(Break { pointer, message, help })) = walk(view.file, name, flow, &route) {
                report.error("broken_route", pointer, message, help);
            }
        }
    }
}

/// A yard on a route stores the unit of the flow.
pub(super) fn yards_store_the_unit(view: &View, report: &mut Report) {
    for (_, flow, way) in view.ways() {
        for stop in &way.stops {
            if let Leg::Yard(yard) = stop.leg
                && yard.unit != flow.unit
            {
                let (stored, word) = (yard.unit.name(), flow.unit.name());
                let message = format!("{} stores units of the kind {stored}, but this flow is of {word}", stop.name);
                report.error("wrong_unit", &way.route.pointer, message, format!("use a yard for {word}"));
            }
        }
    }
}

/// Units in a yard wait for the step behind it, which is no yard.
pub(super) fn yards_are_in_front_of_something(view: &View, report: &mut Report) {
    for (_, _, Way { route, stops }) in view.ways() {
        for (index, stop) in stops.iter().enumerate().filter(|(_, stop)| matches!(stop.leg, Leg::Yard(_))) {
            let message = match stops.get(index + 1) {
                None => format!("{} is the last step: nothing takes units out of it", stop.name),
                Some(next) if matches!(next.leg, Leg::Yard(_)) => {
                    format!("{} and {} are two yards in a row", stop.name, next.name)
                }
                Some(_) => continue,
            };
            let help = "behind a yard stands what takes units out of it: a stage, a line or a lane";
            report.error("yard_leads_nowhere", &route.pointer, message, help);
        }
    }
}

/// Every line on a route says how it runs the unit of the flow.
pub(super) fn lines_take_the_unit(view: &View, report: &mut Report) {
    for (name, flow, way) in view.ways() {
        for stop in &way.stops {
            if let Leg::Line(line, _) = stop.leg
                && line.trains.get(flow.unit).is_none()
            {
                let word = flow.unit.name();
                let message = format!("{name} uses this line, but how it runs units of the kind {word} is not stated");
                let help = format!("state \"{word}\": a kind of train, or \"as_they_come\"");
                report.error("no_train", format!("/lines/{}/trains", stop.name), message, help);
            }
        }
    }
}

/// A kind of train that a flow replaces is one that it meets, and its own carries its unit.
pub(super) fn own_trains_are_used(view: &View, report: &mut Report) {
    for (name, flow, ways) in view.flows() {
        for (kind, own) in flow.trains.iter() {
            let at = format!("/flows/{name}/trains/{kind}");
            let runs = TrainChoice::Kind(kind.to_owned());
            let meets =
                |stop: &Stop| matches!(stop.leg, Leg::Line(line, _) if line.trains.get(flow.unit) == Some(&runs));
            if view.file.trains.knows(kind) && !ways.iter().flat_map(|way| &way.stops).any(meets) {
                let message = format!("no line of the route runs units of the kind {} by {kind}", flow.unit.name());
                report.error("no_effect", &at, message, "name the kind of train that the lines state");
            }
            if let TrainChoice::Kind(own) = own
                && let Some(train) = view.file.trains.get(own)
                && train.unit != flow.unit
            {
                let (carried, word) = (train.unit.name(), flow.unit.name());
                let message = format!("{own} carries units of the kind {carried}, but this flow is of {word}");
                report.error("wrong_unit", at, message, format!("name a kind of train for {word}"));
            }
        }
    }
}

/// Tonnes are handled by a rate of tonnes, everything else is not.
pub(super) fn stages_handle_the_unit(view: &View, report: &mut Report) {
    for (name, flow, way) in view.ways() {
        for stop in &way.stops {
            let Leg::Stage(stage) = stop.leg else { continue };
            let at = format!("/stages/{}/handling", stop.name);
            match (flow.unit == UnitKind::Tonne, &stage.handling) {
                (true, HandlingEntry::TonnesPerH(_)) => {}
                (true, _) => {
                    let message = format!("{name} brings tonnes here, which are handled by a rate only");
                    report.error("wrong_basis", at, message, "use t_per_h");
                }
                (false, HandlingEntry::TonnesPerH(_)) => {
                    let message =
                        format!("{name} brings units of the kind {} here; t_per_h is for tonnes", flow.unit.name());
                    report.error("wrong_basis", at, message, "use units_per_h");
                }
                (false, _) => {}
            }
        }
    }
}

/// The mass of a unit is stated; that of a tonne is known.
pub(super) fn units_have_a_mass(view: &View, report: &mut Report) {
    for (name, flow) in view.file.flows.iter() {
        match (flow.unit, flow.t_per_unit) {
            (UnitKind::Tonne, Some(mass)) if mass.0 != 1.0 => {
                let message = format!("a tonne has 1 t, not {}", mass.0);
                report.error("wrong_unit", format!("/flows/{name}/t_per_unit"), message, "remove it");
            }
            (UnitKind::Tonne, _) | (_, Some(_)) => {}
            (UnitKind::Teu | UnitKind::Wagon | UnitKind::Lorry, None) => {
                let help = "state the net mass of a unit, 0 if it is empty";
                report.error("missing_key", format!("/flows/{name}"), "t_per_unit is not stated", help);
            }
        }
    }
}

/// The total of competing flows has its name to itself.
pub(super) fn competing_names_the_total(view: &View, report: &mut Report) {
    let file = view.file;
    if !file.flows.iter().any(|(_, flow)| flow.competing) {
        return;
    }
    for (kind, known) in
        [("flows", file.flows.knows("competing")), ("definitions", file.definitions.knows("competing"))]
    {
        if known {
            let message = "this name is that of the total of the competing flows";
            report.error("bad_name", format!("/{kind}/competing"), message, "choose another name");
        }
    }
}

/// Where units wait for a kind of train at one end of a line: yards, or the line's own room.
struct Waiting<'f> {
    /// Units that each holds; `None` is without limit.
    rooms: IndexMap<&'f str, Option<u64>>,
    /// Route of the first flow that is formed there.
    pointer: String,
}

/// Where trains wait for ever to be full, a full one must find room.
pub(super) fn trains_can_fill(view: &View, report: &mut Report) {
    let mut forming: IndexMap<(&str, u8, &str), Waiting> = IndexMap::new();
    for (_, flow, Way { route, stops }) in view.ways() {
        for (index, stop) in stops.iter().enumerate() {
            let Leg::Line(line, end) = stop.leg else { continue };
            let Some(kind) = train_kind(flow, line.trains.get(flow.unit)) else { continue };
            let (place, room) = waits_in(stops, index, line.room.capacity());
            let new = || Waiting { rooms: IndexMap::new(), pointer: route.pointer.clone() };
            forming.entry((stop.name, end, kind)).or_insert_with(new).rooms.insert(place, room);
        }
    }
    for ((line, _, kind), Waiting { rooms, pointer }) in forming {
        let Some(train) = view.file.trains.get(kind) else { continue };
        let room: Option<u64> = rooms.values().copied().sum();
        if let (Some(room), OrUnlimited::Unlimited) = (room, train.patience_h)
            && room < train.size.0
        {
            let size = train.size.0;
            let message = format!("{kind} never leaves for {line}: {size} units make a train, {room} can wait for it");
            report.error("train_never_fills", pointer, message, "enlarge the yard or the room, or limit patience_h");
        }
    }
}

/// Where units wait for the step at `index`, the yard in front of it or its own room, and how many of them can; `None`
/// is without limit.
pub(super) fn waits_in<'f>(stops: &[Stop<'f>], index: usize, own_room: Capacity) -> (&'f str, Option<u64>) {
    let limit = |capacity| match capacity {
        Capacity::Limited(units) => Some(u64::from(units)),
        Capacity::Unlimited => None,
    };
    match index.checked_sub(1).map(|before| stops[before]) {
        Some(Stop { leg: Leg::Yard(yard), name, .. }) => (name, limit(yard.capacity.capacity())),
        Some(_) | None => (stops[index].name, limit(own_room)),
    }
}

/// The kind of train that a flow runs by, `None` where it comes as it is.
pub(in crate::scenario) fn train_kind<'f>(flow: &'f FlowEntry, line: Option<&'f TrainChoice>) -> Option<&'f str> {
    let TrainChoice::Kind(kind) = line? else { return None };
    match flow.trains.get(kind) {
        Some(TrainChoice::Kind(own)) => Some(own),
        Some(TrainChoice::AsTheyCome) => None,
        None => Some(kind),
    }
}
