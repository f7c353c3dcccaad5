//! From a scenario and what was simulated to the plain data that reports are made of.

use corridor::experiment::{Ending, Failed, Run, RunLength, Unjudged};
use corridor::kernel::Time;
use corridor::model::Corridor;
use corridor::model::corridor::{PeriodKind, StageKind, StepKind};
use corridor::model::measure::{IN_FORCE_AFTER, facilities};
use corridor::report::{
    self, Assumption, DatedChange, Exclusion, FlowNote, Network, Observed, Origin, PeriodNote, Program, Resource,
    ResourceKind, Results, Role, Span, Support, TriggeredChange, counted, figure,
};
use corridor::scenario::{self, Problem, Scenario};

use super::calendar::Calendar;
use super::expect::{Expecting, judged};

/// What a run found out about its own length.
#[derive(Debug, Default)]
pub struct Pilot {
    /// How the lead-in was chosen.
    pub warm_up: Option<String>,
    /// Whether the run is long enough for it.
    pub run_length: Option<Result<RunLength, Unjudged>>,
}

/// `corridor` is the one that was simulated: the scenario's, with the lead-in that was found.
pub fn results(
    scenario: &Scenario,
    corridor: &Corridor,
    expecting: &[Expecting],
    mut run: Run,
    pilot: Pilot,
    resolved: &str,
) -> Results {
    let horizon = &corridor.horizon;
    let (complete, excluded, mut remarks) = ending(&run);
    let mut warnings: Vec<String> = scenario.warnings.iter().map(warning).collect();
    match pilot.run_length {
        Some(Ok(length)) if !length.suffices() => warnings.push(too_short(&length)),
        Some(Err(unjudged)) => remarks.push(format!("Note that {unjudged}.")),
        Some(Ok(_)) | None => {}
    }
    warnings.extend(corridor.flows.iter().filter_map(|flow| stuck(&flow.name, &run)));
    let triggered = scenario.triggered.iter().map(|change| triggered_change(change, scenario, &run)).collect();
    let expected = judged(expecting, &run.summary);
    // Values of other measures were kept for expectations.
    run.summary.headline.truncate(scenario.headline.len());
    Results {
        program: program(),
        title: scenario.title.clone(),
        note: scenario.note.clone(),
        span: Span {
            measured: Calendar::new(scenario.start).span(horizon.measure_from, horizon.end),
            days: horizon.measured().days(),
            lead_in_days: horizon.measure_from.hours() / 24.0,
            warm_up: pilot.warm_up,
        },
        summary: run.summary,
        excluded,
        complete,
        remarks,
        network: network(corridor),
        expected,
        timeline: scenario.timeline.iter().map(dated_change).collect(),
        triggered,
        observed: scenario.observed.iter().map(observed).collect(),
        assumptions: scenario.assumptions.iter().map(assumption).collect(),
        warnings,
        fingerprint: report::fingerprint(resolved.as_bytes()),
    }
}

