//! `backtest.csv`: every fact with what was simulated, one a row.

use serde::Serialize;

use super::{Backtest, BacktestFact};
use crate::report::record::csv;

const HEADER: [&str; 22] = [
    "scenario",
    "name",
    "role",
    "measure",
    "of",
    "period",
    "unit",
    "observed",
    "low",
    "high",
    "mean",
    "half_width",
    "n",
    "band_low",
    "band_high",
    "error_pct",
    "inside_range",
    "inside_band",
    "series",
    "year",
    "source",
    "note",
];

/// One fact, for programs. Empty where there is nothing to say.
#[derive(Debug, Serialize)]
pub(super) struct FactRow<'a> {
    scenario: &'a str,
    name: &'a str,
    role: &'static str,
    measure: &'a str,
    of: &'a str,
    period: &'a str,
    unit: &'a str,
    observed: f64,
    low: Option<f64>,
    high: Option<f64>,
    mean: Option<f64>,
    half_width: Option<f64>,
    n: u64,
    band_low: Option<f64>,
    band_high: Option<f64>,
    error_pct: Option<f64>,
    inside_range: Option<bool>,
    inside_band: Option<bool>,
    series: Option<&'a str>,
    year: &'a str,
    source: &'a str,
    note: Option<&'a str>,
}

impl<'a> FactRow<'a> {
    pub fn new(scenario: &'a str, fact: &'a BacktestFact) -> FactRow<'a> {
        let BacktestFact { observed, comparison } = fact;
        let estimate = comparison.estimate;
        let band = comparison.band.as_ref().ok();
        FactRow {
            scenario,
            name: &observed.name,
            role: observed.role.word(),
            measure: &observed.measure,
            of: &observed.of,
            period: &observed.period,
            unit: &observed.unit,
            observed: observed.value,
            low: observed.range.map(|(low, _)| low),
            high: observed.range.map(|(_, high)| high),
            mean: estimate.map(|estimate| estimate.mean),
            half_width: estimate.and_then(|estimate| estimate.half_width),
            n: estimate.map_or(0, |estimate| estimate.n),
            band_low: band.map(|(low, _)| *low),
            band_high: band.map(|(_, high)| *high),
            error_pct: comparison.error().map(|error| error * 100.0),
            inside_range: comparison.agrees(),
            inside_band: comparison.is_in_band(),
            series: observed.monthly.as_deref(),
            year: &observed.year,
            source: &observed.source,
            note: observed.note.as_deref(),
        }
    }
}

pub fn render(backtest: &Backtest) -> Vec<u8> {
    csv(&HEADER, backtest.facts().map(|(scenario, fact)| FactRow::new(scenario, fact)))
}
