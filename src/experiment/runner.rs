//! Replications side by side, folded in order.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::{Fold, Settings, Summary};
use crate::model::{Corridor, Observer, Outcome, Violation, World, measures};
use crate::stats::precision::Decision;

/// Replications given out ahead of the last one folded, for each thread: enough that none waits for a slow neighbour.
const AHEAD: u64 = 4;

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

enum Attempt<O> {
    Finished(Outcome, O),
    Violated(Violation),
    Panicked(String),
    /// Not begun, for the experiment was being stopped.
    Skipped,
}

/// Simulates replications 1, 2, ... until the rule of `settings` is content, `interrupted` becomes true, or one fails.
///
/// Each replication is watched by an observer of its own; `each` gets it with the outcome, in order, on the calling
/// thread.
///
/// # Panics
/// Where the system refuses to start a thread.
pub fn run<O: Observer + Default + Send>(
    corridor: &Corridor,
    settings: &Settings,
    interrupted: &AtomicBool,
    mut each: impl FnMut(Finished<O>),
) -> Run {
    let threads = settings.threads.get();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|number| format!("replications {number}"))
        .build()
        .expect("the system starts as many threads as were asked for");
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
        let ending = Conductor { settings, numbers, arriving, interrupted }.conduct(&mut fold, &mut each);
        halt.store(true, Ordering::Relaxed);
        ending
    });
    Run { summary: fold.summary(), ending }
}

fn take(queue: &Mutex<Receiver<u64>>) -> Option<u64> {
    queue.lock().ok()?.recv().ok()
}

fn attempt<O>(replicate: impl FnOnce() -> Result<(Outcome, O), Violation>) -> Attempt<O> {
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

/// Gives out numbers and folds what comes back.
struct Conductor<'a, O> {
    settings: &'a Settings,
    numbers: Sender<u64>,
    arriving: Receiver<(u64, Attempt<O>)>,
    interrupted: &'a AtomicBool,
}

impl<O> Conductor<'_, O> {
    fn conduct(self, fold: &mut Fold, each: &mut impl FnMut(Finished<O>)) -> Ending {
        let window = AHEAD * self.settings.threads.get() as u64;
        let mut waiting = BTreeMap::new();
        let (mut given, mut returned) = (0, 0);
        let mut checkpoint = self.settings.stop.first();
        loop {
            while given < checkpoint.min(fold.done() + window) && !self.interrupted.load(Ordering::Relaxed) {
                given += 1;
                self.numbers.send(given).expect("the queue lives as long as the workers");
            }
            if returned == given {
                return Ending::Interrupted; // nothing is under way, and the checkpoint was not reached
            }
            let (replication, attempt) = self.arriving.recv().expect("a worker returns every number it takes");
            returned += 1;
            waiting.insert(replication, attempt);
            while let Some(attempt) = waiting.remove(&(fold.done() + 1)) {
                let replication = fold.done() + 1;
                match attempt {
                    Attempt::Finished(outcome, observer) => {
                        fold.push(&outcome);
                        each(Finished { replication, outcome: &outcome, observer, fold });
                    }
                    Attempt::Violated(violation) => return Ending::Violated { replication, violation },
                    Attempt::Panicked(message) => return Ending::Panicked { replication, message },
                    Attempt::Skipped => return Ending::Interrupted,
                }
            }
            if fold.done() == checkpoint {
                match self.settings.stop.decide(checkpoint, fold.main().map(|(_, estimate)| estimate)) {
                    Decision::Done => return Ending::Complete,
                    Decision::Spent => return Ending::Spent,
                    Decision::GoOn(next) => checkpoint = next,
                }
            }
        }
    }
}
