//! How a statistic came out.

use super::table::{Oracle, oracle};
use crate::stats::{RatioFold, student};

/// Chance that a right simulator falls outside the interval, for one statistic.
pub const ALPHA: f64 = 1e-5;
/// Chance with which an error of the size told as `detects` is found.
pub const POWER: f64 = 0.99;
/// Rounding left where nothing is random.
pub const ROUNDING: f64 = 1e-9;
/// Half a unit in the eighth significant digit, to which constants are known.
pub const DIGITS: f64 = 5e-8;

/// What is claimed of a statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The interval has the exact value in it.
    Equals,
    /// The whole interval lies below a bound.
    Below,
    /// It is nothing but rounding in every replication.
    Vanishes,
    /// It is not random, and has all digits of the exact value.
    Digits,
}

/// One statistic of one case.
#[derive(Clone, Debug)]
pub struct Finding {
    /// `P06-triangular`.
    pub case: &'static str,
    pub oracle: &'static Oracle,
    pub claim: Claim,
    /// `None` where nothing was observed.
    pub simulated: Option<Simulated>,
    pub holds: bool,
}

/// What the replications say.
#[derive(Clone, Copy, Debug)]
pub struct Simulated {
    pub value: f64,
    /// The interval about it that a right simulator leaves with a chance of [`ALPHA`].
    pub low: f64,
    pub high: f64,
    pub replications: u64,
    /// The relative error that is found with probability [`POWER`], an absolute one where the exact value is 0; `None`
    /// where nothing is random.
    pub detects: Option<f64>,
}

/// A statistic of a case: what is claimed, and how to come from what was estimated to what the table has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statistic {
    pub name: &'static str,
    /// Rising.
    pub shown: fn(f64) -> f64,
    pub claim: Claim,
}

impl Statistic {
    pub fn judge(&self, case: &'static str, fold: &RatioFold) -> Finding {
        let oracle = oracle(super::id(case), self.name);
        let simulated = self.simulated(fold, oracle.exact);
        let holds = simulated.is_some_and(|simulated| self.holds(&simulated, oracle.exact));
        Finding { case, oracle, claim: self.claim, simulated, holds }
    }

    fn simulated(&self, fold: &RatioFold, exact: f64) -> Option<Simulated> {
        let estimate = fold.estimate(1.0 - ALPHA)?;
        let mean = match self.claim {
            Claim::Vanishes => estimate.max,
            Claim::Equals | Claim::Below | Claim::Digits => estimate.mean,
        };
        let random = match (self.claim, estimate.half_width) {
            (Claim::Equals | Claim::Below, Some(half_width)) => Some(half_width),
            _ => None,
        };
        let half_width = random.unwrap_or(match self.claim {
            Claim::Vanishes => ROUNDING,
            Claim::Digits => DIGITS * exact.abs(),
            Claim::Equals | Claim::Below => ROUNDING * exact.abs(),
        });
        let [value, low, high] = [mean, mean - half_width, mean + half_width].map(self.shown);
        let detects = random.map(|_| {
            let t = student::t(1.0 - ALPHA / 2.0, estimate.n - 1);
            let scale = if exact == 0.0 { 1.0 } else { exact.abs() };
            (high - low) / 2.0 * (1.0 + student::normal(POWER) / t) / scale
        });
        Some(Simulated { value, low, high, replications: estimate.n, detects })
    }

    fn holds(&self, simulated: &Simulated, exact: f64) -> bool {
        match self.claim {
            Claim::Below => simulated.high < exact,
            Claim::Equals | Claim::Vanishes | Claim::Digits => (simulated.low..=simulated.high).contains(&exact),
        }
    }
}
