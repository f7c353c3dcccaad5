//! `backtest.json`: verdict, scores and facts, for programs.

use serde::Serialize;

use super::facts_csv::FactRow;
use super::{Backtest, Backtested};
use crate::experiment::Score;
use crate::report::input::Role;
use crate::report::summary_json::pretty;

#[derive(Serialize)]
struct Document<'a> {
    /// Absent where nothing is predicted.
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<bool>,
    pass_share: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_short: Option<&'a str>,
    scores: Vec<Scored>,
    scenarios: Vec<Scenario<'a>>,
    facts: Vec<FactRow<'a>>,
}

#[derive(Serialize)]
struct Scored {
    role: &'static str,
    facts: usize,
    judged: usize,
    agreeing: usize,
    in_band: u64,
    with_band: u64,
    coverage_low: Option<f64>,
    coverage_high: Option<f64>,
    mean_absolute_error_pct: Option<f64>,
    bias_pct: Option<f64>,
}

#[derive(Serialize)]
struct Scenario<'a> {
    name: &'a str,
    title: &'a str,
    measured: &'a str,
    replications: u64,
    seed: u64,
    confidence: f64,
    passed_over: usize,
    remarks: &'a [String],
}

fn scored(role: Role, score: &Score) -> Scored {
    Scored {
        role: role.word(),
        facts: score.facts,
        judged: score.judged,
        agreeing: score.agreeing,
        in_band: score.in_band.map_or(0, |cover| cover.hits),
        with_band: score.in_band.map_or(0, |cover| cover.n),
        coverage_low: score.in_band.map(|cover| cover.low),
        coverage_high: score.in_band.map(|cover| cover.high),
        mean_absolute_error_pct: score.mean_error.map(|error| error * 100.0),
        bias_pct: score.bias.map(|error| error * 100.0),
    }
}

fn scenario(one: &Backtested) -> Scenario<'_> {
    Scenario {
        name: &one.name,
        title: &one.title,
        measured: &one.measured,
        replications: one.replications,
        seed: one.seed,
        confidence: one.confidence,
        passed_over: one.passed_over,
        remarks: &one.remarks,
    }
}

pub fn render(backtest: &Backtest) -> String {
    let roles = [Role::Predicted, Role::Fitted, Role::Input];
    let scores = roles.map(|role| (role, backtest.score(role, |_| true)));
    pretty(&Document {
        passed: backtest.passed(),
        pass_share: backtest.pass_share,
        cut_short: backtest.cut_short.as_ref().map(|cut_short| cut_short.told.as_str()),
        scores: scores.iter().filter(|(_, score)| score.facts > 0).map(|(role, score)| scored(*role, score)).collect(),
        scenarios: backtest.scenarios.iter().map(scenario).collect(),
        facts: backtest.facts().map(|(scenario, fact)| FactRow::new(scenario, fact)).collect(),
    })
}
