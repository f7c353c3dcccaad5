//! What plans are held against each other by: a measure, or what they are worth.

use super::appraisal::Appraiser;
use super::memory::Reading;
use crate::model::{Corridor, Outcome};

/// What is read of a replication of one corridor.
#[derive(Clone, Debug)]
pub enum Yardstick {
    /// The measure at this position in the list of the corridor.
    Measure(usize),
    Worth(Box<Worth>),
}

impl Yardstick {
    /// The part of an outcome that it reads.
    pub(super) fn reading(&self) -> Reading {
        match self {
            Yardstick::Measure(at) => Reading::Samples(vec![*at]),
            Yardstick::Worth(_) => Reading::Statement,
        }
    }

    /// The figure of a replication; not a number where it observed nothing.
    pub fn read(&self, outcome: &Outcome) -> f64 {
        match self {
            Yardstick::Measure(at) => outcome.samples[*at].value(),
            Yardstick::Worth(worth) => {
                outcome.statement.as_ref().map_or(f64::NAN, |statement| worth.appraiser.alone(statement))
            }
        }
    }
}

/// The present value of all money of a corridor. What one corridor has more of it than another is the net present value
/// of the one beside the other.
#[derive(Clone, Debug)]
pub struct Worth {
    appraiser: Appraiser,
}

impl Worth {
    /// `None` where one of the two has no prices. Discount rate and length are those of the base.
    pub fn new(base: &Corridor, plan: &Corridor) -> Option<Worth> {
        Some(Worth { appraiser: Appraiser::new(base, plan)? })
    }
}
