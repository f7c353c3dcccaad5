//! The best of several corridors in one measure, with a guarantee.

use std::num::NonZeroUsize;

use super::failed::Failed;
use super::memory::{Around, Entrant};
use super::trials::{Round, rounds};
use super::yardstick::Yardstick;
use crate::model::Corridor;
use crate::stats::Estimate;
use crate::stats::ocba::Chances;
use crate::stats::paired::PairFold;
use crate::stats::precision::confidence_each;
use crate::stats::screening::Screening;

/// Replications of every corridor before any is dropped.
const FIRST: u64 = 10;
/// Replications of those still in the race between two looks at the race, given out together: a number that does not
/// depend on the threads, so that the choice does not either.
const AT_ONCE: u64 = 10;

/// What a choice is to be made by.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// What is read of each corridor.
    pub by: Vec<Yardstick>,
    /// Whether more of it is better.
    pub more_is_better: bool,
    /// The difference that does not matter, in the unit of the measure, > 0.
    pub zone: f64,
    /// Chance that the choice is the best or no more than `zone` worse.
    pub confidence: f64,
    pub seed: u64,
    /// Replications of a corridor at most.
    pub most: u64,
    pub threads: NonZeroUsize,
}

impl Ranking {
    /// What values are multiplied by so that more is better.
    pub(super) fn sign(&self) -> f64 {
        if self.more_is_better { 1.0 } else { -1.0 }
    }

    /// The corridors, each with what is read of it.
    pub(super) fn entrants<'c>(&self, corridors: &[&'c Corridor], around: &Around) -> Vec<Entrant<'c>> {
        let read = corridors.iter().zip(&self.by);
        read.map(|(corridor, by)| around.entrant(corridor, self.seed, by.reading())).collect()
    }
}

/// Where a corridor stands in the end.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Mean over the replications it was in; of what it is worth, beside the first corridor, while both were in.
    pub mean: f64,
    pub replications: u64,
    /// The replication after which it was dropped.
    pub dropped_after: Option<u64>,
    /// How much better the leader is, over the replications both were in: with an interval that is right for all
    /// rivals at once. `None` for the leader itself, and where there is nothing to compare.
    pub behind: Option<Estimate>,
}

/// What a choice came to.
#[derive(Debug)]
pub struct Ranked {
    /// In the order of the corridors.
    pub standings: Vec<Standing>,
    /// The corridor that leads.
    pub leader: usize,
    /// Whether all others are dropped: the guarantee holds. With a budget, whether the choice is as sure as asked for.
    pub decided: bool,
    /// How sure the choice is, about, where a budget was spent instead of racing until one is left.
    pub chances: Option<Chances>,
    /// Replications of those still in the race that would decide it for certain.
    pub more: u64,
    /// Corridors that the leader may be better than by no more than the zone.
    pub tied: Vec<usize>,
    /// Replications that failed for a corridor in the race, with its number, and were left out for all.
    pub left_out: Vec<(u64, usize, Failed)>,
    /// Replications simulated in all.
    pub simulated: u64,
    pub interrupted: bool,
}

/// Replicates all corridors under shared luck and drops those that have lost, until one is left or the replications are
/// used up. `each` is told the replications done and the corridors still in the race.
///
/// `None` where no round of replications was finished.
pub fn rank<'a>(
    corridors: &[&Corridor],
    ranking: &Ranking,
    around: impl Into<Around<'a>>,
    mut each: impl FnMut(u64, usize),
) -> Option<Ranked> {
    let around = around.into();
    let entrants = ranking.entrants(corridors, &around);
    let sign = ranking.sign();
    let mut race = Race {
        screening: Screening::new(corridors.len(), 1.0 - ranking.confidence, FIRST, ranking.zone),
        values: vec![Vec::new(); corridors.len()],
        left_out: Vec::new(),
        simulated: 0,
    };
    let mut next = 1;
    let mut whole = true;
    while whole && next <= ranking.most && race.screening.winner().is_none() {
        let inside: Vec<usize> = race.screening.alive().collect();
        let entered: Vec<&Entrant> = inside.iter().map(|&number| &entrants[number]).collect();
        let last = (next + AT_ONCE - 1).min(ranking.most);
        whole = rounds(&entered, next..=last, ranking.threads, &around, |round: Round| {
            let replication = round.replication;
            race.push(&inside, &round, ranking, sign);
            each(replication, race.screening.alive().count());
            race.screening.winner().is_none()
        });
        next = last + 1;
    }
    (race.screening.rounds() > 0).then(|| race.result(ranking, sign, !whole))
}

