//! Sensitivities for programs: CSV and JSON.

use serde::Serialize;

use super::Sensitivity;
use super::screening::{Screened, ScreenedGroup};
use crate::report::record;
use crate::report::summary_json::pretty;

/// One figure of one step. Empty where there is nothing to say.
#[derive(Serialize)]
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
    /// Trajectories.
    n: u64,
    goes_on: bool,
}

const HEADER: [&str; 13] =
    ["step", "name", "inputs", "value", "low", "high", "mu_star", "half_width", "mu", "sigma", "luck", "n", "goes_on"];

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
    screenings: Vec<Step<'a>>,
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
    }
}

fn rows(screened: &Screened) -> impl Iterator<Item = Row<'_>> {
    screened.groups.iter().map(move |group| row(screened, group))
}

pub fn csv(found: &Sensitivity) -> Vec<u8> {
    record::csv(&HEADER, found.screenings.iter().flat_map(rows))
}

pub fn json(found: &Sensitivity) -> String {
    let measure = &found.measure;
    pretty(&Whole {
        scenario: &found.title,
        measured: &found.measured,
        measure: measure.name,
        of: &measure.of,
        period: &measure.period,
        unit: &measure.unit,
        inputs: found.inputs,
        replications: found.replications,
        seed: found.seed,
        confidence: found.confidence,
        complete: found.complete,
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
