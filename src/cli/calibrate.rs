//! `corridor calibrate`: parameters fitted inside their ranges to observed figures.

use std::io::{IsTerminal, stderr};

use corridor::experiment::{self, Around, Calibrated, Failed, Series, Settings, Stop, Target, Uncalibrated, series};
use corridor::model::{Measure, measures};
use corridor::report::{self, Calibration, Correlated, CutShort, FittedFact, FittedParameter, Iteration, NotTold};
use corridor::scenario::{Assumption, Observed, Refit, Scenario, Set, Variants};
use corridor::stats::identify::Knowledge;
use corridor::stats::least_squares::{Parameter, Step};

use super::again::Again;
use super::args::CalibrateArguments;
use super::calendar::Calendar;
use super::exit::{Exit, Failure};
use super::outlet::{self, Outlet, Question};
use super::progress::Progress;
use super::results::{observed, program};
use super::run::{prepare, threads};
use super::{input, plans, terminal};

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
    let names: Vec<&str> = parameters.iter().map(|one| &one.pointer[1..]).collect();
    let figures: Vec<&str> = facts.iter().map(|(_, one, _)| one.name.as_str()).collect();
    let fingerprint = report::calibration_fingerprint(&resolved, names.iter().copied(), figures.iter().copied());
    let outlet = Outlet::open(&arguments.experiment, || Question {
        asked: format!("calibrate {} to {}", names.join(", "), figures.join(", ")),
        fingerprint: &fingerprint,
        seed: settings.seed,
        inputs: vec![outlet::input("the scenario", &resolved, &scenario.corridor)],
    })?;
    let around = outlet.around();
    let limits: Vec<Parameter> = parameters.iter().map(|one| limits(one)).collect();
    let targets: Vec<Target> = facts.iter().map(|(_, _, target)| *target).collect();
    let mut finished = 0;
    let simulate = |values: &[f64]| {
        let variant =
            variants.with(&sets(&parameters, values)).map_err(|problems| Stopped::Invalid(problems.into()))?;
        let found = watch(arguments, &variant, &facts, around).map_err(Stopped::Invalid)?;
        finished += found.replications;
        match found.failed.is_empty() {
            false => Err(Stopped::Failed { values: values.to_vec(), failed: found.failed }),
            true if found.replications < settings.stop.total().unwrap_or(0) => Err(Stopped::Interrupted),
            true => Ok(found),
        }
    };
    let talks = !arguments.experiment.quiet && stderr().is_terminal();
    let mut iteration = 0;
    let each = |step: &Step| {
        if talks {
            terminal::say(&format!("iteration {iteration}: misfit {:.4}, {} sets", step.misfit, step.evaluations));
        }
        iteration += 1;
    };
    let fitted = experiment::calibrate(&limits, &targets, simulate, each);
    let fitted = match fitted {
        Ok(fitted) => fitted,
        Err(Uncalibrated::Failed(Stopped::Interrupted)) => {
            return Err(outlet.nothing(Exit::Interrupted, "no set of parameters is simulated"));
        }
        Err(why) => return Err(ended(&why, &names, &figures)),
    };
    let (end, failed_at, failed) = match &fitted.cut_short {
        None => (Exit::Done, Vec::new(), &[][..]),
        Some(Uncalibrated::Failed(Stopped::Interrupted)) => (Exit::Interrupted, Vec::new(), &[][..]),
        Some(Uncalibrated::Failed(Stopped::Failed { values, failed })) => {
            (exit_of(failed), at(&names, values), &failed[..])
        }
        Some(why) => {
            let told = ended(why, &names, &figures);
            terminal::say(&told.message);
            (told.exit, Vec::new(), &[][..])
        }
    };
    let left_out = failed.iter().map(|(number, why)| (failed_at.join(", "), *number, why.clone())).collect();
    let cut_short = fitted.cut_short.as_ref().map(|_| CutShort {
        finished,
        told: format!(
            "{} and the best of them; whether there is a better is not known",
            report::counted(fitted.evaluations as u64, "set")
        ),
    });
    let calibration = told(arguments, &scenario, &parameters, &facts, fitted, cut_short, left_out)?;
    let read = &arguments.scenario;
    outlet.conclude(&calibration, |_| {
        let again = Again::new(&read.scenario).with_plans(&read.plan).with_sets(&read.set);
        Some(again.with_sets(&failed_at))
    })?;
    Ok(end)
}

