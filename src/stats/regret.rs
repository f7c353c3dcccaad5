//! Regret: what a plan loses in a future against the plan that is best there (Savage 1951).

use super::paired::PairFold;
use super::precision::confidence_each;

/// What is lost against the best, and between which bounds it lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regret {
    pub mean: f64,
    pub low: f64,
    pub high: f64,
}

/// Regrets of plans over futures.
#[derive(Clone, Debug, PartialEq)]
pub struct Regrets {
    /// By future, then by plan.
    pub cells: Vec<Vec<Regret>>,
    /// The largest regret of each plan over all futures, and the future of the mean.
    pub worst: Vec<(Regret, usize)>,
    /// The plan whose largest regret is least.
    pub choice: usize,
    /// Plans whose largest regret is not known to be above that of the choice.
    pub rivals: Vec<usize>,
}

impl Regrets {
    /// The plans that may be best in a future: those not known to lose against any other.
    pub fn may_be_best(&self, future: usize) -> Vec<usize> {
        (0..self.worst.len()).filter(|&plan| self.cells[future][plan].low <= 0.0).collect()
    }
}

/// Works out the regrets of plans from their values by future, plan and replication; in a future, entry i of every plan
/// is the same replication, and those without a value are left out for all plans.
///
/// Every two plans of a future are compared pair by pair, at a level at which with probability `confidence` all of these
/// intervals hold at once (Bonferroni). Then all bounds hold at once as well: a plan loses at least what it is known to
/// lose against some other, and at most the most that it may lose against any.
///
/// `None` without two replications in every future, without a plan or a future.
pub fn regrets(values: &[Vec<Vec<f64>>], more_is_better: bool, confidence: f64) -> Option<Regrets> {
    let plans = values.first()?.len();
    let pairs = plans * plans.saturating_sub(1) / 2 * values.len();
    let level = confidence_each(confidence, pairs as u64);
    let sign = if more_is_better { 1.0 } else { -1.0 };
    let cells: Option<Vec<Vec<Regret>>> = values.iter().map(|future| in_future(future, sign, level)).collect();
    let cells = cells?;
    let worst: Vec<(Regret, usize)> = (0..plans).map(|plan| worst(&cells, plan)).collect();
    let choice = (0..plans).min_by(|&a, &b| worst[a].0.mean.total_cmp(&worst[b].0.mean))?;
    let rivals = (0..plans).filter(|&plan| plan != choice && worst[plan].0.low <= worst[choice].0.high).collect();
    Some(Regrets { cells, worst, choice, rivals })
}

fn in_future(values: &[Vec<f64>], sign: f64, level: f64) -> Option<Vec<Regret>> {
    let replications = values.first()?.len();
    let seen = |i: &usize| values.iter().all(|plan| plan[*i].is_finite());
    let counted: Vec<usize> = (0..replications).filter(seen).collect();
    (counted.len() >= 2).then(|| {
        let lost = |plan: &Vec<f64>, other: &Vec<f64>| {
            let mut fold = PairFold::new();
            counted.iter().for_each(|&i| fold.push((sign * plan[i], 1.0), (sign * other[i], 1.0)));
            let lost = fold.difference(level).expect("replications are counted").estimate;
            let half_width = lost.half_width.expect("there are two replications");
            Regret { mean: lost.mean, low: lost.mean - half_width, high: lost.mean + half_width }
        };
        let most = |plan: &Vec<f64>| {
            let nothing = Regret { mean: 0.0, low: 0.0, high: 0.0 }; // against itself
            values.iter().filter(|other| !std::ptr::eq(*other, plan)).map(|other| lost(plan, other)).fold(
                nothing,
                |most, one| Regret {
                    mean: most.mean.max(one.mean),
                    low: most.low.max(one.low),
                    high: most.high.max(one.high),
                },
            )
        };
        values.iter().map(most).collect()
    })
}

