//! Expectations: whether replications bear out what was expected of a measure.

use crate::stats::order::tails;
use crate::stats::{Estimate, student};

/// Replications that are looked ahead at most.
const FARTHEST: u64 = 100_000;

/// What is expected of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Claim {
    /// No more than the limit is expected, else no less.
    pub at_most: bool,
    pub limit: f64,
    /// Expected of this share of the single replications, 0 to 1; else of the mean.
    pub runs: Option<f64>,
    /// Between 0 and 1.
    pub confidence: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail,
    Undecided,
}

/// A claim and what became of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    pub verdict: Verdict,
    /// Where it is undecided, how many more replications would decide it if all goes on as it did; none where no number
    /// would.
    pub more: Option<u64>,
    /// Of single replications, the share that kept to the limit.
    pub kept: Option<f64>,
}

/// Judges a claim by the estimate of the mean, and for single replications by their values.
///
/// A claim passes where the one-sided bound on the side of the limit keeps to it, and fails where that on the other side
/// breaks it: one that is false passes with no more chance than 1 - confidence, and one that is true fails with no
/// more. For a mean the bound is Student's; for a share of the replications it is that of Clopper and Pearson, which
/// says the same as an order statistic would of the quantile. Each claim is judged by itself.
pub fn judge(claim: &Claim, estimate: Option<&Estimate>, values: &[f64]) -> Judgement {
    match (claim.runs, estimate) {
        (Some(share), _) => runs(claim, share, values),
        (None, Some(estimate)) => mean(claim, estimate),
        (None, None) => Judgement { verdict: Verdict::Undecided, more: None, kept: None },
    }
}

fn mean(claim: &Claim, estimate: &Estimate) -> Judgement {
    let sign = if claim.at_most { 1.0 } else { -1.0 };
    // Above 0: the limit is broken.
    let over = sign * (estimate.mean - claim.limit);
    let judged = |verdict, more| Judgement { verdict, more, kept: None };
    if estimate.half_width.is_none() {
        return judged(Verdict::Undecided, Some(1));
    }
    let slack = |n: u64| student::t(claim.confidence, n - 1) * estimate.sd / (n as f64).sqrt();
    let decides = |n: u64| over.abs() >= slack(n) && (over != 0.0 || estimate.sd == 0.0);
    match decides(estimate.n) {
        true if over <= 0.0 => judged(Verdict::Pass, None),
        true => judged(Verdict::Fail, None),
        false => judged(Verdict::Undecided, ahead(estimate.n, decides)),
    }
}

fn runs(claim: &Claim, share: f64, values: &[f64]) -> Judgement {
    let keeps = |value: &&f64| if claim.at_most { **value <= claim.limit } else { **value >= claim.limit };
    let (n, kept) = (values.len(), values.iter().filter(keeps).count());
    let part = kept as f64 / n.max(1) as f64;
    let alpha = 1.0 - claim.confidence;
    let would = |n: u64| verdict(n as usize, (part * n as f64).round() as usize, share, alpha) != Verdict::Undecided;
    let now = verdict(n, kept, share, alpha);
    let more = (now == Verdict::Undecided && n > 0).then(|| ahead(n as u64, would)).flatten();
    Judgement { verdict: now, more, kept: (n > 0).then_some(part) }
}

/// Whether a share of all keep to the limit, where `kept` of `n` do.
fn verdict(n: usize, kept: usize, share: f64, alpha: f64) -> Verdict {
    let (no_more, no_fewer) = tails(n, kept, share);
    match n {
        0 => Verdict::Undecided,
        _ if no_fewer <= alpha => Verdict::Pass,
        _ if no_more <= alpha => Verdict::Fail,
        _ => Verdict::Undecided,
    }
}

