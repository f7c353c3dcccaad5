//! `corridor regret`: plans crossed with futures, and what each loses against the plan that is best in a future.

use std::path::{Path, PathBuf};

use corridor::experiment::{InFuture, digest, in_future};
use corridor::report::{self, CutShort, Input, RegrettedPlans};
use corridor::stats::regret::regrets;

use super::again::Again;
use super::args::RegretArguments;
use super::compare::note;
use super::exit::{Exit, Failure};
use super::outlet::{Outlet, Question};
use super::plans::{self, Plans};
use super::progress::Progress;
use super::results::origin;

/// Combinations of futures at most.
const MOST: usize = 1_000;

pub fn regret(arguments: &RegretArguments) -> Result<Exit, Failure> {
    let futures = combinations(&arguments.futures.0)?;
    let read = |future: &[&PathBuf]| plans::read_in(&arguments.base, future, &arguments.plans, &arguments.set);
    let plain = read(&[])?;
    let base = &plain.base.scenario;
    let worth = (arguments.by.is_none() && base.corridor.prices.is_some()).then(|| format!("max {}", report::NPV));
    let goal = plans::goal(arguments.by.as_deref().or(worth.as_deref()), base)?;
    let asked = &arguments.experiment;
    let terms = plans::terms(asked, base);
    if terms.replications < 2 {
        let message = "error: one replication says nothing of what is luck\n  help: ask for two or more";
        return Err(Failure::new(Exit::Invalid, message));
    }
    // All of them before the first is simulated: a mistake in the last would come after the others.
    let mut whole = format!("regret {goal}\n");
    for future in &futures {
        let read = in_time(&plain, future, read(future)?)?;
        plans::yardsticks(&read, &goal)?;
        whole += &format!("{}\n{}\n", name(future), read.fingerprint(""));
    }
    let fingerprint = report::fingerprint(whole.as_bytes());
    let outlet = Outlet::open(asked, || Question {
        asked: format!("regret {goal}"),
        fingerprint: &fingerprint,
        seed: terms.seed,
        inputs: plain
            .inputs()
            .into_iter()
            .chain(arguments.futures.0.iter().flatten().map(|path| patch(path)))
            .collect(),
    })?;
    let around = outlet.around();
    let count = plain.all().count() as u64;
    let mut progress = Progress::new(Some(futures.len() as u64 * terms.replications), asked.quiet);
    let mut played = Vec::new();
    for (at, future) in futures.iter().enumerate() {
        let read = read(future)?;
        let by = plans::yardsticks(&read, &goal)?;
        let corridors: Vec<_> = read.all().map(|plan| &plan.scenario.corridor).collect();
        let message = format!("of {count} plans, future {} of {}: {}", at + 1, futures.len(), name(future));
        let found = in_future(&corridors, &by, &terms, around, |_| progress.step(&message));
        let complete = found.complete;
        // Of a single replication nothing can be said.
        played.extend((complete || found.values[0].len() > 1).then_some(found));
        if !complete {
            break;
        }
    }
    progress.finish();
    let cut_short = cut_short(&played, futures.len(), terms.replications);
    if played.is_empty() {
        return Err(outlet.nothing(Exit::Interrupted, "no future has two replications of all plans"));
    }
    let told_of = futures[..played.len()].iter().map(|future| name(future)).collect();
    let (values, left_out): (Vec<_>, Vec<_>) =
        played.into_iter().map(|future| (future.values, future.left_out)).unzip();
    let Some(regrets) = regrets(&values, goal.more_is_better, terms.confidence) else {
        let message = format!("error: in some future fewer than two replications show {} of every plan", goal.measure);
        return Err(Failure::new(Exit::Integrity, message + "\n  help: aim at what all plans have in every future"));
    };
    let told = RegrettedPlans {
        origin: origin(base, terms.seed, terms.confidence, fingerprint),
        cut_short,
        plans: plain.all().map(note).collect(),
        futures: told_of,
        beside_base: goal.is_worth(),
        measure: goal.measure,
        more_is_better: goal.more_is_better,
        replications: terms.replications,
        left_out,
        values,
        regrets,
    };
    let again = |of: &str| {
        let (plan, future) = of.split_once(" in ")?;
        let future = futures.iter().find(|paths| name(paths) == future)?;
        let plan = arguments.plans.iter().filter(|path| plans::stem(path) == plan);
        let over: Vec<&PathBuf> = future.iter().copied().chain(plan).collect();
        Some(Again::new(&arguments.base).with_plans(over).with_sets(&arguments.set))
    };
    outlet.conclude(&told, again)?;
    let failed = told.left_out.iter().flatten().map(|(_, _, why)| why);
    let found = if told.is_sure() { Exit::Done } else { Exit::Undecided };
    Ok(Exit::of(failed, told.cut_short.is_some(), found))
}

/// How far it came, where it was interrupted.
fn cut_short(played: &[InFuture], futures: usize, replications: u64) -> Option<CutShort> {
    let whole = played.iter().filter(|future| future.complete).count();
    if whole == futures {
        return None;
    }
    let finished = played.iter().flat_map(|future| &future.values).map(|values| values.len() as u64).sum();
    let mut told = format!("{whole} of {futures} futures");
    if let Some(begun) = played.iter().find(|future| !future.complete) {
        told += &format!(", and {} of {replications} replications of the next", begun.values[0].len());
    }
    Some(CutShort { finished, told })
}

/// A future as it takes part.
fn patch(path: &Path) -> Input {
    Input { name: plans::stem(path), sha256: digest(&std::fs::read(path).ok()) }
}

/// One file of every list, in all combinations; the last list changes fastest.
fn combinations<'a>(lists: &'a [Vec<PathBuf>]) -> Result<Vec<Vec<&'a PathBuf>>, Failure> {
    let refuse = |message: String, help: &str| {
        Failure::new(Exit::Invalid, format!("error: --futures: {message}\n  help: {help}"))
    };
    let mut names: Vec<String> = Vec::new();
    for path in lists.iter().flatten() {
        let name = plans::stem(path);
        if names.contains(&name) {
            let help =
                "name every future once, each file differently; what may come together belongs into lists of its own";
            return Err(refuse(format!("{}: two futures are called {name}", path.display()), help));
        }
        names.push(name);
    }
    let count = lists.iter().map(Vec::len).try_fold(1usize, usize::checked_mul);
    if count.is_none_or(|count| count > MOST) {
        return Err(refuse(format!("there are more than {MOST} combinations"), "name fewer futures"));
    }
    let mut combinations = vec![Vec::new()];
    for list in lists {
        let longer = |chosen: &Vec<&'a PathBuf>| {
            list.iter().map(|path| chosen.iter().copied().chain([path]).collect()).collect::<Vec<Vec<_>>>()
        };
        combinations = combinations.iter().flat_map(longer).collect();
    }
    Ok(combinations)
}

fn name(future: &[&PathBuf]) -> String {
    future.iter().map(|path| plans::stem(path)).collect::<Vec<_>>().join(", ")
}

/// A future measures the same span of time as the base.
fn in_time(base: &Plans, future: &[&PathBuf], read: Plans) -> Result<Plans, Failure> {
    plans::same_span(&base.base.scenario, &read.base.scenario, &name(future))?;
    Ok(read)
}
