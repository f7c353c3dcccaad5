//! Dated and triggered changes: when they come, and that they change only what can change while the corridor runs.

use super::View;
use super::report::Report;
use crate::scenario::calendar::Calendar;
use crate::scenario::document::{Node, Value};
use crate::scenario::format::ChangeEntry;
use crate::scenario::nearest::suggestion;
use crate::scenario::problem::{escaped, quoted, shown};

/// What can change while the corridor runs; `*` stands for a name. Names, steps of routes and places cannot, nor demand, which
/// is stated by year and month, nor the weather, which is drawn ahead for the whole run.
const CHANGEABLE: &[&str] = &[
    "stages/*/servers",
    "stages/*/room",
    "stages/*/when_full",
    "stages/*/handling",
    "yards/*/capacity",
    "yards/*/when_full",
    "trains/*/size",
    "trains/*/patience_h",
    "trains/*/shunting_h",
    "locomotives/*/count",
    "locomotives/*/turn_h",
    "lines/*/track",
    "lines/*/paths_per_day",
    "lines/*/km",
    "lines/*/speed_km_per_day",
    "lines/*/running_h",
    "lines/*/room",
    "ports/*/berths/*/count",
    "ports/*/berths/*/accepts",
    "ports/*/berths/*/fixed_h",
    "ports/*/berths/*/handling",
    "ports/*/depths/*/depth_m",
    "ports/*/depths/*/at_level_m",
    "ports/*/depths/*/under_keel_m",
    "lanes/*/km",
    "lanes/*/sailing_h",
    "lanes/*/room",
    "fleets/*/count",
    "fleets/*/at_most",
    "fleets/*/draught/light_m",
    "fleets/*/draught/loaded_m",
    "fleets/*/speed_knots",
    "fleets/*/choose",
    "fleets/*/departures",
    "fleets/*/breakdowns/per_year",
    "fleets/*/breakdowns/every_h",
    "fleets/*/breakdowns/repair_h",
    "fleets/*/dry_dock/every_days",
    "fleets/*/dry_dock/stay_h",
    "flows/*/alternatives/*/share",
    "flows/*/alternatives/*/cost_per_unit",
    "flows/*/alternatives/*/open",
    "flows/*/route_choice",
    "flows/*/arrivals/empties/keep",
    "flows/*/arrivals/empties/group",
    "pools/*/stock",
    "bans/*/above",
    "bans/*/below",
    "bans/*/review_h",
];

/// Every change has its instant, told in the terms of the run.
pub(super) fn changes_have_an_instant(view: &View, report: &mut Report) {
    for (name, change) in view.file.timeline.iter() {
        let at = format!("/timeline/{}", escaped(name));
        let stated =
            [("date", change.date.is_some()), ("at_h", change.at_h.is_some()), ("when", change.when.is_some())];
        let stated: Vec<&str> = stated.iter().filter(|(_, stated)| *stated).map(|(key, _)| *key).collect();
        if let [first, .., last] = stated[..] {
            report.error("exclusive_keys", at, format!("{first} and {last} exclude each other"), "state one of them");
            continue;
        }
        match (view.calendar, change.date, change.at_h) {
            (_, None, None) if change.when.is_none() => {
                let help = "state date, or at_h in a scenario without dates, or when";
                report.error("missing_key", at, "when the change comes is not stated", help);
            }
            (Some(Calendar::Hours { .. }), Some(_), None) => {
                let message = "a run without dates changes at hours";
                report.error("needs_dates", format!("{at}/date"), message, "state at_h");
            }
            (Some(Calendar::Dated { .. }), None, Some(_)) => {
                let message = "a dated run changes on dates";
                report.error("exclusive_keys", format!("{at}/at_h"), message, "state date");
            }
            (_, _, _) => {}
        }
    }
}

/// No change comes after the end: it would never be seen.
pub(super) fn changes_come_before_the_end(view: &View, report: &mut Report) {
    for (name, change) in view.file.timeline.iter() {
        let at = format!("/timeline/{}", escaped(name));
        let help = "choose an earlier instant, let the run end later, or leave the change out";
        match (view.calendar, change.date, change.at_h) {
            (Some(Calendar::Dated { end, .. }), Some(date), _) if date.0 >= end => {
                let message = format!("the change of {} never comes: the run ends on {end}, that day excluded", date.0);
                report.error("outside_run", format!("{at}/date"), message, help);
            }
            (Some(Calendar::Hours { end, .. }), _, Some(hours)) if hours.0 >= end => {
                let message = format!("the change at {} h never comes: the run ends at {end} h", shown(hours.0));
                report.error("outside_run", format!("{at}/at_h"), message, help);
            }
            (_, _, _) => {}
        }
    }
}

/// A change changes something.
pub(super) fn changes_say_what_changes(view: &View, report: &mut Report) {
    for (name, _) in view.file.timeline.iter().filter(|(_, change)| change.set.is_none() && change.add.is_none()) {
        let help = "state under set what is different then, as in a patch, or under add what grows";
        report.error("missing_key", format!("/timeline/{}", escaped(name)), "what changes is not stated", help);
    }
}

/// A change says why it comes.
pub(super) fn changes_have_a_reason(view: &View, report: &mut Report) {
    for (name, _) in view.file.timeline.iter().filter(|(_, change)| change.because.trim().is_empty()) {
        let help = "say in a sentence what happens and where this is known from";
        report.error("no_reason", format!("/timeline/{}/because", escaped(name)), "the reason is empty", help);
    }
}

