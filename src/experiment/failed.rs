//! Why a replication has no outcome.

use std::fmt;

use crate::kernel::Time;
use crate::model::Violation;

/// What became of a replication that did not come to its end.
#[derive(Clone, Debug, PartialEq)]
pub enum Failed {
    /// It broke integrity, or is in gridlock.
    Violated { time: Time, what: String },
    /// It met a mistake of the program.
    Panicked(String),
}

impl From<&Violation> for Failed {
    fn from(violation: &Violation) -> Failed {
        Failed::Violated { time: violation.time, what: violation.what.clone() }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Failed::Violated { time, what } => write!(f, "integrity broken at {time}: {what}"),
            Failed::Panicked(what) => write!(f, "a mistake of the program: {what}"),
        }
    }
}
