//! `corridor calibrate`: parameters fitted inside their ranges to observed figures.

use std::io::{IsTerminal, stderr};
use std::sync::atomic::AtomicBool;

use corridor::experiment::{self, Calibrated, Ending, Finished, Settings, Stop, Target, Uncalibrated, Watch};
use corridor::model::measures;
use corridor::report::{self, Calibration, Correlated, FittedFact, FittedParameter, Iteration, NotTold};
use corridor::scenario::{Assumption, Observed, Refit, Scenario, Set, Variants};
use corridor::stats::least_squares::{Parameter, Step};

use super::args::CalibrateArguments;
use super::calendar::Calendar;
use super::exit::{Exit, Failure};
use super::outlet::Outlet;
use super::progress::Progress;
use super::results::{observed, program};
use super::run::{prepare, threads};
use super::{input, interrupt, terminal};

pub fn calibrate(arguments: &CalibrateArguments) -> Result<Exit, Failure> {
    let asked = &arguments.scenario;
    let variants = Variants::read(&asked.scenario, &asked.set, &asked.plan)?;
    let scenario = variants.with(&[])?;
    input::headline(&scenario, &measures(&scenario.corridor))?;
    let parameters = parameters(arguments, &scenario)?;
    let facts = facts(arguments, &scenario)?;
    refits(&scenario, &parameters, &parameters.iter().map(|one| one.value).collect::<Vec<_>>(), "")?;
    let settings = settings(arguments, &scenario);
    let resolved = report::resolved(&scenario.resolved);
    let fitted_to = (parameters.iter().map(|one| &one.pointer[1..]), facts.iter().map(|(_, one, _)| one.name.as_str()));
    let fingerprint = report::calibration_fingerprint(&resolved, fitted_to.0, fitted_to.1);
    let interrupted = interrupt::flag();
    let outlet = Outlet::open(&arguments.experiment, &fingerprint, settings.seed)?;
    let limits: Vec<Parameter> = parameters.iter().map(|one| limits(one)).collect();
    let targets: Vec<Target> = facts.iter().map(|(_, _, target)| *target).collect();
    let simulate = |values: &[f64]| {
        let variant = variants.with(&sets(&parameters, values))?;
        watch(arguments, &variant, &facts, interrupted)
    };
    let talks = !arguments.experiment.quiet && stderr().is_terminal();
    let mut iteration = 0;
    let each = |step: &Step| {
        if talks {
            terminal::say(&format!("iteration {iteration}: misfit {:.4}, {} sets", step.misfit, step.evaluations));
        }
        iteration += 1;
    };
    let fitted = experiment::calibrate(&limits, &targets, simulate, each).map_err(|error| match error {
        Uncalibrated::Failed(failure) => failure,
        Uncalibrated::NothingSeen { target, values } => {
            let set = |(one, value): (&&Assumption, &f64)| format!("{}={value}", &one.pointer[1..]);
            let sets: Vec<String> = parameters.iter().zip(&values).map(set).collect();
            let message = format!("error: nothing was simulated of {} at {}", facts[target].1.name, sets.join(", "));
            Failure::new(Exit::Invalid, message + "\n  help: narrow the ranges, or leave this figure out")
        }
    })?;
    let calibration = told(arguments, &scenario, &parameters, &facts, fitted)?;
    outlet.conclude(&calibration)?;
    Ok(Exit::Done)
}

/// The numbers to fit: those asked for, else those of the scenario.
fn parameters<'s>(arguments: &CalibrateArguments, scenario: &'s Scenario) -> Result<Vec<&'s Assumption>, Failure> {
    let stated = scenario.calibration.clone().unwrap_or_default().parameters;
    let paths = if arguments.parameter.is_empty() { &stated } else { &arguments.parameter };
    let refuse =
        |message: String, help: String| Failure::new(Exit::Invalid, format!("error: {message}\n  help: {help}"));
    if paths.is_empty() {
        let help = "name numbers with a range by --parameter, or in the scenario under \"calibration\"";
        return Err(refuse("there is no parameter to fit".into(), help.into()));
    }
    let mut found: Vec<&Assumption> = Vec::new();
    for path in paths {
        let Some(one) = scenario.assumption(path) else {
            return Err(refuse(
                format!("no number with a range is called {path:?}"),
                scenario.suggested_parameter(path),
            ));
        };
        if one.range.is_none_or(|(low, high)| low == high) {
            let help = "give it a range of values thought possible, as in {\"value\": 8, \"range\": [6, 10]}".into();
            return Err(refuse(format!("{path} has no range to be fitted in"), help));
        }
        if found.contains(&one) {
            return Err(refuse(format!("{path} is named twice"), "name it once".into()));
        }
        found.push(one);
    }
    Ok(found)
}

