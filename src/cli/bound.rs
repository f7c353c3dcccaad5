//! `corridor bound`: what can be carried at most, before anything is simulated; and why a run falls short.

use std::fs;
use std::path::Path;

use corridor::experiment::{Around, Settings, Stop, Survey, survey};
use corridor::model::Corridor;
use corridor::model::bound::bound as judge;
use corridor::model::corridor::Period;
use corridor::report::{self, Bounded, CutShort, Manifest, Origin, Simulated};
use corridor::scenario::Scenario;

use super::again::Again;
use super::args::BoundArguments;
use super::calendar::Calendar;
use super::exit::{Exit, Failure};
use super::input;
use super::outlet::{self, Outlet, Question};
use super::progress::Progress;
use super::results::origin;
use super::run::{prepare, threads};

pub fn bound(arguments: &BoundArguments) -> Result<Exit, Failure> {
    let scenario = input::scenario(&arguments.scenario)?;
    let asked = &arguments.experiment;
    let resolved = report::resolved(&scenario.resolved);
    let fingerprint = report::fingerprint(resolved.as_bytes());
    let seed = asked.seed.unwrap_or(scenario.run.seed);
    let whole = report::fingerprint(format!("bound {}\n{resolved}", arguments.period).as_bytes());
    let (mut corridor, mut simulated) = (scenario.corridor.clone(), None);
    let (mut left_out, mut cut_short) = (Vec::new(), None);
    period(&corridor, &arguments.period)?;
    let outlet = Outlet::open(asked, || Question {
        asked: format!("bound {}", arguments.period),
        fingerprint: &whole,
        seed,
        inputs: vec![outlet::input("the scenario", &resolved, &corridor)],
    })?;
    if let Some(replications) = asked.replications {
        let found;
        (corridor, found) = simulate(&scenario, arguments, seed, replications, outlet.around())?;
        let finished = found.summary.replications;
        let told = format!("the bound, and {finished} of {replications} replications");
        cut_short = (!found.complete).then_some(CutShort { finished, told });
        simulated = (finished > 0).then(|| Simulated::of(&found.summary));
        left_out = found.failed;
    } else if let Some(folder) = &arguments.against {
        simulated = Some(read(folder, &fingerprint)?);
    }
    let period = period(&corridor, &arguments.period)?;
    let horizon = &corridor.horizon;
    let begins = |month: usize| horizon.months.get(month).copied().unwrap_or(horizon.end);
    let bounded = Bounded {
        origin: Origin {
            measured: Calendar::new(scenario.start).span(begins(period.first), begins(period.last)),
            ..origin(&scenario, seed, scenario.run.confidence, whole)
        },
        title: scenario.title.clone(),
        period: period.name.clone(),
        bound: judge(&corridor, period),
        simulated,
        left_out,
        cut_short,
    };
    let read = &arguments.scenario;
    outlet.conclude(&bounded, |_| Some(Again::new(&read.scenario).with_plans(&read.plan).with_sets(&read.set)))?;
    Ok(Exit::of(bounded.left_out.iter().map(|(_, why)| why), bounded.cut_short.is_some(), Exit::Done))
}

fn period<'c>(corridor: &'c Corridor, name: &str) -> Result<&'c Period, Failure> {
    let periods = &corridor.horizon.periods;
    periods.iter().find(|period| period.name == name).ok_or_else(|| {
        let known: Vec<&str> = periods.iter().map(|period| period.name.as_str()).take(12).collect();
        let message = format!("error: --period {name:?}: the scenario measures no such period");
        Failure::new(Exit::Invalid, format!("{message}\n  help: there are {}", known.join(", ")))
    })
}

/// Runs the scenario; what is finished counts.
fn simulate(
    scenario: &Scenario,
    arguments: &BoundArguments,
    seed: u64,
    replications: u64,
    around: Around,
) -> Result<(Corridor, Survey), Failure> {
    let stop = Stop::After(replications);
    let settings = Settings {
        seed,
        confidence: scenario.run.confidence,
        stop,
        headline: Vec::new(),
        threads: threads(arguments.experiment.threads, stop),
    };
    let (corridor, _) = prepare(scenario, &settings, around.interrupted)?;
    let mut progress = Progress::new(Some(replications), arguments.experiment.quiet);
    let found = survey(&corridor, &settings, around, |fold| progress.advance(fold));
    progress.finish();
    Ok((corridor, found))
}

/// The results of a run of the same scenario.
fn read(folder: &Path, fingerprint: &str) -> Result<Simulated, Failure> {
    let refuse = |what: String| {
        let help = "  help: name a folder that corridor run wrote with --out, for this scenario with the same plans and \
                    settings";
        Err(Failure::new(Exit::Invalid, format!("error: --against {}: {what}\n{help}", folder.display())))
    };
    let text = |name: &str| fs::read_to_string(folder.join(name));
    let manifest = match text("manifest.json").map(|text| serde_json::from_str::<Manifest>(&text)) {
        Ok(Ok(manifest)) => manifest,
        Ok(Err(error)) => return refuse(format!("manifest.json is not that of results: {error}")),
        Err(error) => return refuse(format!("manifest.json cannot be read: {error}")),
    };
    if manifest.scenario_sha256 != fingerprint {
        return refuse(format!("these are results of another scenario, {:?}", manifest.title));
    }
    if manifest.version != env!("CARGO_PKG_VERSION") {
        return refuse(format!("these are results of version {}", manifest.version));
    }
    match text("summary.json").map(|text| Simulated::read(&text)) {
        Ok(Some(simulated)) => Ok(simulated),
        Ok(None) => refuse("summary.json is not that of a run".to_owned()),
        Err(error) => refuse(format!("summary.json cannot be read: {error}")),
    }
}