struct Race {
    screening: Screening,
    /// Values of every corridor, replication by replication that counts, while it was in.
    values: Vec<Vec<f64>>,
    left_out: Vec<(u64, usize, Failed)>,
    simulated: u64,
}

impl Race {
    fn push(&mut self, inside: &[usize], round: &Round, ranking: &Ranking, sign: f64) {
        self.simulated += inside.len() as u64;
        let mut row = vec![f64::NAN; self.values.len()];
        let mut failed = false;
        for (&number, outcome) in inside.iter().zip(&round.outcomes) {
            match outcome {
                Ok(outcome) => row[number] = sign * ranking.by[number].read(outcome),
                // One that is dropped meanwhile fails without harm.
                Err(_) if self.screening.dropped_after(number).is_some() => {}
                Err(why) => {
                    self.left_out.push((round.replication, number, why.clone()));
                    failed = true;
                }
            }
        }
        let unseen = self.screening.alive().any(|number| row[number].is_nan());
        if failed || unseen {
            return; // nothing was observed: the round says nothing of a difference
        }
        for number in self.screening.alive().collect::<Vec<_>>() {
            self.values[number].push(sign * row[number]);
        }
        self.screening.push(&row);
    }

    fn result(self, ranking: &Ranking, sign: f64, interrupted: bool) -> Ranked {
        let leader = self.screening.leader().expect("one is always in the race");
        let mean = |number: usize| sign * self.screening.mean(number);
        let dropped_after = |number: usize| self.screening.dropped_after(number);
        let standings = standings(&self.values, leader, ranking, mean, dropped_after);
        let decided = self.screening.winner().is_some();
        Ranked {
            tied: tied(&standings, ranking.zone),
            leader,
            decided,
            chances: None,
            more: if decided { 0 } else { self.screening.more_at_most() },
            standings,
            left_out: self.left_out,
            simulated: self.simulated,
            interrupted,
        }
    }
}

/// How every corridor stands, from its values replication by replication. `mean` is that of its measure, where it is
/// not judged by its worth beside the base.
pub(super) fn standings(
    values: &[Vec<f64>],
    leader: usize,
    ranking: &Ranking,
    mean: impl Fn(usize) -> f64,
    dropped_after: impl Fn(usize) -> Option<u64>,
) -> Vec<Standing> {
    let confidence = confidence_each(ranking.confidence, values.len().saturating_sub(1) as u64);
    let standing = |number: usize| Standing {
        mean: match ranking.by[number] {
            Yardstick::Measure(_) => mean(number),
            Yardstick::Worth(_) => beside(&values[number], &values[0]),
        },
        replications: values[number].len() as u64,
        dropped_after: dropped_after(number),
        behind: (number != leader)
            .then(|| behind(&values[leader], &values[number], ranking.sign(), confidence))
            .flatten(),
    };
    (0..values.len()).map(standing).collect()
}

/// How much better the leader is than another, over the replications that showed something of both.
fn behind(leader: &[f64], other: &[f64], sign: f64, confidence: f64) -> Option<Estimate> {
    let mut fold = PairFold::new();
    for (&best, &other) in leader.iter().zip(other).filter(|(best, other)| !best.is_nan() && !other.is_nan()) {
        fold.push((sign * other, 1.0), (sign * best, 1.0));
    }
    fold.difference(confidence).map(|difference| difference.estimate)
}

/// What a corridor has more than another, on average over the replications that showed something of both.
fn beside(values: &[f64], others: &[f64]) -> f64 {
    let more = values.iter().zip(others).map(|(value, other)| value - other).filter(|more| !more.is_nan());
    let (sum, count) = more.fold((0.0, 0u32), |(sum, count), more| (sum + more, count + 1));
    sum / f64::from(count)
}

/// Corridors that the leader is better than by no more than the zone, as far as intervals can tell.
pub(super) fn tied(standings: &[Standing], zone: f64) -> Vec<usize> {
    let no_worse = |standing: &Standing| {
        let behind = standing.behind.as_ref();
        behind.is_some_and(|behind| behind.half_width.is_some_and(|half| behind.mean + half <= zone))
    };
    (0..standings.len()).filter(|&number| no_worse(&standings[number])).collect()
}
