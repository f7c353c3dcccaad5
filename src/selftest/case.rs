//! A system with exact answers, and how it is tried.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use super::files::FILES;
use super::finding::{ALPHA, Claim, Finding, Statistic};
use super::seen::{Seen, Watch};
use crate::experiment::{self, Ending, Settings, Stop};
use crate::kernel::Stream;
use crate::model::measures;
use crate::scenario::{self, Scenario, Set};
use crate::stats::RatioFold;

/// A system with exact answers.
pub struct Case {
    /// `P06-triangular`: the system, and what tells the case from others of it.
    pub name: &'static str,
    statistics: Vec<Statistic>,
    trial: Trial,
}

enum Trial {
    /// A scenario, run as any other.
    Scenario {
        /// Among those of `scenarios/theory`, without extension.
        file: &'static str,
        /// Changes that make it say the case where one file serves two.
        sets: &'static [&'static str],
        /// A parameter that is deliberately wrong.
        wrong: &'static [&'static str],
        reads: Vec<Read>,
    },
    /// A model of its own on kernel and facilities: sum and weight of each statistic in one replication.
    Model { seed: u64, replications: u64, replicate: fn(Stream, Rule) -> Vec<(f64, f64)> },
    /// Numbers that no chance is in.
    Figures(fn(Rule) -> Vec<f64>),
}

/// Sum and weight of a statistic in one replication.
type Read = fn(&Seen) -> (f64, f64);

/// Whether a case is tried as it is stated, or as its negative control: with one rule broken, so that every statistic
/// must come out wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Stated,
    Broken,
}

/// What replications draw on, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Luck {
    /// Added to the seed of every case.
    pub seed: u64,
    /// Times the replications of every case.
    pub times: u64,
}

impl Luck {
    /// The seeds and numbers that the cases state.
    pub const STATED: Luck = Luck { seed: 0, times: 1 };
}

/// Why a case has no findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfinished {
    Interrupted,
    /// A replication broke integrity, or met a mistake of the program.
    Failed(String),
}

/// A statistic and how one replication tells it, as a sum and a weight.
pub(super) struct Row {
    statistic: Statistic,
    read: Read,
}

pub(super) fn row(name: &'static str, read: Read) -> Row {
    Row { statistic: Statistic { name, shown: |value| value, claim: Claim::Equals }, read }
}

impl Row {
    /// From what `read` estimates to the value of the table; must rise.
    pub fn shown(mut self, shown: fn(f64) -> f64) -> Row {
        self.statistic.shown = shown;
        self
    }

    pub fn claim(mut self, claim: Claim) -> Row {
        self.statistic.claim = claim;
        self
    }
}

/// The case that the file of the same name states, and the parameter that is wrong in its negative control.
pub(super) fn scenario(name: &'static str, file: &'static str, wrong: &'static [&'static str], rows: Vec<Row>) -> Case {
    let (statistics, reads) = rows.into_iter().map(|row| (row.statistic, row.read)).unzip();
    Case { name, statistics, trial: Trial::Scenario { file, sets: &[], wrong, reads } }
}

pub(super) fn model(
    name: &'static str,
    statistics: &[&'static str],
    replications: u64,
    seed: u64,
    replicate: fn(Stream, Rule) -> Vec<(f64, f64)>,
) -> Case {
    let statistics = statistics.iter().map(|name| row(name, |_| (0.0, 0.0)).statistic).collect();
    Case { name, statistics, trial: Trial::Model { seed, replications, replicate } }
}

/// Constants that must have all digits of the table.
pub(super) fn figures(name: &'static str, statistics: &[&'static str], find: fn(Rule) -> Vec<f64>) -> Case {
    let constant = |name: &&'static str| Statistic { name, shown: |value| value, claim: Claim::Digits };
    Case { name, statistics: statistics.iter().map(constant).collect(), trial: Trial::Figures(find) }
}

