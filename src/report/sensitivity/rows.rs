//! Sensitivities for programs: CSV and JSON.

use serde::Serialize;

use super::Sensitivity;
use super::screening::{Screened, ScreenedGroup};
use crate::report::record;
use crate::report::summary_json::pretty;
use crate::stats::sobol::Index;

/// One figure of one step. Empty where there is nothing to say.
#[derive(Default, Serialize)]
struct Row<'a> {
    step: &'static str,
    name: &'a str,
    inputs: usize,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    mu_star: Option<f64>,
    half_width: Option<f64>,
    mu: Option<f64>,
    sigma: Option<f64>,
    luck: Option<f64>,
    /// Of the variance: by this input alone.
    share: Option<f64>,
    share_low: Option<f64>,
    share_high: Option<f64>,
    /// And with all it takes part in.
    total: Option<f64>,
    total_low: Option<f64>,
    total_high: Option<f64>,
    variance: Option<f64>,
    /// Trajectories, points or rows.
    n: u64,
    goes_on: bool,
}

const HEADER: [&str; 20] = [
    "step",
    "name",
    "inputs",
    "value",
    "low",
    "high",
    "mu_star",
    "half_width",
    "mu",
    "sigma",
    "luck",
    "share",
    "share_low",
    "share_high",
    "total",
    "total_low",
    "total_high",
    "variance",
    "n",
    "goes_on",
];

#[derive(Serialize)]
struct Whole<'a> {
    scenario: &'a str,
    measured: &'a str,
    measure: &'a str,
    of: &'a str,
    period: &'a str,
    unit: &'a str,
    inputs: usize,
    replications: u64,
    seed: u64,
    confidence: f64,
    complete: bool,
    spread: Vec<Row<'a>>,
    screenings: Vec<Step<'a>>,
    shares: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    step: &'static str,
    trajectories: usize,
    points: usize,
    rows: Vec<Row<'a>>,
}

fn step(screened: &Screened) -> &'static str {
    if screened.of_groups() { "things" } else { "inputs" }
}

fn row<'a>(screened: &Screened, group: &'a ScreenedGroup) -> Row<'a> {
    let influence = group.influence;
    Row {
        step: step(screened),
        name: &group.name,
        inputs: group.inputs,
        value: group.alone.map(|(value, _, _)| value),
        low: group.alone.map(|(_, low, _)| low),
        high: group.alone.map(|(_, _, high)| high),
        mu_star: influence.map(|one| one.size.mean),
        half_width: influence.and_then(|one| one.size.half_width),
        mu: influence.map(|one| one.mean),
        sigma: influence.map(|one| one.deviation),
        luck: influence.and_then(|one| one.luck),
        n: influence.map_or(0, |one| one.size.n),
        goes_on: group.goes_on,
        ..Row::default()
    }
}

fn rows(screened: &Screened) -> impl Iterator<Item = Row<'_>> {
    screened.groups.iter().map(move |group| row(screened, group))
}

/// All inputs, and chance.
fn spread(found: &Sensitivity) -> Vec<Row<'_>> {
    let Some(spread) = found.spread else { return Vec::new() };
    let row = |name, inputs, variance, [share, low, high]: [f64; 3]| Row {
        step: "spread",
        name,
        inputs,
        share: Some(share),
        share_low: Some(low),
        share_high: Some(high),
        variance: Some(variance),
        n: spread.points as u64,
        ..Row::default()
    };
    let inputs = [spread.share, spread.low, spread.high];
    let chance = [1.0 - spread.share, 1.0 - spread.high, 1.0 - spread.low];
    vec![row("inputs", found.inputs, spread.between, inputs), row("chance", 0, spread.within, chance)]
}

/// Every input of those that matter.
fn shares(found: &Sensitivity) -> Vec<Row<'_>> {
    let Some(shared) = &found.shares else { return Vec::new() };
    let Some(indices) = &shared.indices else { return Vec::new() };
    let row = |index: &Index| Row {
        step: "shares",
        inputs: 1,
        share: Some(index.first.value),
        share_low: Some(index.first.low),
        share_high: Some(index.first.high),
        total: Some(index.total.value),
        total_low: Some(index.total.low),
        total_high: Some(index.total.high),
        variance: Some(indices.variance * index.first.value),
        n: shared.rows as u64,
        ..Row::default()
    };
    let named = shared.names.iter().zip(&indices.inputs);
    named.map(|(name, index)| Row { name, ..row(index) }).collect()
}

pub fn csv(found: &Sensitivity) -> Vec<u8> {
    let screened = found.screenings.iter().flat_map(rows);
    record::csv(&HEADER, spread(found).into_iter().chain(screened).chain(shares(found)))
}

pub fn json(found: &Sensitivity) -> String {
    let measure = &found.measure;
    pretty(&Whole {
        scenario: &found.title,
        measured: &found.origin.measured,
        measure: measure.name,
        of: &measure.of,
        period: &measure.period,
        unit: &measure.unit,
        inputs: found.inputs,
        replications: found.replications,
        seed: found.origin.seed,
        confidence: found.origin.confidence,
        complete: found.cut_short.is_none(),
        spread: spread(found),
        shares: shares(found),
        screenings: found
            .screenings
            .iter()
            .map(|screened| Step {
                step: step(screened),
                trajectories: screened.walks,
                points: screened.points,
                rows: rows(screened).collect(),
            })
            .collect(),
    })
}
