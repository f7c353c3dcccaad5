//! How many replications are enough: a stopping rule as a pure decision.

use super::Estimate;

/// How narrow an interval must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// The error is at most this share of the true mean, > 0; 0.05 is five per cent.
    Relative(f64),
    /// The half-width is at most this, > 0: for means near 0.
    Absolute(f64),
}

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    pub target: Target,
    /// Replications before the first decision; 10 or more are advised.
    pub first: u64,
    /// Replications at most.
    pub most: u64,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    /// Every interval is narrow enough.
    Done,
    /// Go on to this many replications in all, then decide again.
    GoOn(u64),
    /// The last replication allowed is spent and some interval is still too wide.
    Spent,
}

/// The level of each of several intervals that shall all hold at once with `confidence`. Source: Bonferroni.
pub fn confidence_each(confidence: f64, intervals: u64) -> f64 {
    1.0 - (1.0 - confidence) / intervals.max(1) as f64
}

impl Precision {
    /// Decides after `n` replications, from the half-widths of all estimates that matter, each at the level
    /// [`confidence_each`]. An estimate without half-width is too wide.
    ///
    /// A relative target g is compared as g / (1 + g), since the error is relative to the mean and not to its estimate.
    /// The next number is n (half-width / allowed)^2, at most 2 n. Source: Law, Simulation Modeling and Analysis, 9.4.
    ///
    /// ```
    /// use corridor::stats::RatioFold;
    /// use corridor::stats::precision::{Decision, Precision, Target};
    ///
    /// let mut fold = RatioFold::new();
    /// (0..10).for_each(|k| fold.push(100.0 + f64::from(k), 1.0));
    /// let estimate = fold.estimate(0.95).unwrap();
    /// let precision = |share| Precision { target: Target::Relative(share), first: 10, most: 1000 };
    /// assert_eq!(precision(0.05).decide(10, &[estimate]), Decision::Done);
    /// assert_eq!(precision(0.019).decide(10, &[estimate]), Decision::GoOn(13));
    /// ```
    pub fn decide(&self, n: u64, estimates: &[Estimate]) -> Decision {
        if n < self.first.min(self.most) {
            return Decision::GoOn(self.first.min(self.most));
        }
        let worst = estimates.iter().map(|estimate| self.excess(estimate)).fold(0.0, f64::max);
        if worst <= 1.0 {
            return Decision::Done;
        }
        if n >= self.most {
            return Decision::Spent;
        }
        let wanted = (n as f64 * worst * worst).ceil().min(2.0 * n as f64) as u64;
        Decision::GoOn(wanted.max(n + 1).min(self.most))
    }

    /// The half-width over what is allowed; at most 1 is narrow enough.
    fn excess(&self, estimate: &Estimate) -> f64 {
        let allowed = match self.target {
            Target::Relative(share) => share / (1.0 + share) * estimate.mean.abs(),
            Target::Absolute(half_width) => half_width,
        };
        match estimate.half_width {
            None => f64::INFINITY,
            Some(half_width) if half_width <= allowed => 0.0,
            Some(half_width) => half_width / allowed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(mean: f64, half_width: Option<f64>) -> Estimate {
        Estimate { mean, half_width, sd: 0.0, n: 10, min: mean, max: mean }
    }

    #[test]
    fn decisions_row_by_row() {
        let rule = Precision { target: Target::Relative(0.25), first: 10, most: 100 }; // allowed: a fifth of the mean
        let rows: [(u64, &[Estimate], Decision); 9] = [
            (1, &[estimate(10.0, None)], Decision::GoOn(10)),
            (10, &[estimate(10.0, Some(2.0))], Decision::Done),
            (10, &[estimate(-10.0, Some(2.0))], Decision::Done),
            (10, &[estimate(10.0, Some(2.5))], Decision::GoOn(16)),
            (10, &[estimate(10.0, Some(9.0))], Decision::GoOn(20)),
            (10, &[estimate(10.0, Some(2.0)), estimate(10.0, Some(2.5))], Decision::GoOn(16)),
            (60, &[estimate(0.0, Some(1.0))], Decision::GoOn(100)),
            (100, &[estimate(10.0, Some(2.5))], Decision::Spent),
            (10, &[estimate(0.0, Some(0.0))], Decision::Done),
        ];
        for (n, estimates, decision) in rows {
            assert_eq!(rule.decide(n, estimates), decision, "{n} {estimates:?}");
        }
        let absolute = Precision { target: Target::Absolute(1.0), ..rule };
        assert_eq!(absolute.decide(10, &[estimate(0.0, Some(1.0))]), Decision::Done);
        assert_eq!(absolute.decide(10, &[estimate(0.0, Some(1.2))]), Decision::GoOn(15));
    }

    #[test]
    fn several_outputs_share_the_error() {
        assert!((confidence_each(0.95, 5) - 0.99).abs() < 1e-15);
        assert_eq!(confidence_each(0.95, 1), 0.95);
    }

    #[test]
    fn from_nothing_one_goes_on_to_one() {
        let rule = Precision { target: Target::Absolute(1.0), first: 0, most: 100 };
        assert_eq!(rule.decide(0, &[estimate(0.0, None)]), Decision::GoOn(1));
    }
}
