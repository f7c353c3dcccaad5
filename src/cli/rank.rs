//! `corridor rank`: the best of several plans, with a guarantee.

use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;

use corridor::experiment::{Ranked, Ranking, Stop, Terms, in_future, rank as choose, rank_within};
use corridor::report::{CutShort, RankedPlans};
use corridor::stats::ocba::FIRST;

use super::args::RankArguments;
use super::compare::note;
use super::exit::{Exit, Failure};
use super::outlet::{Outlet, Question};
use super::plans::{self, Goal, Plans};
use super::progress::Progress;
use super::results::origin;
use super::run::threads;

/// Replications of a plan at most where nobody says another number.
const MOST: u64 = 1_000;
/// The difference that does not matter where nobody says another: a share of the base's figure.
const ZONE: f64 = 0.01;

pub fn rank(arguments: &RankArguments) -> Result<Exit, Failure> {
    let read = plans::read(&arguments.base, &arguments.plans, &arguments.set)?;
    let base = &read.base.scenario;
    let goal = plans::goal(arguments.by.as_deref(), base)?;
    enough(arguments.budget, read.all().count() as u64)?;
    let asked = &arguments.experiment;
    let most = asked.replications.unwrap_or(MOST);
    let mut ranking = Ranking {
        by: plans::yardsticks(&read, &goal)?,
        more_is_better: goal.more_is_better,
        zone: arguments.zone.unwrap_or(0.0),
        confidence: base.run.confidence,
        seed: asked.seed.unwrap_or(base.run.seed),
        most,
        threads: threads(asked.threads, Stop::After(most)),
    };
    if arguments.zone.is_none() {
        ranking.zone = ZONE * figure_of_base(&read, &goal, &ranking)?;
    }
    let mut terms = format!("rank {goal} {}", ranking.zone);
    if let Some(budget) = arguments.budget {
        terms += &format!(" within {budget}");
    }
    let fingerprint = read.fingerprint(&terms);
    let outlet = Outlet::open(asked, || Question {
        asked: terms,
        fingerprint: &fingerprint,
        seed: ranking.seed,
        inputs: read.inputs(),
    })?;
    let around = outlet.around();
    let corridors: Vec<_> = read.all().map(|plan| &plan.scenario.corridor).collect();
    let mut progress = Progress::new(None, asked.quiet);
    let ranked = match arguments.budget {
        None => choose(&corridors, &ranking, around, |_, inside| {
            progress.step(&format!("{inside} of {} plans in the race", corridors.len()));
        }),
        Some(budget) => rank_within(&corridors, &ranking, budget, around, |done| {
            progress.step(&format!("{done} of {budget} replications spent"));
        }),
    };
    progress.finish();
    let Some(ranked) = ranked else {
        return Err(outlet.nothing(Exit::Interrupted, "no replication of all plans is finished"));
    };
    let found = if ranked.decided { Exit::Done } else { Exit::Undecided };
    let exit = Exit::of(ranked.left_out.iter().map(|(_, _, why)| why), ranked.interrupted, found);
    let ranked = RankedPlans {
        origin: origin(base, ranking.seed, ranking.confidence, fingerprint),
        cut_short: ranked.interrupted.then(|| cut_short(&ranked, arguments.budget)),
        plans: read.all().map(note).collect(),
        measure: goal.measure,
        more_is_better: goal.more_is_better,
        zone: ranking.zone,
        budget: arguments.budget,
        ranked,
    };
    outlet.conclude(&ranked, |of| Some(plans::again(&arguments.base, &arguments.plans, &arguments.set, of)))?;
    Ok(exit)
}

/// How far it came.
fn cut_short(ranked: &Ranked, budget: Option<u64>) -> CutShort {
    let finished = ranked.simulated;
    let told = match budget {
        Some(budget) => format!("{finished} of {budget} replications of all plans together"),
        None => format!("{finished} replications of all plans together, the race is not over"),
    };
    CutShort { finished, told }
}

/// A budget has room for the first replications of every plan.
fn enough(budget: Option<u64>, plans: u64) -> Result<(), Failure> {
    let least = FIRST * plans;
    match budget {
        Some(budget) if budget < least => {
            let message = format!("error: --budget {budget}: {plans} plans, the base among them, need {FIRST} each");
            Err(Failure::new(Exit::Invalid, format!("{message}\n  help: give {least} or more")))
        }
        _ => Ok(()),
    }
}

/// The base's figure in its first replication, for a zone in proportion.
fn figure_of_base(read: &Plans, goal: &Goal, ranking: &Ranking) -> Result<f64, Failure> {
    if goal.is_worth() {
        let message = "error: beside itself the base is worth nothing, and 1 % of that is no zone";
        let help = "state the difference in money that does not matter with --zone";
        return Err(Failure::new(Exit::Invalid, format!("{message}\n  help: {help}")));
    }
    let once =
        Terms { seed: ranking.seed, confidence: ranking.confidence, replications: 1, threads: NonZeroUsize::MIN };
    let found = in_future(&[&read.base.scenario.corridor], &ranking.by[..1], &once, &AtomicBool::new(false), |_| {});
    if let Some((replication, _, why)) = found.left_out.first() {
        let message = format!("error: replication {replication} of the base failed: {why}");
        let exit = Exit::of_failed([why]).expect("it failed");
        return Err(Failure::new(exit, message + "\n  help: state the difference that does not matter with --zone"));
    }
    let value = found.values[0][0].abs();
    if value > 0.0 && value.is_finite() {
        return Ok(value);
    }
    let message = "error: the base has nothing of the measure in its first replication, so 1 % of it is no zone";
    Err(Failure::new(
        Exit::Invalid,
        format!("{message}\n  help: state the difference that does not matter with --zone"),
    ))
}
