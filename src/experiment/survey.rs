//! Every measure of one corridor, over the replications that came to their end.

use super::failed::Failed;
use super::memory::{Around, Reading};
use super::trials::{Round, rounds};
use super::{Fold, Settings, Stop, Summary};
use crate::model::{Corridor, measures};

/// What a number of replications came to; those that failed are left out.
#[derive(Debug)]
pub struct Survey {
    pub summary: Summary,
    pub failed: Vec<(u64, Failed)>,
    /// Whether all replications asked for were simulated.
    pub complete: bool,
}

/// Simulates replications 1, 2, ... to a number. `each` sees every outcome folded in.
///
/// # Panics
/// Where the settings ask for a precision.
pub fn survey<'a>(
    corridor: &Corridor,
    settings: &Settings,
    around: impl Into<Around<'a>>,
    mut each: impl FnMut(&Fold),
) -> Survey {
    let Stop::After(replications) = settings.stop else { panic!("a survey has a number of replications") };
    let around = around.into();
    let entrant = around.entrant(corridor, settings.seed, Reading::All);
    let mut fold = Fold::new(measures(corridor), settings);
    let mut failed = Vec::new();
    let complete = rounds(&[&entrant], 1..=replications, settings.threads, &around, |mut round: Round| {
        match round.outcomes.pop().expect("there is one corridor") {
            Ok(outcome) => {
                fold.push(&outcome.samples);
                each(&fold);
            }
            Err(why) => failed.push((round.replication, why)),
        }
        true
    });
    Survey { summary: fold.summary(), failed, complete }
}
