//! The sequential stopping rule for a relative precision.

use super::Stop;
use crate::stats::Estimate;

/// Fewest replications before a precision is judged.
const LEAST: u64 = 10;

/// What a checkpoint decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    Enough,
    /// Simulate until this many are folded, then ask again.
    GoOnTo(u64),
    /// The cap is reached at this relative half-width, where one can be told.
    Capped(Option<f64>),
}

impl Stop {
    /// The first checkpoint.
    pub(super) fn first(self) -> u64 {
        match self {
            Stop::After(replications) => replications,
            Stop::Precision { at_most, .. } => LEAST.min(at_most),
        }
    }

    /// The replications in all, where that is known beforehand.
    pub(super) fn total(self) -> Option<u64> {
        match self {
            Stop::After(replications) => Some(replications),
            Stop::Precision { .. } => None,
        }
    }

    /// Judges the first headline measure after `done` replications.
    ///
    /// The target is `g / (1 + g)` of the estimated mean, so that the error is at most the share `g` of the true mean.
    /// The next checkpoint is where the half-width should suffice, at most twice as far.
    pub(super) fn judge(self, done: u64, main: Option<&Estimate>) -> Verdict {
        let Stop::Precision { relative, at_most } = self else { return Verdict::Enough };
        let target = relative / (1.0 + relative);
        let reached = main.and_then(|main| {
            let half_width = main.half_width?;
            if half_width == 0.0 { Some(0.0) } else { Some(half_width / main.mean.abs()) }
        });
        if reached.is_some_and(|reached| reached <= target) {
            return Verdict::Enough;
        }
        if done >= at_most {
            return Verdict::Capped(reached.filter(|reached| reached.is_finite()));
        }
        let growth = reached.map_or(2.0, |reached| (reached / target).powi(2)).min(2.0);
        let next = (done as f64 * growth).ceil() as u64;
        Verdict::GoOnTo(next.max(done + 1).min(at_most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(mean: f64, half_width: f64) -> Estimate {
        Estimate { mean, half_width: Some(half_width), sd: 1.0, n: 10, min: 0.0, max: 0.0 }
    }

    const RULE: Stop = Stop::Precision { relative: 0.25, at_most: 100 }; // target: a fifth of the estimate

    #[test]
    fn stops_only_below_the_share_of_the_true_mean() {
        assert_eq!(RULE.judge(10, Some(&estimate(100.0, 20.0))), Verdict::Enough);
        assert_eq!(RULE.judge(10, Some(&estimate(-100.0, 20.0))), Verdict::Enough);
        assert_eq!(RULE.judge(10, Some(&estimate(100.0, 22.0))), Verdict::GoOnTo(13));
    }

    #[test]
    fn grows_at_most_twofold_and_never_past_the_cap() {
        assert_eq!(RULE.judge(10, Some(&estimate(100.0, 90.0))), Verdict::GoOnTo(20));
        assert_eq!(RULE.judge(80, Some(&estimate(100.0, 90.0))), Verdict::GoOnTo(100));
        assert_eq!(RULE.judge(100, Some(&estimate(100.0, 90.0))), Verdict::Capped(Some(0.9)));
    }

    #[test]
    fn a_mean_of_zero_is_never_precise_unless_it_is_exact() {
        assert_eq!(RULE.judge(10, Some(&estimate(0.0, 1.0))), Verdict::GoOnTo(20));
        assert_eq!(RULE.judge(100, Some(&estimate(0.0, 1.0))), Verdict::Capped(None));
        assert_eq!(RULE.judge(10, Some(&estimate(0.0, 0.0))), Verdict::Enough);
        assert_eq!(RULE.judge(10, None), Verdict::GoOnTo(20));
    }
}
