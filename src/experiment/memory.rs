//! What is known of replications from earlier, so that nothing that was finished is simulated twice.
//!
//! A command of several corridors is a function of the outcomes of its replications: which of them it asks for next
//! depends on nothing but those before. So a command that was cut short goes on where it ended if it is begun again and
//! finds the outcomes it had; no command needs a state of its own to be resumed from.

use std::fmt::{self, Debug, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};

use super::conductor::Attempt;
use super::runner::attempt;
use crate::model::{Corridor, Outcome, World};

/// Keeps what replications came to. Several threads ask at once.
pub trait Memory: Sync {
    /// The outcome of a replication, as far as it was to be read; `None` where it is not known.
    fn recall(&self, subject: &Subject, replication: u64) -> Option<Outcome>;

    /// A replication is finished.
    fn keep(&self, subject: &Subject, replication: u64, outcome: &Outcome);
}

/// What stands around an experiment: the wish to stop, and what is known from earlier.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Becomes true where the experiment is to come to an end.
    pub interrupted: &'a AtomicBool,
    pub memory: Option<&'a dyn Memory>,
}

impl<'a> From<&'a AtomicBool> for Around<'a> {
    /// Nothing is known, and nothing kept.
    fn from(interrupted: &'a AtomicBool) -> Around<'a> {
        Around { interrupted, memory: None }
    }
}

impl Around<'_> {
    pub(super) fn is_over(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// A corridor that is to be replicated, with what is read of its outcomes.
    pub(super) fn entrant<'c>(&self, corridor: &'c Corridor, seed: u64, reading: Reading) -> Entrant<'c> {
        Entrant { corridor, seed, subject: self.memory.map(|_| Subject::new(corridor, seed, reading)) }
    }
}

/// What is read of an outcome; the rest need not be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    All,
    /// The samples of the measures at these positions.
    Samples(Vec<usize>),
    /// What the prices make of it.
    Statement,
}

/// What replications are of: the same name, the same outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Lower-case hexadecimal.
    pub name: String,
    pub reading: Reading,
}

impl Subject {
    /// `what` is a corridor, or all that it is made from; its whole description counts.
    pub fn new(what: impl Debug, seed: u64, reading: Reading) -> Subject {
        let name = digest(&(env!("CARGO_PKG_VERSION"), what, seed, &reading));
        Subject { name, reading }
    }
}

/// The first half of the SHA-256 of a description, lower-case hexadecimal.
pub fn digest(what: &impl Debug) -> String {
    struct Hashing(Sha256);
    impl fmt::Write for Hashing {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.update(text.as_bytes());
            Ok(())
        }
    }
    let mut hashing = Hashing(Sha256::new());
    write!(hashing, "{what:?}").expect("a digest takes every text");
    hashing.0.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A corridor in an experiment, and by what it is known.
#[derive(Clone, Debug)]
pub(super) struct Entrant<'c> {
    pub corridor: &'c Corridor,
    pub seed: u64,
    /// `None` where nothing is kept.
    pub subject: Option<Subject>,
}

/// One thread's world of an entrant.
pub(super) struct Bench<'e> {
    entrant: &'e Entrant<'e>,
    /// Built once something must be simulated.
    world: Option<World<'e>>,
}

impl<'e> Bench<'e> {
    pub fn new(entrant: &'e Entrant<'e>) -> Bench<'e> {
        Bench { entrant, world: None }
    }

    /// Recalls a replication, or simulates and keeps it.
    pub fn attempt(&mut self, replication: u64, around: &Around) -> Attempt<()> {
        let Entrant { corridor, seed, subject } = self.entrant;
        let memory = around.memory.zip(subject.as_ref());
        let world = &mut self.world;
        let attempt = attempt(|| {
            if let Some(known) = memory.and_then(|(memory, subject)| memory.recall(subject, replication)) {
                return Ok((known, ()));
            }
            let world = world.get_or_insert_with(|| World::new(corridor, ()));
            let outcome = world.replicate(*seed, replication)?;
            if let Some((memory, subject)) = memory {
                memory.keep(subject, replication, &outcome);
            }
            Ok((outcome, ()))
        });
        if matches!(attempt, Attempt::Panicked(_)) {
            self.world = None; // its state cannot be trusted any more
        }
        attempt
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_description_seed_or_reading_is_another_subject() {
        let subject = |what: &str, seed, reading| Subject::new(what, seed, reading).name;
        let one = subject("a", 1, Reading::All);
        assert_eq!(one, subject("a", 1, Reading::All));
        assert_eq!(one.len(), 32);
        let others = [
            ("b", 1, Reading::All),
            ("a", 2, Reading::All),
            ("a", 1, Reading::Samples(vec![3])),
            ("a", 1, Reading::Statement),
        ];
        assert!(others.into_iter().all(|(what, seed, reading)| subject(what, seed, reading) != one));
    }
}