/// Only what can change while the corridor runs does, and only of things that exist.
pub(super) fn only_the_changeable_changes(view: &View, report: &mut Report) {
    for (name, change) in view.file.timeline.iter() {
        for (key, patch) in [("set", &change.set), ("add", &change.add)] {
            let Some(patch) = patch else { continue };
            let change = format!("/timeline/{}/{key}", escaped(name));
            Walk { report, change, adds: key == "add", path: Vec::new() }.object(&patch.0);
        }
    }
}

/// The names of the values that a change sets, as pointers into the scenario.
pub(in crate::scenario) fn values_set(change: &ChangeEntry) -> Vec<String> {
    change.set.as_ref().map_or_else(Vec::new, |patch| values(&patch.0))
}

/// The names of the values that a change adds to.
pub(super) fn values_added(change: &ChangeEntry) -> Vec<String> {
    change.add.as_ref().map_or_else(Vec::new, |patch| values(&patch.0))
}

fn values(patch: &Node) -> Vec<String> {
    fn follow(node: &Node, path: &mut Vec<String>, found: &mut Vec<String>) {
        for (key, member) in node.object().into_iter().flatten() {
            path.push(key.clone());
            match fit(path) {
                Fit::Whole => found.push(path.iter().map(|part| format!("/{}", escaped(part))).collect()),
                Fit::Begun => follow(&member.node, path, found),
                Fit::None => {}
            }
            path.pop();
        }
    }
    let mut found = Vec::new();
    follow(patch, &mut Vec::new(), &mut found);
    found
}

/// How far a path is one of something that can change.
enum Fit {
    None,
    Begun,
    Whole,
}

fn fit(path: &[String]) -> Fit {
    let length = |pattern: &&str| pattern.split('/').count();
    match CHANGEABLE.iter().filter(|pattern| begins(pattern, path)).map(length).find(|length| *length >= path.len()) {
        Some(length) if length == path.len() => Fit::Whole,
        Some(_) => Fit::Begun,
        None => Fit::None,
    }
}

/// Whether a path goes along with a pattern as far as both go.
fn begins(pattern: &str, path: &[String]) -> bool {
    path.iter().zip(pattern.split('/')).all(|(part, wanted)| wanted == "*" || part == wanted)
}

struct Walk<'r, 'a> {
    report: &'r mut Report<'a>,
    /// Pointer to the patch.
    change: String,
    /// It says what to add, not what there is then.
    adds: bool,
    path: Vec<String>,
}

impl Walk<'_, '_> {
    fn object(&mut self, node: &Node) {
        for (key, member) in node.object().into_iter().flatten() {
            self.path.push(key.clone());
            self.key(key, &member.node);
            self.path.pop();
        }
    }

    fn key(&mut self, key: &str, node: &Node) {
        let here: String = self.path.iter().map(|part| format!("/{}", escaped(part))).collect();
        let pointer = format!("{}{here}", self.change);
        match fit(&self.path) {
            Fit::None => {
                let help = self.allowed();
                let message = format!("{} cannot change while the corridor runs", self.path.join("/"));
                self.report.error("cannot_change", pointer, message, help);
            }
            Fit::Begun if (self.is_name() || self.path.len() > 2) && self.report.find(&here).is_none() => {
                let known: Vec<String> = self.siblings();
                let help = suggestion(key, "names here", known.iter().map(String::as_str));
                let message = format!("there is no {} to change", quoted(&self.path.join("/")));
                self.report.error("no_such_thing", pointer, message, help);
            }
            Fit::Begun => match node.value {
                Value::Object(_) => self.object(node),
                Value::Null => {
                    let message = format!("{} cannot be taken away while the corridor runs", self.path.join("/"));
                    self.report.error("cannot_change", pointer, message, "set its count or capacity instead");
                }
                _ => {
                    let message = format!("expected an object, found {}", node.described());
                    self.report.error("wrong_type", pointer, message, "name what changes in it");
                }
            },
            Fit::Whole if self.adds && !matches!(node.value, Value::Number(_)) => {
                let message = format!("expected a number to add, found {}", node.described());
                self.report.error("wrong_type", pointer, message, "state anything else under set");
            }
            Fit::Whole => {}
        }
    }

    /// Whether the last key is the name of a thing.
    fn is_name(&self) -> bool {
        let last = self.path.len() - 1;
        CHANGEABLE.iter().any(|pattern| begins(pattern, &self.path) && pattern.split('/').nth(last) == Some("*"))
    }

    fn siblings(&self) -> Vec<String> {
        let above: String = self.path[..self.path.len() - 1].iter().map(|part| format!("/{}", escaped(part))).collect();
        let object = self.report.find(&above).and_then(Node::object);
        object.into_iter().flat_map(|object| object.keys().cloned()).collect()
    }

    /// What can change next to the key that cannot.
    fn allowed(&self) -> String {
        let before = &self.path[..self.path.len() - 1];
        let next = |pattern: &&'static str| pattern.split('/').nth(before.len());
        let mut keys: Vec<&str> =
            CHANGEABLE.iter().filter(|pattern| begins(pattern, before)).filter_map(next).collect();
        keys.dedup();
        let place = if before.is_empty() { "the scenario".to_owned() } else { before.join("/") };
        format!(
            "what can change of {place}: {}; demand is stated by year and month, weather is drawn ahead",
            keys.join(", ")
        )
    }
}
