//! Optimal computing budget allocation: a fixed number of replications dealt out so that the best plan is found most
//! likely.

use super::student;

/// Replications of every plan before any are dealt by what was seen.
pub const FIRST: u64 = 10;

/// Plans with what was seen of them, larger being better. Chen, Lin, Yücesan & Chick 2000.
///
/// The rule by which replications are dealt takes plans as independent. Under shared luck it is still a rule, no longer
/// the best one; what is said of the choice takes the covariance into account that was seen.
///
/// ```
/// use corridor::stats::ocba::Ocba;
///
/// let mut plans = Ocba::new(3, 1.0);
/// for k in 0..10 {
///     let noise = f64::from(k % 5) - 2.0;
///     [noise, noise - 1.0, noise - 9.0].into_iter().enumerate().for_each(|(plan, value)| plans.push(plan, value));
/// }
/// assert_eq!(plans.leader(), Some(0));
/// let dealt = plans.deal(30);
/// assert!(dealt[0] > dealt[2] && dealt[1] > dealt[2] && dealt.iter().sum::<u64>() == 30);
/// ```
#[derive(Clone, Debug)]
pub struct Ocba {
    zone: f64,
    /// By plan, replication by replication; NaN where nothing was seen.
    values: Vec<Vec<f64>>,
}

/// How sure the choice is, about: by normal laws and Bonferroni's inequality, from what was seen. No guarantee.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chances {
    /// That the leader is the best.
    pub best: f64,
    /// That it is no more than the zone worse than the best.
    pub good: f64,
}

impl Ocba {
    /// `zone` is the difference that does not matter, > 0: nobody is searched for below half of it.
    pub fn new(plans: usize, zone: f64) -> Ocba {
        assert!(zone > 0.0, "a zone is above 0, not {zone}");
        Ocba { zone, values: vec![Vec::new(); plans] }
    }

    /// The next replication of a plan; NaN where it showed nothing.
    pub fn push(&mut self, plan: usize, value: f64) {
        self.values[plan].push(value);
    }

    /// Replications of a plan.
    pub fn count(&self, plan: usize) -> u64 {
        self.values[plan].len() as u64
    }

    fn seen(&self, plan: usize) -> impl Iterator<Item = f64> + Clone {
        self.values[plan].iter().copied().filter(|value| !value.is_nan())
    }

    /// `None` where nothing was seen.
    pub fn mean(&self, plan: usize) -> Option<f64> {
        let count = self.seen(plan).count();
        (count > 0).then(|| self.seen(plan).sum::<f64>() / count as f64)
    }

    fn variance(&self, plan: usize) -> f64 {
        let Some(mean) = self.mean(plan) else { return 0.0 };
        let count = self.seen(plan).count();
        self.seen(plan).map(|value| (value - mean).powi(2)).sum::<f64>() / (count as f64 - 1.0).max(1.0)
    }

    /// The plan of the largest mean, the first of equals; `None` where nothing was seen of any.
    pub fn leader(&self) -> Option<usize> {
        let means = (0..self.values.len()).filter_map(|plan| Some((plan, self.mean(plan)?)));
        means
            .fold(None, |best: Option<(usize, f64)>, one| match best {
                Some(best) if best.1 >= one.1 => Some(best),
                _ => Some(one),
            })
            .map(|best| best.0)
    }

    /// How many of the next replications each plan gets.
    pub fn deal(&self, replications: u64) -> Vec<u64> {
        let weights = self.weights();
        let held: u64 = self.values.iter().map(|values| values.len() as u64).sum();
        let total = (held + replications) as f64;
        let mut dealt = vec![0; self.values.len()];
        for _ in 0..replications {
            let missing = |plan: usize| weights[plan] * total - (self.count(plan) + dealt[plan]) as f64;
            let neediest = (0..dealt.len()).rev().max_by(|&a, &b| missing(a).total_cmp(&missing(b)));
            dealt[neediest.expect("there is a plan")] += 1;
        }
        dealt
    }

