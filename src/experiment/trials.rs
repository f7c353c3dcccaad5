//! Several corridors side by side: the same replications of every one, delivered in order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::conductor::Attempt;
use super::failed::Failed;
use super::memory::{Around, Bench, Entrant};
use super::runner::{pool, take};
use crate::model::Outcome;

/// Rounds given out ahead of the last one delivered, for each thread.
const AHEAD: u64 = 4;

/// One replication of every corridor of a contest; all of a round share their luck.
#[derive(Debug)]
pub(super) struct Round {
    /// From 1.
    pub replication: u64,
    /// In the order of the corridors.
    pub outcomes: Vec<Result<Outcome, Failed>>,
}

/// One replication of one of several corridors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Job {
    /// Number of the corridor.
    pub corridor: usize,
    /// From 1.
    pub replication: u64,
}

/// Simulates the replications of a range for every corridor, on several threads, and hands the rounds over in order on
/// the calling thread, until the range is through, `each` says that it is enough, or it is interrupted. Returns whether it
/// ended for one of the first two reasons.
///
/// With the same seed every corridor sees the same luck, so that a difference is due to the corridor.
pub(super) fn rounds(
    corridors: &[&Entrant],
    replications: RangeInclusive<u64>,
    threads: NonZeroUsize,
    around: &Around,
    mut each: impl FnMut(Round) -> bool,
) -> bool {
    let pool = pool(threads);
    let (jobs, queue) = channel();
    let queue = Mutex::new(queue);
    let (results, arriving) = channel();
    let halt = AtomicBool::new(false);
    let is_over = || halt.load(Ordering::Relaxed) || around.is_over();
    let worker = || work(corridors, &queue, results.clone(), around, is_over);
    pool.in_place_scope(|scope| {
        scope.spawn_broadcast(|_, _| worker());
        let (mut next_given, mut next) = (*replications.start(), *replications.start());
        let mut waiting: BTreeMap<(u64, usize), Attempt<()>> = BTreeMap::new();
        let ended = 'rounds: loop {
            let window = next.saturating_add(AHEAD * threads.get() as u64);
            while next_given <= *replications.end() && next_given < window && !around.is_over() {
                for corridor in 0..corridors.len() {
                    let job = Job { corridor, replication: next_given };
                    jobs.send(((next_given, corridor), job)).expect("the queue lives as long as the workers");
                }
                next_given += 1;
            }
            if next == next_given {
                break next > *replications.end();
            }
            let (place, attempt) = arriving.recv().expect("a worker returns every job it takes");
            waiting.insert(place, attempt);
            // Later rounds may have become whole while an earlier one was waited for.
            while waiting.range((next, 0)..(next + 1, 0)).count() == corridors.len() {
                let outcomes: Option<Vec<_>> =
                    (0..corridors.len()).map(|number| outcome(waiting.remove(&(next, number))?)).collect();
                let Some(outcomes) = outcomes else { break 'rounds false };
                let enough = !each(Round { replication: next, outcomes });
                next += 1;
                if enough {
                    break 'rounds true;
                }
            }
        };
        halt.store(true, Ordering::Relaxed);
        drop(jobs);
        ended
    })
}

/// Lets `direct` give out jobs in batches, each after it has seen what became of the one before: the outcomes in the
/// order of the jobs, or `None` where the batch was interrupted. Several threads simulate a batch.
pub(super) fn batches<R>(
    corridors: &[&Entrant],
    threads: NonZeroUsize,
    around: &Around,
    direct: impl FnOnce(&mut dyn FnMut(&[Job]) -> Option<Vec<Result<Outcome, Failed>>>) -> R,
) -> R {
    let pool = pool(threads);
    let (jobs, queue) = channel();
    let queue = Mutex::new(queue);
    let (results, arriving) = channel();
    let worker = || work(corridors, &queue, results.clone(), around, || around.is_over());
    pool.in_place_scope(|scope| {
        scope.spawn_broadcast(|_, _| worker());
        let mut batch = |list: &[Job]| {
            for job in list.iter().copied().enumerate() {
                jobs.send(job).expect("the queue lives as long as the workers");
            }
            let mut attempts: Vec<Option<Attempt<()>>> = list.iter().map(|_| None).collect();
            for _ in list {
                let (at, attempt) = arriving.recv().expect("a worker returns every job it takes");
                attempts[at] = Some(attempt);
            }
            attempts.into_iter().map(|attempt| outcome(attempt?)).collect()
        };
        let result = direct(&mut batch);
        drop(jobs);
        result
    })
}

/// What a thread does: it takes jobs, each with its place among the answers, and hands in what became of them, until
/// there are none. Once it is over, what is left is handed in without being begun.
fn work<P>(
    corridors: &[&Entrant],
    queue: &Mutex<Receiver<(P, Job)>>,
    results: Sender<(P, Attempt<()>)>,
    around: &Around,
    is_over: impl Fn() -> bool,
) {
    let mut benches: Vec<Bench> = corridors.iter().map(|entrant| Bench::new(entrant)).collect();
    while let Some((place, Job { corridor, replication })) = take(queue) {
        let attempt = if is_over() { Attempt::Skipped } else { benches[corridor].attempt(replication, around) };
        if results.send((place, attempt)).is_err() {
            break; // nobody is interested any more
        }
    }
}

/// `None` where the replication was not begun.
pub(super) fn outcome(attempt: Attempt<()>) -> Option<Result<Outcome, Failed>> {
    match attempt {
        Attempt::Finished(outcome, ()) => Some(Ok(outcome)),
        Attempt::Violated(violation) => Some(Err(Failed::from(&violation))),
        Attempt::Panicked(message) => Some(Err(Failed::Panicked(message))),
        Attempt::Skipped => None,
    }
}