fn worst(cells: &[Vec<Regret>], plan: usize) -> (Regret, usize) {
    let of = |select: fn(&Regret) -> f64| cells.iter().map(|cells| select(&cells[plan])).fold(0.0, f64::max);
    let regret = Regret { mean: of(|one| one.mean), low: of(|one| one.low), high: of(|one| one.high) };
    let future = cells.iter().position(|cells| cells[plan].mean == regret.mean).unwrap_or(0);
    (regret, future)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two futures and three plans, each 1 more or less in two replications: all differences are known exactly.
    #[test]
    fn a_case_by_hand() {
        let both = |value: f64| vec![value - 1.0, value + 1.0];
        let values = [vec![both(10.0), both(7.0), both(9.0)], vec![both(2.0), both(8.0), both(5.0)]];
        let found = regrets(&values, true, 0.95).unwrap();
        let means: Vec<Vec<f64>> =
            found.cells.iter().map(|plans| plans.iter().map(|regret| regret.mean).collect()).collect();
        assert_eq!(means, [[0.0, 3.0, 1.0], [6.0, 0.0, 3.0]]);
        assert!(found.cells.iter().flatten().all(|one| one.low == one.mean && one.high == one.mean));
        let worst: Vec<(f64, usize)> = found.worst.iter().map(|(regret, future)| (regret.mean, *future)).collect();
        assert_eq!(worst, [(6.0, 1), (3.0, 0), (3.0, 1)]);
        // Two plans lose 3 at most; the first of them is named, the other is its rival.
        assert_eq!((found.choice, found.rivals.as_slice()), (1, &[2][..]));
        assert_eq!([found.may_be_best(0), found.may_be_best(1)], [[0], [1]]);
        // Where less is better, the worst and the best change places.
        let least = regrets(&values, false, 0.95).unwrap();
        assert_eq!(least.cells[0].iter().map(|one| one.mean).collect::<Vec<_>>(), [3.0, 0.0, 2.0]);
    }

    /// Two plans that differ by 1, 2 and 3 in three replications: 2 with Student's interval at 95 %, 4.303 / sqrt 3.
    #[test]
    fn bounds_are_those_of_pairs() {
        let values = [vec![vec![4.0, 8.0, 6.0], vec![3.0, 6.0, 3.0]]];
        let found = regrets(&values, true, 0.95).unwrap();
        let [best, other] = [0, 1].map(|plan| found.cells[0][plan]);
        let half_width = 4.302_652_73 / 3f64.sqrt();
        assert_eq!((best.mean, best.low), (0.0, 0.0));
        assert!((best.high - (half_width - 2.0)).abs() < 1e-6, "it may be the other that is best");
        assert_eq!((other.mean, other.low), (2.0, 0.0));
        assert!((other.high - (2.0 + half_width)).abs() < 1e-6);
        assert_eq!(found.may_be_best(0), [0, 1]);
        assert_eq!(found.rivals, [1]);
    }

    #[test]
    fn what_was_not_observed_counts_for_none() {
        let values = [vec![vec![1.0, f64::NAN, 2.0, 9.0], vec![3.0, 5.0, 4.0, f64::NAN]]];
        let found = regrets(&values, true, 0.95).unwrap();
        assert_eq!(found.cells[0][0], Regret { mean: 2.0, low: 2.0, high: 2.0 });
        assert_eq!(regrets(&[vec![vec![1.0], vec![2.0]]], true, 0.95), None);
        assert_eq!(regrets(&[], true, 0.95), None);
    }

    /// Three pairs in each of two futures share the error.
    #[test]
    fn all_bounds_hold_at_once() {
        let future = vec![vec![4.0, 8.0, 6.0], vec![3.0, 6.0, 3.0], vec![-90.0; 3]];
        let found = regrets(&[future.clone(), future], true, 0.95).unwrap();
        let half_width = crate::stats::student::t(1.0 - 0.05 / 12.0, 2) / 3f64.sqrt();
        let other = found.cells[1][1];
        assert_eq!(other.mean, 2.0);
        assert!((other.high - (2.0 + half_width)).abs() < 1e-9, "{other:?}");
    }
}
