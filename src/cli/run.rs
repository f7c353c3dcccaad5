//! `corridor run`: replications in parallel, the report on standard output, files where asked for.

use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;
use std::thread::available_parallelism;

use corridor::experiment::{self, Ending, Finished, NoWarmUp, Run, Settings, Stop, Unjudged};
use corridor::model::{Corridor, Measure, measures};
use corridor::report::{self, Identity, Results, UnitRow};
use corridor::scenario::{Scenario, WarmUp};
use corridor::stats::precision::{Precision, Target};

use super::again::{self, Again};
use super::args::RunArguments;
use super::exit::{Exit, Failure};
use super::expect::{self, Expecting};
use super::filing::Filing;
use super::log::Log;
use super::outlet::shown;
use super::progress::Progress;
use super::results::{Pilot, results};
use super::{input, interrupt, terminal};

/// What watches a replication of which nothing is told but its outcome.
#[cfg(not(test))]
type Silent = ();
#[cfg(test)]
use super::clumsy::Silent;

/// Replications before a precision is judged for the first time.
const FIRST_LOOK: u64 = 10;
/// Replications at most where a precision is asked for and no number is given.
const MOST: u64 = 10_000;
/// Threads at most for each that the machine runs at once.
const MOST_PER_CORE: NonZeroUsize = NonZeroUsize::new(8).expect("is above 0");

pub fn run(arguments: &RunArguments) -> Result<Exit, Failure> {
    let scenario = input::scenario(&arguments.scenario)?;
    let list = measures(&scenario.corridor);
    let expecting = expect::expecting(&scenario, &list)?;
    let settings = settings(arguments, &scenario, &list, &expecting)?;
    let interrupted = interrupt::flag();
    let (corridor, mut pilot) = prepare(&scenario, &settings, interrupted)?;
    let resolved = report::resolved(&scenario.resolved);
    let mut filing = filing(arguments, &corridor, &settings, &resolved)?;
    if let Some(told) = filing.as_ref().and_then(|filing| filing.told(settings.stop.total()))
        && !arguments.experiment.quiet
    {
        terminal::say(&told);
    }
    let kept = filing.as_ref().map(Filing::kept).into_iter().flatten();
    let mut progress = Progress::new(settings.stop.total(), arguments.experiment.quiet);
    let run = if arguments.units {
        experiment::resume(&corridor, &settings, interrupted, kept, |finished: Finished<Log>| {
            file(&mut filing, &finished, &finished.observer.rows);
            progress.advance(finished.fold);
        })
    } else {
        experiment::resume(&corridor, &settings, interrupted, kept, |finished: Finished<Silent>| {
            file(&mut filing, &finished, &[]);
            progress.advance(finished.fold);
        })
    };
    progress.finish();
    let mut exit = ending(&run);
    if exit == Exit::Done && scenario.run.warm_up == WarmUp::Mser5 {
        let mut progress = Progress::new(Some(run.summary.replications), arguments.experiment.quiet);
        let length = experiment::run_length(&corridor, &settings, interrupted, &run.summary, |finished| {
            progress.advance(finished.fold);
        });
        progress.finish();
        if let Err(Unjudged::Unfinished(Ending::Interrupted)) = length {
            exit = Exit::Interrupted;
        }
        pilot.run_length = Some(length);
    }
    let results = results(&scenario, &corridor, &expecting, run, pilot, &resolved);
    let exit = conclude(arguments, filing, &results, &resolved, exit)?;
    let told = expect::told(&results.expected);
    if let Some(told) = told.filter(|_| !arguments.experiment.quiet) {
        terminal::say(&told);
    }
    Ok(expect::ending(&results.expected, exit))
}

fn settings(
    arguments: &RunArguments,
    scenario: &Scenario,
    measures: &[Measure],
    expecting: &[Expecting],
) -> Result<Settings, Failure> {
    let mut headline = input::headline(scenario, measures)?;
    let stop = match arguments.precision {
        Some(share) if headline.is_empty() => {
            let message = format!("error: --precision {share}: the scenario names no headline measure to judge by");
            return Err(Failure::new(Exit::Invalid, message + "\n  help: add one under \"headline\""));
        }
        Some(share) => Stop::Precision(Precision {
            target: Target::Relative(share),
            first: FIRST_LOOK,
            most: arguments.experiment.replications.unwrap_or(MOST),
        }),
        None => Stop::After(arguments.experiment.replications.unwrap_or(scenario.run.replications)),
    };
    // The values of single runs are kept behind the headline.
    headline.extend(expecting.iter().filter(|one| one.claim.runs.is_some()).map(|one| one.at));
    Ok(Settings {
        seed: arguments.experiment.seed.unwrap_or(scenario.run.seed),
        confidence: scenario.run.confidence,
        stop,
        headline,
        threads: threads(arguments.experiment.threads, stop),
    })
}

