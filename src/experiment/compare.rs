//! Plans against a base, replication by replication.

use std::num::NonZeroUsize;

use super::appraisal::{Appraisal, Appraiser};
use super::failed::Failed;
use super::memory::{Around, Reading};
use super::trials::{Round, rounds};
use crate::model::{Corridor, Measure, Sample, measures};
use crate::stats::paired::{Difference, PairFold, holm};
use crate::stats::precision::confidence_each;
use crate::stats::{Estimate, RatioFold};

/// What a comparison needs to know beside the corridors.
#[derive(Clone, Debug)]
pub struct Terms {
    pub seed: u64,
    /// Of the intervals: each by itself, and all plans together.
    pub confidence: f64,
    pub replications: u64,
    pub threads: NonZeroUsize,
}

/// A plan held against the base in one measure.
#[derive(Clone, Debug)]
pub struct Contrast {
    /// The base over the pairs that count; `None` where it observed nothing.
    pub base: Option<Estimate>,
    pub plan: Option<Estimate>,
    /// Its half-width is simultaneous over the plans (Bonferroni): with the stated confidence all intervals of this
    /// measure are right at once. `None` where no replication observed both.
    pub difference: Option<Difference>,
    /// Holm's p-value over the plans; `None` where nothing varies.
    pub adjusted_p: Option<f64>,
}

/// A replication that is left out of the comparison with a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    pub replication: u64,
    /// `None` for the base, which all comparisons lose; else the number of the plan.
    pub plan: Option<usize>,
    pub why: Failed,
}

/// What a comparison came to.
#[derive(Debug)]
pub struct Contrasts {
    pub measures: Vec<Measure>,
    /// By plan, then by measure.
    pub contrasts: Vec<Vec<Contrast>>,
    /// By plan; `None` where it or the base has no prices.
    pub appraisals: Vec<Option<Appraisal>>,
    /// Replications 1 to this were simulated.
    pub replications: u64,
    pub left_out: Vec<LeftOut>,
    /// Whether all replications asked for were simulated.
    pub complete: bool,
}

/// Simulates the base and every plan with the same luck and compares them in every measure.
///
/// The corridors must yield the same measures where they are to be compared: a measure of the base that a plan does not
/// have is compared with nothing.
pub fn compare<'a>(
    base: &Corridor,
    plans: &[&Corridor],
    terms: &Terms,
    around: impl Into<Around<'a>>,
    mut each: impl FnMut(u64),
) -> Contrasts {
    let around = around.into();
    let list = measures(base);
    let mut folds: Vec<PlanFold> = plans.iter().map(|plan| PlanFold::new(&list, &measures(plan))).collect();
    let mut appraisers: Vec<Option<Appraiser>> = plans.iter().map(|plan| Appraiser::new(base, plan)).collect();
    let corridors = std::iter::once(base).chain(plans.iter().copied());
    let entrants: Vec<_> = corridors.map(|corridor| around.entrant(corridor, terms.seed, Reading::All)).collect();
    let mut left_out = Vec::new();
    let mut done = 0;
    let all = 1..=terms.replications;
    let complete = rounds(&entrants.iter().collect::<Vec<_>>(), all, terms.threads, &around, |round: Round| {
        done = round.replication;
        let (first, others) = round.outcomes.split_first().expect("the base is one of the corridors");
        match first {
            Ok(base) => {
                for (number, (fold, outcome)) in folds.iter_mut().zip(others).enumerate() {
                    match outcome {
                        Ok(plan) => {
                            fold.push(&base.samples, &plan.samples);
                            if let (Some(appraiser), Some(base), Some(plan)) =
                                (&mut appraisers[number], &base.statement, &plan.statement)
                            {
                                appraiser.push(base, plan);
                            }
                        }
                        Err(why) => left_out.push(LeftOut {
                            replication: round.replication,
                            plan: Some(number),
                            why: why.clone(),
                        }),
                    }
                }
            }
            Err(why) => left_out.push(LeftOut { replication: round.replication, plan: None, why: why.clone() }),
        }
        each(round.replication);
        true
    });
    let simultaneous = confidence_each(terms.confidence, plans.len() as u64);
    let appraised = appraisers.iter().map(|one| one.as_ref()?.appraisal(terms.confidence, simultaneous));
    let appraisals = appraised.collect();
    let mut contrasts: Vec<Vec<Contrast>> =
        folds.iter().map(|fold| fold.contrasts(terms.confidence, plans.len())).collect();
    for measure in 0..list.len() {
        adjust(&mut contrasts, measure);
    }
    Contrasts { measures: list, contrasts, appraisals, replications: done, left_out, complete }
}

/// Holm's p-values of one measure over the plans.
pub(super) fn adjust(contrasts: &mut [Vec<Contrast>], measure: usize) {
    let p_value = |plan: &Vec<Contrast>| plan[measure].difference.as_ref().and_then(|difference| difference.p_value);
    let known: Vec<(usize, f64)> =
        contrasts.iter().enumerate().filter_map(|(plan, contrast)| Some((plan, p_value(contrast)?))).collect();
    let adjusted = holm(&known.iter().map(|(_, p)| *p).collect::<Vec<f64>>());
    for ((plan, _), p) in known.into_iter().zip(adjusted) {
        contrasts[plan][measure].adjusted_p = Some(p);
    }
}

/// The running comparison with one plan.
struct PlanFold {
    /// For each measure of the base the position in the plan's list.
    at: Vec<Option<usize>>,
    base: Vec<RatioFold>,
    plan: Vec<RatioFold>,
    pairs: Vec<PairFold>,
}

impl PlanFold {
    fn new(base: &[Measure], plan: &[Measure]) -> PlanFold {
        let places: std::collections::HashMap<&Measure, usize> =
            plan.iter().enumerate().map(|(at, measure)| (measure, at)).collect();
        PlanFold {
            at: base.iter().map(|measure| places.get(measure).copied()).collect(),
            base: vec![RatioFold::new(); base.len()],
            plan: vec![RatioFold::new(); base.len()],
            pairs: vec![PairFold::new(); base.len()],
        }
    }

    fn push(&mut self, base: &[Sample], plan: &[Sample]) {
        for (measure, (one, at)) in base.iter().zip(&self.at).enumerate() {
            let Some(other) = at.map(|at| plan[at]) else { continue };
            if one.weight > 0.0 && other.weight > 0.0 {
                self.base[measure].push(one.sum, one.weight);
                self.plan[measure].push(other.sum, other.weight);
                self.pairs[measure].push((one.sum, one.weight), (other.sum, other.weight));
            }
        }
    }

    fn contrasts(&self, confidence: f64, plans: usize) -> Vec<Contrast> {
        let simultaneous = confidence_each(confidence, plans as u64);
        let contrast = |measure: usize| Contrast {
            base: self.base[measure].estimate(confidence),
            plan: self.plan[measure].estimate(confidence),
            difference: self.pairs[measure].difference(simultaneous),
            adjusted_p: None,
        };
        (0..self.pairs.len()).map(contrast).collect()
    }
}