/// The figures to fit to, with their positions among the observed figures of the scenario.
fn facts<'s>(
    arguments: &CalibrateArguments,
    scenario: &'s Scenario,
) -> Result<Vec<(usize, &'s Observed, Target)>, Failure> {
    let stated = scenario.calibration.clone().unwrap_or_default().facts;
    let names = if arguments.fact.is_empty() { &stated } else { &arguments.fact };
    let refuse =
        |message: String, help: String| Failure::new(Exit::Invalid, format!("error: {message}\n  help: {help}"));
    if names.is_empty() {
        let help = "name observed figures by --fact, or in the scenario under \"calibration\"";
        return Err(refuse("there is no figure to fit to".into(), help.into()));
    }
    let mut found: Vec<(usize, &Observed, Target)> = Vec::new();
    for name in names {
        let is_meant =
            |one: &Observed| one.name == *name || one.series.as_ref().is_some_and(|series| series.name == *name);
        let meant: Vec<_> = scenario.observed.iter().enumerate().filter(|(_, one)| is_meant(one)).collect();
        if meant.is_empty() {
            return Err(refuse(format!("no observed figure is called {name:?}"), scenario.suggested_fact(name)));
        }
        for (at, one) in meant {
            let tolerance = one.range.map(|(low, high)| 0.5 * (high - low)).filter(|tolerance| *tolerance > 0.0);
            let Some(tolerance) = tolerance else {
                let help = "state its tolerance_pct or range: errors are counted in it".into();
                return Err(refuse(format!("{} has no tolerance", one.name), help));
            };
            if !found.iter().any(|(known, _, _)| *known == at) {
                found.push((at, one, Target { value: one.value, tolerance }));
            }
        }
    }
    Ok(found)
}

fn limits(one: &Assumption) -> Parameter {
    let (low, high) = one.range.expect("checked: a parameter has a range");
    Parameter { start: one.value, low, high, whole: one.whole }
}

fn sets(parameters: &[&Assumption], values: &[f64]) -> Vec<Set> {
    let set = |(one, value): (&&Assumption, &f64)| {
        let parts = one.pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
        Set { path: parts.chain(["value".to_owned()]).collect(), value: value.to_string() }
    };
    parameters.iter().zip(values).map(set).collect()
}

fn settings(arguments: &CalibrateArguments, scenario: &Scenario) -> Settings {
    let asked = &arguments.experiment;
    let stop = Stop::After(asked.replications.unwrap_or(scenario.run.replications));
    Settings {
        seed: asked.seed.unwrap_or(scenario.run.seed),
        confidence: scenario.run.confidence,
        stop,
        headline: Vec::new(),
        threads: threads(asked.threads, stop),
    }
}

/// Simulates a variant and keeps the samples of the figures.
fn watch(
    arguments: &CalibrateArguments,
    variant: &Scenario,
    facts: &[(usize, &Observed, Target)],
    interrupted: &AtomicBool,
) -> Result<Watch, Failure> {
    let settings = settings(arguments, variant);
    let (_, positions) = input::positions(variant, &measures(&variant.corridor))?;
    let mut watch = Watch::new(facts.iter().map(|(at, _, _)| positions[*at]).collect());
    let (corridor, _) = prepare(variant, &settings, interrupted)?;
    let mut progress = Progress::new(settings.stop.total(), arguments.experiment.quiet);
    let run = experiment::run(&corridor, &settings, interrupted, |finished: Finished<()>| {
        watch.push(finished.outcome);
        progress.advance(finished.fold);
    });
    progress.finish();
    match run.ending {
        Ending::Complete | Ending::Spent => Ok(watch),
        Ending::Interrupted => Err(Failure::new(Exit::Interrupted, "interrupted: nothing was fitted")),
        Ending::Violated { violation, .. } => {
            Err(Failure::new(Exit::Integrity, format!("error: integrity broken: {violation}")))
        }
        Ending::Panicked { replication, message } => {
            let message = format!("error: replication {replication} met a mistake of the program: {message}");
            Err(Failure::new(Exit::Failed, message))
        }
    }
}

