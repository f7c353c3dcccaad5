//! `corridor rank`: the best of several plans, with a guarantee.

use corridor::experiment::{Ranking, Stop, rank as choose, rank_within};
use corridor::report::RankedPlans;
use corridor::stats::ocba::FIRST;

use super::args::RankArguments;
use super::compare::note;
use super::exit::{Exit, Failure};
use super::interrupt;
use super::outlet::Outlet;
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
    let interrupted = interrupt::flag();
    let outlet = Outlet::open(asked, &fingerprint, ranking.seed)?;
    let corridors: Vec<_> = read.all().map(|plan| &plan.scenario.corridor).collect();
    let mut progress = Progress::new(None, asked.quiet);
    let ranked = match arguments.budget {
        None => choose(&corridors, &ranking, interrupted, |_, inside| {
            progress.step(&format!("{inside} of {} plans in the race", corridors.len()));
        }),
        Some(budget) => rank_within(&corridors, &ranking, budget, interrupted, |done| {
            progress.step(&format!("{done} of {budget} replications spent"));
        }),
    };
    progress.finish();
    let Some(ranked) = ranked else {
        return Err(Failure::new(Exit::Interrupted, "nothing to report: no replication is finished"));
    };
    let exit = match Exit::of_failed(ranked.left_out.iter().map(|(_, _, why)| why)) {
        _ if ranked.interrupted => Exit::Interrupted,
        Some(exit) => exit,
        None if ranked.decided => Exit::Done,
        None => Exit::Undecided,
    };
    let ranked = RankedPlans {
        origin: origin(base, ranking.seed, ranking.confidence, fingerprint),
        plans: read.all().map(note).collect(),
        measure: goal.measure,
        more_is_better: goal.more_is_better,
        zone: ranking.zone,
        budget: arguments.budget,
        ranked,
    };
    outlet.conclude(&ranked)?;
    Ok(exit)
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
    let mut world = corridor::model::World::new(&read.base.scenario.corridor, ());
    let outcome = world.replicate(ranking.seed, 1);
    let outcome = outcome.map_err(|violation| Failure::new(Exit::Integrity, format!("error: {violation}")))?;
    let value = ranking.by[0].read(&outcome).abs();
    if value > 0.0 && value.is_finite() {
        return Ok(value);
    }
    let message = "error: the base has nothing of the measure in its first replication, so 1 % of it is no zone";
    Err(Failure::new(
        Exit::Invalid,
        format!("{message}\n  help: state the difference that does not matter with --zone"),
    ))
}
