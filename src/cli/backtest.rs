//! `corridor backtest`: scenarios held against what was observed.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use corridor::experiment::{self, Comparison, Ending, Finished, Observation, Settings, Stop, Watch};
use corridor::model::measures;
use corridor::report::{self, Backtest, BacktestFact, Backtested};
use corridor::scenario::Scenario;

use super::args::{BacktestArguments, ScenarioArguments};
use super::calendar::Calendar;
use super::exit::{Exit, Failure};
use super::outlet::Outlet;
use super::progress::Progress;
use super::results::{observed, program};
use super::run::{ending, prepare, threads};
use super::{input, interrupt, terminal};

/// Share of the predicted figures that must agree where nobody says another.
const PASS_SHARE: f64 = 0.8;

pub fn backtest(arguments: &BacktestArguments) -> Result<Exit, Failure> {
    let scenarios = read(arguments)?;
    let stated = scenarios.iter().filter_map(|(_, scenario)| scenario.pass_share).max_by(f64::total_cmp);
    let interrupted = interrupt::flag();
    let outlet = outlet(arguments, &scenarios)?;
    let mut exit = Exit::Done;
    let mut done = Vec::new();
    for (path, scenario) in &scenarios {
        let (one, end) = simulate(path, scenario, arguments, interrupted)?;
        done.extend((one.replications > 0).then_some(one));
        if end != Exit::Done {
            exit = end;
            break;
        }
    }
    if done.is_empty() {
        return Err(Failure::new(exit, "nothing to report: no replication is finished"));
    }
    let pass_share = arguments.pass_share.or(stated).unwrap_or(PASS_SHARE);
    let backtest = Backtest { program: program(), pass_share, scenarios: done };
    if exit == Exit::Done {
        exit = match backtest.passed() {
            Some(true) => Exit::Done,
            Some(false) => Exit::NotPassed,
            None => Exit::Undecided,
        };
    }
    let whole = matches!(exit, Exit::Done | Exit::NotPassed | Exit::Undecided);
    conclude(arguments, outlet, &backtest, whole)?;
    Ok(exit)
}

/// Every scenario with its path; each must have something to be held against.
fn read(arguments: &BacktestArguments) -> Result<Vec<(&Path, Scenario)>, Failure> {
    let mut scenarios = Vec::new();
    for path in &arguments.scenarios {
        let one =
            ScenarioArguments { scenario: path.clone(), plan: arguments.plan.clone(), set: arguments.set.clone() };
        let scenario = input::scenario(&one)?;
        input::headline(&scenario, &measures(&scenario.corridor))?;
        if scenario.observed.is_empty() {
            let message = format!("error: {}: there is no observed figure to hold it against", path.display());
            let help = "\n  help: state some under \"observed\", or name a file under \"observed_series\" that has \
                        figures of the measured part";
            return Err(Failure::new(Exit::Invalid, message + help));
        }
        scenarios.push((path.as_path(), scenario));
    }
    Ok(scenarios)
}

/// The folder of the backtest, if one was named.
fn outlet<'a>(arguments: &'a BacktestArguments, scenarios: &[(&Path, Scenario)]) -> Result<Outlet<'a>, Failure> {
    let asked = &arguments.experiment;
    let seed = |scenario: &Scenario| asked.seed.unwrap_or(scenario.run.seed);
    let resolved: Vec<(u64, String)> =
        scenarios.iter().map(|(_, scenario)| (seed(scenario), report::resolved(&scenario.resolved))).collect();
    let fingerprint = report::backtest_fingerprint(resolved.iter().map(|(seed, text)| (*seed, text.as_str())));
    Outlet::open(asked, &fingerprint, resolved[0].0)
}

fn simulate(
    path: &Path,
    scenario: &Scenario,
    arguments: &BacktestArguments,
    interrupted: &AtomicBool,
) -> Result<(Backtested, Exit), Failure> {
    let (headline, positions) = input::positions(scenario, &measures(&scenario.corridor))?;
    let asked = &arguments.experiment;
    let stop = Stop::After(asked.replications.unwrap_or(scenario.run.replications));
    let settings = Settings {
        seed: asked.seed.unwrap_or(scenario.run.seed),
        confidence: scenario.run.confidence,
        stop,
        headline,
        threads: threads(asked.threads, stop),
    };
    let (corridor, pilot) = prepare(scenario, &settings, interrupted)?;
    let mut watch = Watch::new(positions);
    let mut progress = Progress::new(stop.total(), asked.quiet);
    let run = experiment::run(&corridor, &settings, interrupted, |finished: Finished<()>| {
        watch.push(finished.outcome);
        progress.advance(finished.fold);
    });
    progress.finish();
    let facts = scenario.observed.iter().zip(watch.samples()).map(|(fact, samples)| {
        let observation = Observation { value: fact.value, range: fact.range };
        BacktestFact {
            observed: observed(fact),
            comparison: Comparison::new(observation, samples, settings.confidence),
        }
    });
    let mut remarks: Vec<String> = pilot.warm_up.into_iter().collect();
    remarks.extend(cut_short(&run.ending));
    let one = Backtested {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        title: scenario.title.clone(),
        measured: Calendar::new(scenario.start).span(corridor.horizon.measure_from, corridor.horizon.end),
        replications: run.summary.replications,
        seed: settings.seed,
        confidence: settings.confidence,
        remarks,
        passed_over: scenario.passed_over,
        facts: facts.collect(),
        resolved: report::resolved(&scenario.resolved),
    };
    Ok((one, ending(&run)))
}

fn cut_short(ending: &Ending) -> Option<String> {
    match ending {
        Ending::Complete | Ending::Spent => None,
        Ending::Interrupted => Some("Interrupted: these are the replications that were finished.".to_owned()),
        Ending::Violated { replication, violation } => {
            Some(format!("Replication {replication} failed: integrity broken: {violation}"))
        }
        Ending::Panicked { replication, message } => {
            Some(format!("Replication {replication} failed: a mistake of the program: {message}"))
        }
    }
}

fn conclude(arguments: &BacktestArguments, outlet: Outlet, backtest: &Backtest, whole: bool) -> Result<(), Failure> {
    let asked = &arguments.experiment;
    for remark in backtest.scenarios.iter().flat_map(|one| &one.remarks).filter(|_| !whole || !asked.quiet) {
        terminal::say(remark);
    }
    let outlet = if whole { outlet } else { outlet.printing_only("the backtest was cut short") };
    outlet.conclude(backtest)
}