impl Case {
    /// The same with values set in its scenario.
    pub(super) fn with(mut self, changes: &'static [&'static str]) -> Case {
        if let Trial::Scenario { sets, .. } = &mut self.trial {
            *sets = changes;
        }
        self
    }

    /// The system, `P06`.
    pub fn id(&self) -> &'static str {
        super::id(self.name)
    }

    /// The names of its statistics.
    pub fn statistics(&self) -> impl Iterator<Item = &'static str> {
        self.statistics.iter().map(|statistic| statistic.name)
    }

    /// The file of `scenarios/theory` that states it, where the words of a scenario can.
    pub fn file(&self) -> Option<&'static str> {
        match &self.trial {
            Trial::Scenario { file, .. } => Some(file),
            Trial::Model { .. } | Trial::Figures(_) => None,
        }
    }

    /// Replications that it takes.
    pub fn replications(&self, rule: Rule, luck: Luck) -> u64 {
        let stated = match &self.trial {
            Trial::Scenario { .. } => self.load(rule).run.replications,
            Trial::Model { replications, .. } => *replications,
            Trial::Figures(_) => 1,
        };
        // A wrong parameter moves more than the 5 % that the number is made for.
        let needed = if rule == Rule::Broken && stated > 40 { (stated / 4).max(20) } else { stated };
        needed * luck.times
    }

    /// The case simulated; `step` is called for every replication that is done.
    ///
    /// # Errors
    /// Where it was interrupted, or a replication failed.
    pub fn run(
        &self,
        rule: Rule,
        luck: Luck,
        threads: NonZeroUsize,
        interrupted: &AtomicBool,
        mut step: impl FnMut(),
    ) -> Result<Vec<Finding>, Unfinished> {
        let replications = self.replications(rule, luck);
        let mut folds = vec![RatioFold::default(); self.statistics.len()];
        let mut push = |samples: &[(f64, f64)]| {
            assert_eq!(samples.len(), folds.len(), "{} tells as many statistics as it names", self.name);
            folds.iter_mut().zip(samples).for_each(|(fold, &(sum, weight))| fold.push(sum, weight));
            step();
        };
        match &self.trial {
            Trial::Scenario { reads, .. } => {
                let scenario = self.load(rule);
                let settings = Settings {
                    seed: scenario.run.seed.wrapping_add(luck.seed),
                    confidence: 1.0 - ALPHA,
                    stop: Stop::After(replications),
                    headline: Vec::new(),
                    threads,
                };
                let list = measures(&scenario.corridor);
                let hours = scenario.corridor.horizon.measured().hours();
                let run = experiment::run::<Watch>(&scenario.corridor, &settings, interrupted, |finished| {
                    let seen = Seen { measures: &list, outcome: finished.outcome, hours, watch: &finished.observer };
                    push(&reads.iter().map(|read| read(&seen)).collect::<Vec<_>>());
                });
                finished(run.ending)?;
            }
            Trial::Model { seed, replicate, .. } => {
                for replication in 1..=replications {
                    if interrupted.load(Ordering::Relaxed) {
                        return Err(Unfinished::Interrupted);
                    }
                    push(&replicate(Stream::root(seed.wrapping_add(luck.seed), replication), rule));
                }
            }
            Trial::Figures(find) => push(&find(rule).into_iter().map(|figure| (figure, 1.0)).collect::<Vec<_>>()),
        }
        Ok(self.statistics.iter().zip(&folds).map(|(statistic, fold)| statistic.judge(self.name, fold)).collect())
    }

    fn load(&self, rule: Rule) -> Scenario {
        let Trial::Scenario { file, sets, wrong, .. } = &self.trial else {
            panic!("{} is no scenario", self.name);
        };
        let wrong = if rule == Rule::Broken { *wrong } else { &[] };
        let sets: Vec<Set> = sets.iter().chain(wrong).map(|set| set.parse().expect("a path and a value")).collect();
        let loaded = scenario::load_carried(FILES, &format!("{file}.json"), &sets);
        loaded.unwrap_or_else(|problems| panic!("{}: {problems}", self.name))
    }
}

fn finished(ending: Ending) -> Result<(), Unfinished> {
    match ending {
        Ending::Complete | Ending::Spent => Ok(()),
        Ending::Interrupted => Err(Unfinished::Interrupted),
        Ending::Violated { replication, violation } => {
            Err(Unfinished::Failed(format!("replication {replication}: {violation}")))
        }
        Ending::Panicked { replication, message } => {
            Err(Unfinished::Failed(format!("replication {replication}: {message}")))
        }
    }
}
