//! `compare.csv` and `compare.json`: every measure of every plan beside the base. Floats keep all their digits.

use serde::Serialize;

use super::ComparedPlans;
use crate::report::record::csv;
use crate::report::summary_json::pretty;

const HEADER: [&str; 12] = [
    "plan",
    "measure",
    "of",
    "period",
    "unit",
    "base",
    "plan_mean",
    "difference",
    "half_width",
    "n",
    "adjusted_p",
    "variance_factor",
];

/// One measure of one plan. Empty where there is nothing to say.
#[derive(Serialize)]
struct Row<'a> {
    plan: &'a str,
    measure: &'a str,
    of: &'a str,
    period: &'a str,
    unit: &'a str,
    base: Option<f64>,
    plan_mean: Option<f64>,
    difference: Option<f64>,
    /// Simultaneous over the plans.
    half_width: Option<f64>,
    /// Pairs that observed something on both sides.
    n: u64,
    /// Holm's, over the plans.
    adjusted_p: Option<f64>,
    /// Missing where nothing varies, and where the difference does not.
    variance_factor: Option<f64>,
}

fn rows<'a>(plans: &'a ComparedPlans) -> impl Iterator<Item = Row<'a>> {
    plans.plans.iter().zip(&plans.contrasts.contrasts).flat_map(move |(plan, contrasts)| {
        plans.contrasts.measures.iter().zip(contrasts).map(move |(measure, contrast)| {
            let difference = contrast.difference.as_ref();
            Row {
                plan: &plan.name,
                measure: measure.name,
                of: &measure.of,
                period: &measure.period,
                unit: &measure.unit,
                base: contrast.base.map(|base| base.mean),
                plan_mean: contrast.plan.map(|plan| plan.mean),
                difference: difference.map(|difference| difference.estimate.mean),
                half_width: difference.and_then(|difference| difference.estimate.half_width),
                n: difference.map_or(0, |difference| difference.estimate.n),
                adjusted_p: contrast.adjusted_p,
                variance_factor: difference.and_then(|difference| difference.variance_factor).filter(|f| f.is_finite()),
            }
        })
    })
}

pub fn render(plans: &ComparedPlans) -> Vec<u8> {
    csv(&HEADER, rows(plans))
}

#[derive(Serialize)]
struct Document<'a> {
    base: &'a str,
    measured: &'a str,
    replications: u64,
    seed: u64,
    confidence: f64,
    complete: bool,
    measures: Vec<Row<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    economics: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    switches: Option<serde_json::Value>,
}

pub fn json(plans: &ComparedPlans) -> String {
    pretty(&Document {
        base: &plans.base.title,
        measured: &plans.origin.measured,
        replications: plans.contrasts.replications,
        seed: plans.origin.seed,
        confidence: plans.origin.confidence,
        complete: plans.cut_short.is_none(),
        measures: rows(plans).collect(),
        economics: super::economics::json(plans),
        switches: super::switch::json(plans),
    })
}