/// Why a set of parameters has no figures.
#[derive(Debug)]
enum Stopped {
    Interrupted,
    /// Replications failed.
    Failed {
        values: Vec<f64>,
        failed: Vec<(u64, Failed)>,
    },
    /// It makes no valid scenario.
    Invalid(Failure),
}

fn exit_of(failed: &[(u64, Failed)]) -> Exit {
    Exit::of_failed(failed.iter().map(|(_, why)| why)).unwrap_or(Exit::Failed)
}

/// `fleets/ropax/count=3`, one parameter each.
fn at(names: &[&str], values: &[f64]) -> Vec<String> {
    names.iter().zip(values).map(|(name, value)| format!("{name}={value}")).collect()
}

/// What ended a calibration, as it is told.
fn ended(why: &Uncalibrated<Stopped>, names: &[&str], figures: &[&str]) -> Failure {
    let place = |values: &[f64]| at(names, values).join(", ");
    match why {
        Uncalibrated::Failed(Stopped::Interrupted) => Failure::new(Exit::Interrupted, "interrupted"),
        Uncalibrated::Failed(Stopped::Invalid(failure)) => Failure::new(failure.exit, failure.message.clone()),
        Uncalibrated::Failed(Stopped::Failed { values, failed }) => {
            let told: Vec<String> =
                failed.iter().take(3).map(|(number, why)| format!("replication {number}: {why}")).collect();
            Failure::new(
                exit_of(failed),
                format!("error: nothing was fitted, at {} there is\n{}", place(values), told.join("\n")),
            )
        }
        Uncalibrated::NothingSeen { target, values } => {
            let message = format!("error: nothing was simulated of {} at {}", figures[*target], place(values));
            Failure::new(Exit::Invalid, message + "\n  help: narrow the ranges, or leave this figure out")
        }
    }
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
    around: Around,
) -> Result<Series, Failure> {
    let list = measures(&variant.corridor);
    let (_, positions) = input::positions(variant, &list)?;
    let wanted: Vec<Measure> = facts.iter().map(|(at, _, _)| list[positions[*at]].clone()).collect();
    let settings = settings(arguments, variant);
    let (corridor, _) = prepare(variant, &settings, around.interrupted)?;
    let terms = plans::terms(&arguments.experiment, variant);
    let mut progress = Progress::new(Some(terms.replications), arguments.experiment.quiet);
    let found = series(&corridor, &wanted, &terms, around, |_| progress.step(""));
    progress.finish();
    Ok(found)
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
    fitted: Calibrated<Stopped>,
    cut_short: Option<CutShort>,
    left_out: Vec<(String, u64, Failed)>,
) -> Result<Calibration, Failure> {
    let settings = settings(arguments, scenario);
    let name = |at: usize| parameters[at].pointer[1..].to_owned();
    let names: Vec<&str> = facts.iter().map(|(_, one, _)| one.name.as_str()).collect();
    // Of a fit that was cut short no errors of the parameters are known.
    let unknown = || Knowledge {
        luck: vec![None; parameters.len()],
        data: vec![None; parameters.len()],
        weak: Vec::new(),
        strengths: Vec::new(),
        correlated: Vec::new(),
    };
    let knowledge = fitted.knowledge.unwrap_or_else(unknown);
    let horizon = &scenario.corridor.horizon;
    let parameter = |(at, one): (usize, &&Assumption)| {
        let (low, high) = one.range.expect("checked: a parameter has a range");
        let own = |share: Option<f64>| share.map(|share| share * (high - low));
        let value = fitted.values[at];
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
            .trace
            .into_iter()
            .map(|step| Iteration { evaluations: step.evaluations, misfit: step.misfit, values: step.values })
            .collect(),
        cut_short,
        left_out,
        patch: refits(scenario, parameters, &fitted.values, &names.join(", "))?,
        resolved: report::resolved(&scenario.resolved),
    })
}