/// How many more than `n` would decide, to about a tenth.
fn ahead(n: u64, decides: impl Fn(u64) -> bool) -> Option<u64> {
    let mut total = n.max(2);
    while total <= FARTHEST {
        if decides(total) {
            return Some((total - n).max(1));
        }
        total += (total / 10).max(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Law, Stream};
    use crate::stats::RatioFold;

    fn claim(at_most: bool, limit: f64) -> Claim {
        Claim { at_most, limit, runs: None, confidence: 0.95 }
    }

    fn estimate(values: &[f64]) -> Option<Estimate> {
        let mut fold = RatioFold::new();
        values.iter().for_each(|&value| fold.push(value, 1.0));
        fold.estimate(0.95)
    }

    fn judged(claim: &Claim, values: &[f64]) -> Verdict {
        judge(claim, estimate(values).as_ref(), values).verdict
    }

    #[test]
    fn claims_on_a_mean() {
        let values = [9.0, 10.0, 11.0, 10.0, 9.0, 11.0]; // mean 10, bound of one side 0.74
        assert_eq!(judged(&claim(true, 10.8), &values), Verdict::Pass);
        assert_eq!(judged(&claim(false, 10.8), &values), Verdict::Fail);
        assert_eq!(judged(&claim(true, 9.2), &values), Verdict::Fail);
        let close = judge(&claim(true, 10.2), estimate(&values).as_ref(), &values);
        assert_eq!(close.verdict, Verdict::Undecided);
        // 1.645 x 0.894 / 0.2 squared is 54 in all.
        assert!((45..=60).contains(&close.more.unwrap()), "{close:?}");
        assert_eq!(judge(&claim(true, 10.0), estimate(&values).as_ref(), &values).more, None);
    }

    #[test]
    fn without_chance_the_limit_itself_keeps() {
        assert_eq!(judged(&claim(true, 10.0), &[10.0; 4]), Verdict::Pass);
        assert_eq!(judged(&claim(true, 9.9), &[10.0; 4]), Verdict::Fail);
        let one = judge(&claim(true, 12.0), estimate(&[10.0]).as_ref(), &[10.0]);
        assert_eq!((one.verdict, one.more), (Verdict::Undecided, Some(1)));
        assert_eq!(judge(&claim(true, 12.0), None, &[]).verdict, Verdict::Undecided);
    }

    #[test]
    fn claims_on_single_replications() {
        let nine_in_ten = Claim { runs: Some(0.9), ..claim(true, 10.0) };
        // All of 29 keep where nine in ten would with a chance of 4.7 %; of 28 it is 5.2 %.
        assert_eq!(judged(&nine_in_ten, &[9.0; 29]), Verdict::Pass);
        let few = judge(&nine_in_ten, None, &[9.0; 28]);
        assert_eq!((few.verdict, few.more, few.kept), (Verdict::Undecided, Some(2), Some(1.0)));
        let half: Vec<f64> = (0..10).map(|k| 9.0 + f64::from(k % 2) * 2.0).collect();
        assert_eq!(judged(&nine_in_ten, &half), Verdict::Fail);
    }

    /// At the limit itself a claim is as hard to judge as can be: each way it may err in 5 % of 4,000 trials, 200, and
    /// with a chance of 1e-5 in 59 more (4.27 x 13.8).
    #[test]
    fn it_errs_no_more_often_than_it_says() {
        let law = Law::uniform(0.0, 20.0).unwrap();
        let mut wrong = [[0; 2]; 2];
        for trial in 0..4000 {
            let stream = Stream::root(5, trial);
            let values: Vec<f64> = (0..40).map(|k| law.draw(stream, k)).collect();
            let kept = values.iter().filter(|&&value| value <= 16.0).count();
            let verdicts = [judged(&claim(true, 10.0), &values), verdict(values.len(), kept, 0.8, 0.05)];
            for (verdict, wrong) in verdicts.into_iter().zip(&mut wrong) {
                match verdict {
                    Verdict::Pass => wrong[0] += 1,
                    Verdict::Fail => wrong[1] += 1,
                    Verdict::Undecided => {}
                }
            }
        }
        assert!(wrong.iter().flatten().all(|&wrong| wrong <= 259), "{wrong:?}");
        assert!(wrong[0].iter().all(|&wrong| wrong >= 141), "Student's bound is used up: {wrong:?}");
    }
}
