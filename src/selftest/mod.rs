//! The proof: systems with exact answers, tried on the user's machine by `corridor selftest` and by the tests alike.
//!
//! The rule: the mean over the replications lies within t(1 - a/2, R - 1) S / sqrt(R) of the exact value, a = 1e-5,
//! with the seed and the number of replications that the case states. The number is such that an error of 5 % is seen
//! with probability 0.99, and a run with fresh seeds fails about once in a thousand times, for all statistics together.
//! Every case has a negative control, the same with one rule broken, and must then fall outside.
//!
//! What the words of a scenario can say is a file of `scenarios/theory`, read and run as any other; [`vacations`] is a
//! small model of its own on kernel and facilities; [`shares`] tries the sensitivity of a known function; [`constants`]
//! are those of the statistical procedures.

mod case;
pub mod constants;
mod ferries;
mod files;
mod finding;
mod identities;
mod queues;
mod seen;
mod shares;
mod table;
pub mod vacations;

pub use case::{Case, Luck, Rule, Unfinished};
pub use finding::{ALPHA, Claim, Finding, POWER, ROUNDING, Simulated};
pub use table::{Oracle, oracles};

/// All cases, in the order of the table of exact values.
pub fn cases() -> Vec<Case> {
    let mut cases = queues::cases();
    cases.extend(ferries::cases());
    cases.push(vacations::case());
    cases.push(identities::case());
    cases.push(shares::case());
    cases.extend(constants::cases());
    cases.sort_by_key(|case| case.id());
    cases
}

/// `P06` of `P06-triangular`.
fn id(name: &str) -> &str {
    name.split_once('-').map_or(name, |(id, _)| id)
}
