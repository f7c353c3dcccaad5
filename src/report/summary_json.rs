//! `summary.json`: every estimate, for programs.

use serde::Serialize;

use super::record::{Record, ordered};
use super::throughput::verdict;
use super::{Expected, Results};
use crate::experiment::{Row, SpreadPoint, Verdict};

#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    measured: &'a str,
    measured_days: f64,
    lead_in_days: f64,
    replications: u64,
    seed: u64,
    confidence: f64,
    remarks: Vec<String>,
    warnings: &'a [String],
    headline: Vec<Entry<'a>>,
    measures: Vec<Entry<'a>>,
    observed: Vec<Comparison<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expect: Vec<Expectation<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    record: Record<'a>,
    /// Over replications.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quantiles: Vec<Quantile>,
}

#[derive(Serialize)]
struct Quantile {
    probability: f64,
    value: f64,
    /// Absent where the replications are too few for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
}

#[derive(Serialize)]
struct Expectation<'a> {
    name: &'a str,
    sentence: &'a str,
    measure: &'a str,
    of: &'a str,
    period: &'a str,
    unit: &'a str,
    limit: f64,
    confidence: f64,
    mean: Option<f64>,
    /// Of single runs: the share that is to keep to the limit, and that did.
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<f64>,
    verdict: &'static str,
    more_replications: Option<u64>,
}

#[derive(Serialize)]
struct Comparison<'a> {
    name: &'a str,
    measure: &'a str,
    of: &'a str,
    period: &'a str,
    unit: &'a str,
    model: Option<f64>,
    observed: f64,
    low: Option<f64>,
    high: Option<f64>,
    role: &'static str,
    verdict: &'static str,
    year: &'a str,
    source: &'a str,
}

pub fn render(results: &Results) -> String {
    let summary = &results.summary;
    let entry = |row| Entry { record: Record::new(row, summary.confidence), quantiles: quantiles(row) };
    let document = Document {
        title: &results.title,
        measured: &results.span.measured,
        measured_days: results.span.days,
        lead_in_days: results.span.lead_in_days,
        replications: summary.replications,
        seed: summary.seed,
        confidence: summary.confidence,
        remarks: results.remarks_and_failures(),
        warnings: &results.warnings,
        headline: summary.headline.iter().map(|&at| entry(&summary.rows[at])).collect(),
        measures: ordered(summary).map(entry).collect(),
        observed: comparisons(results),
        expect: results.expected.iter().map(|one| expectation(results, one)).collect(),
    };
    pretty(&document)
}

/// Indented JSON with a line end.
pub(super) fn pretty<T: Serialize>(document: &T) -> String {
    serde_json::to_string_pretty(document).expect("plain data has a JSON form") + "\n"
}

fn quantiles(row: &Row) -> Vec<Quantile> {
    let quantile = |point: &SpreadPoint| Quantile {
        probability: point.probability,
        value: point.value,
        low: point.interval.map(|(low, _)| low),
        high: point.interval.map(|(_, high)| high),
    };
    row.spread.iter().flat_map(|spread| spread.points.iter().map(quantile)).collect()
}

fn expectation<'a>(results: &'a Results, expected: &'a Expected) -> Expectation<'a> {
    let row = &results.summary.rows[expected.at];
    Expectation {
        name: &expected.name,
        sentence: &expected.sentence,
        measure: row.measure.name,
        of: &row.measure.of,
        period: &row.measure.period,
        unit: &row.measure.unit,
        limit: expected.claim.limit,
        confidence: expected.claim.confidence,
        mean: row.estimate.map(|estimate| estimate.mean),
        runs: expected.claim.runs,
        kept: expected.judgement.kept,
        verdict: match expected.judgement.verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Undecided => "undecided",
        },
        more_replications: expected.judgement.more,
    }
}

fn comparisons(results: &Results) -> Vec<Comparison<'_>> {
    let figures = super::figures::Figures::new(&results.summary);
    let comparison = |observed: &'_ super::Observed| {
        let row = figures.get_in(&observed.measure, &observed.of, &observed.period, &observed.unit);
        row.and_then(|row| row.estimate).map(|estimate| estimate.mean)
    };
    let list = results.observed.iter().map(|observed| {
        let model = comparison(observed);
        Comparison {
            name: &observed.name,
            measure: &observed.measure,
            of: &observed.of,
            period: &observed.period,
            unit: &observed.unit,
            model,
            observed: observed.value,
            low: observed.range.map(|(low, _)| low),
            high: observed.range.map(|(_, high)| high),
            role: observed.role.word(),
            verdict: verdict(observed, model),
            year: &observed.year,
            source: &observed.source,
        }
    });
    list.collect()
}
