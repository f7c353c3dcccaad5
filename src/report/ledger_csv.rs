//! `ledger.csv`: mean days of a delivered unit by flow and cause; the causes of a flow add up to its mean transit time.

use super::Results;
use super::record::csv;

const HEADER: [&str; 5] = ["flow", "cause", "mean_d", "half_width_d", "n"];

pub fn render(results: &Results) -> Vec<u8> {
    let rows = results.summary.rows.iter().filter(|row| row.measure.name == "ledger").filter_map(|row| {
        let (flow, cause) = row.measure.of.split_once('/')?;
        let estimate = row.estimate;
        let half_width = estimate.and_then(|estimate| estimate.half_width);
        Some((
            flow,
            cause,
            estimate.map(|estimate| estimate.mean),
            half_width,
            estimate.map_or(0, |estimate| estimate.n),
        ))
    });
    csv(&HEADER, rows)
}
