//! The report as CSV: every measure with its estimate.

use super::Results;
use super::record::{Record, csv, ordered};

pub(super) const HEADER: [&str; 11] =
    ["measure", "of", "period", "unit", "mean", "half_width", "confidence", "n", "sd", "min", "max"];

pub fn render(results: &Results) -> Vec<u8> {
    let summary = &results.summary;
    csv(&HEADER, ordered(summary).map(|row| Record::new(row, summary.confidence)))
}
