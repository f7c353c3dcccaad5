//! The most likely best of several corridors for a fixed number of replications.

use super::failed::Failed;
use super::memory::Around;
use super::rank::{Ranked, Ranking, standings, tied};
use super::trials::{Job, batches};
use crate::model::{Corridor, Outcome};
use crate::stats::ocba::{FIRST, Ocba};

/// Replications for each corridor between two looks, given out together: a number that does not depend on the threads,
/// so that the choice does not either.
const AT_ONCE: u64 = 5;

/// Spends `budget` replications in all, the first ten of every corridor and then most where they are needed most to
/// tell the best; replications of the same number share their luck. `each` is told the replications done.
///
/// `None` where the first ten were interrupted, or nothing was seen of any corridor. The budget is at least ten of each;
/// [`Ranking::most`] is not looked at.
pub fn rank_within<'a>(
    corridors: &[&Corridor],
    ranking: &Ranking,
    budget: u64,
    around: impl Into<Around<'a>>,
    mut each: impl FnMut(u64),
) -> Option<Ranked> {
    let around = around.into();
    let plans = corridors.len();
    assert!(budget >= FIRST * plans as u64, "{budget} replications are too few for {plans} corridors");
    let mut dealt = Dealt {
        plans: Ocba::new(plans, ranking.zone),
        values: vec![Vec::new(); plans],
        left_out: Vec::new(),
        simulated: 0,
    };
    let entrants = ranking.entrants(corridors, &around);
    batches(&entrants.iter().collect::<Vec<_>>(), ranking.threads, &around, |simulate| {
        let mut counts = vec![FIRST; plans];
        let mut whole = true;
        loop {
            let jobs = dealt.jobs(&counts);
            let Some(outcomes) = simulate(&jobs) else {
                whole = false;
                break;
            };
            dealt.take(&jobs, outcomes, ranking);
            each(dealt.simulated);
            let left = budget - dealt.simulated;
            if left == 0 {
                break;
            }
            counts = dealt.plans.deal(left.min(AT_ONCE * plans as u64));
        }
        (dealt.simulated > 0).then(|| dealt.result(ranking, !whole)).flatten()
    })
}

struct Dealt {
    plans: Ocba,
    /// By corridor, replication by replication, in the unit of the measure; NaN where nothing was seen.
    values: Vec<Vec<f64>>,
    left_out: Vec<(u64, usize, Failed)>,
    simulated: u64,
}

impl Dealt {
    /// The next replications of every corridor.
    fn jobs(&self, counts: &[u64]) -> Vec<Job> {
        let of = |(corridor, &count): (usize, &u64)| {
            let done = self.values[corridor].len() as u64;
            (done + 1..=done + count).map(move |replication| Job { corridor, replication })
        };
        counts.iter().enumerate().flat_map(of).collect()
    }

    fn take(&mut self, jobs: &[Job], outcomes: Vec<Result<Outcome, Failed>>, ranking: &Ranking) {
        let sign = ranking.sign();
        for (&Job { corridor, replication }, outcome) in jobs.iter().zip(outcomes) {
            let value = match outcome {
                Ok(outcome) => ranking.by[corridor].read(&outcome),
                Err(why) => {
                    self.left_out.push((replication, corridor, why));
                    f64::NAN
                }
            };
            self.values[corridor].push(value);
            self.plans.push(corridor, sign * value);
            self.simulated += 1;
        }
    }

    fn result(self, ranking: &Ranking, interrupted: bool) -> Option<Ranked> {
        let sign = ranking.sign();
        let leader = self.plans.leader()?;
        let mean = |corridor: usize| self.plans.mean(corridor).map_or(f64::NAN, |mean| sign * mean);
        let standings = standings(&self.values, leader, ranking, mean, |_| None);
        let chances = self.plans.chances();
        Some(Ranked {
            tied: tied(&standings, ranking.zone),
            leader,
            decided: chances.is_some_and(|chances| chances.good >= ranking.confidence),
            chances,
            more: 0,
            standings,
            left_out: self.left_out,
            simulated: self.simulated,
            interrupted,
        })
    }
}
