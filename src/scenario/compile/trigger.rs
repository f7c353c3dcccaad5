//! Triggers: what they look at, found among what the corridor has.

use super::id;
use crate::kernel::{Duration, Table};
use crate::model::Corridor;
use crate::model::corridor::{Capacity, Flow, Limit, StepKind, Trigger, Watched};
use crate::model::measure::facilities;
use crate::scenario::check::View;
use crate::scenario::format::{Gauge, WhenEntry};
use crate::scenario::nearest::suggestion;
use crate::scenario::problem::quoted;

/// There is nothing of this name that the measure is of.
pub(in crate::scenario) struct Unknown {
    pub message: String,
    pub help: String,
}

impl Unknown {
    fn new<'n>(of: &str, nouns: &str, known: impl IntoIterator<Item = &'n str>) -> Unknown {
        let message = format!("there is no {} that this is measured of", quoted(of));
        Unknown { message, help: suggestion(of, nouns, known) }
    }
}

/// The trigger with its stride, and how often its change can be in force.
///
/// # Errors
/// Where nothing is called what the trigger is to look at.
pub(in crate::scenario) fn trigger(
    name: &str,
    when: &WhenEntry,
    view: &View,
    corridor: &Corridor,
    (stride, most_in_force): (usize, u32),
) -> Result<Trigger, Unknown> {
    let limit = match (when.above, when.below) {
        (Some(limit), _) => Limit::Above(limit.0),
        (None, limit) => Limit::Below(limit.expect("checked: a trigger has a limit").0),
    };
    Ok(Trigger {
        name: name.to_owned(),
        watched: watched(when, view, corridor)?,
        limit,
        window: Duration::from_hours(when.window_d.0 * 24.0),
        checks: when.checks.count(),
        delay: Duration::from_hours(when.delay_d.0 * 24.0),
        at_most: when.at_most.count(),
        most_in_force,
        stride,
    })
}

fn watched(when: &WhenEntry, view: &View, corridor: &Corridor) -> Result<Watched, Unknown> {
    let of = when.of.as_str();
    let among = |is_meant: fn(StepKind) -> bool| {
        let facilities = facilities(corridor);
        let meant = facilities.iter().enumerate().filter(|(_, facility)| is_meant(facility.step));
        let meant: Vec<(usize, String)> = meant.map(|(at, facility)| (at, facility.to_string())).collect();
        let found = meant.iter().find(|(_, name)| name == of).map(|(at, _)| *at);
        found.ok_or_else(|| Unknown::new(of, "facilities", meant.iter().map(|(_, name)| name.as_str())))
    };
    let facility = || among(|_| true);
    // Time in a yard counts to the step behind it.
    let step = || among(|step| !matches!(step, StepKind::Yard(_)));
    match when.measure {
        Gauge::Queue => facility().map(Watched::Queue),
        Gauge::Present => facility().map(Watched::Present),
        Gauge::MeanWait => step().map(Watched::MeanWait),
        Gauge::MedianWait => step().map(|at| Watched::Wait(at, 0.5)),
        Gauge::WaitP90 => step().map(|at| Watched::Wait(at, 0.9)),
        Gauge::WaitP95 => step().map(|at| Watched::Wait(at, 0.95)),
        Gauge::BusyShare => servers(of, corridor),
        Gauge::LocomotivesBusyShare => {
            let entries = &view.file.locomotives;
            let unknown = || Unknown::new(of, "pools of locomotives", entries.names());
            entries.index(of).map(|_| Watched::Locomotives(id(entries, of))).ok_or_else(unknown)
        }
        Gauge::LoadShare => decks(of, corridor),
        Gauge::Throughput => tonnes(of, corridor),
    }
}

/// A stage with limited servers, or the berths of a class.
fn servers(of: &str, corridor: &Corridor) -> Result<Watched, Unknown> {
    let stages = || corridor.stages.entries().filter(|(_, stage)| stage.servers != Capacity::Unlimited);
    let stage = stages().find(|(_, stage)| stage.name == of).map(|(stage, _)| Watched::Servers(stage));
    let berths = || corridor.berth_classes.entries();
    let found = stage.or_else(|| berths().find(|(_, class)| class.name == of).map(|(class, _)| Watched::Berths(class)));
    found.ok_or_else(|| {
        let names = stages().map(|(_, stage)| &stage.name).chain(berths().map(|(_, class)| &class.name));
        Unknown::new(of, "stages with limited servers and classes of berths", names.map(String::as_str))
    })
}

/// `fleet@port`.
fn decks(of: &str, corridor: &Corridor) -> Result<Watched, Unknown> {
    let calls = corridor.fleets.entries().flat_map(|(fleet, spec)| {
        let ports = corridor.ports.entries().filter(|(port, _)| spec.departures[port.index()].is_some());
        ports.map(move |(port, at)| (format!("{}@{}", spec.name, at.name), Watched::Decks(fleet, port)))
    });
    let mut calls: Vec<(String, Watched)> = calls.collect();
    match calls.iter().position(|(name, _)| name == of) {
        Some(index) => Ok(calls.swap_remove(index).1),
        None => Err(Unknown::new(of, "fleets at their ports", calls.iter().map(|(name, _)| name.as_str()))),
    }
}

/// A definition, a flow, or all flows of the corridor.
fn tonnes(of: &str, corridor: &Corridor) -> Result<Watched, Unknown> {
    let of_flows = |tonnes: &dyn Fn(&Flow) -> f64| -> Table<f64, Flow> { corridor.flows.iter().map(tonnes).collect() };
    let definition = corridor.definitions.entries().find(|(_, definition)| definition.name == of);
    if let Some((definition, spec)) = definition {
        let booked = |flow: &Flow| spec.booked[flow.unit as usize].unwrap_or(flow.tonnes_per_unit);
        return Ok(Watched::Counted(definition, of_flows(&booked)));
    }
    let counts = |flow: &Flow| if of == "all" { !flow.competing } else { flow.name == of };
    if of == "all" || corridor.flows.iter().any(counts) {
        return Ok(Watched::Delivered(of_flows(&|flow| if counts(flow) { flow.tonnes_per_unit } else { 0.0 })));
    }
    let names = corridor.definitions.iter().map(|definition| &definition.name);
    let names = names.chain(corridor.flows.iter().map(|flow| &flow.name)).map(String::as_str);
    Err(Unknown::new(of, "definitions and flows, beside all,", names))
}
