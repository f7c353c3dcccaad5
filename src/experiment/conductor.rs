//! Giving out replication numbers and folding what comes back, in order, whatever order it comes in.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};

use super::{Ending, Finished, Fold, Settings};
use crate::model::{Outcome, Sample, Violation};
use crate::stats::precision::Decision;

/// Replications given out ahead of the last one folded, for each thread: enough that none waits for a slow neighbour.
const AHEAD: u64 = 4;

/// What became of a replication number that was given out.
pub(super) enum Attempt<O> {
    Finished(Outcome, O),
    Violated(Violation),
    Panicked(String),
    /// Not begun, for the experiment was being stopped.
    Skipped,
}

/// Gives out numbers and folds what comes back.
pub(super) struct Conductor<'a, O> {
    pub settings: &'a Settings,
    pub numbers: Sender<u64>,
    pub arriving: Receiver<(u64, Attempt<O>)>,
    pub interrupted: &'a AtomicBool,
}

impl<O> Conductor<'_, O> {
    /// Until the rule of the settings is content, or something comes in the way. The first replications are those
    /// `kept` from earlier, as far as they are needed; only what is simulated is given to `each`.
    pub fn conduct(
        self,
        fold: &mut Fold,
        kept: impl IntoIterator<Item = Vec<Sample>>,
        each: &mut impl FnMut(Finished<O>),
    ) -> Ending {
        let window = AHEAD * self.settings.threads.get() as u64;
        let mut waiting = BTreeMap::new();
        let mut checkpoint = self.settings.stop.first();
        for samples in kept {
            if self.interrupted.load(Ordering::Relaxed) {
                return Ending::Interrupted;
            }
            fold.push(&samples);
            if let Some(ending) = self.judge(fold, &mut checkpoint) {
                return ending;
            }
        }
        let mut given = fold.done();
        let mut returned = given;
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
                        fold.push(&outcome.samples);
                        each(Finished { replication, outcome: &outcome, observer, fold });
                    }
                    Attempt::Violated(violation) => return Ending::Violated { replication, violation },
                    Attempt::Panicked(message) => return Ending::Panicked { replication, message },
                    Attempt::Skipped => return Ending::Interrupted,
                }
            }
            if let Some(ending) = self.judge(fold, &mut checkpoint) {
                return ending;
            }
        }
    }

    /// Asks the rule of the settings at a checkpoint: an end, or another checkpoint.
    fn judge(&self, fold: &Fold, checkpoint: &mut u64) -> Option<Ending> {
        if fold.done() != *checkpoint {
            return None;
        }
        match self.settings.stop.decide(*checkpoint, fold.main().map(|(_, estimate)| estimate)) {
            Decision::Done => Some(Ending::Complete),
            Decision::Spent => Some(Ending::Spent),
            Decision::GoOn(next) => {
                *checkpoint = next;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::mpsc::channel;

    use super::*;
    use crate::experiment::Stop;
    use crate::kernel::Time;
    use crate::model::{Measure, Sample, Violation};
    use crate::stats::precision::{Precision, Target};

    fn settings(stop: Stop) -> Settings {
        Settings { seed: 1, confidence: 0.95, stop, headline: vec![0], threads: NonZeroUsize::new(3).unwrap() }
    }

    /// A worker that returns numbers in reverse order, as many at once as it can get.
    fn conduct(stop: Stop, interrupted: &AtomicBool, attempt: fn(u64) -> Attempt<u64>) -> (Ending, Fold, Vec<u64>) {
        conduct_after(0, stop, interrupted, attempt)
    }

    /// With some replications kept from earlier.
    fn conduct_after(
        kept: u64,
        stop: Stop,
        interrupted: &AtomicBool,
        attempt: fn(u64) -> Attempt<u64>,
    ) -> (Ending, Fold, Vec<u64>) {
        let settings = settings(stop);
        let measure = Measure { name: "wait_mean", of: "a".into(), period: "all".into(), unit: "h".into() };
        let mut fold = Fold::new(vec![measure], &settings);
        let (numbers, queue) = channel::<u64>();
        let (results, arriving) = channel();
        let mut seen = Vec::new();
        let ending = std::thread::scope(|scope| {
            scope.spawn(move || {
                while let Ok(first) = queue.recv() {
                    std::thread::sleep(std::time::Duration::from_millis(1)); // let more numbers come
                    let batch: Vec<u64> = std::iter::once(first).chain(queue.try_iter()).collect();
                    for number in batch.into_iter().rev() {
                        let _ = results.send((number, attempt(number)));
                    }
                }
            });
            let conductor = Conductor { settings: &settings, numbers, arriving, interrupted };
            conductor.conduct(&mut fold, (1..=kept).map(samples), &mut |finished: Finished<u64>| {
                assert_eq!(finished.replication, finished.observer, "the observer of this replication");
                seen.push(finished.replication);
            })
        });
        (ending, fold, seen)
    }

    fn samples(number: u64) -> Vec<Sample> {
        vec![Sample { sum: 100.0 + (number % 7) as f64, weight: 1.0 }]
    }

    fn finished(number: u64) -> Attempt<u64> {
        Attempt::Finished(Outcome { samples: samples(number), statement: None, events: 1 }, number)
    }

    #[test]
    fn outcomes_are_folded_in_the_order_of_their_numbers() {
        let (ending, fold, seen) = conduct(Stop::After(50), &AtomicBool::new(false), finished);
        assert!(matches!(ending, Ending::Complete));
        assert_eq!(fold.done(), 50);
        assert_eq!(seen, (1..=50).collect::<Vec<_>>());
    }

    #[test]
    fn a_violation_keeps_all_before_it_and_nothing_after() {
        let (ending, fold, seen) = conduct(Stop::After(50), &AtomicBool::new(false), |number| match number {
            17 => Attempt::Violated(Violation { replication: 17, time: Time::ZERO, what: "one unit too many".into() }),
            _ => finished(number),
        });
        assert!(matches!(ending, Ending::Violated { replication: 17, .. }));
        assert_eq!((fold.done(), seen.len()), (16, 16));
    }

    #[test]
    fn an_interruption_keeps_the_longest_unbroken_row() {
        let (ending, fold, _) = conduct(Stop::After(50), &AtomicBool::new(false), |number| match number {
            0..=8 => finished(number),
            _ => Attempt::Skipped,
        });
        assert!(matches!(ending, Ending::Interrupted));
        assert_eq!(fold.done(), 8);
        let (ending, fold, _) = conduct(Stop::After(50), &AtomicBool::new(true), finished);
        assert!(matches!(ending, Ending::Interrupted));
        assert_eq!(fold.done(), 0);
    }

    #[test]
    fn kept_replications_come_first_and_as_far_as_needed() {
        let calm = AtomicBool::new(false);
        let (_, whole, _) = conduct(Stop::After(50), &calm, finished);
        let whole = whole.summary();
        for kept in [1, 49, 50, 80] {
            let (ending, fold, seen) = conduct_after(kept, Stop::After(50), &calm, finished);
            assert!(matches!(ending, Ending::Complete));
            assert_eq!(seen, (kept + 1..=50).collect::<Vec<_>>());
            let summary = fold.summary();
            assert_eq!((summary.replications, summary.rows[0].estimate), (50, whole.rows[0].estimate));
        }
        let (ending, fold, seen) = conduct_after(30, Stop::After(50), &AtomicBool::new(true), finished);
        assert!(matches!(ending, Ending::Interrupted) && seen.is_empty() && fold.done() == 0);
        let rule = Stop::Precision(Precision { target: Target::Relative(0.005), first: 10, most: 100 });
        let (_, once, _) = conduct(rule, &calm, finished);
        assert!(once.done() > 11, "the rule looks more than once");
        for kept in [3, 11, 100] {
            let (ending, fold, _) = conduct_after(kept, rule, &calm, finished);
            assert!(matches!(ending, Ending::Complete));
            assert_eq!(fold.done(), once.done());
        }
    }

    #[test]
    fn a_precision_is_judged_at_checkpoints_only() {
        let rule = |share, most| Stop::Precision(Precision { target: Target::Relative(share), first: 10, most });
        let (ending, fold, _) = conduct(rule(0.05, 100), &AtomicBool::new(false), finished);
        assert!(matches!(ending, Ending::Complete));
        assert_eq!(fold.done(), 10);
        let (ending, fold, _) = conduct(rule(1e-6, 35), &AtomicBool::new(false), finished);
        assert!(matches!(ending, Ending::Spent));
        assert_eq!(fold.done(), 35);
    }
}
