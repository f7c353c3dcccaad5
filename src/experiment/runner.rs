//! Replications side by side, folded in order.

use std::any::Any;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::conductor::{Attempt, Conductor};
use super::{Fold, Settings, Summary};
use crate::model::{Corridor, Observer, Outcome, Sample, Violation, World, measures};

/// What an experiment came to.
#[derive(Debug)]
pub struct Run {
    /// Over the longest unbroken row of finished replications.
    pub summary: Summary,
    pub ending: Ending,
}

/// Why an experiment ended.
#[derive(Debug)]
pub enum Ending {
    /// As many replications as asked for, or the precision asked for.
    Complete,
    /// The last replication allowed came before the precision.
    Spent,
    Interrupted,
    /// This replication broke integrity and is not part of the summary, nor is any after it.
    Violated {
        replication: u64,
        violation: Violation,
    },
    /// This replication met a mistake of the program.
    Panicked {
        replication: u64,
        message: String,
    },
}

/// One finished replication, handed over in order.
pub struct Finished<'a, O> {
    /// From 1.
    pub replication: u64,
    pub outcome: &'a Outcome,
    /// What watched it.
    pub observer: O,
    /// The experiment with this replication folded in.
    pub fold: &'a Fold,
}

/// Simulates replications 1, 2, ... until the rule of `settings` is content, `interrupted` becomes true, or one fails.
///
/// Each replication is watched by an observer of its own; `each` gets it with the outcome, in order, on the calling
/// thread.
pub fn run<O: Observer + Default + Send>(
    corridor: &Corridor,
    settings: &Settings,
    interrupted: &AtomicBool,
    each: impl FnMut(Finished<O>),
) -> Run {
    resume(corridor, settings, interrupted, std::iter::empty(), each)
}

/// As [`run`], after the replications that an earlier run of the same corridor and seed finished: `kept` gives their
/// samples from the first on and is asked for no more than are needed. They are folded like the others, but not given
/// to `each`.
pub fn resume<O: Observer + Default + Send>(
    corridor: &Corridor,
    settings: &Settings,
    interrupted: &AtomicBool,
    kept: impl IntoIterator<Item = Vec<Sample>>,
    mut each: impl FnMut(Finished<O>),
) -> Run {
    let pool = pool(settings.threads);
    let (numbers, queue) = channel::<u64>();
    let queue = Mutex::new(queue);
    let (results, arriving) = channel::<(u64, Attempt<O>)>();
    let halt = AtomicBool::new(false);
    let worker = || {
        let results = results.clone();
        let mut world = None;
        while let Some(replication) = take(&queue) {
            let attempt = if halt.load(Ordering::Relaxed) || interrupted.load(Ordering::Relaxed) {
                Attempt::Skipped
            } else {
                attempt(|| {
                    let world = world.get_or_insert_with(|| World::new(corridor, O::default()));
                    let outcome = world.replicate(settings.seed, replication)?;
                    Ok((outcome, std::mem::take(world.observer_mut())))
                })
            };
            if results.send((replication, attempt)).is_err() {
                break; // nobody is interested any more
            }
        }
    };
    let mut fold = Fold::new(measures(corridor), settings);
    let ending = pool.in_place_scope(|scope| {
        scope.spawn_broadcast(|_, _| worker());
        let ending = Conductor { settings, numbers, arriving, interrupted }.conduct(&mut fold, kept, &mut each);
        halt.store(true, Ordering::Relaxed);
        ending
    });
    Run { summary: fold.summary(), ending }
}

/// As many threads as were asked for, or fewer where the system does not start so many: they change nothing but the
/// time.
pub(super) fn pool(threads: NonZeroUsize) -> ThreadPool {
    let start = |threads| {
        let name = |number| format!("replications {number}");
        ThreadPoolBuilder::new().num_threads(threads).thread_name(name).build()
    };
    let mut threads = threads.get();
    loop {
        match start(threads) {
            Ok(pool) => return pool,
            Err(error) => assert!(threads > 1, "the system starts no thread: {error}"),
        }
        threads /= 2;
    }
}

pub(super) fn take<T>(queue: &Mutex<Receiver<T>>) -> Option<T> {
    queue.lock().ok()?.recv().ok()
}

pub(super) fn attempt<O>(replicate: impl FnOnce() -> Result<(Outcome, O), Violation>) -> Attempt<O> {
    // A world that panicked is used again only for later numbers, which are never folded.
    match catch_unwind(AssertUnwindSafe(replicate)) {
        Ok(Ok((outcome, observer))) => Attempt::Finished(outcome, observer),
        Ok(Err(violation)) => Attempt::Violated(violation),
        Err(payload) => Attempt::Panicked(message(payload.as_ref())),
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or(payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message").to_owned()
}