/// This program.
pub fn program() -> Program {
    Program { name: "corridor".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

/// What the results are of that a base and what is held against it come to.
pub fn origin(base: &Scenario, seed: u64, confidence: f64, fingerprint: String) -> Origin {
    let horizon = &base.corridor.horizon;
    Origin {
        program: program(),
        measured: Calendar::new(base.start).span(horizon.measure_from, horizon.end),
        seed,
        confidence,
        fingerprint,
    }
}

/// Where and what, without the name of a file: the report is the same wherever the scenario lies.
fn warning(problem: &Problem) -> String {
    let pointer = problem.pointer.trim_start_matches('/').replace('/', ".");
    if pointer.is_empty() { problem.message.clone() } else { format!("{pointer}: {}", problem.message) }
}

fn ending(run: &Run) -> (bool, Vec<Exclusion>, Vec<String>) {
    let seed = run.summary.seed;
    let excluded =
        |replication: u64, why: &Failed| vec![Exclusion { replication, seed, of: None, reason: why.to_string() }];
    let done = run.summary.replications;
    match &run.ending {
        Ending::Complete => (true, Vec::new(), Vec::new()),
        Ending::Spent => {
            let remark =
                format!("The precision asked for was not reached within the {} allowed.", counted(done, "replication"));
            (true, Vec::new(), vec![remark])
        }
        Ending::Interrupted => {
            (false, Vec::new(), vec![format!("Interrupted after {}.", counted(done, "replication"))])
        }
        Ending::Violated { replication, violation } => (false, excluded(*replication, &violation.into()), Vec::new()),
        Ending::Panicked { replication, message } => {
            (false, excluded(*replication, &Failed::Panicked(message.clone())), Vec::new())
        }
    }
}

/// A flow of which nothing ever arrives is told: mostly full yards and fronts hold one another.
fn stuck(flow: &str, run: &Run) -> Option<String> {
    let mean = |name: &str| {
        let rows = &run.summary.rows;
        let row =
            rows.iter().find(|row| row.measure.name == name && row.measure.of == flow && row.measure.period == "all");
        row.and_then(|row| row.estimate).map_or(0.0, |estimate| estimate.mean)
    };
    let inside = mean("inside");
    (inside > 0.0 && mean("delivered") == 0.0 && mean("diverted") == 0.0).then(|| {
        format!(
            "flows.{flow}: nothing was delivered in the measured part, and {inside:.0} units are inside at its end; see \
             where they wait, and whether full yards hold one another"
        )
    })
}

fn too_short(length: &RunLength) -> String {
    let RunLength { measure, once, twice } = length;
    format!(
        "the run may be too short: measured twice as long, {} of {} moves from {} to {}, by more than its half-width; \
         lengthen the horizon",
        measure.name,
        measure.of,
        figure(&measure.unit, once),
        figure(&measure.unit, twice)
    )
}

pub fn observed(observed: &scenario::Observed) -> Observed {
    Observed {
        name: observed.name.clone(),
        measure: observed.measure.clone(),
        of: observed.of.clone(),
        period: observed.period.clone(),
        unit: observed.unit.clone(),
        value: observed.value,
        range: observed.range,
        year: observed.year.clone(),
        source: observed.source.clone(),
        role: match observed.role {
            scenario::Role::Predicted => Role::Predicted,
            scenario::Role::Fitted => Role::Fitted,
            scenario::Role::Input => Role::Input,
            scenario::Role::OtherYear => Role::OtherYear,
        },
        note: observed.note.clone(),
        monthly: observed.series.as_ref().filter(|series| series.monthly).map(|series| series.name.clone()),
    }
}

fn assumption(assumption: &scenario::Assumption) -> Assumption {
    Assumption {
        pointer: assumption.pointer.clone(),
        value: assumption.value,
        law: assumption.law,
        range: assumption.range,
        source: assumption.source.clone(),
        note: assumption.note.clone(),
        support: match assumption.support {
            scenario::Support::Assumed => Support::Assumed,
            scenario::Support::General => Support::General,
            scenario::Support::Cited => Support::Cited,
            scenario::Support::Seed => Support::Seed,
            scenario::Support::Published => Support::Published,
        },
    }
}

fn dated_change(change: &scenario::DatedChange) -> DatedChange {
    DatedChange { name: change.name.clone(), at: change.at.clone(), because: change.because.clone() }
}

/// What became of a change that comes when it is called for.
fn triggered_change(change: &scenario::TriggeredChange, scenario: &Scenario, run: &Run) -> TriggeredChange {
    let rows = &run.summary.rows;
    let row = |name: &str| rows.iter().find(|row| row.measure.name == name && row.measure.of == change.name);
    let mean = |name: &str| row(name).and_then(|row| row.estimate).map(|estimate| estimate.mean);
    let calendar = Calendar::new(scenario.start);
    let day = |days: f64| calendar.day(Time::from_hours(days * 24.0));
    let in_force = row(IN_FORCE_AFTER).and_then(|row| {
        let points = &row.spread.as_ref()?.points;
        let at = |probability: f64| {
            points.iter().find(|point| point.probability == probability).map(|point| day(point.value))
        };
        Some([at(0.1)?, at(0.5)?, at(0.9)?])
    });
    TriggeredChange {
        name: change.name.clone(),
        when: change.when.clone(),
        because: change.because.clone(),
        triggered: (mean("triggered_share").unwrap_or(0.0) * run.summary.replications as f64).round() as u64,
        times: (change.at_most > 1).then(|| mean("triggered").unwrap_or(0.0)),
        in_force,
    }
}

fn network(corridor: &Corridor) -> Network {
    let names = |names: &mut dyn Iterator<Item = &String>| names.cloned().collect::<Vec<String>>();
    let flow = |flow: &corridor::model::corridor::Flow| FlowNote {
        name: flow.name.clone(),
        commodity: flow.commodity.clone(),
        direction: flow.direction.clone(),
        unit: flow.unit.name(),
    };
    let periods = corridor.horizon.periods.iter().filter(|period| period.kind != PeriodKind::All);
    Network {
        flows: corridor.flows.iter().map(flow).collect(),
        resources: resources(corridor),
        definitions: names(&mut corridor.definitions.iter().map(|definition| &definition.name)),
        sections: names(&mut corridor.sections.iter().map(|section| &section.name)),
        ports: names(&mut corridor.ports.iter().map(|port| &port.name)),
        fleets: names(&mut corridor.fleets.iter().map(|fleet| &fleet.name)),
        periods: periods
            .map(|period| PeriodNote { name: period.name.clone(), month: period.kind == PeriodKind::Month })
            .collect(),
    }
}

fn resources(corridor: &Corridor) -> Vec<Resource> {
    let mut list = Vec::new();
    let mut add = |name: String, kind| list.push(Resource { name, kind });
    for facility in facilities(corridor) {
        let kind = match facility.step {
            StepKind::Stage { stage, .. } => match corridor.stages[stage].kind {
                StageKind::Border => ResourceKind::Border,
                StageKind::GaugeChange => ResourceKind::GaugeChange,
                StageKind::Crane => ResourceKind::Crane,
                StageKind::RailFront => ResourceKind::RailFront,
            },
            StepKind::Yard(_) => ResourceKind::Yard,
            StepKind::Line { .. } => ResourceKind::Line,
            StepKind::Lane { .. } => ResourceKind::Lane,
        };
        add(facility.to_string(), kind);
    }
    for class in corridor.berth_classes.iter() {
        add(class.name.clone(), ResourceKind::Berth);
    }
    list
}
