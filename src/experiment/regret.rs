//! Plans in a future: one figure of every plan, replication by replication.

use super::compare::Terms;
use super::failed::Failed;
use super::memory::Around;
use super::trials::{Round, rounds};
use super::yardstick::Yardstick;
use crate::model::Corridor;

/// What plans came to in a future.
#[derive(Clone, Debug)]
pub struct InFuture {
    /// By plan, then by replication; not a number where it failed, or observed nothing.
    pub values: Vec<Vec<f64>>,
    /// Replications that failed, with the plan.
    pub left_out: Vec<(u64, usize, Failed)>,
    /// Whether all replications asked for were simulated.
    pub complete: bool,
}

/// Simulates all plans of a future with the same luck; with the same terms, futures share it as well. `each` is told the
/// replications done.
pub fn in_future<'a>(
    plans: &[&Corridor],
    by: &[Yardstick],
    terms: &Terms,
    around: impl Into<Around<'a>>,
    mut each: impl FnMut(u64),
) -> InFuture {
    let around = around.into();
    let read = plans.iter().zip(by);
    let entrants: Vec<_> = read.map(|(plan, by)| around.entrant(plan, terms.seed, by.reading())).collect();
    let mut values = vec![Vec::new(); plans.len()];
    let mut left_out = Vec::new();
    let all = 1..=terms.replications;
    let complete = rounds(&entrants.iter().collect::<Vec<_>>(), all, terms.threads, &around, |round: Round| {
        for (plan, outcome) in round.outcomes.into_iter().enumerate() {
            values[plan].push(match outcome {
                Ok(outcome) => by[plan].read(&outcome),
                Err(why) => {
                    left_out.push((round.replication, plan, why));
                    f64::NAN
                }
            });
        }
        each(round.replication);
        true
    });
    InFuture { values, left_out, complete }
}