    /// The share of all replications that each plan should have.
    fn weights(&self) -> Vec<f64> {
        let plans = self.values.len();
        let equal = vec![1.0 / plans as f64; plans];
        let Some(leader) = self.leader() else { return equal };
        let best = self.mean(leader).expect("something was seen of the leader");
        let variances: Vec<f64> = (0..plans).map(|plan| self.variance(plan)).collect();
        let mut weights: Vec<f64> = (0..plans)
            .map(|plan| match self.mean(plan) {
                Some(mean) if plan != leader => variances[plan] / (best - mean).max(self.zone / 2.0).powi(2),
                _ => 0.0,
            })
            .collect();
        let noisy = (0..plans).filter(|&plan| plan != leader && variances[plan] > 0.0);
        weights[leader] =
            (variances[leader] * noisy.map(|plan| weights[plan].powi(2) / variances[plan]).sum::<f64>()).sqrt();
        let whole: f64 = weights.iter().sum();
        if whole > 0.0 && whole.is_finite() { weights.iter().map(|weight| weight / whole).collect() } else { equal }
    }

    /// How sure it is that the leader is the best; `None` where of some plan less than two replications showed anything.
    pub fn chances(&self) -> Option<Chances> {
        let plans = self.values.len();
        if (0..plans).any(|plan| self.seen(plan).count() < 2) {
            return None;
        }
        let leader = self.leader()?;
        let missed = |slack: f64| -> f64 {
            let rivals = (0..plans).filter(|&plan| plan != leader);
            rivals.map(|plan| self.overtakes(leader, plan, slack)).sum()
        };
        Some(Chances { best: (1.0 - missed(0.0)).max(0.0), good: (1.0 - missed(self.zone)).max(0.0) })
    }

    /// How likely a rival is more than `slack` better than the leader.
    fn overtakes(&self, leader: usize, rival: usize, slack: f64) -> f64 {
        let ahead = self.mean(leader).unwrap_or(0.0) - self.mean(rival).unwrap_or(0.0) + slack;
        let [one, other] = [leader, rival].map(|plan| self.seen(plan).count() as f64);
        let shared = 2.0 * self.covariance(leader, rival) / one.max(other);
        let variance = (self.variance(leader) / one + self.variance(rival) / other - shared).max(0.0);
        match variance > 0.0 {
            true => student::normal_cdf(-ahead / variance.sqrt()),
            // Without noise the leader is ahead, or level.
            false => 0.0,
        }
    }