/// As many threads as asked for that can be of use: no more than replications, and few to a core, since starting
/// hundreds takes longer than the work they share.
pub fn threads(asked: Option<NonZeroUsize>, stop: Stop) -> NonZeroUsize {
    let useful = cores().saturating_mul(MOST_PER_CORE);
    let replications = stop.total().and_then(|total| NonZeroUsize::new(usize::try_from(total).ok()?));
    asked.unwrap_or_else(cores).min(useful).min(replications.unwrap_or(NonZeroUsize::MAX))
}

/// As many threads as the machine runs at once.
pub fn cores() -> NonZeroUsize {
    available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// The corridor to simulate: with its warm-up found, where the scenario asks for that.
pub fn prepare(
    scenario: &Scenario,
    settings: &Settings,
    interrupted: &AtomicBool,
) -> Result<(Corridor, Pilot), Failure> {
    match scenario.run.warm_up {
        WarmUp::Fixed => Ok((scenario.corridor.clone(), Pilot::default())),
        WarmUp::Mser5 => {
            let lead_in = experiment::lead_in(&scenario.corridor, settings.seed, settings.threads, interrupted);
            let lead_in = lead_in.map_err(|error| no_warm_up(scenario, &error))?;
            let warm_up = format!(
                "The lead-in of {:.1} h was found by MSER-5 on the mean number of units present in a pilot.",
                lead_in.measure_from.hours()
            );
            Ok((lead_in.corridor, Pilot { warm_up: Some(warm_up), ..Pilot::default() }))
        }
    }
}

fn no_warm_up(scenario: &Scenario, error: &NoWarmUp) -> Failure {
    match error {
        NoWarmUp::Violated(_) => Failure::new(Exit::Integrity, format!("error: {error}")),
        NoWarmUp::Interrupted => Failure::new(Exit::Interrupted, error.to_string()),
        NoWarmUp::Drifts { .. } => {
            let problem = scenario.problem_at("/measure_from_h", "no_warm_up", error.to_string());
            let help = "lengthen horizon_h, or see whether more arrives than can be handled";
            Failure::new(Exit::Invalid, problem.help(help).to_string())
        }
    }
}

fn filing<'a>(
    arguments: &RunArguments,
    corridor: &'a Corridor,
    settings: &Settings,
    resolved: &str,
) -> Result<Option<Filing<'a>>, Failure> {
    let Some(out) = &arguments.experiment.out else { return Ok(None) };
    let identity = Identity::new(report::fingerprint(resolved.as_bytes()), settings.seed);
    let plan = input::plan_name(&arguments.scenario);
    Filing::open(out, identity, &plan, &measures(corridor), corridor, arguments.units).map(Some)
}

fn file<O>(filing: &mut Option<Filing>, finished: &Finished<O>, left: &[UnitRow]) {
    if let Some(filing) = filing {
        filing.append(finished.replication, finished.outcome, left);
    }
}

pub fn ending(run: &Run) -> Exit {
    match run.ending {
        Ending::Complete => Exit::Done,
        Ending::Spent => Exit::Undecided,
        Ending::Interrupted => Exit::Interrupted,
        Ending::Violated { .. } => Exit::Integrity,
        Ending::Panicked { .. } => Exit::Failed,
    }
}

/// Files and prints what there is; neither failure keeps the other from happening.
fn conclude(
    arguments: &RunArguments,
    filing: Option<Filing>,
    results: &Results,
    resolved: &str,
    exit: Exit,
) -> Result<Exit, Failure> {
    let urgent = exit != Exit::Done;
    let read = &arguments.scenario;
    again::tell(&results.excluded, |_| Some(Again::new(&read.scenario).with_plans(&read.plan).with_sets(&read.set)));
    for remark in results.remarks.iter().filter(|_| urgent || !arguments.experiment.quiet) {
        terminal::say(remark);
    }
    let filed = filing.map(|filing| filing.finish(results, resolved)).transpose();
    if results.summary.replications > 0
        && let Err(failure) = terminal::print(&shown(results, arguments.experiment.format))
    {
        if let Err(other) = filed {
            terminal::say(&other.message);
        }
        return Err(failure);
    }
    match filed {
        Ok(kept) => {
            if let Some(reason) = kept.flatten() {
                terminal::say(&reason);
            } else if let Some(out) = arguments.experiment.out.as_ref().filter(|_| !arguments.experiment.quiet) {
                terminal::say(&format!("results are in {}", out.display()));
            }
            Ok(exit)
        }
        Err(failure) if exit == Exit::Integrity => {
            terminal::say(&failure.message);
            Ok(exit)
        }
        Err(failure) => Err(failure),
    }
}