/// The patch with the fitted values.
fn refits(
    scenario: &Scenario,
    parameters: &[&Assumption],
    values: &[f64],
    to: &str,
) -> Result<serde_json::Value, Failure> {
    let changes: Vec<Refit> = parameters
        .iter()
        .zip(values)
        .map(|(one, value)| Refit {
            pointer: one.pointer.clone(),
            value: *value,
            note: format!("fitted to {to}; {} before", one.value),
        })
        .collect();
    scenario.patch(&format!("Fitted: {}", scenario.title), &changes).map_err(|refused| {
        let message = format!("error: {} stands in a list and cannot be fitted on its own", refused.pointer);
        Failure::new(Exit::Invalid, message + "\n  help: a patch replaces lists whole; choose another number")
    })
}

fn told(
    arguments: &CalibrateArguments,
    scenario: &Scenario,
    parameters: &[&Assumption],
    facts: &[(usize, &Observed, Target)],
    fitted: Calibrated,
) -> Result<Calibration, Failure> {
    let settings = settings(arguments, scenario);
    let name = |at: usize| parameters[at].pointer[1..].to_owned();
    let names: Vec<&str> = facts.iter().map(|(_, one, _)| one.name.as_str()).collect();
    let knowledge = fitted.knowledge;
    let horizon = &scenario.corridor.horizon;
    let parameter = |(at, one): (usize, &&Assumption)| {
        let (low, high) = one.range.expect("checked: a parameter has a range");
        let own = |share: Option<f64>| share.map(|share| share * (high - low));
        let value = fitted.fit.values[at];
        FittedParameter {
            parameter: name(at),
            before: one.value,
            fitted: value,
            low,
            high,
            error_by_luck: own(knowledge.luck[at]),
            error_by_figures: own(knowledge.data[at]),
            at_bound: value <= low || value >= high,
        }
    };
    let fact = |(at, (_, one, target)): (usize, &(usize, &Observed, Target))| FittedFact {
        name: one.name.clone(),
        unit: one.unit.clone(),
        role: observed(one).role.word(),
        observed: one.value,
        tolerance: target.tolerance,
        before: fitted.before[at],
        after: fitted.after[at],
        error: fitted.errors[at],
    };
    Ok(Calibration {
        program: program(),
        title: scenario.title.clone(),
        measured: Calendar::new(scenario.start).span(horizon.measure_from, horizon.end),
        replications: settings.stop.total().unwrap_or(0),
        seed: settings.seed,
        confidence: settings.confidence,
        evaluations: fitted.evaluations,
        parameters: parameters.iter().enumerate().map(parameter).collect(),
        facts: facts.iter().enumerate().map(fact).collect(),
        not_told: knowledge
            .weak
            .iter()
            .map(|direction| NotTold {
                strength: direction.strength,
                parts: direction.parts.iter().map(|(at, part)| (name(*at), *part)).collect(),
            })
            .collect(),
        strengths: knowledge.strengths,
        correlated: knowledge
            .correlated
            .iter()
            .map(|(one, other, correlation)| Correlated {
                one: name(*one),
                other: name(*other),
                correlation: *correlation,
            })
            .collect(),
        trace: fitted
            .fit
            .trace
            .into_iter()
            .map(|step| Iteration { evaluations: step.evaluations, misfit: step.misfit, values: step.values })
            .collect(),
        patch: refits(scenario, parameters, &fitted.fit.values, &names.join(", "))?,
        resolved: report::resolved(&scenario.resolved),
    })
}