    /// Of two plans, over the replications that showed something of both.
    fn covariance(&self, one: usize, other: usize) -> f64 {
        let pairs = self.values[one].iter().zip(&self.values[other]).filter(|(a, b)| !a.is_nan() && !b.is_nan());
        let count = pairs.clone().count() as f64;
        if count < 2.0 {
            return 0.0;
        }
        let mean = |sum: f64| sum / count;
        let [mean_one, mean_other] =
            [mean(pairs.clone().map(|(a, _)| a).sum()), mean(pairs.clone().map(|(_, b)| b).sum())];
        pairs.map(|(a, b)| (a - mean_one) * (b - mean_other)).sum::<f64>() / (count - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Stream;

    const MEANS: [f64; 10] = [0.0, -0.5, -1.0, -1.5, -2.0, -2.5, -3.0, -3.5, -4.0, -4.5];
    const BUDGET: u64 = 300;

    /// A draw with standard deviation 3, a part of whose variance is luck that all plans share.
    fn draw(trial: u64, plan: usize, replication: u64, common: f64) -> f64 {
        let normal = |name: &str, occurrence| student::normal(Stream::root(17, trial).named(name).uniform(occurrence));
        let own = normal(&format!("plan {plan}"), replication);
        MEANS[plan] + 3.0 * (common.sqrt() * normal("all", replication) + (1.0 - common).sqrt() * own)
    }

    /// Whether the best was chosen, and how sure it was said to be.
    fn choose(trial: u64, common: f64, by_need: bool) -> (bool, Chances) {
        let mut plans = Ocba::new(MEANS.len(), 0.25);
        let give = |plans: &mut Ocba, dealt: &[u64]| {
            for (plan, &count) in dealt.iter().enumerate() {
                for _ in 0..count {
                    plans.push(plan, draw(trial, plan, plans.count(plan), common));
                }
            }
        };
        let each = BUDGET / MEANS.len() as u64;
        give(&mut plans, &[if by_need { FIRST } else { each }; MEANS.len()]);
        while by_need && (0..MEANS.len()).map(|plan| plans.count(plan)).sum::<u64>() < BUDGET {
            let dealt = plans.deal(20);
            give(&mut plans, &dealt);
        }
        (plans.leader() == Some(0), plans.chances().unwrap())
    }

    /// Of 1,000 trials, those that only one of two ways gets right, must differ by more than 4.27 standard deviations
    /// (McNemar): without any advantage that happens once in 100,000 times.
    #[test]
    fn it_beats_equal_shares() {
        for common in [0.0, 0.5] {
            let (mut only_dealt, mut only_equal) = (0.0f64, 0.0f64);
            for trial in 0..1000 {
                match (choose(trial, common, true).0, choose(trial, common, false).0) {
                    (true, false) => only_dealt += 1.0,
                    (false, true) => only_equal += 1.0,
                    _ => {}
                }
            }
            let score = (only_dealt - only_equal) / (only_dealt + only_equal).sqrt();
            assert!(score > 4.27, "shared {common}: {only_dealt} against {only_equal}");
        }
    }

    /// What it says of itself is no guarantee, but no boast either: on average no more than how often it is right, but
    /// for the error of 1,000 trials at 1e-5, 4.27 x 1.58 %.
    #[test]
    fn it_is_about_as_sure_as_it_is_right() {
        for common in [0.0, 0.5] {
            let trials: Vec<(bool, Chances)> = (0..1000).map(|trial| choose(trial, common, true)).collect();
            let right = trials.iter().filter(|(right, _)| *right).count() as f64 / 1000.0;
            let said = trials.iter().map(|(_, chances)| chances.best).sum::<f64>() / 1000.0;
            assert!(said < right + 0.0675, "shared {common}: says {said}, right {right}");
            assert!(trials.iter().all(|(_, chances)| chances.best <= chances.good));
        }
    }

    #[test]
    fn without_noise_all_get_the_same() {
        let mut plans = Ocba::new(2, 1.0);
        (0..4).for_each(|_| [3.0, 5.0].into_iter().enumerate().for_each(|(plan, value)| plans.push(plan, value)));
        assert_eq!(plans.deal(6), [3, 3]);
        assert_eq!(plans.leader(), Some(1));
        assert_eq!(plans.chances(), Some(Chances { best: 1.0, good: 1.0 }));
    }

    #[test]
    fn what_was_not_seen_is_not_judged() {
        let mut plans = Ocba::new(2, 1.0);
        plans.push(0, f64::NAN);
        assert_eq!((plans.leader(), plans.chances()), (None, None));
        plans.push(1, 3.0);
        assert_eq!((plans.leader(), plans.chances()), (Some(1), None));
    }

    fn seen(values: &[&[f64]], zone: f64) -> Ocba {
        let mut plans = Ocba::new(values.len(), zone);
        for (plan, values) in values.iter().enumerate() {
            values.iter().for_each(|&value| plans.push(plan, value));
        }
        plans
    }

    /// Chen's rule: by variance over the square of what is behind, and the leader by the root of what balances these.
    #[test]
    fn replications_go_where_noise_hides_the_difference() {
        // Means 10, 8, 4 and 9.9; variances 2, 2, 8 and 0.02; the last is behind by less than half of the zone.
        let values: [&[f64]; 4] = [&[9.0, 11.0], &[7.0, f64::NAN, 9.0], &[2.0, 6.0], &[9.8, 10.0]];
        let plans = seen(&values, 1.0);
        let rivals: [f64; 3] = [2.0 / 4.0, 8.0 / 36.0, 0.02 / 0.25];
        let leader = (2.0f64 * (rivals[0].powi(2) / 2.0 + rivals[1].powi(2) / 8.0 + rivals[2].powi(2) / 0.02)).sqrt();
        let whole = leader + rivals.iter().sum::<f64>();
        let weights = plans.weights();
        for (found, exact) in weights.iter().zip([leader, rivals[0], rivals[1], rivals[2]]) {
            assert!((found - exact / whole).abs() < 1e-12, "{weights:?}");
        }
        assert_eq!([0, 1, 2, 3].map(|plan| plans.count(plan)), [2, 3, 2, 2]);
        let dealt = plans.deal(91);
        for (plan, dealt) in dealt.iter().enumerate() {
            let whole = (plans.count(plan) + dealt) as f64;
            assert!((whole - 100.0 * weights[plan]).abs() < 1.0, "{dealt} of {weights:?}");
        }
        // What shows no noise needs no more, and takes nothing from the others.
        let certain = seen(&[&values[..], &[&[9.0; 2]]].concat(), 1.0);
        assert_eq!(certain.weights(), [&weights[..], &[0.0]].concat());
    }

    #[test]
    fn of_equals_the_first_leads() {
        assert_eq!(seen(&[&[1.0], &[3.0], &[3.0]], 1.0).leader(), Some(1));
    }

    #[test]
    fn chances_are_those_of_normal_differences() {
        let (leader, rival) = ([9.0, 11.0, 10.0, 10.0], [7.5, 13.5, 7.5, 9.5]);
        let right = |ahead: f64, variance: f64| student::normal_cdf(ahead / variance.sqrt());
        // Variances 2/3 and 8, covariance 2: that of the difference of the means is 7/6, and half a unit lies between.
        let found = seen(&[&leader, &rival], 1.0).chances().unwrap();
        assert!((found.best - right(0.5, 7.0 / 6.0)).abs() < 1e-12, "{found:?}");
        assert!((found.good - right(1.5, 7.0 / 6.0)).abs() < 1e-12, "{found:?}");
        // Two more of the rival alone: variance 4.8 over six, and the covariance of the four over six.
        let found = seen(&[&leader, &[&rival[..], &[9.5, 9.5]].concat()], 1.0).chances().unwrap();
        assert!((found.best - right(0.5, 0.3)).abs() < 1e-12, "{found:?}");
        // Several rivals: what each may overtake adds up.
        let found = seen(&[&leader, &rival, &rival], 1.0).chances().unwrap();
        assert!((found.best - (2.0 * right(0.5, 7.0 / 6.0) - 1.0)).abs() < 1e-12, "{found:?}");
        // Two replications are enough; without noise the leader is at least level.
        assert!(seen(&[&[9.0, 11.0], &[8.0, 9.0]], 1.0).chances().is_some());
        assert_eq!(seen(&[&[3.0, 3.0], &[3.0, 3.0]], 1.0).chances(), Some(Chances { best: 1.0, good: 1.0 }));
    }

    #[test]
    fn what_only_one_showed_is_no_pair() {
        let plans = seen(&[&[1.0, f64::NAN, 3.0, 7.0], &[2.0, 5.0, 6.0, f64::NAN]], 1.0);
        assert_eq!(plans.covariance(0, 1), 4.0); // of (1, 2) and (3, 6)
        assert_eq!(seen(&[&[1.0, f64::NAN], &[2.0, 5.0]], 1.0).covariance(0, 1), 0.0);
    }
}
