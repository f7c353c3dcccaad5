//! Many corridors, each of them simulated once: points of an experiment side by side, delivered in order.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use super::memory::{Around, Bench, Entrant, Reading, Subject};
use super::runner::pool;
use super::series::Series;
use super::trials::outcome;
use crate::model::{Corridor, Measure, measures};

/// Does `work` for the numbers from 0 on several threads, and hands the results over in order on the calling thread.
/// `work` gives `None` where it was interrupted. What comes back is the longest unbroken row of results.
///
/// # Errors
/// The first error in the order of the numbers.
pub fn in_order<R: Send, E: Send>(
    count: usize,
    threads: NonZeroUsize,
    interrupted: &AtomicBool,
    work: impl Fn(usize) -> Result<Option<R>, E> + Sync,
    mut each: impl FnMut(&R),
) -> Result<Vec<R>, E> {
    let pool = pool(threads.min(NonZeroUsize::new(count).unwrap_or(NonZeroUsize::MIN)));
    let next = AtomicUsize::new(0);
    let halt = AtomicBool::new(false);
    let (results, arriving) = channel();
    let worker = |results: std::sync::mpsc::Sender<(usize, Result<Option<R>, E>)>| {
        while !halt.load(Ordering::Relaxed) && !interrupted.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                break;
            }
            // Numbers are taken in order: when one fails, all those before it are on their way.
            let result = work(number);
            let goes_on = matches!(result, Ok(Some(_)));
            if !goes_on {
                halt.store(true, Ordering::Relaxed);
            }
            if results.send((number, result)).is_err() || !goes_on {
                break;
            }
        }
    };
    pool.in_place_scope(|scope| {
        for _ in 0..pool.current_num_threads() {
            let results = results.clone();
            let worker = &worker;
            scope.spawn(move |_| worker(results));
        }
        drop(results);
        let mut done = Vec::new();
        let mut waiting = BTreeMap::new();
        while let Ok((number, result)) = arriving.recv() {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&done.len()) {
                match result {
                    Ok(Some(result)) => {
                        each(&result);
                        done.push(result);
                    }
                    Ok(None) => return Ok(done),
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(done)
    })
}

/// Simulates some replications of a corridor on the thread that asks, and keeps what it yields in one measure. `made_of`
/// is all that the corridor is made from, to be known by. `None` where it was interrupted.
pub fn point(
    corridor: &Corridor,
    made_of: impl Debug,
    wanted: &Measure,
    seed: u64,
    replications: RangeInclusive<u64>,
    around: &Around,
) -> Option<Series> {
    let at = measures(corridor).iter().position(|measure| measure == wanted);
    let subject = || Subject::new(made_of, seed, Reading::Samples(at.into_iter().collect()));
    let entrant = Entrant { corridor, seed, subject: around.memory.map(|_| subject()) };
    let mut bench = Bench::new(&entrant);
    let mut series = Series { samples: vec![Vec::new()], replications: 0, failed: Vec::new() };
    for replication in replications {
        if around.is_over() {
            return None;
        }
        let outcome = outcome(bench.attempt(replication, around))?;
        let sample = outcome.as_ref().ok().and_then(|outcome| Some(outcome.samples[at?]));
        series.samples[0].push(sample.map_or((0.0, 0.0), |sample| (sample.sum, sample.weight)));
        series.replications += 1;
        series.failed.extend(outcome.err().map(|why| (replication, why)));
    }
    Some(series)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threads(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).expect("there is one")
    }

    #[test]
    fn results_come_in_order_whoever_works() {
        let never = AtomicBool::new(false);
        for count in [1, 2, 5] {
            let mut seen = Vec::new();
            let work = |at: usize| Ok::<_, ()>(Some(at * at));
            let found = in_order(100, threads(count), &never, work, |one| seen.push(*one)).unwrap();
            assert_eq!(found, (0..100).map(|at| at * at).collect::<Vec<_>>());
            assert_eq!(found, seen);
        }
    }

    #[test]
    fn the_first_error_is_told() {
        let never = AtomicBool::new(false);
        for _ in 0..50 {
            let work = |at: usize| if at % 10 == 7 { Err(at) } else { Ok(Some(at)) };
            assert_eq!(in_order(100, threads(4), &never, work, |_| ()), Err(7));
        }
    }

    #[test]
    fn an_interruption_keeps_what_is_whole() {
        let flag = AtomicBool::new(false);
        let work = |at: usize| Ok::<_, ()>((at != 5).then_some(at));
        assert_eq!(in_order(100, threads(3), &flag, work, |_| ()), Ok(vec![0, 1, 2, 3, 4]));
        flag.store(true, Ordering::Relaxed);
        assert_eq!(in_order(100, threads(3), &flag, |at| Ok::<_, ()>(Some(at)), |_| ()), Ok(Vec::new()));
    }
}
