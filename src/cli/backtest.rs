//! `corridor backtest`: scenarios held against what was observed.

use std::path::Path;

use corridor::experiment::{Around, Comparison, Observation, Settings, Stop, series};
use corridor::model::{Measure, measures};
use corridor::report::{self, Backtest, BacktestFact, Backtested, CutShort};
use corridor::scenario::Scenario;

use super::again::Again;
use super::args::{BacktestArguments, ScenarioArguments};
use super::calendar::Calendar;
use super::exit::{Exit, Failure};
use super::outlet::{self, Outlet, Question};
use super::progress::Progress;
use super::results::{observed, program};
use super::run::prepare;
use super::{input, plans, terminal};

/// Share of the predicted figures that must agree where nobody says another.
const PASS_SHARE: f64 = 0.8;

pub fn backtest(arguments: &BacktestArguments) -> Result<Exit, Failure> {
    let scenarios = read(arguments)?;
    let stated = scenarios.iter().filter_map(|(_, scenario)| scenario.pass_share).max_by(f64::total_cmp);
    let outlet = open(arguments, &scenarios)?;
    let mut done = Vec::new();
    let mut whole = true;
    for (at, (path, scenario)) in scenarios.iter().enumerate() {
        let message = format!("scenario {} of {}", at + 1, scenarios.len());
        let (one, complete) = simulate(path, scenario, arguments, outlet.around(), &message)?;
        done.extend((one.replications > 0).then_some(one));
        whole = complete;
        if !whole {
            break;
        }
    }
    if done.is_empty() {
        return Err(outlet.nothing(Exit::Interrupted, "no replication is finished"));
    }
    let pass_share = arguments.pass_share.or(stated).unwrap_or(PASS_SHARE);
    let cut_short = (!whole).then(|| cut_short(arguments, &scenarios, &done));
    let backtest = Backtest { program: program(), pass_share, scenarios: done, cut_short };
    for remark in backtest.scenarios.iter().flat_map(|one| &one.remarks).filter(|_| !arguments.experiment.quiet) {
        terminal::say(remark);
    }
    outlet.conclude(&backtest, |of| {
        let (path, _) = scenarios.iter().find(|(path, _)| plans::stem(path) == of)?;
        Some(Again::new(path).with_plans(&arguments.plan).with_sets(&arguments.set))
    })?;
    let failed = backtest.scenarios.iter().flat_map(|one| one.left_out.iter().map(|(_, why)| why));
    let found = match backtest.passed() {
        Some(true) => Exit::Done,
        Some(false) => Exit::NotPassed,
        None => Exit::Undecided,
    };
    Ok(Exit::of(failed, !whole, found))
}

/// How far it came.
fn cut_short(arguments: &BacktestArguments, scenarios: &[(&Path, Scenario)], done: &[Backtested]) -> CutShort {
    let asked = |scenario: &Scenario| arguments.experiment.replications.unwrap_or(scenario.run.replications);
    let whole = done.iter().zip(scenarios).filter(|(one, (_, scenario))| one.replications == asked(scenario)).count();
    let mut told = format!("{whole} of {}", report::counted(scenarios.len() as u64, "scenario"));
    if let (Some(begun), Some((_, scenario))) = (done.get(whole), scenarios.get(whole)) {
        told += &format!(", and {} of {} replications of the next", begun.replications, asked(scenario));
    }
    CutShort { finished: done.iter().map(|one| one.replications).sum(), told }
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
fn open<'a>(arguments: &'a BacktestArguments, scenarios: &[(&Path, Scenario)]) -> Result<Outlet<'a>, Failure> {
    let asked = &arguments.experiment;
    let seed = |scenario: &Scenario| asked.seed.unwrap_or(scenario.run.seed);
    let resolved: Vec<(u64, String)> =
        scenarios.iter().map(|(_, scenario)| (seed(scenario), report::resolved(&scenario.resolved))).collect();
    let fingerprint = report::backtest_fingerprint(resolved.iter().map(|(seed, text)| (*seed, text.as_str())));
    Outlet::open(asked, || Question {
        asked: "backtest".to_owned(),
        fingerprint: &fingerprint,
        seed: resolved[0].0,
        inputs: scenarios
            .iter()
            .zip(&resolved)
            .map(|((path, scenario), (_, resolved))| outlet::input(&plans::stem(path), resolved, &scenario.corridor))
            .collect(),
    })
}

/// Simulates a scenario, and says whether that came to its end.
fn simulate(
    path: &Path,
    scenario: &Scenario,
    arguments: &BacktestArguments,
    around: Around,
    message: &str,
) -> Result<(Backtested, bool), Failure> {
    let list = measures(&scenario.corridor);
    let (headline, positions) = input::positions(scenario, &list)?;
    let asked = &arguments.experiment;
    let terms = plans::terms(asked, scenario);
    let settings = Settings {
        seed: terms.seed,
        confidence: terms.confidence,
        stop: Stop::After(terms.replications),
        headline,
        threads: terms.threads,
    };
    let (corridor, pilot) = prepare(scenario, &settings, around.interrupted)?;
    let wanted: Vec<Measure> = positions.into_iter().map(|at| list[at].clone()).collect();
    let mut progress = Progress::new(Some(terms.replications), asked.quiet);
    let run = series(&corridor, &wanted, &terms, around, |_| progress.step(message));
    progress.finish();
    let facts = scenario.observed.iter().enumerate().map(|(at, fact)| {
        let observation = Observation { value: fact.value, range: fact.range };
        BacktestFact {
            observed: observed(fact),
            comparison: Comparison::new(observation, run.of(at), settings.confidence),
        }
    });
    let one = Backtested {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        title: scenario.title.clone(),
        measured: Calendar::new(scenario.start).span(corridor.horizon.measure_from, corridor.horizon.end),
        replications: run.replications,
        seed: settings.seed,
        confidence: settings.confidence,
        remarks: pilot.warm_up.into_iter().collect(),
        passed_over: scenario.passed_over,
        facts: facts.collect(),
        left_out: run.failed,
        resolved: report::resolved(&scenario.resolved),
    };
    let complete = one.replications == terms.replications;
    Ok((one, complete))
}
