//! Bans: where they look, whom they hold, and when.

use super::View;
use super::report::{Noun, Report};
use crate::model::corridor::UnitKind;
use crate::scenario::format::{ArrivalsEntry, BanEntry, File};
use crate::scenario::itinerary::{Leg, Stop};
use crate::scenario::problem::quoted;

const FLOW: Noun = Noun { code: "unknown_flow", one: "flow", many: "flows" };
const WATCHED: Noun =
    Noun { code: "unknown_step", one: "stage, yard or end of a line or lane", many: "stages, yards and ends" };

/// Where a ban counts those who wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Watched<'f> {
    Stage(&'f str),
    Yard(&'f str),
    Line(&'f str, u8),
    Lane(&'f str, u8),
}

/// What is called so: a stage, a yard, or the end of a line or lane as `name@place`.
pub(in crate::scenario) fn watched<'f>(file: &File, name: &'f str) -> Option<Watched<'f>> {
    let Some((name, place)) = name.split_once('@') else {
        let stage = file.stages.knows(name).then_some(Watched::Stage(name));
        return stage.or_else(|| file.yards.knows(name).then_some(Watched::Yard(name)));
    };
    let end = |between: &[String]| between.iter().position(|end| end == place).map(|end| end as u8);
    let line = file.lines.get(name).and_then(|line| Some(Watched::Line(name, end(&line.between)?)));
    line.or_else(|| file.lanes.get(name).and_then(|lane| Some(Watched::Lane(name, end(&lane.between)?))))
}

/// The kind of unit that a ban counts; `None` where it cannot be told.
pub(in crate::scenario) fn counted_unit(file: &File, ban: &BanEntry) -> Option<UnitKind> {
    let mut units = ban.flows.iter().filter_map(|flow| Some(file.flows.get(flow)?.unit));
    let first = units.next();
    ban.unit.or_else(|| first.filter(|first| units.all(|unit| unit == *first)))
}

/// A ban names what there is: flows, and where they wait.
pub(super) fn bans_name_what_there_is(view: &View, report: &mut Report) {
    let file = view.file;
    for (name, ban) in file.bans.iter() {
        for (index, flow) in ban.flows.iter().enumerate() {
            report.refer(FLOW, &file.flows, flow, format!("/bans/{name}/flows/{index}"));
        }
        for (index, place) in ban.waiting_at.iter().enumerate().filter(|(_, place)| watched(file, place).is_none()) {
            let at = format!("/bans/{name}/waiting_at/{index}");
            let between = file.lines.get(place).map(|line| &line.between);
            match between.or_else(|| file.lanes.get(place).map(|lane| &lane.between)) {
                Some(between) => {
                    let message = format!("{} has two ends; at which of them is not stated", quoted(place));
                    let ends: Vec<String> = between.iter().map(|end| quoted(&format!("{place}@{end}"))).collect();
                    report.error("two_ends", at, message, format!("write {}", ends.join(" or ")));
                }
                None => {
                    let ends = |(name, between): (&str, &[String])| -> Vec<String> {
                        between.iter().map(|end| format!("{name}@{end}")).collect()
                    };
                    let lines = file.lines.iter().map(|(name, line)| (name, line.between.as_slice()));
                    let lanes = file.lanes.iter().map(|(name, lane)| (name, lane.between.as_slice()));
                    let ends: Vec<String> = lines.chain(lanes).flat_map(ends).collect();
                    let known = file.stages.names().chain(file.yards.names()).chain(ends.iter().map(String::as_str));
                    report.unknown(WATCHED, place, known, at);
                }
            }
        }
    }
}

/// A ban holds some flow and looks somewhere.
pub(super) fn bans_have_an_effect(view: &View, report: &mut Report) {
    for (name, ban) in view.file.bans.iter() {
        for (key, list) in [("flows", &ban.flows), ("waiting_at", &ban.waiting_at)] {
            if list.is_empty() {
                report.error("no_effect", format!("/bans/{name}/{key}"), "this list is empty", "name at least one");
            }
        }
    }
}

/// It is known which kind of unit a ban counts.
pub(super) fn bans_count_one_kind(view: &View, report: &mut Report) {
    for (name, ban) in view.file.bans.iter() {
        let known = ban.flows.iter().all(|flow| view.file.flows.get(flow).is_some()) && !ban.flows.is_empty();
        if known && counted_unit(view.file, ban).is_none() {
            let help = "state \"unit\": the kind that is counted";
            report.error("missing_key", format!("/bans/{name}"), "the flows are of several kinds of unit", help);
        }
    }
}

/// Something that is counted passes wherever a ban looks.
pub(super) fn bans_look_where_units_wait(view: &View, report: &mut Report) {
    if !view.all_walked() {
        return;
    }
    for (name, ban) in view.file.bans.iter() {
        let Some(unit) = counted_unit(view.file, ban) else { continue };
        for (index, place) in ban.waiting_at.iter().enumerate() {
            let Some(place) = watched(view.file, place) else { continue };
            let mut passing = view.ways().filter(|(_, flow, _)| flow.unit == unit);
            if !passing.any(|(_, _, way)| way.stops.iter().any(|stop| is_there(stop, place))) {
                let message = format!("no flow of units of the kind {} passes here", unit.name());
                let help = "look where the units wait that are counted";
                report.error("never_counted", format!("/bans/{name}/waiting_at/{index}"), message, help);
            }
        }
    }
}

fn is_there(stop: &Stop, place: Watched) -> bool {
    let here = match stop.leg {
        Leg::Stage(_) => Watched::Stage(stop.name),
        Leg::Yard(_) => Watched::Yard(stop.name),
        Leg::Line(_, end) => Watched::Line(stop.name, end),
        Leg::Lane(end) => Watched::Lane(stop.name, end),
    };
    here == place
}

/// A ban is lifted at fewer units than it is imposed at.
pub(super) fn thresholds_of_bans_are_in_order(view: &View, report: &mut Report) {
    for (name, ban) in view.file.bans.iter().filter(|(_, ban)| ban.below.0 > ban.above.0) {
        let message =
            format!("lifted at {} units, which is more than the {} it is imposed above", ban.below.0, ban.above.0);
        report.error("thresholds", format!("/bans/{name}/below"), message, "state a number up to \"above\"");
    }
}

/// What is created when somebody takes it cannot be held back before.
pub(super) fn bans_hold_what_arrives(view: &View, report: &mut Report) {
    for (name, ban) in view.file.bans.iter() {
        for (index, flow) in ban.flows.iter().enumerate() {
            if view.file.flows.get(flow).is_some_and(|flow| matches!(flow.arrivals, ArrivalsEntry::Always(_))) {
                let message = format!("{flow} is always available: its units appear where they are taken");
                let help = "leave it out, or let it arrive in another way";
                report.error("always_banned", format!("/bans/{name}/flows/{index}"), message, help);
            }
        }
    }
}
